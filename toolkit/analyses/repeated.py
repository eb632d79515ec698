"""Hold one result against another of the same analysis: what came out the same, what did not.

A reviewer who has the counts of a corpus and not its texts asks just this; so does who runs an
analysis again with another version.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import AnalysisError, suggest
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-9
_PLACES = ("first", "second")
_LONGEST = 60
_NO_ARGUMENT = ("private", "composed", "data")  # what the articles are, not what was asked


def compare_results(
    first: Result,
    second: Result,
    *,
    key: str | Sequence[str],
    value: str,
    names: tuple[str, str] | None = None,
) -> Result:
    """Compare a column of two results, row by row.

    Parameters
    ----------
    first, second
        Results of the same analysis.
    key
        The columns that name a row.
    value
        The column of numbers that is compared.
    names
        What the two are called. When left out, they are called by the one argument in which they
        differ (``seed 0`` and ``seed 1``), else by their titles, else by their corpora.

    Returns
    -------
    Result
        The key, ``first`` and ``second`` (the values; missing where a result lacks the row),
        ``difference`` (second minus first) and ``same``: whether the values agree to within one
        part in 10⁹, or are both missing. A row that one result lacks is not the same. The rows
        stand in the order of the first result, then those that only the second has. The totals
        are in ``parameters``: ``compared`` (rows of both), ``equal``, ``only_first``,
        ``only_second``.

    Raises
    ------
    AnalysisError
        When a result lacks a column, a row is named twice, a key is called as one of the columns
        above, or the values are no numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = Result(pd.DataFrame({"lemma": ["gas", "pipe"], "count": [7, 2]}))
    >>> counts = Result(pd.DataFrame({"lemma": ["gas"], "count": [7]}))
    >>> compare_results(texts, counts, key="lemma", value="count").table["same"].tolist()
    [True, False]
    """
    import pandas as pd

    keys = [key] if isinstance(key, str) else list(key) if isinstance(key, list | tuple) else []
    if not keys or value in keys:
        raise AnalysisError("give `key`, the columns that name a row, and another one as `value`")
    for name in keys:
        if name in ("first", "second", "difference", "same"):
            raise AnalysisError(f"the comparison has a column {name!r} of its own; rename the key")
    names = _names_of(first, second) if names is None else names
    before, after = (
        _column(result, keys, value, name) for result, name in zip((first, second), names)
    )
    both = pd.merge(before, after, on=keys, how="outer", suffixes=("_1", "_2"), indicator="where")
    places = pd.concat([before[keys], after[keys]]).drop_duplicates()
    table = places.merge(both, on=keys, how="left", validate="one_to_one")
    one, other = table[f"{value}_1"].to_numpy(float), table[f"{value}_2"].to_numpy(float)
    shared = (table["where"] == "both").to_numpy()
    same = shared & np.isclose(one, other, rtol=TOLERANCE, atol=0, equal_nan=True)
    found = table[keys].assign(first=one, second=other, difference=other - one, same=same)
    told = (first.parameters, second.parameters)
    known = {name: told[0][name] for name in ("n_articles", "composed", "data") if name in told[0]}
    only = [int((table["where"] == side).sum()) for side in ("left_only", "right_only")]
    totals = {
        "compared": int(shared.sum()),
        "equal": int(same.sum()),
        "only_first": only[0],
        "only_second": only[1],
    }
    notes = (
        *([f"first: {names[0]}; second: {names[1]}"] * (tuple(names) != _PLACES)),
        f"{value}: {totals['equal']} of the {totals['compared']} rows that both have are the same "
        "(to within one part in 10⁹)",
        f"rows of {names[0]} alone: {only[0]}; of {names[1]} alone: {only[1]}",
        *(f"{name}: corpus {result.corpus}" for name, result in zip(names, (first, second))
          if result.corpus and result.corpus not in name),
    )  # fmt: skip
    return Result(
        found.reset_index(drop=True),
        notes=notes,
        warnings=tuple(dict.fromkeys((*first.warnings, *second.warnings))),
        parameters={
            **known,
            "private": any(parameters.get("private", False) for parameters in told),
            "key": keys,
            "value": value,
            "names": list(names),
            **totals,
        },
        corpus=first.corpus,
        title=f"{value}: {names[0]} against {names[1]}",
        method=f"The column {value} of two results was compared row by row.",
    )


def _names_of(first: Result, second: Result) -> tuple[str, str]:
    """Call two results by what tells them apart in a few words."""
    both = first, second
    argument = _differing_argument(first, second)
    choices = [
        tuple(f"{argument} {result.parameters[argument]}" for result in both) if argument else (),
        tuple(result.title for result in both),
        tuple(result.corpus and f"corpus {result.corpus}" for result in both),
    ]
    for choice in choices:
        short = tuple(name[:_LONGEST] for name in choice)
        if all(short) and len(set(short)) == 2:
            return short[0], short[1]
    return _PLACES


def _differing_argument(first: Result, second: Result) -> str:
    """Name the one argument of the two analyses that differs; ``""`` if it is not one."""
    shared = [name for name in first.parameters if name in second.parameters]
    apart = [
        name
        for name in shared
        if first.parameters[name] != second.parameters[name]
        and name not in _NO_ARGUMENT
        and not name.startswith("n_")
        and all(isinstance(one.parameters[name], str | int | None) for one in (first, second))
    ]
    return apart[0] if len(apart) == 1 else ""


def _column(result: Result, keys: Sequence[str], value: str, name: str) -> pd.DataFrame:
    present = [str(column) for column in result.table.columns]
    for column in (*keys, value):
        if column not in present:
            raise AnalysisError(
                f"{name} has no column {column!r}{suggest(column, present)}; "
                f"it has {', '.join(present) or 'none'}"
            )
    table = result.table[[*keys, value]]
    twice = table[table.duplicated(list(keys))]
    if len(twice):
        row = ", ".join(map(str, twice.iloc[0][list(keys)]))
        raise AnalysisError(f"{name} has several rows for {row}; give more columns as `key`")
    if table[value].dtype.kind not in "iufb":
        raise AnalysisError(f"column {value!r} of {name} holds no numbers; compare another")
    return table
