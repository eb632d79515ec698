"""Read counts of items in articles, and add them up over groups of articles.

A rate is the ratio of two sums, occurrences over sizes; its variance comes from the articles'
deviations ``x_i - r L_i`` (Cochran, *Sampling Techniques*, 3rd ed. 1977, section 6.4). The sum of
their squares is expanded into three sums, so that matrices stay sparse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    canonical,
    numbers,
    refuse,
    refuse_masked,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Counts: TypeAlias = ArrayLike | csr_array
else:
    Counts = Any

FEWEST_ARTICLES = 5
"""Articles of a group that must contain an item before it is given an interval."""

_ARTICLES_AT_ONCE = 4096


@dataclass(frozen=True)
class Sample:
    """Counts of items in articles, checked.

    Parameters
    ----------
    counts
        Articles x items, scipy CSR of floats.
    sizes
        Tokens (or paragraphs) of each article.
    single
        Whether one item was given as a plain row.
    """

    counts: csr_array
    sizes: FloatArray
    single: bool

    @property
    def items(self) -> int:
        """Number of items."""
        return int(self.counts.shape[1])

    def as_given(self, values: NDArray[Any]) -> NDArray[Any]:
        """Drop the axis of items (the last) where one item was given as a row: a scalar of one."""
        # with an ellipsis alone NumPy gives an array without axes, which cannot be rounded
        return values[..., 0][()] if self.single else values

    def holding(self, indicator: FloatArray) -> IntArray:
        """Count the articles of each group that contain each item: groups x items."""
        from scipy import sparse

        held = sparse.csr_array(
            (np.ones(self.counts.nnz), self.counts.indices, self.counts.indptr),
            shape=self.counts.shape,
        )
        found: FloatArray = np.asarray(indicator @ held)
        return np.asarray(np.rint(found), dtype=np.int64)

    @property
    def squares(self) -> csr_array:
        """The squares of the counts."""
        from scipy import sparse

        values = self.counts.data**2
        cells = (values, self.counts.indices, self.counts.indptr)
        return sparse.csr_array(cells, shape=self.counts.shape)


def read(counts: Counts, sizes: ArrayLike) -> Sample:
    """Check counts and sizes.

    Parameters
    ----------
    counts
        One item in each article, or articles x items (dense or scipy sparse).
    sizes
        Size of each article, in the unit of the rate: tokens, or paragraphs.

    Raises
    ------
    AnalysisError
        Shapes differ, a count is negative or above its article's size.
    """
    from scipy import sparse

    size = numbers("sizes", sizes)
    single = False
    if sparse.issparse(counts):
        matrix = canonical(counts)
    else:
        dense = numbers("counts", counts)
        single = dense.ndim == 1
        if dense.ndim not in (1, 2):
            raise AnalysisError(f"counts must be articles or articles x items; found {dense.shape}")
        matrix = sparse.csr_array(dense[:, None] if single else dense)
    if size.ndim != 1 or matrix.shape[0] != len(size):
        raise AnalysisError(
            f"counts has {matrix.shape[0]} articles but sizes has shape {size.shape}; give one "
            "size for each article"
        )
    if (matrix.data == 0).any():
        matrix = matrix.copy()
        matrix.eliminate_zeros()
    numbers("counts", matrix.data)
    for first in range(0, len(size), _ARTICLES_AT_ONCE):
        bounds = matrix.indptr[first : first + _ARTICLES_AT_ONCE + 1]
        count = matrix.data[bounds[0] : bounds[-1]]
        of_article = np.repeat(size[first : first + _ARTICLES_AT_ONCE], np.diff(bounds))
        refuse(
            count > of_article,
            "an item occurs oftener in an article than the article is long",
            {"count": count, "size": of_article},
        )
    return Sample(matrix, size, single)


def require_items(sample: Sample) -> None:
    """Refuse a table without columns where all items are tested together.

    Raises
    ------
    AnalysisError
    """
    if not sample.items:
        raise AnalysisError("counts has no item, so that nothing can be tested; give it a column")


def two_groups(
    sample: Sample, target: ArrayLike, reference: ArrayLike | None, *, overlap: bool = False
) -> tuple[BoolArray, BoolArray]:
    """Check the two groups of a comparison; empty articles belong to neither.

    Parameters
    ----------
    sample
        What was counted.
    target, reference
        True for the articles of each group; `reference` left out is all the rest.
    overlap
        Whether an article may be in both.

    Raises
    ------
    AnalysisError
        A mask has the wrong length, a group is empty, both are the same, or an article is in both
        where that is not allowed.
    """
    first = mask("target", target, len(sample.sizes))
    second = ~first if reference is None else mask("reference", reference, len(sample.sizes))
    both = np.flatnonzero(first & second)
    if len(both) and not overlap:
        raise AnalysisError(
            f"{len(both)} article(s) are in target and reference at once (the first is number "
            f"{both[0]}); leave articles of both authors out of the comparison"
        )
    filled = sample.sizes > 0
    first, second = first & filled, second & filled
    if len(both) and (first == second).all():
        raise AnalysisError("target and reference are the same articles; nothing can differ")
    for name, chosen in (("target", first), ("reference", second)):
        if not chosen.any():
            raise AnalysisError(f"the {name} group has no articles with text")
    return first, second


def mask(name: str, values: ArrayLike, articles: int) -> BoolArray:
    """Check a true-or-false mask over articles."""
    refuse_masked(name, values)
    array = np.asarray(values)
    if array.dtype != np.bool_ or array.shape != (articles,):
        raise AnalysisError(
            f"{name} must be true or false for each of the {articles} articles; found shape "
            f"{array.shape} of type {array.dtype}"
        )
    return array


@dataclass(frozen=True)
class Rates:
    """Rates of groups x items with their variances.

    ``freedom`` is each group's degrees of freedom (`bell_mccaffrey`), ``share`` what each article
    (or cluster of them) has of its group's text, groups x articles.
    """

    rate: FloatArray
    variance: FloatArray
    count: FloatArray
    size: FloatArray
    freedom: FloatArray
    holding: IntArray
    share: FloatArray


def rates(sample: Sample, indicator: FloatArray) -> Rates:
    """Compute the rate of each item in each group, and its linearised variance.

    Deviations are divided by ``1 - h_i``, ``h_i`` the article's share of its group's size (HC2,
    MacKinnon and White 1985, Journal of Econometrics 29, 305-325); with articles of one length
    that is Cochran's factor ``n / (n - 1)``. NaN for a group of one article.

    Parameters
    ----------
    sample
        Counts and sizes.
    indicator
        Groups x articles, 0 or 1.
    """
    length = indicator @ sample.sizes
    count = indicator @ sample.counts
    with np.errstate(divide="ignore", invalid="ignore"):
        leverage = indicator * sample.sizes / length[:, None]
        freedom = bell_mccaffrey(leverage)
        rate = count / length[:, None]
        variance = _spread(sample, leverage, rate, 1.0 / (1.0 - leverage)) / length[:, None] ** 2
    variance[freedom < 1e-9] = np.nan
    return Rates(rate, variance, count, length, freedom, sample.holding(indicator), leverage)


def jackknife(sample: Sample, found: Rates) -> FloatArray:
    """Compute the variance of each rate from what it is without each article in turn.

    Deviations are divided by ``(1 - h_i)**2`` (HC3, MacKinnon and White 1985): the sum over
    articles of the squared change of the rate when one is left out. It is larger than that of
    `rates`, the more so where articles are few or one is long, and on average too large.

    Parameters
    ----------
    sample, found
        Counts, and what `rates` found.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = 1.0 / (1.0 - found.share) ** 2
        variance = _spread(sample, found.share, found.rate, weight) / found.size[:, None] ** 2
    variance[found.freedom < 1e-9] = np.nan
    return variance


def _spread(
    sample: Sample, leverage: FloatArray, rate: FloatArray, weight: FloatArray
) -> FloatArray:
    """Add up squared deviations of articles, each times its weight: groups x items."""
    weight = np.where((leverage > 0.0) & (leverage < 1.0), weight, 0.0)
    squares = weight @ sample.squares
    cross = (weight * sample.sizes) @ sample.counts
    spread = squares - 2.0 * rate * cross + rate**2 * (weight @ sample.sizes**2)[:, None]
    # What is left of rounding when every article has exactly the same rate is no variance.
    return np.where(spread <= 1e-12 * squares, 0.0, spread)


def covariance(
    sample: Sample, found: Rates, first: BoolArray, second: BoolArray
) -> FloatArray | float:
    """Compute the covariance of two groups' rates that articles in both bring.

    Each such article deviates from both rates; the products of its two deviations, each divided by
    the root of ``1 - h`` as in `rates`, are summed over the groups' sizes.

    Parameters
    ----------
    sample, found
        Counts, and the rates of both groups.
    first, second
        Articles of each group.
    """
    both = np.flatnonzero(first & second)
    if not len(both):
        return 0.0
    sizes = sample.sizes[both]
    left = np.clip(1.0 - sizes / found.size[:, None], 0.0, 1.0)
    factor = np.divide(
        1.0, np.sqrt(left[0] * left[1]), out=np.zeros_like(sizes), where=left[0] * left[1] > 0
    )
    part = Sample(sample.counts[both], sizes, sample.single)
    # (x - r L)(x - s L) = x^2 - (r + s) x L + r s L^2
    squares = factor @ part.squares
    cross = (factor * sizes) @ part.counts
    products = squares - found.rate.sum(axis=0) * cross
    products = products + found.rate[0] * found.rate[1] * (factor @ sizes**2)
    return np.asarray(products / (found.size[0] * found.size[1]))


def bell_mccaffrey(share: FloatArray) -> FloatArray:
    """Give the degrees of freedom of the HC2 variance of a rate.

    Satterthwaite's two moments of that variance when deviations vary as articles are long (as
    counts do): ``1 / (sum h^2 + (sum h^2/(1 - h))^2 - sum h^4/(1 - h)^2)``. With articles of one
    length that is their number less one; fewer where a few long articles carry the rate. 0 for a
    group of one article. Source: Bell and McCaffrey (2002), Survey Methodology 28(2), 169-181,
    for a regression through the origin on the articles' sizes, weighted by their inverses.

    Parameters
    ----------
    share
        Share of each article in the size of its group: groups x articles, each row summing to 1.

    Examples
    --------
    >>> bell_mccaffrey(np.full((1, 5), 0.2)).round(6).tolist()
    [4.0]
    >>> bell_mccaffrey(np.array([[0.6, 0.1, 0.1, 0.1, 0.1], [1.0, 0, 0, 0, 0]])).round(2).tolist()
    [2.08, 0.0]
    """
    left = np.where(share < 1.0, 1.0 - share, np.inf)
    drawn = share**2 / left
    square = (share**2).sum(axis=1) + drawn.sum(axis=1) ** 2 - (drawn**2).sum(axis=1)
    return np.where((share < 1.0).all(axis=1), 1.0 / square, 0.0)
