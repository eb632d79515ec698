"""Count what stands near a node, article by article."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.query import Hits
from toolkit.corpus.tokens import spans_to_positions
from toolkit.errors import AnalysisError

if TYPE_CHECKING:
    from scipy import sparse

    from toolkit.corpus import Corpus

MAX_SPAN = 50
_BLOCK = 200_000


@dataclass(frozen=True, eq=False)
class WindowCounts:
    """Words near the node in each article.

    Parameters
    ----------
    columns, rows, counts
        How often the name of a column fills a slot of a window in the article of a row: by column,
        then by row, each pair once.
    nodes
        Hits in each article.
    names
        The column names.
    """

    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]
    nodes: NDArray[np.int64]
    names: tuple[str, ...]

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
        totals = np.add.reduceat(self.counts, first) if len(first) else self.counts
        articles = np.diff(first, append=len(self.columns))
        kept = totals >= min_count
        return self.columns[first[kept]], totals[kept], articles[kept]


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
    # A name and an article are one number, so that one sort counts the pairs; short ones sort fast.
    bits = max(len(corpus) - 1, 1).bit_length()
    kind = np.min_scalar_type(max(len(names), 1) << bits)
    cells, counts = np.empty(0, kind), np.empty(0, np.int64)
    for first in range(0, len(hits), _BLOCK):
        part = Hits(hits.start[first : first + _BLOCK], hits.end[first : first + _BLOCK])
        rows, places = _slots(corpus, part, left, right, within_sentence)
        pairs = codes[places].astype(kind) << kind.type(bits) | rows.astype(kind)
        found, number = _runs(np.sort(pairs))
        cells, counts = (found, number) if not first else _merge(cells, counts, found, number)
    owners = corpus.selected[table.article_of(hits.start)]
    nodes = np.bincount(owners, minlength=len(corpus))
    columns, rows = cells >> kind.type(bits), cells & kind.type((1 << bits) - 1)
    return WindowCounts(columns.astype(np.int64), rows.astype(np.int64), counts, nodes, names)


def _runs(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Give the different values of a sorted array, and how often each is there."""
    first = _beginnings(values)
    return values[first], np.diff(first, append=len(values))


def _merge(
    cells: NDArray[Any], counts: NDArray[np.int64], more: NDArray[Any], number: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    both = np.concatenate([cells, more])
    order = np.argsort(both, kind="stable")
    both = both[order]
    first = _beginnings(both)
    return both[first], np.add.reduceat(np.concatenate([counts, number])[order], first)


def _beginnings(values: NDArray[Any]) -> NDArray[np.int64]:
    """Tell where each run of equal values begins."""
    begins = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def _slots(
    corpus: Corpus, hits: Hits, left: int, right: int, within_sentence: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the article row and the position of every word in every window."""
    table = corpus.tokens
    words, rank = table.word_positions, table.words_before
    owners = table.article_of(hits.start)
    low, high = table.article_offsets[owners], table.article_offsets[owners + 1]
    if within_sentence:
        sentence = table.sentence_of(hits.start)
        low, high = table.sentence_offsets[sentence], table.sentence_offsets[sentence + 1]
    # Words are numbered through the corpus, so that a window is a run of consecutive numbers.
    before, after = rank[hits.start], rank[hits.end]
    first = np.column_stack([np.maximum(before - left, rank[low]), after]).ravel()
    last = np.column_stack([before, np.minimum(after + right, rank[high])]).ravel()
    article = np.repeat(np.repeat(corpus.selected[owners], 2), last - first)
    return article, words[spans_to_positions(first, last)].astype(np.int64)
