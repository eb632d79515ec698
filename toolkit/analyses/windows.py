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
from toolkit.wording import is_whole

if TYPE_CHECKING:
    from scipy import sparse

    from toolkit.corpus import Corpus
    from toolkit.corpus.tokens import TokenTable

MAX_SPAN = 50
_SLOTS = 65_536  # slots of windows counted at once


@dataclass(frozen=True, eq=False)
class WindowCounts:
    """Words near the node, slot by slot.

    Parameters
    ----------
    filled
        Slots x hits: the name in each slot of each window, by its number; a number behind the last
        stands for a slot that lies past an end.
    owners
        The article of each hit, ascending, by its row in the selection.
    names
        The names.
    n_articles
        Articles in the selection.
    """

    filled: NDArray[Any]
    owners: NDArray[np.int64]
    names: tuple[str, ...]
    n_articles: int

    @cached_property
    def near(self) -> sparse.csr_array:
        """How often each name fills a slot in each article: a matrix, articles x names."""
        from scipy import sparse

        # hits follow each other as articles do: those of one article are a run, and so their slots
        bounds = np.searchsorted(self.owners, np.arange(self.n_articles + 1)) * len(self.filled)
        entries = (np.ones(self.filled.size, np.int64), self.filled.T.ravel(), bounds)
        counts = sparse.csr_array(entries, shape=(self.n_articles, len(self.names) + 1))
        counts.sum_duplicates()
        return counts[:, : len(self.names)]

    @property
    def slots(self) -> NDArray[np.int64]:
        """Words in the windows of each article; one in two overlapping windows counts in both."""
        return np.asarray(self.near.sum(axis=1), np.int64)

    @property
    def n_slots(self) -> int:
        """Words in all windows."""
        return len(self._in_order)

    @property
    def articles_hit(self) -> int:
        """In how many articles there is a hit."""
        return int(np.count_nonzero(self.owners[1:] != self.owners[:-1])) + bool(len(self.owners))

    @property
    def _bits(self) -> int:
        return self.n_articles.bit_length()

    @cached_property
    def _in_order(self) -> NDArray[Any]:
        """One number for each slot that holds a word, its name before its article, in order.

        The slots of a name are a run, and inside it those of an article.
        """
        past = len(self.names) << self._bits
        kind = np.int32 if past + self.n_articles < 1 << 31 else np.int64
        slots = np.left_shift(self.filled, self._bits, dtype=kind)
        slots |= self.owners.astype(kind)
        slots = slots.ravel()
        slots.sort()
        inside: NDArray[Any] = slots[: np.searchsorted(slots, past)]
        return inside

    def frequent(
        self, min_count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give the names that fill enough slots, and at least one.

        Returns
        -------
        columns, counts, articles
            The names by number, ascending, how many slots each fills, and in how many articles.
        """
        cells = np.flatnonzero(_changes(self._in_order))
        names = self._in_order.take(cells[:-1]) >> self._bits
        bounds = np.flatnonzero(_changes(names))
        counts = np.diff(cells.take(bounds))
        kept = np.flatnonzero(counts >= min_count)
        columns = names.take(bounds.take(kept)).astype(np.int64)
        return columns, counts.take(kept), np.diff(bounds).take(kept)


def _changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell for each value whether it differs from the one before; one more tells of the end."""
    found = np.ones(len(values) + 1, bool)
    np.not_equal(values[1:], values[:-1], out=found[1:-1])
    return found


def require_window(window: tuple[int, int]) -> None:
    """Refuse a window that is empty, too wide, or no two whole numbers.

    Raises
    ------
    AnalysisError
    """
    both = window if isinstance(window, tuple | list) and len(window) == 2 else ()
    if not both or not all(map(is_whole, both)):
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
    width = left + right
    table = corpus.tokens
    words = table.word_codes(attribute)  # type: ignore[arg-type]
    names = table.names(attribute)  # type: ignore[arg-type]
    owners = table.article_of(hits.start)
    ends = _ends(table, hits, owners, within_sentence)
    filled = np.empty((width, len(hits)), words.dtype)
    for block in _blocks(len(hits), max(_SLOTS // width, 1)):
        filled[:, block] = _slots(words, [end[block] for end in ends], window, len(names))
    return WindowCounts(filled, corpus.selected.take(owners), names, len(corpus))


def _blocks(length: int, size: int) -> list[slice]:
    return [slice(first, first + size) for first in range(0, length, size)]


def _ends(
    table: TokenTable, hits: Hits, owners: NDArray[np.int64], within_sentence: bool
) -> list[NDArray[np.int32]]:
    """Count the words before each hit, before its end, and before both ends of its article.

    Or of its sentence; of a hit that goes over a full stop, where its first begins and its last
    ends.
    """
    if within_sentence:
        first, last = table.sentence_of(hits.start), table.sentence_of(hits.end - 1)
        offsets = table.sentence_offsets
        edges = [table.words_before(offsets.take(sentence)) for sentence in (first, last + 1)]
    else:
        edges = [table.article_words.take(owners + step) for step in (0, 1)]
    return [table.words_before(hits.start), table.words_before(hits.end), *edges]


def _slots(
    words: NDArray[Any], ends: Sequence[NDArray[np.int32]], window: tuple[int, int], outside: int
) -> NDArray[Any]:
    """Give the word in each slot, slots x hits, and a number `outside` past an end.

    Words are numbered through the corpus, so that a window is a run of consecutive numbers.
    """
    before, after, low, high = ends
    left, right = window
    number = np.empty((left + right, len(before)), np.int32)
    np.add(np.arange(-left, 0, dtype=np.int32)[:, None], before, out=number[:left])
    np.add(np.arange(right, dtype=np.int32)[:, None], after, out=number[left:])
    if not len(words):  # there is nothing to take
        return np.full(number.shape, outside)
    found = words.take(number, mode="clip")
    np.putmask(found, (number < low) | (number >= high), outside)
    return found
