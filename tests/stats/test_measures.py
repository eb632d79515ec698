"""What holds for every measure: shapes, signs, zero rules, refusals, and independent formulas."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pytest
import scipy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import sparse

from toolkit.errors import AnalysisError
from toolkit.stats import association as association_of
from toolkit.stats import (
    contingency,
    dispersion,
    dispersion_positions,
    diversity,
    inference,
    keyness,
    multiple,
    sequences,
)
from toolkit.stats.association import MEASURES as ASSOCIATION
from toolkit.stats.association import lambda_z
from toolkit.stats.dispersion import MEASURES as DISPERSION
from toolkit.stats.dispersion import POSITION_MEASURES, dispersion_index
from toolkit.stats.keyness import MEASURES as KEYNESS

# The names that other code may rely on.
PROMISED = {
    "association": "mi mi2 mi3 local_mi npmi t z log_likelihood simple_ll chi2 fisher dice logdice "
    "jaccard min_sensitivity delta_p_1 delta_p_2 log_ratio mutual_expectation",
    "keyness": "log_likelihood log_likelihood_2cell chi2 fisher percent_diff log_ratio lrc "
    "simple_maths bic ell odds_ratio diff_coefficient log_odds_prior",
    "dispersion": "range juilland_d carroll_d2 rosengren_s dp dp_norm da dkl arf awt ald",
}


def test_every_promised_name_is_there():
    """Nothing more may hide behind a name that other code relies on."""
    assert PROMISED["association"].split() == list(ASSOCIATION)
    assert PROMISED["keyness"].split() == list(KEYNESS)
    known = [*DISPERSION, *POSITION_MEASURES]
    assert [name for name in PROMISED["dispersion"].split() if name not in known] == []


@st.composite
def tables(draw, largest=400):
    """A table of whole counts with at least one token."""
    cells = [draw(st.integers(0, largest)) for _ in range(4)]
    assume(sum(cells) > 0)
    o11, o12, o21 = cells[:3]
    return o11, o11 + o12, o11 + o21, sum(cells)


@st.composite
def two_sides(draw, largest=400):
    n1, n2 = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    return draw(st.integers(0, n1)), draw(st.integers(0, n2)), n1, n2


@pytest.mark.parametrize("measure", ASSOCIATION)
@settings(max_examples=30, deadline=None)
@given(st.lists(tables(), min_size=1, max_size=6))
def test_association_of_an_array_is_that_of_each_table(measure, given_tables):
    """Scalars in, scalar out; arrays in, the same shape; no warning, and NaN only as documented."""
    columns = np.array(given_tables).T
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = association_of(*columns, measure)
        single = [association_of(*table, measure) for table in given_tables]
        square = association_of(*(column.reshape(1, -1) for column in columns), measure)
    assert found.shape == (len(given_tables),)
    assert square.shape == (1, len(given_tables))
    assert all(np.ndim(value) == 0 for value in single)
    assert_allclose(found, single, rtol=1e-12)
    assert_allclose(square[0], found, rtol=0)


@pytest.mark.parametrize("measure", KEYNESS)
@settings(max_examples=30, deadline=None)
@given(st.lists(two_sides(), min_size=1, max_size=6))
def test_keyness_of_an_array_is_that_of_each_word(measure, words):
    """But for LRC, whose family is the array unless it is given."""
    columns = np.array(words).T
    options = {"family": 3} if measure == "lrc" else {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = keyness(*columns, measure, **options)
        single = [keyness(*word, measure, **options) for word in words]
    assert found.shape == (len(words),)
    assert_allclose(found, single, rtol=1e-9)


SIGNED = ["local_mi", "t", "z", "log_likelihood", "simple_ll", "chi2", "delta_p_1", "delta_p_2"]


@pytest.mark.parametrize("measure", [*SIGNED, "mi", "npmi", "log_ratio"])
@settings(max_examples=60, deadline=None)
@given(tables())
def test_association_has_the_sign_of_its_direction(measure, table):
    """Attraction is positive, repulsion negative."""
    o11, r1, c1, n = table
    assume(0 < o11 < c1 and max(r1, c1) < n)  # where all is one word, nothing can be compared
    direction = np.sign(o11 * n - r1 * c1)
    value = association_of(*table, measure)
    assert np.sign(np.round(value, 9)) in (direction, 0)


@pytest.mark.parametrize(
    "measure", ["log_likelihood", "log_likelihood_2cell", "chi2", "log_ratio", "percent_diff",
                "diff_coefficient", "lrc", "log_odds_prior"],
)  # fmt: skip
@settings(max_examples=60, deadline=None)
@given(two_sides())
def test_keyness_has_the_sign_of_its_direction(measure, word):
    """Commoner in the target is positive."""
    a, b, n1, n2 = word
    assume(a > 0 and b > 0 and a < n1 and b < n2)
    value = np.round(keyness(*word, measure), 9)
    assert np.sign(value) in (np.sign(a * n2 - b * n1), 0)


@settings(max_examples=100, deadline=None)
@given(two_sides())
def test_turning_the_sides_turns_the_sign(word):
    """Target and reference are only names."""
    a, b, n1, n2 = word
    for measure in ("log_likelihood", "log_likelihood_2cell", "chi2", "log_ratio", "lrc",
                    "diff_coefficient"):  # fmt: skip
        there, back = keyness(a, b, n1, n2, measure), keyness(b, a, n2, n1, measure)
        assert_allclose(there, -back, rtol=1e-7, atol=1e-9)
    for measure in ("simple_maths", "odds_ratio"):
        there, back = keyness(a, b, n1, n2, measure), keyness(b, a, n2, n1, measure)
        assert_allclose(there * back if there * back else 1.0, 1.0, rtol=1e-9)


@settings(max_examples=100, deadline=None)
@given(tables())
def test_association_does_not_mind_which_word_comes_first(table):
    """But for those that are directed: delta P turns into the other, the log ratio does not."""
    o11, r1, c1, n = table
    for measure in ASSOCIATION:
        if measure not in ("delta_p_1", "delta_p_2", "log_ratio"):
            assert_allclose(
                association_of(o11, r1, c1, n, measure),
                association_of(o11, c1, r1, n, measure),
                rtol=1e-9,
                atol=1e-9,
            )
    one, other = association_of(*table, "delta_p_1"), association_of(o11, c1, r1, n, "delta_p_2")
    assert_allclose(one, other, rtol=1e-12)


@settings(max_examples=100, deadline=None)
@given(tables(60))
def test_against_scipy(table):
    """Chi-squared, its Yates form, G2 and Fisher's p from SciPy's own routines."""
    o11, r1, c1, n = table
    cells = np.array([[o11, r1 - o11], [c1 - o11, n - r1 - c1 + o11]])
    one_sided = scipy.stats.fisher_exact(cells, "greater")[1]
    assert_allclose(association_of(*table, "fisher"), one_sided, rtol=1e-8)
    both = association_of(*table, "fisher", alternative="two-sided")
    assert_allclose(both, scipy.stats.fisher_exact(cells)[1], rtol=1e-8)
    assume(cells.sum(axis=0).all() and cells.sum(axis=1).all())
    for measure, power in (("chi2", "pearson"), ("log_likelihood", "log-likelihood")):
        for correction in (False, True):
            expected = scipy.stats.chi2_contingency(cells, correction=correction, lambda_=power)
            found = association_of(*table, measure, correction="yates" if correction else "none")
            assert_allclose(abs(found), expected.statistic, rtol=1e-9, atol=1e-9)
            assert_allclose(contingency.p_from_chi2(found), expected.pvalue, rtol=1e-6)


@settings(max_examples=60, deadline=None)
@given(two_sides(200))
def test_lrc_holds_the_exact_bounds_of_the_binomial(word):
    """Clopper and Pearson's interval of the share, turned into a ratio of rates."""
    a, b, n1, n2 = word
    assume(a + b > 0)
    low, high = scipy.stats.binomtest(a, a + b).proportion_ci(0.95, "exact")
    with np.errstate(divide="ignore"):
        bounds = np.log2(np.array([low, high]) / (1 - np.array([low, high])) * n2 / n1)
    expected = bounds[0] if bounds[0] > 0 else bounds[1] if bounds[1] < 0 else 0.0
    assert_allclose(keyness(*word, "lrc", family=1), expected, rtol=1e-7, atol=1e-9)


def test_evidence_without_bound_keeps_its_digits():
    """p under 1e-300 and counts of 1e12: neither 0 by accident nor NaN."""
    g2 = keyness(10**6, 0, 10**9, 10**12, "log_likelihood_2cell")
    expected = 2 * 10**6 * np.log(10**6 / (10**9 * 10**6 / (10**9 + 10**12)))
    assert_allclose(g2, expected, rtol=1e-12)
    equal = keyness(10**6, 10**9, 10**9, 10**12, "log_likelihood")
    assert equal == 0
    assert association_of(60, 60, 60, 10**6, "fisher") < 1e-270
    assert 0 < keyness(40, 0, 1_000, 10**6, "fisher") < 1e-110
    assert np.isfinite(keyness(10**5, 10, 10**6, 10**6, "lrc"))


def test_equal_corpora_have_no_key_words():
    """The same counts on both sides give the neutral value of every measure."""
    neutral = {"percent_diff": 0, "log_ratio": 0, "lrc": 0, "simple_maths": 1, "odds_ratio": 1,
               "diff_coefficient": 0, "log_odds_prior": 0, "fisher": 1, "log_likelihood": 0,
               "log_likelihood_2cell": 0, "chi2": 0, "ell": 0}  # fmt: skip
    for measure, value in neutral.items():
        assert_allclose(keyness([5, 70], [5, 70], 1_000, 1_000, measure), value, atol=1e-12)
    assert_allclose(keyness(5, 5, 1_000, 1_000, "bic"), -np.log(2_000))


@pytest.mark.parametrize(
    ("measure", "options", "value"),
    [
        ("log_ratio", {}, np.log2(8 / 0.5)),  # Hardie: half a count for none
        ("log_ratio", {"zero_rule": "walter"}, np.log2(8.5 / 0.5)),
        ("percent_diff", {}, 100 * 8e-3 / 1e-18),  # Gabrielatos and Marchi: 1e-18
        ("odds_ratio", {}, (8.5 * 1_000.5) / (992.5 * 0.5)),  # Haldane, Anscombe
        ("diff_coefficient", {}, 1.0),
        ("simple_maths", {}, 8_001.0),
    ],
)
def test_zero_rules_of_keyness(measure, options, value):
    """A word that the reference lacks: what stands in place of its 0."""
    assert_allclose(keyness(8, 0, 1_000, 1_000, measure, **options), value)


@pytest.mark.parametrize(
    ("measure", "value"),
    [("mi", -np.inf), ("mi2", -np.inf), ("mi3", -np.inf), ("local_mi", 0), ("npmi", -1),
     ("t", -np.inf), ("z", -np.sqrt(5)), ("dice", 0), ("logdice", -np.inf), ("jaccard", 0),
     ("min_sensitivity", 0), ("delta_p_1", -50 / 900), ("mutual_expectation", 0),
     ("fisher", 1), ("log_ratio", np.log2(0.5 / 100) - np.log2(50 / 900))],
)  # fmt: skip
def test_zero_rules_of_association(measure, value):
    """Two words that never meet though five meetings are expected."""
    assert_allclose(association_of(0, 100, 50, 1_000, measure), value, atol=1e-12)


@pytest.mark.parametrize("measure", ASSOCIATION)
def test_an_empty_margin_follows_the_one_rule(measure):
    """No evidence (0; p 1), and no effect to speak of (NaN)."""
    value = association_of(0, 0, 5, 10, measure)
    if measure == "fisher":
        assert value == 1
    elif measure in ("t", "z", "log_likelihood", "simple_ll", "chi2", "local_mi"):
        assert value == 0
    else:
        assert np.isnan(value)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ((-1, 5, 5, 10), "at least 0; found o11=-1"),
        ((6, 5, 7, 10), "o11 is larger than its margin"),
        ((1, 11, 5, 10), "a margin is larger than n"),
        ((0, 8, 8, 10), "o22 would be negative"),
        ((0, 0, 0, 0), "n must be above 0"),
        ((np.nan, 5, 5, 10), "must be finite"),
        ((1, np.inf, 5, 10), "must be finite"),
        (("x", 5, 5, 10), "not a number"),
        (([1, 9], 5, 5, 10), "at position 1"),
    ],
)
def test_impossible_tables_are_refused(table, message):
    """With the count that cannot be, and where it stands."""
    with pytest.raises(AnalysisError, match=message):
        association_of(*table, "mi")


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ((5, 1, 4, 10), "a count is larger than its side"),
        ((0, 0, 0, 10), "need words"),
        ((1, -1, 10, 10), "at least 0"),
        ((1, np.nan, 10, 10), "must be finite"),
    ],
)
def test_impossible_sides_are_refused(word, message):
    """A size of 0 has no rate."""
    with pytest.raises(AnalysisError, match=message):
        keyness(*word, "log_ratio")


@pytest.mark.parametrize("kind", ["association", "keyness", "dispersion"])
def test_unknown_names_get_the_nearest(kind):
    """A slip of the pen is told with what was probably meant."""
    call = {
        "association": lambda: association_of(1, 2, 3, 10, "logdise"),
        "keyness": lambda: keyness(1, 2, 10, 10, "log_liklihood"),
        "dispersion": lambda: dispersion([1, 2], [10, 10], "juiland_d"),
    }[kind]
    with pytest.raises(AnalysisError, match=f"unknown {kind} measure .*did you mean"):
        call()


# -- dispersion ------------------------------------------------------------------------------------


def slow_dispersion(counts, sizes):
    """Write every measure as its source does, with loops."""
    v, s = np.asarray(counts, float), np.asarray(sizes, float)
    share, p, n, f = s / s.sum(), v / s, len(v), v.sum()
    q, t = p / p.sum(), v / v.sum()
    pairs = [abs(p[i] - p[j]) for i in range(n) for j in range(i)]
    dp = 0.5 * np.abs(t - share).sum()
    divergence = sum(x * np.log2(x / y) for x, y in zip(t, share, strict=True) if x)
    return {
        "range": (v > 0).sum(),
        "juilland_d": 1 - p.std() / p.mean() / np.sqrt(n - 1),
        "carroll_d2": -sum(x * np.log2(x) for x in q if x) / np.log2(n),
        "rosengren_s": np.sqrt(share * v).sum() ** 2 / f,
        "dp": dp,
        "dp_norm": dp / (1 - share.min()),
        "da": 1 - np.mean(pairs) / (2 * p.mean()),
        "dkl": 1 / (1 + divergence),
    }


spreads = st.integers(2, 8).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 20), min_size=n, max_size=n),
        st.lists(st.integers(20, 90), min_size=n, max_size=n),
    )
)


@settings(max_examples=100, deadline=None)
@given(spreads)
def test_dispersion_against_its_formulas(spread):
    """Dense, as a table of one word, and sparse."""
    counts, sizes = spread
    assume(sum(counts) > 0)
    for measure, expected in slow_dispersion(counts, sizes).items():
        assert_allclose(dispersion(counts, sizes, measure), expected, rtol=1e-9, atol=1e-12)
        table = np.array([counts, [1] * len(counts)]).T
        assert_allclose(dispersion(table, sizes, measure)[0], expected, rtol=1e-9, atol=1e-12)
        found = dispersion(scipy.sparse.csr_array(table), sizes, measure)
        assert_allclose(found[0], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("measure", DISPERSION)
@pytest.mark.parametrize("at_once", [1, 7, 60])
def test_dispersion_in_blocks_of_words_is_that_of_all(measure, at_once, monkeypatch):
    """Some words fill no cell, others more than a block holds."""
    counts = np.random.default_rng(5).poisson([0, 0.2, 3, 9, 0.5, 0, 0.1, 5, 0], (12, 9))
    matrix, sizes = scipy.sparse.csr_array(counts), counts.sum(axis=1) + 4
    whole = dispersion(matrix, sizes, measure)
    monkeypatch.setattr(sys.modules["toolkit.stats.dispersion"], "_CELLS_AT_ONCE", at_once)
    assert dispersion(matrix, sizes, measure).tolist() == pytest.approx(whole.tolist(), nan_ok=True)


@pytest.mark.parametrize("measure", DISPERSION)
def test_scales_run_as_documented(measure):
    """An even word and one that keeps to one part of four."""
    even, uneven = (dispersion(v, [10] * 4, measure) for v in ([2, 2, 2, 2], [8, 0, 0, 0]))
    low = {"rosengren_s": 0.25, "dkl": 1 / 3}.get(measure, 0.0)
    if measure == "range":
        assert (even, uneven) == (4, 1)
    elif measure in ("dp", "dp_norm"):
        assert_allclose((even, uneven), (0, 0.75 if measure == "dp" else 1), atol=1e-12)
    elif measure == "da":
        assert_allclose((even, uneven), (1, 0), atol=1e-12)
    else:
        assert_allclose((even, uneven), (1, low), atol=1e-12)


def test_what_never_occurs_has_no_dispersion():
    """NaN, but a range of 0; parts without words do not count."""
    assert dispersion([0, 0], [10, 10], "range") == 0
    assert np.isnan(dispersion([0, 0], [10, 10], "dp"))
    assert dispersion([1, 1, 0], [10, 10, 0], "dp") == dispersion([1, 1], [10, 10], "dp")


@pytest.mark.parametrize(
    ("counts", "sizes", "message"),
    [
        ([3], [10], "over 1 part"),
        ([1, 2], [10], "one size for each part"),
        ([11, 2], [10, 10], "oftener in a part"),
        ([-1, 2], [10, 10], "at least 0"),
        ([1, 2], [np.nan, 10], "must be finite"),
    ],
)
def test_impossible_parts_are_refused(counts, sizes, message):
    """With what was found."""
    with pytest.raises(AnalysisError, match=message):
        dispersion(counts, sizes, "dp")


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 199), min_size=1, max_size=40))
def test_positions_against_their_formulas(places):
    """Distances are cyclic; even words keep their frequency, clustered ones lose it."""
    places, n = sorted(places), 200
    frequency = len(places)
    d = [(places[i] - places[i - 1]) % n or n for i in range(frequency)]
    even = n / frequency
    expected = {
        "arf": sum(min(x, even) for x in d) / even,
        "awt": n**2 / sum(x**2 for x in d),
        "ald": n * np.exp(-sum(x / n * np.log(x) for x in d)),
    }
    for measure, value in expected.items():
        found = dispersion_positions(places, n, measure)
        assert_allclose(found, value, rtol=1e-9)
        assert 1 - 1e-9 <= found <= frequency + 1e-9
        assert_allclose(dispersion_index([0, frequency], places, n, measure)[0], found)


# -- lambda, multiple testing ----------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(tables())
def test_lambda_of_a_pair_is_its_smoothed_log_odds_ratio(table):
    """Half a count in every cell, and z from the sum of reciprocals."""
    o11, r1, c1, n = table
    cells = np.array([o11, r1 - o11, c1 - o11, n - r1 - c1 + o11]) + 0.5
    value = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    found = lambda_z(*table)
    assert_allclose(found.lambda_, value, rtol=1e-9, atol=1e-12)
    assert_allclose(found.z, value / np.sqrt((1 / cells).sum()), rtol=1e-9, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_against_scipy_and_by_definition(p):
    """Benjamini and Hochberg from SciPy; Holm step by step; all keep the order."""
    assert_allclose(multiple.adjust(p, "bh"), scipy.stats.false_discovery_control(p), atol=1e-12)
    order = np.argsort(p, kind="stable")
    running, holm = 0.0, np.empty(len(p))
    for rank, place in enumerate(order):
        running = max(running, min(1.0, p[place] * (len(p) - rank)))
        holm[place] = running
    assert_allclose(multiple.adjust(p, "holm"), holm, atol=1e-12)
    assert_allclose(multiple.adjust(p, "bonferroni"), np.minimum(np.array(p) * len(p), 1))


@pytest.mark.parametrize("measure", ASSOCIATION)
@pytest.mark.parametrize("written_out", [(0,), (1,), (2,), (3,), (0, 2), (1, 3)])
def test_totals_may_be_scalars_beside_arrays_of_association(measure, written_out):
    """Whichever of the four counts are arrays: the scores are those of arrays throughout."""
    counts = [7, 30, 25, 400]
    given = [np.full(3, n) if place in written_out else n for place, n in enumerate(counts)]
    expected = association_of(*(np.full(3, n) for n in counts), measure)
    found = association_of(*given, measure)
    assert found.shape == (3,)
    assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize("measure", KEYNESS)
@pytest.mark.parametrize("written_out", [(0,), (1,), (2,), (3,), (0, 2), (1, 3)])
def test_totals_may_be_scalars_beside_arrays_of_keyness(measure, written_out):
    counts = [7, 3, 300, 400]
    given = [np.full(3, n) if place in written_out else n for place, n in enumerate(counts)]
    expected = keyness(*(np.full(3, n) for n in counts), measure)
    found = keyness(*given, measure)
    assert found.shape == (3,)
    assert_allclose(found, expected, rtol=1e-13)


def test_a_table_with_two_equal_peaks_has_a_two_sided_p_of_one():
    """SciPy 1.0: both counts 7 and 8 are likeliest, so that no table is less likely than either."""
    assert scipy.stats.fisher_exact([[7, 7], [16, 13]])[1] == pytest.approx(1.0)
    for o11 in (7, 8):
        assert association_of(o11, 14, 23, 43, "fisher", alternative="two-sided") == 1.0


@pytest.mark.parametrize("kind", [np.uint8, bool])
@pytest.mark.parametrize("make", [sparse.coo_array, sparse.coo_matrix])
def test_a_cell_given_in_parts_is_added_up_beyond_its_type(make, kind):
    """200 and 100 occurrences are 300, which a byte cannot hold, and true and true are 2."""
    cells = np.array([200, 100, 50]).astype(kind)
    counts = make((cells, ([0, 0, 1], [0, 0, 0])), shape=(2, 1))
    total = [int(cells[0]) + int(cells[1]), int(cells[2])]
    found = dispersion(counts, [1_000, 1_000], "dp")
    assert found[0] == pytest.approx(float(dispersion(total, [1_000, 1_000], "dp")))
    assert inference.rate(counts, [1_000, 1_000]).estimate[0] == pytest.approx(sum(total) / 2_000)


@pytest.mark.parametrize("width", [2**45, 2**63])
def test_codes_may_lie_far_apart(width):
    """Hashes as codes give what small numbers in their place give."""
    generator = np.random.default_rng(3)
    far = np.sort(generator.integers(-width, width - 1, 40_000))
    grams = generator.integers(0, len(far), (20_000, 2))
    plain, hashed = (sequences.sequences(table, min_count=1) for table in (grams, far[grams]))
    assert np.array_equal(hashed.codes, far[plain.codes])
    assert np.array_equal(hashed.count, plain.count)
    assert np.array_equal(hashed.z, plain.z)


def test_what_a_mask_hides_is_no_word():
    """Nothing may be missing within a text, and a p that is hidden is none."""
    with pytest.raises(AnalysisError, match="1 of the 3 entries of codes are masked"):
        diversity.ttr(np.ma.masked_array([1, 2, 9], [0, 0, 1]))
    with pytest.raises(AnalysisError, match="1 of the 4 entries of grams are masked"):
        sequences.sequences(np.ma.masked_array([[1, 2], [1, 9]], [[0, 0], [0, 1]]))
    assert np.isnan(contingency.p_from_chi2(np.ma.masked_array([3.8, 9.0], [0, 1]))[1])
