"""Part the exports of newspaper databases into articles: Nexis, Factiva, ProQuest.

Each writes many articles into one file, each article as a record of named fields around a text. The
forms are those of their own export menus ("full text", with or without indexing), whatever the
file type; the labels that open a field are what they are known by. The day an article was loaded
into a database is not the day it was published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from toolkit.ingest.databases.factiva import split_factiva
from toolkit.ingest.databases.nexis import split_nexis
from toolkit.ingest.databases.proquest import split_proquest
from toolkit.ingest.databases.records import Entry, language_of, people

__all__ = [
    "NAMES",
    "Entry",
    "is_exported_page",
    "language_of",
    "people",
    "prepare",
    "recognise",
    "split_export",
]

_SPLITTERS: Mapping[str, Callable[[Sequence[str]], list[Entry]]] = {
    "nexis": split_nexis,
    "factiva": split_factiva,
    "proquest": split_proquest,
}
NAMES = tuple(_SPLITTERS)


def recognise(lines: Sequence[str]) -> str:
    """Say which database exported these lines; ``""`` when none did.

    Examples
    --------
    >>> recognise(["A title", "Load-Date: March 3, 2021", "End of Document"])
    'nexis'
    """
    marks = dict.fromkeys(_SPLITTERS, 0)
    for line in lines:
        text = line.strip()
        if len(text) > 90:
            continue
        for name, signs in _SIGNS.items():
            marks[name] += bool(signs.match(text))
    best = max(marks, key=lambda name: marks[name])
    return best if marks[best] >= 2 else ""


_SIGNS = {
    "nexis": re.compile(
        r"End of Document|Load-Date:|LOAD-DATE:|\d+ of \d+ DOCUMENTS|PUBLICATION-TYPE:"
        r"|Classification|Publication-Type:"
    ),
    "factiva": re.compile(
        r"Document [A-Z][A-Z0-9]{8,}\w*$|(?:HD|WC|PD|AN|SN)\s{2,}\S|[\d,]+ words$"
    ),
    "proquest": re.compile(
        r"ProQuest document (?:ID|link)|Document \d+ of \d+$|Full text:|Publication info:"
        r"|Publication title:"
    ),
}


def is_exported_page(page: bytes) -> bool:
    """Whether an HTML page is the export of a database, of which no line may be left out.

    Examples
    --------
    >>> is_exported_page(b"<p>Load-Date: March 3, 2021</p><p>End of Document</p>")
    True
    """
    if not _EXPORTED.search(page):
        return False
    text = re.sub(r"<[^>]{0,500}>", "\n", page.decode("utf-8", "replace"))
    return bool(recognise(text.split("\n")))


_EXPORTED = re.compile(
    rb"End of Document|\bLOAD-DATE:|\b\d{1,6} of \d{1,6} DOCUMENTS"
    rb"|\bDocument [A-Z][A-Z0-9]{8,}\w*\s*<|ProQuest document ID"
)


def prepare(lines: Sequence[str], database: str) -> list[str]:
    """Put a label that shares its line with the text on a line of its own.

    Examples
    --------
    >>> prepare(["Full text: Gas flows."], "proquest")
    ['Full text:', 'Gas flows.']
    """
    if database != "proquest":
        return list(lines)
    found: list[str] = []
    for line in lines:
        label, sign, text = line.partition(":")
        if label.strip() == "Full text" and text.strip():
            found += [label + sign, text.strip()]
        else:
            found.append(line)
    return found


def split_export(lines: Sequence[str], database: str) -> list[Entry]:
    """Part the lines of an export into its articles, in order.

    Parameters
    ----------
    lines
        The file.
    database
        What `recognise` has said.

    Returns
    -------
    list of Entry
        Without records that hold no text; lines that belong to no record (a cover page, a table of
        contents, the search) are in none.
    """
    return [entry for entry in _SPLITTERS[database](lines) if entry.body]
