"""The rows of a coder's file as they stand, and how they follow the paragraphs that were read.

Columns, line ends and rows that are not understood are kept as they are: the file is the coder's.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.corpus.article import paragraph_sha
from toolkit.files import separator, write_atomic

DETACHED = "detached"
_PLACE = ("article", "paragraph", "paragraph_sha")


@dataclass(frozen=True)
class CodedRows:
    """The rows of one coder's file.

    Parameters
    ----------
    columns
        The first line.
    rows
        All other lines; a row may have fewer cells than there are columns.
    ending, parting
        What ends a line, and what parts its cells.
    """

    columns: list[str]
    rows: list[list[str]]
    ending: str = "\n"
    parting: str = ","

    @classmethod
    def read(cls, path: Path) -> CodedRows | None:
        """Read a file; ``None`` when there is none that can be read as CSV."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                source = file.read()
            parting = separator(source)
            columns, *rows = csv.reader(
                io.StringIO(source, newline=""), delimiter=parting, strict=True
            )
        except (OSError, UnicodeDecodeError, csv.Error, ValueError):
            return None
        return cls(columns, rows, "\r\n" if "\r\n" in source else "\n", parting)

    def text(self, rows: Sequence[Sequence[str]] | None = None) -> str:
        """Write rows, all when left out, under the same first line."""
        lines = io.StringIO()
        writer = csv.writer(lines, delimiter=self.parting, lineterminator=self.ending)
        writer.writerows([self.columns, *(self.rows if rows is None else rows)])
        return lines.getvalue()

    @property
    def places_rows(self) -> bool:
        """Whether the columns say of which paragraph a row is."""
        return set(self.columns) >= set(_PLACE)


def aside_of(table: Path) -> Path:
    """Give the file in which rows of a coding wait for their paragraph."""
    return table.parent / DETACHED / table.name


def place_by_sha(paragraphs: Sequence[str]) -> dict[str, list[int]]:
    """Give the numbers of paragraphs by their fingerprints."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(paragraphs, start=1):
        places[paragraph_sha(text)].append(number)
    return dict(places)


def reattach_rows(
    table: Path, ids: tuple[str, str], places: Mapping[str, Sequence[int]]
) -> tuple[int, int]:
    """Sort the rows of one article into those that have a paragraph and those that wait for it.

    Parameters
    ----------
    table
        The file of one coder; rows that wait are in `aside_of` it.
    ids
        The article's id, and the one it had before.
    places
        Numbers of its paragraphs by fingerprint.

    Returns
    -------
    tuple of int
        Rows that moved, and rows that wait.
    """
    aside_path = aside_of(table)
    kept, aside = CodedRows.read(table), CodedRows.read(aside_path)
    head = kept or aside
    if head is None or not head.places_rows or (kept is None) != (not table.exists()):
        return 0, 0  # `discourse agreement` names what is wrong with the file
    article, paragraph, sha = (head.columns.index(column) for column in _PLACE)
    moved = lost = 0
    standing: list[list[str]] = []
    waiting: list[list[str]] = []
    old_rows = [(row, True) for row in (kept.rows if kept else [])]
    back = aside.rows if aside and aside.columns == head.columns else []
    old_rows += [(row, False) for row in back if row not in (kept.rows if kept else [])]
    for row, stood in old_rows:
        mine = len(row) == len(head.columns) and row[article] in ids
        numbers = places.get(row[sha], []) if mine else []
        if not mine:
            (standing if stood else waiting).append(row)
            continue
        old = int(row[paragraph]) if row[paragraph].isdigit() else 0
        # of two paragraphs with the same words the nearest is meant
        new = min(numbers, key=lambda number: abs(number - old)) if numbers else old
        changed = list(row)
        changed[article], changed[paragraph] = ids[0], str(new or row[paragraph])
        moved += bool(numbers) and (changed != row or not stood)
        lost += not numbers
        (standing if numbers else waiting).append(changed)
    # a row is written where it goes to before it leaves its place: an interruption may leave it in
    # both (and the next call sees that), but never in neither
    there = aside.rows if aside else []
    both = there + [row for row in waiting if row not in there]
    for path, rows, before in (
        (aside_path, both, there),
        (table, standing, kept.rows if kept else []),
        (aside_path, waiting, both),
    ):
        if rows != before:
            write_atomic(path, head.text(rows))
    if not waiting:
        aside_path.unlink(missing_ok=True)
    return moved, lost
