"""Dispersion: how evenly a word is spread over the parts of a corpus, or along it.

Scales differ. ``juilland_d carroll_d2 rosengren_s da dkl`` run from 0 (uneven) to 1 (even); ``dp``
and ``dp_norm`` run the other way, as Gries defined them: 0 is even. ``range`` counts parts. ``arf
awt ald`` are frequencies, discounted where occurrences cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import (
    FloatArray,
    add_up,
    canonical,
    choose,
    numbers,
    one_of,
    refuse,
    scalar,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_CELLS_AT_ONCE = 1_000_000


def dispersion(
    counts: ArrayLike | csr_array, sizes: ArrayLike, measure: str, **options: Any
) -> FloatArray:
    """Measure how evenly words are spread over the parts of a corpus.

    Parts without words are left out. A word that never occurs has no dispersion: NaN, but ``range``
    0. With one part there is nothing to compare, which is refused for all but ``range``.

    Parameters
    ----------
    counts
        Occurrences of one word in each part, or parts x words (dense or scipy sparse).
    sizes
        Words of each part.
    measure
        One of `MEASURES`. The names ``arf awt ald`` need the places of the occurrences: see
        `dispersion_positions`.
    **options
        ``scaling`` for ``dkl``: ``"odds_to_probability"``, ``"base_e"`` or ``"base_2"``;
        ``smallest`` for ``dp_norm``: the smallest part of ``"all"``, or ``"holding"``, of those
        that hold the word.

    Returns
    -------
    array
        One value for each word; a scalar for one word. Formulas and sources are in
        ``docs/formulas.md``.

    Raises
    ------
    AnalysisError
        The measure is unknown, shapes differ, a count is above its part's size, or there are
        fewer than two parts.

    Examples
    --------
    >>> float(dispersion([0, 4, 3, 2, 1], [100] * 5, "juilland_d").round(4))
    0.6464
    >>> dispersion([[1, 3], [1, 0]], [10, 10], "dp")
    array([0. , 0.5])
    """
    if measure in POSITION_MEASURES:
        raise AnalysisError(
            f"{measure!r} needs the places of the occurrences; use dispersion_positions"
        )
    choose("dispersion", measure, MEASURES, options)
    found = [_measured(block, sizes, measure, options) for block in _blocks(counts)]
    return found[0] if len(found) == 1 else np.concatenate(found)


def dispersion_positions(positions: ArrayLike, n: int, measure: str) -> float:
    """Measure how evenly one word is spread along a corpus, from the places where it stands.

    Distances are cyclic: the last runs on to the first. A word that never occurs has an adjusted
    frequency of 0 and no average distance (NaN).

    Parameters
    ----------
    positions
        Places of the word, ascending whole numbers from 0 to ``n - 1``.
    n
        Number of words of the corpus.
    measure
        ``"arf"``, ``"awt"``, ``"ald"`` (frequencies between 1 and that of the word), or
        ``"average_waiting_time"`` and ``"average_log_distance"``, from which the last two are
        made.

    Raises
    ------
    AnalysisError
        The measure is unknown, or the places do not ascend within the corpus.

    Examples
    --------
    >>> dispersion_positions([0, 5], 10, "arf")
    2.0
    >>> dispersion_positions([0, 1], 10, "arf")
    1.2
    """
    places = np.atleast_1d(numbers("positions", positions))
    offsets = np.array([0, places.size])
    return float(dispersion_index(offsets, places, n, measure)[0])


def dispersion_index(offsets: ArrayLike, positions: ArrayLike, n: int, measure: str) -> FloatArray:
    """Measure a whole vocabulary along a corpus, from a position index in CSR form.

    Parameters
    ----------
    offsets
        Word ``i`` stands at ``positions[offsets[i]:offsets[i + 1]]``.
    positions
        Places, ascending for each word.
    n, measure
        As for `dispersion_positions`.

    Raises
    ------
    AnalysisError
        As for `dispersion_positions`.

    Examples
    --------
    >>> dispersion_index([0, 2, 2, 4], [0, 5, 0, 1], 10, "arf").tolist()
    [2.0, 0.0, 1.2]
    """
    compute = choose("dispersion", measure, POSITION_MEASURES, {})
    length = scalar("n", n)
    bounds, places = numbers("offsets", offsets).astype(np.int64), numbers("positions", positions)
    if places.ndim != 1 or bounds.ndim != 1 or len(bounds) < 2:
        raise AnalysisError(
            f"offsets and positions are rows, offsets of two numbers at least; found shapes "
            f"{bounds.shape} and {places.shape}"
        )
    if bounds[0] != 0 or (np.diff(bounds) < 0).any() or bounds[-1] != len(places):
        raise AnalysisError(
            f"offsets must rise from 0 to the number of positions, {len(places)}; found "
            f"{bounds!r:.80}"
        )
    refuse(places != np.floor(places), "a position is a whole number", {"at": places})
    refuse(places >= n, f"a position lies past the end of the corpus ({n} words)", {"at": places})
    frequency = np.diff(bounds)
    word = np.repeat(np.arange(len(frequency)), frequency)
    distance = np.diff(places, prepend=0.0)
    filled = frequency > 0
    first, last = bounds[:-1][filled], bounds[1:][filled] - 1
    distance[first] = places[first] + n - places[last]
    refuse(distance <= 0, "the positions of a word must ascend", {"at": places})
    with np.errstate(divide="ignore", invalid="ignore"):
        values = compute(_Gaps(distance, word, frequency.astype(np.float64), length))
    absent = np.nan if measure.startswith("average") else 0.0
    return np.asarray(np.where(filled, values, absent))


@dataclass(frozen=True)
class _Spread:
    """Occurrences of many words in many parts, as the cells that are not 0."""

    part: NDArray[np.integer]
    word: NDArray[np.integer]
    count: FloatArray
    size: FloatArray
    words: int
    single: bool

    @property
    def parts(self) -> int:
        return len(self.size)

    @property
    def share(self) -> FloatArray:
        """Each part's share of the corpus."""
        return np.asarray(self.size / self.size.sum())

    @property
    def total(self) -> FloatArray:
        return self.sum(self.count)

    @property
    def present(self) -> FloatArray:
        return self.sum(np.ones_like(self.count))

    @property
    def rate(self) -> FloatArray:
        return np.asarray(self.count / self.size[self.part])

    def sum(self, values: FloatArray) -> FloatArray:
        """Add up over the parts of each word."""
        return add_up(self.word, values, self.words)


def _blocks(counts: Any) -> Iterator[Any]:
    """Part the words of a large sparse matrix, so that measuring them needs little memory."""
    if getattr(counts, "nnz", 0) <= _CELLS_AT_ONCE:
        yield counts
        return
    rows = counts.tocsr()
    width = max(rows.shape[1] * _CELLS_AT_ONCE // rows.nnz, 1)
    for first in range(0, rows.shape[1], width):
        yield rows[:, first : first + width]


def _measured(
    counts: Any, sizes: ArrayLike, measure: str, options: Mapping[str, Any]
) -> FloatArray:
    spread = _spread(counts, sizes)
    if spread.parts < 2 and measure != "range":
        raise AnalysisError(
            f"dispersion over {spread.parts} part(s) says nothing; it needs at least two parts "
            "with words, for instance two articles"
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        values = MEASURES[measure](spread, **options)
    if measure != "range":
        # rounding may leave the scale by a last digit, as in 1.0000000000000002
        values = np.where(spread.total > 0, np.clip(values, 0.0, 1.0), np.nan)
    return np.asarray(values)[0 if spread.single else slice(None)]


def _spread(counts: ArrayLike | csr_array, sizes: ArrayLike) -> _Spread:
    from scipy import sparse

    size = numbers("sizes", sizes)
    single = False
    if sparse.issparse(counts):
        cells = canonical(counts).tocoo()
    else:
        dense = numbers("counts", counts)
        single = dense.ndim == 1
        if dense.ndim not in (1, 2):
            raise AnalysisError(f"counts must be parts or parts x words; found {dense.shape}")
        cells = sparse.coo_array(dense[:, None] if single else dense)
    if size.ndim != 1 or cells.shape[0] != len(size):
        raise AnalysisError(
            f"counts has {cells.shape[0]} parts but sizes has shape {size.shape}; give one size "
            "for each part"
        )
    part, word = cells.coords
    count = numbers("counts", cells.data)
    kept = count > 0
    part, word, count = part[kept], word[kept], count[kept]
    refuse(
        count > size[part],
        "a word occurs oftener in a part than the part has words",
        {"count": count, "size": size[part]},
    )
    filled = size > 0
    renumbered = np.cumsum(filled) - 1
    return _Spread(renumbered[part], word, count, size[filled], int(cells.shape[1]), single)


def _range(spread: _Spread) -> FloatArray:
    return spread.present


def _juilland_d(spread: _Spread) -> FloatArray:
    mean = spread.sum(spread.rate) / spread.parts
    # Squares about the mean, never the difference of squares: an even word would lose its digits.
    squares = spread.sum((spread.rate - mean[spread.word]) ** 2)
    squares += (spread.parts - spread.present) * mean**2
    deviation = np.sqrt(squares / spread.parts)
    return np.asarray(1.0 - deviation / mean / np.sqrt(spread.parts - 1.0))


def _carroll_d2(spread: _Spread) -> FloatArray:
    share = spread.rate / spread.sum(spread.rate)[spread.word]
    # a word in one part only has 0, not the negative zero of a sum without terms
    return np.asarray(-spread.sum(share * np.log2(share)) / np.log2(spread.parts)) + 0.0


def _rosengren_s(spread: _Spread) -> FloatArray:
    return spread.sum(np.sqrt(spread.share[spread.part] * spread.count)) ** 2 / spread.total


def _dp(spread: _Spread) -> FloatArray:
    own = spread.count / spread.total[spread.word]
    expected = spread.share[spread.part]
    # Parts without the word differ by their whole share, so only the others are visited.
    return 0.5 * (spread.sum(np.abs(own - expected)) + 1.0 - spread.sum(expected))


def _dp_norm(spread: _Spread, *, smallest: str = "all") -> FloatArray:
    one_of("smallest", smallest, ("all", "holding"))
    least = np.full(spread.words, spread.share.min())
    if smallest == "holding":
        least = np.ones(spread.words)
        np.minimum.at(least, spread.word, spread.share[spread.part])
    return np.asarray(_dp(spread) / (1.0 - least))


def _da(spread: _Spread) -> FloatArray:
    rate, parts = spread.rate, float(spread.parts)
    order = np.lexsort((rate, spread.word))
    word = spread.word[order]
    present = spread.present
    start = np.cumsum(present) - present
    # Sorted upwards, the k-th of n values enters the sum of all pairwise differences 2k - n - 1
    # times; parts without the word come first and add nothing.
    rank = np.arange(1, len(word) + 1) - start[word] + parts - present[word]
    pairs = add_up(word, rate[order] * (2.0 * rank - parts - 1.0), spread.words)
    mean = spread.sum(rate) / parts
    return 1.0 - pairs / (parts * (parts - 1.0) / 2.0) / (2.0 * mean)


def _dkl(spread: _Spread, *, scaling: str = "odds_to_probability") -> FloatArray:
    one_of("scaling", scaling, ("odds_to_probability", "base_e", "base_2"))
    own = spread.count / spread.total[spread.word]
    divergence = np.maximum(spread.sum(own * np.log2(own / spread.share[spread.part])), 0.0)
    if scaling == "odds_to_probability":
        return 1.0 / (1.0 + divergence)
    return np.exp(-divergence) if scaling == "base_e" else np.exp2(-divergence)


@dataclass(frozen=True)
class _Gaps:
    """Distances from each occurrence of a word to its next, cyclic."""

    distance: FloatArray
    word: NDArray[np.integer]
    frequency: FloatArray
    n: float

    def sum(self, values: FloatArray) -> FloatArray:
        """Add up over the occurrences of each word."""
        return add_up(self.word, values, len(self.frequency))


def _arf(gaps: _Gaps) -> FloatArray:
    even = gaps.n / np.maximum(gaps.frequency, 1.0)
    return gaps.sum(np.minimum(gaps.distance, even[gaps.word])) / even


def _average_waiting_time(gaps: _Gaps) -> FloatArray:
    return 0.5 * (1.0 + gaps.sum(gaps.distance**2) / gaps.n)


def _awt(gaps: _Gaps) -> FloatArray:
    return gaps.n**2 / np.maximum(gaps.sum(gaps.distance**2), 1.0)


def _average_log_distance(gaps: _Gaps) -> FloatArray:
    return gaps.sum(gaps.distance * np.log10(gaps.distance)) / gaps.n


def _ald(gaps: _Gaps) -> FloatArray:
    return gaps.n * np.exp(-gaps.sum(gaps.distance * np.log(gaps.distance)) / gaps.n)


MEASURES: dict[str, Callable[..., FloatArray]] = {
    "range": _range,
    "juilland_d": _juilland_d,
    "carroll_d2": _carroll_d2,
    "rosengren_s": _rosengren_s,
    "dp": _dp,
    "dp_norm": _dp_norm,
    "da": _da,
    "dkl": _dkl,
}
"""Measures over parts, by name."""

POSITION_MEASURES: dict[str, Callable[..., FloatArray]] = {
    "arf": _arf,
    "awt": _awt,
    "ald": _ald,
    "average_waiting_time": _average_waiting_time,
    "average_log_distance": _average_log_distance,
}
"""Measures along a corpus, by name."""
