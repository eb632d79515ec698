"""Faults found in trusted tools that ours must not repeat; each is told with the tool."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.stats.reference import columns
from toolkit.errors import AnalysisError
from toolkit.stats import agreement, association, contingency, dispersion, diversity, keyness
from toolkit.stats.keyness import log_odds

TABLE = (12, 20, 60, 1_000)


@pytest.mark.parametrize("measure", ["log_likelihood", "chi2"])
def test_each_correction_is_what_its_name_says(measure):
    """quanteda documents its default as Williams and computes Yates; chi2 grows by the factor."""
    factor = 1 + (1000 / 20 + 1000 / 980 - 1) * (1000 / 60 + 1000 / 940 - 1) / 6_000
    plain = association(*TABLE, measure)
    assert_allclose(association(*TABLE, measure, correction="williams"), plain / factor)
    yates = association(*TABLE, measure, correction="yates")
    assert yates < plain
    assert abs(yates - plain / factor) > 1
    assert_allclose(association(*TABLE, measure, correction="none"), plain, rtol=0)


def test_williams_divides_chi2_as_it_divides_g2():
    """quanteda divides its G2 by the factor and multiplies its chi-squared, which then grows."""
    table = columns("keyness_quanteda.csv")
    a, b, n1, n2 = (table[name] for name in ("n_target", "n_reference", "N_target", "N_reference"))
    plain = keyness(a, b, n1, n2, "chi2")
    found = keyness(a, b, n1, n2, "chi2", correction="williams")
    factor = contingency.williams_factor(contingency.table(a, n1, a + b, n1 + n2))
    full = (a > 0) & (b > 0)  # it corrects no table with an empty cell
    assert (np.abs(found) < np.abs(plain))[plain != 0].all()
    assert_allclose(found * factor, plain, rtol=1e-12)
    assert_allclose((plain * factor)[full], table["chi2_williams"][full], rtol=1e-9)


@pytest.mark.parametrize("measure", ["log_likelihood", "chi2"])
def test_corrections_reach_tables_with_an_empty_cell(measure):
    """quanteda leaves them uncorrected, though these are the tables that need it."""
    assert keyness(3, 0, 5_000, 147_000, measure, correction="yates") < keyness(
        3, 0, 5_000, 147_000, measure
    )


def test_yates_makes_no_evidence_of_a_difference_under_half_a_word():
    """mclm squares the negative rest and reports a chi-squared above the uncorrected one."""
    assert association(3, 5_638, 80, 152_285, "chi2", correction="yates") == 0
    assert association(3, 5_638, 80, 152_285, "log_likelihood", correction="yates") == 0


def test_a_p_is_read_only_off_what_has_one():
    """quanteda prints 1 - pchisq(|pmi|); ours takes G2 or chi-squared, and pmi has no p at all."""
    assert_allclose(contingency.p_from_chi2([3.841458820694124, -6.634896601021213]), [0.05, 0.01])


def test_alpha_keeps_the_small_sample_term_when_nothing_is_missing():
    """irr 0.84.1 drops it with more than two coders: .6452 where .6527 is right."""
    table = columns("krippendorff2011_C_data.csv")
    codes = np.stack([table[name] for name in table if name != "coder"], axis=1)
    complete = codes[:, ~np.isnan(codes).any(axis=0)]
    assert complete.shape == (4, 8)
    assert round(agreement.alpha(complete), 4) == 0.6527
    # by hand, for two values: one disagreement in four units of three coders
    # D_o = 4 / (12 * 2); D_e = 2 * 5 * 7 / (12 * 11)
    small = [[0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 1, 1]]
    assert_allclose(agreement.alpha(small), 1 - (4 / 24) / (2 * 5 * 7 / (12 * 11)))


def test_dp_norm_divides_by_the_smallest_part_of_all():
    """tlda prints plain DP under the name of a normalised one."""
    counts, sizes = [5, 0, 0], [50, 30, 20]
    plain = dispersion(counts, sizes, "dp")
    assert_allclose(plain, 0.5)
    assert_allclose(dispersion(counts, sizes, "dp_norm"), plain / (1 - 0.2))


def test_weighted_log_odds_need_no_row_of_zeros():
    """tidylo with the usual table of counts above 0 turns signs in groups of unequal size."""
    a, b = np.array([40, 0, 8]), np.array([1_900, 700, 0])
    n1, n2 = 1_000, 40_000
    found = log_odds(a, b, n1, n2)
    rates = a / n1 - b / n2
    assert (np.sign(found.estimate) == np.sign(rates)).all()
    assert found.prior_size == 500


def test_logdice_has_its_fourteen():
    """Wordless leaves it out."""
    assert association(7, 7, 7, 100, "logdice") == 14


def test_likelihood_ratio_of_empty_cells_is_a_number():
    """NLTK takes the logarithm of 0 and dies."""
    for o11, r1, c1, n in ((0, 5, 5, 10), (5, 5, 5, 10), (5, 5, 5, 5), (0, 0, 5, 10), (1, 1, 1, 1)):
        assert np.isfinite(association(o11, r1, c1, n, "log_likelihood"))


def test_a_short_text_changes_no_other():
    """quanteda shortens the window of all texts to the shortest one."""
    long = np.arange(200) % 40
    assert diversity.mattr(long, window=50) == 40 / 50
    assert np.isnan(diversity.mattr(long[:10], window=50))


def test_the_partial_factor_of_mtld_is_an_option_with_a_name():
    """Tools differ in whether a factor may be shorter than ten words."""
    words = np.array([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2, 1, 2, 3] * 3)
    assert diversity.mtld(words) != diversity.mtld(words, minimum=10)


def test_a_node_that_is_its_own_collocate_keeps_its_outside():
    """Conc sets the count outside the windows to 0; the table below has 2,594 of them there."""
    inside, slots, frequency, words = 74, 26_000, 2_668, 2_800_000
    found = association(inside, slots, frequency, words, "log_likelihood")
    e11 = slots * frequency / words
    cells = np.array([inside, slots - inside, frequency - inside])
    cells = np.append(cells, words - cells.sum())
    expected = np.array([e11, slots - e11, frequency - e11])
    expected = np.append(expected, words - expected.sum())
    assert_allclose(found, 2 * (cells * np.log(cells / expected)).sum(), rtol=1e-9)


def test_words_absent_from_the_target_can_be_negative_key_words():
    """Conc joins from the target's side and loses them."""
    assert keyness(0, 500, 10_000, 10_000, "log_likelihood") < -100
    assert keyness(0, 500, 10_000, 10_000, "lrc") < -3


def test_two_adjacent_defaults_are_not_swapped():
    """Scattertext gives a default to the wrong parameter; ours are named, and refused if wrong."""
    with pytest.raises(AnalysisError, match="has no option 'confidance'; did you mean"):
        keyness(1, 2, 10, 10, "lrc", confidance=0.9)
