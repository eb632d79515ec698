"""How figures look: journal widths, small type, and marks that survive grey printing.

Nothing changes on import: `use_style` sets matplotlib's parameters when it is called, and puts the
old ones back when it is used in a ``with`` statement.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from cycler import cycler

from toolkit.errors import FigureError, suggest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MM_PER_INCH = 25.4
WIDTHS_MM = {"single": 85.0, "one-half": 120.0, "double": 180.0}
# Taller than this a figure and its caption no longer fit a page.
MAX_HEIGHT_MM = 230.0
SMALL_PT = 7.0

# Okabe and Ito's colours in an order that alternates dark and light; yellow is too pale for
# lines on white. Source: Wong (2011), Nature Methods 8, 441, doi:10.1038/nmeth.1618.
PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#000000",
    "#E69F00",
    "#56B4E9",
    "#7F7F7F",
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<")
LINES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (1, 1.5)),
    (0, (6, 2, 1, 2)),
    (0, (3, 1)),
    (0, (8, 3)),
    (0, (4, 1, 1, 1, 1, 1)),
    (0, (1, 4)),
)
# Solid tints in place of transparency, which printers refuse.
TINT = "#BFD7EA"
PALE = "#D0D0D0"
DIM = "#767676"

_SALT = "discourse-toolkit"


@dataclass(frozen=True)
class Mark:
    """What tells one series from another: three signs, two of which need no colour."""

    colour: str
    marker: str
    line: Any


def marks(n: int) -> tuple[Mark, ...]:
    """Give the marks of `n` series.

    Raises
    ------
    FigureError
        When there are more series than can be told apart.

    Examples
    --------
    >>> [mark.marker for mark in marks(2)]
    ['o', 's']
    """
    if n > len(PALETTE):
        raise FigureError(
            f"{n} series cannot be told apart in one figure; draw at most {len(PALETTE)}, "
            "or put them on rows"
        )
    found = zip(PALETTE, MARKERS, LINES, strict=True)
    return tuple(Mark(*signs) for signs in found)[:n]


class _Style(contextlib.ExitStack):
    """What `use_style` returns; it looks the same in every run of a notebook."""

    def __init__(self, width: str) -> None:
        super().__init__()
        self._width = width

    def __repr__(self) -> str:
        return f"figures {WIDTHS_MM[self._width]:g} mm wide"


def use_style(width: str = "one-half") -> contextlib.ExitStack:
    """Set matplotlib's parameters for figures of a journal's column width.

    All other parameters go back to matplotlib's defaults, so that a personal ``matplotlibrc`` does
    not change a published figure. Text is drawn as it is written: ``$`` starts no formula.

    Parameters
    ----------
    width
        ``single`` (85 mm), ``one-half`` (120 mm) or ``double`` (180 mm).

    Returns
    -------
    contextlib.ExitStack
        May be ignored; ``with use_style(...)`` puts the old parameters back at its end.

    Raises
    ------
    FigureError
        When the width is unknown.

    Examples
    --------
    >>> import matplotlib
    >>> with use_style("single"):
    ...     round(matplotlib.rcParams["figure.figsize"][0] * 25.4, 3)
    85.0
    """
    width_mm = _width_mm(width)
    stack = _Style(width)
    # A copy leaves the backend unresolved; reading it would start one.
    before = mpl.rcParams.copy()
    stack.callback(_restore, before)
    mpl.rcdefaults()
    mpl.rcParams.update(_parameters(width_mm))  # type: ignore[arg-type]
    return stack


@contextlib.contextmanager
def styled() -> Iterator[None]:
    """Draw in the style that `use_style` chose, or for a while in the default one."""
    if mpl.rcParams["svg.hashsalt"] == _SALT:
        yield
    else:
        with use_style():
            yield


def figure(width: str | None = None, *, height_mm: float | None = None) -> tuple[Figure, Axes]:
    """Make a figure of one panel, of an exact size.

    Parameters
    ----------
    width
        ``single``, ``one-half`` or ``double``; the width of `use_style` when left out.
    height_mm
        The height in millimetres; 0.62 of the width when left out.

    Raises
    ------
    FigureError
        When the width is unknown or the height does not fit a page.

    Examples
    --------
    >>> fig, ax = figure("single", height_mm=60)
    >>> [round(float(inches) * 25.4, 3) for inches in fig.get_size_inches()]
    [85.0, 60.0]
    >>> import matplotlib.pyplot as plt
    >>> plt.close(fig)
    """
    fig, axes = panels(1, 1, width=width, height_mm=height_mm)
    return fig, axes[0]


def panels(
    rows: int, columns: int, *, width: str | None = None, height_mm: float | None = None
) -> tuple[Figure, tuple[Axes, ...]]:
    """Make a figure of several panels, of an exact size.

    Parameters
    ----------
    rows, columns
        How many panels.
    width, height_mm
        As for `figure`, of the whole.

    Returns
    -------
    tuple
        The figure and its axes, row by row.

    Raises
    ------
    FigureError
        When the width is unknown or the height does not fit a page.
    """
    import matplotlib.pyplot as plt

    with styled():
        chosen = style_width_mm() if width is None else _width_mm(width)
        height = 0.62 * chosen * rows if height_mm is None else height_mm
        if not 0 < height <= MAX_HEIGHT_MM:
            raise FigureError(
                f"a figure {height:g} mm high does not fit a page; choose 1 to {MAX_HEIGHT_MM:g}"
            )
        fig, axes = plt.subplots(
            rows,
            columns,
            squeeze=False,
            figsize=(chosen / MM_PER_INCH, height / MM_PER_INCH),
            layout="constrained",
        )
    return fig, tuple(axes.ravel())


def style_width_mm() -> float:
    """Tell the width that the style in force gives a new figure."""
    return float(mpl.rcParams["figure.figsize"][0]) * MM_PER_INCH


def _width_mm(width: str) -> float:
    if width not in WIDTHS_MM:
        raise FigureError(
            f"unknown width {width!r}{suggest(width, WIDTHS_MM)}; "
            + "there are "
            + ", ".join(f"{name} ({size:g} mm)" for name, size in WIDTHS_MM.items())
        )
    return WIDTHS_MM[width]


def _restore(before: mpl.RcParams) -> None:
    kept = before.copy()
    dict.pop(kept, "backend", None)
    mpl.rcParams.update(kept)


def _parameters(width_mm: float) -> dict[str, Any]:
    width = width_mm / MM_PER_INCH
    return {
        "figure.figsize": (width, 0.62 * width),
        "figure.dpi": 150,
        "figure.constrained_layout.use": True,
        "figure.labelsize": SMALL_PT,
        "figure.titlesize": 9,
        "savefig.dpi": 600,
        "font.family": "sans-serif",
        # Shipped with matplotlib, so the same on every machine.
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": 8,
        "axes.titlesize": 9,
        "axes.titlelocation": "left",
        "axes.labelsize": 8,
        "xtick.labelsize": SMALL_PT,
        "ytick.labelsize": SMALL_PT,
        "legend.fontsize": SMALL_PT,
        "legend.title_fontsize": SMALL_PT,
        "legend.frameon": False,
        "legend.framealpha": 1.0,
        # Journals ask for lines of at least 0.3 pt.
        "axes.linewidth": 0.6,
        "grid.linewidth": 0.4,
        "grid.color": PALE,
        "lines.linewidth": 1.0,
        "lines.markersize": 4.2,
        "patch.linewidth": 0.5,
        # An edge that is not drawn counts as transparent.
        "patch.force_edgecolor": True,
        "patch.edgecolor": "black",
        "hatch.linewidth": 0.5,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.minor.width": 0.4,
        "ytick.minor.width": 0.4,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=PALETTE) + cycler(linestyle=LINES),
        "axes.formatter.use_mathtext": False,
        "text.parse_math": False,
        "text.usetex": False,
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": _SALT,
    }
