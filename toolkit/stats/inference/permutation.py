"""Test every item at once by exchanging the labels of articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.stats._arrays import FloatArray, IntArray, fraction, permutations, seeded
from toolkit.stats.inference.adjusted import Strata, stratify
from toolkit.stats.inference.estimates import Permutation
from toolkit.stats.inference.sums import Counts, Sample, read, require_items, two_groups

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csr_array

# Sums of many articles in another order differ in their last digits; such values are ties.
_TIE = 1e-5
# Blocks, so that millions of words need little memory; what is drawn does not depend on them.
_REPLICATES_AT_ONCE = 256
_VALUES_AT_ONCE = 4_194_304
_ITEMS_AT_ONCE = 4096
_ARTICLES_AT_ONCE = 4096

_Single = NDArray[np.float32]


def permutation(
    counts: Counts,
    sizes: ArrayLike,
    target: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    strata: ArrayLike | None = None,
    replicates: int = 1000,
    seed: int = 1,
    confidence: float = 0.95,
) -> Permutation:
    """Test the difference of two groups' rates for all items together.

    Labels of whole articles are exchanged, within strata where given (outlets, years, events). The
    statistic is the difference of the rates, averaged over strata with Mantel-Haenszel weights as
    in `adjusted`, over its standard error under no difference (deviations from the stratum's common
    rate, HC2). Its largest absolute value over items in each permutation gives adjusted p values
    that bound the chance of a single false finding, with the dependence of words taken into account
    (Westfall and Young, *Resampling-Based Multiple Testing*, 1993, section 2.8, single step).
    Studentising keeps the test right in large samples when the groups differ in variance or size
    (Janssen 1997, Statistics and Probability Letters 36, 9-21). The null hypothesis is the same for
    differences and for ratios. The labels as they are count as one permutation (Phipson and Smyth
    2010), so no adjusted p is below ``1 / (replicates + 1)``.

    The p of a single item is the mid-p (Lancaster 1961, Journal of the American Statistical
    Association 56, 223-234): permutations that tie count half, because the few values that a rare
    item can take would make the test too timid. Fewer than 10 permutations beyond an item tell
    little of a small p. There the item's own share of permutations beyond 2 standard errors is
    carried on as the statistics of all items together fall off from there, which is what adjusting
    by Benjamini and Hochberg's or Holm's method needs. Source: the null distribution pooled over
    items, Storey and Tibshirani (2003), Proceedings of the National Academy of Sciences 100(16),
    9440-9445.

    Items in few articles are tested too, since a permutation test needs no normal approximation.

    Parameters
    ----------
    counts, sizes, target, reference
        As for `compare`; one column for each item of the family that is tested.
    strata
        Level within which labels are exchanged, for each article.
    replicates, seed
        Number of permutations, and the seed of their generator.
    confidence
        1 minus the family-wise level that ``critical`` belongs to.

    Returns
    -------
    Permutation
        Its ``critical`` is what `simultaneous` takes for intervals that all hold at once; it is
        turned from the statistic under no difference to that of an interval by the relation that
        is exact for articles of one length.

    Raises
    ------
    AnalysisError
        As for `compare`; no stratum has articles of both groups; an article of either has no level;
        fewer than 19 replicates; there is no item.

    Examples
    --------
    >>> counts = np.array([[5, 1], [6, 2], [5, 1], [7, 0], [1, 1], [0, 2], [2, 1], [1, 1]])
    >>> found = permutation(counts, [100] * 8, np.arange(8) < 4, replicates=199)
    >>> bool(found.p[0] < 0.05), bool(found.p[1] > 0.5)
    (True, True)
    """
    fraction("confidence", confidence)
    permutations(replicates)
    sample = read(counts, sizes)
    require_items(sample)
    first, second = two_groups(sample, target, reference)
    blocks = np.zeros(len(sample.sizes), dtype=np.int64) if strata is None else strata
    design = stratify(sample.sizes, first, second, blocks, "mantel_haenszel")
    common = _common_rates(sample, design)
    # Millions of cells in single precision, which holds counts exactly; of the rest the shape.
    prepared = _prepare(sample, design, common)
    sample = replace(sample, counts=sample.counts[:0])
    labelled = design.target[prepared.articles]
    observed = np.concatenate([t[:, 0] for _, t in _statistics(prepared, labelled[:, None])])
    limit = np.abs(observed) * np.float32(1.0 - _TIE)
    above = np.abs(observed) * np.float32(1.0 + _TIE)
    # The labels as they are tie with themselves.
    beyond = np.full(sample.items, 0.5)
    tail = _Tail(sample.items)
    largest = []
    for labels in _labels(design, prepared, replicates, seed):
        highest = np.zeros(labels.shape[1], dtype=np.float32)
        for rows, drawn in _statistics(prepared, labels):
            np.abs(drawn, out=drawn)
            atleast = np.count_nonzero(drawn >= limit[rows, None], axis=1)
            beyond[rows] += (atleast + np.count_nonzero(drawn > above[rows, None], axis=1)) / 2.0
            tail.count(rows, drawn)
            np.maximum(highest, drawn.max(axis=0), out=highest)
        largest.append(highest)
    maxima = np.sort(np.concatenate(largest))
    family = replicates - np.searchsorted(maxima, limit, side="left")
    return Permutation(
        statistic=sample.as_given(observed.astype(np.float64)),
        p=sample.as_given(tail.carry_on(beyond, np.abs(observed), replicates)),
        p_adjusted=sample.as_given((family + 1.0) / (replicates + 1.0)),
        critical=_critical(maxima, prepared, labelled, confidence),
        replicates=replicates,
    )


class _Tail:
    """Count how far statistics lie out: all items together in bins, each item beyond 2 errors."""

    _FROM, _BINS_A_UNIT, _LAST = 2.0, 50, 200.0
    _ENOUGH = 10.0

    def __init__(self, items: int) -> None:
        self.own = np.full(items, 0.5)
        self.pooled = np.zeros(int(self._LAST * self._BINS_A_UNIT) + 1)

    def count(self, rows: slice, drawn: _Single) -> None:
        """Take in absolute statistics of some items: items x permutations."""
        far = drawn >= self._FROM
        self.own[rows] += np.count_nonzero(far, axis=1)
        self.pooled += np.bincount(self._bin(drawn[far]), minlength=len(self.pooled))

    def carry_on(self, beyond: FloatArray, observed: _Single, replicates: int) -> FloatArray:
        """Give p: counted where enough permutations lie beyond, else carried on from 2 errors."""
        counted = beyond / (replicates + 1.0)
        falling = np.cumsum(self.pooled[::-1])[::-1]
        start = falling[self._bin(np.array([self._FROM], dtype=np.float32))[0]]
        share = (falling[self._bin(observed)] + 0.5) / (start + 0.5)
        carried = np.minimum(self.own / (replicates + 1.0) * share, counted)
        sparse = (beyond < self._ENOUGH) & (observed > self._FROM)
        return np.where(sparse, carried, counted)

    def _bin(self, values: _Single) -> IntArray:
        return np.minimum(values * self._BINS_A_UNIT, len(self.pooled) - 1).astype(np.int64)


@dataclass(frozen=True)
class _Prepared:
    """The articles in use, and their items as matrices items x articles in single precision.

    ``length`` has the articles' sizes in units of their mean, which keeps single precision well
    conditioned; ``common`` the rate of each item in each stratum, strata x items. The matrices are
    stored article by article, as counts are: a product then comes back to the rows of the frequent
    items again and again while they are in the processor's cache.
    """

    articles: NDArray[np.intp]
    stratum: NDArray[np.int64]
    membership: csr_array
    length: FloatArray
    common: FloatArray
    occurrences: csc_array

    @cached_property
    def size(self) -> _Single:
        """The sizes in single precision."""
        return self.length.astype(np.float32)

    @cached_property
    def base(self) -> _Single:
        """The common rates in single precision, items x strata."""
        return np.ascontiguousarray(self.common.T, dtype=np.float32)

    @cached_property
    def deviations(self) -> csc_array:
        """The part of each squared deviation that is 0 where the item does not occur.

        ``(x - r L)^2 = (x^2 - 2 r x L) + r^2 L^2``; the bracket is the same for all labels.
        """
        from scipy import sparse

        bounds, items = self.occurrences.indptr, self.occurrences.indices
        bracket = np.empty(len(items), dtype=np.float32)
        for start in range(0, len(bounds) - 1, _ARTICLES_AT_ONCE):
            edges = bounds[start : start + _ARTICLES_AT_ONCE + 1]
            block = slice(edges[0], edges[-1])
            article = np.repeat(np.arange(start, start + len(edges) - 1), np.diff(edges))
            x = self.occurrences.data[block].astype(np.float64)
            common = self.common[self.stratum[article], items[block]]
            bracket[block] = x * x - 2.0 * common * x * self.length[article]
        return sparse.csc_array((bracket, items, bounds), shape=self.occurrences.shape)


def _common_rates(sample: Sample, design: Strata) -> FloatArray:
    """Give the rate of each item over all articles of each stratum: strata x items."""
    membership = _membership(design)
    totals = (membership @ _in_use(sample.counts, design)).toarray()
    return np.asarray(totals / (membership @ _lengths(sample, design))[:, None])


def _prepare(sample: Sample, design: Strata, common: FloatArray) -> _Prepared:
    from scipy import sparse

    articles = np.flatnonzero(design.stratum >= 0)
    used = _in_use(sample.counts, design)
    cells = (used.data.astype(np.float32), used.indices, used.indptr)
    return _Prepared(
        articles=articles,
        stratum=design.stratum[articles],
        membership=_membership(design).astype(np.float32),
        length=_lengths(sample, design),
        common=common,
        occurrences=sparse.csc_array(cells, shape=used.shape[::-1]),
    )


def _membership(design: Strata) -> csr_array:
    """Indicate the articles of each stratum; sparse, for there may be many strata of two."""
    from scipy import sparse

    stratum = design.stratum[design.stratum >= 0]
    cells = (np.ones(len(stratum)), (stratum, np.arange(len(stratum))))
    return sparse.csr_array(cells, shape=(len(design.weight), len(stratum)))


def _in_use(counts: csr_array, design: Strata) -> csr_array:
    used = design.stratum >= 0
    return counts if used.all() else counts[used]


def _lengths(sample: Sample, design: Strata) -> FloatArray:
    sizes = sample.sizes[design.stratum >= 0]
    return np.asarray(sizes / sizes.mean())


def _labels(
    design: Strata, prepared: _Prepared, replicates: int, seed: int
) -> Iterator[NDArray[np.bool_]]:
    """Draw permutations of the labels within strata: articles x replicates, a block at a time."""
    from tqdm.auto import tqdm

    generator = seeded(seed)
    target = design.target[prepared.articles]
    order = np.argsort(prepared.stratum, kind="stable")
    most = _VALUES_AT_ONCE // max(len(target), len(prepared.base))
    at_once = min(max(most, 16), _REPLICATES_AT_ONCE)
    starts = range(0, replicates, at_once)
    for start in tqdm(starts, "permutations", disable=None, leave=False, delay=1.0):
        number = min(at_once, replicates - start)
        # Sorting random keys within each stratum deals its labels out anew.
        dealt = np.argsort(generator.random((number, len(target))) + prepared.stratum, axis=1)
        labels = np.empty((number, len(target)), dtype=bool)
        labels[np.arange(number)[:, None], dealt] = target[order]
        yield np.ascontiguousarray(labels.T)


def _weights(prepared: _Prepared, labels: NDArray[np.bool_]) -> tuple[_Single, _Single, _Single]:
    """Give what an occurrence adds to the difference, and a squared deviation to its variance.

    Last the labels' distance from their share of the stratum; all articles x replicates.
    """
    size = prepared.size[:, None]
    together = prepared.membership @ size
    inside = prepared.membership @ (labels * size)
    balance = (inside * (together - inside) / together).sum(axis=0)
    centred: _Single = labels - (inside / together)[prepared.stratum]
    leverage = size / together[prepared.stratum] + size * centred**2 / balance
    weight = centred / balance
    factor = np.zeros_like(weight)
    np.divide(weight**2, 1.0 - leverage, out=factor, where=leverage < 1.0 - 1e-6)
    return weight, factor, centred


def _statistics(prepared: _Prepared, labels: NDArray[np.bool_]) -> Iterator[tuple[slice, _Single]]:
    """Studentise every item under some labels: some items x replicates at a time."""
    weight, factor, _ = _weights(prepared, labels)
    lengths = prepared.membership @ (factor * prepared.size[:, None] ** 2)
    estimates = prepared.occurrences @ weight
    brackets = prepared.deviations @ factor
    for start in range(0, len(prepared.base), _ITEMS_AT_ONCE):
        rows = slice(start, start + _ITEMS_AT_ONCE)
        estimate = estimates[rows]
        full = prepared.base[rows] ** 2 @ lengths
        variance = brackets[rows] + full
        varies = variance > 1e-6 * full
        root = np.sqrt(variance, out=np.ones_like(variance), where=varies)
        yield rows, np.where(varies, estimate / root, np.float32(0.0))


def _critical(
    maxima: _Single, prepared: _Prepared, target: NDArray[np.bool_], confidence: float
) -> float:
    rank = int(np.ceil(confidence * (len(maxima) + 1))) - 1
    if rank >= len(maxima):
        return np.inf
    limit = float(maxima[rank])
    if limit <= 0:  # no exchange of labels changes anything: there is nothing to judge by
        return np.inf
    # With articles of one length the variance under no difference is the interval's variance plus
    # this multiple of the squared estimate.
    _, factor, centred = _weights(prepared, target[:, None])
    excess = float((factor[:, 0] * (centred[:, 0] * prepared.size) ** 2).sum())
    left = 1.0 - excess * limit**2
    return limit / np.sqrt(left) if left > 0 else np.inf
