"""Print how the coders of the panel agree with each other and with an earlier coding of real text.

``corpus/coding/real.csv`` holds the codes of the 33 units (title, standfirst, caption, paragraphs)
of the two real pages: those of both coders of the panel, who coded them blind among its articles,
and those of an earlier coder (two passes, and what was settled from them). Neither text nor notes
are in it. Run ``python scripts/real_coding.py``.
"""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import pandas as pd

from toolkit.stats.agreement import cohen_kappa

REAL = Path(__file__).resolve().parents[1] / "corpus" / "coding" / "real.csv"
FRAMES = ("dependency", "regime_change", "nato_cleavage")
UNIT = ["page", "paragraph"]


def agreement(coded: pd.DataFrame) -> pd.DataFrame:
    """Compare presence between all pairs of coders, frame by frame.

    Parameters
    ----------
    coded
        ``coder page paragraph frame present``, one row a unit, frame and coder.

    Returns
    -------
    pandas.DataFrame
        ``frame first second n both only_first only_second neither kappa``.
    """
    rows = []
    for frame in FRAMES:
        part = coded[coded["frame"] == frame]
        wide = part.pivot(index=UNIT, columns="coder", values="present").dropna().astype(bool)
        for first, second in combinations(wide.columns, 2):
            one, two = wide[first].to_numpy(), wide[second].to_numpy()
            rows.append(
                {
                    "frame": frame,
                    "first": first,
                    "second": second,
                    "n": len(wide),
                    "both": int((one & two).sum()),
                    "only_first": int((one & ~two).sum()),
                    "only_second": int((~one & two).sum()),
                    "neither": int((~one & ~two).sum()),
                    "kappa": cohen_kappa(one, two),
                }
            )
    return pd.DataFrame(rows)


def main() -> int:
    """Print the table; give the exit code."""
    try:
        coded = pd.read_csv(REAL)
    except OSError as error:
        print(f"{REAL.name} cannot be read ({error.strerror})", file=sys.stderr)
        return 1
    print(agreement(coded).to_string(index=False, float_format=lambda value: f"{value:.2f}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
