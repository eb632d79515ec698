"""A page that a real browser saves as one file is read as the page itself."""

from __future__ import annotations

import pytest

from tests.browser.chromium import browser
from tests.page_server import answer, serving
from toolkit.ingest import propose_article

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_page_saved_as_one_file_gives_the_article_of_the_page(tmp_path, pytestconfig):
    """With a frame in it. No script is saved, so that what only JSON-LD tells is lost (the outlet,
    here); author and day are read from the byline and from the address."""
    source = pytestconfig.rootpath / "tests" / "data" / "formats" / "article.html"
    page = source.read_text(encoding="utf-8").replace("<nav>", '<iframe src="/ad"></iframe><nav>')
    frame = answer("<p>Carpets of the finest wool.</p>")
    with serving() as site, browser() as shown:
        site.pages["/a"] = answer(page)
        site.pages["/ad"] = frame
        shown.open(site.url("/a"))
        shown.wait("document.readyState === 'complete' && document.title")
        saved = shown.send("Page.captureSnapshot", format="mhtml")["data"]
    (tmp_path / "a.mhtml").write_bytes(saved.encode())
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    one, other = (propose_article(tmp_path / name) for name in ("a.mhtml", "a.html"))
    assert "Carpets" in saved
    assert one.page.kind == "mhtml"
    assert one.paragraphs == other.paragraphs
    assert one.value("outlet") == ""
    for name in ("title", "author", "published", "url", "language"):
        assert one.value(name) == other.value(name)
