"""Two groups compared within the levels of a second variable."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import AnalysisError
from toolkit.stats import inference

EVENT = np.array(["war"] * 10 + ["gas"] * 10)
TARGET = np.array([True] * 7 + [False] * 3 + [True] * 3 + [False] * 7)


def made(seed, rate_war=0.06, rate_gas=0.02, effect=1.0):
    generator = np.random.default_rng(seed)
    sizes = generator.integers(100, 300, 20).astype(float)
    rate = np.where(EVENT == "war", rate_war, rate_gas) * np.where(TARGET, effect, 1.0)
    return generator.poisson(sizes * rate).astype(float), sizes


def test_ratio_is_the_mantel_haenszel_rate_ratio():
    """Sum of a T0 / T over sum of b T1 / T (Rothman, Greenland and Lash 2008, equation 15-13)."""
    counts, sizes = made(1)
    above = below = 0.0
    for level in ("war", "gas"):
        here = level == EVENT
        a, b = counts[here & TARGET].sum(), counts[here & ~TARGET].sum()
        one, two = sizes[here & TARGET].sum(), sizes[here & ~TARGET].sum()
        above += a * two / (one + two)
        below += b * one / (one + two)
    found = inference.adjusted(counts, sizes, TARGET, EVENT)
    assert 2**found.estimate == pytest.approx(above / below, rel=1e-12)


def test_standard_weights_are_direct_standardisation():
    """Rates within each event, weighted by the event's share of all text."""
    counts, sizes = made(2)
    expected = 0.0
    for level in ("war", "gas"):
        here = level == EVENT
        rates = [counts[here & g].sum() / sizes[here & g].sum() for g in (TARGET, ~TARGET)]
        expected += sizes[here].sum() / sizes.sum() * (rates[0] - rates[1])
    options = {"scale": "difference", "weights": "standard"}
    found = inference.adjusted(counts, sizes, TARGET, EVENT, **options)
    assert found.estimate == pytest.approx(expected, rel=1e-10)


@given(st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_balanced_events_leave_the_raw_estimate(seed):
    """Both authors write the same share of each event: nothing is to be adjusted."""
    generator = np.random.default_rng(seed)
    sizes = np.full(24, 100.0)
    event = np.tile(["war", "war", "gas"], 8)
    target = np.arange(24) < 12
    counts = 1 + generator.poisson(4.0, 24)
    raw = inference.compare(counts, sizes, target)
    within = inference.adjusted(counts, sizes, target, event)
    assert within.estimate == pytest.approx(float(raw.estimate), abs=1e-12)
    assert within.target_rate == pytest.approx(float(raw.target_rate))


def test_one_stratum_is_the_raw_comparison():
    """Estimate and limits, with the two groups' deviations from their own rates."""
    counts, sizes = made(3)
    raw = inference.compare(counts, sizes, TARGET)
    within = inference.adjusted(counts, sizes, TARGET, ["all"] * 20)
    assert within.estimate == pytest.approx(float(raw.estimate))
    assert within.se == pytest.approx(float(raw.se), rel=1e-9)


def test_confounding_goes_and_effects_stay():
    """The event triples the rate: raw it looks like the author; a true doubling stays."""
    raw, within, doubled = [], [], []
    for seed in range(40):
        counts, sizes = made(seed)
        raw.append(float(inference.compare(counts, sizes, TARGET).estimate))
        within.append(float(inference.adjusted(counts, sizes, TARGET, EVENT).estimate))
        counts, sizes = made(seed, effect=2.0)
        doubled.append(float(inference.adjusted(counts, sizes, TARGET, EVENT).estimate))
    assert np.mean(raw) > 0.4
    assert abs(np.mean(within)) < 0.06
    assert np.mean(doubled) == pytest.approx(1.0, abs=0.08)


def test_false_findings_within_events_are_one_in_twenty():
    """Four hundred made corpora in which only the events differ."""
    hits = []
    for seed in range(400):
        counts, sizes = made(seed)
        hits.append(inference.adjusted(counts, sizes, TARGET, EVENT).p < 0.05)
    assert 0.02 < np.mean(hits) < 0.085


def test_exchanging_the_groups_turns_the_sign():
    """Limits change places."""
    counts, sizes = made(5)
    one = inference.adjusted(counts, sizes, TARGET, EVENT)
    other = inference.adjusted(counts, sizes, ~TARGET, EVENT)
    assert one.estimate == pytest.approx(-float(other.estimate))
    assert one.low == pytest.approx(-float(other.high))
    assert one.p == pytest.approx(float(other.p))


def test_order_of_articles_and_names_of_levels_do_not_matter():
    """Only which articles share a level."""
    counts, sizes = made(6)
    order = np.random.default_rng(0).permutation(20)
    one = inference.adjusted(counts, sizes, TARGET, EVENT)
    renamed = np.where(EVENT == "war", 7, 3)
    other = inference.adjusted(counts[order], sizes[order], TARGET[order], renamed[order])
    for name in ("estimate", "low", "high", "p"):
        assert getattr(one, name) == pytest.approx(float(getattr(other, name)), rel=1e-9)


@pytest.mark.parametrize("blank", [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT])
def test_articles_without_a_level_are_refused(blank):
    """What is missing is no level that two articles share; outside of the groups it may be."""
    event = EVENT.astype(object)
    event[[3, 12]] = blank
    counts, sizes = made(8)
    told = "2 of the 20 articles compared have no level of the second variable, .* position 3"
    with pytest.raises(AnalysisError, match=told):
        inference.adjusted(counts, sizes, TARGET, event)
    with pytest.raises(AnalysisError, match=told):
        inference.permutation(counts, sizes, TARGET, strata=event)
    with pytest.raises(AnalysisError, match=told):
        inference.effect_weights(sizes, TARGET, ~TARGET, event)
    known = np.isin(np.arange(20), [3, 12], invert=True)
    left_out = inference.adjusted(counts, sizes, TARGET & known, event, ~TARGET & known)
    shorter = inference.adjusted(counts[known], sizes[known], TARGET[known], EVENT[known])
    assert left_out.estimate == pytest.approx(float(shorter.estimate))


def test_levels_of_one_group_are_left_out_and_counted():
    """They are named, and the share of articles used is told."""
    event = np.array(["war"] * 10 + ["gas"] * 6 + ["visit"] * 4)
    target = TARGET.copy()
    target[16:] = False
    found = inference.adjusted(*made(7), target, event)
    assert found.strata_used == ("gas", "war")
    assert found.strata_left_out == ("visit",)
    assert found.share_used == pytest.approx(16 / 20)


@pytest.mark.parametrize("scale", ["difference", "log_ratio"])
def test_no_difference_is_exactly_none(scale):
    """Both groups have the same articles, in another order: sums differ in their last digits."""
    for seed in range(40):
        generator = np.random.default_rng(seed)
        counts, more = generator.integers(0, 5, 12), generator.integers(1, 5, 12)
        both = [np.concatenate([part, part[::-1]]) for part in (counts, counts + more)]
        level = generator.integers(0, 3, 12)
        target, levels = np.arange(24) < 12, np.concatenate([level, level[::-1]])
        for weights in ("standard", "mantel_haenszel"):
            found = inference.adjusted(*both, target, levels, scale=scale, weights=weights)
            assert found.estimate == 0


def test_corners_have_answers():
    """No common level; one article a side; nothing counted."""
    counts, sizes = made(8)
    with pytest.raises(AnalysisError, match="no level of the second variable"):
        inference.adjusted(counts, sizes, TARGET, TARGET.tolist())
    with pytest.raises(AnalysisError, match="one level for each of the 20"):
        inference.adjusted(counts, sizes, TARGET, ["war"])
    nothing = inference.adjusted(np.zeros(20), sizes, TARGET, EVENT)
    assert nothing.estimate == 0.0
    assert nothing.reason == "few articles"
    tiny = inference.adjusted([3, 4], [10, 10], np.array([True, False]), ["a", "a"])
    assert tiny.reason == "few articles"
    assert np.isnan(tiny.p)
