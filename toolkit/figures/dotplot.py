"""Dots with intervals on rows: the block that most comparisons are built of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from toolkit.figures.drawing import (
    explain_intervals,
    figure_width_mm,
    finish,
    flags,
    numbers,
    select,
    start,
    unique,
)
from toolkit.figures.style import MAX_HEIGHT_MM, PALE, PALETTE, SMALL_PT, Mark, marks, styled
from toolkit.figures.text import LINE_MM, label_of, text_width_mm, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from toolkit.result import Result

# A mark needs this much height for itself; a row adds the space that parts it from the next.
_MARK_MM = 2.6
_ROW_MM = 1.8
# parts a label of two lines from the next
_LABEL_MM = 0.8
_AROUND_MM = 16.0
_NOTE_MM = 24.0


def dots(
    result: Result,
    *,
    rows: str,
    series: str | None = None,
    blocks: str | None = None,
    reference: float | None = None,
    percent: bool = False,
    xlabel: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw estimates as dots with their intervals, one row each.

    More series than can be told apart become rows, and rows become blocks. Rows that do not fit a
    page are left out, and the figure says how many. A row without an estimate stays empty.

    Parameters
    ----------
    result
        Columns `rows` and ``estimate``; where they are there also ``low``, ``high`` (no interval
        where missing), ``few`` (true: drawn hollow), ``n_articles`` (printed beside the row, with
        the series, beside each mark, or once for all marks, whichever says it all).
    rows
        The column whose values are rows, in the order they come in.
    series
        The column whose values share a row, told apart by marker and colour.
    blocks
        The column whose values head blocks of rows.
    reference
        Where to draw a line, such as 0 for no difference.
    percent
        Whether estimates are shares (0 to 1) to be shown as per cent.
    xlabel
        What the estimate is.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing or there is nothing to draw.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.result import Result
    >>> result = Result(pd.DataFrame({
    ...     "group": ["Aras", "Bechev"], "estimate": [0.2, 0.4], "low": [0.1, 0.3],
    ...     "high": [0.3, 0.5], "n_articles": [12, 9]}))
    >>> ax = dots(result, rows="group", percent=True)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Aras (n = 12)', 'Bechev (n = 9)']
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
    """
    names = [name for name in (blocks, rows, series) if name is not None]
    table = select(
        "dots",
        result,
        needs=[*names, "estimate"],
        may=("low", "high", "few", "n_articles"),
    )
    if series and not blocks and table[series].nunique() > len(PALETTE):
        blocks, rows, series = rows, series, None
    with styled():
        return _draw(result, table, _Columns(rows, series, blocks), reference, percent, xlabel, ax)


@dataclass(frozen=True)
class _Columns:
    rows: str
    series: str | None
    blocks: str | None


@dataclass(frozen=True)
class _Layout:
    """Where everything stands: heights are in rows, counted downwards from 0."""

    heads: dict[Any, float]
    place: dict[tuple[Any, Any], float]
    texts: dict[tuple[Any, ...], str]  # by (block,) and (block, row)
    series: list[Any]
    n_rows: int
    depth: float


def _lay_out(result: Result, columns: _Columns) -> _Layout:
    table = result.table
    series = unique(table[columns.series]) if columns.series else [None]
    pitch = _ROW_MM + _MARK_MM * len(series)
    most = int((MAX_HEIGHT_MM - _AROUND_MM - _NOTE_MM) / pitch)
    blocks = unique(table[columns.blocks]) if columns.blocks else [None]
    per_block = max(1, int(most / len(blocks) - (1.4 if columns.blocks else 0)))
    heads: dict[Any, float] = {}
    place: dict[tuple[Any, Any], float] = {}
    texts: dict[tuple[Any, ...], str] = {}
    y, depth = 0.0, 0.0

    def stand(key: tuple[Any, ...], text: str) -> float:
        """Give the middle of what comes next; what has two lines takes the room of two."""
        nonlocal y, depth
        texts[key] = text
        tall = max(1.0, (LINE_MM * (text.count("\n") + 1) + _LABEL_MM) / pitch)
        middle = y + (tall - 1.0) / 2
        y, depth = y + tall, y + tall - 1.0
        return middle

    for block in blocks:
        part = table if columns.blocks is None else table[table[columns.blocks] == block]
        if columns.blocks is not None:
            heads[block] = stand((block,), wrapped(label_of(result, columns.blocks, block), 34))
        for row in _chosen(part, columns.rows, per_block):
            name = wrapped(label_of(result, columns.rows, row))
            place[block, row] = stand((block, row), name)
        y += 0.4
    total = len(table.drop_duplicates([name for name in (columns.blocks, columns.rows) if name]))
    return _Layout(heads, place, texts, series, total, depth)


def _chosen(table: pd.DataFrame, rows: str, most: int) -> list[Any]:
    """Choose the rows there is room for, in their order: of groups those of most articles.

    Groups stand by name, so that the first of them would be those of A to L.
    """
    found = unique(table[rows])
    if len(found) <= most or rows != "group" or "n_articles" not in table:
        return found[:most]
    articles = table.groupby(rows, sort=False)["n_articles"].max()
    kept = set(sorted(found, key=lambda row: -articles[row])[:most])
    return [row for row in found if row in kept]


def _draw(
    result: Result,
    table: pd.DataFrame,
    columns: _Columns,
    reference: float | None,
    percent: bool,
    xlabel: str,
    ax: Axes | None,
) -> Axes:
    layout = _lay_out(replace(result, table=table), columns)
    pitch = _ROW_MM + _MARK_MM * len(layout.series)
    # In a narrow column each series has a line of the legend.
    legend = LINE_MM * 1.25 * len(layout.series) if columns.series else 0.0
    keys = _keys(table, columns)
    shown = table[[key in layout.place for key in keys]].reset_index(drop=True)
    y = np.array([layout.place[key] for key in keys if key in layout.place])
    beside = _where_n(shown, columns)
    extra = [*explain_intervals(shown), *_explain_rows(shown, columns, layout, beside)]
    height_mm = _AROUND_MM + legend + pitch * (layout.depth + 1)
    ax = start(ax, result, height_mm=height_mm, extra=extra)
    signs = marks(len(layout.series))
    _draw_marks(ax, shown, y, columns, layout, signs)
    if reference is not None:
        ax.axvline(reference, color="black", linewidth=0.6, zorder=1)
    _label_rows(ax, shown, columns, layout, with_n=beside == "row")
    if columns.series:
        drawn = replace(result, table=shown)
        _add_legend(ax, drawn, columns.series, layout.series, signs, with_n=beside == "series")
    if beside == "mark":
        _print_n(ax, shown, y, columns, layout)
    ax.set_xlabel(xlabel.replace(" (", "\n(") if figure_width_mm(ax) < 100 else xlabel)
    if percent:
        ax.xaxis.set_major_formatter(FuncFormatter(per_cent))
        if np.nanmin([0.0, *numbers(shown, "estimate"), *numbers(shown, "low")]) >= 0:
            ax.set_xlim(left=0)
    return finish(ax, result, shown, extra=extra)


def _explain_rows(
    table: pd.DataFrame, columns: _Columns, layout: _Layout, beside: str
) -> list[str]:
    """Say which rows are left out, and what n is."""
    said = []
    if len(layout.place) < layout.n_rows:
        by = ", those of most articles" if columns.rows == "group" and "n_articles" in table else ""
        said.append(f"{len(layout.place)} of {layout.n_rows} rows shown{by}.")
    if beside == "all":
        said.append(f"n = {int(table['n_articles'].iloc[0])} articles behind each mark.")
    elif beside:
        said.append("n: articles behind a mark.")
    return said


def per_cent(value: float, _: object = None) -> str:
    """Write a share as per cent, without decimals that say nothing.

    Examples
    --------
    >>> per_cent(0.05), per_cent(0.125)
    ('5 %', '12.5 %')
    """
    return f"{round(100 * value, 6):g} %"


def _keys(table: pd.DataFrame, columns: _Columns) -> list[tuple[Any, Any]]:
    blocks = table[columns.blocks].tolist() if columns.blocks else [None] * len(table)
    return list(zip(blocks, table[columns.rows].tolist(), strict=True))


def _offset(position: int, n_series: int) -> float:
    """Part the series of a row: their marks stand a mark's height from each other."""
    step = _MARK_MM / (_ROW_MM + _MARK_MM * n_series)
    return (position - (n_series - 1) / 2) * step


def _draw_marks(
    ax: Axes,
    table: pd.DataFrame,
    y: np.ndarray[Any, Any],
    columns: _Columns,
    layout: _Layout,
    signs: tuple[Mark, ...],
) -> None:
    estimate, low, high = (numbers(table, name) for name in ("estimate", "low", "high"))
    few = flags(table)
    for position, (name, sign) in enumerate(zip(layout.series, signs, strict=True)):
        mine = np.ones(len(table), bool)
        if columns.series is not None:
            mine = (table[columns.series] == name).to_numpy(dtype=bool)
        height = y + _offset(position, len(layout.series))
        known = mine & np.isfinite(low) & np.isfinite(high)
        ax.hlines(height[known], low[known], high[known], color=sign.colour, linewidth=1.0)
        for group, face in ((mine & ~few, sign.colour), (mine & few, "white")):
            # A mark at 0 stands on the axis, whole. What is not clipped would count in the layout.
            ax.plot(
                estimate[group],
                height[group],
                linestyle="none",
                marker=sign.marker,
                color=sign.colour,
                markerfacecolor=face,
                zorder=3,
                clip_on=False,
                in_layout=False,
            )
    ax.set_ylim(layout.depth + 0.7, -0.7)


def _where_n(table: pd.DataFrame, columns: _Columns) -> str:
    """Tell where n is printed: with the series, the row, each mark, or once for all of them.

    Returns
    -------
    str
        ``""`` where n is not known.
    """
    if "n_articles" not in table.columns:
        return ""
    # The same n everywhere: beside the name of a series it would read as the sum of its rows.
    if columns.series and table["n_articles"].nunique(dropna=False) == 1:
        return "all"
    if columns.series and table.groupby(columns.series)["n_articles"].nunique().max() <= 1:
        return "series"
    keys = [name for name in (columns.blocks, columns.rows) if name]
    return "row" if table.groupby(keys)["n_articles"].nunique().max() <= 1 else "mark"


def _label_rows(
    ax: Axes, table: pd.DataFrame, columns: _Columns, layout: _Layout, *, with_n: bool
) -> None:
    n_of: dict[tuple[Any, Any], str] = {}
    if with_n:
        values = table["n_articles"].tolist()
        n_of = {key: _n(n) for key, n in zip(_keys(table, columns), values, strict=True)}
    heads = [(y, layout.texts[(block,)], True) for block, y in layout.heads.items()]
    entries = [(y, layout.texts[key] + n_of.get(key, ""), False) for key, y in layout.place.items()]
    entries = sorted([*heads, *entries])
    ax.set_yticks([y for y, _, _ in entries], [text for _, text, _ in entries], parse_math=False)
    for tick, (_, _, is_head) in zip(ax.yaxis.get_major_ticks(), entries, strict=True):
        tick.tick1line.set_visible(False)
        if is_head:
            tick.label1.set_fontweight("bold")
            tick.gridline.set_visible(False)
    for y in layout.place.values():
        ax.axhline(y, color=PALE, linewidth=0.4, zorder=0)


def _n(value: Any) -> str:
    return "" if value is None or value != value else f" (n = {int(value)})"


def _add_legend(
    ax: Axes,
    result: Result,
    column: str,
    names: list[Any],
    signs: tuple[Mark, ...],
    *,
    with_n: bool,
) -> None:
    handles, labels = [], []
    table = result.table
    for name, sign in zip(names, signs, strict=True):
        n = ""
        if with_n:
            n = _n(table.loc[table[column] == name, "n_articles"].iloc[0])
        handles.append(Line2D([], [], color=sign.colour, marker=sign.marker, linewidth=1.0))
        labels.append(wrapped(label_of(result, column, name), 30) + n)
    legend_above(ax, handles, labels)


def legend_above(ax: Axes, handles: list[Any], labels: list[str]) -> None:
    """Put a legend above a panel, where it covers no mark, in as many columns as fit."""
    width_mm = figure_width_mm(ax)
    share = ax.get_subplotspec()
    if share is not None:
        width_mm /= share.get_gridspec().ncols
    rows = [line for label in ax.get_yticklabels() for line in label.get_text().split("\n")]
    beside_mm = 10 + max(map(text_width_mm, rows), default=0.0)
    # 12 mm for the sign and the space after a label
    longest_mm = 12 + max(text_width_mm(line) for label in labels for line in label.split("\n"))
    columns = max(1, int((width_mm - beside_mm) / longest_mm))
    legend = ax.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=min(columns, len(labels)),
        borderaxespad=0.2,
        handlelength=2.4,
        columnspacing=1.2,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)


def _print_n(
    ax: Axes, table: pd.DataFrame, y: np.ndarray[Any, Any], columns: _Columns, layout: _Layout
) -> None:
    """Print n at the right of each mark, where it differs from mark to mark."""
    beside = ax.get_yaxis_transform()
    numbering = {name: position for position, name in enumerate(layout.series)}
    names = table[columns.series].tolist() if columns.series else [None] * len(table)
    for height, name, n in zip(y, names, table["n_articles"].tolist(), strict=True):
        if n is None or n != n:
            continue
        ax.text(
            1.02,
            height + _offset(numbering[name], len(layout.series)),
            str(int(n)),
            transform=beside,
            fontsize=SMALL_PT,
            va="center",
            parse_math=False,
        )
    ax.text(1.02, -0.7, "n =", transform=beside, fontsize=SMALL_PT, va="bottom", parse_math=False)
