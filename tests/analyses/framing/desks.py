"""A small codebook, units, and a coder's answers, for the tests of the desk."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.analyses.framing.desk import Desk, Question
from toolkit.analyses.framing.desk_file import open_desk
from toolkit.analyses.framing.manual import COUNTER_FRAMES
from toolkit.analyses.framing.samples import Unit
from toolkit.corpus.article import paragraph_sha
from toolkit.corpus.codebook import Codebook

BOOK_TEXT = """\
version: "7"
holders: [author, TR, RU]
frames:
  need:
    label: Need
    definition: one needs the other
    directions: [tr_on_ru, ru_on_tr]
    context: {paragraph: [TR|RU]}
    rules: [{id: need, dimension: any, query: '[lemma="need"]'}]
    dimensions: {any: anything}
  fall:
    label: Fall
    definition: a government falls
    directions: [for, against]
    targets: [sy, tr]
    context: {paragraph: [TR|RU]}
    rules: [{id: fall, dimension: any, query: '[lemma="fall"]'}]
    dimensions: {any: anything}
counter_frames:
  autonomy: {label: Autonomy, definition: its own course}
  mediation: {label: Mediation, definition: between the sides}
"""
BOOK = Codebook.parse(BOOK_TEXT)
HEAD = (
    "coder,article,paragraph,paragraph_sha,frame,present,direction,target,stance,voice,holder,"
    "note,codebook_version"
)
# What is coded of a frame that is there, in the order of the columns.
VALUES = {
    "need": {
        "direction": ("tr_on_ru", "ru_on_tr"),
        "stance": ("endorse", "reject", "neutral"),
        "voice": ("author", "quoted", "paraphrased"),
        "holder": ("author", "TR", "RU"),
    },
    "fall": {
        "direction": ("for", "against"),
        "target": ("sy", "tr"),
        "stance": ("endorse", "reject", "neutral"),
        "voice": ("author", "quoted", "paraphrased"),
        "holder": ("author", "TR", "RU"),
    },
}
# A unit's answers: by frame None or the qualities; the counter-frames that are present.
Answers = Mapping[str, Mapping[str, str] | frozenset[str] | None]
NOTHING: Answers = {"need": None, "fall": None, COUNTER_FRAMES: frozenset()}


def units_of(texts: Mapping[str, Sequence[str]], *, private: bool = False) -> tuple[Unit, ...]:
    """All paragraphs of some articles, in order."""
    units = []
    for number, (article, paragraphs) in enumerate(texts.items(), start=1):
        for at, text in enumerate(paragraphs, start=1):
            before = tuple(paragraphs[: at - 1])
            sha = paragraph_sha(text)
            units.append(Unit(f"T{number}.{at}", article, at, sha, text, before, private))
    return tuple(units)


UNITS = units_of({"a": ("One needs gas.", "Two."), "b": ("Three falls.",)})


def sit(path: Path, units: Sequence[Unit] = UNITS, coder: str = "aa", **options):
    """Open the desk with the small codebook."""
    return open_desk(units, BOOK, coder, path, **options)


def value(answers: Answers, question: Question) -> tuple[str, ...]:
    """What a coder with these answers says, also after a slip that a frame is there."""
    told = answers[question.frame]
    if isinstance(told, frozenset):
        return tuple(sorted(told))
    if question.variable == "present":
        return ("0",) if told is None else ("1",)
    return (told[question.variable] if told else question.allowed[0],)


def answer_next(desk: Desk, plan: Mapping[str, Answers]) -> bool:
    """Answer the question that is open, as planned; tell whether there was one."""
    unit = desk.next_unit()
    question = desk.open_question(unit) if unit else None
    if unit is None or question is None:
        return False
    desk.answer(question, *value(plan[unit.name], question))
    return True


def answer_all(desk: Desk, plan: Mapping[str, Answers]) -> None:
    """Answer straight on to the end."""
    while answer_next(desk, plan):
        pass


def written(plan: Mapping[str, Answers], coder: str = "aa", units: Sequence[Unit] = UNITS) -> str:
    """The file that a plan must give, written without the desk."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEAD.split(","))
    for unit in units:
        place = [coder, unit.article, unit.paragraph, unit.sha]
        for frame in VALUES:
            told = plan[unit.name][frame] or {}
            codes = [told.get(n, "") for n in ("direction", "target", "stance", "voice", "holder")]
            rows.writerow([*place, frame, int(bool(told)), *codes, "", "7"])
        for counter in ("autonomy", "mediation"):
            present = int(counter in plan[unit.name][COUNTER_FRAMES])
            rows.writerow([*place, counter, present, "", "", "", "", "", "", "7"])
    return out.getvalue()
