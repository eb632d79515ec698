"""Settle where two coders differ: decisions with their reasons, and the coding that results.

Where the coders agree, their common code stands. Every other unit takes the code of a decision.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.analyses.framing.coding import UNIT, read_coding
from toolkit.analyses.framing.codings import CODED
from toolkit.analyses.framing.desk import PATIENCE_SECONDS, clean_note
from toolkit.analyses.framing.samples import Unit
from toolkit.corpus.codebook import Codebook
from toolkit.errors import CorpusError
from toolkit.files import locked, separator, write_atomic

CODER = "adjudicated"
# What both rows of a unit must share, whatever was coded.
SAME = ("paragraph_sha", "codebook_version")
DECISION = (*UNIT, *CODED, "reason")

Row = dict[str, str]
Place = tuple[str, ...]


def rows_by_place(path: Path, *, needed: Sequence[str] = (*UNIT, "present")) -> dict[Place, Row]:
    """Read rows as they stand, by article, paragraph and frame.

    Raises
    ------
    CorpusError
        When the file cannot be read, lacks a column, or has two rows for one place.
    """
    return dict(_places(path, needed))


def _places(path: Path, needed: Sequence[str]) -> Iterator[tuple[Place, Row]]:
    seen: set[Place] = set()
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.DictReader(
            io.StringIO(text, newline=""), restval="", delimiter=separator(text)
        )
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{path.name} cannot be read ({error}); check it") from None
    for column in needed:
        if column not in (reader.fieldnames or ()):
            raise CorpusError(f"{path.name}: no column {column!r}; the first line must name it")
    for row in rows:
        place = tuple(row[name] for name in UNIT)
        if place in seen:
            raise CorpusError(f"{path.name}: two rows for {in_words(place)}; keep one of them")
        seen.add(place)
        yield place, row


def read_decisions(path: Path) -> dict[Place, Row]:
    """Read decisions: the columns `DECISION`; none when there is no file."""
    return rows_by_place(path, needed=DECISION) if path.exists() else {}


def differing(first: Mapping[Place, Row], second: Mapping[Place, Row]) -> list[Place]:
    """Give the places that both coded, and coded differently, in the order of the first."""
    return [
        place
        for place, row in first.items()
        if place in second and _code(row) != _code(second[place])
    ]


def settle(
    first: Mapping[Place, Row],
    second: Mapping[Place, Row],
    decisions: Mapping[Place, Row],
    *,
    codebook: Codebook | None = None,
) -> str:
    """Give the adjudicated coding as CSV: the rows of the first coder, in their order.

    Parameters
    ----------
    first, second
        From `rows_by_place`.
    decisions
        From `read_decisions`.
    codebook
        Whose values are allowed; the one of the package when left out.

    Raises
    ------
    CorpusError
        When the coders did not code the same units of the same text by one codebook, when a
        difference has no decision or a decision no reason, and when a decision settles nothing.
    AnalysisError
        When a decision gives a value that the codebook does not allow.
    """
    check_pair(first, second)
    for place in sorted(first.keys() ^ second.keys()):
        raise CorpusError(
            f"{in_words(place)} was coded by one coder only; code it twice or not at all"
        )
    open_places = differing(first, second)
    check_decisions(decisions, open_places)
    undecided = [place for place in open_places if place not in decisions]
    if undecided:
        raise CorpusError(
            f"decisions.csv: no decision on {in_words(undecided[0])}, where the coders differ "
            f"({len(undecided)} such); add a row with its code and the reason"
        )
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, next(iter(first.values()), {}), lineterminator="\n")
    writer.writeheader()
    for place, row in first.items():
        decided = decisions.get(place)
        settled = {name: decided[name] for name in CODED} if decided else {}
        note = decided["reason"] if decided else ""
        writer.writerow(row | settled | {"coder": CODER, "note": note})
    text = out.getvalue()
    with TemporaryDirectory() as scratch:  # a decision may hold a value that is not allowed
        written = Path(scratch) / "adjudicated.csv"
        written.write_text(text, encoding="utf-8", newline="")
        read_coding(written, codebook=codebook)
    return text


def check_pair(first: Mapping[Place, Row], second: Mapping[Place, Row]) -> None:
    """Refuse codings of different texts, or by different codebooks.

    Raises
    ------
    CorpusError
    """
    for place, row in first.items():
        for column in SAME:
            if place in second and row[column] != second[place][column]:
                raise CorpusError(
                    f"{in_words(place)}: the coders have another {column} ({row[column]}, "
                    f"{second[place][column]}); code the same text by one codebook"
                )


def check_decisions(decisions: Mapping[Place, Row], open_places: Sequence[Place]) -> None:
    """Refuse decisions without a difference, and those without a reason.

    Raises
    ------
    CorpusError
    """
    needless = [place for place in decisions if place not in set(open_places)]
    if needless:
        raise CorpusError(
            f"decisions.csv: the decision on {in_words(needless[0])} settles nothing "
            f"({len(needless)} such), for the coders agree or did not code it; take it out"
        )
    for place, row in decisions.items():
        if not row["reason"].strip():
            raise CorpusError(f"decisions.csv: no reason for {in_words(place)}; write why")


def in_words(place: Place) -> str:
    """Name a place in a message."""
    article, paragraph, frame = place
    return f"{frame} in paragraph {paragraph} of {article!r}"


def _code(row: Row) -> Place:
    return tuple(row.get(name, "") for name in CODED)


@dataclass(frozen=True)
class Adjudication:
    """Two codings and the file in which their differences are settled, one by one.

    Parameters
    ----------
    first, second
        What both coders coded, by place.
    only_one
        How many places one of them coded alone; they are left out.
    decisions
        The file of decisions.
    codebook
        The frames and their values.
    """

    first: Mapping[Place, Row]
    second: Mapping[Place, Row]
    only_one: int
    decisions: Path
    codebook: Codebook

    @classmethod
    def of(cls, first: Path, second: Path, decisions: Path, codebook: Codebook) -> Adjudication:
        """Read two codings, and check them and the decisions there are.

        Raises
        ------
        AnalysisError
            When a coding holds what the codebook does not allow.
        CorpusError
            When they are of other texts or codebooks, or the decisions are not on them.
        """
        read_coding([first, second], codebook=codebook)
        rows = [
            {place: row for place, row in rows_by_place(path).items() if row["present"].strip()}
            for path in (first, second)
        ]
        both = rows[0].keys() & rows[1].keys()
        a, b = ({place: row for place, row in each.items() if place in both} for each in rows)
        check_pair(a, b)
        done = read_decisions(decisions)
        if done.keys() - a.keys():
            raise CorpusError(
                f"{decisions.name} settles codes that these two coders did not both give; "
                "name a file for their own coding and decisions with --out"
            )
        check_decisions(done, differing(a, b))
        return cls(a, b, len(rows[0].keys() ^ rows[1].keys()), decisions, codebook)

    @property
    def places(self) -> list[Place]:
        """All differences."""
        return differing(self.first, self.second)

    def undecided(self) -> list[Place]:
        """Give the differences that no decision settles yet."""
        done = read_decisions(self.decisions)
        return [place for place in self.places if place not in done]

    def decide(self, unit: Unit, frame: str, code: Mapping[str, str], reason: str) -> None:
        """Keep a decision, at once.

        Parameters
        ----------
        unit
            The paragraph.
        frame
            The frame or counter-frame.
        code
            ``present`` and, where it is 1, its qualities.
        reason
            Why; without one nothing is settled.

        Raises
        ------
        CorpusError
            When there is no reason.
        AnalysisError
            When the reason is an excerpt of a private text.
        """
        reason = clean_note(reason, unit)
        place = (unit.article, str(unit.paragraph), frame)
        if not reason:
            raise CorpusError(f"no reason for {frame}; write why")  # a blind coder reads this
        with locked(self.decisions.parent, patience_seconds=PATIENCE_SECONDS):
            done = read_decisions(self.decisions)
            row = dict(zip(UNIT, place)) | {name: code.get(name, "") for name in CODED}
            out = io.StringIO(newline="")
            writer = csv.DictWriter(out, DECISION, lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows([*(done | {place: row | {"reason": reason}}).values()])
            write_atomic(self.decisions, out.getvalue())

    def outcome(self) -> str:
        """Give the adjudicated coding as CSV, once every difference is settled."""
        decisions = read_decisions(self.decisions)
        return settle(self.first, self.second, decisions, codebook=self.codebook)
