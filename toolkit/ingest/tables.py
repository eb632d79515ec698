"""Read tables: of texts with their metadata, and of metadata for pages in files of their own.

The form is that of readtext, quanteda and Conc: a head line, one article a row, ``doc_id`` the name
of the file or of the text, any further column a variable. Zotero's CSV, CSL JSON and RIS (which
Zotero, EndNote and most databases write) are read as they come.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PureWindowsPath
from typing import Any

from toolkit.corpus.duplicates import fold
from toolkit.corpus.schema import FIELDS, RESERVED
from toolkit.errors import IngestError
from toolkit.ingest.cells import read_cell
from toolkit.ingest.encoding import decode, mend
from toolkit.ingest.holdings import plain_url
from toolkit.ingest.isolation import read_isolated
from toolkit.ingest.metadata import faults_of
from toolkit.ingest.ris import ris_rows
from toolkit.result import undefuse

KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".ris": "ris",
    ".json": "csl",
}
# Kinds that tell of works and hold no text.
_OF_WORKS = ("ris", "csl")
_TAKEN = "give .csv, .tsv, .jsonl, .ris or .json (CSL JSON)"
_FROM_ZOTERO = "from Zotero, export the items as CSL JSON or RIS"
_OTHERS = {
    ".bib": f"BibTeX; {_FROM_ZOTERO}",
    ".rdf": f"RDF; {_FROM_ZOTERO}",
    ".xml": f"XML; {_FROM_ZOTERO}",
    **dict.fromkeys((".xlsx", ".xls", ".ods"), "a workbook; save its sheet as .csv"),
}
_NAMES = ("doc_id", "docid", "id", "file", "filename", "file_name", "document", "docname")
_IDS = ("doc_id", "id")
_ENCODINGS = ("charset", "encoding")
# How many columns a message names, and how many letters a cell of texts has at least.
_SHOWN = 12
_LONG = 400
_TEXTS = ("text", "body", "content", "fulltext", "full_text", "article_text")
_ALIASES = {
    "headline": "title",
    "authors": "author",
    "author_s": "author",
    "author_name": "author",
    "writer": "author",
    "byline": "author",
    "creator": "author",
    "date": "published",
    "pub_date": "published",
    "pubdate": "published",
    "publication_date": "published",
    "date_published": "published",
    "datepublished": "published",
    "publication": "outlet",
    "source": "outlet",
    "newspaper": "outlet",
    "journal": "outlet",
    "publication_title": "outlet",
    "pubtitle": "outlet",
    "source_name": "outlet",
    "link": "url",
    "document_url": "url",
    "lang": "language",
    "licence": "rights",
    "license": "rights",
}
# Columns of RIS and CSL JSON, as their readers call them.
_WORK = {name: name for name in ("title", "author", "names", "outlet", "published", "doubt", "url")}
_WORK |= {name: name for name in ("section", "pages", "file")}
_ZOTERO = {
    "title": "title",
    "author": "author",
    "publication title": "outlet",
    "date": "published",
    "url": "url",
    "section": "section",
    "pages": "pages",
}


@dataclass(frozen=True)
class Record:
    """What one row of a table tells of an article.

    Parameters
    ----------
    place
        The table and the row, for messages.
    fields
        Fields of the article.
    names
        Names of files it may stand in, without folder and in small letters.
    text
        The text, where the table holds it.
    id
        What the table calls the article.
    problems
        Values that could not be used.
    row
        The row, counted from 1 under the head line.
    encoding
        The encoding of the file that it describes.
    """

    place: str
    fields: Mapping[str, Any]
    names: frozenset[str] = frozenset()
    text: str = ""
    id: str = ""
    problems: tuple[str, ...] = ()
    row: int = 0
    encoding: str = ""


@dataclass(frozen=True)
class Records:
    """The rows of a metadata table, found by file name, by address, or by title.

    Examples
    --------
    >>> table = Records([Record("t.csv, row 1", {"title": "Gas"}, frozenset({"a.pdf", "a"}))])
    >>> table.find("a.txt").fields["title"]
    'Gas'
    """

    records: Iterable[Record]
    _by_key: dict[str, Record] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for record in self.records:
            keys = [f"file:{name}" for name in record.names]
            if record.fields.get("url"):
                keys.append(f"url:{plain_url(record.fields['url'])}")
            if record.fields.get("title"):
                keys.append(f"title:{fold(record.fields['title'])}")
            for key in keys:
                self._by_key.setdefault(key, record)

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def find(self, file: str, *, url: str = "", title: str = "") -> Record | None:
        """Find the row of a page; a file's whole name comes before its name without ending."""
        name = file.casefold()
        keys = [f"file:{name}", f"file:{Path(name).stem}"]
        keys += [f"url:{plain_url(url)}"] if url else []
        keys += [f"title:{fold(title)}"] if title else []
        return next((self._by_key[key] for key in keys if key in self._by_key), None)


def read_table(path: Path, *, text_column: str = "") -> list[Record]:
    """Read a table of articles: CSV, TSV, JSONL, Zotero's CSV, CSL JSON or RIS.

    Parameters
    ----------
    path
        The file; its encoding is detected.
    text_column
        The column of the texts, where it has another name than those that are known.

    Raises
    ------
    IngestError
        When it is no such table, or not well formed.
    """
    kind, rows, notes = _rows_of(path)
    if kind in _OF_WORKS:
        mapping = _WORK
    else:
        mapping = _ZOTERO if rows and {"Key", "Item Type"} <= rows[0].keys() else {}
    texts = _text_keys(text_column)
    records = []
    for n, row in enumerate(rows, start=1):
        cells, mended = _mended(row, defused=kind == "csv")
        record = _record(path, n, cells, mapping, texts)
        records.append(replace(record, problems=(*mended, *record.problems)))
    if not records:
        raise IngestError(f"{path.name} holds no rows")
    # told once: of a table of texts with its first text, for rows without one are left out
    place = next((n for n, record in enumerate(records) if record.text.strip()), 0)
    if records[place].text.strip():
        notes += _without_author(path.name, rows)
    first = records[place]
    records[place] = replace(first, problems=(*notes, *first.problems))
    return records


def _rows_of(path: Path) -> tuple[str, list[dict[str, str]], tuple[str, ...]]:
    """Read the rows of a table as they stand in it; give its kind, them, and what was assumed."""
    ending = path.suffix.lower()
    if ending not in KINDS:
        but = f", but {_OTHERS[ending]}" if ending in _OTHERS else ""
        raise IngestError(f"{path.name} is no table that is read{but}; {_TAKEN}")
    kind = KINDS[ending]
    try:
        text, _, notes = decode(path.read_bytes())
        if kind == "ris":  # whole, for its tags may be broken too
            text, mended = mend(text)
            return kind, ris_rows(text), (*notes, *mended)
        return kind, read_isolated(kind, text.encode("utf-8"))["rows"], notes
    except OSError as error:
        raise IngestError(f"{path.name} cannot be read ({error.strerror})") from error
    except IngestError as error:
        raise IngestError(f"{path.name}: {error}") from error


def _text_keys(text_column: str) -> tuple[str, ...]:
    """Give the columns that may hold the text, folded: the one that is named, or those known."""
    return (_key(text_column),) if text_column else _TEXTS


def why_no_text(path: Path, text_column: str = "") -> str:
    """Say why a table gives no texts, which columns it has, and what to do.

    Parameters
    ----------
    path
        The table.
    text_column
        The column that was named for the texts.

    Raises
    ------
    IngestError
        When it cannot be read.
    """
    kind, rows, _ = _rows_of(path)
    beside = "give it with --metadata beside the files it describes"
    if kind in _OF_WORKS:
        return f"{path.name} tells of works and has no texts; {beside}"
    columns = list(dict.fromkeys(column for row in rows for column in row if column))
    empty = next((name for name in columns if _key(name) in _text_keys(text_column)), "")
    if empty:
        return f"{path.name}: the column {empty!r} is empty in every row"
    shown = ", ".join(columns[:_SHOWN]) + (", …" if len(columns) > _SHOWN else "")
    told = f"{path.name} has no column {text_column or 'text'!r}; there are {shown}"
    letters = {column: sum(len(row.get(column, "")) for row in rows) for column in columns}
    longest = max(letters, key=lambda column: letters[column], default="")
    if letters.get(longest, 0) > _LONG * len(rows):
        return f"{told}; if the texts are in {longest!r}, give --text-column {shlex.quote(longest)}"
    return f"{told}; name that of the texts with --text-column, or {beside}"


def _without_author(name: str, rows: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Say that no column of a table of texts is known as that of the author, and which there are.

    Of a table that describes files nothing is said: their pages may tell who wrote them.
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if any(_ALIASES.get(key, key) == "author" for key in map(_key, columns)):
        return ()
    shown = ", ".join(columns[:_SHOWN]) + (", …" if len(columns) > _SHOWN else "")
    return (
        f"{name}: no column is known as that of the author (there are {shown}); "
        "call it 'author', or give --author",
    )


def _key(column: str, between: str = "_") -> str:
    """Fold the name of a column: ``Author(s)`` is ``author_s``."""
    return re.sub(r"\W+", between, column.strip().casefold()).strip(" _")


def _mended(row: Mapping[str, str], *, defused: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    """Mend the cells of a row, not the file: a mended ``&quot;`` would end a cell or a string.

    Cells of CSV lose the apostrophe by which an export keeps a spreadsheet from running them.
    """
    plain = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row.values()]
    text, notes = mend("\n".join(undefuse(cell) if defused else cell for cell in plain))
    lines = iter(text.split("\n"))
    cells = ("\n".join(islice(lines, cell.count("\n") + 1)) for cell in plain)
    return dict(zip(row, cells, strict=True)), notes


def _record(
    path: Path,
    number: int,
    row: Mapping[str, str],
    mapping: Mapping[str, str],
    texts: Collection[str],
) -> Record:
    place = f"{path.name}, row {number}"
    fields: dict[str, Any] = {}
    variables: dict[str, str] = {}
    problems: list[str] = []
    names: set[str] = set()
    text = encoding = identifier = year = ""
    for column, cell in row.items():
        value = cell.strip()
        key = _key(column, " " if mapping else "_")
        if not value:
            continue
        if not mapping and key in texts and not text:
            text = cell
            continue
        if key in ("file attachments", "file") or (not mapping and key in _NAMES):
            names |= _file_names(value)
        if not mapping and key in _IDS:
            identifier = identifier or value
        if not mapping and key == "year":
            year = value
        if mapping:
            name = mapping.get(key, "")
        else:
            name = _ALIASES.get(key, key)
        if not mapping and key in _ENCODINGS:
            encoding = value.lower()
        elif name in ("section", "pages") and mapping:
            variables[name] = " ".join(value.split())
        elif not mapping and key in (*texts, *_TEXTS) and len(value) > _LONG:
            problems.append(f"{place}: the column {column!r} holds a text too; left out")
        elif mapping and name == "names":  # parted already, and turned round
            people = [name for line in value.split("\n") if (name := line.strip())]
            fields["author"] = [name for name in people if not faults_of({"author": [name]})]
        elif mapping and name == "doubt":
            problems.append(f"{place}: {value}")
        elif name in FIELDS and name not in ("id", "variables", "field_sources"):
            fields.setdefault(name, _sound(name, value, place, problems))
        elif not mapping and key not in (*_NAMES, "field_sources"):
            variable = re.sub(r"^(?=\d)", "_", key) if key else ""
            if variable and variable not in RESERVED:
                variables[variable] = " ".join(value.split())
    if year and not fields.get("published"):
        fields["published"] = read_cell("published", year, place, problems)
    if mapping and "published" not in fields and row.get("Publication Year", "").strip():
        fields["published"] = row["Publication Year"].strip()
    if variables:
        fields["variables"] = variables
    told = {name: value for name, value in fields.items() if value or name == "author"}
    return Record(
        place, told, frozenset(names), text, identifier, tuple(problems), number, encoding
    )


def _sound(name: str, value: str, place: str, problems: list[str]) -> Any:
    """Read the value of a field; one that the field may not have is told, and left out."""
    read = read_cell(name, value, place, problems)
    faults = faults_of({name: read}) if read else []
    problems += [f"{place}: {fault}; left out" for fault in faults]
    return "" if faults else read


def _file_names(value: str) -> set[str]:
    """Give the names of files in a cell, with and without their endings."""
    found = set()
    for part in value.split(";"):
        name = PureWindowsPath(part.strip()).name.casefold()
        if name:
            found |= {name, re.sub(r"\.\w{2,5}$", "", name)}
    return found
