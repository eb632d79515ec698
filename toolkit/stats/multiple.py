"""Adjust p values for the number of things that were tested."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.stats._arrays import FloatArray, floats, one_of, refuse

METHODS = ("bh", "holm", "bonferroni")
_OTHER_NAMES = {"fdr": "bh", "fdr_bh": "bh", "benjamini-hochberg": "bh", "holm-bonferroni": "holm"}


def adjust(p: ArrayLike, method: str = "bh") -> FloatArray:
    """Adjust p values; NaN (or what is masked) stays NaN and is not counted among the tests.

    ``"bh"`` bounds the expected share of false findings among the findings, for tests that are
    independent or positively dependent; ``"holm"`` and ``"bonferroni"`` bound the chance of a
    single false finding, whatever the dependence. Sources: Benjamini and Hochberg (1995), Journal
    of the Royal Statistical Society B 57(1), 289-300; Holm (1979), Scandinavian Journal of
    Statistics 6(2), 65-70; Dunn (1961), Journal of the American Statistical Association 56, 52-64.

    Parameters
    ----------
    p
        One p value for each test, in any order; NaN where nothing was tested.
    method
        ``"bh"``, ``"holm"`` or ``"bonferroni"``; capitals are ignored, and the names ``"fdr"`` (of
        R), ``"fdr_bh"`` (of statsmodels), ``"benjamini-hochberg"`` and ``"holm-bonferroni"`` known.

    Returns
    -------
    array
        Adjusted values in the order and shape of `p`; below ``q`` exactly where the procedure at
        level ``q`` rejects.

    Raises
    ------
    AnalysisError
        The method is unknown, or a value lies outside 0 to 1.

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03, float("nan")], "bh").tolist()
    [0.03, 0.04, 0.04, nan]
    >>> adjust([0.01, 0.04, 0.03], "holm").tolist()
    [0.03, 0.06, 0.06]
    """
    method = _OTHER_NAMES.get(str(method).lower(), str(method).lower())
    one_of("method of adjustment", method, METHODS)
    given = floats("p", p)
    refuse((given < 0) | (given > 1), "a p value lies between 0 and 1", {"p": given})
    flat = given.ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    adjusted = np.full(flat.shape, np.nan)
    order = tested[np.argsort(flat[tested], kind="stable")]
    ranked, tests = flat[order], len(order)
    if method == "bonferroni":
        values = ranked * tests
    elif method == "holm":
        values = np.maximum.accumulate(ranked * np.arange(tests, 0, -1))
    else:
        rising = ranked * tests / np.arange(1, tests + 1)
        values = np.minimum.accumulate(rising[::-1])[::-1]
    adjusted[order] = np.minimum(values, 1.0)
    return adjusted.reshape(given.shape)[()]
