"""Turn a data frame into articles, checked like files, and articles into a data frame."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.corpus import schema
from toolkit.corpus.article import Article, clean_body
from toolkit.errors import CorpusError, Problem, suggest

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "id",
    "title",
    "author",
    "published",
    "year",
    "outlet",
    "language",
    "genre",
    "rights",
    "provenance",
    "url",
    "reprint_of",
)
_DEFAULTS = {
    "title": "Untitled",
    "author": [],
    "published": "",
    "language": "en",
    "genre": "commentary",
    "rights": schema.IN_COPYRIGHT,
    "provenance": "collected",
}


def articles_from_frame(frame: pd.DataFrame, *, text: str = "text") -> list[Article]:
    """Make and check one article a row.

    Raises
    ------
    CorpusError
        When it is no data frame, or has a column twice; with every problem of its rows, whose
        "line" is the row, counted from 1.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise CorpusError(
            f"a corpus is made of a data frame, found {type(frame).__name__}; make one with "
            "pandas.DataFrame, or read files with toolkit.load"
        )
    twice = frame.columns[frame.columns.duplicated()].tolist()
    if twice:
        raise CorpusError(f"the data frame has two columns {twice[0]!r}; rename one")
    if text not in frame.columns:
        raise CorpusError(
            f"the data frame has no column {text!r}{suggest(text, map(str, frame.columns))}; "
            "name the column of the text with text="
        )
    width = len(str(len(frame)))
    problems: list[Problem] = []
    articles = []
    seen: dict[str, int] = {}
    for number, row in enumerate(frame.to_dict("records"), start=1):
        values: dict[str, Any] = {"id": f"article-{number:0{width}}", **_DEFAULTS}
        variables: dict[str, str] = {}
        for name, cell in row.items():
            if name == text or _is_missing(cell):
                continue
            if name in schema.FIELDS:
                values[str(name)] = _field(str(name), cell)
            elif name == "year":
                values["published"] = values["published"] or _field("published", cell)
            elif str(name) not in schema.RESERVED:
                variables[str(name)] = str(cell)
        if variables:
            values["variables"] = _united(variables, values.get("variables", {}))
        body = "" if _is_missing(row[text]) else clean_body(str(row[text]).replace("\r\n", "\n"))
        faults = schema.check_fields(values, {})
        problems += [
            Problem("data frame", number, fault.field, fault.what, fault.remedy, code=fault.code)
            for fault in faults
        ]
        if not body:
            remedy = "drop the row"
            problems.append(
                Problem("data frame", number, text, "no text", remedy, code="empty-body")
            )
        identifier = str(values["id"])
        if identifier in seen:
            what = f"the id {identifier!r} is also that of row {seen[identifier]}"
            problems.append(
                Problem("data frame", number, "id", what, "make ids unique", code="same-id")
            )
        seen.setdefault(identifier, number)
        if not faults and body:
            values["author"] = tuple(values["author"])
            articles.append(Article(text=body, **values))
    if problems:
        raise CorpusError("the data frame is not a corpus:", problems)
    return articles


def _is_missing(cell: Any) -> bool:
    return (
        cell is None or (not isinstance(cell, list | dict) and cell != cell) or str(cell) == "NaT"
    )


def _united(variables: dict[str, str], given: Any) -> Any:
    """Add columns to the variables given as one mapping; what is none is told by the checks."""
    return variables | given if isinstance(given, dict) else given


def _field(name: str, cell: Any) -> Any:
    if name == "author":
        names = cell if isinstance(cell, list | tuple) else str(cell).split(";")
        return [str(entry).strip() for entry in names if str(entry).strip()]
    if name == "published":
        if isinstance(cell, datetime.date):
            return cell.strftime("%Y-%m-%d")
        # a column of years with a gap in it is one of floats
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if name in ("variables", "field_sources"):
        if not isinstance(cell, Mapping):
            return str(cell)
        return {str(key): str(value) for key, value in cell.items()}
    return str(cell)


def frame_of(items: Sequence[Article], derived: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Give one row an article: its fields and variables, and columns derived from them."""
    import pandas as pd

    frame = pd.DataFrame(
        {name: [getattr(item, name) for item in items] for name in COLUMNS},
        columns=list(COLUMNS),
    )
    frame["author"] = pd.Series([list(item.author) for item in items], dtype=object)
    frame["year"] = pd.array([item.year for item in items], dtype="Int64")
    frame["private"] = pd.array([item.private for item in items], dtype="bool")
    frame["derived"] = pd.array([item.derived for item in items], dtype="bool")
    names = dict.fromkeys(name for item in items for name in item.variables)
    for name in sorted(names):
        frame[name] = [item.variables.get(name, "") for item in items]
    for name, values in derived.items():
        frame[name] = values
    return frame


def copied(frame: pd.DataFrame) -> pd.DataFrame:
    """Copy a table of articles with the lists in its cells, which pandas would share."""
    import pandas as pd

    found = frame.copy()
    for name in frame.columns:
        cells = frame[name].tolist() if frame[name].dtype.kind == "O" else ()
        if any(isinstance(cell, list) for cell in cells):
            own = [list(cell) if isinstance(cell, list) else cell for cell in cells]
            found[name] = pd.Series(own, index=frame.index, dtype=object)
    return found


def computed(frame: pd.DataFrame, function: Callable[[Any], Any]) -> list[Any]:
    """Compute a value from each row; ``""`` where it asks for one that is unknown.

    Raises
    ------
    CorpusError
        When it is no function.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": pd.array([2019, None], dtype="Int64")})
    >>> computed(frame, lambda row: "early" if row["year"] < 2020 else "late")
    ['early', '']
    """
    import pandas as pd

    if not callable(function):
        raise CorpusError(
            "rows are told by a function, such as lambda row: row['year'] > 2019, and conditions "
            f"by the name of a column, such as author='A'; found {function!r:.80}"
        )
    found = []
    for _, row in frame.astype(object).iterrows():
        try:
            value = function(row)
        except TypeError as error:
            if "boolean value of NA" not in str(error):
                raise
            value = ""
        found.append("" if value is None or value is pd.NA else value)
    return found
