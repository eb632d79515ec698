"""Two results of one analysis, held against each other."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.analyses.repeated import compare_results
from toolkit.errors import AnalysisError
from toolkit.result import Result


def result(**columns: list[object]) -> Result:
    return Result(pd.DataFrame(columns), corpus="abc")


def test_rows_are_matched_by_name_not_by_place() -> None:
    found = compare_results(
        result(lemma=["gas", "pipe", "gulf"], rate=[1.0, 2.0, math.nan]),
        result(lemma=["gulf", "gas", "sea"], rate=[math.nan, 1.5, 4.0]),
        key="lemma",
        value="rate",
    )
    table = found.table.set_index("lemma")
    assert table.index.tolist() == ["gas", "pipe", "gulf", "sea"]
    assert table["same"].tolist() == [False, False, True, False]
    assert table.loc["gas", "difference"] == 0.5
    assert math.isnan(table.loc["pipe", "second"])
    assert math.isnan(table.loc["sea", "first"])
    totals = ("compared", "equal", "only_first", "only_second")
    assert [found.parameters[name] for name in totals] == [2, 1, 1, 1]


def test_several_columns_name_a_row() -> None:
    one = result(group=["a", "b"], lemma=["gas", "gas"], count=[1, 2])
    found = compare_results(one, one, key=["group", "lemma"], value="count")
    assert found.table["same"].all()
    assert found.parameters["equal"] == 2
    with pytest.raises(AnalysisError, match="several rows for gas"):
        compare_results(one, one, key="lemma", value="count")


def test_a_comparison_says_what_was_compared() -> None:
    """How many rows agree, what each has alone, of which corpora; each warning once."""
    table = pd.DataFrame({"lemma": ["gas", "sea"], "count": [1, 2]})
    one = Result(table, corpus="abc", warnings=("few articles",))
    other = Result(table[:1], warnings=("few articles", "old counts"))
    found = compare_results(one, other, key="lemma", value="count", names=("texts", "counts"))
    assert found.notes == (
        "first: texts; second: counts",
        "count: 1 of the 1 rows that both have are the same (to within one part in 10⁹)",
        "rows of texts alone: 1; of counts alone: 0",
        "texts: corpus abc",
    )
    assert found.warnings == ("few articles", "old counts")
    assert (found.parameters["only_first"], found.parameters["only_second"]) == (1, 0)
    assert list(found.table) == ["lemma", "first", "second", "difference", "same"]
    assert (found.title, found.corpus) == ("count: texts against counts", "abc")


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        ({"seed": 0, "unit": "form"}, {"seed": 1, "unit": "form"}, ["seed 0", "seed 1"]),
        ({"by": None, "n_articles": 9}, {"by": "year", "n_articles": 8}, ["by None", "by year"]),
        ({"seed": 0, "unit": "form"}, {"seed": 1, "unit": "tag"}, ["Of one", "Of two"]),
        ({"slope": 0.1, "data": "some"}, {"slope": 0.2, "data": "more"}, ["Of one", "Of two"]),
        ({}, {}, ["Of one", "Of two"]),
    ],
)
def test_what_has_no_names_is_called_by_what_differs(
    one: dict[str, Any], other: dict[str, Any], names: list[str]
) -> None:
    table = pd.DataFrame({"lemma": ["gas"], "count": [1]})
    pair = (
        Result(table, parameters=one, title="Of one"),
        Result(table, parameters=other, title="Of two"),
    )
    found = compare_results(*pair, key="lemma", value="count")
    assert found.parameters["names"] == names
    assert found.title == f"count: {names[0]} against {names[1]}"
    assert found.notes[0] == f"first: {names[0]}; second: {names[1]}"


def test_two_corpora_tell_results_apart_and_else_nothing_does() -> None:
    table = pd.DataFrame({"lemma": ["gas"], "count": [1]})
    one, other = Result(table, corpus="abc"), Result(table, corpus="def")
    names = compare_results(one, other, key="lemma", value="count").parameters["names"]
    assert names == ["corpus abc", "corpus def"]
    same = compare_results(one, one, key="lemma", value="count")
    assert same.parameters["names"] == ["first", "second"]
    assert same.notes[0].startswith("count: 1 of the 1 rows")


def test_what_is_known_of_the_articles_is_kept_and_private_ones_stay_private() -> None:
    """A figure of the two must not publish what a figure of one may not."""
    table = pd.DataFrame({"lemma": ["gas"], "count": [1]})
    one = Result(table, parameters={"data": "24 articles", "n_articles": 24, "private": False})
    other = Result(table, parameters={"private": True})
    found = compare_results(one, other, key="lemma", value="count").parameters
    assert (found["data"], found["n_articles"], found["private"]) == ("24 articles", 24, True)
    assert not compare_results(one, one, key="lemma", value="count").parameters["private"]


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [("lema", "count", "lemma"), ("lemma", "counts", "count"), ("lemma", "lemma", "another one"),
     ("count", "lemma", "no numbers"), ([], "count", "give `key`"), (3, "count", "give `key`")],
)  # fmt: skip
def test_a_wrong_column_is_named(key: Any, value: str, says: str) -> None:
    one = result(lemma=["gas"], count=[1])
    with pytest.raises(AnalysisError, match=says):
        compare_results(one, one, key=key, value=value)


@pytest.mark.parametrize("name", ["first", "second", "difference", "same"])
def test_a_key_is_not_written_over(name: str) -> None:
    """Rows would be named by the numbers that are compared."""
    one = result(**{name: ["gas"], "count": [1]})
    with pytest.raises(AnalysisError, match=f"a column {name!r} of its own; rename"):
        compare_results(one, one, key=name, value="count")


@given(st.dictionaries(st.text(max_size=3), st.floats(allow_infinity=False), min_size=1))
def test_a_result_is_the_same_as_itself_in_any_order(rates: dict[str, float]) -> None:
    one = result(lemma=list(rates), rate=list(rates.values()))
    other = Result(one.table.iloc[::-1])
    found = compare_results(one, other, key="lemma", value="rate")
    assert found.table["same"].all()
    assert found.table["lemma"].tolist() == list(rates)
