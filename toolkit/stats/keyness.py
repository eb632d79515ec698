"""Keyness: how much oftener a word stands in one set of texts than in another.

All measures but ``fisher``, ``bic`` and ``ell`` are signed towards the target: positive (above 1
for ratios) where the word is commoner there. Those with a p or a bound treat every word as an
independent draw; the comparison of articles is in `toolkit.stats.inference`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import AnalysisError
from toolkit.stats import contingency
from toolkit.stats._arrays import (
    FloatArray,
    aligned,
    choose,
    fraction,
    numbers,
    one_of,
    refuse,
    scalar,
    whole,
)
from toolkit.stats.contingency import Table

# Gabrielatos and Marchi (2011) put this in place of a relative frequency of 0.
_NEARLY_ZERO = 1e-18


def keyness(
    a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, measure: str, **options: Any
) -> FloatArray:
    """Score how key a word is for the target against the reference.

    Does not filter, rank or count.

    Parameters
    ----------
    a, b
        How often the word occurs in the target and in the reference.
    n1, n2
        Sizes of target and reference, in the same units.
    measure
        One of `MEASURES`.
    **options
        ``correction`` for ``log_likelihood`` and ``chi2``; ``alternative`` for ``fisher`` and
        ``lrc``; ``zero_rule`` for ``log_ratio``; ``k`` for ``simple_maths``; ``confidence`` and
        ``family`` for ``lrc``; ``prior``, ``prior_size`` and ``variance`` for ``log_odds_prior``.

    Returns
    -------
    array
        The scores, in the shape of the input (a scalar for scalars). Formulas, zero rules and
        sources are in ``docs/formulas.md``.

    Raises
    ------
    AnalysisError
        The measure or an option is unknown, a count is above its size, or a size is 0.

    Examples
    --------
    >>> float(keyness(20, 10, 10_000, 10_000, "log_ratio"))
    1.0
    >>> keyness([20, 0], [10, 5], 10_000, 10_000, "log_likelihood").round(3)
    array([ 3.403, -6.933])
    >>> keyness(20, 10, 10_000, 10_000, "log_ration")
    Traceback (most recent call last):
    toolkit.errors.AnalysisError: unknown keyness measure 'log_ration'; did you mean 'log_ratio'?...
    """
    choose("keyness", measure, MEASURES, options)
    return _score(_counts(a, b, n1, n2), measure, **options)


def keynesses(
    a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, measures: Sequence[str]
) -> dict[str, FloatArray]:
    """Score the same counts by several measures, each as `keyness` does without options.

    The counts are checked once.

    Parameters
    ----------
    a, b, n1, n2
        As in `keyness`.
    measures
        Of `MEASURES`.

    Raises
    ------
    AnalysisError
        A measure is unknown, a count is above its size, or a size is 0.

    Examples
    --------
    >>> found = keynesses(20, 10, 10_000, 10_000, ["log_ratio", "percent_diff"])
    >>> {measure: float(score) for measure, score in found.items()}
    {'log_ratio': 1.0, 'percent_diff': 100.0}
    """
    for measure in measures:
        choose("keyness", measure, MEASURES, {})
    counts = _counts(a, b, n1, n2)
    return {measure: _score(counts, measure) for measure in measures}


def _score(counts: _Counts, measure: str, **options: Any) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(MEASURES[measure](counts, **options))[()]


@dataclass(frozen=True, eq=False)
class LogOdds:
    """The log odds ratio of each word under a Dirichlet prior.

    Parameters
    ----------
    estimate
        Difference of log odds, target minus reference; natural logarithm.
    variance
        Its variance.
    z
        ``estimate / sqrt(variance)``, the score of Monroe and colleagues.
    prior
        The pseudo-counts that were added to each word.
    prior_size
        Their sum over the whole vocabulary.
    """

    estimate: FloatArray
    variance: FloatArray
    z: FloatArray
    prior: FloatArray
    prior_size: float


def log_odds(
    a: ArrayLike,
    b: ArrayLike,
    n1: ArrayLike,
    n2: ArrayLike,
    *,
    prior: ArrayLike | None = None,
    prior_size: float | None = None,
    variance: str = "approximate",
) -> LogOdds:
    """Compute weighted log odds with an informative Dirichlet prior.

    With pseudo-counts ``alpha_w`` and their sum ``alpha_0``, ``delta = ln((a + alpha_w) /
    (n1 + alpha_0 - a - alpha_w)) - ln((b + alpha_w) / (n2 + alpha_0 - b - alpha_w))``; variance
    ``1 / (a + alpha_w) + 1 / (b + alpha_w)``. The size of the prior decides ranks, so it is part
    of the result. Words that occur in neither side must be kept where the prior knows them. Source:
    Monroe, Colaresi and Quinn (2008), Political Analysis 16(4), 372-403, equations 15 to 22.

    Parameters
    ----------
    a, b, n1, n2
        As in `keyness`.
    prior
        Pseudo-count of each word; left out, each word's share of both sides together times
        `prior_size`.
    prior_size
        Sum of the pseudo-counts over the vocabulary; left out, 500 without `prior` and the sum of
        `prior` with it (which must then cover the vocabulary).
    variance
        ``"approximate"`` (equation 19) or ``"exact"``, with the two terms of the other words.

    Raises
    ------
    AnalysisError
        A pseudo-count is 0 for a word that one side lacks, or the prior is larger than its size.

    Examples
    --------
    >>> found = log_odds([30, 10], [10, 30], 1000, 1000)
    >>> found.z.round(2).tolist(), found.prior_size
    ([2.58, -2.58], 500.0)
    """
    counts = _counts(a, b, n1, n2)
    one_of("variance", variance, ("approximate", "exact"))
    if prior is None:
        size = 500.0 if prior_size is None else scalar("prior_size", prior_size)
        total = counts.n1 + counts.n2
        weight = size * (counts.a + counts.b) / total
        others = size * ((counts.n1 - counts.a) + (counts.n2 - counts.b)) / total
    else:
        weight = numbers("prior", prior)
        if weight.shape not in ((), counts.a.shape):
            raise AnalysisError(
                f"prior must hold one pseudo-count for each of the {counts.a.size} words, or one "
                f"for all; found shape {weight.shape}"
            )
        weight = np.broadcast_to(weight, counts.a.shape)
        size = float(weight.sum()) if prior_size is None else scalar("prior_size", prior_size)
        others = size - weight
    refuse(weight > size, "a pseudo-count is larger than the whole prior", {"prior": weight})
    unseen = (weight == 0) & ((counts.a == 0) | (counts.b == 0)) & ((counts.a + counts.b) > 0)
    refuse(
        unseen,
        "a word that one side lacks needs a pseudo-count above 0 in prior",
        {"a": counts.a, "b": counts.b, "prior": weight},
    )
    y1, y2 = counts.a + weight, counts.b + weight
    # words and pseudo-counts apart: of two sums that are nearly equal the difference would be lost
    rest1, rest2 = (counts.n1 - counts.a) + others, (counts.n2 - counts.b) + others
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log(y1 / rest1) - np.log(y2 / rest2)
        spread = 1.0 / y1 + 1.0 / y2
        if variance == "exact":
            spread = spread + 1.0 / rest1 + 1.0 / rest2
        # a word of neither side, and one that is all there is on both, differ in nothing
        alike = (y1 + y2 == 0) | (rest1 + rest2 == 0)
        delta = np.where(alike, 0.0, delta)
        z = np.where(alike, 0.0, delta / np.sqrt(spread))
    return LogOdds(delta[()], spread[()], z[()], weight[()], size)


@dataclass(frozen=True)
class _Counts:
    a: FloatArray
    b: FloatArray
    n1: FloatArray
    n2: FloatArray

    @property
    def p1(self) -> FloatArray:
        return self.a / self.n1

    @property
    def p2(self) -> FloatArray:
        return self.b / self.n2

    @property
    def table(self) -> Table:
        return Table(o11=self.a, r1=self.n1, c1=self.a + self.b, n=self.n1 + self.n2)


def _counts(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> _Counts:
    names = ("a", "b", "n1", "n2")
    target, reference, *sizes_given = (
        numbers(name, value) for name, value in zip(names, (a, b, n1, n2), strict=True)
    )
    target, reference, *sizes_given = aligned(target, reference, *sizes_given)
    counts = (target, np.broadcast_to(reference, target.shape), *sizes_given)
    arrays = dict(zip(names, counts, strict=True))
    sizes = {name: arrays[name] for name in ("n1", "n2")}
    refuse((arrays["n1"] == 0) | (arrays["n2"] == 0), "target and reference need words", sizes)
    refuse(
        (arrays["a"] > arrays["n1"]) | (arrays["b"] > arrays["n2"]),
        "a count is larger than its side",
        arrays,
    )
    return _Counts(**arrays)


def _log_likelihood(counts: _Counts, *, correction: str = "none") -> FloatArray:
    return contingency.log_likelihood(counts.table, correction=correction)


def _log_likelihood_2cell(counts: _Counts) -> FloatArray:
    from scipy.special import xlog1py

    cells = counts.table
    e1, e2 = cells.e11, cells.r2 * cells.c1 / cells.n
    score = 2.0 * (
        xlog1py(counts.a, _ratio(cells.excess, e1)) + xlog1py(counts.b, _ratio(-cells.excess, e2))
    )
    return contingency.signed(np.maximum(score, 0.0), cells.excess)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.divide(above, below, out=np.zeros(np.shape(below)), where=below > 0)


def _chi2(counts: _Counts, *, correction: str = "none") -> FloatArray:
    return contingency.chi2(counts.table, correction=correction)


def _fisher(counts: _Counts, *, alternative: str = "two-sided") -> FloatArray:
    return contingency.fisher(counts.table, alternative=alternative)


def _percent_diff(counts: _Counts) -> FloatArray:
    difference = counts.p1 - counts.p2
    score = 100.0 * difference / np.where(counts.b > 0, counts.p2, _NEARLY_ZERO)
    return np.where(difference == 0, 0.0, score)


def _log_ratio(counts: _Counts, *, zero_rule: str = "hardie") -> FloatArray:
    one_of("zero_rule", zero_rule, ("hardie", "walter"))
    if zero_rule == "walter":
        return np.log2((counts.a + 0.5) / (counts.n1 + 0.5)) - np.log2(
            (counts.b + 0.5) / (counts.n2 + 0.5)
        )
    target = np.where(counts.a > 0, counts.a, 0.5) / counts.n1
    reference = np.where(counts.b > 0, counts.b, 0.5) / counts.n2
    return np.where(counts.a + counts.b > 0, np.log2(target) - np.log2(reference), 0.0)


def _lrc(
    counts: _Counts,
    *,
    confidence: float = 0.95,
    family: int | None = None,
    alternative: str = "two-sided",
) -> FloatArray:
    from scipy.special import betaincinv

    one_of("alternative", alternative, ("two-sided", "greater"))
    tests = np.size(counts.a) if family is None else whole("family", family, 1)
    alpha = (1.0 - fraction("confidence", confidence)) / max(tests, 1)
    tail = alpha / 2.0 if alternative == "two-sided" else alpha
    # Given a + b, a is binomial; the exact (Clopper-Pearson) bounds of its share become bounds of
    # the ratio of the two rates.
    scale = np.log2(counts.n2) - np.log2(counts.n1)
    share = betaincinv(counts.a, counts.b + 1.0, tail)
    low = np.where(counts.a > 0, np.log2(share) - np.log2(1.0 - share) + scale, -np.inf)
    if alternative == "greater":
        return low
    # The upper bound through the complement, so that a share near 1 keeps its digits.
    rest = betaincinv(counts.b, counts.a + 1.0, tail)
    high = np.where(counts.b > 0, np.log2(1.0 - rest) - np.log2(rest) + scale, np.inf)
    return np.where(low > 0, low, np.where(high < 0, high, 0.0))


def _simple_maths(counts: _Counts, *, k: float = 1.0) -> FloatArray:
    refuse(scalar("k", k) == 0, "k must be above 0", {"k": np.asarray(float(k))})
    return (1e6 * counts.p1 + k) / (1e6 * counts.p2 + k)


def _bic(counts: _Counts) -> FloatArray:
    return np.abs(_log_likelihood_2cell(counts)) - np.log(counts.n1 + counts.n2)


def _ell(counts: _Counts) -> FloatArray:
    total = counts.n1 + counts.n2
    least = np.minimum(counts.n1, counts.n2) * (counts.a + counts.b) / total
    score = np.abs(_log_likelihood_2cell(counts)) / (total * np.log(least))
    return np.where(least > 1.0, score, np.nan)


def _odds_ratio(counts: _Counts) -> FloatArray:
    cells = counts.table
    four = (cells.o11, cells.o22, cells.o12, cells.o21)
    # Haldane (1956) and Anscombe (1956): half a count in every cell where one is empty.
    half = np.where(np.minimum.reduce(four) == 0, 0.5, 0.0)
    ratio = (four[0] + half) * (four[1] + half) / ((four[2] + half) * (four[3] + half))
    return np.where(cells.c1 > 0, ratio, 1.0)


def _diff_coefficient(counts: _Counts) -> FloatArray:
    return _ratio(counts.p1 - counts.p2, counts.p1 + counts.p2)


def _log_odds_prior(
    counts: _Counts,
    *,
    prior: ArrayLike | None = None,
    prior_size: float | None = None,
    variance: str = "approximate",
) -> FloatArray:
    return log_odds(
        counts.a,
        counts.b,
        counts.n1,
        counts.n2,
        prior=prior,
        prior_size=prior_size,
        variance=variance,
    ).z


MEASURES: dict[str, Callable[..., FloatArray]] = {
    "log_likelihood": _log_likelihood,
    "log_likelihood_2cell": _log_likelihood_2cell,
    "chi2": _chi2,
    "fisher": _fisher,
    "percent_diff": _percent_diff,
    "log_ratio": _log_ratio,
    "lrc": _lrc,
    "simple_maths": _simple_maths,
    "bic": _bic,
    "ell": _ell,
    "odds_ratio": _odds_ratio,
    "diff_coefficient": _diff_coefficient,
    "log_odds_prior": _log_odds_prior,
}
"""Every measure of keyness by its name."""
