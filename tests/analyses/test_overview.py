"""What a corpus and a bibliography hold."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import toolkit
from toolkit.analyses.overview import lengths, overview
from toolkit.errors import AnalysisError, CorpusError

HEADER = "url,title,described_as,author,outlet,via,published,year,date_source,genre,topics,page\n"


@pytest.fixture
def catalogue(tmp_path) -> Path:
    path = tmp_path / "catalogue.csv"
    path.write_text(
        HEADER
        + "https://a.org/1,One,,,A,,2019,2019,inferred,commentary,Syria; NATO,\n"
        + "https://a.org/2,Two,,,A,,2019-05,2019,text,news,NATO,\n"
        + "https://b.org/3,,A third,,B,,,,,report,,teaser\n",
        encoding="utf-8",
    )
    return path


def test_years_that_are_inferred_are_counted_apart(catalogue):
    """A bar of the figure must be hatched where the year is not printed on the page."""
    table = toolkit.bibliography(catalogue).table
    assert table.values.tolist() == [["2019", 2, 1]]


def test_a_work_counts_for_each_of_its_topics(catalogue):
    """Topics overlap; the sum exceeds the works."""
    result = toolkit.bibliography(catalogue, by="topics")
    assert result.table[["value", "works"]].values.tolist() == [["NATO", 2], ["Syria", 1]]
    assert "1 works without topics" in result.notes


def test_a_convenience_sample_says_so(catalogue):
    """Nobody reads the counts as findings."""
    assert "convenience sample" in toolkit.bibliography(catalogue).warnings[0]


def test_wrong_catalogues_are_named(catalogue, tmp_path):
    """The missing column or file is told."""
    with pytest.raises(AnalysisError, match="did you mean 'genre'"):
        toolkit.bibliography(catalogue, by="gener")
    catalogue.write_text("url,title\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="no column 'outlet'"):
        toolkit.bibliography(catalogue)
    with pytest.raises(CorpusError, match=r"no missing\.csv"):
        toolkit.bibliography(tmp_path / "missing.csv")


def test_overview_counts_an_article_for_each_author():
    """Articles and words add up over authors to more than the corpus when some are co-signed."""
    frame = pd.DataFrame(
        {
            "author": [["A", "B"], ["A"]],
            "published": ["2019", "2021-03"],
            "text": ["Gas flows.", "Gas stops again.\n\nSo."],
        }
    )
    corpus = toolkit.from_frame(frame)
    table = overview(corpus).table.set_index("group")
    assert table["articles"].to_dict() == {"A": 2, "B": 1}
    assert table["words"].to_dict() == {"A": 6, "B": 2}
    assert (table.loc["A", "first"], table.loc["A", "last"]) == (2019, 2021)
    assert lengths(corpus).table["paragraphs"].tolist() == [1, 2]
    assert "no interval" in overview(corpus).warnings[0]


def test_overview_knows_how_many_articles_it_leaves_out():
    """A figure of authors must say that an unsigned article is in no row."""
    frame = pd.DataFrame({"author": ["A", ""], "published": ["2019"] * 2, "text": ["Gas."] * 2})
    result = overview(toolkit.from_frame(frame), by=["author", "year"])
    assert result.table["articles"].tolist() == [1]
    assert result.parameters["n_blank"] == 1


def test_an_empty_selection_is_a_clear_answer():
    """Analyses refuse to count nothing."""
    corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas."], "published": ["2019"]}))
    with pytest.raises(AnalysisError, match="no article"):
        overview(corpus.where(lambda row: row["year"] > 2019))


def warnings_of(
    articles: dict[str, int], text: str = "The gas of the north is sold to them."
) -> list[str]:
    """Warnings of an overview of so many articles of each author."""
    names = [name for name, number in articles.items() for _ in range(number)]
    frame = pd.DataFrame({"author": names, "text": [f"{text} {n}" for n in range(len(names))]})
    return list(overview(toolkit.from_frame(frame)).warnings)


def test_groups_under_five_articles_are_named_or_counted():
    """Five are enough; up to six groups are named, more are counted."""
    told = "under 5 articles no interval can be given: "
    assert not any(told in warning for warning in warnings_of({"A": 5, "B": 6}))
    assert f"{told}B, C" in warnings_of({"A": 5, "B": 4, "C": 1})
    six = dict.fromkeys("BCDEFG", 1)
    assert f"{told}B, C, D, E, F, G" in warnings_of({"A": 5} | six)
    assert f"{told}7 of 8 groups" in warnings_of({"A": 5, "H": 1} | six)


@pytest.mark.parametrize(("number", "more"), [(6, ""), (7, ", …")])
def test_articles_that_do_not_look_english_are_named(number, more):
    """Six by their names; of more it is said that there are."""
    german = "Das Gas fließt nicht mehr durch die Leitung, und niemand weiß, warum es so ist. " * 5
    found = warnings_of({"A": number}, german)
    names = ", ".join(f"article-{n}" for n in range(1, 7))
    assert f"{number} articles do not look English: {names}{more}" in found
