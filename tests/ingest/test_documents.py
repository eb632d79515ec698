"""What each reader of a document keeps: asked directly, without the process of its own."""

from __future__ import annotations

import io
import json
import zipfile

import docx
import pypdf
import pytest

from toolkit.ingest import documents
from toolkit.ingest.documents import DocumentError, read_document

TEXT = [
    "The ministers met in the port on Tuesday and left without a word to the press, which had "
    "waited for them since the morning in a rain that nobody had forecast for that week.",
    "What they brought home was a list of dates, and the list was short. Ankara wanted gas at a "
    "lower price, and Moscow wanted an answer on the straits that it did not get on that day.",
    "Neither got what it wanted, yet both called the day a success, and in a sense they were right "
    "about that, for the fishermen of the town had feared that it would end in something worse.",
]
FOREIGN = (
    "I was in the harbour on that day myself, and I can tell you that nobody there had been "
    "waiting for any minister, and that the writer of this has not asked a single one of us."
)


def page(after: str) -> bytes:
    """A saved page: an article that says one of its paragraphs twice, and what stands below it."""
    body = "".join(f"<p>{text}</p>" for text in [*TEXT, TEXT[0]])
    return (
        "<html><head><title>Port</title></head><body><nav><a href='/'>Home</a></nav><main><article>"
        f"<h1>A bargain in the port</h1>{body}{after}</article></main></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "after",
    [
        f"<section id='comments' class='comments'><h2>Comments</h2><p>{FOREIGN}</p></section>",
        f"<table><tr><td>{FOREIGN}</td><td>{FOREIGN}</td></tr></table>",
    ],
)
def test_what_others_wrote_under_a_page_is_no_line_of_it(after):
    """Comments and tables stay out wherever they stand; a paragraph said twice stays."""
    lines = read_document("html", page(after))["lines"]
    assert FOREIGN not in " ".join(lines)
    assert [line for line in lines if line in TEXT] == [*TEXT, TEXT[0]]
    assert all(not line for line in lines[1::2])  # each line is a paragraph


def docx_of_body(body: str) -> bytes:
    """A DOCX with this XML as its body."""
    file = io.BytesIO()
    docx.Document().save(file)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    changed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = (
                    f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode()
                )
            new.writestr(name, data)
    return changed.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_a_docx_in_the_middle_of_its_editing_is_read_as_it_would_be_with_all_accepted():
    """Words inserted with tracking went out of the middle of sentences, without a word."""
    body = (
        f"<w:p>{run('The ministers ')}<w:ins w:id='1'>{run('met in the port ')}</w:ins>"
        f"<w:del w:id='2'><w:r><w:delText>fell out </w:delText></w:r></w:del>"
        f"<w:hyperlink>{run('on Tuesday')}</w:hyperlink><w:r><w:br w:type='page'/></w:r>"
        "<w:r><w:t>.</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{run('A field of a form.')}</w:p>"
        "</w:sdtContent></w:sdt>"
        f"<w:ins w:id='3'><w:p>{run('A paragraph put in.')}</w:p></w:ins>"
    )
    found = read_document("docx", docx_of_body(body))
    assert [line for line in found["lines"] if line] == [
        "The ministers met in the port on Tuesday.",
        "A field of a form.",
        "A paragraph put in.",
    ]


def test_a_table_of_a_docx_is_its_text_or_is_told():
    """One column frames a newsletter; what has more is left out, and the reader hears of it."""

    def table(*cells: str) -> str:
        inside = "".join(f"<w:tc><w:p>{run(cell)}</w:p></w:tc>" for cell in cells)
        return f"<w:tbl><w:tr>{inside}</w:tr></w:tbl>"

    body = table(TEXT[0]) + table("Year", "Share of gas") + f"<w:p>{run(TEXT[1])}</w:p>"
    found = read_document("docx", docx_of_body(body))
    assert [line for line in found["lines"] if line] == TEXT[:2]
    assert found["problems"] == ["a table is left out: 'Year Share of gas' ..."]


def test_what_hangs_on_the_paragraphs_of_a_docx_is_told():
    """Boxes stand in two forms, for old programs too; notes went without a word."""
    box = f"<w:pict><w:txbxContent><w:p>{run('A pull quote')}</w:p></w:txbxContent></w:pict>"
    body = (
        f"<w:p>{run('One')}<w:r>{box}{box}</w:r><w:r><w:footnoteReference w:id='1'/></w:r></w:p>"
        f"<w:p>{run('Two')}<w:r><w:endnoteReference w:id='1'/></w:r></w:p>"
    )
    found = read_document("docx", docx_of_body(body))
    assert [line for line in found["lines"] if line] == ["One", "Two"]
    assert found["problems"] == [
        "a box is left out: 'A pull quote' ...",
        "2 footnotes and endnotes are left out",
    ]


def test_no_line_of_a_docx_is_lost():
    """A paragraph that is broken by hand has lines; its parts are read whole, tables are not."""
    document = docx.Document()
    document.add_paragraph("One.\nTwo.\nThree.")
    document.add_paragraph("Four.")
    document.core_properties.title, document.core_properties.author = "Gas", "Ayla Kurt"
    file = io.BytesIO()
    document.save(file)
    found = read_document("docx", file.getvalue())
    assert found["lines"] == ["One.", "Two.", "Three.", "", "Four.", ""]
    assert {name: value for name, (value, _) in found["markup"].items()} == {
        "title": "Gas",
        "author": "Ayla Kurt",
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [("word/document.xml", b"<!DOCTYPE a><a/>"), ("word/document.xml", b"<!ENTITY a 'b'>"),
     ("_rels/.rels", b"<!DOCTYPE a><a/>")],
)  # fmt: skip
def test_xml_that_defines_entities_is_refused_wherever_it_stands(name, content):
    """In relations too, which the library reads first."""
    members = {"word/document.xml": b"<a/>", name: content}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    assert "defines XML entities" in read_document("docx", file.getvalue())["error"]


def locked(formats, password: str) -> bytes:
    """Give the article's PDF, locked."""
    writer = pypdf.PdfWriter(clone_from=formats / "article.pdf")
    writer.encrypt(password, "owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf_that_anybody_may_open_is_read_and_another_is_refused(formats):
    """Many publishers lock only who may change a PDF."""
    whole = read_document("pdf", (formats / "article.pdf").read_bytes())
    assert read_document("pdf", locked(formats, ""))["lines"] == whole["lines"]
    assert "locked with a password" in read_document("pdf", locked(formats, "secret"))["error"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_cell_keeps_its_lines_and_its_separators(mark):
    """Whatever parts the columns; names lose the spaces around them and the mark of UTF-8."""
    row = '"One, two; three\tfour.\r\n\r\nFive."'
    data = f"\ufeffid{mark} text {mark}author\r\na{mark}{row}{mark}Ayla\r\n{mark}{mark}\r\n"
    assert read_document("csv", data.encode())["rows"] == [
        {"id": "a", "text": "One, two; three\tfour.\r\n\r\nFive.", "author": "Ayla"}
    ]


def test_a_cell_may_hold_a_long_text():
    """Of more than the 131,072 characters that a cell has unless told otherwise."""
    data = f"text\n{'a' * 200_000}\n".encode()
    assert len(read_document("csv", data)["rows"][0]["text"]) == 200_000


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"id,text\na,One\nb,Two, and three\n", "row 3 of the table has 3 cells under 2 columns"),
     (b"text,text\na,b\n", "two columns of the table are called 'text'")],
)  # fmt: skip
def test_a_table_of_which_a_cell_would_be_lost_is_refused(data, message):
    """The row is counted with the head line, as a spreadsheet counts it."""
    assert message in read_document("csv", data)["error"]


def test_values_of_jsonl_are_texts():
    """A list is parted as names are, nothing is no word, halves of a character are joined."""
    rows = [{"author": ["Kurt, Ayla", "Burak"], "date": None, "n": 3}]
    data = "\n".join(map(json.dumps, rows)).encode() + b'\n{"text": "\\ud83d\\ude00 \\ud83d"}'
    assert read_document("jsonl", data)["rows"] == [
        {"author": "Kurt, Ayla; Burak", "date": "", "n": "3"},
        {"text": "\U0001f600 \ufffd"},
    ]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_table_that_is_too_long_is_refused(monkeypatch, kind):
    """And not cut off without a word."""
    monkeypatch.setattr(documents, "_MAX_ROWS", 2)
    data = {"csv": b"text\na\nb\nc\n", "jsonl": b'{"text": "a"}\n' * 3}[kind]
    assert "more than 2 rows" in read_document(kind, data)["error"]


@pytest.mark.parametrize(
    ("limit", "message"), [("_MAX_PAGES", "pages"), ("_MAX_CHARACTERS", "text")]
)
def test_a_pdf_that_is_too_long_is_refused(monkeypatch, formats, limit, message):
    """By its pages, or by what they hold."""
    monkeypatch.setattr(documents, limit, 0)
    said = read_document("pdf", (formats / "article.pdf").read_bytes())["error"]
    assert message in said
    assert "save" in said


@pytest.mark.parametrize(
    ("error", "said"),
    [(DocumentError("locked"), "locked"), (MemoryError(), "memory"), (RecursionError(), "nested"),
     (OSError("/secret"), "OSError")],
)  # fmt: skip
def test_whatever_a_library_raises_becomes_a_message(monkeypatch, error, said):
    """And the message holds no text of the exception, which may hold text of the file."""

    def fail(data):
        raise error

    monkeypatch.setitem(documents.READERS, "pdf", fail)
    message = read_document("pdf", b"")["error"]
    assert said in message
    assert "secret" not in message
