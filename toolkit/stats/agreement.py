"""Agreement of coders: Krippendorff's alpha and what is commonly reported beside it.

Codes are a table of coders x units, as Krippendorff prints them; missing: NaN, None or empty text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import FloatArray, IntArray, fraction, gap, labels, one_of, seeded, whole
from toolkit.wording import missing

LEVELS = ("nominal", "ordinal", "interval", "ratio")
STATISTICS = ("alpha", "percent", "kappa")
_STEPS = {"none": 0.0, "linear": 1.0, "quadratic": 2.0}
WEIGHTS = tuple(_STEPS)

# Below this many articles resampling says more about the articles drawn than about the coders.
_FEWEST_ARTICLES = 5


@dataclass(frozen=True)
class Agreement:
    """A coefficient of agreement with its interval.

    Parameters
    ----------
    estimate
        The coefficient.
    low, high
        Limits of the interval; NaN with fewer than five articles.
    units
        Units coded by at least two coders.
    articles
        Articles these units come from.
    few
        Whether there are too few articles for an interval.
    replicates
        Resamples in which the coefficient was defined.
    """

    estimate: float
    low: float
    high: float
    units: int
    articles: int
    few: bool
    replicates: int


def alpha(codes: ArrayLike, level: str = "nominal") -> float:
    """Compute Krippendorff's alpha for any number of coders, with missing codes.

    ``1 - D_o / D_e``: observed over expected disagreement, both with the small-sample correction,
    whether or not codes are missing. 1 is perfect, 0 is what chance gives. NaN where all codes are
    the same, for then there is no disagreement to expect. Source: Krippendorff (2011), *Computing
    Krippendorff's Alpha-Reliability*; Hayes and Krippendorff (2007), Communication Methods and
    Measures 1(1), 77-89.

    Parameters
    ----------
    codes
        Coders x units.
    level
        ``"nominal"``, ``"ordinal"``, ``"interval"`` or ``"ratio"``.

    Raises
    ------
    AnalysisError
        The level is unknown or does not fit the codes, or no unit has two codes.

    Examples
    --------
    >>> nan = float("nan")
    >>> round(alpha([[0, 1, 0, 0, nan], [1, 1, 0, 0, 1]]), 3)
    0.533
    """
    coded = _read(codes, level)
    return _alpha(_coincidences(coded.codes, len(coded.values)).sum(axis=0), coded.values, level)


def percent_agreement(codes: ArrayLike) -> float:
    """Compute the share of agreeing pairs of codes, from 0 to 1; no correction for chance.

    With more than two coders, the mean over units of the share of agreeing pairs, a unit weighing
    as many as it has codes (the observed agreement of Krippendorff's nominal alpha).

    Parameters
    ----------
    codes
        Coders x units.

    Raises
    ------
    AnalysisError
        No unit has two codes.

    Examples
    --------
    >>> percent_agreement([[0, 1, 0, 0], [1, 1, 0, 0]])
    0.75
    """
    coded = _read(codes, "nominal")
    return _percent(_coincidences(coded.codes, len(coded.values)).sum(axis=0))


def cohen_kappa(first: ArrayLike, second: ArrayLike, *, weights: str = "none") -> float:
    """Compute Cohen's kappa of two coders over the units that both have coded.

    ``(p_o - p_e) / (1 - p_e)`` with each coder's own margins. NaN where both always give the same
    one code. Weighted, it is ``1 - sum w o / sum w e`` over the cells of the table of both coders,
    ``w`` the distance of two codes in steps or its square: codes must then be numbers, and a step
    leads from one code that occurs to the next. Sources: Cohen (1960), Educational and
    Psychological Measurement 20(1), 37-46; weighted: Cohen (1968), Psychological Bulletin 70(4),
    213-220.

    Parameters
    ----------
    first, second
        Codes of the two coders, in the same order of units.
    weights
        ``"none"``, ``"linear"`` or ``"quadratic"``.

    Raises
    ------
    AnalysisError
        The two differ in length, no unit has both codes, the weights are unknown, or codes that are
        to be weighted are no numbers.

    Examples
    --------
    >>> cohen_kappa([1, 1, 0, 0], [1, 0, 0, 0])
    0.5
    >>> round(cohen_kappa([1, 2, 3, 3], [1, 2, 2, 3], weights="linear"), 4)
    0.7143
    """
    one_of("weights", weights, WEIGHTS)
    pair = [labels(first), labels(second)]
    if pair[0].shape != pair[1].shape or pair[0].ndim != 1:
        raise AnalysisError(
            f"both coders need codes for the same units; found shapes {pair[0].shape} and "
            f"{pair[1].shape}"
        )
    coded = _read(np.stack(pair), "nominal" if weights == "none" else "ordinal")
    table = _confusions(coded.codes, len(coded.values)).sum(axis=0)
    return _kappa(table, _STEPS[weights])


def interval(
    codes: ArrayLike,
    articles: ArrayLike,
    *,
    statistic: str = "alpha",
    level: str = "nominal",
    confidence: float = 0.95,
    replicates: int = 1000,
    seed: int = 1,
) -> Agreement:
    """Give a coefficient its interval by resampling whole articles.

    Paragraphs of one article are alike, so resampling single paragraphs would promise too much.
    Percentiles of the resampled values, taken further out for small numbers of articles
    (``Phi(t * sqrt(n / (n - 1)))``, n articles): Hesterberg (2015), The American Statistician
    69(4), 371-386. Resamples in which the coefficient is undefined are left out and counted.

    Where coders never differ, no resample does. The lower limit is then ``1 - u / E``: the share of
    articles in which they differ may still be ``u = 1 - tail ** (1 / n)`` (Clopper and Pearson
    1934, Biometrika 26, 404-413); E is the disagreement of chance as a share of the greatest.

    Parameters
    ----------
    codes
        Coders x units.
    articles
        The article of each unit.
    statistic
        ``"alpha"``, ``"percent"`` or ``"kappa"`` (two coders).
    level
        Level of measurement, for alpha.
    confidence
        Coverage of the interval.
    replicates, seed
        Number of resamples, and the seed of their generator.

    Raises
    ------
    AnalysisError
        As for `alpha`; `articles` has another length than the units; kappa with other than two
        coders.

    Examples
    --------
    >>> codes = [[0, 1, 0, 0, 1, 0, 1, 1], [1, 1, 0, 0, 1, 0, 1, 0]]
    >>> found = interval(codes, [1, 1, 2, 3, 3, 4, 5, 6])
    >>> round(found.estimate, 3), found.articles, found.low < found.estimate < found.high
    (0.531, 6, True)
    """
    one_of("statistic of agreement", statistic, STATISTICS)
    coded = _read(codes, level)
    if statistic == "kappa" and len(coded.codes) != 2:
        raise AnalysisError(f"kappa is for two coders; found {len(coded.codes)}; use alpha")
    given = labels(articles)
    if given.shape != (coded.units,) or any(map(missing, given)):
        raise AnalysisError(
            f"articles must name one article for each of the {coded.units} units, with none "
            f"missing; found shape {given.shape}: {given.tolist()!r:.60}"
        )
    names, article = np.unique(np.asarray(articles), return_inverse=True)
    article = article[coded.kept]
    count = len(coded.values)
    tables = (
        _confusions(coded.codes, count)
        if statistic == "kappa"
        else _coincidences(coded.codes, count)
    )
    per_article = np.zeros((len(names), count, count))
    np.add.at(per_article, article, tables)
    per_article = per_article[np.unique(article)]
    number = len(per_article)

    def compute(table: FloatArray) -> float:
        if statistic == "alpha":
            return _alpha(table, coded.values, level)
        return _percent(table) if statistic == "percent" else _kappa(table)

    low, high, defined = _resample(per_article, compute, confidence, replicates, seed)
    table = per_article.sum(axis=0)
    if defined and np.trace(table) == table.sum():
        differ = 1.0 - ((1.0 - confidence) / 2.0) ** (1.0 / number)
        low = 1.0 - differ / _by_chance(table, statistic, coded.values, level)
    return Agreement(
        estimate=compute(table),
        low=low,
        high=high,
        units=int(coded.kept.sum()),
        articles=number,
        few=number < _FEWEST_ARTICLES,
        replicates=defined,
    )


def _resample(
    per_article: FloatArray,
    compute: Callable[[FloatArray], float],
    confidence: float,
    replicates: int,
    seed: int,
) -> tuple[float, float, int]:
    from scipy.special import ndtr, stdtrit

    number = len(per_article)
    fraction("confidence", confidence)
    whole("replicates", replicates, 1)
    generator = seeded(seed)
    if number < _FEWEST_ARTICLES:
        return np.nan, np.nan, 0
    weights = generator.multinomial(number, np.full(number, 1.0 / number), size=replicates)
    resampled = np.tensordot(weights.astype(np.float64), per_article, axes=1)
    values = np.array([compute(table) for table in resampled])
    values = values[~np.isnan(values)]
    if not len(values):
        return np.nan, np.nan, 0
    quantile = stdtrit(number - 1.0, (1.0 - confidence) / 2.0)
    tail = float(ndtr(quantile * np.sqrt(number / (number - 1.0))))
    low, high = np.quantile(values, [tail, 1.0 - tail])
    return float(low), float(high), len(values)


@dataclass(frozen=True)
class _Coded:
    """Codes as numbers 0, 1, ... (-1 missing) of the units that two coders have coded."""

    codes: IntArray
    values: NDArray[Any]
    kept: NDArray[np.bool_]
    units: int


def _read(codes: ArrayLike, level: str) -> _Coded:
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
    kept = given.sum(axis=0) >= 2
    if not kept.any():
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
    return _Coded(numbers, values, kept, len(kept))


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


def _coincidences(codes: IntArray, count: int) -> FloatArray:
    """Count pairs of codes within each unit, each unit weighing as many as it has codes."""
    tally = np.stack([(codes == value).sum(axis=0) for value in range(count)], axis=1)
    number = tally.sum(axis=1)
    pairs = tally[:, :, None] * tally[:, None, :] - tally[:, :, None] * np.eye(count)
    return np.asarray(pairs / (number - 1.0)[:, None, None])


def _confusions(codes: IntArray, count: int) -> FloatArray:
    tables = np.zeros((codes.shape[1], count, count))
    tables[np.arange(codes.shape[1]), codes[0], codes[1]] = 1.0
    return tables


def _alpha(coincidence: FloatArray, values: NDArray[Any], level: str) -> float:
    margins = coincidence.sum(axis=1)
    distance = _distance(values, margins, level)
    expected = _expected(margins, distance)
    if expected <= 0:
        return np.nan
    return float(1.0 - (coincidence * distance).sum() / expected)


def _by_chance(table: FloatArray, statistic: str, values: NDArray[Any], level: str) -> float:
    """Give the disagreement of chance, as a share of the greatest there can be."""
    if statistic == "percent":
        return 1.0
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


def _percent(coincidence: FloatArray) -> float:
    return float(np.trace(coincidence) / coincidence.sum())


def _kappa(confusion: FloatArray, power: float = 0.0) -> float:
    table = confusion / confusion.sum()
    place = np.arange(len(table))
    # steps between two codes; to the power of 0 all that differ are equally far
    apart = np.where(place[:, None] == place, 0.0, np.abs(place[:, None] - place) ** power)
    chance = float(table.sum(axis=1) @ apart @ table.sum(axis=0))
    if chance <= 1e-12:
        return np.nan
    return float(1.0 - (table * apart).sum() / chance)
