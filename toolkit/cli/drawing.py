"""Draw what a command has found into a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from toolkit.cli.output import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DRAWN = (".png", ".pdf", ".svg")


def require_drawable(file: Path | None) -> None:
    """Refuse a file whose name asks for what cannot be drawn, before anything is computed."""
    if file is not None and file.suffix.lower() not in _DRAWN:
        raise typer.BadParameter(
            f"{file.name!r} ends in none of {', '.join(_DRAWN)}", param_hint="--figure"
        )


def draw(file: Path, plot: Callable[[], Axes]) -> None:
    """Draw into a file, in the format that its ending names."""
    from io import BytesIO

    from toolkit.figures.save import DPI
    from toolkit.files import write_atomic

    drawing = BytesIO()
    ax = plot()
    ax.figure.savefig(drawing, format=file.suffix.lower().lstrip("."), dpi=DPI)  # type: ignore[union-attr]
    write_atomic(file, drawing.getvalue())
    say(f"drew {file}")
