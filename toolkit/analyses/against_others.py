"""Compare the rates of each group with those of all others: what `by=` asks of every analysis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.comparing import (
    BENJAMINI,
    INTERVALS,
    RATIO_SOURCES,
    REPLICATES,
    levels_note,
    levels_of,
)
from toolkit.analyses.ratios import HALF, log_ratio_of
from toolkit.errors import AnalysisError
from toolkit.stats import multiple
from toolkit.stats.inference import Comparison, adjusted, compare, differ
from toolkit.stats.inference.several import sharing
from toolkit.stats.inference.sums import FEWEST_ARTICLES
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

EVENT = "event"
SHOWN = 6  # items of which a note tells p
VERSUS = ("log_ratio", "log_ratio_low", "log_ratio_high", "p", "p_adjusted")
WITHIN = (
    *("log_ratio_within", "log_ratio_within_low", "log_ratio_within_high"),
    *("p_within", "p_within_adjusted"),
)
COMPARED = (*RATIO_SOURCES, BENJAMINI)
MANTEL = "Rothman, Greenland and Lash 2008, ch. 15 (Mantel-Haenszel)"


def against_others(
    table: pd.DataFrame,
    counts: Any,
    sizes: NDArray[np.int64],
    indicator: NDArray[np.bool_],
    *,
    levels: Sequence[str] | None = None,
) -> tuple[pd.DataFrame, list[str]]:
    """Add to a table of rates how each group differs from the articles of all others.

    Parameters
    ----------
    table
        What `toolkit.analyses.comparing.rates_by_group` gives for the same counts and groups, its
        rows still item by item and group by group.
    counts, sizes, indicator
        Articles x items, the denominator of each article, articles x groups.
    levels
        A level for each article, from `levels_within`.

    Returns
    -------
    tuple
        The table with the columns of `VERSUS`, and with `levels` those of `WITHIN`: log2 of the
        ratio of rates with its limits, p, and p adjusted over all rows (Benjamini-Hochberg). And
        notes.
    """
    if not len(table):  # no item, or no group
        return table.assign(**dict.fromkeys(VERSUS, np.nan)), []
    found = [_compared(counts, sizes, target, indicator) for target in indicator.T]
    table = _with(table, VERSUS, found)
    alone = [name for name, one in zip(table["group"], found, strict=False) if one is None]
    lacking = [f"no log_ratio of {', '.join(alone)}: no article is of others alone"] * bool(alone)
    if len(alone) == len(found):
        return table, lacking
    tested = int(table["p"].notna().sum())
    notes = [
        f"log_ratio: log2 of this rate to that of all other groups, {HALF}",
        INTERVALS,
        *([f"p_adjusted: Benjamini-Hochberg over {count_of(tested, 'comparison')}"] * bool(tested)),
        *lacking,
    ]
    if levels is not None:
        named = np.asarray(levels, dtype=object)
        inner = [_within(counts, sizes, target, indicator, named) for target in indicator.T]
        table = _with(table, WITHIN, inner)
    return table, notes


def levels_within(
    corpus: Corpus, adjust: str | None, by: str | Sequence[str]
) -> tuple[list[str] | None, list[str]]:
    """Give the level of each article within which groups are compared, and notes about it.

    ``event`` is what is asked for by default: where no article tells its event, or events are the
    groups themselves, nothing is compared within them. Any other column has to be there.

    Raises
    ------
    AnalysisError
        When no article has a value of a column other than ``event``.
    CorpusError
        When there is no such column.
    """
    named = (by,) if isinstance(by, str) else tuple(by)
    if adjust is None or adjust in named:
        return None, []
    if adjust == EVENT:
        if EVENT not in corpus.articles.columns:
            return None, []
        if not corpus.groups(EVENT).labels:
            return None, []
    levels = levels_of(corpus, adjust)
    return levels, [
        f"log_ratio_within: the same within the levels of {adjust} that both sides have (weights "
        "of Mantel and Haenszel)",
        *levels_note(levels, adjust),
    ]


def sources_of(levels: Sequence[str] | None, differ: Mapping[str, float]) -> tuple[str, ...]:
    """Name the works behind a comparison: within levels or not, and whether groups differ or not.

    ``levels`` are those of `levels_within`, ``differ`` what `groups_differ` found.
    """
    return (
        *COMPARED,
        *((MANTEL,) if levels is not None else ()),
        *(("Pauly, Brunner and Konietschke 2015 (do groups differ)",) if differ else ()),
    )


def groups_differ(
    counts: Any,
    sizes: NDArray[Any],
    indicator: NDArray[np.bool_],
    names: Sequence[str],
    *,
    seed: int,
    levels: Sequence[str] | None = None,
    within: str = "",
    what: str = "groups",
) -> tuple[dict[str, float], list[str]]:
    """Ask of each item whether the groups differ at all, labels of articles exchanged.

    An article of several groups is in none of them here; groups of fewer than 5 articles, and items
    in fewer than 5, are left out.

    Parameters
    ----------
    counts, sizes, indicator, names
        Articles x items, the denominator of each article, articles x groups, the items.
    seed
        Of the exchanges.
    levels
        A level for each article, ``""`` for none: labels are exchanged within levels alone.
    within
        What the levels are of.
    what
        What the groups are.

    Returns
    -------
    tuple
        p of each item, adjusted for the number of items; and a note that says them.
    """
    single = (indicator.sum(axis=1) == 1) & (sizes > 0)
    strata = None
    if levels is not None:
        named = np.asarray(levels, dtype=object)
        single &= named != ""
        strata = np.unique(named.astype(str), return_inverse=True)[1]
    labels = sharing(np.where(single, indicator.argmax(axis=1), -1), strata)
    used = np.flatnonzero(labels >= 0)
    number = len(np.unique(labels[used]))
    holding = np.asarray((counts[used] > 0).sum(axis=0)).ravel()
    asked: list[int] = np.flatnonzero(holding >= FEWEST_ARTICLES).tolist()
    question = f"do the {what} differ at all" + (f" within {within}" if within else "")
    shared = f" where two {what} share a value of {within}" if within else ""
    if number < 2 or not asked:
        why = (
            f"under two of them have {FEWEST_ARTICLES} articles{shared}"
            if number < 2
            else f"under {FEWEST_ARTICLES} of their articles hold "
            + ("it" if len(names) == 1 else "any of them")
        )
        return {}, [f"{question}: not tested, {why}"]
    found = differ(
        counts[used][:, asked],
        sizes[used],
        labels[used],
        strata=None if strata is None else strata[used],
        replicates=REPLICATES,
        seed=seed,
    )
    p = dict(zip([names[item] for item in asked], np.ravel(found.p_adjusted).tolist(), strict=True))
    told = f"{p[names[asked[0]]]:.3g}" if len(names) == 1 else _least(p)
    several = int((indicator.sum(axis=1) > 1).sum())
    rare = [name for name in names if name not in p]
    few = ", ".join(rare) if len(rare) <= SHOWN else f"{len(rare)} others"
    return p, [
        f"{question}: p = {told} ({len(used)} articles of the {number} "
        f"{what} that have {FEWEST_ARTICLES} or more{shared}"
        + (", those of one group alone" if several else "")
        + f"; {REPLICATES:,} exchanges of the labels of articles, seed {seed}"
        + (f"; adjusted for the number of items ({len(asked)}) by the maximum" * (len(asked) > 1))
        + f"; not asked of {few}, which under {FEWEST_ARTICLES} of them hold" * bool(rare)
        + ")"
    ]


def _least(p: dict[str, float]) -> str:
    """Name the items whose groups differ most surely; all stand in the parameters."""
    first = sorted(p.items(), key=lambda pair: pair[1])[:SHOWN]
    more = len(p) - len(first)
    return ", ".join(f"{name} {value:.3g}" for name, value in first) + (
        f" and {more} more, in the parameters" if more else ""
    )


def _compared(
    counts: Any, sizes: NDArray[np.int64], target: Any, indicator: Any
) -> Comparison | None:
    rest = ~target & indicator.any(axis=1)
    if not sizes[rest].sum():
        return None
    return compare(counts, sizes, target, rest)


def _within(
    counts: Any, sizes: NDArray[np.int64], target: Any, indicator: Any, levels: Any
) -> Comparison | None:
    known = levels != ""
    rest = ~target & indicator.any(axis=1) & known
    try:
        return adjusted(counts, sizes, target & known, levels, rest)
    except AnalysisError:  # they share no level: there is nothing to compare
        return None


def _with(
    table: pd.DataFrame, columns: Sequence[str], found: Sequence[Comparison | None]
) -> pd.DataFrame:
    """Add estimate, limits, p and adjusted p of each group to the rows of its items."""
    items = len(table) // len(found)
    added = {}
    fields: tuple[Callable[[Comparison], Any], ...] = (
        log_ratio_of,
        *map(attrgetter, ("low", "high", "p")),
    )
    for column, field in zip(columns, fields, strict=False):
        values = [np.full(items, np.nan) if one is None else np.ravel(field(one)) for one in found]
        added[column] = np.stack(values, axis=1).ravel()
    added[columns[-1]] = multiple.adjust(added[columns[-2]], "bh")
    return table.assign(**added)
