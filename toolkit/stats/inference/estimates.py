"""What the procedures of this package return: arrays with names, one entry for each item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.stats._arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class Estimate:
    """An estimate with its interval, for each item (or groups x items).

    Parameters
    ----------
    estimate
        The estimate.
    low, high
        Limits of its interval; NaN where there is none.
    se
        Standard error; NaN where there is none.
    df
        Degrees of freedom of the t quantile used.
    few
        Items in too few articles for an interval.
    articles
        How many articles contain the item.
    """

    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray
    df: FloatArray
    few: BoolArray
    articles: IntArray

    @property
    def reason(self) -> NDArray[np.object_]:
        """Why there is no interval: ``few articles``, ``no variation``, or nothing."""
        return _reason(self.few, self.low)


@dataclass(frozen=True, eq=False)
class Comparison:
    """A contrast of target and reference, for each item.

    Parameters
    ----------
    scale
        ``"log_ratio"`` (base 2) or ``"difference"``.
    estimate
        Logarithm of the ratio of the two rates, or their difference.
    low, high, se, df
        Its interval, standard error and degrees of freedom; NaN where there is none.
    p
        Two-sided p of no difference, before any adjustment for the number of items.
    few
        Items in too few articles of either group for an interval.
    target_rate, reference_rate
        The two rates, per token (or per paragraph).
    target_se, reference_se
        Their standard errors; NaN where `few`.
    covariance
        Covariance of the two rates; 0 unless articles are in both groups.
    target_articles, reference_articles
        How many articles of each group contain the item.
    """

    scale: str
    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray
    df: FloatArray
    p: FloatArray
    few: BoolArray
    target_rate: FloatArray
    reference_rate: FloatArray
    target_se: FloatArray
    reference_se: FloatArray
    covariance: FloatArray
    target_articles: IntArray
    reference_articles: IntArray

    @property
    def reason(self) -> NDArray[np.object_]:
        """Why there is no interval: ``few articles``, ``no variation``, or nothing."""
        return _reason(self.few, self.low)


@dataclass(frozen=True, eq=False)
class Adjusted(Comparison):
    """A comparison within the levels of a second variable; rates are the standardised ones.

    Parameters
    ----------
    strata_used, strata_left_out
        Levels in which both groups have articles, and those in which only one has.
    share_used
        Share of the articles of both groups that lie in the levels used.
    """

    strata_used: tuple[object, ...]
    strata_left_out: tuple[object, ...]
    share_used: float


@dataclass(frozen=True, eq=False)
class Bounds:
    """Limits of an interval for each item.

    Parameters
    ----------
    low, high
        The limits, possibly infinite; NaN where there is none.
    nearer
        The limit nearer to 0, 0 where the interval covers it: an effect that is safe to claim.
    """

    low: FloatArray
    high: FloatArray
    nearer: FloatArray


@dataclass(frozen=True, eq=False)
class Permutation:
    """A permutation test of every item at once.

    Parameters
    ----------
    statistic
        Difference of the two groups over its standard error under no difference.
    p
        Two-sided p of each item by itself: the mid-p, carried on where permutations are too few.
    p_adjusted
        p of each item adjusted for all items tested (family-wise, single step).
    critical
        What a studentised estimate must exceed for family-wise significance; half the width of
        simultaneous intervals in standard errors. Infinite where the articles are too few.
    replicates
        Number of permutations.
    """

    statistic: FloatArray
    p: FloatArray
    p_adjusted: FloatArray
    critical: float
    replicates: int


@dataclass(frozen=True, eq=False)
class Differences:
    """A test that several groups have one rate, for each item.

    Parameters
    ----------
    statistic
        Studentised chi square of the groups.
    p
        p of each item by itself.
    p_adjusted
        p of each item adjusted for all items tested (family-wise, single step).
    groups
        The groups compared, those of enough articles.
    replicates
        Number of permutations.
    """

    statistic: FloatArray
    p: FloatArray
    p_adjusted: FloatArray
    groups: tuple[object, ...]
    replicates: int


@dataclass(frozen=True, eq=False)
class Trend:
    """A straight line over years, for each item.

    Parameters
    ----------
    estimate
        Change of the rate from one year to the next.
    low, high, se, df, p
        Its interval and test, with the year as the unit; NaN where not `tested`. No interval where
        the rates lie exactly on a line.
    few
        Items in too few articles for an interval.
    tested
        Whether there are enough years; otherwise the slope only describes.
    years
        The years, ascending.
    rates
        Rate of each year: years x items.
    """

    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray
    df: FloatArray
    p: FloatArray
    few: BoolArray
    tested: bool
    years: IntArray
    rates: FloatArray


@dataclass(frozen=True, eq=False)
class Prevalence:
    """A prevalence corrected for the errors of the coding.

    Parameters
    ----------
    estimate
        Corrected prevalence, within 0 and 1.
    low, high, se
        Its interval and standard error, with the uncertainty of the validation included.
    apparent
        The prevalence as coded.
    sensitivity, specificity
        As found in the validation sample.
    """

    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray
    apparent: FloatArray
    sensitivity: float
    specificity: float


@dataclass(frozen=True, eq=False)
class Pooled:
    """Estimates from several draws of the same unknown, pooled.

    Parameters
    ----------
    estimate
        Mean over draws.
    low, high, se, df, p
        Interval and two-sided test of 0.
    within, between
        Mean variance within a draw, and variance of the estimate over draws.
    detectable
        The smallest true value found four times in five at the 5 % level, ``2.8 * se``.
    """

    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray
    df: FloatArray
    p: FloatArray
    within: FloatArray
    between: FloatArray
    detectable: FloatArray


def _reason(few: BoolArray, low: FloatArray) -> NDArray[np.object_]:
    """Name what keeps an interval from being given."""
    blank = np.where(np.isnan(low), "no variation", "")
    return np.where(few, "few articles", blank).astype(object)[()]
