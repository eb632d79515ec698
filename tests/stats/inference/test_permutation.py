"""Labels of articles exchanged: beside full enumeration, under no difference, and in corners."""

from __future__ import annotations

import sys
from functools import partial
from itertools import combinations

import numpy as np
import pytest
import scipy

from toolkit.errors import AnalysisError
from toolkit.stats import inference, multiple

COUNTS = np.array([[5, 1], [6, 2], [4, 1], [7, 0], [3, 2], [2, 3], [1, 1], [2, 2], [4, 1], [1, 0]])
TARGET = np.arange(10) < 5


def studentised(counts, sizes, target):
    """The difference of rates over its standard error under no difference, article by article."""
    sides = [sizes[target].sum(), sizes[~target].sum()]
    total = sum(sides)
    common = counts.sum() / total
    difference = counts[target].sum() / sides[0] - counts[~target].sum() / sides[1]
    variance = 0.0
    balance = sides[0] * sides[1] / total
    for count, size, inside in zip(counts, sizes, target, strict=True):
        centred = inside - sides[0] / total
        leverage = size / total + size * centred**2 / balance
        variance += ((centred / balance) * (count - common * size)) ** 2 / (1 - leverage)
    return difference / np.sqrt(variance)


def test_statistic_by_hand():
    """Articles of different lengths, two items."""
    sizes = np.array([80, 100, 120, 90, 110, 150, 70, 100, 95, 105], dtype=float)
    found = inference.permutation(COUNTS, sizes, TARGET, replicates=19)
    by_hand = [studentised(COUNTS[:, item], sizes, TARGET) for item in range(2)]
    np.testing.assert_allclose(found.statistic, by_hand, rtol=1e-4)


def test_p_is_that_of_all_permutations():
    """252 ways to deal ten labels, counted one by one; ties count half."""
    sizes = np.full(10, 100.0)
    found = inference.permutation(COUNTS, sizes, TARGET, replicates=20_000, seed=3)
    every = []
    for chosen in combinations(range(10), 5):
        labels = np.isin(np.arange(10), chosen)
        every.append([abs(studentised(COUNTS[:, item], sizes, labels)) for item in range(2)])
    every = np.array(every)
    for item in range(2):
        observed = abs(studentised(COUNTS[:, item], sizes, TARGET))
        ties = np.isclose(every[:, item], observed)
        exact = ((every[:, item] > observed) & ~ties).mean() + ties.mean() / 2
        assert found.p[item] == pytest.approx(exact, abs=0.01)
        largest = every.max(axis=1)
        family = (largest >= observed * (1 - 1e-9)).mean()
        assert found.p_adjusted[item] == pytest.approx(family, abs=0.012)


def test_exchanging_the_groups_turns_the_sign():
    """The same labels under another name."""
    sizes = np.arange(100.0, 200.0, 10.0)
    one = inference.permutation(COUNTS, sizes, TARGET, replicates=999)
    other = inference.permutation(COUNTS, sizes, ~TARGET, replicates=999)
    np.testing.assert_allclose(one.statistic, -other.statistic, rtol=1e-5)
    np.testing.assert_allclose(one.p, other.p, atol=0.04)


def test_seed_decides_and_order_does_not():
    """The same seed gives the same p; another order of articles changes it by chance alone."""
    sizes = np.arange(100.0, 200.0, 10.0)
    one = inference.permutation(COUNTS, sizes, TARGET, seed=5)
    again = inference.permutation(COUNTS, sizes, TARGET, seed=5)
    np.testing.assert_array_equal(one.p, again.p)
    order = np.random.default_rng(1).permutation(10)
    moved = inference.permutation(COUNTS[order], sizes[order], TARGET[order], seed=5)
    np.testing.assert_allclose(one.statistic, moved.statistic, rtol=1e-4)
    np.testing.assert_allclose(one.p, moved.p, atol=0.04)


def no_difference(seed, articles=24, items=8):
    generator = np.random.default_rng(seed)
    sizes = generator.integers(80, 400, articles).astype(float)
    lively = generator.gamma(2.0, 0.5, (articles, items))
    return generator.poisson(sizes[:, None] * 0.03 * lively), sizes


def test_p_is_uniform_where_nothing_differs():
    """Three hundred made corpora, groups of 8 and 16: p of one item, and the family-wise p."""
    target = np.arange(24) < 8
    alone, family = [], []
    for seed in range(300):
        counts, sizes = no_difference(seed)
        found = inference.permutation(counts, sizes, target, replicates=199, seed=seed)
        alone.append(found.p[0])
        family.append(found.p_adjusted.min())
    assert scipy.stats.kstest(alone, "uniform").pvalue > 0.01
    assert scipy.stats.kstest(family, "uniform").pvalue > 0.01
    # 300 draws at 5 %: more than 9 % would be seen in 1 of 500 studies.
    assert np.mean(np.array(family) < 0.05) < 0.09


def test_small_p_are_carried_on_as_more_permutations_would_show():
    """What 199 permutations estimate is what 50,000 count, within a factor of two and a half."""
    counts, sizes = no_difference(7, articles=40, items=30)
    target = np.arange(40) < 20
    counts[target, :3] *= np.array([3, 2, 2])
    sizes[target] *= 1.1
    few = [inference.permutation(counts, sizes, target, replicates=199, seed=s) for s in range(5)]
    many = inference.permutation(counts, sizes, target, replicates=50_000, seed=9)
    rare = (many.p < 0.01) & (many.p > 2e-4)
    assert rare.any()
    middle = np.median([found.p for found in few], axis=0)
    ratio = middle[rare] / many.p[rare]
    assert ((ratio > 0.4) & (ratio < 2.5)).all()


def test_a_great_difference_survives_the_adjustments():
    """No floor at 1 / (replicates + 1): one true word among two hundred is found by all three."""
    counts, sizes = no_difference(3, articles=40, items=200)
    target = np.arange(40) < 20
    counts[:, 0] = np.where(target, 8, 1) + np.arange(40) % 2
    found = inference.permutation(counts, sizes, target, replicates=999)
    assert found.p[0] < 1e-4
    for method in ("bh", "holm", "bonferroni"):
        assert multiple.adjust(found.p, method)[0] < 0.05
    assert found.p_adjusted[0] == pytest.approx(1 / 1000)


def test_labels_are_exchanged_within_strata():
    """The rate depends on the event alone: raw the authors differ, within events they do not."""
    event = np.array(["war"] * 12 + ["gas"] * 12)
    target = np.array([True] * 9 + [False] * 3 + [True] * 3 + [False] * 9)
    sizes = np.full(24, 200.0)
    raw, within = [], []
    for seed in range(60):
        counts = np.random.default_rng(seed).poisson(np.where(event == "war", 12, 2))
        options = {"replicates": 199, "seed": seed}
        raw.append(inference.permutation(counts, sizes, target, **options).p < 0.05)
        blocked = inference.permutation(counts, sizes, target, strata=event, **options)
        within.append(blocked.p < 0.05)
    assert np.mean(raw) > 0.5
    assert np.mean(within) < 0.13


def test_strata_of_one_group_alone_take_no_part():
    """An event that only one author writes about can say nothing."""
    event = np.array(["a"] * 10 + ["b"] * 4)
    target = np.concatenate([np.arange(10) < 5, np.ones(4, dtype=bool)])
    counts = np.concatenate([COUNTS[:, 0], [50, 60, 70, 80]])
    sizes = np.full(14, 100.0)
    found = inference.permutation(counts, sizes, target, strata=event, seed=2)
    alone = inference.permutation(COUNTS[:, 0], sizes[:10], TARGET, seed=2)
    assert found.statistic == pytest.approx(float(alone.statistic), rel=1e-5)


def test_groups_that_no_exchange_changes_have_no_bound():
    """One article against one: p is 1, the simultaneous interval endless."""
    found = inference.permutation([[3], [5]], [10, 10], np.array([True, False]), replicates=99)
    assert found.critical == np.inf
    assert found.p[0] > 0.4
    assert found.p_adjusted[0] == 1.0


def test_items_without_variation_differ_in_nothing():
    """All counts zero, or the same rate everywhere: p is not small, and no number is missing."""
    counts = np.stack([np.zeros(10), np.full(10, 3.0), COUNTS[:, 0]], axis=1)
    found = inference.permutation(counts, np.full(10, 100.0), TARGET, replicates=99)
    assert found.statistic[:2].tolist() == [0.0, 0.0]
    assert (found.p[:2] >= 0.5).all()
    assert np.isfinite(found.p).all()


def test_simultaneous_interval_claims_what_the_family_p_does():
    """Articles of one length: the interval leaves 0 out where the adjusted p is under 5 %."""
    disagreements = 0
    for seed in range(20):
        generator = np.random.default_rng(seed)
        target = np.arange(30) < 15
        counts = generator.poisson(np.where(target[:, None], 5.0, 3.5), (30, 12))
        sizes = np.full(30, 100.0)
        test = inference.permutation(counts, sizes, target, replicates=499, seed=seed)
        found = inference.compare(counts, sizes, target, scale="difference")
        bound = inference.simultaneous(found, test.critical).nearer
        disagreements += int(((bound != 0) != (test.p_adjusted < 0.05)).sum())
    assert disagreements <= 5  # of 240


def test_articles_of_both_groups_cannot_be_dealt():
    """An article of two authors has both labels: said, with what to do."""
    with pytest.raises(AnalysisError, match="leave articles of both authors out"):
        inference.permutation(COUNTS, np.full(10, 100.0), TARGET, np.arange(10) > 3)


def test_wrong_calls_are_clear():
    """Too few permutations for 5 %, no level in common."""
    with pytest.raises(AnalysisError, match="replicates must be a whole number of at least 19"):
        inference.permutation(COUNTS, np.full(10, 100.0), TARGET, replicates=10)
    with pytest.raises(AnalysisError, match="no level of the second variable"):
        inference.permutation(COUNTS, np.full(10, 100.0), TARGET, strata=TARGET.tolist())


@pytest.mark.parametrize("strata", [None, np.arange(40) % 3])
def test_blocks_change_nothing(strata, monkeypatch):
    """Many articles are dealt a few permutations at a time, many items some at a time."""
    counts = np.random.default_rng(2).poisson([0.3, 2, 5, 0.1, 1], (40, 5))
    sizes = counts.sum(axis=1) + np.arange(40) + 20
    ask = partial(inference.permutation, counts, sizes, np.arange(40) < 15, strata=strata)
    whole = ask(replicates=99, seed=4)
    module = sys.modules["toolkit.stats.inference.permutation"]
    monkeypatch.setattr(module, "_VALUES_AT_ONCE", 40)  # 16 permutations, the fewest
    monkeypatch.setattr(module, "_ITEMS_AT_ONCE", 2)
    monkeypatch.setattr(module, "_ARTICLES_AT_ONCE", 7)
    blocks = ask(replicates=99, seed=4)
    for name in ("statistic", "p", "p_adjusted", "critical"):
        np.testing.assert_allclose(getattr(blocks, name), getattr(whole, name), rtol=1e-5)


def test_without_items_there_is_nothing_to_test():
    """An empty table is refused in words; rates of no item are no rates."""
    nothing, sizes, first = np.zeros((10, 0)), [100] * 10, np.arange(10) < 5
    for test in (
        lambda: inference.permutation(nothing, sizes, first),
        lambda: inference.differ(nothing, sizes, first.astype(int)),
    ):
        with pytest.raises(AnalysisError, match="has no item"):
            test()
    assert inference.compare(nothing, sizes, first).estimate.shape == (0,)
