"""Settle where the two coders differ: `corpus/coding/adjudicated.csv`.

Rows on which `coder-a.csv` and `coder-b.csv` agree take their common code; every other row takes
the code of `decisions.csv`, with its reason as the note. Where both coders coded a unit anew after
the codebook was mended (`recoded-a.csv`, `recoded-b.csv`), that stands in place of the first. The
codebook version is that by which a row was coded. Run ``python scripts/adjudicate.py``, or with
``--check`` to compare with what stands there.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.analyses.framing.coding import QUALITIES, UNIT, read_coding
from toolkit.errors import CorpusError, ToolkitError
from toolkit.files import write_atomic

CODING = Path(__file__).resolve().parents[1] / "corpus" / "coding"
CODER = "adjudicated"
CODERS = ("coder-a.csv", "coder-b.csv")
RECODED = ("recoded-a.csv", "recoded-b.csv")
CODED = ("present", *QUALITIES)
# What both rows of a unit must share, whatever was coded.
SAME = ("paragraph_sha", "codebook_version")

Row = dict[str, str]
Unit = tuple[str, ...]


def adjudicate(folder: Path) -> str:
    """Give the text of the adjudicated coding: the rows of the first coder, in their order.

    Raises
    ------
    CorpusError
        When the coders did not code the same units of the same text by one codebook, when a
        difference has no decision or a decision no reason, and when a decision settles nothing.
    AnalysisError
        When a coder or a decision gives a value that the codebook does not allow.
    """
    read_coding([folder / name for name in CODERS])
    again = [folder / name for name in RECODED if (folder / name).exists()]
    if again:
        read_coding(again)
    first, second = (_latest(folder, *names) for names in zip(CODERS, RECODED, strict=True))
    decisions = _by_unit(folder / "decisions.csv")
    for unit in sorted(first.keys() ^ second.keys()):
        raise CorpusError(f"{_name(unit)} was coded by one coder only; code it twice or not at all")
    for unit, row in first.items():
        for column in SAME:
            if row[column] != second[unit][column]:
                raise CorpusError(
                    f"{_name(unit)}: the coders have another {column} "
                    f"({row[column]}, {second[unit][column]}); code the same text by one codebook"
                )
    differing = [unit for unit, row in first.items() if _code(row) != _code(second[unit])]
    _check_decisions(decisions, differing)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, next(iter(first.values())), lineterminator="\n")
    writer.writeheader()
    for unit, row in first.items():
        decided = decisions.get(unit)
        settled = {name: decided[name] for name in CODED} if decided else {}
        note = decided["reason"] if decided else ""
        writer.writerow(row | settled | {"coder": CODER, "note": note})
    text = out.getvalue()
    with TemporaryDirectory() as scratch:  # a decision may hold a value that is not allowed
        written = Path(scratch) / "adjudicated.csv"
        written.write_text(text, encoding="utf-8", newline="")
        read_coding(written)
    return text


def _check_decisions(decisions: Mapping[Unit, Row], differing: list[Unit]) -> None:
    undecided = [unit for unit in differing if unit not in decisions]
    if undecided:
        raise CorpusError(
            f"decisions.csv: no decision on {_name(undecided[0])}, where the coders differ "
            f"({len(undecided)} such); add a row with its code and the reason"
        )
    needless = [unit for unit in decisions if unit not in differing]
    if needless:
        raise CorpusError(
            f"decisions.csv: the decision on {_name(needless[0])} settles nothing "
            f"({len(needless)} such), for the coders agree or did not code it; take it out"
        )
    for unit, row in decisions.items():
        if not row["reason"].strip():
            raise CorpusError(f"decisions.csv: no reason for {_name(unit)}; write why")


def _latest(folder: Path, coded: str, recoded: str) -> dict[Unit, Row]:
    """Read one coder's rows, each as it was coded last."""
    rows = _by_unit(folder / coded)
    anew = _by_unit(folder / recoded) if (folder / recoded).exists() else {}
    for unit in anew.keys() - rows.keys():
        raise CorpusError(f"{recoded}: {_name(unit)} was not coded before; add it to {coded}")
    return rows | anew


def _by_unit(path: Path) -> dict[Unit, Row]:
    return dict(_units(path))


def _units(path: Path) -> Iterator[tuple[Unit, Row]]:
    seen: set[Unit] = set()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = list(reader)
    except OSError as error:
        raise CorpusError(f"{path.name} cannot be read ({error.strerror}); check it") from None
    needed = (*UNIT, *CODED, *(["reason"] if path.name == "decisions.csv" else []))
    for column in needed:
        if column not in (reader.fieldnames or ()):
            raise CorpusError(f"{path.name}: no column {column!r}; the first line must name it")
    for row in rows:
        unit = tuple(row[name] for name in UNIT)
        if unit in seen:
            raise CorpusError(f"{path.name}: two rows for {_name(unit)}; keep one of them")
        seen.add(unit)
        yield unit, row


def _code(row: Row) -> Unit:
    return tuple(row[name] for name in CODED)


def _name(unit: Unit) -> str:
    article, paragraph, frame = unit
    return f"{frame} in paragraph {paragraph} of {article!r}"


def main() -> int:
    """Write the adjudicated coding, or compare it; give the exit code."""
    place = CODING / "adjudicated.csv"
    try:
        text = adjudicate(CODING)
        if "--check" in sys.argv[1:]:
            same = place.is_file() and place.read_text(encoding="utf-8") == text
            print(f"adjudicated.csv is {'' if same else 'not '}as settled")
            return 0 if same else 1
        write_atomic(place, text)
    except ToolkitError as error:
        print(f"adjudicate: {error}", file=sys.stderr)
        return 1
    settled = len(_by_unit(CODING / "decisions.csv"))
    print(f"corpus/coding/adjudicated.csv: {text.count(chr(10)) - 1} rows, {settled} settled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
