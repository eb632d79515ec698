"""Our numbers against those of quanteda, corpora, mclm, irr and of published examples."""

from __future__ import annotations

import gzip
import json
import unicodedata

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.stats.reference import coded, columns, grams, toy_documents
from toolkit.stats import (
    agreement,
    association,
    contingency,
    dispersion,
    dispersion_positions,
    diversity,
    keyness,
)
from toolkit.stats.association import lambda_z
from toolkit.stats.keyness import log_odds
from toolkit.stats.sequences import sequences

EXACT = {"rtol": 1e-9, "atol": 1e-9}

# -- association -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mclm():
    return columns("collocates_mclm.csv")


@pytest.fixture(scope="module")
def mclm_full():
    """Without the tables of which a cell is 0, where mclm adds half a count to all cells."""
    return columns("collocates_mclm.csv", lambda row: float(row["C1"]) > float(row["O11"]))


def pair(table):
    return table["O11"], table["R1"], table["C1"], table["N"]


@pytest.mark.parametrize(
    ("measure", "column"),
    [
        ("mi", "PMI"),
        ("mi2", "PMI2"),
        ("mi3", "PMI3"),
        ("dice", "Dice"),
        ("logdice", "logDice"),
        ("jaccard", "Jaccard"),
        ("min_sensitivity", "MS"),
        ("delta_p_1", "DP_rows"),
        ("delta_p_2", "DP_cols"),
        ("log_ratio", "LR_rows"),
        ("chi2", "chi2_signed"),
        ("log_likelihood", "G_signed"),
        ("fisher", "p_fisher_1"),
    ],
)
def test_association_agrees_with_mclm(mclm_full, measure, column):
    """On four nodes and all collocates whose table has no empty cell."""
    assert_allclose(association(*pair(mclm_full), measure), mclm_full[column], **EXACT)


def test_t_with_the_variance_of_a_share_agrees_with_mclm(mclm_full):
    """The default is Evert's; mclm follows Manning and Schuetze."""
    found = association(*pair(mclm_full), "t", variance="binomial")
    assert_allclose(found, mclm_full["t"], **EXACT)


def test_yates_agrees_with_mclm_and_never_goes_past_zero(mclm_full):
    """mclm takes half a count off a difference that is smaller, and gets a larger chi-squared."""
    found = association(*pair(mclm_full), "chi2", correction="yates")
    small = np.abs(contingency.table(*pair(mclm_full)).excess) < 0.5
    assert small.sum() > 0
    assert_allclose(found[~small], mclm_full["chi2_Y_signed"][~small], **EXACT)
    assert (found[small] == 0).all()


@pytest.mark.parametrize(
    ("measure", "column"),
    [
        ("percent_diff", "perc_DIFF_rows"),
        ("diff_coefficient", "DC_rows"),
        ("odds_ratio", "OR"),
        ("log_likelihood_2cell", "G_2T_signed"),
    ],
)
def test_effects_agree_with_mclm(mclm_full, measure, column):
    """Inside the windows against outside them."""
    o11, r1, c1, n = pair(mclm_full)
    assert_allclose(keyness(o11, c1 - o11, r1, n - r1, measure), mclm_full[column], **EXACT)


def test_odds_ratio_of_an_empty_cell_agrees_with_mclm(mclm):
    """Half a count in every cell (Haldane and Anscombe), there and here."""
    o11, r1, c1, n = pair(mclm)
    assert (c1 == o11).any()
    assert_allclose(keyness(o11, c1 - o11, r1, n - r1, "odds_ratio"), mclm["OR"], **EXACT)


# -- keyness ---------------------------------------------------------------------------------------


def sides(table):
    return table["n_target"], table["n_reference"], table["N_target"], table["N_reference"]


@pytest.fixture(scope="module")
def quanteda():
    return columns("keyness_quanteda.csv")


def test_chi2_agrees_with_quanteda(quanteda):
    """Signed, without a correction."""
    assert_allclose(keyness(*sides(quanteda), "chi2"), quanteda["chi2_none"], **EXACT)


def test_log_likelihood_agrees_with_quanteda_within_its_epsilon(quanteda):
    """quanteda adds 1e-9 inside each logarithm, which moves G2 by at most 2 N 1e-9."""
    total = quanteda["N_target"][0] + quanteda["N_reference"][0]
    found = keyness(*sides(quanteda), "log_likelihood")
    assert_allclose(found, quanteda["lr_none"], rtol=0, atol=2.001 * total * 1e-9)


def test_corrections_agree_with_quanteda_where_it_applies_them(quanteda):
    """It applies Yates only where an expected count is under 5, and none where a cell is empty."""
    a, b, n1, n2 = sides(quanteda)
    tables = contingency.table(a, n1, a + b, n1 + n2)
    full = (a > 0) & (b > 0)
    rare = full & (np.minimum(tables.e11, tables.c1 - tables.e11) < 5)
    rare &= np.abs(tables.excess) >= 0.5
    assert rare.sum() > 10
    found = keyness(a, b, n1, n2, "chi2", correction="yates")
    assert_allclose(found[rare], quanteda["chi2_yates"][rare], **EXACT)
    epsilon = {"rtol": 0, "atol": 3 * (n1 + n2)[0] * 1e-9}
    found = keyness(a, b, n1, n2, "log_likelihood", correction="yates")
    assert_allclose(found[rare], quanteda["lr_yates"][rare], **epsilon)
    found = keyness(a, b, n1, n2, "log_likelihood", correction="williams")
    assert_allclose(found[full], quanteda["lr_williams"][full], **epsilon)


def test_exact_p_agrees_with_quanteda(quanteda):
    """Two-sided Fisher, as R has it, down to 1e-16."""
    found = keyness(*sides(quanteda), "fisher")
    assert_allclose(found, quanteda["exact_p"], rtol=1e-9, atol=0)


def test_pmi_agrees_with_quanteda(quanteda):
    """quanteda takes the natural logarithm and adds 1e-9; ours has base 2."""
    a, b, n1, n2 = sides(quanteda)
    there = a > 0
    found = association(a[there], n1[there], (a + b)[there], (n1 + n2)[there], "mi") * np.log(2)
    # ln(x + 1e-9) lies 1e-9 / x above ln x
    epsilon = 1e-9 / np.exp(quanteda["pmi"][there])
    assert_allclose(found, quanteda["pmi"][there] - epsilon, rtol=0, atol=1e-11)


def test_toy_keyness_agrees_with_quanteda():
    """Every word of the toy set, absent ones included."""
    table = columns("toy/keyness.csv")
    documents = toy_documents()
    n1 = sum(len(documents[name]) for name in ("a1", "a2"))
    n2 = sum(map(len, documents.values())) - n1
    a, b = table["n_target"], table["n_reference"]
    assert (a.sum(), b.sum()) == (n1, n2)
    assert_allclose(keyness(a, b, n1, n2, "chi2"), table["chi2_none"], **EXACT)
    assert_allclose(keyness(a, b, n1, n2, "log_likelihood"), table["lr_none"], rtol=0, atol=2e-7)
    assert_allclose(keyness(a, b, n1, n2, "fisher"), table["exact_p"], **EXACT)
    there = a > 0
    found = association(a[there], n1, (a + b)[there], n1 + n2, "mi") * np.log(2)
    epsilon = 1e-9 / np.exp(table["pmi"][there])
    assert_allclose(found, table["pmi"][there] - epsilon, rtol=0, atol=1e-11)
    p = contingency.p_from_chi2(table["chi2_none"])
    assert_allclose(p, table["chi2_none_p"], **EXACT)


@pytest.mark.parametrize(
    ("measure", "options", "column"),
    [
        ("log_likelihood", {}, "G2"),
        ("log_ratio", {"zero_rule": "walter"}, "LogRatio"),
        ("simple_maths", {}, "SimpleMaths"),
        ("simple_maths", {"k": 100}, "SimpleMaths_100"),
        ("lrc", {"family": 2_759}, "LRC"),
        ("lrc", {"family": 2_759, "alternative": "greater"}, "PositiveLRC"),
        ("lrc", {"family": 1}, "LRC_noadjust"),
        ("chi2", {}, "chisq_none"),
    ],
)
def test_keyness_agrees_with_corpora(measure, options, column):
    """The R package of Evert."""
    table = columns("keyness_corpora.csv")
    found = keyness(table["f1"], table["f2"], table["n1"], table["n2"], measure, **options)
    expected = table[column]
    if measure == "chi2":  # its chi-squared has no sign
        found = np.abs(found)
    assert_allclose(found, expected, **EXACT)


def test_central_fisher_p_agrees_with_corpora():
    """Twice the smaller tail, at most 1."""
    table = columns("keyness_corpora.csv")
    counts = table["f1"], table["f2"], table["n1"], table["n2"]
    tails = [keyness(*counts, "fisher", alternative=side) for side in ("greater", "less")]
    found = np.minimum(2 * np.minimum(*tails), 1)
    assert_allclose(found, table["fisher_p_central"], rtol=1e-8, atol=0)
    assert_allclose(keyness(*counts, "fisher", alternative="central"), found, rtol=1e-12)


def test_yates_agrees_with_corpora():
    """With the p of the corrected chi-squared."""
    table = columns("keyness_corpora.csv")
    counts = table["f1"], table["f2"], table["n1"], table["n2"]
    excess = contingency.table(counts[0], counts[2], counts[0] + counts[1], sum(counts[2:])).excess
    far = np.abs(excess) >= 0.5
    found = np.abs(keyness(*counts, "chi2", correction="yates"))
    assert_allclose(found[far], table["chisq_yates"][far], **EXACT)
    p = contingency.p_from_chi2(found)
    assert_allclose(p[far], table["chisq_p_yates"][far], rtol=1e-8, atol=0)


# the names of the columns, and the prior: a count a word and their sum over all 9,461 words
FIGHTIN = {
    "uninf001": lambda a, b, n: (np.full(len(a), 0.01), 0.01 * 9_461),
    "counts": lambda a, b, n: (a + b, n),
    "scaled500": lambda a, b, n: ((a + b) * 500 / n, 500),
}


@pytest.mark.parametrize("name", FIGHTIN)
def test_weighted_log_odds_follow_the_equations_of_monroe(name):
    """Three priors; the variance of equation 19 and the exact one."""
    table = columns("fightin_words.csv")
    a, b, n1, n2 = table["y1"], table["y2"], 5_036, 147_249
    prior, size = FIGHTIN[name](a, b, n1 + n2)
    found = log_odds(a, b, n1, n2, prior=prior, prior_size=size)
    assert_allclose(found.estimate, table[f"{name}_delta"], **EXACT)
    assert_allclose(found.variance, table[f"{name}_var_eq19"], **EXACT)
    assert_allclose(found.z, table[f"{name}_zeta_eq22"], **EXACT)
    exact = log_odds(a, b, n1, n2, prior=prior, prior_size=size, variance="exact")
    assert_allclose(exact.z, table[f"{name}_zeta_exactvar"], **EXACT)
    z = keyness(a, b, n1, n2, "log_odds_prior", prior=prior, prior_size=size)
    assert_allclose(z, found.z, rtol=1e-15)


# -- adjacent words --------------------------------------------------------------------------------


def is_punctuation(name):
    return all(unicodedata.category(character).startswith("P") for character in name)


def check_sequences(documents, table, length):
    codes, names = coded(documents)
    # quanteda leaves a sequence with punctuation out, also from the margins
    skip = {code for code, name in enumerate(names) if is_punctuation(name)}
    found = sequences(grams(codes, length, skip), min_count=1)
    rows = {" ".join(names[c] for c in row): place for place, row in enumerate(found.codes)}
    places = [rows[name] for name in table["collocation"]]
    assert_allclose(found.count[places], table["count"], rtol=0)
    return found.lambda_[places], found.z[places]


@pytest.mark.parametrize("length", [2, 3])
def test_lambda_and_z_of_the_toy_set(length):
    """Every sequence of two and three words that quanteda lists."""
    table = columns(f"toy/collocations_size{length}.csv")
    value, z = check_sequences(toy_documents().values(), table, length)
    assert_allclose(value, table["lambda"], **EXACT)
    assert_allclose(z, table["z"], **EXACT)


@pytest.mark.parametrize("length", [2, 3])
def test_lambda_and_z_of_the_addresses(shared, length):
    """59 addresses, 152,285 tokens."""
    with gzip.open(shared("reference/small/inaugural_tokens.jsonl.gz"), "rt") as lines:
        documents = [json.loads(line)["tokens"] for line in lines]
    table = columns(f"collocations{length}_quanteda.csv")
    value, z = check_sequences(documents, table, length)
    assert_allclose(value, table["lambda"], **EXACT)
    assert_allclose(z, table["z"], **EXACT)


def test_lambda_from_margins_is_lambda_from_patterns():
    """For pairs four counts are enough, which is why ours takes no second look at the text."""
    codes, names = coded(toy_documents().values())
    skip = {code for code, name in enumerate(names) if is_punctuation(name)}
    pairs = grams(codes, 2, skip)
    found = sequences(pairs, min_count=1)
    first, second = (
        np.array([(pairs[:, k] == c).sum() for c in found.codes[:, k]]) for k in (0, 1)
    )
    margins = lambda_z(found.count, first, second, len(pairs))
    assert_allclose(margins.lambda_, found.lambda_, rtol=1e-12)
    assert_allclose(margins.z, found.z, rtol=1e-12)


# -- diversity -------------------------------------------------------------------------------------

LEXDIV = {
    "C": "herdan_c",
    "R": "guiraud_r",
    "CTTR": "carroll_cttr",
    "U": "dugast_u",
    "S": "summer_s",
    "I": "yule_i",
    "D": "simpson_d",
    "Vm": "herdan_vm",
    "Maas": "maas",
}


def lexdiv(name):
    table = columns("toy/lexdiv.csv")
    return dict(zip(table["document"], table[name], strict=True))


def toy_codes():
    documents = toy_documents()
    return dict(zip(documents, coded(documents.values())[0], strict=True))


@pytest.mark.parametrize("column", LEXDIV)
def test_diversity_agrees_with_quanteda(column):
    """All indices; quanteda gives Yule's I of a text without repetition, infinite, as 0."""
    for document, expected in lexdiv(column).items():
        found = diversity.index(toy_codes()[document], LEXDIV[column])
        if column == "I" and document == "b3":
            assert found == np.inf
        else:
            assert_allclose(found, expected, **EXACT)


def test_ratios_agree_with_quanteda():
    """TTR, Yule's K and the ratio of segments, and of windows of four where quanteda keeps them."""
    codes = toy_codes()
    for document in codes:
        assert_allclose(diversity.ttr(codes[document]), lexdiv("TTR")[document], **EXACT)
        assert_allclose(diversity.yule_k(codes[document]), lexdiv("K")[document], **EXACT)
        found = diversity.msttr(codes[document], segment=4)
        assert_allclose(found, lexdiv("MSTTR")[document], **EXACT)
        if document != "b1":
            found = diversity.mattr(codes[document], window=4)
            assert_allclose(found, lexdiv("MATTR")[document], **EXACT)
    # Eight windows of four, one of them with a repetition; quanteda counts six.
    assert diversity.mattr(codes["b1"], window=4) == (7 + 0.75) / 8


def test_entropy_agrees_with_quanteda():
    """In bits."""
    table = columns("toy/entropy.csv")
    for document, expected in zip(table["document"], table["entropy"], strict=True):
        assert_allclose(diversity.index(toy_codes()[document], "entropy"), expected, **EXACT)


# -- agreement -------------------------------------------------------------------------------------


def coders(name):
    table = columns(f"{name}_data.csv")
    return np.stack([table[key] for key in table if key != "coder"], axis=1)


def test_alpha_agrees_with_krippendorff():
    """The published three digits, and all digits of the Python package."""
    table = columns("krippendorff_alpha.csv")
    checked = 0
    for data, level, published, package in zip(
        table["data"], table["level"], table["published"], table["krippendorff_pypi"], strict=True
    ):
        if data == "krippendorff2011_B":
            # two coders, twelve units, five nominal codes: example B of the paper
            found = agreement.alpha([list("aabbdcccedda"), list("babbbccceddd")], level)
        elif data.endswith("complete_units_only"):
            codes = coders("krippendorff2011_C")
            found = agreement.alpha(codes[:, ~np.isnan(codes).any(axis=0)], level)
        else:
            found = agreement.alpha(coders(data), level)
        if not np.isnan(published):
            assert round(found, 3) == published, (data, level)
        assert_allclose(found, package, **EXACT)
        checked += 1
    assert checked == len(table["data"])


def test_alpha_agrees_with_irr_where_codes_are_missing():
    """Where none is missing irr forgets the small-sample term: see test_defects.py."""
    table = columns("krippendorff_irr_0.84.1.csv")
    for data, level, expected in zip(
        table["data"], table["level"], table["alpha_irr"], strict=True
    ):
        if data in ("krippendorff2011_A", "krippendorff2011_C"):
            assert_allclose(agreement.alpha(coders(data), level), expected, **EXACT)


def test_ac1_and_fleiss_kappa_agree_with_irr_cac():
    """Gwet's data of four raters and five codes, one unit coded by one alone (irrCAC 0.4.4)."""
    codes = coders("krippendorff2011_C")
    assert_allclose(agreement.gwet_ac1(codes), 0.775444068127, atol=5e-13)
    assert_allclose(agreement.fleiss_kappa(codes), 0.7611692754, atol=5e-11)
    assert_allclose(agreement.gwet_ac1(codes, categories=6), 0.785526781226, atol=5e-13)


# -- published examples ----------------------------------------------------------------------------

PARTS = ([9, 10, 10, 10, 11], [1, 2, 3, 4, 5])  # Gries (2020): sizes of parts, counts of "a"
# Gries (2008), p. 410: the distances between fifteen occurrences in fifty words, cyclic
PLACES = np.cumsum([1, 10, 2, 9, 2, 5, 2, 3, 3, 1, 3, 2, 1, 3, 2])


def parts(counts, measure):
    return dispersion(counts, [100] * len(counts), measure)


PUBLISHED = {
    "Carroll 1970 p.13 D2 of 2,1,1,1,0": lambda: dispersion(
        [2, 1, 1, 1, 0], [100] * 5, "carroll_d2"
    ),
    "Carroll 1970 p.14 D of 0,4,3,2,1": lambda: dispersion(
        [0, 4, 3, 2, 1], [100] * 5, "juilland_d"
    ),
    "Gries 2008 p.407 S of 1..5 (equal parts)": lambda: dispersion(
        [1, 2, 3, 4, 5], [10] * 5, "rosengren_s"
    ),
    "Lijffijt & Gries 2012 DPnorm of 2,1,0": lambda: dispersion([2, 1, 0], [100] * 3, "dp_norm"),
    "Gries 2020 'a' sizes 9,10,10,10,11: D": lambda: dispersion(PARTS[1], PARTS[0], "juilland_d"),
    "Gries 2020: D2": lambda: dispersion(PARTS[1], PARTS[0], "carroll_d2"),
    "Gries 2020: S": lambda: dispersion(PARTS[1], PARTS[0], "rosengren_s"),
    "Gries 2020: DP": lambda: dispersion(PARTS[1], PARTS[0], "dp"),
    "Gries 2020: DPnorm": lambda: dispersion(PARTS[1], PARTS[0], "dp_norm"),
    "Dunning 1993 p.72 G2 cells 10,0,3,31764": lambda: association(
        10, 10, 13, 31_777, "log_likelihood"
    ),
    "Dunning 1993 p.73 X2 cells 3,0,0,31774": lambda: association(3, 3, 3, 31_777, "chi2"),
    "Pedersen 1996 X2 Yates 1,3,3,1": lambda: abs(
        association(1, 4, 4, 8, "chi2", correction="yates")
    ),
    "Fisher tea p two-sided 1,3,3,1": lambda: association(
        1, 4, 4, 8, "fisher", alternative="two-sided"
    ),
    "Manning & Schuetze 1999 p.164 t 'new companies' O=8 f=15828,4675 N=14307668 (var p~p)": (
        lambda: association(8, 15_828, 4_675, 14_307_668, "t")
    ),
    "Pedersen & Bruce 1996 min sensitivity 17,240,1001": lambda: association(
        17, 17 + 240, 17 + 1001, 10_000, "min_sensitivity"
    ),
    "Smadja 1996 Dice 130; 3121,143": lambda: association(130, 3_121, 143, 100_000, "dice"),
    "Kilgarriff 2009 simple maths (n=1) 35/112289811 vs 263/1559717242": lambda: keyness(
        35, 263, 112_289_811, 1_559_717_242, "simple_maths"
    ),
    "logDice 8;389,230 (sugiura-ken.org)": lambda: association(8, 389, 230, 100_000, "logdice"),
    "logDice 300;300,300": lambda: association(300, 300, 300, 100_000, "logdice"),
    "logDice 3;3000,3000": lambda: association(3, 3_000, 3_000, 100_000, "logdice"),
    "BNC-style npmi 10,0,0,90 (Bouma: =1)": lambda: association(10, 10, 10, 100, "npmi"),
}


@pytest.mark.parametrize("example", PUBLISHED)
def test_published_examples(example):
    """To the last digit of whoever recomputed them, and to every digit that was printed."""
    table = columns("published_examples_checked.csv")
    row = list(table["example"]).index(example)
    found = float(PUBLISHED[example]())
    assert_allclose(found, table["recomputed"][row], **EXACT)
    assert_allclose(found, table["published"][row], rtol=0.006)


def test_positions_of_gries_2008():
    """ARF, AWT and ALD from the distances."""
    for measure, expected in (("arf", 10.8), ("awt", 9.328), ("ald", 11.764)):
        assert_allclose(dispersion_positions(PLACES, 50, measure), expected, atol=6e-4)
    assert_allclose(dispersion_positions(PLACES, 50, "average_waiting_time"), 3.18, atol=1e-9)
    assert_allclose(dispersion_positions(PLACES, 50, "average_log_distance"), 0.628, atol=5e-4)
