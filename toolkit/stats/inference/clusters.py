"""Take whole authors, outlets or years as the units of a comparison.

When a claim is about groups of authors, articles of one author are no independent evidence for it;
the authors are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import BoolArray, FloatArray, labels, one_of, refuse_missing
from toolkit.stats.inference.estimates import Comparison
from toolkit.stats.inference.rates import SCALES, assemble
from toolkit.stats.inference.sums import (
    FEWEST_ARTICLES,
    Counts,
    Sample,
    rates,
    read,
    two_groups,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FEWEST_CLUSTERS = 4
"""Units that each group needs before anything is tested."""


@dataclass(frozen=True)
class Clusters:
    """Counts added up over clusters; its arrays stand where those of articles are asked for.

    Parameters
    ----------
    counts
        Clusters x items, scipy CSR.
    sizes
        Size of each cluster.
    target
        True for clusters of the target; the others are the reference.
    names
        The clusters, in ascending order.
    """

    counts: csr_array
    sizes: FloatArray
    target: BoolArray
    names: tuple[object, ...]


def by_cluster(
    counts: Counts,
    sizes: ArrayLike,
    target: ArrayLike,
    clusters: ArrayLike,
    reference: ArrayLike | None = None,
) -> Clusters:
    """Add articles up to clusters, ready for `permutation` or `bootstrap_compare`.

    Parameters
    ----------
    counts, sizes, target, reference
        As for `compare`.
    clusters
        The cluster (author, outlet, year) of each article.

    Raises
    ------
    AnalysisError
        A group has fewer than 4 clusters, a cluster has articles in both groups, or an article of
        either group has no cluster.

    Examples
    --------
    >>> outlets = ["a", "a", "b", "c", "d", "e", "f", "g", "h"]
    >>> found = by_cluster([1] * 9, [10] * 9, np.arange(9) < 5, outlets)
    >>> found.sizes.tolist()
    [20.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0]
    """
    return _add_up(read(counts, sizes), target, clusters, reference)


def compare_clusters(
    counts: Counts,
    sizes: ArrayLike,
    target: ArrayLike,
    clusters: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    scale: str = "log_ratio",
    confidence: float = 0.95,
) -> Comparison:
    """Compare two groups as `compare` does, with clusters in place of articles as the units.

    The rates are the same; deviations are those of whole clusters, and degrees of freedom count
    clusters. Items in fewer than 5 articles of either group, or in fewer than 2 clusters, get no
    interval.

    Parameters
    ----------
    counts, sizes, target, clusters, reference
        As for `by_cluster`.
    scale, confidence
        As for `compare`.

    Raises
    ------
    AnalysisError
        As for `by_cluster`.

    Examples
    --------
    >>> outlets = ["a", "b", "c", "d", "e", "f", "g", "h"]
    >>> counts = [4, 5, 6, 4, 2, 1, 2, 2] * 2
    >>> found = compare_clusters(counts, [50] * 16, np.arange(16) % 8 < 4, outlets * 2)
    >>> round(float(found.estimate), 3), bool(found.low > 0)
    (1.441, True)
    """
    one_of("scale", scale, SCALES)
    sample = read(counts, sizes)
    first, second = two_groups(sample, target, reference)
    units = _add_up(sample, target, clusters, reference)
    summed = Sample(units.counts, units.sizes, sample.single)
    found = rates(summed, np.stack([units.target, ~units.target]).astype(np.float64))
    articles = sample.holding(np.stack([first, second]).astype(np.float64))
    few = np.any(articles < FEWEST_ARTICLES, axis=0) | np.any(found.holding < 2, axis=0)
    counted = replace(found, holding=np.where(few, 0, articles))
    result = assemble(summed, counted, scale=scale, confidence=confidence)
    return replace(
        result,
        target_articles=sample.as_given(articles[0]),
        reference_articles=sample.as_given(articles[1]),
    )


def sum_by(sample: Sample, codes: NDArray[np.integer], number: int) -> tuple[csr_array, FloatArray]:
    """Add counts and sizes of articles up by an integer code; -1 is left out."""
    from scipy import sparse

    inside = np.flatnonzero(codes >= 0)
    indicator = sparse.csr_array(
        (np.ones(len(inside)), (codes[inside], inside)), shape=(number, len(sample.sizes))
    )
    return (indicator @ sample.counts).tocsr(), np.asarray(indicator @ sample.sizes)


def _add_up(
    sample: Sample, target: ArrayLike, clusters: ArrayLike, reference: ArrayLike | None
) -> Clusters:
    first, second = two_groups(sample, target, reference)
    given = labels(clusters)
    if given.shape != (len(sample.sizes),):
        raise AnalysisError(
            f"clusters must name one cluster for each of the {len(sample.sizes)} articles; found "
            f"shape {given.shape}"
        )
    used = first | second
    refuse_missing("cluster", given, used)
    names = sorted(set(given[used].tolist()), key=lambda name: (str(type(name)), name))
    code = {name: place for place, name in enumerate(names)}
    codes = np.array([code[name] if use else -1 for name, use in zip(given, used, strict=True)])
    inside = np.bincount(codes[first], minlength=len(names)) > 0
    outside = np.bincount(codes[second], minlength=len(names)) > 0
    crossing = [str(names[place]) for place in np.flatnonzero(inside & outside)]
    if crossing:
        raise AnalysisError(
            f"{len(crossing)} cluster(s) have articles in both groups, among them {crossing[0]!r}; "
            "compare within clusters instead (strata of adjusted and permutation)"
        )
    counted = (int(inside.sum()), int(outside.sum()))
    if min(counted) < FEWEST_CLUSTERS:
        raise AnalysisError(
            f"{counted[0]} against {counted[1]} clusters are too few to test a claim about groups "
            f"of them; it needs at least {FEWEST_CLUSTERS} against {FEWEST_CLUSTERS}"
        )
    summed, size = sum_by(sample, codes, len(names))
    return Clusters(summed, size, inside, tuple(names))
