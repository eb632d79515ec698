"""Where sentences end, decided between two chunks from a class of each.

What a chunk ends with and what the next one begins with are properties of the chunk alone, so that
each is found once for every different chunk and a text is split by looking up a small table.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.abbreviations import (
    CLOSING,
    CONNECTIVES,
    NUMBERED,
    is_dotted,
    is_initial,
    is_title,
)


class End(IntEnum):
    """What a chunk ends with."""

    NOTHING = 0
    STRONG = 1  # ! or ?
    PERIOD = 2
    ELLIPSIS = 3
    CLOSED = 4  # a terminator inside a closing quotation mark or bracket
    NEVER = 5  # Mr., vs.
    ABBREVIATION = 6  # U.S., Inc.
    INITIAL = 7  # J.
    NUMBERED = 8  # No., Fig.
    ENUMERATOR = 9  # 1.
    CLOSED_STRONG = 10
    NOTE = 11  # a footnote mark that stands alone, [12]: the chunk before it decides


class Begin(IntEnum):
    """What a chunk begins with."""

    LOWER = 0
    STARTER = 1  # a capitalized word that seldom is a name: The, He, However
    CAPITAL = 2
    DIGIT = 3
    QUOTED_CAPITAL = 4
    BRACKETED_CAPITAL = 5
    ENCLOSED_LOWER = 6
    NOTE = 7
    OTHER = 8
    CONTINUATION = 9  # a sign that opens nothing: `. . .`, `:)`, a bracket that closes


_OPENERS = "\"'“‘«„([{*_"
_CLOSERS = "\"'”’»)]}*_"
_CONTINUATIONS = ".,;:)]}”»"
_NOTE = r"(?:\[(?:\d{1,3}|…|\.{3})\]|[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]+|[*†‡§])"
_NOTE_ALONE = re.compile(rf"{_NOTE}+[.,;]?")
_STOPS = frozenset(".!?…")
_TERMINATOR = re.compile(
    rf"(?P<stop>[.!?…]+){_NOTE}?(?P<closers>[\"'”’»)\]}}*_]*)(?:{_NOTE}|(?<=[a-z]{{3}}\.)\d{{1,2}}"
    rf"|(?<=[.!?][\"”’'])\d{{1,2}})?$"
)
_ENUMERATOR = re.compile(r"(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})")
_STARTERS = frozenset(
    [
        "A",
        "After",
        "All",
        "Also",
        "Although",
        "An",
        "And",
        "Another",
        "Any",
        "Are",
        "Around",
        "As",
        "At",
        "Because",
        "Before",
        "Both",
        "But",
        "By",
        "Can",
        "Could",
        "Despite",
        "Did",
        "Do",
        "Does",
        "During",
        "Each",
        "Either",
        "Even",
        "Every",
        "Few",
        "Finally",
        "First",
        "For",
        "From",
        "Further",
        "Furthermore",
        "Given",
        "Had",
        "Has",
        "Have",
        "He",
        "Her",
        "Here",
        "His",
        "How",
        "However",
        "I",
        "If",
        "In",
        "Indeed",
        "Instead",
        "Is",
        "It",
        "Its",
        "Just",
        "Last",
        "Later",
        "Like",
        "Many",
        "Maybe",
        "Meanwhile",
        "More",
        "Moreover",
        "Most",
        "Much",
        "My",
        "Neither",
        "Nevertheless",
        "No",
        "None",
        "Nonetheless",
        "Nor",
        "Not",
        "Now",
        "Of",
        "On",
        "Once",
        "One",
        "Only",
        "Or",
        "Other",
        "Others",
        "Our",
        "Over",
        "Perhaps",
        "Rather",
        "Second",
        "She",
        "Should",
        "Similarly",
        "Since",
        "So",
        "Some",
        "Still",
        "Such",
        "Than",
        "That",
        "The",
        "Their",
        "Then",
        "There",
        "Therefore",
        "These",
        "They",
        "This",
        "Those",
        "Though",
        "Through",
        "Thus",
        "To",
        "Today",
        "Too",
        "Two",
        "Under",
        "Unless",
        "Unlike",
        "Until",
        "Upon",
        "Was",
        "We",
        "Were",
        "What",
        "When",
        "Where",
        "Whether",
        "Which",
        "While",
        "Who",
        "Whoever",
        "Why",
        "Will",
        "With",
        "Within",
        "Without",
        "Would",
        "Yet",
        "You",
        "Your",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")


def end_class(chunk: str) -> End:
    """Classify the end of a chunk.

    Examples
    --------
    >>> end_class("Maj.").name, end_class("U.S.").name, end_class("dead.”").name
    ('NEVER', 'ABBREVIATION', 'CLOSED')
    """
    tail = chunk[-40:]
    match = None if _STOPS.isdisjoint(tail) else _TERMINATOR.search(tail)
    if match is None:
        return End.NOTE if _NOTE_ALONE.fullmatch(chunk) else End.NOTHING
    stop = match["stop"]
    if "!" in stop or "?" in stop:
        return End.CLOSED_STRONG if match["closers"] else End.STRONG
    if stop != ".":
        return End.ELLIPSIS
    if match["closers"]:
        return End.CLOSED
    return _period_class(chunk, tail[: match.start()])


def _period_class(chunk: str, before: str) -> End:
    stem = before.lstrip(_OPENERS)
    tail = re.split(r"[-–—/(]", stem)[-1]  # Lt.-Col., mid-Jan., (U.S.
    if is_title(tail) or tail in CONNECTIVES:
        return End.NEVER
    if tail == "etc":
        return End.PERIOD
    if tail in NUMBERED:
        return End.NUMBERED
    if tail in CLOSING or is_dotted(tail):
        return End.ABBREVIATION
    if is_initial(tail):
        return End.INITIAL
    if len(tail) == 1 and tail.islower() and len(chunk) > len(stem) + 1:
        return End.NEVER  # (b. 1949)
    if len(chunk) == len(stem) + 1 and _ENUMERATOR.fullmatch(stem) and stem != "I":
        return End.ENUMERATOR
    return End.PERIOD


def begin_class(chunk: str) -> Begin:
    """Classify the beginning of a chunk.

    Examples
    --------
    >>> begin_class("However,").name, begin_class("“Ankara").name, begin_class("said").name
    ('STARTER', 'QUOTED_CAPITAL', 'LOWER')
    """
    if chunk.isascii() and chunk.isalpha():
        if chunk[0].islower():
            return Begin.LOWER
        return Begin.STARTER if chunk in _STARTERS else Begin.CAPITAL
    if _NOTE_ALONE.fullmatch(chunk):
        return Begin.NOTE
    head = chunk[:64]
    inner = head.lstrip(_OPENERS)
    if not inner:
        return Begin.OTHER
    first = inner[0]
    enclosed = len(inner) < len(head)
    if first.islower():
        return Begin.ENCLOSED_LOWER if enclosed else Begin.LOWER
    if not first.isalnum():
        alone = first != "." or not inner.startswith("..")
        return Begin.CONTINUATION if first in _CONTINUATIONS and alone else Begin.OTHER
    if enclosed:
        return Begin.BRACKETED_CAPITAL if head[0] in "([{" else Begin.QUOTED_CAPITAL
    if first.isdigit():
        return Begin.DIGIT
    word = _WORD.match(inner)
    return Begin.STARTER if word is not None and word.group() in _STARTERS else Begin.CAPITAL


def _boundary_table() -> NDArray[np.bool_]:
    anything = set(Begin) - {
        Begin.LOWER,
        Begin.ENCLOSED_LOWER,
        Begin.NOTE,
        Begin.CONTINUATION,
    }
    rules: dict[End, set[Begin]] = {
        End.STRONG: anything,
        End.PERIOD: anything,
        End.ELLIPSIS: anything,
        End.CLOSED: anything,
        End.CLOSED_STRONG: anything - {Begin.OTHER},  # ‘Why?’ – he asked
        End.ABBREVIATION: {Begin.STARTER, Begin.QUOTED_CAPITAL},
        End.INITIAL: {Begin.STARTER},
        End.NUMBERED: anything - {Begin.DIGIT},
        End.ENUMERATOR: anything,
    }
    table = np.zeros((len(End), len(Begin)), dtype=bool)
    for end, begins in rules.items():
        table[end, sorted(begins)] = True
    return table


BOUNDARY = _boundary_table()


def find_boundaries(
    ends: NDArray[Any], begins: NDArray[Any], paragraph_ends: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell of each chunk whether a sentence ends after it.

    Parameters
    ----------
    ends, begins
        The classes of each chunk.
    paragraph_ends
        Whether a paragraph ends after the chunk.

    Returns
    -------
    ndarray of bool
        The last chunk always ends a sentence.
    """
    boundary = paragraph_ends.copy()
    if not len(boundary):
        return boundary
    deciding = ends
    notes = ends == End.NOTE
    if notes.any():
        deciding = ends[np.maximum.accumulate(np.where(notes, 0, np.arange(len(ends))))]
    boundary[:-1] |= BOUNDARY.take(deciding[:-1].astype(np.intp) * len(Begin) + begins[1:])
    boundary[-1] = True
    # `1.` opens the sentence that it numbers, but ends one that began before it.
    opens = np.empty_like(boundary)
    opens[0] = True
    opens[1:] = boundary[:-1]
    boundary[opens & (ends == End.ENUMERATOR) & ~paragraph_ends] = False
    return boundary
