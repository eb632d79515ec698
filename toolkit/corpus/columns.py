"""The columns of a table of articles: select by their values, and put these in order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.frames import computed
from toolkit.corpus.groups import values_of
from toolkit.errors import CorpusError, suggest

if TYPE_CHECKING:
    import pandas as pd

_TOLD = 12  # how many values a message lists
_NUMBERS = "numbers"


class Columns:
    """The columns of a table of articles; the different cells of each are found once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._levels: dict[str, tuple[NDArray[np.int64], list[Any]]] = {}
        self._ranks: dict[str, NDArray[np.int64]] = {}

    def chosen(
        self, tests: Sequence[Callable[[Any], bool]], conditions: Mapping[str, Any]
    ) -> NDArray[np.bool_]:
        """Tell which articles meet tests and conditions; see `Corpus.where`."""
        keep = np.ones(len(self._frame), bool)
        for column, wanted in conditions.items():
            codes, values = self.levels(column)
            keep &= matches(column, values, wanted)[codes]
        for test in tests:
            keep &= np.array([bool(value) for value in computed(self._frame, test)], dtype=bool)
        return keep

    def levels(self, column: str) -> tuple[NDArray[np.int64], list[Any]]:
        """Number the different cells of a column; see `levels`.

        Raises
        ------
        CorpusError
            When there is no such column.
        """
        if column not in self._frame.columns:
            raise CorpusError(
                f"no column {column!r}{suggest(column, self._frame.columns)}; "
                f"there are {', '.join(self._frame.columns)}"
            )
        if column not in self._levels:
            self._levels[column] = levels(self._frame[column].tolist())
        return self._levels[column]

    def rank(self, column: str) -> NDArray[np.int64]:
        """Give each article its place by a column, those with equal values the same; see `ranks`.

        Raises
        ------
        CorpusError
            When there is no such column.
        """
        if column not in self._ranks:
            codes, values = self.levels(column)
            self._ranks[column] = ranks(values)[codes]
        return self._ranks[column]


def levels(values: Sequence[Any]) -> tuple[NDArray[np.int64], list[Any]]:
    """Number the different cells of a column in the order in which they come.

    Examples
    --------
    >>> codes, distinct = levels(["b", "a", "b"])
    >>> codes.tolist(), distinct
    ([0, 1, 0], ['b', 'a'])
    """
    numbers: dict[Any, int] = {}
    distinct: list[Any] = []
    codes = np.empty(len(values), np.int64)
    for place, value in enumerate(values):
        # equal values of different types (1 and True) differ in how they are written
        key = (type(value), tuple(value) if isinstance(value, list) else value)
        try:
            number = numbers.setdefault(key, len(distinct))
        except TypeError:  # not hashable: one of its own
            number = len(distinct)
        if number == len(distinct):
            distinct.append(value)
        codes[place] = number
    return codes, distinct


def matches(column: str, values: list[Any], wanted: Any) -> NDArray[np.bool_]:
    """Tell which values of a column meet a condition; see `Corpus.where`."""
    cells = [value if isinstance(value, list) else [value] for value in values]
    if callable(wanted):
        known_cells = [[entry for entry in cell if values_of(entry)] for cell in cells]
        return np.array([any(map(wanted, cell)) for cell in known_cells], dtype=bool)
    wanted = wanted.tolist() if isinstance(wanted, np.ndarray) else wanted
    is_collection = isinstance(wanted, Iterable) and not isinstance(wanted, str | bytes | Mapping)
    allowed = list(wanted) if is_collection else [wanted]
    spans = [allowed] if isinstance(wanted, range) else _spans(allowed)
    _require_known(column, [entry for cell in cells for entry in cell], allowed, spans)
    names = {_written(entry) for entry in allowed}
    return np.array([any(_written(entry) in names for entry in cell) for cell in cells], dtype=bool)


def _spans(allowed: list[Any]) -> list[list[Any]]:
    """Part the numbers of a list where they do not follow one another.

    Examples
    --------
    >>> _spans([2019, *range(2000, 2003), 2020])
    [[2000, 2001, 2002], [2019, 2020]]
    """
    spans: list[list[Any]] = []
    for number in sorted(entry for entry in allowed if _kind(entry) == _NUMBERS):
        if spans and number - spans[-1][-1] in (0, 1):
            spans[-1].append(number)
        else:
            spans.append([number])
    return spans


def _require_known(
    column: str, entries: list[Any], allowed: list[Any], spans: list[list[Any]]
) -> None:
    """Refuse values that no article has: they would select nothing without a word.

    Names must all be known. Numbers may be a span, of which one is enough; of several spans, one
    of each.
    """
    empty = [entry for entry in allowed if not values_of(entry)]
    if empty:
        raise CorpusError(
            f"{empty[0]!r} is no value to select {column} by; articles that lack one are told by a "
            "function of a row, such as lambda row: row['published'] == ''"
        )
    written = {_written(entry) for entry in entries}
    unknown = [entry for entry in allowed if _written(entry) not in written]
    if not unknown:
        return
    there = [entry for entry in entries if values_of(entry)]
    kinds = {_kind(entry) for entry in there}
    for entry in unknown:
        if isinstance(entry, str):
            told = f"no article has {column} {entry!r}{_at_hand(column, there, entry)}"
            if kinds == {_NUMBERS} and not _is_number(entry):
                told += "; write a number, or range(2019, 2022) for 2019 to 2021"
            raise CorpusError(told)
        if kinds and _kind(entry) not in kinds:
            raise CorpusError(
                f"{column} holds {' and '.join(sorted(kinds))}, found {entry!r:.80} "
                f"({type(entry).__name__}){_at_hand(column, there, entry)}"
            )
    for numbers in spans:
        if not entries or any(_written(number) in written for number in numbers):
            continue
        least, most = (_written(end(numbers)) for end in (min, max))
        span = least if least == most else f"{least} to {most}"
        raise CorpusError(f"no article has {column} {span}{_at_hand(column, there, span)}")


def _at_hand(column: str, there: list[Any], wanted: Any) -> str:
    """Say which values there are: the span of numbers, the nearest name, or a few names."""
    if not there:
        return f"; none has a value of {column}"
    if all(_kind(entry) == _NUMBERS for entry in there):
        least, most = (_written(end(there)) for end in (min, max))
        return f"; there are {least} to {most}"
    known = sorted({_written(entry) for entry in there})
    # a few names can all be told; a long list would bury the message
    more = f" and {len(known) - _TOLD} more" if len(known) > _TOLD else ""
    near = suggest(wanted, known) if isinstance(wanted, str) else ""
    return near or f"; there are {', '.join(map(repr, known[:_TOLD]))}{more}"


def _kind(entry: Any) -> str:
    if isinstance(entry, bool | np.bool_):
        return "true or false"
    if isinstance(entry, int | float | np.number):
        return _NUMBERS
    return "text" if isinstance(entry, str) else type(entry).__name__


def _written(entry: Any) -> str:
    """Write a value so that equal ones are written alike: 2019.0 as 2019."""
    if isinstance(entry, float | np.floating) and float(entry).is_integer():
        return str(int(entry))
    return str(entry)


def ranks(values: Sequence[Any]) -> NDArray[np.int64]:
    """Give each cell its place: numbers by size, texts without capitals, missing values last.

    A column is one of numbers when all its values can be read as such. Several values of a cell
    count in their order.

    Examples
    --------
    >>> ranks(["10", "9", "", "9"]).tolist()
    [1, 0, 2, 0]
    >>> ranks(["oil", "Gas", ["gas", "Oil"], []]).tolist()
    [2, 0, 1, 3]
    """
    cells = [tuple(values_of(value)) for value in values]
    key = _key_of(cells)
    known = sorted({key(cell) for cell in cells if cell})
    places = {cell: place for place, cell in enumerate(known)}
    return np.array([places[key(cell)] if cell else len(places) for cell in cells], np.int64)


def _key_of(cells: Iterable[tuple[str, ...]]) -> Callable[[tuple[str, ...]], Any]:
    """Choose how the cells of a column are compared."""
    if all(_is_number(text) for cell in cells for text in cell):
        return lambda cell: tuple(map(float, cell))
    return lambda cell: tuple(text.casefold() for text in cell)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
