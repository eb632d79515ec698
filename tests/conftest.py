"""Fixtures that all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("MPLBACKEND", "agg")


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """Give a file of the reference data beside the project, or skip where there is none."""

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / name
        if not path.exists():
            pytest.skip(f"the reference data are not beside the project: {name}")
        return path

    return find


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
            "title": '"A title"',
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
