"""The fields of an article and what each may hold."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from toolkit.corpus.frontmatter import Fault
from toolkit.errors import suggest

REQUIRED = ("id", "title", "author", "published", "language", "genre", "rights", "provenance")
OPTIONAL = ("outlet", "url", "reprint_of", "field_sources", "variables")
FIELDS = REQUIRED + OPTIONAL

GENRES = ("commentary", "analysis", "report", "interview", "news")
PROVENANCES = ("composed", "collected")
SOURCES = ("text", "url", "markup", "given", "inferred")
IN_COPYRIGHT = "in-copyright"
# A closed list: a misspelt 'in-copyright' must not pass for a licence to share.
LICENCES = (
    "CC0-1.0",
    *(f"CC-BY{terms}-{v}" for v in ("2.0", "2.5", "3.0", "4.0") for terms in ("", "-SA", "-ND")),
    *(f"CC-BY-NC{terms}-{v}" for v in ("2.0", "3.0", "4.0") for terms in ("", "-SA", "-ND")),
    "CC-PDDC",
    "CC-PDM-1.0",
    "GFDL-1.3-only",
    "GFDL-1.3-or-later",
    "OGL-UK-3.0",
    "ODC-By-1.0",
    "ODbL-1.0",
    "MIT",
)

_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
MAX_ID = 120
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
EARLIEST_YEAR = 1800


def id_fault(value: str) -> str:
    """Say what is wrong with an article's id; ``""`` when nothing is.

    Examples
    --------
    >>> id_fault("2019-09-aras-asymmetrical-partnership")
    ''
    >>> id_fault("../passwd")
    "the id '../passwd' holds '/' or '..'"
    """
    if "/" in value or "\\" in value or ".." in value:
        return f"the id {value!r} holds '/' or '..'"
    if not _ID.fullmatch(value):
        return f"the id {value!r} is not lower-case letters, digits, '-', '_' and single '.'"
    if len(value) > MAX_ID:
        return f"the id is longer than {MAX_ID} characters"
    return ""


def date_fault(value: str, *, today: datetime.date | None = None) -> str:
    """Say what is wrong with a date of publication; ``""`` when nothing is.

    Parameters
    ----------
    value
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``""`` when the date is unknown.
    today
        The day against which a future date is judged.

    Examples
    --------
    >>> date_fault("2019-02-30")
    "'2019-02-30' is not a day of the calendar"
    >>> date_fault("")
    ''
    """
    if value == "":
        return ""
    match = _DATE.fullmatch(value)
    if not match:
        return f"{value!r} is not a date"
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return f"{value!r} is not a day of the calendar"
    if date > (today or datetime.date.today()):
        return f"{value!r} lies in the future"
    if year < EARLIEST_YEAR:
        return f"{value!r} lies before {EARLIEST_YEAR}"
    return ""


def check_fields(values: Mapping[str, Any], lines: Mapping[str, int]) -> list[Fault]:
    """Find every fault of an article's fields.

    Parameters
    ----------
    values
        The fields as read (strings, lists and mappings of strings).
    lines
        The line on which each field stands.
    """
    faults = [
        Fault(1, name, "the field is missing", _REMEDIES[name], "missing-field")
        for name in REQUIRED
        if name not in values
    ]
    for name, value in values.items():
        line = lines.get(name, 1)
        if name not in FIELDS:
            what = f"unknown field{suggest(name, FIELDS)}"
            remedy = f"allowed are {', '.join(FIELDS)}; anything else belongs under 'variables'"
            faults.append(Fault(line, name, what, remedy, "unknown-field"))
            continue
        code, what = _CHECKS[name](value)
        if what:
            faults.append(Fault(line, name, what, _REMEDIES[name], code))
    return faults


def _text(value: Any, code: str, *, empty: bool = False) -> tuple[str, str]:
    if not isinstance(value, str):
        return code, "must be one text, not a list or a mapping"
    if not empty and not value.strip():
        return code, "is empty"
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        return code, "holds a control character"
    return "", ""


def _one_of(value: Any, allowed: tuple[str, ...], code: str) -> tuple[str, str]:
    if not isinstance(value, str) or value not in allowed:
        return code, f"{value!r} is not allowed{suggest(value, allowed)}"
    return "", ""


def _check_id(value: Any) -> tuple[str, str]:
    if not isinstance(value, str):
        return "bad-id", "must be one text"
    return "bad-id", id_fault(value)


def _check_title(value: Any) -> tuple[str, str]:
    return _text(value, "bad-title")


def _check_author(value: Any) -> tuple[str, str]:
    if not isinstance(value, list):
        return "bad-author", f"must be a list, found {value!r}"
    for name in value:
        code, what = _text(name, "bad-author")
        if what:
            return code, f"a name {what}"
    if len({name.casefold() for name in value}) < len(value):
        return "bad-author", "names the same author twice"
    return "", ""


def _check_published(value: Any) -> tuple[str, str]:
    if not isinstance(value, str):
        return "bad-date", "must be one date"
    what = date_fault(value)
    return ("future-date" if "future" in what else "bad-date"), what


def _check_language(value: Any) -> tuple[str, str]:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        return "bad-language", f"{value!r} is not a language tag"
    return "", ""


def _check_rights(value: Any) -> tuple[str, str]:
    return _one_of(value, (IN_COPYRIGHT, *LICENCES), "bad-rights")


def _check_url(value: Any) -> tuple[str, str]:
    code, what = _text(value, "bad-url")
    if what:
        return code, what
    try:
        parts = urlsplit(value)
    except ValueError:
        return "bad-url", f"{value!r} is not a web address"
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in value:
        return "bad-url", f"{value!r} is not a web address (http or https)"
    return "", ""


def _check_field_sources(value: Any) -> tuple[str, str]:
    if not isinstance(value, dict):
        return "bad-field-sources", "must be a mapping of field to source"
    for name, source in value.items():
        if name not in FIELDS:
            return "bad-field-sources", f"unknown field {name!r}{suggest(name, FIELDS)}"
        if source not in SOURCES:
            return "bad-field-sources", f"unknown source {source!r}{suggest(source, SOURCES)}"
    return "", ""


def _check_variables(value: Any) -> tuple[str, str]:
    if not isinstance(value, dict):
        return "bad-variables", "must be a mapping of name to value"
    for name, entry in value.items():
        if not _VARIABLE.fullmatch(name):
            return "bad-variables", f"{name!r} is not a name (letters, digits, '_')"
        if name in RESERVED:
            what = f"{name!r} is the name of a column of its own: give the variable another name"
            return "bad-variables", what
        code, what = _text(entry, "bad-variables", empty=True)
        if what:
            return code, f"{name!r} {what}"
    return "", ""


RESERVED = (*FIELDS, "year", "month", "words", "path", "private", "text", "sha256", "paragraphs",
            "derived")  # fmt: skip

_CHECKS: Mapping[str, Callable[[Any], tuple[str, str]]] = {
    "id": _check_id,
    "title": _check_title,
    "author": _check_author,
    "published": _check_published,
    "language": _check_language,
    "genre": lambda value: _one_of(value, GENRES, "bad-genre"),
    "rights": _check_rights,
    "provenance": lambda value: _one_of(value, PROVENANCES, "bad-provenance"),
    "outlet": lambda value: _text(value, "bad-outlet"),
    "url": _check_url,
    "reprint_of": _check_id,
    "field_sources": _check_field_sources,
    "variables": _check_variables,
}

_REMEDIES = {
    "id": "use the file's name without '.md', like '2019-09-aras-asymmetrical-partnership'",
    "title": "write 'title: \"The title\"'",
    "author": "write 'author: [First Last, First Last]', or 'author: []' when it is unknown",
    "published": "write YYYY, YYYY-MM or YYYY-MM-DD as exactly as is known, or '' when it is not",
    "language": "write a tag such as 'en'",
    "genre": f"write one of {', '.join(GENRES)}",
    "rights": f"write '{IN_COPYRIGHT}' or an SPDX licence such as CC0-1.0 or CC-BY-4.0",
    "provenance": f"write one of {', '.join(PROVENANCES)}",
    "outlet": "write the name of the outlet, or leave the field out",
    "url": "write a whole address that begins with https://, or leave the field out",
    "reprint_of": "write the id of the original article",
    "field_sources": f"write '{{author: text}}' with one of {', '.join(SOURCES)}",
    "variables": "write '{event: idlib-2019}': names with one text each",
}
