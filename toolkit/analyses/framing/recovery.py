"""Planted effects: those that are there are found again, and no others."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.framing import instrument
from toolkit.analyses.framing.coding import UNIT
from toolkit.analyses.framing.counting import (
    Counts,
    coding_of,
    column_of,
    count_presence,
    instrument_of,
)
from toolkit.analyses.reporting import report
from toolkit.errors import AnalysisError, suggest
from toolkit.files import path_of, separator
from toolkit.result import Result
from toolkit.stats import inference, multiple

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

Mask = NDArray[np.bool_]
EXPECTED = ("found", "zero", "too small", "no verdict")
LEVEL = 0.05


@dataclass(frozen=True)
class Contrast:
    """A comparison that was fixed before the texts were written.

    Parameters
    ----------
    name
        What it is called.
    frame
        Of the codebook.
    stance
        Count only paragraphs of this stance; all when empty.
    target, reference
        Groups of articles as ``column=value``; an empty reference stands for all other articles.
    adjust
        A column within whose levels the groups are compared; not adjusted when empty.
    expected
        ``found`` (right sign, interval without zero), ``zero``, ``too small`` (an effect is there
        that the design cannot detect), or ``no verdict``.
    """

    name: str
    frame: str
    stance: str
    target: str
    reference: str
    adjust: str
    expected: str


def read_contrasts(path: str | Path) -> tuple[Contrast, ...]:
    """Read comparisons fixed beforehand: a CSV with the fields of `Contrast` as columns.

    Raises
    ------
    AnalysisError
        When it cannot be read, lacks a column, or a line expects something unknown.
    """
    place = path_of(path, AnalysisError)
    try:
        text = place.read_bytes().decode("utf-8-sig")
        reader = csv.DictReader(
            io.StringIO(text, newline=""), delimiter=separator(text), strict=True
        )
        rows = [(reader.line_num, row) for row in reader]
        given = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AnalysisError(f"cannot read {place.name}: {error}") from error
    names = [field.name for field in fields(Contrast)]
    missing = [name for name in names if name not in given]
    if missing:
        raise AnalysisError(
            f"{place.name} has no column {missing[0]!r}; it needs {', '.join(names)}"
        )
    found = []
    for line, row in rows:
        contrast = Contrast(**{name: (row[name] or "").strip() for name in names})
        if contrast.expected not in EXPECTED:
            raise AnalysisError(
                f"{place.name}:{line}: expected {contrast.expected!r} is not allowed"
                f"{suggest(contrast.expected, EXPECTED)}; write one of {', '.join(EXPECTED)}"
            )
        found.append(contrast)
    return tuple(found)


def recovery(
    corpus: Corpus,
    coding: pd.DataFrame | Result,
    plan: pd.DataFrame,
    contrasts: Sequence[Contrast],
    *,
    replicates: int = 1999,
    seed: int = 1,
) -> Result:
    """Compare planted with recovered differences, one by one and together.

    Parameters
    ----------
    corpus
        The composed articles.
    coding
        What readers found: one coding from `read_coding`; or what a classifier found (`classify`),
        of which contrasts of stance cannot be judged.
    plan
        What was planted, in the same form.
    contrasts
        Fixed beforehand, from `read_contrasts`.
    replicates, seed
        Of the joint test.

    Returns
    -------
    Result
        One row a contrast: ``name frame stance target reference adjust expected planted recovered
        low high p p_adjusted n_target n_reference few verdict``; differences of shares of
        paragraphs, 95 % intervals over articles. `verdict` is ``as planned`` or ``not as planned``,
        for ``zero`` and ``too small`` by whether it was flagged (p under .05); ``not tested`` where
        too few articles hold the frame for a p, empty where no verdict was promised.
        ``parameters["joint_p"]`` is the joint test of all contrasts of presence.

    Raises
    ------
    AnalysisError
        When a group is empty, or coding and plan are not of one coder each.

    Notes
    -----
    The joint test is `toolkit.stats.inference.recovered`.
    """
    import pandas as pd

    if not contrasts:
        raise AnalysisError("no contrast was given; read them with framing.read_contrasts")
    planted_in = {
        stance: count_presence(corpus, None, coding=plan, stance=stance)
        for stance in _stances(contrasts)
    }
    coded_in = {
        stance: count_presence(corpus, None, coding=coding, stance=stance)
        for stance in _stances(contrasts)
    }
    frames, sizes = planted_in[""].frames, coded_in[""].paragraphs
    rows: list[dict[str, Any]] = []
    effects: dict[str, list[NDArray[np.float64]]] = {frame: [] for frame in frames}
    for contrast in contrasts:
        if contrast.frame not in frames:
            raise AnalysisError(
                f"contrast {contrast.name!r}: unknown frame {contrast.frame!r}"
                f"{suggest(contrast.frame, frames)}"
            )
        column = frames.index(contrast.frame)
        ours, theirs = _groups(corpus, contrast)
        strata = column_of(corpus, contrast.adjust, "adjust") if contrast.adjust else None
        if strata is not None:  # articles without a value share no level
            ours, theirs = ours & (strata != ""), theirs & (strata != "")
        weights = inference.effect_weights(sizes, ours, theirs, strata)
        row = {field.name: getattr(contrast, field.name) for field in fields(contrast)}
        row["planted"] = float(planted_in[contrast.stance].present[:, column] @ weights)
        row |= _recovered(coded_in[contrast.stance], column, (ours, theirs), strata)
        rows.append(row | {"verdict": _verdict(row)})
        if not contrast.stance:
            effects[contrast.frame].append(weights)
    tested = [place for place, frame in enumerate(frames) if effects[frame]]
    kept = count_presence(corpus, None, coding=_both(coding, plan))
    joint = inference.recovered(
        planted_in[""].present[:, tested],
        kept.present[:, tested],
        coded_in[""].present[:, tested],
        sizes,
        [np.column_stack(effects[frames[place]]) for place in tested],
        replicates=replicates,
        seed=seed,
    )
    n_joint = sum(len(found) for found in effects.values())
    table = pd.DataFrame(rows)
    adjusted = multiple.adjust(table["p"].to_numpy(float), "holm")
    table.insert(list(table.columns).index("p") + 1, "p_adjusted", adjusted)
    planned = table[table["expected"] == "zero"]
    zeros = planned[planned["p"].notna()]
    untested = f"; {len(planned) - len(zeros)} not tested" * (len(zeros) < len(planned))
    flagged = int((zeros["p"] < LEVEL).sum())
    found_by = coded_in[""]
    return report(
        corpus,
        table,
        title="Planted and recovered differences",
        notes=(
            *(found_by.notes if isinstance(coding, Result) else ()),  # how well it is measured
            "difference: share of paragraphs in the target less that in the reference; interval: "
            "95 %, linearised variance over articles, Student's t; where adjust is given, within "
            "its levels (Mantel-Haenszel weights)",
            f"each contrast was fixed beforehand and is judged by its own p; p_adjusted: Holm over "
            f"the {int(table['p'].notna().sum())} that have one",
            f"joint test of planted against recovered effects ({n_joint} contrasts of presence; "
            f"errors dealt out anew {replicates} times, seed {seed}): p = {joint:.3f}",
            f"{flagged} of {len(zeros)} planned zeros flagged at p < {LEVEL}{untested}",
        ),
        warnings=found_by.warnings,
        parameters={
            "replicates": replicates,
            "seed": seed,
            "coding": coding_of(coding) or instrument_of(corpus, coding),
            "plan": instrument.fingerprint_of(plan),
            "joint_p": joint,
        },
        method="Differences planted in the composed articles were compared with those recovered.",
    )


def _stances(contrasts: Sequence[Contrast]) -> set[str]:
    return {"", *(contrast.stance for contrast in contrasts)}


def _both(coding: pd.DataFrame | Result, plan: pd.DataFrame) -> pd.DataFrame | Result:
    """Give a coding in which a frame is present where both have it."""
    if isinstance(coding, Result):
        planned = plan[[*UNIT, "present"]].rename(columns={"present": "planned"})
        merged = coding.table.merge(planned, on=UNIT)
        return replace(coding, table=merged.assign(present=merged["present"] * merged["planned"]))
    merged = coding.merge(plan[[*UNIT, "present"]], on=UNIT, suffixes=("", "_planned"))
    return merged.assign(present=merged["present"] * merged["present_planned"])


def _groups(corpus: Corpus, contrast: Contrast) -> tuple[Mask, Mask]:
    ours = _members(corpus, contrast, contrast.target)
    theirs = ~ours if not contrast.reference else _members(corpus, contrast, contrast.reference)
    return ours, theirs


def _members(corpus: Corpus, contrast: Contrast, condition: str) -> Mask:
    column, sign, value = condition.partition("=")
    if not sign:
        raise AnalysisError(
            f"contrast {contrast.name!r}: {condition!r} is not 'column=value'; "
            "write for example 'outlet=Gulf desk'"
        )
    return np.isin(corpus.rows, corpus.where(**{column.strip(): value.strip()}).rows)


def _recovered(
    found: Counts,
    column: int,
    groups: tuple[Mask, Mask],
    strata: NDArray[np.object_] | None,
) -> dict[str, Any]:
    ours, theirs = groups
    counts, sizes = found.present[:, column], found.paragraphs
    if strata is None:
        compared = inference.compare(counts, sizes, ours, theirs, scale="difference")
    else:
        compared = inference.adjusted(counts, sizes, ours, strata, theirs, scale="difference")
    return {
        "recovered": float(compared.estimate),
        "low": float(compared.low),
        "high": float(compared.high),
        "p": float(compared.p),
        "n_target": int(ours.sum()),
        "n_reference": int(theirs.sum()),
        "few": bool(compared.few),
    }


def _verdict(row: dict[str, Any]) -> str:
    if row["expected"] == "no verdict":
        return ""
    if np.isnan(row["p"]):  # what could not be flagged was not found to be zero either
        return "not tested"
    kept = not row["p"] < LEVEL
    if row["expected"] == "found":
        kept = not kept and row["planted"] * row["recovered"] > 0
    return "as planned" if kept else "not as planned"
