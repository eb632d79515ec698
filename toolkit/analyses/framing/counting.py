"""Count by article the paragraphs that carry a frame: what every comparison begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.comparing import LIMITS
from toolkit.analyses.framing import instrument
from toolkit.analyses.framing.coding import WEIGHT, comparable, one_coder, require_coding
from toolkit.analyses.framing.match import presence
from toolkit.analyses.reporting import FEW
from toolkit.corpus.groups import values_of
from toolkit.errors import AnalysisError, suggest
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus, Groups

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
VOICES = ("all", "author")
COCHRAN = "Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 6.4"
HOLM = (
    "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian "
    "Journal of Statistics 6, 65-70"
)
SHARE = (
    "share: paragraphs with the frame over all paragraphs (ratio of sums); interval: 95 %, "
    f"{LIMITS}"
)
PAULY = (
    "Pauly, M., Brunner, E. and Konietschke, F. (2015). Asymptotic permutation tests in general "
    "factorial designs. Journal of the Royal Statistical Society B 77, 461-473"
)


@dataclass(frozen=True)
class Counts:
    """Paragraphs that carry each frame, by article: the input of every comparison.

    Shares are of paragraphs as weighted, where coded ones stand for others of the corpus.
    """

    frames: tuple[str, ...]
    present: Floats  # articles x frames, weighted
    paragraphs: Floats  # one an article: those looked at, weighted
    n_present: Floats  # the same, counted
    n_paragraphs: Floats
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def count_presence(
    corpus: Corpus,
    frames: str | Sequence[str] | None,
    *,
    voice: str = "all",
    coding: pd.DataFrame | Result | None = None,
    stance: str = "",
) -> Counts:
    """Count the paragraphs of each article that carry each frame, by rules or by a coding.

    A coding by machine is a `Result`; it tells neither voice nor stance.

    Parameters
    ----------
    corpus, frames, voice, coding
        As for `prevalence`.
    stance
        Count only paragraphs coded with this stance.
    """
    chosen = instrument.chosen_frames(corpus, frames)
    place = {item.id: number for number, item in enumerate(corpus.items)}
    if coding is None:
        found = presence(corpus, frames=chosen)
        table, notes, warnings = found.table, found.notes[1:-1], found.warnings
        value = "present" if voice == "all" else "present_author"
        table = table.assign(counted=table[value])
    elif isinstance(coding, Result):
        table, notes, warnings = _found(
            corpus, coding, chosen, whose=voice != "all" or stance != ""
        )
        table = table.assign(counted=table["present"])
    else:
        table, notes, warnings = _coded(corpus, coding, chosen)
        kept = table["present"] == 1
        if voice == "author":
            kept &= table["voice"] == "author"
        if stance:
            kept &= table["stance"] == stance
        table = table.assign(counted=kept.astype(int))
    rows = table["article"].map(place).to_numpy(np.int64)
    columns = table["frame"].map(chosen.index).to_numpy(np.int64)
    counted = table["counted"].to_numpy(float)
    weight = table["weight"].to_numpy(float) if WEIGHT in table else np.ones(len(table))

    def summed(values: Floats) -> Floats:
        sums = np.zeros((len(place), len(chosen)))
        np.add.at(sums, (rows, columns), values)
        return sums

    looked_at = summed(np.ones(len(table)))
    if (looked_at != looked_at[:, :1]).any():
        raise AnalysisError(
            "not every coded paragraph was coded for every frame; code the missing ones, or name "
            "the frames that were coded"
        )
    voices = "" if voice == "all" else "words quoted or attributed to another are left out"
    return Counts(
        chosen,
        present=summed(counted * weight),
        paragraphs=summed(weight)[:, 0],
        n_present=summed(counted),
        n_paragraphs=looked_at[:, 0],
        notes=(*notes, *([voices] if voices else [])),
        warnings=warnings,
    )


def instrument_of(corpus: Corpus, coding: pd.DataFrame | Result | None) -> str:
    """Name what found the frames: the rules, ``"coding"`` by people, or what made the result."""
    if coding is None:
        return instrument.instrument(corpus)
    return instrument.of_result(coding) if isinstance(coding, Result) else "coding"


def coding_of(coding: pd.DataFrame | Result | None) -> str | None:
    """Give the fingerprint of a coding by people, and none of one by machine."""
    return None if isinstance(coding, Result) else instrument.fingerprint_of(coding)


def _found(
    corpus: Corpus, found: Result, frames: tuple[str, ...], *, whose: bool
) -> tuple[pd.DataFrame, tuple[str, ...], tuple[str, ...]]:
    instrument.of_result(found)
    if whose:
        raise AnalysisError(
            "a coding by machine does not tell whose voice it is nor which stance is taken; leave "
            'out voice="author" and contrasts of stance, or give a coding by people'
        )
    absent = [frame for frame in frames if frame not in set(found.table["frame"])]
    if absent:
        raise AnalysisError(
            f"{absent[0]} was not coded by machine; name the frames that were with frames="
        )
    ids = {item.id for item in corpus.items}
    inside = found.table["article"].isin(ids) & found.table["frame"].isin(frames)
    table = found.table[inside]
    if table.empty:
        raise AnalysisError("the coding by machine and the corpus share no article; check both")
    missing = len(ids) - table["article"].nunique()
    warnings = (f"{missing} articles were not coded by machine and are left out",) * bool(missing)
    return table, found.notes[:-1], (*warnings, *found.warnings)


def _coded(
    corpus: Corpus, coding: pd.DataFrame, frames: tuple[str, ...]
) -> tuple[pd.DataFrame, tuple[str, ...], tuple[str, ...]]:
    coder = one_coder(coding, "counting")
    require_coding(coding, ("voice", "stance", "codebook_version"))
    ids = [item.id for item in corpus.items]
    inside = coding["article"].isin(ids) & coding["frame"].isin(frames)
    if not inside.any():
        raise AnalysisError("the coding and the corpus share no paragraph; check both")
    table, warnings = comparable(corpus, coding[inside], None, "")
    n = len(table[["article", "paragraph"]].drop_duplicates())
    n_all = sum(len(item.paragraph_shas) for item in corpus.items)
    versions = sorted(map(str, table["codebook_version"].unique()))  # pandas reads 2.2 as a number
    note = f"coded by {coder}, codebook {', '.join(versions)}"
    if WEIGHT in table:
        note = f"{note}, each weighted by the paragraphs of the corpus that it stands for"
    elif n < n_all:
        warnings.append(
            f"shares are those of the {n} paragraphs that were coded, not of all {n_all}: a sample "
            "drawn by what rules find holds more of every frame than the corpus; undo it with "
            "framing.weighted"
        )
    return table, (f"{note}: {n} of {n_all} paragraphs",), tuple(warnings)


def members_of(groups: Groups, counts: Counts) -> dict[str, NDArray[np.bool_]]:
    """Give the articles with paragraphs of each group; groups without any are left out."""
    table = groups.indicator.toarray().astype(bool) & (counts.paragraphs > 0)[:, None]
    found = {label: table[:, n] for n, label in enumerate(groups.labels) if table[:, n].any()}
    if not found:
        raise AnalysisError(
            f"no article has a value of {', '.join(groups.by)}, so there is nothing to compare"
        )
    return found


def column_of(corpus: Corpus, name: str, what: str) -> NDArray[np.object_]:
    """Give one text for each article, ``""`` where it has none; several authors are joined."""
    frame = corpus.articles
    if not isinstance(name, str) or name not in frame.columns:
        raise AnalysisError(
            f"no column {name!r} to {what} by{suggest(str(name), frame.columns)}; "
            f"there are {', '.join(frame.columns)}"
        )
    return np.array([" & ".join(values_of(value)) for value in frame[name]], dtype=object)


def thin_cells(table: pd.DataFrame) -> tuple[str, ...]:
    """Warn of cells in which too few articles hold the frame."""
    if not table["few"].any():
        return ()
    return (
        f"few articles: no interval where fewer than {FEW} articles hold the frame "
        f"({int(table['few'].sum())} of the table's {len(table)} rows)",
    )
