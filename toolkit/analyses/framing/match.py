"""Find frames: apply the rules of the codebook to every sentence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.framing import instrument, stored
from toolkit.analyses.reporting import report, require_articles, require_text
from toolkit.corpus.actors import find_quotation_spans
from toolkit.corpus.tokens import spans_to_positions
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus
    from toolkit.corpus.codebook import Condition, Frame, Rule
    from toolkit.corpus.query import Hits

Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]
# Quotation marks around three words or fewer show distance ("scare quotes"), not another's voice.
SCARE_WORDS = 3
COLUMNS = (
    *("article", "paragraph", "sentence", "start", "end", "frame", "rule", "dimension"),
    *("source", "target", "negated", "quoted", "attributed_to"),
)


def match(corpus: Corpus, *, frames: str | Sequence[str] | None = None) -> Result:
    """Find the words that carry each frame.

    A hit is inside one sentence, in a paragraph that meets the frame's context, and overlaps no
    mask. Denial and quotation are recorded as cues; they never remove a hit: a frame that is
    rejected is invoked all the same.

    Parameters
    ----------
    corpus
        The articles; their codebook holds the rules.
    frames
        One or several frames of the codebook; all when left out.

    Returns
    -------
    Result
        One row a hit: ``article paragraph sentence`` (numbers from 1 inside the article), ``start
        end`` (characters of the article's text), ``frame rule dimension``, ``source target`` (the
        codes of the nearest actors before and after, or the outer ones inside the hit; ``""`` when
        the sentence has none), ``negated`` and ``quoted`` (cues) and ``attributed_to`` (the code of
        the actor to whom the sentence attributes the words, or ``""``).

    Raises
    ------
    CodebookError
        When a frame is unknown.
    AnalysisError
        When the codebook names actors that the actors list does not have.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": [
    ...     "Ankara cannot do without Moscow. Turkey depends heavily on Russian gas."]}))
    >>> found = toolkit.framing.match(corpus, frames="dependency").table
    >>> found[["sentence", "frame", "source", "target"]].drop_duplicates().values.tolist()[-1]
    [2, 'dependency', 'TR', 'RU']
    """
    return _found(require_text(corpus), frames)


def _found(corpus: Corpus, frames: str | Sequence[str] | None) -> Result:
    chosen = instrument.chosen_frames(corpus, frames)
    instrument.check_actors(corpus)
    matcher = Matcher(corpus)
    rules = [(frame, rule) for frame in map(corpus.codebook.frame, chosen) for rule in frame.rules]
    table = _assemble(corpus, matcher, [matcher.rule(frame, rule) for frame, rule in rules])
    notes, warnings = instrument.quality(corpus, chosen, instrument.read_record(corpus))
    return report(
        corpus,
        table,
        title="Frames found",
        notes=(
            f"{count_of(len(table), 'hit')} of {count_of(len(rules), 'rule')}",
            instrument.describe(corpus),
            "a hit counts whether the frame is endorsed, denied or quoted; negated, quoted and "
            "attributed_to are cues",
            *notes,
        ),
        warnings=warnings,
        parameters={"frames": chosen, "instrument": instrument.instrument(corpus)},
        method="Frames were found sentence by sentence with the rules of the codebook.",
    )


def presence(corpus: Corpus, *, frames: str | Sequence[str] | None = None) -> Result:
    """Tell for every paragraph which frames its words carry.

    Parameters
    ----------
    corpus
        The articles.
    frames
        One or several frames of the codebook; all when left out.

    Returns
    -------
    Result
        One row a paragraph and frame: ``article paragraph frame present`` (0 or 1), ``n_rules``
        (different rules that fire) and ``present_author`` (1 when a hit is neither quoted nor
        attributed to an actor).
    """
    import pandas as pd

    require_articles(corpus)
    corpus, left_out = stored.split(corpus)
    require_articles(corpus)
    found = _found(corpus, frames)
    chosen = found.parameters["frames"]
    articles, numbers = paragraphs(corpus)
    hits = found.table
    keys = ["article", "paragraph", "frame"]
    own = ~hits["quoted"] & (hits["attributed_to"] == "")
    counted = (
        hits.assign(own=own)
        .groupby(keys, sort=False)
        .agg(n_rules=("rule", "nunique"), present_author=("own", "max"))
    )
    kept = stored.codes(corpus, chosen)
    if len(kept):
        counted = pd.concat([counted, kept.set_index(keys)])
    grid = pd.DataFrame(
        {
            "article": np.repeat(articles, len(chosen)),
            "paragraph": np.repeat(numbers, len(chosen)),
            "frame": np.tile(np.array(chosen, dtype=object), len(articles)),
        }
    )
    table = grid.merge(counted, how="left", left_on=keys, right_index=True)
    table["n_rules"] = table["n_rules"].fillna(0).astype(int)
    table["present_author"] = table["present_author"].eq(True).astype(int)
    table.insert(3, "present", (table["n_rules"] > 0).astype(int))
    return report(
        corpus,
        table,
        title="Frames by paragraph",
        notes=(
            f"{count_of(len(articles), 'paragraph')} of {count_of(len(corpus), 'article')}",
            *found.notes[1:-1],
        ),
        warnings=(*left_out, *found.warnings),
        parameters=found.parameters,
        method="A paragraph carries a frame when at least one rule of the frame finds words in it.",
    )


def code(corpus: Corpus, *, frames: str | Sequence[str] | None = None) -> Result:
    """Code every paragraph by machine.

    The coder is the codebook's rules, which know no doubt: the probability is 1 where a rule fires
    and 0 where none does. How often that is right is the business of `validate`.

    Parameters
    ----------
    corpus
        The articles.
    frames
        One or several frames of the codebook; all when left out.

    Returns
    -------
    Result
        One row a paragraph and frame: ``article paragraph frame present probability``.
    """
    found = presence(corpus, frames=frames)
    table = found.table[["article", "paragraph", "frame", "present"]].copy()
    table["probability"] = table["present"].astype(float)
    return report(
        corpus,
        table,
        title="Paragraphs coded by rules",
        notes=(
            "coded by rules: 1 where a rule fires, 0 elsewhere; not a measured probability",
            *found.notes[:-1],
        ),
        warnings=found.warnings,
        parameters={"coder": "rules", **found.parameters},
        method="Paragraphs were coded by the rules of the codebook.",
    )


def paragraphs(corpus: Corpus) -> tuple[NDArray[np.object_], Positions]:
    """List the paragraphs of the selection: the id of the article, and the number from 1."""
    sizes = np.diff(corpus.tokens.article_paragraphs)[corpus.rows]
    ids = np.array([item.id for item in corpus.items], dtype=object)
    starts = np.cumsum(sizes) - sizes
    numbers = np.arange(int(sizes.sum())) - np.repeat(starts, sizes) + 1
    return np.repeat(ids, sizes), numbers


class Matcher:
    """Apply rules to one corpus; what several rules look for is looked for once."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._table = corpus.tokens
        self._found: dict[str, Hits] = {}

    def rule(self, frame: Frame, rule: Rule) -> dict[str, Any]:
        """Find the hits of one rule: their tokens, actors and cues."""
        hits = self.find(rule.query)
        hits = hits.keep(self._in_context(hits, frame))
        for condition in rule.requires:
            hits = hits.keep(self._near(hits, condition))
        for condition in rule.excludes:
            hits = hits.keep(~self._near(hits, condition))
        source, target = self._slots(hits)
        keep = (
            _allowed(source, rule.source, self._codes(rule.source))
            & _allowed(target, rule.target, self._codes(rule.target))
            & ~np.isin(source, self._codes(rule.not_source))
            & ~np.isin(target, self._codes(rule.not_target))
        )
        hits = hits.keep(keep)
        return {
            "frame": frame.name,
            "rule": rule,
            "start": hits.start,
            "end": hits.end,
            "source": source[keep],
            "target": target[keep],
        }

    def find(self, query: str) -> Hits:
        """Find a query inside sentences, away from false friends."""
        if query not in self._found:
            # asked inside the query: of hits that begin at one word only the shortest is found
            hits = self._corpus.find(f"({query}) within s")
            masked = self._masked[hits.end] > self._masked[hits.start]
            self._found[query] = hits.keep(~masked)
        return self._found[query]

    def _sentence(self, positions: Positions) -> Positions:
        return self._table.sentence_of(positions)

    @cached_property
    def _masked(self) -> Positions:
        """How many masked tokens stand before each position."""
        flags = np.zeros(len(self._table) + 1, np.int64)
        for mask in self._corpus.codebook.masks:
            hits = self._corpus.find(f"({mask.query}) within s")
            flags[spans_to_positions(hits.start, hits.end) + 1] = 1
        return np.cumsum(flags)

    def _in_context(self, hits: Hits, frame: Frame) -> Mask:
        keep = np.ones(len(hits), bool)
        for scope, groups in frame.context.items():
            unit_of = getattr(self._table, f"{scope}_of")
            actors = self._table.actors
            for codes in groups:
                mentions = actors.start[np.isin(actors.code, self._codes(codes))]
                keep &= np.isin(unit_of(hits.start), unit_of(mentions))
        return keep

    def _near(self, hits: Hits, condition: Condition) -> Mask:
        others = self.find(condition.query)
        if condition.within == "paragraph":
            paragraph = self._table.paragraph_of
            return np.isin(paragraph(hits.start), paragraph(others.start))
        sentence, theirs = self._sentence(hits.start), self._sentence(others.start)
        if condition.within == "sentence":
            return np.isin(sentence, theirs)
        return _within(hits, others, sentence, theirs, int(condition.within))

    def _codes(self, names: Sequence[str]) -> NDArray[np.int64]:
        known = self._table.actors.names
        return np.array([known.index(name) for name in names], np.int64)

    def _slots(self, hits: Hits) -> tuple[Positions, Positions]:
        """Give the codes of the actors before and after each hit, -1 where there is none.

        An actor that opens the hit comes before, one that stands further in comes after.
        """
        actors = self._table.actors
        begin = np.asarray(actors.start, np.int64)
        sentence = self._sentence(hits.start)
        before = np.searchsorted(begin, hits.start, side="right") - 1
        inside = np.searchsorted(begin, hits.end, side="left") - 1  # the last that begins inside
        after = np.where(inside > before, inside, np.searchsorted(begin, hits.end, side="left"))
        return self._actor(before, sentence), self._actor(after, sentence)

    def _actor(self, number: Positions, sentence: Positions) -> Positions:
        actors = self._table.actors
        if not len(actors.code):
            return np.full(len(number), -1, np.int64)
        valid = (number >= 0) & (number < len(actors.code))
        place = np.where(valid, number, 0)
        same = self._sentence(np.asarray(actors.start, np.int64)[place]) == sentence
        return np.where(valid & same, actors.code[place], -1).astype(np.int64)

    def negated(self, start: Positions, end: Positions) -> Mask:
        """Tell which hits hold a denying word, or have one shortly before."""
        codebook = self._corpus.codebook
        if not codebook.negation:
            return np.zeros(len(start), bool)
        cues = self._corpus.find(f"({codebook.negation}) within s")
        last = np.searchsorted(cues.start, end, side="left") - 1
        place = cues.start[np.maximum(last, 0)] if len(cues) else np.full(len(start), -1)
        near = place >= start - codebook.negation_before
        same = self._sentence(np.maximum(place, 0)) == self._sentence(start)
        return np.asarray((last >= 0) & near & same)

    def quoted(self, start: Positions) -> Mask:
        """Tell which hits stand in a quotation of more than a few words."""
        first, last = find_quotation_spans(self._table)
        words = np.concatenate([[0], np.cumsum(self._table.word)])
        long = words[last] - words[first] > SCARE_WORDS
        flags = np.zeros(len(self._table), bool)
        flags[spans_to_positions(first[long], last[long])] = True
        return flags[start]

    def speaker(self, start: Positions, end: Positions) -> Positions:
        """Give the code of the actor to whom the sentence attributes each hit, or -1.

        An attribution before the hit holds; one after it holds when punctuation parts it from the
        words ("…, Moscow said").
        """
        none = np.full(len(start), -1, np.int64)
        query = self._corpus.codebook.attribution
        cues = self._corpus.find(f"({query}) within s") if query else None
        if cues is None or not len(cues):
            return none
        actors = self._table.actors
        # The actor that speaks is the last one inside the cue: "Turkey's partner Russia said".
        number = np.searchsorted(np.asarray(actors.start), cues.end, side="left") - 1
        speaks = self._actor(number, self._sentence(cues.start))
        sentence, theirs = self._sentence(start), self._sentence(cues.start)
        before = np.searchsorted(cues.end, start, side="right") - 1
        left = (before >= 0) & (theirs[np.maximum(before, 0)] == sentence)
        after = np.minimum(np.searchsorted(cues.start, end, side="left"), len(cues) - 1)
        parted = ~self._table.word[np.maximum(cues.start[after] - 1, 0)]
        right = (cues.start[after] >= end) & (theirs[after] == sentence) & parted
        return np.where(left, speaks[before], np.where(right, speaks[after], none))


def _allowed(found: Positions, names: Sequence[str], codes: Positions) -> Mask:
    return np.isin(found, codes) if names else np.ones(len(found), bool)


def _within(
    hits: Hits, others: Hits, sentence: Positions, theirs: Positions, distance: int
) -> Mask:
    """Tell which hits have another at most so many tokens away in their sentence."""
    if not len(others):
        return np.zeros(len(hits), bool)
    right = np.minimum(np.searchsorted(others.end, hits.start, side="right"), len(others) - 1)
    left = np.maximum(np.searchsorted(others.end, hits.start, side="right") - 1, 0)
    # `right` is the first that ends after the hit begins: it overlaps the hit or follows it
    follows = others.end[right] > hits.start
    gap_right = others.start[right] - hits.end + 1
    gap_left = hits.start - others.end[left] + 1
    precedes = others.end[left] <= hits.start
    return np.asarray(
        (follows & (gap_right <= distance) & (theirs[right] == sentence))
        | (precedes & (gap_left <= distance) & (theirs[left] == sentence))
    )


def _assemble(corpus: Corpus, matcher: Matcher, parts: Sequence[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    table = corpus.tokens
    start = np.concatenate([part["start"] for part in parts]) if parts else np.empty(0, np.int64)
    end = np.concatenate([part["end"] for part in parts]) if parts else np.empty(0, np.int64)
    sizes = [len(part["start"]) for part in parts]
    names = np.array([*table.actors.names, ""], dtype=object)  # code -1 takes the last, empty name

    def repeated(values: Sequence[str]) -> NDArray[np.object_]:
        return np.repeat(np.array(values, dtype=object), sizes)

    def joined(slot: str) -> NDArray[np.object_]:
        codes = [part[slot] for part in parts]
        return names[np.concatenate(codes)] if codes else np.empty(0, object)

    article = table.article_of(start)
    first_sentence = np.searchsorted(table.sentence_offsets, table.article_offsets[article])
    ids = np.array([item.id for item in corpus.items], dtype=object)
    frame = pd.DataFrame(
        {
            "article": ids[corpus.selected[article]],
            "paragraph": table.paragraph_number(table.paragraph_of(start)),
            "sentence": table.sentence_of(start) - first_sentence + 1,
            "start": np.asarray(table.start)[start].astype(np.int64),
            "end": np.asarray(table.end)[end - 1].astype(np.int64),
            "frame": repeated([part["frame"] for part in parts]),
            "rule": repeated([part["rule"].id for part in parts]),
            "dimension": repeated([part["rule"].dimension for part in parts]),
            "source": joined("source"),
            "target": joined("target"),
            "negated": matcher.negated(start, end),
            "quoted": matcher.quoted(start),
            "attributed_to": names[matcher.speaker(start, end)],
        },
        columns=list(COLUMNS),
    )
    order = np.lexsort((np.arange(len(start)), start))
    return frame.iloc[order].reset_index(drop=True)
