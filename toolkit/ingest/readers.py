"""Read a file that holds one page: pasted text, Markdown, saved HTML, PDF or DOCX."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.corpus import frontmatter
from toolkit.errors import IngestError
from toolkit.ingest.encoding import decode, mend
from toolkit.ingest.isolation import read_isolated

# Raised whenever the lines read from a file may change; stored beside each article.
VERSION = "1"
MAX_BYTES = 20 * 1024 * 1024
KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "docx"),
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc); save it as .docx"),
    (b"{\\rtf", "RTF; save it as .docx or .txt"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"\x89PNG", "a picture; paste the text of the page into a .txt file"),
    (b"\xff\xd8\xff", "a picture; paste the text of the page into a .txt file"),
)


@dataclass(frozen=True)
class RawPage:
    """A file as read: its lines, what its markup tells of it, and what went wrong.

    Parameters
    ----------
    path
        The file.
    kind
        ``text``, ``markdown``, ``html``, ``pdf`` or ``docx``.
    data
        The untouched bytes.
    lines
        The text, one string a line (a paragraph, for formats that know paragraphs).
    encoding
        How the bytes were read; ``""`` for PDF and DOCX.
    markup
        Fields that the file's own markup tells: name to (value, evidence).
    given
        Fields of a front matter.
    curated
        Whether the file is an article with a full front matter, whose lines all belong to it.
    problems
        What was assumed, mended or suspected.
    """

    path: Path
    kind: str
    data: bytes = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)
    encoding: str = ""
    markup: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    curated: bool = False
    problems: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The fingerprint of the untouched bytes."""
        return hashlib.sha256(self.data).hexdigest()


def read(path: str | Path) -> RawPage:
    """Read one page from a file.

    Formats that can hide something (HTML, PDF, DOCX) are read in a process of their own with a
    limit on time and memory. Nothing is fetched.

    Parameters
    ----------
    path
        A ``.txt``, ``.md``, ``.html``, ``.pdf`` or ``.docx`` file of at most 20 MB.

    Returns
    -------
    RawPage

    Raises
    ------
    IngestError
        When the file is missing, empty, too large, of another kind, or cannot be read.
    """
    path = Path(path).expanduser()
    data = _read_bytes(path)
    kind = _kind(path, data)
    if kind in ("text", "markdown"):
        page = _read_text(path, kind, data)
    else:
        page = _read_document(path, kind, data)
    if not any(re.search(r"\w", line) for line in page.lines):
        scan = " (a scan? run character recognition first)" if kind == "pdf" else ""
        raise IngestError(f"{path.name} holds no text{scan}")
    return page


def _read_bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            what = (
                "is a folder"
                if path.is_dir()
                else "is not there"
                if not path.exists()
                else "is no file"
            )
            raise IngestError(f"{path.name or path} {what}; give the name of a saved page")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise IngestError(
                f"{path.name} has {size / 1024 / 1024:.0f} MB, more than "
                f"{MAX_BYTES // 1024 // 1024}; save the page without pictures, or split it"
            )
        data = path.read_bytes()
    except OSError as error:
        raise IngestError(
            f"{path.name} cannot be read ({error.strerror}); check its rights"
        ) from error
    if not data.strip():
        raise IngestError(f"{path.name} is empty; save or paste the page again")
    return data


def _kind(path: Path, data: bytes) -> str:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            if kind in ("pdf", "docx"):
                return kind
            raise IngestError(f"{path.name} is {kind}")
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        raise IngestError(
            f"{path.name}: files that end in {suffix or 'nothing'} are not read; "
            "give .txt, .md, .html, .pdf or .docx"
        )
    kind = KINDS[suffix]
    if kind in ("pdf", "docx"):
        raise IngestError(f"{path.name} ends in {suffix} but is no such file; save it again")
    if kind == "text" and re.match(rb"\s*(?:<!doctype html|<html)", data[:1024], re.IGNORECASE):
        return "html"
    return kind


def _read_text(path: Path, kind: str, data: bytes) -> RawPage:
    try:
        text, encoding, notes = decode(data)
    except IngestError as error:
        raise IngestError(f"{path.name}: {error}") from error
    text, mended = mend(text)
    given: dict[str, Any] = {}
    curated = False
    if kind == "markdown":
        parts = frontmatter.split(text)
        if parts.values and not parts.faults:
            given = parts.values
            # blank lines stand for the front matter, so that line numbers stay those of the file
            text = "\n" * (parts.body_line - 1) + parts.body
            curated = {"title", "author", "published"} <= given.keys()
        elif parts.faults and parts.faults[0].code != "no-front-matter":
            fault = parts.faults[0]
            raise IngestError(f"{path.name}:{fault.line}: {fault.what}; {fault.remedy}")
        text = text if curated else plain_markdown(text)
    lines = tuple(text.split("\n"))
    return RawPage(path, kind, data, lines, encoding, {}, given, curated, (*notes, *mended))


_MARKDOWN = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r""),
    (re.compile(r"\[([^\]]+)\]\((?:[^()]|\([^)]*\))*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"^#{1,6}\s+|\s+#+\s*$"), ""),
    (re.compile(r"^>\s?"), ""),
)


def plain_markdown(text: str) -> str:
    """Take the marks of Markdown out of a text, line by line; pictures go, links keep their words.

    Examples
    --------
    >>> plain_markdown("## A **bold** [claim](https://example.org)")
    'A bold claim'
    """
    lines = []
    for line in text.split("\n"):
        for form, kept in _MARKDOWN:
            line = form.sub(kept, line)
        lines.append(line)
    return "\n".join(lines)


def _read_document(path: Path, kind: str, data: bytes) -> RawPage:
    encoding = ""
    notes: tuple[str, ...] = ()
    payload = data
    if kind == "html":
        try:
            html_text, encoding, notes = decode(data, declared=_declared(data))
        except IngestError as error:
            raise IngestError(f"{path.name}: {error}") from error
        payload = html_text.encode("utf-8", "replace")
    try:
        found = read_isolated(kind, payload)
    except IngestError as error:
        raise IngestError(f"{path.name}: {error}") from error
    text, mended = mend("\n".join(found["lines"]))
    markup = {name: (value, evidence) for name, (value, evidence) in found["markup"].items()}
    problems = (*notes, *mended, *found["problems"])
    return RawPage(path, kind, data, tuple(text.split("\n")), encoding, markup, {}, False, problems)


def _declared(data: bytes) -> str:
    match = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", data[:4096], re.IGNORECASE)
    return match[1].decode("ascii").lower() if match else ""
