"""The parts of a parsed query.

A query stands for a set of spans of tokens, each at least one token long:

- `Token` and `Mention` hold the spans that fit their condition;
- `Sequence` joins spans end to end, `Either` unites, `Repeat` joins a part with itself;
- `Within` keeps the spans that lie in one sentence or paragraph.

``near(A, B, k)`` needs no part of its own: it is ``(A []{0,k-1} B | B []{0,k-1} A) within s``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from toolkit.errors import QueryError

Unit: TypeAlias = Literal["sentence", "paragraph"]
_SHOWN = 60  # characters of a long query on either side of the caret


@dataclass(frozen=True)
class Place:
    """A place in the text of a query, for messages."""

    text: str
    at: int = 0
    name: str = ""

    def error(self, what: str) -> QueryError:
        """Make the error that shows the query with a caret under the fault."""
        at = max(0, min(self.at, len(self.text)))
        first, last = max(0, at - _SHOWN), min(len(self.text), at + _SHOWN)
        before, after = "…" if first else "", "…" if last < len(self.text) else ""
        shown = "".join(
            character if character.isprintable() else " " for character in self.text[first:last]
        )
        inside = f" (in the query :{self.name})" if self.name else ""
        caret = " " * (2 + len(before) + at - first) + "^"
        return QueryError(f"{what}{inside}\n  {before}{shown}{after}\n{caret}")


@dataclass(frozen=True)
class Value:
    """What a whole form, lemma, tag or actor code must be.

    Parameters
    ----------
    pattern
        A regular expression, or plain text when `plain`.
    plain
        Whether `pattern` is taken letter for letter.
    ignore_case
        Whether capitals do not matter.
    place
        Where it stands in the query; no part of what it means.
    """

    pattern: str
    plain: bool = False
    ignore_case: bool = False
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Is:
    """An attribute (or ``actor``) has one of some values."""

    attribute: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Not:
    """A condition does not hold."""

    condition: Condition


@dataclass(frozen=True)
class All:
    """Every condition holds; with none, any token fits."""

    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Some:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = Is | Not | All | Some


@dataclass(frozen=True)
class Token:
    """One token that fits a condition."""

    condition: Condition = All()


@dataclass(frozen=True)
class Mention:
    """A whole mention of an actor; its last token fits a condition."""

    actor: Is
    last: Condition = All()


@dataclass(frozen=True)
class Sequence:
    """One part after another."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """One part or another."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """A part several times over."""

    part: Node
    least: int
    most: int


@dataclass(frozen=True)
class Within:
    """A part that does not cross the end of a sentence or paragraph."""

    part: Node
    unit: Unit


Node: TypeAlias = Token | Mention | Sequence | Either | Repeat | Within
ANY_TOKEN = Token()


def near(left: Node, right: Node, distance: int) -> Node:
    """Give two parts in either order, at most so many tokens apart in one sentence.

    Neighbours are one token apart, so that a distance of 5 is a collocation window of 5.
    """
    gap = Repeat(ANY_TOKEN, 0, distance - 1)
    orders = (Sequence((left, gap, right)), Sequence((right, gap, left)))
    return Within(Either(orders), "sentence")


def longest(node: Node) -> int:
    """Give the greatest number of tokens that a part can span; a mention counts as ten."""
    match node:
        case Token():
            return 1
        case Mention():
            return 10
        case Sequence(parts):
            return sum(longest(part) for part in parts)
        case Either(parts):
            return max(longest(part) for part in parts)
        case Repeat(part, _, most):
            return longest(part) * most
        case Within(part):
            return longest(part)


def may_be_empty(node: Node) -> bool:
    """Tell whether a part may match no token at all."""
    match node:
        case Sequence(parts):
            return all(may_be_empty(part) for part in parts)
        case Either(parts):
            return any(may_be_empty(part) for part in parts)
        case Repeat(part, least, _):
            return least == 0 or may_be_empty(part)
        case Within(part):
            return may_be_empty(part)
        case _:
            return False


def size(node: Node) -> int:
    """Count the parts of a query."""
    match node:
        case Sequence(parts) | Either(parts):
            return 1 + sum(size(part) for part in parts)
        case Repeat(part) | Within(part):
            return 1 + size(part)
        case _:
            return 1
