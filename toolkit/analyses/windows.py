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
_SLOTS = 2_000_000  # slots of windows counted at once


@dataclass(frozen=True, eq=False)
class WindowCounts:
    """Words near the node in each article.

    Parameters
    ----------
    columns, rows
        Names that stand near the node in the article of a row: by column, then by row, each pair
        once.
    bounds
        How many slots of windows are filled before each of these pairs, and by all of them.
    nodes
        Hits in each article.
    names
        The column names.
    """

    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    bounds: NDArray[np.int64]
    nodes: NDArray[np.int64]
    names: tuple[str, ...]

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each name fills a slot in the article."""
        return np.diff(self.bounds)

    @cached_property
    def near(self) -> sparse.csr_array:
        """The counts as a matrix, articles x names."""
        from scipy import sparse

        shape = (len(self.nodes), len(self.names))
        bounds = np.searchsorted(self.columns, np.arange(shape[1] + 1))
        return sparse.csc_array((self.counts, self.rows, bounds), shape=shape).tocsr()

    @cached_property
    def slots(self) -> NDArray[np.int64]:
        """Words in the windows of each article; one in two overlapping windows counts in both."""
        return np.bincount(self.rows, self.counts, len(self.nodes)).astype(np.int64)

    def frequent(
        self, min_count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give the names that fill enough slots.

        Returns
        -------
        columns, counts, articles
            The names by number, how many slots each fills, and in how many articles.
        """
        first = _beginnings(self.columns)
        bounds = np.append(first, len(self.columns))
        totals = np.diff(self.bounds.take(bounds))
        kept = np.flatnonzero(totals >= min_count)
        return self.columns.take(first.take(kept)), totals.take(kept), np.diff(bounds).take(kept)


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
    left, right = window
    if left < 0 or right < 0 or not 0 < left + right <= 2 * MAX_SPAN:
        raise AnalysisError(
            f"a window of {left} words to the left and {right} to the right; "
            f"choose 0 to {MAX_SPAN} each, not both 0"
        )
    table = corpus.tokens
    codes = table.codes(attribute)  # type: ignore[arg-type]
    names = table.names(attribute)  # type: ignore[arg-type]
    owners = table.article_of(hits.start)
    rows = corpus.selected.take(owners)
    # A name and an article are one number, so that one sort counts the pairs; short ones sort fast.
    bits = max(len(corpus) - 1, 1).bit_length()
    kind = np.min_scalar_type(max(len(names), 1) << bits)
    ends = _ends(table, hits, owners, within_sentence)
    cells, bounds = np.empty(0, kind), np.zeros(1, np.int64)
    for block in _blocks(len(hits), max(_SLOTS // (left + right), 1)):
        places, past = _slots(table.word_positions, [end[block] for end in ends], window)
        pairs = codes.take(places).astype(kind, copy=False)
        pairs <<= kind.type(bits)
        pairs |= rows[block].astype(kind)
        # what lies past an end goes where sorting puts it last
        pairs[past] = np.iinfo(kind).max
        pairs = pairs.ravel()
        pairs.sort()
        found = _runs(pairs[: len(pairs) - len(past[0])])
        cells, bounds = _merged(cells, bounds, *found) if len(cells) else found
    nodes = np.bincount(rows, minlength=len(corpus))
    columns, articles = cells >> kind.type(bits), cells & kind.type((1 << bits) - 1)
    return WindowCounts(columns.astype(np.int64), articles.astype(np.int64), bounds, nodes, names)


def _blocks(length: int, size: int) -> list[slice]:
    return [slice(first, first + size) for first in range(0, length, size)]


def _runs(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Give the different values of a sorted array, and where the run of each begins and ends."""
    first = _beginnings(values)
    return values.take(first), np.append(first, len(values))


def _merged(
    cells: NDArray[Any], bounds: NDArray[np.int64], more: NDArray[Any], others: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Add up the runs of two arrays."""
    both = np.concatenate([cells, more])
    order = np.argsort(both, kind="stable")
    lengths = np.concatenate([np.diff(bounds), np.diff(others)])[order]
    found, first = _runs(both[order])
    return found, np.append(0, np.cumsum(lengths))[first]


def _beginnings(values: NDArray[Any]) -> NDArray[np.int64]:
    """Tell where each run of equal values begins."""
    begins = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return np.flatnonzero(begins)


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
    words: NDArray[np.int32], ends: Sequence[NDArray[np.int32]], window: tuple[int, int]
) -> tuple[NDArray[np.int32], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Give the position of each word in each window, slots x hits, and which slots are empty.

    Words are numbered through the corpus, so that a window is a run of consecutive numbers. Empty
    are those past an end; they hold any position.
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
        return np.zeros(number.shape, np.int32), past
    return words.take(number, mode="clip"), past
