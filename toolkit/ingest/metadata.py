"""Propose title, author, date and outlet of a page, each with where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from toolkit.corpus.schema import check_fields, date_fault
from toolkit.ingest.boilerplate import Line, Proposal, propose
from toolkit.ingest.bylines import Byline, biography_name, names_of
from toolkit.ingest.dates import Date, find_dates, stored_on
from toolkit.ingest.headlines import bare_names, read_byline
from toolkit.ingest.pages import RawPage
from toolkit.ingest.phrases import words

_NOT_PUBLISHED = re.compile(
    r"\b(?:updated?|modified|revised|accessed|retrieved|visited|printed|güncelleme)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|first appeared|publication date|date|issue|issued|released|yayın\w*)\b",
    re.IGNORECASE,
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?(?=[/-]|$)")
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\W*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?)?\W*(?P<name>[^.|,©]{2,60})",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\s+(?:Ltd|Limited|Inc|LLC|GmbH|A\.?Ş|Co|Corp|PLC)\b.*$|\ball rights reserved\b.*$"
    r"|\s+Network$",
    re.IGNORECASE,
)
_ORIGIN = re.compile(
    r"\b(?:published|appeared)\s+(?:\w+\s+){0,2}?(?:in|by|on|at)\s+(?:the\s+)?(?P<name>(?:The\s+)?[A-Z][\w’'&.-]*(?:\s+(?:[A-Z][\w’'&-]*|of|and|the|for|on))*)"
    r"|^\W*(?:source|via)\s*:\s*(?P<source>[A-Z][^.:/|]{2,50})$"
)


@dataclass(frozen=True)
class Field:
    """A proposed value of a field.

    Parameters
    ----------
    value
        A text, or a tuple of names; empty when nothing was found.
    source
        ``text``, ``url``, ``markup``, ``given``, ``inferred``, or ``""`` when nothing was found.
    evidence
        What was read, and where.
    """

    value: Any
    source: str = ""
    evidence: str = ""


NOTHING = Field("")


def propose_metadata(page: RawPage, proposal: Proposal) -> tuple[dict[str, Field], list[str]]:
    """Propose title, author, published, outlet, url and language of a page.

    The day a page was visited or changed, a date in a caption and a date in the running text are
    not the date of publication; a number such as 05/02/2016 is not given an order of day and month.

    Parameters
    ----------
    page
        The page as read.
    proposal
        What is proposed for its lines.

    Returns
    -------
    tuple
        The fields, and what a reader should be warned of.
    """
    warnings: list[str] = []
    stored = next((line for line in proposal.lines if stored_on(line.text)), None)
    if stored is not None:
        warnings.append(
            f"line {stored.number} opens with {stored_on(stored.text)}, the date on which the page "
            "was stored: it is left out, and is not taken for that of publication"
        )
    byline, byline_line = _byline(proposal)
    url = _first(_markup(page, "url"), _url(proposal))
    fields = {
        "title": _first(_title_markup(page), _title(proposal)),
        "author": _author(page, proposal, byline, byline_line),
        "published": _published(page, proposal, url, warnings),
        "outlet": _outlet(page, proposal, byline, byline_line),
        "url": url,
    }
    if any(page.shown):
        fields |= _shown(page, fields)
    language = _markup(page, "language")
    if language.value and not page.marked:
        fields["language"] = language
    return fields, warnings


def _shown(page: RawPage, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Read author and date from the lines that a browser shows, as those of a pasted page.

    Only what the markup and the text do not tell; of a date only one that has one reading and
    stands under the title or is labelled, for over it stands the day of the visit.
    """
    proposal = propose(page.shown, title=str(fields["title"].value))
    found, doubts = propose_metadata(RawPage(page.path, "text", b"", page.shown), proposal)
    title = next((line.number for line in proposal.with_role("title")), 0)
    told = found["published"].evidence
    line = re.match(r"line (\d+):", told)
    placed = line and (int(line[1]) > title > 0 or _PUBLISHED.search(told))
    certain = placed and not any("date" in doubt for doubt in doubts)
    wanted = ("author", "published") if certain else ("author",)
    return {
        name: replace(found[name], evidence=f"shown on the page, {found[name].evidence}")
        for name in wanted
        if found[name].source == "text" and not fields[name].value
    }


def _first(*fields: Field) -> Field:
    return next((field for field in fields if field.value), NOTHING)


def _line(line: Line) -> str:
    text = " ".join(line.text.split())
    return f"line {line.number}: {text if len(text) <= 80 else text[:77] + '...'}"


def _markup(page: RawPage, name: str) -> Field:
    if name not in page.markup:
        return NOTHING
    value, evidence = page.markup[name]
    return NOTHING if faults_of({name: value}) else Field(value, "markup", evidence)


def faults_of(fields: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with the values of some fields, in words.

    Examples
    --------
    >>> faults_of({"published": "2019-13"})
    ["published: '2019-13' is not a day of the calendar; write YYYY, YYYY-MM or YYYY-MM-DD ..."]
    """
    listed = {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}
    return [
        f"{fault.field}: {fault.what}; {fault.remedy}"
        for fault in check_fields(listed, {})
        if fault.code != "missing-field"
    ]


def _title_markup(page: RawPage) -> Field:
    field = _markup(page, "title")
    if not field.value or page.kind in ("pdf", "docx", "odt"):
        return NOTHING  # properties of a document tell of its template as often as of its text
    outlet = _markup(page, "outlet").value
    if outlet:
        tail = rf"\s*[|–—-]\s*{re.escape(outlet)}\s*$"
        return Field(re.sub(tail, "", field.value, flags=re.IGNORECASE), "markup", field.evidence)
    return field


def _title(proposal: Proposal) -> Field:
    lines = proposal.with_role("title")
    if not lines:
        return NOTHING
    return Field(" ".join(proposal.title.split()), "text", _line(lines[0]))


def _byline(proposal: Proposal) -> tuple[Byline | None, Line | None]:
    for line in proposal.with_role("byline"):
        byline = read_byline(line.text) or Byline(bare_names(line.text))
        if byline.names or byline.outlet:
            return byline, line
    return None, None


def _author(page: RawPage, proposal: Proposal, byline: Byline | None, line: Line | None) -> Field:
    if byline and byline.names and line:
        return Field(byline.names, "text", _line(line))
    if (page.telling or page.letter) and "author" in page.markup:
        values, evidence = page.markup["author"]
        names = _people(values) if page.marked else tuple(values)
        if names:
            return Field(names, "markup", evidence)
    for line in proposal.with_role("biography"):
        name = biography_name(line.text.strip())
        if name:
            return Field((name,), "text", f"biography, {_line(line)}")
    return Field(())


def _people(values: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for value in values:
        byline = read_byline(value)
        names += names_of(value) or (byline.names if byline else ())
    return tuple(dict.fromkeys(names))


def _published(page: RawPage, proposal: Proposal, url: Field, warnings: list[str]) -> Field:
    told = page.markup.get("published") if page.telling or page.letter else None
    if told:
        text = str(told[0]).strip()
        dates = find_dates(text)
        value = dates[0].value if len(dates) == 1 else ""
        if not dates and re.fullmatch(r"(?:19|20)\d\d", text):
            value = text
        if len(dates) == 1 and dates[0].ambiguous:
            shown = " or ".join(dates[0].readings)
            warnings.append(f"{text!r} ({told[1]}) may be {shown}; give the date")
        elif not value or date_fault(value):
            warnings.append(f"{told[1]} holds no usable date: {text!r}")
            value = ""
        if value:
            return Field(value, "markup", f"{told[1]}: {text}")
    from_text = _date_in_text(proposal, warnings)
    if from_text.value and len(from_text.value) >= 7:
        return from_text
    return _first(_date_in_url(url), from_text)


def _date_in_text(proposal: Proposal, warnings: list[str]) -> Field:
    """Read the date lines beside the title; a date far above it is the day of the visit."""
    title = next((line.number for line in proposal.with_role("title")), 0)
    first = next((line.number for line in proposal.lines if line.keep), len(proposal.lines))
    candidates: list[tuple[int, Line, Date]] = []
    for line in proposal.lines:
        if (
            line.role not in ("date", "byline", "origin", "page head", "copyright")
            or not line.text.strip()
        ):
            continue
        if stored_on(line.text):
            continue
        labelled = bool(_PUBLISHED.search(line.text))
        if line.role in ("origin", "page head") and not labelled:
            continue
        if line.role == "copyright":
            continue
        for place, date in enumerate(find_dates(line.text)):
            before = (
                line.text[: date.start]
                if not place
                else line.text[find_dates(line.text)[place - 1].end : date.start]
            )
            if _NOT_PUBLISHED.search(before):
                continue
            distance = _distance(line.number, title, first, proposal)
            if labelled and (line.number <= first or line.role == "origin"):
                candidates.append((0, line, date))
            elif distance is not None:
                candidates.append((1 + distance, line, date))
    if not candidates:
        return NOTHING
    best = min(rank for rank, _, _ in candidates)
    found = [(line, date) for rank, line, date in candidates if (rank == 0) == (best == 0)]
    line, date = found[0]
    others = {other.value for _, other in found} - {date.value}
    if any(
        not value.startswith(date.value) and not date.value.startswith(value) for value in others
    ):
        warnings.append(
            f"two dates may be that of publication: {date.text!r} and "
            f"{found[-1][1].text!r} (line {found[-1][0].number}); the first is proposed"
        )
    if date.ambiguous:
        shown = " or ".join(date.readings)
        warnings.append(f"{date.text!r} (line {line.number}) may be {shown}; give the date")
    return Field(date.value, "text", _line(line)) if date.value else NOTHING


def _distance(number: int, title: int, first: int, proposal: Proposal) -> int | None:
    """How far a date line stands from the title, in lines; ``None`` where it is not its date."""
    if not title:
        return None if number > first else first - number
    if title < number <= first + 12 and not _text_between(first, number, proposal):
        return number - title
    between = [line for line in proposal.lines[number : title - 1] if line.text.strip()]
    if number < title and len(between) <= 1:
        return 50 + title - number
    return None


def _text_between(first: int, number: int, proposal: Proposal) -> bool:
    kept = [line for line in proposal.lines[first - 1 : number - 1] if line.keep]
    return len(kept) > 1


def _date_in_url(url: Field) -> Field:
    match = _URL_DATE.search(urlsplit(str(url.value)).path) if url.value else None
    if not match:
        return NOTHING
    value = "-".join(part.zfill(2) for part in match.groups() if part)
    while value and date_fault(value):
        value = value[:-3] if len(value) > 4 else ""
    return Field(value, "url", str(url.value)) if value else NOTHING


def _url(proposal: Proposal) -> Field:
    """Read the address from a line that holds it alone, near the head or the end of the page."""
    for line in proposal.with_role("link", "origin"):
        match = re.search(r"https?://[^\s<>\"')\]]+", line.text)
        if match and not faults_of({"url": match.group()}):
            return Field(match.group().rstrip(".,;"), "text", _line(line))
    return NOTHING


def _outlet(page: RawPage, proposal: Proposal, byline: Byline | None, line: Line | None) -> Field:
    told = _markup(page, "outlet")
    if told.value:
        return told
    if byline and byline.outlet and line:
        return Field(byline.outlet, "text", _line(line))
    for line in proposal.with_role("origin"):
        match = _ORIGIN.search(line.text.strip())
        name = (match["name"] or match["source"] or "").strip(" .") if match else ""
        name = re.sub(r"(?:\s+(?:of|and|the|for|on))+$", "", name)  # 'in Kommersant on 7 October'
        if (
            name
            and not re.match(r"(?:the\s+)?\w+ (?:\d{4} )?(?:print )?(?:edition|issue)", name, re.I)
            and not find_dates(name)
        ):
            return Field(name, "text", _line(line))
    return _outlet_of_site(proposal)


def _outlet_of_site(proposal: Proposal) -> Field:
    """Take the name in the notice of rights, where the head of the page bears it as well."""
    authors = set()
    for line in proposal.with_role("byline"):
        byline = read_byline(line.text)
        authors |= set(byline.names if byline else bare_names(line.text))
    head = {
        " ".join(line.text.split()).casefold(): line for line in proposal.lines if not line.keep
    }
    for line in proposal.with_role("copyright"):
        match = _RIGHTS.search(line.text)
        name = _COMPANY.sub("", match["name"]).strip(" .|–—-") if match else ""
        if name and name not in authors and name.casefold() in head:
            return Field(name, "text", _line(line))
    return _outlet_of_head(proposal, authors)


def _outlet_of_head(proposal: Proposal, authors: set[str]) -> Field:
    """Take a name above the title that the page bears again outside the text, as inferred."""
    title = next((line.number for line in proposal.with_role("title")), 0)
    above = [line for line in proposal.lines[:title] if line.role == "page head"][:3]
    body = " ".join(proposal.paragraphs).casefold()
    for line in above:
        name = " ".join(line.text.split())
        parts = name.casefold().split()
        if not name[:1].isupper() or len(parts) > 7 or name in authors or name.casefold() in body:
            continue
        if all(part in words("not_names") or part in words("kickers") for part in parts):
            continue
        again = next(
            (
                other
                for other in proposal.lines
                if not other.keep and other.number != line.number and name in other.text
            ),
            None,
        )
        if again:
            return Field(name, "inferred", f"{_line(line)}; again in line {again.number}")
    return NOTHING


def overrides(given: Mapping[str, Any]) -> dict[str, Field]:
    """Turn fields that a person has given into proposals."""
    fields = {}
    for name, value in given.items():
        if name == "author":
            names = value.split(";") if isinstance(value, str) else list(value)
            value = tuple(str(entry).strip() for entry in names if str(entry).strip())
        fields[name] = Field(value, "given", "given")
    return fields
