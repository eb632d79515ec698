"""What is known of each different chunk: its tokens, what it begins with and ends with.

The patterns, which are slow, run over each chunk once; most chunks need none (see `plain_chunks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.growing import GrowingArray, Numbering
from toolkit.annotate.plain_chunks import ENDS, plain_tokens
from toolkit.annotate.splitting import Begin, End, begin_class, end_class
from toolkit.annotate.tokenizer import Span, compound_parts, split_both_ways

Integers = NDArray[np.integer[Any]]

_LOWER = Begin.LOWER  # the members of an enumeration are slow to find
_NOTHING = int(End.NOTHING)
# The columns of a chunk: where its tokens begin and how many they are, inside a sentence and as its
# last chunk; what it ends and begins with.
_INSIDE, _LAST, _N_INSIDE, _N_LAST, _END_CLASS, _BEGIN_CLASS = range(6)
# The columns of a token.
_WORD, _FORM, _START, _END, _FORM_END, _CONTINUES = range(6)


class ChunkReadings:
    """Keeps what is found out about chunks, in the order in which they are learnt.

    Parameters
    ----------
    words
        Numbers the words, which are tagged.
    forms
        Numbers the forms with compounds joined, which are what a corpus counts.

    Attributes
    ----------
    chunks
        A row for each chunk: the first token inside a sentence, the first token as the last chunk
        of one, how many tokens there are in either case, the class of its end and of its begin.
    tokens
        A row for each token: word, form, start, end, end of the form, whether it continues the
        compound of the token before it. Form and its end mean nothing where it does.
    """

    def __init__(self, words: Numbering, forms: Numbering) -> None:
        self._words = words
        self._forms = forms
        self.chunks = GrowingArray(np.int32, (6,))
        self.tokens = GrowingArray(np.int32, (6,))

    def learn(self, chunks: Sequence[str]) -> None:
        """Examine new chunks."""
        rows = np.empty((len(chunks), 6), np.int32)
        rows[:, _BEGIN_CLASS] = [
            _LOWER if chunk[0].islower() else begin_class(chunk) for chunk in chunks
        ]
        n_tokens = np.fromiter(map(plain_tokens, chunks), np.int8, len(chunks))
        for n, learn in ((1, self._words_alone), (2, self._words_with_signs), (0, self._others)):
            places = np.flatnonzero(n_tokens == n)
            if len(places):
                learn([chunks[place] for place in places.tolist()], rows, places)
        self.chunks.extend(rows)

    def _words_alone(self, words: Sequence[str], rows: Integers, places: Integers) -> None:
        rows[places, _INSIDE] = rows[places, _LAST] = len(self.tokens) + np.arange(len(words))
        rows[places, _N_INSIDE : _END_CLASS + 1] = (1, 1, _NOTHING)
        tokens = np.zeros((len(words), 6), np.int32)
        tokens[:, _WORD] = self._words.of(words)
        tokens[:, _FORM] = self._forms.of(words)
        tokens[:, _END] = tokens[:, _FORM_END] = np.fromiter(map(len, words), np.int32, len(words))
        self.tokens.extend(tokens)

    def _words_with_signs(self, chunks: Sequence[str], rows: Integers, places: Integers) -> None:
        first = len(self.tokens) + 2 * np.arange(len(chunks))
        rows[places, _INSIDE] = rows[places, _LAST] = first
        rows[places, _N_INSIDE:_END_CLASS] = 2
        rows[places, _END_CLASS] = [ENDS[chunk[-1]] for chunk in chunks]
        names = list(chain.from_iterable((chunk[:-1], chunk[-1]) for chunk in chunks))
        sizes = np.fromiter(map(len, chunks), np.int32, len(chunks))
        tokens = np.zeros((len(names), 6), np.int32)
        tokens[:, _WORD] = self._words.of(names)
        tokens[:, _FORM] = self._forms.of(names)
        tokens[::2, _END] = tokens[1::2, _START] = sizes - 1
        tokens[1::2, _END] = sizes
        tokens[:, _FORM_END] = tokens[:, _END]
        self.tokens.extend(tokens)

    def _others(self, chunks: Sequence[str], rows: Integers, places: Integers) -> None:
        readings: list[list[Span]] = []
        owners: list[str] = []
        asked: list[int] = []  # two readings for each chunk
        for chunk in chunks:
            inside, last = split_both_ways(chunk)
            asked.append(len(readings))
            readings.append(inside)
            owners.append(chunk)
            if inside != last:
                readings.append(last)
                owners.append(chunk)
            asked.append(len(readings) - 1)
        sizes = np.fromiter(map(len, readings), np.int32, len(readings))
        first = len(self.tokens) + np.cumsum(sizes) - sizes
        reading = np.array(asked).reshape(-1, 2)
        rows[places, : _LAST + 1] = first[reading]
        rows[places, _N_INSIDE:_END_CLASS] = sizes[reading]
        rows[places, _END_CLASS] = list(map(end_class, chunks))
        self._keep_readings(owners, readings)

    def _keep_readings(self, chunks: Sequence[str], readings: Sequence[list[Span]]) -> None:
        """Keep the tokens that the patterns find in chunks."""
        words: list[str] = []
        forms: list[str] = []
        wholes: list[int] = []
        continues: list[bool] = []
        for chunk, spans in zip(chunks, readings, strict=True):
            own = [chunk[start:end] for start, end in spans]
            joins = compound_parts(chunk, spans)
            ends = [end for _, end in spans]
            words += own
            if True in joins:
                ends = _whole_ends(ends, joins)
                # Only the first word of a compound stands for all of it: were the rest written out
                # for each word, a chunk of many parts would need the square of its length.
                own = [
                    word if joined else chunk[start:end]
                    for word, joined, (start, _), end in zip(own, joins, spans, ends, strict=True)
                ]
            forms += own
            wholes += ends
            continues += joins
        flat = chain.from_iterable(chain.from_iterable(readings))
        tokens = np.empty((len(words), 6), np.int32)
        tokens[:, _WORD] = self._words.of(words)
        tokens[:, _FORM] = self._forms.of(forms)
        tokens[:, _START : _END + 1] = np.fromiter(flat, np.int32, 2 * len(words)).reshape(-1, 2)
        tokens[:, _FORM_END] = wholes
        tokens[:, _CONTINUES] = continues
        self.tokens.extend(tokens)


def _whole_ends(ends: Sequence[int], joins: Sequence[bool]) -> list[int]:
    """Give where the compound of each word ends."""
    whole = list(ends)
    for i in range(len(whole) - 1, 0, -1):
        if joins[i]:
            whole[i - 1] = whole[i]
    return whole
