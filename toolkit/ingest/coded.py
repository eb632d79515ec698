"""Keep codings by hand attached to the paragraphs that were read, by their fingerprints."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from toolkit.corpus.article import clean_body, paragraph_sha
from toolkit.files import write_atomic
from toolkit.ingest.reprints import parts_of

FOLDER = "coding"
DETACHED = "coding/detached"
_NEEDED = {"article", "paragraph", "paragraph_sha"}


@dataclass(frozen=True)
class Attached:
    """What became of the coded rows of an article.

    Parameters
    ----------
    moved
        Rows whose paragraph stands at another number now, or under another id.
    lost
        Rows whose paragraph was changed or left out. They wait under ``coding/detached``, and come
        back when their paragraph does.
    """

    moved: int = 0
    lost: int = 0

    def __str__(self) -> str:
        """Say it in words; ``""`` where no coding is concerned."""
        said = []
        if self.moved:
            said.append(f"{self.moved} coded rows follow their paragraphs")
        if self.lost:
            said.append(
                f"{self.lost} coded rows are of paragraphs that changed: they wait under "
                f"{DETACHED}, code those paragraphs again"
            )
        return "; ".join(said)


def reattach(root: Path, identifier: str, path: Path, *, was: str = "") -> Attached:
    """Give coded rows of an article the numbers that their paragraphs have now.

    A row knows the paragraph that was read by its fingerprint. Doing it twice changes nothing, so
    that it can be done again after an interruption.

    Parameters
    ----------
    root
        The corpus folder.
    identifier
        The article.
    path
        Its file.
    was
        Its former id, whose rows become rows of this one.
    """
    _, body = parts_of(path)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(clean_body(body).split("\n\n"), start=1):
        places[paragraph_sha(text)].append(number)
    names = {table.name for table in (root / FOLDER).glob("*.csv")}
    names |= {table.name for table in (root / DETACHED).glob("*.csv")}
    moved = lost = 0
    for name in sorted(names):
        here, gone = _reattach_table(root, name, (identifier, was or identifier), places)
        moved, lost = moved + here, lost + gone
    return Attached(moved, lost)


def _reattach_table(
    root: Path, name: str, ids: tuple[str, str], places: dict[str, list[int]]
) -> tuple[int, int]:
    """Sort the rows of one coder into those that have a paragraph and those that wait for it."""
    kept = _Table.read(root / FOLDER / name)
    aside = _Table.read(root / DETACHED / name)
    head = kept or aside
    if (
        head is None
        or not set(head.columns) >= _NEEDED
        or (kept is None) != (not (root / FOLDER / name).exists())
    ):
        return 0, 0  # `discourse agreement` names what is wrong with the file
    article, paragraph, sha = (
        head.columns.index(column) for column in ("article", "paragraph", "paragraph_sha")
    )
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
    for folder, rows, before in (
        (DETACHED, both, there),
        (FOLDER, standing, kept.rows if kept else []),
        (DETACHED, waiting, both),
    ):
        if rows != before:
            write_atomic(root / folder / name, head.text(rows))
    if not waiting:
        (root / DETACHED / name).unlink(missing_ok=True)
    return moved, lost


@dataclass(frozen=True)
class _Table:
    """The rows of one coder's file."""

    columns: list[str]
    rows: list[list[str]]
    ending: str

    @classmethod
    def read(cls, path: Path) -> _Table | None:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                source = file.read()
            columns, *rows = csv.reader(io.StringIO(source, newline=""), strict=True)
        except (OSError, UnicodeDecodeError, csv.Error, ValueError):
            return None
        return cls(columns, rows, "\r\n" if "\r\n" in source else "\n")

    def text(self, rows: list[list[str]]) -> str:
        lines = io.StringIO()
        csv.writer(lines, lineterminator=self.ending).writerows([self.columns, *rows])
        return lines.getvalue()
