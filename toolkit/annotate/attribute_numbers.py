"""Find the attributes of many words in the tables of a trained model.

What several templates take from one trait, such as the endings of a word, is looked up once for
each different value of the trait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat

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
from toolkit.annotate.growing import GrowingArray, Numbering

_SLOTS = {name: slot for slot, name in enumerate(TEMPLATES)}


class AttributeNumbers:
    """Numbers the attributes of words as a trained model does.

    Parameters
    ----------
    keys
        For each template, the numbers of the attributes that have weights.
    """

    def __init__(self, keys: Sequence[Mapping[str, int]]) -> None:
        self._keys = keys
        self._shared = [
            _SharedTrait(keys, names, values)
            for names, values in (
                (SUFFIXES, suffixes),
                (PREFIXES, prefixes),
                (SHAPES, shapes),
                (CLUSTERS, cluster_steps),
            )
        ]

    def of(self, words: Sequence[Traits]) -> NDArray[np.intp]:
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
        lower, digits, cased, kind, lower_kind, shape, listed, cluster = zip(*words, strict=True)
        found = np.empty((N_TEMPLATES, len(words)), np.intp)
        endings = [word[-2:] for word in lower]
        alone: dict[str, Sequence[str]] = {
            "word": digits,
            "cased": cased,
            "class": kind,
            "suffix4": [word[-4:] for word in lower],
            "suffix5": [word[-5:] for word in lower],
            "prefix4": [word[:4] for word in lower],
            "shape_suffix": [x[:3] + ending for x, ending in zip(shape, endings, strict=True)],
            "inflections": listed,
            "inflections_suffix": [x + ending for x, ending in zip(listed, endings, strict=True)],
            "lower_class": lower_kind,
        }
        found[_SLOTS["bias"]] = self._keys[_SLOTS["bias"]].get("", 0)
        for name, values in alone.items():
            slot = _SLOTS[name]
            found[slot] = np.fromiter(
                map(self._keys[slot].get, values, repeat(0)), np.intp, len(words)
            )
        traits = [word[-3:] for word in lower], [word[:3] for word in lower], shape, cluster
        for shared, values in zip(self._shared, traits, strict=True):
            found[shared.slots] = shared.of(values)
        return found


class _SharedTrait:
    """Looks up templates that say several things of one trait, such as the endings of a word."""

    def __init__(
        self,
        keys: Sequence[Mapping[str, int]],
        names: Sequence[str],
        values: Callable[[str], tuple[str, ...]],
    ) -> None:
        self.slots = [_SLOTS[name] for name in names]
        self._keys = [keys[slot] for slot in self.slots]
        self._values = values
        self._traits = Numbering()
        self._found = GrowingArray(np.intp, (len(names),))

    def of(self, traits: Sequence[str]) -> NDArray[np.intp]:
        """Give a row for each template, a column for each trait."""
        numbers = self._traits.of(traits)
        new = self._traits.names[len(self._found) :]
        if new:
            self._found.extend(
                [
                    [table.get(value, 0) for table, value in zip(self._keys, self._values(trait))]
                    for trait in new
                ]
            )
        return self._found[numbers].T
