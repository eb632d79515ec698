"""Vocabulary drawn: n-grams, dictionaries, diversity, and what two words do differently."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import FigureError, suggest
from toolkit.figures.dotplot import dots
from toolkit.figures.drawing import find_column, finish, numbers, select, start, unique
from toolkit.figures.style import MAX_HEIGHT_MM, PALETTE, styled
from toolkit.figures.text import literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.result import Result

_BAR_MM = 4.2


def ngram_bars(result: Result, *, top: int = 20, ax: Axes | None = None) -> Axes:
    """Draw the first n-grams of a table as bars of their counts, with the articles that hold each.

    Parameters
    ----------
    result
        ``ngram`` (or ``item``, ``lemma``, ``form``), ``count``, ``articles_with``.
    top
        How many n-grams, in the order of the table.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing, or the table is of groups (for which there is `dots`).
    """
    if "group" in result.table.columns:
        raise FigureError("ngram_bars draws counts without groups; use dots for a table by group")
    name = find_column("ngram_bars", result, "ngram", "item", "lemma", "form")
    table = select("ngram_bars", result, needs=[name, "count", "articles_with"])
    total = len(table)
    table = table.head(min(top, int((MAX_HEIGHT_MM - 40) / _BAR_MM))).reset_index(drop=True)
    count, held = numbers(table, "count"), numbers(table, "articles_with")
    with styled():
        ax = start(ax, result, height_mm=16 + _BAR_MM * len(table))
        place = np.arange(len(table))
        ax.barh(place, count, height=0.62, color=PALETTE[0])
        ax.set_yticks(place, [literal(word, 40) for word in table[name]], parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(len(table) - 0.4, -0.6)
        ax.set_xlim(0, 1.18 * max(1.0, float(np.nanmax(count))))
        for height, (value, articles) in enumerate(zip(count, held, strict=True)):
            ax.annotate(
                f"{articles:.0f}",
                (value, height),
                xytext=(2, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.0,
            )
        ax.set_xlabel("Occurrences")
        shown = f"{len(table)} of {total} rows shown." if len(table) < total else ""
        extra = ["Beside each bar: the articles that hold it.", *([shown] if shown else [])]
        return finish(ax, result, table, extra=[*extra, *_order_of(result)])


def _order_of(result: Result) -> list[str]:
    """Say by which measure the rows stand in their order, if not by their counts."""
    if numbers(result.table, "count").tolist() == sorted(result.table["count"], reverse=True):
        return []
    for measure in result.parameters.get("measures", ()):
        if result.table.get(measure, result.table["count"]).is_monotonic_decreasing:
            return [f"In the order of {measure}, not of the counts."]
    return []


def sketch_difference_plot(result: Result, *, top: int = 24, ax: Axes | None = None) -> Axes:
    """Draw how two words (or one word in two groups) differ in what they do, by relation.

    Parameters
    ----------
    result
        ``says`` (or ``relation``), ``collocate``, ``estimate`` (log ratio, base 2), ``low``,
        ``high``, ``few``; ``parameters["target"]`` and ``["reference"]`` name the sides.
    top
        How many pairs, in the order of the table; they are grouped by relation.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    block = find_column("sketch_difference_plot", result, "says", "relation")
    find_column("sketch_difference_plot", result, "collocate")
    find_column("sketch_difference_plot", result, "estimate")
    table = result.table.head(top)
    order = {name: place for place, name in enumerate(unique(table[block]))}
    table = table.assign(_block=table[block].map(order)).sort_values(
        ["_block", "estimate"], ascending=[True, False], kind="stable"
    )
    # n differs from pair to pair on two sides: it stands in the table, not in the panel
    keep = [name for name in table.columns if name not in ("_block", "n_articles")]
    target, reference = (
        literal(result.parameters.get(side, side), 30) for side in ("target", "reference")
    )
    return dots(
        replace(result, table=table[keep].reset_index(drop=True)),
        rows="collocate",
        blocks=block,
        reference=0,
        xlabel=f"Log ratio, base 2\nleft: {reference}\nright: {target}",
        ax=ax,
    )


def dictionary_dots(result: Result, *, level: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw the categories of a dictionary by group: matches per 1,000 words with intervals.

    Parameters
    ----------
    result
        ``category``, ``group``, ``estimate``, ``low``, ``high``, ``few``, ``n_articles``; ``level``
        to choose by.
    level
        Only categories nested so deep (1: the outermost).
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing, as in a table by article, or no category is so deep.
    """
    needs = ["category", "group", "estimate", *(["level"] if level is not None else [])]
    table = select(
        "dictionary_dots", result, needs=needs, may=("low", "high", "few", "n_articles", "level")
    )
    if level is not None:
        table = table[table["level"] == level].reset_index(drop=True)
        if not len(table):
            raise FigureError(f"dictionary_dots has no category of level {level}")
    return dots(
        replace(result, table=table),
        rows="category",
        series="group",
        xlabel="Matches per 1,000 words (95 % interval)",
        ax=ax,
    )


def diversity_dots(result: Result, *, measure: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw one measure of lexical diversity by group: means over articles with intervals.

    Parameters
    ----------
    result
        ``measure``, ``group``, ``estimate``, ``low``, ``high``, ``few``, ``n_articles``.
    measure
        Which one; the first of the table when left out. Their scales differ.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing or the table has no such measure.
    """
    table = select(
        "diversity_dots",
        result,
        needs=["measure", "group", "estimate"],
        may=("low", "high", "few", "n_articles"),
    )
    known = unique(table["measure"])
    chosen = known[0] if measure is None else measure
    if chosen not in known:
        raise FigureError(
            f"diversity_dots has no measure {chosen!r}{suggest(chosen, known)}; the table has "
            f"{', '.join(map(str, known))}"
        )
    shown = table[table["measure"] == chosen].reset_index(drop=True)
    return dots(
        replace(result, table=shown),
        rows="group",
        xlabel=f"{literal(chosen)}, mean of articles (95 % interval)",
        ax=ax,
    )
