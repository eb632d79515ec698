"""Each different chunk is examined once; a text is then a gather over what is known of its chunks.

English has few different chunks: in three million tokens some 150,000, most of them seen before. So
the patterns, which are slow, run over the new chunks only, and NumPy does the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.growing import GrowingArray, Numbering, expand_ranges
from toolkit.annotate.splitting import Begin, End, begin_class, end_class, find_boundaries
from toolkit.annotate.tokenizer import Span, compound_parts, is_word, split_both_ways

Integers = NDArray[np.integer[Any]]

_BETWEEN = "\n\n"
_NEWLINE = ord("\n")
_LOWER = Begin.LOWER  # the members of an enumeration are slow to find
_IS_SPACE = np.array([chr(code).isspace() for code in range(0x3002)])


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Words, compounds, sentences and paragraphs of several texts.

    Parameters
    ----------
    word
        The number of each word (a token of Universal Dependencies) in the memo.
    start, end
        Character offsets inside the text.
    continues
        Whether a word continues the hyphen compound of the word before it.
    form, form_end
        The number of the whole form that begins at a word (the word, or its compound), and where
        that ends; without meaning where a word continues a compound.
    texts, paragraphs, sentences
        The word at which each begins; the last entry is the number of words.
    """

    word: Integers
    start: Integers
    end: Integers
    continues: NDArray[np.bool_]
    form: Integers
    form_end: Integers
    texts: Integers
    paragraphs: Integers
    sentences: Integers


class ChunkMemo:
    """What is known of every chunk met so far.

    Parameters
    ----------
    words
        Numbers the words, which are tagged.
    forms
        Numbers the forms with compounds joined, which are what a corpus counts.
    """

    def __init__(self, words: Numbering, forms: Numbering) -> None:
        self._words = words
        self._forms = forms
        self._chunks = Numbering()
        # Two rows of words a chunk: inside a sentence, and as its last chunk.
        self._row_starts = GrowingArray(np.int32)
        self._row_sizes = GrowingArray(np.int32)
        self._ends = GrowingArray(np.int8)
        self._begins = GrowingArray(np.int8)
        self._word = GrowingArray(np.int32)
        self._span = GrowingArray(np.int32, (3,))
        self._form = GrowingArray(np.int32)
        self._continues = GrowingArray(np.bool_)
        self.characters = 0

    def segment(self, texts: Sequence[str]) -> Segmentation:
        """Part texts into words, sentences and paragraphs."""
        whole = _BETWEEN.join(texts)
        sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + len(_BETWEEN)
        text_begins = np.cumsum(sizes) - sizes
        begins, breaks = _find_chunks(whole)
        chunks = self._number(whole.split())
        first = np.searchsorted(begins, text_begins)
        boundary = find_boundaries(self._ends[chunks], self._begins[chunks], breaks)
        rows = 2 * chunks + boundary
        counts = self._row_sizes[rows]
        words = expand_ranges(self._row_starts[rows], counts)
        offsets = np.concatenate([[0], np.cumsum(counts)])
        texts_at = np.append(first, len(chunks))
        within = begins - np.repeat(text_begins, texts_at[1:] - texts_at[:-1])
        span = self._span[words] + np.repeat(within, counts)[:, None].astype(np.int32)
        return Segmentation(
            word=self._word[words],
            start=span[:, 0],
            end=span[:, 1],
            continues=self._continues[words],
            form=self._form[words],
            form_end=span[:, 2],
            texts=offsets[texts_at],
            paragraphs=_unit_offsets(offsets, breaks),
            sentences=_unit_offsets(offsets, boundary),
        )

    def _number(self, chunks: list[str]) -> Integers:
        known = len(self._chunks.names)
        numbers = self._chunks.of(chunks)
        if len(self._chunks.names) > known:
            self._examine(self._chunks.names[known:])
        return numbers

    def _examine(self, chunks: Sequence[str]) -> None:
        """Run the patterns over new chunks and keep what they find."""
        self.characters += sum(map(len, chunks))
        starts = np.empty((len(chunks), 2), np.int32)
        sizes = np.ones((len(chunks), 2), np.int32)
        ends = np.full(len(chunks), End.NOTHING, np.int8)
        plain = np.fromiter(map(is_word, chunks), np.bool_, len(chunks))
        words = [chunks[place] for place in np.flatnonzero(plain).tolist()]
        starts[plain] = len(self._word) + np.arange(len(words))[:, None]
        self._add_words(words)
        others = np.flatnonzero(~plain).tolist()
        strange = [chunks[place] for place in others]
        ends[others] = [end_class(chunk) for chunk in strange]
        rows: list[list[Span]] = []
        owners: list[str] = []
        places: list[tuple[int, int]] = []
        for chunk in strange:
            inside, last = split_both_ways(chunk)
            rows.append(inside)
            owners.append(chunk)
            if inside != last:
                rows.append(last)
                owners.append(chunk)
                places.append((len(rows) - 2, len(rows) - 1))
            else:
                places.append((len(rows) - 1, len(rows) - 1))
        row_of = np.array(places, np.intp).reshape(-1, 2)
        lengths = np.fromiter(map(len, rows), np.int32, len(rows))
        starts[others] = (len(self._word) + np.cumsum(lengths) - lengths)[row_of]
        sizes[others] = lengths[row_of]
        self._add_rows(owners, rows)
        self._row_starts.extend(starts.ravel())
        self._row_sizes.extend(sizes.ravel())
        self._ends.extend(ends)
        self._begins.extend(
            [_LOWER if chunk[0].islower() else begin_class(chunk) for chunk in chunks]
        )

    def _add_words(self, words: Sequence[str]) -> None:
        """Keep chunks that are one word each."""
        spans = np.zeros((len(words), 3), np.int32)
        spans[:, 1:] = np.fromiter(map(len, words), np.int32, len(words))[:, None]
        self._word.extend(self._words.of(words))
        self._form.extend(self._forms.of(words))
        self._span.extend(spans)
        self._continues.extend(np.zeros(len(words), np.bool_))

    def _add_rows(self, chunks: Sequence[str], rows: Sequence[list[Span]]) -> None:
        """Keep rows of words that the patterns find in chunks."""
        words: list[str] = []
        forms: list[str] = []
        wholes: list[int] = []
        continues: list[bool] = []
        for chunk, row in zip(chunks, rows, strict=True):
            own = [chunk[start:end] for start, end in row]
            joins = compound_parts(chunk, row)
            ends = [end for _, end in row]
            words += own
            if True in joins:
                ends = _whole_ends(ends, joins)
                own = [chunk[start:end] for (start, _), end in zip(row, ends, strict=True)]
            forms += own
            wholes += ends
            continues += joins
        flat = chain.from_iterable(chain.from_iterable(rows))
        spans = np.empty((len(words), 3), np.int32)
        spans[:, :2] = np.fromiter(flat, np.int32, 2 * len(words)).reshape(-1, 2)
        spans[:, 2] = wholes
        self._word.extend(self._words.of(words))
        self._form.extend(self._forms.of(forms))
        self._span.extend(spans)
        self._continues.extend(continues)


def _find_chunks(whole: str) -> tuple[Integers, NDArray[np.bool_]]:
    """Give where each chunk begins, and whether a blank line follows it.

    White space is what `str.split` takes for it, so that both give the same chunks.
    """
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    space = np.ones(len(codes) + 2, np.bool_)
    space[1:-1] = _IS_SPACE[np.minimum(codes, len(_IS_SPACE) - 1)]
    begins = np.flatnonzero(space[1:] != space[:-1])[::2]
    lines = np.searchsorted(np.flatnonzero(codes == _NEWLINE), begins)
    breaks = np.ones(len(begins), np.bool_)
    breaks[:-1] = lines[1:] - lines[:-1] > 1
    return begins, breaks


def _unit_offsets(offsets: Integers, last: NDArray[np.bool_]) -> Integers:
    """Give the word at which each unit begins, from the chunks that end one; no unit is empty."""
    places = np.concatenate([[0], offsets[1:][last], offsets[-1:]])
    holds = np.ones(len(places), np.bool_)
    holds[1:] = places[1:] > places[:-1]
    return places[holds]


def _whole_ends(ends: Sequence[int], joins: Sequence[bool]) -> list[int]:
    """Give where the compound of each word ends."""
    whole = list(ends)
    for i in range(len(whole) - 1, 0, -1):
        if joins[i]:
            whole[i - 1] = whole[i]
    return whole
