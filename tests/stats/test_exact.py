"""Large counts, lopsided tables and last digits, held against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.stats import association, contingency, dispersion, diversity, keyness
from toolkit.stats.dispersion import MEASURES as DISPERSION
from toolkit.stats.keyness import log_odds

CORRECTIONS = (Fraction(0), Fraction(1, 2))
# counts of which products are beyond the whole numbers that a float holds
cells = st.tuples(*[st.one_of(st.integers(0, 9), st.integers(10**6, 10**11))] * 4)


def exact_chi2(cells, correction):
    """Give Pearson's chi-squared of a table ``(o11, o12, o21, o22)``, without its sign."""
    (a, b, c, d), n = map(Fraction, cells), Fraction(sum(cells))
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if not margins:
        return Fraction(0)
    return n**3 * max(abs(a * d - b * c) / n - correction, 0) ** 2 / margins


@settings(max_examples=200, deadline=None)
@given(cells, st.sampled_from(CORRECTIONS))
def test_chi2_of_lopsided_tables_keeps_its_digits(cells, correction):
    """A word that is nearly all of a corpus; a target a billion times the reference."""
    if not sum(cells):
        return
    a, b, c, d = cells
    found = association(
        a, a + b, a + c, sum(cells), "chi2", correction="yates" if correction else "none"
    )
    largest = max(a * d, b * c)
    lost = largest * 2.0**-50 / max(abs(a * d - b * c), 1)  # what two rounded products may lose
    assert abs(float(found)) == pytest.approx(
        float(exact_chi2(cells, correction)), rel=1e-9 + 20 * lost, abs=1e-12
    )


def test_a_word_that_is_nearly_all_keeps_its_excess():
    """All but 30 and 26,125 of 2.2e11 places: o11 o22 - o12 o21 is -783,750, over n."""
    table = contingency.table(223106004458, 223106004488, 223106030583, 223106030613)
    assert float(table.excess) == pytest.approx(-30 * 26_125 / 223106030613, rel=1e-12)


def test_log_likelihood_of_two_cells_with_a_tiny_reference():
    """Three of 6.8e11 words against three of six: G2 is near 2 * 3 ln(3 / e2), e2 = 6 * 6 / N."""
    n1, n2 = 676_234_393_752, 6
    e1, e2 = Fraction(n1 * 6, n1 + n2), Fraction(n2 * 6, n1 + n2)
    expected = 2 * (3 * np.log(float(3 / e1)) + 3 * np.log(float(3 / e2)))
    assert -keyness(3, 3, n1, n2, "log_likelihood_2cell") == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("measure", ["t", "z"])
def test_a_word_that_fills_every_place_is_no_evidence(measure):
    """With the variance of a share there is none, and nothing above what is expected."""
    for o11, c1 in ((5, 5), (3, 5)):
        assert association(o11, o11, c1, 5, measure, variance="binomial") == 0
    # two places hold one of the two words alone: the excess is (o11 * 0 - 1 * 1) / n
    found = association(10**11 - 2, 10**11 - 1, 10**11 - 1, 10**11, measure, variance="binomial")
    assert found == pytest.approx(-1e-11 / (1 if measure == "z" else 2**0.5), rel=1e-9)


def test_weighted_log_odds_of_nearly_all_words():
    """The reference is one word; its odds are those of the pseudo-counts of all others."""
    a, b, n1, n2 = 3, 5_963_485_763, 5, 5_963_485_763
    prior = Fraction(500 * (a + b), n1 + n2)
    odds = [(y + prior) / (n + 500 - y - prior) for y, n in ((a, n1), (b, n2))]
    delta = np.log(float(odds[0])) - np.log(float(odds[1]))
    found = log_odds(a, b, n1, n2)
    assert float(found.estimate) == pytest.approx(delta, rel=1e-12)
    z = delta / np.sqrt(float(1 / (a + prior) + 1 / (b + prior)))
    assert keyness(a, b, n1, n2, "log_odds_prior") == pytest.approx(z, rel=1e-12)


@pytest.mark.parametrize("variance", ["approximate", "exact"])
def test_a_vocabulary_of_one_word_has_no_log_odds_to_differ(variance):
    """It is all there is on both sides, whatever the prior."""
    for prior in (None, [3.0]):
        found = log_odds([5], [7], 5, 7, prior=prior, variance=variance)
        assert (found.estimate[0], found.z[0]) == (0, 0)


def test_ell_has_no_ceiling():
    """Three of three words against none of three: 1.5 expected on either side, G2 = 6 ln 2."""
    expected = 6 * np.log(2) / (6 * np.log(1.5))
    assert keyness(3, 0, 3, 3, "ell") == pytest.approx(expected)
    assert expected > 1.7


@pytest.mark.parametrize("measure", [name for name in DISPERSION if name != "range"])
def test_dispersion_does_not_leave_its_scale(measure):
    """Even words, words of one part, and parts of very unequal size."""
    generator = np.random.default_rng(4)
    for parts in range(2, 12):
        sizes = np.exp(generator.uniform(0, 20, (parts,))).astype(int) + 1
        one = np.diag(sizes)
        table = np.column_stack([sizes, *one, np.ones(parts, int)])
        found = dispersion(table, sizes, measure)
        assert ((found >= 0) & (found <= 1)).all(), found


def test_even_parts_have_a_rosengren_of_one():
    """By the sum of roots it was 1.0000000000000002."""
    assert dispersion([1, 4, 1, 4, 3], [1, 4, 1, 4, 3], "rosengren_s") == 1


def factors(words, threshold):
    """Count the factors of a text with fractions in place of floats."""
    full, run = Fraction(0), []
    for word in words:
        run.append(word)
        if Fraction(len(set(run)), len(run)) <= threshold:
            full, run = full + 1, []
    return full + ((1 - Fraction(len(set(run)), len(run))) / (1 - threshold) if run else 0)


@pytest.mark.parametrize(("types", "words"), [(63, 90), (29, 50), (123, 150)])
def test_a_factor_ends_at_the_threshold_itself(types, words):
    """63 types in 90 words are a ratio of 0.70, though 0.70 * 90 is rounded to less than 63."""
    threshold = Fraction(types, words)
    # a factor that ended one word later would leave a rest without repetition
    text = [*range(types), *[0] * (words - types), 0, *range(types)]
    there, back = factors(text, threshold), factors(text[::-1], threshold)
    expected = float(len(text) * (1 / there + 1 / back) / 2)
    assert diversity.mtld(text, threshold=types / words) == pytest.approx(expected, rel=1e-12)
