"""Regressions of article shares that are themselves uncertain: several draws, pooled.

A topic's share of an article is known only up to a posterior. Each draw is analysed by itself and
the results are pooled, so that the uncertainty of the shares widens the intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import (
    FloatArray,
    IntArray,
    finite,
    floats,
    labels,
    numbers,
    permutations,
    refuse_missing,
    seeded,
)
from toolkit.stats.inference.estimates import Pooled
from toolkit.stats.inference.limits import t_quantile
from toolkit.stats.inference.sums import FEWEST_ARTICLES, mask

# The sum of the normal quantiles of a two-sided 5 % test and of 80 % power.
_POWER = 2.8


def pool(
    estimates: ArrayLike, variances: ArrayLike, df: ArrayLike, *, confidence: float = 0.95
) -> Pooled:
    """Pool estimates from several draws by Rubin's rules.

    Mean of the estimates; total variance ``mean V + (1 + 1/M) var b`` over M draws; Student's t
    with the degrees of freedom of the analysis of one draw. Source: Rubin (1987), *Multiple
    Imputation for Nonresponse in Surveys*, equations 3.1.2 to 3.1.5.

    Parameters
    ----------
    estimates, variances
        Draws along the first axis.
    df
        Degrees of freedom of one draw's analysis.
    confidence
        Coverage of the interval.

    Raises
    ------
    AnalysisError
        Shapes differ, or there are fewer than 2 draws.

    Examples
    --------
    >>> found = pool([0.10, 0.14, 0.12], [0.0004, 0.0005, 0.0006], 38)
    >>> round(float(found.estimate), 3), round(float(found.se), 4)
    (0.12, 0.0321)
    """
    from scipy.special import stdtr

    drawn = np.asarray(estimates, dtype=np.float64)
    variance = numbers("variances", variances)
    if drawn.shape != variance.shape or drawn.ndim < 1 or len(drawn) < 2:
        raise AnalysisError(
            "pooling needs estimates and variances of the same shape, at least 2 draws along the "
            f"first axis; found {drawn.shape} and {variance.shape}"
        )
    estimate, within = drawn.mean(axis=0), variance.mean(axis=0)
    between = drawn.var(axis=0, ddof=1)
    error = np.sqrt(within + (1.0 + 1.0 / len(drawn)) * between)
    degrees = np.broadcast_to(np.asarray(df, dtype=np.float64), estimate.shape)
    margin = t_quantile(degrees, confidence) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(error > 0, 2.0 * stdtr(degrees, -np.abs(estimate) / error), np.nan)
    return Pooled(
        estimate=estimate,
        low=estimate - margin,
        high=estimate + margin,
        se=error,
        df=degrees[()],
        p=p[()],
        within=within,
        between=between,
        detectable=_POWER * error,
    )


def pooled_regression(
    draws: ArrayLike,
    design: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Pooled:
    """Regress shares of articles on a design, draw by draw, and pool.

    Ordinary least squares with HC2 variances (MacKinnon and White 1985), or with CR2 variances over
    clusters where authors or outlets are the units of the claim (Bell and McCaffrey 2002, Survey
    Methodology 28(2), 169-181); degrees of freedom are articles, or clusters, less columns.

    Parameters
    ----------
    draws
        Draws x articles, or draws x articles x topics.
    design
        Articles x columns; give a column of ones for the constant.
    clusters
        Cluster of each article.
    confidence
        Coverage of the intervals.

    Returns
    -------
    Pooled
        Columns of the design (x topics).

    Raises
    ------
    AnalysisError
        Shapes differ, columns depend on each other, or there are not more units than columns.

    Examples
    --------
    >>> shares = np.array([[0.1, 0.2, 0.1, 0.4, 0.5, 0.4], [0.1, 0.1, 0.2, 0.5, 0.4, 0.4]])
    >>> found = pooled_regression(shares, np.stack([np.ones(6), [0, 0, 0, 1, 1, 1]], axis=1))
    >>> found.estimate.round(3).tolist(), found.df.tolist()
    ([0.133, 0.3], [4.0, 4.0])
    """
    shares, columns = finite("draws", draws), finite("design", design)
    if shares.ndim not in (2, 3) or columns.ndim != 2 or shares.shape[1] != len(columns):
        raise AnalysisError(
            "draws must be draws x articles (x topics) and design articles x columns; found "
            f"{shares.shape} and {columns.shape}"
        )
    single = shares.ndim == 2
    shares = shares[:, :, None] if single else shares
    plan = _plan(columns, clusters)
    estimates = np.einsum("pa,mak->mpk", plan.solver, shares)
    residuals = shares - np.einsum("ap,mpk->mak", columns, estimates)
    variances = np.zeros_like(estimates)
    for rows, spread in plan.blocks:
        variances += np.einsum("pa,mak->mpk", spread, residuals[:, rows]) ** 2
    if single:
        estimates, variances = estimates[:, :, 0], variances[:, :, 0]
    return pool(estimates, variances, plan.df, confidence=confidence)


def pooled_difference(
    draws: ArrayLike,
    target: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    clusters: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Pooled:
    """Compare the mean shares of two groups of articles over draws.

    `pooled_regression` on the group: the difference of the two means with the variance ``s1**2 /
    n1 + s2**2 / n2`` within each draw. No interval and no p with fewer than 5 articles in a group
    (4 clusters in a group, with clusters).

    Parameters
    ----------
    draws
        Draws x articles (x topics).
    target, reference
        True for the articles of each group; `reference` left out is all the rest.
    clusters, confidence
        As for `pooled_regression`.

    Raises
    ------
    AnalysisError
        Shapes differ, a group is empty or an article is in both.

    Examples
    --------
    >>> shares = np.array([[0.1, 0.2, 0.1, 0.2, 0.1] + [0.4, 0.5, 0.4, 0.5, 0.4]] * 2)
    >>> found = pooled_difference(shares, np.arange(10) >= 5)
    >>> round(float(found.estimate), 3), bool(found.low > 0)
    (0.3, True)
    """
    shares, chosen, inside = _groups("draws", draws, target, reference)
    design = np.stack([np.ones(len(inside)), inside], axis=1)
    units = None if clusters is None else labels(clusters)[chosen]
    found = pooled_regression(shares, design, clusters=units, confidence=confidence)
    second = Pooled(*(getattr(found, name)[1] for name in Pooled.__dataclass_fields__))
    if not _thin(inside, units):
        return second
    blank = np.full_like(second.estimate, np.nan)
    return Pooled(
        estimate=second.estimate,
        **dict.fromkeys(("low", "high", "se", "df", "p", "detectable"), blank),
        within=second.within,
        between=second.between,
    )


def joint_permutation(
    shares: ArrayLike,
    target: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    replicates: int = 1000,
    seed: int = 1,
) -> float:
    """Test all topics jointly, for any difference between two groups of articles.

    The statistic is the sum over topics of the absolute differences of mean shares; labels of whole
    articles are exchanged, and the labels as they are count as one permutation.

    Parameters
    ----------
    shares
        Articles x topics, for instance the mean over draws.
    target, reference
        As for `pooled_difference`.
    replicates, seed
        Number of permutations, and the seed of their generator.

    Returns
    -------
    float
        The p of no difference in any topic.

    Raises
    ------
    AnalysisError
        As for `pooled_difference`; fewer than 19 replicates.

    Examples
    --------
    >>> shares = np.array([[0.9, 0.1]] * 5 + [[0.2, 0.8]] * 5)
    >>> joint_permutation(shares, np.arange(10) < 5, replicates=199) < 0.05
    True
    """
    table = floats("shares", shares)
    given, _, inside = _groups("shares", table[None], target, reference)
    table = given[0]
    permutations(replicates)
    generator = seeded(seed)
    labels = np.stack([inside, *(generator.permutation(inside) for _ in range(replicates))])
    share = labels / inside.sum() - (1.0 - labels) / (1.0 - inside).sum()
    statistic = np.abs(share @ table).sum(axis=1)
    return float((statistic >= statistic[0] * (1.0 - 1e-9)).mean())


@dataclass(frozen=True)
class _Plan:
    """What a design makes of any response: coefficients, and residuals' part in their variance."""

    solver: FloatArray
    blocks: tuple[tuple[IntArray, FloatArray], ...]
    df: float


def _plan(columns: FloatArray, clusters: ArrayLike | None) -> _Plan:
    articles, width = columns.shape
    if clusters is None:
        units = np.arange(articles)
    else:
        given = labels(clusters)
        if given.shape != (articles,):
            raise AnalysisError(
                f"clusters must name one cluster for each of the {articles} articles; found shape "
                f"{given.shape}"
            )
        refuse_missing("cluster", given, np.ones(articles, dtype=bool))
        names = {name: place for place, name in enumerate(dict.fromkeys(given.tolist()))}
        units = np.array([names[name] for name in given.tolist()])
    number = int(units.max(initial=-1)) + 1
    if number <= width:
        raise AnalysisError(
            f"{number} articles or clusters cannot determine {width} coefficients and their errors"
        )
    if np.linalg.matrix_rank(columns) < width:
        raise AnalysisError("the columns of the design depend on each other; drop one")
    bread = np.linalg.inv(columns.T @ columns)
    solver = bread @ columns.T
    blocks = []
    for unit in range(number):
        rows = np.flatnonzero(units == unit)
        part = columns[rows]
        blocks.append((rows, solver[:, rows] @ _root(np.eye(len(rows)) - part @ bread @ part.T)))
    return _Plan(solver, tuple(blocks), float(number - width))


def _root(matrix: FloatArray) -> FloatArray:
    """Invert the square root of a symmetric matrix; directions without residuals are dropped."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > 1e-9
    roots = np.where(kept, 1.0 / np.sqrt(np.where(kept, values, 1.0)), 0.0)
    return np.asarray((vectors * roots) @ vectors.T)


def _groups(
    name: str, draws: ArrayLike, target: ArrayLike, reference: ArrayLike | None
) -> tuple[FloatArray, IntArray, FloatArray]:
    shares = floats(name, draws)
    if shares.ndim not in (2, 3):
        raise AnalysisError(f"draws must be draws x articles (x topics); found {shares.shape}")
    first = mask("target", target, shares.shape[1])
    second = ~first if reference is None else mask("reference", reference, shares.shape[1])
    if (first & second).any():
        raise AnalysisError(f"{int((first & second).sum())} article(s) are in both groups at once")
    for side, group in (("target", first), ("reference", second)):
        if not group.any():
            raise AnalysisError(f"the {side} group has no articles")
    chosen = np.flatnonzero(first | second)
    return finite(name, shares[:, chosen]), chosen, first[chosen].astype(np.float64)


def _thin(inside: FloatArray, units: ArrayLike | None) -> bool:
    from toolkit.stats.inference.clusters import FEWEST_CLUSTERS

    if units is None:
        return bool(min(inside.sum(), (1.0 - inside).sum()) < FEWEST_ARTICLES)
    names = np.asarray(units, dtype=object)
    sides = (names[inside == side].tolist() for side in (0.0, 1.0))
    return min(len(set(side)) for side in sides) < FEWEST_CLUSTERS
