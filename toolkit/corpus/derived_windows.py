"""Collocate counts of derived articles: for one window, summed over a group of articles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.article import UnreadableError, read_bytes
from toolkit.corpus.derived import FOLDER, MASKED
from toolkit.errors import CorpusError, Problem

SUBFOLDER = "collocates"
SCHEMA = "discourse-derived-collocates/1"
_HINT = (
    "delete this file; where the texts are, 'discourse export --format derived' then makes it anew"
)


@dataclass(frozen=True, eq=False)
class GroupWindows:
    """How often two lemmas stand within a window, over a group of articles.

    Parameters
    ----------
    window
        Words on each side; windows end with their article.
    min_articles
        Lemmas in fewer articles of the corpus are masked here.
    lemmas
        All others, whether or not they stand in any pair.
    members
        The sha256 of the text of each article, by id.
    first, second
        Lemmas of each pair, ``first <= second``.
    count
        Pairs of positions at most `window` words apart; the words of a pair are never masked both.
    articles
        In how many articles of the group.
    """

    window: int
    min_articles: int
    lemmas: tuple[str, ...]
    members: Mapping[str, str]
    first: tuple[str, ...]
    second: tuple[str, ...]
    count: NDArray[np.int64]
    articles: NDArray[np.int64]


def to_json(group: GroupWindows) -> str:
    """Write a group: one line a first lemma, in a fixed order."""
    rows: dict[str, dict[str, list[int]]] = {}
    for first, second, count, articles in zip(
        group.first, group.second, group.count.tolist(), group.articles.tolist(), strict=True
    ):
        rows.setdefault(first, {})[second] = [count, articles]
    pairs = [
        f"  {_line(first)}: {_line(dict(sorted(rows[first].items())))}" for first in sorted(rows)
    ]
    members = [f"  {_line(key)}: {_line(group.members[key])}" for key in sorted(group.members)]
    return (
        f'{{\n "schema": {_line(SCHEMA)},\n "attribute": "lemma",\n "window": {group.window},\n'
        f' "min_articles": {group.min_articles},\n "lemmas": {_line(sorted(group.lemmas))},\n'
        ' "articles": {\n'
        + ",\n".join(members)
        + '\n },\n "pairs": {\n'
        + ",\n".join(pairs)
        + "\n }\n}\n"
    )


def read_windows(root: Path) -> tuple[GroupWindows, ...]:
    """Read the groups of a corpus folder.

    Raises
    ------
    CorpusError
        When a file is not well formed.
    """
    folder = root / FOLDER / SUBFOLDER
    if not folder.is_dir():
        return ()
    found: list[GroupWindows] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(read_group(path, root))
        except CorpusError as error:
            problems += error.problems
    if problems:
        raise CorpusError("collocates of derived articles cannot be used:", problems)
    return tuple(found)


def read_group(path: Path, root: Path) -> GroupWindows:
    """Read one group.

    Raises
    ------
    CorpusError
        When the file is not well formed.
    """
    try:
        return _group(json.loads(read_bytes(path, root).decode("utf-8")))
    except (
        UnreadableError,
        ValueError,
        RecursionError,
        LookupError,
        TypeError,
        AttributeError,
    ) as e:
        name = path.relative_to(root).as_posix()
        what = e.what if isinstance(e, UnreadableError) else f"not well formed ({e})"
        problem = Problem(name, 0, "", what, _HINT, code="bad-derived")
        raise CorpusError("collocates of derived articles cannot be used:", [problem]) from e


def _group(whole: Mapping[str, Any]) -> GroupWindows:
    if whole["schema"] != SCHEMA or whole["attribute"] != "lemma":
        raise ValueError(f"the schema is not {SCHEMA!r} of lemmas")
    rows = [
        (first, second, *_two(numbers))
        for first, others in sorted(whole["pairs"].items())
        for second, numbers in sorted(others.items())
    ]
    members = {str(key): str(sha) for key, sha in whole["articles"].items()}
    if any(first > second for first, second, *_ in rows):
        raise ValueError("the lemmas of a pair are not in order")
    if any(not 1 <= articles <= min(count, len(members)) for *_, count, articles in rows):
        raise ValueError("a pair has impossible counts")
    window, least = whole["window"], whole["min_articles"]
    if type(window) is not int or type(least) is not int or not 1 <= window <= 50:
        raise ValueError("the window is not 1 to 50, or min_articles no number")
    lemmas = tuple(str(name) for name in whole["lemmas"])
    if {row[place] for row in rows for place in (0, 1)} - {*lemmas, MASKED}:
        raise ValueError("a pair has a lemma that is not in the list")
    return GroupWindows(
        window,
        least,
        lemmas,
        members,
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        np.array([row[2] for row in rows], np.int64),
        np.array([row[3] for row in rows], np.int64),
    )


def _two(numbers: Any) -> tuple[int, int]:
    count, articles = numbers
    if type(count) is not int or type(articles) is not int:
        raise ValueError(f"{numbers!r} is not [count, articles]")
    return count, articles


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
