"""Read the codes that several coders gave to units, and count them pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import FloatArray, IntArray, gap, labels, one_of

LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True)
class Coded:
    """Codes as numbers 0, 1, ... (-1 missing) of the units that enough coders have coded.

    Parameters
    ----------
    codes
        Coders x units kept.
    values
        The codes that occur, ascending.
    kept
        Whether each unit given is among them.
    """

    codes: IntArray
    values: NDArray[Any]
    kept: NDArray[np.bool_]

    @property
    def paired(self) -> int:
        """Units that two coders or more have coded."""
        return int(((self.codes >= 0).sum(axis=0) >= 2).sum())


def read(codes: ArrayLike, level: str, *, least: int = 2) -> Coded:
    """Check a table of codes and number them.

    Parameters
    ----------
    codes
        Coders x units.
    level
        Level of measurement: all but ``"nominal"`` need numbers.
    least
        Codes that a unit needs to be kept.

    Raises
    ------
    AnalysisError
        The level is unknown or does not fit the codes, or no unit has two codes.
    """
    one_of("level of measurement", level, LEVELS)
    if isinstance(codes, np.ma.MaskedArray):
        codes = labels(codes)
    try:
        table = np.asarray(codes)
    except ValueError:
        raise AnalysisError(
            "codes must be a table of coders x units; found rows of different lengths"
        ) from None
    if table.dtype.kind not in "iufb":
        table = np.asarray(codes, dtype=object)
    if table.ndim != 2:
        raise AnalysisError(
            f"codes must be a table of coders x units; found {table.ndim} dimension(s)"
        )
    given = ~np.array([gap(value) for value in table.ravel()], dtype=bool).reshape(table.shape)
    number = given.sum(axis=0)
    kept = number >= least
    if not (number >= 2).any():
        raise AnalysisError("no unit was coded by two coders, so there is no agreement to measure")
    table, given = table[:, kept], given[:, kept]
    found = table[given]
    if level != "nominal":
        found = _as_numbers(found, level)
    elif found.dtype == object and not all(isinstance(v, Real | np.bool_) for v in found):
        # Numbers can be sorted, and 1 is 1.0: a coder whose column holds a gap has floats in it.
        # Codes of mixed kinds are told apart by their name.
        found = np.array([str(value) for value in found])
    values, numbered = np.unique(found, return_inverse=True)
    numbers = np.full(table.shape, -1, dtype=np.int64)
    numbers[given] = numbered
    return Coded(numbers, values, kept)


def _as_numbers(found: NDArray[Any], level: str) -> FloatArray:
    try:
        values = found.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise AnalysisError(f"{level} codes must be numbers; found {found[0]!r}") from None
    if not np.isfinite(values).all():
        raise AnalysisError(f"{level} codes must be finite numbers; leave missing codes empty")
    if level == "ratio" and (values < 0).any():
        raise AnalysisError(f"ratio codes must be at least 0; found {values.min():g}")
    return values


def pairs(coded: Coded, *, equally: bool = False, groups: IntArray | None = None) -> FloatArray:
    """Count pairs of codes within units: groups x codes x codes, each pair in both orders.

    Parameters
    ----------
    coded
        The codes.
    equally
        Whether every unit weighs as much as every other; otherwise it weighs as many as it has
        codes.
    groups
        Number of each unit's group, from 0; left out, all are in one.
    """
    count, units = len(coded.values), coded.codes.shape[1]
    tally = np.stack([(coded.codes == value).sum(axis=0) for value in range(count)], axis=1)
    number = tally.sum(axis=1)
    group = np.zeros(units, dtype=np.int64) if groups is None else groups
    found = np.zeros((int(group.max(initial=0)) + 1, count, count))
    # Units of one number of codes together: their pairs are whole numbers, divided once, and no
    # table is needed for each unit, which of finely graded codes would fill any memory.
    order = np.lexsort((number, group))
    ends = np.flatnonzero(np.diff(group[order]) | np.diff(number[order])) + 1
    for rows in np.split(order, ends):
        codes = int(number[rows[0]])
        if codes > 1:
            part = tally[rows].astype(np.float64)
            both = part.T @ part - np.diag(part.sum(axis=0))
            found[group[rows[0]]] += both / (codes * (codes - 1.0) if equally else codes - 1.0)
    return found


def confusions(coded: Coded, groups: IntArray | None = None) -> FloatArray:
    """Count the codes of the second coder by those of the first: groups x codes x codes."""
    count, units = len(coded.values), coded.codes.shape[1]
    group = np.zeros(units, dtype=np.int64) if groups is None else groups
    found = np.zeros((int(group.max(initial=0)) + 1, count, count))
    np.add.at(found, (group, coded.codes[0], coded.codes[1]), 1.0)
    return found


def ratings(coded: Coded, groups: IntArray | None = None) -> FloatArray:
    """Count pairs of codes, units weighing alike; a last row has the codes that stand alone."""
    together = pairs(coded, equally=True, groups=groups)
    alone = np.flatnonzero((coded.codes >= 0).sum(axis=0) == 1)
    group = np.zeros(len(alone), dtype=np.int64) if groups is None else groups[alone]
    single = np.zeros((len(together), 1, len(coded.values)))
    only = coded.codes[:, alone].max(axis=0, initial=0)
    np.add.at(single, (group, np.zeros_like(group), only), 1.0)
    return np.concatenate([together, single], axis=1)
