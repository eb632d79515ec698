"""Collocates: measures, expectations, windows, and rates of a query by year."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses.collocation import network
from toolkit.analyses.concordance import Near
from toolkit.errors import AnalysisError
from toolkit.stats import inference, multiple
from toolkit.stats.association import MEASURES, lambda_z


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


@pytest.fixture
def pair():
    return corpus_of(["Russia sells gas and wants a deal", "Turkey buys gas. Turkey pays gas."])


def row_of(corpus, word: str, **options: object) -> pd.Series:
    options = {"window": (2, 1), "unit": "form", "min_count": 1, **options}
    return toolkit.collocates(corpus, "gas", **options).table.set_index("collocate").loc[word]


def test_both_expectations_by_hand(pair):
    """Turkey stands twice in 13 words; 3 nodes with 8 window words."""
    slots = 2 + 1 + 2 + 1 + 2
    n = 7 + 6
    with_span = row_of(pair, "Turkey", measures=("mi",))
    assert with_span["expected"] == pytest.approx(slots * 2 / n)
    without = row_of(pair, "Turkey", measures=("mi",), expected="pair")
    assert without["expected"] == pytest.approx(3 * 2 / n)
    difference = without["mi"] - with_span["mi"]
    assert difference == pytest.approx(np.log2(slots / 3))


def test_notes_say_which_expectation_it_is(pair):
    """A reader of the table can tell."""
    for expected, said in (("window", "takes the span"), ("pair", "does not take the span")):
        notes = toolkit.collocates(pair, "gas", min_count=1, expected=expected).notes
        assert any(said in note for note in notes)


@pytest.mark.parametrize("expected", ["window", "pair"])
def test_every_measure_has_a_value(pair, expected):
    """All of them, both ways, without an unexplained NaN."""
    measures = (*MEASURES, "lambda", "lambda_z")
    options = {"unit": "form", "min_count": 1, "measures": measures, "expected": expected}
    table = toolkit.collocates(pair, "gas", window=(1, 1), **options).table
    assert set(measures) <= set(table.columns)
    assert table[list(measures)].notna().all().all()
    only_there = table["count"] >= table["frequency"]
    finite = np.isfinite(table[list(measures)]).all(axis=1)
    assert finite[~only_there].all()


def test_windows_that_hold_all_words_are_explained(pair):
    """Nothing stands outside them, so a ratio to what stands outside is missing, and told."""
    result = toolkit.collocates(
        pair, "gas", window=(9, 9), unit="form", min_count=1, measures=("mi", "delta_p_1")
    )
    assert result.table["mi"].notna().all()
    assert result.table["delta_p_1"].isna().any()
    assert any(note.startswith("delta_p_1: ") and "missing" in note for note in result.notes)


def test_a_word_oftener_near_than_there_are_nodes():
    """'very' stands four times near one node: the pair expectation still has a table."""
    corpus = corpus_of(["very very gas very very good"])
    row = row_of(corpus, "very", window=(2, 2), expected="pair", measures=("dice", "mi"))
    assert row["count"] == 4
    assert np.isfinite(row[["dice", "mi"]].to_numpy(float)).all()


def test_lambda_is_that_of_the_four_cells(pair):
    """Blaheta and Johnson's, from the window table."""
    row = row_of(pair, "Turkey", measures=("lambda", "lambda_z"))
    # Turkey stands in three windows: once in two of them
    assert row["count"] == 3
    wanted = lambda_z(3, 8, 3, 13)
    assert row["lambda"] == pytest.approx(float(wanted.lambda_))
    assert row["lambda_z"] == pytest.approx(float(wanted.z))


def test_adjacent_words_are_a_window_of_one(pair):
    """What stands directly after the node, and nothing before it."""
    table = toolkit.collocates(pair, "gas", window=(0, 1), unit="form", min_count=1,
                               within_sentence=True).table  # fmt: skip
    assert table["collocate"].tolist() == ["and"]


def test_a_node_over_a_full_stop_has_both_sides():
    """What follows it is in the sentence in which it ends, not past the one in which it begins."""
    corpus = corpus_of(["It rained. We sold gas. Russia bought oil. It snowed."])
    options = {"window": (9, 9), "unit": "form", "min_count": 1, "within_sentence": True}
    table = toolkit.collocates(corpus, "gas [] Russia", **options).table
    assert sorted(table["collocate"]) == ["We", "bought", "oil", "sold"]


def test_order_of_articles_does_not_matter():
    """The same articles the other way round."""
    texts = ["Russia sells gas.", "Turkey buys gas and gas.", "No gas at all."]
    options = {"unit": "form", "min_count": 1, "measures": ("logdice", "log_likelihood")}
    one = toolkit.collocates(corpus_of(texts, id=["a", "b", "c"]), "gas", **options).table
    other = toolkit.collocates(corpus_of(texts[::-1], id=["c", "b", "a"]), "gas", **options).table
    pd.testing.assert_frame_equal(one, other)


def test_groups_of_one_article_are_few(pair):
    """No interval, no p, and the flag that says why."""
    corpus = corpus_of([item.text for item in pair.items], author=["A", "B"])
    result = toolkit.collocates(corpus, "gas", by="author", unit="form", min_count=1)
    table = result.table
    assert not any("p_adjusted" in note for note in result.notes)
    assert table["few"].all()
    assert table[["low", "high", "p"]].isna().all().all()
    assert table["estimate"].notna().all()


def test_only_comparisons_with_a_p_are_counted():
    """Both authors write of Russia in six articles; of Turkey one does, and once."""
    texts = [f"Russia sells gas{' and Russia' * (n % 3)}." for n in range(6)]
    texts += [f"Russia sells no gas{' and Russia' * (n % 2)}." for n in range(6)]
    corpus = corpus_of([*texts, "Turkey gas."], author=["A"] * 6 + ["B"] * 7)
    found = toolkit.collocates(corpus, "gas", by="author", unit="form", min_count=1)
    tested = int(found.table["p"].notna().sum())
    assert 0 < tested < len(found.table)
    assert f"p_adjusted: Benjamini-Hochberg over {tested} comparisons" in found.notes


def test_wrong_expectations_are_named(pair):
    """With the ones there are."""
    with pytest.raises(AnalysisError, match="did you mean 'window'"):
        toolkit.collocates(pair, "gas", expected="windows")
    with pytest.raises(AnalysisError, match="did you mean 'lambda'"):
        toolkit.collocates(pair, "gas", measures=("lamda",))


def test_a_filter_word_on_one_side(pair):
    """'Turkey' within two tokens to the left, and never to the right."""
    left = toolkit.concordance(pair, "gas", near=Near("Turkey", 2, 0))
    assert len(left) == 2
    assert len(toolkit.concordance(pair, "gas", near=Near("Turkey", 0, 1))) == 0
    assert len(toolkit.concordance(pair, "gas", near=Near("Turkey", 0, 2))) == 1
    assert any("2 tokens to the left or 0 to the right" in note for note in left.notes)
    for wrong in ((0, 0), (-1, 2), (0, 999)):
        with pytest.raises(AnalysisError, match="span"):
            Near("Turkey", *wrong)


def test_any_mix_of_sort_keys():
    """Year first, then the words before the node from the farthest, the node, the word after."""
    corpus = corpus_of(
        ["b gas x. a gas y. a Gas x.", "z gas z."],
        published=["2019", "2017"],
        author=["B", "A"],
        id=["p", "q"],
    )
    lines = toolkit.concordance(corpus, "gas", window=1, sort="year 2L 1L node 1R author").table
    shown = [" ".join(parts) for parts in lines[["left", "node", "right"]].itertuples(index=False)]
    assert shown == ["z gas z", "b gas x", "a Gas x", "a gas y"]


def test_a_trend_of_ten_years_is_tested():
    """The rate grows by one in a hundred words a year: the slope by hand, the year as the unit.

    Four years lie one off the line, in a way that leaves its slope as it is.
    """
    counts = [1, 2, 3, 5, 4, 5, 8, 8, 9, 10]
    texts = [" ".join(["gas"] * n + ["the"] * (100 - n)) + "." for n in counts]
    corpus = corpus_of([*texts, "No date."], published=[str(y) for y in range(2011, 2021)] + [""])
    result = toolkit.trend(corpus, "gas")
    assert result.table["year"].tolist() == list(range(2011, 2021))
    slope = result.parameters["slope"]
    assert slope["estimate"] == pytest.approx(1e4)
    assert slope["low"] < slope["estimate"] < slope["high"]
    assert any("1 article without a date is" in note for note in result.notes)


def test_a_slope_is_per_million_and_its_p_is_not():
    """Counts that zigzag: the numbers of `inference.trend`, only the p as it is."""
    counts, years = [3, 1, 4, 2, 6, 3, 5, 7, 4, 8], range(2011, 2021)
    texts = [" ".join(["gas"] * n + ["the"] * (100 - n)) + "." for n in counts]
    corpus = corpus_of(texts, published=[str(year) for year in years])
    slope = toolkit.trend(corpus, "gas").parameters["slope"]
    found = inference.trend(counts, [100] * 10, years)
    assert slope["p"] == pytest.approx(float(found.p))
    assert 0.001 < slope["p"] < 0.05
    for name in ("estimate", "low", "high"):
        assert slope[name] == pytest.approx(1e6 * float(getattr(found, name)))


@pytest.mark.parametrize("counts", [range(1, 11), [3] * 10])
def test_years_on_a_line_have_no_interval(counts):
    """A width of 0 would claim certainty; the note says why there is none."""
    texts = [" ".join(["gas"] * n + ["the"] * (100 - n)) + "." for n in counts]
    result = toolkit.trend(corpus_of(texts, published=[str(y) for y in range(2011, 2021)]), "gas")
    assert np.isnan(result.parameters["slope"]["low"])
    assert any("lie exactly on a line: not tested" in note for note in result.notes)


def test_few_years_are_described_only():
    """Under eight years the slope has no p, and the note says why."""
    corpus = corpus_of(["gas the."] * 3, published=["2017", "2018", "2019"])
    result = toolkit.trend(corpus, "gas")
    assert np.isnan(result.parameters["slope"]["p"])
    assert any("3 years, under 8" in note for note in result.notes)
    lone = toolkit.trend(corpus.where(year=2017), "gas")
    assert any("all articles are of one year" in note for note in lone.notes)
    with pytest.raises(AnalysisError, match="no article has a date"):
        toolkit.trend(corpus_of(["gas."]), "gas")


def test_the_rest_of_a_group_are_articles_of_other_groups():
    """What no author signed is neither an author's nor the rest; p are adjusted all together."""
    lines = {"A": "cheap gas", "B": "dear gas", None: "cheap gas"}
    authors = ["A"] * 6 + ["B"] * 6 + [None] * 6
    texts = [
        f"{lines[author]} flows, {lines[author]} stops, {'cheap' if number % 6 else 'dear'} gas"
        for number, author in enumerate(authors)
    ]
    corpus = toolkit.from_frame(pd.DataFrame({"author": authors, "text": texts}))
    table = toolkit.collocates(corpus, "gas", window=(1, 0), by="author", min_count=1).table
    found = table.set_index(["collocate", "group"])
    assert set(table["group"]) == {"A", "B"}
    # A: 12 of its own and 5 of the last words, of 18; B: 5 of 18
    assert found.loc[("cheap", "A"), "count"] == 17
    assert found.loc[("cheap", "A"), "log_ratio"] == pytest.approx(np.log2(17 / 5))
    assert found.loc[("cheap", "B"), "log_ratio"] == pytest.approx(np.log2(5 / 17))
    assert table["p"].notna().any()
    expected = multiple.adjust(table["p"].to_numpy(float), "bh")
    np.testing.assert_allclose(table["p_adjusted"], expected)
    assert not np.allclose(
        expected, multiple.adjust(table["p"].to_numpy(float), "holm"), equal_nan=True
    )


@pytest.mark.parametrize("by", [None, "author"])
def test_an_empty_table_says_why_and_has_its_columns(by):
    """Nothing is common enough: no reader takes that for nothing to be found."""
    corpus = corpus_of(["cheap gas", "dear gas", "cheap gas"], author=["A", "A", "B"])
    none = toolkit.collocates(corpus, "gas", by=by, min_count=9)
    assert none.warnings == (
        "no word stands 9 times in the windows of gas; lower the minimum count",
    )
    some = toolkit.collocates(corpus, "gas", by=by, min_count=1)
    assert not len(none.table)
    assert list(none.table.columns) == list(some.table.columns)
    assert some.warnings == ()


def test_names_of_two_letters_are_content():
    """`EU` and `UN` stay in a network; single letters do not."""
    corpus = toolkit.from_frame(pd.DataFrame({"text": ["EU gas", "EU gas", "B gas", "B gas"]}))
    edges = network(corpus, {"gas": "gas"}, min_count=1).table
    assert edges["collocate"].tolist() == ["EU"]


def test_ties_go_by_count_then_by_name():
    """All of these stand in windows only, so that their MI is one and the same."""
    corpus = corpus_of(["dear gas, cheap gas, dear gas, new gas"])
    table = toolkit.collocates(corpus, "gas", window=(1, 0), measures=["mi"], min_count=1).table
    assert table["mi"].round(9).nunique() == 1
    assert table["collocate"].tolist() == ["dear", "cheap", "new"]


def test_a_p_ranks_from_the_smallest_on():
    """The strongest collocate leads, whichever measure ranks; a p is small where it is strong."""
    corpus = corpus_of(["cheap gas " * 9 + "the oil " * 30 + "the gas"])
    for measure in ("fisher", "log_likelihood"):
        table = toolkit.collocates(corpus, "gas", window=(1, 0), measures=[measure], min_count=1)
        assert table.table["collocate"].tolist() == ["cheap", "the"]


def test_years_that_differ_without_a_trend():
    """Gas in one year of three: articles of the years differ, which no straight line shows."""
    texts = ["Gas and gas and gas."] * 6 + ["No oil and no road."] * 12
    years = ["2018"] * 6 + ["2017"] * 6 + ["2019"] * 6
    result = toolkit.trend(corpus_of(texts, published=years), "gas", seed=3)
    assert result.parameters["years_differ"] < 0.01
    assert "o the groups differ at all: p = 0.00" in result.methods()
    again = toolkit.trend(corpus_of(texts[::-1], published=years[::-1]), "gas", seed=3)
    assert again.parameters["years_differ"] == pytest.approx(
        result.parameters["years_differ"], abs=0.01
    )


def test_years_are_compared_where_there_are_articles():
    """Three of one year are too few to be exchanged; of the others the note says how many."""
    texts = ["Gas.", "No oil."] * 6 + ["Gas."] * 3
    corpus = corpus_of(texts, published=["2018"] * 6 + ["2017"] * 6 + ["2019"] * 3)
    assert any(
        "articles of the 2 groups that have 5 or more" in note
        for note in toolkit.trend(corpus, "gas").notes
    )
    one = toolkit.trend(corpus.where(year=[2018, 2019]), "gas")
    assert one.parameters["years_differ"] is None
    assert any("not tested, under two of them" in note for note in one.notes)
    assert toolkit.trend(corpus, "coal").parameters["years_differ"] is None
    with pytest.raises(AnalysisError, match="a seed"):
        toolkit.trend(corpus, "gas", seed=-1)
