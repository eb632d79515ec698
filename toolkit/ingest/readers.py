"""Read files: pasted text, saved pages and mails, documents, exports of databases, tables."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.corpus import frontmatter
from toolkit.errors import IngestError
from toolkit.files import path_of
from toolkit.ingest import tables
from toolkit.ingest.cells import read_cell
from toolkit.ingest.databases import is_exported_page, prepare, recognise, split_export
from toolkit.ingest.encoding import declared_in, decode, mend
from toolkit.ingest.isolation import read_isolated
from toolkit.ingest.kinds import kind_of, signature
from toolkit.ingest.mail import read_head
from toolkit.ingest.pages import Part, RawPage

# Raised whenever the lines read from a file may change; stored beside each article.
VERSION = "3"
MAX_BYTES = 20 * 1024 * 1024


def read(path: str | Path, *, sent: str = "") -> RawPage:
    """Read a file that holds one page.

    Formats that can hide something (all but plain text and Markdown) are read in a process of their
    own with a limit on time and memory. Nothing is fetched.

    Parameters
    ----------
    path
        A ``.txt``, ``.md``, ``.html``, ``.mhtml``, ``.eml``, ``.pdf``, ``.docx``, ``.odt`` or
        ``.rtf`` file of at most 20 MB.
    sent
        The encoding that the server named when it sent the page; UTF-8 that fits goes before it.

    Returns
    -------
    RawPage

    Raises
    ------
    IngestError
        When the file is missing, empty, too large, of another kind, holds more than one article, or
        cannot be read.
    """
    first, *others = read_pages(path, sent=sent)
    if others:
        raise IngestError(
            f"{path_of(path).name} holds {len(others) + 1} articles; take them in together with "
            "read_pages or 'discourse add'"
        )
    return first


def read_pages(path: str | Path, *, sent: str = "", text_column: str = "") -> list[RawPage]:
    """Read all the pages that a file holds.

    An export of a newspaper database (Nexis, Factiva, ProQuest, as text, RTF, DOCX or HTML) is
    parted into its articles; a table with a column of texts (CSV, JSONL) into its rows. Every other
    file is one page.

    Parameters
    ----------
    path
        The file.
    sent
        The encoding that the server named when it sent the file.
    text_column
        The column of a table that holds the texts, where it is not called ``text``.

    Returns
    -------
    list of RawPage
        At least one.

    Raises
    ------
    IngestError
        When the file cannot be read, or is a table without texts.
    """
    path = path_of(path, IngestError).expanduser()
    data = _read_bytes(path)
    suffix = path.suffix.lower()
    if suffix in tables.KINDS and not signature(suffix, data):
        return _rows(path, data, text_column)
    kind = kind_of(path, data)
    if kind in ("text", "markdown"):
        page = _read_text(path, kind, data, sent)
    else:
        page = _read_document(path, kind, data, sent)
    if not any(re.search(r"\w", line) for line in page.lines):
        scan = " (a scan? run character recognition first)" if kind == "pdf" else ""
        left_out = f"; {page.problems[0]}" if page.problems else ""
        raise IngestError(f"{path.name} holds no text{scan}{left_out}")
    database = "" if page.curated else recognise(page.lines)
    return _parts(page, database) if database else [page]


def _parts(page: RawPage, database: str) -> list[RawPage]:
    """Part the export of a database into its articles."""
    every = prepare(page.lines, database)
    entries = split_export(every, database)
    if not entries:
        return [page]
    whole = page.sha256
    found = []
    for number, entry in enumerate(entries, start=1):
        lines = tuple(every[entry.first - 1 : entry.last])
        found.append(
            replace(
                page,
                kind=database,
                data="\n".join(lines).encode("utf-8"),
                lines=lines,
                markup={
                    name: (value, f"{database} record, {label}")
                    for name, (value, label) in entry.fields.items()
                },
                given={"variables": dict(entry.variables)} if entry.variables else {},
                body=tuple(line - entry.first + 1 for line in entry.body),
                part=Part(page.path.name, whole, number, len(entries), entry.first),
            )
        )
    return found


def _rows(path: Path, data: bytes, text_column: str) -> list[RawPage]:
    """Read a table that holds texts: each row is an article whose text is kept whole."""
    records = tables.read_table(path, text_column=text_column)
    holding = [record for record in records if record.text.strip()]
    if not holding:
        raise IngestError(tables.why_no_text(path, text_column))
    whole = hashlib.sha256(data).hexdigest()
    bare = [str(record.row) for record in records if not record.text.strip()]
    # told once, with the first article
    left_out = (f"{path.name}, row {', '.join(bare)}: no text, left out",) if bare else ()
    found = []
    for number, record in enumerate(holding, start=1):
        lines = tuple(record.text.split("\n"))
        found.append(
            RawPage(
                path,
                "table",
                record.text.encode("utf-8"),
                lines,
                given={**record.fields, "id": record.id},
                body=tuple(n for n, line in enumerate(lines, start=1) if line.strip()),
                problems=(*(left_out if number == 1 else ()), *record.problems),
                part=Part(path.name, whole, number, len(holding), record.row),
            )
        )
    return found


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
            raise IngestError(f"{path} {what}; give the name of a saved page")
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


def _read_text(path: Path, kind: str, data: bytes, sent: str) -> RawPage:
    try:
        text, encoding, notes = decode(data, sent=sent)
    except IngestError as error:
        raise IngestError(f"{path.name}: {error}") from error
    text, mended = mend(text)
    given: dict[str, Any] = {}
    told: list[str] = []
    curated = False
    if kind == "markdown":
        parts = frontmatter.split(text)
        if parts.values and not parts.faults:
            given = _front_matter(parts.values, path.name, told)
            # blank lines stand for the front matter, so that line numbers stay those of the file
            text = "\n" * (parts.body_line - 1) + parts.body
            curated = {"title", "author", "published"} <= parts.values.keys()
        elif parts.faults and parts.faults[0].code != "no-front-matter":
            fault = parts.faults[0]
            raise IngestError(f"{path.name}:{fault.line}: {fault.what}; {fault.remedy}")
        text = text if curated else plain_markdown(text)
    lines = tuple(text.split("\n"))
    problems = (*notes, *mended, *told)
    markup = read_head(lines) if kind == "text" else {}
    return RawPage(path, kind, data, lines, encoding, markup, given, curated, problems=problems)


def _front_matter(values: dict[str, Any], place: str, problems: list[str]) -> dict[str, Any]:
    """Read what note-taking programs write: an author as plain text, a ``date``."""
    given = dict(values)
    for name, other in (("author", "authors"), ("published", "date")):
        if other in given:
            given.setdefault(name, given.pop(other))
        value = given.get(name)
        if isinstance(value, str) and value.strip():
            given[name] = read_cell(name, value, place, problems)
        if value and not given[name]:
            del given[name]  # told as a problem; empty would say that it is known to be unknown
    return given


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


def _read_document(path: Path, kind: str, data: bytes, sent: str) -> RawPage:
    encoding = ""
    notes: tuple[str, ...] = ()
    payload = data
    if kind == "html":
        try:
            html_text, encoding, notes = decode(data, sent=sent, declared=declared_in(data))
        except IngestError as error:
            raise IngestError(f"{path.name}: {error}") from error
        payload = html_text.encode("utf-8", "replace")
    reading = "rendered" if kind == "html" and is_exported_page(payload) else kind
    try:
        found = read_isolated(reading, payload)
    except IngestError as error:
        raise IngestError(f"{path.name}: {error}") from error
    text, mended = mend("\n".join(found["lines"]))
    markup = {name: (value, evidence) for name, (value, evidence) in found["markup"].items()}
    problems = (*notes, *mended, *found["problems"])
    return RawPage(
        path,
        kind,
        data,
        tuple(text.split("\n")),
        found.get("encoding", encoding),
        markup,
        problems=problems,
        shown=tuple(mend("\n".join(found.get("shown", ())))[0].split("\n")),
    )
