"""Part a pasted page into units: one line each, or one paragraph each where lines are wrapped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from toolkit.corpus.duplicates import fold
from toolkit.corpus.wordlists import reference_words
from toolkit.ingest.bylines import parse_byline
from toolkit.ingest.dates import without_stored
from toolkit.ingest.phrases import words

__all__ = ["Unit", "fold", "split_units", "wrapped"]

_TERMINAL = re.compile(r"[.!?…:][\"'”’»)\]]*(?:\[\d+\]|\d{1,2})?$")
_BULLET = re.compile(r"^\s*(?:[•·▪◦‣●○■□►▸✓–—*+-]|\(?\d{1,2}[.)])\s+")
_PAGE_NUMBER = re.compile(r"^\W*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"^\W*\d[\d.,]*(?::\d\d){0,2}\s*[kKmM]?\W*$")


@dataclass(frozen=True)
class Unit:
    """One line of a page, or one paragraph of a page whose lines are wrapped.

    Parameters
    ----------
    numbers
        The lines it stands on, counted from 1.
    text
        Its words, wrapped lines joined by a space.
    after_gap
        Whether a blank line (or the edge of the page) stands before it.
    indented
        Whether its first line is indented.
    furniture
        Whether it recurs on many pages of one document (a running head, a page number).
    """

    numbers: tuple[int, ...]
    text: str
    after_gap: bool = True
    indented: bool = False
    furniture: bool = False

    @cached_property
    def words(self) -> list[str]:
        """Its words in small letters."""
        return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", self.text.casefold())

    @cached_property
    def function_share(self) -> float:
        """The share of function words."""
        known = words("function")
        return sum(word in known for word in self.words) / len(self.words) if self.words else 0.0

    @property
    def closed(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(_TERMINAL.search(self.text.rstrip()))

    @property
    def bullet(self) -> bool:
        """Whether it is an item of a list."""
        return bool(_BULLET.match(self.text))

    @property
    def number(self) -> bool:
        """Whether it holds a number and nothing else."""
        return bool(_BARE_NUMBER.match(self.text))

    @property
    def prose(self) -> bool:
        """Whether it reads as running text: enough words, enough of them function words."""
        count = len(self.words)
        if self.closed:
            return (count >= 12 and self.function_share >= 0.2) or (
                count >= 6 and self.function_share >= 0.3
            )
        return count >= 25 and self.function_share >= 0.3


def split_units(lines: Sequence[str]) -> list[Unit]:
    """Part lines into units, in order; blank lines belong to none.

    Lines are joined only on pages whose lines are wrapped (as in e-mail and PDF): there most lines
    break inside a sentence. Elsewhere each line is a paragraph of its own, with or without a blank
    line between.

    Examples
    --------
    >>> [unit.text for unit in split_units(["One.", "", "Two.", "Three."])]
    ['One.', 'Two.', 'Three.']
    """
    single: list[Unit] = []
    recurring = _furniture(lines)
    # where a blank line follows every line, only two of them part anything
    parting = 2 if double_spaced(lines) else 1
    blank = parting
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            blank += 1
            continue
        indented = line[:2].isspace() or line.startswith("\t")
        text = line if single else without_stored(line)
        # runs of spaces carry no meaning, and patterns would try each of their parts
        text = " ".join(text.split())
        single.append(Unit((number,), text, blank >= parting, indented, number in recurring))
        blank = 0
    single = _with_initials(single)
    broken = [line for line in lines if line.strip()] if parting > 1 else lines
    return _join(single) if wrapped(broken) else single


def _with_initials(single: list[Unit]) -> list[Unit]:
    """Put a large initial that stands on a line of its own back before the rest of its word."""
    joined: list[Unit] = []
    for unit in single:
        last = joined[-1] if joined else None
        if (
            last is None
            or not re.fullmatch(r"[“\"‘']?[A-Z]", last.text)
            or not unit.text[0].isalpha()
        ):
            joined.append(unit)
            continue
        first = unit.text.split(maxsplit=1)[0]
        # 'A' and 'I' may be whole words: what follows them is one then, and elsewhere on the page
        alone = last.text[-1] in "AI" and sum(first in u.text.split() for u in single) > 1
        text = f"{last.text} {unit.text}" if alone else last.text + unit.text
        joined[-1] = Unit((*last.numbers, *unit.numbers), text, last.after_gap, last.indented)
    return joined


def double_spaced(lines: Sequence[str]) -> bool:
    """Whether a page has a blank line after each of its wrapped lines.

    Examples
    --------
    >>> page = ["The agreement that was signed in the town of Astana last", "",
    ...         "week will not hold, and those who signed it know that it", "", "will not.", ""]
    >>> double_spaced(page * 6), double_spaced(["One paragraph.", "", "Another."])
    (True, False)
    """
    filled = [line for line in lines if line.strip()]
    pairs = sum(bool(first.strip() and second.strip()) for first, second in pairwise(lines))
    return pairs <= 0.05 * len(filled) and wrapped(filled)


def wrapped(lines: Sequence[str]) -> bool:
    """Whether a page breaks its lines inside sentences.

    Examples
    --------
    >>> wrapped(["The agreement that was signed in the town of Astana last", "week will not hold."])
    False
    """
    pairs = [
        (first.strip(), second.strip())
        for first, second in pairwise(lines)
        if len(first.strip()) >= 40 and second.strip() and not _BULLET.match(second)
    ]
    inside = sum(second[0].islower() and not _TERMINAL.search(first) for first, second in pairs)
    return inside >= 5 and inside >= 0.4 * len(pairs)


def _join(single: list[Unit]) -> list[Unit]:
    """Join wrapped lines into paragraphs; what recurs on each page does not part a paragraph."""
    width = sorted(len(unit.text) for unit in single)[int(0.8 * (len(single) - 1))]
    column = _column(single)
    parted = _parts_words(single)
    joined: list[Unit] = []
    furniture: list[Unit] = []
    line = ""
    for unit in single:
        if unit.furniture:
            furniture.append(unit)
            continue
        last = joined[-1] if joined else None
        if column and last and not furniture:
            begins = unit.after_gap or unit.bullet or _fits(line, unit.text, column)
        else:
            begins = last is None or _begins(last, unit, width, bool(furniture))
        if last is None or begins:
            joined += [*furniture, unit]
        else:
            joined[-1] = Unit(
                (*last.numbers, *unit.numbers),
                _glue(last.text, unit.text, parted=parted),
                last.after_gap,
                last.indented,
            )
            # kept behind the paragraph it interrupted
            joined[-1:] = [*furniture, joined[-1]]
        line = unit.text
        furniture = []
    return joined + furniture


def _fits(line: str, after: str, column: int) -> bool:
    """Whether the next line's first word would still have stood on a line."""
    return len(line) + 1 + len(after.split(maxsplit=1)[0]) <= column


def _column(single: list[Unit]) -> int:
    """Give the column at which all lines are wrapped, as e-mail is; 0 where there is none.

    Where a sentence goes on in the next line, that line's first word must not have fitted; wherever
    it would have, the line was ended by a person. Print, whose letters differ in width, has none.
    """
    lengths = sorted(len(unit.text) for unit in single)
    column = lengths[int(0.95 * (len(lengths) - 1))]
    inside = [
        (first.text, second.text)
        for first, second in pairwise(single)
        if len(first.text) <= column and not second.after_gap and _goes_on(first, second)
    ]
    broken = sum(not _fits(first, second, column) for first, second in inside)
    return column if len(inside) >= 5 and broken >= 0.95 * len(inside) else 0


def _goes_on(last: Unit, unit: Unit) -> bool:
    """Whether a sentence goes on in the next line; a byline in small letters begins anew."""
    if last.closed or not unit.text[0].islower():
        return False
    byline = parse_byline(unit.text) if unit.text.startswith("by ") else None
    return not (byline and byline.names)


def _begins(last: Unit, unit: Unit, width: int, across_page: bool) -> bool:
    goes_on = _goes_on(last, unit)
    if across_page:
        return not goes_on and last.closed
    if unit.after_gap:
        # a page break leaves a gap inside a sentence
        return not (goes_on and len(last.text) >= width)
    if unit.bullet or (unit.indented and not last.indented and len(last.numbers) > 1):
        return True
    last_line = last.text[-width:] if len(last.numbers) == 1 else last.text
    short = len(last.numbers) == 1 and len(last_line) < 0.6 * width and not goes_on
    return short or (last.closed and _short_end(last, width) and unit.text[0].isupper())


def _short_end(last: Unit, width: int) -> bool:
    # the text of a joined unit is about `width` long a line: the rest is its last line
    return (
        len(last.text) < 0.8 * width * len(last.numbers)
        if len(last.numbers) < 3
        else (len(last.text) + len(last.numbers) - 1 < width * (len(last.numbers) - 0.25))
    )


# from the first letter of a word only: a run of letters would be tried from each of them
_BROKEN = re.compile(r"(?<![^\W\d_])(?P<word>[^\W\d_]{2,})[-\u00ad]$")


def _parts_words(single: Sequence[Unit]) -> bool:
    """Whether the page divides words at the ends of its lines: one there is no word by itself.

    Browsers and letters divide none: the hyphen at the end of a line is that of 'air-defence'.
    """
    known = _known_words()
    for first, second in pairwise(single):
        head, tail = _BROKEN.search(first.text), re.match(r"[^\W\d_]+", second.text)
        if not head or not tail or not tail.group().islower():
            continue
        sides = (head["word"].casefold(), tail.group())
        if not known.issuperset(sides) or "".join(sides) in known:
            return True
    return False


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word.casefold() for word in reference_words("form").counts)


def _glue(first: str, second: str, *, parted: bool) -> str:
    """Join two wrapped lines; a hyphen at the end goes on pages that divide words there."""
    # the sign first: a paragraph that grows line by line is not read anew for each of them
    if first.endswith(("-", "\u00ad")) and second[:1].islower() and _BROKEN.search(first):
        return (first if first[-1] == "-" and not parted else first[:-1]) + second
    return f"{first} {second}"


def _furniture(lines: Sequence[str]) -> set[int]:
    """Find running heads and page numbers: lines that are alike but for their digits."""
    stripped = [
        (number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    alike = Counter(re.sub(r"\d+", "#", line.casefold()) for _, line in stripped)
    found = set()
    for number, line in stripped:
        recurs = alike[re.sub(r"\d+", "#", line.casefold())] >= 3
        if (_PAGE_NUMBER.match(line) and recurs) or (
            recurs
            and re.search(r"\d", line)
            and len(line.split()) >= 2
            and len(line) <= 90
            and not _TERMINAL.search(line)
        ):
            found.add(number)
    return found
