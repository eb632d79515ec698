"""Lay rates of groups side by side as tables, with the intervals and tests that belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.ratios import log_ratio_of
from toolkit.analyses.selections import Contrast
from toolkit.errors import AnalysisError
from toolkit.stats import multiple
from toolkit.stats.inference import (
    Comparison,
    Permutation,
    adjusted,
    by_cluster,
    compare,
    compare_clusters,
    group_rates,
    permutation,
    simultaneous,
)
from toolkit.stats.inference.clusters import FEWEST_CLUSTERS
from toolkit.stats.inference.sums import FEWEST_ARTICLES
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

REPLICATES = 1_000
FAMILY_LEVEL = 0.05  # that of the critical value of `permutation`
LIMITS = (
    "jackknife over articles (HC3), Student's t with Bell and McCaffrey's degrees of freedom, "
    "limits on the scale of arcsin(sqrt(rate))"
)  # of one rate: `toolkit.stats.inference.rate`
RATE_INTERVALS = f"intervals 95 %: {LIMITS}; none for items in under 5 articles of a group"
INTERVALS = (
    "intervals 95 % over articles: linearised variance (HC2), Student's t with Welch's degrees of "
    "freedom, limits of a ratio by Fieller's method on square roots of rates, infinite where a "
    "rate is that uncertain; none for items in under 5 articles of a group"
)
RATE_SOURCES = (
    "Cochran 1977, ch. 6 (ratio estimator)",
    "MacKinnon and White 1985 (variances)",
    "Bell and McCaffrey 2002 (degrees of freedom)",
)
RATIO_SOURCES = (*RATE_SOURCES, "Fieller 1954 (limits of a ratio)")
BENJAMINI = "Benjamini and Hochberg 1995"
TEST_SOURCES = ("Westfall and Young 1993 (maximum statistic)", BENJAMINI)
SOURCES = (*RATIO_SOURCES, *TEST_SOURCES)


TESTS = (
    f"p: {REPLICATES:,} exchanges of the labels of articles, studentised difference (mid-p; "
    "with under 10 of them beyond, carried on as the statistics of all items fall off); "
    "p_family and bound: its maximum over items, so that they hold for all at once; bound: the end "
    "of Fieller's simultaneous interval nearer to 0, and 0 where it covers 0 or p_family is above "
    ".05"
)


def rates_by_group(
    counts: Any,
    sizes: NDArray[np.int64],
    indicator: Any,
    *,
    names: Sequence[str],
    labels: Sequence[str],
    scale: float = 1.0,
) -> pd.DataFrame:
    """Give the rate of each item in each group with its interval.

    Parameters
    ----------
    counts
        Articles x items.
    sizes
        The denominator of each article.
    indicator
        Articles x groups, true where the article belongs.
    names, labels
        Of items and groups.
    scale
        What rates are multiplied by, such as a million.

    Returns
    -------
    pandas.DataFrame
        Item by item, group by group: ``item``, ``group``, ``count``, ``n_articles``,
        ``articles_with``, ``words`` (the denominator), ``estimate``, ``low``, ``high``, ``few``,
        ``reason`` (why there is no interval).
    """
    import pandas as pd

    dense = indicator.toarray() if hasattr(indicator, "toarray") else np.asarray(indicator)
    dense = dense.astype(bool)
    found = group_rates(counts, sizes, dense)
    totals = dense.T.astype(np.int64) @ counts
    n_items, n_groups = len(names), len(labels)
    inside = dense & (sizes > 0)[:, None]
    return pd.DataFrame(
        {
            "item": np.repeat(np.array(names, dtype=object), n_groups),
            "group": np.tile(np.array(labels, dtype=object), n_items),
            "count": np.asarray(totals).T.ravel().astype(np.int64),
            "n_articles": np.tile(inside.sum(axis=0), n_items),
            "articles_with": found.articles.T.ravel(),
            "words": np.tile(dense.T.astype(np.int64) @ sizes, n_items),
            "estimate": found.estimate.T.ravel() * scale,
            "low": found.low.T.ravel() * scale,
            "high": found.high.T.ravel() * scale,
            "few": found.few.T.ravel(),
            "reason": found.reason.T.ravel(),
        }
    )


def contrast_table(
    counts: Any,
    sizes: NDArray[np.int64],
    groups: Contrast,
    *,
    names: Sequence[str],
    strata: Sequence[str] | None = None,
    within: Sequence[str] | None = None,
    clusters: Sequence[str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the rate of each item in two groups of articles.

    Parameters
    ----------
    counts, sizes
        Articles x items, and the denominator of each article.
    groups
        The two groups.
    names
        Of the items.
    strata
        A level for each article: labels are exchanged within levels only. ``""`` is no level: such
        articles take no part in what is done within levels.
    within
        A level for each article: also compare within levels (`toolkit.stats.inference.adjusted`)
        and test that, labels exchanged within them.
    clusters
        An author or outlet for each article, whose labels are exchanged as a whole and which are
        the units of the intervals; excludes `strata`. ``""`` is none, and refused in the groups.
    seed
        The seed of the permutations.

    Returns
    -------
    pandas.DataFrame
        ``item``, counts, articles and rates of both groups, ``estimate`` (log2 ratio), ``low``,
        ``high``, ``p`` (permutation), ``p_adjusted`` (Benjamini-Hochberg), ``p_family`` (maximum
        statistic), ``bound`` (simultaneous, 0 where it covers 0 or ``p_family`` is above .05),
        ``few``, ``reason`` (why there is no interval: ``few articles``, ``few clusters``, ``no
        variation``); with `within` also ``estimate_within``, ``low_within``, ``high_within``,
        ``p_within``, ``p_within_adjusted``, ``p_within_family``, ``bound_within``,
        ``reason_within`` (they are missing where the groups share no level). Nothing is tested
        where a group has fewer than 5 articles, or 4 clusters (`untested` says so).

    Raises
    ------
    AnalysisError
        When `strata` and `clusters` are both given, a cluster has articles in both groups, or an
        article of the groups has none.
    """
    import pandas as pd

    if strata is not None and clusters is not None:
        raise AnalysisError("labels are exchanged within levels or by clusters, not both; drop one")
    if clusters is not None and "" in np.asarray(clusters, dtype=object)[groups.either].tolist():
        raise AnalysisError("an article of the groups belongs to no cluster; leave it out of both")
    masks = (groups.target, groups.reference)
    found = compare(counts, sizes, *masks)
    blank = np.full(len(names), np.nan)
    tested = bool(not untested(groups, sizes, clusters))
    p, family, bound = blank, blank, blank
    if not tested:
        found = replace(found, low=blank, high=blank)
    elif clusters is not None:
        found = compare_clusters(counts, sizes, masks[0], list(clusters), masks[1])
        units = by_cluster(counts, sizes, masks[0], list(clusters), masks[1])
        exchanged = permutation(
            units.counts, units.sizes, units.target, replicates=REPLICATES, seed=seed
        )
        p, family = exchanged.p, exchanged.p_adjusted
        bound = _bound(found, exchanged)
    else:
        p, family, bound = _exchange(counts, sizes, groups, strata, found, seed)
    table = pd.DataFrame(
        {
            "item": np.array(names, dtype=object),
            "target_count": groups.target.astype(np.int64) @ counts,
            "reference_count": groups.reference.astype(np.int64) @ counts,
            "target_articles": found.target_articles,
            "reference_articles": found.reference_articles,
            "target_rate": found.target_rate,
            "reference_rate": found.reference_rate,
            "estimate": log_ratio_of(found),
            "low": found.low,
            "high": found.high,
            "p": p,
            "p_adjusted": multiple.adjust(p, "bh"),
            "p_family": family,
            "bound": bound,
            "few": found.few,
            "reason": _reason(found, tested=tested),
        }
    )
    if within is not None:
        estimate, low, high, p, family, bound = (blank,) * 6
        reason: Any = "no level shared"
        if shared_levels(groups, sizes, within):
            known = np.array([level != "" for level in within])
            inside = groups.within(known)
            inner = adjusted(counts, sizes, inside.target, list(within), inside.reference)
            estimate, reason = log_ratio_of(inner), _reason(inner, tested=tested)
            if tested:
                low, high = inner.low, inner.high
                p, family, bound = _exchange(counts, sizes, inside, within, inner, seed)
        table["estimate_within"] = estimate
        table["low_within"], table["high_within"] = low, high
        table["p_within"] = p
        table["p_within_adjusted"] = multiple.adjust(p, "bh")
        table["p_within_family"], table["bound_within"] = family, bound
        table["reason_within"] = reason
    return table


def _reason(found: Comparison, *, tested: bool) -> Any:
    """Say of each item why there is no interval, also where nothing is tested at all."""
    # with fewer articles every item is in few of them
    return found.reason if tested else np.where(found.few, "few articles", "few clusters")


def shared_levels(
    groups: Contrast, sizes: NDArray[np.int64], levels: Sequence[str]
) -> tuple[str, ...]:
    """Name the levels of which both groups have articles with text: only there can they compare."""
    named = np.asarray(levels, dtype=object)
    sides = [set(named[side & (sizes > 0)]) for side in (groups.target, groups.reference)]
    return tuple(sorted((sides[0] & sides[1]) - {""}))


def _exchange(
    counts: Any,
    sizes: NDArray[np.int64],
    groups: Contrast,
    strata: Sequence[str] | None,
    found: Comparison,
    seed: int,
) -> tuple[Any, Any, Any]:
    """Exchange labels: p, family-wise p, and the simultaneous bound of what was found."""
    target, reference = groups.target, groups.reference
    if strata is not None:
        known = np.array([level != "" for level in strata])
        target, reference = target & known, reference & known
    tested = permutation(
        counts,
        sizes,
        target,
        reference,
        strata=None if strata is None else list(strata),
        replicates=REPLICATES,
        seed=seed,
    )
    return tested.p, tested.p_adjusted, _bound(found, tested)


def _bound(found: Comparison, tested: Permutation) -> Any:
    """Give the simultaneous bound, and 0 of what the test of all items does not tell from chance.

    An article as long as all others together leaves its group hardly any variance to see, so that
    the interval alone would promise too much; the exchange of labels counts such articles rightly.
    """
    nearer = simultaneous(found, tested.critical).nearer
    return np.where(np.isnan(nearer) | (tested.p_adjusted <= FAMILY_LEVEL), nearer, 0.0)


def untested(
    groups: Contrast, sizes: NDArray[np.int64], clusters: Sequence[str] | None = None
) -> str:
    """Say why a contrast is described but not tested; nothing where it is tested.

    Parameters
    ----------
    groups
        The two groups.
    sizes
        The denominator of each article; those without text are no evidence.
    clusters
        The author or outlet of each article, where they are the units.
    """
    masks = [part & (sizes > 0) for part in (groups.target, groups.reference)]
    if clusters is None:
        numbers, fewest, unit = [int(part.sum()) for part in masks], FEWEST_ARTICLES, "articles"
    else:
        named = np.asarray(clusters, dtype=object)
        numbers = [len(set(named[part].tolist())) for part in masks]
        fewest, unit = FEWEST_CLUSTERS, "clusters (authors or outlets)"
    if min(numbers) >= fewest:
        return ""
    return (
        f"{numbers[0]} against {numbers[1]} {unit}: with fewer than {fewest} on a side nothing is "
        "tested, the table only describes"
    )


def levels_of(corpus: Corpus, column: str) -> list[str]:
    """Give the value of a variable for each article, for comparing within its levels.

    Several values of an article are joined, and are a level of their own; ``""`` where it has none.

    Raises
    ------
    AnalysisError
        When no article has a value.
    """
    groups = corpus.groups(column)
    rows = groups.indicator.tolil().rows
    levels = [" + ".join(groups.labels[place] for place in row) for row in rows]
    if not any(levels):
        raise AnalysisError(f"no article has a value of {column!r}, so nothing can be adjusted for")
    return levels


def units_of(
    corpus: Corpus, column: str, rows: NDArray[np.bool_] | None = None
) -> tuple[list[str], list[str]]:
    """Give the unit of each article, for a claim about groups of units.

    Authors who wrote an article together are one unit, with all else that either wrote: what they
    wrote alone and what they wrote together are not independent. ``""`` where an article has no
    value.

    Parameters
    ----------
    corpus
        The articles.
    column
        Whose values are the units.
    rows
        Which articles are compared; all when left out. Others join no units.

    Returns
    -------
    tuple
        The unit of each article, and a note where several values are one unit.
    """
    from scipy.sparse.csgraph import connected_components

    groups = corpus.groups(column)
    holds: Any = groups.indicator.astype(np.int64)
    used = holds if rows is None else holds[np.flatnonzero(rows)]
    _, part = connected_components(used.T @ used, directed=False)
    together: dict[int, list[str]] = {}
    for label, number in zip(groups.labels, part.tolist(), strict=True):
        together.setdefault(number, []).append(label)
    names = [" + ".join(together[number]) for number in part.tolist()]
    units = [names[row[0]] if row else "" for row in holds.tolil().rows]
    joined = any(len(labels) > 1 for labels in together.values())
    return units, [f"articles that share a value of {column} are of one unit"] * joined


def levels_note(levels: Sequence[str], column: str) -> list[str]:
    """Say how many articles take no part in a comparison within levels."""
    missing = sum(level == "" for level in levels)
    without = count_of(missing, f"article without {column} does", f"articles without {column} do")
    return [f"{without} not enter what is compared within it"] * bool(missing)
