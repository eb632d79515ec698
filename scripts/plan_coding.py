"""Write the plan of the reference panel as a coding: `corpus/coding/plan.csv`.

The design (`design.csv`) says what each paragraph was planned to carry; the plan says the same in
the form in which coders write, with the fingerprints of the paragraphs as they stand, so that
planned and coded can be compared like two coders. Run ``python scripts/plan_coding.py`` when
articles are added or changed; ``--unwritten`` while some articles of the design are not written.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.analyses.framing.coding import OPTIONAL, REQUIRED
from toolkit.corpus.article import paragraph_sha
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.reading import read_folder
from toolkit.errors import CorpusError, ToolkitError
from toolkit.files import write_atomic

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
CODER = "plan"
COLUMNS = (*REQUIRED[:7], *OPTIONAL, *REQUIRED[7:])
QUALITIES = ("direction", "stance", "voice", "holder")


def plan(corpus: Path, codebook: Codebook, *, unwritten: bool = False) -> str:
    """Give the text of the plan: one row for each paragraph and frame.

    With ``unwritten``, articles of the design that no file holds yet are left out; an article that
    is there must have the paragraphs of the design all the same.

    Raises
    ------
    CorpusError
        When the design and the articles do not have the same paragraphs, or a row of the design
        gives another number of values than it has frames.
    """
    texts = {
        (article.id, number): text
        for article in read_folder(corpus).articles
        if article.provenance == "composed"
        for number, text in enumerate(article.paragraphs, start=1)
    }
    with (corpus / "coding" / "design.csv").open(encoding="utf-8", newline="") as file:
        design = {(row["article"], int(row["paragraph"])): row for row in csv.DictReader(file)}
    if unwritten:
        here = {article for article, _ in texts}
        design = {unit: row for unit, row in design.items() if unit[0] in here}
    astray = sorted(texts.keys() ^ design.keys())
    if astray:
        article, number = astray[0]
        where = "the design" if astray[0] in texts else "the articles"
        raise CorpusError(
            f"paragraph {number} of {article!r} is missing in {where} ({len(astray)} such); "
            "design.csv needs one row for each paragraph of the composed articles "
            "(--unwritten leaves out articles of which no file is there yet)"
        )
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for unit in sorted(design):
        writer.writerows(_rows(design[unit], texts[unit], codebook))
    return out.getvalue()


def _rows(row: Mapping[str, str], text: str, codebook: Codebook) -> Iterator[dict[str, str]]:
    """Turn one paragraph of the design into a row for each frame."""
    present = [frame for frame in codebook.frames if row[frame] == "1"]
    values = {name: row[name].split(";") if row[name] else [] for name in QUALITIES}
    for name, given in values.items():
        if len(given) != len(present):
            raise CorpusError(
                f"design.csv, paragraph {row['paragraph']} of {row['article']!r}: {len(given)} "
                f"values of {name} for {len(present)} frames; give one for each, joined by ';'"
            )
    holders = {holder.lower(): holder for holder in codebook.holders}
    kind = ": ".join(filter(None, (row["kind"], row["hard_negative_kind"] or row["counter_frame"])))
    for frame, known in codebook.frames.items():
        coded = {
            "coder": CODER,
            "article": row["article"],
            "paragraph": row["paragraph"],
            "paragraph_sha": paragraph_sha(text),
            "frame": frame,
            "present": row[frame],
            "note": kind.replace("_", " "),
            "codebook_version": codebook.version,
        }
        if frame in present:
            place = present.index(frame)
            coded |= {name: given[place] for name, given in values.items()}
            coded["holder"] = holders.get(coded["holder"].lower(), coded["holder"])
            # the panel writes about no other government's end
            coded["target"] = "sy" if "sy" in known.targets else ""
        yield coded


def main() -> int:
    """Write the plan; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--unwritten", action="store_true", help="leave out articles that are not written yet"
    )
    given = options.parse_args()
    try:
        text = plan(CORPUS, Codebook.default(), unwritten=given.unwritten)
        write_atomic(CORPUS / "coding" / "plan.csv", text)
    except ToolkitError as error:
        print(f"plan: {error}", file=sys.stderr)
        return 1
    print(f"corpus/coding/plan.csv: {text.count(chr(10)) - 1} rows")
    if given.unwritten:
        with (CORPUS / "coding" / "design.csv").open(encoding="utf-8", newline="") as file:
            wanted = {row["article"] for row in csv.DictReader(file)}
        missing = sorted(wanted - {row["article"] for row in csv.DictReader(io.StringIO(text))})
        print(f"{len(missing)} of {len(wanted)} articles are not written: {', '.join(missing)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
