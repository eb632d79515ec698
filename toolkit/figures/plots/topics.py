"""Topics compared: their share by group, their words, their number."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from toolkit.errors import FigureError
from toolkit.figures.dotplot import dots
from toolkit.figures.drawing import (
    figure_width_mm,
    find_column,
    finish,
    flags,
    numbers,
    select,
    start,
    unique,
    write_note,
)
from toolkit.figures.style import (
    DIM,
    PALETTE,
    SMALL_PT,
    TINT,
    marks,
    style_width_mm,
    styled,
)
from toolkit.figures.text import LETTER_MM, literal, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from toolkit.result import Result

# Topics under this are not to be interpreted: the limit of `toolkit.analyses.topics`.
STABLE = 0.7
_CELL_MM = 29.0
_WORD_MM = 3.5


def topic_prevalence(result: Result, ax: Axes | None = None) -> Axes:
    """Draw the share of each topic by group, as dots with intervals.

    Parameters
    ----------
    result
        ``topic``, ``group``, ``estimate``; ``label`` (words that name the topic), ``low``,
        ``high``, ``n_articles``, ``few``, ``stability`` where they are there. Topics whose
        stability is under 0.7 are marked †.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    find_column("topic_prevalence", result, "topic")
    table = result.table.assign(topic=_names(result.table))
    ax = dots(
        replace(result, table=table),
        rows="topic",
        series="group",
        percent=True,
        xlabel="Share of an article (95 % interval)",
        ax=ax,
    )
    _explain_unstable(ax, table)
    return ax


def topic_heat(result: Result, ax: Axes | None = None) -> Axes:
    """Draw the share of each topic in each group as a shaded table with its numbers.

    Parameters
    ----------
    result
        ``topic``, ``group``, ``estimate``, one row a cell; ``label``, ``stability`` (under 0.7:
        marked †), ``few`` (true: the number stands in brackets) and ``n_articles`` of a group
        where they are there.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing or a cell occurs twice.
    """
    import seaborn as sns

    table = select(
        "topic_heat",
        result,
        needs=["topic", "group", "estimate"],
        may=["label", "stability", "few", "n_articles"],
    )
    table = table.assign(topic=_names(table))
    rows, columns = unique(table["topic"]), unique(table["group"])
    twice = table.loc[table.duplicated(["topic", "group"]), ["topic", "group"]].to_numpy().tolist()
    if twice:
        raise FigureError(
            f"topic_heat has two rows for topic {twice[0][0]!r} and group {twice[0][1]!r}; "
            "select one estimate for each cell"
        )
    few = table.assign(few=flags(table)).pivot_table(
        index="topic", columns="group", values="few", aggfunc="max", observed=True
    )
    cells = table.pivot_table(
        index="topic", columns="group", values="estimate", aggfunc="mean", observed=True
    )
    cells = cells.reindex(index=rows, columns=columns)
    few = few.reindex(index=rows, columns=columns).fillna(False).astype(bool)
    words = np.array(
        [
            [_percent(value, in_brackets=thin) for value, thin in zip(line, thins, strict=True)]
            for line, thins in zip(cells.to_numpy(float), few.to_numpy(bool), strict=True)
        ]
    )
    with styled():
        ax = start(ax, result, height_mm=22 + 6.0 * len(rows))
        room_mm = figure_width_mm(ax) - 38  # beside the names of topics
        sns.heatmap(
            cells,
            annot=words,
            fmt="",
            cmap=sns.light_palette(PALETTE[0], as_cmap=True),
            vmin=0,
            cbar=False,
            linewidths=0.5,
            linecolor="white",
            annot_kws={"fontsize": SMALL_PT, "parse_math": False},
            ax=ax,
        )
        _write_legibly(ax)
        ax.set_yticks(
            np.arange(len(rows)) + 0.5, [wrapped(row, 30) for row in rows], rotation=0,
            parse_math=False,
        )  # fmt: skip
        ax.set_xticks(
            np.arange(len(columns)) + 0.5,
            _group_names(table, columns, int(room_mm / len(columns) / LETTER_MM)),
            rotation=0,
            parse_math=False,
        )
        ax.tick_params(length=0)
        ax.set_xlabel("")
        ax.set_ylabel("")
        extra = ["Per cent of an article, mean over the articles of a group."]
        if few.to_numpy().any():
            extra.append("In brackets: too few articles for an interval.")
        finish(ax, result, table, extra=extra)
        _explain_unstable(ax, table)
        return ax


def _write_legibly(ax: Axes) -> None:
    """Write the number of each cell in black or white, whichever stands out more.

    Black has the higher contrast from a relative luminance of .179 on (Web Content Accessibility
    Guidelines 2.2, contrast ratio); seaborn goes over to white at .408.
    """
    from seaborn.utils import relative_luminance

    cells = ax.collections[0]
    cells.update_scalarmappable()
    for text, colour in zip(ax.texts, cells.get_facecolor(), strict=True):
        text.set_color("black" if relative_luminance(colour) > 0.179 else "white")


def _percent(value: float, *, in_brackets: bool) -> str:
    if not math.isfinite(value):
        return ""
    return f"({100 * value:.0f})" if in_brackets else f"{100 * value:.0f}"


def _group_names(table: pd.DataFrame, columns: list[Any], characters: int) -> list[str]:
    names = [wrapped(column, max(4, characters), 4) for column in columns]
    if "n_articles" not in table.columns:
        return names
    n_of = table.groupby("group", sort=False)["n_articles"].max()
    return [f"{name}\nn = {int(n_of[c])}" for name, c in zip(names, columns, strict=True)]


def _names(table: pd.DataFrame) -> list[str]:
    """Name each topic by number and words, marked where it is not stable."""
    labels = table["label"].tolist() if "label" in table.columns else [""] * len(table)
    unstable = numbers(table, "stability") < STABLE
    found = []
    for topic, label, odd in zip(table["topic"], labels, unstable, strict=True):
        # A label may begin with the number of its topic.
        name = str(label) if str(label).startswith(str(topic)) else f"{topic} {label}".strip()
        found.append(f"† {name}" if odd else name)
    return found


def _explain_unstable(ax: Axes, table: pd.DataFrame) -> None:
    if (numbers(table, "stability") < STABLE).any():
        write_note(
            ax.get_figure(root=True),
            [f"† stability under {STABLE:g}: another fit finds another topic."],
        )


def topic_words(result: Result, *, top: int = 8, ax: Axes | None = None) -> Axes:
    """Draw the first words of each topic, with bars for their weight.

    Parameters
    ----------
    result
        ``topic``, ``term`` (or ``word``, ``lemma``), ``probability`` (or ``estimate``,
        ``weight``), the best words first; ``stability`` where it is there.
    top
        Words a topic.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    word = find_column("topic_words", result, "term", "word", "lemma", "item")
    weight = find_column("topic_words", result, "probability", "estimate", "weight")
    table = select("topic_words", result, needs=["topic", word, weight], may=["stability"])
    table = table.groupby("topic", sort=False).head(top).reset_index(drop=True)
    topics = unique(table["topic"])
    with styled():
        width = style_width_mm() if ax is None else figure_width_mm(ax)
        n_columns = max(1, min(len(topics), int(width / _CELL_MM)))
        n_rows = math.ceil(len(topics) / n_columns)
        height = 2 + n_rows * (top + 2.5) * _WORD_MM
        ax = start(ax, result, height_mm=height)
        for number, topic in enumerate(topics):
            part = table[table["topic"] == topic]
            left, line = number % n_columns, (number // n_columns) * (top + 2.5)
            _draw_topic(ax, part, word, weight, left, line)
        ax.set_xlim(0, n_columns)
        ax.set_ylim(n_rows * (top + 2.5) - 0.8, -0.8)
        ax.set_axis_off()
        finish(ax, result, table, extra=["Bars: probability in the topic, to a scale of its own."])
        _explain_unstable(ax, table)
        return ax


def _draw_topic(
    ax: Axes, table: pd.DataFrame, word: str, weight: str, left: float, line: float
) -> None:
    weights = np.nan_to_num(numbers(table, weight))
    bars = 0.92 * weights / max(float(weights.max()), 1e-12)
    lines = line + 1.1 + np.arange(len(table))
    ax.barh(lines, bars, left=left, height=0.86, color=TINT, linewidth=0)
    look: dict[str, Any] = {"va": "center", "fontsize": SMALL_PT, "parse_math": False}
    head = str(table["topic"].iloc[0])
    mark = " †" if (numbers(table, "stability") < STABLE).any() else ""
    head = f"Topic {head}" if head.isdecimal() else literal(head, 18)
    ax.text(left, line, head + mark, fontweight="bold", **look)
    for place, name in zip(lines, table[word], strict=True):
        ax.text(left + 0.02, place, literal(name, 18), **look)


def choose_k(result: Result, ax: Axes | None = None) -> Axes:
    """Draw what speaks for each number of topics, one band for each measure.

    Each measure has a scale of its own; the number proposed is marked in all of them.

    Parameters
    ----------
    result
        ``k`` and a column of numbers for each measure (``coherence``, ``stability``, …), as
        `toolkit.topics.choose_k` gives it; or ``k``, ``measure``, ``estimate``, with ``low`` and
        ``high`` where there are intervals. ``proposed`` is true for the number proposed.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.
    """
    find_column("choose_k", result, "k")
    if "measure" not in result.table.columns:
        numeric = [c for c in result.table.select_dtypes("number").columns if c != "k"]
        kept = ["k", "proposed"] if "proposed" in result.table.columns else ["k"]
        long = result.table.melt(kept, numeric, "measure", "estimate")
        result = replace(result, table=long)
    table = select(
        "choose_k", result, needs=["k", "measure", "estimate"], may=["low", "high", "proposed"]
    )
    measures = unique(table["measure"])
    table = table.sort_values("k", kind="stable").reset_index(drop=True)
    proposed = table.loc[flags(table, "proposed"), "k"].tolist()[:1]
    with styled():
        ax = start(ax, result, height_mm=12 + 26.0 * len(measures))
        ax.set_axis_off()
        share = 1 / len(measures)
        for place, (measure, sign) in enumerate(zip(measures, marks(len(measures)), strict=True)):
            band = ax.inset_axes((0, 1 - (place + 0.88) * share, 1, 0.8 * share))
            part = table[table["measure"] == measure]
            k, y = numbers(part, "k"), numbers(part, "estimate")
            low, high = numbers(part, "low"), numbers(part, "high")
            known = np.isfinite(low) & np.isfinite(high)
            band.vlines(k[known], low[known], high[known], color=sign.colour, linewidth=1.0)
            band.plot(k, y, color=sign.colour, marker=sign.marker, linestyle=sign.line)
            for value in proposed:
                band.axvline(float(value), color=DIM, linewidth=0.6, zorder=0)
            band.set_ylabel(wrapped(measure, 16), parse_math=False)
            band.xaxis.set_major_locator(MaxNLocator(integer=True))
            band.yaxis.set_major_locator(MaxNLocator(4))
            band.margins(x=0.04, y=0.15)
            if place < len(measures) - 1:
                band.tick_params(labelbottom=False)
            else:
                band.set_xlabel("Topics (k)")
        extra = [f"Upright line: k = {value}, the number proposed." for value in proposed]
        if "weakest" in measures:
            extra.append("Weakest: stability of the topic that comes back worst.")
        return finish(ax, result, table, extra=extra)
