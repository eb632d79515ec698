"""What every plot does before and after it draws: check columns, round, print n and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import FigureError, suggest
from toolkit.figures.style import MAX_HEIGHT_MM, MM_PER_INCH, SMALL_PT, figure, style_width_mm
from toolkit.figures.text import LINE_MM, fold, labelled, literal
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure

SIGNIFICANT = 6
_MAX_WARNINGS = 3
# How a warning of cells with too few articles begins; what it counts are the rows of the result.
_THIN = "few articles: "
# A warning with one of these words changes what the figure may be used for, and comes first.
_GRAVE = ("few", "thin", "under ", "not validated", "unvalidated", "composed", "recovery",
          "exploratory", "convenience")  # fmt: skip


def round_significant(values: ArrayLike, digits: int = SIGNIFICANT) -> NDArray[np.float64]:
    """Round to significant digits, so that the last bits of a processor never reach a figure.

    Each value becomes the float nearest to its decimal notation; a value that is missing or
    infinite stays so, and a zero has no sign.

    Examples
    --------
    >>> round_significant([0.123456789, 1234567.8, float("nan"), -0.0]).tolist()
    [0.123457, 1234570.0, nan, 0.0]
    """
    array = np.asarray(values, dtype=np.float64)
    flat = [float(f"{value:z.{digits}g}") for value in array.ravel().tolist()]
    return np.array(flat, dtype=np.float64).reshape(array.shape)


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round the columns of fractions of a table; counts and text stay as they are."""
    fractions = [
        position
        for position, kind in enumerate(table.dtypes)
        if getattr(kind, "kind", "") == "f" and table.shape[0]
    ]
    columns = {
        position: (
            round_significant(table.iloc[:, position].to_numpy(dtype=float, na_value=np.nan))
            if position in fractions
            else table.iloc[:, position].array
        )
        for position in range(table.shape[1])
    }
    import pandas as pd

    found = pd.DataFrame(columns)
    found.columns = table.columns
    return found


def find_column(plot: str, result: Result, *names: str) -> str:
    """Give the first of several names under which the table holds a column.

    Raises
    ------
    FigureError
        When there is none, with the columns there are.
    """
    present = [str(name) for name in result.table.columns]
    for name in names:
        if name in present:
            return name
    others = f" (or {', '.join(map(repr, names[1:]))})" if len(names) > 1 else ""
    raise FigureError(
        f"{plot} needs a column {names[0]!r}{others}{suggest(names[0], present)}; "
        f"the table has {', '.join(present) or 'no column'}"
    )


def select(
    plot: str, result: Result, *, needs: Iterable[str], may: Iterable[str] = ()
) -> pd.DataFrame:
    """Take the columns that a plot draws, rounded.

    Parameters
    ----------
    plot
        The name of the plot, for errors.
    result
        What is drawn.
    needs, may
        Columns that must and that may be there.

    Raises
    ------
    FigureError
        When columns are missing (all are named at once) or the table is empty.
    """
    present = [str(name) for name in result.table.columns]
    wanted = tuple(dict.fromkeys(needs))
    missing = [name for name in wanted if name not in present]
    if missing:
        named = ", ".join(repr(name) for name in missing)
        hints = "".join(dict.fromkeys(suggest(name, present) for name in missing))
        raise FigureError(
            f"{plot} needs the column{'s' if len(missing) > 1 else ''} {named}{hints}; "
            f"the table has {', '.join(present) or 'no column'}"
        )
    if not len(result.table):
        raise FigureError(f"{plot} has nothing to draw: the table is empty")
    extra = [name for name in may if name in present and name not in wanted]
    return rounded(result.table[[*wanted, *extra]].reset_index(drop=True))


def start(
    ax: Axes | None,
    result: Result,
    *,
    height_mm: float | None = None,
    extra: Sequence[str] = (),
) -> Axes:
    """Take the axes given, or new ones in a figure of the width in force.

    Parameters
    ----------
    ax
        The axes given.
    result
        What will be drawn; a new figure gets room for its warnings.
    height_mm
        What the drawing needs, without the note at the foot.
    extra
        Lines of the note that are not of the result: a new figure gets room for them as well.
    """
    if ax is not None:
        return ax
    width = style_width_mm()
    # A scatter of words needs height even in a narrow column.
    drawing = max(64.0, 0.55 * width) if height_mm is None else height_mm
    said = [*_counted(result), *extra, *_warnings(result, result.table)]
    lines = sum(len(fold(line, width)) for line in said)
    return figure(height_mm=min(MAX_HEIGHT_MM, drawing + LINE_MM * (lines + 1)))[1]


def finish(ax: Axes, result: Result, table: pd.DataFrame, *, extra: Sequence[str] = ()) -> Axes:
    """Remember what was drawn and print n and the warnings under the figure."""
    ax.add_artist(_Drawn(replace(result, table=table)))
    lines = [*_counted(result), *extra, *_warnings(result, table)]
    write_note(ax.get_figure(root=True), lines)
    return ax


def explain_intervals(table: pd.DataFrame) -> list[str]:
    """Say what marks without a visible bar mean; hollow ones are counted among those drawn."""
    estimate, low, high = (numbers(table, name) for name in ("estimate", "low", "high"))
    drawn, few = np.isfinite(estimate), flags(table)
    n = int((few & drawn).sum())
    lines = []
    if n:
        lines.append(f"Hollow marks ({n} of {int(drawn.sum())}): too few articles for an interval.")
    if (drawn & ~few & (low == high)).any():
        # Resamples of articles that all agree have no spread; that is no proof of certainty.
        lines.append("A bar of no length: the articles at hand all agree, others need not.")
    return lines


def write_note(fig: Figure | None, lines: Iterable[str], *, grow: bool = False) -> None:
    """Add lines to the note at the foot of a figure, wrapped to its width, each once.

    With `grow` the figure becomes higher by what they take, so that nothing drawn is pressed
    together.
    """
    if fig is None:
        return
    old = [line for line in fig.get_supxlabel().split("\n") if line]
    new: list[str] = []
    for line in lines:
        folded = fold(line, float(fig.get_size_inches()[0]) * MM_PER_INCH)
        # whole lines: "2 of 9 rows shown." stands within "12 of 9 rows shown." without being there
        if folded and _joined(folded) not in _joined([*old, *new]):
            new += folded
    if new:
        fig.supxlabel(
            "\n".join([*old, *new]), x=0.01, ha="left", fontsize=SMALL_PT, parse_math=False
        )
    if grow:
        width, height = fig.get_size_inches()
        most = max(height, MAX_HEIGHT_MM / MM_PER_INCH)
        fig.set_size_inches(width, min(most, height + LINE_MM * len(new) / MM_PER_INCH))


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"\n{line}\n" for line in lines)


def drawn_results(fig: Figure) -> tuple[Result, ...]:
    """List what the plots of a figure have drawn, panel by panel."""
    return tuple(child.result for ax in fig.axes for child in ax.get_children()
                 if isinstance(child, _Drawn))  # fmt: skip


def figure_width_mm(ax: Axes) -> float:
    """Tell the width of the figure that axes belong to."""
    fig = ax.get_figure(root=True)
    return 0.0 if fig is None else float(fig.get_size_inches()[0]) * MM_PER_INCH


def unique(values: Any) -> list[Any]:
    """List the different values in the order they come in."""
    return list(dict.fromkeys(values))


def flags(table: pd.DataFrame, name: str = "few") -> NDArray[np.bool_]:
    """Read a column of yes and no; false where there is no such column or no value."""
    if name not in table.columns:
        return np.zeros(len(table), dtype=bool)
    return np.array([value is not None and value == value and bool(value)
                     for value in table[name].astype(object)], dtype=bool)  # fmt: skip


def numbers(table: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Read a column of numbers, missing ones as NaN; all NaN where there is no such column."""
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return table[name].to_numpy(dtype=float, na_value=np.nan)


def whole_years(plot: str, values: Iterable[Any]) -> NDArray[np.int64]:
    """Read years, written as numbers or as text.

    Raises
    ------
    FigureError
        When one is no whole number.
    """
    years = []
    for value in values:
        try:
            years.append(int(value))
        except (TypeError, ValueError) as error:
            raise FigureError(
                f"{plot} needs whole years, not {value!r}; leave out what has no year"
            ) from error
    return np.array(years, dtype=np.int64)


class _Drawn(Artist):
    """Draws nothing: it ties a result to its axes, and leaves with them when they are cleared."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result
        self.set_in_layout(False)

    def draw(self, renderer: RendererBase) -> None:
        return


def _counted(result: Result) -> list[str]:
    data = str(result.parameters.get("data", ""))
    n = result.parameters.get("n_articles")
    found = [f"n = {n} articles."] if n is not None and f"n = {n}" not in data else []
    return [*found, *([f"Data: {data}."] if data else [])]


def _warnings(result: Result, table: pd.DataFrame) -> list[str]:
    told = [_of_drawn(text, table) for text in result.warnings if concerns(text, table)]
    graver = sorted(
        filter(None, told), key=lambda text: not any(word in text.casefold() for word in _GRAVE)
    )
    texts = [labelled(text, result) for text in graver[:_MAX_WARNINGS]]
    shown = [f"Warning: {literal(text, 200)}" for text in texts]
    left = len(graver) - len(shown)
    return [*shown, f"{left} more warnings beside the figure."] if left > 0 else shown


def concerns(warning: str, table: pd.DataFrame) -> bool:
    """Tell whether a warning is of what a table holds: where nothing has an interval, none lacks.

    Examples
    --------
    >>> import pandas as pd
    >>> concerns("under 5 articles no interval can be given: Aras", pd.DataFrame({"articles": [3]}))
    False
    """
    return "no interval" not in warning or not {"low", "few"}.isdisjoint(table.columns)


def _of_drawn(warning: str, table: pd.DataFrame) -> str:
    """Keep the reason why marks are hollow; how many they are is counted among those drawn.

    The result may hold rows that no mark shows, and a reader would look for what is not there.
    """
    if "few" not in table.columns or not warning.startswith(_THIN):
        return warning
    hollow = flags(table) & np.isfinite(numbers(table, "estimate"))
    return warning.partition(" (")[0] if hollow.any() else ""
