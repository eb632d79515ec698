"""Rank what sets two groups apart: surely different first, few articles last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analyses.comparing import FAMILY_LEVEL
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Ranked:
    """The columns of a contrast that rank it.

    Parameters
    ----------
    p, family, bound
        p of an item, p in the test of all items, and the simultaneous bound.
    """

    p: str = "p"
    family: str = "p_family"
    bound: str = "bound"


def ranked_by(table: pd.DataFrame) -> Ranked:
    """Choose what is compared within levels, where that was tested."""
    if "bound_within" in table.columns and bool(table["p_within"].notna().any()):
        return Ranked("p_within", "p_within_family", "bound_within")
    return Ranked()


def order_of(table: pd.DataFrame, name: str) -> Any:
    """Order by bound (within, where adjusted), then by what a test says; few articles last.

    An item that one side lacks has no bound, however surely it differs: those that pass the test of
    all items come before the items that differ in nothing.

    Parameters
    ----------
    table
        From `toolkit.analyses.comparing.contrast_table`.
    name
        The column that names an item.
    """
    by = ranked_by(table)
    size = table[by.bound].abs().fillna(0.0)
    without = table[by.bound].isna()
    place = np.select(
        [size > 0, without & (table[by.family] <= FAMILY_LEVEL), ~without], [0, 1, 2], 3
    )
    return np.lexsort(
        (
            table[name],
            -table["estimate"].abs(),
            table[by.p].fillna(2.0),
            table[by.family].fillna(2.0),
            -size,
            place,
        )
    )


def few_note(table: pd.DataFrame, what: str) -> str:
    """Say how many items have no bound, and how many of these the test of all finds."""
    by = ranked_by(table)
    few = int(table["few"].sum())
    found = int((table[by.bound].isna() & (table[by.family] <= FAMILY_LEVEL)).sum())
    words = count_of(found, f"{what} without a bound passes", f"{what}s without a bound pass")
    differ = f"; {words} the test of all {what}s ({by.family} up to .05), next in rank"
    return (
        f"{few} of {len(table)} {what}s stand in under 5 articles of a group: few articles, no "
        "bound" + differ * bool(found)
    )
