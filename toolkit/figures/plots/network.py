"""Collocates as a network: words that occur together, pulled together by their strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from toolkit.figures.dotplot import legend_above
from toolkit.figures.drawing import find_column, finish, numbers, select, start, unique
from toolkit.figures.labels import PointLabels
from toolkit.figures.style import DIM, PALETTE, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.result import Result

_STEPS = 300
# widths of lines in points
_THIN, _THICK = 0.4, 4.0


def collocation_network(result: Result, *, top: int = 40, ax: Axes | None = None) -> Axes:
    """Draw nodes and their collocates as a network; nodes are framed, thick lines are strong.

    The thinnest line is the weakest pair drawn and the thickest the strongest; the legend says
    which values these are.

    The layout is the same on every run: stress majorisation of the distances along the lines,
    begun from a circle. Distances on paper are a help to the eye, not a measurement.

    Parameters
    ----------
    result
        ``node``, ``collocate``, ``estimate`` (the strength of the pair; only pairs above 0 are
        drawn, and none of a word with itself). ``parameters["measure"]`` names it.
    top
        How many of the strongest pairs.
    ax
        Where to draw; a new figure when left out.

    Raises
    ------
    FigureError
        When a column is missing.

    Notes
    -----
    Source: Gansner, Koren and North (2005), Graph Drawing by Stress Majorization,
    doi:10.1007/978-3-540-31843-9_25.
    """
    weight = find_column("collocation_network", result, "estimate", "logdice")
    table = select("collocation_network", result, needs=["node", "collocate", weight])
    own = (table["node"] == table["collocate"]).to_numpy()
    table = table[(numbers(table, weight) > 0) & ~own]
    strongest = table.sort_values(
        [weight, "node", "collocate"], ascending=[False, True, True], kind="stable"
    )
    table = strongest.head(top).reset_index(drop=True)
    names = unique([*table["node"], *table["collocate"]])
    number = {name: place for place, name in enumerate(names)}
    edges = np.array(
        [[number[a], number[b]] for a, b in zip(table["node"], table["collocate"], strict=True)],
        dtype=int,
    ).reshape(-1, 2)
    place = _layout(len(names), edges)
    with styled():
        ax = start(ax, result)
        strength = numbers(table, weight)
        ax.add_collection(
            LineCollection(list(place[edges]), linewidths=_widths(strength, strength), colors=DIM)
        )
        is_node = np.isin(np.array(names, dtype=object), table["node"].unique())
        # a node is the frame of its name; its mark gives the layout a point
        for mine, marker, colour in ((is_node, "s", PALETTE[1]), (~is_node, "o", PALETTE[0])):
            ax.plot(*place[mine].T, linestyle="none", marker=marker, color=colour, markersize=4.2)
        # Nodes first: their names always find a place.
        order = np.argsort(~is_node, kind="stable")
        steps = np.linspace(0, 1, 25)[:, None, None]
        along = place[edges[:, 0]] * (1 - steps) + place[edges[:, 1]] * steps
        ax.add_artist(
            PointLabels(
                place[order, 0],
                place[order, 1],
                [names[i] for i in order],
                obstacles=along.reshape(-1, 2),
                weights=["bold"] * int(is_node.sum()),
                framed=int(is_node.sum()),
            )
        )
        ax.margins(0.14)
        ax.set_axis_off()
        measure = str(result.parameters.get("measure", weight))
        _explain(ax, strength, measure)
        n_all = len(result.table) - int(own.sum())
        part = f"{len(table)} strongest of {n_all}" if len(table) < n_all else f"All {n_all}"
        extra = [f"{part} pairs by {measure}."]
        if own.any():
            extra.append("A word near itself is not drawn.")
        return finish(ax, result, table, extra=extra)


def _widths(values: NDArray[np.float64], strength: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the widths of lines, in points, from the weakest to the strongest pair."""
    low, high = (strength.min(), strength.max()) if len(strength) else (0.0, 0.0)
    if high <= low:
        return np.full(len(values), (_THIN + _THICK) / 2)
    return np.asarray(_THIN + (_THICK - _THIN) * (values - low) / (high - low))


def _explain(ax: Axes, strength: NDArray[np.float64], measure: str) -> None:
    handles = [
        Line2D([], [], linestyle="none", marker="s", color=PALETTE[1], mfc="white", markersize=6.0),
        Line2D([], [], linestyle="none", marker="o", color=PALETTE[0], markersize=4.2),
    ]
    labels = ["node", "collocate"]
    if len(strength):
        shown = np.unique([strength.min(), np.median(strength), strength.max()])
        handles += [
            Line2D([], [], color=DIM, linewidth=float(width)) for width in _widths(shown, strength)
        ]
        labels += [f"{measure} {value:.3g}" for value in shown]
    legend_above(ax, handles, labels)


def _layout(n: int, edges: NDArray[np.int64]) -> NDArray[np.float64]:
    """Place `n` points so that distances on paper are near those along the edges."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import shortest_path

    turns = 2 * np.pi * np.arange(n) / max(n, 1)
    place = np.column_stack([np.cos(turns), np.sin(turns)])
    if n < 3:
        return place
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(n, n))
    wanted = shortest_path(graph, directed=False, unweighted=True)
    finite = np.isfinite(wanted)
    wanted[~finite] = wanted[finite].max() + 1  # parts that nothing joins stand a step apart
    off = ~np.eye(n, dtype=bool)
    weight = np.zeros((n, n))
    weight[off] = wanted[off] ** -2.0
    laplacian = np.diag(weight.sum(axis=1)) - weight
    # The first point is held; distances do not change when all points move together.
    inverse = np.linalg.pinv(laplacian)
    for _ in range(_STEPS):
        apart = place[:, None, :] - place[None, :, :]
        length = np.sqrt((apart**2).sum(axis=2))
        ratio = np.divide(weight * wanted, length, out=np.zeros((n, n)), where=length > 1e-9)
        pull = np.diag(ratio.sum(axis=1)) - ratio
        place = inverse @ (pull @ place)
    # The last bits of linear algebra differ between processors; the eye sees five digits.
    return np.asarray(np.round(place, 5))
