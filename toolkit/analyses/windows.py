"""Count what stands near a node, article by article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.query import Hits
from toolkit.errors import AnalysisError

if TYPE_CHECKING:
    from scipy import sparse

    from toolkit.corpus import Corpus
    from toolkit.corpus.tokens import TokenTable

MAX_SPAN = 50
_SLOTS = 65_536  # slots of windows counted at once


@dataclass(frozen=True, eq=False)
class WindowCounts:
    """Words near the node in each article.

    Parameters
    ----------
    pairs
        For each filled slot of a window its name and its article (a row of the corpus), as one
        number ``name << bits | row``; ascending.
    bits
        The width of the row in them.
    owners
        The article of each hit, ascending.
    articles
        How many articles there are.
    names
        The names.
    """

    pairs: NDArray[Any]
    bits: int
    owners: NDArray[np.int64]
    articles: int
    names: tuple[str, ...]

    @cached_property
    def near(self) -> sparse.csr_array:
        """How often each name fills a slot in each article: a matrix, articles x names."""
        from scipy import sparse

        bounds = _bounds(self.pairs)
        cells = self.pairs.take(bounds[:-1])
        columns = (cells >> self.bits).astype(np.int64)
        shape = (self.articles, len(self.names))
        first = np.searchsorted(columns, np.arange(shape[1] + 1))
        filled = (np.diff(bounds), self._rows(cells), first)
        return sparse.csc_array(filled, shape=shape).tocsr()

    @cached_property
    def slots(self) -> NDArray[np.int64]:
        """Words in the windows of each article; one in two overlapping windows counts in both."""
        return np.bincount(self._rows(self.pairs), minlength=self.articles)

    @property
    def articles_hit(self) -> int:
        """In how many articles there is a hit."""
        return int(np.count_nonzero(_begins(self.owners)[:-1]))

    def _rows(self, pairs: NDArray[Any]) -> NDArray[np.int64]:
        return np.asarray(pairs & pairs.dtype.type((1 << self.bits) - 1), np.int64)

    def frequent(
        self, min_count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give the names that fill enough slots.

        Returns
        -------
        columns, counts, articles
            The names by number, how many slots each fills, and in how many articles.
        """
        cells = _bounds(self.pairs)
        # a run of cells with one name: its slots lie between bounds, and each cell is an article
        names = self.pairs.take(cells[:-1]) >> self.bits
        runs = _bounds(names)
        first, totals = runs[:-1], np.diff(cells.take(runs))
        kept = np.flatnonzero(totals >= min_count)
        articles = np.diff(runs).take(kept)
        return names.take(first.take(kept)).astype(np.int64), totals.take(kept), articles


def require_window(window: tuple[int, int]) -> None:
    """Refuse a window that is empty, too wide, or no two whole numbers.

    Raises
    ------
    AnalysisError
    """
    both = window if isinstance(window, tuple | list) and len(window) == 2 else ()
    if not both or not all(isinstance(side, int | np.integer) for side in both):
        raise AnalysisError(
            "a window is two numbers of words, left and right, such as (5, 5); found "
            f"{window!r:.80}"
        )
    left, right = both
    if not (0 <= left <= MAX_SPAN and 0 <= right <= MAX_SPAN and left + right):
        raise AnalysisError(
            f"a window of {left} words to the left and {right} to the right; "
            f"choose 0 to {MAX_SPAN} each, not both 0"
        )


def window_counts(
    corpus: Corpus,
    hits: Hits,
    *,
    window: tuple[int, int],
    attribute: str,
    within_sentence: bool,
) -> WindowCounts:
    """Count the words in the windows around hits.

    Windows count words, not punctuation, and end with their article (or sentence). The words of a
    hit are not in its own window.

    Parameters
    ----------
    corpus
        The articles.
    hits
        The nodes.
    window
        Words to the left and to the right.
    attribute
        ``form``, ``lemma`` or ``tag``.
    within_sentence
        Whether windows end with their sentence.

    Raises
    ------
    AnalysisError
        When the window is empty or too wide.
    """
    require_window(window)
    left, right = window
    table = corpus.tokens
    words = table.word_codes(attribute)  # type: ignore[arg-type]
    names = table.names(attribute)  # type: ignore[arg-type]
    owners = table.article_of(hits.start)
    rows = corpus.selected.take(owners)
    # A name and an article are one number, so that one sort counts the pairs; short ones sort fast.
    bits = max(len(corpus) - 1, 1).bit_length()
    kind = np.min_scalar_type(max(len(names), 1) << bits)
    ends = _ends(table, hits, owners, within_sentence)
    pairs = np.empty(len(hits) * (left + right), kind)
    past = 0
    for block in _blocks(len(hits), max(_SLOTS // (left + right), 1)):
        found, outside = _slots(words, [end[block] for end in ends], window)
        first = block.start * (left + right)
        part = pairs[first : first + found.size].reshape(found.shape)
        part[...] = found
        part <<= kind.type(bits)
        part |= rows[block].astype(kind)
        # what lies past an end goes where sorting puts it last
        part[outside] = np.iinfo(kind).max
        past += len(outside[0])
    pairs.sort()
    return WindowCounts(pairs[: len(pairs) - past], bits, rows, len(corpus), names)


def _blocks(length: int, size: int) -> list[slice]:
    return [slice(first, first + size) for first in range(0, length, size)]


def _begins(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell where each run of equal values begins; the end of the array counts as one."""
    begins = np.ones(len(values) + 1, bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:-1])
    return begins


def _bounds(values: NDArray[Any]) -> NDArray[np.int64]:
    """Give where each run of equal values begins, and where the last ends."""
    return np.flatnonzero(_begins(values)) if len(values) else np.zeros(1, np.int64)


def _ends(
    table: TokenTable, hits: Hits, owners: NDArray[np.int64], within_sentence: bool
) -> list[NDArray[np.int32]]:
    """Count the words before each hit, before its end, and before both ends of its article.

    Or of its sentence.
    """
    if within_sentence:
        sentence = table.sentence_of(hits.start)
        offsets = table.sentence_offsets
        edges = [table.words_before(offsets.take(sentence + step)) for step in (0, 1)]
    else:
        edges = [table.article_words.take(owners + step) for step in (0, 1)]
    return [table.words_before(hits.start), table.words_before(hits.end), *edges]


def _slots(
    words: NDArray[Any], ends: Sequence[NDArray[np.int32]], window: tuple[int, int]
) -> tuple[NDArray[Any], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Give each word in each window, slots x hits, and which slots are empty.

    Words are numbered through the corpus, so that a window is a run of consecutive numbers. Empty
    are those past an end; they hold any word.
    """
    before, after, low, high = ends
    left, right = window
    number = np.empty((left + right, len(before)), np.int32)
    np.add(np.arange(-left, 0, dtype=np.int32)[:, None], before, out=number[:left])
    np.add(np.arange(right, dtype=np.int32)[:, None], after, out=number[left:])
    # few windows reach past an end, and only they are looked at slot by slot
    cut = np.flatnonzero((before - left < low) | (after + right > high))
    slot, window_cut = np.nonzero((number[:, cut] < low[cut]) | (number[:, cut] >= high[cut]))
    past = slot, cut.take(window_cut)
    if not len(words):  # there is nothing to take, nor to count
        return np.zeros(number.shape, words.dtype), past
    return words.take(number, mode="clip"), past
