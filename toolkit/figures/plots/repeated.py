"""Two results of one analysis against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D

from toolkit.errors import FigureError
from toolkit.figures.dotplot import legend_above
from toolkit.figures.drawing import finish, flags, numbers, select, start
from toolkit.figures.labels import PointLabels
from toolkit.figures.style import DIM, PALETTE, styled
from toolkit.figures.text import literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.result import Result

_MAX_LABELS = 12


def results_scatter(result: Result, *, label: str = "", ax: Axes | None = None) -> Axes:
    """Draw each row's value in one result against its value in another.

    Rows that came out the same lie on the line as dots; those that differ are named triangles.
    Rows that the second result lacks are crosses at the foot.

    Parameters
    ----------
    result
        From `toolkit.compare_results`.
    label
        What the values are, for the axes; the name of their column when left out.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing, or no row has a value in both.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.result import Result
    >>> ax = results_scatter(Result(pd.DataFrame({
    ...     "lemma": ["gas", "pipe"], "first": [1.0, 2.0], "second": [1.0, 2.5],
    ...     "same": [True, False]}), parameters={"names": ["texts", "counts"], "key": ["lemma"]}))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('value: texts', 'value: counts')
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
    """
    keys = [str(name) for name in result.parameters.get("key", [])] or [result.table.columns[0]]
    table = select("results_scatter", result, needs=[*keys, "first", "second", "same"])
    x, y, same = numbers(table, "first"), numbers(table, "second"), flags(table, "same")
    both = np.isfinite(x) & np.isfinite(y)
    if not both.any():
        raise FigureError("results_scatter has no row with a value in both results")
    ends = [min(x[both].min(), y[both].min()), max(x[both].max(), y[both].max())]
    shown, differ = both & same, both & ~same
    names = [literal(name, 60) for name in result.parameters.get("names", ("first", "second"))]
    label = label or str(result.parameters.get("value", "value"))
    lost = np.isfinite(x) & ~np.isfinite(y)
    with styled():
        ax = start(ax, result)
        ax.plot(ends, ends, color=DIM, linewidth=0.6)
        ax.plot(x[shown], y[shown], ".", color=PALETTE[0], markersize=3, linestyle="none")
        ax.plot(x[differ], y[differ], "^", color=PALETTE[1], markersize=3.5, linestyle="none")
        foot = np.full(int(lost.sum()), 0.02)
        ax.plot(
            x[lost], foot, "x", color="black", markersize=3.5, markeredgewidth=0.6,
            transform=ax.get_xaxis_transform(), linestyle="none",
        )  # fmt: skip
        far = np.argsort(-np.abs(y - x)[differ], kind="stable")[:_MAX_LABELS]
        ax.add_artist(
            PointLabels(
                x[differ][far],
                y[differ][far],
                [" ".join(map(str, row)) for row in table.loc[differ, keys].to_numpy()[far]],
                obstacles=np.column_stack([x[both], y[both]]),
            )
        )
        ax.set_xlabel(f"{label}: {names[0]}", parse_math=False)
        ax.set_ylabel(f"{label}: {names[1]}", parse_math=False)
        looks = ((shown, ".", PALETTE[0], "the same"), (differ, "^", PALETTE[1], "not the same"),
                 (lost, "x", "black", f"{names[0]} alone"))  # fmt: skip
        legend_above(
            ax,
            [
                Line2D([], [], linestyle="none", marker=mark, color=colour)
                for rows, mark, colour, _ in looks
                if rows.any()
            ],
            [f"{label} ({int(rows.sum()):,})" for rows, _, _, label in looks if rows.any()],
        )
        return finish(ax, result, table)
