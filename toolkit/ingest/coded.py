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
_NEEDED = {"article", "paragraph", "paragraph_sha"}


@dataclass(frozen=True)
class Attached:
    """What became of the coded rows of an article.

    Parameters
    ----------
    moved
        Rows whose paragraph stands at another number now, or under another id.
    lost
        Rows whose paragraph was changed or left out; they stay as they are, and analyses pass over
        them until the paragraph is coded again.
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
                f"{self.lost} coded rows were of paragraphs that are changed: code those again"
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
    moved = lost = 0
    for table in sorted((root / FOLDER).glob("*.csv")):
        changed, here, gone = _reattach_table(table, (identifier, was or identifier), places)
        lost += gone
        if changed:
            moved += here
            write_atomic(table, changed)
    return Attached(moved, lost)


def _reattach_table(
    table: Path, ids: tuple[str, str], places: dict[str, list[int]]
) -> tuple[str, int, int]:
    """Give the new content of one coder's file (``""`` where nothing changes), with counts."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            source = file.read()
        rows = list(csv.reader(io.StringIO(source, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        return "", 0, 0  # `discourse agreement` names what is wrong with the file
    if not rows or not set(rows[0]) >= _NEEDED:
        return "", 0, 0
    article, paragraph, sha = (
        rows[0].index(name) for name in ("article", "paragraph", "paragraph_sha")
    )
    width = len(rows[0])
    moved = lost = 0
    for row in rows[1:]:
        if len(row) != width or row[article] not in ids:
            continue
        numbers = places.get(row[sha], [])
        old = int(row[paragraph]) if row[paragraph].isdigit() else 0
        lost += not numbers
        # of two paragraphs with the same words the nearest is meant
        new = min(numbers, key=lambda number: abs(number - old)) if numbers else old
        if new != old or row[article] != ids[0]:
            row[article], row[paragraph] = ids[0], str(new or row[paragraph])
            moved += 1
    if not moved:
        return "", 0, lost
    lines = io.StringIO()
    ending = "\r\n" if "\r\n" in source else "\n"
    csv.writer(lines, lineterminator=ending).writerows(rows)
    return lines.getvalue(), moved, lost
