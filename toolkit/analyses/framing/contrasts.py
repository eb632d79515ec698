"""Shares of paragraphs by group, and what parts each group from the others: one row a cell.

Four estimators give rows of one shape: ``raw``, ``adjusted`` for a second variable, ``corrected``
for the errors of the rules, ``endorsed`` (a raw count of paragraphs that take the frame as right).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.framing.counting import Counts, Floats, Mask
from toolkit.errors import AnalysisError
from toolkit.stats import inference, multiple
from toolkit.stats.inference.clusters import FEWEST_CLUSTERS

if TYPE_CHECKING:
    import pandas as pd

# Two-sided 5 %, found four times in five: 1.96 + 0.84 standard errors.
DETECTABLE = 2.8
COLUMNS = (
    *("frame", "group", "estimator", "estimate", "low", "high"),
    *("n_present", "n_paragraphs", "n_articles", "n_articles_present", "versus"),
    *("difference", "difference_low", "difference_high", "p", "p_adjusted", "detectable", "few"),
)


@dataclass(frozen=True)
class Contrast:
    """A group of articles and those with which it is compared."""

    group: str
    versus: str  # "" where it is compared with none
    target: Mask
    rest: Mask


def contrasts(members: Mapping[str, Mask]) -> list[Contrast]:
    """Compare each group with all others; of two groups the first with the second.

    Parameters
    ----------
    members
        The articles of each group, true or false for each article.
    """
    anyone = np.any(list(members.values()), axis=0)
    labels = list(members)
    found = []
    for place, (label, target) in enumerate(members.items()):
        rest = anyone & ~target
        mirrored = len(labels) == 2 and place == 1
        versus = "" if mirrored or not rest.any() else "the others"
        if versus and len(labels) == 2:
            versus = labels[1]
        found.append(Contrast(label, versus, target, rest))
    return found


def raw(
    counts: Counts,
    compared: list[Contrast],
    *,
    clusters: NDArray[np.object_] | None = None,
    estimator: str = "raw",
) -> pd.DataFrame:
    """Give shares as counted, and their differences with articles (or clusters) as units."""
    groups = np.stack([contrast.target for contrast in compared], axis=1)
    shares = inference.group_rates(counts.present, counts.paragraphs, groups)
    rows = []
    for number, frame in enumerate(counts.frames):
        for place, contrast in enumerate(compared):
            found = _compare(counts.present[:, number], counts.paragraphs, contrast, clusters)
            rows.append(
                _counted(counts, number, contrast)
                | {
                    "frame": frame,
                    "estimator": estimator,
                    "estimate": float(shares.estimate[place, number]),
                    "low": float(shares.low[place, number]),
                    "high": float(shares.high[place, number]),
                    "few": bool(shares.few[place, number]),
                }
                | _difference(found, contrast)
            )
    return _table(rows)


def adjusted(
    counts: Counts,
    compared: list[Contrast],
    levels: NDArray[np.object_],
    *,
    clusters: NDArray[np.object_] | None = None,
) -> pd.DataFrame:
    """Give shares and differences within the levels of a second variable.

    The shares of a group and of those it is compared with are both those of one mix of levels;
    levels that only one of them has are left out, and not counted. Of two groups both have a share,
    and the first has the difference. With clusters as units the differences are described only, for
    their articles are no independent evidence.
    """
    known = levels != ""
    rows = []
    for number, frame in enumerate(counts.frames):
        for contrast in compared:
            if not contrast.rest.any():
                continue
            try:
                found = inference.adjusted(
                    counts.present[:, number],
                    counts.paragraphs,
                    contrast.target & known,
                    levels,
                    contrast.rest & known,
                    scale="difference",
                    weights="standard",
                )
            except AnalysisError:  # no level is shared: there is nothing to compare
                found = None
            shared = set() if found is None else set(found.strata_used)
            used = np.array([level in shared for level in levels])
            rows.append(
                _counted(counts, number, contrast, used)
                | {
                    "frame": frame,
                    "estimator": "adjusted",
                    "estimate": np.nan if found is None else float(found.target_rate),
                    "low": np.nan,
                    "high": np.nan,
                    "few": found is None or bool(found.few),
                }
                | _difference(
                    found if contrast.versus else None, contrast, described=clusters is not None
                )
            )
    return _table(rows)


def untested(compared: list[Contrast], clusters: NDArray[np.object_], unit: str) -> list[str]:
    """Say which contrasts have too few clusters, or clusters on both sides, to be tested."""
    warnings = []
    for contrast in compared:
        sides = [set(clusters[side].tolist()) - {""} for side in (contrast.target, contrast.rest)]
        numbers = " against ".join(str(len(side)) for side in sides)
        if not contrast.versus:
            continue
        if min(map(len, sides)) < FEWEST_CLUSTERS:
            why = f"{numbers} values of {unit} (at least {FEWEST_CLUSTERS} against "
            why += f"{FEWEST_CLUSTERS} are needed)"
        elif sides[0] & sides[1]:
            why = f"{unit} {min(sides[0] & sides[1])!r} has articles on both sides"
        else:
            continue
        warnings.append(f"{contrast.group} against {contrast.versus} is not tested: {why}")
    return warnings


def corrected(
    counts: Counts,
    compared: list[Contrast],
    validation: pd.DataFrame,
    *,
    clusters: NDArray[np.object_] | None = None,
) -> tuple[pd.DataFrame, list[str]]:
    """Give shares corrected for what the rules miss and wrongly find (Rogan and Gladen 1978).

    The difference is that of the raw shares over ``sensitivity + specificity - 1`` with Fieller's
    limits; its p is that of the raw difference. Both are withheld where that number may be near 0
    (`toolkit.stats.inference.corrected_prevalence`).

    Parameters
    ----------
    counts
        Paragraphs, and those with each frame, by article.
    compared
        The groups, each with what it is compared with.
    validation
        The table of `validate`.
    clusters
        An author or outlet for each article, taken as the unit; articles when left out.

    Returns
    -------
    tuple
        The rows, and a warning for each frame that cannot be corrected.
    """
    table = raw(counts, compared, clusters=clusters, estimator="corrected")
    groups = np.stack([contrast.target for contrast in compared], axis=1)
    warnings, parts = [], []
    for number, frame in enumerate(counts.frames):
        rows = validation[validation["frame"] == frame]
        try:
            if rows.empty:
                raise AnalysisError("it was not validated")
            known = _validation(rows.iloc[0])
            shares = inference.group_rates(counts.present[:, number], counts.paragraphs, groups)
            found = inference.corrected_prevalence(shares, known)
        except AnalysisError as error:
            warnings.append(f"{frame} is not corrected: {error} (n: by the design effect)")
            continue
        part = table[table["frame"] == frame].copy()
        part[["estimate", "low", "high"]] = np.stack(
            [found.estimate, found.low, found.high], axis=1
        )
        differences = [
            _corrected_difference(counts, number, contrast, clusters, known)
            for contrast in compared
        ]
        part[["difference", "difference_low", "difference_high"]] = differences
        part["detectable"] /= known.skill
        parts.append(part)
    import pandas as pd

    return (pd.concat(parts, ignore_index=True) if parts else table.head(0)), warnings


def _corrected_difference(
    counts: Counts,
    number: int,
    contrast: Contrast,
    clusters: NDArray[np.object_] | None,
    known: inference.Validation,
) -> tuple[float, ...]:
    found = _compare(counts.present[:, number], counts.paragraphs, contrast, clusters)
    if found is None:
        return (np.nan, np.nan, np.nan)
    return tuple(float(value) for value in inference.corrected_difference(found, known))


def _validation(row: pd.Series[Any]) -> inference.Validation:
    """Turn rates back into counts of so many independent paragraphs as tell as much.

    Errors in paragraphs of one article are alike, and weights of a sample are uneven: the rates are
    known less well than the number of coded paragraphs says (n over the
    design effect: Kish 1965, Survey Sampling, p. 258).
    """
    positives = int(row["n_present"])
    negatives = int(row["n_paragraphs"]) - positives
    if not positives or not negatives:
        raise AnalysisError("its validation has no paragraph with it, or none without")
    if row["few"]:
        raise AnalysisError("its validation rests on too few articles for an interval")
    n_with, n_without = (
        _effective(n, *(float(row[f"{rate}{end}"]) for end in ("", "_low", "_high")))
        for rate, n in (("recall", positives), ("specificity", negatives))
    )
    return inference.Validation(
        true_positive=row["recall"] * n_with,
        false_negative=(1 - row["recall"]) * n_with,
        true_negative=row["specificity"] * n_without,
        false_positive=(1 - row["specificity"]) * n_without,
    )


def _effective(n: int, rate: float, low: float, high: float) -> float:
    """Give the number of independent units whose rate would have this 95 % interval; at most n."""
    if rate in (0.0, 1.0):
        limit = low if rate else 1 - high
        # an exact limit is that of so many units: 0.025 ** (1 / units)
        units = math.log(0.025) / math.log(limit) if 0 < limit < 1 else math.inf
    else:
        variance = ((high - low) / (2 * 1.959964)) ** 2
        units = rate * (1 - rate) / variance if variance > 0 else math.inf
    return min(float(n), units)


def _compare(
    present: Floats, paragraphs: Floats, contrast: Contrast, clusters: NDArray[np.object_] | None
) -> inference.Comparison | None:
    if not contrast.versus:
        return None
    if clusters is None:
        return inference.compare(
            present, paragraphs, contrast.target, contrast.rest, scale="difference"
        )
    known = clusters != ""
    try:
        return inference.compare_clusters(
            present,
            paragraphs,
            contrast.target & known,
            clusters,
            contrast.rest & known,
            scale="difference",
        )
    except AnalysisError:  # too few clusters, or one on both sides: described, not tested
        return None


def _counted(
    counts: Counts, number: int, contrast: Contrast, used: Mask | None = None
) -> dict[str, Any]:
    present = counts.n_present[:, number]
    target = contrast.target if used is None else contrast.target & used
    return {
        "group": contrast.group,
        "n_present": int(present[target].sum()),
        "n_paragraphs": int(counts.n_paragraphs[target].sum()),
        "n_articles": int(target.sum()),
        "n_articles_present": int((present[target] > 0).sum()),
    }


def _difference(
    found: inference.Comparison | None, contrast: Contrast, *, described: bool = False
) -> dict[str, Any]:
    values = dict.fromkeys(("estimate", "low", "high", "p", "se"), np.nan)
    if found is not None:
        told = ("estimate",) if described else tuple(values)
        values |= {name: float(getattr(found, name)) for name in told}
    return {
        "versus": contrast.versus,
        "difference": values["estimate"],
        "difference_low": values["low"],
        "difference_high": values["high"],
        "p": values["p"],
        "detectable": DETECTABLE * values["se"],
    }


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Make a table, with p adjusted by Holm over all its frames and groups."""
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(COLUMNS))
    if len(table):
        table["p_adjusted"] = multiple.adjust(table["p"].to_numpy(float), "holm")
    return table
