"""Turn the tables of LemmInflect into the model's own form (needs no treebank).

    python -m training.inflections …/lemminflect/resources OUTPUT

The tables are by Brad Jascob (MIT), after the SPECIALIST Lexicon of the U.S. National Library of
Medicine. A line of ``infl_lu`` is: lemma, part of speech, then the forms of each slot, parted by
slashes; a line of ``lemma_lu``: form, part of speech, lemmas with the most frequent first.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

from toolkit.annotate.word_tables import ending_change, write_rows


def main(folder: str, output: str) -> None:
    """Read the tables and write them packed."""
    lemma_of = {
        (form, part_of_speech): lemmas.split("/")
        for form, part_of_speech, lemmas in _lines(Path(folder) / "lemma_lu.csv.gz")
    }
    rows = []
    for lemma, part_of_speech, *slots in _lines(Path(folder) / "infl_lu.csv.gz"):
        changes = []
        for slot in slots:
            forms = (
                form
                for form in slot.split("/")
                # of several lemmas the most frequent: `axes` of *axe*, not of *axis*
                if form and lemma not in lemma_of.get((form, part_of_speech), [])[1:]
            )
            changes.append("/".join(ending_change(lemma, form) for form in forms))
        rows.append((part_of_speech, ",".join(changes), lemma))
    Path(output).write_bytes(write_rows(rows))


def _lines(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split(",")


if __name__ == "__main__":
    main(*sys.argv[1:])
