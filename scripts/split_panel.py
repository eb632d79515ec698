"""Part the reference panel: `corpus/coding/split.csv`, two thirds development, one third test.

Whole articles, drawn with a seed within each desk and period, so that both parts have all of both.
Drawn once, before any rule or model was fitted to the panel; nothing is ever tuned on the test
part.
Run ``python scripts/split_panel.py``, or with ``--check`` to compare with what stands there.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from toolkit.files import write_atomic

CODING = Path(__file__).resolve().parents[1] / "corpus" / "coding"
SEED = 20261126


def split(plan: list[dict[str, str]], seed: int = SEED) -> str:
    """Give the text of the split: a row an article, a third of each desk and of the panel test."""
    generator = np.random.default_rng(seed)
    cells: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in plan:
        cells[row["desk"], row["period"]].append(row["id"])
    desks = sorted({desk for desk, _ in cells})
    parts = {}
    taken = 0.0
    for desk in desks:
        for period in sorted({period for other, period in cells if other == desk}):
            ids = generator.permutation(sorted(cells[desk, period])).tolist()
            # what rounding left over goes to the next cell, so that the third holds for all
            wanted = taken + len(ids) / 3
            n = round(wanted)
            taken = wanted - n
            parts |= {
                name: "test" if place < n else "development" for place, name in enumerate(ids)
            }
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["article", "split"])
    writer.writerows(sorted(parts.items()))
    return out.getvalue()


def main() -> int:
    """Write the split, or compare it; give the exit code."""
    with (CODING / "articles_plan.csv").open(encoding="utf-8", newline="") as file:
        text = split(list(csv.DictReader(file)))
    place = CODING / "split.csv"
    if "--check" in sys.argv[1:]:
        same = place.is_file() and place.read_text(encoding="utf-8") == text
        print("split.csv is as drawn" if same else "split.csv is not as drawn")
        return 0 if same else 1
    write_atomic(place, text)
    print(f"split.csv: {text.count('development')} development, {text.count(',test')} test")
    return 0


if __name__ == "__main__":
    sys.exit(main())
