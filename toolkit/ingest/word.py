"""Read the text of a Word document (DOCX)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from toolkit.ingest.archives import DocumentError, check_archive
from toolkit.wording import count_of


def read_docx(data: bytes) -> dict[str, Any]:
    """Read the paragraphs of a DOCX with what its own properties tell.

    Insertions not yet accepted and the fields of forms are text; deletions and remarks are none.
    Notes, boxes and tables are left out, and told to be, but for tables of one column, which frame
    the text of newsletters.
    """
    check_archive(data, "DOCX", "word/document.xml")
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        problems: list[str] = []
        for text in _docx_paragraphs(document.element.body, problems):
            lines += [*text.split("\n"), ""]
        problems += _beside(document.element.body)
        properties = document.core_properties
        markup = {
            name: [value.strip(), f"document property {name}"]
            for name, value in (("title", properties.title), ("author", properties.author))
            if value and value.strip()
        }
    except (
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
    ) as error:
        raise DocumentError(f"the DOCX is broken ({error}); save it anew") from error
    return {"lines": lines, "markup": markup, "problems": problems}


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# what holds runs of text, or paragraphs, beside those that stand by themselves
_DOCX_FRAMES = tuple(
    _WORD + name
    for name in (
        *("sdt", "sdtContent", "ins", "moveTo"),
        *("smartTag", "hyperlink", "customXml", "fldSimple"),
    )
)
_DOCX_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def _docx_paragraphs(parent: Any, problems: list[str]) -> Iterator[str]:
    """Give the text of the paragraphs below an element of a DOCX, in order."""
    for element in parent:
        if element.tag == _WORD + "p":
            yield "".join(_docx_text(element))
        elif element.tag in _DOCX_FRAMES:
            yield from _docx_paragraphs(element, problems)
        elif element.tag == _WORD + "tbl":
            rows = element.findall(f"{_WORD}tr")
            cells = [row.findall(f"{_WORD}tc") for row in rows]
            if max(map(len, cells), default=0) > 1:
                problems.append(f"a table is left out: {_head(element)!r} ...")
                continue
            for cell in (cell for row in cells for cell in row):
                yield from _docx_paragraphs(cell, problems)


def _head(element: Any) -> str:
    """Give the first words of what is left out."""
    return " ".join("".join(_docx_text(element)).split())[:60]


def _beside(body: Any) -> Iterator[str]:
    """Tell of what hangs on paragraphs: boxes, each once though it is there twice, and notes."""
    heads = dict.fromkeys(_head(box) for box in body.iter(f"{_WORD}txbxContent"))
    yield from (f"a box is left out: {head!r} ..." for head in heads if head)
    marks = [*body.iter(f"{_WORD}footnoteReference"), *body.iter(f"{_WORD}endnoteReference")]
    notes = count_of(len(marks), "footnote or endnote is", "footnotes and endnotes are")
    if marks:
        yield f"{notes} left out"


def _docx_text(element: Any) -> Iterator[str]:
    """Give the text of a paragraph's runs; boxes and comments that hang on it are left out."""
    for child in element:
        name = str(child.tag).removeprefix(_WORD)
        if name == "t":
            yield child.text or ""
        elif name in _DOCX_MARKS:
            yield "" if child.get(_WORD + "type") in ("page", "column") else _DOCX_MARKS[name]
        elif name == "p":  # of a cell
            yield from [*_docx_text(child), " "]
        elif name in ("r", "tr", "tc") or child.tag in _DOCX_FRAMES:
            yield from _docx_text(child)
