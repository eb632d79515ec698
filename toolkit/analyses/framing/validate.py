"""Hold what rules or a classifier find against what people coded."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.framing import instrument
from toolkit.analyses.framing.arguments import seed_of, whole
from toolkit.analyses.framing.classifier import SHA
from toolkit.analyses.framing.coding import UNIT, WEIGHT, comparable, one_coder
from toolkit.analyses.framing.match import presence
from toolkit.analyses.framing.sampling import weighted
from toolkit.analyses.reporting import FEW, report
from toolkit.errors import AnalysisError, suggest
from toolkit.files import path_of, separator
from toolkit.result import Result
from toolkit.stats.inference.limits import percentile_tail

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

Floats = NDArray[np.float64]
CELLS = ("tp", "fp", "fn", "tn")
COHEN = (
    "Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and "
    "Psychological Measurement 20, 37-46"
)
HESTERBERG = (
    "Hesterberg, T. (2015). What teachers should know about the bootstrap: resampling in the "
    "undergraduate statistics curriculum. The American Statistician 69, 371-386"
)
_ROUNDING = 1e-12
RATES = ("precision", "recall", "f1", "specificity", "kappa")


def rates(cells: Floats) -> Floats:
    """Compute precision, recall, F1, specificity and Cohen's kappa of fourfold tables.

    Parameters
    ----------
    cells
        True positives, false positives, false negatives, true negatives; shape ``(…, 4)``.

    Returns
    -------
    numpy.ndarray
        Shape ``(…, 5)``. A rate over an empty denominator is undefined (nan): precision when
        nothing was found, recall when nothing was there, kappa when both always say the same.

    Notes
    -----
    Kappa: Cohen, J. (1960), Educational and Psychological Measurement 20, 37-46. The others: van
    Rijsbergen, C. J. (1979), Information Retrieval, chapter 7.

    Examples
    --------
    >>> rates(np.array([20, 5, 10, 15])).round(3).tolist()
    [0.8, 0.667, 0.727, 0.75, 0.4]
    """
    tp, fp, fn, tn = np.moveaxis(np.asarray(cells, float), -1, 0)
    # Kappa is (agreement - chance) / (1 - chance); as a ratio of products it is 0, not -5e-16,
    # where there is no more agreement than chance has. Weights may leave a last digit.
    apart = tp * tn - fp * fn
    apart = np.where(np.abs(apart) <= _ROUNDING * (tp * tn + fp * fn), 0.0, apart)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = [
            tp / (tp + fp),
            tp / (tp + fn),
            2 * tp / (2 * tp + fp + fn),
            tn / (tn + fp),
            2 * apart / ((tp + fp) * (fp + tn) + (tp + fn) * (fn + tn)),
        ]
    stacked = np.stack(found, axis=-1)
    return np.where(np.isfinite(stacked), stacked, np.nan)


def validate(
    corpus: Corpus,
    coding: pd.DataFrame,
    *,
    found: Result | None = None,
    split: Mapping[str, str] | None = None,
    part: str = "test",
    weights: pd.DataFrame | None = None,
    n_boot: int = 2000,
    seed: int = 1,
) -> Result:
    """Measure how well the rules, or a classifier, find what people coded.

    Only paragraphs that were coded are compared, and only as long as their text is the one that was
    coded. On composed text the measure is called *recovery*, on any other *accuracy*.

    Parameters
    ----------
    corpus
        The articles.
    coding
        One coding, best an adjudicated one, from `read_coding`.
    found
        What is measured, from `classify`; the rules of the codebook when left out.
    split
        The part of the corpus (``development``, ``test``) to which each article belongs, from
        `read_split`; all articles are used when left out.
    part
        The part to use.
    weights
        The table of `sample` when the paragraphs were drawn by it; its ``weight`` makes the rates
        hold for the corpus instead of the sample. A coding of `weighted` has them already.
    n_boot
        Resamples of articles for the intervals.
    seed
        Of the resampling.

    Returns
    -------
    Result
        One row a frame: ``frame measure part n_paragraphs n_articles n_present tp fp fn tn`` (the
        four weighted where weights are given), then ``precision recall f1 specificity kappa``,
        each with ``_low`` and ``_high`` (95 %, articles resampled, percentiles taken further out
        for few articles that hold such paragraphs; a rate of 0 or 1 with the exact limit over
        these; none under 5 articles),
        ``instrument`` and ``few``. Save it as ``coding/validation.csv`` of the corpus and every
        result on frames will quote it.

    Raises
    ------
    AnalysisError
        When the coding has several coders, or shares no paragraph with the corpus or with `found`.
    """
    import pandas as pd

    n_boot, seed = whole("n_boot", n_boot, 1), seed_of(seed)
    coder = one_coder(coding, "validation")
    used, warnings = comparable(corpus, coding, split, part)
    name = instrument.instrument(corpus) if found is None else instrument.of_result(found)
    of = "the rules" if found is None else str(found.parameters.get("coder", "the rules"))
    if found is None:
        found = presence(corpus.where(id=sorted(used["article"].unique())))
    merged = used.merge(found.table, on=UNIT, suffixes=("_coded", "_found"), how="inner")
    warnings += _unmeasured(used, merged)
    if weights is not None:
        merged = weighted(merged, weights)
    is_weighted = WEIGHT in merged
    if not is_weighted:
        merged[WEIGHT] = 1.0
    rows = []
    for frame in found.parameters["frames"]:
        coded = merged[merged["frame"] == frame]
        if len(coded):
            rows.append({"frame": frame, **compare_presence(coded, n_boot, seed)})
    table = pd.DataFrame(rows)
    measure = (
        "recovery" if corpus.where(id=sorted(used["article"].unique())).composed else "accuracy"
    )
    table.insert(1, "measure", measure)
    table.insert(2, "part", part if split is not None else "all")
    table["instrument"] = name
    if table["few"].any():
        warnings.append(f"few articles (under {FEW}): no interval")
    if split is None and "trained" not in merged.columns:
        warnings.append(
            "no split was given: if rules were written while reading these articles, the rates are "
            "those of the text they were fitted to"
        )
    return report(
        corpus,
        table,
        title=f"Frames found against frames coded ({measure})",
        notes=(
            f"{measure}: coding by {coder}, presence by {of}; "
            + ("weighted back to the corpus" if is_weighted else "unweighted"),
            instrument.describe(corpus, name),
            MEASURES,
            intervals_of(n_boot, seed),
        ),
        warnings=warnings,
        parameters={
            "part": part,
            "n_boot": n_boot,
            "seed": seed,
            "coder": coder,
            "labels": instrument.labels_of(corpus, table["frame"]),
        },
        method=f"The {measure} of {of} was measured by paragraph against the coding.",
        sources=(COHEN, HESTERBERG),
    )


def read_split(path: str | Path) -> dict[str, str]:
    """Read which article belongs to which part: a CSV with the columns ``article`` and ``split``.

    Raises
    ------
    AnalysisError
        When it cannot be read, lacks a column, or names an article twice.
    """
    import pandas as pd

    path = path_of(path, AnalysisError)
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
        table = pd.read_csv(
            io.StringIO(text), dtype=str, keep_default_na=False, sep=separator(text)
        )
    except (OSError, ValueError) as error:
        raise AnalysisError(f"cannot read {name}: {error}") from error
    for column in ("article", "split"):
        if column not in table.columns:
            raise AnalysisError(f"{name} has no column {column!r}{suggest(column, table.columns)}")
    twice = table.loc[table["article"].duplicated(), "article"]
    if len(twice):
        raise AnalysisError(f"{name}: article {twice.iloc[0]!r} stands twice; keep one line")
    return dict(zip(table["article"], table["split"], strict=True))


def _unmeasured(used: pd.DataFrame, merged: pd.DataFrame) -> list[str]:
    """Warn of codings that nothing was found for, and of paragraphs known from training.

    Raises
    ------
    AnalysisError
        When nothing is left.
    """
    if merged.empty:
        raise AnalysisError("none of the coded paragraphs is in the result to be measured")
    warnings = []
    units = ["article", "paragraph"]
    missing = len(used.drop_duplicates(units)) - len(merged.drop_duplicates(units))
    if missing:
        warnings.append(f"{missing} coded paragraphs were not coded by machine and are left out")
    if "trained" in merged.columns and merged["trained"].any():
        # of paragraphs with one and the same text, one was used
        n = merged.loc[merged["trained"], "paragraph_sha"].str[:SHA].nunique()
        warnings.append(
            f"{n} of the paragraphs were coded for training: penalty and threshold were chosen on "
            "them, so that the rates flatter a little, although out of fold"
        )
    return warnings


def compare_presence(coded: pd.DataFrame, n_boot: int, seed: int) -> dict[str, Any]:
    """Count and rate ``present_found`` against ``present_coded``, with ``weight``, by paragraph."""
    truth = coded["present_coded"].to_numpy() == 1
    found = coded["present_found"].to_numpy() == 1
    cell = np.select([truth & found, ~truth & found, truth & ~found], [0, 1, 2], default=3)
    articles, owner = np.unique(coded["article"].to_numpy(str), return_inverse=True)
    cells = np.zeros((len(articles), 4))
    np.add.at(cells, (owner, cell), coded["weight"].to_numpy(float))
    total = cells.sum(axis=0)
    few = len(articles) < FEW
    row: dict[str, Any] = {
        "n_paragraphs": len(coded),
        "n_articles": len(articles),
        "n_present": int(truth.sum()),
        **dict(zip(CELLS, total.tolist(), strict=True)),
    }
    ends = np.full((2, len(RATES)), np.nan)
    if not few:
        ends = _exact(cells, _interval(cells, n_boot, seed))
    for name, value, lower, upper in zip(RATES, rates(total), *ends, strict=True):
        row |= {name: value, f"{name}_low": lower, f"{name}_high": upper}
    return row | {"few": few}


MEASURES = (
    "precision: tp / (tp + fp), recall: tp / (tp + fn), specificity: tn / (tn + fp), f1: 2 tp / "
    "(2 tp + fp + fn), kappa: Cohen's; of paragraphs, undefined where a denominator is 0"
)


def intervals_of(n_boot: int, seed: int) -> str:
    """Say how the intervals of `compare_presence` were made."""
    return (
        f"intervals: 95 %, percentiles of {n_boot} resamples of articles, seed {seed}, taken "
        "further out for few articles that hold such paragraphs (Hesterberg 2015); resamples in "
        "which a rate is undefined are left out; a rate of 0 or 1 has the exact limit (Clopper and "
        "Pearson 1934) over the articles that hold such paragraphs"
    )


def _interval(cells: Floats, n_boot: int, seed: int) -> Floats:
    """Resample articles with replacement; percentiles of each rate.

    Taken further out for few articles, of which only those count that hold paragraphs of the
    rate's denominator: 9 of 40 articles with a frame tell of its recall what 9 can tell. Of kappa
    those that F1 rests on tell most.
    """
    n = len(cells)
    shares = zip(RATES, _shares(cells), strict=True)
    held = {name: int(np.count_nonzero(right + wrong)) for name, (right, wrong) in shares}
    held["kappa"] = held["f1"]
    draws = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=n_boot)
    drawn = rates(draws @ cells)
    ends = np.full((2, drawn.shape[1]), np.nan)
    for column, name in enumerate(RATES):
        defined = drawn[~np.isnan(drawn[:, column]), column]
        tail = percentile_tail(held[name], 0.95)
        if len(defined):
            ends[:, column] = np.quantile(defined, [tail, 1 - tail])
    return ends


def _shares(cells: Floats) -> tuple[tuple[Floats, Floats], ...]:
    """Give what is right and what is wrong in the denominator of each rate, article by article."""
    tp, fp, fn, tn = cells.T
    # F1 is 2 j / (1 + j), where j is the share of paragraphs found or there that are both
    return (tp, fp), (tp, fn), (tp, fp + fn), (tn, fp), (tp + tn, fp + fn)


def _exact(cells: Floats, ends: Floats) -> Floats:
    """Give rates of 0 and 1 the limits that resampling cannot: what was never seen is never drawn.

    The limit of `n` right out of `n` is ``0.025 ** (1 / n)`` (Clopper and Pearson 1934, Biometrika
    26, 404-413). Paragraphs of one article err alike, and where none errs nothing tells how much,
    so that `n` are articles, which is on the safe side.
    """
    exact = ends.copy()
    for column, (right, wrong) in enumerate(_shares(cells)):
        n = np.count_nonzero(right + wrong)
        if not n:
            continue
        limits = np.array([0.025 ** (1 / n), 1 - 0.025 ** (1 / n)])
        if RATES[column] == "f1":
            limits = 2 * limits / (1 + limits)
        elif RATES[column] == "kappa":
            limits = np.array([_kappa_of(cells.sum(axis=0), limits[0]), np.nan])
        if not wrong.any():
            exact[0, column] = limits[0]
        elif not right.any() and RATES[column] != "kappa":
            exact[1, column] = limits[1]
    return exact


def _kappa_of(cells: Floats, agreement: float) -> float:
    """Give kappa at another share of agreement, the margins being what they are."""
    tp, fp, fn, tn = cells / cells.sum()
    chance = (tp + fp) * (tp + fn) + (fn + tn) * (fp + tn)
    return float((agreement - chance) / (1 - chance)) if chance < 1 else float("nan")
