"""Tag words with Penn tags: an averaged perceptron whose words are scored once.

The score of a tag is a sum of what the five words around say, each by itself, and of three tables
of neighbouring tags (Collins 2002, read greedily from left to right). What a word says depends on
the word alone and is added up when the word is first met.

Reading from left to right needs no waiting: every token first takes the usual tag of its word, then
all are tagged at once given the tags before them, then those behind a tag that changed, until none
changes. What is left is what a reader from left to right would have found, since a tag depends only
on tags before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.attribute_numbers import AttributeNumbers
from toolkit.annotate.features import (
    BEGIN_OF_SENTENCE,
    END_OF_SENTENCE,
    MOST_OPENERS,
    OPENERS,
    Position,
    Traits,
    WordClasses,
    traits,
)
from toolkit.annotate.growing import GrowingArray
from toolkit.annotate.weights import NEVER, WIDTH, Weights, slots_of_positions

Integers = NDArray[np.integer[Any]]

_BEGIN, _END = 0, 1  # the words that stand for what lies beyond a sentence
# Plain numbers, for the members of an enumeration are slow to find.
_HERE, _FIRST, _BEFORE, _AFTER, _TWO_BEFORE, _TWO_AFTER = map(int, Position)
_N_POSITIONS = len(Position)
_BLOCK = 4096
_LEARNT_AT_ONCE = 256  # the rows of so many words stay near the processor
# Text settles in some ten rounds. The limit is for what is no text; it keeps the time linear.
_MOST_ROUNDS = 64


class _Facts(NamedTuple):
    """What is known of words, one entry a word."""

    usual_tag: Integers
    has_one_tag: Integers
    opens: Integers  # whether a word may stand before the first word of a sentence
    kind: Integers  # the number of its class


class Tagger:
    """Scores words when they are first met and tags sentences of their numbers.

    Parameters
    ----------
    weights
        A trained model.
    inflections
        The inflections that a lexicon knows of a form.
    clusters
        The path to each word in a tree of clusters.
    """

    def __init__(
        self, weights: Weights, inflections: Mapping[str, str], clusters: Mapping[str, str]
    ) -> None:
        self.tags = weights.tags
        self._weights = weights
        self._classes = WordClasses(weights.known, inflections, clusters)
        self._class_numbers = {name: number for number, name in enumerate(weights.classes)}
        self._attributes = AttributeNumbers(weights.keys)
        # Row 0 is for words of which any tag is possible.
        choices = [weights.tags, *dict.fromkeys(weights.dictionary.values())]
        self._forbidden = np.ones((len(choices), WIDTH), np.bool_)
        self._forbidden[:, : len(weights.tags)] = [
            [tag not in choice for tag in weights.tags] for choice in choices
        ]
        self._has_one_tag = self._forbidden.sum(axis=1) == WIDTH - 1
        places = {choice: place for place, choice in enumerate(choices)}
        self._dictionary = {word: places[own] for word, own in weights.dictionary.items()}
        slots = slots_of_positions()
        # The templates looked at, position after position.
        self._slot_counts = [len(own) for own in slots]
        self._slots = np.concatenate(slots)
        self._slot_positions = np.repeat(np.arange(_N_POSITIONS), self._slot_counts)[:, None]
        # Words follow each other; each has one row of scores for each position.
        self._scores = GrowingArray(np.int16, (_N_POSITIONS * WIDTH,))
        self._facts = GrowingArray(np.int32, (len(_Facts._fields),))
        self._learn_edges()

    def learn(self, words: Sequence[str]) -> None:
        """Score new words; they are numbered in the order in which they are learnt."""
        for begin in range(0, len(words), _LEARNT_AT_ONCE):
            self._learn_block(words[begin : begin + _LEARNT_AT_ONCE])

    def __len__(self) -> int:
        """Count the words learnt, the two that stand for sentence edges included."""
        return len(self._facts)

    def _learn_block(self, words: Sequence[str]) -> None:
        seen = traits(words, self._classes)
        self._score(self._attributes.of(seen), seen)

    def _learn_edges(self) -> None:
        """Score what stands for a sentence's edges, of which no more is known than the name."""
        names = [BEGIN_OF_SENTENCE, END_OF_SENTENCE]
        nothing = ["", ""]
        seen = Traits(nothing, names, nothing, names, *[nothing] * 4)
        self._score(self._attributes.of(seen), seen)

    def _score(self, found: Integers, seen: Traits) -> None:
        """Keep the scores and the facts of words, given their attributes."""
        n = len(seen.lower)
        allowed = np.fromiter(map(self._dictionary.get, seen.lower, repeat(0)), np.intp, n)
        scores = self._scores.extend_by(n).reshape(-1, _N_POSITIONS, WIDTH)
        rows = self._weights.rows[found[self._slots], self._slot_positions]
        said, begin = self._weights.static.take(rows, axis=0), 0
        for position, size in enumerate(self._slot_counts):
            said[begin : begin + size].sum(axis=0, dtype=np.int16, out=scores[:, position])
            begin += size
        here = scores[:, _HERE]
        np.copyto(here, NEVER, where=self._forbidden[allowed])
        facts = _Facts(*self._facts.extend_by(n).T)
        facts.usual_tag[:] = here.argmax(axis=1)
        facts.has_one_tag[:] = self._has_one_tag[allowed]
        facts.opens[:] = list(map(OPENERS.__contains__, seen.lower))
        facts.kind[:] = list(map(self._class_of, seen.kind))

    def _class_of(self, name: str) -> int:
        number = self._class_numbers.get(name)
        if number is None:
            number = self._class_numbers["u=C" if name.startswith("u=C") else "u=sed"]
        return number

    @cached_property
    def _tables(self) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int16]]:
        weights = self._weights
        pair, here, following = (
            np.ascontiguousarray(table.reshape(-1, WIDTH))
            for table in (weights.pair, weights.here, weights.following)
        )
        return pair, here, following

    def tag(self, words: Integers, sentences: Integers) -> NDArray[np.int8]:
        """Tag sentences.

        Parameters
        ----------
        words
            The number of each token's word.
        sentences
            Where each sentence begins, and the number of tokens; none is empty.

        Returns
        -------
        ndarray of int8
            The number of each token's tag.
        """
        n = len(words)
        first = sentences[:-1]
        facts = _Facts(*self._facts[words].T)
        tags = np.empty(n + 1, np.int8)
        tags[:n] = facts.usual_tag
        tags[n] = len(self.tags)  # what stands before a sentence
        one, two = np.arange(n) - 1, np.arange(n) - 2
        one[first] = two[first] = two[np.minimum(first + 1, n - 1)] = n
        tokens = np.flatnonzero(facts.has_one_tag == 0)
        place = np.full(n + 2, len(tokens))
        place[tokens] = np.arange(len(tokens))
        neighbours = _Neighbours(words, first, sentences[1:] - 1, facts.opens != 0)
        static = self._static_scores(neighbours, tokens)
        states = len(self.tags) + 1
        here_row = facts.kind[tokens] * np.intp(states)
        following_row = self._facts[neighbours.after[tokens]][:, -1] * np.intp(states)
        pair, here, following = self._tables
        waiting = np.arange(len(tokens))
        again = np.zeros(len(tokens) + 1, np.bool_)  # the last for tokens that are never asked
        for _ in range(_MOST_ROUNDS):
            asked = tokens[waiting]
            last = tags[one[asked]].astype(np.intp)
            scores = static[waiting]
            scores += pair.take(last * states + tags[two[asked]], axis=0)
            scores += here.take(here_row[waiting] + last, axis=0)
            scores += following.take(following_row[waiting] + last, axis=0)
            best = scores.argmax(axis=1)
            changed = asked[best != tags[asked]]
            if not len(changed):
                break
            tags[asked] = best
            again[place[changed + 1]] = again[place[changed + 2]] = True
            waiting = np.flatnonzero(again[:-1])
            again[:] = False
        return tags[:n]

    def _static_scores(self, neighbours: _Neighbours, order: Integers) -> NDArray[np.int16]:
        """Add up what the words around each token say, in the order in which tags are read."""
        table = self._scores.values.reshape(-1, WIDTH)
        scores = np.empty((len(order), WIDTH), np.int16)
        room = np.empty((min(_BLOCK, len(order)), WIDTH), np.int16)
        for begin in range(0, len(order), _BLOCK):
            tokens = order[begin : begin + _BLOCK]
            block, more = scores[begin : begin + _BLOCK], room[: len(tokens)]
            table.take(_row(neighbours.here, tokens, _HERE), axis=0, out=block, mode="clip")
            for words, position in neighbours.around:
                table.take(_row(words, tokens, position), axis=0, out=more, mode="clip")
                block += more
            first = np.flatnonzero(neighbours.is_first[tokens])
            block[first] += table[_row(neighbours.here, tokens[first], _FIRST)]
        return scores


def _row(words: Integers, tokens: Integers, position: int) -> Integers:
    return words[tokens] * _N_POSITIONS + position


class _Neighbours:
    """The words around each token; sentence edges stand in for those beyond.

    First is the first token of a sentence and, after a token that may open it, the next, twice.
    """

    def __init__(
        self, words: Integers, first: Integers, last: Integers, opens: NDArray[np.bool_]
    ) -> None:
        n = len(words)
        self.here = words.astype(np.int64)
        self.is_first = np.zeros(n, bool)
        self.is_first[first] = True
        opening, ending = first, last
        for _ in range(MOST_OPENERS):
            more = opens[opening] & (opening < ending)
            opening, ending = opening[more] + 1, ending[more]
            self.is_first[opening] = True
        # What a sentence's edges leave open is filled after this.
        self.before, two_before = np.empty_like(self.here), np.empty_like(self.here)
        self.after, two_after = np.empty_like(self.here), np.empty_like(self.here)
        self.before[1:], two_before[2:] = self.here[:-1], self.here[:-2]
        self.after[:-1], two_after[:-2] = self.here[1:], self.here[2:]
        self.before[first] = _BEGIN
        self.after[last] = _END
        two_before[first] = two_before[np.minimum(first + 1, n - 1)] = _BEGIN
        two_after[last] = two_after[np.maximum(last - 1, 0)] = _END
        self.around = (
            (self.before, _BEFORE),
            (self.after, _AFTER),
            (two_before, _TWO_BEFORE),
            (two_after, _TWO_AFTER),
        )
