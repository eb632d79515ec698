"""Every plot with a result made for it, as the fixture ``example``."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

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


@pytest.fixture(scope="module")
def drawn(example):
    """The figure of an example, laid out once for all tests that only look at it."""
    plot, make = example
    with mpl.rc_context():
        fig = plot(make()).figure
        fig.draw_without_rendering()
    return fig


@pytest.fixture
def examples():
    """The results made by hand."""
    return examples_module


@pytest.fixture(autouse=True)
def _same_parameters():
    """No test leaves matplotlib's parameters changed."""
    with mpl.rc_context():
        yield
