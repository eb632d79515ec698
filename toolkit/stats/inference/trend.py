"""A trend over years: the year is the unit, since all articles of a year share its events."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import FloatArray, IntArray
from toolkit.stats.inference.clusters import sum_by
from toolkit.stats.inference.estimates import Trend
from toolkit.stats.inference.limits import t_quantile, two_sided
from toolkit.stats.inference.sums import FEWEST_ARTICLES, Counts, Sample, read

FEWEST_YEARS = 8
"""Years below which a slope only describes."""
# What is left of rounding, as a share of the squared rates, where they lie on a straight line.
_ROUNDING = 1e-24


def trend(
    counts: Counts,
    sizes: ArrayLike,
    years: ArrayLike,
    *,
    confidence: float = 0.95,
) -> Trend:
    """Fit a straight line to the yearly rates of every item.

    Ordinary least squares over years, each year one observation whatever its number of articles;
    HC2 standard errors and Student's t with the degrees of freedom of Bell and McCaffrey (2002,
    Survey Methodology 28(2), 169-181). With fewer than 8 years the slope is given without interval
    or p. Nor has it an interval where the yearly rates lie exactly on a line: a width of 0 would
    claim certainty (its p is 1 where all rates are the same, and NaN where they rise or fall).
    Takes the years as independent: a slow wave is not told from a trend.

    *That articles of different years differ* is another question: `compare` the years' articles.

    Parameters
    ----------
    counts, sizes
        As for `rate`.
    years
        Whole year of each article.
    confidence
        Coverage of each interval.

    Raises
    ------
    AnalysisError
        As for `rate`; a year is not a whole number; there are fewer than 2 years with text.

    Examples
    --------
    >>> found = trend([1, 2, 3, 4, 4, 6, 7, 8, 9], [100] * 9, range(2015, 2024))
    >>> round(float(found.estimate), 4), bool(found.low > 0)
    (0.01, True)
    >>> trend([1, 2, 3, 4], [100] * 4, [2015, 2016, 2017, 2018]).tested
    False
    """
    sample = read(counts, sizes)
    names, rate = _yearly(sample, years)
    time = names - names.mean()
    squares = float(time @ time)
    slope = time @ rate / squares
    residual = rate - rate.mean(axis=0) - time[:, None] * slope
    least = _ROUNDING * (rate**2).sum(axis=0)
    still = (residual**2).sum(axis=0) <= least
    slope = np.where(still & (slope**2 * squares <= least), 0.0, slope)
    holding = sample.holding((sample.sizes > 0)[None, :].astype(np.float64))[0]
    few = holding < FEWEST_ARTICLES
    tested = len(names) >= FEWEST_YEARS
    share = 1.0 - 1.0 / len(names) - time**2 / squares
    blank = np.full(slope.shape, np.nan)
    error, degrees = blank, blank
    if tested:
        variance = np.where(still, 0.0, ((time / squares) ** 2 / share) @ residual**2)
        error = np.where(few, np.nan, np.sqrt(variance))
        degrees = np.where(few | still, np.nan, _bell_mccaffrey(time, share))
    margin = t_quantile(degrees, confidence) * error
    return Trend(
        estimate=sample.as_given(slope),
        low=sample.as_given(slope - margin),
        high=sample.as_given(slope + margin),
        se=sample.as_given(error),
        df=sample.as_given(degrees),
        p=sample.as_given(two_sided(slope, error, degrees)),
        few=sample.as_given(few),
        tested=tested,
        years=names,
        rates=sample.as_given(rate),
    )


def _yearly(sample: Sample, years: ArrayLike) -> tuple[IntArray, FloatArray]:
    given = np.asarray(years)
    if given.shape != sample.sizes.shape or given.dtype.kind not in "iu":
        raise AnalysisError(
            f"years must be whole numbers, one for each of the {len(sample.sizes)} articles (leave "
            f"articles without a year out); found shape {given.shape} of type {given.dtype}"
        )
    names, codes = np.unique(given[sample.sizes > 0], return_inverse=True)
    if len(names) < 2:
        raise AnalysisError(f"a trend needs at least two years with text; found {len(names)}")
    every = np.full(len(given), -1)
    every[sample.sizes > 0] = codes
    count, size = sum_by(sample, every, len(names))
    return names.astype(np.int64), count.toarray() / size[:, None]


def _bell_mccaffrey(time: FloatArray, share: FloatArray) -> float:
    """Match the first two moments of the HC2 variance under equal variances of the years."""
    number = len(time)
    hat = 1.0 / number + np.outer(time, time) / (time @ time)
    weight = time / np.sqrt(share)
    form = weight[:, None] * (np.eye(number) - hat) * weight
    return float(np.trace(form) ** 2 / (form**2).sum())
