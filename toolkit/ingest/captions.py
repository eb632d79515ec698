"""Tell captions of pictures from paragraphs: whom they credit, what they show, their date."""

from __future__ import annotations

import re
from functools import cache

from toolkit.ingest.bylines import names_of
from toolkit.ingest.dates import find_dates
from toolkit.ingest.phrases import alternatives, phrases
from toolkit.ingest.units import Unit

_SENTENCES = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Dr|Gen|St|No|vs|U\.S)\.\s"
)


def is_caption(unit: Unit, *, in_head: bool, glued: bool = False) -> bool:
    """Whether a unit describes a picture.

    A credit decides. Without one it takes signs that running text rarely joins in one sentence: it
    opens with a person or thing seen, says in the present tense what is being done, and ends with
    place and full date. The head of a page, where pictures stand, needs fewer of them.

    Parameters
    ----------
    unit
        The unit.
    in_head
        Whether it stands before the second paragraph of the text.
    glued
        Whether it follows another line without the blank line that parts the paragraphs elsewhere.

    Examples
    --------
    >>> is_caption(Unit((1,), "A convoy passes through Ariha, Syria, Jan. 30, 2020."), in_head=True)
    True
    >>> is_caption(Unit((1,), "Erdogan met Putin in Sochi on Sept. 17, 2018."), in_head=False)
    False
    """
    text = unit.text
    if len(unit.words) > 75:
        return False
    if _is_credited(text) and (len(unit.words) <= 45 or not unit.prose):
        return True
    if in_head and not unit.closed and names_of(text):
        return True
    if text.endswith("?") or _sentence_count(text) > (2 if in_head else 1):
        return False
    sided, dated = bool(phrases("picture_side").search(text)), _ends_with_date(text)
    gesture = phrases("gestures").search(text)
    shown = sided or bool(
        phrases("pictured").match(text) or (gesture and names_of(text[: gesture.start()]))
    )
    if in_head:
        unknown = bool(re.match(r"(?:an?|two|three|some|several)\s", text, re.IGNORECASE))
        posed = gesture is not None and (unknown or sided or glued)
        return (shown and (dated or posed)) or (glued and dated)
    return shown and gesture is not None and (dated or sided)


def _is_credited(text: str) -> bool:
    label = phrases("picture_label").match(re.sub(r"^\W+(?=\w)", "", text))
    return bool(label or phrases("picture_credit").search(text) or _agency_credit().search(text))


@cache
def _agency_credit() -> re.Pattern[str]:
    agency = alternatives("agencies")
    joined = r"(?:\s*(?:[/,|]|via)\s*[\w. ]+)?\W*$"
    return re.compile(
        rf"[(\[][^()\[\]]{{0,60}}\b{agency}\b[^()\[\]]{{0,40}}[)\]]\W*$"
        rf"|[/|–—-]\s*{agency}{joined}|^{agency}{joined}|\bvia {agency}(?: Images)?\W*$"
    )


def _sentence_count(text: str) -> int:
    return len(_SENTENCES.findall(_ABBREVIATION.sub("X ", text))) + 1


def _ends_with_date(text: str) -> bool:
    dates = find_dates(text)
    return bool(dates) and len(text) - dates[-1].end <= 12
