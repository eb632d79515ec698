"""How often words, or the hits of a query, occur: overall, by group, by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.against_others import (
    EVENT,
    WITHIN,
    against_others,
    groups_differ,
    levels_within,
    sources_of,
)
from toolkit.analyses.comparing import RATE_INTERVALS, RATE_SOURCES, rates_by_group
from toolkit.analyses.items import (
    WORDS,
    count_items,
    countable,
    groups_with_words,
    require_count,
)
from toolkit.analyses.reporting import (
    report,
    require_articles,
    require_one_of,
    require_text,
    require_whole,
)
from toolkit.corpus.counts import COUNTED
from toolkit.corpus.groups import values_of
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.stats import dispersion as stats_dispersion
from toolkit.stats.inference import trend as stats_trend
from toolkit.wording import count_of

if TYPE_CHECKING:
    from scipy import sparse

    from toolkit.corpus import Corpus

_RATE = f"rates per million words, ratio of sums; {RATE_INTERVALS}"
_DP = (
    "dp: Gries' deviation of proportions over articles, 0 even to 1 uneven; missing where nothing "
    "occurs, or where there is one article"
)
_ALL_COMPARED = (
    "every item of every group is compared, in the order of frequency; which words set one group "
    "apart, ranked by a bound that holds for all at once, tells keyness of that group"
)
_SOURCES = (*RATE_SOURCES, "Gries 2008 (dispersion, DP)")


def frequency(
    corpus: Corpus,
    query: str | None = None,
    *,
    by: str | Sequence[str] | None = None,
    adjust: str | None = EVENT,
    unit: str = "lemma",
    min_count: int = 1,
    seed: int = 0,
) -> Result:
    """Count every word, or the hits of a query, with intervals over articles.

    Parameters
    ----------
    corpus
        The articles.
    query
        What to count; every name of `unit` when left out.
    by
        Columns to count by; an article of two authors counts for each. Each group is compared with
        the articles of all others.
    adjust
        With `by`: a column within whose levels the groups are compared as well, since authors who
        write about different events differ for that reason alone. Skipped when no article tells
        its ``event``; ``None`` never adjusts.
    unit
        ``form``, ``lemma``, ``tag`` or ``actor``; without a query.
    min_count
        Names that are rarer in all are left out.
    seed
        With `by`: the seed of the exchanges that tell whether groups differ at all.

    Returns
    -------
    Result
        ``item`` (, ``group``), ``count``, ``n_articles`` (of them ``articles_with``), ``words``,
        ``estimate`` per million words with ``low`` and ``high``, ``few``, ``dp`` (0 even, 1 uneven
        over articles). With `by` also ``log_ratio`` to all other groups with ``log_ratio_low``,
        ``log_ratio_high``, ``p``, ``p_adjusted``; the same within levels where the names hold
        ``within``; and for a query a note whether the groups differ at all
        (``parameters["groups_differ"]``; within levels, ``"groups_differ_within"``).

    Raises
    ------
    AnalysisError
        When the selection is empty or holds no word, `unit` is unknown, or no article has a value
        of `adjust`.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas flows.", "Gas, gas, gas."]}))
    >>> frequency(corpus, "gas").table[["count", "articles_with"]].values.tolist()
    [[4, 2]]
    """
    import pandas as pd

    require_count(min_count)
    require_whole(seed, "a seed", 0)
    require_one_of(unit, COUNTED, "attribute")
    corpus = countable(corpus, query, unit)
    items = count_items(corpus, query, unit).frequent(min_count if query is None else 0)
    counts, names, sizes = items.counts, items.names, items.sizes
    notes: list[str] = [
        f"hits of {query}"
        if query is not None
        else count_of(len(names), f"{unit} type")
        + f", from {min_count} times on" * (min_count > 1),
        WORDS,
        _RATE,
        _DP,
    ]
    if by is None:
        indicator: Any = np.ones((len(corpus), 1), dtype=bool)
        labels: tuple[str, ...] = ("all",)
        if not sizes.sum():
            raise AnalysisError("the selection holds no word to count")
    else:
        indicator, labels, more = groups_with_words(corpus, by)
        notes += more
    table = rates_by_group(counts, sizes, indicator, names=names, labels=labels, scale=1e6)
    table["dp"] = _dp(counts, sizes, indicator)
    differ: dict[str, float] = {}
    differ_within: dict[str, float] = {}
    sources: tuple[str, ...] = _SOURCES
    if by is not None:
        levels, remarks = levels_within(corpus, adjust, by)
        table, compared = against_others(table, counts, sizes, indicator, levels=levels)
        notes += [*compared, *(remarks if WITHIN[0] in table else ())]
        if query is not None:
            asked = counts, sizes, indicator, names
            differ, told = groups_differ(*asked, seed=seed)
            notes += told
            if levels is not None:
                differ_within, told = groups_differ(
                    *asked, seed=seed, levels=levels, within=str(adjust)
                )
                notes += told
        elif len(labels) > 1:
            notes.append(_ALL_COMPARED)
        sources = (*sources, *sources_of(levels, differ))
    if by is None:
        table = table.drop(columns="group")
    elif query is not None:
        table = table.drop(columns="item")
    warnings = []
    if query is not None and not items.totals.sum():
        warnings.append(f"{query} does not occur in the selection")
    if query is not None and bool(table["few"].any()):
        warnings.append("few articles (under 5 with a hit): no interval")
    return report(
        corpus,
        pd.DataFrame(table),
        title=f"Frequency of {query or unit}",
        notes=notes,
        warnings=warnings,
        parameters={
            "query": query,
            "by": by,
            "adjust": None if by is None else adjust,
            "unit": unit,
            "min_count": min_count,
            "groups_differ": differ.get(query or ""),
            "groups_differ_within": differ_within.get(query or ""),
            "seed": seed,
        },
        method="Frequencies are rates per million words with intervals over articles"
        + ("." if by is None else "; each group was compared with all others."),
        sources=tuple(dict.fromkeys(sources)),
    )


def trend(corpus: Corpus, query: str, *, seed: int = 0) -> Result:
    """Follow the frequency of a query through the years.

    Two questions, two answers. Whether articles of these years differ is asked with the article as
    the unit: each year against all others, and by exchanging articles between years whether there
    is any difference (`toolkit.stats.inference.differ`); events make years differ, so that this is
    no trend. Whether there is a straight trend is asked with the year as the unit
    (`toolkit.stats.inference.trend`), and only described under 8 years.

    Parameters
    ----------
    corpus
        The articles; those without a date are left out.
    query
        What to count.
    seed
        The seed of the exchanges.

    Returns
    -------
    Result
        As `frequency` by year, with ``year`` as a number; the slope stands in the notes and in
        ``parameters["slope"]`` (per million words a year, with its limits and p, which are missing
        where nothing is tested), and the p of no difference between years in
        ``parameters["years_differ"]`` (none where fewer than two years have 5 articles, or under 5
        articles hold it).

    Raises
    ------
    AnalysisError
        When no article has a date.
    """
    require_articles(corpus)
    require_whole(seed, "a seed", 0)
    dated = corpus.where(lambda row: bool(values_of(row["year"])))
    if not len(dated):
        raise AnalysisError("no article has a date, so that there is no trend to follow")
    left_out = len(corpus) - len(dated)
    dated = countable(dated, query, "form")
    result = frequency(dated, query, by="year", adjust=None, seed=seed)
    table = result.table.rename(columns={"group": "year"})
    table["year"] = table["year"].astype(int)
    items = count_items(dated, query, "form")
    used = np.flatnonzero(items.sizes > 0)
    counts, sizes = items.counts[used].toarray().ravel(), items.sizes[used]
    years = np.array([item.year for item in dated.items], dtype=np.int64)[used]
    slope, said = _slope(counts, sizes, years, query)
    notes = [*result.notes[:-1], said]
    if left_out:
        without = count_of(left_out, "article without a date is", "articles without a date are")
        notes.append(f"{without} left out")
    return report(
        dated,
        table.sort_values("year", ignore_index=True),
        title=f"{query} by year",
        notes=notes,
        warnings=result.warnings,
        parameters={
            "query": query,
            "slope": slope,
            "years_differ": result.parameters["groups_differ"],
            "seed": seed,
        },
        sources=result.sources,
    )


def _slope(
    counts: NDArray[np.int64], sizes: NDArray[np.int64], years: NDArray[np.int64], query: str
) -> tuple[dict[str, float], str]:
    if len(np.unique(years)) < 2:
        return {}, "trend: all articles are of one year"
    found = stats_trend(counts, sizes, years)
    slope = {
        name: float(getattr(found, name)) * (1.0 if name == "p" else 1e6)
        for name in ("estimate", "low", "high", "p")
    }
    change = f"trend: {slope['estimate']:+z.1f} per million words a year, the year as the unit"
    if not found.tested:
        return slope, f"{change}; {len(found.years)} years, under 8, are described and not tested"
    if bool(found.few):
        return slope, f"{change}; under 5 articles hold {query}: not tested"
    if np.isnan(slope["low"]):
        return slope, f"{change}; the yearly rates lie exactly on a line: not tested"
    limits = f"95 % interval {slope['low']:+z.1f} to {slope['high']:+z.1f}, p = {slope['p']:.3g}"
    return slope, f"{change} ({limits})"


def occurrences(corpus: Corpus, query: str) -> Result:
    """Locate every hit in its article, for a dispersion plot.

    Returns
    -------
    Result
        ``article``, ``published``, ``position`` (0 beginning to 1 end); an article without a hit
        has one row without position.
    """
    import pandas as pd

    corpus = require_text(corpus)
    hits = corpus.find(query)
    table = corpus.tokens
    owners = table.article_of(hits.start)
    first, last = table.article_offsets[owners], table.article_offsets[owners + 1]
    items = corpus.items
    rows = corpus.selected[owners]
    found = pd.DataFrame(
        {
            "article": [items[row].id for row in rows],
            "published": [items[row].published for row in rows],
            "position": (hits.start - first) / np.maximum(last - first, 1),
        }
    )
    without = [item for item in items if item.id not in set(found["article"])]
    empty = pd.DataFrame(
        {
            "article": [item.id for item in without],
            "published": [item.published for item in without],
            "position": np.full(len(without), np.nan),
        }
    )
    both = pd.concat([found, empty], ignore_index=True) if len(found) else empty
    return report(
        corpus,
        both.sort_values(["published", "article", "position"], ignore_index=True),
        title=f"Where {query} occurs",
        notes=(
            f"{count_of(len(hits), 'hit')} in {len(items) - len(without)} of "
            f"{count_of(len(items), 'article')}",
        ),
        warnings=() if len(hits) else (f"{query} does not occur in the selection",),
        parameters={"query": query},
    )


def _dp(counts: sparse.csr_array, sizes: NDArray[np.int64], indicator: Any) -> NDArray[np.float64]:
    """Compute DP within each group, in the order of the rows of `rates_by_group`."""
    dense = indicator.toarray() if hasattr(indicator, "toarray") else np.asarray(indicator)
    parts = []
    for column in range(dense.shape[1]):
        rows = np.flatnonzero((dense[:, column] > 0) & (sizes > 0))
        parts.append(
            np.asarray(stats_dispersion(counts[rows].tocsr(), sizes[rows], "dp"), np.float64)
            if len(rows) > 1
            else np.full(counts.shape[1], np.nan)
        )
    return np.stack(parts, axis=1).ravel()
