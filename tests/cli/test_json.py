"""Results as JSON: nothing is lost on the way, and every reader of JSON can read it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from toolkit.cli.output import to_json
from toolkit.result import Result


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def read(result: Result) -> dict:
    return json.loads(to_json(result), parse_constant=refuse)


def test_small_numbers_keep_their_digits():
    """A p of 1e-13 is not 0, and one of nine places not four."""
    values = [1.5e-13, 1.23456789012345e-9, 6.4e-104, 1 / 3]
    table = read(Result(pd.DataFrame({"p": values})))["table"]
    assert [row["p"] for row in table] == values


def test_missing_and_infinite_are_told_apart():
    """An open limit is not a missing one; neither is written as a name that JSON lacks."""
    table = pd.DataFrame({"low": [-np.inf, np.nan, 0.5], "high": [1.0, np.nan, np.inf]})
    slope = {"estimate": 0.0, "low": np.nan, "p": np.float64("nan"), "window": (5, 5)}
    found = read(Result(table, parameters={"slope": slope}))
    assert found["table"] == [
        {"low": "-inf", "high": 1.0},
        {"low": None, "high": None},
        {"low": 0.5, "high": "inf"},
    ]
    assert found["parameters"]["slope"]["low"] is None
    assert found["parameters"]["slope"]["window"] == [5, 5]


def test_cells_of_every_kind():
    """Whole numbers with gaps, truth, text and no text."""
    table = pd.DataFrame(
        {
            "year": pd.array([2019, None], dtype="Int64"),
            "few": [True, False],
            "lemma": ["gas", None],
            "count": np.array([3, 4]),
        }
    )
    assert read(Result(table))["table"] == [
        {"year": 2019, "few": True, "lemma": "gas", "count": 3},
        {"year": None, "few": False, "lemma": None, "count": 4},
    ]


def test_the_paragraph_on_methods_comes_along():
    """With the works, which the notes do not name."""
    result = Result(pd.DataFrame({"x": [1]}), notes=("words counted",), sources=("Gries 2008",))
    assert read(result)["methods"] == result.methods()
