"""Print tables on stdout and everything else on stderr; text of articles is never markup."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from toolkit.wording import visible

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.result import Result

_LINE = ("left", "node", "right")
# what people miss least when a terminal is narrow
_LEAST = ("per_million", "words", "level", "says", "target_rate", "reference_rate", "p", "dp",
          "log_likelihood_p_tokens", "frequency", "n_articles", "target_articles",
          "reference_articles", "start", "end", "sentence")  # fmt: skip
# what says of what a row speaks; and what it may not be read without, which gives way in this order
_KEYS = ("article", "relation", "collocate", "category", "measure", "frame", "topic", "label",
         "group", "estimator")  # fmt: skip
_MOST = ("few", "p_adjusted", "bound", "high", "low", "estimate")
# names are cut before a column is left out
_NAMES = ("article", "original", "title")
_HALF = 14


def plain(value: Any) -> str:
    """Make a value safe for a terminal: no escape sequences, no direction overrides."""
    return visible(str(value))


def say(message: str) -> None:
    """Tell something that is not the result, on stderr; a path in it is not broken."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(plain(message)))


def say_error(message: str) -> None:
    """Tell what went wrong, on stderr."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("[bold red]error:[/] " + escape(plain(message)))


def show(result: Result, *, as_json: bool, as_csv: bool, rows: int = 20) -> None:
    """Print a result: a table for people, or JSON or CSV for programs.

    Parameters
    ----------
    result
        What to print.
    as_json, as_csv
        The whole table in this form.
    rows
        How many rows people see; 0 for all.
    """
    if as_json:
        print(to_json(result))
    elif as_csv:
        sys.stdout.write(result.to_csv())
        for text in (*result.warnings, *result.notes):
            say(text)
    else:
        show_table(result.table, title=result.title, rows=rows)
        console = Console(highlight=False)
        console.soft_wrap = not console.is_terminal  # a file is not cut into lines of 80
        for text in result.warnings:
            console.print("[bold yellow]warning:[/] " + escape(plain(text)))
        for text in result.notes:
            console.print(Text("· " + plain(text), style="dim"))


def to_json(result: Result) -> str:
    """Write a result as JSON: table, notes, warnings, parameters, corpus."""
    records = json.loads(result.table.to_json(orient="records", double_precision=12))
    whole = {
        "title": result.title,
        "table": records,
        "warnings": list(result.warnings),
        "notes": list(result.notes),
        "parameters": dict(result.parameters),
        "corpus": result.corpus,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str)


def show_table(frame: pd.DataFrame, *, title: str = "", rows: int = 20) -> None:
    """Print a data frame for people; columns that the terminal has no room for are named below."""
    shown = frame.head(rows) if rows else frame
    console = Console(highlight=False)
    columns = {
        plain(name): [_cell(value) for value in shown.iloc[:, place]]
        for place, name in enumerate(shown.columns)
    }
    kept = list(columns)
    broken = _width(columns, kept, str) >= console.width
    head: Any = (lambda name: name.replace("_", "_\n")) if broken else str
    # a concordance without its lines is none: they wrap
    if broken and not set(_LINE) <= set(kept):
        columns = {name: _cut(name, cells) for name, cells in columns.items()}
        while len(kept) > 1 and _width(columns, kept, head) >= console.width:
            kept = _drop_one(kept)
    table = Table(title=escape(plain(title)) or None, title_justify="left", header_style="bold")
    for name, kind in zip(columns, shown.dtypes, strict=True):
        if name in kept:
            side = "right" if kind.kind in "iuf" or name == "left" else "left"
            table.add_column(escape(head(name)), justify=side)  # type: ignore[arg-type]
    for place in range(len(shown)):
        table.add_row(*(Text(columns[name][place]) for name in kept))
    console.print(table)
    left_out = [name for name in columns if name not in kept]
    if left_out:
        said = f"no room for {', '.join(left_out)}; --csv has all columns"
        console.print(Text(said, style="dim"))
    if len(shown) < len(frame):
        console.print(Text(f"{len(shown)} of {len(frame)} rows; --rows 0 shows all", style="dim"))


def _drop_one(kept: list[str]) -> list[str]:
    """Leave out the column that is missed least; the first says what a row is and stays."""
    needed = (kept[0], *_KEYS, *_MOST)
    spare = [name for name in kept if name not in needed]
    if spare:
        gone = next((name for name in _LEAST if name in spare), spare[-1])
    else:
        gone = next((name for name in _MOST if name in kept[1:]), kept[-1])
    left = [name for name in kept if name != gone]
    return [name for name in left if name != "low" or gone != "high"]


def _cut(name: str, cells: list[str]) -> list[str]:
    """Cut long names of articles in the middle: the date and the last words tell them apart."""
    if name not in _NAMES:
        return cells
    long = 2 * _HALF + 1
    return [cell if len(cell) <= long else f"{cell[:_HALF]}…{cell[-_HALF:]}" for cell in cells]


def _width(columns: dict[str, list[str]], kept: list[str], head: Any) -> int:
    """Measure some columns side by side."""
    widths = (max(map(len, [*columns[name], *head(name).split("\n")])) for name in kept)
    return 1 + sum(width + 3 for width in widths)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(plain(entry) for entry in value)
    return "" if str(value) in ("<NA>", "None", "nan") else plain(value)
