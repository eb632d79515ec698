"""From estimates and their variances to limits and p: Student's t, Welch's degrees, Fieller."""

from __future__ import annotations

import numpy as np

from toolkit.stats._arrays import FloatArray, fraction


def t_quantile(degrees: FloatArray, confidence: float) -> FloatArray:
    """Give the two-sided quantile of Student's t; NaN where there are no degrees of freedom."""
    from scipy.special import stdtrit

    tail = (1.0 + fraction("confidence", confidence)) / 2.0
    usable = np.nan_to_num(degrees, nan=0.0) > 0
    return np.where(usable, stdtrit(np.where(usable, degrees, 1.0), tail), np.nan)


def percentile_tail(units: int, confidence: float) -> float:
    """Give the tail of percentile limits, taken further out for few units.

    ``Phi(t sqrt(n / (n - 1)))``: percentiles of resampled values alone are too near each other by
    the two factors that Student's interval has and they lack. 0 for a single unit. Source:
    Hesterberg (2015), The American Statistician 69(4), 371-386.

    Parameters
    ----------
    units
        What is resampled: articles.
    confidence
        Coverage of the interval.

    Examples
    --------
    >>> round(percentile_tail(10, 0.95), 4), round(percentile_tail(1_000, 0.95), 4)
    (0.0086, 0.0248)
    """
    from scipy.special import ndtr, stdtrit

    tail = (1.0 - fraction("confidence", confidence)) / 2.0
    if units < 2:
        return 0.0
    return float(ndtr(stdtrit(units - 1.0, tail) * np.sqrt(units / (units - 1.0))))


def two_sided(estimate: FloatArray, error: FloatArray, degrees: FloatArray) -> FloatArray:
    """Compute the p of no difference by Student's t.

    Where every article of a group has exactly the same rate there is no variation to test against:
    1 for equal rates, NaN for others.
    """
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2.0 * stdtr(degrees, -np.abs(estimate) / error)
    return np.where(error == 0, np.where(estimate == 0, 1.0, np.nan), p)


def welch(parts: FloatArray, degrees: FloatArray) -> FloatArray:
    """Combine the degrees of freedom of two variances: ``(sum v)^2 / sum (v^2 / df)``.

    Source: Satterthwaite (1946), Biometrics Bulletin 2, 110-114.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(parts.sum(axis=0) ** 2 / (parts**2 / degrees[:, None]).sum(axis=0))


def steadiness(share: FloatArray, degrees: FloatArray) -> float:
    """Bound the degrees of freedom of a contrast where one article holds most of a group.

    Little is seen of how such an article varies: the group's rate is nearly its own. Where by
    chance the estimated variance is small, Welch's degrees would be nearly those of the other group
    and the interval too narrow: it covers .80 instead of .95 if the article has nine tenths of its
    group's text. Then the variances that enter Welch's formula are those of articles that vary
    alike whatever their length, ``sum h^2``, which do not depend on what was observed. Infinite
    where no article has more than half of its group's text.

    Parameters
    ----------
    share
        Share of each article in the size of its group: groups x articles, each row summing to 1.
    degrees
        Degrees of freedom of each group (`toolkit.stats.inference.sums.bell_mccaffrey`).

    Examples
    --------
    >>> even, uneven = [0.2] * 5, [0.8, 0.05, 0.05, 0.05, 0.05]
    >>> steadiness(np.array([even, even]), np.array([4.0, 4.0]))
    inf
    >>> round(steadiness(np.array([uneven, even]), np.array([1.4, 4.0])), 2)
    2.32
    """
    if not (share > 0.5).any():
        return np.inf
    return float(welch((share**2).sum(axis=1)[:, None], degrees)[0])


def fieller(
    above: FloatArray, below: FloatArray, variance: FloatArray, critical: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Give the limits of the ratio of two estimates.

    The ratios ``q`` for which ``above - q below`` is less than `critical` standard errors from 0;
    0 or infinite where an estimate is that uncertain itself. Source: Fieller (1954), Journal of
    the Royal Statistical Society B 16(2), 175-185.

    Parameters
    ----------
    above, below
        The two estimates, not negative.
    variance
        Variances of both and their covariance: 3 x items.
    critical
        Half the width in standard errors, such as a quantile of Student's t.

    Examples
    --------
    >>> low, high = fieller(np.array([4.0]), np.array([2.0]), np.array([[0.04], [0.01], [0.0]]), 2)
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (1.7352, 2.3052)
    """
    square = np.asarray(critical) ** 2
    first = above**2 - square * variance[0]
    second = below**2 - square * variance[1]
    middle = above * below - square * variance[2]
    root = np.sqrt(np.maximum(middle**2 - first * second, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        # Both forms of each root are the same; these lose no digits where the ratio is small.
        low = np.where(first > 0, first / (middle + root), 0.0)
        high = np.where(second > 0, (middle + root) / second, np.inf)
    blank = np.isnan(first) | np.isnan(second)
    return np.where(blank, np.nan, low), np.where(blank, np.nan, high)


def root_ratio(
    rate: FloatArray, variance: FloatArray, degrees: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give limits and p of the base-2 logarithm of a ratio of two rates.

    Fieller's limits of the ratio of the square roots of the rates, squared. Roots vary nearly alike
    whatever the rate and are hardly skewed, so that the limits keep their coverage where the
    symmetric interval of the logarithm misses on one side: in a group with few articles, for items
    in few of them. The p is that of equal roots, so that it is below ``1 - confidence`` exactly
    where the interval excludes 0.

    Parameters
    ----------
    rate
        Rates of both groups: 2 x items.
    variance
        Their variances, and their covariance: 3 x items.
    degrees
        Degrees of freedom of Student's t.
    confidence
        Coverage of the interval.
    """
    root = np.sqrt(rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.stack(
            [
                variance[0] / (4.0 * rate[0]),
                variance[1] / (4.0 * rate[1]),
                variance[2] / (4.0 * root[0] * root[1]),
            ]
        )
        low, high = fieller(root[0], root[1], scaled, t_quantile(degrees, confidence))
        error = np.sqrt(np.maximum(scaled[0] + scaled[1] - 2.0 * scaled[2], 0.0))
        p = two_sided(root[0] - root[1], error, degrees)
        return 2.0 * np.log2(low), 2.0 * np.log2(high), p
