"""Read the cell of a table that describes articles, for the field that it is of."""

from __future__ import annotations

import re
from typing import Any

from toolkit.corpus.schema import date_fault
from toolkit.ingest.databases import language_of, people
from toolkit.ingest.dates import find_dates

# what journals print before the year of an issue
_SEASON = (
    r"(?:(?:spring|summer|autumn|fall|winter|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
    r"(?:\s*[/–-]\s*(?=[a-z]))?)+"
)


def read_cell(name: str, value: str, place: str, problems: list[str]) -> Any:
    """Read the value of a field: authors as a list, a date as ISO 8601, all else as a line."""
    if name == "author":
        parts = [part.strip() for part in value.split(";") if part.strip()]
        # one by one: a pen name or an agency beside full names is an author too
        return [name for part in parts for name in people(part) or (part,)]
    if name == "published":
        return _date(value, place, problems)
    if name == "language":
        return language_of(value)
    return " ".join(value.split())


def _date(value: str, place: str, problems: list[str]) -> str:
    """Read the date of a cell; day and month in numbers are not put into an order."""
    bare = value.strip("/ ")
    iso = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|[T ]\d\d:)", bare)
    if iso and not date_fault(iso.group()):
        return iso.group()
    dates = find_dates(bare)
    season = re.fullmatch(rf"(?P<issue>{_SEASON})\W+(?P<year>\d{{4}})", bare, re.IGNORECASE)
    several = season and re.search(r"[/–-]", season["issue"])  # of May/June 2021 not June
    if season and (several or not dates) and not date_fault(season["year"]):
        problems.append(f"{place}: of {value!r} only the year is read")
        return season["year"]
    if len(dates) == 1:
        if dates[0].ambiguous:
            shown = " or ".join(dates[0].readings)
            problems.append(f"{place}: {value!r} may be {shown}; write YYYY-MM-DD")
        return dates[0].value
    month = re.fullmatch(r"(?P<month>\d{1,2})\s*[/.]\s*(?P<year>\d{4})", bare) or re.fullmatch(
        r"(?P<year>\d{4})\s*[/.]\s*(?P<month>\d{1,2})", bare
    )
    if month and not date_fault(f"{month['year']}-{month['month']:0>2}"):
        return f"{month['year']}-{month['month']:0>2}"
    problems.append(f"{place}: {value!r} is no date that can be read; write YYYY-MM-DD")
    return ""
