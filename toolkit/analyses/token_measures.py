"""Measures of keyness that treat words as independent, marked as such wherever they are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.measure_notes import KEYNESS, KEYNESS_SYMBOLS, said
from toolkit.stats import keyness
from toolkit.stats.contingency import p_from_chi2
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

MILLION = 1e6
# measures of which a p is commonly read: that of chi-squared with 1 degree of freedom
_CHI2 = ("log_likelihood", "log_likelihood_2cell", "chi2")


def score_tokens(table: pd.DataFrame, measures: Sequence[str], n1: int, n2: int) -> None:
    """Add measures that treat words as independent, and the p commonly read off them."""
    a, b = table["target_count"].to_numpy(), table["reference_count"].to_numpy()
    for measure in measures:
        table[measure] = keyness(a, b, n1, n2, measure)
        if measure in _CHI2:
            table[f"{measure}_p_tokens"] = p_from_chi2(np.abs(table[measure]))


def token_notes(measures: Sequence[str]) -> list[str]:
    """Say how the measures are computed and read, and what they take for granted."""
    notes = [KEYNESS_SYMBOLS] * bool(measures) + said(measures, KEYNESS)
    notes += [
        f"{measure}_p_tokens: treats words as independent, so that it is far too small; it is here "
        "for comparison with other tools"
        for measure in measures
        if measure in _CHI2
    ]
    return notes


def stop_notes(stop: Collection[str]) -> list[str]:
    """Say how many words a stop list leaves out."""
    return [f"a stop list of {count_of(len(stop), 'word')} is left out"] if stop else []
