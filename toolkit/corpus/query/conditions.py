"""Which tokens fit a condition: asked of the index, of given positions, or of every token."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.query.syntax import All, Condition, Is, Not, Some
from toolkit.corpus.query.values import Vocabulary
from toolkit.corpus.spans import ascending, covered, ranges
from toolkit.errors import suggest

if TYPE_CHECKING:
    from toolkit.corpus.tokens import Attribute, PositionIndex, TokenTable

Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Reading every token beats sorting the lists of an index when these lists hold a share of them.
_SCAN_SHARE = 1 / 32
_MANY_NAMES = 500

_vocabularies: WeakKeyDictionary[TokenTable, dict[str, Vocabulary]] = WeakKeyDictionary()


class Conditions:
    """Conditions on the tokens of one table."""

    def __init__(self, table: TokenTable) -> None:
        self._table = table
        self._n = len(table)

    def codes(self, test: Is) -> Positions:
        """Give the codes of the names that a test allows.

        Raises
        ------
        QueryError
            When a pattern takes too long, or no actor has the name.
        """
        known = _vocabularies.setdefault(self._table, {})
        if test.attribute not in known:
            known[test.attribute] = Vocabulary(self._names(test.attribute))
        codes = known[test.attribute].codes(test.values)
        if test.attribute == "actor" and not len(codes):
            names = self._names("actor")
            value = test.values[0]
            what = f"no actor {value.pattern!r}{suggest(value.pattern, names)}"
            raise value.place.error(f"{what}; the actors list has {', '.join(names) or 'none'}")
        return codes

    def count(self, condition: Condition) -> int:
        """Give how many tokens can fit at most, from the index alone."""
        match condition:
            case Is("actor"):
                start, end = self.mentions(condition)
                return int((end - start).sum())
            case Is(attribute):
                return int(self._index(attribute).counts[self.codes(condition)].sum())
            case All(parts):
                return min((self.count(part) for part in parts), default=self._n)
            case Some(parts):
                return min(self._n, sum(self.count(part) for part in parts))
            case Not():
                return self._n

    def positions(self, condition: Condition) -> Positions:
        """Give the tokens that fit, ascending."""
        match condition:
            case Is("actor"):
                start, end = self.mentions(condition)
                return ascending(ranges(start, end - start)[1])
            case Is(attribute):
                codes = self.codes(condition)
                if len(codes) > _MANY_NAMES:
                    return np.flatnonzero(self._everywhere(condition))
                return self._index(attribute).positions_of(codes).astype(np.int64)
            case All(parts) if parts:
                rarest = min(parts, key=self.count)
                if self.count(rarest) > self._n * _SCAN_SHARE:
                    return np.flatnonzero(self._everywhere(condition))
                found = self.positions(rarest)
                rest = tuple(part for part in parts if part is not rarest)
                return found[self.hold(All(rest), found)]
            case Some(parts) if self.count(condition) <= self._n * _SCAN_SHARE:
                return ascending(np.concatenate([self.positions(part) for part in parts]))
            case _:
                return np.flatnonzero(self._everywhere(condition))

    def hold(self, condition: Condition, positions: Positions) -> Mask:
        """Tell which of some tokens fit."""
        match condition:
            case Is("actor"):
                return covered(*self.mentions(condition), positions)
            case Is(attribute):
                codes = self._table.codes(_attribute(attribute))
                return np.asarray(self._allowed(condition)[codes[positions]])
            case All(parts):
                kept = np.ones(len(positions), bool)
                for part in parts:
                    kept &= self.hold(part, positions)
                return kept
            case Some(parts):
                kept = np.zeros(len(positions), bool)
                for part in parts:
                    kept |= self.hold(part, positions)
                return kept
            case Not(part):
                return ~self.hold(part, positions)

    def mentions(self, test: Is) -> tuple[Positions, Positions]:
        """Give the mentions of the actors that a test allows, by start and end."""
        codes = self.codes(test)
        spans = self._table.actors
        wanted = np.zeros(len(spans.names) + 1, bool)
        wanted[codes] = True
        kept = wanted[spans.code]
        return spans.start[kept], spans.end[kept]

    def _everywhere(self, condition: Condition) -> Mask:
        """Tell of every token whether it fits, without listing positions."""
        match condition:
            case Is("actor"):
                start, end = self.mentions(condition)
                mask = np.zeros(self._n, bool)
                mask[ranges(start, end - start)[1]] = True
                return mask
            case Is(attribute):
                return np.asarray(
                    self._allowed(condition)[self._table.codes(_attribute(attribute))]
                )
            case All(parts):
                mask = np.ones(self._n, bool)
                for part in parts:
                    mask &= self._everywhere(part)
                return mask
            case Some(parts):
                mask = np.zeros(self._n, bool)
                for part in parts:
                    mask |= self._everywhere(part)
                return mask
            case Not(part):
                return ~self._everywhere(part)

    def _allowed(self, test: Is) -> Mask:
        allowed = np.zeros(len(self._names(test.attribute)) + 1, bool)
        allowed[self.codes(test)] = True
        return allowed

    def _names(self, attribute: str) -> tuple[str, ...]:
        if attribute == "actor":
            return self._table.actor_list.names
        return self._table.names(_attribute(attribute))

    def _index(self, attribute: str) -> PositionIndex:
        return self._table.index(_attribute(attribute))


def _attribute(name: str) -> Attribute:
    return name  # type: ignore[return-value]  # the parser lets no other name through
