"""Prevalence corrected for errors of coding, or withheld."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import AnalysisError
from toolkit.stats import inference
from toolkit.stats.inference import Validation

PRESENT = np.array([3, 2, 4, 1, 2, 3, 1, 1, 2, 1, 0, 1], dtype=float)
SIZES = np.full(12, 10.0)
TARGET = np.arange(12) < 6


def test_estimate_by_hand():
    """Apparent .25, sensitivity .8, specificity .95: (.25 + .95 - 1) / (.8 + .95 - 1) = .2667."""
    found = inference.corrected_prevalence(
        inference.rate(PRESENT[:6], SIZES[:6]), Validation(40, 10, 95, 5)
    )
    assert found.apparent == pytest.approx(0.25)
    assert found.estimate == pytest.approx(0.2 / 0.75)


def test_perfect_coding_needs_no_correction():
    """A hundred thousand units without an error: the estimate stays, the interval nearly."""
    apparent = inference.rate(PRESENT, SIZES)
    found = inference.corrected_prevalence(apparent, Validation(100_000, 0, 100_000, 0))
    assert found.estimate == pytest.approx(float(apparent.estimate))
    assert found.low == pytest.approx(float(apparent.low), abs=0.01)
    assert found.high == pytest.approx(float(apparent.high), abs=0.01)


def test_interval_is_that_of_lang_and_reiczigel():
    """Their equations, one after the other, with t for z and effective units for paragraphs."""
    from scipy import stats

    apparent = inference.rate(PRESENT, SIZES)
    found = inference.corrected_prevalence(apparent, Validation(40, 10, 95, 5))
    p = float(apparent.estimate)
    n = p * (1 - p) / float(apparent.se) ** 2
    z = stats.t.ppf(0.975, float(apparent.df))
    n_se, n_sp = 50, 100
    n2, p2 = n + z**2, (n * p + z**2 / 2) / (n + z**2)
    se2, sp2 = (n_se * 0.8 + 1) / (n_se + 2), (n_sp * 0.95 + 1) / (n_sp + 2)
    prevalence = (p2 + sp2 - 1) / (se2 + sp2 - 1)
    shift = 2 * z**2 * (
        prevalence * se2 * (1 - se2) / (n_se + 2) - (1 - prevalence) * sp2 * (1 - sp2) / (n_sp + 2)
    )  # fmt: skip
    spread = (
        z
        / (se2 + sp2 - 1)
        * np.sqrt(
            p2 * (1 - p2) / n2
            + prevalence**2 * se2 * (1 - se2) / (n_se + 2)
            + (1 - prevalence) ** 2 * sp2 * (1 - sp2) / (n_sp + 2)
        )
    )
    assert found.low == pytest.approx(prevalence + shift - spread, rel=1e-9)
    assert found.high == pytest.approx(prevalence + shift + spread, rel=1e-9)


def test_intervals_cover_the_truth():
    """Prevalence .3 in 400 made studies of 30 articles, validated on 60 and 140 units."""
    covered = []
    for seed in range(400):
        generator = np.random.default_rng(seed)
        sizes = generator.integers(4, 12, 30)
        truth = generator.binomial(sizes, generator.beta(3, 7, 30))
        coded = generator.binomial(truth, 0.7) + generator.binomial(sizes - truth, 0.06)
        hits, left = generator.binomial(60, 0.7), generator.binomial(140, 0.94)
        found = inference.corrected_prevalence(
            inference.rate(coded, sizes), Validation(hits, 60 - hits, left, 140 - left)
        )
        covered.append(bool(found.low <= 0.3 <= found.high))
    assert 0.92 < np.mean(covered) < 0.985


def test_a_recall_near_nothing_withholds_the_correction():
    """Recall .05: a share of .05 would come out as .86; the reason tells both rates and their n."""
    poor = Validation(2, 38, 98, 2)
    with pytest.raises(AnalysisError, match=r"recall 0.05 \(n = 40\).*withheld"):
        inference.corrected_prevalence(inference.rate(PRESENT, SIZES), poor)
    found = inference.compare(PRESENT, SIZES, TARGET, scale="difference")
    with pytest.raises(AnalysisError, match="more than five"):
        inference.corrected_difference(found, poor)


def test_a_validation_of_few_units_withholds_it_too():
    """Recall .6 on five paragraphs may be .1; the same on two hundred may not."""
    apparent = inference.rate(PRESENT, SIZES)
    with pytest.raises(AnalysisError, match="code more paragraphs"):
        inference.corrected_prevalence(apparent, Validation(2, 3, 95, 5))
    assert inference.corrected_prevalence(apparent, Validation(80, 120, 95, 5)).estimate > 0


def test_coding_no_better_than_chance_is_refused():
    """Recall .3 and specificity .5."""
    with pytest.raises(AnalysisError, match="no better than chance"):
        inference.corrected_prevalence(inference.rate(PRESENT, SIZES), Validation(12, 28, 30, 30))


@given(
    *[st.integers(0, 300) for _ in range(4)],
)
def test_a_correction_that_is_given_multiplies_by_five_at_most(hit, missed, left, wrong):
    """Whatever the validation."""
    if not hit + missed or not left + wrong:
        return
    validation = Validation(hit, missed, left, wrong)
    try:
        found = inference.corrected_prevalence(inference.rate(PRESENT, SIZES), validation)
    except AnalysisError:
        return
    assert validation.skill > 0.2
    assert 0 <= found.low <= found.high <= 1


def test_corrected_difference_by_hand():
    """The limits d solve (D - d J)^2 = t^2 (v + d^2 w)."""
    from scipy import stats

    found = inference.compare(PRESENT, SIZES, TARGET, scale="difference")
    validation = Validation(40, 10, 95, 5)
    estimate, low, high = inference.corrected_difference(found, validation)
    assert estimate == pytest.approx(float(found.estimate) / 0.75)
    t = stats.t.ppf(0.975, float(found.df))
    spread = (41 / 52) * (11 / 52) / 52 + (96 / 102) * (6 / 102) / 102
    for limit in (low, high):
        left = (float(found.estimate) - limit * 0.75) ** 2
        assert left == pytest.approx(t**2 * (float(found.se) ** 2 + limit**2 * spread))
    assert (low > 0) == (found.low > 0)
    turned = inference.compare(PRESENT, SIZES, ~TARGET, scale="difference")
    _, other_low, other_high = inference.corrected_difference(turned, validation)
    assert (other_low, other_high) == pytest.approx((-high, -low))


def test_ratios_are_not_corrected():
    """A ratio needs another formula; the message says which scale to ask for."""
    with pytest.raises(AnalysisError, match="scale='difference'"):
        inference.corrected_difference(
            inference.compare(PRESENT, SIZES, TARGET), Validation(40, 10, 95, 5)
        )


def test_few_articles_have_a_corrected_share_without_interval():
    """What is not known of the raw share is not known of the corrected one."""
    coded = np.where(np.arange(12) < 3, 2.0, 0.0)
    found = inference.corrected_prevalence(inference.rate(coded, SIZES), Validation(40, 10, 95, 5))
    assert np.isnan(found.low)
    assert np.isfinite(found.estimate)


def test_validation_needs_units_of_both_kinds():
    """And no negative ones."""
    with pytest.raises(AnalysisError, match="0 units with the code"):
        Validation(0, 0, 10, 2)
    with pytest.raises(AnalysisError, match="at least 0"):
        Validation(3, -1, 10, 2)
    with pytest.raises(AnalysisError, match="true_positive must be finite"):
        Validation(float("nan"), 1, 10, 2)


def test_paragraphs_are_counted_by_article():
    """Five paragraphs of two articles, and a third without any."""
    coded = inference.by_article([1, 0, 0, 1, 1], [0, 0, 0, 1, 1], 3)
    assert coded.counts.tolist() == [1, 2, 0]
    assert coded.sizes.tolist() == [3, 2, 0]
    with pytest.raises(AnalysisError, match="0 or 1"):
        inference.by_article([2], [0])
    with pytest.raises(AnalysisError, match="rows from 0 to 1"):
        inference.by_article([1, 0], [0, 2], 2)
