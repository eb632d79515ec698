"""Count what stands near a node, article by article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.query import Hits
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
    near
        Articles x names: how often each name fills a slot of a window.
    slots
        Words in the windows of each article. A word in two overlapping windows counts in both.
    nodes
        Hits in each article.
    names
        The column names.
    """

    near: sparse.csr_array
    slots: NDArray[np.int64]
    nodes: NDArray[np.int64]
    names: tuple[str, ...]


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
    cells, counts = np.empty(0, np.int64), np.empty(0, np.int64)
    for first in range(0, len(hits), _BLOCK):
        part = Hits(hits.start[first : first + _BLOCK], hits.end[first : first + _BLOCK])
        rows, places = _slots(corpus, part, left, right, within_sentence)
        # An article and a name are one number, so that one sort counts the pairs.
        found, number = _runs(np.sort(rows * len(names) + codes[places]))
        cells, counts = (found, number) if not first else _merge(cells, counts, found, number)
    near = _matrix(cells, counts, (len(corpus), len(names)))
    owners = corpus.selected[table.article_of(hits.start)]
    nodes = np.bincount(owners, minlength=len(corpus)).astype(np.int64)
    slots = np.asarray(near.sum(axis=1), dtype=np.int64).ravel()
    return WindowCounts(near, slots, nodes, names)


def _runs(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the different values of a sorted array, and how often each is there."""
    first = np.flatnonzero(np.diff(values, prepend=-1))
    return values[first], np.diff(first, append=len(values))


def _merge(
    cells: NDArray[np.int64],
    counts: NDArray[np.int64],
    more: NDArray[np.int64],
    number: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    both = np.concatenate([cells, more])
    order = np.argsort(both, kind="stable")
    both = both[order]
    first = np.flatnonzero(np.diff(both, prepend=-1))
    return both[first], np.add.reduceat(np.concatenate([counts, number])[order], first)


def _matrix(
    cells: NDArray[np.int64], counts: NDArray[np.int64], shape: tuple[int, int]
) -> sparse.csr_array:
    from scipy import sparse

    rows = cells // max(shape[1], 1)
    bounds = np.searchsorted(rows, np.arange(shape[0] + 1)).astype(np.int32)
    columns = (cells - rows * shape[1]).astype(np.int32)
    matrix = sparse.csr_array((counts, columns, bounds), shape=shape)
    matrix.has_canonical_format = True
    return matrix


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
    rows, places = [], []
    article = corpus.selected[owners]
    lowest, highest = rank[low], rank[high]
    # Words are numbered through the corpus, so that a window is a run of consecutive numbers.
    before, after = rank[hits.start], rank[hits.end]
    for step in range(1, left + 1):
        number = before - step
        keep = number >= lowest
        rows.append(article[keep])
        places.append(words[number[keep]])
    for step in range(right):
        number = after + step
        keep = number < highest
        rows.append(article[keep])
        places.append(words[number[keep]])
    return np.concatenate(rows), np.concatenate(places)
