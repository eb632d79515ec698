"""Coefficients of agreement from counts of codes: what `toolkit.stats.agreement` gives."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.stats._arrays import FloatArray

CORRECTED = ("fleiss", "ac1")
"""Those of `corrected`, which need the codes that stand alone in a unit as well."""


def coefficient(
    table: FloatArray, statistic: str, values: NDArray[Any], level: str, categories: int
) -> float:
    """Compute a coefficient by its name from the counts that it needs."""
    if statistic == "alpha":
        return alpha(table, values, level)
    if statistic in CORRECTED:
        return corrected(table, statistic, categories)
    return percent(table) if statistic == "percent" else kappa(table)


def alpha(coincidence: FloatArray, values: NDArray[Any], level: str) -> float:
    """Compute Krippendorff's alpha from `toolkit.stats._codes.pairs`."""
    margins = coincidence.sum(axis=1)
    distance = _distance(values, margins, level)
    expected = _expected(margins, distance)
    if expected <= 0:
        return np.nan
    return float(1.0 - (coincidence * distance).sum() / expected)


def by_chance(
    table: FloatArray, statistic: str, values: NDArray[Any], level: str, categories: int
) -> float:
    """Give the disagreement of chance, as a share of the greatest there can be."""
    if statistic == "percent":
        return 1.0
    if statistic in CORRECTED:
        return 1.0 - _chance(table, statistic, categories)
    margins = table.sum(axis=1)
    if statistic == "kappa":
        return float(1.0 - margins @ table.sum(axis=0) / margins.sum() ** 2)
    distance = _distance(values, margins, level)
    return _expected(margins, distance) / float(margins.sum() * distance.max())


def _expected(margins: FloatArray, distance: FloatArray) -> float:
    return float((np.outer(margins, margins) * distance).sum() / (margins.sum() - 1.0))


def _distance(values: NDArray[Any], margins: FloatArray, level: str) -> FloatArray:
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "ordinal":
        # The number of codes between the middles of two ranks.
        middle = np.cumsum(margins) - margins / 2.0
        return np.asarray((middle[:, None] - middle[None, :]) ** 2)
    difference = values[:, None] - values[None, :]
    if level == "interval":
        return np.asarray(difference**2)
    both = values[:, None] + values[None, :]
    relative = np.divide(difference, both, out=np.zeros_like(difference), where=both > 0)
    return np.asarray(relative**2)


def percent(coincidence: FloatArray) -> float:
    """Compute the share of agreeing pairs from `toolkit.stats._codes.pairs`."""
    return float(np.trace(coincidence) / coincidence.sum())


def kappa(confusion: FloatArray, power: float = 0.0) -> float:
    """Compute Cohen's kappa from `toolkit.stats._codes.confusions`, steps weighted by a power."""
    place = np.arange(len(confusion))
    # steps between two codes; to the power of 0 all that differ are equally far
    apart = np.where(place[:, None] == place, 0.0, np.abs(place[:, None] - place) ** power)
    # in counts, not in shares: agreement that is that of chance is then 0 to the last digit
    total = confusion.sum()
    chance = float(confusion.sum(axis=1) @ apart @ confusion.sum(axis=0))
    if chance <= 1e-12 * total**2:
        return np.nan
    return float((chance - total * (confusion * apart).sum()) / chance)


def corrected(table: FloatArray, statistic: str, categories: int = 0) -> float:
    """Compute Fleiss's kappa or Gwet's AC1 from `toolkit.stats._codes.ratings`."""
    together, chance = table[:-1], _chance(table, statistic, categories)
    if not together.any() or not 1.0 - chance > 1e-12:
        return np.nan
    return float(1.0 - (1.0 - percent(together)) / (1.0 - chance))


def _chance(table: FloatArray, statistic: str, categories: int) -> float:
    """Give the agreement of chance: of two codes (Fleiss), of codes too hard to tell (Gwet)."""
    share = table.sum(axis=0) / table.sum()
    if statistic == "fleiss":
        return float((share**2).sum())
    return float((share * (1.0 - share)).sum() / (categories - 1)) if categories > 1 else np.nan
