"""Frames compared: how often, when, and how well they are measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter

from toolkit.figures.dotplot import dots, legend_above, per_cent
from toolkit.figures.drawing import (
    explain_intervals,
    figure_width_mm,
    find_column,
    finish,
    flags,
    numbers,
    select,
    start,
    unique,
    whole_years,
    write_note,
)
from toolkit.figures.plots.corpus import mark_years
from toolkit.figures.style import SMALL_PT, Mark, marks, styled
from toolkit.figures.text import label_of, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from toolkit.result import Result

# Krippendorff (2004), Content Analysis, p. 241: rely on .800, tentative conclusions from .667.
RELIABLE, TENTATIVE = 0.8, 0.667


def prevalence_dots(result: Result, ax: Axes | None = None) -> Axes:
    """Draw the share of paragraphs that use each frame, by group, with intervals.

    Parameters
    ----------
    result
        ``frame``, ``group``, ``estimate``, ``low``, ``high``, ``n_articles``; ``estimator`` where
        one share is estimated in several ways (``raw``, ``adjusted``, ``corrected``), ``few``.
        Beside ``endorsed``, what is ``raw`` is called invoked; alone it is not named.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.result import Result
    >>> ax = prevalence_dots(Result(pd.DataFrame({
    ...     "frame": ["dependency", "dependency"], "group": ["Aras", "Bechev"],
    ...     "estimate": [0.2, 0.4], "low": [0.1, None], "high": [0.3, None],
    ...     "n_articles": [12, 2], "few": [False, True]})))
    >>> ax.get_xlabel()
    'Share of paragraphs (95 % interval)'
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
    """
    find_column("prevalence_dots", result, "n_articles")
    table = result.table
    ways = unique(table["estimator"]) if "estimator" in table.columns else []
    if "endorsed" in ways and len(ways) > 1:
        named = table["estimator"].replace({"raw": "invoked"})
        result = replace(result, table=table.assign(estimator=named))
    # One way of estimating needs no legend; the plain share needs no name either.
    only = f", {ways[0]}" if len(ways) == 1 and ways[0] != "raw" else ""
    new = ax is None
    ax = dots(
        result,
        blocks="frame",
        rows="group",
        series="estimator" if len(ways) > 1 else None,
        percent=True,
        xlabel=f"Share of paragraphs{only} (95 % interval)",
        ax=ax,
    )
    if (
        "adjusted" in ways
        and not np.isfinite(numbers(table, "low"))[
            (table["estimator"] == "adjusted").to_numpy()
        ].any()
    ):
        write_note(
            ax.get_figure(root=True),
            ["Adjusted shares have no bar: what has an interval is their difference."],
            grow=new,
        )
    return ax


def frame_trend(result: Result, ax: Axes | None = None) -> Axes:
    """Draw the share of paragraphs that use each frame, by year, with n of each year printed.

    Neighbouring years are joined; a year without articles stays empty and breaks the line. A line
    joins estimates and tests nothing.

    Parameters
    ----------
    result
        ``frame``, ``year`` (or ``group`` that holds years), ``estimate``, ``low``, ``high``,
        ``n_articles``; ``few`` where there is one.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing or there are more frames than can be told apart.
    """
    year = find_column("frame_trend", result, "year", "group")
    table = select(
        "frame_trend",
        result,
        needs=["frame", year, "estimate", "low", "high", "n_articles"],
        may=["few"],
    )
    frames = unique(table["frame"])
    table = table.assign(**{year: whole_years("frame_trend", table[year])})
    table = table.sort_values(year, kind="stable").reset_index(drop=True)
    with styled():
        ax = start(ax, result)
        signs = marks(len(frames))
        for place, (frame, sign) in enumerate(zip(frames, signs, strict=True)):
            shift = 0.14 * (place - (len(frames) - 1) / 2)
            _draw_series(ax, table[table["frame"] == frame], year, shift, sign)
        years = table[year].to_numpy(dtype=int)
        mark_years(ax, years)
        _print_n_of_years(ax, table, year)
        ax.yaxis.set_major_formatter(FuncFormatter(per_cent))
        ax.set_ylim(bottom=0)
        ax.set_ylabel("Share of paragraphs\n(95 % interval)")
        handles = [
            Line2D([], [], color=s.colour, marker=s.marker, linestyle=s.line, linewidth=1.0)
            for s in signs
        ]
        names = [wrapped(label_of(result, "frame", frame), 30) for frame in frames]
        legend_above(ax, handles, names)
        return finish(ax, result, table, extra=explain_intervals(table))


def _draw_series(ax: Axes, table: pd.DataFrame, year: str, shift: float, sign: Mark) -> None:
    x = table[year].to_numpy(dtype=float)
    y, low, high = (numbers(table, name) for name in ("estimate", "low", "high"))
    few = flags(table)
    joined = np.flatnonzero((np.diff(x) == 1) & np.isfinite(y[1:]) & np.isfinite(y[:-1]))
    for begin in joined:
        ends = slice(begin, begin + 2)
        ax.plot(x[ends] + shift, y[ends], color=sign.colour, linestyle=sign.line, linewidth=0.8)
    known = np.isfinite(low) & np.isfinite(high)
    ax.vlines(x[known] + shift, low[known], high[known], color=sign.colour, linewidth=1.0)
    for mine, face in ((~few, sign.colour), (few, "white")):
        ax.plot(
            x[mine] + shift,
            y[mine],
            linestyle="none",
            marker=sign.marker,
            color=sign.colour,
            markerfacecolor=face,
            zorder=3,
        )


def _print_n_of_years(ax: Axes, table: pd.DataFrame, year: str) -> None:
    """Print n under each year, and name years only as densely as they fit."""
    n_of = table.groupby(year)["n_articles"].max()
    years = range(int(n_of.index.min()), int(n_of.index.max()) + 1)
    every = 1 + int(len(years) * 9.0 / max(figure_width_mm(ax) - 25, 20))
    labels = [
        f"{value if place % every == 0 else ''}\n{int(n_of.get(value, 0))}"
        for place, value in enumerate(years)
    ]
    ax.set_xticks(list(years), labels, parse_math=False)
    ax.set_xlabel("Year; below it, n = articles", fontsize=SMALL_PT, parse_math=False)


def validation_dots(
    result: Result,
    *,
    rates: Sequence[str] = ("precision", "recall"),
    blocks: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how well each frame is found, and of how many paragraphs that is told.

    Parameters
    ----------
    result
        As `toolkit.framing.validate` gives it: ``frame``, a column for each rate with its
        ``_low`` and ``_high`` (such as ``precision_low``), ``n_articles``, ``few``; ``measure``
        says whether it is accuracy, or recovery on composed text; ``n_present``, ``n_paragraphs``,
        ``tp`` and ``fp`` are the paragraphs behind the rates.
    rates
        Which rates.
    blocks
        A column whose values head blocks of rows, such as what found the frames.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    import pandas as pd

    needs = [blocks] if blocks else []
    needs += [name for rate in rates for name in (rate, f"{rate}_low", f"{rate}_high")]
    new = ax is None
    table = select(
        "validation_dots", result, needs=["frame", *needs], may=["measure", "n_articles", "few"]
    )
    kept = [name for name in ("frame", "measure", "n_articles", "few") if name in table.columns]
    kept += [blocks] if blocks else []
    parts = [
        table[kept].assign(
            rate=rate,
            estimate=table[rate],
            low=table[f"{rate}_low"],
            high=table[f"{rate}_high"],
        )
        for rate in rates
    ]
    measure = str(table["measure"].iloc[0]).capitalize() if "measure" in kept else "Rate"
    ax = dots(
        replace(result, table=pd.concat(parts, ignore_index=True)),
        rows="frame",
        series="rate",
        blocks=blocks,
        xlabel=f"{measure} (95 % interval)",
        ax=ax,
    )
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    write_note(ax.get_figure(root=True), _paragraphs_behind(result, blocks), grow=new)
    return ax


def _paragraphs_behind(result: Result, blocks: str | None) -> list[str]:
    """Say how many paragraphs have each frame and were found; weighted ones are no number."""
    table = result.table
    if not {"n_present", "n_paragraphs", "tp", "fp"} <= set(table.columns):
        return []
    lines: dict[str, list[str]] = {}
    for row in table.to_dict("records"):
        found = float(row["tp"] + row["fp"])
        said = f", {found:.0f} found" if found.is_integer() else ""
        of_frame = f"{row['n_present']} of {row['n_paragraphs']} have it{said}"
        head = f"Paragraphs, {row[blocks]}" if blocks else "Paragraphs"
        lines.setdefault(head, []).append(f"{label_of(result, 'frame', row['frame'])} {of_frame}")
    return [f"{head}: {'; '.join(parts)}." for head, parts in lines.items()]


def agreement_dots(result: Result, ax: Axes | None = None) -> Axes:
    """Draw Krippendorff's alpha of each variable, with the two usual thresholds.

    Parameters
    ----------
    result
        As `toolkit.framing.agreement` gives it: ``variable``, ``alpha``; ``frame``, ``low``,
        ``high``, ``n_articles``, ``n_values``, ``few`` where they are there.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    new = ax is None
    find_column("agreement_dots", result, "variable")
    value = find_column("agreement_dots", result, "alpha", "estimate")
    table = result.table.rename(columns={value: "estimate"})
    ax = dots(
        replace(result, table=table),
        rows="variable",
        blocks="frame" if "frame" in table.columns else None,
        xlabel="Krippendorff's alpha (95 % interval)",
        ax=ax,
    )
    for threshold, line in ((TENTATIVE, (0, (2, 2))), (RELIABLE, "-")):
        ax.axvline(threshold, color="black", linewidth=0.5, linestyle=line, zorder=1)
    ax.set_xlim(right=1.02)
    lines = [f"Lines: tentative conclusions from {TENTATIVE:g}, reliable from {RELIABLE:g}."]
    if "n_values" in table.columns and (table["estimate"].isna() & (table["n_values"] < 2)).any():
        lines.append("No mark: one value throughout, for which alpha is not defined.")
    write_note(ax.get_figure(root=True), lines, grow=new)
    return ax


def recovery_dots(result: Result, ax: Axes | None = None) -> Axes:
    """Draw planted differences beside those recovered, one row a contrast.

    Parameters
    ----------
    result
        As `toolkit.framing.recovery` gives it: ``name``, ``planted``, ``recovered``, ``low``,
        ``high``, ``few``.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    import pandas as pd

    needs = ["name", "planted", "recovered", "low", "high", "few"]
    table = select("recovery_dots", result, needs=needs)
    nothing = np.full(len(table), np.nan)
    planted = table[["name"]].assign(
        series="planted", estimate=table["planted"], low=nothing, high=nothing, few=False
    )
    found = table[["name", "low", "high", "few"]].assign(
        series="recovered", estimate=table["recovered"]
    )
    both = pd.concat([planted, found], ignore_index=True)
    ax = dots(
        replace(result, table=both),
        rows="name",
        series="series",
        reference=0.0,
        xlabel="Difference of shares, percentage points (95 % interval)",
        ax=ax,
    )
    ax.xaxis.set_major_formatter(FuncFormatter(_points))
    return ax


def _points(value: float, _: object = None) -> str:
    """Write a difference of shares in percentage points, with its sign.

    Examples
    --------
    >>> _points(-0.05), _points(0.0), _points(0.125)
    ('\N{MINUS SIGN}5', '0', '+12.5')
    """
    number = round(100 * value, 6)
    return f"{number:+g}".replace("-", "\N{MINUS SIGN}") if number else "0"
