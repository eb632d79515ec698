"""Take a fetched page into the corpus by the same reading and proposing as a saved one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.errors import IngestError
from toolkit.ingest.add import propose_page
from toolkit.ingest.holdings import Holdings
from toolkit.ingest.readers import read
from toolkit.ingest.storing import Outcome, write
from toolkit.ingest.tables import Record

_UNKNOWN: dict[str, Any] = {"author": [], "published": ""}


def take_in(
    path: Path, root: Path, fields: Mapping[str, Any], place: str, *, sent: str = ""
) -> Outcome:
    """Accept what is proposed for a page; what neither page nor list tells is unknown.

    A day that the page prints goes before the month or year of a list.

    Parameters
    ----------
    path
        The page.
    root
        The corpus folder.
    fields
        What the list tells, with the address.
    place
        Where it tells it.
    sent
        The encoding that the server named.

    Raises
    ------
    ToolkitError
        When it cannot be taken in: it holds no text, its title is unknown, another process is
        writing. The page stays where it is.
    """
    page = read(path, sent=sent)
    holdings = Holdings(root)
    exact = len(str(fields.get("published", ""))) == 10
    told = {n: value for n, value in fields.items() if n != "published" or exact}
    given: dict[str, Any] = {}
    candidate = propose_page(page, given, record=Record(place, told), holdings=holdings)
    if "published" in candidate.missing and fields.get("published"):
        told["published"] = fields["published"]
        candidate = propose_page(page, given, record=Record(place, told), holdings=holdings)
    if "title" in candidate.missing:
        raise IngestError("neither the page nor the list tells its title; add it with --title")
    # a date that is known in part (the year of 03/04/2021) is kept as far as it is certain
    known = {**_UNKNOWN, "published": candidate.value("published")}
    given = {name: known[name] for name in candidate.missing}
    if given:
        candidate = propose_page(page, given, record=Record(place, told), holdings=holdings)
    return write(candidate, root)
