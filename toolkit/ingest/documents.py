"""The readers of HTML, PDF and DOCX; run as a child process by `toolkit.ingest.isolation`."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import sys
import zipfile
from typing import Any

_MAX_PAGES = 400
_MAX_MEMBERS = 2000
_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_CHARACTERS = 5_000_000

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
            lines += page.extract_text().split("\n")
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


def read_docx(data: bytes) -> Found:
    """Read the paragraphs of a DOCX with what its own properties tell; tables are left out."""
    _check_archive(data)
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        for paragraph in document.paragraphs:
            lines += [*paragraph.text.split("\n"), ""]
        properties = document.core_properties
        markup = {
            name: [value.strip(), f"document property {name}"]
            for name, value in (("title", properties.title), ("author", properties.author))
            if value and value.strip()
        }
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
    ) as error:
        raise DocumentError(f"the DOCX is broken ({error}); save it anew") from error
    return {"lines": lines, "markup": markup, "problems": []}


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
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise DocumentError(f"the DOCX is broken ({error}); save it anew") from error


READERS = {"html": read_html, "pdf": read_pdf, "docx": read_docx}


def read_document(kind: str, data: bytes) -> Found:
    """Read a document; a fault becomes ``{"error": message}``, so that it can cross a pipe."""
    try:
        return READERS[kind](data)
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
    """Read a document from standard input and write JSON to standard output."""
    kind, megabytes = sys.argv[1], int(sys.argv[2])
    _limit(megabytes)
    answer, sys.stdout = sys.stdout, io.StringIO()
    logging.disable(logging.CRITICAL)
    try:
        found = read_document(kind, sys.stdin.buffer.read())
        text = json.dumps(found)
    except MemoryError:
        text = json.dumps({"error": f"the document needs more than {megabytes} MB"})
    answer.write(text)
    answer.flush()


if __name__ == "__main__":
    main()
