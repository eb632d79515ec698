"""Rates and contrasts with articles as units: by hand, beside SciPy, and in corners."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit.errors import AnalysisError
from toolkit.stats import inference
from toolkit.stats.inference.sums import bell_mccaffrey

COUNTS = np.array([4, 3, 5, 4, 6, 7, 2, 1, 2, 1, 3, 2], dtype=float)
SIZES = np.array([80, 100, 120, 90, 110, 150, 70, 100, 95, 105, 130, 60], dtype=float)
TARGET = np.arange(12) < 6


def variance_by_hand(counts, sizes):
    """Article by article: deviation from the ratio, over 1 less its share, squared and summed."""
    ratio, total = sum(counts) / sum(sizes), 0.0
    for count, size in zip(counts, sizes, strict=True):
        total += (count - ratio * size) ** 2 / (1 - size / sum(sizes))
    return total / sum(sizes) ** 2


def degrees_by_matrix(sizes):
    """Bell and McCaffrey's two moments from the residual maker itself, with variance ~ length."""
    number, total = len(sizes), sizes.sum()
    maker = np.eye(number) - np.outer(sizes, np.ones(number)) / total
    spread = np.diag(1 / (1 - sizes / total)) @ maker @ np.diag(sizes) @ maker.T
    return np.trace(spread) ** 2 / np.trace(spread @ spread)


def random_corpus(seed, articles=24, items=5):
    generator = np.random.default_rng(seed)
    sizes = generator.integers(50, 400, articles).astype(float)
    return generator.poisson(sizes[:, None] * generator.uniform(0.01, 0.05, items)), sizes


@given(st.lists(st.integers(1, 500), min_size=2, max_size=30))
def test_degrees_of_freedom_are_those_of_the_residual_maker(sizes):
    """The closed form is the trace of the matrices."""
    sizes = np.array(sizes, dtype=float)
    found = bell_mccaffrey((sizes / sizes.sum())[None, :])[0]
    assert found == pytest.approx(degrees_by_matrix(sizes), rel=1e-9)


def test_articles_of_one_length_give_the_textbook_degrees():
    """Their number less one."""
    assert inference.rate(COUNTS, np.full(12, 100.0)).df == pytest.approx(11)


def test_interval_of_a_rate_by_hand():
    """Ratio of sums, HC2; limits by the jackknife, t on the scale of the arc sine of the root."""
    y, m = COUNTS[:6], SIZES[:6]
    share = y.sum() / m.sum()
    error = np.sqrt(variance_by_hand(y, m))
    without = [(y.sum() - y[i]) / (m.sum() - m[i]) for i in range(6)]  # each article left out
    reach = np.sqrt(sum((rate - share) ** 2 for rate in without))
    assert reach > error
    wide = (
        scipy.stats.t.ppf(0.975, degrees_by_matrix(m)) * reach / (2 * np.sqrt(share * (1 - share)))
    )
    angle = np.arcsin(np.sqrt(share))
    found = inference.rate(y, m)
    assert found.estimate == pytest.approx(share, rel=1e-12)
    assert found.se == pytest.approx(error, rel=1e-10)
    assert found.low == pytest.approx(np.sin(angle - wide) ** 2, rel=1e-9)
    assert found.high == pytest.approx(np.sin(angle + wide) ** 2, rel=1e-9)


def test_articles_of_one_length_are_compared_as_by_welch():
    """Then rates are means: difference, degrees, limits and p are those of SciPy's Welch test."""
    found = inference.compare(COUNTS, np.full(12, 100.0), TARGET, scale="difference")
    welch = scipy.stats.ttest_ind(COUNTS[TARGET] / 100, COUNTS[~TARGET] / 100, equal_var=False)
    limits = welch.confidence_interval(0.95)
    assert found.p == pytest.approx(welch.pvalue, rel=1e-9)
    assert found.df == pytest.approx(welch.df, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=1e-9)


def test_limits_of_a_ratio_by_hand():
    """They solve (root r1 - k root r2)^2 = t^2 (v1 / 4 r1 + k^2 v2 / 4 r2); the ratio is k^2."""
    found = inference.compare(COUNTS, SIZES, TARGET)
    rate, spread, degrees = [], [], []
    for group in (TARGET, ~TARGET):
        rate.append(COUNTS[group].sum() / SIZES[group].sum())
        spread.append(variance_by_hand(COUNTS[group], SIZES[group]))
        degrees.append(degrees_by_matrix(SIZES[group]))
    parts = [v / r**2 for v, r in zip(spread, rate, strict=True)]
    df = sum(parts) ** 2 / sum(part**2 / d for part, d in zip(parts, degrees, strict=True))
    square = scipy.stats.t.ppf(0.975, df) ** 2
    roots = np.roots(
        [
            rate[1] - square * spread[1] / (4 * rate[1]),
            -2 * np.sqrt(rate[0] * rate[1]),
            rate[0] - square * spread[0] / (4 * rate[0]),
        ]
    )
    assert found.df == pytest.approx(df, rel=1e-9)
    assert (found.low, found.high) == pytest.approx(tuple(2 * np.log2(np.sort(roots))), rel=1e-9)
    assert found.se == pytest.approx(np.sqrt(sum(parts)) / np.log(2), rel=1e-9)


@given(st.integers(0, 2**16), st.sampled_from(["log_ratio", "difference"]))
@settings(max_examples=40, deadline=None)
def test_p_and_interval_say_the_same(seed, scale):
    """p is under 5 % exactly where the interval leaves 0 out."""
    counts, sizes = random_corpus(seed)
    found = inference.compare(counts, sizes, np.arange(24) < 9, scale=scale)
    outside = (found.low > 0) | (found.high < 0)
    np.testing.assert_array_equal(outside, found.p < 0.05)


@given(st.integers(0, 2**16), st.sampled_from(["log_ratio", "difference"]))
@settings(max_examples=25, deadline=None)
def test_order_of_articles_does_not_matter(seed, scale):
    """Neither for the estimate nor for anything told of its uncertainty."""
    counts, sizes = random_corpus(seed)
    target = np.arange(24) < 9
    order = np.random.default_rng(seed).permutation(24)
    one = inference.compare(counts, sizes, target, scale=scale)
    other = inference.compare(counts[order], sizes[order], target[order], scale=scale)
    for name in ("estimate", "low", "high", "se", "df", "p"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-7)


@given(st.integers(0, 2**16), st.sampled_from(["log_ratio", "difference"]))
@settings(max_examples=25, deadline=None)
def test_exchanging_the_groups_turns_the_sign(seed, scale):
    """Limits change places, p stays."""
    counts, sizes = random_corpus(seed)
    target = np.arange(24) < 9
    one = inference.compare(counts, sizes, target, scale=scale)
    other = inference.compare(counts, sizes, ~target, scale=scale)
    np.testing.assert_allclose(one.estimate, -other.estimate, rtol=1e-9)
    np.testing.assert_allclose(one.low, -other.high, rtol=1e-7)
    np.testing.assert_allclose(one.p, other.p, rtol=1e-7)


@given(st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_every_article_twice_keeps_the_estimate(seed):
    """And feigns certainty: the interval shrinks, which is why duplicates must be found."""
    counts, sizes = random_corpus(seed)
    target = np.arange(24) < 9
    one = inference.compare(counts, sizes, target)
    two = inference.compare(np.tile(counts, (2, 1)), np.tile(sizes, 2), np.tile(target, 2))
    np.testing.assert_allclose(one.estimate, two.estimate, rtol=1e-9)
    told = np.isfinite(one.high - one.low)
    assert ((two.high - two.low)[told] < (one.high - one.low)[told]).all()


@given(st.integers(0, 2**16))
@settings(max_examples=15, deadline=None)
def test_dense_sparse_and_single_items_agree(seed):
    """One item asked for alone has the answer it has among others."""
    counts, sizes = random_corpus(seed)
    target = np.arange(24) < 9
    dense = inference.compare(counts, sizes, target)
    thin = inference.compare(scipy.sparse.csr_array(counts), sizes, target)
    alone = inference.compare(counts[:, 2], sizes, target)
    np.testing.assert_array_equal(dense.low, thin.low)
    assert alone.low == pytest.approx(dense.low[2], nan_ok=True)  # rare words have no interval
    assert np.ndim(alone.p) == 0


def test_an_article_in_both_groups_counts_in_each_with_its_covariance():
    """Three articles are of both authors: by hand from each article's pull on the difference."""
    first, second = np.arange(12) < 7, np.arange(12) >= 4
    found = inference.compare(COUNTS, SIZES, first, second, scale="difference")
    pulls = np.zeros(12)
    for sign, group in ((1, first), (-1, second)):
        length = SIZES[group].sum()
        ratio = COUNTS[group].sum() / length
        pull = (COUNTS - ratio * SIZES) / length / np.sqrt(1 - SIZES / length)
        pulls += sign * np.where(group, pull, 0.0)
    assert found.se == pytest.approx(np.sqrt((pulls**2).sum()), rel=1e-9)
    apart = [inference.rate(COUNTS[g], SIZES[g]) for g in (first, second)]
    assert found.estimate == pytest.approx(float(apart[0].estimate - apart[1].estimate))
    assert found.se < np.hypot(float(apart[0].se), float(apart[1].se))


def test_covariance_enters_the_ratio_too():
    """The standard error of the log ratio from the pulls on the logarithms."""
    first, second = np.arange(12) < 7, np.arange(12) >= 4
    found = inference.compare(COUNTS, SIZES, first, second)
    pulls = np.zeros(12)
    for sign, group in ((1, first), (-1, second)):
        length = SIZES[group].sum()
        ratio = COUNTS[group].sum() / length
        pull = (COUNTS - ratio * SIZES) / length / np.sqrt(1 - SIZES / length) / ratio
        pulls += sign * np.where(group, pull, 0.0)
    assert found.se == pytest.approx(np.sqrt((pulls**2).sum()) / np.log(2), rel=1e-9)
    assert found.low < found.estimate < found.high


def test_an_article_of_two_groups_counts_once_in_each():
    """Group rates of overlapping groups are those of each group by itself."""
    groups = np.stack([np.arange(12) < 7, np.arange(12) >= 4], axis=1)
    found = inference.group_rates(COUNTS, SIZES, groups)
    for place in range(2):
        inside = groups[:, place]
        alone = inference.rate(COUNTS[inside], SIZES[inside])
        assert found.low[place] == pytest.approx(float(alone.low))
        assert found.estimate[place] == pytest.approx(float(alone.estimate))


def test_the_same_articles_twice_are_no_comparison():
    """Target and reference must differ."""
    everything = np.ones(12, dtype=bool)
    with pytest.raises(AnalysisError, match="same articles"):
        inference.compare(COUNTS, SIZES, everything, everything)


def test_items_in_few_articles_are_told_but_not_judged():
    """Four articles hold the item: estimate yes, interval and p no, and the reason."""
    counts = np.where(np.isin(np.arange(12), [0, 1, 2, 3, 6, 7, 8, 9, 10]), 2.0, 0.0)
    found = inference.compare(counts, SIZES, TARGET)
    assert found.few
    assert found.reason == "few articles"
    assert np.isfinite(found.estimate)
    assert np.isnan([found.low, found.high, found.p, found.se]).all()
    assert inference.rate(counts[:6], SIZES[:6]).reason == "few articles"


def test_a_zero_cell_has_an_estimate_and_a_reason():
    """An item that one group lacks: half an occurrence stands in for none."""
    counts = np.where(TARGET, 3.0, 0.0)
    found = inference.compare(counts, np.full(12, 100.0), TARGET)
    assert found.estimate == pytest.approx(np.log2(18 / 0.5))
    assert found.reason == "few articles"
    other = inference.compare(counts, np.full(12, 100.0), ~TARGET)
    assert other.estimate == pytest.approx(-np.log2(18 / 0.5))


def test_an_item_that_never_occurs():
    """No difference, no interval, no crash."""
    found = inference.compare(np.zeros((12, 2)), SIZES, TARGET)
    np.testing.assert_array_equal(found.estimate, 0.0)
    assert found.reason.tolist() == ["few articles"] * 2
    assert inference.rate(np.zeros(12), SIZES).estimate == 0.0


def test_a_group_of_one_article_has_rates_only():
    """There is nothing to see variation in."""
    found = inference.compare(COUNTS, SIZES, np.arange(12) < 1)
    assert found.target_rate == pytest.approx(4 / 80)
    assert found.reason == "few articles"
    assert np.isnan(found.p)


def test_identical_articles_have_no_interval_and_say_so():
    """Every article has the same rate: a width of 0 would claim certainty."""
    sizes = np.full(12, 50.0)
    found = inference.compare(np.full(12, 2.0), sizes, TARGET)
    assert found.reason == "no variation"
    assert np.isnan(found.low)
    assert found.p == 1.0
    assert inference.rate(np.full(12, 2.0), sizes).reason == "no variation"
    assert inference.rate(sizes, sizes).reason == "no variation"
    apart = inference.compare(np.where(TARGET, 3.0, 1.0), sizes, TARGET)
    assert apart.reason == "no variation"
    assert np.isnan(inference.simultaneous(apart, 3.0).nearer)


def test_empty_groups_and_articles():
    """An article without text is no article; a group of such is refused."""
    sizes = np.where(TARGET, 0.0, SIZES)
    counts = np.where(TARGET, 0.0, COUNTS)
    with pytest.raises(AnalysisError, match="target group has no articles with text"):
        inference.compare(counts, sizes, TARGET)
    with pytest.raises(AnalysisError, match="no article has text"):
        inference.rate(np.zeros(3), np.zeros(3))
    with pytest.raises(AnalysisError, match="reference group has no articles"):
        inference.compare(COUNTS, SIZES, np.ones(12, dtype=bool))
    padded = inference.rate(np.append(COUNTS, 0.0), np.append(SIZES, 0.0))
    assert padded.low == pytest.approx(float(inference.rate(COUNTS, SIZES).low))


def test_impossible_input_is_named():
    """Which value, and where."""
    with pytest.raises(AnalysisError, match="oftener in an article than the article is long"):
        inference.rate([5, 200], [100, 100])
    with pytest.raises(AnalysisError, match="12 articles but sizes"):
        inference.rate(COUNTS, SIZES[:5])
    with pytest.raises(AnalysisError, match="true or false for each"):
        inference.compare(COUNTS, SIZES, np.arange(12))
    with pytest.raises(AnalysisError, match="did you mean 'log_ratio'"):
        inference.compare(COUNTS, SIZES, TARGET, scale="log-ratio")
    with pytest.raises(AnalysisError, match="confidence must lie"):
        inference.rate(COUNTS, SIZES, confidence=95)


def test_simultaneous_bound_by_hand():
    """Fieller: the ratios q for which r1 - q r2 is under 3 standard errors from 0."""
    found = inference.compare(COUNTS, SIZES, TARGET)
    bounds = inference.simultaneous(found, 3.0)
    for limit in (bounds.low, bounds.high):
        q = 2**limit
        error = np.hypot(found.target_se, q * found.reference_se)
        assert abs(found.target_rate - q * found.reference_rate) == pytest.approx(3 * error)
    assert bounds.nearer == max(bounds.low, 0.0)


@given(st.integers(0, 2**16), st.floats(0.5, 6.0))
@settings(max_examples=25, deadline=None)
def test_simultaneous_bounds_of_ratio_and_difference_agree(seed, critical):
    """Both leave 0 out for the same items."""
    counts, sizes = random_corpus(seed)
    target = np.arange(24) < 9
    claims = [
        inference.simultaneous(inference.compare(counts, sizes, target, scale=scale), critical)
        for scale in ("log_ratio", "difference")
    ]
    np.testing.assert_array_equal(claims[0].nearer != 0, claims[1].nearer != 0)
    assume((claims[0].nearer != 0).any())
    np.testing.assert_array_equal(np.sign(claims[0].nearer), np.sign(claims[1].nearer))


def test_no_width_is_no_interval():
    """A critical value of 0 is a mistake."""
    with pytest.raises(AnalysisError, match="critical must be a number above 0"):
        inference.simultaneous(inference.compare(COUNTS, SIZES, TARGET), 0.0)


def test_a_group_is_not_read_from_under_a_mask():
    """Whether the article belongs is not known, so that it cannot be left in by chance."""
    target = np.ma.masked_array(np.arange(10) < 5, np.arange(10) == 9)
    with pytest.raises(AnalysisError, match="1 of the 10 entries of target are masked"):
        inference.compare([4, 3, 5, 4, 6, 2, 1, 2, 1, 3], [100] * 10, target)


@pytest.mark.parametrize("scale", ["log_ratio", "difference"])
@pytest.mark.parametrize("share", [0.7, 0.9])
def test_one_long_article_does_not_feign_certainty(share, scale):
    """Nothing differs, but one article has most of a group's text: intervals still cover 0."""
    generator = np.random.default_rng(4)
    sizes = np.full(40, 300.0)
    sizes[0] = 300 * 19 * share / (1 - share)
    rates = generator.gamma(1.5, 0.02 / 1.5, size=(40, 1500))
    counts = np.minimum(generator.poisson(rates * sizes[:, None]), sizes[:, None])
    found = inference.compare(counts, sizes, np.arange(40) < 20, scale=scale)
    told = np.isfinite(found.low)
    assert told.sum() > 1000
    assert ((found.low <= 0) & (found.high >= 0))[told].mean() > 0.95


def test_degrees_where_one_article_is_long_by_hand():
    """Shares .8 and four of .05 beside five of .2: variances .65 and .2 enter Welch's formula."""
    sizes = [1600] + [100] * 4 + [400] * 5
    counts = [30, 1, 2, 3, 2, 5, 9, 4, 8, 6]
    found = inference.compare(counts, sizes, np.arange(10) < 5)
    first = inference.rate(counts[:5], sizes[:5]).df
    expected = 0.85**2 / (0.65**2 / first + 0.2**2 / 4)
    assert found.df == pytest.approx(expected, rel=1e-9)


def test_results_can_be_compared_and_looked_up():
    """Two of them are two, whatever they hold; NumPy has no one answer for arrays."""
    one, other = (inference.rate(COUNTS, SIZES) for _ in range(2))
    assert one == one
    assert one != other
    assert len({one, other}) == 2
