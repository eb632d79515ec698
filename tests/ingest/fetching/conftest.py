"""Fixtures of the tests of fetching."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.page_server import Site, serving
from toolkit.ingest import fetching


@pytest.fixture
def site() -> Iterator[Site]:
    """A server of this test's own."""
    with serving() as made:
        yield made


@pytest.fixture
def article_page(panel) -> Callable[..., str]:
    """Write an article of the panel as a page of a site."""

    def write(name: str = "2018-02-washington-afrin", *, title: str = "A bargain nobody likes",
              date: str = "2019-09-14", shown: int = 99, tail: str = "") -> str:  # fmt: skip
        body = "\n".join(f"<p>{html.escape(p)}</p>" for p in panel(name)[:shown])
        return (
            f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>"
            f"<meta property='article:published_time' content='{date}'>"
            "<meta name='author' content='Ayla Kurt'></head>"
            f"<body><article><h1>{title}</h1>{body}{tail}</article></body></html>"
        )

    return write


@pytest.fixture
def run(site: Site, root: Path) -> Callable[..., dict[str, object]]:
    """Fetch paths of the server into the empty corpus; give the rows of the report by path."""

    def fetch(*targets: str, **options: object) -> dict[str, object]:
        names = ("interval", "seconds", "max_bytes", "redirects", "tries", "longest_wait")
        chosen = {name: options.pop(name) for name in names if name in options}
        settings = fetching.Settings(
            **{"interval": 0.01, "seconds": 5.0, "allow_private": True} | chosen
        )
        works = [
            one
            if isinstance(one, fetching.Work)
            else fetching.Work(one if "//" in one else site.url(one))
            for one in targets
        ]
        result = fetching.fetch(works, root, settings, **options)
        rows = result.table.to_dict("records")
        return {key if isinstance(key, str) else key.url: row for key, row in zip(targets, rows)}

    return fetch
