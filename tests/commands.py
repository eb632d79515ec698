"""The command as a user runs it: here in this process for the sake of time, or as one of its own.

Both give the same kind of answer. What only a process can show (the exit code of the system, a
closed pipe, Ctrl-C, a warning on stderr) is tested with `process`; `discourse` does the rest, and
`tests/test_cli.py` holds the two against each other.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from unittest import mock

from toolkit.cli import main

ENVIRONMENT = {"COLUMNS": "120"}


def discourse(*arguments: str, cwd: Path) -> CompletedProcess[str]:
    """Run a command in a folder, within this process, with nothing to read from stdin."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        open(os.devnull, encoding="utf-8") as nothing,
        mock.patch.object(sys, "stdin", nothing),
        mock.patch.dict(os.environ, ENVIRONMENT),
    ):
        code = main(list(arguments))
    return CompletedProcess(["discourse", *arguments], code, out.getvalue(), err.getvalue())


def process(*arguments: str, cwd: Path) -> CompletedProcess[str]:
    """Run the installed command in a folder, as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "toolkit", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=120,
        env={**os.environ, **ENVIRONMENT},
    )
