"""Read the front matter of an article: YAML as plain strings, bounded, with a line for each field.

YAML is read as a stream of events and never composed by the library: composing recurses, so that a
few kilobytes of nested brackets end a process with a C loader. Nothing is typed (``2019-09`` stays
text, ``no`` is not false), aliases and repeated keys are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_BYTES = 16 * 1024
MAX_DEPTH = 4
_FENCE = "---"

# libyaml's event stream is ten times faster and does not recurse; not every build of PyYAML has it
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Fault:
    """Something wrong at one line of a file."""

    line: int
    field: str
    what: str
    remedy: str
    code: str


@dataclass
class FrontMatter:
    """The fields of an article, the line of each, and where the body begins."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    body: str = ""
    body_line: int = 1


def split(text: str) -> FrontMatter:
    r"""Part an article file into front matter and body.

    Does not check what the fields mean; `toolkit.corpus.schema` does.

    Parameters
    ----------
    text
        The file, with line ends as ``\n``.

    Returns
    -------
    FrontMatter
        With `faults` where the fences are missing or the YAML is not well formed.

    Examples
    --------
    >>> parts = split("---\nid: a\nauthor: [B, C]\n---\nText.\n")
    >>> parts.values, parts.lines["author"], parts.body
    ({'id': 'a', 'author': ['B', 'C']}, 3, 'Text.\n')
    """
    lines = text.split("\n")
    if lines[0].strip() != _FENCE:
        what = "no front matter: the first line is not '---'"
        remedy = "begin the file with '---', the fields, and '---'"
        return FrontMatter(faults=[Fault(1, "", what, remedy, "no-front-matter")], body=text)
    size = 0
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == _FENCE:
            found = parse("\n".join(lines[1 : number - 1]), first_line=2)
            found.body = "\n".join(lines[number:])
            found.body_line = number + 1
            return found
        size += len(line.encode("utf-8", "surrogatepass")) + 1
        if size > MAX_BYTES:
            what = f"front matter is longer than {MAX_BYTES // 1024} KB"
            remedy = "close it with '---', or move text to the body"
            fault = Fault(number, "", what, remedy, "front-matter-too-long")
            return FrontMatter(faults=[fault], body_line=number)
    fault = Fault(
        1, "", "front matter is not closed", "add a line '---' after it", "front-matter-open"
    )
    return FrontMatter(faults=[fault], body_line=len(lines))


def parse(source: str, *, first_line: int = 1) -> FrontMatter:
    """Read a YAML mapping of strings, lists of strings and mappings of strings.

    Parameters
    ----------
    source
        YAML without fences.
    first_line
        The line of the file on which `source` begins.
    """
    found = FrontMatter()
    try:
        _consume(source, first_line, found)
    except yaml.YAMLError as error:
        found.faults.append(_syntax_fault(error, source.split("\n"), first_line))
    except RecursionError:  # the pure Python scanner, on hostile input
        found.faults.append(_too_deep(first_line))
    return found


def _syntax_fault(error: yaml.YAMLError, lines: list[str], first_line: int) -> Fault:
    """Say where YAML is not well formed; of an open quote or bracket, where it begins."""
    mark = getattr(error, "problem_mark", None)
    if "block" not in (getattr(error, "context", None) or "block"):
        mark = getattr(error, "context_mark", None) or mark
    number = min(mark.line, len(lines) - 1) if mark else 0
    name = _KEY.match(lines[number])
    what = f"bad YAML ({getattr(error, 'problem', None) or 'not readable'})"
    remedy = "write 'field: value'; put a value that holds ': ' or '#' into quotes"
    if _TAB.match(lines[number]):
        what, remedy = "bad YAML (a tab at the beginning of the line)", "indent with spaces"
    return Fault(first_line + number, name[1] if name else "", what, remedy, "bad-yaml")


_KEY = re.compile(r"([A-Za-z_]\w*)[ \t]*:")
_TAB = re.compile(r" *\t")


def _too_deep(line: int) -> Fault:
    remedy = "write lists and mappings one level deep"
    return Fault(line, "", f"nested deeper than {MAX_DEPTH} levels", remedy, "nested-too-deep")


def _consume(source: str, first_line: int, found: FrontMatter) -> None:
    stack: list[Any] = []  # open containers, outermost first
    keys: list[str | None] = []  # the key waiting for its value, one a container
    for event in yaml.parse(source, Loader=_LOADER):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            remedy = "write the value out"
            found.faults.append(
                Fault(line, "", "YAML anchors and aliases are not read", remedy, "yaml-alias")
            )
            return
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(stack) >= MAX_DEPTH:
                found.faults.append(_too_deep(line))
                return
            if stack and isinstance(stack[-1], dict) and keys[-1] is None:
                found.faults.append(
                    Fault(line, "", "a list or mapping as a key", "use a plain word", "bad-yaml")
                )
                return
            container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            if stack:
                _place(stack, keys, container, line, found)
            elif isinstance(container, dict):
                found.values = container
            stack.append(container)
            keys.append(None)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
            keys.pop()
        elif isinstance(event, yaml.ScalarEvent):
            if not stack:
                continue
            _place(stack, keys, event.value, line, found)
        elif isinstance(event, yaml.DocumentStartEvent) and found.lines:
            found.faults.append(
                Fault(line, "", "a second YAML document", "keep one only", "bad-yaml")
            )
            return
    if not found.values and not found.faults:
        remedy = "write one 'field: value' a line"
        found.faults.append(
            Fault(first_line, "", "front matter holds no fields", remedy, "bad-yaml")
        )


def _place(
    stack: list[Any], keys: list[str | None], value: Any, line: int, found: FrontMatter
) -> None:
    """Put a finished or opened value where it belongs, and refuse a repeated key."""
    top = stack[-1]
    if isinstance(top, list):
        top.append(value)
        return
    key = keys[-1]
    if key is None:
        keys[-1] = str(value)
        if len(stack) == 1:
            found.lines.setdefault(str(value), line)
        if str(value) in top:
            first = found.lines.get(str(value), line)
            found.faults.append(
                Fault(
                    line,
                    str(value),
                    f"the key is repeated (first on line {first})",
                    "keep one of the two",
                    "repeated-key",
                )
            )
        return
    top.setdefault(key, value)
    keys[-1] = None
