"""Read tables: of texts with their metadata, and of metadata for pages in files of their own.

The form is that of readtext, quanteda and Conc: a head line, one article a row, ``doc_id`` the name
of the file or of the text, any further column a variable. Zotero's CSV and RIS (which Zotero,
EndNote and most databases write) are read as they come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PureWindowsPath
from typing import Any

from toolkit.corpus.duplicates import fold
from toolkit.corpus.schema import FIELDS, RESERVED, date_fault
from toolkit.errors import IngestError
from toolkit.ingest.databases import language_of, people
from toolkit.ingest.dates import find_dates
from toolkit.ingest.encoding import decode, mend
from toolkit.ingest.holdings import plain_url
from toolkit.ingest.isolation import read_isolated
from toolkit.ingest.metadata import faults_of
from toolkit.result import undefuse

KINDS = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".ris": "ris"}
_NAMES = ("doc_id", "docid", "id", "file", "filename", "file_name", "document", "docname")
_IDS = ("doc_id", "id")
_ENCODINGS = ("charset", "encoding")
# what journals print before the year of an issue
_SEASON = (
    r"(?:(?:spring|summer|autumn|fall|winter|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
    r"(?:\s*[/–-]\s*(?=[a-z]))?)+"
)
# How many columns a message names.
_SHOWN = 12
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
_ZOTERO = {
    "title": "title",
    "author": "author",
    "publication title": "outlet",
    "date": "published",
    "url": "url",
    "section": "section",
    "pages": "pages",
}
_RIS = {
    "TI": "title",
    "T1": "title",
    "AU": "author",
    "A1": "author",
    "T2": "outlet",
    "JO": "outlet",
    "JF": "outlet",
    "DA": "published",
    "PY": "published",
    "Y1": "published",
    "UR": "url",
    "SE": "section",
    "SP": "pages",
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

    def find(self, file: str, *, url: str = "", title: str = "") -> Record | None:
        """Find the row of a page; a file's whole name comes before its name without ending."""
        name = file.casefold()
        keys = [f"file:{name}", f"file:{Path(name).stem}"]
        keys += [f"url:{plain_url(url)}"] if url else []
        keys += [f"title:{fold(title)}"] if title else []
        return next((self._by_key[key] for key in keys if key in self._by_key), None)


def read_table(path: Path) -> list[Record]:
    """Read a table of articles: CSV, TSV, JSONL, Zotero's CSV or RIS.

    Parameters
    ----------
    path
        The file; its encoding is detected.

    Raises
    ------
    IngestError
        When it is no such table, or not well formed.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise IngestError(f"{path.name} is no table that is read; give .csv, .tsv, .jsonl or .ris")
    try:
        text, _, notes = decode(path.read_bytes())
    except OSError as error:
        raise IngestError(f"{path.name} cannot be read ({error.strerror})") from error
    except IngestError as error:
        raise IngestError(f"{path.name}: {error}") from error
    if kind == "ris":
        text, mended = mend(text)
        rows = _ris_rows(text)
        records = [_record(path, n, row, _RIS_FIELDS) for n, row in enumerate(rows, start=1)]
        notes += mended
    else:
        try:
            rows = read_isolated(kind, text.encode("utf-8"))["rows"]
        except IngestError as error:
            raise IngestError(f"{path.name}: {error}") from error
        zotero = bool(rows) and {"Key", "Item Type"} <= rows[0].keys()
        mapping = _ZOTERO if zotero else {}
        records = []
        for n, row in enumerate(rows, start=1):
            cells, mended = _mended(row, defused=kind == "csv")
            record = _record(path, n, cells, mapping)
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


_RIS_FIELDS = {name: name for name in ("title", "author", "outlet", "published", "url")}
_RIS_FIELDS |= {"section": "section", "pages": "pages", "file": "file"}


def _ris_rows(text: str) -> list[dict[str, str]]:
    """Part RIS into records: ``TY  - NEWS`` opens one, ``ER  -`` ends it; authors repeat."""
    rows: list[dict[str, str]] = []
    row: dict[str, str] = {}
    for line in text.split("\n"):
        match = re.match(r"([A-Z][A-Z0-9])\s{1,2}-\s?(.*)$", line.strip())
        if not match:
            continue
        tag, value = match[1], match[2].strip()
        if tag == "TY":
            row = {}
        elif tag == "ER":
            rows += [row] if row else []
            row = {}
        elif tag in ("L1", "L2", "L4"):
            row["file"] = "; ".join(filter(None, [row.get("file", ""), value]))
        elif tag in _RIS and value:
            name = _RIS[tag]
            if name == "author":
                row[name] = "; ".join(filter(None, [row.get(name, ""), value]))
            elif name == "published":
                # DA is the day, PY the year: whichever is more exact, without '//Spring'
                day = re.match(r"\d{4}(?:/\d{1,2}){0,2}(?=/|$)", value)
                value = day.group() if day else value.strip("/ ")
                row[name] = max(row.get(name, ""), value, key=len)
            else:
                row.setdefault(name, value)
    return rows + ([row] if row else [])


def _record(path: Path, number: int, row: Mapping[str, str], mapping: Mapping[str, str]) -> Record:
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
        if not mapping and key in _TEXTS and not text:
            text = cell
        elif not mapping and key in _ENCODINGS:
            encoding = value.lower()
        elif name in ("section", "pages") and mapping:
            variables[name] = " ".join(value.split())
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


def read_cell(name: str, value: str, place: str, problems: list[str]) -> Any:
    """Read the value of a field: authors as a list, a date as ISO 8601, all else as a line."""
    if name == "author":
        parts = [part.strip() for part in value.split(";") if part.strip()]
        # one by one: a pen name or an agency beside full names is an author too
        return [name for part in parts for name in people(part) or (part,)]
    if name == "published":
        return _date(value, place, problems)
    if name == "language":
        return language_of(value)
    return " ".join(value.split())


def _date(value: str, place: str, problems: list[str]) -> str:
    """Read the date of a cell; day and month in numbers are not put into an order."""
    bare = value.strip("/ ")
    iso = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|[T ]\d\d:)", bare)
    if iso and not date_fault(iso.group()):
        return iso.group()
    dates = find_dates(bare)
    season = re.fullmatch(rf"(?P<issue>{_SEASON})\W+(?P<year>\d{{4}})", bare, re.IGNORECASE)
    several = season and re.search(r"[/–-]", season["issue"])  # of May/June 2021 not June
    if season and (several or not dates) and not date_fault(season["year"]):
        problems.append(f"{place}: of {value!r} only the year is read")
        return season["year"]
    if len(dates) == 1:
        if dates[0].ambiguous:
            shown = " or ".join(dates[0].readings)
            problems.append(f"{place}: {value!r} may be {shown}; write YYYY-MM-DD")
        return dates[0].value
    month = re.fullmatch(r"(?P<month>\d{1,2})\s*[/.]\s*(?P<year>\d{4})", bare) or re.fullmatch(
        r"(?P<year>\d{4})\s*[/.]\s*(?P<month>\d{1,2})", bare
    )
    if month and not date_fault(f"{month['year']}-{month['month']:0>2}"):
        return f"{month['year']}-{month['month']:0>2}"
    problems.append(f"{place}: {value!r} is no date that can be read; write YYYY-MM-DD")
    return ""


def _file_names(value: str) -> set[str]:
    """Give the names of files in a cell, with and without their endings."""
    found = set()
    for part in value.split(";"):
        name = PureWindowsPath(part.strip()).name.casefold()
        if name:
            found |= {name, re.sub(r"\.\w{2,5}$", "", name)}
    return found
