"""Read the list of works to fetch: a table with addresses, or one address a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.errors import IngestError
from toolkit.files import path_of
from toolkit.ingest.encoding import decode
from toolkit.ingest.holdings import plain_url
from toolkit.ingest.tables import KINDS, read_table

# Of a row, what is known of the article itself; a catalogue's remarks are not variables of it.
_FIELDS = ("title", "author", "outlet", "genre")
# Dates of these sources were not printed on the page: they are not taken for its date.
_NO_DATE = ("inferred", "crawler")


@dataclass(frozen=True)
class Work:
    """A work with the address of its page.

    Parameters
    ----------
    url
        The address.
    fields
        What the list tells of the article: title, author, outlet, genre, published.
    place
        Where it stands in the list, for messages.
    """

    url: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""


def read_works(path: str | Path) -> list[Work]:
    """Read a list of works.

    Parameters
    ----------
    path
        A table with a column ``url`` (CSV, TSV, JSONL, Zotero's CSV, CSL JSON, RIS), or a text file
        with one address a line (lines that begin with ``#`` are remarks).

    Returns
    -------
    list of Work
        Each address once.

    Raises
    ------
    IngestError
        When the file cannot be read or holds no address.
    """
    path = path_of(path, IngestError).expanduser()
    if not path.is_file():
        raise IngestError(f"{path} is not there; give a table with a column 'url'")
    if path.suffix.lower() in KINDS:
        works = [
            Work(str(record.fields["url"]), _told(record.fields), record.place)
            for record in read_table(path)
            if record.fields.get("url")
        ]
    else:
        try:
            text, _, _ = decode(path.read_bytes())
        except OSError as error:
            raise IngestError(f"{path.name} cannot be read ({error.strerror})") from error
        except IngestError as error:
            raise IngestError(f"{path.name}: {error}") from error
        works = [
            Work(line.strip(), {}, f"{path.name}, line {number}")
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip() and not line.lstrip().startswith("#")
        ]
    if not works:
        raise IngestError(f"{path.name} holds no address; a table needs a column 'url'")
    return list({plain_url(work.url): work for work in reversed(works)}.values())[::-1]


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: fields[name] for name in _FIELDS if fields.get(name)}
    source = dict(fields.get("variables") or {}).get("date_source", "")
    if fields.get("published") and source not in _NO_DATE:
        told["published"] = fields["published"]
    return told
