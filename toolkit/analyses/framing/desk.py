"""The coding desk: what a coder is asked next, and where each answer is kept.

There is no state but the coder's file: what has no answer there is asked. So a coder may stop, or
be stopped, at any moment and goes on with the question that was open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.analyses.framing.coding import COLUMNS, REQUIRED
from toolkit.analyses.framing.manual import COUNTER_FRAMES
from toolkit.analyses.framing.samples import Unit
from toolkit.corpus.codebook import QUALITIES, Codebook
from toolkit.corpus.coded_rows import CodedRows
from toolkit.errors import AnalysisError, suggest
from toolkit.files import locked, write_atomic
from toolkit.result import defuse

PLACE = REQUIRED[:5]
PRESENT, ABSENT = "1", "0"
# In the order in which the codebook has them decided.
ORDER = ("direction", "target", "holder", "voice", "stance")
# So many words in a row of a text that may not be shared are an excerpt.
EXCERPT_WORDS = 8
# How long to wait for a `discourse edit` or `add` that is just writing.
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Question:
    """One thing that a coder is asked of a unit.

    Parameters
    ----------
    unit
        The paragraph.
    frame
        A frame, or `COUNTER_FRAMES` for all of them in one answer.
    variable
        ``present`` or one of its qualities.
    allowed
        The values; for counter-frames the names of which any number may be given.
    current
        The values that stand in the file; none when it was not answered.
    answered
        Whether it was.
    """

    unit: Unit
    frame: str
    variable: str
    allowed: tuple[str, ...]
    current: tuple[str, ...] = ()
    answered: bool = False


class Desk:
    """One coder's work on a list of units; get one from `open_desk`.

    Parameters
    ----------
    units
        In the order in which they are coded.
    codebook
        The frames and their values.
    coder
        Initials.
    path
        The coder's file.
    lock_folder
        Whose lock is held while an answer is written.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        codebook: Codebook,
        coder: str,
        path: Path,
        lock_folder: Path,
    ) -> None:
        self.units = tuple(units)
        self.codebook = codebook
        self.coder = coder
        self.path = path
        self._lock_folder = lock_folder
        self._rows: dict[tuple[str, ...], Mapping[str, str]] = {}
        self._refresh(self._read())

    # what stands in the file

    def row(self, unit: Unit, frame: str) -> Mapping[str, str]:
        """Give the codes of a unit and frame or counter-frame; empty ones where it has none."""
        found = self._rows.get((unit.article, str(unit.paragraph), frame))
        if found is None or found["paragraph_sha"] != unit.sha:
            return dict.fromkeys(COLUMNS, "")
        return found

    def questions(self, unit: Unit, frame: str) -> list[Question]:
        """Give the questions on a frame that arise from what is answered so far."""
        if frame == COUNTER_FRAMES:
            names = tuple(self.codebook.counter_frames)
            codes = {name: self.row(unit, name)["present"] for name in names}
            current = tuple(name for name in names if codes[name] == PRESENT)
            answered = all(code in (ABSENT, PRESENT) for code in codes.values())
            return [Question(unit, frame, "present", names, current, answered)] if names else []
        row = self.row(unit, frame)
        values: dict[str, tuple[str, ...]] = {"present": (PRESENT, ABSENT)}
        given = {"present": row["present"]}
        if row["present"] == PRESENT:
            allowed = self.codebook.allowed_values(frame)
            values |= {name: allowed[name] for name in ORDER if allowed[name]}
            given |= self._consistent(frame, row)
        return [
            Question(unit, frame, name, known, (now,) if now else (), bool(now))
            for name, known in values.items()
            for now in (given[name],)
        ]

    def _consistent(self, frame: str, row: Mapping[str, str]) -> dict[str, str]:
        """Give the qualities of a row; one that contradicts those before it counts as unanswered.

        A file may hold such codes from a spreadsheet, or of a codebook that did not tell.
        """
        kept: dict[str, str] = {}
        for name in ORDER:
            tried = kept | {name: row[name]}
            kept = kept | {name: ""} if self.codebook.contradiction(frame, tried) else tried
        return kept

    def open_question(self, unit: Unit) -> Question | None:
        """Give the first question on a unit that has no answer; ``None`` when it is coded."""
        for frame in (*self.codebook.frames, COUNTER_FRAMES):
            for question in self.questions(unit, frame):
                if not question.answered:
                    return question
        return None

    def coded(self, unit: Unit) -> bool:
        """Whether every question on a unit has an answer."""
        return self.open_question(unit) is None

    @property
    def n_coded(self) -> int:
        """How many units are coded."""
        return sum(map(self.coded, self.units))

    def next_unit(self) -> Unit | None:
        """Give the first unit that is not coded; ``None`` when all are."""
        return next((unit for unit in self.units if not self.coded(unit)), None)

    def unit_before(self, unit: Unit) -> Unit | None:
        """Give the unit before one; ``None`` for the first."""
        place = self.units.index(unit)
        return self.units[place - 1] if place else None

    def summary(self, unit: Unit) -> str:
        """Say in a line how a unit is coded: ``need: tr_on_ru author endorse · blame: no``."""
        said = []
        for frame in self.codebook.frames:
            row = self.row(unit, frame)
            if row["present"] == PRESENT:
                codes = " ".join(row[name] for name in ORDER if row[name]) or "yes"
            else:
                codes = "no" if row["present"] == ABSENT else "?"
            said.append(f"{frame}: {codes}" + (f" ({row['note']})" if row["note"] else ""))
        for question in self.questions(unit, COUNTER_FRAMES):
            none = "none" if question.answered else "?"
            notes = [self.row(unit, name)["note"] for name in question.allowed]
            noted = "".join(f" ({note})" for note in notes if note)
            said.append(f"{COUNTER_FRAMES}: {' '.join(question.current) or none}{noted}")
        return " · ".join(said)

    # what is written to it

    def answer(self, question: Question, *values: str, note: str = "") -> None:
        """Keep an answer, at once.

        A frame that is not present keeps no qualities; answering again replaces the answer, and
        takes out later ones that it contradicts, so that they are asked again.

        Parameters
        ----------
        question
            Of this desk.
        *values
            One of the allowed values; of counter-frames all that are present.
        note
            Of the frame; an empty one leaves the note as it is.

        Raises
        ------
        AnalysisError
            When a value is not allowed or contradicts an answer before it, the note is an excerpt
            of a private text, or the file was changed so that it cannot be read.
        ToolkitError
            When it cannot be written: what was answered before is kept.
        """
        unit, frame = question.unit, question.frame
        for value in values:
            if value not in question.allowed:
                raise AnalysisError(
                    f"{value!r} is not allowed{suggest(value, question.allowed)}; "
                    f"allowed are {', '.join(question.allowed)}"
                )
        noted = {"note": clean_note(note, unit)} if note.strip() else {}
        if frame == COUNTER_FRAMES:
            if noted and len(values) != 1:
                raise AnalysisError("a note belongs to one counter-frame; give it afterwards")
            changes = {
                name: {"present": PRESENT if name in values else ABSENT}
                | (noted if name in values else {})
                for name in question.allowed
            }
        elif len(values) != 1:
            raise AnalysisError(f"{question.variable} has one value, not {len(values)}")
        else:
            changes = {frame: self._change(question, values[0]) | noted}
        self._store(unit, changes)

    def _change(self, question: Question, value: str) -> dict[str, str]:
        """Give what an answer changes in its row."""
        name, row = question.variable, self.row(question.unit, question.frame)
        if name == "present":
            return {name: value} | (dict.fromkeys(QUALITIES, "") if value == ABSENT else {})
        before = {earlier: row[earlier] for earlier in ORDER[: ORDER.index(name)]}

        def against(tried: str) -> list[str]:
            codes = before | {name: tried}
            return [n for n in self.codebook.contradiction(question.frame, codes) if n != name]

        if against(value):
            others = " and ".join(f"{other} {row[other]!r}" for other in against(value))
            fitting = " or ".join(known for known in question.allowed if not against(known))
            raise AnalysisError(
                f"{name} {value!r} never goes with {others}; "
                + (f"give {fitting}, or change {others} when the unit is done" if fitting
                   else "no value does: mend 'never_together' in the codebook")
            )  # fmt: skip
        kept = self._consistent(question.frame, {**row, name: value})
        return {name: value} | {later: "" for later in ORDER if row[later] and not kept[later]}

    def note(self, unit: Unit, frame: str, text: str) -> None:
        """Write the note of a frame or counter-frame that is coded; an empty one takes it out.

        Raises
        ------
        AnalysisError
            When it is not coded yet, or the note is an excerpt of a private text.
        """
        names = (*self.codebook.frames, *self.codebook.counter_frames)
        if frame not in names:
            raise AnalysisError(f"unknown frame {frame!r}{suggest(frame, names)}")
        if not self.row(unit, frame)["present"]:
            raise AnalysisError(f"{frame} is not coded yet; code it, then write the note")
        self._store(unit, {frame: {"note": clean_note(text, unit)}})

    def _store(self, unit: Unit, changes: Mapping[str, Mapping[str, str]]) -> None:
        """Change rows of one unit in the file as it stands now, or add them at its end."""
        with locked(self._lock_folder, patience_seconds=PATIENCE_SECONDS):
            table = self._read()
            columns = [*table.columns, *(name for name in COLUMNS if name not in table.columns)]
            places = {key: number for number, key in _keys(columns, table.rows)}
            wider = [""] * (len(columns) - len(table.columns))
            rows = [[*row, *wider] for row in table.rows]
            for frame, change in changes.items():
                at = places.get((unit.article, str(unit.paragraph), frame))
                old = dict(zip(columns, rows[at])) if at is not None else {}
                if old.get("paragraph_sha", unit.sha).strip() not in ("", unit.sha):
                    raise AnalysisError(
                        f"the text of {unit.name} was changed while it was being coded; "
                        "what was coded is kept, begin again"
                    )
                row = old | dict(zip(PLACE, self._place(unit, frame))) | dict(change)
                if change.keys() - {"note"}:  # a note is no judgement by this codebook
                    row["codebook_version"] = self.codebook.version
                cells = [row.get(name, "") for name in columns]
                if at is None:
                    rows.append(cells)
                else:
                    rows[at] = cells
            changed = replace(table, columns=columns, rows=rows)
            write_atomic(self.path, changed.text())
        self._refresh(changed)

    def _place(self, unit: Unit, frame: str) -> tuple[str, ...]:
        return self.coder, unit.article, str(unit.paragraph), unit.sha, frame

    def _read(self) -> CodedRows:
        if not self.path.exists():
            return CodedRows(list(COLUMNS), [])
        table = CodedRows.read(self.path)
        if table is None or not set(REQUIRED) <= set(table.columns):
            raise AnalysisError(
                f"{self.path.name} cannot be read as a coding any more; put it in order, "
                "or give another file with --out"
            )
        return table

    def _refresh(self, table: CodedRows) -> None:
        blank = dict.fromkeys(COLUMNS, "")
        self._rows = {
            key: blank | {k: v.strip() for k, v in zip(table.columns, table.rows[number])}
            for number, key in _keys(table.columns, table.rows)
        }


def _keys(
    columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the number of each whole row with its article, paragraph and frame."""
    article, paragraph, frame = (columns.index(n) for n in ("article", "paragraph", "frame"))
    for number, row in enumerate(rows):
        if len(row) > max(article, paragraph, frame):
            yield number, (row[article].strip(), row[paragraph].strip(), row[frame].strip())


def clean_note(note: str, unit: Unit) -> str:
    """Make one clean line of a note.

    Raises
    ------
    AnalysisError
        When it would carry a private text into a file that is shared.
    """
    clean = note.encode("utf-8", "replace").decode("utf-8")
    clean = " ".join("".join(c if c.isprintable() else " " for c in clean).split())
    if unit.private and _excerpt(clean, (*unit.before, unit.text)):
        raise AnalysisError(
            f"the note repeats {EXCERPT_WORDS} words of a text that may not be shared; "
            "say it in your own words, or quote fewer"
        )
    return str(defuse(clean))


def _excerpt(note: str, texts: Iterable[str]) -> bool:
    """Tell whether a note repeats so many words of the texts as an excerpt has."""
    words = re.findall(r"\w+", note.casefold())
    whole = re.findall(r"\w+", " ".join(texts).casefold())
    return bool(_runs(words) & _runs(whole))


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    ends = range(EXCERPT_WORDS, len(words) + 1)
    return {tuple(words[end - EXCERPT_WORDS : end]) for end in ends}
