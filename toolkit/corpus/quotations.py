"""Quotations: tokens between quotation marks, so that an analysis can keep to the author's words.

Curly and straight marks, double and single, and guillemets are read; a single mark that is never
closed, or that no opening mark comes before, is an apostrophe. A paragraph that begins with a mark
goes on with the quotation that the paragraph before left open; any other quotation ends with its
paragraph at the latest, so that a mark that was never closed does not swallow an article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.spans import spans_to_positions

if TYPE_CHECKING:
    from toolkit.corpus.tokens import TokenTable

Positions = NDArray[np.int64]

_STRAIGHT = frozenset(('"', "''", "``", "＂"))
_OPENING = frozenset("“„‟«")
_CLOSING = frozenset("”»")
_DOUBLE = _STRAIGHT | _OPENING | _CLOSING
_SINGLE_OPENING, _SINGLE_CLOSING, _SINGLE_STRAIGHT = "‘", "’", "'"


@dataclass(frozen=True)
class _Mark:
    """A quotation mark: its token, and whether text touches it on either side."""

    position: int
    form: str
    paragraph: int
    touches_left: bool
    touches_right: bool
    after_s: bool = False  # the token before ends in s: `’` may show possession
    before_word: bool = False


def find_quotations(tokens: TokenTable) -> NDArray[np.bool_]:
    """Tell for each token whether it stands inside a quotation, scare quotes included.

    Parameters
    ----------
    tokens
        The tokens of a loaded corpus.

    Returns
    -------
    numpy.ndarray of bool
        The marks themselves are outside.
    """
    start, end = find_quotation_spans(tokens)
    mask = np.zeros(len(tokens), bool)
    mask[spans_to_positions(start, end)] = True
    return mask


def find_quotation_spans(tokens: TokenTable) -> tuple[Positions, Positions]:
    """Find quotations, the longest first where one holds another.

    Does not tell who speaks, nor a quotation from words at which the author raises an eyebrow; a
    caller that wants voices leaves out the spans of two or three words.

    Parameters
    ----------
    tokens
        The tokens of a loaded corpus.

    Returns
    -------
    start, end
        Half-open spans of token positions without the outer marks, ascending, not overlapping, each
        at least one token long. A quotation of several paragraphs is one span.
    """
    ends = _Paragraphs(tokens)
    found = [
        *_double(_marks(tokens, _DOUBLE), ends),
        *_single(_marks(tokens, (_SINGLE_OPENING, _SINGLE_CLOSING, _SINGLE_STRAIGHT)), ends),
    ]
    outer: list[tuple[int, int]] = []
    for first, last in sorted(found, key=lambda span: (span[0], -span[1])):
        if outer and first < outer[-1][1]:
            outer[-1] = outer[-1][0], max(outer[-1][1], last)
        elif first < last:
            outer.append((first, last))
    spans = np.array(outer, np.int64).reshape(-1, 2)
    return np.ascontiguousarray(spans[:, 0]), np.ascontiguousarray(spans[:, 1])


class _Paragraphs:
    """Where paragraphs end, and whether another of the same article follows."""

    def __init__(self, tokens: TokenTable) -> None:
        self._offsets = tokens.paragraph_offsets
        self._article_ends = frozenset(tokens.article_offsets[1:].tolist())

    def end(self, paragraph: int) -> int:
        return int(self._offsets[paragraph + 1])

    def goes_on(self, paragraph: int, mark: _Mark) -> bool:
        """Tell whether a mark opens the paragraph after this one, in the same article."""
        end = self.end(paragraph)
        return mark.position == end and end not in self._article_ends


def _marks(tokens: TokenTable, forms: Iterable[str]) -> list[_Mark]:
    wanted = frozenset(forms)
    known = np.array([code for code, form in enumerate(tokens.forms) if form in wanted], np.int64)
    if not len(known):
        return []
    place = np.asarray(tokens.index("form").positions_of(known), np.int64)
    before, after = np.maximum(place - 1, 0), np.minimum(place + 1, len(tokens) - 1)
    paragraph = tokens.paragraph_of(place)
    start, end = np.asarray(tokens.start), np.asarray(tokens.end)
    left = (place > 0) & (tokens.paragraph_of(before) == paragraph) & (end[before] == start[place])
    right = (after > place) & (tokens.paragraph_of(after) == paragraph)
    touches_right = right & (end[place] == start[after])
    names, form = tokens.forms, tokens.form
    columns = zip(
        place.tolist(),
        [names[code] for code in form[place]],
        paragraph.tolist(),
        left.tolist(),
        touches_right.tolist(),
        [names[code][-1:] in "sS" for code in form[before]],
        (right & tokens.word[after]).tolist(),
        strict=True,
    )
    return [_Mark(*values) for values in columns]


def _double(marks: Sequence[_Mark], paragraphs: _Paragraphs) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    first, paragraph = -1, -1  # where the open quotation begins, and the paragraph it has reached
    for mark in marks:
        if first >= 0 and mark.paragraph != paragraph:
            if paragraphs.goes_on(paragraph, mark) and mark.form not in _CLOSING:
                paragraph = mark.paragraph
                continue
            found.append((first, paragraphs.end(paragraph)))
            first = -1
        if first < 0 and _may_open(mark):
            first, paragraph = mark.position + 1, mark.paragraph
        elif first >= 0 and _may_close(mark):
            found.append((first, mark.position))
            first = -1
    if first >= 0:
        found.append((first, paragraphs.end(paragraph)))
    return found


def _may_open(mark: _Mark) -> bool:
    if mark.form in _OPENING:
        return True
    only_right = mark.touches_right and not mark.touches_left
    if mark.form in _CLOSING:  # some texts open with the closing mark
        return only_right
    return only_right or mark.touches_left == mark.touches_right


def _may_close(mark: _Mark) -> bool:
    if mark.form in _CLOSING:
        return True
    only_left = mark.touches_left and not mark.touches_right
    if mark.form in _OPENING:  # „German“ marks
        return only_left
    return only_left or mark.touches_left == mark.touches_right


def _single(marks: Sequence[_Mark], paragraphs: _Paragraphs) -> list[tuple[int, int]]:
    """Pair single marks; one that is never closed is an apostrophe (``‘90s``)."""
    found: list[tuple[int, int]] = []
    first, paragraph = -1, -1
    for number, mark in enumerate(marks):
        if first >= 0 and mark.paragraph != paragraph:
            if paragraphs.goes_on(paragraph, mark) and _may_open_single(mark):
                paragraph = mark.paragraph
                continue
            first = -1
        if _may_open_single(mark):
            if first < 0:
                first, paragraph = mark.position + 1, mark.paragraph
        elif mark.form == _SINGLE_OPENING or (mark.form == _SINGLE_STRAIGHT and mark.touches_right):
            continue
        elif first >= 0 and mark.touches_left and not _is_possessive(marks, number):
            found.append((first, mark.position))
            first = -1
    return found


def _may_open_single(mark: _Mark) -> bool:
    if mark.form == _SINGLE_STRAIGHT:
        return mark.touches_right and not mark.touches_left
    return mark.form == _SINGLE_OPENING and mark.touches_right


def _is_possessive(marks: Sequence[_Mark], number: int) -> bool:
    """Tell whether ``’`` belongs to a plural (``the Turks’ army``) and another follows."""
    mark = marks[number]
    if not (mark.after_s and mark.before_word and not mark.touches_right):
        return False
    following = marks[number + 1] if number + 1 < len(marks) else None
    return (
        following is not None
        and following.paragraph == mark.paragraph
        and following.form != _SINGLE_OPENING
        and following.touches_left
    )
