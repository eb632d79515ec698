"""Find frames: apply the rules of the codebook to every sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.framing import instrument, stored
from toolkit.analyses.framing.matcher import Matcher
from toolkit.analyses.reporting import report, require_articles, require_text
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

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


def paragraphs(corpus: Corpus) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """List the paragraphs of the selection: the id of the article, and the number from 1."""
    sizes = np.diff(corpus.tokens.article_paragraphs)[corpus.rows]
    ids = np.array([item.id for item in corpus.items], dtype=object)
    starts = np.cumsum(sizes) - sizes
    numbers = np.arange(int(sizes.sum())) - np.repeat(starts, sizes) + 1
    return np.repeat(ids, sizes), numbers


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
