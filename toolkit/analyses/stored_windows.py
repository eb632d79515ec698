"""Collocates of derived articles: sums that were stored for one window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.windows import WindowCounts
from toolkit.corpus.derived_counts import derived_words
from toolkit.corpus.hit_counts import lemmas_asked

if TYPE_CHECKING:
    from toolkit.corpus import Corpus


@dataclass(frozen=True, eq=False)
class StoredWindows:
    """Words near the node, summed over derived articles.

    Parameters
    ----------
    near
        How often each lemma fills a slot of a window.
    articles_with
        In how many articles; at least, where the query stands for several lemmas.
    nodes, articles
        Hits, and articles with a hit.
    known
        Lemmas of which the stored counts tell; ``None`` when nothing stored was used.
    """

    near: NDArray[np.int64]
    articles_with: NDArray[np.int64]
    nodes: int
    articles: int
    known: NDArray[np.bool_] | None = None

    @property
    def slots(self) -> int:
        """Words in the windows."""
        return int(self.near.sum())

    def joined(
        self, counted: WindowCounts, min_count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Add what is stored to what was counted; as `WindowCounts.frequent`."""
        if self.known is None:
            return counted.frequent(max(min_count, 1))
        totals, articles = self.near.copy(), self.articles_with.copy()
        columns, counts, spread = counted.frequent(1)
        totals[columns] += counts
        articles[columns] += spread
        kept = np.flatnonzero(self.known & (totals >= max(min_count, 1)))
        return kept, totals[kept], articles[kept]


def stored_windows(
    corpus: Corpus, query: str, *, window: tuple[int, int], plain: bool
) -> tuple[Corpus, StoredWindows]:
    """Take what is stored of the windows around a node, and leave out articles without.

    A group of articles is used when all of it is selected, the window is the stored one, and the
    query asks for lemmas of one word (``lemma:gas``).

    Parameters
    ----------
    corpus
        The articles.
    query
        The node.
    window
        Words to the left and to the right.
    plain
        Whether lemmas are counted, over sentence ends, and not by group.
    """
    left, right = window
    asked = None
    if plain and left == right and corpus.has_derived:
        asked = lemmas_asked(corpus, query)
    if asked is None:
        nothing = np.zeros(0, np.int64)
        return corpus.with_text(), StoredWindows(nothing, nothing, 0, 0)
    size = len(corpus.tokens.lemmas)
    near, spread = np.zeros(size, np.int64), np.zeros(size, np.int64)
    here = {item.id: item.sha256 for item in corpus.items if item.derived}
    used: set[str] = set()
    known = np.ones(size, bool)
    code = corpus.tokens.code_of
    for group in corpus.store.windows:
        whole = all(here.get(key) == sha for key, sha in group.members.items())
        if group.window != left or not whole or used & set(group.members):
            continue
        listed = frozenset(group.lemmas)
        told = np.array([name in listed for name in corpus.tokens.lemmas], dtype=bool)
        if not told[asked].all():
            continue
        known &= told
        used |= set(group.members)
        first = np.array([code("lemma", name) for name in group.first], np.int64)
        second = np.array([code("lemma", name) for name in group.second], np.int64)
        is_node, other_is_node = np.isin(first, asked), np.isin(second, asked)
        # A pair is seen from each of its two words.
        np.add.at(near, second[is_node], group.count[is_node])
        np.add.at(near, first[other_is_node], group.count[other_is_node])
        # Groups share no article; nodes of one group may: "gas" and "Gas" in the same article.
        here_with = np.zeros(size, np.int64)
        np.maximum.at(here_with, second[is_node], group.articles[is_node])
        np.maximum.at(here_with, first[other_is_node], group.articles[other_is_node])
        spread += here_with
    kept = _with_text_or(corpus, used)
    words = derived_words(kept)
    words = words.keep(np.isin(words.lemma, asked))
    articles = len(np.unique(words.row))
    nodes = int(words.count.sum())
    return kept, StoredWindows(near, spread, nodes, articles, known if used else None)


def _with_text_or(corpus: Corpus, used: set[str]) -> Corpus:
    left_out = sum(item.derived and item.id not in used for item in corpus.items)
    if not left_out:
        return corpus
    kept = corpus.where(lambda row: not row["derived"] or row["id"] in used)
    kept.left_out = corpus.left_out + left_out
    return kept
