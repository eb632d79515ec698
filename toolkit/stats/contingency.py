"""Two-by-two tables: the counts behind every measure of association and of keyness.

Notation after Evert, *The Statistics of Word Cooccurrences* (2005): ``o11`` is the joint count,
``r1`` and ``c1`` are the totals of the first row and column, ``n`` is the grand total.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.stats._arrays import FloatArray, aligned, floats, numbers, one_of, refuse

# R's fisher.test calls two probabilities equal when they differ by less than this share.
_EQUAL_SHARE = 1e-7
# Keeps a logarithm finite, so that 0 ln 0 is 0.
_ABOVE_MINUS_1 = np.nextafter(-1.0, 0.0)


@dataclass(frozen=True)
class Table:
    """Observed and expected counts of many two-by-two tables; make one with `table`.

    Parameters
    ----------
    o11, r1, c1, n
        Arrays of one shape; all but `o11` may be scalars that hold for every table.
    """

    o11: FloatArray
    r1: FloatArray
    c1: FloatArray
    n: FloatArray

    @cached_property
    def r2(self) -> FloatArray:
        """Total of the second row."""
        return self.n - self.r1

    @cached_property
    def c2(self) -> FloatArray:
        """Total of the second column."""
        return self.n - self.c1

    @cached_property
    def o12(self) -> FloatArray:
        """First row, second column."""
        return self.r1 - self.o11

    @cached_property
    def o21(self) -> FloatArray:
        """Second row, first column."""
        return self.c1 - self.o11

    @cached_property
    def o22(self) -> FloatArray:
        """Second row, second column."""
        return self.r2 - self.o21

    @cached_property
    def e11(self) -> FloatArray:
        """Joint count expected under independence, ``r1 * c1 / n``."""
        return self.r1 * self.c1 / self.n

    @cached_property
    def excess(self) -> FloatArray:
        """Observed minus expected joint count; the other cells differ by the same amount."""
        # of the forms that are equal this multiplies the smallest counts: beyond 2^53 products are
        # rounded, and what is wanted is their difference
        return (self.o11 * self.o22 - self.o12 * self.o21) / self.n


def table(o11: ArrayLike, r1: ArrayLike, c1: ArrayLike, n: ArrayLike) -> Table:
    """Check four counts and make tables of them.

    Parameters
    ----------
    o11, r1, c1, n
        Joint count, first row total, first column total, grand total; scalars or arrays that
        broadcast against each other.

    Raises
    ------
    AnalysisError
        A count is negative or not finite, ``n`` is 0, or a cell would be negative.

    Examples
    --------
    >>> float(table(10, 20, 30, 100).o22)
    60.0
    """
    arrays = aligned(numbers("o11", o11), numbers("r1", r1), numbers("c1", c1), numbers("n", n))
    names = ("o11", "r1", "c1", "n")
    found = dict(zip(names, arrays, strict=True))
    joint, row, column, total = arrays
    least, most = row + column - total, np.minimum(row, column)
    # one look at all is enough where all is well
    if not ((least <= joint) & (joint <= most) & (least <= most) & (total > 0)).all():
        refuse(total <= 0, "n must be above 0", found)
        refuse(least > most, "a margin is larger than n", found)
        refuse(
            joint > most,
            "o11 is larger than its margin, which no table can be; for counts in windows r1 is the "
            "number of window slots, each slot counted once",
            found,
        )
        refuse(least > joint, "o22 would be negative: r1 + c1 - o11 is larger than n", found)
    return Table(joint, row, column, total)


def expected(r1: ArrayLike, c1: ArrayLike, n: ArrayLike) -> FloatArray:
    """Give the joint count expected under independence, ``r1 * c1 / n``.

    For collocates in a window, ``r1`` as the number of window slots takes the span into account
    (CQPweb, #LancsBox); the frequency of the node in its place does not (NLTK, Sketch Engine),
    which raises MI by ``log2`` of the number of slots per node.

    Parameters
    ----------
    r1, c1, n
        Row total, column total, grand total.

    Raises
    ------
    AnalysisError
        ``n`` is 0 or a count is negative.

    Examples
    --------
    >>> float(expected(20, 30, 100))
    6.0
    """
    row, column, total = aligned(numbers("r1", r1), numbers("c1", c1), numbers("n", n))
    refuse(total <= 0, "n must be above 0", {"n": total})
    return row * column / total


def log_likelihood(cells: Table, *, correction: str = "none") -> FloatArray:
    """Compute the signed log-likelihood ratio G2 over all four cells.

    ``2 * sum O ln(O / E)`` with ``0 ln 0 = 0``, negative where ``o11 < e11``. Source: Dunning
    (1993), Computational Linguistics 19(1), 61-74.

    Parameters
    ----------
    cells
        The tables.
    correction
        ``"none"``, ``"yates"`` (each cell moves half a count towards its expectation) or
        ``"williams"`` (divided by `williams_factor`).

    Raises
    ------
    AnalysisError
        The correction is unknown.

    Examples
    --------
    >>> round(float(log_likelihood(table(10, 10, 13, 31777))), 2)
    167.23
    """
    _known(correction)
    excess = cells.excess
    observed: tuple[FloatArray, ...] = (cells.o11, cells.o12, cells.o21, cells.o22)
    expectations = _expected(cells)
    if correction == "yates":
        excess = np.sign(excess) * np.maximum(np.abs(excess) - 0.5, 0.0)
        differences = (excess, -excess, -excess, excess)
        observed = tuple(
            np.maximum(expectation + difference, 0.0)
            for expectation, difference in zip(expectations, differences, strict=True)
        )
    score = np.zeros(np.shape(excess))
    # o ln(o / e) = o log1p((o - e) / e): the sum keeps its digits when observed and expected
    # are millions and nearly equal. The four differences cancel.
    with np.errstate(divide="ignore", invalid="ignore"):
        for count, expectation, difference in zip(
            observed, expectations, (excess, -excess, -excess, excess), strict=True
        ):
            score += count * np.log1p(np.maximum(difference / expectation, _ABOVE_MINUS_1))
    score = np.where(_full(cells), 2.0 * np.maximum(score, 0.0), 0.0)
    if correction == "williams":
        score = score / williams_factor(cells)
    return signed(score, cells.excess)


def chi2(cells: Table, *, correction: str = "none") -> FloatArray:
    """Compute Pearson's chi-squared, negative where ``o11 < e11``; 0 where a margin is empty.

    ``n (|o11 o22 - o12 o21| - y)^2 / (r1 r2 c1 c2)`` with ``y = n / 2`` for Yates's correction,
    never past 0, and ``y = 0`` otherwise. Sources: Evert (2005); Yates (1934), Supplement to the
    Journal of the Royal Statistical Society 1(2), 217-235.

    Parameters
    ----------
    cells
        The tables.
    correction
        ``"none"``, ``"yates"`` or ``"williams"`` (divided by `williams_factor`).

    Raises
    ------
    AnalysisError
        The correction is unknown.

    Examples
    --------
    >>> float(chi2(table(1, 4, 4, 8), correction="yates"))
    -0.5
    """
    _known(correction)
    distance = np.abs(cells.excess)
    if correction == "yates":
        distance = np.maximum(distance - 0.5, 0.0)
    # n |o11 o22 - o12 o21| / n = n |excess|: the margins divide one by one, so that no product of
    # four large numbers overflows the exact integers.
    square = distance**2
    with np.errstate(divide="ignore", invalid="ignore"):
        score = sum(square / expectation for expectation in _expected(cells))
    score = np.where(_full(cells), score, 0.0)
    if correction == "williams":
        score = score / williams_factor(cells)
    return signed(score, cells.excess)


def williams_factor(cells: Table) -> FloatArray:
    """Compute Williams's factor, at least 1, by which G2 and chi-squared are divided.

    ``1 + (n/r1 + n/r2 - 1)(n/c1 + n/c2 - 1) / (6 n)``; 1 where a margin is empty. Source: Williams
    (1976), Biometrika 63(1), 33-37.

    Parameters
    ----------
    cells
        The tables.

    Examples
    --------
    >>> float(williams_factor(table(5, 10, 10, 20)))
    1.075
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = cells.n / cells.r1 + cells.n / cells.r2 - 1.0
        columns = cells.n / cells.c1 + cells.n / cells.c2 - 1.0
        return np.where(_full(cells), 1.0 + rows * columns / (6.0 * cells.n), 1.0)[()]


def fisher(cells: Table, *, alternative: str = "two-sided") -> FloatArray:
    """Compute the p of Fisher's exact test; it treats every token as independent.

    Computed by SciPy's hypergeometric distribution: all digits up to 1e5 places, ten at 1e6, nearly
    seven at 1e9. What is under 1e-308 is 0.

    Two-sided: the sum of the probabilities of all tables with the same margins that are no more
    likely than the one observed. Source: Fisher (1922), Journal of the Royal Statistical Society
    85(1), 87-94; the two-sided rule is that of R's ``fisher.test``.

    Parameters
    ----------
    cells
        The tables, of whole counts.
    alternative
        ``"two-sided"``, ``"greater"`` (attraction), ``"less"`` (repulsion) or ``"central"`` (twice
        the smaller of the last two, at most 1; the p that belongs to central intervals).

    Raises
    ------
    AnalysisError
        A count is not whole, or the alternative is unknown.

    Examples
    --------
    >>> round(float(fisher(table(3, 4, 4, 8))), 3)
    0.486
    """
    from scipy.stats import hypergeom

    one_of("alternative", alternative, ("two-sided", "greater", "less", "central"))
    margins = (cells.n, cells.r1, cells.c1)
    for name, array in zip(("o11", "n", "r1", "c1"), (cells.o11, *margins), strict=True):
        refuse(
            array != np.floor(array), f"Fisher's test needs whole counts in {name}", {name: array}
        )
    if alternative == "greater":
        return np.asarray(hypergeom.sf(cells.o11 - 1, *margins))[()]
    if alternative == "less":
        return np.asarray(hypergeom.cdf(cells.o11, *margins))[()]
    if alternative == "central":
        tails = (fisher(cells, alternative="greater"), fisher(cells, alternative="less"))
        return np.minimum(2.0 * np.minimum(*tails), 1.0)
    own = np.asarray(hypergeom.pmf(cells.o11, *margins)) * (1.0 + _EQUAL_SHARE)
    above = cells.excess > 0
    tail = np.where(
        above, hypergeom.sf(cells.o11 - 1, *margins), hypergeom.cdf(cells.o11, *margins)
    )
    other = np.where(
        above,
        hypergeom.cdf(_far_end(cells, own, upper=False), *margins),
        hypergeom.sf(_far_end(cells, own, upper=True) - 1, *margins),
    )
    # a table as likely as the likeliest: none is less likely, and with two equal peaks the search
    # for the other tail would begin beyond the second
    at_peak = own >= hypergeom.pmf(_mode(cells), *margins)
    return np.where(at_peak, 1.0, np.minimum(tail + other, 1.0))[()]


def signed(score: FloatArray, direction: FloatArray) -> FloatArray:
    """Give a score the sign of the difference behind it; never a negative zero."""
    return np.sign(direction) * score + 0.0


def p_from_chi2(score: ArrayLike) -> FloatArray:
    """Turn G2 or chi-squared (signed or not) into the usual p on one degree of freedom.

    It treats every token as an independent draw, which words in articles are not: with like
    articles on both sides it calls far more than 5 % of words key. For a comparison of authors or
    years use `toolkit.stats.inference`.

    Parameters
    ----------
    score
        G2 or chi-squared of a two-by-two table.

    Raises
    ------
    AnalysisError
        A score is not a number.

    Examples
    --------
    >>> round(float(p_from_chi2(-3.841459)), 4)
    0.05
    """
    from scipy.special import chdtrc

    return np.asarray(chdtrc(1.0, np.abs(floats("score", score))), dtype=np.float64)[()]


def _expected(cells: Table) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Give the expected counts of all four cells, row by row."""
    first, second = cells.r1 / cells.n, cells.r2 / cells.n
    return first * cells.c1, first * cells.c2, second * cells.c1, second * cells.c2


def _full(cells: Table) -> NDArray[np.bool_]:
    """Tell where no margin is empty; elsewhere nothing can differ from what is expected."""
    return np.asarray((cells.r1 > 0) & (cells.r2 > 0) & (cells.c1 > 0) & (cells.c2 > 0))


def _known(correction: str) -> None:
    one_of("correction", correction, ("none", "yates", "williams"))


def _far_end(cells: Table, limit: FloatArray, *, upper: bool) -> NDArray[np.float64]:
    """Find by bisection where the other tail begins: the count nearest the mode within `limit`.

    The hypergeometric distribution has one peak, so that on each side of it the probabilities fall
    steadily. One past the support where no table of that side is unlikely enough.
    """
    from scipy.stats import hypergeom

    least = np.maximum(0.0, cells.r1 + cells.c1 - cells.n)
    most = np.minimum(cells.r1, cells.c1)
    # invariant: `inside` is too likely or the mode itself, `outside` is unlikely enough or past
    # the end of the support
    inside = _mode(cells)
    outside = most + 1.0 if upper else least - 1.0
    while True:
        wide = np.abs(outside - inside) > 1.0
        if not wide.any():
            return np.asarray(outside)
        middle = np.floor((inside + outside) / 2.0)
        unlikely = hypergeom.pmf(middle, cells.n, cells.r1, cells.c1) <= limit
        outside = np.where(wide & unlikely, middle, outside)
        inside = np.where(wide & ~unlikely, middle, inside)


def _mode(cells: Table) -> NDArray[np.float64]:
    """Give the likeliest count under independence; where two are, the larger."""
    mode = np.floor((cells.r1 + 1.0) * (cells.c1 + 1.0) / (cells.n + 2.0))
    least = np.maximum(0.0, cells.r1 + cells.c1 - cells.n)
    return np.asarray(np.clip(mode, least, np.minimum(cells.r1, cells.c1)))
