"""From a value of a query to the names of a vocabulary that it stands for.

A value meets the whole name. Apostrophes and hyphens are one character however they are written
(``’`` is ``'``), and so are composed and decomposed letters. Regular expressions run over the
vocabulary, never over the text, and within a time limit.
"""

from __future__ import annotations

import math
import re
import time
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.query.syntax import Value

TIME_LIMIT_S = 2.0
MAX_PATTERN = 2_000
MAX_REPEATS = 50_000
_REMEMBERED = 4_096
_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‛": "'", "‐": "-", "‑": "-"})
_COUNTS = re.compile(r"\{\s*(\d*)\s*,?\s*(\d*)\s*\}")
_RECURSION = re.compile(r"\(\?(?:R|&|P>|[+-]?\d)")
# Approximate matching, ``(?:word){e<=1}``: the engine's time limit does not reach into it.
_APPROXIMATE = re.compile(r"(?<!\\)(?:\\\\)*\{[^}]*[eids][^}]*\}|\(\?[a-zA-Z0-9]*[be]")
_NAMED_CLASS = re.compile(r"\\[pPN]\{[^}]*\}|\[:\^?\w+:\]|\(\?P?<\w+>")
_META = frozenset(".^$*+?{}[]|()")
_REPEATS = frozenset("*+?{")
# Patterns in which nothing can match, or look at, the end of a line.
_KEEPS_TO_LINE = re.compile(r"(?:[^\\\[^$(\n]|\((?!\?)|\[[^\]\[\\^\n]+\]|\\[^\w\s]|\\[wd])*")


def key(name: str) -> str:
    """Write a name in the one way that comparison uses.

    Examples
    --------
    >>> key("Cavusog\u0306lu’s")
    "Cavusoğlu's"
    """
    return name if name.isascii() else unicodedata.normalize("NFC", name).translate(_ALIKE)


def folded(name: str) -> str:
    """Write a name without capitals; the dotted capital of Turkish becomes a plain ``i``."""
    return name.replace("İ", "i").casefold()


@lru_cache(maxsize=1_024)
def compiled(pattern: str, ignore_case: bool, *, lines: bool = False) -> Any:
    """Compile a regular expression; with `lines`, ``^`` and ``$`` are the ends of lines.

    Raises
    ------
    ValueError
        When it is not one; its second argument is the place of the fault, or -1.
    """
    import regex  # type: ignore[import-untyped]

    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"the pattern is longer than {MAX_PATTERN} characters", -1)
    if _RECURSION.search(pattern):
        raise ValueError("a pattern cannot call itself", -1)
    if _APPROXIMATE.search(_NAMED_CLASS.sub("", pattern)):
        raise ValueError("approximate matching, such as {e<=1}, is not part of the language", -1)
    counts = [int(most or least or 0) for least, most in _COUNTS.findall(pattern)]
    if math.prod(max(count, 1) for count in counts) > MAX_REPEATS:  # the engine writes them out
        raise ValueError(f"the pattern repeats a part more than {MAX_REPEATS} times", -1)
    try:
        flags = (regex.IGNORECASE if ignore_case else 0) | (regex.MULTILINE if lines else 0)
        return regex.compile(key(pattern), flags)
    except regex.error as error:
        at = -1 if error.pos is None else int(error.pos)
        raise ValueError(f"bad regular expression: {error.msg}", at) from error
    except (RecursionError, OverflowError, MemoryError, KeyError, IndexError) as error:
        raise ValueError("bad regular expression", -1) from error


class Vocabulary:
    """The names of one attribute, searched by value; what was found is remembered."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._found: dict[Value, NDArray[np.int64]] = {}

    def __len__(self) -> int:
        """Count the names."""
        return len(self._names)

    def codes(self, values: Iterable[Value]) -> NDArray[np.int64]:
        """Give the codes of all names that any of the values stands for, ascending.

        Raises
        ------
        QueryError
            When a pattern takes longer than the time limit.
        """
        parts = [self._codes(value) for value in values]
        if len(parts) == 1:
            return parts[0]
        return np.unique(np.concatenate([np.empty(0, np.int64), *parts]))

    def _codes(self, value: Value) -> NDArray[np.int64]:
        if value not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            branches = [value.pattern] if value.plain else _branches(value.pattern)
            found: set[int] = set()
            general = []
            for branch in branches:
                literal = branch if value.plain else _literal(branch)
                if literal is None:
                    general.append(branch)
                else:
                    found.update(self._equal(literal, value.ignore_case))
            for branch in general:
                found.update(self._fitting(branch, value))
            self._found[value] = np.array(sorted(found), np.int64)
        return self._found[value]

    @cached_property
    def _keys(self) -> list[str]:
        return [key(name) for name in self._names]

    @cached_property
    def _folded_keys(self) -> list[str]:
        return [folded(name) for name in self._keys]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        return _by_name(self._keys)

    @cached_property
    def _folded_places(self) -> dict[str, list[int]]:
        return _by_name(self._folded_keys)

    def _equal(self, literal: str, ignore_case: bool) -> list[int]:
        if ignore_case:
            return self._folded_places.get(folded(key(literal)), [])
        return self._places.get(key(literal), [])

    def _fitting(self, pattern: str, value: Value) -> list[int]:
        keys = self._folded_keys if value.ignore_case else self._keys
        prefix, rest = _prefix(pattern)
        prefix = folded(key(prefix)) if value.ignore_case else key(prefix)
        candidates = [code for code, name in enumerate(keys) if name.startswith(prefix)]
        if rest == ".*":
            return candidates
        try:
            return _search(candidates, keys, pattern, value.ignore_case)
        except TimeoutError as error:
            what = f"the pattern takes longer than {TIME_LIMIT_S:g} seconds; make it simpler"
            raise value.place.error(what) from error
        except (MemoryError, RecursionError) as error:
            raise value.place.error("the pattern needs too much memory; make it simpler") from error


def _search(
    candidates: list[int], keys: Sequence[str], pattern: str, ignore_case: bool
) -> list[int]:
    """Give the candidates that a pattern fits; raise TimeoutError when that takes too long."""
    text = "\n".join(keys[code] for code in candidates)
    if _KEEPS_TO_LINE.fullmatch(pattern) and text.count("\n") < len(candidates):
        # One search through a list of lines is twenty times faster than a timed search a name.
        lengths = np.fromiter((len(keys[code]) + 1 for code in candidates), np.int64)
        begins = np.cumsum(lengths) - lengths
        lines = compiled(f"^(?:{pattern})$", ignore_case, lines=True)
        found = [fit.start() for fit in lines.finditer(text, timeout=TIME_LIMIT_S)]
        return [candidates[line] for line in np.searchsorted(begins, found).tolist()]
    fits = compiled(pattern, ignore_case).fullmatch
    end = time.monotonic() + TIME_LIMIT_S
    return [code for code in candidates if fits(keys[code], timeout=_left(end))]


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _by_name(names: Iterable[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for code, name in enumerate(names):
        places.setdefault(name, []).append(code)
    return places


def _is_plain_syntax(pattern: str) -> bool:
    """Tell whether the parts of a pattern keep their meaning when they are taken apart."""
    return "(?" not in pattern and not any(f"\\{digit}" in pattern for digit in "123456789")


def _branches(pattern: str) -> list[str]:
    """Part a pattern at its outer bars, so that plain alternatives need no regular expression."""
    if "|" not in pattern or not _is_plain_syntax(pattern):
        return [pattern]
    branches, depth, start, place = [], 0, 0, 0
    class_opens = -1  # where the first member of a character class stands: there `]` is a letter
    while place < len(pattern):
        character = pattern[place]
        if character == "\\":
            place += 1
        elif class_opens >= 0:
            if character == "]" and place != class_opens:
                class_opens = -1
        elif character == "[":
            class_opens = place + 1 + (pattern[place + 1 : place + 2] == "^")
        elif character == "|" and depth == 0:
            branches.append(pattern[start:place])
            start = place + 1
        else:
            depth += (character == "(") - (character == ")")
        place += 1
    return [*branches, pattern[start:]]


def _literal(pattern: str) -> str | None:
    """Give the only text that a pattern fits, or ``None`` when it fits more than one."""
    literal, rest = _prefix(pattern)
    return None if rest else literal


def _prefix(pattern: str) -> tuple[str, str]:
    """Part a pattern (without outer bars) into literal text and what follows it."""
    if not _is_plain_syntax(pattern):
        return "", pattern
    letters: list[str] = []
    place = 0
    while place < len(pattern):
        width, letter = 1, pattern[place]
        if letter == "\\":
            width, letter = 2, pattern[place + 1 : place + 2]
            if not letter or letter.isalnum():
                return "".join(letters), pattern[place:]
        elif letter in _META:
            return "".join(letters), pattern[place:]
        if pattern[place + width : place + width + 1] in _REPEATS:
            return "".join(letters), pattern[place:]
        letters.append(letter)
        place += width
    return "".join(letters), ""
