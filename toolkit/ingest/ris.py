"""Read RIS, the form in which Zotero, EndNote and most databases write what they know of works."""

from __future__ import annotations

import re

_TAGS = {
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


def ris_rows(text: str) -> list[dict[str, str]]:
    r"""Part RIS into records: ``TY  - NEWS`` opens one, ``ER  -`` ends it; authors repeat.

    Examples
    --------
    >>> ris_rows("TY  - NEWS\nTI  - Gas\nAU  - Kurt, Ayla\nER  - ")
    [{'title': 'Gas', 'author': 'Kurt, Ayla'}]
    """
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
        elif tag in _TAGS and value:
            name = _TAGS[tag]
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
