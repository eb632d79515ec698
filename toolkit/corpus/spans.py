"""Arithmetic on half-open spans of positions, given as arrays of starts and of ends."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.integer[Any]]

_FEW = 64  # below so many walks a loop over each is faster than a step of all


def ranges(first: Positions, count: Positions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the members of many ranges, range after range.

    Parameters
    ----------
    first, count
        Where each range begins and how many members it has.

    Returns
    -------
    owner, member
        For each member the number of its range, and its value.

    Examples
    --------
    >>> owner, member = ranges(np.array([5, 9, 2]), np.array([2, 0, 1]))
    >>> owner.tolist(), member.tolist()
    ([0, 0, 2], [5, 6, 2])
    """
    count = np.asarray(count, np.int64)
    first = np.asarray(first, np.int64)
    return np.repeat(np.arange(len(count)), count), spans_to_positions(first, first + count)


def spans_to_positions(start: Positions, end: Positions) -> NDArray[np.int64]:
    """List all positions of half-open spans, span after span.

    Examples
    --------
    >>> spans_to_positions(np.array([0, 5]), np.array([2, 6])).tolist()
    [0, 1, 5]
    """
    first = np.asarray(start, np.int64)
    count = np.asarray(end, np.int64) - first
    places = np.repeat(first - (np.cumsum(count) - count), count)
    places += np.arange(len(places))
    return places


def ascending(values: Positions) -> NDArray[np.int64]:
    """Give the different values, ascending.

    Like `numpy.unique`, which hashes and is many times slower on values that come in sorted runs.

    Examples
    --------
    >>> ascending(np.array([1, 5, 1, 3])).tolist()
    [1, 3, 5]
    """
    found = np.sort(np.asarray(values, np.int64), kind="stable")
    first = np.ones(len(found), bool)
    first[1:] = found[1:] != found[:-1]
    return found[first]


def disjoint(start: Positions, end: Positions) -> NDArray[np.bool_]:
    """Choose spans from the left so that none overlaps one chosen before.

    Parameters
    ----------
    start, end
        Spans by ascending start; of several with one start the first is chosen.

    Returns
    -------
    numpy.ndarray of bool

    Examples
    --------
    >>> disjoint(np.array([0, 1, 3, 3]), np.array([2, 4, 4, 5])).tolist()
    [True, False, True, False]
    """
    n = len(start)
    chosen = np.ones(n, bool)
    if n < 2 or bool((np.asarray(end[:-1]) <= np.asarray(start[1:])).all()):
        return chosen
    # A cluster is a chain of spans that overlap; its first is chosen. From there it is a walk, for
    # each span knows the first one that begins at or after its end; all clusters walk in step.
    reach = np.maximum.accumulate(np.asarray(end, np.int64))
    chosen[1:] = reach[:-1] <= np.asarray(start[1:])
    firsts = np.flatnonzero(chosen)
    stops = np.append(firsts[1:], n)
    following = np.maximum(np.searchsorted(start, end, side="left"), np.arange(1, n + 1))
    several = stops - firsts > 1
    place, stops = following[firsts[several]], stops[several]
    while len(place) > _FEW:
        inside = place < stops
        place, stops = place[inside], stops[inside]
        chosen[place] = True
        place = following[place]
    onward = following.tolist() if len(place) else []
    for step, stop in zip(place.tolist(), stops.tolist(), strict=True):
        while step < stop:
            chosen[step] = True
            step = onward[step]
    return chosen


def covered(start: Positions, end: Positions, positions: Positions) -> NDArray[np.bool_]:
    """Tell which positions lie inside any span.

    Parameters
    ----------
    start, end
        Spans by ascending start; they may overlap.
    positions
        In any order.

    Examples
    --------
    >>> covered(np.array([0, 1]), np.array([5, 2]), np.array([4, 5])).tolist()
    [True, False]
    """
    if not len(start):
        return np.zeros(len(positions), bool)
    reach = np.concatenate([[0], np.maximum.accumulate(np.asarray(end, np.int64))])
    return np.asarray(reach[np.searchsorted(start, positions, side="right")] > positions)
