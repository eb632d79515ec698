"""Print tables for people: the columns that matter most first, whatever the width of the terminal.

A file (or a pipe) has room for everything: it gets every row and column, in plain aligned text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from toolkit.wording import missing, rounded, visible

if TYPE_CHECKING:
    import pandas as pd

# A row is not read without what it speaks of, how much it is, between which limits, and the p that
# holds for all rows together; then comes what was compared within a second column, since it was
# asked for and orders the rows, and over how many it was counted.
_KEYS = ("article", "item", "ngram", "lemma", "relation", "collocate", "category", "measure",
         "frame", "topic", "label", "group", "estimator")  # fmt: skip
_NEEDED = ("estimate", "low", "high", "p_adjusted", "log_ratio")
_WANTED = ("log_ratio_within", "estimate_within", "low_within", "high_within", "p_within_adjusted",
           "bound_within", "bound", "few", "n_articles", "n_present", "count", "target_count",
           "reference_count", "articles_with")  # fmt: skip
# what people miss least
_SPARE = ("sentence", "end", "start", "reference_articles", "target_articles", "frequency",
          "log_likelihood_p_tokens", "p", "reference_rate", "target_rate", "says", "level", "words",
          "per_million")  # fmt: skip
_LINE = ("left", "node", "right")
# names are cut before a column is left out
_NAMES = ("article", "original", "title")
_HALF = 14
# so many characters beside a node are read at ease, and so many must be seen
_SIDE, _LEAST = 40, 16
# what is longer is broken into lines
_WRAPPED = 20
# a table with lines takes a millisecond a row
_DRAWN = 1000
_ROWS = 20

Columns = dict[str, list[str]]


def show_table(
    frame: pd.DataFrame, *, title: str = "", rows: int | None = None, whole: bool = False
) -> None:
    """Print a data frame for people; columns that the terminal has no room for are named below.

    Parameters
    ----------
    frame
        What to print.
    title
        The line above it.
    rows
        How many rows; 0 for all. When left out, 20 on a terminal and all in a file.
    whole
        Break long lines of a concordance rather than cut them.
    """
    console = Console(highlight=False)
    drawn = console.is_terminal or "COLUMNS" in os.environ
    if rows is None:
        rows = _ROWS if console.is_terminal else 0
    shown = frame.head(rows) if rows else frame
    columns = {
        visible(str(name)): [_cell(value) for value in shown.iloc[:, place]]
        for place, name in enumerate(shown.columns)
    }
    right = {
        name for name, kind in zip(columns, shown.dtypes, strict=True)
        if kind.kind in "iuf" or name == "left"
    }  # fmt: skip
    broken = drawn and _width(columns, list(columns)) > console.width
    columns = {name: _cut(name, cells) if broken else cells for name, cells in columns.items()}
    kept, above = list(columns), list[str]()
    texts = {n for n in kept[1:] if n not in _KEYS and (n not in right or n == "left")}
    if broken and set(_LINE) <= set(columns):
        kept = [kept[0], *_LINE]
        columns = _cut_lines(columns, kept, console.width, whole=whole)
    elif broken:
        short = {name: [cell[:_WRAPPED] for cell in columns[name]] for name in texts}
        # what is empty in every row that is shown, as limits are under five articles, has no need
        # of the room that counts could have
        filled = [name for name in columns if name == kept[0] or any(columns[name])]
        kept, above = _fitting({name: {**columns, **short}[name] for name in filled}, console.width)
    heads = {name: name.replace("_", "_\n") if broken else name for name in kept}
    if title:
        console.print(Text(visible(title), style="italic"), soft_wrap=True)
    if drawn and not above and len(shown) <= _DRAWN:
        table = Table(header_style="bold")
        for name in kept:
            table.add_column(
                escape(heads[name]),
                justify="right" if name in right else "left",
                no_wrap=name not in texts,
                overflow="fold",
            )
        for place in range(len(shown)):
            table.add_row(*(Text(columns[name][place]) for name in kept))
        console.print(table)
    else:
        named, lines = _aligned(columns, heads, above, right)
        for line in named:
            console.print(Text(line, style="bold"), soft_wrap=True)
        console.file.writelines(lines)
    left_out = [name for name in columns if name not in (*above, *kept)]
    if left_out:
        said = [
            f"{what} {', '.join(names)}"
            for what, names in (
                ("empty here:", [name for name in left_out if not any(columns[name])]),
                ("no room for", [name for name in left_out if any(columns[name])]),
            )
            if names
        ]
        console.print(Text(f"{'; '.join(said)}; --csv has all columns", style="dim"))
    if len(shown) < len(frame):
        console.print(Text(f"{len(shown)} of {len(frame)} rows; --rows 0 shows all", style="dim"))


def _fitting(columns: Columns, room: int) -> tuple[list[str], list[str]]:
    """Choose what fits: columns side by side, and those that stand on a line above each row.

    What says of what a row speaks moves to a line of its own before a number that a row may not be
    read without is left out.
    """
    names = list(columns)
    keys = [name for name in names if name in (names[0], *_KEYS)]
    needed = [name for name in names if name in _NEEDED]
    crowded = needed and _width(columns, keys + needed, broken=True) > room
    above, chosen = (keys, list[str]()) if crowded else ([], keys[:1])
    for group in _by_importance(names, keys):
        # the least of all do not come in where something else had to stay out
        if group[0] in _SPARE and len({*above, *chosen}) < len({*names} - {*_SPARE}):
            break
        more = [name for name in group if name not in (*above, *chosen)]
        # where there is no room for its limits, what is needed stands without them
        for part in (more, more[:1] * (group[0] in _NEEDED)):
            if _width(columns, chosen + part, broken=True) <= room:
                chosen += part
                break
    return [name for name in names if name in chosen], above


def _by_importance(names: list[str], keys: list[str]) -> list[list[str]]:
    """Order columns by how much they are missed; a number and the limits of it stay together."""
    order = [*keys, *_NEEDED, *_WANTED]
    order += [name for name in names if name not in (*order, *_SPARE)]
    order += reversed(_SPARE)
    groups: list[list[str]] = []
    for name in order:
        if name in names and not any(name in group for group in groups):
            limits = [name.replace("low", "high"), f"{name}_low", f"{name}_high"]
            groups.append([name, *(other for other in limits if other in names and other != name)])
    return groups


def _cut(name: str, cells: list[str]) -> list[str]:
    """Cut long names of articles in the middle: the date and the last words tell them apart."""
    if name not in _NAMES:
        return cells
    return [_without_middle(cell, 2 * _HALF + 1) for cell in cells]


def _without_middle(text: str, most: int) -> str:
    """Cut a text in its middle, down to so many characters.

    Examples
    --------
    >>> _without_middle("Moscow sells it gas", 10)
    'Mosco… gas'
    """
    half = (most - 1) // 2
    return text if len(text) <= most else f"{text[: most - 1 - half]}…{text[-half:]}"


def _cut_lines(columns: Columns, kept: list[str], room: int, *, whole: bool) -> Columns:
    """Cut both sides of a concordance so that every hit stays on one line, its node in the middle.

    The article's name gives way first, down to its date and beginning; then the middle of long
    nodes, as `near` finds them.
    """
    named, left, node, right = kept
    short = {named: [cell[:_HALF] for cell in columns[named]]}
    for cut in (columns, {**columns, **short}):
        side = (room - _width(cut, [named, node]) - 2 * 3) // 2
        if side >= _SIDE:
            break
    if whole:
        return cut
    if side < _LEAST:
        most = max(_widest(cut[node], node) - 2 * (_LEAST - side), _LEAST)
        cut = {**cut, node: [_without_middle(text, most) for text in cut[node]]}
        side = (room - _width(cut, [named, node]) - 2 * 3) // 2
    side = max(side, len(right))
    before = [text if len(text) <= side else "…" + text[1 - side :] for text in cut[left]]
    after = [text if len(text) <= side else text[: side - 1] + "…" for text in cut[right]]
    return {**cut, left: before, right: after}


def _width(columns: Columns, kept: list[str], *, broken: bool = False) -> int:
    """Measure some columns side by side, with lines between them."""
    heads = {name: name.replace("_", "_\n") if broken else name for name in kept}
    return 1 + sum(_widest(columns[name], heads[name]) + 3 for name in kept)


def _widest(cells: list[str], head: str) -> int:
    return max(map(cell_len, [*cells, *head.split("\n")]))


def _aligned(
    columns: Columns, heads: Mapping[str, str], above: list[str], right: set[str]
) -> tuple[list[str], Iterator[str]]:
    """Give the head and the lines of a table that has no lines between its columns."""
    widths = {name: _widest(columns[name], head) for name, head in heads.items()}
    split = {name: head.split("\n") for name, head in heads.items()}
    tall = max(map(len, split.values()))

    def joined(cells: Iterable[tuple[str, str]]) -> str:
        padded = (
            " " * (widths[name] - cell_len(text)) + text
            if name in right
            else text + " " * (widths[name] - cell_len(text))
            for name, text in cells
        )
        return ("  " * bool(above) + "  ".join(padded)).rstrip()

    def lines() -> Iterator[str]:
        for place in range(len(next(iter(columns.values())))):
            if above:
                yield " · ".join(columns[n][place] for n in above if columns[n][place]) + "\n"
            yield joined((n, columns[n][place].replace("\n", " ")) for n in heads) + "\n"

    named = [" · ".join(above)] * bool(above)
    for place in range(-tall, 0):
        named.append(joined((n, p[place] if len(p) >= -place else "") for n, p in split.items()))
    return named, lines()


def _cell(value: Any) -> str:
    if missing(value):
        return ""
    if isinstance(value, float):
        return rounded(value, 4)
    if isinstance(value, list | tuple):
        return ", ".join(visible(str(entry)) for entry in value)
    return visible(str(value))
