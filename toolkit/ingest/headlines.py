"""Read the lines around a title: byline and date, alone or together."""

from __future__ import annotations

import re

from toolkit.ingest.bylines import Byline, is_name, names_of, parse_byline
from toolkit.ingest.dates import find_dates, stored_on, without_dates
from toolkit.ingest.phrases import words

# No byline is longer, and longer lines would cost time that grows with their square.
_LONGEST = 300


def read_byline(text: str) -> Byline | None:
    """Read a byline from a line that may hold its date as well.

    Examples
    --------
    >>> read_byline("March 3, 2021 | By Ayla Kurt").names
    ('Ayla Kurt',)
    """
    if len(text) > _LONGEST:
        return None
    rest = re.sub(
        r"^\W*(?:(?:published|posted|updated|on)\b\W*)+", "", without_dates(text), flags=re.I
    )
    rest = re.split(r"\s*[|•·]\s*(?=\d+ min|published|posted|updated|\d+ comments?)", rest)[0]
    byline = parse_byline(rest)
    if byline is None and rest != text and find_dates(text):
        marked = re.search(r"\bby\s+.+$", rest, re.IGNORECASE)
        byline = parse_byline(marked.group()) if marked else None
    if byline is None and find_dates(text):
        # '3 March 2021 • Expert Comment • Ayla Kurt'
        parts = [part for part in re.split(r"\s*[|•·]\s*", text) if names_of(part)]
        byline = Byline(names_of(parts[0])) if len(parts) == 1 and parts[0] != text else None
    if byline is None:
        head = re.split(r"\s*,\s*", rest, maxsplit=1)
        role = (
            r"(?:chief |senior |foreign |guest )?"
            r"(?:columnist|correspondent|editor|contributor|reporter|analyst|BYLINE)\b"
        )
        if len(head) == 2 and is_name(head[0]) and re.match(role, head[1]) and len(rest) <= 90:
            byline = Byline(names_of(head[0]))
    return byline


def bare_names(text: str) -> tuple[str, ...]:
    """Read names that stand alone, or before an outlet that a dot parts from them.

    Examples
    --------
    >>> bare_names("Ayla Kurt • EUobserver"), bare_names("Turkey and Russia")
    (('Ayla Kurt',), ())
    """
    if len(text) > _LONGEST:
        return ()
    rest = without_dates(text)
    first, mark, outlet = rest.partition(" • ")
    if mark and len(outlet.split()) <= 4:
        rest = first
    return names_of(rest)


def is_date_line(text: str) -> bool:
    """Whether a line tells a date and next to nothing else.

    Examples
    --------
    >>> is_date_line("Last updated: 3 March 2021, 10:15")
    True
    >>> is_date_line("In March 2021 talks on gas went on in Ankara without an end.")
    False
    """
    if len(text) > 120 or not find_dates(text) or stored_on(text):
        return False
    rest = re.findall(r"[^\W\d_]+", without_dates(text).casefold())
    strange = sum(word not in words("date_line") for word in rest)
    return strange <= 2 and len(rest) <= 6 and not text.rstrip().endswith("?")
