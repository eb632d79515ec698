"""Where a query matches: sets of spans, grown from the rarest part of the query.

Every part is a set of spans. A sequence begins with the spans of its rarest part, which the index
gives without reading the text, and is grown to the right and to the left, all spans at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.query import syntax
from toolkit.corpus.query.conditions import Conditions
from toolkit.corpus.query.syntax import (
    ANY_TOKEN,
    Either,
    Mention,
    Node,
    Repeat,
    Sequence,
    Token,
    Within,
    may_be_empty,
)
from toolkit.corpus.spans import ascending, disjoint, ranges
from toolkit.errors import QueryError

if TYPE_CHECKING:
    from toolkit.corpus.tokens import TokenTable

Positions = NDArray[np.int64]
Spans = tuple[Positions, Positions]

# How many spans are grown at once, and how many a part may have: each takes 16 bytes and more.
_AT_ONCE = 4_000_000
_AT_MOST = 60_000_000


def match(table: TokenTable, node: Node, *, overlapping: bool = False) -> Spans:
    """Find a query: leftmost, shortest, inside articles, not overlapping unless asked for."""
    start, end = _Matcher(table).spans(node, shortest=True)
    if overlapping or isinstance(node, Token):  # single tokens do not overlap
        return start, end
    chosen = disjoint(start, end)
    return start[chosen], end[chosen]


class _Matcher:
    """Spans of the parts of one query.

    `shortest` says that of several spans with one start only the shortest is wanted.
    """

    def __init__(self, table: TokenTable) -> None:
        self._table = table
        self._conditions = Conditions(table)
        self._known: dict[tuple[Node, bool], Spans] = {}

    def spans(self, node: Node, *, shortest: bool) -> Spans:
        """Give the spans of a part, each once, by start and end."""
        found = self._known.get((node, shortest))
        if found is None:
            found = self._known[node, shortest] = self._spans(node, shortest)
        return found

    def _spans(self, node: Node, shortest: bool) -> Spans:
        match node:
            case Token(condition):
                start = self._conditions.positions(condition)
                return start, start + 1
            case Mention(actor, last):
                start, end = self._conditions.mentions(actor)
                held = self._conditions.hold(last, end - 1)
                return _tidy([(start[held], end[held])], shortest)
            case Either(parts):
                return _tidy([self.spans(part, shortest=shortest) for part in parts], shortest)
            case Within(part, unit):
                start, end = self.spans(part, shortest=shortest)
                kept = self._unit(unit, start) == self._unit(unit, end - 1)
                return start[kept], end[kept]
            case Sequence(parts):
                return self._sequence(_flat(parts), shortest)
            case Repeat():
                return self._sequence((node,), shortest)

    def _unit(self, unit: str, positions: Positions) -> Positions:
        if unit == "sentence":
            return self._table.sentence_of(positions)
        return self._table.paragraph_of(positions)

    # -- sequences --------------------------------------------------------------------------------

    def _sequence(self, parts: tuple[Node, ...], shortest: bool) -> Spans:
        if all(may_be_empty(part) for part in parts):
            # One of them holds the first token; those before it are empty.
            found = [
                self._around((), first, (*rest, *parts[number + 1 :]), shortest)
                for number, part in enumerate(parts)
                for first, rest in [_filled(part)]
            ]
            return _tidy(found, shortest)
        if shortest:
            parts = _trimmed(parts)
        counts = [self._count(part) for part in parts]
        number = counts.index(min(counts))
        first, rest = _filled(parts[number])
        return self._around(parts[:number], first, (*rest, *parts[number + 1 :]), shortest)

    def _around(
        self, before: tuple[Node, ...], part: Node, after: tuple[Node, ...], shortest: bool
    ) -> Spans:
        """Grow the spans of a part by what stands before and after it."""
        start, end = self.spans(part, shortest=shortest and not after)
        if not before and not after:
            return start, end
        reach = max(1, sum(syntax.longest(other) for other in (*before, *after)))
        step = max(4_096, _AT_ONCE // reach)
        grown = []
        for first in range(0, len(start), step):
            block = start[first : first + step], end[first : first + step]
            block = self._along(block, after, forward=True)
            if shortest:  # what stands before depends on the start alone
                block = _tidy([block], shortest)
            block = self._along(block, before, forward=False)
            grown.append(_tidy([self._inside(block)], shortest))
        return _tidy(grown, shortest)

    def _inside(self, spans: Spans) -> Spans:
        """Leave out the spans that leave their article."""
        start, end = spans
        kept = self._table.article_of(start) == self._table.article_of(end - 1)
        return start[kept], end[kept]

    def _count(self, node: Node) -> float:
        """Give how many spans a part has at most, roughly; infinite where it cannot come first."""
        if may_be_empty(node):
            return np.inf
        match node:
            case Token(condition):
                return self._conditions.count(condition)
            case Mention(actor):
                return len(self._conditions.mentions(actor)[0])
            case Either(parts):
                return sum(self._count(part) for part in parts)
            case Sequence(parts):
                return min(self._count(part) for part in parts)
            case Repeat(part) | Within(part):
                return self._count(part)

    # -- growing ----------------------------------------------------------------------------------

    def _along(self, spans: Spans, parts: tuple[Node, ...], *, forward: bool) -> Spans:
        """Join parts one after the other."""
        for part in parts if forward else reversed(parts):
            spans = self._grow(spans, part, forward=forward)
            if not _is_gap(part):  # what a gap doubles, the part after it mostly sorts out
                spans = _tidy([spans], False)
        return spans

    def _grow(self, spans: Spans, node: Node, *, forward: bool) -> Spans:
        """Join a part to the end (or to the start) of spans."""
        if not len(spans[0]):
            return spans
        match node:
            case Repeat(_, least, most) if _is_gap(node):
                return self._moved(spans, range(least, most + 1), forward)
            case Token(condition):
                grown = self._moved(spans, range(1, 2), forward)
                if node == ANY_TOKEN:
                    return grown
                held = self._conditions.hold(condition, grown[1] - 1 if forward else grown[0])
                return grown[0][held], grown[1][held]
            case Sequence(parts):
                return self._along(spans, _flat(parts), forward=forward)
            case Either(parts):
                return _tidy([self._grow(spans, part, forward=forward) for part in parts], False)
            case Repeat():
                return self._repeated(spans, node, forward)
            case _:
                grown = self._joined(spans, self.spans(node, shortest=False), forward)
                if may_be_empty(node):
                    grown = _tidy([spans, grown], False)
                return grown

    def _moved(self, spans: Spans, steps: range, forward: bool) -> Spans:
        """Lengthen every span by each of some numbers of tokens."""
        start, end = spans
        width = len(steps)
        offsets = np.tile(np.asarray(steps, np.int64), len(start))
        if width > 1:
            start, end = np.repeat(start, width), np.repeat(end, width)
        if forward:
            end = end + offsets
            kept = end <= len(self._table)
        else:
            start = start - offsets
            kept = start >= 0
        return start[kept], end[kept]

    def _repeated(self, spans: Spans, node: Repeat, forward: bool) -> Spans:
        reached = [spans] if node.least == 0 else []
        last = spans
        for number in range(1, node.most + 1):
            grown = _tidy([self._grow(last, node.part, forward=forward)], False)
            if not len(grown[0]):
                break
            if number >= node.least:
                reached.append(grown)
                if len(grown[0]) == len(last[0]) and all(map(np.array_equal, grown, last)):
                    break  # a part that may be empty adds nothing more
            last = grown
        return _tidy(reached, False)

    def _joined(self, spans: Spans, others: Spans, forward: bool) -> Spans:
        """Join to every span the others that begin at its end (or end at its start)."""
        start, end = spans
        edge = others[0] if forward else others[1]
        order = np.argsort(edge, kind="stable")
        meeting = end if forward else start
        first = np.searchsorted(edge, meeting, side="left", sorter=order)
        count = np.searchsorted(edge, meeting, side="right", sorter=order) - first
        if int(count.sum()) > _AT_MOST:
            raise QueryError("the query matches too much at once: make one of its parts rarer")
        owner, member = ranges(first, count)
        member = order[member]
        return (start[owner], others[1][member]) if forward else (others[0][member], end[owner])


def _tidy(found: Iterable[Spans], shortest: bool) -> Spans:
    """Unite spans: by start and end, each once, or only the shortest of each start."""
    parts = [spans for spans in found if len(spans[0])]
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    start = np.concatenate([spans[0] for spans in parts]) if len(parts) > 1 else parts[0][0]
    end = np.concatenate([spans[1] for spans in parts]) if len(parts) > 1 else parts[0][1]
    if len(start) > _AT_MOST:
        raise QueryError("the query matches too much at once: make one of its parts rarer")
    length = end - start
    width = int(length.max()) + 1
    key = start * width + length
    if not bool((key[1:] > key[:-1]).all()):
        key = ascending(key)
    elif not shortest:
        return start, end
    start, length = np.divmod(key, width)
    if shortest and len(start) > 1:
        kept = np.concatenate([[True], start[1:] != start[:-1]])
        start, length = start[kept], length[kept]
    return start, start + length


def _flat(parts: Iterable[Node]) -> tuple[Node, ...]:
    """Write sequences inside a sequence as one, and neighbouring gaps as one gap."""
    flat: list[Node] = []
    for part in _opened(parts):
        last = flat[-1] if flat else None
        if isinstance(part, Repeat) and isinstance(last, Repeat) and _is_gap(part, last):
            flat[-1] = Repeat(ANY_TOKEN, last.least + part.least, last.most + part.most)
        else:
            flat.append(part)
    return tuple(flat)


def _is_gap(*parts: Node) -> bool:
    return all(isinstance(part, Repeat) and part.part == ANY_TOKEN for part in parts)


def _opened(parts: Iterable[Node]) -> Iterator[Node]:
    for part in parts:
        if isinstance(part, Sequence):
            yield from _opened(part.parts)
        else:
            yield part


def _filled(part: Node) -> tuple[Node, tuple[Node, ...]]:
    """Part a repetition into one that is there and the others."""
    if not isinstance(part, Repeat):
        return part, ()
    if part.most == 1:
        return part.part, ()
    return part.part, (Repeat(part.part, max(0, part.least - 1), part.most - 1),)


def _trimmed(parts: tuple[Node, ...]) -> tuple[Node, ...]:
    """Leave out at the end what a shortest match never takes."""
    kept = list(parts)
    while may_be_empty(kept[-1]):
        kept.pop()
    last = kept[-1]
    if isinstance(last, Repeat):
        kept[-1] = Repeat(last.part, last.least, last.least)
    return tuple(kept)
