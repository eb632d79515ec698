"""Read a bounded YAML file with the line of every value.

Values stay text. Anchors, aliases and repeated keys are refused, and depth is checked on the stream
of events before anything is composed: a C loader dies on deep nesting.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from toolkit.errors import CodebookError, Problem, suggest

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 12
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_OPEN = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSE = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class Reader:
    """Take YAML nodes apart and collect what is wrong, each with its line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def fault(self, node: Any, place: str, what: str, remedy: str) -> None:
        """Note a fault at the line of a node."""
        line = node.start_mark.line + 1 if node is not None else 0
        self.problems.append(Problem(self.name, line, place, what, remedy))

    def refusal(self, kind: str) -> CodebookError:
        """Give the error that lists what was noted; `kind` is what the file should have been."""
        problems = sorted(set(self.problems))
        return CodebookError(f"{self.name} cannot be used as {kind}:", problems)

    def mapping(
        self,
        node: Any,
        place: str,
        *,
        allowed: Iterable[str] = (),
        required: Iterable[str] = (),
    ) -> dict[str, Any]:
        """Give the entries of a mapping; a missing node is an empty one."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, place, "must be a mapping", "write 'name: value' lines")
            return {}
        allowed = tuple(allowed)
        entries: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            where = f"{place}.{name}" if place else name
            if not name:
                self.fault(key, place, "a key must be a plain word", "write 'name: value'")
            elif name in entries:
                self.fault(key, where, "the key is repeated", "keep one of the two")
            elif allowed and name not in allowed:
                what = f"unknown key{suggest(name, allowed)}"
                self.fault(key, where, what, f"allowed are {', '.join(allowed)}")
            else:
                entries[name] = value
        for name in required:
            if name not in entries:
                self.fault(node, place, f"{name!r} is missing", f"add '{name}: …'")
        return entries

    def items(self, node: Any, place: str) -> list[Any]:
        """Give the entries of a list; a missing node has none, a single value is a list of it."""
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if isinstance(node, yaml.ScalarNode) and node.value:
            return [node]
        self.fault(node, place, "must be a list", "write '[one, two]' or '- one' lines")
        return []

    def text(self, node: Any, place: str) -> str:
        """Give the text of a scalar that must not be empty; ``""`` for a missing node."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, place, "must be one text", "write 'name: value'")
            return ""
        value = " ".join(str(node.value).split())
        if not value:
            self.fault(node, place, "is empty", "write a value, or leave the key out")
        return value

    def texts(self, node: Any, place: str) -> tuple[str, ...]:
        """Give the texts of a list without repetition."""
        found = [self.text(entry, place) for entry in self.items(node, place)]
        repeated = sorted({text for text in found if found.count(text) > 1})
        if repeated:
            self.fault(node, place, f"{repeated[0]!r} stands twice", "keep one of the two")
        return tuple(dict.fromkeys(found))

    def plain(self, node: Any) -> Any:
        """Give the content of a node without lines or layout."""
        if isinstance(node, yaml.MappingNode):
            return [[self.plain(key), self.plain(value)] for key, value in node.value]
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(entry) for entry in node.value]
        return " ".join(str(node.value).split())


def read_source(path: Path, kind: str) -> bytes:
    """Read a file, or say which one cannot be read and why."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CodebookError(f"cannot read the {kind} {path.name!r}: {error.strerror}") from error


def read_tree(source: str | bytes, reader: Reader) -> Any:
    """Compose a YAML document, or note why it cannot be.

    Returns
    -------
    yaml.Node or None

    Raises
    ------
    CodebookError
        When the source is neither text nor bytes.
    """
    if not isinstance(source, str | bytes):
        raise CodebookError(
            f"{reader.name}: YAML is given as text; found {type(source).__name__}; a file is read "
            "by its path with load"
        )
    text = _decoded(source, reader)
    if text is None:
        return None
    try:
        if not _sound(text, reader):
            return None
        node = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        what = f"bad YAML ({getattr(error, 'problem', None) or 'not readable'})"
        remedy = "put a value that holds ': ' or '#' into quotes, indent with spaces"
        reader.problems.append(Problem(reader.name, line, "", what, remedy))
        return None
    if node is None:
        reader.problems.append(
            Problem(reader.name, 0, "", "the file is empty", "write its entries")
        )
    return node


def _decoded(source: str | bytes, reader: Reader) -> str | None:
    size = len(source)
    if size > MAX_BYTES:
        what = f"larger than {MAX_BYTES // 1024} KB"
        reader.problems.append(Problem(reader.name, 0, "", what, "shorten it"))
        return None
    if isinstance(source, str):
        return source
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        reader.problems.append(Problem(reader.name, line, "", "not UTF-8", "save it as UTF-8"))
        return None


def _sound(text: str, reader: Reader) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "YAML anchors and aliases are not read"
            reader.problems.append(Problem(reader.name, line, "", what, "write the value out"))
            return False
        depth += isinstance(event, _OPEN) - isinstance(event, _CLOSE)
        if depth > MAX_DEPTH:
            what = f"nested deeper than {MAX_DEPTH} levels"
            reader.problems.append(Problem(reader.name, line, "", what, "write it flatter"))
            return False
    return True
