"""Key word in context."""

from __future__ import annotations

import pandas as pd
import pytest

import toolkit
from toolkit.analyses.concordance import Near
from toolkit.errors import AnalysisError, ToolkitError

TEXTS = [
    ("a", "A", "2019", "Russia sells gas to Turkey. The gas deal is old.\n\nGas is dear."),
    ("b", "B", "2017", "Gas, they say. No deal."),
]


@pytest.fixture
def corpus():
    frame = pd.DataFrame(TEXTS, columns=["id", "author", "published", "text"])
    return toolkit.from_frame(frame)


def test_contexts_end_with_their_article(corpus):
    """The last word of one article is not before the first of the next."""
    lines = toolkit.concordance(corpus, "gas", window=50, sort="text").table
    assert lines["article"].tolist() == ["a", "a", "a", "b"]
    assert lines.iloc[3]["left"] == ""
    assert lines.iloc[2]["right"] == "is dear."


def test_lines_tell_paragraph_author_and_year(corpus):
    """Enough to find the place in the article."""
    lines = toolkit.concordance(corpus, "gas", sort="text").table
    assert lines["paragraph"].tolist() == [1, 1, 2, 1]
    assert lines.iloc[3][["author", "year"]].tolist() == ["B", 2017]


def test_positions_to_the_left_and_right_sort(corpus):
    """1R is the word after the node; the edge of an article sorts first."""
    right = toolkit.concordance(corpus, "gas", sort="1R").table["right"]
    assert [text.split()[0] for text in right] == [",", "deal", "is", "to"]
    left = toolkit.concordance(corpus, "gas", sort="1L text").table["left"]
    assert left.iloc[0] == ""


def test_metadata_sort(corpus):
    """Years ascend."""
    assert toolkit.concordance(corpus, "gas", sort="year").table["year"].iloc[0] == 2017


def of_events() -> toolkit.Corpus:
    """Five articles with variables of their own: a text, a number, and one without either."""
    rows = [
        ("e", "pipeline", "10", "Cheap gas now."),
        ("d", "War", "9", "Cheap gas again."),
        ("c", "", "", "No gas now."),
        ("b", "war", "9", "Any gas now."),
        ("a", "Coup", "101", "Dear gas now."),
    ]
    return toolkit.from_frame(pd.DataFrame(rows, columns=["id", "event", "wave", "text"]))


def test_a_variable_of_ones_own_sorts():
    """Texts without capitals, numbers by size, articles without a value last."""
    corpus = of_events()

    def order(sort: str) -> str:
        return "".join(toolkit.concordance(corpus, "gas", sort=sort).table["article"])

    assert order("event") == "aebdc"
    assert order("wave") == "bdeac"
    assert order("id") == order("article") == "abcde"


def test_metadata_words_and_node_sort_together():
    """Keys count from first to last; the place in the corpus settles ties."""
    corpus = of_events()
    order = toolkit.concordance(corpus, "gas", sort="1R event 1L").table["article"]
    assert "".join(order) == "daebc"
    order = toolkit.concordance(corpus, "gas", sort=["node", "wave", "1L"]).table["article"]
    assert "".join(order) == "bdeac"
    part = corpus.where(event=["War", "war", "pipeline"])
    assert "".join(toolkit.concordance(part, "gas", sort="event 1L").page()["article"]) == "ebd"


def test_a_page_is_the_table_in_parts(corpus):
    """Pages neither lose nor repeat a line, and a page past the end is empty."""
    result = toolkit.concordance(corpus, "gas", sort="text")
    pages = pd.concat([result.page(1, size=3), result.page(2, size=3)], ignore_index=True)
    pd.testing.assert_frame_equal(pages, result.table)
    assert len(result) == 4
    assert len(result.page(3, size=3)) == 0


def test_lines_keep_the_order_that_was_asked_for(corpus):
    """They are written when they are looked at; what the caller's list holds by then is nothing."""
    keys = ["1R"]
    lines = toolkit.concordance(corpus, "gas", sort=keys)
    keys[:] = ["nothing"]
    assert lines.parameters["sort"] == ["1R"]
    pd.testing.assert_frame_equal(
        lines.table, toolkit.concordance(corpus, "gas", sort=["1R"]).table
    )


def test_some_columns_of_the_lines(corpus):
    """What any result can, one whose table is written late can, too."""
    lines = toolkit.concordance(corpus, "gas")
    found = lines.select("node", "year")
    assert list(found.table.columns) == ["node", "year"]
    assert (found.notes, found.corpus) == (lines.notes, lines.corpus)
    with pytest.raises(ToolkitError, match="did you mean 'node'"):
        lines.select("nod")


def test_lines_near_another_word(corpus):
    """A filter word must stand inside the window."""
    found = toolkit.concordance(corpus, "gas", near="deal", window=2, sort="text")
    assert found.table["right"].str.startswith("deal").tolist() == [True]
    assert (found.parameters["near"], found.parameters["span"]) == ("deal", [2, 2])
    wide = toolkit.concordance(corpus, "gas", near=Near("deal", 0, 3)).parameters
    assert (wide["near"], wide["span"]) == ("deal", [0, 3])  # enough to ask again
    assert toolkit.concordance(corpus, "gas").parameters["span"] is None


def test_a_sample_is_repeatable(corpus):
    """The same seed draws the same lines; another size draws so many."""
    first = toolkit.concordance(corpus, "gas", sample=2, seed=3).table
    assert len(first) == 2
    pd.testing.assert_frame_equal(first, toolkit.concordance(corpus, "gas", sample=2, seed=3).table)


def test_whole_sentences_and_paragraphs(corpus):
    """Contexts widen to the unit of the node."""
    lines = toolkit.concordance(corpus, "deal", context="sentence", sort="text").table
    assert lines.iloc[0]["left"] == "The gas"
    lines = toolkit.concordance(corpus, "deal", context="paragraph", sort="text").table
    assert lines.iloc[0]["left"].startswith("Russia sells")


def test_a_selection_shows_its_own_lines(corpus):
    """Hits outside the selection do not appear."""
    lines = toolkit.concordance(corpus.where(author="B"), "gas").table
    assert lines["article"].tolist() == ["b"]


def test_what_is_not_there_is_said(corpus):
    """No hit is an answer, not an error."""
    result = toolkit.concordance(corpus, "oil")
    assert len(result) == 0
    assert list(result.table.columns)[-3:] == ["left", "node", "right"]
    assert "does not occur" in result.warnings[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sort": "4Q"}, "unknown sort key '4Q'"),
        ({"sort": "yeer"}, "did you mean 'year'"),
        ({"sort": "0L"}, "positions count from 1"),
        ({"window": 0}, "window of 0"),
        ({"context": "sentense"}, "did you mean 'sentence'"),
    ],
)
def test_wrong_options_are_named(corpus, options, message):
    """Each wrong option is told with the right ones."""
    with pytest.raises(AnalysisError, match=message):
        toolkit.concordance(corpus, "gas", **options)
