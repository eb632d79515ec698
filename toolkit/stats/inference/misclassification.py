"""Prevalence of a code, and its correction for the errors of whoever or whatever coded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import FloatArray, add_up, fraction, numbers
from toolkit.stats.inference.estimates import Comparison, Estimate, Prevalence
from toolkit.stats.inference.limits import t_quantile

LEAST_SKILL = 0.2
"""Lower limit of sensitivity + specificity - 1 under which no prevalence is corrected."""


@dataclass(frozen=True)
class Validation:
    """How the coding did on units whose truth is known.

    Parameters
    ----------
    true_positive, false_negative
        Units that carry the code, coded so and missed; effective numbers of them need not be whole.
    true_negative, false_positive
        Units that do not, left alone and coded wrongly.

    Raises
    ------
    AnalysisError
        A count is negative, or no unit carries (or lacks) the code.

    Examples
    --------
    >>> found = Validation(true_positive=40, false_negative=10, true_negative=95, false_positive=5)
    >>> found.sensitivity, found.specificity
    (0.8, 0.95)
    """

    true_positive: float
    false_negative: float
    true_negative: float
    false_positive: float

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 <= value < np.inf:
                raise AnalysisError(f"{name} must be finite and at least 0; found {value}")
        if not self.positives or not self.negatives:
            raise AnalysisError(
                f"the validation sample has {self.positives} units with the code and "
                f"{self.negatives} without; it needs both"
            )

    @property
    def positives(self) -> float:
        """Units that carry the code."""
        return self.true_positive + self.false_negative

    @property
    def negatives(self) -> float:
        """Units that do not."""
        return self.true_negative + self.false_positive

    @property
    def sensitivity(self) -> float:
        """Share of the units with the code that were coded so."""
        return self.true_positive / self.positives

    @property
    def specificity(self) -> float:
        """Share of the units without the code that were left alone."""
        return self.true_negative / self.negatives

    @property
    def skill(self) -> float:
        """Sensitivity + specificity - 1, which a correction divides by (Youden 1950)."""
        return self.sensitivity + self.specificity - 1.0

    @property
    def skill_variance(self) -> float:
        """Its variance, with one unit added to each cell so that rates of 0 and 1 have one."""
        parts = ((self.true_positive, self.positives), (self.true_negative, self.negatives))
        rates = [((hits + 1.0) / (units + 2.0), units + 2.0) for hits, units in parts]
        return sum(rate * (1.0 - rate) / units for rate, units in rates)


@dataclass(frozen=True)
class Coded:
    """Coded paragraphs counted by article.

    Parameters
    ----------
    counts
        Paragraphs of each article that carry the code.
    sizes
        Paragraphs of each article.
    """

    counts: FloatArray
    sizes: FloatArray


def by_article(present: ArrayLike, articles: ArrayLike, number: int | None = None) -> Coded:
    """Count coded paragraphs and all paragraphs of each article, ready for `rate` and `compare`.

    Parameters
    ----------
    present
        Whether each paragraph carries the code.
    articles
        Row of each paragraph's article, from 0.
    number
        Number of articles; left out, the last row named.

    Returns
    -------
    Coded
        The counts and sizes that `rate`, `compare`, `adjusted` and the others take.

    Raises
    ------
    AnalysisError
        The two differ in length, `present` is not 0 or 1, or a row lies outside.

    Examples
    --------
    >>> coded = by_article([1, 0, 0, 1, 1], [0, 0, 0, 1, 1])
    >>> coded.counts.tolist(), coded.sizes.tolist()
    ([1.0, 2.0], [3.0, 2.0])
    """
    coded, rows = numbers("present", present), np.asarray(articles)
    if coded.shape != rows.shape or rows.ndim != 1 or (rows.size and rows.dtype.kind not in "iu"):
        raise AnalysisError(
            f"present and articles must name every paragraph once; found shapes {coded.shape} and "
            f"{rows.shape}"
        )
    if not np.isin(coded, (0.0, 1.0)).all():
        raise AnalysisError("present must be 0 or 1 for each paragraph")
    rows = rows.astype(np.int64)
    last = int(rows.max(initial=-1)) + 1
    total = last if number is None else number
    if rows.size and (rows.min() < 0 or last > total):
        raise AnalysisError(f"articles must be rows from 0 to {total - 1}; found {rows.max()}")
    return Coded(
        counts=add_up(rows, coded, total),
        sizes=add_up(rows, np.ones(len(rows)), total),
    )


def corrected_prevalence(
    apparent: Estimate, validation: Validation, *, confidence: float = 0.95
) -> Prevalence:
    """Correct a prevalence for false positives and false negatives.

    ``(p + specificity - 1) / (sensitivity + specificity - 1)``, kept within 0 and 1 (Rogan and
    Gladen 1978, American Journal of Epidemiology 107(1), 71-76). Interval of Lang and Reiczigel
    (2014, Preventive Veterinary Medicine 113, 13-22, equations 6 to 17), which counts in the
    uncertainty of the validation; the articles' clustering enters as the effective number of units
    ``p (1 - p) / se**2``, and Student's t stands for the normal quantile.

    It takes the error rates as the same in all groups, and validation units as drawn at random from
    those with and those without the code.

    A correction divides by ``sensitivity + specificity - 1`` and so multiplies every error, also
    those of its assumptions; as that number nears 0 the ratio has no finite interval (Fieller
    1954; Rogan and Gladen 1978 require it to be above 0). It is withheld where the 95 % interval
    of that number reaches below 0.2, so that errors might be multiplied by more than five.

    Parameters
    ----------
    apparent
        Prevalence as coded, from `rate` or `group_rates` over paragraphs.
    validation
        Counts of the validation sample.
    confidence
        Coverage of the interval.

    Raises
    ------
    AnalysisError
        The correction is withheld, with the reason.

    Examples
    --------
    >>> from toolkit.stats.inference import rate
    >>> coded = rate([3, 2, 4, 1, 2, 3], [10] * 6)
    >>> found = corrected_prevalence(coded, Validation(40, 10, 95, 5))
    >>> round(float(found.estimate), 3), bool(found.low < found.estimate < found.high)
    (0.267, True)
    """
    fraction("confidence", confidence)
    require_skill(validation)
    sensitivity, specificity = validation.sensitivity, validation.specificity
    p = np.asarray(apparent.estimate, dtype=np.float64)
    critical = t_quantile(np.asarray(apparent.df, dtype=np.float64), confidence)
    # a rate without variation has no interval, and so no corrected one
    with np.errstate(divide="ignore", invalid="ignore"):
        units = p * (1.0 - p) / np.asarray(apparent.se) ** 2
        centre, spread = _lang_reiczigel(p, units, validation, critical)
    return Prevalence(
        estimate=np.clip((p + specificity - 1.0) / validation.skill, 0.0, 1.0),
        low=np.clip(centre - critical * spread, 0.0, 1.0),
        high=np.clip(centre + critical * spread, 0.0, 1.0),
        se=spread,
        apparent=p[()],
        sensitivity=sensitivity,
        specificity=specificity,
    )


def corrected_difference(
    found: Comparison, validation: Validation, *, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Correct a difference of two prevalences for false positives and false negatives.

    The difference over ``sensitivity + specificity - 1``, the same for both groups, with Fieller's
    limits (1954, Journal of the Royal Statistical Society B 16(2), 175-185), which count in the
    uncertainty of the validation. Whether it excludes 0 does not change, nor does its p.

    Parameters
    ----------
    found
        From `compare` (or `adjusted`, `compare_clusters`) on the scale of the difference.
    validation
        Counts of the validation sample.
    confidence
        Coverage of the interval.

    Returns
    -------
    tuple
        The corrected difference, and its lower and upper limit.

    Raises
    ------
    AnalysisError
        The correction is withheld, as in `corrected_prevalence`; `found` is a ratio.

    Examples
    --------
    >>> from toolkit.stats.inference import compare
    >>> coded = [3, 2, 4, 1, 2, 3, 1, 1, 2, 1, 0, 1]
    >>> found = compare(coded, [10] * 12, np.arange(12) < 6, scale="difference")
    >>> validation = Validation(40, 10, 95, 5)
    >>> [round(float(x), 3) for x in corrected_difference(found, validation)]
    [0.2, 0.047, 0.368]
    """
    fraction("confidence", confidence)
    if found.scale != "difference":
        raise AnalysisError("only a difference can be corrected; compare with scale='difference'")
    require_skill(validation)
    skill, estimate = validation.skill, np.asarray(found.estimate, dtype=np.float64)
    square = t_quantile(np.asarray(found.df, dtype=np.float64), confidence) ** 2
    # Where the degrees of freedom are few, t is wide: the limits may then be infinite.
    below = skill**2 - square * validation.skill_variance
    first = estimate**2 - square * np.asarray(found.se) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(np.maximum((estimate * skill) ** 2 - first * below, 0.0))
        low, high = ((estimate * skill + sign * root) / below for sign in (-1.0, 1.0))
    endless = below <= 0
    limits = np.where(endless, -np.inf, low), np.where(endless, np.inf, high)
    return estimate / skill, limits[0][()], limits[1][()]


def require_skill(validation: Validation) -> None:
    """Refuse to correct by a validation whose coding may be little better than chance.

    Raises
    ------
    AnalysisError
        With the reason, in words that stand in a warning.
    """
    skill = validation.skill
    found = (
        f"recall {validation.sensitivity:.2f} (n = {validation.positives:.0f}) and specificity "
        f"{validation.specificity:.2f} (n = {validation.negatives:.0f})"
    )
    if skill <= 0:
        raise AnalysisError(
            f"{found} do not sum to more than 1: the coding is no better than chance"
        )
    lower = skill - 1.959964 * np.sqrt(validation.skill_variance)
    if lower < LEAST_SKILL:
        raise AnalysisError(
            f"{found} leave recall + specificity - 1 at {skill:.2f}, perhaps as low as "
            f"{max(lower, 0.0):.2f} (95 %): under {LEAST_SKILL} every error would be multiplied "
            "by more than five, so the corrected share is withheld; code more paragraphs or "
            "better the rules"
        )


def _lang_reiczigel(
    p: FloatArray, units: FloatArray, validation: Validation, critical: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give the centre of the interval and its standard error, in the paper's primed quantities."""
    square = critical**2
    positives, negatives = validation.positives + 2.0, validation.negatives + 2.0
    sensitivity = (validation.true_positive + 1.0) / positives
    specificity = (validation.true_negative + 1.0) / negatives
    apparent = (units * p + square / 2.0) / (units + square)
    skill = sensitivity + specificity - 1.0
    prevalence = (apparent + specificity - 1.0) / skill
    missed = sensitivity * (1.0 - sensitivity) / positives
    wrong = specificity * (1.0 - specificity) / negatives
    shift = 2.0 * square * (prevalence * missed - (1.0 - prevalence) * wrong)
    variance = (
        apparent * (1.0 - apparent) / (units + square)
        + prevalence**2 * missed
        + (1.0 - prevalence) ** 2 * wrong
    )
    return prevalence + shift, np.sqrt(variance) / skill
