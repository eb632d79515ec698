"""Text in figures: lines of any text, labels of frames, the width of what is printed."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Mapping
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from toolkit.figures.style import MM_PER_INCH, SMALL_PT
from toolkit.result import Result

# DejaVu Sans in small type: the mean width of a letter in running text, and the height of a line.
LETTER_MM = 0.56 * SMALL_PT / 72 * MM_PER_INCH
LINE_MM = 1.2 * SMALL_PT / 72 * MM_PER_INCH
# What a reader takes in as one: n = 12, p < 0.05, 95 %, 12 articles.
_UNITS = (
    "mm|articles?|authors?|events?|hits?|outlets?|paragraphs?|permutations|sentences?|times|tokens?"
    "|topics?|words?|works?|years?"
)
_SPACES_INSIDE = re.compile(
    rf"(?<=\w) (?=[=<>≤≥] \S)|(?<=[=<>≤≥]) (?=\S)|(?<=\d) (?=%|(?:{_UNITS})\b)"
)
_KEPT = "\N{NO-BREAK SPACE}"


def literal(value: object, limit: int = 60) -> str:
    r"""Make one line of any text: no control characters, no line breaks, cut at `limit`.

    Examples
    --------
    >>> literal("A\tvery long\ntitle", 11)
    'A very lon…'
    """
    line = " ".join(str(value).split())
    # Control and direction characters can turn around the text after them; those of word joining
    # (Cf) are among them.
    clean = "".join(c for c in line if unicodedata.category(c)[0] != "C")
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def wrapped(value: object, width: int = 26, lines: int = 2) -> str:
    r"""Break a label over at most `lines` lines.

    Examples
    --------
    >>> wrapped("cleavage between NATO and Turkey", 18)
    'cleavage between\nNATO and Turkey'
    """
    return "\n".join(_lines(literal(value, width * lines), width, lines))


def _lines(text: str, width: int, most: int | None = None) -> list[str]:
    """Break text into lines, but not inside ``n = 12`` nor between a number and its unit.

    What is longer than a line is broken where it can be. Lines hold ordinary spaces.
    """
    parts = _SPACES_INSIDE.sub(_KEPT, text).split(" ")
    bound = " ".join(part if len(part) <= width else part.replace(_KEPT, " ") for part in parts)
    found = textwrap.wrap(bound, width, max_lines=most, placeholder="…")
    return [line.replace(_KEPT, " ") for line in found]


def label_of(result: Result, column: str | None, value: Any) -> Any:
    """Give what readers call a value; the table keeps its name, which is the key.

    Parameters
    ----------
    result
        ``parameters["labels"]`` has the labels of frames by name, where it is known.
    column, value
        A value, and the column it is of.

    Examples
    --------
    >>> import pandas as pd
    >>> result = Result(pd.DataFrame(), parameters={"labels": {"nato_cleavage": "NATO cleavage"}})
    >>> label_of(result, "frame", "nato_cleavage"), label_of(result, "group", "nato_cleavage")
    ('NATO cleavage', 'nato_cleavage')
    """
    return _labels_of(result).get(value, value) if column == "frame" else value


def labelled(text: str, result: Result) -> str:
    """Write labels for the names of frames in a text that has one which is no word of prose.

    Examples
    --------
    >>> import pandas as pd
    >>> labels = {"gas": "Gas and oil", "regime_change": "Regime change"}
    >>> result = Result(pd.DataFrame(), parameters={"labels": labels})
    >>> labelled("gas and regime_change: not validated", result)
    'Gas and oil and Regime change: not validated'
    >>> labelled("2 articles on gas", result)
    '2 articles on gas'
    """
    labels = _labels_of(result)
    found = re.findall(r"\w+", text)
    if not any("_" in word and word in labels for word in found):
        return text
    return re.sub(r"\w+", lambda word: labels.get(word[0], word[0]), text)


def _labels_of(result: Result) -> Mapping[str, str]:
    labels = result.parameters.get("labels")
    return labels if isinstance(labels, Mapping) else {}


def text_width_mm(text: str) -> float:
    """Measure a line of small type."""
    font = FontProperties(family=["DejaVu Sans"], size=SMALL_PT)
    width_pt = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    return float(width_pt) / 72 * MM_PER_INCH


def fold(line: str, width_mm: float) -> list[str]:
    """Break a line of the note over the width of a figure."""
    characters = int(width_mm / LETTER_MM)
    text = literal(line, 4 * characters)
    folded = _lines(text, characters)
    # Capitals and digits are wider than running text.
    while characters > 20 and max(map(text_width_mm, folded), default=0.0) > 0.97 * width_mm:
        characters -= 2
        folded = _lines(text, characters)
    return folded
