"""The phrases and word lists of ``cues.yaml``, read when they are first needed."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def phrases(name: str, *, end: str = "") -> re.Pattern[str]:
    """Compile the phrases of one heading into one pattern, capitals ignored.

    Parameters
    ----------
    name
        The heading.
    end
        What must follow any of the phrases.

    Examples
    --------
    >>> bool(phrases("navigation").fullmatch("Back to top"))
    True
    """
    return re.compile(f"{alternatives(name)}{end}", re.IGNORECASE)


def alternatives(name: str) -> str:
    """Write the phrases of one heading as a group of alternatives, to be part of a pattern."""
    joined = "|".join(f"(?:{phrase})" for phrase in _table()[name])
    return f"(?:{joined})"


@cache
def words(name: str) -> frozenset[str]:
    """Give a list of words.

    Examples
    --------
    >>> "opinion" in words("kickers")
    True
    """
    return frozenset(_table()[f"{name}_words"].split())


@cache
def _table() -> dict[str, Any]:
    import yaml

    source = files("toolkit.ingest").joinpath("cues.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(source)
    return table
