"""Read what Nexis Uni and its forerunner LexisNexis Academic export."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.ingest.databases.records import Entry, Told, entry, labelled_fields, spans
from toolkit.ingest.dates import find_dates

_LABEL = re.compile(
    r"^(?P<label>Section|Length|Byline|Highlight|Dateline|Series|Graphic|Load-Date|Language"
    r"|Publication-Type|Document-Type|Subject|Company|Organization|Industry|Geographic|Person|Ticker"
    r"|Journal Code|Notes|URL|Correction-Date|Pub-Type|Distribution|Edition|Copyright Notice|ISSN)"
    r"\s*:\s*(?P<value>.*)$",
    re.IGNORECASE,
)
_OPENING = ("section", "length", "byline", "highlight", "dateline", "series", "edition")


def split_nexis(lines: Sequence[str]) -> list[Entry]:
    """Part a Nexis export into its records."""
    modern = any(line.strip() == "End of Document" for line in lines)
    if modern:
        found = spans(lines, lambda text: text == "End of Document")
        return [_modern(lines, first, last) for first, last in found]
    found = spans(lines, lambda text: bool(re.match(r"\d+ of \d+ DOCUMENTS$", text)), begins=True)
    return [_classic(lines, first, last) for first, last in found]


def _modern(lines: Sequence[str], first: int, last: int) -> Entry:
    """Read title, outlet and date line before the notice of copyright, then fields, then the body.

    A cover page and a table of contents stand before the first article only: the head is therefore
    read upwards from the copyright line.
    """
    place = {name: _find(lines, first, last, name) for name in ("Body", "Classification")}
    rights = next(
        (n for n in range(first, last) if re.match(r"Copyright\s+(?:©|\d{4})|©", lines[n].strip())),
        None,
    )
    begin = place["Body"]
    if begin is None or (rights is not None and rights > begin):
        return Entry(first + 1, last, (), {})
    head: list[int] = []
    for n in range((rights if rights is not None else begin) - 1, first - 1, -1):
        text = lines[n].strip()
        if _LABEL.match(text):
            head = []
        elif text:
            head.insert(0, n)
        if len(head) == 3 and find_dates(lines[head[-1]]):
            break
        if len(head) == 5:
            break
    dated = next((n for n in reversed(head) if find_dates(lines[n])), None)
    fields: Told = {}
    if dated is not None:
        fields["published"] = (lines[dated].strip(), "the date under the outlet")
        above = [n for n in head if n < dated]
        if above:
            fields["outlet"] = (lines[above[-1]].strip(), "the line over the date")
        if len(above) > 1:
            fields["title"] = (lines[above[-2]].strip(), "the head of the record")
            first = above[-2]
    labelled = labelled_fields(lines, head[-1] + 1 if head else first, begin, _LABEL)
    end = place["Classification"] if place["Classification"] is not None else last - 1
    tail = labelled_fields(lines, end, last, _LABEL)
    for n in range(begin + 1, end):
        # without 'Classification' the fields after the text open with one of these
        if re.match(r"(?:Load-Date|Graphic|Language)\s*:", lines[n].strip()):
            end = n
            break
    body = tuple(n + 1 for n in range(begin + 1, end) if lines[n].strip())
    return entry(first, last, body, fields, {**tail, **labelled})


def _classic(lines: Sequence[str], first: int, last: int) -> Entry:
    """Read outlet, date and title from the head in capitals' fields, then the text below them."""
    labels = [
        (n, match["label"].lower())
        for n in range(first, last)
        if (match := _LABEL.match(lines[n].strip())) and match["label"].isupper()
    ]
    opening = [n for n, label in labels if label in _OPENING]
    closing = [n for n, label in labels if label not in _OPENING and opening]
    if not opening:
        return Entry(first + 1, last, (), {})
    head = [n for n in range(first + 1, opening[0]) if lines[n].strip()]
    dated = next((n for n in head if find_dates(lines[n])), None)
    fields: Told = {}
    if dated is not None:
        fields["published"] = (lines[dated].strip(), "the date under the outlet")
        above = [lines[n].strip() for n in head if n < dated]
        if above:
            fields["outlet"] = (above[0], "the line over the date")
        below = [
            lines[n].strip()
            for n in head
            if n > dated and not re.search(r"\bEdition\b", lines[n].strip()[:40])
        ]
        if below:
            fields["title"] = (" ".join(below), "the head of the record")
    end = next((n for n in closing if n > opening[-1]), last)
    start = opening[-1] + 1
    while start < end and lines[start].strip():  # a field may go on over lines
        start += 1
    body = tuple(
        n + 1
        for n in range(start, end)
        if lines[n].strip()
        and not re.match(r"\s*(?:Copyright \d{4}|All Rights Reserved)", lines[n])
    )
    return entry(first, last, body, fields, labelled_fields(lines, first, last, _LABEL))


def _find(lines: Sequence[str], first: int, last: int, text: str) -> int | None:
    return next((n for n in range(first, last) if lines[n].strip() == text), None)
