"""What the records of all newspaper databases have in common: labelled fields around a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from toolkit.ingest.bylines import cased_name, is_name, names_of
from toolkit.ingest.headlines import read_byline

# a field to its value and the label it stands under
Told = dict[str, tuple[Any, str]]


@dataclass(frozen=True)
class Entry:
    """One article of an export.

    Parameters
    ----------
    first, last
        The lines of the file it takes, counted from 1.
    body
        The lines of its text.
    fields
        What its record tells: field to (value, the label it stands under).
    variables
        What else it tells: section, edition, page, dateline, length in words.
    """

    first: int
    last: int
    body: tuple[int, ...]
    fields: Mapping[str, tuple[Any, str]]
    variables: Mapping[str, str] = field(default_factory=dict)


def spans(
    lines: Sequence[str], ends: Callable[[str], bool], *, begins: bool = False
) -> list[tuple[int, int]]:
    """Part lines at those that end (or begin) an article; spans as places, the end outside."""
    cuts = [n + (not begins) for n, line in enumerate(lines) if ends(line.strip())]
    edges = [*cuts, len(lines)] if begins else [0, *cuts]
    return [(first, last) for first, last in pairwise(edges) if first < last]


def labelled_fields(
    lines: Sequence[str], first: int, last: int, form: re.Pattern[str]
) -> dict[str, tuple[str, str]]:
    """Read fields of the form ``Label: value``, their values as far as the next blank line."""
    found: dict[str, tuple[str, str]] = {}
    name = ""
    for n in range(first, last):
        text = lines[n].strip()
        match = form.match(text)
        if match:
            name = match["label"].lower()
            found.setdefault(name, (match["value"].strip(), match["label"]))
        elif name and text and found[name][0] == "":
            found[name] = (text, found[name][1])
        elif not text and name and found[name][0]:
            name = ""
    return {key: value for key, value in found.items() if value[0]}


_LANGUAGES = {
    name: tag
    for tag, names in {
        "en": "english eng",
        "tr": "turkish türkçe tur",
        "ru": "russian русский rus",
        "de": "german deutsch deu ger",
        "fr": "french français fra fre",
        "es": "spanish español spa",
        "it": "italian italiano ita",
        "ar": "arabic ara",
        "fa": "persian farsi fas per",
        "uk": "ukrainian ukr",
        "el": "greek ell gre",
    }.items()
    for name in names.split()
}
_KEPT_VARIABLES = ("section", "edition", "page", "pages", "dateline", "series")


def entry(
    first: int,
    last: int,
    body: tuple[int, ...],
    fields: Told,
    labelled: Mapping[str, tuple[str, str]],
) -> Entry:
    """Turn the labelled fields that all databases have into fields of an article."""
    if "byline" in labelled:
        names = people(labelled["byline"][0])
        if names:
            fields["author"] = (names, labelled["byline"][1])
    language = language_of(labelled.get("language", ("", ""))[0])
    if language in _LANGUAGES.values():
        fields["language"] = (language, labelled["language"][1])
    if labelled.get("url", ("",))[0].startswith("http"):
        fields.setdefault("url", labelled["url"])
    variables = {name: labelled[name][0] for name in _KEPT_VARIABLES if name in labelled}
    return Entry(first + 1, last, body, fields, variables)


def language_of(text: str) -> str:
    """Give the tag of a language that is named, the first of several; what else it is, as it is.

    Examples
    --------
    >>> language_of("English; Turkish"), language_of("en_US"), language_of("Klingonish")
    ('en', 'en-US', 'Klingonish')
    """
    first = text.split(";")[0].strip()
    known = _LANGUAGES.get(first.casefold())
    tag = re.fullmatch(r"([A-Za-z]{2})(?:[-_](\w{2,8}))?", first)
    if known or not tag:
        return known or first
    return "-".join(filter(None, (tag[1].lower(), tag[2])))


def people(text: str) -> tuple[str, ...]:
    """Read the names of a record's author field: ``By X and Y``, ``Last, First; Last, First``.

    Examples
    --------
    >>> people("Gall, Carlotta; Özel, Soli")
    ('Carlotta Gall', 'Soli Özel')
    >>> people("By AYLA KURT in Ankara")
    ('Ayla Kurt',)
    """
    parts = [part.strip() for part in re.split(r"\s*;\s*", text) if part.strip()]
    turned = [_turned(part) for part in parts]
    if turned and all(turned):
        return tuple(turned)
    # only the first is turned round where a bibliography names two: 'Petrov, Ivan, and Ayla Kurt'
    two = re.fullmatch(r"([^\s,;]+,[^,;]+?),?\s+(?:and|&)\s+([^,;]+)", text.strip())
    if two and _turned(two[1]) and names_of(two[2]):
        return (_turned(two[1]), *names_of(two[2]))
    byline = read_byline(text if text[:3].casefold() == "by " else f"By {text}")
    return byline.names if byline and byline.names else names_of(text)


def _turned(part: str) -> str:
    """Turn ``Last, First`` round; ``""`` where it is not of that form."""
    sides = [side.strip() for side in part.split(",")]
    if len(sides) != 2 or not all(sides):
        return ""
    name = f"{sides[1]} {sides[0]}"
    if not is_name(name):
        return ""
    return " ".join(cased_name(side, beside=name) for side in reversed(sides))
