"""The readers of all formats but plain text; a child process of `toolkit.ingest.isolation`."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import logging
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

_MAX_PAGES = 400
_MAX_MEMBERS = 2000
_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_CHARACTERS = 20_000_000
_MAX_ROWS = 100_000

# JSON, RTF and PDF can spell half a character, which no file can hold.
_HALF = re.compile("[\ud800-\udfff]")

Found = dict[str, Any]


class DocumentError(Exception):
    """The document cannot be read; the message says what to do."""


def read_html(data: bytes) -> Found:
    """Extract the main text of a page and what its markup tells of it.

    Uses `trafilatura` in its precise mode without comments: foreign text hurts a corpus more than
    a lost line does.
    """
    import trafilatura

    from toolkit.ingest.markup import read_markup

    text = data.decode("utf-8")
    extracted = trafilatura.extract(
        text,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        deduplicate=False,
    )
    if not extracted:
        raise DocumentError(
            "no article was found in the page; open it in a browser and paste its text "
            "into a .txt file"
        )
    lines: list[str] = []
    for line in extracted.split("\n"):
        lines += [line, ""]
    return {"lines": lines, "markup": read_markup(text), "problems": []}


def read_pdf(data: bytes) -> Found:
    """Extract the lines of a PDF with what its own properties tell; no character recognition."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("the PDF is locked with a password; save it without one")
        if len(reader.pages) > _MAX_PAGES:
            raise DocumentError(
                f"the PDF has {len(reader.pages)} pages, more than {_MAX_PAGES}; "
                "save the pages of the article alone"
            )
        lines: list[str] = []
        for page in reader.pages:
            lines += _with_gaps(page)
            if sum(map(len, lines)) > _MAX_CHARACTERS:
                raise DocumentError("the PDF holds more text than an article; save its pages alone")
        properties = reader.metadata or {}
        markup = {
            name: [str(properties[key]).strip(), f"PDF property {key[1:]}"]
            for name, key in (("title", "/Title"), ("author", "/Author"))
            if key in properties and str(properties[key]).strip()
        }
    except (
        pypdf.errors.PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        raise DocumentError(f"the PDF is broken ({error}); save or print it anew") from error
    problems = ["read from a PDF: columns and running heads may be mixed into the text"]
    return {"lines": lines, "markup": markup, "problems": problems}


def _with_gaps(page: Any) -> list[str]:
    """Give the lines of a PDF's page, a blank one where the page leaves space between paragraphs.

    Plain extraction follows the columns but knows no space; the layout knows space but reads across
    columns. So the layout only says before which lines there is space, and where it cannot be
    matched (columns), none is put in.
    """
    plain = [" ".join(line.split()) for line in page.extract_text().split("\n")]
    layout = page.extract_text(extraction_mode="layout").split("\n")
    spaced = set()
    for above, line in pairwise(layout):
        if line.strip() and not above.strip():
            spaced.add(" ".join(line.split()))
    lines: list[str] = []
    for line in plain:
        if line in spaced and lines and lines[-1]:
            lines.append("")
        lines.append(line)
    return lines


def read_docx(data: bytes) -> Found:
    """Read the paragraphs of a DOCX with what its own properties tell.

    Insertions not yet accepted and the fields of forms are text; deletions are none. Tables are
    left out, and told to be, but for those of one column, which frame the text of newsletters.
    """
    _check_archive(data)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        problems: list[str] = []
        for text in _docx_paragraphs(document.element.body, problems):
            lines += [*text.split("\n"), ""]
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
                head = " ".join("".join(_docx_text(element)).split())[:60]
                problems.append(f"a table is left out: {head!r} ...")
                continue
            for cell in (cell for row in cells for cell in row):
                yield from _docx_paragraphs(cell, problems)


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


def _check_archive(data: bytes) -> None:
    """Refuse archives that unpack to more than a text can, and XML that defines entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS:
                raise DocumentError(f"the DOCX has more than {_MAX_MEMBERS} parts; save it anew")
            if sum(member.file_size for member in members) > _MAX_UNPACKED:
                raise DocumentError(
                    f"the DOCX unpacks to more than {_MAX_UNPACKED // 1024 // 1024} MB; "
                    "save it without pictures"
                )
            if "word/document.xml" not in archive.namelist():
                raise DocumentError(
                    "the archive is no DOCX; unpack it and give its pages one by one"
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    head = archive.read(member)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise DocumentError("the DOCX defines XML entities, which no editor writes")
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        EOFError,
    ) as error:
        raise DocumentError(f"the DOCX is broken ({error}); save it anew") from error


def read_rtf(data: bytes) -> Found:
    """Read the paragraphs of an RTF file."""
    from toolkit.ingest.rtf import rtf_text

    return {"lines": rtf_text(data).split("\n"), "markup": {}, "problems": []}


def read_rendered(data: bytes) -> Found:
    """Give all the lines of a page as a browser shows them: for pages that hold many articles."""
    from toolkit.ingest.rendering import rendered

    return {"lines": rendered(data.decode("utf-8")), "markup": {}, "problems": []}


def read_csv(data: bytes) -> Found:
    """Read a table with a head line; commas, semicolons and tabs are told apart by it."""
    text = data.decode("utf-8")
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    limit = csv.field_size_limit(_MAX_CHARACTERS)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    finally:
        csv.field_size_limit(limit)
    header, *body = rows or [[]]
    if len(body) > _MAX_ROWS:
        raise DocumentError(f"the table has more than {_MAX_ROWS} rows; split it")
    for number, row in enumerate(body, start=2):
        if len(row) > len(header):
            raise DocumentError(
                f"row {number} of the table has {len(row)} cells under {len(header)} columns; "
                "put a text that holds the separator into double quotes"
            )
    names = [name.strip().lstrip("\ufeff") for name in header]
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise DocumentError(f"two columns of the table are called {twice!r}; rename one")
    return {"rows": [dict(zip(names, row)) for row in body if any(map(str.strip, row))]}


def read_jsonl(data: bytes) -> Found:
    """Read a table of one JSON object a line; values are texts, numbers or lists of texts."""
    rows = []
    for number, line in enumerate(data.decode("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DocumentError(f"line {number} is not JSON ({error})") from error
        if not isinstance(row, dict):
            raise DocumentError(f"line {number} is no JSON object; write one article a line")
        rows.append({str(key): _plain_cell(value) for key, value in row.items()})
        if len(rows) > _MAX_ROWS:
            raise DocumentError(f"the table has more than {_MAX_ROWS} rows; split it")
    return {"rows": rows}


def _plain_cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _sound(value: Any) -> Any:
    """Join halves of a character, and put U+FFFD for one without its other half."""
    if isinstance(value, str):
        if not _HALF.search(value):
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        return {_sound(key): _sound(item) for key, item in value.items()}
    return value


READERS = {
    "html": read_html,
    "rendered": read_rendered,
    "pdf": read_pdf,
    "docx": read_docx,
    "rtf": read_rtf,
    "csv": read_csv,
    "jsonl": read_jsonl,
}


def read_document(kind: str, data: bytes) -> Found:
    """Read a document; a fault becomes ``{"error": message}``, so that it can cross a pipe."""
    try:
        found: Found = _sound(READERS[kind](data))
        return found
    except DocumentError as error:
        return {"error": str(error)}
    except MemoryError:
        return {
            "error": f"the {kind.upper()} needs too much memory; paste its text into a .txt file"
        }
    except RecursionError:
        return {"error": f"the {kind.upper()} is nested too deep; paste its text into a .txt file"}
    except Exception as error:
        # the formats' libraries raise whatever hostile input leads them to
        name = re.sub(r"\W+", " ", type(error).__name__)
        return {
            "error": f"the {kind.upper()} cannot be read ({name}); paste its text into a .txt file"
        }


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system; the parent still limits the time
        return
    size = megabytes * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read documents from standard input and write JSON to standard output, until it is closed.

    Each question is a line ``kind size`` and as many bytes; each answer a line of its size, and the
    JSON.
    """
    megabytes = int(sys.argv[1])
    _limit(megabytes)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = io.StringIO()  # what a library prints is no answer
    logging.disable(logging.CRITICAL)
    while line := questions.readline():
        kind, size = line.split()
        data = questions.read(int(size))
        try:
            text = json.dumps(read_document(kind.decode(), data))
        except MemoryError:
            text = json.dumps({"error": f"the document needs more than {megabytes} MB"})
        del data
        answer = text.encode()
        answers.write(b"%d\n" % len(answer) + answer)
        answers.flush()


if __name__ == "__main__":
    main()
