"""The coder's file: opened by one at a time, checked, and brought up to the texts of today."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.analyses.framing.coding import read_coding
from toolkit.analyses.framing.desk import PATIENCE_SECONDS, Desk
from toolkit.analyses.framing.samples import Unit
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.coded_rows import CodedRows, aside_of, place_by_sha, reattach_rows
from toolkit.corpus.reading import PRIVATE
from toolkit.errors import AnalysisError
from toolkit.files import locked

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# Names that stand for something else in files of codings.
RESERVED = ("adjudicated", "decisions", "key", "plan")
_TEMPORARY = r"\.{}\.[a-z0-9_]{{8}}"


@contextlib.contextmanager
def open_desk(
    units: Sequence[Unit],
    codebook: Codebook,
    coder: str,
    path: str | Path,
    *,
    root: Path | None = None,
    paragraphs: Mapping[str, Sequence[str]] | None = None,
    tell: Callable[[str], None] = lambda message: None,
) -> Iterator[Desk]:
    """Sit down at a coder's file, as the only one.

    Rows whose paragraph has changed since it was read are put aside, as `discourse edit` does it.

    Parameters
    ----------
    units
        From `worklist`.
    codebook
        The frames and their values.
    coder
        Initials: letters, digits, ``-`` and ``_``.
    path
        The coder's file; made with the first answer when there is none.
    root
        The corpus folder, whose lock is taken for each write inside it.
    paragraphs
        Of each article of the corpus, by id; nothing is put aside when left out.
    tell
        Gets sentences on what was put aside.

    Yields
    ------
    Desk

    Raises
    ------
    AnalysisError
        When the name is none, or the file is not a coding by this coder alone.
    CorpusError
        When the coder is at the desk already.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from toolkit.corpus.article import paragraph_sha
    >>> unit = Unit("T1.1", "a", 1, paragraph_sha("It pays."), "It pays.")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_desk([unit], Codebook.default(), "aa", Path(folder) / "aa.csv") as desk:
    ...         desk.answer(desk.open_question(unit), "0")
    ...         desk.open_question(unit).frame
    'regime_change'
    """
    path = Path(path)
    check_coder(coder)
    inside = root is not None and path.resolve().is_relative_to(root.resolve())
    lock_folder = root / PRIVATE if inside and root is not None else path.parent
    with locked(lock_folder, name=f".{path.name}.lock", whose=path.name):
        _check_folder(path.parent)
        _sweep(path)
        _check_file(path, coder, codebook)
        if paragraphs is not None:
            with locked(lock_folder, patience_seconds=PATIENCE_SECONDS):
                said = _put_aside(path, paragraphs)
            if said:
                tell(said)
        yield Desk(units, codebook, coder, path, lock_folder)


def check_coder(coder: str) -> None:
    """Refuse initials that cannot name a file or mean something else.

    Raises
    ------
    AnalysisError
    """
    if not NAME.fullmatch(coder):
        raise AnalysisError(
            f"{coder!r} cannot name a coder: use up to 40 letters, digits, '-' and '_', as in 'aa'"
        )
    if coder.casefold() in RESERVED:
        raise AnalysisError(f"{coder!r} is no coder's name here; use initials such as 'aa'")


def _check_folder(folder: Path) -> None:
    """Refuse a folder in which no answer could be kept, before any is given."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise AnalysisError(
            f"cannot write to {folder.name!r}; check its rights, or give another file with --out"
        )


def _check_file(path: Path, coder: str, codebook: Codebook) -> None:
    """Refuse a file that is not this coder's, or holds what no codebook allows."""
    if not path.exists():
        return
    # codes that contradict one another are no reason to lock the coder out: they are asked anew
    lenient = replace(codebook, never_together=())
    others = sorted(set(read_coding(path, codebook=lenient)["coder"]) - {coder})
    if others:
        raise AnalysisError(
            f"{path.name} holds the coding of {', '.join(map(repr, others))}; "
            "give another file with --out"
        )


def _put_aside(path: Path, paragraphs: Mapping[str, Sequence[str]]) -> str:
    """Let rows follow their paragraphs; those whose paragraph is gone wait in a file beside."""
    moved = lost = 0
    for article in sorted(_stale(path, paragraphs)):
        places = place_by_sha(paragraphs[article])
        here, gone = reattach_rows(path, (article, article), places)
        moved, lost = moved + here, lost + gone
    said = [f"{moved} coded rows follow their paragraphs"] if moved else []
    if lost:
        said.append(
            f"{lost} coded rows are of texts that changed since: they are kept in "
            f"{aside_of(path).parent.name}/{path.name}"
        )
    return "; ".join(said)


def _stale(path: Path, paragraphs: Mapping[str, Sequence[str]]) -> set[str]:
    """Find the articles with a row whose paragraph does not stand where the row says."""
    stale: set[str] = set()
    known: dict[str, dict[str, list[int]]] = {}
    for table, stands in ((CodedRows.read(path), True), (CodedRows.read(aside_of(path)), False)):
        if table is None or not table.places_rows:
            continue
        for cells in table.rows:
            row = dict(zip(table.columns, cells))
            article = row.get("article", "")
            if article not in paragraphs:
                continue
            if article not in known:
                known[article] = place_by_sha(paragraphs[article])
            numbers = known[article].get(row.get("paragraph_sha", ""), [])
            right = row.get("paragraph", "") in map(str, numbers)
            if (stands and not right) or (not stands and numbers):
                stale.add(article)
    return stale


def _sweep(path: Path) -> None:
    """Remove what a write left behind whose process was killed."""
    pattern = re.compile(_TEMPORARY.format(re.escape(path.name[:40])))
    for left in path.parent.glob(".*"):
        if pattern.fullmatch(left.name):
            left.unlink(missing_ok=True)
