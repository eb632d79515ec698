"""Record how well rules and classifier recover the panel: `corpus/coding/validation.csv`.

The rules of the codebook, and the classifier that is learnt from the development part, are held
against the adjudicated coding on the test part of the split. All results on frames then quote their
lines of the record, as long as rules, actors and annotator stay the same. Run
``python scripts/validate_panel.py`` after one of them has changed, or with ``--check`` to compare.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import toolkit
from toolkit import framing
from toolkit.errors import ToolkitError
from toolkit.files import write_atomic

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def record(root: Path = CORPUS) -> str:
    """Give the text of the record."""
    corpus = toolkit.load(root).where(provenance="composed")
    coding = framing.read_coding(root / "coding" / "adjudicated.csv", codebook=corpus.codebook)
    split = framing.read_split(root / "coding" / "split.csv")
    learnt = framing.classify(corpus, framing.learn(corpus, coding, split=split))
    tables = [
        framing.validate(corpus, coding, found=found, split=split, part="test").table
        for found in (None, learnt)
    ]
    text: str = pd.concat(tables).round(6).to_csv(index=False, lineterminator="\n")
    return text


def main() -> int:
    """Write the record, or compare it; give the exit code."""
    place = CORPUS / "coding" / "validation.csv"
    try:
        text = record()
        if "--check" in sys.argv[1:]:
            same = place.is_file() and place.read_text(encoding="utf-8") == text
            print(f"validation.csv is {'' if same else 'not '}that of rules and classifier")
            return 0 if same else 1
        write_atomic(place, text)
    except ToolkitError as error:
        print(f"validate_panel: {error}", file=sys.stderr)
        return 1
    print("corpus/coding/validation.csv written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
