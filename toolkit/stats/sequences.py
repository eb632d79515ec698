"""Sequences of adjacent words: lambda and z of Blaheta and Johnson for any length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import (
    FloatArray,
    IntArray,
    add_up,
    numbers,
    refuse,
    refuse_masked,
    scalar,
    whole,
)

_LONGEST = 8
# Beyond so many values a column no two of them would fit a key.
_MANY = 2**31


@dataclass(frozen=True, eq=False)
class Interaction:
    """The highest interaction of a log-linear model and its z.

    Parameters
    ----------
    lambda_
        Natural-log units; 0 means no association beyond that of the shorter parts.
    z
        ``lambda_`` over its asymptotic standard error; it treats places as independent.
    """

    lambda_: FloatArray
    z: FloatArray


@dataclass(frozen=True, eq=False)
class Sequences:
    """Word sequences with their counts and their association.

    Parameters
    ----------
    codes
        One sequence a row, in ascending order.
    count
        How often each occurs.
    lambda_, z
        Highest interaction of the log-linear model, and the same over its standard error.
    """

    codes: NDArray[np.integer]
    count: IntArray
    lambda_: FloatArray
    z: FloatArray


def interaction(patterns: ArrayLike, *, smoothing: float = 0.5) -> Interaction:
    """Compute lambda and z from the counts of all match patterns.

    For a sequence of K words, pattern ``i`` (0 to ``2**K - 1``) holds how many K-grams agree with
    it exactly at the places whose bits are set in ``i``. With ``n_i`` that count plus `smoothing`
    and ``b_i`` the number of set bits, ``lambda = sum (-1)**(K - b_i) ln n_i`` and
    ``z = lambda / sqrt(sum 1 / n_i)``. Source: Blaheta and Johnson (2001), equations 6 and 7.

    Parameters
    ----------
    patterns
        Counts, the ``2**K`` patterns along the last axis.
    smoothing
        Added to every count.

    Raises
    ------
    AnalysisError
        The last axis is no power of two, or a count is 0 and `smoothing` too.

    Examples
    --------
    >>> pair = interaction([27, 0, 1, 3])
    >>> round(float(pair.lambda_), 3)
    4.855
    """
    counts, added = numbers("patterns", patterns), scalar("smoothing", smoothing)
    size = counts.shape[-1] if counts.ndim else 0
    if size < 4 or size & (size - 1):
        raise AnalysisError(
            f"the last axis must hold the 2**K patterns of a sequence of K >= 2 words; found {size}"
        )
    filled = counts + added
    refuse(filled == 0, "a pattern never occurs and smoothing is 0, so ln 0", {"count": counts})
    length = size.bit_length() - 1
    signs = np.array([(-1.0) ** (length - bits.bit_count()) for bits in range(size)])
    value = (np.log(filled) * signs).sum(axis=-1)
    error = np.sqrt((1.0 / filled).sum(axis=-1))
    return Interaction(lambda_=value, z=value / error)


def sequences(grams: ArrayLike, *, min_count: int = 2, smoothing: float = 0.5) -> Sequences:
    """Score every sequence that occurs often enough.

    Takes K-grams as they stand: what a sequence may not cross (sentence ends, punctuation) is left
    out by the caller, and is then missing from the margins too. Costs one sort of all K-grams, and
    one of the distinct ones for each set of places.

    Parameters
    ----------
    grams
        One K-gram a row, as integer codes; 2 to 8 columns.
    min_count
        Sequences that occur less often are not returned (but count in the margins).
    smoothing
        Added to every cell; see `interaction`.

    Raises
    ------
    AnalysisError
        `grams` is not a table of 2 to 8 columns of integers, `min_count` no whole number, or
        `smoothing` negative.

    Examples
    --------
    >>> found = sequences([[1, 2], [1, 2], [3, 4], [1, 4], [3, 2]], min_count=2)
    >>> found.codes.tolist(), found.count.tolist(), found.lambda_.round(3).tolist()
    ([[1, 2]], [2], [0.511])
    """
    refuse_masked("grams", grams)
    table = np.asarray(grams)
    if table.ndim != 2 or not 2 <= table.shape[1] <= _LONGEST or table.dtype.kind not in "iu":
        raise AnalysisError(
            f"grams must be integer codes, one sequence of 2 to {_LONGEST} words a row; found "
            f"shape {table.shape} of type {table.dtype}"
        )
    whole("min_count", min_count, 0)
    length = table.shape[1]
    _, first, count = np.unique(_keys(table), return_index=True, return_counts=True)
    # Margins are added up over distinct sequences, which are fewer.
    distinct, chosen = table[first], np.flatnonzero(count >= min_count)
    at_least = np.empty((len(chosen), 2**length))
    for places in range(2**length):
        columns = [column for column in range(length) if places >> column & 1]
        keys = _keys(distinct[:, columns])
        if len(columns) > 1:
            keys = np.unique(keys, return_inverse=True)[1]
        at_least[:, places] = add_up(keys, count, 0)[keys[chosen]]
    result = interaction(_exactly(at_least), smoothing=smoothing)
    return Sequences(distinct[chosen], count[chosen], result.lambda_, result.z)


def _keys(table: NDArray[np.integer]) -> IntArray:
    """Number the rows of a table by their values, in ascending order of these."""
    keys = np.zeros(len(table), dtype=np.int64)
    for column in table.T:
        least = int(column.min(initial=0))
        values = int(column.max(initial=0)) - least + 1
        if values > _MANY:
            # codes that are far apart, such as hashes, are numbered first
            kinds, codes = np.unique(column, return_inverse=True)
            values = len(kinds)
        else:
            codes = column.astype(np.int64) - least
        if int(keys.max(initial=0)) + 1 > np.iinfo(np.int64).max // values:
            _, keys = np.unique(keys, return_inverse=True)
        keys = keys * values + codes
    return keys


def _exactly(at_least: FloatArray) -> FloatArray:
    """Turn counts of grams that agree at least at a set of places into exact patterns.

    Moebius inversion over the subsets of the places.
    """
    exact = at_least.copy()
    size = exact.shape[1]
    bit = 1
    while bit < size:
        without = [places for places in range(size) if not places & bit]
        exact[:, without] -= exact[:, [places | bit for places in without]]
        bit <<= 1
    return exact
