"""Apply one rule of a codebook to a token table: its hits, the actors beside them, and cues."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.quotations import find_quotation_spans
from toolkit.corpus.spans import spans_to_positions

if TYPE_CHECKING:
    from toolkit.corpus import Corpus
    from toolkit.corpus.codebook import Condition, Frame, Rule
    from toolkit.corpus.query import Hits

Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]
# Quotation marks around three words or fewer show distance ("scare quotes"), not another's voice.
SCARE_WORDS = 3


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
