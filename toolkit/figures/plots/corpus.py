"""What there is to read: works by year and outlet, articles by author, their lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from toolkit.errors import FigureError
from toolkit.figures.dotplot import legend_above
from toolkit.figures.drawing import find_column, finish, numbers, select, start, unique, whole_years
from toolkit.figures.style import PALE, PALETTE, SMALL_PT, TINT, styled
from toolkit.figures.text import literal, wrapped
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from toolkit.result import Result

_MAX_ROWS = 45


def bibliography(result: Result, ax: Axes | None = None) -> Axes:
    """Draw the works of a bibliography as bars: upright by year, lying by anything else.

    Years without a work stay empty. Works whose year is inferred are hatched.

    Parameters
    ----------
    result
        As `toolkit.bibliography` gives it: ``value``, ``works``, ``uncertain`` (how many of the
        works have an inferred year); ``parameters["by"]`` names the variable, ``["n_blank"]`` and
        ``["n_values"]`` say how many works have no value and how many values there are.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing, or a year is none.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.result import Result
    >>> table = pd.DataFrame({"value": ["2014", "2016"], "works": [3, 1], "uncertain": [1, 0]})
    >>> ax = bibliography(Result(table, parameters={"by": "year"}))
    >>> ax.get_ylabel()
    'Works'
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
    """
    table = select("bibliography", result, needs=["value", "works"], may=["uncertain"])
    if "uncertain" not in table.columns:
        table["uncertain"] = 0
    with styled():
        if result.parameters.get("by") == "year":
            ax = _bars_by_year(start(ax, result), table)
        else:
            table = table.head(_MAX_ROWS)
            ax = _lying_bars(start(ax, result, height_mm=15 + 4.4 * len(table)), table)
            ax.set_title(literal(result.title), parse_math=False)
        n = result.parameters.get("n_works")
        said = f"{n} works" in str(result.parameters.get("data", ""))
        extra = [f"n = {n} works."] if n is not None and not said else []
        return finish(ax, result, table, extra=[*extra, *_not_drawn(result, len(table))])


def _not_drawn(result: Result, n_drawn: int) -> list[str]:
    """Say which works the bars leave out, so that they need not add up to n."""
    by = str(result.parameters.get("by", "value")).rstrip("s")
    blank = result.parameters.get("n_blank") or 0
    n_values = result.parameters.get("n_values", n_drawn)
    lines = []
    if n_drawn < n_values:
        lines.append(f"By {by}: the {n_drawn} most frequent of {n_values}.")
    if blank:
        lines.append(f"{blank} works without {by} are not shown.")
    return lines


def _bars_by_year(ax: Axes, table: pd.DataFrame) -> Axes:
    years = whole_years("bibliography", table["value"])
    works = numbers(table, "works")
    uncertain = numbers(table, "uncertain")
    certain = works - uncertain
    look: dict[str, Any] = {"edgecolor": "black", "linewidth": 0.5, "width": 0.75}
    ax.bar(years, certain, color=PALETTE[0], **look)
    ax.bar(years, uncertain, bottom=certain, color="white", hatch="//////", **look)
    for year, total in zip(years, works, strict=True):
        ax.annotate(
            f"{total:g}",
            (year, total),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=SMALL_PT,
            parse_math=False,
        )
    mark_years(ax, years)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_ylabel("Works")
    if uncertain.any():
        handles = [
            Patch(facecolor=PALETTE[0], edgecolor="black"),
            Patch(facecolor="white", edgecolor="black", hatch="//////"),
        ]
        legend_above(ax, handles, ["year printed", "year inferred"])
    return ax


def mark_years(ax: Axes, years: Any) -> None:
    """Mark whole years only, and leave room for those without a value."""
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    ax.set_xlim(min(years) - 0.6, max(years) + 0.6)
    ax.set_xlabel("Year")


def _lying_bars(ax: Axes, table: pd.DataFrame) -> Axes:
    places = np.arange(len(table))
    works = numbers(table, "works")
    ax.barh(places, works, color=TINT, edgecolor="black", linewidth=0.5, height=0.7)
    for place, total in zip(places, works, strict=True):
        ax.annotate(
            f"{total:g}",
            (total, place),
            xytext=(2, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL_PT,
            parse_math=False,
        )
    ax.set_yticks(places, [wrapped(value) for value in table["value"]], parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.set_xlabel("Works")
    return ax


def corpus_overview(result: Result, ax: Axes | None = None) -> Axes:
    """Draw how many articles each author wrote in each year, as dots with their number.

    Rows without an article in a year stay empty there. The rows with most articles are shown
    where not all fit a page.

    Parameters
    ----------
    result
        ``group`` (a name and a year, joined by ``" / "``, as ``by=["author", "year"]`` gives them)
        and ``articles`` (or ``n_articles``). Instead of ``group``: ``author`` and ``year``.
        ``parameters["n_blank"]`` is the number of articles that lack one of them.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing or a group has no year.
    """
    table = _by_author_and_year(result)
    totals = table.groupby("author", sort=False)["articles"].sum()
    order = totals.sort_values(ascending=False, kind="stable").index[:_MAX_ROWS].tolist()
    shown = table[table["author"].isin(order)].reset_index(drop=True)
    with styled():
        ax = start(ax, result, height_mm=11 + 4.6 * len(order))
        y = shown["author"].map({name: place for place, name in enumerate(order)})
        articles = numbers(shown, "articles")
        years = shown["year"].to_numpy(dtype=int)
        largest = float(articles.max())
        ax.scatter(years, y, s=40 + 90 * articles / largest, color=TINT, linewidths=0)
        for year, place, n in zip(years, y, articles, strict=True):
            ax.text(
                year, place, f"{n:g}", ha="center", va="center", fontsize=SMALL_PT, parse_math=False
            )
        labels = [f"{literal(name, 32)} (n = {totals[name]:g})" for name in order]
        ax.set_yticks(range(len(order)), labels, parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(len(order) - 0.4, -0.6)
        mark_years(ax, years)
        for place in range(len(order)):
            ax.axhline(place, color=PALE, linewidth=0.4, zorder=0)
        left = len(totals) - len(order)
        extra = [f"{len(order)} of {len(totals)} rows shown."] if left else []
        return finish(ax, result, shown, extra=[*extra, *_unsigned(result)])


def _unsigned(result: Result) -> list[str]:
    """Say how many articles no row counts, so that the rows need not add up to n."""
    blank = result.parameters.get("n_blank") or 0
    without = count_of(
        blank, "article without author or year is", "articles without author or year are"
    )
    return [f"{without} not shown."] if blank else []


def _by_author_and_year(result: Result) -> pd.DataFrame:
    count = find_column("corpus_overview", result, "articles", "n_articles")
    if "author" in result.table.columns:
        table = select("corpus_overview", result, needs=["author", "year", count])
    else:
        table = select("corpus_overview", result, needs=["group", count])
        parts = table["group"].astype(str).str.rsplit(" / ", n=1, expand=True)
        if parts.shape[1] < 2 or not parts[1].fillna("").str.fullmatch(r"\d{1,4}").all():
            raise FigureError(
                "corpus_overview needs groups of a name and a year, such as 'Aras / 2019'; "
                "count with by=['author', 'year']"
            )
        table = table.assign(author=parts[0], year=parts[1].astype(int)).drop(columns="group")
    table = table.rename(columns={count: "articles"})
    table = table[["author", "year", "articles"]].dropna()
    if table.empty:
        raise FigureError("corpus_overview has no article with an author and a year")
    return table.assign(year=whole_years("corpus_overview", table["year"]))


def length_distribution(result: Result, *, by: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the length of every article as a tick, with the median of its group.

    Parameters
    ----------
    result
        ``words`` (or ``tokens``), one row an article.
    by
        A column that parts the articles into rows, such as ``outlet``.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    size = find_column("length_distribution", result, "words", "tokens")
    needs = [size] if by is None else [by, size]
    table = select("length_distribution", result, needs=needs, may=["article"])
    if by is None:
        labels = np.full(len(table), "all articles", dtype=object)
    else:
        blank = table[by].isna() | (table[by].astype(str) == "")
        labels = table[by].astype(str).where(~blank, "(none)").to_numpy(dtype=object)
    names = unique(sorted(labels))[:_MAX_ROWS]
    with styled():
        ax = start(ax, result, height_mm=17 + 5.0 * len(names))
        words = numbers(table, size)
        for place, name in enumerate(names):
            mine = words[labels == name]
            ax.plot(
                mine,
                np.full(len(mine), place),
                linestyle="none",
                marker="|",
                markersize=7,
                markeredgewidth=0.5,
                color=PALETTE[0],
            )
            ax.plot(np.median(mine), place, marker="D", color="black", markersize=3.5)
        counted = [f"{literal(name, 32)} (n = {int((labels == name).sum())})" for name in names]
        ax.set_yticks(range(len(names)), counted, parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(len(names) - 0.4, -0.6)
        ax.set_xlim(left=0)
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.set_xlabel("Words")
        return finish(ax, result, table, extra=["Tick: an article; diamond: the median."])
