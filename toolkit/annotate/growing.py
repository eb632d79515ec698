"""Arrays and numberings that grow at the end, and ranges laid out one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray


class GrowingArray:
    """An array to which rows are added; the room doubles, so that adding is cheap.

    Parameters
    ----------
    dtype
        The type of the values.
    row_shape
        The shape of one row; ``()`` for plain numbers.
    """

    def __init__(self, dtype: DTypeLike, row_shape: tuple[int, ...] = ()) -> None:
        self._room: NDArray[Any] = np.empty((1024, *row_shape), dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, rows: NDArray[np.integer[Any]]) -> NDArray[Any]:
        """Gather rows; they must have been added."""
        return self._room.take(rows, axis=0)

    @property
    def values(self) -> NDArray[Any]:
        """The rows added so far, without a copy."""
        return self._room[: self._size]

    def extend(self, rows: ArrayLike) -> None:
        """Add rows at the end."""
        new = np.asarray(rows, self._room.dtype).reshape(-1, *self._room.shape[1:])
        self.extend_by(len(new))[:] = new

    def extend_by(self, number: int) -> NDArray[Any]:
        """Add rows at the end and give them, to be filled."""
        size = self._size
        needed = size + number
        if needed > len(self._room):
            shape = (max(needed, 2 * len(self._room)), *self._room.shape[1:])
            room = np.empty(shape, self._room.dtype)
            room[:size] = self.values
            self._room = room
        self._size = needed
        return self._room[size:needed]


class Numbering(dict[str, int]):
    """Numbers strings in the order in which they are first asked for."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__()
        self.names: list[str] = []
        self._spellings = GrowingArray(np.object_)
        self.of(list(names))

    def __missing__(self, name: str) -> int:
        """Number a string that is met for the first time."""
        number = self[name] = len(self.names)
        self.names.append(name)
        return number

    def of(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Number several strings."""
        return np.fromiter(map(self.__getitem__, names), np.int64, len(names))

    def spell(self, numbers: NDArray[np.integer[Any]]) -> NDArray[np.object_]:
        """Give the strings of numbers."""
        if len(self._spellings) < len(self.names):
            self._spellings.extend(self.names[len(self._spellings) :])
        return self._spellings[numbers]


def expand_ranges(
    starts: NDArray[np.integer[Any]], sizes: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    """Lay ranges out one after another.

    Examples
    --------
    >>> expand_ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - sizes), sizes), np.int64)
