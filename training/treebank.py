"""Read treebanks in CoNLL-U."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

TREEBANKS = Path("../shared/treebank")
TRAIN = ("en_ewt-train", "en_gum-train-free")
MODEL = Path(str(files("toolkit.annotate") / "model"))


@dataclass(frozen=True)
class Sentence:
    """One sentence: its text and, for each word, form, Penn tag and lemma."""

    text: str
    forms: tuple[str, ...]
    tags: tuple[str, ...]
    lemmas: tuple[str, ...]
    opens_paragraph: bool


def read_treebank(path: Path) -> Iterator[Sentence]:
    """Read the sentences of a file, plain or gzipped; multiword tokens are left out."""
    read = gzip.open if path.suffix == ".gz" else open
    text, opens = "", False
    rows: list[tuple[str, str, str]] = []
    with read(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith(("# newpar", "# newdoc")):
                opens = True
            elif line.startswith("# text ="):
                text = line.removeprefix("# text =").strip()
            elif not line and rows:
                forms, tags, lemmas = zip(*rows, strict=True)
                yield Sentence(text, forms, tags, lemmas, opens)
                opens, rows = False, []
            elif line and line[0] != "#":
                fields = line.split("\t")
                if fields[0].isdigit():
                    rows.append((fields[1], fields[4], fields[2]))


def find_treebank(folder: Path, name: str) -> list[Sentence]:
    """Read a treebank of a folder, plain or gzipped, or stop with what is missing."""
    for path in (folder / f"{name}.conllu", folder / f"{name}.conllu.gz"):
        if path.is_file():
            return list(read_treebank(path))
    raise SystemExit(
        f"{name}.conllu(.gz) is not in {folder}; see `python -m training --help` for where the "
        "treebanks come from"
    )
