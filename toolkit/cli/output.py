"""Print tables on stdout and everything else on stderr; text of articles is never markup."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from toolkit.cli.tables import show_table
from toolkit.wording import visible

if TYPE_CHECKING:
    from toolkit.result import Result


class Aside(Console):
    """Tells on stderr what is not the result; where nobody reads it any more, the work goes on."""

    def __init__(self, *, soft_wrap: bool = True) -> None:
        super().__init__(stderr=True, highlight=False, soft_wrap=soft_wrap)

    def on_broken_pipe(self) -> None:
        """Tell the rest to nobody: a page shown to ``2>&1 | head`` is added all the same."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def plain(value: Any) -> str:
    """Make a value safe for a terminal: no escape sequences, no direction overrides."""
    return visible(str(value))


def say(message: str) -> None:
    """Tell something that is not the result, on stderr; a path in it is not broken."""
    Aside().print(Text(plain(message)))


def say_error(message: str) -> None:
    """Tell what went wrong, on stderr."""
    Aside().print("[bold red]error:[/] " + escape(plain(message)))


def show(result: Result, *, as_json: bool, as_csv: bool, rows: int | None = None) -> None:
    """Print a result: a table for people, or JSON or CSV for programs.

    Parameters
    ----------
    result
        What to print.
    as_json, as_csv
        The whole table in this form.
    rows
        How many rows people see; 0 for all. When left out, 20 on a terminal and all in a file.
    """
    if as_json:
        print(to_json(result))
    elif as_csv:
        sys.stdout.write(result.to_csv())
        for text in (*result.warnings, *result.notes):
            say(text)
    else:
        whole = result.parameters.get("context") in ("sentence", "paragraph")
        show_table(result.table, title=result.title, rows=rows, whole=whole)
        console = Console(highlight=False)
        console.soft_wrap = not console.is_terminal  # a file is not cut into lines of 80
        for text in result.warnings:
            console.print("[bold yellow]warning:[/] " + escape(plain(text)))
        for text in result.notes:
            console.print(Text("· " + plain(text), style="dim"))


def to_json(result: Result) -> str:
    """Write a result as JSON: table, notes, warnings, parameters, corpus, the methods paragraph.

    Numbers keep all their digits. What is missing is ``null``; an infinite limit is the text
    ``"inf"`` or ``"-inf"``, for JSON has no such number.
    """
    columns = [[_written(value) for value in result.table[name]] for name in result.table.columns]
    names = list(map(str, result.table.columns))
    whole = {
        "title": result.title,
        "table": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
        "warnings": list(result.warnings),
        "notes": list(result.notes),
        "parameters": _written(dict(result.parameters)),
        "corpus": result.corpus,
        "methods": result.methods(),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str)


def _written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _written(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_written(held) for held in value]
    value = value.item() if getattr(value, "ndim", None) == 0 else value  # of NumPy
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return None if type(value).__name__ in ("NAType", "NaTType") else value
