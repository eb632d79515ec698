"""Were planted effects recovered? Errors of coding that fell on one group more than on others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import FloatArray, IntArray, permutations, refuse_missing, seeded


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
        When no stratum has articles of both groups, or an article of either has no level.

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
    levels = np.asarray(np.zeros(len(lengths)) if strata is None else strata, dtype=object)
    refuse_missing("level of the second variable", levels, ours | theirs)
    found, total = np.zeros(len(lengths)), 0.0
    for level in dict.fromkeys(levels[ours | theirs].tolist()):
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
    kept: ArrayLike,
    coded: ArrayLike,
    sizes: ArrayLike,
    weights: Sequence[ArrayLike],
    *,
    replicates: int = 1999,
    seed: int = 1,
) -> float:
    """Test whether recovered effects differ from planted ones by more than even coding errors.

    Readers miss some units and see an item in others. If they do so alike everywhere, any unit that
    was planted with the item is as likely to be missed as any other, and any unit without it as
    likely to be taken for one with it. The errors of each item are dealt out anew in that way,
    their numbers kept; the effects that the errors have are compared with those of the deals (Wald,
    with the covariance of the deals).

    Errors that hang together within articles make p too small.

    Parameters
    ----------
    planted, kept, coded
        Units with each item, articles x items: as planned, as planned and coded, as coded.
    sizes
        Units of each article.
    weights
        For each item the effects on it, articles x effects, from `effect_weights`.
    replicates
        How often the errors are dealt.
    seed
        Of the deals.

    Returns
    -------
    float
        p. A small one says that errors fell on some groups more than on others; 1 without errors.

    Raises
    ------
    AnalysisError
        When more units are kept than were planted or coded, or coded than an article has; fewer
        than 19 replicates.

    Notes
    -----
    A randomisation test (Edgington and Onghena 2007, Randomization Tests, 4th ed., chapter 1),
    exact when errors fall on units independently.

    Examples
    --------
    >>> planted, kept, coded = [[2], [2], [2], [2]], [[2], [2], [0], [0]], [[2], [2], [0], [0]]
    >>> weights = effect_weights([4] * 4, [1, 1, 0, 0], [0, 0, 1, 1])[:, None]
    >>> recovered(planted, kept, coded, [4] * 4, [weights]) < 0.05
    True
    """
    truth, held, found = (np.asarray(value, dtype=np.int64) for value in (planted, kept, coded))
    lengths = np.asarray(sizes, dtype=np.int64)[:, None]
    missed, invented = truth - held, found - held
    absent = lengths - truth
    if min(missed.min(), invented.min(), (absent - invented).min(), held.min()) < 0:
        raise AnalysisError(
            "more units are kept than planted or coded, or coded than there are; "
            "count kept as the units that were planted and coded"
        )
    permutations(replicates)
    generator = seeded(seed)
    observed, dealt = [], []
    for item, effects in enumerate(weights):
        lost = _deal(generator, truth[:, item], missed[:, item].sum(), replicates)
        made = _deal(generator, absent[:, item], invented[:, item].sum(), replicates)
        effect = np.asarray(effects, dtype=float)
        observed.append((invented[:, item] - missed[:, item]) @ effect)
        dealt.append((made - lost) @ effect)
    all_dealt = np.hstack(dealt)
    centre = all_dealt.mean(axis=0)
    away = np.vstack([np.hstack(observed), all_dealt]) - centre
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(all_dealt.T)), rcond=1e-8, hermitian=True)
    statistic = np.einsum("ij,jk,ik->i", away, inverse, away)
    return float(np.mean(statistic >= statistic[0] * (1.0 - 1e-9)))


def _deal(
    generator: np.random.Generator, units: IntArray, number: int, replicates: int
) -> IntArray:
    """Deal a number of errors to units, each unit at most one; count them by article."""
    return generator.multivariate_hypergeometric(units, number, replicates, method="marginals")
