"""What the furniture of a web page says: phrases by which a line shows it is not the article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.ingest.bylines import ROLES
from toolkit.ingest.phrases import phrases, words
from toolkit.ingest.units import Unit

# A line of this many words or fewer is furniture on one cue; a paragraph must show more.
SHORT = 14
_SHORT_CHARACTERS = 300


@dataclass(frozen=True)
class Cue:
    """What a line shows itself to be.

    Parameters
    ----------
    role
        The kind of furniture.
    closing
        Whether nothing of the article follows such a line, once enough of it has been read.
    header
        Whether it opens a block (a list of headlines, a box) and the lines after it belong to it.
    """

    role: str
    closing: bool = False
    header: bool = False


def _count(name: str, text: str) -> int:
    """Count the different phrases of one heading in a text."""
    return len({match.group().casefold() for match in phrases(name).finditer(text)})


def is_paywall(text: str) -> bool:
    """Whether a line tells that the rest is for those who pay.

    Examples
    --------
    >>> is_paywall("Subscribe to continue reading this article.")
    True
    """
    return bool(phrases("paywall").search(text))


def is_continuation(text: str) -> bool:
    """Whether a line only points to the rest of the text, as a teaser's last line does.

    Examples
    --------
    >>> is_continuation("Read more »"), is_continuation("Read more: Ankara and gas")
    (True, False)
    """
    bare = text.strip().rstrip(".:")
    cut = re.search(r"\[(?:…|\.{3})\]$", text)
    return bool(cut or (bare and phrases("continuation").fullmatch(bare)))


def find_cue(unit: Unit) -> Cue | None:
    """Say what furniture a unit shows itself to be by its own words; ``None`` for the rest.

    Examples
    --------
    >>> find_cue(Unit((1,), "Skip to main content")).role
    'navigation'
    >>> find_cue(Unit((1,), "Russia would subscribe to this view.")) is None
    True
    """
    text = unit.text.strip()
    if unit.furniture:
        return Cue("page head")
    if phrases("separator").match(text):
        return Cue("separator")
    if phrases("attribution").fullmatch(text[:_SHORT_CHARACTERS]):
        return Cue("page head")
    if phrases("crawler").match(text) and not unit.prose:
        return Cue("page head")
    if unit.number:
        return Cue("counter")
    # a word may be as long as a file; patterns of short lines try each of its parts
    short = len(text.split()) <= SHORT and len(text) <= _SHORT_CHARACTERS
    if short:
        found = _short_cue(unit, text)
        if found:
            return found
    if phrases("figure").match(text):
        return Cue("caption")
    if _is_note(text):
        return Cue("notes")
    return _long_cue(unit, text, short=short)


def _is_note(text: str) -> bool:
    mark = phrases("note_mark").match(text)
    if not mark:
        return False
    enough = 2 if mark.group()[0] in "0123456789" else 1
    return _count("citation", text) >= enough and not text.startswith("* ")


# What fits a whole short line, from the surest to the least sure.
_WHOLE = (
    ("comment_header", Cue("comments", closing=True, header=True)),
    ("comments", Cue("comments")),
    ("about_author", Cue("biography", header=True)),
    ("notes", Cue("notes", header=True)),
    ("reading_time", Cue("reading time")),
)


def _short_cue(unit: Unit, text: str) -> Cue | None:
    bare = text.strip(" \t•·|*:–—-↓↑→←»«>#")
    plain = re.sub(r"^\W+", "", text)
    for name, cue in _WHOLE:
        if bare and phrases(name).fullmatch(bare):
            return cue
    if phrases("commenter").search(text):
        return Cue("comments")
    if phrases("advertisement").fullmatch(text):
        return Cue("advertisement")
    if phrases("link").match(plain):
        return Cue("link")
    if is_continuation(text):
        return Cue("read more")
    if phrases("tags", end=r"\s*(?:[:|]|$)").match(plain) or phrases("tag_line").match(text):
        return Cue("tags", header=bool(re.match(r"^\W*[\w ]+\W*$", text)))
    # 'Related to this is the price of gas.' is a sentence of the text
    sentence = text.endswith(".") and ":" not in text and unit.function_share >= 0.3
    if phrases("related").match(plain) and not sentence:
        names_one = re.search(r"[:|–—]\s*\S", text) or len(unit.words) > 6
        return Cue("related", header=not names_one)
    if phrases("navigation").fullmatch(bare):
        return Cue("navigation")
    tokens = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))
    if tokens - words("share_links") and tokens <= words("share"):
        return Cue("share")
    return None


def _long_cue(unit: Unit, text: str, *, short: bool) -> Cue | None:
    addressed = bool(phrases("reader").search(text))
    length = len(unit.words)
    if is_paywall(text) and (short or addressed):
        return Cue("membership", header=True)
    if _is_cookie_notice(text, short=short):
        return Cue("cookie notice")
    if (length <= 60 and phrases("copyright").search(text)) or (
        short and phrases("imprint").search(text)
    ):
        return Cue("copyright")
    if length <= 60 and phrases("origin").match(re.sub(r"^\W+", "", text)):
        return Cue("origin")
    if length <= 60 and phrases("author_note").match(text) and re.search(rf"\b{ROLES}", text, re.I):
        return Cue("biography")
    if length <= 30 and phrases("follow").match(text):
        return Cue("share")
    if phrases("editors_note").match(re.sub(r"^\W+", "", text)):
        return Cue("editor's note")
    if length <= 70 and _is_disclaimer(text, length):
        return Cue("disclaimer")
    if _count("confidential", text) >= 2:
        return Cue("disclaimer")
    if _is_offer(unit, text, short=short, addressed=addressed):
        letter = re.search(r"newsletter|inbox|briefing|sign up|e-?mail", text, re.IGNORECASE)
        return Cue("newsletter" if letter else "membership", header=True)
    if not unit.closed and length <= 12 and phrases("breadcrumb").match(text):
        return Cue("navigation")
    return None


def _is_cookie_notice(text: str, *, short: bool) -> bool:
    if short:
        return bool(phrases("cookies").search(text))
    return bool(re.search(r"\bcookies?\b", text, re.I)) and _count("cookies", text) >= 2


def _is_disclaimer(text: str, length: int) -> bool:
    found = _count("disclaimer", text)
    about_text = phrases("disclaimer_subject").search(text)
    return bool(about_text) and (found >= 2 or (found == 1 and length <= 30))


def _is_offer(unit: Unit, text: str, *, short: bool, addressed: bool) -> bool:
    """Whether a unit offers something to its reader.

    'Membership' alone is as often that of an alliance, so a weak offer must speak to the reader.
    """
    offers, weak = _count("offer", text), _count("weak_offer", text)
    if short:
        return (offers > 0 and (addressed or not unit.closed)) or (weak > 0 and addressed)
    enough = len(unit.words) <= 40 or offers + weak >= 2
    return addressed and enough and (offers > 0 or weak >= 2)
