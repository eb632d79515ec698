"""Read the text of an OpenDocument text (ODT), as LibreOffice and Google Docs write it.

Source: OASIS, Open Document Format for Office Applications 1.3, part 3, sections 4 to 7 (text) and
9 (tables).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from toolkit.ingest.archives import DocumentError, check_archive, parse_xml
from toolkit.wording import count_of

_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_PARAGRAPHS = ("text:p", "text:h")
# what holds paragraphs, beside those that stand by themselves
_FRAMES = (
    *("text:list", "text:list-item", "text:list-header", "text:numbered-paragraph"),
    *("text:section", "office:text"),
)
# lists of what stands elsewhere: their lines are no sentences of the author
_INDEXES = (
    *("text:table-of-content", "text:illustration-index", "text:table-index", "text:object-index"),
    *("text:user-index", "text:alphabetical-index", "text:bibliography"),
)
# inside a paragraph, but no part of its text: remarks of editors, numbers that are made
_ASIDE = (
    *("office:annotation", "office:annotation-end", "text:tracked-changes", "text:number"),
    *("text:ruby-text", "text:script", "text:hidden-text", "text:hidden-paragraph"),
)
_ROWS = ("table:table-header-rows", "table:table-rows", "table:table-row-group")
_MAX_SPACES = 100
# how much of what is left out is told
_SHOWN = 60


def read_odt(data: bytes) -> dict[str, Any]:
    """Read the paragraphs of an ODT with what its own properties tell.

    Insertions not yet accepted and fields are text; deletions and remarks are none. Notes, indexes,
    boxes and tables are left out, and told to be, but for tables of one column, which frame the
    text of newsletters.
    """
    check_archive(data, "ODT", "content.xml")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {
                name: archive.read(name)
                for name in ("content.xml", "meta.xml", "META-INF/manifest.xml")
                if name in archive.namelist()
            }
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise DocumentError(f"the ODT is broken ({error}); save it anew") from error
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise DocumentError("the ODT is locked with a password; save it without one")
    body = next(
        (item for item in parse_xml(parts["content.xml"], "ODT").iter() if _is_text_body(item)),
        None,
    )
    if body is None:
        raise DocumentError("the file is OpenDocument but holds no text document; save it as .odt")
    text = _Text()
    lines: list[str] = []
    for paragraph in text.paragraphs(body):
        lines += [*paragraph.split("\n"), ""]
    meta = _properties(parts["meta.xml"]) if "meta.xml" in parts else {}
    return {"lines": lines, "markup": meta, "problems": text.problems()}


def _name(element: Element) -> str:
    """Give the name of an element with the usual prefix of its namespace."""
    space, _, name = str(element.tag).removeprefix("{").rpartition("}")
    return f"{_SPACES.get(space, '')}:{name}"


def _attribute(element: Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.endswith(f"}}{name}"):
            return value
    return ""


def _is_text_body(element: Element) -> bool:
    return _name(element) == "office:text"


def _properties(data: bytes) -> dict[str, list[str]]:
    """Read title and author; who wrote it first goes before who saved it last."""
    found: dict[str, str] = {}
    for element in parse_xml(data, "ODT").iter():
        value = " ".join("".join(element.itertext()).split())
        if value and _name(element) in ("dc:title", "dc:creator", "meta:initial-creator"):
            found.setdefault(_name(element), value)
    author = found.get("meta:initial-creator") or found.get("dc:creator", "")
    told = {"title": found.get("dc:title", ""), "author": author}
    return {name: [value, f"document property {name}"] for name, value in told.items() if value}


def _rows(table: Element) -> Iterator[Element]:
    """Give the rows of a table, not those of tables in its cells."""
    for element in table:
        if _name(element) == "table:table-row":
            yield element
        elif _name(element) in _ROWS:
            yield from _rows(element)


def _columns(cell: Element) -> int:
    """Count the columns that a cell stands for: equal ones may be written once."""
    count = _attribute(cell, "number-columns-repeated")
    return int(count) if count.isdecimal() else 1


class _Text:
    """The text of a document while it is read, and what is left out of it."""

    def __init__(self) -> None:
        self.notes = 0
        self.left_out: list[str] = []

    def problems(self) -> list[str]:
        """Say what was left out."""
        notes = count_of(self.notes, "footnote or endnote is", "footnotes and endnotes are")
        return [*self.left_out, *([f"{notes} left out"] if self.notes else [])]

    def _leave_out(self, what: str, element: Element) -> None:
        texts = ["".join(e.itertext()) for e in element.iter() if _name(e) in _PARAGRAPHS]
        head = " ".join(" ".join(texts).split())[:_SHOWN]
        if head:
            self.left_out.append(f"{what} is left out: {head!r} ...")

    def paragraphs(self, parent: Element) -> Iterator[str]:
        """Give the text of the paragraphs below an element, in order."""
        for element in parent:
            name = _name(element)
            if name in _PARAGRAPHS:
                yield self.paragraph(element)
            elif name == "text:section" and _attribute(element, "display") == "none":
                self._leave_out("a hidden section", element)
            elif name in _FRAMES:
                yield from self.paragraphs(element)
            elif name in _INDEXES:
                self._leave_out("an index", element)
            elif name.startswith("draw:"):
                self._leave_out("a box", element)
            elif name == "table:table":
                yield from self._table(element)

    def _table(self, table: Element) -> Iterator[str]:
        cells = [[cell for cell in row if "cell" in _name(cell)] for row in _rows(table)]
        if any(sum(map(_columns, row)) > 1 for row in cells):
            self._leave_out("a table", table)
            return
        for cell in (cell for row in cells for cell in row):
            yield from self.paragraphs(cell)

    def paragraph(self, element: Element) -> str:
        """Give the text of one paragraph; white space of the XML is one space, or none in front."""
        pieces: list[str] = []
        self._gather(element, pieces)
        return "".join(pieces)

    def _gather(self, element: Element, pieces: list[str]) -> None:
        self._write(element.text, pieces)
        for child in element:
            name = _name(child)
            if name == "text:s":
                count = _attribute(child, "c")
                pieces.append(" " * min(int(count) if count.isdecimal() else 1, _MAX_SPACES))
            elif name == "text:tab":
                pieces.append("\t")
            elif name == "text:line-break":
                pieces.append("\n")
            elif name == "text:note":
                self.notes += 1
            elif name.startswith("draw:"):
                self._leave_out("a box", child)
            elif name not in _ASIDE:
                self._gather(child, pieces)
            self._write(child.tail, pieces)

    def _write(self, text: str | None, pieces: list[str]) -> None:
        plain = re.sub(r"[ \t\r\n]+", " ", text or "")
        if plain[:1] == " " and (not pieces or pieces[-1][-1:] in " \n"):
            plain = plain[1:]
        if plain:
            pieces.append(plain)
