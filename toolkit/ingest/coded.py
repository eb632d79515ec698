"""Keep codings by hand attached to the paragraphs that were read, by their fingerprints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.corpus.article import clean_body
from toolkit.corpus.coded_rows import place_by_sha, reattach_rows
from toolkit.ingest.reprints import parts_of

FOLDER = "coding"
DETACHED = "coding/detached"


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
    places = place_by_sha(clean_body(body).split("\n\n"))
    names = {table.name for table in (root / FOLDER).glob("*.csv")}
    names |= {table.name for table in (root / DETACHED).glob("*.csv")}
    moved = lost = 0
    for name in sorted(names):
        here, gone = reattach_rows(root / FOLDER / name, (identifier, was or identifier), places)
        moved, lost = moved + here, lost + gone
    return Attached(moved, lost)
