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


def chi_square(counts, sizes, groups):
    """Group by group: deviations from the common rate, added and squared, over their squares."""
    rate, total = counts.sum() / sizes.sum(), 0.0
    for name in np.unique(groups):
        apart = (counts - rate * sizes)[groups == name]
        total += apart.sum() ** 2 / (apart**2).sum()
    return total


def test_statistic_of_several_groups_by_hand():
    """Three groups of ten articles."""
    groups = np.repeat([1, 2, 3], 10)
    found = inference.differ(COUNTS, SIZES, groups, replicates=19)
    assert found.statistic == pytest.approx(chi_square(COUNTS, SIZES, groups), rel=1e-10)
    assert found.groups == (1, 2, 3)


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
