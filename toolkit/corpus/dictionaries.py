"""Dictionaries: categories of words and phrases, nested, in the YAML form of quanteda."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.corpus.codebook_yaml import Reader, read_source, read_tree
from toolkit.errors import CodebookError
from toolkit.files import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SEPARATOR = "."
MAX_DEPTH = 8


@dataclass(frozen=True)
class Category:
    """One category with the patterns that stand in it directly.

    Parameters
    ----------
    path
        Its name after those of the categories around it.
    patterns
        Words and phrases; ``*`` stands for any letters, ``?`` for one.
    """

    path: tuple[str, ...]
    patterns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The full name: ``politics.vote``."""
        return SEPARATOR.join(self.path)

    @property
    def level(self) -> int:
        """How deep it is nested, from 1."""
        return len(self.path)


@dataclass(frozen=True)
class Dictionary:
    """Categories in the order of the file, each before those inside it.

    Examples
    --------
    >>> found = Dictionary.of({"energy": {"gas": ["gas", "pipeline*"], "oil": ["crude oil"]}})
    >>> [category.name for category in found.categories]
    ['energy', 'energy.gas', 'energy.oil']
    """

    categories: tuple[Category, ...]

    @classmethod
    def of(cls, entries: Mapping[str, Any]) -> Dictionary:
        """Read a dictionary from nested mappings whose leaves are lists of patterns.

        Raises
        ------
        CodebookError
            When a value is neither a mapping nor a list of texts, or nothing is in it.
        """
        if not isinstance(entries, Mapping):
            raise CodebookError(
                f"a dictionary is a mapping such as {{'energy': ['gas*', 'oil']}}; found "
                f"{entries!r:.80}"
            )
        return cls(_checked(tuple(_walk(entries, ())), "the dictionary"))

    @classmethod
    def load(cls, path: str | Path) -> Dictionary:
        """Read a dictionary from a YAML file.

        Raises
        ------
        CodebookError
            With every fault of the file, each with its line.
        """
        path = path_of(path, CodebookError)
        return cls.parse(read_source(path, "dictionary"), name=path.name)

    @classmethod
    def parse(cls, source: str | bytes, *, name: str = "dictionary.yaml") -> Dictionary:
        """Read a dictionary from text; `name` stands in messages.

        Examples
        --------
        >>> Dictionary.parse("energy: [gas, crude oil]").categories[0].patterns
        ('gas', 'crude oil')
        """
        reader = Reader(name)
        tree = read_tree(source, reader)
        found = tuple(_read(reader, tree, ())) if tree is not None else ()
        if reader.problems:
            raise reader.refusal("a dictionary")
        return cls(_checked(found, name))

    def inside(self, category: Category) -> tuple[Category, ...]:
        """List a category and all that are nested in it."""
        depth = len(category.path)
        return tuple(one for one in self.categories if one.path[:depth] == category.path)


def read_dictionary(given: str | Path | Mapping[str, Any] | Dictionary) -> Dictionary:
    """Take a dictionary as it is, from a mapping, or from a file.

    Raises
    ------
    CodebookError
        When it is none of these, or not well formed.
    """
    if isinstance(given, Dictionary):
        return given
    if not isinstance(given, str | Path | Mapping):
        raise CodebookError(
            "a dictionary is a YAML file or a mapping such as {'energy': ['gas*', 'oil']}; found "
            f"{given!r:.80}"
        )
    return Dictionary.of(given) if isinstance(given, Mapping) else Dictionary.load(given)


def _read(reader: Reader, node: Any, path: tuple[str, ...]) -> Iterator[Category]:
    """Read a mapping of categories; a list may hold patterns and, nested, further categories."""
    for name, value in reader.mapping(node, SEPARATOR.join(path)).items():
        inner = (*path, name)
        place = SEPARATOR.join(inner)
        patterns: list[str] = []
        nested: list[Any] = []
        if _is_mapping(value):
            nested.append(value)
        else:
            for entry in reader.items(value, place):
                if _is_mapping(entry):
                    nested.append(entry)
                else:
                    patterns.append(reader.text(entry, place))
        yield Category(inner, tuple(dict.fromkeys(pattern for pattern in patterns if pattern)))
        for part in nested:
            yield from _read(reader, part, inner)


def _is_mapping(node: Any) -> bool:
    return getattr(node, "id", "") == "mapping"


def _walk(entries: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Category]:
    if len(path) >= MAX_DEPTH:
        raise CodebookError(f"the dictionary is nested deeper than {MAX_DEPTH} levels; flatten it")
    for name, value in entries.items():
        inner = (*path, str(name))
        if isinstance(value, Mapping):
            yield Category(inner, ())
            yield from _walk(value, inner)
            continue
        listed: Sequence[Any] = [value] if isinstance(value, str) else _listed(value, inner)
        patterns = [entry for entry in listed if not isinstance(entry, Mapping)]
        for entry in patterns:
            if not isinstance(entry, str) or not entry.strip():
                raise CodebookError(
                    f"{SEPARATOR.join(inner)} holds {entry!r}; patterns are texts such as 'gas*'"
                )
        cleaned = (" ".join(entry.split()) for entry in patterns)
        yield Category(inner, tuple(dict.fromkeys(cleaned)))
        for entry in listed:
            if isinstance(entry, Mapping):
                yield from _walk(entry, inner)


def _listed(value: Any, path: tuple[str, ...]) -> Sequence[Any]:
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(value, key=str) if isinstance(value, set | frozenset) else value
    raise CodebookError(
        f"{SEPARATOR.join(path)} is {type(value).__name__}; write a list of words, or a mapping of "
        "categories"
    )


def _checked(found: tuple[Category, ...], name: str) -> tuple[Category, ...]:
    if not any(category.patterns for category in found):
        raise CodebookError(f"{name} holds no word; write such as 'energy: [gas, pipeline*]'")
    paths = [category.path for category in found]
    repeated = [path for path in paths if paths.count(path) > 1]
    if repeated:
        raise CodebookError(
            f"{name} has the category {SEPARATOR.join(repeated[0])!r} twice; join the two"
        )
    return found
