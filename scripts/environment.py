"""Build the environment in .venv exactly as requirements.lock says (`make env`).

Does nothing when it is already as the lock says. uv does the work where it can be had; otherwise
pip does the same more slowly. Every file is checked against its hash either way. An interrupted
run leaves no stamp, and the next one starts from an empty folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bootstrap import BOOT, ROOT, StepError, pip_target, run, uv, uv_environment

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "discourse-stamp"
LOCK = ROOT / "requirements.lock"
EDITABLE = ["--no-deps", "--no-build-isolation", "--editable", "."]
# What commands and notebooks load first. uv leaves it to the first start of Python to compile it,
# and where PYTHONDONTWRITEBYTECODE is set no start would keep what it compiled: seconds each time.
LOADED_FIRST = (
    "pandas, scipy.stats, matplotlib.pyplot, seaborn, sklearn.decomposition, toolkit.cli.app"
)
KEEPING = {"PYTHONDONTWRITEBYTECODE": ""}


def main() -> int:
    """Bring the environment up to date; return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where it is found out
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"environment: Python 3.11 or later is needed, {sys.executable} is {found};", end=" ")
        print("name another one: make PYTHON=python3.12 env")
        return 1
    if Path(sys.prefix).resolve() == VENV.resolve():
        # started from the activated environment itself, which must not saw off its own branch
        os.execv(sys._base_executable, [sys._base_executable, *sys.argv])
    try:
        with only_one():
            if STAMP.exists() and PYTHON.exists() and STAMP.read_text() == fingerprint():
                return 0
            build()
    except StepError as error:
        print(f"environment: {error}", file=sys.stderr)
        print(
            "environment: not built; it needs pip and a package index that pip can reach "
            "(`pip config list` shows which)",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nenvironment: stopped; `make env` starts it again", file=sys.stderr)
        return 130
    return 0


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let a second `make` wait until the first has built the environment."""
    BOOT.mkdir(exist_ok=True)
    with open(BOOT / "lock", "w") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass  # no kernel locks here: the one who runs two at a time looks after them
        yield


def fingerprint() -> str:
    """Return what the environment depends on: place and Python, then lock, metadata and recipe."""
    recipe = [LOCK, ROOT / "pyproject.toml", *sorted((ROOT / "scripts").glob("*.py"))]
    contents = hashlib.sha256(b"\0".join(path.read_bytes() for path in recipe)).hexdigest()
    return f"{foundation()}\n{contents}\n"


def foundation() -> str:
    """Return what an environment cannot outlive: the folder it is in and the Python under it."""
    parts = f"{ROOT}\n{sys.base_prefix}\n{sys.version}"
    return hashlib.sha256(parts.encode()).hexdigest()


def build() -> None:
    """Make or update .venv, by uv or else by pip."""
    old = STAMP.read_text().splitlines() if STAMP.exists() and PYTHON.exists() else []
    fresh = old[:1] != [foundation()]
    STAMP.unlink(missing_ok=True)
    try:
        with step("uv"):
            program, settings = uv(), uv_environment()
        if fresh:
            with step("an empty environment in .venv"):
                shutil.rmtree(VENV, ignore_errors=True)
                make = [program, "venv", "--no-project", "--python", sys.executable, VENV]
                run(make, settings)
        with step("the packages of requirements.lock"):
            sync = [program, "pip", "sync", "--require-hashes", "--python", PYTHON, LOCK]
            run(sync, settings)
        with step("the toolkit itself"):
            run([program, "pip", "install", "--python", PYTHON, *EDITABLE], settings)
    except StepError as error:
        print(f"  uv cannot do it here, pip is slower but can:\n{error}", file=sys.stderr)
        build_by_pip(fresh)
    with step("the Jupyter kernel"):
        run([PYTHON, "-m", "toolkit.notebooks", "kernel"], KEEPING)
    with step("a first start, which compiles"):
        run([PYTHON, "-c", f"import {LOADED_FIRST}"], KEEPING)
    partial = STAMP.with_suffix(".partial")
    partial.write_text(fingerprint())
    partial.replace(STAMP)


def build_by_pip(fresh: bool) -> None:
    """Make .venv with what every Python brings, and fill it with pip."""
    if fresh:
        with step("an empty environment in .venv, by pip"):
            empty_environment()
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet"]
    free = {"PIP_USER": "0"}
    with step("the packages of requirements.lock, by pip"):
        run([*pip, "--require-hashes", "--no-deps", "--requirement", LOCK], free)
    with step("the toolkit itself, by pip"):
        run([*pip, *EDITABLE], free)


def empty_environment() -> None:
    """Make .venv without uv and without pip in it, which some systems leave out of venv."""
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        run([sys.executable, "-m", "venv", "--without-pip", VENV])
    except StepError:
        # some leave out the venv module as well
        folder = BOOT / "virtualenv"
        pip_target(folder, "virtualenv")
        path = {"PYTHONPATH": str(folder)}
        run([sys.executable, "-m", "virtualenv", "--no-seed", "--no-download", VENV], path)


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done and how long it took."""
    print(f"  {what} ...", end="", file=sys.stderr, flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", file=sys.stderr)
        raise
    print(f" {time.monotonic() - start:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
