"""Fixtures of the tests of taking pages in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.corpus import read_article
from toolkit.corpus.making import make_corpus

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty corpus."""
    make_corpus(tmp_path / "corpus")
    return tmp_path / "corpus"


@pytest.fixture
def formats() -> Path:
    """The folder of one article in every format, and of exports; see compose.py there."""
    return ROOT / "tests" / "data" / "formats"


@pytest.fixture
def panel() -> Callable[[str], tuple[str, ...]]:
    """Give the paragraphs of an article of the panel, each on one line."""

    def paragraphs(name: str) -> tuple[str, ...]:
        path = ROOT / "corpus" / "articles" / name[:4] / f"{name}.md"
        return tuple(" ".join(p.split()) for p in read_article(path).paragraphs)

    return paragraphs


@pytest.fixture
def page(tmp_path: Path, panel) -> Callable[..., Path]:
    """Write a pasted page around paragraphs: title, byline, date, text."""

    def write(
        name: str = "page.txt",
        *,
        title: str = "A bargain nobody likes",
        author: str = "Ayla Kurt",
        date: str = "14 September 2019",
        paragraphs: tuple[str, ...] = (),
        tail: tuple[str, ...] = (),
    ) -> Path:
        body = paragraphs or panel("2018-02-washington-afrin")
        lines = [title, "", f"By {author}", "", date, ""]
        for paragraph in (*body, *tail):
            lines += [paragraph, ""]
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write
