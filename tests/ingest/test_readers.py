"""Every format gives the same article; broken and hostile files give a message."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from toolkit.errors import IngestError
from toolkit.ingest import propose_article, read, read_pages
from toolkit.ingest.isolation import read_isolated
from toolkit.ingest.rendering import rendered
from toolkit.ingest.rtf import rtf_text

TITLE = "Afrin and the Guns of Manbij"


@pytest.mark.parametrize(
    "name",
    [
        *("article.html", "article.docx", "article.rtf", "article.pdf", "article.md"),
        *("article.odt", "article.mhtml", "article.eml"),
    ],
)
def test_each_format_gives_the_article_and_its_metadata(formats, panel, name):
    """Paragraphs to the letter, title, author, date: from markup, lines or front matter."""
    candidate = propose_article(formats / name)
    assert candidate.paragraphs == panel("2018-02-washington-afrin")
    assert candidate.value("title") == TITLE
    assert candidate.value("author") == ("Ayla Kurt",)
    assert candidate.value("published") == "2018-02-14"
    sources = {"article.html": "markup", "article.eml": "markup", "article.md": "given"}
    source = {**sources, "article.mhtml": "url"}.get(name, "text")
    assert candidate.fields["published"].source == source


@pytest.mark.parametrize(
    ("name", "outlet"), [("article.html", "The Straits Monitor"), ("article.mhtml", "")]
)
def test_saved_html_tells_outlet_and_address_and_keeps_no_foreign_text(formats, name, outlet):
    """Not the date of the visit or of a change, no caption, comments, frames, or what a script
    wrote; in one file browsers save no script, and what one tells neither."""
    candidate = propose_article(formats / name)
    assert candidate.value("outlet") == outlet
    assert candidate.value("url") == "https://straits.example/2018/02/14/afrin"
    text = candidate.text
    for foreign in ("Injected", "I do not agree", "Wheat prices", "convoy near Azaz", "2026"):
        assert foreign not in text
    assert "Carpets" not in text


def shown_page(head: str, over: str, under: str, panel) -> str:
    """A page whose text is without the lines over and under its title."""
    body = "".join(f"<p>{text}</p>" for text in panel("2018-02-washington-afrin"))
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body><div>{over}</div><h1>{TITLE}</h1>"
        f"{under}<article>{body}</article></body></html>"
    )


@pytest.mark.parametrize(
    ("head", "over", "under", "author", "published"),
    [
        ("", "", "<div>By Ayla Kurt</div><div>February 14, 2018</div>", ("Ayla Kurt",),
         "2018-02-14"),
        ("", "Posted on February 14, 2018", "<div>By Ayla Kurt</div>", ("Ayla Kurt",),
         "2018-02-14"),
        # the day of the visit, and one that may be two days
        ("", "Tuesday, March 3, 2026", "<div>By Ayla Kurt</div>", ("Ayla Kurt",), ""),
        ("", "", "<div>05/02/2018</div>", (), ""),
        # markup goes before what is shown, an address before the day
        ('<meta name="author" content="Soli Oral">', "",
         "<div>By Ayla Kurt</div><div>February 14, 2018</div>", ("Soli Oral",), "2018-02-14"),
        ('<link rel="canonical" href="https://a.example/2017/01/02/x">', "",
         "<div>February 14, 2018</div>", (), "2017-01-02"),
        ("", "", "", (), ""),
    ],
)  # fmt: skip
def test_what_the_markup_of_a_page_does_not_tell_is_read_where_it_is_shown(
    tmp_path, panel, head, over, under, author, published
):
    """The main text is without byline and date, so that a saved page told less than a pasted
    one."""
    path = tmp_path / "a.html"
    path.write_text(shown_page(head, over, under, panel), encoding="utf-8")
    found = propose_article(path)
    assert found.paragraphs == panel("2018-02-washington-afrin")
    assert found.value("author") == author
    assert found.value("published") == published
    if author == ("Ayla Kurt",):
        assert found.fields["author"].source == "text"
        assert found.fields["author"].evidence.startswith("shown on the page, line ")


def test_a_turkish_code_page_is_detected_and_said(formats):
    """Windows-1254, which nothing declares."""
    page = read(formats / "turkish-1254.txt")
    assert page.encoding == "cp1254"
    assert any("Beşiktaş and Kadıköy, where Erdoğan’s" in line for line in page.lines)
    assert any("cp1254" in problem for problem in page.problems)


def test_mojibake_is_mended_and_lost_letters_are_reported(formats):
    """What is certain is mended; a question mark in a name is not made a letter."""
    page = read(formats / "mojibake.txt")
    text = "\n".join(page.lines)
    assert "Turkey’s Erdo?an ” it." in text
    assert "â€" not in text
    assert any("mended a wrong encoding" in problem for problem in page.problems)
    assert any("'Erdo?an'" in problem for problem in page.problems)


@pytest.mark.parametrize(
    "lines",
    [
        ("author: Ayla Kurt; Soli Özel", "date: 2019-09-14 10:00"),
        ("authors: [Ayla Kurt, Soli Özel]", "published: 14 September 2019"),
    ],
)
def test_front_matter_of_another_program_tells_author_and_date(tmp_path, lines):
    """Names as plain text, a ``date``: what stands there is not called unknown."""
    path = tmp_path / "note.md"
    text = "The ministers met in the port on Tuesday and left without a word to the press."
    path.write_text("\n".join(["---", "title: Gas", *lines, "---", "", text]), encoding="utf-8")
    candidate = propose_article(path)
    assert candidate.value("author") == ("Ayla Kurt", "Soli Özel")
    assert candidate.value("published") == "2019-09-14"
    assert candidate.missing == ()


def test_a_date_in_front_matter_that_is_none_is_told(tmp_path):
    """With the name of the file; the field is asked for."""
    path = tmp_path / "note.md"
    path.write_text("---\ntitle: Gas\ndate: soon\n---\n\nThe ministers met.\n")
    candidate = propose_article(path)
    assert "published" in candidate.missing
    assert any("note.md: 'soon' is no date" in warning for warning in candidate.warnings)


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "utf-7", "no-such"])
def test_a_page_that_declares_what_decodes_nothing_is_read_all_the_same(tmp_path, name):
    """Python knows encodings that are none of a page; one page must not end a batch."""
    path = tmp_path / "page.html"
    text = "<p>The ministers met in Erdoğan’s port without a word to the press.</p>"
    page = f'<html><head><meta charset="{name}"><title>Gas</title></head><body>{text}</body></html>'
    path.write_bytes(page.encode("cp1254"))
    assert any("Erdoğan’s" in line for line in read(path).lines)


def test_rtf_reads_code_pages_unicode_and_leaves_hidden_parts_out():
    r"""``\u`` with its stand-in, ``\'xx`` by code page, surrogate pairs, a binary picture."""
    source = (
        rb"{\rtf1\ansi\ansicpg1254{\fonttbl{\f0 A;}}{\*\secret no}{\info{\title no}}"
        rb"{\pict\bin5 \par}}{\header no}\uc1 Erdo\u287?an\rquote s g\u252\'fcn \'fe"
        rb"\u-10179?\u-8704?\line two\par{\b three}\~four\{\}}"
    )
    assert rtf_text(source) == "Erdoğan’s gün ş\U0001f600\ntwo\nthree four{}"


def test_a_page_is_rendered_as_a_browser_shows_it():
    """Hidden parts, scripts and controls are not there; blocks and breaks part lines."""
    source = """<body><div>Menu<ul><li>Home<li>News</ul></div><p>One <a href=x>two</a><br>three
    <p hidden>no</p><div style="display: none">no</div><button>no</button><table><tr><td>a<td>b
    </table>"""
    assert rendered(source) == ["Menu", "", "• Home", "• News", "", "One two", "three", "", "a b"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\x00\x01text", "NUL"),
        ("a.pdf", b"not a pdf", "no such file"),
        ("a.pdf", b"%PDF-1.4\ngarbage", "broken"),
        ("a.docx", b"PK\x03\x04garbage", "broken"),
        ("a.doc", b"\xd0\xcf\x11\xe0 old", "old Word"),
        ("a.gz", b"\x1f\x8b\x08", "compressed"),
        ("a.exe", b"MZ\x90", "are not read"),
        ("a.png", b"\x89PNG\r\n", "picture"),
        ("a.html", b"<html><body></body></html>", "no article"),
        ("a.rtf", b"plain", "no such file"),
        ("a.odt", b"plain", "no such file"),
        ("a.odt", b"PK\x03\x04garbage", "broken"),
        ("a.eml", b"A note.\n\nIt has no head.\n", "none of the headers of a mail"),
        ("a.mhtml", b"Subject: Gas\n\nNo page.\n", "holds no web page"),
        ("a.mht", b"No head.\n", "none of the headers of a saved page"),
        ("a.msg", b"\xd0\xcf\x11\xe0 mail", "Outlook mail; save it as .eml"),
        ("a.xls", b"\xd0\xcf\x11\xe0 sheet", "workbook; save its sheet as .csv"),
        ("a.bib", b"@book{a, title = {Gas}}", "BibTeX.* CSL JSON or RIS"),
        ("a.mbox", b"From a@b\n", "mailbox"),
        ("a.json", b'[{"title": "Gas"}]', "tells of works and has no texts; give it with --meta"),
        ("a.json", b'{"scripts": {}}', "no CSL JSON"),
        ("a.csv", b"doc_id,title\n1,Gas\n", "no column 'text'; there are doc_id, title"),
        ("a.jsonl", b"{not json}\n", "line 1 is not JSON"),
        ("a.md", b"---\ntitle: [a\n---\n\nText.\n", "a.md:"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_name_of_the_file(tmp_path, name, data, message):
    """One sentence: the file, what is wrong, what to do."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(IngestError, match=message) as caught:
        read_pages(tmp_path / name)
    assert name in str(caught.value)


def docx_of(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return written.getvalue()


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({f"m{n}": b"" for n in range(2100)} | {"word/document.xml": b"<w/>"}, "parts"),
        ({"word/document.xml": b"0" * (101 * 1024 * 1024)}, "unpacks to more"),
        ({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><w/>'}, "entities"),
        ({"other.txt": b"x"}, "no {name}"),
    ],
)
@pytest.mark.parametrize(("name", "text"), [("DOCX", "word/document.xml"), ("ODT", "content.xml")])
def test_hostile_archives_are_refused(tmp_path, members, message, name, text):
    """Too many members, a bomb, entities, and an archive of something else."""
    path = tmp_path / f"a.{name.lower()}"
    members = {text if old == "word/document.xml" else old: data for old, data in members.items()}
    path.write_bytes(docx_of(members))
    with pytest.raises(IngestError, match=message.format(name=name)):
        read(path)


@pytest.mark.parametrize(
    ("ending", "first", "content", "message"),
    [
        ("ods", "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "a workbook"),
        ("odp", "mimetype", "application/vnd.oasis.opendocument.presentation", "no text document"),
        ("epub", "mimetype", "application/epub+zip", "an e-book"),
        ("xlsx", "xl/workbook.xml", "<a/>", "a workbook; save its sheet as .csv"),
        ("pptx", "ppt/presentation.xml", "<a/>", "a set of slides"),
    ],
)
@pytest.mark.parametrize("called", ["", "docx", "csv"])
def test_an_archive_of_another_kind_is_called_what_it_is(
    tmp_path, ending, first, content, message, called
):
    """Whatever its file is called: 'no DOCX; unpack it' helped nobody who had a spreadsheet."""
    path = tmp_path / f"a.{called or ending}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(first, content)
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(IngestError, match=rf"^{path.name} is {message}"):
        read(path)


def test_a_document_is_known_by_its_bytes(formats, panel, tmp_path):
    """An ODT that is called .docx, a page that is called .mhtml."""
    for name, wrong in (("article.odt", "a.docx"), ("article.html", "a.mhtml")):
        (tmp_path / wrong).write_bytes((formats / name).read_bytes())
        found = propose_article(tmp_path / wrong)
        assert found.page.kind == name.removeprefix("article.")
        assert found.paragraphs == panel("2018-02-washington-afrin")


def test_a_page_nested_without_end_neither_crashes_nor_hangs(tmp_path):
    """A hundred thousand open tags."""
    (tmp_path / "a.html").write_bytes(b"<html><body>" + b"<div><b>" * 50_000 + b"gas")
    with pytest.raises(IngestError, match=r"a\.html"):
        read(tmp_path / "a.html")


def test_a_reader_that_takes_too_long_is_ended():
    """The child is killed; the message says what to do."""
    with pytest.raises(IngestError, match=r"longer than 0\.001 s"):
        read_isolated("html", b"<p>gas</p>" * 10_000, seconds=0.001)
    assert read_isolated("rtf", rb"{\rtf1 gas}")["lines"] == ["gas"]  # the next one is read


def test_a_reader_that_dies_is_followed_by_another(formats):
    """Killed from outside between two documents."""
    from toolkit.ingest import isolation

    assert read(formats / "article.rtf").lines
    (child,) = [child for child in isolation._children.values() if child.megabytes == 1024]
    child.process.kill()
    child.process.wait()
    assert read(formats / "article.rtf").lines
    assert child not in isolation._children.values()


@pytest.mark.skipif(os.name != "posix", reason="limits on memory need a POSIX system")
def test_a_reader_that_needs_too_much_memory_is_ended():
    """Twenty megabytes of text, under a limit that Python itself can start with."""
    data = b'{"text": "' + b"a" * 20_000_000 + b'"}'
    assert len(read_isolated("jsonl", data)["rows"]) == 1
    with pytest.raises(IngestError, match=r"memory|MB"):
        read_isolated("jsonl", data, megabytes=100)


def test_the_child_writes_no_file(formats, tmp_path, monkeypatch):
    """Nothing appears in the working folder, and none of its modules is imported."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trafilatura.py").write_text("raise SystemExit('imported')")
    assert read(formats / "article.html").lines
    assert [path.name for path in Path(tmp_path).iterdir()] == ["trafilatura.py"]


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251"])
def test_russian_names_in_an_old_encoding_are_read(tmp_path, encoding):
    """They were read as Western letters: author and date were lost in 'áÎÄÒÅÊ'."""
    text = "Notes on a phone\n\nАвтор: Андрей Кузнецов\n9 августа 2016\n\n" + "Gas flows on. " * 40
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    page = read(tmp_path / "a.txt")
    assert "\n".join(page.lines) == text
    assert page.encoding == encoding
    assert "check letters such as ж" in page.problems[0]
