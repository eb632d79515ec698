"""Rates of items in groups of articles, and the contrast of two groups.

The article is the unit: what is assumed independent are articles, never words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import BoolArray, FloatArray, one_of
from toolkit.stats.inference.estimates import Bounds, Comparison, Estimate
from toolkit.stats.inference.limits import (
    fieller,
    root_ratio,
    steadiness,
    t_quantile,
    two_sided,
    welch,
)
from toolkit.stats.inference.sums import (
    FEWEST_ARTICLES,
    Counts,
    Rates,
    Sample,
    covariance,
    jackknife,
    rates,
    read,
    two_groups,
)

SCALES = ("difference", "log_ratio")


def rate(counts: Counts, sizes: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Estimate the rate of each item over all articles given, with its interval.

    Ratio of sums, occurrences over size, so long articles weigh more. Linearised variance (HC2);
    limits by the jackknife (HC3, a little wider: words come in bursts, and by HC2 intervals of 10
    to 20 articles cover less than they say), Student's t with the degrees of freedom of Bell and
    McCaffrey (one less than the number of articles when all are of one length, fewer otherwise),
    on the scale of ``arcsin(sqrt(rate))``, on which rates are less skewed, and within 0 and 1. No
    interval for items in fewer than 5 articles, nor where every article has exactly the same rate.
    Sources: Cochran (1977), *Sampling Techniques*, section 6.4; `toolkit.stats.inference.sums`.

    Parameters
    ----------
    counts
        One item in each article, or articles x items (dense or scipy CSR).
    sizes
        Size of each article in tokens (or paragraphs, for coded paragraphs).
    confidence
        Coverage of the interval.

    Returns
    -------
    Estimate
        One entry for each item; scalars for one item.

    Raises
    ------
    AnalysisError
        Shapes differ, a count is above its article's size, or no article has text.

    Examples
    --------
    >>> found = rate([2, 1, 3, 2, 2, 1], [100, 100, 100, 100, 100, 100])
    >>> [round(float(x), 4) for x in (found.estimate, found.low, found.high)]
    [0.0183, 0.0107, 0.028]
    """
    sample = read(counts, sizes)
    if not (sample.sizes > 0).any():
        raise AnalysisError("no article has text")
    values = _intervals(sample, np.ones((1, len(sample.sizes))), confidence)
    return Estimate(*(sample.as_given(array)[0] for array in values))


def group_rates(
    counts: Counts, sizes: ArrayLike, groups: Counts, *, confidence: float = 0.95
) -> Estimate:
    """Estimate the rate of each item in each group of articles.

    An article may be in several groups (it has two authors) and counts once in each. Otherwise as
    `rate`.

    Parameters
    ----------
    counts, sizes
        As for `rate`.
    groups
        Articles x groups, true where the article belongs to the group (dense or scipy CSR).
    confidence
        Coverage of each interval.

    Returns
    -------
    Estimate
        Groups x items; groups alone for one item.

    Raises
    ------
    AnalysisError
        As for `rate`; a group has no articles with text.

    Examples
    --------
    >>> groups = [[True, False], [True, True], [False, True]]
    >>> found = group_rates([2, 1, 3], [100, 100, 100], groups)
    >>> found.estimate.tolist(), found.few.tolist()
    ([0.015, 0.02], [True, True])
    """
    sample = read(counts, sizes)
    values = _intervals(sample, _indicator(groups, sample), confidence)
    return Estimate(*(sample.as_given(array) for array in values))


def compare(
    counts: Counts,
    sizes: ArrayLike,
    target: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    scale: str = "log_ratio",
    confidence: float = 0.95,
) -> Comparison:
    """Compare the rates of every item in two groups of articles.

    Each rate and its variance as in `rate`; Student's t with Welch's degrees of freedom
    (Satterthwaite 1946, Biometrics Bulletin 2, 110-114), fewer where one article holds more than
    half of a group's text (`toolkit.stats.inference.limits.steadiness`). Limits of the log ratio
    are Fieller's for the square roots of the rates (`toolkit.stats.inference.limits.root_ratio`);
    its standard error is the linearised one, the root of ``v1 / r1**2 + v2 / r2**2`` over
    ``ln(2)``. No interval and no p for items in fewer than 5 articles of either group;
    `permutation` tests these too. No interval either where every article has exactly the same rate.
    Does not adjust for the number of items: see `permutation` and `toolkit.stats.multiple`.

    An article may be in both groups (two authors signed it). It counts in each, and the covariance
    that it brings, ``sum e1 e2 / (L1 L2)`` over such articles with ``e`` its deviations (HC2), is
    taken from the variance of the contrast.

    Parameters
    ----------
    counts, sizes
        As for `rate`.
    target, reference
        True for the articles of each group; `reference` left out is all the rest.
    scale
        ``"log_ratio"`` (base 2: 1 is a doubling; a count of 0 is taken as 0.5, and two of 0 give 0)
        or ``"difference"`` (of the rates).
    confidence
        Coverage of each interval.

    Returns
    -------
    Comparison
        One entry for each item; scalars for one item.

    Raises
    ------
    AnalysisError
        As for `rate`; a group is empty, or both are the same articles.

    Examples
    --------
    >>> counts = [4, 3, 5, 4, 6, 2, 1, 2, 1, 3]
    >>> found = compare(counts, [100] * 10, np.arange(10) < 5)
    >>> [round(float(x), 2) for x in (found.estimate, found.low, found.high)]
    [1.29, 0.51, 2.2]
    """
    one_of("scale", scale, SCALES)
    sample = read(counts, sizes)
    first, second = two_groups(sample, target, reference, overlap=True)
    found = rates(sample, np.stack([first, second]).astype(np.float64))
    shared = covariance(sample, found, first, second)
    return assemble(sample, found, shared, scale=scale, confidence=confidence)


def contrast(found: Rates, scale: str) -> tuple[FloatArray, FloatArray]:
    """Compute the contrast of two groups and the two parts of its variance: groups x items."""
    target, reference = found.rate
    if scale == "difference":
        return target - reference, found.variance
    with np.errstate(divide="ignore", invalid="ignore"):
        # A group without the item is given half an occurrence, spread as its text is.
        filled = np.where(found.count > 0, found.rate, 0.5 / found.size[:, None])
        estimate = np.where(found.count.sum(axis=0) > 0, np.log2(filled[0] / filled[1]), 0.0)
        parts = found.variance / found.rate**2 / np.log(2.0) ** 2
    return estimate, parts


def assemble(
    sample: Sample,
    found: Rates,
    shared: FloatArray | float = 0.0,
    *,
    scale: str,
    confidence: float,
    most: float = np.inf,
) -> Comparison:
    """Make a comparison of two groups' rates; nothing uncertain is told of items in few articles.

    Parameters
    ----------
    sample
        What was counted.
    found
        Rates of target and reference.
    shared
        Covariance of the two rates, for each item.
    scale, confidence
        As for `compare`.
    most
        The most degrees of freedom that any item is given; fewer where one article holds most of a
        group (`toolkit.stats.inference.limits.steadiness`).
    """
    estimate, parts = contrast(found, scale)
    most = min(most, steadiness(found.share, found.freedom))
    degrees = np.minimum(welch(parts, found.freedom), most)
    between = np.broadcast_to(np.asarray(shared, dtype=np.float64), estimate.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = between
        if scale == "log_ratio":
            common = between / (found.rate[0] * found.rate[1]) / np.log(2.0) ** 2
        spread = parts.sum(axis=0) - 2.0 * common
        error = np.sqrt(np.where(spread <= 1e-12 * parts.sum(axis=0), 0.0, spread))
    if scale == "log_ratio":
        variance = np.concatenate([found.variance, between[None]])
        low, high, p = root_ratio(found.rate, variance, degrees, confidence)
    else:
        margin = t_quantile(degrees, confidence) * error
        low, high = estimate - margin, estimate + margin
        p = two_sided(estimate, error, degrees)
    few = np.any(found.holding < FEWEST_ARTICLES, axis=0)
    return fill(sample, found, between, scale, few, (estimate, error, degrees, low, high, p))


def fill(
    sample: Sample,
    found: Rates,
    between: FloatArray,
    scale: str,
    few: BoolArray,
    contrasts: tuple[FloatArray, ...],
) -> Comparison:
    """Fill in a comparison, blank where items are in few articles or nothing varies.

    ``contrasts`` are the estimate, its standard error, its degrees of freedom, the two limits and
    the p.
    """
    estimate, error, degrees, low, high, p = contrasts
    blank = few | (error == 0)
    alone = np.where(few, np.nan, np.sqrt(found.variance))
    fields = {
        "estimate": estimate,
        "low": np.where(blank, np.nan, low),
        "high": np.where(blank, np.nan, high),
        "se": np.where(few, np.nan, error),
        "df": np.where(blank, np.nan, degrees),
        "p": np.where(few, np.nan, p),
        "few": few,
        "target_rate": found.rate[0],
        "reference_rate": found.rate[1],
        "target_se": alone[0],
        "reference_se": alone[1],
        "covariance": np.where(few, np.nan, between),
        "target_articles": found.holding[0],
        "reference_articles": found.holding[1],
    }
    return Comparison(scale, **{name: sample.as_given(array) for name, array in fields.items()})


def simultaneous(found: Comparison, critical: float) -> Bounds:
    """Widen the intervals of a comparison so that all hold at once.

    The ``critical`` value of `permutation` takes the place of the t quantile. On the log scale the
    limits are Fieller's (1954, Journal of the Royal Statistical Society B 16(2), 175-185): the
    ratios ``q`` for which ``r1 - q r2`` is less than ``critical`` standard errors from 0; infinite
    where a rate is that uncertain. So the interval excludes 0 on both scales for the same items.
    ``nearer`` is the counterpart at article level of LRC (Evert 2022), which takes words as
    independent: one number to rank by that joins effect, uncertainty and the number of items.

    Parameters
    ----------
    found
        Result of `compare` or `adjusted`.
    critical
        Half the width of the intervals, in standard errors.

    Raises
    ------
    AnalysisError
        `critical` is not above 0.

    Examples
    --------
    >>> counts = [4, 3, 5, 4, 6, 2, 1, 2, 1, 3]
    >>> bounds = simultaneous(compare(counts, [100] * 10, np.arange(10) < 5), 3.0)
    >>> [round(float(x), 2) for x in (bounds.low, bounds.high, bounds.nearer)]
    [0.35, 2.75, 0.35]
    """
    if not isinstance(critical, int | float | np.integer | np.floating) or not critical > 0:
        raise AnalysisError(f"critical must be a number above 0; found {critical!r:.80}")
    if found.scale == "difference":
        with np.errstate(invalid="ignore"):
            low = found.estimate - critical * found.se
            high = found.estimate + critical * found.se
    else:
        errors = (found.target_se, found.reference_se)
        variance = np.stack([*(np.square(error) for error in errors), found.covariance])
        above, below = np.asarray(found.target_rate), np.asarray(found.reference_rate)
        with np.errstate(divide="ignore", invalid="ignore"):
            limits = fieller(above, below, variance, critical)
            low, high = (np.log2(limit) for limit in limits)
    # Without variation there is no interval, whatever its level.
    still = np.asarray(found.se) == 0
    low, high = np.where(still, np.nan, low)[()], np.where(still, np.nan, high)[()]
    nearer = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    nearer = np.where(np.isnan(low) | np.isnan(high), np.nan, nearer)
    return Bounds(low, high, nearer[()])


def _intervals(
    sample: Sample, indicator: FloatArray, confidence: float
) -> tuple[NDArray[Any], ...]:
    """Compute the fields of `Estimate`, groups x items."""
    found = rates(sample, indicator)
    degrees = np.broadcast_to(found.freedom[:, None], found.rate.shape)
    few = found.holding < FEWEST_ARTICLES
    error = np.where(few, np.nan, np.sqrt(found.variance))
    reach = np.sqrt(jackknife(sample, found))
    angle = np.arcsin(np.sqrt(found.rate))
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = t_quantile(degrees, confidence) * np.where(error > 0, reach, np.nan)
        margin = margin / (2.0 * np.sqrt(found.rate * (1.0 - found.rate)))
    low = np.sin(np.maximum(angle - margin, 0.0)) ** 2
    high = np.sin(np.minimum(angle + margin, np.pi / 2.0)) ** 2
    return found.rate, low, high, error, degrees, few, found.holding


def _indicator(groups: Counts, sample: Sample) -> FloatArray:
    from scipy import sparse

    table = groups.toarray() if sparse.issparse(groups) else np.asarray(groups)
    if table.ndim != 2 or len(table) != len(sample.sizes) or table.dtype != np.bool_:
        raise AnalysisError(
            f"groups must be true or false, articles x groups, for {len(sample.sizes)} articles; "
            f"found shape {table.shape} of type {table.dtype}"
        )
    indicator = table.T.astype(np.float64)
    empty = np.flatnonzero(indicator @ sample.sizes == 0)
    if len(empty):
        raise AnalysisError(f"group number {empty[0]} has no articles with text")
    return indicator
