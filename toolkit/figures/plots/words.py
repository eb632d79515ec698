"""Words compared: keyness, collocates, and where hits stand in the articles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, PercentFormatter

from toolkit.errors import FigureError
from toolkit.figures.dotplot import dots, legend_above
from toolkit.figures.drawing import find_column, finish, flags, numbers, select, start, unique
from toolkit.figures.labels import PointLabels
from toolkit.figures.style import DIM, PALE, PALETTE, styled
from toolkit.figures.text import literal
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from toolkit.result import Result

_ITEMS = ("item", "lemma", "form", "word", "term")
_FREQUENCY = ("per_million", "frequency", "count")
_MAX_LINES = 45
_FAMILY_LEVEL = 0.05


def keyness_plot(result: Result, *, n_labels: int = 20, ax: Axes | None = None) -> Axes:
    """Draw the log ratio of each word against its frequency.

    Words that differ are triangles: those whose ``bound`` is not 0, the limit that holds for all
    words at once. Without such a column it is the words whose own interval leaves out 0, of which
    one in twenty does so by chance, and the figure says so. Hollow triangles are words that have no
    bound, for one side hardly says them, and pass the test of all words (``p_family``). Of a result
    adjusted by a column the raw ratio is drawn, and how many words differ within that column is
    said below. The words farthest from 0 by the limit have a bar down to it and their name, as far
    as names find a place; those without a bound come after them.

    Parameters
    ----------
    result
        ``lemma`` (or ``item``, ``form``), ``estimate`` (or ``log_ratio``: base 2), ``low``,
        ``high``, ``per_million`` (or ``frequency``, ``count``); ``bound``, ``p_family`` and
        ``few`` where they are there. ``parameters["target"]`` and ``["reference"]`` name the two
        sides, ``["n_target"]`` and ``["n_reference"]`` count their articles.
    n_labels
        How many words to label at most.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing or no frequency is above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.result import Result
    >>> ax = keyness_plot(Result(pd.DataFrame({
    ...     "lemma": ["gas", "the"], "estimate": [2.0, 0.1], "low": [1.0, -0.2],
    ...     "high": [3.0, 0.4], "per_million": [300.0, 50000.0]})))
    >>> ax.get_ylabel()
    'Log ratio (base 2)'
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
    """
    item = find_column("keyness_plot", result, "lemma", *_ITEMS)
    ratio = find_column("keyness_plot", result, "estimate", "log_ratio")
    frequency = find_column("keyness_plot", result, *_FREQUENCY)
    needs = [item, ratio, "low", "high", frequency]
    table = select("keyness_plot", result, needs=needs, may=["bound", "few", "p_family"])
    x, y = numbers(table, frequency), numbers(table, ratio)
    drawn = np.isfinite(x) & np.isfinite(y) & (x > 0)
    if not drawn.any():
        raise FigureError("keyness_plot has no word with a frequency above 0 and a log ratio")
    table, x, y = table[drawn], x[drawn], y[drawn]
    # The nearer limit is the least difference the data allow: rare words do not lead by chance.
    limit = _nearer_limit(table)
    clear, passed = np.nan_to_num(limit) != 0, _passed(table)
    order = np.lexsort((table[item].astype(str), -np.abs(y), -np.abs(np.nan_to_num(limit))))
    chosen = order[(clear | passed)[order]][: max(0, n_labels)]
    with styled():
        ax = start(ax, result)
        ax.axhline(0, color="black", linewidth=0.6)
        alike = ~(clear | passed)
        ax.plot(x[alike], y[alike], ".", color=DIM, markersize=2.5, linestyle="none")
        for side, colour, marker in ((y > 0, PALETTE[0], "^"), (y <= 0, PALETTE[1], "v")):
            named = chosen[(clear & side)[chosen]]
            ax.vlines(x[named], limit[named], y[named], color=colour, linewidth=0.7)
            mark: dict[str, Any] = {
                "linestyle": "none",
                "marker": marker,
                "color": colour,
                "markersize": 3,
            }
            ax.plot(x[clear & side], y[clear & side], **mark)
            if (mine := passed & side).any():
                ax.plot(x[mine], y[mine], **mark, markerfacecolor="white", markeredgewidth=0.6)
        ax.set_xscale("log")
        ax.margins(x=0.12, y=0.1)
        ends = np.where(clear, limit, y)[chosen]
        bars = [np.linspace(ends, y[chosen], 15).ravel(), np.tile(x[chosen], 15)]
        ax.add_artist(
            PointLabels(
                x[chosen],
                y[chosen],
                [str(word) for word in table[item].to_numpy()[chosen]],
                obstacles=np.concatenate([np.column_stack([x, y]), np.column_stack(bars[::-1])]),
            )
        )
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        ax.xaxis.set_minor_formatter(FuncFormatter(lambda value, _: ""))
        ax.set_xlabel("Frequency per million words" if frequency == "per_million" else "Frequency")
        ax.set_ylabel("Log ratio (base 2)")
        _name_sides(ax, result)
        extra = [*_found(table, clear, passed), *_found_within(result)]
        if clear[chosen].any():
            whole = "simultaneous interval" if "bound" in table.columns else "interval"
            extra.append(f"Bar: from the ratio to the end of its {whole} that is nearer to 0.")
        return finish(ax, result, table.reset_index(drop=True), extra=extra)


def _nearer_limit(table: pd.DataFrame) -> NDArray[np.float64]:
    if "bound" in table.columns:
        return numbers(table, "bound")
    low, high = numbers(table, "low"), numbers(table, "high")
    return np.where(low > 0, low, np.where(high < 0, high, 0.0))


def _passed(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which words have no bound and pass the test of all words all the same."""
    if not {"bound", "p_family"} <= set(table.columns):
        return np.zeros(len(table), dtype=bool)
    return np.isnan(numbers(table, "bound")) & (numbers(table, "p_family") <= _FAMILY_LEVEL)


def _found(table: pd.DataFrame, clear: NDArray[np.bool_], passed: NDArray[np.bool_]) -> list[str]:
    """Say how many words differ, out of how many that could be tested, and in which sense."""
    few = int(flags(table).sum())
    tested, n = len(table) - few, int(clear.sum())
    if "bound" in table.columns:
        found = (
            f"{n or 'None'} of {tested:,} words with a bound differ when all are tested at once."
        )
    else:
        found = (
            f"{n or 'None'} of {tested:,} words have an interval that leaves out 0, each alone: "
            f"{tested / 20:.0f} would by chance."
        )
    thin = f"{count_of(few, 'word is', 'words are')} in too few articles for a bound"
    if passed.any():
        thin += (
            f"; of them {count_of(int(passed.sum()), 'differs', 'differ')} all the same (hollow)"
        )
    return [found, *[f"{thin}."] * bool(few)]


def _found_within(result: Result) -> list[str]:
    """Say how many words still differ within the column that a comparison was adjusted by."""
    if "bound_within" not in result.table.columns:
        return []
    bound = result.table["bound_within"].fillna(0)
    left = int((bound != 0).sum()) or "None"
    return [f"Drawn as it is, not adjusted; within {result.parameters['adjust']}: {left} differ."]


def _name_sides(ax: Axes, result: Result) -> None:
    handles, labels = [], []
    for side, colour, marker in (("target", PALETTE[0], "^"), ("reference", PALETTE[1], "v")):
        name, n = (result.parameters.get(key) for key in (side, f"n_{side}"))
        if name is None:
            continue
        handles.append(Line2D([], [], linestyle="none", color=colour, marker=marker))
        counted = "" if n is None else f" (n = {n})"
        labels.append(f"more in: {literal(name, 30)}{counted}")
    if labels:
        legend_above(ax, handles, labels)


def collocation_dots(result: Result, *, top: int = 15, ax: Axes | None = None) -> Axes:
    """Draw the strongest collocates as dots with intervals, by group where there are groups.

    Parameters
    ----------
    result
        ``collocate`` (or ``lemma``, ``item``), ``estimate``; where they are there ``low``,
        ``high``, ``group``, ``n_articles``, ``few``. ``parameters["measure"]`` names the effect.
    top
        How many collocates: those whose estimate is highest in any group.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    item = find_column("collocation_dots", result, "collocate", *_ITEMS)
    find_column("collocation_dots", result, "estimate")
    table = result.table
    best = table.groupby(item, sort=False)["estimate"].max().sort_values(
        ascending=False, kind="stable"
    )  # fmt: skip
    order = {word: place for place, word in enumerate(best.index[:top])}
    shown = table[table[item].isin(order)]
    shown = shown.assign(_place=shown[item].map(order)).sort_values("_place", kind="stable")
    grouped = "group" if "group" in table.columns else None
    measure = str(result.parameters.get("measure", "Effect"))
    return dots(
        replace(result, table=shown.drop(columns="_place")),
        rows=item,
        series=grouped,
        # Measures that can fall below 0 say "no attraction" there; logDice has no such point.
        reference=0 if (numbers(shown, "estimate") < 0).any() else None,
        xlabel=literal(measure) + (" (95 % interval)" if "low" in table.columns else ""),
        ax=ax,
    )


def dispersion_plot(result: Result, ax: Axes | None = None) -> Axes:
    """Draw where the hits of a query stand, one line an article, oldest first.

    An article without a hit keeps its empty line, as long as all lines fit a page; if not, empty
    lines are left out first, then the latest, and the figure says how many.

    Parameters
    ----------
    result
        As `toolkit.occurrences` gives it, one row a hit: ``article``, ``position`` (0 to 1, the
        share of the article that lies before the hit; empty for an article without a hit);
        ``published`` or ``year`` to order by.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing, a position is not between 0 and 1, or none of more articles than
        fit a page has a hit.
    """
    date = find_column("dispersion_plot", result, "published", "year")
    table = select("dispersion_plot", result, needs=["article", date, "position"], may=["title"])
    position = numbers(table, "position")
    outside = position[np.isfinite(position) & ((position < 0) | (position > 1))]
    if len(outside):
        raise FigureError(
            f"dispersion_plot needs positions from 0 to 1, not {outside[0]:g}; "
            "divide token positions by the length of the article"
        )
    key = table[date].astype(str)
    table = table.assign(_date=key).sort_values(["_date", "article"], kind="stable")
    articles = unique(table["article"])
    if len(articles) > _MAX_LINES:
        with_hits = set(table.loc[np.isfinite(numbers(table, "position")), "article"])
        shown = [name for name in articles if name in with_hits][:_MAX_LINES]
    else:
        shown = articles
    if not shown:
        raise FigureError(
            f"dispersion_plot has nothing to draw: no hit in {len(articles)} articles; "
            "ask for something that occurs"
        )
    table = table[table["article"].isin(shown)].drop(columns="_date").reset_index(drop=True)
    with styled():
        ax = start(ax, result, height_mm=13 + 3.4 * len(shown))
        place = table["article"].map({name: line for line, name in enumerate(shown)})
        for line in range(len(shown)):
            ax.hlines(line, 0, 1, color=PALE, linewidth=0.4, zorder=0)
        ax.plot(
            numbers(table, "position"),
            place,
            linestyle="none",
            marker="|",
            markersize=6,
            markeredgewidth=0.8,
            color=PALETTE[0],
        )
        ax.set_yticks(range(len(shown)), _line_names(table, shown, date), parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(len(shown) - 0.3, -0.7)
        ax.set_xlim(-0.01, 1.01)
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
        ax.set_xlabel("Place in the article")
        return finish(ax, result, table, extra=_hits(result, len(articles), len(shown)))


def _line_names(table: pd.DataFrame, shown: list[str], date: str) -> list[str]:
    dates = dict(zip(table["article"], table[date].astype(str), strict=True))
    # An id that begins with the month says when already.
    return [
        literal(name if str(name).startswith(dates[name][:7]) else f"{dates[name]} {name}", 44)
        for name in shown
    ]


def _hits(result: Result, n_articles: int, n_shown: int) -> list[str]:
    known = result.table.dropna(subset=["position"])
    n_hit = known["article"].nunique()
    found = [f"{len(known)} hits in {n_hit} of n = {n_articles} articles."]
    if n_shown < n_hit:
        return [*found, f"The oldest {n_shown} of them are shown."]
    return [*found, "Articles without a hit are not shown."] if n_shown < n_articles else found
