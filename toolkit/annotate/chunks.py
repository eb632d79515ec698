"""Each different chunk is examined once; a text is then a gather over what is known of its chunks.

English has few different chunks: in three million tokens some 150,000, most of them seen before. So
the patterns, which are slow, run over the new chunks only, and NumPy does the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.chunk_readings import ChunkReadings
from toolkit.annotate.growing import Numbering, expand_ranges
from toolkit.annotate.splitting import find_boundaries

Integers = NDArray[np.integer[Any]]

_BETWEEN = "\n\n"
_NEWLINE = ord("\n")
# The last entry stands for all characters after it.
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
        self._chunks = Numbering()
        self._readings = ChunkReadings(words, forms)
        self.characters = 0

    def segment(self, texts: Sequence[str]) -> Segmentation:
        """Part texts into words, sentences and paragraphs."""
        whole = _BETWEEN.join(texts)
        sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + len(_BETWEEN)
        text_begins = np.cumsum(sizes) - sizes
        begins, breaks = _find_chunks(whole)
        chunks = self._number(whole.split())
        texts_at = np.append(np.searchsorted(begins, text_begins), len(chunks))
        inside, last, n_inside, n_last, ends_with, begins_with = self._readings.chunks[chunks].T
        boundary = find_boundaries(ends_with, begins_with, breaks)
        counts = np.where(boundary, n_last, n_inside)
        tokens = expand_ranges(np.where(boundary, last, inside), counts)
        word, form, start, end, form_end, continues = self._readings.tokens[tokens].T
        within = begins - np.repeat(text_begins, texts_at[1:] - texts_at[:-1])
        shift = np.repeat(within.astype(np.int32), counts)
        offsets = np.zeros(len(chunks) + 1, np.int64)
        np.cumsum(counts, out=offsets[1:])
        return Segmentation(
            word=word.astype(np.intp),
            start=start + shift,
            end=end + shift,
            continues=continues.astype(np.bool_),
            form=form.astype(np.intp),
            form_end=form_end + shift,
            texts=offsets[texts_at],
            paragraphs=_unit_offsets(offsets, breaks),
            sentences=_unit_offsets(offsets, boundary),
        )

    def _number(self, chunks: list[str]) -> Integers:
        known = len(self._chunks.names)
        numbers = self._chunks.of(chunks)
        new = self._chunks.names[known:]
        if new:
            self._readings.learn(new)
            self.characters += sum(map(len, new))
        return numbers


def _find_chunks(whole: str) -> tuple[Integers, NDArray[np.bool_]]:
    """Give where each chunk begins, and whether a blank line follows it.

    White space is what `str.split` takes for it, so that both give the same chunks.
    """
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    space = np.ones(len(codes) + 2, np.bool_)
    _IS_SPACE.take(codes, mode="clip", out=space[1:-1])
    begins = np.flatnonzero(space[1:] != space[:-1])[::2]
    # How many lines end between the begin of each chunk and that of the next.
    owners = np.searchsorted(begins, np.flatnonzero(codes == _NEWLINE))
    breaks = np.bincount(owners, minlength=len(begins) + 1)[1:] > 1
    breaks[-1:] = True
    return begins, breaks


def _unit_offsets(offsets: Integers, last: NDArray[np.bool_]) -> Integers:
    """Give the word at which each unit begins, from the chunks that end one; no unit is empty."""
    places = np.concatenate([[0], offsets[1:][last], offsets[-1:]])
    holds = np.ones(len(places), np.bool_)
    holds[1:] = places[1:] > places[:-1]
    return places[holds]
