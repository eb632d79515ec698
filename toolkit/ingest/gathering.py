"""Gather the pages of files and folders, in whatever mixture, with the rows that describe them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import IngestError
from toolkit.files import path_of
from toolkit.ingest import tables
from toolkit.ingest.boilerplate import propose
from toolkit.ingest.holdings import Holdings, lines_of
from toolkit.ingest.kinds import KINDS
from toolkit.ingest.pages import RawPage
from toolkit.ingest.readers import MAX_BYTES, read_pages
from toolkit.ingest.tables import Record, Records

_SKIPPED = ("readme.md", "readme.txt", "license.md", "thumbs.db", "desktop.ini", "datapackage.json")


@dataclass(frozen=True)
class Gathered:
    """One page with the row that describes it, or the reason why a file gave none.

    Parameters
    ----------
    path
        The file.
    page
        The page; ``None`` when the file could not be read.
    record
        The row of the metadata table; ``None`` where none fits.
    problem
        Why it could not be read.
    """

    path: Path
    page: RawPage | None = None
    record: Record | None = None
    problem: str = ""


def find_files(paths: Iterable[str | Path], *, besides: Iterable[Path] = ()) -> list[Path]:
    """List files, and the readable files of folders at any depth, in order of name.

    Hidden files, links to folders, and the parts of saved pages (``page_files/``) are left out.

    Parameters
    ----------
    paths
        Files and folders.
    besides
        Files and folders that hold no pages: the metadata table, the corpus itself.

    Raises
    ------
    IngestError
        When a folder holds nothing that can be read.
    """
    left_out = {path.resolve() for path in besides}
    found: list[Path] = []
    given = [paths] if isinstance(paths, str | Path) else paths
    for path in (path_of(one, IngestError) for one in given):
        if not path.is_dir():
            found.append(path)
            continue
        inside = list(_inside(path, left_out, _ENDINGS))
        if not inside:
            endings = ", ".join(_ENDINGS)
            raise IngestError(f"{path.name} holds no file that can be read ({endings})")
        found += inside
    return list(dict.fromkeys(found))


def _inside(folder: Path, left_out: Collection[Path], endings: Collection[str]) -> Iterator[Path]:
    for base, folders, names in os.walk(folder):
        if Path(base).resolve() in left_out:
            folders[:] = []
            continue
        folders[:] = sorted(
            name for name in folders if name[0] != "." and not name.endswith("_files")
        )
        if "datapackage.json" in names:  # our own export: its tokens come from its articles
            names = [name for name in names if name != "tokens.csv"]
        for name in sorted(names):
            known = Path(name).suffix.lower() in endings
            file = Path(base) / name
            page = known and name[0] not in ".~" and name.lower() not in _SKIPPED
            if page and file.resolve() not in left_out:
                yield file


# JSON is most often something else; where it tells of works, `_works_in` finds it.
_ENDINGS = (*KINDS, *(ending for ending in tables.KINDS if ending != ".json"))
# What may hold articles or tell of them; of pictures and scripts in a folder nothing is said.
_PERHAPS = (
    *(".doc", ".pages", ".epub", ".webarchive", ".msg", ".mbox"),
    *(".xls", ".xlsx", ".ods", ".bib", ".json"),
)


def passed_over(paths: Iterable[str | Path], *, besides: Iterable[Path] = ()) -> list[Path]:
    """List the files of folders that may hold articles, but are of a kind that is not read.

    Parameters
    ----------
    paths
        Files and folders.
    besides
        Files and folders that hold no pages.
    """
    left_out = {path.resolve() for path in besides}
    found = [path for folder in _folders(paths) for path in _inside(folder, left_out, _PERHAPS)]
    return [path for path in found if not _only_metadata(path)]


def _folders(paths: Iterable[str | Path]) -> list[Path]:
    given = [paths] if isinstance(paths, str | Path) else paths
    return [path for path in (path_of(one, IngestError) for one in given) if path.is_dir()]


def _works_in(paths: Iterable[str | Path], besides: Iterable[Path]) -> list[Record]:
    """Read what CSL JSON in folders tells of the files there."""
    left_out = {path.resolve() for path in besides}
    return [
        record
        for folder in _folders(paths)
        for path in _inside(folder, left_out, (".json",))
        for record in _only_metadata(path)
    ]


def gather(
    paths: Iterable[str | Path],
    *,
    metadata: str | Path | None = None,
    corpus: str | Path | None = None,
    text_column: str = "",
) -> Iterator[Gathered]:
    """Read the pages of files and folders one after another; a bad file does not end it.

    A table (CSV, JSONL, RIS, CSL JSON) without texts in a folder describes the other files there,
    as `metadata` does.

    Parameters
    ----------
    paths
        Files and folders.
    metadata
        A table of metadata (CSV, TSV, JSONL, Zotero's CSV, CSL JSON, RIS): one row a file.
    corpus
        The corpus that the pages shall join; where it lies in one of the folders, it is left out.
    text_column
        The column of tables that holds the texts, where it is not called ``text``.

    Raises
    ------
    IngestError
        When the metadata table cannot be read, or a folder holds nothing to read.
    """
    table = path_of(metadata, IngestError).expanduser() if metadata is not None else None
    rows = tables.read_table(table) if table is not None else []
    paths = [paths] if isinstance(paths, str | Path) else list(paths)
    besides = [Path(name) for name in (table, corpus) if name is not None]
    files = find_files(paths, besides=besides)
    rows += _works_in(paths, besides)
    pages = []
    for path in files:
        described = _only_metadata(path, text_column) if len(files) > 1 else []
        rows += described
        pages += [] if described else [path]
    records = Records(tuple(rows))
    for path in pages:
        row = records.find(path.name)
        try:
            sent = row.encoding if row else ""
            found = read_pages(path, sent=sent, text_column=text_column)
        except IngestError as error:
            yield Gathered(path, problem=str(error))
            continue
        for page in found:
            yield Gathered(path, page, _record_of(page, records))


def _record_of(page: RawPage, records: Records) -> Record | None:
    """Find the row of a page by its file, by what its markup tells, or by the title over its text.

    Zotero's CSL JSON names no files, and a pasted page has no markup.
    """
    url, title = (str(page.markup.get(name, [""])[0]) for name in ("url", "title"))
    found = records.find(page.path.name, url=url, title=title)
    if found is None and records and not page.curated and not page.body:
        read = propose(page.lines).title
        found = records.find(page.path.name, title=read) if read else None
    return found


def unmatched(found: Iterable[Gathered], metadata: str | Path) -> list[str]:
    """Say which pages no row of a metadata table describes, and which rows describe no page.

    Parameters
    ----------
    found
        What `gather` gave.
    metadata
        The table that was given to it.

    Returns
    -------
    list of str
        A sentence for the pages and one for the rows; nothing where all found each other.
    """
    table = path_of(metadata, IngestError).expanduser()
    rows = tables.read_table(table)
    pages = [one for one in found if not one.problem]
    bare = list(dict.fromkeys(one.path.name for one in pages if one.record is None))
    used = {one.record.place for one in pages if one.record is not None}
    idle = [
        f"row {row.row}" + (f" ({max(row.names, key=len)})" if row.names else "")
        for row in rows
        if row.place not in used
    ]
    if pages and not used:
        return [
            f"no row of {table.name} describes any of these pages: give it a column 'file' with "
            "the names of the files"
        ]
    said = []
    if bare:
        said.append(f"no row of {table.name} describes {_some(bare)}")
    if idle:
        said.append(f"{table.name}: no page here for {_some(idle)} of {len(rows)} rows")
    return said


def _some(names: list[str]) -> str:
    """Name a few and count the rest."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def _only_metadata(path: Path, text_column: str = "") -> list[Record]:
    """Read a table that describes other files; empty where it holds texts or cannot be read."""
    if path.suffix.lower() not in tables.KINDS:
        return []
    try:
        if path.suffix.lower() == ".json" and path.stat().st_size > MAX_BYTES:
            return []  # no library is as large
        rows = tables.read_table(path, text_column=text_column)
    except (IngestError, OSError):
        return []  # `read_pages` says what is wrong with it
    return [] if any(row.text.strip() for row in rows) else rows


def learn_furniture(holdings: Holdings, paths: Iterable[Path]) -> None:
    """Let a batch of pasted pages and mails tell which lines belong to their site, before judging.

    Parameters
    ----------
    holdings
        What the corpus holds; the lines of the pages join those of its originals.
    paths
        The files; only pasted text and mails have lines of furniture.
    """
    for path in paths:
        if path.suffix.lower() in (".txt", ".text", ".eml"):
            holdings.furniture.add(path.as_posix(), lines_of(path))
