"""Bootstrap-t intervals: resample articles, studentise each resample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import BoolArray, FloatArray, fraction, one_of, seeded, whole
from toolkit.stats.inference.estimates import Comparison, Estimate
from toolkit.stats.inference.limits import welch
from toolkit.stats.inference.rates import SCALES, contrast, fill
from toolkit.stats.inference.sums import FEWEST_ARTICLES, Counts, Sample, rates, read, two_groups

_ITEMS_AT_ONCE = 1024
_REPLICATES_AT_ONCE = 250

_Single = NDArray[np.float32]


def bootstrap_rate(
    counts: Counts,
    sizes: ArrayLike,
    *,
    replicates: int = 1000,
    seed: int = 1,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate rates as `rate` does, with bootstrap-t intervals in place of Student's.

    Articles are drawn with replacement; the limits are ``r - q se``, ``q`` the quantiles of ``(r* -
    r) / se*`` over resamples. Follows the skewness of rare items, which the symmetric interval does
    not. Source: Efron and Tibshirani, *An Introduction to the Bootstrap* (1993), section 12.5.

    Parameters
    ----------
    counts, sizes, confidence
        As for `rate`.
    replicates, seed
        Number of resamples, and the seed of their generator.

    Raises
    ------
    AnalysisError
        As for `rate`; fewer than 199 replicates.

    Examples
    --------
    >>> found = bootstrap_rate([2, 1, 3, 2, 2, 1, 9, 1], [100] * 8)
    >>> bool(found.high - found.estimate > found.estimate - found.low)
    True
    """
    sample = read(counts, sizes)
    group = sample.sizes > 0
    if not group.any():
        raise AnalysisError("no article has text")
    found = rates(sample, group[None, :].astype(np.float64))
    few = found.holding[0] < FEWEST_ARTICLES
    error = np.where(few, np.nan, np.sqrt(found.variance[0]))
    tested = np.flatnonzero(~np.isnan(error) & (error > 0))
    resample = _draw(sample, group, tested, replicates, seeded(seed))

    def studentise(items: slice) -> _Single:
        drawn, variance = resample(items)
        return _over(drawn - found.rate[0][tested[items], None].astype(np.float32), variance)

    low, high, _ = _limits(studentise, np.zeros(len(tested)), sample.items, tested, confidence)
    estimate = found.rate[0]
    values = (
        estimate,
        np.maximum(estimate + low * error, 0.0),
        np.minimum(estimate + high * error, 1.0),
        error,
        np.where(few, np.nan, found.freedom[0]),
        few,
        found.holding[0],
    )
    return Estimate(*(sample.as_given(array) for array in values))


def bootstrap_compare(
    counts: Counts,
    sizes: ArrayLike,
    target: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    scale: str = "log_ratio",
    replicates: int = 1000,
    seed: int = 1,
    confidence: float = 0.95,
) -> Comparison:
    """Compare rates as `compare` does, with bootstrap-t intervals and p in place of Student's.

    Articles are drawn with replacement within each group. A resample in which a group lacks the
    item counts as infinitely far on the log scale, so that a limit may be infinite. The p is twice
    the smaller share of resamples beyond the observed statistic, the observed one included. Where
    a few long articles carry a group, `compare` keeps its coverage better.

    Parameters
    ----------
    counts, sizes, target, reference, scale, confidence
        As for `compare`.
    replicates, seed
        Number of resamples, and the seed of their generator.

    Raises
    ------
    AnalysisError
        As for `compare`; fewer than 199 replicates.

    Examples
    --------
    >>> counts = [4, 3, 5, 4, 6, 7, 2, 1, 2, 1, 3, 2]
    >>> found = bootstrap_compare(counts, [100] * 12, np.arange(12) < 6)
    >>> bool(0 < found.low < found.estimate < found.high)
    True
    """
    one_of("scale", scale, SCALES)
    sample = read(counts, sizes)
    groups = two_groups(sample, target, reference)
    found = rates(sample, np.stack(groups).astype(np.float64))
    estimate, parts = contrast(found, scale)
    few = np.any(found.holding < FEWEST_ARTICLES, axis=0)
    error = np.where(few, np.nan, np.sqrt(parts.sum(axis=0)))
    tested = np.flatnonzero(~np.isnan(error) & (error > 0))
    generator = seeded(seed)
    resamples = [_draw(sample, group, tested, replicates, generator) for group in groups]

    def studentise(items: slice) -> _Single:
        drawn, variance = zip(*(resample(items) for resample in resamples), strict=True)
        centre = estimate[tested[items], None].astype(np.float32)
        if scale == "difference":
            return _over(drawn[0] - drawn[1] - centre, variance[0] + variance[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = np.log2(drawn[0] / drawn[1]) - centre
            spread = sum(v / r**2 for r, v in zip(drawn, variance, strict=True)) / np.log(2.0) ** 2
        return _over(distance, np.asarray(spread, dtype=np.float32))

    own = (estimate / np.where(error > 0, error, np.nan))[tested]
    low, high, p = _limits(studentise, own, sample.items, tested, confidence)
    degrees = welch(parts, found.freedom)
    values = (estimate, error, degrees, estimate + low * error, estimate + high * error, p)
    return fill(sample, found, np.zeros_like(estimate), scale, few, values)


def _draw(
    sample: Sample,
    group: BoolArray,
    tested: NDArray[np.intp],
    replicates: int,
    generator: np.random.Generator,
) -> Callable[[slice], tuple[_Single, _Single]]:
    """Draw the resamples of one group; give a function from items to their rates and variances."""
    whole("replicates", replicates, 199, ", which the quantiles of bootstrap-t need")
    articles = np.flatnonzero(group)
    mean = sample.sizes[articles].mean()
    size = (sample.sizes[articles] / mean)[:, None]
    draws = [
        _weights(size, min(_REPLICATES_AT_ONCE, replicates - start), generator)
        for start in range(0, replicates, _REPLICATES_AT_ONCE)
    ]
    scale, lengths = (
        np.concatenate([getattr(draw, name) for draw in draws]) for name in ("size", "squares")
    )
    counts = sample.counts[articles][:, tested].T.tocsr().astype(np.float32)
    squares, cross = counts.copy(), counts.copy()
    squares.data = counts.data**2
    cross.data = counts.data * size[:, 0].astype(np.float32)[counts.indices]

    def compute(items: slice) -> tuple[_Single, _Single]:
        rate = np.concatenate([counts[items] @ draw.plain for draw in draws], axis=1) / scale
        square = np.concatenate([squares[items] @ draw.heavy for draw in draws], axis=1)
        mixed = np.concatenate([cross[items] @ draw.heavy for draw in draws], axis=1)
        spread = square + rate * (rate * lengths - 2.0 * mixed)
        spread = np.where(spread <= 1e-6 * square, 0.0, spread) / scale**2
        return rate / np.float32(mean), spread / np.float32(mean**2)

    return compute


@dataclass(frozen=True)
class _Weights:
    """How often each article was drawn, articles x replicates, and what follows from it.

    ``heavy`` is ``plain`` divided by 1 less the article's share of the resample (HC2).
    """

    plain: _Single
    heavy: _Single
    size: _Single
    squares: _Single


def _weights(size: FloatArray, replicates: int, generator: np.random.Generator) -> _Weights:
    """Draw some resamples; blocks of them stay within the processor's cache while used."""
    number = len(size)
    plain = generator.multinomial(number, np.full(number, 1.0 / number), size=replicates).T
    total = (plain * size).sum(axis=0)
    share = 1.0 - size / total
    heavy = np.divide(plain, share, out=np.zeros_like(share), where=share > 1e-9)
    arrays = (plain, heavy, total, (heavy * size**2).sum(axis=0))
    return _Weights(*(np.ascontiguousarray(array, dtype=np.float32) for array in arrays))


def _over(distance: _Single, variance: Any) -> _Single:
    """Divide by the standard error; without one, infinitely far on the side it lies."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = distance / np.sqrt(variance)
    far = np.where(distance == 0, np.float32(0.0), np.copysign(np.float32(np.inf), distance))
    # Where both groups lack the item there is no distance at all.
    return np.where(np.isnan(distance), np.float32(0.0), np.where(variance > 0, t, far))


def _limits(
    studentise: Callable[[slice], _Single],
    own: FloatArray,
    items: int,
    tested: NDArray[np.intp],
    confidence: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Turn studentised resamples into multiples of the standard error, and p."""
    from tqdm.auto import tqdm

    tail = (1.0 - fraction("confidence", confidence)) / 2.0
    low, high, p = (np.full(items, np.nan) for _ in range(3))
    starts = range(0, len(tested), _ITEMS_AT_ONCE)
    for start in tqdm(starts, "bootstrap", disable=None, leave=False, delay=1.0):
        block = slice(start, start + _ITEMS_AT_ONCE)
        drawn = studentise(block)
        replicates = drawn.shape[1]
        rank = int(np.floor(tail * (replicates + 1))) - 1
        rank = max(rank, 0)
        drawn.partition((rank, replicates - 1 - rank), axis=1)
        chosen = tested[block]
        # The upper tail of the resamples gives the lower limit.
        low[chosen] = -drawn[:, replicates - 1 - rank]
        high[chosen] = -drawn[:, rank]
        above = (drawn >= own[block, None]).sum(axis=1)
        below = (drawn <= own[block, None]).sum(axis=1)
        p[chosen] = np.minimum(2.0 * (np.minimum(above, below) + 1.0) / (replicates + 1.0), 1.0)
    return low, high, p
