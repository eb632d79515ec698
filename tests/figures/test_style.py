from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from toolkit.errors import FigureError
from toolkit.figures import WIDTHS_MM, figure, panels, use_style
from toolkit.figures.style import PALETTE, TINT, marks


def test_import_changes_no_parameter():
    """A researcher's own settings survive the import."""
    code = (
        "import matplotlib as m; before = m.rcParams.copy(); import toolkit.figures;"
        "assert dict(before) == dict(m.rcParams.copy())"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_style_is_undone_at_the_end_of_with():
    """Parameters are those from before, also ones that the style does not name."""
    mpl.rcParams["font.size"] = 13.0
    mpl.rcParams["lines.dashed_pattern"] = [9.0, 9.0]
    with use_style("single"):
        assert mpl.rcParams["font.size"] == 8
    assert mpl.rcParams["font.size"] == 13.0
    assert mpl.rcParams["lines.dashed_pattern"] == [9.0, 9.0]


def test_style_stays_when_called_alone():
    """In a notebook the style holds until the end, whatever the garbage collector does."""
    import gc

    use_style("double")
    gc.collect()
    assert mpl.rcParams["svg.hashsalt"] == "discourse-toolkit"


def test_style_shows_no_address():
    """What a notebook prints for it is the same in every run."""
    assert repr(use_style("double")) == "figures 180 mm wide"


def test_personal_settings_do_not_reach_a_figure():
    """A parameter that the style does not name goes back to matplotlib's default."""
    mpl.rcParams["axes.facecolor"] = "pink"
    with use_style():
        assert mpl.rcParams["axes.facecolor"] == mpl.rcParamsDefault["axes.facecolor"]


@pytest.mark.parametrize(("width", "mm"), WIDTHS_MM.items())
def test_widths_are_exact(width, mm):
    """The figure is as wide as the journal's column."""
    fig, _ = figure(width, height_mm=70)
    np.testing.assert_allclose(fig.get_size_inches() * 25.4, (mm, 70), atol=1e-9)


def test_width_is_that_of_the_style():
    """A figure without a width takes the one in force."""
    with use_style("single"):
        fig, _ = figure()
    assert fig.get_figwidth() * 25.4 == pytest.approx(85)


def test_panels_come_row_by_row():
    """Two by two panels are four axes of one figure."""
    fig, axes = panels(2, 2, width="double", height_mm=100)
    assert list(axes) == fig.axes


def test_unknown_width_is_refused_with_the_nearest():
    """The error names what was asked for and what there is."""
    with pytest.raises(
        FigureError, match=r"unknown width 'singel'; did you mean 'single'\?.*85 mm"
    ):
        use_style("singel")


@pytest.mark.parametrize("height", [0, 400])
def test_height_must_fit_a_page(height):
    """Nothing is printed on paper that is not there."""
    with pytest.raises(FigureError, match="does not fit a page"):
        figure("single", height_mm=height)


def test_series_differ_without_colour():
    """Marker and line are each different for every series."""
    found = marks(8)
    for sign in ("marker", "line"):
        assert len({str(getattr(mark, sign)) for mark in found}) == 8


def test_too_many_series_are_refused():
    """Nine series cannot be told apart."""
    with pytest.raises(FigureError, match="9 series cannot be told apart"):
        marks(9)


def _grey(colour: str) -> float:
    """Relative luminance (ITU-R BT.709) of linear light."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize("colour", PALETTE)
def test_colours_stand_out_from_paper(colour):
    """Every mark has a contrast to white of at least 2 : 1 in grey."""
    assert 1.05 / (_grey(colour) + 0.05) >= 2


def test_black_words_are_read_on_tints():
    """Words on shaded bars keep the contrast of 4.5 : 1 that WCAG 2.1 asks for."""
    assert (_grey(TINT) + 0.05) / 0.05 >= 4.5
