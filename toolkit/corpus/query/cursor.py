"""A place in the text of a query that moves as the query is read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.corpus.query.syntax import Place, Value
from toolkit.errors import QueryError, suggest

MAX_REPEAT = 50
MAX_DEPTH = 40
ATTRIBUTES = {
    "form": "form",
    "word": "form",
    "lemma": "lemma",
    "tag": "tag",
    "pos": "tag",
    "actor": "actor",
}
# A quotation mark and those that close it: text editors turn straight marks into curly ones.
QUOTES = {'"': '"', "“": '”„“"', "„": '“”"', "”": "”"}
NAME = re.compile(r"[^\W\d][\w-]*")
_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"\d{1,9}")


class Cursor:
    """The text of a query, how far it is read, and the queries that it may name.

    Parameters
    ----------
    path
        The named queries that are being read, outermost first.
    depth
        How many brackets are open.
    """

    def __init__(
        self, text: str, named: Mapping[str, str], *, path: tuple[str, ...] = (), depth: int = 0
    ) -> None:
        self.text = text
        self.named = named
        self.path = path
        self.depth = depth
        self.at = 0
        self.in_near = False  # there a comma parts two queries
        self.technical = False  # whether a part that is no plain word has been read

    @property
    def next(self) -> str:
        """The next character; ``""`` at the end."""
        return self.text[self.at : self.at + 1]

    def place(self, at: int | None = None) -> Place:
        """Give a place for messages, the present one when none is named."""
        name = self.path[-1] if self.path else ""
        return Place(self.text, self.at if at is None else at, name)

    def error(self, what: str, at: int | None = None) -> QueryError:
        """Make the error that points at a place."""
        return self.place(at).error(what)

    def skip(self) -> None:
        """Go past white space."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def take(self, expected: str) -> bool:
        """Go past a text if it comes next."""
        self.skip()
        if not self.text.startswith(expected, self.at):
            return False
        self.at += len(expected)
        return True

    def need(self, expected: str, why: str) -> None:
        """Go past a text that must come next."""
        if not self.take(expected):
            raise self.error(f"{expected!r} is missing {why}")

    def number(self, why: str) -> int:
        """Read a whole number."""
        self.skip()
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            raise self.error(f"a number is missing {why}")
        self.at = found.end()
        return int(found[0])

    def quoted(self, closing: str) -> str:
        """Read up to a quotation mark; a backslash is kept, and what follows it closes nothing."""
        at = self.at
        self.at += 1
        letters: list[str] = []
        while self.next and self.next not in closing:
            step = 2 if self.next == "\\" else 1
            letters.append(self.text[self.at : self.at + step])
            self.at += step
        if not self.next:
            raise self.error("the quotation mark is not closed", at)
        self.at += 1
        return "".join(letters)

    def flag(self) -> bool:
        """Read ``%c`` if it comes next."""
        if not self.take("%"):
            return False
        if self.next != "c":
            raise self.error("the only flag is %c (ignore case)", self.at - 1)
        self.at += 1
        return True

    def attribute(self, name: str, at: int, *, literal: str = "") -> str:
        """Give the attribute of a name."""
        if name not in ATTRIBUTES:
            what = f"unknown attribute {name!r}{suggest(name, ATTRIBUTES)}"
            what += f"; there are {', '.join(ATTRIBUTES)}"
            raise self.error(what + (f'; to look for it write "{literal}"' if literal else ""), at)
        return ATTRIBUTES[name]

    def deeper(self) -> None:
        """Open a bracket."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH} levels")

    def value(self, pattern: str, at: int, *, plain: bool, ignore_case: bool) -> Value:
        """Make a value that knows where it stands."""
        return Value(pattern, plain, ignore_case, self.place(at))
