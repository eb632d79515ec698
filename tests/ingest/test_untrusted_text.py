"""HTML and scripts in an article are text: shown as they are, never run."""

from __future__ import annotations

import csv
import io

import pytest
from lxml import html

import toolkit
from toolkit.analyses.overview import overview
from toolkit.ingest import propose_article, write
from toolkit.share.export import export

EVIL = (
    'The gas <script>alert("x")</script> flows to <img src=x onerror=alert(1)> Turkey, and '
    "</td></table><b>nobody</b> pays &lt;script&gt;alert(2)&lt;/script&gt; for it today.",
    "=HYPERLINK(gas) is how the second paragraph begins, and it goes on as any other text would.",
)


@pytest.fixture
def corpus(root, page, panel):
    """A corpus of one pasted page that tries to be run."""
    path = page(
        title='A <script>alert("t")</script> title', author="Ayla Kurt",
        paragraphs=(*panel("2018-02-washington-afrin"), *EVIL),
    )  # fmt: skip
    given = {"outlet": '<img src=x onerror="alert(3)">', "title": "<script>alert(4)</script>"}
    write(propose_article(path, **given), root, anyway=True)
    return toolkit.load(root)


def test_the_text_comes_in_as_it_stands(corpus):
    """An entity written out is a character again; nothing else is changed."""
    text = corpus.items[0].text
    assert '<script>alert("x")</script>' in text
    assert "pays <script>alert(2)</script> for" in text


def results(corpus):
    yield toolkit.concordance(corpus, "gas")
    yield toolkit.frequency(corpus)
    yield overview(corpus, by="outlet")
    yield overview(corpus, by="title")


def test_results_show_it_as_text_in_a_notebook(corpus):
    """No element of an article's making is in the page, and its words can be read there."""
    shown = [result._repr_html_() for result in results(corpus)]
    for source in shown:
        tree = html.document_fromstring(source)
        assert not tree.xpath("//script | //img | //b[text()='nobody'] | //@onerror")
        assert "<script" not in source.casefold()
    text = html.document_fromstring(shown[0]).text_content()
    assert "script" in text
    assert "alert" in text


def test_tables_for_spreadsheets_hold_no_formula(corpus):
    """A cell that begins like one is made harmless."""
    table = toolkit.concordance(corpus, "HYPERLINK").to_csv()
    rows = list(csv.reader(io.StringIO(table)))
    assert any("=" in cell for row in rows[1:] for cell in row)
    assert not [c for row in rows[1:] for c in row if c.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "conllu", "vrt"])
def test_exports_hold_it_as_text(corpus, tmp_path, ending):
    """Where the format has markup of its own, that of an article is escaped."""
    path = tmp_path / f"out.{ending}"
    export(corpus, path, private=True)
    written = path.read_text(encoding="utf-8")
    assert "alert" in written
    if ending == "vrt":
        assert "<script" not in written


def test_the_terminal_gets_no_escape_sequence(root, page, capsys):
    """What `discourse add` shows of a page cannot move the cursor or colour the screen."""
    from toolkit.cli import main

    path = page(
        tail=("The gas \x1b[31mflows\x1b[0m and \x9b2J it does not stop for anybody here.",)
    )
    main(["add", str(path), "--corpus", str(root), "--dry-run"])
    said = capsys.readouterr().err
    assert "\x1b[31m" not in said
    assert "\x9b" not in said
