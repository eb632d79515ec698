"""Write the numbers of the model card: sizes, sums and scores of the model there is.

    python -m training.card [--treebanks FOLDER] [--date 2026-01-31]

Scores the dev and the test files, so it belongs at the end of a training, once.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from toolkit.annotate import VERSION
from toolkit.files import write_atomic
from training.evaluation import score
from training.treebank import MODEL, TRAIN, TREEBANKS, find_treebank

_CONTENTS = {
    "clusters.xz": "words by what stands beside them",
    "inflections.xz": "inflected forms of a lexicon",
    "lemmas.xz": "lemmas that lexicon and rules get wrong",
    "tagger.xz": "scores of the tagger",
}
_SCORED = ("en_ewt-dev", "en_gum-dev", "en_ewt-test", "en_gum-test")


def main() -> None:
    """Fill the marked parts of the card anew."""
    parser = argparse.ArgumentParser(
        prog="python -m training.card",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--treebanks", type=Path, default=TREEBANKS)
    parser.add_argument("--date", type=datetime.date.fromisoformat, default=datetime.date.today())
    options = parser.parse_args()
    path = MODEL / "README.md"
    card = path.read_text(encoding="utf-8")
    parts = {
        "version": f"Annotator version {VERSION}, scored on {options.date}.",
        "files": _files(),
        "training": _training(options.treebanks),
        "scores": _scores(options.treebanks),
    }
    for name, text in parts.items():
        card = fill(card, name, text)
    write_atomic(path, card)
    print(parts["scores"])


def fill(card: str, name: str, text: str) -> str:
    """Put a text between the marks of a part.

    Examples
    --------
    >>> fill("<!-- n -->\\n1\\n<!-- /n -->", "n", "2")
    '<!-- n -->\\n2\\n<!-- /n -->'
    """
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(card):
        raise SystemExit(f"the card has no part <!-- {name} --> … <!-- /{name} -->")
    return marks.sub(lambda found: f"{found[1]}{text}\n{found[2]}", card)


def _files() -> str:
    rows = []
    for name, what in _CONTENTS.items():
        content = (MODEL / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        rows.append((f"`{name}`", f"{len(content):,}", f"`{digest}`", what))
    return _table(("file", "bytes", "sha256", "what"), rows)


def _training(folder: Path) -> str:
    rows = []
    for name in TRAIN:
        sentences = find_treebank(folder, name)
        n_tokens = sum(len(sentence.forms) for sentence in sentences)
        rows.append((f"`{name}`", f"{n_tokens:,}", f"{len(sentences):,}"))
    return _table(("training text", "tokens", "sentences"), rows)


def _scores(folder: Path) -> str:
    columns: list[list[str]] = []
    measures: Sequence[str] = ()
    for name in _SCORED:
        sentences = find_treebank(folder, name)
        scores = score(sentences)
        measures = list(scores)
        n_tokens = sum(len(sentence.forms) for sentence in sentences)
        numbers = [f"{percent:.2f}" for percent in scores.values()]
        columns.append([f"{n_tokens:,}", f"{len(sentences):,}", *numbers])
    labels = ["n, tokens", "n, sentences", *measures]
    return _table(("", *_SCORED), zip(labels, *columns, strict=True))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
