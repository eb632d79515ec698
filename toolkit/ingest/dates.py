"""Find dates in a line and say which days they can mean; never guess the order of day and month."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.corpus.schema import date_fault

_ENGLISH = "january february march april may june july august september october november december"
_TURKISH = "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık"
_TURKISH_SHORT = "oca şub mar nis may haz tem ağu eyl eki kas ara"
# the genitive, as it stands after a day
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
MONTHS = {name: number for number, name in enumerate(_ENGLISH.split(), start=1)}
MONTHS |= {name[:3]: number for name, number in list(MONTHS.items())} | {"sept": 9}
for _names in (_TURKISH, _TURKISH_SHORT, _RUSSIAN):
    MONTHS |= {name: number for number, name in enumerate(_names.split(), start=1)}


def _fold(name: str) -> str:
    # the dotted and the dotless i meet in Turkish capitals (HAZİRAN, MAYIS)
    return name.replace("İ", "i").casefold().replace("ı", "i")


_MONTH_NUMBERS = {_fold(name): number for name, number in MONTHS.items()}
_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# '3-5 March' and 'March 3–5' are ranges; the first day is when the text could first be read
_RANGE = r"(?:\s?[-–—]\s?\d{1,2}(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)"
        r"(?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d){_DAY}{_RANGE}(?:\s+of)?[\s-]*{_MONTH},?[\s-]*{_YEAR}",
        rf"\b{_MONTH}[\s-]*{_DAY}(?!\d){_RANGE},?[\s-]+{_YEAR}",
        rf"\b{_MONTH},?\s+{_YEAR}",
        r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[-./])(?P<second>\d{1,2})(?P=mark)"
        r"(?P<third>(?:19|20)\d\d|\d\d)(?![\d/-])",
    )
)
# the clock, the zone, the day of the week and the like say nothing about the day of publication
_DECORATION = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?"
    r"|\bT?\d{1,2}[:.]\d\d(?::\d\d)?(?:\.\d+)?\s*(?:[ap]\.?m\b\.?)?(?:Z\b|[+-]\d\d:?\d\d)?"
    r"|\b\d{1,2}\s*[ap]\.?m\b\.?"
    r"|\b(?:gmt|utc|est|edt|cet|cest|eet|bst|msk|trt|pst|pdt|et|am|pm)\b(?:[+-]\d+)?"
    r"|\b(?:local time|hrs)\b|\bT?00:00\b|\bг(?:\.|ода\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Date:
    """A date as written, and the days it can mean.

    Parameters
    ----------
    text
        What stands in the line.
    start, end
        Where it stands.
    readings
        The days (or months) it can mean as ISO 8601, sorted; more than one where the order of day
        and month, or the century's place, cannot be told.
    """

    text: str
    start: int
    end: int
    readings: tuple[str, ...]

    @property
    def value(self) -> str:
        """What all readings share: a day, a month, a year, or ``""``.

        Examples
        --------
        >>> find_dates("05/02/2016")[0].value, find_dates("25/02/2016")[0].value
        ('2016', '2016-02-25')
        """
        first, *others = self.readings
        if not others:
            return first
        for length in (7, 4):
            if len({reading[:length] for reading in self.readings}) == 1:
                return first[:length]
        return ""

    @property
    def ambiguous(self) -> bool:
        """Whether it can mean more than one day."""
        return len(self.readings) > 1


def find_dates(line: str, *, today: datetime.date | None = None) -> list[Date]:
    """Find the dates of a line, in order.

    Knows month names (English, Turkish, Russian), ISO dates and numbers. A day and month in numbers
    are read in every order that gives a day of the calendar that is not in the future; the order is
    never guessed. Before a whole year dots tell it: 03.04.2020 is 3 April wherever dates are
    written so. A year alone is no date.

    Parameters
    ----------
    line
        Any text.
    today
        The day against which the future is judged.

    Examples
    --------
    >>> [date.readings for date in find_dates("Published 14 Sept 2019, updated 03/04/2020")]
    [('2019-09-14',), ('2020-03-04', '2020-04-03')]
    """
    found: list[Date] = []
    for form in _FORMS:
        for match in form.finditer(line):
            if any(match.start() < date.end and date.start < match.end() for date in found):
                continue
            readings = tuple(sorted(set(_valid(_orders(match.groupdict()), today))))
            if readings:
                found.append(Date(match.group().strip(), match.start(), match.end(), readings))
    return sorted(found, key=lambda date: date.start)


def _orders(parts: dict[str, str | None]) -> Iterable[str]:
    """Write the parts of a match in every order they can be read in."""
    if "first" in parts:
        first, second, third = (str(parts[name]) for name in ("first", "second", "third"))
        year = third if len(third) == 4 else f"20{third}"
        yield f"{year}-{second:0>2}-{first:0>2}"
        # 03.04.2020 opens with the day; 03.04.20 with the month too, in American magazines
        if parts["mark"] == "." and len(third) == 4 and int(second) <= 12:
            return
        yield f"{year}-{first:0>2}-{second:0>2}"
        if len(third) == 2:
            yield f"20{first:0>2}-{second:0>2}-{third}"
        return
    month = str(parts["month"])
    number = int(month) if month.isdigit() else _MONTH_NUMBERS[_fold(month)]
    day = parts.get("day")
    yield f"{parts['year']}-{number:02}" + (f"-{int(day):02}" if day else "")


def _valid(candidates: Iterable[str], today: datetime.date | None) -> Iterable[str]:
    for candidate in candidates:
        # 1970-01-01 is what software writes when it knows no date
        if not date_fault(candidate, today=today) and candidate != "1970-01-01":
            yield candidate


# what a store of pages writes before the first line of each: ' date 2020-02-18 The text begins'
_STORED = re.compile(r"^\s*date (?P<day>(?:19|20)\d\d-\d\d-\d\d)(?:\s+|$)")


def stored_on(line: str) -> str:
    """Give the day on which a crawler stored a page, where a line opens with it; ``""`` elsewhere.

    It is not the date of publication.

    Examples
    --------
    >>> stored_on(" date 2020-02-18 The ministers met in Ankara.")
    '2020-02-18'
    """
    match = _STORED.match(line)
    return match["day"] if match else ""


def without_stored(line: str) -> str:
    """Leave out the day on which a crawler stored a page, unless the line holds nothing else."""
    return _STORED.sub("", line) or line


def without_dates(line: str) -> str:
    """Leave what a line says besides its dates, clock times and week days.

    Examples
    --------
    >>> without_dates("Saturday, 14 September 2019 10:30 GMT | Bulent Aras")
    'Bulent Aras'
    """
    for date in reversed(find_dates(line)):
        line = f"{line[: date.start]} {line[date.end :]}"
    line = _DECORATION.sub(" ", line)
    return re.sub(r"\s+", " ", line).strip(" \t.,;:|•·–—-/()[]")
