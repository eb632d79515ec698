"""Keyness of n-grams, against word lists and with stop lists."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
import scipy

import toolkit
from toolkit.corpus.wordlists import WordList, reference_words
from toolkit.errors import AnalysisError


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


@pytest.fixture
def authors():
    texts = [f"Russia sells gas {'again ' * n}and gas." for n in range(6)]
    texts += [f"Turkey buys arms {'again ' * n}and arms." for n in range(6)]
    return corpus_of(texts, author=["A"] * 6 + ["B"] * 6)


def words(**counts: int) -> WordList:
    return WordList("by hand", "form", MappingProxyType(counts), 1000)


def test_rates_of_a_list_are_known(authors):
    """'gas' 12 times in 41 words against 1 in 1000: the log ratio by hand, signs both ways."""
    found = toolkit.keyness(
        authors, {"author": "A"}, words(gas=1, peace=50), unit="form", min_count=1
    )
    table = found.table.set_index("form")
    n = int(authors.where(author="A").matrix("form").sizes.sum())
    assert table.loc["gas", "estimate"] == pytest.approx(np.log2(12 / n / (1 / 1000)))
    rates = table.loc["gas", ["target_rate", "reference_rate", "per_million"]]
    assert rates.tolist() == pytest.approx([12e6 / n, 1000, 13e6 / (n + 1000)])
    assert table.loc["gas", "low"] < table.loc["gas", "estimate"] < table.loc["gas", "high"]
    assert table.loc["gas", "bound"] <= table.loc["gas", "low"]
    assert table.loc["peace", "target_count"] == 0
    assert table.loc["peace", "estimate"] == pytest.approx(np.log2(0.5 / n / (50 / 1000)))
    assert bool(table.loc["peace", "few"])
    assert np.isnan(table.loc["peace", "p"])


def test_a_word_is_no_steadier_than_independent_words():
    """Once in five of six articles: the variance of 5 independent occurrences, not of the six.

    Among many rare words some stray so by chance; their own variance would call them key.
    """
    corpus = corpus_of(["gas " + "the " * 9 + "."] * 5 + ["the " * 10 + "."])
    table = toolkit.keyness(corpus, corpus, words(gas=40), unit="form", min_count=1).table
    row = table.set_index("form").loc["gas"]
    half = scipy.stats.t.ppf(0.975, 5) / np.sqrt(5) / np.log(2)
    assert row["high"] - row["estimate"] == pytest.approx(half)
    assert row["bound"] == 0


def test_a_rate_that_never_varies_has_its_reason():
    """'the' is all of every article: no interval, and the table says why."""
    corpus = corpus_of(["the " * 9 + "."] * 6)
    table = toolkit.keyness(corpus, corpus, words(the=500), unit="form", min_count=1).table
    assert table["low"].isna().all()
    assert table["reason"].tolist() == ["no variation"]


def test_the_interval_is_that_of_a_ratio_of_sums():
    """With articles of one length it is Student's t on the articles' rates."""
    gas = [1, 5, 9, 1, 1, 7]
    corpus = corpus_of([" ".join(["gas"] * n + ["the"] * (10 - n)) + "." for n in gas])
    row = toolkit.keyness(corpus, corpus, words(gas=100), unit="form", min_count=1).table
    row = row.set_index("form").loc["gas"]
    mean = np.mean(gas) / 10
    error = scipy.stats.sem(np.array(gas) / 10) / mean / np.log(2)
    half = scipy.stats.t.ppf(0.975, 5) * error
    assert row["high"] - row["estimate"] == pytest.approx(half, rel=1e-6)
    assert row["p"] == pytest.approx(
        2 * scipy.stats.t.sf(abs(np.log2(mean / 0.1)) / error, 5), rel=1e-6
    )


def test_the_bound_is_that_of_as_many_words_as_are_tested():
    """Three words vary over six articles of one length: all intervals together have 95 %."""
    gas, oil = [3, 9, 3, 12, 2, 9], [1, 0, 1, 2, 1, 2]
    texts = ["gas " * g + "oil " * o + "the " * (20 - g - o) for g, o in zip(gas, oil, strict=True)]
    corpus, known = corpus_of(texts), words(gas=50, oil=1, the=900)
    found = toolkit.keyness(corpus, corpus, known, unit="form", min_count=1).table
    row = found.set_index("form").loc["gas"]
    tested = int(found["p"].notna().sum())
    assert tested == 3
    mean = np.mean(gas) / 20
    error = scipy.stats.sem(np.array(gas) / 20) / mean / np.log(2)
    low = np.log2(mean / 0.05) - scipy.stats.t.ppf(1 - 0.025 / tested, 5) * error
    assert row["bound"] == pytest.approx(low, rel=1e-6)
    assert 0 < row["bound"] < row["low"]


def test_a_bound_under_a_doubling_is_the_near_end_on_either_side():
    """Twice in ten words against 13 and 31 in a hundred: no doubling, and surely a difference."""
    corpus = corpus_of(["gas " * n + "the " * (10 - n) + "." for n in (1, 2, 3)] * 20)
    bounds = {}
    for known in (130, 310):
        found = toolkit.keyness(corpus, corpus, words(gas=known), unit="form", min_count=1)
        row = found.table.set_index("form").loc["gas"]
        assert row["estimate"] == pytest.approx(np.log2(200 / known))
        bounds[known] = row["bound"]
        assert abs(row["bound"]) < min(abs(row["low"]), abs(row["high"]))
    assert 0 < bounds[130] < 1
    assert -1 < bounds[310] < 0


@pytest.mark.parametrize(("n", "told"), [(4, True), (5, False)])
def test_under_five_articles_nothing_is_tested_and_that_is_told(n, told):
    """Five are enough."""
    corpus = corpus_of(["gas " * (k + 1) + "the oil." for k in range(n)])
    found = toolkit.keyness(corpus, corpus, words(gas=1), unit="form", min_count=1)
    warned = f"a group of {n} articles: under 5 nothing is tested"
    assert (warned in found.warnings) == told
    assert found.table["p"].isna().all() == told


def test_the_list_of_the_package_is_a_reference(authors):
    """What the articles speak of is key against common English."""
    table = toolkit.keyness(authors, authors, reference_words("lemma"), min_count=5).table
    assert {"Russia", "Turkey"} & set(table["lemma"].head(8))
    assert (table.loc[table["target_count"] == 0, "estimate"] <= 0).all()
    common = table.set_index("lemma").loc["of"]
    assert common["target_count"] == 0
    assert common["estimate"] < 0


def test_n_grams_can_be_key(authors):
    """Two words side by side are compared as one."""
    table = toolkit.keyness(authors, {"author": "A"}, unit="2-gram", min_count=5).table
    table = table.set_index("2-gram")
    assert table.loc["sells gas", "target_count"] == 6
    assert table.loc["buys arms", "target_count"] == 0
    assert table.loc["buys arms", "estimate"] < 0


def test_a_stop_list_leaves_words_out_of_the_family(authors):
    """Not in the table, capitals ignored, and the note says how many."""
    result = toolkit.keyness(authors, {"author": "A"}, unit="form", stop=["GAS", "and"])
    assert not {"gas", "and"} & set(result.table["form"])
    assert "a stop list of 2 words is left out" in result.notes
    with pytest.raises(AnalysisError, match="collection of words"):
        toolkit.keyness(authors, {"author": "A"}, stop="stop.txt")


def test_p_of_tokens_is_there_and_marked(authors):
    """For those who compare with other tools, with what it takes for granted."""
    result = toolkit.keyness(authors, {"author": "A"}, unit="form", measures=["chi2", "lrc"])
    table = result.table
    wanted = scipy.stats.chi2.sf(table["chi2"].abs(), 1)
    np.testing.assert_allclose(table["chi2_p_tokens"], wanted)
    assert "lrc_p_tokens" not in table
    assert any("treats words as independent" in note for note in result.notes)


def test_one_article_a_side_is_a_clear_answer():
    """No test, no crash: effects and a warning."""
    corpus = corpus_of(["Gas and gas.", "Oil and oil."], author=["A", "B"])
    result = toolkit.keyness(corpus, {"author": "A"}, unit="form", min_count=1)
    assert "nothing is tested" in result.warnings[0]
    assert result.table["estimate"].notna().all()
    assert result.table["few"].all()


def test_clear_answers_to_what_cannot_be(authors):
    """Units that do not agree, adjusting for articles that a list has not."""
    with pytest.raises(AnalysisError, match="holds forms"):
        toolkit.keyness(authors, {"author": "A"}, words(gas=1))
    with pytest.raises(AnalysisError, match="adjust"):
        toolkit.keyness(authors, {"author": "A"}, words(gas=1), unit="form", adjust="author")
    with pytest.raises(AnalysisError, match="lower the minimum"):
        toolkit.keyness(authors, {"author": "A"}, words(gas=1), unit="form", min_count=999)
    with pytest.raises(AnalysisError, match="no article"):
        toolkit.keyness(authors, authors.where(lambda row: False), words(gas=1), unit="form")


def test_half_a_count_makes_no_word_commoner_on_the_side_that_lacks_it():
    """Once in 400 words against none of 10: half an occurrence in 10 would be twenty times more."""
    corpus = corpus_of(["gas " + "x " * 399])
    ten = WordList("ten words", "form", MappingProxyType({"x": 10}), 10)
    table = toolkit.keyness(corpus, corpus, ten, unit="form", min_count=1).table.set_index("form")
    assert table.loc["gas", "estimate"] == 0
    # and the other way round: the list holds it, four hundred words do not
    few = WordList("a long list", "form", MappingProxyType({"x": 99_999, "oil": 1}), 100_000)
    table = toolkit.keyness(corpus, corpus, few, unit="form", min_count=1).table.set_index("form")
    assert table.loc["oil", "estimate"] == 0
