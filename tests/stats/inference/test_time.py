"""The two questions about time: do years differ, and is there a trend."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from toolkit.errors import AnalysisError
from toolkit.stats import inference

YEARS = np.repeat(np.arange(2014, 2024), 3)
COUNTS = np.array([2, 3, 1, 4, 2, 3, 3, 5, 2, 4, 4, 3, 6, 3, 5, 4, 6, 7, 5, 6, 4, 8, 6, 7, 7, 9,
                   6, 8, 7, 10.0])  # fmt: skip
SIZES = 100.0 + 10 * (np.arange(30) % 4)


def test_slope_and_its_error_by_matrix():
    """Least squares over ten yearly rates, HC2, Bell and McCaffrey's degrees of freedom."""
    found = inference.trend(COUNTS, SIZES, YEARS)
    names = np.unique(YEARS)
    rate = np.array([COUNTS[y == YEARS].sum() / SIZES[y == YEARS].sum() for y in names])
    design = np.stack([np.ones(10), names - names.mean()], axis=1)
    bread = np.linalg.inv(design.T @ design)
    hat = design @ bread @ design.T
    residual = rate - hat @ rate
    meat = design.T @ np.diag(residual**2 / (1 - np.diag(hat))) @ design
    error = np.sqrt((bread @ meat @ bread)[1, 1])
    weight = (bread @ design.T)[1] / np.sqrt(1 - np.diag(hat))
    form = (np.eye(10) - hat) @ np.diag(weight**2) @ (np.eye(10) - hat)
    degrees = np.trace(form) ** 2 / np.trace(form @ form)
    assert found.estimate == pytest.approx(np.polyfit(names, rate, 1)[0])
    assert found.se == pytest.approx(error, rel=1e-9)
    assert found.df == pytest.approx(degrees, rel=1e-9)
    assert found.p == pytest.approx(2 * scipy.stats.t.sf(found.estimate / error, degrees), rel=1e-9)


def test_fewer_than_eight_years_only_describe():
    """Seven years: a slope without interval or p; eight: tested."""
    seven, eight = YEARS < 2021, YEARS < 2022
    found = inference.trend(COUNTS[seven], SIZES[seven], YEARS[seven])
    assert not found.tested
    assert np.isfinite(found.estimate)
    assert np.isnan([found.low, found.high, found.p, found.se]).all()
    assert inference.trend(COUNTS[eight], SIZES[eight], YEARS[eight]).tested


def test_more_articles_of_the_same_years_are_no_more_years():
    """Every article four times: the trend is no surer, for its unit is the year."""
    one = inference.trend(COUNTS, SIZES, YEARS)
    four = inference.trend(np.tile(COUNTS, 4), np.tile(SIZES, 4), np.tile(YEARS, 4))
    assert four.p == pytest.approx(float(one.p))


def test_years_that_differ_need_have_no_trend():
    """Events make years differ; both questions are asked of forty made corpora, no trend in any."""
    differ, trend = [], []
    for seed in range(40):
        generator = np.random.default_rng(seed)
        years = np.repeat(np.arange(2014, 2024), 6)
        counts = generator.poisson(np.repeat(generator.gamma(3.0, 2.0, 10), 6))
        sizes = np.full(60, 100.0)
        differ.append(inference.differ(counts, sizes, years, replicates=99, seed=seed).p < 0.05)
        trend.append(inference.trend(counts, sizes, years).p < 0.05)
    assert np.mean(differ) > 0.9
    assert np.mean(trend) < 0.2


def test_trend_of_nothing_and_of_no_change():
    """An item that never occurs, and one that never varies."""
    nothing = inference.trend(np.zeros(30), SIZES, YEARS)
    assert nothing.estimate == 0.0
    assert nothing.few
    still = inference.trend(np.full(30, 2.0), np.full(30, 100.0), YEARS)
    assert still.estimate == pytest.approx(0.0, abs=1e-15)


def test_years_must_be_whole_numbers_and_several():
    """Text, and a single year, are refused."""
    with pytest.raises(AnalysisError, match="whole numbers"):
        inference.trend(COUNTS, SIZES, YEARS.astype(str))
    with pytest.raises(AnalysisError, match="at least two years"):
        inference.trend(COUNTS, SIZES, np.full(30, 2020))


def chi_square(counts, sizes, groups, strata=None):
    """Group by group: scores added and squared, over their squares, all by loops.

    An article's score for a group is its deviation from the common rate of its stratum, times 1
    less the group's share of the stratum if it is of the group, else times less that share.
    """
    strata = np.zeros(len(counts)) if strata is None else np.asarray(strata)
    total = 0.0
    for name in np.unique(groups):
        score, squares = 0.0, 0.0
        for level in np.unique(strata):
            here = strata == level
            rate = counts[here].sum() / sizes[here].sum()
            share = sizes[here & (groups == name)].sum() / sizes[here].sum()
            for article in np.flatnonzero(here):
                apart = counts[article] - rate * sizes[article]
                part = ((groups[article] == name) - share) * apart
                score, squares = score + part, squares + part**2
        total += score**2 / squares
    return total


def test_statistic_of_several_groups_by_hand():
    """Three groups of ten articles; then within two strata that part them unevenly."""
    groups = np.repeat([1, 2, 3], 10)
    found = inference.differ(COUNTS, SIZES, groups, replicates=19)
    assert found.statistic == pytest.approx(chi_square(COUNTS, SIZES, groups), rel=1e-10)
    assert found.groups == (1, 2, 3)
    strata = np.where(np.arange(30) % 10 < 2 * groups, "war", "gas")
    found = inference.differ(COUNTS, SIZES, groups, strata=strata, replicates=19)
    assert found.statistic == pytest.approx(chi_square(COUNTS, SIZES, groups, strata), rel=1e-10)


def test_groups_that_are_uneven_are_not_taken_for_different():
    """One desk crowds an item into few articles, one spreads it; both have it equally often.

    Against 200 exchanges at 5 %: a variance that adds up each group's own squares, as if its rate
    were known, finds a difference in 15 % of such corpora.
    """
    groups = np.repeat(["crowded", "spread"], 20)
    sizes = np.full(40, 20.0)
    wrong = 0
    for seed in range(300):
        generator = np.random.default_rng(seed)
        even = np.repeat([2.0, 1000.0], 20)
        counts = generator.binomial(20, generator.beta(0.3 * even, 0.7 * even))
        wrong += bool(inference.differ(counts, sizes, groups, replicates=99, seed=seed).p <= 0.05)
    assert wrong / 300 < 0.09


def of_two_events(seed, apart=0.0):
    """Make a corpus of three authors; how often they write of the war, which has the item, varies.

    With `apart` the first author has the item oftener within both events.
    """
    generator = np.random.default_rng(seed)
    authors = np.repeat(["a", "b", "c"], 12)
    events = np.concatenate([np.where(np.arange(12) < n, "war", "gas") for n in (10, 6, 2)])
    rate = np.where(events == "war", 0.6, 0.05) + apart * (authors == "a")
    counts = generator.binomial(10, generator.beta(8 * rate, 8 * (1 - rate)))
    return counts, np.full(36, 10.0), authors, events


def test_what_is_due_to_events_is_no_difference_within_them():
    """Raw, authors of the war differ from those of gas; within events p is uniform."""
    raw, within, apart = [], [], []
    for seed in range(150):
        counts, sizes, authors, events = of_two_events(seed)
        raw.append(inference.differ(counts, sizes, authors, replicates=99, seed=seed).p)
        found = inference.differ(counts, sizes, authors, strata=events, replicates=99, seed=seed)
        within.append(float(found.p))
        counts, sizes, authors, events = of_two_events(seed, apart=0.25)
        found = inference.differ(counts, sizes, authors, strata=events, replicates=99, seed=seed)
        apart.append(float(found.p))
    assert np.mean(np.array(raw) <= 0.05) > 0.6
    assert scipy.stats.kstest(within, "uniform").pvalue > 0.005
    assert np.mean(np.array(apart) <= 0.05) > 0.7


def test_one_stratum_is_as_none():
    """The same exchanges and the same p; and what a stratum of one group has changes nothing."""
    groups = np.repeat(["a", "b", "c"], 10)
    plain = inference.differ(COUNTS, SIZES, groups, replicates=99)
    single = inference.differ(COUNTS, SIZES, groups, strata=["all"] * 30, replicates=99)
    assert float(single.p) == float(plain.p)
    alone = np.where(np.arange(30) < 4, "of a alone", "all")  # a keeps six
    some = inference.differ(COUNTS, SIZES, groups, strata=alone, replicates=99)
    changed = np.where(np.arange(30) < 4, 50.0, COUNTS)
    same = inference.differ(changed, SIZES, groups, strata=alone, replicates=99)
    assert float(some.statistic) == float(same.statistic)
    assert float(some.statistic) == pytest.approx(
        float(inference.differ(COUNTS[4:], SIZES[4:], groups[4:], replicates=99).statistic)
    )


def test_strata_that_no_two_groups_share_compare_nothing():
    """Five articles must stand where another group has articles too; a level may not be missing."""
    groups = np.repeat(["a", "b", "c"], 10)
    with pytest.raises(AnalysisError, match=r"0 of 3 groups .* in strata that they share"):
        inference.differ(COUNTS, SIZES, groups, strata=groups)
    # a shares one event with b alone, and has four articles in it: b then stands alone there
    events = np.repeat(["x", "y", "z"], [6, 14, 10])
    with pytest.raises(AnalysisError, match="0 of 3 groups"):
        inference.differ(COUNTS, SIZES, groups, strata=events)
    with pytest.raises(AnalysisError, match=r"2 of the 30 articles .* no level of the second"):
        inference.differ(COUNTS, SIZES, groups, strata=[None] * 2 + ["x"] * 28)
    with pytest.raises(AnalysisError, match="one level for each of the 30"):
        inference.differ(COUNTS, SIZES, groups, strata=["x"] * 3)


def test_p_of_several_groups_is_uniform_where_nothing_differs():
    """Two hundred made corpora of three unequal groups."""
    groups = np.repeat(["a", "b", "c"], [5, 8, 12])
    alone, family = [], []
    for seed in range(200):
        generator = np.random.default_rng(seed)
        sizes = generator.integers(80, 300, 25).astype(float)
        lively = generator.gamma(2.0, 0.5, (25, 6))
        counts = generator.poisson(sizes[:, None] * 0.03 * lively)
        found = inference.differ(counts, sizes, groups, replicates=99, seed=seed)
        alone.append(found.p[0])
        family.append(found.p_adjusted.min())
    assert scipy.stats.kstest(alone, "uniform").pvalue > 0.005
    assert np.mean(np.array(family) <= 0.05) < 0.1


def test_small_groups_take_no_part():
    """Four articles are too few; the answer is that without them."""
    groups = np.array(["a"] * 13 + ["b"] * 13 + ["c"] * 4)
    found = inference.differ(COUNTS, SIZES, groups, replicates=99)
    alone = inference.differ(COUNTS[:26], SIZES[:26], groups[:26], replicates=99)
    assert found.groups == ("a", "b")
    assert found.statistic == pytest.approx(float(alone.statistic))
    with pytest.raises(AnalysisError, match="1 of 3 groups have at least 5 articles"):
        inference.differ(COUNTS, SIZES, np.repeat(["a", "b", "c"], [22, 4, 4]))


def test_articles_without_a_group_are_left_out():
    """No year is no group of its own."""
    groups = np.array([2015] * 10 + [2016] * 10 + [None] * 10, dtype=object)
    found = inference.differ(COUNTS, SIZES, groups, replicates=99)
    assert found.groups == (2015, 2016)
    nothing = inference.differ(np.zeros(30), SIZES, groups, replicates=99)
    assert nothing.p == 1.0


@pytest.mark.parametrize("kind", ["NaN", "NA", "masked"])
def test_what_is_missing_is_no_group(kind):
    """Ten articles without a year are no year of their own."""
    pd = pytest.importorskip("pandas")
    groups = np.ma.masked_array(np.repeat([2015, 2016, 9], 10), np.arange(30) >= 20)
    if kind != "masked":
        none = np.nan if kind == "NaN" else pd.NA
        groups = np.array([2015] * 10 + [2016] * 10 + [none] * 10, dtype=object)
    found = inference.differ(COUNTS, SIZES, groups, replicates=99)
    assert found.groups == (2015, 2016)


@pytest.mark.parametrize("slope", [0.0, 0.01])
def test_rates_on_a_line_have_no_interval(slope):
    """Of ten years, rounding alone makes the rates of some leave the line."""
    years = np.arange(2010, 2020)
    sizes = np.array([300, 700, 900, 1100, 1300, 1700, 1900, 2300, 2900, 3100])
    found = inference.trend(sizes * (1 / 7 + slope * (years - 2010)), sizes, years)
    assert found.estimate == pytest.approx(slope)
    assert found.se == 0
    assert np.isnan([found.low, found.high, found.df]).all()
    assert found.p == 1.0 if slope == 0 else np.isnan(found.p)
