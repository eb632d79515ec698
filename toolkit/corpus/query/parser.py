"""From the text of a query to its parts, or to an error that points at the fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from toolkit.corpus.query import syntax
from toolkit.corpus.query.brackets import read_bracket
from toolkit.corpus.query.cursor import MAX_REPEAT, NAME, QUOTES, Cursor
from toolkit.corpus.query.syntax import Either, Node, Repeat, Sequence, Unit, Within
from toolkit.corpus.query.words import read_phrase, read_word
from toolkit.errors import QueryError, suggest

MAX_TEXT = 20_000
MAX_SIZE = 5_000
MAX_TOKENS = 5_000

_UNITS: dict[str, Unit] = {
    "s": "sentence",
    "p": "paragraph",
    "sentence": "sentence",
    "paragraph": "paragraph",
}
# Sketch Engine writes the unit as a structure: within <s/>
_WITHIN = re.compile(r"within\s+(?:<\s*(?=\w+\s*/>))?(\w+)(?:\s*/>)?\s*(?=$|[),])")
# of CQL beyond the subset: other structures, several of them, a number of tokens
_OTHER_WITHIN = re.compile(
    r"within\s+(?:(?P<whole>texts?|articles?|doc|documents?|file|corpus)|(?P<number>\d+)"
    r"(?:\s+(?:(?P<unit>s|p|sentences?|paragraphs?)|words?|tokens?))?)\s*(?=$|[),])"
)
_WORD_WITHIN = re.compile(r"within(?=\s|$)")
_NEAR = re.compile(r"near\s*\(")
_SIGNS = {"?": (0, 1), "*": (0, MAX_REPEAT), "+": (1, MAX_REPEAT)}


def parse_text(text: str, named: Mapping[str, str]) -> Node:
    """Parse a query; queries called by name are put in their place.

    Raises
    ------
    QueryError
        With a caret under the fault.
    """
    if not isinstance(text, str):
        raise QueryError(f"a query is text, not {type(text).__name__}")
    if len(text) > MAX_TEXT:
        raise QueryError(f"the query is longer than {MAX_TEXT} characters")
    # one and the same query is asked again and again, by analysis after analysis
    return _parsed(text, tuple(named.items()) if ":" in text else ())


@lru_cache(maxsize=1_024)
def _parsed(text: str, named: tuple[tuple[str, str], ...]) -> Node:
    node = _whole(Cursor(text, dict(named)))
    if syntax.longest(node) > MAX_TOKENS:
        raise QueryError(f"the query can span more than {MAX_TOKENS} tokens: repeat less")
    return node


def _whole(cursor: Cursor) -> Node:
    cursor.skip()
    if not cursor.next:
        raise cursor.error("the query is empty")
    node = _expression(cursor)
    if cursor.next:
        raise cursor.error(f"{cursor.next!r} is not expected here")
    if syntax.size(node) > MAX_SIZE:
        raise cursor.error(f"the query has more than {MAX_SIZE} parts, those it names included", 0)
    return node


def _expression(cursor: Cursor) -> Node:
    """Read alternatives, and what they must lie within."""
    cursor.deeper()
    parts = [_sequence(cursor)]
    while cursor.take("|"):
        parts.append(_sequence(cursor))
    node: Node = parts[0] if len(parts) == 1 else Either(tuple(parts))
    found = _WITHIN.match(cursor.text, cursor.at)
    if found and found[1] in _UNITS:
        cursor.at = found.end()
        node = Within(node, _UNITS[found[1]])
    cursor.depth -= 1
    return node


def _sequence(cursor: Cursor) -> Node:
    parts: list[Node] = []
    while not _ends_sequence(cursor, bool(parts)):
        parts.append(_repeated(cursor, _part(cursor)))
    if not parts:
        raise cursor.error("something to look for is missing here")
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _ends_sequence(cursor: Cursor, begun: bool) -> bool:
    cursor.skip()
    if not cursor.next or cursor.next in "|)" or (cursor.next == "," and cursor.in_near):
        return True
    if not begun:
        return False
    found = _WITHIN.match(cursor.text, cursor.at)
    if found and found[1] in _UNITS:
        return True
    if other := _OTHER_WITHIN.match(cursor.text, cursor.at):
        raise cursor.error(_instead_of(other))
    if cursor.technical and _WORD_WITHIN.match(cursor.text, cursor.at):
        # among plain words it is one of them
        what = "'within s' (sentence) or 'within p' (paragraph) stands at the end of a query"
        raise cursor.error(f'{what}; to look for the word write "within"')
    return False


def _instead_of(found: re.Match[str]) -> str:
    """Say how to write what other tools keep a hit within."""
    said = " ".join(found[0].split())
    if found["whole"]:
        better = "a hit lies in one article anyway; 'within s' (sentence) or 'within p' (paragraph)"
        better += " keeps it closer"
    elif found["unit"]:
        better = f"write 'within {found['unit'][0]}', for a hit inside one"
    else:
        better = f"for words at most {found['number']} tokens apart write near(one, other, "
        better += f"{found['number']})"
    return f'{said!r} is no part of queries: {better}; to look for the words write "{said}"'


def _part(cursor: Cursor) -> Node:
    if cursor.next == "[":
        cursor.technical = True
        return read_bracket(cursor)
    if cursor.next == "(":
        return _group(cursor)
    if cursor.next in QUOTES:
        return read_phrase(cursor)
    if cursor.next == ":":
        return _named(cursor)
    if _NEAR.match(cursor.text, cursor.at):
        return _near(cursor)
    return read_word(cursor)


def _group(cursor: Cursor) -> Node:
    at = cursor.at
    cursor.at += 1
    in_near, cursor.in_near = cursor.in_near, False
    node = _expression(cursor)
    cursor.in_near = in_near
    cursor.need(")", f"to close '(' at character {at + 1}")
    return node


def _repeated(cursor: Cursor, node: Node) -> Node:
    """Read how often a part is there."""
    at = cursor.at
    if cursor.next in _SIGNS:
        least, most = _SIGNS[cursor.next]
        cursor.at += 1
    elif cursor.take("{"):
        least = cursor.number("after '{': write {2} or {0,3}")
        most = cursor.number("after ',': write {0,3}") if cursor.take(",") else least
        cursor.need("}", "after the number")
    else:
        return node
    if most > MAX_REPEAT:
        raise cursor.error(f"a part is repeated at most {MAX_REPEAT} times, not {most}", at)
    if least > most:
        raise cursor.error(f"{{{least},{most}}} runs backwards: write {{{most},{least}}}", at)
    if most == 0:
        raise cursor.error("a part that is never there cannot be looked for", at)
    if cursor.next in _SIGNS or cursor.next == "{":
        raise cursor.error("a part is repeated twice; put it into ( ) first")
    return Repeat(node, least, most)


def _near(cursor: Cursor) -> Node:
    cursor.technical = True
    cursor.at = cursor.text.index("(", cursor.at) + 1
    in_near, cursor.in_near = cursor.in_near, True
    left, right = _side(cursor), _side(cursor)
    cursor.skip()
    at = cursor.at
    distance = cursor.number("in near(one, other, distance)")
    if not 1 <= distance <= MAX_REPEAT:
        raise cursor.error(f"the distance is 1 to {MAX_REPEAT} tokens, not {distance}", at)
    cursor.need(")", "to close near(")
    cursor.in_near = in_near
    return syntax.near(left, right, distance)


def _side(cursor: Cursor) -> Node:
    cursor.skip()
    at = cursor.at
    node = _expression(cursor)
    if syntax.may_be_empty(node):
        raise cursor.error("this side of near( ) may match nothing at all", at)
    cursor.need(",", "in near(one, other, distance)")
    return node


def _named(cursor: Cursor) -> Node:
    """Read ``:name`` and put that query in its place."""
    cursor.technical = True
    at = cursor.at
    found = NAME.match(cursor.text, at + 1)
    if found is None:
        raise cursor.error("a name is missing after ':'; to look for a colon write \":\"")
    name = found[0]
    if name not in cursor.named:
        raise cursor.error(f"no query is named {name!r}{suggest(name, cursor.named)}", at)
    path = (*cursor.path, name)
    if name in cursor.path:
        circle = " → ".join(f":{step}" for step in path[path.index(name) :])
        raise cursor.error(f"the query :{name} calls itself: {circle}", at)
    cursor.at = found.end()
    cursor.deeper()
    node = _whole(Cursor(cursor.named[name], cursor.named, path=path, depth=cursor.depth))
    cursor.depth -= 1
    return node
