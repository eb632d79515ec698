"""Association of two words: how much oftener they meet than chance would have it.

One rule for empty tables: where a margin is 0 there is nothing to associate, and measures of
evidence (``t z log_likelihood simple_ll chi2 local_mi``) are 0, ``fisher`` is 1 and effect sizes
are NaN. Zero joint counts are described with each measure in ``docs/formulas.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from toolkit.stats import contingency
from toolkit.stats._arrays import BoolArray, FloatArray, choose, one_of
from toolkit.stats.contingency import Table
from toolkit.stats.sequences import Interaction, interaction


def association(
    o11: ArrayLike, r1: ArrayLike, c1: ArrayLike, n: ArrayLike, measure: str, **options: Any
) -> FloatArray:
    """Score how strongly two words attract each other.

    Does not count anything and knows no window: the caller says what a co-occurrence is. For
    collocates in a window ``r1`` is the number of window slots (each counted once), so that the
    expected count takes the span into account. All measures but ``fisher`` grow with attraction;
    ``log_likelihood``, ``simple_ll`` and ``chi2`` are negative where the words avoid each other.

    Parameters
    ----------
    o11
        How often the two meet.
    r1, c1
        Totals of the first and the second word.
    n
        Total number of places.
    measure
        One of `MEASURES`.
    **options
        ``correction`` (``"none"``, ``"yates"``, ``"williams"``) for ``log_likelihood`` and
        ``chi2``; ``alternative`` (``"greater"``, ``"two-sided"``, ``"less"``) for ``fisher``;
        ``variance`` of ``t`` (``"poisson"``, or ``"binomial"`` as in Manning and Schuetze 1999)
        and of ``z`` (``"poisson"``, or ``"binomial"`` after Berry-Rogghe 1973).

    Returns
    -------
    array
        The scores, in the shape of the input (a scalar for scalars). Formulas, zero rules and
        sources are in ``docs/formulas.md``; notation and most formulas after Evert (2005).

    Raises
    ------
    AnalysisError
        The measure or an option is unknown, or the counts make no table.

    Examples
    --------
    >>> float(association(300, 300, 300, 10_000, "logdice"))
    14.0
    >>> association([8, 10], [20, 20], [30, 50], 1_000, "mi").round(3)
    array([3.737, 3.322])
    >>> association(8, 20, 30, 1_000, "logdise")
    Traceback (most recent call last):
    toolkit.errors.AnalysisError: unknown association measure 'logdise'; did you mean 'logdice'?...
    """
    choose("association", measure, MEASURES, options)
    cells = contingency.table(o11, r1, c1, n)
    return _score(cells, _empty(cells), measure, **options)


def associations(
    o11: ArrayLike, r1: ArrayLike, c1: ArrayLike, n: ArrayLike, measures: Sequence[str]
) -> dict[str, FloatArray]:
    """Score the same counts by several measures, each as `association` does without options.

    The counts are checked once.

    Parameters
    ----------
    o11, r1, c1, n
        As in `association`.
    measures
        Of `MEASURES`.

    Raises
    ------
    AnalysisError
        A measure is unknown, or the counts make no table.

    Examples
    --------
    >>> found = associations(300, 300, 300, 10_000, ["dice", "logdice"])
    >>> {measure: float(score) for measure, score in found.items()}
    {'dice': 1.0, 'logdice': 14.0}
    """
    for measure in measures:
        choose("association", measure, MEASURES, {})
    cells = contingency.table(o11, r1, c1, n)
    empty = _empty(cells)
    return {measure: _score(cells, empty, measure) for measure in measures}


@dataclass(frozen=True)
class _Meetings:
    """The part of a table that there is for more than two words as well."""

    o11: FloatArray
    e11: FloatArray

    @property
    def excess(self) -> FloatArray:
        """Observed minus expected count."""
        return self.o11 - self.e11


def run_association(observed: ArrayLike, expected: ArrayLike, measure: str) -> FloatArray:
    """Score runs of any number of words by how much oftener they occur than expected.

    Parameters
    ----------
    observed
        How often each run occurs; at least once.
    expected
        How often it would if its words were independent: the number of runs times the share of
        each word in its place.
    measure
        One of `RUN_MEASURES`: those of `association` that look at no other cell.

    Raises
    ------
    AnalysisError
        When the measure is none of them.

    Examples
    --------
    >>> run_association([8, 2], [1, 2], "mi").tolist()
    [3.0, 0.0]
    """
    one_of("measure", measure, RUN_MEASURES)
    counts = (np.asarray(cell, np.float64) for cell in (observed, expected))
    return np.asarray(MEASURES[measure](_Meetings(*counts)))


def strength(measure: str, scores: FloatArray) -> FloatArray:
    """Turn the scores of a measure so that they grow with attraction: a p falls with it.

    Examples
    --------
    >>> strength("fisher", np.array([0.5, 0.001])).tolist()
    [-0.5, -0.001]
    """
    return -scores if measure == "fisher" else scores


def _empty(cells: Table) -> BoolArray:
    """Tell which tables have an empty margin."""
    return np.asarray((cells.r1 == 0) | (cells.c1 == 0))


def _score(cells: Table, empty: BoolArray, measure: str, **options: Any) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        values = MEASURES[measure](cells, **options)
        return np.where(empty, _EMPTY.get(measure, np.nan), values)[()]


def _mi(cells: Table) -> FloatArray:
    return np.log2(cells.o11 / cells.e11)


def _mi2(cells: Table) -> FloatArray:
    return np.log2(cells.o11**2 / cells.e11)


def _mi3(cells: Table) -> FloatArray:
    return np.log2(cells.o11**3 / cells.e11)


def _local_mi(cells: Table) -> FloatArray:
    return np.where(cells.o11 > 0, cells.o11 * _mi(cells), 0.0)


def _npmi(cells: Table) -> FloatArray:
    values = np.log(cells.o11 / cells.e11) / -np.log(cells.o11 / cells.n)
    values = np.where(cells.o11 > 0, values, -1.0)
    # Two words that fill every place always meet: Bouma's upper limit.
    return np.where(cells.o11 == cells.n, 1.0, values)


def _t(cells: Table, *, variance: str = "poisson") -> FloatArray:
    one_of("variance", variance, ("poisson", "binomial"))
    if variance == "poisson":
        return cells.excess / np.sqrt(cells.o11)
    return _over(cells, cells.o11 * ((cells.n - cells.o11) / cells.n))


def _z(cells: Table, *, variance: str = "poisson") -> FloatArray:
    one_of("variance", variance, ("poisson", "binomial"))
    if variance == "poisson":
        return cells.excess / np.sqrt(cells.e11)
    return _over(cells, cells.e11 * (cells.c2 / cells.n))


def _over(cells: Table, variance: FloatArray) -> FloatArray:
    # a word that fills every place leaves nothing to vary, and nothing above what is expected
    return np.where(cells.c1 == cells.n, 0.0, cells.excess / np.sqrt(variance))


def _simple_ll(cells: Table) -> FloatArray:
    from scipy.special import xlog1py

    score = 2.0 * (xlog1py(cells.o11, cells.excess / cells.e11) - cells.excess)
    return contingency.signed(np.maximum(score, 0.0), cells.excess)


def _fisher(cells: Table, *, alternative: str = "greater") -> FloatArray:
    return contingency.fisher(cells, alternative=alternative)


def _dice(cells: Table) -> FloatArray:
    return 2.0 * cells.o11 / (cells.r1 + cells.c1)


def _logdice(cells: Table) -> FloatArray:
    return 14.0 + np.log2(_dice(cells))


def _jaccard(cells: Table) -> FloatArray:
    return cells.o11 / (cells.r1 + cells.c1 - cells.o11)


def _min_sensitivity(cells: Table) -> FloatArray:
    return np.minimum(cells.o11 / cells.r1, cells.o11 / cells.c1)


def _delta_p_1(cells: Table) -> FloatArray:
    return cells.o11 / cells.r1 - cells.o21 / cells.r2


def _delta_p_2(cells: Table) -> FloatArray:
    return cells.o11 / cells.c1 - cells.o12 / cells.c2


def _log_ratio(cells: Table) -> FloatArray:
    inside = np.where(cells.o11 > 0, cells.o11, 0.5)
    outside = np.where(cells.o21 > 0, cells.o21, 0.5)
    # without a place outside, o21 / r2 is 0 / 0 and no half count makes a rate of it
    outside = np.where(cells.r2 > 0, outside, np.nan)
    return np.log2(inside / cells.r1) - np.log2(outside / cells.r2)


def _mutual_expectation(cells: Table) -> FloatArray:
    return cells.o11 / cells.n * _dice(cells)


MEASURES: dict[str, Callable[..., FloatArray]] = {
    "mi": _mi,
    "mi2": _mi2,
    "mi3": _mi3,
    "local_mi": _local_mi,
    "npmi": _npmi,
    "t": _t,
    "z": _z,
    "log_likelihood": contingency.log_likelihood,
    "simple_ll": _simple_ll,
    "chi2": contingency.chi2,
    "fisher": _fisher,
    "dice": _dice,
    "logdice": _logdice,
    "jaccard": _jaccard,
    "min_sensitivity": _min_sensitivity,
    "delta_p_1": _delta_p_1,
    "delta_p_2": _delta_p_2,
    "log_ratio": _log_ratio,
    "mutual_expectation": _mutual_expectation,
}
"""Every measure of association by its name."""

RUN_MEASURES = ("mi", "mi2", "mi3", "local_mi", "t", "z", "simple_ll")
"""Those that need no more than an observed and an expected count."""

_EMPTY = {
    "t": 0.0,
    "z": 0.0,
    "log_likelihood": 0.0,
    "simple_ll": 0.0,
    "chi2": 0.0,
    "local_mi": 0.0,
    "fisher": 1.0,
}


def lambda_z(
    o11: ArrayLike, r1: ArrayLike, c1: ArrayLike, n: ArrayLike, *, smoothing: float = 0.5
) -> Interaction:
    """Compute lambda and z of word pairs from their margins alone.

    ``lambda = ln(n11 n00 / (n10 n01))`` and ``z = lambda / sqrt(sum 1 / n_ij)``, where every cell
    is its count plus `smoothing`. Source: Blaheta and Johnson (2001), ACL workshop on collocation,
    54-60; the same numbers as quanteda's ``textstat_collocations``. Sequences of three and more:
    `toolkit.stats.sequences.interaction`.

    Parameters
    ----------
    o11
        How often the pair occurs.
    r1, c1
        How often its words stand in first and in second place of any pair.
    n
        Number of pairs.
    smoothing
        Added to every cell.

    Raises
    ------
    AnalysisError
        The counts make no table, or a cell is 0 and `smoothing` too.

    Examples
    --------
    >>> pair = lambda_z(3, 3, 4, 31)
    >>> round(float(pair.lambda_), 3), round(float(pair.z), 3)
    (4.855, 2.808)
    """
    cells = contingency.table(o11, r1, c1, n)
    patterns = np.stack([cells.o22, cells.o12, cells.o21, cells.o11], axis=-1)
    return interaction(patterns, smoothing=smoothing)
