"""What is read of an OpenDocument text, and what is left out of it and told."""

from __future__ import annotations

import io
import zipfile

import pytest

from toolkit.ingest.documents import read_document

_NAMES = ("office", "text", "table", "meta")
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in _NAMES
)
SPACES += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'


def odt(
    body: str, *, meta: str = "", encoding: str = "utf-8", declared: str = "", locked: bool = False
) -> bytes:
    """An ODT with this XML as its body."""
    head = f'<?xml version="1.0" encoding="{declared or encoding}"?>'
    content = (
        f"{head}<office:document-content {SPACES}><office:body>{body}</office:body>"
        "</office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", content.encode(encoding))
        if meta:
            archive.writestr(
                "meta.xml", f"{head}<office:document-meta {SPACES}>{meta}</office:document-meta>"
            )
        if locked:
            archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    return file.getvalue()


def text(body: str) -> str:
    return f"<office:text>{body}</office:text>"


def lines(body: str) -> list[str]:
    return [line for line in read_document("odt", odt(text(body)))["lines"] if line]


def paragraph(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_headings_lists_and_sections_are_paragraphs_in_their_order():
    """Lists in lists too; numbers that the program makes are no words."""
    body = (
        '<text:h text:outline-level="1"><text:number>1.</text:number>Gas</text:h>'
        f"<text:section>{paragraph('One.')}<text:list><text:list-item>{paragraph('Two.')}"
        f"<text:list><text:list-item>{paragraph('Three.')}</text:list-item></text:list>"
        "</text:list-item></text:list></text:section>" + paragraph("Four.")
    )
    assert lines(body) == ["Gas", "One.", "Two.", "Three.", "Four."]


def test_an_odt_in_the_middle_of_its_editing_is_read_as_it_would_be_with_all_accepted():
    """What was put in is there, what was taken out and remarks of editors are not."""
    body = (
        "<text:tracked-changes><text:changed-region text:id='c'><text:deletion>"
        f"{paragraph('fell out')}</text:deletion></text:changed-region></text:tracked-changes>"
        + paragraph(
            "The ministers <text:change text:change-id='c'/><text:change-start text:change-id='d'/>"
            "met <text:span>in the</text:span><text:change-end text:change-id='d'/> port"
            f"<office:annotation><dc:creator>Ed</dc:creator>{paragraph('Did they?')}"
            "</office:annotation> on<office:annotation-end/> Tuesday."
        )
    )
    assert lines(body) == ["The ministers met in the port on Tuesday."]


def test_white_space_is_that_of_the_text_and_not_of_the_file():
    """Line ends of the XML are one space, none at the beginning; what is meant is kept."""
    body = paragraph(
        "\n   The  <text:span>\n gas</text:span><text:s text:c='2'/>flows<text:tab/>on,"
    )
    body += paragraph("and<text:line-break/>  on<text:s/>.")
    assert lines(body) == ["The gas  flows\ton,", "and", "on ."]
    assert len(lines(paragraph("a<text:s text:c='99999999999'/>b"))[0]) < 200


def test_what_is_left_out_of_an_odt_is_told():
    """Notes, boxes, indexes, hidden sections and tables of columns, with how they begin."""
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
    note += f"{paragraph('See there.')}</text:note-body></text:note>"
    box = f"<draw:frame><draw:text-box>{paragraph('A pull quote')}</draw:text-box></draw:frame>"
    cells = "".join(
        f"<table:table-cell>{paragraph(cell)}</table:table-cell>" for cell in ("Year", "Gas")
    )
    body = (
        paragraph(f"One{note}{note}.")
        + paragraph(f"{box}Two.")
        + box
        + f"<text:table-of-content><text:index-body>{paragraph('Gas 1')}</text:index-body>"
        "</text:table-of-content>"
        + f"<text:section text:display='none'>{paragraph('Hidden.')}</text:section>"
        + f"<table:table><table:table-header-rows><table:table-row>{cells}</table:table-row>"
        "</table:table-header-rows></table:table>" + "<draw:frame><draw:image/></draw:frame>"
    )
    found = read_document("odt", odt(text(body)))
    assert [line for line in found["lines"] if line] == ["One.", "Two."]
    assert found["problems"] == [
        "a box is left out: 'A pull quote' ...",
        "a box is left out: 'A pull quote' ...",
        "an index is left out: 'Gas 1' ...",
        "a hidden section is left out: 'Hidden.' ...",
        "a table is left out: 'Year Gas' ...",
        "2 footnotes and endnotes are left out",
    ]


def test_a_table_of_one_column_frames_the_text():
    """One in another too; its text is there once."""
    inner = f"<table:table><table:table-row><table:table-cell>{paragraph('Two.')}"
    inner += "</table:table-cell></table:table-row></table:table>"
    body = (
        f"<table:table><table:table-row><table:table-cell>{paragraph('One.')}{inner}"
        "</table:table-cell></table:table-row></table:table>"
    )
    assert lines(body) == ["One.", "Two."]
    wide = body.replace("table-cell>", "table-cell table:number-columns-repeated='3'>", 1)
    assert lines(wide) == []


def test_who_wrote_a_document_goes_before_who_saved_it():
    """The properties of the document, by their names."""
    meta = (
        "<office:meta><dc:creator>Secretary</dc:creator><dc:title> Gas </dc:title>"
        "<meta:initial-creator>Ayla Kurt</meta:initial-creator></office:meta>"
    )
    assert read_document("odt", odt(text(paragraph("One.")), meta=meta))["markup"] == {
        "title": ["Gas", "document property title"],
        "author": ["Ayla Kurt", "document property author"],
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (odt(text("<text:p>")), "the ODT is broken"),
        (odt(text(""), locked=True), "locked with a password"),
        (odt(text("<text:section>" * 9_000 + "</text:section>" * 9_000)), "nested too deep"),
        (odt(text(paragraph("<text:a>" * 9_000 + "</text:a>" * 9_000))), "nested too deep"),
        (odt("<office:spreadsheet/>"), "holds no text document"),
        (odt(text(""), declared="no-such"), "names an encoding that is none"),
    ],
)
def test_an_odt_that_cannot_be_read_is_refused_in_words(data, message):
    """Broken, locked, nested without end, of something else, in no encoding."""
    assert message in read_document("odt", data)["error"]


def test_entities_are_refused_in_whatever_encoding_they_are_defined():
    """In UTF-16 no search for the bytes of '<!DOCTYPE' finds them."""
    content = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", content.encode("utf-16"))
    assert "defines XML entities" in read_document("odt", file.getvalue())["error"]
    whole = odt(text(paragraph("Erdoğan.")), encoding="utf-16")
    assert "Erdoğan." in read_document("odt", whole)["lines"]
