"""Mappings that nobody can write to, and that travel to another process all the same."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


def sealed(mapping: Mapping[Key, Value]) -> Mapping[Key, Value]:
    """Give a copy of a mapping that cannot be changed.

    Examples
    --------
    >>> sealed({"gas": 1})["gas"]
    1
    """
    return MappingProxyType(dict(mapping))


def _sent(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return sealed, (dict(mapping),)


# pickle knows no read-only mapping, and joblib and multiprocessing send what they share with it
copyreg.pickle(MappingProxyType, _sent)
