"""Find the title of a pasted page: before anything else is judged, since all else hangs on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.ingest.bylines import names_of, parse_byline
from toolkit.ingest.captions import is_caption
from toolkit.ingest.cues import Cue
from toolkit.ingest.dates import find_dates, without_dates
from toolkit.ingest.headlines import is_date_line, read_byline
from toolkit.ingest.phrases import words
from toolkit.ingest.units import Unit, fold

# A paragraph of this many words is the article itself, so the title stands before it.
_TEXT_WORDS = 35


def find_title(units: Sequence[Unit], cues: Sequence[Cue | None], told: str = "") -> int | None:
    """Find the unit that is the title.

    Looks before the first long paragraph only. A line that the markup or a person has told wins;
    where no line says that, the line that best looks like a headline: several words, no full stop,
    near a byline, date or text, sharing words with the text, repeated in the page's head.

    Parameters
    ----------
    units, cues
        The units of a page and what their words show them to be.
    told
        The title where it is known.

    Returns
    -------
    int or None
        The place of the unit; ``None`` where no line may be the title.
    """
    if told:
        wanted = fold(told)
        for place, unit in enumerate(units):
            line = fold(unit.text)
            if line == wanted or (len(line) >= 15 and wanted.startswith(line)):
                return place
    # told in other words than the page's own: its headline is still no paragraph of the text
    first = _text_begins(units, cues)
    text_words = {word for unit in units[first:] if unit.prose for word in unit.words} - words(
        "function"
    )
    candidates = [
        (_score(units, cues, place, text_words, first), -place)
        for place in range(min(first, len(units)))
        if _may_be_title(units[place], cues[place])
        and not (told and names_of(units[place].text))  # the byline under a headline left out
    ]
    if not candidates:
        return None
    score, place = max(candidates)
    return -place if score > 0 else None


def _text_begins(units: Sequence[Unit], cues: Sequence[Cue | None]) -> int:
    """Find the first long paragraph, or the first sentences of text in a row."""
    for place, unit in enumerate(units):
        if not unit.prose or cues[place]:
            continue
        if _is_row(units, cues, place):
            return place
        after = units[place + 1] if place + 1 < len(units) and not cues[place + 1] else None
        row = after is not None and after.prose and min(len(unit.words), len(after.words)) >= 15
        if len(unit.words) >= _TEXT_WORDS or row:
            return place
    return len(units)


def _is_row(units: Sequence[Unit], cues: Sequence[Cue | None], place: int) -> bool:
    """Whether at least three closed paragraphs begin here, between which stands furniture at most.

    Popular papers give every sentence a paragraph, and set a picture after two or three of them.
    Lists of stories set a headline after each.
    """
    paragraphs = length = prose = in_a_row = 0
    for unit, cue in zip(units[place : place + 12], cues[place : place + 12]):
        if cue:
            continue
        if not unit.closed or unit.bullet:
            if in_a_row < 2:
                return False
            in_a_row = 0
            continue
        in_a_row += 1
        paragraphs, length, prose = paragraphs + 1, length + len(unit.words), prose + unit.prose
        if paragraphs >= 3 and prose >= 2 and length >= _TEXT_WORDS:
            return True
    return False


def _may_be_title(unit: Unit, cue: Cue | None) -> bool:
    text = unit.text.strip()
    if cue and cue.role not in ("navigation",):
        return False
    if not 1 <= len(unit.words) <= 30 or len(text) > 220 or unit.bullet or unit.furniture:
        return False
    if text.endswith((".", ":", ",", ";", "–", "—", "-")) and not text.endswith("..."):
        return False
    if re.search(r"\S@\S+\.\w", text):
        return False
    if is_date_line(text) or read_byline(text) or is_caption(unit, in_head=False):
        return False
    return bool(re.search(r"[^\W\d_]", text))


def _score(
    units: Sequence[Unit],
    cues: Sequence[Cue | None],
    place: int,
    text_words: set[str],
    first: int,
) -> float:
    unit = units[place]
    own = unit.words
    content = [word for word in own if word not in words("function")]
    score = 0.4 * min(len(own), 8)
    score += 3 * (sum(word in text_words for word in content) / len(content) if content else 0.0)
    score += 1.0 if any(word in words("function") for word in own) else 0.0
    score += 0.5 if unit.text.endswith("?") else 0.0
    score -= 0.6 * max(len(own) - 12, 0)
    if _is_deck(units, cues, place):
        score -= 6
    elif place + 1 < len(units) and _is_deck(units, cues, place + 1):
        score += 3
    if cues[place]:  # a breadcrumb or 'Site | Headline' is a copy of the title, not the title
        score -= 4
    if re.search(r"\s[|–—-]\s", unit.text):  # 'Site - motto', or the window's title
        score -= 1
    if names_of(unit.text):
        score -= 4
    if all(word in words("kickers") for word in own):
        score -= 5
    copies = sum(
        other is not unit and len(own) >= 3 and fold(unit.text) in fold(other.text)
        for other in units[: place + 40]
    )
    score += 2 if copies else 0
    score -= 5 if _is_credited(units, place) or _is_credited(units, place - 1) else 0
    dates = find_dates(unit.text)
    score -= 3 if dates and len(unit.text) - dates[-1].end <= 3 else 0  # as captions end
    score += _neighbourhood(units, place)
    # between the title and the text stand a lead and a caption; whatever has more stories below it
    # before the text begins is the headline of another
    below = sum(unit.prose for unit in units[place + 1 : first])
    score -= 0.8 * min(max(below - 1, 0), 4)
    if unit.prose or re.search(r"[a-z][.!] +[A-Z]", unit.text):
        score -= 3
    return score


def _is_deck(units: Sequence[Unit], cues: Sequence[Cue | None], place: int) -> bool:
    """Whether a long line stands right under a line that may be the title."""
    unit, above = units[place], units[place - 1] if place else None
    if above is None or unit.after_gap or not above.after_gap or len(unit.words) < 13:
        return False
    kicker = all(word in words("kickers") for word in above.words)
    return _may_be_title(above, cues[place - 1]) and not kicker and not names_of(above.text)


def _is_credited(units: Sequence[Unit], place: int) -> bool:
    """Whether the next line is this one with a few words more: a caption, then with its credit.

    A window's title ('Headline | Site') has a mark between.
    """
    if not 0 <= place < len(units) - 1:
        return False
    below = units[place + 1].text
    own = units[place].text.strip()
    rest = below[len(own) :] if below.startswith(own) else ""
    return bool(re.match(r"\s*[\w(]", rest)) and 1 <= len(rest.split()) <= 8


def _neighbourhood(units: Sequence[Unit], place: int) -> float:
    """Reward a byline, a date or running text close after; menus are followed by menus."""
    for distance, unit in enumerate(units[place + 1 : place + 5]):
        text = unit.text[:300]
        dated = find_dates(text) and len(without_dates(text).split()) <= 6
        byline = parse_byline(without_dates(text))
        if (byline and byline.names) or names_of(without_dates(text)):
            return 3.0 - 0.5 * distance
        if dated:  # as often the day of the visit, above the title
            return 2.5 - 0.5 * distance
        if unit.prose:
            after = units[place + distance + 2 : place + distance + 3]
            # a short text that no other follows is the teaser under a headline of a list
            teaser = len(unit.words) < _TEXT_WORDS and not (after and after[0].prose)
            return (1.5 if teaser else 3.0) - 0.5 * distance
    return 0.0
