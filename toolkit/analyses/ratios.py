"""Ratios of rates of which one may be 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from toolkit.stats.inference import Comparison

HALF = "a count of 0 taken as 0.5, which makes nothing commoner where it does not occur"


def no_commoner(estimate: Any, target: Any, reference: Any) -> Any:
    """Take an item for no commoner on a side that lacks it.

    Half an occurrence is much in little text: without this a group of a thousand words that never
    has a word would use it more than all others, who have it twenty times in a hundred thousand.

    Parameters
    ----------
    estimate
        log2 of the ratio of rates, a count of 0 taken as 0.5.
    target, reference
        Counts or rates of both sides.

    Examples
    --------
    >>> no_commoner(np.array([2.3, -1.0, 1.0]), np.array([0, 0, 4]), np.array([3, 9, 0])).tolist()
    [0.0, -1.0, 1.0]
    """
    estimate = np.where(np.asarray(target) == 0, np.minimum(estimate, 0.0), estimate)
    return np.where(np.asarray(reference) == 0, np.maximum(estimate, 0.0), estimate)


def log_ratio_of(found: Comparison) -> Any:
    """Give the log ratio of a comparison, no item commoner on a side that lacks it."""
    return no_commoner(found.estimate, found.target_rate, found.reference_rate)
