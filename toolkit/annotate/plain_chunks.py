"""Chunks that need no patterns: a word, or a word and one sign after it. Most chunks are such."""

from __future__ import annotations

from toolkit.annotate.abbreviations import CLOSING, CONNECTIVES, NUMBERED, TITLES
from toolkit.annotate.splitting import End
from toolkit.annotate.tokenizer import is_word

# What a chunk ends with, by the sign after its word. Plain numbers, which are quick to find.
ENDS = {
    ",": int(End.NOTHING),
    ";": int(End.NOTHING),
    ":": int(End.NOTHING),
    ".": int(End.PERIOD),
    "!": int(End.STRONG),
    "?": int(End.STRONG),
}
_ABBREVIATIONS = frozenset(map(str.lower, TITLES | CONNECTIVES | NUMBERED | CLOSING))
_ROMAN = "ivx"  # enumerators: `viii.`


def plain_tokens(chunk: str) -> int:
    """Count the tokens of a plain chunk; 0 where the patterns must be asked.

    The word before a sign is a token, and so is the sign, wherever in its sentence the chunk
    stands; what the chunk ends with is then in `ENDS`.

    Examples
    --------
    >>> [plain_tokens(chunk) for chunk in ("Ankara", "Ankara,", "Moscow.", "Gen.", "S-400")]
    [1, 2, 2, 0, 0]
    """
    if is_word(chunk):
        return 1
    sign = chunk[-1]
    if sign not in ENDS or not is_word(word := chunk[:-1]):
        return 0
    if sign == "." and (len(word) == 1 or not word.strip(_ROMAN) or word.lower() in _ABBREVIATIONS):
        return 0
    return 2
