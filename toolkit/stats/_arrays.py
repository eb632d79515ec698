"""Read scalars and arrays alike, check them, and give the same shape back."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import AnalysisError, suggest
from toolkit.wording import is_whole, missing

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def numbers(name: str, values: ArrayLike) -> FloatArray:
    """Read counts as floats; refuse what is not a finite number of at least 0."""
    array = floats(name, values)
    # two extremes tell it for all: a missing value fails both comparisons
    extremes = (array, array) if array.ndim == 0 else (array.min(initial=0), array.max(initial=0))
    if not (extremes[0] >= 0 and extremes[1] < np.inf):
        wrong = ~np.isfinite(array) | (array < 0)
        refuse(wrong, f"{name} must be finite and at least 0", {name: array})
    return array


def floats(name: str, values: ArrayLike) -> FloatArray:
    """Read numbers as floats; what is masked is missing, and becomes NaN."""
    try:
        # numpy alone would read what lies under the mask
        return (
            np.ma.filled(values.astype(np.float64), np.nan)
            if isinstance(values, np.ma.MaskedArray)
            else np.asarray(values, dtype=np.float64)
        )
    except (TypeError, ValueError, OverflowError):
        raise AnalysisError(
            f"{name} holds something that is not a number: {values!r:.80}"
        ) from None


def finite(name: str, values: ArrayLike) -> FloatArray:
    """Read numbers of either sign; refuse what is missing or infinite."""
    array = floats(name, values)
    refuse(~np.isfinite(array), f"{name} must be finite numbers", {name: array})
    return array


def labels(values: ArrayLike) -> NDArray[np.object_]:
    """Read names of groups or codes; what is masked is missing, and becomes ``None``."""
    if not isinstance(values, np.ma.MaskedArray):
        return np.asarray(values, dtype=object)
    shown = np.ma.getdata(values).astype(object)
    shown[np.ma.getmaskarray(values)] = None
    return np.asarray(shown, dtype=object)


def gap(value: Any) -> bool:
    """Tell what is missing, or an empty text."""
    return missing(value) or bool(value == "")


def refuse_masked(name: str, values: ArrayLike) -> None:
    """Refuse masked entries where nothing may be missing."""
    hidden = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else np.array([])
    if hidden.any():
        raise AnalysisError(
            f"{int(hidden.sum())} of the {hidden.size} entries of {name} are masked, and none may "
            "be missing; leave them out"
        )


def refuse_missing(what: str, given: NDArray[np.object_], used: BoolArray) -> None:
    """Refuse to take what is missing (``None``, NaN, NA) for a value that articles share."""
    without = [place for place in np.flatnonzero(used).tolist() if missing(given[place])]
    if without:
        raise AnalysisError(
            f"{len(without)} of the {int(used.sum())} articles compared have no {what}, the first "
            f"at position {without[0]}; leave them out of both groups, or give them one"
        )


def aligned(first: FloatArray, *others: FloatArray) -> tuple[FloatArray, ...]:
    """Broadcast arrays to one shape, but for scalars beside the first, which stay scalars.

    The total of a corpus need not be written out for each of its words.
    """
    if all(array.shape in (first.shape, ()) for array in others):
        return first, *others
    shapes = [array.shape for array in (first, *others)]
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        found = ", ".join(map(str, shapes))
        raise AnalysisError(
            f"counts must be of one shape, or single numbers; found shapes {found}"
        ) from None
    kept = (shape, ())
    return (
        first if first.shape == shape else np.broadcast_to(first, shape),
        *(array if array.shape in kept else np.broadcast_to(array, shape) for array in others),
    )


def refuse(wrong: ArrayLike, message: str, values: Mapping[str, FloatArray]) -> None:
    """Raise with the first offending place, and the values found there."""
    bad = np.asarray(wrong)
    if not bad.any():
        return
    place = int(np.flatnonzero(bad.ravel())[0])
    found = ", ".join(
        f"{name}={np.broadcast_to(array, bad.shape).ravel()[place]:g}"
        for name, array in values.items()
    )
    where = "" if bad.ndim == 0 else f" at position {place}"
    raise AnalysisError(f"{message}; found {found}{where}")


def choose(
    kind: str, name: str, measures: Mapping[str, Callable[..., Any]], options: Mapping[str, Any]
) -> Callable[..., Any]:
    """Find a measure by its name and check that it knows the options given."""
    one_of(f"{kind} measure", name, tuple(measures))
    measure = measures[name]
    known = _options(measure) if options else ()
    for option in options:
        if option not in known:
            takes = ("it takes " + ", ".join(known)) if known else "it takes no options"
            raise AnalysisError(
                f"{kind} measure {name!r} has no option {option!r}{suggest(option, known)}; {takes}"
            )
    return measure


@cache
def _options(measure: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(
        parameter.name
        for parameter in inspect.signature(measure).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY
    )


def add_up(codes: NDArray[Any], weights: ArrayLike, number: int) -> FloatArray:
    """Add weights up by an integer code from 0 to ``number - 1``."""
    return np.asarray(np.bincount(codes, weights, number), dtype=np.float64)


def canonical(matrix: Any) -> csr_array:
    """Give a scipy sparse matrix as CSR of floats, each cell once; the input stays as it is.

    It may share the places of its cells with a CSR matrix, which `astype` would copy.
    """
    from scipy import sparse

    if matrix.format == "csr":
        cells = (matrix.data.astype(np.float64), matrix.indices, matrix.indptr)
        rows = sparse.csr_array(cells, shape=matrix.shape)
    else:
        # floats first: a cell given in parts is added up, and small integers would wrap around
        rows = sparse.csr_array(matrix.astype(np.float64))
    if not rows.has_canonical_format:
        rows = rows.copy()
        rows.sum_duplicates()
    return rows


def one_of(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """Check a named choice."""
    if not isinstance(value, str) or value not in allowed:
        raise AnalysisError(
            f"unknown {name} {value!r}{suggest(value, allowed)}; there are: " + ", ".join(allowed)
        )
    return value


def fraction(name: str, value: object) -> float:
    """Check a number that must lie strictly between 0 and 1."""
    if not isinstance(value, int | float | np.integer | np.floating) or not 0.0 < value < 1.0:
        raise AnalysisError(f"{name} must lie between 0 and 1, both excluded; found {value!r}")
    return float(value)


def scalar(name: str, value: ArrayLike) -> float:
    """Check a single finite number of at least 0."""
    number = numbers(name, value)
    if number.ndim:
        raise AnalysisError(f"{name} must be a single number; found {value!r:.80}")
    return float(number)


def whole(name: str, value: object, least: int, why: str = "") -> int:
    """Check a whole number of at least `least`."""
    if not is_whole(value, least):
        raise AnalysisError(
            f"{name} must be a whole number of at least {least}{why}; found {value!r:.80}"
        )
    return int(value)


def permutations(replicates: int) -> int:
    """Check a number of permutations."""
    return whole("replicates", replicates, 19, ", for with fewer no p is as low as 0.05")


def seeded(seed: int) -> np.random.Generator:
    """Make a generator of random numbers from a seed."""
    return np.random.default_rng(whole("seed", seed, 0))
