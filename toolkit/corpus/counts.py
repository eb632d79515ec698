"""Count attributes by article, paragraph or sentence, once, as sparse matrices."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.derived import MASKED
from toolkit.corpus.tokens import ATTRIBUTES, TokenTable
from toolkit.errors import AnalysisError, suggest

if TYPE_CHECKING:
    import pandas as pd
    from pandas.api.extensions import ExtensionArray
    from scipy import sparse

Unit = Literal["article", "paragraph", "sentence"]
UNITS: tuple[Unit, ...] = ("article", "paragraph", "sentence")
COUNTED = (*ATTRIBUTES, "actor")
_BLOCK = 4_096  # units summed at once
_UNITS_FROM = 32  # a sum of counts fills the lower bits, the number of units those above
_ONE_UNIT = 1 << _UNITS_FROM
_TOKENS = 1_000_000  # tokens counted at once


@dataclass(frozen=True, eq=False)
class CountMatrix:
    """How often each name occurs in each unit.

    The numbers are those of all analyses of the corpus, and nobody can write to them; a copy of
    `counts` can be changed.

    Parameters
    ----------
    cells
        Units x names.
    names
        The column names, sorted.
    units
        A label for each row: the article's id, or ``(id, number)`` of a paragraph or sentence.
    sizes
        Words in each unit (tokens with a letter or a digit): the denominator of every rate.
    """

    cells: sparse.csr_array
    names: tuple[str, ...]
    units: tuple[Any, ...]
    sizes: NDArray[np.int64]

    def __post_init__(self) -> None:
        for array in (self.cells.data, self.cells.indices, self.cells.indptr):
            array.setflags(write=False)
        object.__setattr__(self, "sizes", read_only(self.sizes))

    @property
    def counts(self) -> sparse.csr_array:
        """Units x names, as an array of the caller's own over the numbers of all."""
        from scipy import sparse

        cells = self.cells
        parts = (cells.data, cells.indices, cells.indptr)
        found = sparse.csr_array(parts, shape=cells.shape)
        # looked at once, not by every caller
        found.has_canonical_format = cells.has_canonical_format
        return found

    def __repr__(self) -> str:
        """Say how many there are; thousands of names would bury a notebook."""
        first = ", ".join(self.names[:5]) + (", …" if len(self.names) > 5 else "")
        return (
            f"<CountMatrix of {len(self.units):,} units x {len(self.names):,} names ({first}), "
            f"{int(self.sizes.sum()):,} words>"
        )

    @cached_property
    def totals(self) -> NDArray[np.int64]:
        """The frequency of each name in all units."""
        return read_only(np.asarray(self.cells.sum(axis=0), dtype=np.int64).ravel())

    @cached_property
    def document_frequency(self) -> NDArray[np.int64]:
        """In how many units each name occurs."""
        found = np.zeros(len(self.names), np.int64)
        # NumPy counts by a wider copy of what it counts: block by block it stays small
        for first in range(0, self.cells.nnz, _TOKENS):
            columns = self.cells.indices[first : first + _TOKENS]
            found += np.bincount(columns, minlength=len(found))
        return read_only(found)

    @cached_property
    def labels(self) -> ExtensionArray:
        """The names as pandas keeps them in a column, to be taken by number."""
        import pandas as pd

        return pd.Series(self.names, dtype=None if self.names else object).array

    def within(
        self, units: NDArray[np.bool_], columns: NDArray[np.int64] | slice = slice(None)
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count names in some of the units: their frequency, and in how many of them they occur.

        Reads the rows of these units, or of all others where they are fewer.

        Parameters
        ----------
        units
            True for the units to count in.
        columns
            The names to count; all when left out.
        """
        bounds = self.cells.indptr
        if 2 * int(np.diff(bounds)[units].sum()) > self.cells.nnz:
            totals, occurs = self.within(~units, columns)
            return self.totals[columns] - totals, self.document_frequency[columns] - occurs
        rows = np.flatnonzero(units)
        # Blocks need little memory.
        both = _packed_sums(self.cells, rows[:_BLOCK])
        for first in range(_BLOCK, len(rows), _BLOCK):
            both += _packed_sums(self.cells, rows[first : first + _BLOCK])
        both = both[columns]
        return both & (_ONE_UNIT - 1), both >> _UNITS_FROM

    @cached_property
    def named(self) -> NDArray[np.bool_]:
        """Tell which columns have a name: all but that of the masked words of derived articles."""
        return read_only(np.array([name != MASKED for name in self.names], dtype=bool))

    def column(self, name: str) -> int:
        """Give the column of a name, or -1."""
        place = int(np.searchsorted(np.asarray(self.names, dtype=object), name))
        return place if place < len(self.names) and self.names[place] == name else -1

    def to_frame(self) -> pd.DataFrame:
        """Give the matrix as a (dense) data frame with named rows and columns."""
        import pandas as pd

        return pd.DataFrame(self.cells.toarray(), index=list(self.units), columns=list(self.names))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Give an array to whom may read it and not write to it."""
    shown = array.view()
    shown.setflags(write=False)
    return shown


def _packed_sums(counts: sparse.csr_array, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add up some rows; each sum holds a frequency and, above it, the number of rows behind it."""
    from scipy import sparse

    if not len(rows):
        return np.zeros(counts.shape[1], np.int64)
    if rows[-1] - rows[0] == len(rows) - 1:  # neighbours need not be copied
        bounds = counts.indptr[rows[0] : rows[-1] + 2]
        part = slice(bounds[0], bounds[-1])
        data, columns, bounds = counts.data[part], counts.indices[part], bounds - bounds[0]
    else:
        picked = counts[rows]
        data, columns, bounds = picked.data, picked.indices, picked.indptr
    packed = sparse.csr_array(
        (np.add(data, _ONE_UNIT, dtype=np.int64), columns, bounds),
        shape=(len(rows), counts.shape[1]),
    )
    return np.asarray(np.ones(len(rows), np.int64) @ packed)


def count(table: TokenTable, attribute: str, unit: str) -> sparse.csr_array:
    """Count one attribute in every unit of a table.

    Punctuation is left out: a token without a letter or digit is not a word.

    Parameters
    ----------
    table
        The tokens.
    attribute
        ``form``, ``lemma``, ``tag`` or ``actor`` (mentions, not tokens).
    unit
        ``article``, ``paragraph`` or ``sentence``.

    Returns
    -------
    scipy.sparse.csr_array
        Units x names, sorted indices.
    """
    require_known(attribute, unit)
    offsets = unit_offsets(table, unit)
    n_units = len(offsets) - 1
    if attribute == "actor":
        spans = table.actors
        rows = np.searchsorted(offsets, spans.start, side="right") - 1
        return _tally(rows, spans.code, (n_units, len(spans.names)))
    codes = table.codes(attribute)  # type: ignore[arg-type]
    width = len(table.names(attribute))  # type: ignore[arg-type]
    parts = (
        _tally_words(table, codes, offsets[low : high + 1], width) for low, high in _blocks(offsets)
    )
    return _stacked(parts, (n_units, width))


def require_known(attribute: str, unit: str) -> None:
    """Refuse to count what cannot be counted, or in what cannot be told apart.

    Raises
    ------
    AnalysisError
    """
    for what, name, known in (("attribute", attribute, COUNTED), ("unit", unit, UNITS)):
        if name not in known:
            raise AnalysisError(
                f"unknown {what} {name!r}{suggest(name, known)}; there are {', '.join(known)}"
            )


def unit_offsets(table: TokenTable, unit: str) -> NDArray[np.int64]:
    """Give the first token of each unit, and the number of tokens."""
    return {
        "article": table.article_offsets,
        "paragraph": table.paragraph_offsets,
        "sentence": table.sentence_offsets,
    }[unit]


def words_in(table: TokenTable, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the words (not punctuation) between consecutive offsets."""
    return np.diff(table.words_before(offsets)).astype(np.int64)


def _blocks(offsets: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Part units into runs of some million tokens, so that counting needs little memory."""
    cuts = np.searchsorted(offsets, np.arange(_TOKENS, int(offsets[-1]), _TOKENS))
    edges = np.unique(np.concatenate([[0], cuts, [len(offsets) - 1]])).tolist()
    return list(itertools.pairwise(edges))


def _tally_words(
    table: TokenTable, codes: Any, offsets: NDArray[np.int64], width: int
) -> sparse.csr_array:
    first, last = int(offsets[0]), int(offsets[-1])
    keep = table.word[first:last]
    rows = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
    return _tally(rows[keep], codes[first:last][keep], (len(offsets) - 1, width))


def _stacked(parts: Iterable[sparse.csr_array], shape: tuple[int, int]) -> sparse.csr_array:
    """Put matrices one below the other; never holds more than half of the counts twice."""
    from scipy import sparse

    data, columns, lengths = [], [], []
    for part in parts:
        data.append(part.data)
        columns.append(part.indices)
        lengths.append(np.diff(part.indptr))
    if not data:
        return _tally(np.empty(0, np.int32), np.empty(0, np.int32), shape)
    bounds = np.append(0, np.cumsum(np.concatenate(lengths)))
    # SciPy keeps columns as wide as bounds
    bounds = bounds.astype(np.int32 if bounds[-1] < 2**31 else np.int64)
    return sparse.csr_array((_joined(data), _joined(columns), bounds), shape=shape)


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Join arrays, and let go of them."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole


def _tally(rows: Any, columns: Any, shape: tuple[int, int]) -> sparse.csr_array:
    from scipy import sparse

    ones = np.ones(len(rows), dtype=np.int32)
    matrix = sparse.coo_array((ones, (rows, columns)), shape=shape).tocsr()
    matrix.sum_duplicates()
    return matrix
