"""What the frame classifier sees of a paragraph, counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses.framing.features import KINDS, NAME, NUMBER, features


def held(corpus, row, kind):
    """Name the terms of one kind that a paragraph holds, of all that two articles share."""
    found = features(corpus)
    columns = found.matrix[[row]].indices
    return sorted(text for k, text in (found.terms[column] for column in columns) if k == kind)


def twice(text):
    """Two articles of one text: every term occurs in two."""
    return toolkit.from_frame(pd.DataFrame({"text": [text, text]}))


def test_pairs_stay_in_a_sentence_and_pass_over_punctuation():
    corpus = twice("The deal, signed late, holds. Prices fell.")
    pairs = held(corpus, 0, "words")
    assert "deal sign" in pairs
    assert "late hold" in pairs
    assert "hold price" not in pairs


def test_actor_is_one_item_and_unknown_names_and_numbers_are_left_out():
    corpus = twice("In 2019 Vladimir Putin met Karagoz and Turkey.")
    assert held(corpus, 0, "actor") == ["RU", "TR"]
    assert held(corpus, 0, "actors") == ["RU + TR"]
    assert held(corpus, 0, "word") == ["and", "in", "meet"]
    pairs = held(corpus, 0, "words")
    assert f"in {NUMBER}" in pairs
    assert f"{NUMBER} [RU]" in pairs
    assert f"meet {NAME}" in pairs


def test_actors_of_different_sentences_are_not_together():
    corpus = twice("Moscow waited. Ankara waited. NATO and Iran talked.")
    assert held(corpus, 0, "actors") == ["IRAN + NATO"]


def test_rules_fire_and_their_words_are_seen_without_them(corpus_with):
    """`need` fires near gas only; the word alone is a feature of its own."""
    corpus = corpus_with(["Turkey needs gas.\n\nTurkey needs rest."] * 2)
    assert held(corpus, 0, "rule") == ["need-gas"]
    assert held(corpus, 1, "rule") == []
    assert held(corpus, 1, "words of rule") == ["need-gas"]


def test_term_of_one_article_alone_is_no_feature():
    corpus = toolkit.from_frame(
        pd.DataFrame({"text": ["Gas gas gas.\n\nGas flows.", "Oil flows."]})
    )
    words = {text for kind, text in features(corpus).terms if kind == "word"}
    assert words == {"flow"}


def test_terms_asked_for_keep_their_order_and_may_be_absent():
    corpus = twice("Ankara cannot refuse Moscow. They met.")
    asked = (
        ("words", "can not"),
        ("word", "zebra"),
        ("actors", "RU + TR"),
        ("words", "no such words"),
        ("word", "not"),
    )
    found = features(corpus, terms=asked)
    assert found.terms == asked
    assert found.matrix.toarray().tolist() == [[1, 0, 1, 0, 1]] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found_again_by_name(kind):
    """What is found without asking is found alike when it is asked for."""
    corpus = twice("Turkey depends heavily on Russian gas, and NATO worries.\n\nThe regime fell.")
    whole = features(corpus)
    terms = [term for term in whole.terms if term[0] == kind]
    assert terms
    columns = [whole.terms.index(term) for term in terms]
    again = features(corpus, terms=terms)
    assert (again.matrix.toarray() == whole.matrix[:, columns].toarray()).all()


def test_selection_has_the_rows_of_the_whole():
    texts = ["Ankara needs gas.\n\nNothing.", "Moscow sells gas.", "Ankara waits.\n\nMoscow too."]
    corpus = toolkit.from_frame(pd.DataFrame({"id": ["a", "b", "c"], "text": texts}))
    whole = features(corpus)
    part = features(corpus.where(id=["a", "c"]), terms=whole.terms)
    kept = np.isin(whole.article.astype(str), ["a", "c"])
    assert part.article.tolist() == ["a", "a", "c", "c"]
    assert part.paragraph.tolist() == [1, 2, 1, 2]
    assert (part.matrix.toarray() == whole.matrix[kept].toarray()).all()


def test_corpus_without_words_has_no_terms():
    found = features(toolkit.from_frame(pd.DataFrame({"text": ["…", "!"]})))
    assert found.matrix.shape == (2, 0)
