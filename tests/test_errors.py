"""Errors in Jupyter show the user's own lines and the message; elsewhere they are as they were."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from toolkit.errors import CorpusError, ToolkitError
from toolkit.files import path_of

PACKAGE = str(Path(sys.modules["toolkit"].__file__ or "").parent)
CAUSE = "invalid literal"  # up here, for IPython shows the lines around a call


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Callable[[ToolkitError], str]:
    """What IPython shows of an error, without a kernel."""
    ultratb = pytest.importorskip("IPython.core.ultratb")
    writer = ultratb.AutoFormattedTB(mode="Context", theme_name="nocolor")
    shell = SimpleNamespace(InteractiveTB=writer)
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell)
    return lambda error: "\n".join(error._render_traceback_())


def own(value: object) -> None:
    """A function of the user, which gives the toolkit what it refuses."""
    path_of(value, CorpusError)  # type: ignore[arg-type]


def while_handling(function: Callable[[], None], *, from_it: bool = False) -> None:
    """Call it while another error is handled, or give its error that other as the cause."""
    try:
        int("four")
    except ValueError as error:
        if not from_it:
            function()
        try:
            function()
        except ToolkitError as second:
            raise second from error


def test_only_the_users_lines_are_shown(rendered: Callable[[ToolkitError], str]) -> None:
    """The line of the call and that of the user's function, then name and message."""
    with pytest.raises(CorpusError) as caught:
        own(1)
    shown = rendered(caught.value)
    assert "own(1)" in shown
    assert "path_of(value, CorpusError)" in shown
    assert shown.endswith(f"CorpusError: {caught.value}")
    assert PACKAGE not in shown
    assert "site-packages" not in shown


def test_what_an_error_was_chained_from_is_not_shown_and_not_lost(
    rendered: Callable[[ToolkitError], str],
) -> None:
    """The message says what was wrong; programs and plain Python see the chain."""
    with pytest.raises(CorpusError) as during:
        while_handling(lambda: own(1))
    with pytest.raises(CorpusError) as caused:
        while_handling(lambda: own(1), from_it=True)
    for error in (during.value, caused.value):
        assert CAUSE not in rendered(error)
        assert CAUSE in "".join(traceback.format_exception(error))


def test_an_error_without_a_line_of_the_user_is_its_message(
    rendered: Callable[[ToolkitError], str],
) -> None:
    """As when Jupyter itself asks a result for its table."""
    assert rendered(ToolkitError("no table")).strip() == "ToolkitError: no table"


def test_lines_run_by_a_command_of_jupyter_and_those_of_libraries(
    rendered: Callable[[ToolkitError], str],
) -> None:
    """%%time gives its lines a made-up file; a library is known by where it is installed."""
    code = "def call(function, value):\n    function(value)\n"
    kinds = {
        "mine": {"__name__": "__main__"},
        "theirs": {"__name__": "theirs", "__file__": "/env/lib/site-packages/theirs.py"},
        "json": {"__name__": "json.decoder", "__file__": "/lib/python3/json/decoder.py"},
    }
    calls = []
    for name, names in kinds.items():
        exec(compile(code, f"<{name}>", "exec"), names)
        calls.append(names["call"])
    with pytest.raises(ToolkitError) as caught:
        calls[0](lambda value: calls[1](lambda value: calls[2](own, value), value), 1)  # type: ignore[operator]
    shown = rendered(caught.value)
    assert "<mine>" in shown
    assert "<theirs>" not in shown
    assert "<json>" not in shown


def test_outside_jupyter_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that asks for the rendering without a shell gets Python's own."""
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    with pytest.raises(CorpusError) as caught:
        own(1)
    assert caught.value._render_traceback_() == traceback.format_exception(caught.value)
    assert PACKAGE in "".join(traceback.format_exception(caught.value))
