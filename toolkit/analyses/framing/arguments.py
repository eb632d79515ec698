"""Check what a caller gives before work begins, and say what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.wording import is_whole

LARGEST_SEED = 2**32 - 1


def whole(name: str, value: object, least: int, most: int | None = None) -> int:
    """Give a whole number that lies within its limits.

    Raises
    ------
    AnalysisError

    Examples
    --------
    >>> whole("seed", 3, 0)
    3
    """
    if not is_whole(value, least, most):
        limits = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise AnalysisError(f"{name} must be a whole number {limits}; found {value!r:.80}")
    return int(value)


def seed_of(value: object) -> int:
    """Give a seed that every generator takes.

    Raises
    ------
    AnalysisError
    """
    return whole("seed", value, 0, LARGEST_SEED)


def require_columns(table: Any, names: Iterable[str], what: str, source: str) -> None:
    """Refuse a table that lacks a column, or is none.

    Raises
    ------
    AnalysisError
        With the column, and where such a table comes from.
    """
    here = getattr(table, "columns", ())
    for name in names:
        if name not in here:
            raise AnalysisError(f"{what} has no column {name!r}; give the {source}")


def require_result(found: object, source: str) -> Result:
    """Refuse what is no result of an analysis.

    Raises
    ------
    AnalysisError
    """
    if not isinstance(found, Result):
        raise AnalysisError(f"{type(found).__name__} is no result; give that of {source}")
    return found
