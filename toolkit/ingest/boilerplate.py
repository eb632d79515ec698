"""Propose which lines of a pasted page are the article, with the reason for every other line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from toolkit.ingest.dates import without_stored
from toolkit.ingest.roles import KEPT, assign_roles
from toolkit.ingest.units import Unit, split_units

# Raised whenever a proposal may change; stored beside each article.
VERSION = "4"

REASONS = {
    "title": "the title, stored as metadata",
    "title again": "repeats the title",
    "byline": "the byline, stored as metadata",
    "date": "a date line, stored as metadata",
    "dateline": "a place without its report",
    "page head": "stands before the article",
    "navigation": "a menu or link of the site",
    "caption": "the caption or credit of a picture",
    "share": "buttons for sharing",
    "reading time": "a counter of the site",
    "counter": "a number of the site",
    "newsletter": "a box that offers a newsletter",
    "membership": "a box that offers a subscription or asks for support",
    "related": "points to other articles",
    "read more": "points to the rest of the text elsewhere",
    "biography": "about the author",
    "comments": "comments of readers",
    "tags": "tags of the site",
    "copyright": "a notice of rights",
    "cookie notice": "a notice on cookies and privacy",
    "advertisement": "an advertisement",
    "disclaimer": "a disclaimer of the site",
    "origin": "tells where the text was first published",
    "editor's note": "a note of the editors",
    "notes": "notes and references",
    "link": "a bare link",
    "separator": "a line of marks",
    "repeated": "repeats another line of the page",
    "outlet": "recurs on other pages of the corpus",
    "list": "items of a list that no sentence opens",
    "page end": "stands after the end of the article",
    "record": "a field of the database's record, stored as metadata",
    "blank": "blank",
}


@dataclass(frozen=True)
class Line:
    """One line of a page and what is proposed for it.

    Parameters
    ----------
    number
        Its place in the page, counted from 1.
    text
        The line.
    role
        ``standfirst``, ``body`` or ``heading`` for what is kept; else a key of `REASONS`.
    paragraph
        The paragraph of the article it belongs to, counted from 1; 0 where it is not kept.
    reason
        Why it is not kept; ``""`` where it is.
    """

    number: int
    text: str
    role: str
    paragraph: int = 0
    reason: str = ""

    @property
    def keep(self) -> bool:
        """Whether it is kept."""
        return self.paragraph > 0


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a page: a decision for every line, and the paragraphs that remain."""

    lines: tuple[Line, ...]
    paragraphs: tuple[str, ...]

    def with_role(self, *roles: str) -> tuple[Line, ...]:
        """List the lines of some roles."""
        return tuple(line for line in self.lines if line.role in roles)

    @property
    def title(self) -> str:
        """The title's line, or ``""``."""
        return " ".join(without_stored(line.text).strip() for line in self.with_role("title"))


def propose(
    lines: Sequence[str],
    *,
    title: str = "",
    known: Collection[str] = (),
    keep: Collection[int] = (),
    drop: Collection[int] = (),
) -> Proposal:
    """Propose which lines of a page are the article.

    Reads title and byline first, finds the stretch of running text between the head of the page
    and what follows the article, and takes out of it what shows itself to be something else. It
    proposes; nothing is deleted, and every line comes back with its reason.

    Parameters
    ----------
    lines
        The page, one string a line.
    title
        The title, where the page's markup or a person has told it.
    known
        Folded lines (`toolkit.ingest.units.fold`) that recur on other pages of the corpus.
    keep, drop
        Numbers of lines that a person has decided on.

    Examples
    --------
    >>> page = ["Menu", "", "A bargain", "", "By Ayla Kurt", "", "Ankara and Moscow have struck a"
    ...         " bargain that neither of them likes.", "", "Share", "", "Advertisement"]
    >>> proposal = propose(page)
    >>> proposal.paragraphs
    ('Ankara and Moscow have struck a bargain that neither of them likes.',)
    >>> [(line.number, line.role) for line in proposal.lines if line.role in ("title", "byline")]
    [(3, 'title'), (5, 'byline')]
    """
    units = split_units(lines)
    roles = assign_roles(units, title=title, known=frozenset(known))
    return _assemble(lines, units, roles, frozenset(keep), frozenset(drop))


def told(
    lines: Sequence[str],
    body: Collection[int],
    *,
    keep: Collection[int] = (),
    drop: Collection[int] = (),
) -> Proposal:
    """Propose exactly the lines that the format of a file tells to be the text.

    Parameters
    ----------
    lines
        The page.
    body
        The numbers of the lines of its text.
    keep, drop
        Numbers of lines that a person has decided on.
    """
    inside = frozenset(body)
    text = split_units([line if n in inside else "" for n, line in enumerate(lines, start=1)])
    record = [
        Unit((n,), line.strip())
        for n, line in enumerate(lines, start=1)
        if n not in inside and line.strip()
    ]
    units = sorted([*text, *record], key=lambda unit: unit.numbers[0])
    roles = ["body" if unit.numbers[0] in inside else "record" for unit in units]
    return _assemble(lines, units, roles, frozenset(keep), frozenset(drop))


def _assemble(
    lines: Sequence[str],
    units: list[Unit],
    roles: list[str],
    keep: frozenset[int],
    drop: frozenset[int],
) -> Proposal:
    decided: dict[int, Line] = {}
    paragraphs: list[str] = []
    for unit, role in zip(units, roles):
        forced = [number for number in unit.numbers if number in keep]
        numbers = [number for number in unit.numbers if number not in drop]
        wanted = bool(forced) or role in KEPT
        if wanted and numbers:
            whole = len(numbers) == len(unit.numbers)
            text = unit.text if whole else " ".join(lines[n - 1].strip() for n in numbers)
            paragraphs.append(text)
        for number in unit.numbers:
            line = Line(number, lines[number - 1], role)
            if number in drop:
                line = replace(line, role="dropped", reason="left out by hand")
            elif wanted:
                line = replace(
                    line, role=role if role in KEPT else "body", paragraph=len(paragraphs)
                )
            else:
                line = replace(line, reason=REASONS[role])
            decided[number] = line
    every = tuple(
        decided.get(number, Line(number, text, "blank", 0, REASONS["blank"]))
        for number, text in enumerate(lines, start=1)
    )
    return Proposal(every, tuple(paragraphs))
