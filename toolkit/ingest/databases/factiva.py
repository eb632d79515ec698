"""Read what Factiva exports, with or without its two-letter codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.ingest.databases.records import Entry, Told, entry, spans
from toolkit.ingest.dates import find_dates
from toolkit.ingest.headlines import read_byline

_CODE_NAMES = (
    "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN ART CLM"
)
_CODE = re.compile(rf"^(?P<code>{_CODE_NAMES.replace(' ', '|')})(?:\s{{2,}}(?P<value>.*)|\s*)$")
_END = re.compile(r"Document [A-Z][A-Z0-9]{8,}\w*$")


def split_factiva(lines: Sequence[str]) -> list[Entry]:
    """Part a Factiva export into its records."""
    coded = sum(bool(_CODE.match(line.strip())) for line in lines) >= 4
    found = spans(
        lines,
        lambda text: bool(re.match(r"AN\s{2,}Document ", text) if coded else _END.match(text)),
    )
    read = _coded if coded else _plain
    return [read(lines, first, last) for first, last in found]


def _coded(lines: Sequence[str], first: int, last: int) -> Entry:
    """Read the two-letter codes: HD headline, BY byline, PD date, SN outlet, LP and TD the text."""
    values: dict[str, list[str]] = {}
    numbers: dict[str, list[int]] = {}
    code = ""
    for n in range(first, last):
        text = lines[n].strip()
        match = _CODE.match(text)
        if match:
            code, text = match["code"], (match["value"] or "").strip()
        if code and text:
            values.setdefault(code, []).append(text)
            numbers.setdefault(code, []).append(n)
    told = {name: " ".join(values[code]) for code, name in _NAMES.items() if code in values}
    fields: Told = {
        name: (told[name], label)
        for name, label in (("title", "HD"), ("outlet", "SN"), ("published", "PD"))
        if name in told
    }
    labelled = {name: (value, name) for name, value in told.items() if name not in fields}
    body = tuple(n + 1 for code in ("LP", "TD") for n in numbers.get(code, ()))
    return entry(first, last, body, fields, labelled)


_NAMES = {
    "HD": "title",
    "SN": "outlet",
    "PD": "published",
    "BY": "byline",
    "WC": "length",
    "SE": "section",
    "ED": "edition",
    "PG": "page",
    "LA": "language",
}


def _plain(lines: Sequence[str], first: int, last: int) -> Entry:
    """Read the head by its line of words and its date, which stand between title and outlet."""
    filled = [n for n in range(first, last) if lines[n].strip()]
    counted = next((n for n in filled if re.fullmatch(r"[\d,]+ words", lines[n].strip())), None)
    if counted is None:
        return Entry(first + 1, last, (), {})
    before = [n for n in filled if n < counted][-4:]
    after = [n for n in filled if n > counted]
    byline = before[-1] if len(before) > 1 and read_byline(lines[before[-1]]) else None
    titles = [n for n in before if n != byline]
    fields: Told = {}
    labelled: dict[str, tuple[str, str]] = {"length": (lines[counted].strip(), "words")}
    if titles:
        fields["title"] = (lines[titles[-1]].strip(), "the line over the byline")
    if byline is not None:
        labelled["byline"] = (lines[byline].strip(), "the line over the length")
    rights = next(
        (n for n in after[:12] if re.match(r"(?:©|\(c\)|Copyright)", lines[n].strip())), None
    )
    head = [
        n for n in after if n < (rights if rights is not None else after[min(5, len(after) - 1)])
    ]
    if head and find_dates(lines[head[0]]):
        fields["published"] = (lines[head[0]].strip(), "the line under the length")
        rest = [n for n in head[1:] if not re.fullmatch(r"\d{1,2}:\d\d(?: GMT)?", lines[n].strip())]
        if rest:
            fields["outlet"] = (lines[rest[0]].strip(), "the line under the date")
    start = rights if rights is not None else (head[-1] if head else counted)
    body = tuple(n + 1 for n in after if n > start and not _END.match(lines[n].strip()))
    return entry(titles[-1] if titles else first, last, body, fields, labelled)
