"""Read what ProQuest exports as text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.ingest.databases.records import Entry, Told, entry, labelled_fields, spans
from toolkit.ingest.dates import find_dates

_LABEL = re.compile(
    r"^(?P<label>Title|Author|Publication info|Publication title|Publication date|Publication year"
    r"|Publication subject|Abstract|Full text|Links|Subject|Location|People|Company / organization"
    r"|Identifier / keyword|Pages?|Section|Publisher|Place of publication|Country of publication"
    r"|ISSN|Source type|Language of publication|Document type|Document feature|Document URL"
    r"|ProQuest document ID|ProQuest document link|Copyright|Last updated|Database|Word count"
    r"|Dateline|Number of pages|Volume|Issue|Edition|Column|First page|Credit)\s*:\s*(?P<value>.*)$"
)


def split_proquest(lines: Sequence[str]) -> list[Entry]:
    """Part a ProQuest export into its records."""
    found = spans(lines, lambda text: bool(re.match(r"Document \d+ of \d+$", text)), begins=True)
    if not found:
        found = spans(lines, lambda text: bool(re.match(r"Database\s*:", text)))
    return [_record(lines, first, last) for first, last in found]


def _record(lines: Sequence[str], first: int, last: int) -> Entry:
    """Read the fields; the text is what stands between ``Full text:`` and the next field."""
    labelled = labelled_fields(lines, first, last, _LABEL)
    opened = next(
        (n for n in range(first, last) if lines[n].strip().startswith("Full text:")), None
    )
    body: list[int] = []
    if opened is not None:
        for n in range(opened, last):
            text = lines[n].strip()
            if n > opened and (_LABEL.match(text) or re.fullmatch(r"_{10,}", text)):
                break
            if text and text != "Full text:":
                body.append(n + 1)
    fields: Told = {}
    first_line = next(
        (n for n in range(first, last) if lines[n].strip() and not _is_mark(lines[n])), None
    )
    if "title" in labelled:
        fields["title"] = labelled["title"]
    elif first_line is not None and not _LABEL.match(lines[first_line].strip()):
        fields["title"] = (lines[first_line].strip(), "the head of the record")
    info = labelled.get("publication info", ("", ""))[0]
    outlet = labelled.get("publication title", (info, "Publication info"))
    if outlet[0]:
        name = re.split(r"\s*[,;:]\s|\s+\[|\s*;", outlet[0])[0].strip()
        fields["outlet"] = (name, outlet[1])
    dated = [date.text for date in find_dates(info)]
    if "publication date" in labelled:
        fields["published"] = labelled["publication date"]
    elif len(dated) == 1:
        fields["published"] = (dated[0], "Publication info")
    elif "publication year" in labelled:
        fields["published"] = labelled["publication year"]
    if "document url" in labelled:
        fields["url"] = labelled["document url"]
    if "author" in labelled:
        labelled["byline"] = labelled.pop("author")
    if "language of publication" in labelled:
        labelled["language"] = labelled["language of publication"]
    labelled = {
        k: v
        for k, v in labelled.items()
        if k in ("byline", "section", "pages", "language", "dateline")
    }
    return entry(first, last, tuple(body), fields, labelled)


def _is_mark(line: str) -> bool:
    return bool(re.fullmatch(r"_+|Document \d+ of \d+", line.strip()))
