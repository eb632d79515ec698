"""The tagger's weights: how they are packed into one file of the package, and read again.

A file is xz over one line of JSON (names, sizes) and raw little-endian arrays. Rows of weights are
sparse: how many tags have a weight, which, and how much, as small integers.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.features import TEMPLATES, Position

# Tags are padded to a row of 128 bytes; what must never win gets this score, far from overflow.
WIDTH = 64
NEVER = -20_000

_ARRAYS = (("present", "u1"), ("sizes", "u1"), ("columns", "u1"), ("low", "u1"), ("high", "i1"))


@dataclass(frozen=True, eq=False)
class Weights:
    """Scores of a trained tagger, as integers.

    Parameters
    ----------
    tags
        The tags; at most `WIDTH`.
    classes
        The classes of words; the first two stand for what is before and after a sentence.
    known
        The class of each word of the training text, by its lower-case spelling.
    dictionary
        The tags that a frequent word may have.
    keys
        For each template, the attributes that have weights.
    rows
        For each attribute (all templates in turn) and position a row of `static`; 0 is none.
        The first row of `rows` stands for an attribute without weights.
    static
        Scores of the tags for each attribute at a position, padded to `WIDTH`.
    pair
        Scores given the two tags before, shape (tags + 1, tags + 1, WIDTH), the last tag first.
    here, following
        Scores given a class (of the word, of the word after it) and the tag before, shape
        (classes, tags + 1, WIDTH). The tag number ``len(tags)`` stands for the sentence's begin.
    """

    tags: tuple[str, ...]
    classes: tuple[str, ...]
    known: Mapping[str, str]
    dictionary: Mapping[str, tuple[str, ...]]
    keys: Sequence[Mapping[str, int]]
    rows: NDArray[np.int32]
    static: NDArray[np.int16]
    pair: NDArray[np.int16]
    here: NDArray[np.int16]
    following: NDArray[np.int16]


def pack_weights(
    header: Mapping[str, Any],
    keys: Sequence[Sequence[str]],
    present: NDArray[np.uint8],
    scores: NDArray[np.int16],
) -> bytes:
    """Pack weights into the bytes of the model file.

    Parameters
    ----------
    header
        ``tags``, ``classes``, ``known`` (words by class) and ``dictionary`` (words by tags).
    keys
        The attributes of each template.
    present
        For each attribute a bit for each position at which it has a row.
    scores
        One row for each bit set, attribute after attribute; then the rows of the three tables.
    """
    rows, columns = np.nonzero(scores)
    values = scores[rows, columns]
    arrays: dict[str, Any] = {
        "present": present,
        "sizes": np.bincount(rows, minlength=len(scores)),
        "columns": columns,
        "low": values & 0xFF,
        "high": values >> 8,
    }
    lines: dict[str, object] = {
        **header,
        "keys": ["\n".join(names) if names else None for names in keys],
    }
    lines["sizes"] = {name: len(array) for name, array in arrays.items()}
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    body = b"".join(arrays[name].astype(dtype).tobytes() for name, dtype in _ARRAYS)
    return lzma.compress(text.encode() + b"\n" + body, preset=9 | lzma.PRESET_EXTREME)


def unpack_weights(packed: bytes) -> Weights:
    """Read weights from the unpacked bytes of the model file."""
    line, _, body = packed.partition(b"\n")
    header = json.loads(line)
    arrays, place = {}, 0
    for name, dtype in _ARRAYS:
        size = header["sizes"][name]
        arrays[name] = np.frombuffer(body, dtype, size, place)
        place += size
    tags, classes = tuple(header["tags"]), tuple(header["classes"])
    scores = _scores(arrays)
    keys, begin = [], 1
    for text in header["keys"]:
        names = [] if text is None else text.split("\n")
        keys.append({name: begin + number for number, name in enumerate(names)})
        begin += len(names)
    rows = _attribute_rows(arrays["present"])
    n_static, states = int(rows.max()) + 1, len(tags) + 1
    tables = np.split(
        scores[n_static:], np.cumsum([states * states, len(classes) * states]), axis=0
    )
    return Weights(
        tags=tags,
        classes=classes,
        known={word: kind for kind, text in header["known"].items() for word in text.split(" ")},
        dictionary={
            word: tuple(kind.split(" "))
            for kind, text in header["dictionary"].items()
            for word in text.split(" ")
        },
        keys=keys,
        rows=rows,
        static=scores[:n_static],
        pair=tables[0].reshape(states, states, WIDTH),
        here=tables[1].reshape(len(classes), states, WIDTH),
        following=tables[2].reshape(len(classes), states, WIDTH),
    )


def _scores(arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.int16]:
    """Lay the sparse rows out, after one row of zeros."""
    sizes = arrays["sizes"]
    scores = np.zeros((len(sizes) + 1, WIDTH), np.int16)
    row = np.repeat(np.arange(1, len(sizes) + 1), sizes)
    values = (arrays["high"].astype(np.int16) << 8) | arrays["low"]
    scores[row, arrays["columns"]] = values
    return scores


def _attribute_rows(present: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Number the rows of each attribute and position in the order in which they are packed."""
    bits = (present[:, None] >> np.arange(len(Position))) & 1
    numbers = np.cumsum(bits.ravel()).reshape(bits.shape) * bits
    return np.concatenate([np.zeros((1, len(Position)), np.int32), numbers.astype(np.int32)])


def slots_of_positions() -> tuple[tuple[int, ...], ...]:
    """Give, for each position, the templates that are looked at there."""
    return tuple(
        tuple(slot for slot, positions in enumerate(TEMPLATES.values()) if position in positions)
        for position in Position
    )
