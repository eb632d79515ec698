"""Test whether several groups of articles differ at all: years, periods, authors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import (
    FloatArray,
    IntArray,
    gap,
    labels,
    permutations,
    refuse_missing,
    seeded,
)
from toolkit.stats.inference.estimates import Differences
from toolkit.stats.inference.sums import (
    FEWEST_ARTICLES,
    Counts,
    Sample,
    read,
    require_items,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Blocks of exchanges, so that many articles need little memory; what is drawn is the same.
_VALUES_AT_ONCE = 4_194_304
_TIE = 1e-9


def differ(
    counts: Counts,
    sizes: ArrayLike,
    groups: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    replicates: int = 1000,
    seed: int = 1,
) -> Differences:
    """Test that every item has the same rate in all of several groups of articles.

    Of the two questions about time this is the first, *do articles of these years differ*; that
    they change in one direction is the second, asked by `trend` with the year as the unit. Events
    of a year make its articles differ from those of others, so that a yes here is no trend.

    The statistic sums over groups ``S**2 / V``. With ``d`` the deviation of an article from the
    common rate of its stratum, and ``p`` the share of a group in the text of a stratum, ``S`` adds
    ``(1 - p) d`` over the group's articles and ``-p d`` over all others, and ``V`` adds the squares
    of the same: the square of a score over its variance, which stays right where groups differ in
    size and in how evenly they use an item. Labels of whole articles are exchanged, within strata
    where given; the maximum over items gives p adjusted for the number of items (Westfall and Young
    1993; studentised permutation of several groups: Pauly, Brunner and Konietschke 2015, Journal of
    the Royal Statistical Society B 77(2), 461-473). The labels as they are count as one
    permutation. Strata of one group alone say nothing, and groups of fewer than 5 articles (in
    strata that they share with another) are left out.

    Parameters
    ----------
    counts, sizes
        As for `rate`.
    groups
        The group of each article: a year, an author. ``None``, NaN, NA or ``""`` for none.
    strata
        The level within which labels are exchanged, for each article: an event.
    replicates, seed
        Number of permutations, and the seed of their generator.

    Raises
    ------
    AnalysisError
        As for `rate`; fewer than two groups have 5 articles; an article of a group has no stratum;
        fewer than 19 replicates; there is no item.

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
    names, codes, stratum = _groups(sample, groups, strata)
    kept = np.flatnonzero(codes >= 0)
    used = _scores(Sample(sample.counts[kept], sample.sizes[kept], sample.single), stratum[kept])
    group, number = codes[kept], len(names)
    observed = _statistic(used, group[None, :], number)[:, 0]
    generator = seeded(seed)
    order = np.argsort(used.stratum, kind="stable")
    beyond, largest = np.ones(sample.items), []
    at_once = used.at_once(number)
    for start in range(0, replicates, at_once):
        rows = min(at_once, replicates - start)
        # Sorting random keys within each stratum deals its labels out anew.
        places = np.argsort(generator.random((rows, len(group))) + used.stratum, axis=1)
        dealt = np.empty((rows, len(group)), dtype=np.int64)
        dealt[np.arange(rows)[:, None], places] = group[order]
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


def sharing(groups: IntArray, strata: IntArray | None = None) -> IntArray:
    """Tell which articles can speak when groups are compared at all, within strata where given.

    Groups of few articles and strata of one group alone are left out, again and again: a group that
    goes may leave its strata to one other, which then says nothing there.

    Parameters
    ----------
    groups
        The number of the group of each article, -1 for none.
    strata
        The number of its level.

    Returns
    -------
    numpy.ndarray
        The same numbers, -1 for what is left out.

    Examples
    --------
    >>> sharing(np.array([0] * 6 + [1] * 6 + [2] * 4)).tolist() == [0] * 6 + [1] * 6 + [-1] * 4
    True
    """
    codes = _large(groups)
    while strata is not None:
        pairs = np.unique(np.stack([strata, codes])[:, codes >= 0], axis=1)
        level, number = np.unique(pairs[0], return_counts=True)
        kept = _large(np.where(np.isin(strata, level[number > 1]), codes, -1))
        if (kept == codes).all():
            break
        codes = kept
    return codes


def _groups(
    sample: Sample, groups: ArrayLike, strata: ArrayLike | None
) -> tuple[tuple[object, ...], IntArray, IntArray]:
    """Number the groups with enough articles, and the strata; -1 for articles that take no part."""
    given = labels(groups)
    if given.shape != sample.sizes.shape:
        raise AnalysisError(
            f"groups must give one group for each of the {len(sample.sizes)} articles; found "
            f"shape {given.shape}"
        )
    codes, names = _numbered(given, np.array([not gap(name) for name in given.tolist()]))
    codes = _large(np.where(sample.sizes > 0, codes, -1))
    stratum = np.zeros(len(given), dtype=np.int64)
    if strata is not None:
        levels = labels(strata)
        if levels.shape != given.shape:
            raise AnalysisError(
                f"strata must give one level for each of the {len(given)} articles; found shape "
                f"{levels.shape}"
            )
        refuse_missing("level of the second variable", levels, codes >= 0)
        stratum, _ = _numbered(levels, codes >= 0)
        codes = sharing(codes, stratum)
    large = np.unique(codes[codes >= 0])
    if len(large) < 2:
        raise AnalysisError(
            f"{len(large)} of {len(names)} groups have at least {FEWEST_ARTICLES} articles with "
            f"text{'' if strata is None else ' in strata that they share'}; two are needed to "
            "compare"
        )
    place = np.full(len(names) + 1, -1)
    place[large] = np.arange(len(large))
    return tuple(names[code] for code in large), place[codes], stratum


def _numbered(given: NDArray[np.object_], used: NDArray[np.bool_]) -> tuple[IntArray, list[object]]:
    """Number the different labels among those used, sorted; -1 for the others."""
    found = set(given[used].tolist())
    names = sorted(found, key=lambda name: (str(type(name)), name))
    code = {name: place for place, name in enumerate(names)}
    rows = zip(given.tolist(), used.tolist(), strict=True)
    return np.array([code[name] if inside else -1 for name, inside in rows], dtype=np.int64), names


def _large(codes: IntArray) -> IntArray:
    """Leave out groups of few articles."""
    group, articles = np.unique(codes, return_counts=True)
    return np.where(np.isin(codes, group[articles >= FEWEST_ARTICLES]), codes, -1)


@dataclass(frozen=True)
class _Scores:
    """Deviations from the common rates, in parts that are added up by group and stratum.

    ``d = x - r L``, and ``d**2 = bracket + r**2 L**2``, where both ``x`` and the bracket are 0 for
    articles without the item: counts stay sparse.
    """

    stratum: IntArray
    common: FloatArray  # items x strata
    parts: csr_array  # rows: the size, its square, each item's counts, each item's brackets

    def at_once(self, groups: int) -> int:
        """Tell how many exchanges are worked out together."""
        cells = groups * self.common.shape[1] * self.parts.shape[0]
        return max(1, int(_VALUES_AT_ONCE // max(cells, self.parts.shape[1])))


def _scores(sample: Sample, stratum: IntArray) -> _Scores:
    from scipy import sparse

    present, place = np.unique(stratum, return_inverse=True)
    cells = (np.ones(len(place)), (place, np.arange(len(place))))
    membership = sparse.csr_array(cells, shape=(len(present), len(place)))
    totals: FloatArray = (membership @ sample.counts).toarray()
    common = totals / np.asarray(membership @ sample.sizes)[:, None]
    counts = sample.counts.T.tocoo()
    item, article = counts.coords
    expected = common[place[article], item] * sample.sizes[article]
    bracket = counts.data * (counts.data - 2.0 * expected)
    sizes = sparse.csr_array(np.stack([sample.sizes, sample.sizes**2]))
    brackets = sparse.csr_array((bracket, (item, article)), shape=counts.shape)
    return _Scores(
        stratum=place.astype(np.int64),
        common=common.T,
        parts=sparse.vstack([sizes, counts, brackets], format="csr"),
    )


def _statistic(used: _Scores, dealt: NDArray[np.int64], number: int) -> FloatArray:
    """Compute the chi square of every item under each dealing of labels: items x dealings."""
    from scipy import sparse

    dealings, articles = dealt.shape
    items, strata = used.common.shape
    # where each article stands in each dealing: by dealing, group and stratum
    cell = dealt.T * strata + used.stratum[:, None] + np.arange(dealings) * (number * strata)
    ends = np.arange(articles + 1) * dealings
    shape = (articles, dealings * number * strata)
    standing = sparse.csr_array((np.ones(cell.size), cell.ravel(), ends), shape=shape)
    added = (used.parts @ standing).toarray().reshape(-1, dealings, number, strata)
    length, square, count, bracket = added[0], added[1], added[2 : items + 2], added[items + 2 :]
    common = used.common[:, None, None, :]
    share = length / length.sum(axis=1, keepdims=True)
    apart = (count - common * length).sum(axis=-1)

    def spread(squares: FloatArray) -> FloatArray:
        """Add up squared scores, ``1 - share`` inside the group and ``-share`` outside."""
        whole = squares.sum(axis=-2, keepdims=True)
        return np.asarray(((1.0 - 2.0 * share) * squares + share**2 * whole).sum(axis=-1))

    full = spread(common**2 * square)
    variance = spread(bracket) + full
    varies = variance > 1e-12 * full
    parts = np.divide(apart**2, variance, out=np.zeros_like(apart), where=varies)
    return np.asarray(parts.sum(axis=-1))
