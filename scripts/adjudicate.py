"""Settle where the two coders differ: `corpus/coding/adjudicated.csv`.

Rows on which `coder-a.csv` and `coder-b.csv` agree take their common code; every other row takes
the code of `decisions.csv`, with its reason as the note. The codebook version is that by which a
row was coded. Run ``python scripts/adjudicate.py``, or with ``--check`` to compare with what stands
there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from toolkit.analyses.framing.adjudication import UNIT, read_decisions, rows_by_place, settle
from toolkit.analyses.framing.coding import read_coding
from toolkit.analyses.framing.codings import CODED
from toolkit.errors import ToolkitError
from toolkit.files import write_atomic

CODING = Path(__file__).resolve().parents[1] / "corpus" / "coding"
CODERS = ("coder-a.csv", "coder-b.csv")


def adjudicate(folder: Path) -> str:
    """Give the text of the adjudicated coding: the rows of the first coder, in their order.

    Raises
    ------
    CorpusError
        When the codings or decisions do not fit together; see `settle`.
    AnalysisError
        When a coder or a decision gives a value that the codebook does not allow.
    """
    paths = [folder / name for name in CODERS]
    read_coding(paths)
    first, second = (rows_by_place(path, needed=(*UNIT, *CODED)) for path in paths)
    return settle(first, second, read_decisions(folder / "decisions.csv"))


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
    settled = len(read_decisions(CODING / "decisions.csv"))
    print(f"corpus/coding/adjudicated.csv: {text.count(chr(10)) - 1} rows, {settled} settled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
