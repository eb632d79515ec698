"""Print tables on stdout and everything else on stderr; text of articles is never markup."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.result import Result

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(value: Any) -> str:
    """Make a value safe for a terminal: no escape sequences, no direction overrides."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))


def say(message: str) -> None:
    """Tell something that is not the result, on stderr."""
    Console(stderr=True, highlight=False).print(Text(plain(message)))


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
    """Print a data frame for people."""
    shown = frame.head(rows) if rows else frame
    table = Table(title=escape(plain(title)) or None, title_justify="left", header_style="bold")
    for name in shown.columns:
        numeric = shown[name].dtype.kind in "iuf"
        side = "right" if numeric or name == "left" else "left"
        table.add_column(escape(plain(name)), justify=side)  # type: ignore[arg-type]
    for record in shown.itertuples(index=False):
        table.add_row(*(Text(_cell(value)) for value in record))
    console = Console(highlight=False)
    console.print(table)
    if len(shown) < len(frame):
        console.print(Text(f"{len(shown)} of {len(frame)} rows; --rows 0 shows all", style="dim"))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(plain(entry) for entry in value)
    return "" if str(value) in ("<NA>", "None", "nan") else plain(value)
