"""Bootstrap-t: beside a plain loop over the same draws, and where resamples lack the item."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.errors import AnalysisError
from toolkit.stats import inference

COUNTS = np.array([4, 3, 5, 4, 6, 7, 2, 1, 2, 1, 3, 2], dtype=float)
SIZES = np.array([80, 100, 120, 90, 110, 150, 70, 100, 95, 105, 130, 60], dtype=float)
TARGET = np.arange(12) < 6


def ratio_and_error(counts, sizes):
    """Rate and HC2 standard error; an article drawn k times is k articles of the same length."""
    total = sizes.sum()
    rate = counts.sum() / total
    return rate, np.sqrt(((counts - rate * sizes) ** 2 / (1 - sizes / total)).sum()) / total


def test_interval_of_a_rate_is_that_of_a_loop():
    """199 resamples, one at a time, with the same generator; limits at their 5th place."""
    found = inference.bootstrap_rate(COUNTS, SIZES, replicates=199, seed=4)
    rate, error = ratio_and_error(COUNTS, SIZES)
    draws = np.random.default_rng(4).multinomial(12, np.full(12, 1 / 12), size=199)
    drawn = []
    for times in draws:
        # The variance divides by 1 less the share of the article once, as for whole corpora.
        rows = np.repeat(np.arange(12), times)
        again, spread = ratio_and_error(COUNTS[rows], SIZES[rows])
        drawn.append((again - rate) / spread)
    drawn = np.sort(drawn)
    assert found.low == pytest.approx(rate - drawn[-5] * error, rel=1e-4)
    assert found.high == pytest.approx(rate - drawn[4] * error, rel=1e-4)


def test_interval_of_a_difference_is_that_of_a_loop():
    """Both groups drawn in turn."""
    options = {"scale": "difference", "replicates": 199, "seed": 8}
    found = inference.bootstrap_compare(COUNTS, SIZES, TARGET, **options)
    generator = np.random.default_rng(8)
    rates, errors, again = [], [], []
    for group in (TARGET, ~TARGET):
        y, m = COUNTS[group], SIZES[group]
        rate, error = ratio_and_error(y, m)
        rates.append(rate)
        errors.append(error)
        draws = generator.multinomial(6, np.full(6, 1 / 6), size=199)
        again.append([ratio_and_error(np.repeat(y, times), np.repeat(m, times)) for times in draws])
    first, second = np.array(again[0]), np.array(again[1])
    gap = rates[0] - rates[1]
    drawn = first[:, 0] - second[:, 0] - gap
    drawn = np.sort(drawn / np.hypot(first[:, 1], second[:, 1]))
    error = np.hypot(*errors)
    assert found.low == pytest.approx(gap - drawn[-5] * error, rel=1e-3)
    assert found.high == pytest.approx(gap - drawn[4] * error, rel=1e-3)


def test_many_articles_give_the_interval_of_student():
    """Two hundred articles a group: both methods within a tenth of the width."""
    generator = np.random.default_rng(0)
    counts, sizes = generator.poisson(6.0, 400), generator.integers(80, 120, 400).astype(float)
    target = np.arange(400) < 200
    drawn = inference.bootstrap_compare(counts, sizes, target, replicates=4000)
    student = inference.compare(counts, sizes, target)
    width = float(student.high - student.low)
    assert drawn.low == pytest.approx(float(student.low), abs=0.1 * width)
    assert drawn.high == pytest.approx(float(student.high), abs=0.1 * width)


def test_skewness_is_followed():
    """One article with many: the upper limit lies farther off."""
    found = inference.bootstrap_rate([2, 1, 3, 2, 2, 1, 12, 1], [100] * 8)
    assert found.high - found.estimate > 1.5 * (found.estimate - found.low)


def test_same_seed_same_interval():
    """And another seed gives another."""
    one, again, other = (
        inference.bootstrap_compare(COUNTS, SIZES, TARGET, seed=seed, replicates=299)
        for seed in (1, 1, 2)
    )
    assert (one.low, one.high) == (again.low, again.high)
    assert one.low != other.low


def test_items_do_not_disturb_each_other():
    """An item has the same interval alone and among two thousand."""
    generator = np.random.default_rng(5)
    many = np.concatenate([generator.poisson(3.0, (12, 2000)), COUNTS[:, None]], axis=1)
    many = np.minimum(many, SIZES[:, None])
    alone = inference.bootstrap_compare(COUNTS, SIZES, TARGET, replicates=199)
    among = inference.bootstrap_compare(many, SIZES, TARGET, replicates=199)
    assert among.low[-1] == pytest.approx(float(alone.low), rel=1e-5)


def test_corners_have_answers():
    """Few articles, nothing counted, identical articles, too few resamples."""
    nothing = inference.bootstrap_compare(np.zeros(12), SIZES, TARGET, replicates=199)
    assert nothing.reason == "few articles"
    same = inference.bootstrap_rate(np.full(12, 2.0), np.full(12, 100.0), replicates=199)
    assert same.reason == "no variation"
    with pytest.raises(AnalysisError, match="replicates must be a whole number of at least 199"):
        inference.bootstrap_rate(COUNTS, SIZES, replicates=100)
