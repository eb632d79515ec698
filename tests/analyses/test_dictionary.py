"""Categories of a dictionary counted by hand, and by a slow obvious matcher."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.errors import AnalysisError, CodebookError

WORDS = {
    "energy": {"gas": ["gas", "pipeline*"], "oil": ["crude oil", "oil"]},
    "people": ["prime minister", "US"],
}


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


def counts(corpus: toolkit.Corpus, words: object) -> dict[str, int]:
    table = toolkit.dictionary(corpus, words).table
    return table.groupby("category", sort=False)["count"].sum().to_dict()


@pytest.fixture
def pair():
    return corpus_of(
        ["Gas, gas and crude oil in pipelines.", "The Prime Minister told us that the US left."],
        id=["a", "b"],
    )


def test_words_phrases_and_wildcards(pair):
    """Counted by hand: 'crude oil' is one match, not two; 'us' is not the US."""
    assert counts(pair, WORDS) == {
        "energy": 4, "energy.gas": 3, "energy.oil": 1, "people": 2,
    }  # fmt: skip


def test_each_article_has_its_row(pair):
    """Counts, words and matches per 1,000 words by article and category."""
    table = toolkit.dictionary(pair, WORDS).table
    row = table[(table["article"] == "a") & (table["category"] == "energy.gas")].iloc[0]
    assert (row["count"], row["words"]) == (3, 7)
    assert row["estimate"] == pytest.approx(1000 * 3 / 7)
    assert len(table) == 2 * 4


def test_a_question_mark_is_one_letter():
    """'barrel?' finds 'barrels' and not 'barrel'."""
    assert counts(corpus_of(["A barrel of two barrels."]), {"oil": ["barrel?"]}) == {"oil": 1}


def test_an_apostrophe_is_parted_as_the_annotator_does():
    """'Turkey's' is two tokens of the text and one word of the dictionary."""
    assert counts(corpus_of(["It is Turkey's gas."]), {"own": ["Turkey's gas"]}) == {"own": 1}


def test_phrases_end_with_their_article():
    """'prime' closes one article, 'minister' opens the next."""
    corpus = corpus_of(["He is prime", "minister of all"], id=["a", "b"])
    assert counts(corpus, {"who": ["prime minister"]}) == {"who": 0}


def test_a_word_in_two_categories_counts_in_both_and_is_told(pair):
    """Overlaps are said with an example."""
    result = toolkit.dictionary(pair, {"one": ["gas"], "two": ["gas", "crude"]})
    totals = result.table.groupby("category")["count"].sum().to_dict()
    assert totals == {"one": 2, "two": 3}
    assert any("2 words are counted in two" in note and "one and two" in note
               for note in result.notes)  # fmt: skip
    assert "no word is counted in two categories" in toolkit.dictionary(pair, WORDS).notes


def test_groups_have_rates_with_intervals():
    """Six articles of each author; a category that one lacks is few and has no interval."""
    corpus = corpus_of(
        [f"Gas {'and more ' * n}." for n in range(1, 7)] + ["No oil here."] * 6,
        author=["A"] * 6 + ["B"] * 6,
    )
    table = toolkit.dictionary(corpus, {"gas": ["gas"]}, by="author").table.set_index("group")
    words = sum(1 + 2 * n for n in range(1, 7))
    assert table.loc["A", "estimate"] == pytest.approx(1000 * 6 / words)
    assert table.loc["A", "low"] < table.loc["A", "estimate"] < table.loc["A", "high"]
    assert bool(table.loc["B", "few"])


def test_selections_count_their_articles(pair):
    """Only what is selected."""
    none = {"energy": 0, "energy.gas": 0, "energy.oil": 0, "people": 0}
    assert counts(pair.where(id="a"), WORDS) == none | {
        "energy": 4, "energy.gas": 3, "energy.oil": 1,
    }  # fmt: skip
    assert counts(pair.where(id="b"), WORDS) == none | {"people": 2}


TOKEN = st.sampled_from(["gas", "gases", "oil", "war", "Gas"])
PATTERN = st.sampled_from(
    ["gas", "gas*", "*a*", "oil", "g?s", "gas oil", "gas* war", "Gas", "oil gas war"]
)


def obvious(words: list[str], patterns: list[str]) -> int:
    """Count by looking at every place for the longest pattern that fits, from the left."""

    def fits(word: str, part: str) -> bool:
        return fnmatchcase(word if part != part.lower() else word.lower(), part)

    place, found = 0, 0
    while place < len(words):
        best = 0
        for pattern in patterns:
            parts = pattern.split()
            here = words[place : place + len(parts)]
            if len(here) == len(parts) and all(map(fits, here, parts)):
                best = max(best, len(parts))
        found += best > 0
        place += max(best, 1)
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(TOKEN, min_size=1, max_size=12), st.lists(PATTERN, min_size=1, max_size=4, unique=True)
)
def test_matches_are_those_of_an_obvious_matcher(words, patterns):
    """Whatever the text and the patterns."""
    corpus = corpus_of([" ".join(words)])
    assert counts(corpus, {"c": patterns})["c"] == obvious(words, patterns)


def test_clear_answers_to_what_cannot_be(pair):
    """Nothing found, patterns that match everything or too slowly, no article."""
    result = toolkit.dictionary(pair, {"sea": ["submarine"]})
    assert "nothing of sea occurs" in result.warnings[0]
    assert result.table["count"].sum() == 0
    with pytest.raises(CodebookError, match="matches every word"):
        toolkit.dictionary(pair, {"all": ["*"]})
    with pytest.raises(CodebookError, match="stars"):
        toolkit.dictionary(pair, {"slow": ["*a*a*a*a*a*"]})
    with pytest.raises(AnalysisError, match="no article"):
        toolkit.dictionary(pair.where(lambda row: False), WORDS)
