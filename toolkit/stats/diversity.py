"""Lexical diversity of one text, given as integer codes of its words in order.

An empty text has no diversity, and a text shorter than a measure needs none by that measure: both
give NaN. Each text is measured by itself; no other text changes its value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError
from toolkit.stats._arrays import FloatArray, choose, fraction, refuse_masked, scalar, whole


def ttr(codes: ArrayLike) -> float:
    """Compute the type-token ratio, which falls as texts grow: compare equal lengths only.

    Types over tokens. Source: Johnson (1944), Psychological Monographs 56(2), 1-15.

    Parameters
    ----------
    codes
        Integer codes of the words.

    Raises
    ------
    AnalysisError
        `codes` is not one row of integers.

    Examples
    --------
    >>> ttr([1, 2, 1, 3])
    0.75
    """
    words = _codes(codes)
    return len(np.unique(words)) / len(words) if len(words) else np.nan


def mattr(codes: ArrayLike, *, window: int = 100) -> float:
    """Compute the moving-average type-token ratio.

    Mean type-token ratio of every run of `window` words; NaN for a shorter text. Source: Covington
    and McFall (2010), Journal of Quantitative Linguistics 17(2), 94-100.

    Parameters
    ----------
    codes
        Integer codes of the words.
    window
        Length of a run, in words.

    Raises
    ------
    AnalysisError
        `codes` is not one row of integers, or `window` is no whole number from 1 on.

    Examples
    --------
    >>> mattr([1, 2, 1, 1], window=2)
    0.8333333333333334
    """
    words = _codes(codes)
    runs = len(words) - whole("window", window, 1) + 1
    if runs < 1:
        return np.nan
    # A word adds a type to each run in which it is the first of its kind: the runs that begin
    # after its last occurrence before this one and reach it.
    place = np.arange(len(words))
    first_run = np.maximum(_previous(words) + 1, place - window + 1)
    last_run = np.minimum(place, runs - 1)
    types = np.maximum(last_run - first_run + 1, 0).sum()
    return float(types) / (runs * window)


def mtld(codes: ArrayLike, *, threshold: float = 0.72, minimum: int = 0) -> float:
    """Compute the measure of textual lexical diversity: words to a factor, both ways averaged.

    A factor ends at the word where its type-token ratio has fallen to `threshold`; the words left
    over count as ``(1 - ratio) / (1 - threshold)`` of a factor. NaN where no word is ever repeated,
    since no part of a factor is then complete. Tools differ in the fewest words of a factor, mostly
    by less than 6 %, for short texts by more: with ``minimum=0`` the numbers are those of the
    package lexicalrichness. Source: McCarthy and Jarvis (2010), Behavior Research Methods 42(2),
    381-392.

    Parameters
    ----------
    codes
        Integer codes of the words.
    threshold
        Type-token ratio at which a factor ends.
    minimum
        Fewest words of a factor.

    Raises
    ------
    AnalysisError
        `codes` is not one row of integers, `threshold` is not between 0 and 1, or `minimum` is no
        whole number.

    Examples
    --------
    >>> round(mtld([1, 2, 1, 1, 3, 4, 3, 3]), 3)
    4.0
    """
    words = _codes(codes).tolist()
    fraction("threshold", threshold)
    whole("minimum", minimum, 0)
    forward = _factors(words, threshold, minimum)
    backward = _factors(words[::-1], threshold, minimum)
    if not forward or not backward:
        return np.nan
    return len(words) * (1.0 / forward + 1.0 / backward) / 2.0


def hdd(codes: ArrayLike, *, draws: int = 42) -> float:
    """Compute HD-D, the expected type-token ratio of `draws` words taken at random.

    ``sum over types of (1 - P(type absent from the draws)) / draws``, hypergeometric, from 0 to 1
    (the scale on which it is also called ATTR; 42 times as much in some tools). NaN for a shorter
    text. Source: McCarthy and Jarvis (2007), Language Testing 24(4), 459-488.

    Parameters
    ----------
    codes
        Integer codes of the words.
    draws
        How many words are drawn.

    Raises
    ------
    AnalysisError
        `codes` is not one row of integers, or `draws` is no whole number from 1 on.

    Examples
    --------
    >>> round(hdd([1, 2, 1, 3], draws=2), 4)
    0.9167
    """
    words = _codes(codes)
    if len(words) < whole("draws", draws, 1):
        return np.nan
    total = len(words)
    frequency, types = np.unique(np.unique(words, return_counts=True)[1], return_counts=True)
    # Draw by draw the word is missed again. Logarithms of factorials would be large numbers whose
    # small difference is wanted: at 100,000 words six digits were left.
    left = total - np.arange(draws)[:, None]
    with np.errstate(divide="ignore"):  # a type that fills what is left is never missed
        missed = np.log1p(-np.minimum(frequency / left, 1.0)).sum(axis=0)
    return float(-np.expm1(missed) @ types) / draws


def yule_k(codes: ArrayLike) -> float:
    """Compute Yule's K, which grows as words are repeated; it hardly depends on length.

    ``10^4 (-1/N + sum_i V_i (i/N)^2)`` with ``V_i`` the number of types that occur ``i`` times.
    Source: Yule (1944), *The Statistical Study of Literary Vocabulary*; form after Baayen (2001).

    Parameters
    ----------
    codes
        Integer codes of the words.

    Raises
    ------
    AnalysisError
        `codes` is not one row of integers.

    Examples
    --------
    >>> yule_k([1, 2, 1, 3])
    1250.0
    """
    words = _codes(codes)
    if not len(words):
        return np.nan
    counts = np.unique(words, return_counts=True)[1].astype(np.float64)
    total = float(len(words))
    return 1e4 * float((counts * (counts - 1.0)).sum()) / total**2


def msttr(codes: ArrayLike, *, segment: int = 100) -> float:
    """Compute the mean type-token ratio of consecutive segments; words left over are not counted.

    NaN for a text shorter than a segment. Source: Johnson (1944), Psychological Monographs 56(2),
    1-15.

    Parameters
    ----------
    codes
        Integer codes of the words.
    segment
        Length of a segment, in words.

    Raises
    ------
    AnalysisError
        `codes` is not one row of integers, or `segment` is no whole number from 1 on.

    Examples
    --------
    >>> msttr([1, 2, 1, 1, 3], segment=2)
    0.75
    """
    words = _codes(codes)
    segment = whole("segment", segment, 1)
    number = len(words) // segment
    if not number:
        return np.nan
    parts = np.sort(words[: number * segment].reshape(number, segment), axis=1)
    types = 1 + (np.diff(parts, axis=1) != 0).sum(axis=1)
    return float(types.mean()) / segment


def index(codes: ArrayLike, measure: str, **options: Any) -> float:
    """Compute an index made of the numbers of types and tokens, or of the frequencies alone.

    All but ``entropy`` depend on the length of the text: compare equal lengths only.

    Parameters
    ----------
    codes
        Integer codes of the words.
    measure
        One of `INDICES`: ``herdan_c``, ``guiraud_r``, ``carroll_cttr``, ``dugast_u``, ``summer_s``,
        ``maas``, ``yule_i``, ``simpson_d``, ``herdan_vm``, ``entropy``.
    **options
        ``base`` of the logarithms, for the measures whose value depends on it: 10 for ``dugast_u``,
        ``summer_s`` and ``maas``, as in quanteda and koRpus (lexicalrichness takes ``math.e``); 2
        for ``entropy``, which is then in bits.

    Returns
    -------
    float
        NaN for an empty text, and for one word where the formula divides by ``log N`` or ``N - 1``
        (``herdan_c dugast_u summer_s maas simpson_d``). Infinite where no word is repeated and the
        formula divides by the repetitions (``dugast_u``, ``yule_i``). ``summer_s`` is infinite for
        a single type (``log log V``) and where a text has as many words as `base` says, so that it
        divides by ``log log N = 0`` (NaN if it has as many types, too). Formulas and sources are in
        ``docs/formulas.md``.

    Raises
    ------
    AnalysisError
        The measure or an option is unknown, `codes` is not one row of integers, or `base` is not
        above 1.

    Examples
    --------
    >>> index([1, 2, 1, 3], "guiraud_r")
    1.5
    >>> round(index([1, 2, 1, 3], "maas"), 3), round(index([1, 2, 1, 3], "maas", base=np.e), 3)
    (0.587, 0.387)
    >>> index([1, 2, 1, 3], "entropy")
    1.5
    """
    compute = choose("diversity", measure, INDICES, options)
    words = _codes(codes)
    if scalar("base", options.get("base", 2.0)) <= 1.0:
        raise AnalysisError(f"base must be above 1; found {options['base']!r}")
    if not len(words):
        return np.nan
    counts = np.unique(words, return_counts=True)[1].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(compute(counts, np.float64(len(counts)), np.float64(len(words)), **options))


_Number = np.float64


def _log(value: _Number, base: float) -> _Number:
    return np.float64(np.log10(value) / np.log10(base))


def _dugast_u(_: FloatArray, types: _Number, tokens: _Number, *, base: float = 10.0) -> _Number:
    return _log(tokens, base) ** 2 / _log(tokens / types, base)


def _summer_s(_: FloatArray, types: _Number, tokens: _Number, *, base: float = 10.0) -> _Number:
    return _log(_log(types, base), base) / _log(_log(tokens, base), base)


def _maas(_: FloatArray, types: _Number, tokens: _Number, *, base: float = 10.0) -> _Number:
    return np.float64(np.sqrt(_log(tokens / types, base)) / _log(tokens, base))


def _entropy(counts: FloatArray, _: _Number, tokens: _Number, *, base: float = 2.0) -> _Number:
    share = counts / tokens
    return np.float64(-(share * np.log2(share)).sum() / np.log2(base) + 0.0)


INDICES: dict[str, Callable[..., np.float64]] = {
    "herdan_c": lambda _, types, tokens: np.log(types) / np.log(tokens),
    "guiraud_r": lambda _, types, tokens: types / np.sqrt(tokens),
    "carroll_cttr": lambda _, types, tokens: types / np.sqrt(2.0 * tokens),
    "dugast_u": _dugast_u,
    "summer_s": _summer_s,
    "maas": _maas,
    "yule_i": lambda counts, types, _: types**2 / ((counts**2).sum() - types),
    "simpson_d": lambda counts, _, tokens: (
        (counts * (counts - 1.0)).sum() / (tokens * (tokens - 1.0))
    ),
    "herdan_vm": lambda counts, types, tokens: np.sqrt(
        np.maximum(((counts / tokens) ** 2).sum() - 1.0 / types, 0.0)
    ),
    "entropy": _entropy,
}
"""Further indices by name, each of the counts, the number of types and that of tokens."""


def _codes(codes: ArrayLike) -> NDArray[np.integer]:
    refuse_masked("codes", codes)
    words = np.asarray(codes)
    if words.size == 0:
        return np.zeros(0, dtype=np.int64)
    if words.ndim != 1 or words.dtype.kind not in "iu":
        raise AnalysisError(
            "diversity needs one row of integer codes, one for each word; found shape "
            f"{words.shape} of type {words.dtype}"
        )
    return words


def _previous(words: NDArray[np.integer]) -> NDArray[np.int64]:
    """Find the place of each word's last occurrence before this one; -1 for a first."""
    order = np.argsort(words, kind="stable")
    previous = np.full(len(words), -1, dtype=np.int64)
    same = words[order[1:]] == words[order[:-1]]
    previous[order[1:][same]] = order[:-1][same]
    return previous


def _factors(words: list[int], threshold: float, minimum: int) -> float:
    factors, length = 0.0, 0
    types: set[int] = set()
    for word in words:
        length += 1
        types.add(word)
        # a quotient of whole numbers is rounded as the threshold was: 58 of 100 are 0.58
        if len(types) / length <= threshold and length >= minimum:
            factors += 1.0
            length = 0
            types.clear()
    if length:
        factors += (1.0 - len(types) / length) / (1.0 - threshold)
    return factors
