"""Lexical diversity article by article, and means over articles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy

import toolkit
from toolkit.errors import AnalysisError


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


def test_types_ignore_capitals_and_punctuation():
    """'Gas' and 'gas' are one type; the comma is none: 2 types of 3 words."""
    table = toolkit.diversity(corpus_of(["Gas, and gas.", "No oil."]), measures=["ttr"]).table
    assert table["ttr"].tolist() == [pytest.approx(2 / 3), 1.0]
    assert table["words"].tolist() == [3, 2]


def test_lemmas_join_forms():
    """'sells' and 'sold' are one lemma."""
    corpus = corpus_of(["He sells it. He sold it."])
    assert toolkit.diversity(corpus, measures=["ttr"]).table["ttr"].iloc[0] == pytest.approx(4 / 6)
    by_lemma = toolkit.diversity(corpus, measures=["ttr"], unit="lemma").table["ttr"].iloc[0]
    assert by_lemma == pytest.approx(3 / 6)


def test_values_are_those_of_quanteda(shared):
    """TTR of the toy sentences; the toolkit leaves their punctuation out, in K too."""
    import json

    from toolkit.stats import diversity as measures

    lines = shared("reference/toy/tokens.jsonl").read_text().splitlines()
    wanted = pd.read_csv(shared("reference/toy/lexdiv.csv"), index_col=0)
    documents = [json.loads(line) for line in lines]
    # quanteda counts its punctuation as tokens here, the toolkit does not: words alone are compared
    texts = [" ".join(word for word in d["tokens"]) for d in documents]
    table = toolkit.diversity(corpus_of(texts), measures=["ttr", "yule_k"]).table
    for row, d in zip(table.itertuples(), documents, strict=True):
        words = [word for word in d["tokens"] if word[0].isalpha()]
        codes = np.unique(words, return_inverse=True)[1]
        assert row.ttr == pytest.approx(measures.ttr(codes))
        whole = np.unique(d["tokens"], return_inverse=True)[1]
        assert measures.ttr(whole) == pytest.approx(wanted.loc[d["doc"], "TTR"], abs=1e-12)
        assert row.yule_k == pytest.approx(measures.yule_k(codes))


def test_groups_have_the_mean_of_their_articles():
    """Mean and interval over six articles are those of Student's t on their values."""
    texts = [" ".join(["gas"] * n + ["oil", "arms", "war"]) + "." for n in range(1, 7)]
    corpus = corpus_of([*texts, "One two."], author=["A"] * 6 + ["B"])
    result = toolkit.diversity(corpus, by="author", measures=["ttr"])
    table = result.table.set_index("group")
    values = [4 / (3 + n) for n in range(1, 7)]
    low, high = scipy.stats.t.interval(0.95, 5, np.mean(values), scipy.stats.sem(values))
    assert table.loc["A", ["estimate", "low", "high"]].tolist() == pytest.approx(
        [np.mean(values), low, high]
    )
    assert bool(table.loc["B", "few"])
    assert np.isnan(table.loc["B", "low"])
    assert any("few articles" in warning for warning in result.warnings)


def test_short_articles_have_no_value_and_are_told():
    """Under 42 words no HD-D; the warning says of how many articles."""
    corpus = corpus_of(["Gas and oil.", "word " * 60 + "end."])
    result = toolkit.diversity(corpus, measures=["hdd"])
    assert np.isnan(result.table["hdd"].iloc[0])
    assert np.isfinite(result.table["hdd"].iloc[1])
    assert "1 of 2 articles are too short for hdd" in result.warnings


def test_no_article_changes_another():
    """The window is not reset by a short article (as it is in quanteda)."""
    long = " ".join(f"word{n % 130}" for n in range(300)) + "."
    alone = toolkit.diversity(corpus_of([long], id=["a"]), measures=["mattr"]).table
    beside = toolkit.diversity(corpus_of([long, "Short."], id=["a", "b"]), measures=["mattr"]).table
    assert alone["mattr"].iloc[0] == beside["mattr"].iloc[0]


def test_the_variant_of_mtld_is_named():
    """Tools differ: the note says which one this is."""
    notes = toolkit.diversity(corpus_of(["Gas and gas."])).notes
    assert any("mtld" in note and "lexicalrichness" in note for note in notes)


def test_clear_answers_to_what_cannot_be():
    """Unknown measure or unit, no window, no article."""
    corpus = corpus_of(["Gas and oil."])
    with pytest.raises(AnalysisError, match="did you mean 'mattr'"):
        toolkit.diversity(corpus, measures=["matr"])
    with pytest.raises(AnalysisError, match="form, lemma"):
        toolkit.diversity(corpus, unit="actor")
    with pytest.raises(AnalysisError, match="window of 0"):
        toolkit.diversity(corpus, window=0)
    with pytest.raises(AnalysisError, match="no article"):
        toolkit.diversity(corpus.where(lambda row: False))


def test_articles_of_one_value_have_no_interval():
    """Six articles of four different words: a width of 0 would claim certainty."""
    corpus = corpus_of(["Gas flows through pipes."] * 6, author=["A"] * 6)
    row = toolkit.diversity(corpus, by="author", measures=["ttr"]).table.iloc[0]
    assert (row["estimate"], row["n_articles"], row["few"]) == (1.0, 6, False)
    assert np.isnan([row["low"], row["high"]]).all()
