"""What is counted: every name of an attribute, or the hits of a query, article by article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.reporting import (
    require_articles,
    require_groups,
    require_text,
    require_whole,
)
from toolkit.corpus.derived import MASKED
from toolkit.corpus.hit_counts import count_hits
from toolkit.errors import AnalysisError
from toolkit.wording import count_of

if TYPE_CHECKING:
    from scipy import sparse

    from toolkit.corpus import Corpus
    from toolkit.corpus.groups import Groups

WORDS = "denominator: all words (tokens with a letter or digit) of the articles"


@dataclass(frozen=True, eq=False)
class Items:
    """Counts of items in articles.

    Parameters
    ----------
    counts
        Articles x items.
    names
        Of the items.
    sizes
        Words of each article.
    """

    counts: sparse.csr_array
    names: tuple[str, ...]
    sizes: NDArray[np.int64]

    @property
    def totals(self) -> NDArray[np.int64]:
        """The frequency of each item in all articles."""
        return np.asarray(self.counts.sum(axis=0), dtype=np.int64).ravel()

    @property
    def named(self) -> NDArray[np.bool_]:
        """Tell which items have a name: all but the masked words of derived articles."""
        return np.array([name != MASKED for name in self.names], dtype=bool)

    def frequent(self, min_count: int) -> Items:
        """Keep the items that occur often enough, the commonest first, then by name."""
        totals = self.totals
        kept = np.flatnonzero((totals >= min_count) & self.named)
        kept = kept[np.lexsort((kept, -totals[kept]))]
        names = tuple(self.names[column] for column in kept)
        return Items(self.counts[:, kept].tocsr(), names, self.sizes)


def count_items(corpus: Corpus, query: str | None, unit: str) -> Items:
    """Count every name of an attribute, or the hits of a query when there is one.

    Parameters
    ----------
    corpus
        The articles.
    query
        What to count; its hits are the only item.
    unit
        ``form``, ``lemma``, ``tag`` or ``actor``; without a query.

    Raises
    ------
    AnalysisError
        When `unit` is unknown, or an article has more hits (of punctuation) than words.
    """
    from scipy import sparse

    if query is None:
        matrix = corpus.matrix(unit, "article")
        return Items(matrix.counts, matrix.names, matrix.sizes)
    counted, column = count_hits(corpus, query)
    if len(counted) < len(corpus):
        raise AssertionError("what cannot be counted in derived articles begins with countable()")
    sizes = corpus.sizes
    over = np.flatnonzero(column > sizes)
    if len(over):
        first = int(over[0])
        raise AnalysisError(
            f"{query} has {count_of(int(column[first]), 'hit')} in {corpus.items[first].id}, which "
            f"has {count_of(int(sizes[first]), 'word')} (tokens with a letter or digit), so that "
            "there is no rate; look for words, or select longer articles"
        )
    return Items(sparse.csr_array(column[:, None]), (query,), sizes)


def countable(corpus: Corpus, query: str | None, unit: str) -> Corpus:
    """Leave out derived articles whose counts cannot tell what is asked for.

    Lemmas, tags and actors can be counted in all articles, and so can queries for the lemma or tag
    of one word; forms and anything else need running text.

    Raises
    ------
    AnalysisError
        When nothing is left.
    """
    require_articles(corpus)
    if not corpus.has_derived:
        return corpus
    if query is None:
        return corpus if unit in ("lemma", "tag", "actor") else require_text(corpus)
    counted, _ = count_hits(corpus, query)
    return counted if len(counted) else require_text(corpus)


def groups_holding(
    groups: Groups, sizes: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], tuple[str, ...], tuple[str, ...]]:
    """Keep the groups that have something to count in: words, or occurrences of a node.

    Parameters
    ----------
    groups
        The articles of each group.
    sizes
        The denominator of each article.

    Returns
    -------
    indicator, labels, left_out
        Articles x groups kept, their labels, and the labels of the others.
    """
    dense: NDArray[np.bool_] = groups.indicator.toarray().astype(bool)
    held: list[bool] = np.asarray((dense & (sizes > 0)[:, None]).any(axis=0)).tolist()
    labels = tuple(name for name, kept in zip(groups.labels, held, strict=True) if kept)
    left_out = tuple(name for name, kept in zip(groups.labels, held, strict=True) if not kept)
    return dense[:, np.array(held, dtype=bool)], labels, left_out


def groups_with_words(
    corpus: Corpus, by: str | Sequence[str]
) -> tuple[NDArray[np.bool_], tuple[str, ...], list[str]]:
    """Part the articles into groups that have words, and say for the notes which have none.

    Raises
    ------
    AnalysisError
        When no group has words.
    CorpusError
        When there is no such column.
    """
    groups = require_groups(corpus, by)
    indicator, labels, left_out = groups_holding(groups, corpus.sizes)
    if not labels:
        raise AnalysisError(f"no article of {', '.join(left_out)} holds a word to count")
    notes = list(groups.notes())
    if left_out:
        notes.append(f"left out, for they hold no word: {', '.join(left_out)}")
    return indicator, labels, notes


def require_count(min_count: int) -> None:
    """Refuse a least count under 1.

    Raises
    ------
    AnalysisError
    """
    require_whole(min_count, "a minimum count", 1)
