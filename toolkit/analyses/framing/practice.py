"""Practice: paragraphs that a trainee codes before the key is opened.

In `practice.md` each paragraph stands under a heading of the second level, which is its name; in
`practice-key.csv` the same names are the articles, and the notes give the reasons.
"""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.analyses.framing.coding import agreement, read_coding
from toolkit.analyses.framing.codings import differences
from toolkit.analyses.framing.samples import Unit
from toolkit.corpus.article import clean_body, paragraph_sha
from toolkit.corpus.codebook import Codebook
from toolkit.errors import AnalysisError
from toolkit.result import Result

PAGE, KEY = "practice.md", "practice-key.csv"
# Krippendorff (2004, p. 241): below this not even tentative conclusions are drawn.
STOP_ALPHA = 0.667


def read_practice(path: str | Path) -> tuple[Unit, ...]:
    """Read the practice paragraphs, in the order of the page.

    Parameters
    ----------
    path
        The page.

    Raises
    ------
    AnalysisError
        When it cannot be read, holds none, or a heading has not exactly one paragraph.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AnalysisError(
            f"cannot read the practice paragraphs {path.name}: {error}; "
            "practice needs codebook/practice.md and codebook/practice-key.csv in the corpus"
        ) from error
    units = []
    for part in re.split(r"^## +", text, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        paragraphs = clean_body(body).split("\n\n")
        if len(paragraphs) != 1 or not paragraphs[0]:
            raise AnalysisError(f"{path.name}: write exactly one paragraph under '## {name}'")
        (paragraph,) = paragraphs
        units.append(Unit(name.strip(), name.strip(), 1, paragraph_sha(paragraph), paragraph))
    names = [unit.name for unit in units]
    if not units or len(set(names)) < len(names):
        raise AnalysisError(
            f"{path.name} needs paragraphs, each under a name of its own such as '## practice-01'"
        )
    return tuple(units)


def hold_against_key(
    coding: str | Path, key: str | Path, *, codebook: Codebook | None = None, n_boot: int = 1000
) -> tuple[Result, Result]:
    """Show a trainee every difference from the key, with its reason, and how far both agree.

    Parameters
    ----------
    coding
        The trainee's file.
    key
        The key.
    codebook
        Of both; the one of the package when left out.
    n_boot
        Resamples for the intervals.

    Returns
    -------
    tuple of Result
        The differences: ``unit frame yours key reason``, with the stop rule among its warnings; and
        the agreement.

    Raises
    ------
    AnalysisError
        When a file cannot be read, or they share no paragraph.
    """
    codebook = codebook or Codebook.default()
    mine, right = (read_coding(path, codebook=codebook) for path in (coding, key))
    both = read_coding([key, coding], codebook=codebook)
    agreed = agreement(both, n_boot=n_boot)
    table = differences(mine, right)
    table = table.rename(
        columns={"article": "unit", "first": "yours", "second": "key", "note_second": "reason"}
    )
    presence = agreed.table[agreed.table["variable"] == "present"].set_index("frame")["alpha"]
    low = [name for name in codebook.frames if presence.get(name, 1.0) < STOP_ALPHA]
    said = ", ".join(f"{name} {presence[name]:.2f}" for name in low)
    stop = (
        f"stop rule: alpha for presence is under {STOP_ALPHA} ({said}); do not code yet: read the "
        "reasons and the codebook again, talk them over, and practise on other paragraphs"
    )
    shown = Result(
        table[["unit", "frame", "yours", "key", "reason"]],
        title="Differences from the key",
        notes=(f"{len(table)} of {len(mine)} codes differ",),
        warnings=(stop,) if low else (),
        parameters={"n_codes": len(mine), "below_stop_rule": low},
    )
    return shown, agreed
