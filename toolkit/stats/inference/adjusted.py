"""Compare two groups within the levels of a second variable.

Authors who write about different events differ for that reason alone; within an event they can be
compared. The second variable splits the articles into strata; only strata in which both groups have
articles can speak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    add_up,
    labels,
    one_of,
    refuse_missing,
)
from toolkit.stats.inference.estimates import Adjusted
from toolkit.stats.inference.rates import SCALES, assemble
from toolkit.stats.inference.sums import Counts, Rates, Sample, read, two_groups

if TYPE_CHECKING:
    from scipy.sparse import csr_array

WEIGHTS = ("mantel_haenszel", "standard")


def adjusted(
    counts: Counts,
    sizes: ArrayLike,
    target: ArrayLike,
    strata: ArrayLike,
    reference: ArrayLike | None = None,
    *,
    scale: str = "log_ratio",
    weights: str = "mantel_haenszel",
    confidence: float = 0.95,
) -> Adjusted:
    """Compare the rates of every item in two groups, adjusted for a second variable.

    Both groups' rates within each stratum are averaged with the same weights ``W_h``, so that both
    are rates of one mix of strata. ``"mantel_haenszel"``: ``W_h`` proportional to ``L1h L2h /
    (L1h + L2h)``, the steadiest choice, under which the ratio is the Mantel-Haenszel rate ratio
    (Rothman, Greenland and Lash, *Modern Epidemiology*, 3rd ed. 2008, chapter 15). ``"standard"``:
    direct standardisation, ``W_h`` the stratum's share of both groups' text. The variance comes
    from the articles' deviations from stratum and group together (weighted least squares, HC2), so
    that strata with one article a side count too; Welch's degrees of freedom from the residual
    ones of each group.

    It does not correct for what differs between the groups within a stratum.

    Parameters
    ----------
    counts, sizes, target, reference
        As for `compare`.
    strata
        Level of the second variable for each article.
    scale
        ``"log_ratio"`` (base 2) or ``"difference"``.
    weights
        ``"mantel_haenszel"`` or ``"standard"``.
    confidence
        Coverage of each interval.

    Raises
    ------
    AnalysisError
        As for `compare`; no stratum has articles of both groups; an article of either has no level.

    Examples
    --------
    >>> counts = [8, 9, 2, 7, 8, 7, 1, 2, 3, 2, 2, 2]
    >>> events = ["war"] * 2 + ["gas"] + ["war"] * 3 + ["gas"] * 6
    >>> target = [True] * 2 + [False] + [True] * 2 + [False] * 2 + [True] + [False] * 3 + [True]
    >>> found = adjusted(counts, [100] * 12, np.array(target), events)
    >>> round(float(found.estimate), 3), found.strata_used
    (0.13, ('gas', 'war'))
    """
    one_of("scale", scale, SCALES)
    one_of("weights", weights, WEIGHTS)
    sample = read(counts, sizes)
    first, second = two_groups(sample, target, reference)
    design = stratify(sample.sizes, first, second, strata, weights)
    found = _standardised(sample, design)
    limit = design.steadiness(sample.sizes)
    result = assemble(sample, found, scale=scale, confidence=confidence, most=limit)
    return Adjusted(
        **vars(result),
        strata_used=design.used,
        strata_left_out=design.left_out,
        share_used=float((design.stratum >= 0).sum() / (first | second).sum()),
    )


@dataclass(frozen=True)
class Strata:
    """Where each article stands in a stratified comparison.

    Parameters
    ----------
    stratum
        Number of the article's stratum, -1 where it is not used.
    target
        True for articles of the target among those used.
    size
        Sizes of the groups in the strata: 2 x strata.
    weight
        Weight of each stratum; they sum to 1.
    leverage
        Leverage of each article in the regression of rates on stratum and group.
    freedom
        Residual degrees of freedom of each group.
    used, left_out
        Levels of the second variable.
    """

    stratum: IntArray
    target: BoolArray
    size: FloatArray
    weight: FloatArray
    leverage: FloatArray
    freedom: FloatArray
    used: tuple[object, ...]
    left_out: tuple[object, ...]

    @property
    def contribution(self) -> FloatArray:
        """What one occurrence in an article adds to the weighted difference of rates."""
        weight = np.append(self.weight, 0.0)[self.stratum]
        size = np.append(self.size, [[1.0], [1.0]], axis=1)[1 - self.target, self.stratum]
        return np.asarray(np.where(self.target, weight, -weight) / size)

    @property
    def variance_factor(self) -> FloatArray:
        """What an article's squared deviation adds to the variance (HC2)."""
        share = 1.0 - self.leverage
        # An article that alone decides a parameter has no deviation from it: it adds nothing.
        usable = share > 1e-9
        return np.divide(self.contribution**2, share, out=np.zeros_like(share), where=usable)

    def steadiness(self, sizes: FloatArray) -> float:
        """Give the degrees of freedom of the variance if articles vary as their sizes.

        Bell and McCaffrey's two moments, ``tr(M)^2 / tr(M^2)``; the hat matrix of strata and
        group is of low rank, so that its squares are sums over strata. A single article that
        stands against many in its stratum leaves few.
        """
        strata, inside = len(self.weight), np.where(self.stratum >= 0, self.stratum, 0)
        together = self.size.sum(axis=0)
        balance = self.size[0] * self.size[1] / together
        centred = np.where(self.target, self.size[1, inside], -self.size[0, inside])
        centred = centred / together[inside]
        length = np.where(self.stratum >= 0, sizes, 0.0)
        form = self.variance_factor * length
        plain = add_up(inside, form * length, strata)
        mixed = add_up(inside, form * length * centred, strata)
        whole = (form * length * centred**2).sum() / balance.sum()
        squares = (form**2 * (1.0 - 2.0 * self.leverage)).sum() + whole**2
        squares += (plain**2 / together**2 + 2.0 * mixed**2 / together / balance.sum()).sum()
        # With one article a side nothing deviates: no degrees of freedom.
        return float((form * (1.0 - self.leverage)).sum() ** 2 / squares) if squares > 0 else 0.0


def stratify(
    sizes: FloatArray, first: BoolArray, second: BoolArray, strata: ArrayLike, weights: str
) -> Strata:
    """Assign the articles of two groups to strata, and work out weights and leverages."""
    levels, number = _levels(strata, first | second)
    size = np.stack([add_up(number[group], sizes[group], len(levels)) for group in (first, second)])
    shared = (size > 0).all(axis=0)
    present = (size > 0).any(axis=0)
    if not shared.any():
        raise AnalysisError(
            "no level of the second variable has articles of both groups, so nothing can be "
            f"compared within levels; there are {int(present.sum())} levels"
        )
    renumbered = np.where(shared, np.cumsum(shared) - 1, -1)
    stratum = np.where(first | second, renumbered[number], -1)
    size = size[:, shared]
    together = size.sum(axis=0)
    balance = size[0] * size[1] / together
    weight = balance if weights == "mantel_haenszel" else together
    used = stratum >= 0
    inside = np.where(used, stratum, 0)
    # What is left of the group's indicator once the strata are taken out.
    centred = np.where(first, size[1, inside], size[0, inside]) / together[inside]
    leverage = sizes / together[inside] + sizes * centred**2 / balance.sum()
    leverage = np.where(used, leverage, 0.0)
    groups = np.stack([first & used, second & used])
    return Strata(
        stratum=stratum,
        target=first & used,
        size=size,
        weight=weight / weight.sum(),
        leverage=leverage,
        freedom=groups.sum(axis=1) - groups @ leverage,
        used=tuple(levels[shared].tolist()),
        left_out=tuple(levels[present & ~shared].tolist()),
    )


def _levels(strata: ArrayLike, used: BoolArray) -> tuple[NDArray[np.object_], IntArray]:
    given = labels(strata)
    if given.shape != used.shape:
        raise AnalysisError(
            f"strata must give one level for each of the {len(used)} articles; found shape "
            f"{given.shape}"
        )
    refuse_missing("level of the second variable", given, used)
    names = sorted(set(given.tolist()), key=lambda level: (str(type(level)), level))
    code = {level: place for place, level in enumerate(names)}
    levels = np.empty(len(names), dtype=object)
    levels[:] = names
    return levels, np.array([code[level] for level in given.tolist()], dtype=np.int64)


def _standardised(sample: Sample, design: Strata) -> Rates:
    """Compute both groups' weighted rates, and the two parts of their difference's variance."""
    used = design.stratum >= 0
    groups = np.stack([design.target, used & ~design.target])
    cells = _cells(design, groups)
    share = np.abs(design.contribution)
    rate = (groups * share) @ sample.counts
    within = (cells @ sample.counts).toarray()
    strata = len(design.weight)
    together = design.size.sum(axis=0)
    balance = design.size[0] * design.size[1] / together
    cell_rate = within / design.size.reshape(-1, 1)
    effect = balance @ (cell_rate[:strata] - cell_rate[strata:]) / balance.sum()
    base = (within[:strata] + within[strata:] - effect * design.size[0][:, None]) / together[
        :, None
    ]
    fitted = np.concatenate([base + effect, base])
    factor = design.variance_factor
    spread = _squares(sample, groups, cells, fitted, factor)
    length = groups @ sample.sizes
    # the same rate, added up in another order, may differ in its last digits
    same = np.abs(rate[0] - rate[1]) <= 1e-12 * rate.sum(axis=0)
    return Rates(
        rate=np.where(same, rate[0], rate),
        variance=spread,
        count=groups.astype(np.float64) @ sample.counts,
        size=length,
        freedom=design.freedom,
        holding=sample.holding(groups.astype(np.float64)),
        share=groups * share * sample.sizes,
    )


def _squares(
    sample: Sample, groups: BoolArray, cells: csr_array, fitted: FloatArray, factor: FloatArray
) -> FloatArray:
    """Sum ``factor * (x - fitted L)^2`` over each group, expanded so that x stays sparse."""
    squares = (groups * factor) @ sample.squares
    weighted = cells.multiply(factor[None, :]).tocsr()
    cross = (weighted.multiply(sample.sizes[None, :]).tocsr() @ sample.counts).toarray()
    length = weighted @ sample.sizes**2
    strata = cells.shape[0] // 2
    rest = -2.0 * fitted * cross + fitted**2 * length[:, None]
    spread = squares + np.stack([rest[:strata].sum(axis=0), rest[strata:].sum(axis=0)])
    return np.where(spread <= 1e-12 * squares, 0.0, spread)


def _cells(design: Strata, groups: BoolArray) -> csr_array:
    """Indicate the articles of each group in each stratum: (2 x strata) x articles."""
    from scipy import sparse

    strata, used = len(design.weight), np.flatnonzero(design.stratum >= 0)
    cell = design.stratum[used] + strata * groups[1, used]
    shape = (2 * strata, len(design.stratum))
    return sparse.csr_array((np.ones(len(used)), (cell, used)), shape=shape)
