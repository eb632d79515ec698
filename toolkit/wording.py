"""Small things that many messages need: a number with its noun, text with nothing hidden in it."""

from __future__ import annotations

import re
from numbers import Integral
from typing import Any, TypeGuard

# Control characters but for tab and newline, and those that turn the direction of what follows.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# up to here a computer knows every whole number
_WHOLE = 2**53


def count_of(number: int, noun: str, plural: str = "") -> str:
    """Write a number and its noun.

    Parameters
    ----------
    number
        How many.
    noun
        Of what, as one.
    plural
        As several; the noun with an ``s`` when left out.

    Examples
    --------
    >>> count_of(1, "article"), count_of(0, "article"), count_of(2, "copy", "copies")
    ('1 article', '0 articles', '2 copies')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def missing(value: Any) -> bool:
    """Tell what stands for no value: ``None``, NaN, NaT, NA.

    Examples
    --------
    >>> missing(None), missing(float("nan")), missing("None"), missing(["nan"])
    (True, True, False, False)
    """
    # pandas' NA compares with nothing, not even with itself
    if value is None or type(value).__name__ == "NAType":
        return True
    differs = value != value
    return not getattr(differs, "ndim", 0) and bool(differs)


def is_whole(value: object, least: int | None = None, most: int | None = None) -> TypeGuard[int]:
    """Tell a whole number that lies within limits; true and false are none.

    Examples
    --------
    >>> is_whole(3), is_whole(3, 4), is_whole(3.0), is_whole(True), is_whole("3")
    (True, False, False, False, False)
    """
    # numpy registers its integers as integral, and need not be loaded to tell
    if not isinstance(value, int | Integral) or isinstance(value, bool):
        return False
    number = int(value)
    return (least is None or number >= least) and (most is None or number <= most)


def rounded(number: float, digits: int) -> str:
    """Write a number with so many significant digits; a large one as a whole number, all digits.

    Rates per million are read and compared as whole numbers, not as powers of ten. A zero has no
    sign.

    Examples
    --------
    >>> rounded(52361.7, 4), rounded(9999.7, 4), rounded(0.012345, 3), rounded(1.5e-7, 3)
    ('52362', '10000', '0.0123', '1.5e-07')
    >>> rounded(-0.0, 4)
    '0'
    """
    text = f"{number:z.{digits}g}"
    return f"{number:.0f}" if "e+" in text and abs(number) < _WHOLE else text


def visible(text: str) -> str:
    r"""Write out control characters and overrides of direction, so that they do nothing.

    Source: Unicode Standard Annex 9, section 2 (directional formatting characters).

    Examples
    --------
    >>> print(visible("gas\u202e\x1b[2Jfast"))
    gas\u202e\u001b[2Jfast
    """
    return _HIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
