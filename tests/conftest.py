"""Fixtures that all tests share."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A run finds what the last one found: `HYPOTHESIS_PROFILE=default` draws new examples. No example
# is timed: how long it takes tells of the machine and what else it does.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("default", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("MPLBACKEND", "agg")
# Each worker has a core of its own; linear algebra in several threads would only wait for them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# What a shell script runs in its background ignores Ctrl-C, and so does all that it starts; the
# commands under test must hear it.
signal.signal(signal.SIGINT, signal.default_int_handler)


# These take longest and come first: begun last, one would keep its worker busy when all others
# are done.
LONGEST = (
    *("test_notebooks.py", "test_readme.py", "test_lab.py", "test_cli.py", "test_fetch.py"),
    *("test_storing.py", "test_save.py", "test_plots.py", "test_learning.py", "test_fuzz.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; nothing depends on the order."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let a worker take file after file, so that what a file needs is made and imported once."""
    if config.getoption("dist") != "load":  # somebody has chosen another way
        return None
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """Give a file of the reference data beside the project, or skip where there is none."""

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / name
        if not path.exists():
            pytest.skip(f"the reference data are not beside the project: {name}")
        return path

    return find


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Fill a folder once for all workers of a run; one that comes meanwhile waits for it."""

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        base = tmp_path_factory.getbasetemp()
        if "PYTEST_XDIST_WORKER" in os.environ:
            base = base.parent  # the workers' folders lie side by side in that of the run
        folder, done = base / name, base / f"{name} is made"
        with open(base / f"{name}.lock", "w") as lock:
            if os.name == "posix":
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return make


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    import sys

    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture
def write_article(tmp_path: Path) -> Callable[..., Path]:
    """Write an article file into a corpus under the temporary folder."""

    def write(
        identifier: str = "2019-ankara-gas", body: str = "Gas flows.\n", **fields: str
    ) -> Path:
        values = {
            "id": identifier,
            "title": f'"About {identifier}"',
            "author": "[Ankara A]",
            "published": "2019-05-03",
            "language": "en",
            "genre": "commentary",
            "rights": "CC0-1.0",
            "provenance": "composed",
        } | fields
        lines = [f"{name}: {value}" for name, value in values.items() if value != "(none)"]
        folder = tmp_path / "corpus" / "articles"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{identifier}.md"
        path.write_text("---\n" + "\n".join(lines) + f"\n---\n\n{body}", encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def hasty_disk() -> Iterator[None]:
    """Let writes not wait for the disk, in tests of many small writes that are not about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield
