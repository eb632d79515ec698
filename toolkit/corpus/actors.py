"""Mentions of actors: spans of tokens that name a state, a leader, a capital or an institution.

A token may hold several mentions (``Turkish-Russian``), and a mention several tokens (``Hayat
Tahrir al-Sham``). Names come from a file, `actors.yaml`; no name stands in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.actor_names import NameTree, Parts, occurrences, parts_of_name
from toolkit.corpus.codebook_yaml import read_source
from toolkit.corpus.spans import disjoint, ranges
from toolkit.errors import CodebookError, suggest
from toolkit.files import path_of

if TYPE_CHECKING:
    from toolkit.corpus.tokens import TokenTable

KINDS = ("state", "adjectives", "leaders", "capitals", "places", "institutions", "others")
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Actor:
    """One actor and its names.

    Parameters
    ----------
    code
        Short, in capitals; what ``[actor="TR"]`` asks for.
    label
        For tables and figures.
    names
        Names by kind, one of `KINDS`.
    exceptions
        Longer names in which this actor is not meant.
    """

    code: str
    label: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActorList:
    """The actors that a corpus knows.

    Parameters
    ----------
    actors
        In the order of the file.
    roles
        Words that make one mention with an adjective before them: ``Turkish president``.
    exceptions
        Longer names in which no actor is meant.
    fingerprint
        Twelve hexadecimal digits of the content; comments and layout do not change it.

    Examples
    --------
    >>> actors = ActorList.default()
    >>> actors.names[:3], actors.label("TR")
    (('TR', 'RU', 'NATO'), 'Turkey')
    """

    actors: tuple[Actor, ...] = ()
    roles: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    fingerprint: str = ""

    @classmethod
    def load(cls, path: str | Path) -> ActorList:
        """Read an actors list and check all of it.

        Raises
        ------
        CodebookError
            With every fault of the file, each with its line and remedy.
        """
        path = path_of(path, CodebookError)
        return cls.parse(read_source(path, "actors list"), name=path.name)

    @classmethod
    def default(cls) -> ActorList:
        """Read the list that ships with the package."""
        return _default()

    @classmethod
    def parse(cls, source: str | bytes, *, name: str = "actors.yaml") -> ActorList:
        """Read an actors list from text; `name` stands in messages."""
        from toolkit.corpus.actors_file import read_actors

        return read_actors(source, name)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The codes of the actors."""
        return tuple(actor.code for actor in self.actors)

    def label(self, code: str) -> str:
        """Give the label of an actor.

        Raises
        ------
        CodebookError
            When there is none of that code.
        """
        _number(self.names, code)
        return next(actor.label for actor in self.actors if actor.code == code)

    @cached_property
    def tree(self) -> NameTree:
        """All names and exceptions; owners are numbered as `names`, exceptions after them."""
        n = len(self.actors)
        entries = [(parts_of_name(name), 2 * n) for name in self.exceptions]
        roles = [parts_of_name(role) for role in self.roles]
        for number, actor in enumerate(self.actors):
            entries += [
                (parts_of_name(name), number) for names in actor.names.values() for name in names
            ]
            entries += [
                (parts_of_name(adjective) + role, number)
                for adjective in actor.names.get("adjectives", ())
                for role in roles
            ]
            entries += [(parts_of_name(name), n + number) for name in actor.exceptions]
        return NameTree.of(entries)


@lru_cache(maxsize=1)
def _default() -> ActorList:
    from importlib.resources import files

    source = (files("toolkit.corpus") / "default" / "actors.yaml").read_bytes()
    return ActorList.parse(source)


@dataclass(frozen=True, eq=False)
class ActorSpans:
    """Mentions of actors, ordered by start, end and code.

    Parameters
    ----------
    start, end
        Half-open spans of token positions; spans of different actors may overlap.
    code
        The number of each actor in `names`.
    names
        The codes of the actors list.
    """

    start: Positions
    end: Positions
    code: NDArray[np.int32]
    names: tuple[str, ...]

    def __len__(self) -> int:
        """Count the mentions."""
        return len(self.start)

    def of(self, name: str) -> ActorSpans:
        """Give the mentions of one actor.

        Raises
        ------
        CodebookError
            When the actors list has no such code.
        """
        kept = self.code == _number(self.names, name)
        return ActorSpans(self.start[kept], self.end[kept], self.code[kept], self.names)


def _number(names: tuple[str, ...], code: str) -> int:
    if code not in names:
        raise CodebookError(
            f"no actor {code!r}{suggest(code, names)}; the actors list has {', '.join(names)}"
        )
    return names.index(code)


def find_actors(tokens: TokenTable, actor_list: ActorList) -> ActorSpans:
    """Find the mentions of all actors.

    Does not resolve pronouns ("he") or descriptions that the list does not hold ("the host"). Of
    overlapping names of one actor the leftmost, then the longest counts; names of one actor that
    touch are one mention. A name that overlaps an exception is dropped unless it contains it.
    Mentions stay inside a sentence.

    Parameters
    ----------
    tokens
        The tokens of a loaded corpus.
    actor_list
        The actors and their names.

    Returns
    -------
    ActorSpans
    """
    tree = actor_list.tree
    parts = Parts.of(tokens, tree.words)
    start, end, owner = occurrences(tree, parts)
    n = len(actor_list.actors)
    named = owner < n
    kept = ~_inside_exceptions(start, end, owner, n)[named]
    start, end, code = start[named][kept], end[named][kept], owner[named][kept]
    # All actors are laid out on one line, so that one pass chooses for each of them.
    line = code * (len(parts.word) + 1)
    order = np.lexsort((-end, start + line))
    start, end, code, line = start[order], end[order], code[order], line[order]
    chosen = disjoint(start + line, end + line)
    start, end, code = start[chosen], end[chosen], code[chosen]
    start, end, code = _touching(start, end, code, parts.sentence_end)
    spans = np.stack([parts.token[start], parts.token[end - 1] + 1, code], axis=1)
    spans = np.unique(spans.astype(np.int64), axis=0) if len(spans) else spans
    return ActorSpans(
        np.ascontiguousarray(spans[:, 0], np.int64),
        np.ascontiguousarray(spans[:, 1], np.int64),
        spans[:, 2].astype(np.int32),
        actor_list.names,
    )


def _inside_exceptions(
    start: Positions, end: Positions, owner: Positions, n: int
) -> NDArray[np.bool_]:
    """Tell which names overlap an exception of their actor, or of all, that they do not contain."""
    dropped = np.zeros(len(start), bool)
    for exception in np.unique(owner[owner >= n]):
        mine = owner == exception
        first, last = start[mine], end[mine]
        order = np.lexsort((last, first))
        first, last = first[order], last[order]
        concerned = np.flatnonzero(owner < n if exception == 2 * n else owner == exception - n)
        low, high = start[concerned], end[concerned]
        widest = int((last - first).max())
        # an exception that overlaps begins before the end of the name, and not far before its start
        lower = np.searchsorted(first, low - widest, side="right")
        upper = np.searchsorted(first, high, side="left")
        name, place = ranges(lower, np.maximum(upper - lower, 0))
        overlaps = last[place] > low[name]
        contained = (low[name] <= first[place]) & (last[place] <= high[name])
        equal = (low[name] == first[place]) & (last[place] == high[name])
        dropped[concerned[name[overlaps & (equal | ~contained)]]] = True
    return dropped


def _touching(
    start: Positions, end: Positions, code: Positions, sentence_end: NDArray[np.bool_]
) -> tuple[Positions, Positions, Positions]:
    """Join names of one actor that follow each other: ``Russian President`` ``Vladimir Putin``."""
    if len(start) < 2:
        return start, end, code
    joined = (start[1:] == end[:-1]) & (code[1:] == code[:-1]) & ~sentence_end[end[:-1] - 1]
    begins = np.concatenate([[True], ~joined])
    ends = np.concatenate([~joined, [True]])
    return start[begins], end[ends], code[begins]
