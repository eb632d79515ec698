"""Agreement of coders: Krippendorff's alpha and what is commonly reported beside it.

Codes are a table of coders x units, as Krippendorff prints them; missing: NaN, None or empty text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import AnalysisError
from toolkit.stats import _coefficients
from toolkit.stats._arrays import FloatArray, fraction, labels, one_of, seeded, whole
from toolkit.stats._codes import LEVELS as LEVELS
from toolkit.stats._codes import Coded, confusions, pairs, ratings, read
from toolkit.stats.inference.limits import percentile_tail
from toolkit.wording import missing

STATISTICS = ("alpha", "percent", "kappa", "fleiss", "ac1")
_STEPS = {"none": 0.0, "linear": 1.0, "quadratic": 2.0}
WEIGHTS = tuple(_STEPS)

# Below this many articles resampling says more about the articles drawn than about the coders.
_FEWEST_ARTICLES = 5
# Resampled tables of finely graded codes are large: some at a time.
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Agreement:
    """A coefficient of agreement with its interval.

    Parameters
    ----------
    estimate
        The coefficient.
    low, high
        Limits of the interval; NaN with fewer than five articles.
    units
        Units coded by at least two coders.
    articles
        Articles that were resampled: those that these units come from (for ``"fleiss"`` and
        ``"ac1"`` also those of units that one coder coded).
    few
        Whether there are too few articles for an interval.
    replicates
        Resamples in which the coefficient was defined.
    """

    estimate: float
    low: float
    high: float
    units: int
    articles: int
    few: bool
    replicates: int


def alpha(codes: ArrayLike, level: str = "nominal") -> float:
    """Compute Krippendorff's alpha for any number of coders, with missing codes.

    ``1 - D_o / D_e``: observed over expected disagreement, both with the small-sample correction,
    whether or not codes are missing. 1 is perfect, 0 is what chance gives. NaN where all codes are
    the same, for then there is no disagreement to expect. Source: Krippendorff (2011), *Computing
    Krippendorff's Alpha-Reliability*; Hayes and Krippendorff (2007), Communication Methods and
    Measures 1(1), 77-89.

    Parameters
    ----------
    codes
        Coders x units.
    level
        ``"nominal"``, ``"ordinal"``, ``"interval"`` or ``"ratio"``.

    Raises
    ------
    AnalysisError
        The level is unknown or does not fit the codes, or no unit has two codes.

    Examples
    --------
    >>> nan = float("nan")
    >>> round(alpha([[0, 1, 0, 0, nan], [1, 1, 0, 0, 1]]), 3)
    0.533
    """
    coded = read(codes, level)
    return _coefficients.alpha(pairs(coded)[0], coded.values, level)


def percent_agreement(codes: ArrayLike) -> float:
    """Compute the share of agreeing pairs of codes, from 0 to 1; no correction for chance.

    With more than two coders, the mean over units of the share of agreeing pairs, a unit weighing
    as many as it has codes (the observed agreement of Krippendorff's nominal alpha).

    Parameters
    ----------
    codes
        Coders x units.

    Raises
    ------
    AnalysisError
        No unit has two codes.

    Examples
    --------
    >>> percent_agreement([[0, 1, 0, 0], [1, 1, 0, 0]])
    0.75
    """
    return _coefficients.percent(pairs(read(codes, "nominal"))[0])


def cohen_kappa(first: ArrayLike, second: ArrayLike, *, weights: str = "none") -> float:
    """Compute Cohen's kappa of two coders over the units that both have coded.

    ``(p_o - p_e) / (1 - p_e)`` with each coder's own margins. NaN where both always give the same
    one code. Weighted, it is ``1 - sum w o / sum w e`` over the cells of the table of both coders,
    ``w`` the distance of two codes in steps or its square: codes must then be numbers, and a step
    leads from one code that occurs to the next. Sources: Cohen (1960), Educational and
    Psychological Measurement 20(1), 37-46; weighted: Cohen (1968), Psychological Bulletin 70(4),
    213-220.

    Parameters
    ----------
    first, second
        Codes of the two coders, in the same order of units.
    weights
        ``"none"``, ``"linear"`` or ``"quadratic"``.

    Raises
    ------
    AnalysisError
        The two differ in length, no unit has both codes, the weights are unknown, or codes that are
        to be weighted are no numbers.

    Examples
    --------
    >>> cohen_kappa([1, 1, 0, 0], [1, 0, 0, 0])
    0.5
    >>> round(cohen_kappa([1, 2, 3, 3], [1, 2, 2, 3], weights="linear"), 4)
    0.7143
    """
    one_of("weights", weights, WEIGHTS)
    pair = [labels(first), labels(second)]
    if pair[0].shape != pair[1].shape or pair[0].ndim != 1:
        raise AnalysisError(
            f"both coders need codes for the same units; found shapes {pair[0].shape} and "
            f"{pair[1].shape}"
        )
    coded = read(np.stack(pair), "nominal" if weights == "none" else "ordinal")
    return _coefficients.kappa(confusions(coded)[0], _STEPS[weights])


def fleiss_kappa(codes: ArrayLike) -> float:
    """Compute Fleiss's kappa of any number of coders, with missing codes.

    ``(p_o - p_e) / (1 - p_e)``: p_o the mean over units (of two codes and more) of the share of
    agreeing pairs, p_e the chance that two codes agree, ``sum p_k**2`` with p_k the mean over units
    of the share of code k. Units of one code count in p_k. NaN where all codes are alike. Of two
    coders it is Scott's pi. Source: Fleiss (1971), Psychological Bulletin 76(5), 378-382; missing
    codes as in Gwet (2014), *Handbook of Inter-Rater Reliability*, 4th ed., chapter 2.

    Parameters
    ----------
    codes
        Coders x units.

    Raises
    ------
    AnalysisError
        No unit has two codes.

    Examples
    --------
    >>> round(fleiss_kappa([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 0, 1]]), 4)
    0.3333
    """
    return _coefficients.corrected(ratings(read(codes, "nominal", least=1))[0], "fleiss")


def gwet_ac1(codes: ArrayLike, *, categories: int | None = None) -> float:
    """Compute Gwet's AC1 of any number of coders, with missing codes.

    As `fleiss_kappa`, but chance is ``sum p_k (1 - p_k) / (q - 1)`` with q the number of codes that
    may be given. It stays high where nearly all codes are alike, and there says little of whether
    coders can tell a rare code: report it beside alpha, not in its place. NaN where q is 1. Source:
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61(1), 29-48.

    Parameters
    ----------
    codes
        Coders x units.
    categories
        q; left out, the number of codes that occur.

    Raises
    ------
    AnalysisError
        No unit has two codes, or more codes occur than `categories`.

    Examples
    --------
    >>> round(gwet_ac1([[1, 0, 0, 0], [0, 0, 0, 0]]), 4)
    0.68
    >>> gwet_ac1([[0, 0, 0, 0], [0, 0, 0, 0]], categories=2)
    1.0
    """
    coded = read(codes, "nominal", least=1)
    return _coefficients.corrected(ratings(coded)[0], "ac1", _categories(categories, coded))


def interval(
    codes: ArrayLike,
    articles: ArrayLike,
    *,
    statistic: str = "alpha",
    level: str = "nominal",
    categories: int | None = None,
    confidence: float = 0.95,
    replicates: int = 1000,
    seed: int = 1,
) -> Agreement:
    """Give a coefficient its interval by resampling whole articles.

    Paragraphs of one article are alike, so resampling single paragraphs would promise too much.
    Percentiles of the resampled values, taken further out for small numbers of articles
    (``Phi(t * sqrt(n / (n - 1)))``, n articles): Hesterberg (2015), The American Statistician
    69(4), 371-386. Resamples in which the coefficient is undefined are left out and counted.

    Where coders never differ, no resample does. The lower limit is then ``1 - u / E``: the share of
    articles in which they differ may still be ``u = 1 - tail ** (1 / n)`` (Clopper and Pearson
    1934, Biometrika 26, 404-413); E is the disagreement of chance as a share of the greatest.

    Parameters
    ----------
    codes
        Coders x units.
    articles
        The article of each unit.
    statistic
        ``"alpha"``, ``"percent"``, ``"kappa"`` (Cohen's, two coders), ``"fleiss"`` or ``"ac1"``.
    level
        Level of measurement, for alpha.
    categories
        Number of codes that may be given, for AC1; left out, of those that occur.
    confidence
        Coverage of the interval.
    replicates, seed
        Number of resamples, and the seed of their generator.

    Raises
    ------
    AnalysisError
        As for the statistic; `articles` has another length than the units; kappa with other than
        two coders.

    Examples
    --------
    >>> codes = [[0, 1, 0, 0, 1, 0, 1, 1], [1, 1, 0, 0, 1, 0, 1, 0]]
    >>> found = interval(codes, [1, 1, 2, 3, 3, 4, 5, 6])
    >>> round(found.estimate, 3), found.articles, found.low < found.estimate < found.high
    (0.531, 6, True)
    """
    one_of("statistic of agreement", statistic, STATISTICS)
    rated = statistic in _coefficients.CORRECTED
    coded = read(codes, level, least=1 if rated else 2)
    if statistic == "kappa" and len(coded.codes) != 2:
        raise AnalysisError(f"kappa is for two coders; found {len(coded.codes)}; use alpha")
    given = labels(articles)
    if given.shape != coded.kept.shape or any(map(missing, given)):
        raise AnalysisError(
            f"articles must name one article for each of the {len(coded.kept)} units, with none "
            f"missing; found shape {given.shape}: {given.tolist()!r:.60}"
        )
    article = np.unique(np.asarray(articles)[coded.kept], return_inverse=True)[1]
    count = ratings if rated else confusions if statistic == "kappa" else pairs
    per_article = count(coded, groups=article)
    table, number = per_article.sum(axis=0), len(per_article)
    what = (statistic, coded.values, level, _categories(categories, coded))

    def compute(table: FloatArray) -> float:
        return _coefficients.coefficient(table, *what)

    low, high, defined = _resample(per_article, compute, confidence, replicates, seed)
    together = table[: len(coded.values)]
    if defined and np.trace(together) == together.sum():
        differ = 1.0 - ((1.0 - confidence) / 2.0) ** (1.0 / number)
        low = 1.0 - differ / _coefficients.by_chance(table, *what)
    return Agreement(
        estimate=compute(table),
        low=low,
        high=high,
        units=coded.paired,
        articles=number,
        few=number < _FEWEST_ARTICLES,
        replicates=defined,
    )


def _resample(
    per_article: FloatArray,
    compute: Callable[[FloatArray], float],
    confidence: float,
    replicates: int,
    seed: int,
) -> tuple[float, float, int]:
    number = len(per_article)
    fraction("confidence", confidence)
    whole("replicates", replicates, 1)
    generator = seeded(seed)
    if number < _FEWEST_ARTICLES:
        return np.nan, np.nan, 0
    weights = generator.multinomial(number, np.full(number, 1.0 / number), size=replicates)
    at_once = max(_CELLS_AT_ONCE // per_article[0].size, 1)
    found = [
        compute(table)
        for start in range(0, replicates, at_once)
        for table in np.tensordot(
            weights[start : start + at_once].astype(np.float64), per_article, axes=1
        )
    ]
    values = np.array([value for value in found if not np.isnan(value)])
    if not len(values):
        return np.nan, np.nan, 0
    tail = percentile_tail(number, confidence)
    low, high = np.quantile(values, [tail, 1.0 - tail])
    return float(low), float(high), len(values)


def _categories(categories: int | None, coded: Coded) -> int:
    """Give the number of codes that may be given; at least that of those that occur."""
    found = len(coded.values)
    if categories is None:
        return found
    return whole("categories", categories, found, f", for {found} codes occur")
