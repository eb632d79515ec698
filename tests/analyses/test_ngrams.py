"""Runs of adjacent words, against NLTK and quanteda."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.analyses.ngrams import Around
from toolkit.errors import AnalysisError
from toolkit.stats.association import run_association


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


@pytest.fixture
def pair():
    return corpus_of(["The gas deal is old. The gas is dear", "Turkey wants the gas deal, again."])


def counts(result: toolkit.Result) -> dict[str, int]:
    return result.table.set_index("ngram")["count"].to_dict()


def test_pairs_end_with_sentence_article_and_punctuation(pair):
    """Counted by hand; 'old The', 'dear Turkey' and 'deal again' are no pairs."""
    found = counts(toolkit.ngrams(pair, 2, min_count=1))
    assert found == {
        "The gas": 2, "gas deal": 2, "deal is": 1, "is old": 1, "gas is": 1, "is dear": 1,
        "Turkey wants": 1, "wants the": 1, "the gas": 1,
    }  # fmt: skip


def test_articles_are_counted_once(pair):
    """'gas deal' is in two articles, 'The gas' twice in one."""
    table = toolkit.ngrams(pair, 2, min_count=2).table.set_index("ngram")
    assert table.loc["gas deal", "articles_with"] == 2
    assert table.loc["The gas", "articles_with"] == 1
    words = int(pair.matrix("form").sizes.sum())
    assert table.loc["The gas", "per_million"] == pytest.approx(2e6 / words)


def test_lengths_stand_side_by_side(pair):
    """From two to three words in one table."""
    table = toolkit.ngrams(pair, (2, 3), min_count=2).table
    assert set(table["n"]) == {2}
    assert set(toolkit.ngrams(pair, (2, 3), min_count=1).table["n"]) == {2, 3}


WORD = st.sampled_from(["aa", "bb", "cc", "dd"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(WORD, min_size=1, max_size=9), min_size=1, max_size=4), st.integers(1, 5))
def test_counts_are_those_of_nltk(articles, n):
    """On text without punctuation or sentences, NLTK counts the same n-grams."""
    import nltk

    corpus = corpus_of([" ".join(words) for words in articles])
    wanted = Counter(" ".join(gram) for words in articles for gram in nltk.ngrams(words, n))
    assert counts(toolkit.ngrams(corpus, n, min_count=1, within_sentence=False)) == wanted


@pytest.mark.parametrize("n", [2, 3])
def test_lambda_and_z_are_those_of_quanteda(shared, n):
    """Every sequence of the toy corpus, to the last digits."""
    lines = shared("reference/toy/tokens.jsonl").read_text().splitlines()
    texts = [" ".join(json.loads(line)["tokens"]) for line in lines]
    wanted = pd.read_csv(shared(f"reference/toy/collocations_size{n}.csv"), index_col=0)
    found = toolkit.ngrams(
        corpus_of(texts), n, min_count=1, measures=("lambda", "lambda_z")
    ).table.set_index("ngram")
    assert set(found.index) == set(wanted.index)
    found = found.loc[wanted.index]
    np.testing.assert_array_equal(found["count"], wanted["count"])
    np.testing.assert_allclose(found["lambda"], wanted["lambda"], atol=1e-9)
    np.testing.assert_allclose(found["lambda_z"], wanted["z"], atol=1e-9)


def test_mutual_information_of_a_pair_and_of_three(pair):
    """MI by hand: of 10 pairs 'gas deal' are 2; 'gas' comes first 3 times, 'deal' second twice."""
    table = toolkit.ngrams(pair, 2, min_count=2, measures=("mi",)).table.set_index("ngram")
    every = toolkit.ngrams(pair, 2, min_count=1).table["count"].sum()
    assert table.loc["gas deal", "expected"] == pytest.approx(3 * 2 / every)
    assert table.loc["gas deal", "mi"] == pytest.approx(np.log2(2 / (3 * 2 / every)))
    three = toolkit.ngrams(pair, 3, min_count=1, measures=("mi",)).table.set_index("ngram")
    n = three["count"].sum()
    # 'is old' ends one run and 'is dear' another; 'deal is old' is the only one of its words
    assert three.loc["deal is old", "mi"] == pytest.approx(np.log2(n**2 / (1 * 2)))


@pytest.mark.parametrize(
    ("measure", "often", "seldom"),
    [
        ("mi", 3, -1),  # 8 where 1 is expected, 2 where 4 are
        ("mi2", 6, 0),
        ("mi3", 9, 1),
        ("local_mi", 24, -2),
        ("t", 7 / 8**0.5, -2 / 2**0.5),
        ("z", 7, -1),
        ("simple_ll", 2 * (8 * np.log(8) - 7), -2 * (2 * np.log(1 / 2) + 2)),
    ],
)
def test_measures_of_three_words_by_hand(measure, often, seldom):
    """Each formula at counts where it can be done in the head, and of a table of n-grams."""
    assert run_association([8, 2], [1, 4], measure) == pytest.approx([often, seldom])
    corpus = corpus_of(["gas deal soon oil deal now coal talk then"])
    table = toolkit.ngrams(corpus, 3, min_count=1, measures=(measure,)).table.set_index("ngram")
    # seven runs; each word stands once or twice in its place: deal is the second word of two
    expected = 7 * (1 / 7) * (2 / 7) * (1 / 7)
    assert table.loc["gas deal soon", "expected"] == pytest.approx(expected)
    wanted = run_association(1, expected, measure)
    assert table.loc["gas deal soon", measure] == pytest.approx(float(wanted))


def test_a_measure_of_pairs_is_none_of_runs():
    """Named with those there are."""
    with pytest.raises(AnalysisError, match="unknown measure 'logdice'; there are: mi, mi2"):
        run_association(1, 1, "logdice")


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("left", {"gas deal is": 1, "gas is dear": 1}),
        ("right", {"wants the gas": 1}),
        ("middle", {"The gas deal": 1, "The gas is": 1, "the gas deal": 1}),
    ],
)
def test_the_place_of_the_node(pair, place, wanted):
    """The node begins, ends or stands inside the n-gram."""
    found = counts(toolkit.ngrams(pair, 3, node=Around("gas", place), min_count=1))
    assert found == wanted


def test_any_place_is_the_sum_of_the_places(pair):
    """Each run counts once, wherever the node stands in it."""
    whole = Counter(counts(toolkit.ngrams(pair, 3, node="gas", min_count=1)))
    parts: Counter[str] = Counter()
    for place in ("left", "right", "middle"):
        parts.update(counts(toolkit.ngrams(pair, 3, node=Around("gas", place), min_count=1)))
    assert whole == parts
    assert counts(toolkit.ngrams(corpus_of(["gas and gas"]), 3, node="gas", min_count=1)) == {
        "gas and gas": 1
    }


def test_a_node_of_two_words_must_fit(pair):
    """'gas deal' fits into three words at two places, and into one word nowhere."""
    found = counts(toolkit.ngrams(pair, 3, node='"gas deal"', min_count=1))
    assert found == {"The gas deal": 1, "gas deal is": 1, "the gas deal": 1}
    assert not len(toolkit.ngrams(pair, 1, node='"gas deal"', min_count=1))


def test_scores_around_a_node_are_those_of_the_corpus(pair):
    """A node chooses what is shown, not what chance is."""
    whole = toolkit.ngrams(pair, 2, min_count=1, measures=("lambda",)).table.set_index("ngram")
    near = toolkit.ngrams(pair, 2, node="deal", min_count=1, measures=("lambda",)).table
    for row in near.itertuples():
        assert whole.loc[row.ngram, "lambda"] == row[-1]


def test_a_p_ranks_from_the_smallest_on():
    """The firmest pair leads."""
    corpus = corpus_of(["Cheap gas. " * 9 + "The oil. The gas. The sea. " * 9])
    table = toolkit.ngrams(corpus, 2, measures=["fisher"], min_count=1).table
    assert table["fisher"].is_monotonic_increasing
    assert table["ngram"].iloc[0] == "Cheap gas"


def test_groups_have_rates_and_intervals():
    """Six articles of each author; only one of them says 'gas deal'."""
    corpus = corpus_of(
        [f"The gas deal {'is old ' * n}." for n in range(1, 7)] + ["No arms deal."] * 6,
        author=["A"] * 6 + ["B"] * 6,
    )
    table = toolkit.ngrams(corpus, 2, by="author").table
    row = table[table["ngram"] == "gas deal"].set_index("group")
    assert row["count"].to_dict() == {"A": 6, "B": 0}
    assert row.loc["A", "low"] < row.loc["A", "estimate"] < row.loc["A", "high"]
    assert bool(row.loc["B", "few"])
    totals = toolkit.ngrams(corpus, 2).table.set_index("ngram")["count"]
    assert table.groupby("ngram")["count"].sum().to_dict() == totals.to_dict()


def test_selections_count_their_own(pair):
    """Runs of other articles are not seen."""
    ids = [item.id for item in pair.items]
    found = counts(toolkit.ngrams(pair.where(id=ids[1]), 2, min_count=1))
    assert found == {"Turkey wants": 1, "wants the": 1, "the gas": 1, "gas deal": 1}


def test_clear_answers_to_what_cannot_be(pair):
    """Lengths, places, measures, words that are not there."""
    for wrong in (0, 9, (3, 2)):
        with pytest.raises(AnalysisError, match="choose from 1 to 8"):
            toolkit.ngrams(pair, wrong)
    with pytest.raises(AnalysisError, match="did you mean 'left'"):
        toolkit.ngrams(pair, 2, node=Around("gas", "lef"))  # type: ignore[arg-type]
    with pytest.raises(AnalysisError, match="pairs only"):
        toolkit.ngrams(pair, 3, measures=("logdice",))
    with pytest.raises(AnalysisError, match="did you mean 'lambda'"):
        toolkit.ngrams(pair, 2, measures=("lamda",))
    with pytest.raises(AnalysisError, match="did you mean 'lemma'"):
        toolkit.ngrams(pair, 2, unit="lema")
    never = toolkit.ngrams(pair, 2, node="submarine", measures=("mi",))
    assert len(never) == 0
    assert "does not occur" in never.warnings[0]
    assert len(toolkit.ngrams(pair, 2, node="submarine", by="id")) == 0
    assert "lower the minimum" in toolkit.ngrams(pair, 2, min_count=99).warnings[0]
