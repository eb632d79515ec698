"""Read one token in brackets: ``[lemma="depend.*" & tag="V.*"]``."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.corpus.query.cursor import NAME, QUOTES, Cursor
from toolkit.corpus.query.syntax import (
    ANY_TOKEN,
    All,
    Condition,
    Is,
    Mention,
    Node,
    Not,
    Some,
    Token,
    Value,
)
from toolkit.corpus.query.values import compiled


def read_bracket(cursor: Cursor) -> Node:
    """Read a token; one that must be an actor is a whole mention."""
    at = cursor.at
    cursor.at += 1
    if cursor.take("]"):
        return ANY_TOKEN
    condition = _some(cursor)
    cursor.need("]", f"to close the bracket opened at character {at + 1}")
    conditions = condition.conditions if isinstance(condition, All) else (condition,)
    for number, test in enumerate(conditions):
        if isinstance(test, Is) and test.attribute == "actor":
            return Mention(test, All((*conditions[:number], *conditions[number + 1 :])))
    return Token(condition)


def _some(cursor: Cursor) -> Condition:
    parts = _joined(cursor, _all, "|")
    return parts[0] if len(parts) == 1 else Some(parts)


def _all(cursor: Cursor) -> Condition:
    parts: list[Condition] = []
    for part in _joined(cursor, _one, "&"):
        parts += part.conditions if isinstance(part, All) else (part,)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _joined(
    cursor: Cursor, read: Callable[[Cursor], Condition], operator: str
) -> tuple[Condition, ...]:
    parts = [read(cursor)]
    while cursor.take(operator):
        parts.append(read(cursor))
    return tuple(parts)


def _one(cursor: Cursor) -> Condition:
    cursor.deeper()
    condition: Condition
    if cursor.take("!"):
        condition = Not(_one(cursor))
    elif cursor.take("("):
        condition = _some(cursor)
        cursor.need(")", "to close '('")
    else:
        condition = _test(cursor)
    cursor.depth -= 1
    return condition


def _test(cursor: Cursor) -> Condition:
    cursor.skip()
    found = NAME.match(cursor.text, cursor.at)
    if found is None:
        raise cursor.error('a condition is missing here: write lemma="depend"')
    attribute = cursor.attribute(found[0], cursor.at)
    cursor.at = found.end()
    negative = cursor.take("!=")
    if not negative:
        cursor.need("=", f"after {found[0]!r}")
    test = Is(attribute, (_value(cursor),))
    return Not(test) if negative else test


def _value(cursor: Cursor) -> Value:
    cursor.skip()
    at = cursor.at
    closing = "'" if cursor.next == "'" else QUOTES.get(cursor.next, "")
    if not closing:
        raise cursor.error('the value stands in quotation marks: write lemma="depend"')
    pattern = cursor.quoted(closing)
    if not pattern:
        raise cursor.error("the value is empty", at)
    value = cursor.value(pattern, at + 1, plain=False, ignore_case=cursor.flag())
    try:
        compiled(value.pattern, value.ignore_case)
    except ValueError as error:
        what, place = error.args
        raise cursor.error(what, at + 1 + max(place, 0)) from error
    return value
