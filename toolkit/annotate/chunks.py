"""Each different chunk is examined once; a text is then a gather over what is known of its chunks.

English has few different chunks: in three million tokens some 150,000, most of them seen before. So
the patterns, which are slow, run over the new chunks only, and NumPy does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.growing import GrowingArray, expand_ranges
from toolkit.annotate.splitting import Begin, End, begin_class, end_class, find_boundaries
from toolkit.annotate.tokenizer import Span, compound_parts, is_word, split_chunk

Integers = NDArray[np.integer[Any]]

_BETWEEN = "\n\n"
_NEWLINE = ord("\n")
_IS_SPACE = np.array([chr(code).isspace() for code in range(0x3002)])
# A period and what may close a sentence after it: `.”)`
_LONGEST_CLOSE = 6


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


class Numbering(dict[str, int]):
    """Numbers strings in the order in which they are first asked for."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__()
        self.names: list[str] = []
        self.of(list(names))

    def of(self, names: Sequence[str]) -> Integers:
        """Number several strings."""
        numbers = np.fromiter(map(self.get, names, repeat(-1)), np.int64, len(names))
        missing = np.flatnonzero(numbers < 0)
        if len(missing):
            lacking = [names[place] for place in missing.tolist()]
            new = list(dict.fromkeys(lacking))
            self.update(zip(new, count(len(self.names))))
            self.names += new
            numbers[missing] = list(map(self.__getitem__, lacking))
        return numbers


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
        within = begins - np.repeat(text_begins, np.diff(first, append=len(chunks)))
        span = self._span[words] + np.repeat(within, counts)[:, None].astype(np.int32)
        return Segmentation(
            word=self._word[words],
            start=span[:, 0],
            end=span[:, 1],
            continues=self._continues[words],
            form=self._form[words],
            form_end=span[:, 2],
            texts=offsets[np.append(first, len(chunks))],
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
        ends[others] = [end_class(chunks[place]) for place in others]
        rows = [row for place in others for row in _rows(chunks[place])]
        lengths = np.array([len(row) for row in rows], np.int32).reshape(-1, 2)
        starts[others] = len(self._word) + (np.cumsum(lengths) - lengths.ravel()).reshape(-1, 2)
        sizes[others] = lengths
        self._add_rows([chunks[place] for place in others], rows)
        self._row_starts.extend(starts.ravel())
        self._row_sizes.extend(sizes.ravel())
        self._ends.extend(ends)
        self._begins.extend(
            [Begin.LOWER if chunk[0].islower() else begin_class(chunk) for chunk in chunks]
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
        """Keep chunks that the patterns part, two rows of words each."""
        words: list[str] = []
        forms: list[str] = []
        spans: list[int] = []
        continues: list[bool] = []
        for number, row in enumerate(rows):
            chunk = chunks[number // 2]
            joins = compound_parts(chunk, row)
            for (start, end), whole_end in zip(row, _whole_ends(row, joins), strict=True):
                words.append(chunk[start:end])
                forms.append(chunk[start:whole_end])
                spans += (start, end, whole_end)
            continues += joins
        self._word.extend(self._words.of(words))
        self._form.extend(self._forms.of(forms))
        self._span.extend(spans)
        self._continues.extend(continues)


def _rows(chunk: str) -> tuple[list[Span], list[Span]]:
    """Part a chunk as it is read inside a sentence, and as its last chunk."""
    row = split_chunk(chunk)
    # Only a period near the end can be read in two ways.
    return row, split_chunk(chunk, final=True) if "." in chunk[-_LONGEST_CLOSE:] else row


def _find_chunks(whole: str) -> tuple[Integers, NDArray[np.bool_]]:
    """Give where each chunk begins, and whether a blank line follows it.

    White space is what `str.split` takes for it, so that both give the same chunks.
    """
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    space = _IS_SPACE[np.minimum(codes, len(_IS_SPACE) - 1)]
    edges = np.flatnonzero(np.diff(space, prepend=True, append=True))
    begins = edges[::2]
    lines = np.searchsorted(np.flatnonzero(codes == _NEWLINE), begins)
    return begins, np.diff(lines, append=lines[-1:] + 2) > 1


def _unit_offsets(offsets: Integers, last: NDArray[np.bool_]) -> Integers:
    """Give the word at which each unit begins, from the chunks that end one; no unit is empty."""
    places = np.concatenate([[0], offsets[1:][last], offsets[-1:]])
    return places[np.diff(places, prepend=-1) > 0]


def _whole_ends(row: Sequence[Span], joins: Sequence[bool]) -> list[int]:
    ends = [end for _, end in row]
    if True in joins:
        for i in range(len(row) - 1, 0, -1):
            if joins[i]:
                ends[i - 1] = ends[i]
    return ends
