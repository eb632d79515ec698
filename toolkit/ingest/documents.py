"""The readers of all formats but plain text; a child process of `toolkit.ingest.isolation`."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import logging
import re
import sys
from itertools import pairwise
from typing import Any

from toolkit.ingest.archives import DocumentError
from toolkit.ingest.csl import read_csl
from toolkit.ingest.messages import read_mail, read_mhtml
from toolkit.ingest.odt import read_odt
from toolkit.ingest.webpages import read_html, read_rendered
from toolkit.ingest.word import read_docx

_MAX_PAGES = 400
_MAX_CHARACTERS = 20_000_000
_MAX_ROWS = 100_000

# JSON, RTF and PDF can spell half a character, which no file can hold.
_HALF = re.compile("[\ud800-\udfff]")

Found = dict[str, Any]


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


def read_rtf(data: bytes) -> Found:
    """Read the paragraphs of an RTF file."""
    from toolkit.ingest.rtf import rtf_text

    return {"lines": rtf_text(data).split("\n"), "markup": {}, "problems": []}


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
    "odt": read_odt,
    "mhtml": read_mhtml,
    "mail": read_mail,
    "rtf": read_rtf,
    "csv": read_csv,
    "jsonl": read_jsonl,
    "csl": read_csl,
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
