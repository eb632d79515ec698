"""Definitions of other tools, and the options that give their numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from toolkit.errors import AnalysisError
from toolkit.stats import agreement, dispersion, diversity
from toolkit.stats.association import association
from toolkit.stats.dispersion import dispersion_index, dispersion_positions

codes = st.lists(
    st.tuples(st.sampled_from([1, 2, 4, 7]), st.sampled_from([1, 2, 4, 7])), min_size=2, max_size=40
)


@given(codes, st.sampled_from(["linear", "quadratic"]))
def test_weighted_kappa_is_that_of_scikit_learn(pairs, weights):
    """A step leads to the next code that occurs, whatever the numbers are."""
    from sklearn.metrics import cohen_kappa_score

    first, second = zip(*pairs, strict=True)
    found = agreement.cohen_kappa(first, second, weights=weights)
    if len({*first, *second}) == 1:
        assert math.isnan(found)
    else:
        expected = cohen_kappa_score(first, second, weights=weights)
        assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_weights_need_numbers_and_a_name():
    """Words have no steps between them."""
    with pytest.raises(AnalysisError, match="codes must be numbers"):
        agreement.cohen_kappa(["a", "b"], ["b", "b"], weights="linear")
    with pytest.raises(AnalysisError, match="unknown weights 'square'"):
        agreement.cohen_kappa([1, 2], [2, 2], weights="square")


def test_indices_with_natural_logarithms_are_those_of_lexicalrichness():
    """39 types and 57 tokens: its formulas are of ``math.log``, and its Maas is squared."""
    words = [*range(39), *range(18)]
    types, tokens = math.log(39), math.log(57)
    expected = {
        "dugast_u": tokens**2 / (tokens - types),
        "summer_s": math.log(types) / math.log(tokens),
        "maas": math.sqrt((tokens - types) / tokens**2),
    }
    for measure, value in expected.items():
        assert_allclose(diversity.index(words, measure, base=math.e), value, rtol=1e-12)
        assert diversity.index(words, measure) != pytest.approx(value, rel=1e-3)
    assert_allclose(diversity.index(words, "entropy", base=2**0.5), 2 * entropy(words))


def entropy(words):
    share = np.unique(words, return_counts=True)[1] / len(words)
    return -sum(p * math.log2(p) for p in share)


def test_the_base_is_an_option_of_few():
    """Guiraud's R has no logarithm, Herdan's C a ratio of two."""
    with pytest.raises(AnalysisError, match="'guiraud_r' has no option 'base'"):
        diversity.index([1, 2], "guiraud_r", base=2)
    for base in (1, 0.5, float("nan"), "e"):
        with pytest.raises(AnalysisError, match="base"):
            diversity.index([1, 2, 1], "maas", base=base)


def test_a_text_without_repetition_has_no_mtld():
    """No part of a factor is complete; lexicalrichness gives the length of the text."""
    assert math.isnan(diversity.mtld(range(30)))


def test_dp_over_the_smallest_part_that_holds_the_word():
    """Parts of 10, 20 and 70 words; the word stands in the last two, 3 times each.

    DP = (0.1 + 0.3 + 0.2) / 2; the smallest part of all is 0.1, that with the word 0.2.
    """
    counts, sizes = [0, 3, 3], [10, 20, 70]
    assert_allclose(dispersion(counts, sizes, "dp"), 0.3)
    assert_allclose(dispersion(counts, sizes, "dp_norm"), 0.3 / 0.9)
    assert_allclose(dispersion(counts, sizes, "dp_norm", smallest="holding"), 0.3 / 0.8)


def test_a_word_of_one_part_is_wholly_uneven_by_the_part_that_holds_it():
    """In the largest part alone it is as uneven as there it can be: 1; less by all parts."""
    counts = np.array([[0, 4], [5, 0]])
    found = dispersion(counts, [10, 90], "dp_norm", smallest="holding")
    assert_allclose(found, [1, 1])
    assert_allclose(dispersion(counts, [10, 90], "dp_norm"), [0.1 / 0.9, 1])
    assert np.isnan(dispersion([0, 0], [10, 90], "dp_norm", smallest="holding"))


def test_z_with_the_variance_of_a_share():
    """10 of 50 places where each holds the word with probability 0.1: 5 expected, variance 4.5."""
    assert_allclose(association(10, 50, 100, 1_000, "z"), 5 / 5**0.5)
    assert_allclose(association(10, 50, 100, 1_000, "z", variance="binomial"), 5 / 4.5**0.5)


def test_nothing_outside_is_nothing_to_compare_with():
    """Where all places are in windows no rate outside them exists."""
    for measure in ("log_ratio", "delta_p_1"):
        assert np.isnan(association(3, 10, 3, 10, measure))
    assert np.isnan(association(3, 3, 10, 10, "delta_p_2"))
    # half a count stands for no occurrence outside, as long as there is an outside
    assert_allclose(association(3, 9, 3, 10, "log_ratio"), np.log2((3 / 9) / (0.5 / 1)))


def test_a_word_in_one_part_has_an_entropy_of_zero_without_a_sign():
    assert not np.signbit(dispersion([5, 0, 0], [10, 10, 10], "carroll_d2"))


@pytest.mark.parametrize(
    ("offsets", "positions", "n", "message"),
    [
        ([1, 2], [0, 5], 10, "rise from 0 to the number of positions, 2"),
        ([0, 3, 2], [0, 5], 10, "rise from 0 to the number of positions, 2"),
        ([0, 1], [0, 5], 10, "rise from 0 to the number of positions, 2"),
        ([0], [], 10, "two numbers at least"),
        ([0, 2], [0.5, 1], 10, "a position is a whole number"),
        ([0, 2], [0, 5], "ten", "n holds something that is not a number"),
        ([0, 2], [0, 10], 10, "past the end of the corpus"),
        ([0, 2], [5, 5], 10, "must ascend"),
    ],
)
def test_places_that_cannot_be_are_refused(offsets, positions, n, message):
    with pytest.raises(AnalysisError, match=message):
        dispersion_index(offsets, positions, n, "arf")


def test_a_corpus_without_words_has_no_places():
    assert dispersion_positions([], 0, "arf") == 0
    assert math.isnan(dispersion_positions([], 0, "average_waiting_time"))


@pytest.mark.parametrize("statistic", agreement.STATISTICS)
def test_coders_who_never_differ_are_bounded_by_the_articles(statistic):
    """Ten units in five articles, half of them coded 1 by both: no resample can hold a difference.

    Of five articles without a difference up to `u` may have one (Clopper and Pearson, by SciPy).
    Chance expects 1/2 for the kappas and AC1; for alpha 2 * 10 * 10 / (20 * 19) of the pairs of 20
    codes.
    """
    u = scipy.stats.binomtest(0, 5).proportion_ci(0.95, "exact").high
    alike = [[0, 1] * 5] * 2
    found = agreement.interval(alike, np.repeat(range(5), 2), statistic=statistic)
    chance = {"percent": 1, "alpha": 2 * 10 * 10 / (20 * 19)}.get(statistic, 1 / 2)
    assert (found.estimate, found.high) == (1, 1)
    assert found.low == pytest.approx(1 - u / chance)


def test_distance_of_values_bounds_a_coding_without_a_difference():
    """Codes 0, 1 and 3: the greatest distance of two is 9, and chance expects its share of that."""
    alike = np.array([[0, 1, 3, 0, 1, 3]] * 2)
    found = agreement.interval(alike, range(6), level="interval")
    u = scipy.stats.binomtest(0, 6).proportion_ci(0.95, "exact").high
    # each value four times among 12 codes: 2 * 16 * (1 + 4 + 9) over 12 * 11 pairs
    assert found.low == pytest.approx(1 - u / (2 * 16 * (1 + 4 + 9) / (12 * 11) / 9))


def test_kappa_of_chance_is_exactly_none():
    """Cells are the products of their margins."""
    for ones in range(1, 7):
        first = np.repeat([0, 1], [7 * 10, ones * 10])
        second = np.concatenate([np.repeat([0, 1], [3 * n, 7 * n]) for n in (7, ones)])
        assert agreement.cohen_kappa(first, second) == 0
