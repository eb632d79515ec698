"""Every plot with a result made for it, as the fixture ``example``."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from toolkit import figures
from toolkit.result import Result

EXAMPLES = Path(__file__).with_name("examples.py")


def _load():
    spec = importlib.util.spec_from_file_location("figure_examples", EXAMPLES)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


examples_module = _load()


def pytest_generate_tests(metafunc):
    if "example" in metafunc.fixturenames:
        plots = examples_module.PLOTS
        metafunc.parametrize(
            "example", [plots[name] for name in plots], ids=list(plots), scope="module"
        )


class Drawn(NamedTuple):
    """An example that was drawn, to look at and not to change."""

    result: Result
    figure: Figure
    overhang: float  # inches by which what is drawn stands over an edge; under 0 when nothing does


def draw(plot, result: Result, width: str) -> Drawn:
    """Draw for a column and lay out, as all that counts would be on paper."""
    with figures.use_style(width):
        fig = plot(result).figure
        fig.draw_without_rendering()
        # now: numbers of an axis that are made later have the letters of another style
        taken = fig.get_tightbbox(fig.canvas.get_renderer())
    over = (taken.x1 - fig.get_figwidth(), taken.y1 - fig.get_figheight())
    return Drawn(result, fig, max(-taken.x0, -taken.y0, *over))


@pytest.fixture(scope="module")
def narrow(example) -> Drawn:
    """An example in the narrowest column, drawn once for all tests that only look at it."""
    plot, make = example
    return draw(plot, make(), "single")


@pytest.fixture
def drawn(narrow) -> Figure:
    """Its figure."""
    return narrow.figure


@pytest.fixture
def examples():
    """The results made by hand."""
    return examples_module


@pytest.fixture(autouse=True)
def _same_parameters():
    """No test leaves matplotlib's parameters changed."""
    with mpl.rc_context():
        yield
