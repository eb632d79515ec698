"""Were planted effects recovered? Errors of coding that fell on one group more than on others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import FloatArray


def effect_weights(
    sizes: ArrayLike,
    target: ArrayLike,
    reference: ArrayLike,
    strata: ArrayLike | None = None,
) -> FloatArray:
    """Say what one unit of each article adds to a difference of two shares.

    The difference is ``counts @ weights``. With `strata` it is the difference of shares within
    each stratum, averaged with Mantel and Haenszel's weights.

    Parameters
    ----------
    sizes
        Units (paragraphs) of each article.
    target, reference
        Whether each article is in the group.
    strata
        Level of a second variable for each article.

    Raises
    ------
    AnalysisError
        When no stratum has articles of both groups.

    Notes
    -----
    Rothman, Greenland and Lash (2008), Modern Epidemiology, 3rd ed., chapter 15.

    Examples
    --------
    >>> effect_weights([2, 2, 4], [True, True, False], [False, False, True]).tolist()
    [0.25, 0.25, -0.25]
    """
    lengths = np.asarray(sizes, dtype=float)
    ours, theirs = np.asarray(target, dtype=bool), np.asarray(reference, dtype=bool)
    levels = np.zeros(len(lengths)) if strata is None else np.asarray(strata)
    found, total = np.zeros(len(lengths)), 0.0
    for level in np.unique(levels):
        here = levels == level
        one, other = lengths[ours & here].sum(), lengths[theirs & here].sum()
        if one and other:
            share = one * other / (one + other)
            found += share * here * (ours / one - theirs / other)
            total += share
    if not total:
        raise AnalysisError("no stratum has articles of both groups; compare without strata")
    weights: FloatArray = found / total
    return weights


def recovered(
    planted: ArrayLike,
    coded: ArrayLike,
    sizes: ArrayLike,
    weights: ArrayLike,
    *,
    flips: int = 499,
    seed: int = 1,
) -> float:
    """Test whether recovered effects differ from planted ones by more than even coding errors.

    Given what was planted, an item is expected ``s * planted + (1 - t) * (size - planted)`` times
    in an article, with sensitivity s and specificity t of the whole panel (least squares through
    the origin). What is left over is weighted as in each effect; the sums over articles are
    compared with their covariance (Wald), and that statistic with those after the signs of whole
    articles are flipped at random.

    Parameters
    ----------
    planted, coded
        Units with the item, articles x effects: the item of each effect in its column.
    sizes
        Units of each article.
    weights
        Articles x effects, from `effect_weights`.
    flips
        Random flips of signs.
    seed
        Of the flips.

    Returns
    -------
    float
        p. A small one says that errors fell on some groups more than on others.

    Notes
    -----
    Sign flips of whole clusters: Cameron, Gelbach and Miller (2008), Review of Economics and
    Statistics 90, 414-427 (the wild bootstrap with Rademacher weights).

    Examples
    --------
    >>> truth = np.array([[2.0], [1.0], [0.0], [2.0]])
    >>> weights = effect_weights([4] * 4, [1, 1, 0, 0], [0, 0, 1, 1])[:, None]
    >>> recovered(truth, truth, [4] * 4, weights)
    1.0
    """
    truth, found = np.asarray(planted, dtype=float), np.asarray(coded, dtype=float)
    lengths, effect = np.asarray(sizes, dtype=float), np.asarray(weights, dtype=float)
    contributions = np.empty_like(effect)
    for column in range(effect.shape[1]):
        regressors = np.column_stack([truth[:, column], lengths - truth[:, column]])
        rates = np.linalg.lstsq(regressors, found[:, column], rcond=None)[0]
        contributions[:, column] = (found[:, column] - regressors @ rates) * effect[:, column]
    if np.abs(contributions).max() < 1e-12:
        return 1.0  # every unit was coded as planted
    inverse = np.linalg.pinv(contributions.T @ contributions, rcond=1e-8, hermitian=True)
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), (flips + 1, len(lengths)))
    signs[0] = 1.0
    sums = signs @ contributions
    statistic = np.einsum("ij,jk,ik->i", sums, inverse, sums)
    return float(np.mean(statistic >= statistic[0] * (1.0 - 1e-9)))
