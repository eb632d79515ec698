"""Counts of derived articles as arrays that join those of the token table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.article import Article
from toolkit.corpus.derived import MASKED, DerivedArticle, Record
from toolkit.corpus.tokens import TokenTable

if TYPE_CHECKING:
    from scipy import sparse

    from toolkit.corpus.corpus import Corpus

Codes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Words of articles by lemma and tag: one entry an article, lemma and tag.

    Parameters
    ----------
    row
        The article.
    lemma, tag
        Codes in the vocabularies of the token table.
    count
        How often.
    """

    row: Codes
    lemma: Codes
    tag: Codes
    count: Codes

    def keep(self, mask: NDArray[np.bool_]) -> Pairs:
        """Give the entries where `mask` is true."""
        return Pairs(self.row[mask], self.lemma[mask], self.tag[mask], self.count[mask])


def derived_words(corpus: Corpus) -> Pairs:
    """Give the words of the derived articles of a selection; rows are those of the selection."""
    found = corpus.store.derived.pairs(corpus.tokens)
    found = Pairs(corpus.selected[found.row], found.lemma, found.tag, found.count)
    return found.keep(found.row >= 0)


class DerivedCounts:
    """The counts of all derived articles of a loaded corpus.

    Parameters
    ----------
    articles
        All articles of the loaded corpus, in its order.
    """

    def __init__(self, articles: Sequence[Article]) -> None:
        self._n = len(articles)
        self._records: list[tuple[int, Record]] = [
            (row, item.counts)
            for row, item in enumerate(articles)
            if isinstance(item, DerivedArticle)
        ]

    def __len__(self) -> int:
        """Count the derived articles."""
        return len(self._records)

    def vocabulary(self, attribute: str) -> set[str]:
        """List the names that the token table must have a code for."""
        if not self._records or attribute == "form":
            return {MASKED} if self._records else set()
        place = 0 if attribute == "lemma" else 1
        return {key[place] for _, record in self._records for key in record.counts}

    def pairs(self, table: TokenTable) -> Pairs:
        """Give the words by article, lemma and tag, under the codes of a table."""
        entries = [
            (row, table.code_of("lemma", lemma), table.code_of("tag", tag), count)
            for row, record in self._records
            for (lemma, tag), count in record.counts.items()
        ]
        columns = np.array(entries, np.int64).reshape(-1, 4).T
        return Pairs(*columns)

    def matrix(self, table: TokenTable, attribute: str, unit: str) -> sparse.csr_array | None:
        """Count what is known of derived articles; ``None`` when nothing is.

        By paragraph only actors are known; forms are all masked.
        """
        if not self._records or unit == "sentence" or (unit != "article" and attribute != "actor"):
            return None
        if attribute == "actor":
            return self._actors(table, unit)
        pairs = self.pairs(table)
        if attribute == "form":
            codes = np.full(len(pairs.row), table.code_of("form", MASKED))
        else:
            codes = pairs.lemma if attribute == "lemma" else pairs.tag
        width = len(table.names(attribute))  # type: ignore[arg-type]
        return _tally(pairs.row, codes, pairs.count, (self._n, width))

    def _actors(self, table: TokenTable, unit: str) -> sparse.csr_array:
        names = {name: code for code, name in enumerate(table.actor_list.names)}
        first = table.article_paragraphs
        entries = [
            (row if unit == "article" else int(first[row]) + number, names[actor], count)
            for row, record in self._records
            for number, paragraph in enumerate(record.paragraphs)
            for actor, count in paragraph.actors.items()
            if actor in names
        ]
        n_units = self._n if unit == "article" else int(first[-1])
        columns = np.array(entries, np.int64).reshape(-1, 3).T
        return _tally(columns[0], columns[1], columns[2], (n_units, len(names)))

    def sizes(self, table: TokenTable, unit: str) -> NDArray[np.int64] | None:
        """Count words by article or paragraph; ``None`` when nothing is known."""
        if not self._records or unit == "sentence":
            return None
        first = table.article_paragraphs
        found = np.zeros(self._n if unit == "article" else int(first[-1]), np.int64)
        for row, record in self._records:
            if unit == "article":
                found[row] = record.words
            else:
                found[first[row] : first[row + 1]] = [part.words for part in record.paragraphs]
        return found


def merged_codes(
    codes: NDArray[np.integer], names: tuple[str, ...], more: Iterable[str]
) -> tuple[NDArray[np.integer], tuple[str, ...]]:
    """Put names into a sorted vocabulary and give the codes their new numbers.

    Examples
    --------
    >>> merged_codes(np.array([0, 1]), ("gas", "oil"), ["deal"])
    (array([1, 2], dtype=int32), ('deal', 'gas', 'oil'))
    """
    missing = set(more) - set(names)
    if not missing:
        return codes, names
    whole = sorted({*names, *missing})
    code = {name: number for number, name in enumerate(whole)}
    new = np.array([code[name] for name in names], np.int32)
    return (new[codes] if len(codes) else codes.astype(np.int32)), tuple(whole)


def _tally(row: Codes, column: Codes, count: Codes, shape: tuple[int, int]) -> sparse.csr_array:
    from scipy import sparse

    matrix = sparse.coo_array((count, (row, column)), shape=shape).tocsr()
    matrix.sum_duplicates()
    return matrix
