"""Selections, groups and counts of a corpus."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.errors import AnalysisError, CorpusError

ROWS = [
    ("a", ["Ankara A"], "2017-05-01", "Russia sells gas. Turkey buys gas.\n\nGas flows.", "gas"),
    ("b", ["Ankara A", "Gulf B"], "2019", "NATO met. The U.S. told us.", "nato"),
    ("c", [], "", "Turkey buys arms.", "arms"),
    ("d", ["Gulf B"], "2021-02", "Gas again.", "gas"),
]


@pytest.fixture
def corpus() -> toolkit.Corpus:
    columns = ["id", "author", "published", "text", "event"]
    return toolkit.from_frame(pd.DataFrame(ROWS, columns=columns))


def test_an_article_of_two_authors_belongs_to_both(corpus):
    """Selection and grouping agree."""
    assert corpus.where(author="Gulf B").articles["id"].tolist() == ["b", "d"]
    groups = corpus.groups("author")
    assert groups.labels == ("Ankara A", "Gulf B")
    assert groups.sizes.tolist() == [2, 2]
    assert groups.missing == ("c",)
    assert groups.notes() == (
        "groups by author: the article is the unit",
        "1 article belongs to more than one group and counts in each, once",
        "1 article without a value is left out",
    )


def test_notes_say_no_more_than_there_is(corpus):
    """Articles of one group each, and none without a value, need no word; several have a plural."""
    assert corpus.where(id=["a", "d"]).groups("author").notes() == (
        "groups by author: the article is the unit",
    )
    both = corpus.assign(both=lambda row: ["x", "y"] if row["id"] in "bd" else "")
    assert both.groups("both").notes()[1:] == (
        "2 articles belong to more than one group and count in each, once",
        "2 articles without a value are left out",
    )


def test_a_value_that_is_spelt_like_nothing_is_a_value():
    """`None` and `nan` may be codes of a variable; what is missing is told by what it is."""
    texts = ["Gas.", "War.", "Oil.", "Arms."]
    frame = pd.DataFrame({"text": texts, "ally": ["None", "Some", "nan", None]})
    corpus = toolkit.from_frame(frame)
    groups = corpus.groups("ally")
    assert groups.labels == ("None", "Some", "nan")
    assert groups.missing == ("article-4",)
    assert len(corpus.where(ally="None")) == 1
    gaps = corpus.assign(day=lambda row: pd.NaT, share=lambda row: float("nan"))
    assert len(gaps.groups("day").missing) == len(gaps.groups("share").missing) == 4


def test_conditions_are_values_collections_or_functions(corpus):
    """The three ways of saying which years."""
    assert len(corpus.where(year=2019)) == 1
    assert len(corpus.where(year=range(2018, 2022))) == 2
    assert len(corpus.where(year=lambda year: year > 2018)) == 2
    assert len(corpus.where(lambda row: row["event"] == "gas")) == 2


def test_a_selection_of_a_selection_is_a_corpus(corpus):
    """Selections share tokens and nothing else."""
    part = corpus.where(event="gas").where(author="Gulf B")
    assert part.articles["id"].tolist() == ["d"]
    assert part.tokens is corpus.tokens
    with pytest.raises(CorpusError, match="no article 'a'"):
        part.text("a")
    assert part.text("d") == "Gas again."


def test_unknown_names_are_answered_with_the_nearest(corpus):
    """An unknown author, column or article proposes one that exists."""
    with pytest.raises(CorpusError, match="did you mean 'Gulf B'"):
        corpus.where(author="Gulf")
    with pytest.raises(CorpusError, match="did you mean 'author'"):
        corpus.where(autor="Gulf B")
    with pytest.raises(CorpusError, match="did you mean 'year'"):
        corpus.groups("yeer")
    with pytest.raises(AnalysisError, match="did you mean 'lemma'"):
        corpus.matrix("lema")


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"author": 3}, r"author holds text, found 3 \(int\); there are 'Ankara A', 'Gulf B'"),
        ({"author": ["Gulf B", 3]}, r"author holds text, found 3 \(int\)"),
        ({"event": True}, r"event holds text, found True \(bool\)"),
        ({"private": 1}, r"private holds true or false, found 1 \(int\)"),
        ({"year": 1990}, "no article has year 1990; there are 2017 to 2021"),
        ({"year": "1990"}, "no article has year '1990'; there are 2017 to 2021"),
        ({"year": "2017-2019"}, "there are 2017 to 2021; write a number, or range"),
        ({"year": range(1990, 2000)}, "no article has year 1990 to 1999; there are 2017 to 2021"),
        ({"year": [2019, 1990]}, "no article has year 1990; there are 2017 to 2021"),
        ({"year": {2019, 2020, 1990, 1991}}, "no article has year 1990 to 1991; there are"),
        ({"year": np.array([2019, 1990])}, "no article has year 1990; there are 2017 to 2021"),
        ({"year": None}, "None is no value to select year by"),
        ({"outlet": ""}, "'' is no value to select outlet by"),
        ({"outlet": "Gulf Post"}, "no article has outlet 'Gulf Post'; none has a value of outlet"),
    ],
)
def test_values_that_no_article_has_are_refused(corpus, condition, message):
    """They would select nothing, and an empty selection tells nobody why."""
    with pytest.raises(CorpusError, match=message):
        corpus.where(**condition)


def test_values_are_matched_however_they_are_written(corpus):
    """A year as a float, in text, or as one of a span; both sides of what is true or false."""
    for year in (
        2019.0,
        "2019",
        np.int64(2019),
        np.array(2019),
        np.array([2019]),
        [2018, 2019],
        range(2018, 2020),
        range(1999, 2020, 10),
    ):
        assert corpus.where(year=year).articles["id"].tolist() == ["b"]
    assert len(corpus.where(private=True)) + len(corpus.where(private=False)) == 4
    nothing = corpus.where(lambda row: False)
    assert len(nothing.where(year=2019)) == len(nothing.where(private=False)) == 0


def test_counts_leave_out_punctuation_and_keep_case(corpus):
    """US the country is not us the pronoun; a full stop is not a word."""
    forms = corpus.matrix("form", "article")
    assert forms.names == tuple(sorted(forms.names))
    counts = dict(zip(forms.names, forms.totals, strict=True))
    assert counts["us"] == 1
    assert counts["U.S."] == 1
    assert counts.get(".", 0) == 0
    assert forms.sizes.sum() == forms.totals.sum()


def test_paragraph_counts_add_up_to_article_counts(corpus):
    """Units partition an article."""
    by_article = corpus.matrix("lemma", "article")
    by_paragraph = corpus.matrix("lemma", "paragraph")
    by_sentence = corpus.matrix("lemma", "sentence")
    assert [unit for unit in by_paragraph.units if unit[0] == "a"] == [("a", 1), ("a", 2)]
    np.testing.assert_array_equal(by_article.totals, by_paragraph.totals)
    np.testing.assert_array_equal(by_article.totals, by_sentence.totals)
    assert by_paragraph.sizes.tolist() == [6, 2, 6, 3, 2]


def test_a_selection_counts_what_it_selects(corpus):
    """The matrix of a part is the rows of the matrix of the whole."""
    part = corpus.where(event="gas")
    whole = corpus.matrix("lemma")
    assert part.matrix("lemma").units == ("a", "d")
    np.testing.assert_array_equal(
        part.matrix("lemma").counts.toarray(), whole.counts.toarray()[[0, 3]]
    )


def test_the_fingerprint_changes_with_text_and_metadata_only(corpus):
    """Order of rows does not matter; a changed word or date does."""
    columns = ["id", "author", "published", "text", "event"]
    again = toolkit.from_frame(pd.DataFrame(ROWS[::-1], columns=columns))
    assert again.fingerprint == corpus.fingerprint
    changed = [*ROWS[:3], ("d", ["Gulf B"], "2021-03", "Gas again.", "gas")]
    other = toolkit.from_frame(pd.DataFrame(changed, columns=columns))
    assert other.fingerprint != corpus.fingerprint


def test_groups_by_two_columns_are_combinations(corpus):
    """Author and event together."""
    assert corpus.groups(["author", "event"]).labels == (
        "Ankara A / gas",
        "Ankara A / nato",
        "Gulf B / gas",
        "Gulf B / nato",
    )


def test_a_frame_with_faults_names_rows(corpus):
    """Every bad row is told at once."""
    frame = pd.DataFrame({"text": ["One.", ""], "genre": ["essay", "news"]})
    with pytest.raises(CorpusError) as caught:
        toolkit.from_frame(frame)
    assert "data frame:1" in str(caught.value)
    assert "data frame:2" in str(caught.value)


def test_every_token_stands_where_it_says(corpus):
    """Offsets of the table point into the text of the article."""
    table = corpus.tokens
    owners = table.article_of(np.arange(len(table)))
    for token, owner in enumerate(owners):
        text = corpus.items[owner].text
        assert text[table.start[token] : table.end[token]] == table.forms[table.form[token]]


def test_a_derived_column_selects_and_groups_and_keeps_the_fingerprint(corpus):
    """Periods are made of years without touching a file."""
    with_length = corpus.assign(name_length=lambda row: str(len(row["id"])))
    assert with_length.groups("name_length").labels == ("1",)
    assert with_length.fingerprint == corpus.fingerprint
    assert "name_length" not in corpus.articles
    part = with_length.where(event="gas")
    assert part.groups("name_length").sizes.tolist() == [2]
    with pytest.raises(CorpusError, match="already"):
        corpus.assign(year=lambda row: 1)


def test_what_a_caller_does_with_the_articles_changes_no_group(corpus):
    """The table is a copy, and so are the lists of names in its cells."""
    coded = corpus.assign(codes=lambda row: ["one"])
    for names in [*coded.articles["author"], *coded.articles["codes"]]:
        names.append("Someone")
    assert coded.groups("author").labels == ("Ankara A", "Gulf B")
    assert coded.groups("codes").labels == ("one",)
    assert coded.articles["author"].tolist() == [
        ["Ankara A"],
        ["Ankara A", "Gulf B"],
        [],
        ["Gulf B"],
    ]


def test_what_a_caller_does_with_counts_changes_no_analysis(corpus):
    """Counts are shared by all analyses: an array of one's own may hold other data, no more."""
    before = toolkit.frequency(corpus).table
    matrix = corpus.matrix()
    for array in (matrix.counts.data, matrix.sizes, matrix.totals, corpus.sizes):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 1
    weighted = matrix.counts
    weighted.data = np.log1p(weighted.data)
    own = matrix.counts.copy()
    own.data[:] = 7
    assert set(matrix.counts.data.tolist()) <= {1, 2, 3}
    pd.testing.assert_frame_equal(toolkit.frequency(corpus).table, before)


@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.7, 1.0])
def test_counts_within_some_units_are_the_sums_of_their_rows(share, monkeypatch):
    """Few rows are read alone, many through the others, in blocks: the sums are the same."""
    from scipy import sparse

    from toolkit.corpus import counts

    monkeypatch.setattr(counts, "_BLOCK", 7)
    random = np.random.default_rng(5)
    dense = random.poisson(0.5, (60, 9)).astype(np.int32)
    matrix = counts.CountMatrix(
        sparse.csr_array(dense), tuple("abcdefghi"), tuple(range(60)), dense.sum(axis=1)
    )
    units = random.random(60) < share
    totals, occurs = matrix.within(units)
    assert totals.tolist() == dense[units].sum(axis=0).tolist()
    assert occurs.tolist() == (dense[units] > 0).sum(axis=0).tolist()


def test_counts_within_some_units_of_some_names():
    """Names are chosen after counting, whichever rows are read."""
    from scipy import sparse

    from toolkit.corpus import counts

    dense = np.random.default_rng(6).poisson(0.8, (40, 7)).astype(np.int32)
    matrix = counts.CountMatrix(
        sparse.csr_array(dense), tuple("abcdefg"), tuple(range(40)), dense.sum(axis=1)
    )
    columns = np.array([5, 0, 3])
    for units in (np.arange(40) < 4, np.arange(40) % 3 == 0, np.arange(40) > 4):
        totals, occurs = matrix.within(units, columns)
        assert totals.tolist() == dense[units][:, columns].sum(axis=0).tolist()
        assert occurs.tolist() == (dense[units][:, columns] > 0).sum(axis=0).tolist()


@pytest.mark.parametrize("block", [1, 7, 100])
def test_an_index_made_in_blocks_is_that_of_one_stable_sort(block, monkeypatch):
    from toolkit.corpus import tokens

    monkeypatch.setattr(tokens, "_BLOCK", block)
    codes = np.random.default_rng(7).integers(0, 9, 60).astype(np.int32)
    index = tokens.build_index(codes, 11)
    assert index.places.tolist() == np.argsort(codes, kind="stable").tolist()
    assert index.counts.tolist() == np.bincount(codes, minlength=11).tolist()
    assert tokens.build_index(codes[:0], 3).offsets.tolist() == [0, 0, 0, 0]


def test_an_undated_article_is_in_no_period_and_never_selected_by_year():
    """A researcher's page without a date must not stop an analysis, nor slip into a period."""
    corpus = toolkit.from_frame(
        pd.DataFrame({"published": ["2019", "", "2021"], "text": ["Gas.", "Oil.", "Sea."]})
    )
    parted = corpus.assign(period=lambda row: "early" if row["year"] < 2020 else "late")
    assert parted.articles["period"].tolist() == ["early", "", "late"]
    assert parted.groups("period").labels == ("early", "late")
    assert len(corpus.where(lambda row: row["year"] > 2000)) == 2
    with pytest.raises(TypeError, match="concatenate"):  # a slip of the function is not hidden
        corpus.assign(wrong=lambda row: row["title"] + 1 if row["id"] else row["text"] - 1)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"year": ["soon"]}, "published: 'soon' is not a date"),
        ({"year": [float("inf")]}, "published: 'inf' is not a date"),
        ({"published": [float("inf")]}, "published: 'inf' is not a date"),
        ({"published": [2019.5]}, "published: '2019.5' is not a date"),
        ({"variables": ["event"]}, "variables: must be a mapping"),
        ({"variables": [5], "event": ["idlib"]}, "variables: must be a mapping"),
        ({"field_sources": ["text"]}, "field_sources: must be a mapping"),
        ({"text": [None]}, "text: no text"),
    ],
)
def test_odd_cells_of_a_frame_are_told_by_row_and_column(columns, message):
    frame = pd.DataFrame({"text": ["Gas flows."], **columns})
    with pytest.raises(CorpusError, match=f"data frame:1: {message}"):
        toolkit.from_frame(frame)


def test_years_of_floats_and_gaps_are_years():
    """A column of whole numbers with a gap is one of floats in pandas."""
    frame = pd.DataFrame({"text": ["Gas flows.", "Gas stops."], "year": [2019.0, None]})
    assert toolkit.from_frame(frame).articles["published"].tolist() == ["2019", ""]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (None, "a corpus is made of a data frame, found NoneType"),
        ({"text": ["a"]}, "a corpus is made of a data frame, found dict"),
        (pd.DataFrame([["a", "b"]], columns=["text", "text"]), "two columns 'text'"),
        (pd.DataFrame(), "has no column 'text'"),
    ],
)
def test_what_is_no_frame_of_texts_is_told(frame, message):
    with pytest.raises(CorpusError, match=message):
        toolkit.from_frame(frame)


def test_wrong_calls_of_a_corpus_are_told():
    corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas flows."]}))
    for wrong in ("author", 5, ["author"]):
        with pytest.raises(CorpusError, match="rows are told by a function"):
            corpus.where(wrong)
        with pytest.raises(CorpusError, match="rows are told by a function"):
            corpus.assign(period=wrong)
    for by in ([], None, 5):
        with pytest.raises(CorpusError, match="name a column to compare by"):
            corpus.groups(by)
    with pytest.raises(CorpusError, match="no article"):
        corpus.text(["article-1"])
    for path in (None, 5, ["corpus"]):
        with pytest.raises(CorpusError, match="the path of a folder"):
            toolkit.load(path)
