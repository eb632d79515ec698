"""Find the attributes of many words in the tables of a trained model.

What several templates take from one trait, such as the endings of a word, is looked up once for
each different value of the trait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.features import (
    CLUSTERS,
    N_TEMPLATES,
    PREFIXES,
    SHAPES,
    SUFFIXES,
    TEMPLATES,
    Traits,
    cluster_steps,
    prefixes,
    shapes,
    suffixes,
)

_SLOTS = {name: slot for slot, name in enumerate(TEMPLATES)}
# Templates that say one thing of a word; "bias" says the same of all words.
_ALONE = (
    "word",
    "cased",
    "class",
    "suffix4",
    "suffix5",
    "prefix4",
    "shape_suffix",
    "inflections",
    "inflections_suffix",
    "lower_class",
)
_ALONE_SLOTS = [_SLOTS[name] for name in _ALONE]
# Templates whose values follow from one trait that many words share.
_SHARED = {SUFFIXES: suffixes, PREFIXES: prefixes, SHAPES: shapes, CLUSTERS: cluster_steps}
_SHARED_SLOTS = [[_SLOTS[name] for name in names] for names in _SHARED]


class AttributeNumbers:
    """Numbers the attributes of words as a trained model does.

    Parameters
    ----------
    keys
        For each template, the numbers of the attributes that have weights.
    """

    def __init__(self, keys: Sequence[Mapping[str, int]]) -> None:
        self._bias = keys[_SLOTS["bias"]].get("", 0)
        self._lookups = [keys[slot].get for slot in _ALONE_SLOTS]
        self._shared = [
            _SharedTrait([keys[slot] for slot in slots], values)
            for slots, values in zip(_SHARED_SLOTS, _SHARED.values(), strict=True)
        ]

    def of(self, words: Traits) -> NDArray[np.intp]:
        """Give what `attributes` names, as numbers.

        Parameters
        ----------
        words
            The traits of each word.

        Returns
        -------
        ndarray of intp
            One row for each template, one column for each word; 0 where there are no weights.
        """
        lower, digits, cased, kind, lower_kind, shape, listed, cluster = words
        n = len(lower)
        endings = [word[-2:] for word in lower]
        alone: Sequence[Sequence[str]] = (
            digits,
            cased,
            kind,
            [word[-4:] for word in lower],
            [word[-5:] for word in lower],
            [word[:4] for word in lower],
            [x[:3] + ending for x, ending in zip(shape, endings, strict=True)],
            listed,
            [x + ending for x, ending in zip(listed, endings, strict=True)],
            lower_kind,
        )
        shared = [word[-3:] for word in lower], [word[:3] for word in lower], shape, cluster
        # One array for all: with the few new words of one text, each call of NumPy counts.
        numbers = np.fromiter(
            chain(
                chain.from_iterable(
                    map(get, values, repeat(0))
                    for get, values in zip(self._lookups, alone, strict=True)
                ),
                chain.from_iterable(
                    chain.from_iterable(map(trait.__getitem__, values))
                    for trait, values in zip(self._shared, shared, strict=True)
                ),
            ),
            np.intp,
            (N_TEMPLATES - 1) * n,
        )
        found = np.empty((N_TEMPLATES, n), np.intp)
        found[_SLOTS["bias"]] = self._bias
        begin = len(_ALONE) * n
        found[_ALONE_SLOTS] = numbers[:begin].reshape(-1, n)
        for slots in _SHARED_SLOTS:
            end = begin + len(slots) * n
            found[slots] = numbers[begin:end].reshape(n, -1).T
            begin = end
        return found


class _SharedTrait(dict[str, tuple[int, ...]]):
    """What several templates say of one trait, such as the endings of a word."""

    def __init__(
        self, keys: Sequence[Mapping[str, int]], values: Callable[[str], tuple[str, ...]]
    ) -> None:
        super().__init__()
        self._keys = keys
        self._values = values

    def __missing__(self, trait: str) -> tuple[int, ...]:
        """Look up a trait that is met for the first time."""
        found = tuple(
            keys.get(value, 0) for keys, value in zip(self._keys, self._values(trait), strict=True)
        )
        self[trait] = found
        return found
