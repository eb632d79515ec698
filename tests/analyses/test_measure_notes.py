"""Measures: what a table says of each, and of what is missing in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses import measure_notes
from toolkit.analyses.diversity import diversity
from toolkit.stats.association import MEASURES as ASSOCIATION
from toolkit.stats.keyness import MEASURES as KEYNESS


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


@pytest.fixture
def gas():
    """Beside gas 'cheap' always stands and 'the' seldom, for it stands everywhere."""
    near = ["The old house cheap gas burns the trees the road the hill."] * 6
    return corpus_of(near + ["The old road and the hill and the house and the trees."] * 6)


@pytest.fixture
def sides():
    """A writes 'gas', B writes 'oil', both the rest."""
    texts = ["Gas and gas and gas and the road."] * 3 + ["Oil and oil and oil and the road."] * 3
    return corpus_of(texts, author=["A"] * 3 + ["B"] * 3)


def test_no_measure_without_a_note_and_a_work():
    """A new one needs both; what is sequence and pair alike has them too."""
    assert set(measure_notes.ASSOCIATION) == {*ASSOCIATION, "lambda", "lambda_z"}
    assert set(measure_notes.KEYNESS) == set(KEYNESS)
    for text, work in (*measure_notes.ASSOCIATION.values(), *measure_notes.KEYNESS.values()):
        assert text
        assert any(letter.isdigit() for letter in work), work


@pytest.mark.parametrize("measure", [*ASSOCIATION, "lambda", "lambda_z"])
def test_collocates_and_pairs_tell_their_measures(gas, measure):
    """Formula, zero rule and scale in the notes, the work in the paragraph on methods."""
    text, work = measure_notes.ASSOCIATION[measure]
    for result in (
        toolkit.collocates(gas, "gas", measures=[measure]),
        toolkit.ngrams(gas, 2, measures=[measure]),
    ):
        assert f"{measure}: {text}" in result.notes
        assert work in result.methods()


@pytest.mark.parametrize("measure", list(KEYNESS))
def test_keyness_tells_its_measures(sides, measure):
    """With articles and without."""
    text, work = measure_notes.KEYNESS[measure]
    for compare in (toolkit.keyness, toolkit.keyness_counts):
        result = compare(sides, {"author": "A"}, measures=[measure], min_count=1)
        assert f"{measure}: {text}" in result.notes
        assert work in result.methods()


@pytest.mark.parametrize("measure", ["odds_ratio", "simple_maths"])
def test_what_differs_stands_before_what_is_equal(sides, measure):
    """Key words of either side first: a ratio of 1 says nothing, and is above one of a half."""
    table = toolkit.keyness_counts(
        sides, {"author": "A"}, unit="form", measures=[measure], min_count=3
    ).table
    assert set(table["form"].head(2)) == {"gas", "oil"}
    assert {"and", "the", "road"} <= set(table["form"].tail(3))


def test_a_count_above_the_frequency_is_told(gas):
    """One 'cheap' between two hits is near both: twice in windows, once in the text."""
    corpus = corpus_of(["Gas cheap gas.", "No oil and no road here at all."])
    result = toolkit.collocates(corpus, "gas", unit="form", min_count=1, measures=["mi"])
    assert any("1 collocate such as cheap" in note for note in result.notes)
    other = toolkit.collocates(gas, "gas", unit="form", min_count=1)
    assert not any("above the frequency" in note for note in other.notes)


def test_nothing_to_compare_a_group_with_is_told():
    """The node occurs with A alone, so that no ratio to others exists."""
    corpus = corpus_of(["Cheap gas.", "No road."], author=["A", "B"])
    result = toolkit.collocates(corpus, "gas", by="author", min_count=1)
    assert result.table["log_ratio"].isna().all()
    assert any(note.startswith("no log_ratio of A: ") for note in result.notes)


def test_an_open_limit_is_told():
    """One article of A is nearly all its words: its rate, and the ratio, may be anything."""
    texts = (
        ["gas " + "the " * 20] * 5 + ["gas " * 900] + ["gas gas " + "the " * n for n in (9, 8)] * 3
    )
    corpus = corpus_of(texts, author=["A"] * 6 + ["B"] * 6)
    result = toolkit.keyness(corpus, {"author": "A"}, unit="form", min_count=1)
    assert np.isinf(result.table["low"]).any()
    assert any("infinite where a rate is that uncertain" in note for note in result.notes)


def test_a_missing_dispersion_is_told():
    """Of a group of one article, and of an item that a group lacks."""
    corpus = corpus_of(["Cheap gas.", "Gas.", "No road."], author=["A", "A", "B"])
    frequency = toolkit.frequency(corpus, "gas", by="author")
    assert frequency.table["dp"].isna().any()
    assert any(note.startswith("dp: ") and "missing where" in note for note in frequency.notes)
    spread = toolkit.dispersion(corpus, "gas", by="author")
    assert np.isnan(spread.table["dp"].iloc[1])
    assert any("does not occur has no dispersion" in note for note in spread.notes)


def test_measures_in_rows_keep_their_names():
    """A paragraph on methods has 'mattr' and 'yule_k' as the table has them."""
    corpus = corpus_of(["Cheap gas and gas."] * 5, author=["A"] * 5)
    text = diversity(corpus, by="author").methods()
    assert "mattr: " in text
    assert "Mattr" not in text
    assert "Yule_k" not in text


def results(corpus):
    """Give tables with and without groups, tested and not."""
    yield toolkit.frequency(corpus, "gas", by="author")
    yield toolkit.trend(corpus, "gas")
    yield toolkit.ngrams(corpus, 2, by="author")
    yield toolkit.dictionary(corpus, {"energy": ["gas"]}, by="author")
    yield toolkit.collocates(corpus, "gas", by="author")
    yield toolkit.keyness(corpus, {"author": "A"}, min_count=1)
    yield toolkit.keyness(corpus, {"author": "A"}, min_count=1, adjust="outlet")
    yield toolkit.keyness(corpus, {"id": "article-01"}, min_count=1)


def test_works_are_those_of_what_was_done():
    """Whoever is named for a step is among the sources, and no test without a test."""
    texts = [f"Cheap gas {'and gas ' * (n % 3)}is here." for n in range(14)]
    columns = {"outlet": ["X"] * 7 + ["Y"] * 7, "published": ["2018"] * 7 + ["2019"] * 7}
    corpus = corpus_of(texts, author=["A", "B"] * 7, **columns)
    for result in results(corpus):
        notes, works = " ".join(result.notes), " ".join(result.sources)
        assert "Bell and McCaffrey 2002" in works or "McCaffrey" not in notes
        assert ("Fieller 1954" in works) == ("Fieller" in notes)
        assert ("Westfall and Young 1993" in works) == ("p_family" in notes)
        assert ("Benjamini and Hochberg 1995" in works) >= ("Benjamini" in notes)
        assert ("Rothman" in works) == ("Mantel-Haenszel" in notes)
        assert "Cochran 1977" in works
