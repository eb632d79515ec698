"""Find many names at once in the tokens of a corpus.

Names and tokens are parted at hyphens and slashes, so that one token may hold several names. All
names form one tree of parts; every place where a name may begin walks it at the same time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.spans import ranges

if TYPE_CHECKING:
    from toolkit.corpus.tokens import TokenTable

Positions = NDArray[np.int64]

_JOINTS = re.compile(r"[-‐‑‒–—/]+")
_OWN_TOKENS = re.compile(r"'s?(?=[\s,]|$)|,")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ı": "i"})


def plain(text: str) -> str:
    """Write a name without accents, and with straight apostrophes.

    Examples
    --------
    >>> plain("Erdoğan’ın"), plain("Çavuşoğlu"), plain("İdlib")
    ("Erdogan'in", 'Cavusoglu', 'Idlib')
    """
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text.translate(_ALIKE))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def parts_of_name(name: str) -> tuple[str, ...]:
    """Part a name as tokens are parted.

    Examples
    --------
    >>> parts_of_name("Hay'at Tahrir al-Sham"), parts_of_name("Syria’s government")
    (("Hay'at", 'Tahrir', 'al', 'Sham'), ('Syria', "'s", 'government'))
    """
    tokens = _OWN_TOKENS.sub(lambda found: f" {found[0]} ", plain(name)).split()
    return tuple(part for token in tokens for part in _split(token))


def _split(token: str) -> list[str]:
    return [part for part in _JOINTS.split(token) if part]


def spellings(word: str) -> tuple[str, ...]:
    """Give the ways in which a word of the list may be written in a text.

    Examples
    --------
    >>> spellings("alliance"), spellings("Turkey"), spellings("U.S.")
    (('alliance', 'Alliance', 'ALLIANCE'), ('Turkey', 'TURKEY'), ('U.S.', 'U.S'))
    """
    found = [word, word.upper()]
    if not any(letter.isupper() for letter in word):
        found.insert(1, word[:1].upper() + word[1:])
    if word.endswith(".") and "." in word[:-1]:
        found.append(word[:-1])  # the last period of a sentence may stand alone
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, eq=False)
class NameTree:
    """Names as a tree of parts, walked by spelling.

    Parameters
    ----------
    words
        The number (from 1) of every spelling of every part; any other text is 0.
    first
        For each word the state after it, 0 where no name begins.
    edges, targets
        ``state * (len(words) + 1) + word``, ascending, and the state it leads to.
    owners, owner_offsets
        The owners of the names that end in state `s`: ``owners[owner_offsets[s]:…[s + 1]]``.
    """

    words: dict[str, int]
    first: Positions
    edges: Positions
    targets: Positions
    owners: Positions
    owner_offsets: Positions

    @classmethod
    def of(cls, names: Iterable[tuple[Sequence[str], int]]) -> NameTree:
        """Build the tree from parted names and the number of the owner of each."""
        children: list[dict[str, int]] = [{}]
        ends: list[set[int]] = [set()]
        for parts, owner in names:
            node = 0
            for part in parts:
                if part not in children[node]:
                    children[node][part] = len(children)
                    children.append({})
                    ends.append(set())
                node = children[node][part]
            ends[node].add(owner)
        # "Alliance" in a text is "alliance" of one name and "Alliance" of another: a state is the
        # set of nodes that a spelling leads to.
        words: dict[str, int] = {}
        states: dict[frozenset[int], int] = {frozenset([0]): 0}
        steps: dict[tuple[int, int], int] = {}
        waiting = [frozenset([0])]
        while waiting:
            nodes = waiting.pop()
            moves: dict[str, set[int]] = {}
            for node in sorted(nodes):
                for part, child in children[node].items():
                    for spelling in spellings(part):
                        moves.setdefault(spelling, set()).add(child)
            for spelling, reached in moves.items():
                target = frozenset(reached)
                if target not in states:
                    states[target] = len(states)
                    waiting.append(target)
                steps[states[nodes], words.setdefault(spelling, len(words) + 1)] = states[target]
        return cls._packed(
            words, steps, [sorted(set().union(*(ends[n] for n in s))) for s in states]
        )

    @classmethod
    def _packed(
        cls, words: dict[str, int], steps: dict[tuple[int, int], int], owners: list[list[int]]
    ) -> NameTree:
        width = len(words) + 1
        first = np.zeros(width, np.int64)
        for (state, word), target in steps.items():
            if state == 0:
                first[word] = target
        flat = sorted((state * width + word, target) for (state, word), target in steps.items())
        table = np.array(flat, np.int64).reshape(-1, 2)
        return cls(
            words=words,
            first=first,
            edges=np.ascontiguousarray(table[:, 0]),
            targets=np.ascontiguousarray(table[:, 1]),
            owners=np.array([owner for found in owners for owner in found], np.int64),
            owner_offsets=np.cumsum([0, *(len(found) for found in owners)]),
        )

    def step(self, states: Positions, words: Positions) -> Positions:
        """Give the state after a word, 0 where no name goes on."""
        if not len(self.edges):
            return np.zeros(len(states), np.int64)
        wanted = states * len(self.first) + words
        place = np.minimum(np.searchsorted(self.edges, wanted), len(self.edges) - 1)
        return np.where((self.edges[place] == wanted) & (words > 0), self.targets[place], 0)


@dataclass(frozen=True, eq=False)
class Parts:
    """The tokens of a table, parted at hyphens and slashes.

    Parameters
    ----------
    word
        For each part its number in the name tree.
    token
        For each part the token it belongs to.
    sentence_end
        For each part whether a sentence ends with it.
    """

    word: Positions
    token: Positions
    sentence_end: NDArray[np.bool_]

    @classmethod
    def of(cls, table: TokenTable, words: dict[str, int]) -> Parts:
        """Part the tokens of a table."""
        numbers: list[int] = []
        counts = np.ones(len(table.forms), np.int64)
        for code, text in enumerate(table.forms):
            known = words.get(text)
            if known is None and not (text.isascii() and text.isalnum()):
                found = [words.get(part, 0) for part in _split(plain(text))]
                if len(found) > 1 and any(found):
                    counts[code] = len(found)
                    numbers += found
                    continue
                known = found[0] if len(found) == 1 else 0
            numbers.append(known or 0)
        offsets = np.cumsum(counts) - counts
        form = np.asarray(table.form)
        word = np.array(numbers, np.int64)
        if int(counts.max(initial=1)) == 1:
            token = np.arange(len(form))
            stream = word[form] if len(form) else np.empty(0, np.int64)
        else:
            token, member = ranges(offsets[form], counts[form])
            stream = word[member]
        last = np.zeros(len(form) + 1, bool)
        last[np.asarray(table.sentence_offsets, np.int64)[1:] - 1] = True
        ends = last[token]
        ends[:-1] &= token[1:] != token[:-1]
        return cls(stream, token, ends)


def occurrences(tree: NameTree, parts: Parts) -> tuple[Positions, Positions, Positions]:
    """Find every name everywhere, overlapping ones included, inside sentences.

    Returns
    -------
    start, end, owner
        Half-open spans of parts, and whose name it is; in no particular order.
    """
    states = tree.first[parts.word]
    start = np.flatnonzero(states)
    states = states[start]
    length = 1
    found: list[tuple[Positions, Positions, Positions]] = []
    while len(start):
        count = tree.owner_offsets[states + 1] - tree.owner_offsets[states]
        which, member = ranges(tree.owner_offsets[states], count)
        found.append((start[which], start[which] + length, tree.owners[member]))
        following = start + length
        goes_on = (following < len(parts.word)) & ~parts.sentence_end[following - 1]
        start, states = start[goes_on], states[goes_on]
        states = tree.step(states, parts.word[start + length])
        start, states = start[states > 0], states[states > 0]
        length += 1
    if not found:
        return (np.empty(0, np.int64),) * 3
    first, last, owner = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    return first, last, owner
