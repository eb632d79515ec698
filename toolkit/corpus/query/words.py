"""Read the shorthand: words, wildcards, alternatives and phrases."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.corpus.query.cursor import ATTRIBUTES, QUOTES, Cursor
from toolkit.corpus.query.syntax import (
    ANY_TOKEN,
    Either,
    Is,
    Mention,
    Node,
    Sequence,
    Token,
    Value,
)

_ENDS_WORD = frozenset(' \t\r\n\f\v\u00a0()[]{}"“”„')
_PREFIX = re.compile(r"([^\W\d_]+):(?!//)")
_LETTERS = re.compile(r"\w+")  # none of them ends a word
_SPECIAL = re.compile(r"[*\\]")
# of CQL beyond the subset: <s> and </s>, a label before a bracket, MU(meet …)
_STRUCTURE = re.compile(r"</?[^\W\d]")
_BAR = re.compile(r"(?<!\\)\|")


def read_phrase(cursor: Cursor) -> Node:
    """Read words between quotation marks, where only the wildcard has a meaning."""
    at = cursor.at
    words = cursor.quoted(QUOTES[cursor.next]).split()
    ignore_case = cursor.flag()
    if not words:
        raise cursor.error("there is nothing between the quotation marks", at)
    for word in words:
        if word.endswith(".*"):
            better = f'write "{word[:-2]}*" or [form="{word}"]'
            raise cursor.error(f"a phrase is no regular expression: {better}", at)
    parts = [_form(cursor, word, at, ignore_case) for word in words]
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def read_word(cursor: Cursor) -> Node:
    """Read a word without quotation marks, or alternatives: ``lemma:depend|rely``."""
    at = cursor.at
    while not _ends_word(cursor):
        letters = _LETTERS.match(cursor.text, cursor.at)
        cursor.at = letters.end() if letters else cursor.at + (2 if cursor.next == "\\" else 1)
    cursor.at = min(cursor.at, len(cursor.text))
    text = cursor.text[at : cursor.at]
    if not text:
        raise cursor.error(f"{cursor.next!r} is not expected here")
    _refuse_unclear(cursor, text, at)
    parts: list[Node] = []
    attribute, place = "form", at
    for word in _BAR.split(text):
        prefix = _PREFIX.match(word)
        bare = word
        if prefix and (prefix.end() < len(word) or prefix[1] in ATTRIBUTES):
            attribute = cursor.attribute(prefix[1], place, literal=word)
            bare = word[prefix.end() :]
        if not bare:
            raise cursor.error("a word is missing here", place)
        if attribute == "form":
            parts.append(_form(cursor, bare, place))
        else:
            cursor.technical = True
            test = Is(attribute, (_value(cursor, bare, place),))
            parts.append(Mention(test) if attribute == "actor" else Token(test))
        place += len(word) + 1
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _ends_word(cursor: Cursor) -> bool:
    character = cursor.next
    if not character or character in _ENDS_WORD or (character == "," and cursor.in_near):
        return True
    # a bar between two plain words belongs to them; before anything else it parts two queries
    following = cursor.text[cursor.at + 1 : cursor.at + 2]
    return character == "|" and (not following or following in _ENDS_WORD or following in "|:")


def _refuse_unclear(cursor: Cursor, text: str, at: int) -> None:
    if text[0] in "!&=":
        raise cursor.error(f'{text[0]!r} belongs into [ ]; to look for it write "{text[0]}"', at)
    if _STRUCTURE.match(text):
        better = "'within s' (or p) after a query keeps its hits inside one sentence (or paragraph)"
        better = f'{better}; to look for it write "{text}"'
        raise cursor.error(f"tags such as <s> are no part of queries: {better}", at)
    if text[-1] in ":@" and cursor.next == "[":
        what = "a label before [ ] is no part of queries"
        raise cursor.error(f'{what}; to look for it write "{text}"', at)
    if text == "MU" and cursor.next == "(":
        raise cursor.error("MU(meet …) is no part of queries; write near(one, other, distance)", at)
    if text[-1] in "?+" and text[-2:-1] != "\\":
        where, better = " alone", f'write "{text}" to look for it'
        if text[:-1]:
            where = " after a word"
            better += f', ("{text[:-1]}"){text[-1]} to repeat the word'
        raise cursor.error(f"{text[-1]!r}{where} is unclear: {better}", at + len(text) - 1)
    name, equals, _ = text.partition("=")
    if equals and name.rstrip("!") in ATTRIBUTES:
        raise cursor.error(f'an attribute is tested in brackets: [{name}="…"]', at)


def _form(cursor: Cursor, word: str, at: int, ignore_case: bool = False) -> Node:
    """Look for a word as it stands, or for the tokens into which the annotator parts it."""
    value = _value(cursor, word, at, ignore_case)
    whole = Token(Is("form", (value,)))
    if not value.plain:
        return ANY_TOKEN if value.pattern == ".*" else whole
    pieces = pieces_of(value.pattern)
    if len(pieces) < 2:
        return whole
    tokens = []
    for piece in pieces:
        ignore = ignore_case or not _has_capital(piece)
        value = cursor.value(piece, at, plain=True, ignore_case=ignore)
        tokens.append(Token(Is("form", (value,))))
    return Either((whole, Sequence(tuple(tokens))))


def _value(cursor: Cursor, word: str, at: int, ignore_case: bool = False) -> Value:
    """Read a word with wildcards; one in lower case ignores case."""
    ignore_case = ignore_case or not _has_capital(word)
    if not _SPECIAL.search(word):
        return cursor.value(word, at, plain=True, ignore_case=ignore_case)
    letters, pattern, place = "", "", 0
    wild = False
    while place < len(word):
        character = word[place]
        if character == "*":
            wild = True
            pattern += ".*"
        else:
            if character == "\\" and place + 1 < len(word):
                place += 1
                character = word[place]
            letters += character
            pattern += re.escape(character)
        place += 1
    return cursor.value(pattern if wild else letters, at, plain=not wild, ignore_case=ignore_case)


def _has_capital(word: str) -> bool:
    return any(character.isupper() for character in word)


@lru_cache(maxsize=4_096)
def pieces_of(word: str) -> tuple[str, ...]:
    """Part a word as the annotator does: ``Turkey's`` is two tokens, ``Turkish-Russian`` one."""
    from toolkit.annotate.tokenizer import compound_parts, split_chunk

    pieces: list[str] = []
    spans = split_chunk(word)
    for (start, end), joins in zip(spans, compound_parts(word, spans), strict=True):
        if joins and pieces:
            pieces[-1] += word[start:end]
        else:
            pieces.append(word[start:end])
    return tuple(pieces)
