"""Decide anew which lines of an article's original are kept, now or years after it was taken in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.corpus.article import clean_body
from toolkit.corpus.quarantine import ORIGINALS, RECORD, read_record
from toolkit.corpus.reading import find_corpus
from toolkit.errors import IngestError
from toolkit.files import locked, write_atomic
from toolkit.ingest.add import Candidate, check_lines, propose_page, revise
from toolkit.ingest.coded import reattach
from toolkit.ingest.databases import NAMES, split_export
from toolkit.ingest.holdings import Holdings
from toolkit.ingest.manage import Changed, find_article
from toolkit.ingest.pages import Part, RawPage
from toolkit.ingest.readers import read
from toolkit.ingest.reprints import parts_of
from toolkit.ingest.storing import make_record, text_sha256
from toolkit.ingest.writer import render

PRIVATE = "private"


def propose_again(
    root: str | Path,
    identifier: str,
    *,
    keep: Collection[int] = (),
    drop: Collection[int] = (),
    forget: bool = False,
) -> Candidate:
    """Propose the kept lines of an article anew, from its untouched original; nothing is written.

    What was decided by hand before holds, unless `keep` and `drop` say otherwise.

    Parameters
    ----------
    root
        The corpus folder.
    identifier
        The article.
    keep, drop
        Numbers of lines of the original.
    forget
        Leave earlier decisions by hand out of account.

    Raises
    ------
    CorpusError
        When there is no corpus.
    IngestError
        When there is no such article, no original of it, or no such line in that.
    """
    root = find_corpus(root)
    path = find_article(root, identifier)
    values, _ = parts_of(path)
    record = read_record(root, identifier)
    page = _original(root, identifier, record)
    check_lines(page, keep, drop)
    before = {} if forget else record.get("by_hand", {})
    kept = (set(before.get("keep", ())) - set(drop)) | set(keep)
    dropped = (set(before.get("drop", ())) - set(keep)) | set(drop)
    holdings = Holdings(root)
    given = {name: value for name, value in values.items() if name not in ("id", "field_sources")}
    candidate = propose_page(page, given, holdings=None)
    fields = {
        name: replace(field, source=values.get("field_sources", {}).get(name, field.source))
        for name, field in candidate.fields.items()
    }
    return revise(
        replace(candidate, fields=fields),
        keep=kept,
        drop=dropped,
        holdings=holdings,
        besides=identifier,
    )


def _original(root: Path, identifier: str, record: dict[str, Any]) -> RawPage:
    name = record.get("original")
    path = root / ORIGINALS / identifier / str(name)
    if not isinstance(name, str) or Path(name).name != name or not path.is_file():
        raise IngestError(
            f"{identifier} has no original under {ORIGINALS}/{identifier}: it was written by hand; "
            "change its text with 'discourse edit'"
        )
    kind = str(record.get("kind", ""))
    if kind not in (*NAMES, "table"):
        return read(path, sent=str(record.get("encoding", "")))
    data = path.read_bytes()
    lines = tuple(data.decode("utf-8").split("\n"))
    if kind == "table":
        body = tuple(n for n, line in enumerate(lines, start=1) if line.strip())
    else:
        entries = split_export(lines, kind)
        body = entries[0].body if entries else tuple(range(1, len(lines) + 1))
    told = record.get("part_of")
    part = Part(**told) if isinstance(told, dict) else None
    return RawPage(path, kind, data, lines, body=body, part=part)


def is_edited(root: str | Path, identifier: str) -> bool:
    """Whether the text was changed by hand since it was cut from its original.

    Raises
    ------
    CorpusError
        When there is no corpus.
    """
    root = find_corpus(root)
    _, body = parts_of(find_article(root, identifier))
    cut = read_record(root, identifier).get("text_sha256")
    return cut is not None and cut != text_sha256(clean_body(body))


def rewrite(root: str | Path, identifier: str, candidate: Candidate) -> Changed:
    """Write the text that a candidate keeps in the place of an article's text.

    The decision is stored beside the original; codings follow the paragraphs that stay.

    Parameters
    ----------
    root
        The corpus folder.
    identifier
        The article.
    candidate
        What `propose_again` gave.

    Raises
    ------
    CorpusError
        When there is no corpus.
    IngestError
        When no line is kept.
    """
    root = find_corpus(root)
    with locked(root / PRIVATE):
        path = find_article(root, identifier)
        values, _ = parts_of(path)
        content = render(values, candidate.text)
        store = root / ORIGINALS / identifier
        record = read_record(root, identifier)
        kept: dict[str, Any] = {
            name: record[name]
            for name in ("original", "sha256", "part_of", "fields")
            if name in record
        }
        # the article before its record: a record of other lines is mended by the same call
        write_atomic(path, content)
        coding = reattach(root, identifier, path)
        write_atomic(store / RECORD, make_record(candidate, kept=kept))
    return Changed(path, coding)
