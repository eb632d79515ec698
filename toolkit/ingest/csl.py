"""Read CSL JSON, the form in which Zotero and other programs export what they know of works.

Source: the schema of the Citation Style Language 1.0.2, csl-data.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from toolkit.ingest.archives import DocumentError
from toolkit.ingest.bylines import cased_name

_MAX_ITEMS = 100_000
# who keeps what is no article of a journal or page of a site: the house that published it
_OUTLETS = ("container-title", "publisher")
_PLAIN = {"title": "title", "URL": "url", "section": "section", "page": "pages"}
# the few tags that a title may hold
_TAG = re.compile(r"</?(?:i|b|sup|sub|sc|span)\b[^<>]{0,100}>")
_NO_CSL = (
    "it is no CSL JSON, which is a list of works with their titles (from Zotero, export the items "
    "in this format); texts are read from .jsonl, one object a line"
)


def read_csl(data: bytes) -> dict[str, Any]:
    """Read the works of a CSL JSON file as rows of text.

    Names are joined by line ends under ``names``, as the file gives their parts; what is doubtful
    stands under ``doubt``.
    """
    try:
        content = json.loads(data.decode("utf-8"))
    except ValueError as error:
        raise DocumentError(f"it is not JSON ({error})") from error
    if isinstance(content, dict):
        content = content.get("items", [content])
    items = content if isinstance(content, list) else []
    if len(items) > _MAX_ITEMS:
        raise DocumentError(f"the table has more than {_MAX_ITEMS} rows; split it")
    if not all(isinstance(item, dict) for item in items):
        raise DocumentError(_NO_CSL)
    # Zotero writes notes and files of their own without a title
    if items and not any(_line(item.get("title")) for item in items):
        raise DocumentError(_NO_CSL)
    if any("text" in item for item in items) and not any("type" in item for item in items):
        raise DocumentError(_NO_CSL)
    return {"rows": [_row(item) for item in items]}


def _row(item: Mapping[str, Any]) -> dict[str, str]:
    row = {name: _line(item.get(key)) for key, name in _PLAIN.items()}
    row["title"] = _TAG.sub("", row["title"])
    row["outlet"] = next(filter(None, (_line(item.get(key)) for key in _OUTLETS)), "")
    people = item.get("author")
    names = [_person(entry) for entry in people] if isinstance(people, list) else []
    row["names"] = "\n".join(filter(None, names))
    row["published"], row["doubt"] = _date(item.get("issued"))
    return {name: value for name, value in row.items() if value}


def _line(value: Any) -> str:
    if isinstance(value, list):  # some programs give every value as a list
        value = value[0] if value else ""
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""


def _person(entry: Any) -> str:
    """Join the parts of a name as it is printed; a name without parts stays as it is.

    Examples
    --------
    >>> _person({"family": "GOGH", "given": "Vincent", "non-dropping-particle": "van"})
    'Vincent van Gogh'
    """
    if not isinstance(entry, dict):
        return _line(entry)
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    told = [_line(entry.get(part)) for part in parts]
    if not told[3]:
        return _line(entry.get("literal")) or told[0]
    whole = " ".join(filter(None, told))
    return " ".join(
        cased_name(part, beside=whole) if n in (0, 3) else part
        for n, part in enumerate(told)
        if part
    )


def _date(issued: Any) -> tuple[str, str]:
    """Give the day of publication as far as it is certain, and what is doubtful about it.

    Examples
    --------
    >>> _date({"date-parts": [["2019", 9]]})
    ('2019-09', '')
    >>> _date({"date-parts": [[2019, 9], [2019, 10]]})[0]
    '2019'
    """
    if not isinstance(issued, dict):
        return _line(issued), ""
    days = issued.get("date-parts")
    read = [_numbers(day) for day in days] if isinstance(days, list) else []
    read = [day for day in read if day]
    if not read:
        return _line(issued.get("raw")) or _line(issued.get("literal")), ""
    common = [a for a, b in takewhile(lambda pair: pair[0] == pair[1], zip(read[0], read[-1]))]
    doubt = ""
    if len(common) < len(read[0]):
        shown = " to ".join("-".join(day) for day in (read[0], read[-1]))
        doubt = f"of {shown} only what both have in common is read"
    elif issued.get("circa"):
        doubt = f"the date {'-'.join(common)} is marked as not certain"
    return "-".join(common), doubt


def _numbers(day: Any) -> list[str]:
    """Give year, month and day in digits, as far as they are told."""
    parts = [_line(part) for part in day] if isinstance(day, list) else []
    told = list(takewhile(lambda part: part.isdecimal() and int(part) > 0, parts[:3]))
    return [part.zfill(2) for part in told]
