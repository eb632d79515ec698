"""Test whether several groups of articles differ at all: years, periods, authors."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import FloatArray, IntArray, gap, labels, permutations, seeded
from toolkit.stats.inference.estimates import Differences
from toolkit.stats.inference.sums import (
    FEWEST_ARTICLES,
    Counts,
    Sample,
    read,
    require_items,
)

_REPLICATES_AT_ONCE = 250
_TIE = 1e-9


def differ(
    counts: Counts,
    sizes: ArrayLike,
    groups: ArrayLike,
    *,
    replicates: int = 1000,
    seed: int = 1,
) -> Differences:
    """Test that every item has the same rate in all of several groups of articles.

    Of the two questions about time this is the first, *do articles of these years differ*; that
    they change in one direction is the second, asked by `trend` with the year as the unit. Events
    of a year make its articles differ from those of others, so that a yes here is no trend.

    The statistic sums over groups ``S**2 / V``, where ``S`` adds up the deviations of a group's
    articles from the common rate and ``V`` their squares: a studentised chi square. Labels of whole
    articles are exchanged; its maximum over items gives p adjusted for the number of items
    (Westfall and Young 1993; studentised permutation of several groups: Pauly, Brunner and
    Konietschke 2015, Journal of the Royal Statistical Society B 77(2), 461-473). The labels as they
    are count as one permutation.
    Groups of fewer than 5 articles are left out.

    Parameters
    ----------
    counts, sizes
        As for `rate`.
    groups
        The group of each article: a year, an author. ``None``, NaN, NA or ``""`` for none.
    replicates, seed
        Number of permutations, and the seed of their generator.

    Raises
    ------
    AnalysisError
        As for `rate`; fewer than two groups have 5 articles; fewer than 19 replicates; there is no
        item.

    Examples
    --------
    >>> counts = [1, 2, 1, 2, 1, 2, 1, 1, 2, 2, 6, 7, 5, 8, 6]
    >>> found = differ(counts, [100] * 15, [2016] * 5 + [2017] * 5 + [2018] * 5, replicates=199)
    >>> found.groups, bool(found.p < 0.05)
    ((2016, 2017, 2018), True)
    """
    permutations(replicates)
    sample = read(counts, sizes)
    require_items(sample)
    names, codes = _groups(sample, groups)
    kept = np.flatnonzero(codes >= 0)
    used = Sample(sample.counts[kept], sample.sizes[kept], sample.single)
    labels, number = codes[kept], len(names)
    observed = _statistic(used, labels[None, :], number)[:, 0]
    generator = seeded(seed)
    beyond, largest = np.ones(used.items), []
    for start in range(0, replicates, _REPLICATES_AT_ONCE):
        rows = min(_REPLICATES_AT_ONCE, replicates - start)
        dealt = generator.permuted(np.tile(labels, (rows, 1)), axis=1)
        drawn = _statistic(used, dealt, number)
        beyond += (drawn >= observed[:, None] * (1.0 - _TIE)).sum(axis=1)
        largest.append(drawn.max(axis=0))
    maxima = np.concatenate(largest)
    family = (maxima >= observed[:, None] * (1.0 - _TIE)).sum(axis=1) + 1.0
    return Differences(
        statistic=sample.as_given(observed),
        p=sample.as_given(beyond / (replicates + 1.0)),
        p_adjusted=sample.as_given(family / (replicates + 1.0)),
        groups=names,
        replicates=replicates,
    )


def _groups(sample: Sample, groups: ArrayLike) -> tuple[tuple[object, ...], IntArray]:
    """Number the groups that have enough articles with text; -1 for articles of none."""
    given = labels(groups)
    if given.shape != sample.sizes.shape:
        raise AnalysisError(
            f"groups must give one group for each of the {len(sample.sizes)} articles; found "
            f"shape {given.shape}"
        )
    members: dict[object, list[int]] = {}
    for row, name in enumerate(given.tolist()):
        if not gap(name) and sample.sizes[row] > 0:
            members.setdefault(name, []).append(row)
    large = [name for name, rows in members.items() if len(rows) >= FEWEST_ARTICLES]
    names = tuple(sorted(large, key=lambda name: (str(type(name)), name)))
    if len(names) < 2:
        raise AnalysisError(
            f"{len(names)} of {len(members)} groups have at least {FEWEST_ARTICLES} articles with "
            "text; two are needed to compare"
        )
    codes = np.full(len(given), -1, dtype=np.int64)
    for place, name in enumerate(names):
        codes[members[name]] = place
    return names, codes


def _statistic(sample: Sample, labels: NDArray[np.int64], number: int) -> FloatArray:
    """Compute the chi square of every item under each dealing of labels: items x dealings."""
    sizes = sample.sizes
    rate = np.asarray(sample.counts.sum(axis=0)).ravel() / sizes.sum()
    counts = sample.counts.T.tocsr()
    squares = sample.squares.T.tocsr()
    total = np.zeros((sample.items, len(labels)))
    for group in range(number):
        inside = (labels == group).T.astype(np.float64)
        length = sizes @ inside
        # (x - r L) and (x - r L)^2 added up, expanded so that counts stay sparse.
        apart = counts @ inside - np.outer(rate, length)
        spread = squares @ inside - 2.0 * rate[:, None] * (counts @ (sizes[:, None] * inside))
        spread += np.outer(rate**2, sizes**2 @ inside)
        varies = spread > 1e-12 * np.outer(rate**2, sizes**2 @ inside)
        total += np.divide(apart**2, spread, out=np.zeros_like(apart), where=varies)
    return total
