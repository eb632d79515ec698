"""How evenly words are spread: over articles, years or authors, and along the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.items import Items, count_items, countable, require_count
from toolkit.analyses.reporting import (
    report,
    require_groups,
    require_names,
    require_one_of,
    require_text,
)
from toolkit.corpus import Corpus
from toolkit.corpus.counts import COUNTED
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.stats.dispersion import MEASURES, POSITION_MEASURES, dispersion_index
from toolkit.stats.dispersion import dispersion as over_parts

if TYPE_CHECKING:
    import pandas as pd

PARTS_MEASURES = tuple(MEASURES)
PLACE_MEASURES = tuple(name for name in POSITION_MEASURES if not name.startswith("average"))
ALL_MEASURES = (*PARTS_MEASURES, *PLACE_MEASURES)
_SCALES = {
    "range": "range: parts that hold the item",
    "juilland_d": "juilland_d: 1 - sd / mean / sqrt(n - 1) of the rates in n parts, which may be "
    "unequal; 0 uneven to 1 even",
    "carroll_d2": "carroll_d2: entropy of the rates over its maximum; 0 uneven to 1 even",
    "rosengren_s": "rosengren_s: (sum sqrt(s v))^2 / sum v, v the count and s the share of the "
    "words of each part; near 0 uneven to 1 even",
    "dp": "dp: half the sum of |v / sum v - s|, v the count and s the share of the words of each "
    "part; 0 even to 1 uneven (Gries 2008)",
    "dp_norm": "dp_norm: 0 even to 1 uneven; dp over 1 less the share of the smallest part "
    "(Lijffijt and Gries 2012); Egbert, Burch and Biber 2020 take the smallest part that holds "
    "the item instead",
    "da": "da: 1 - mean difference of the rates of two parts over twice the mean rate; 0 uneven to "
    "1 even (Burch, Egbert and Biber 2017)",
    "dkl": "dkl: 0 uneven to 1 even; 1 / (1 + Kullback-Leibler divergence in bits) (Gries 2024)",
    "arf": "arf: average reduced frequency, sum min(d, v) / v, d from one occurrence to the next "
    "and v the mean of d; near 1 clumped to the frequency itself even",
    "awt": "awt: frequency from average waiting times, N^2 / sum d^2 over N words; near 1 "
    "clumped to the frequency itself even",
    "ald": "ald: frequency from average log distances, N exp(-sum (d / N) ln d); near 1 clumped "
    "to the frequency itself even",
}
_SOURCES = (
    "Gries 2008, 2020, 2024 (dispersion)",
    "Lijffijt and Gries 2012 (DPnorm)",
    "Juilland and Chang-Rodriguez 1964",
    "Carroll 1970",
    "Rosengren 1971",
    "Burch, Egbert and Biber 2017 (DA)",
    "Savicky and Hlavacova 2002 (ARF, AWT, ALD)",
)


def dispersion(
    corpus: Corpus,
    query: str | None = None,
    *,
    by: str | Sequence[str] | None = None,
    unit: str = "lemma",
    parts: str = "article",
    measures: Sequence[str] = ALL_MEASURES,
    min_count: int = 5,
) -> Result:
    """Measure how evenly every word, or the hits of a query, are spread.

    Dispersion describes the articles at hand: it has no interval and tests nothing.

    Parameters
    ----------
    corpus
        The articles.
    query
        What to look for; every name of `unit` when left out.
    by
        Measure within each group of articles, such as each author's.
    unit
        ``form``, ``lemma``, ``tag`` or ``actor``; without a query.
    parts
        Spread over what: ``article``, or a column such as ``year``, ``author`` or ``outlet``,
        whose values are the parts. An article of two authors is in the part of each.
    measures
        Any of ``range juilland_d carroll_d2 rosengren_s dp dp_norm da dkl`` (over the parts) and
        ``arf awt ald`` (along the words of the articles, by date).
    min_count
        Items rarer than this in all are left out; without a query.

    Returns
    -------
    Result
        ``item`` (, ``group``), ``count``, ``parts`` (their number), and a column for each measure.
        A value is missing, with a warning, where a group has one part only, and for an item that a
        group does not hold.

    Raises
    ------
    AnalysisError
        When the selection is empty, a measure, unit or column is unknown, or all articles are one
        part.
    QueryError
        When the query is not well formed.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas, gas.", "No oil.", "No gas."]}))
    >>> found = dispersion(corpus, "gas", measures=("range", "dp")).table
    >>> found.round(4).values.tolist()
    [['gas', 3, 3, 2.0, 0.3333]]
    """
    import pandas as pd

    require_names(measures, ALL_MEASURES, "measure of dispersion")
    require_one_of(unit, COUNTED, "attribute")
    along = set(measures) & set(PLACE_MEASURES)
    corpus = require_text(corpus) if along else countable(corpus, query, unit)
    require_count(min_count)
    items = count_items(corpus, query, unit).frequent(min_count if query is None else 0)
    if not len(items.names):
        raise AnalysisError(f"no {unit} occurs {min_count} times; lower the minimum count")
    notes = [
        f"{len(items.names)} {unit} types from {min_count} times on"
        if query is None
        else f"hits of {query}",
        f"parts: {parts}; sizes are words (tokens with a letter or digit)",
    ]
    warnings: list[str] = []
    members = {"all": np.arange(len(corpus))}
    if by is not None:
        groups = require_groups(corpus, by)
        members = {label: groups.members(label) for label in groups.labels}
        notes += groups.notes()
    if parts != "article":
        notes += [note for note in corpus.groups(parts).notes()[1:] if note not in notes]
    tables = []
    for label, rows in members.items():
        found, n_parts = _of_rows(corpus, items, rows, query, (unit, parts), measures)
        found.insert(1, "group", label)
        if n_parts < 2:
            what = f"{label}: one part only" if by is not None else "all articles are one part"
            if by is None:
                raise AnalysisError(f"{what} by {parts}; there is nothing to be spread over")
            warnings.append(f"{what} by {parts}: no dispersion over parts")
        tables.append(found)
    table = pd.concat(tables, ignore_index=True)
    table["_item"] = np.tile(np.arange(len(items.names)), len(members))
    table = table.sort_values("_item", kind="stable").drop(columns="_item")
    if by is None:
        table = table.drop(columns="group")
    if query is not None and not items.totals.sum():
        warnings.append(f"{query} does not occur in the selection")
    notes += [_SCALES[measure] for measure in dict.fromkeys(measures)]
    if by is not None or (query is not None and not items.totals.sum()):
        notes.append(
            "what does not occur has no dispersion: range, arf, awt and ald 0, others missing"
        )
    if set(measures) & set(PLACE_MEASURES):
        notes.append("places of arf, awt and ald: along the words of the articles by date, then by "
                     "id, as a ring")  # fmt: skip
    return report(
        corpus,
        table.reset_index(drop=True),
        title=f"Dispersion of {query or unit} over {parts}",
        notes=notes,
        warnings=warnings,
        parameters={
            "query": query,
            "by": by,
            "unit": unit,
            "parts": parts,
            "measures": list(measures),
            "min_count": min_count,
        },
        method=f"Dispersion was measured over parts of the corpus ({parts}).",
        sources=_SOURCES,
    )


def _of_rows(
    corpus: Corpus,
    items: Items,
    rows: NDArray[np.int64],
    query: str | None,
    how: tuple[str, str],
    measures: Sequence[str],
) -> tuple[pd.DataFrame, int]:
    """Measure the items in some articles; also tell the number of parts with words."""
    import pandas as pd

    unit, parts = how
    counts, sizes = _by_part(corpus, items, rows, parts)
    n_parts = int((sizes > 0).sum())
    totals = np.asarray(items.counts[rows].sum(axis=0)).ravel()
    columns: dict[str, Any] = {
        "item": np.array(items.names, dtype=object),
        "count": totals.astype(np.int64),
        "parts": n_parts,
    }
    offsets, places, n = (
        _places(corpus, items, rows, query, unit)
        if set(measures) & set(PLACE_MEASURES)
        else (None, None, 0)
    )
    for measure in measures:
        if measure in PLACE_MEASURES:
            assert offsets is not None
            assert places is not None
            columns[measure] = dispersion_index(offsets, places, n, measure)
        elif n_parts < 2 and measure != "range":
            columns[measure] = np.full(len(items.names), np.nan)
        else:
            columns[measure] = over_parts(counts, sizes, measure)
    return pd.DataFrame(columns), n_parts


def _by_part(corpus: Corpus, items: Items, rows: NDArray[np.int64], parts: str) -> tuple[Any, Any]:
    if parts == "article":
        return items.counts[rows].tocsr(), items.sizes[rows]
    indicator = corpus.groups(parts).indicator[rows].T.astype(np.int64)
    return (indicator @ items.counts[rows]).tocsr(), np.asarray(indicator @ items.sizes[rows])


def _places(
    corpus: Corpus, items: Items, rows: NDArray[np.int64], query: str | None, unit: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """List the places of each item along the words of some articles, in the order of dates."""
    table = corpus.tokens
    known = corpus.items
    order = sorted(rows.tolist(), key=lambda row: (str(known[row].published), known[row].id))
    first = np.zeros(len(corpus), np.int64)
    inside = np.zeros(len(corpus), bool)
    inside[rows] = True
    first[order] = np.cumsum([0, *items.sizes[order][:-1]]) if len(order) else 0
    at, code = _occurrences(corpus, items, query, unit)
    owner = corpus.selected[table.article_of(at)]
    kept = (owner >= 0) & inside[owner] & (code >= 0)
    at, code, owner = at[kept], code[kept], owner[kept]
    start = table.article_offsets[corpus.rows[owner]]
    place = first[owner] + table.words_before(at) - table.words_before(start)
    n = int(items.sizes[rows].sum())
    # a hit on punctuation stands at the word after it, or at the last word; two of them count once
    key = np.unique(code * (n + 1) + np.minimum(place, max(n - 1, 0)))
    code, place = np.divmod(key, n + 1)
    offsets = np.searchsorted(code, np.arange(len(items.names) + 1))
    return offsets, place, n


def _occurrences(
    corpus: Corpus, items: Items, query: str | None, unit: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the token positions of all items of the loaded corpus and the number of each item."""
    table = corpus.tokens
    if query is not None:
        at = corpus.find(query).start
        return at, np.zeros(len(at), np.int64)
    names = table.actors.names if unit == "actor" else table.names(unit)  # type: ignore[arg-type]
    number = {name: place for place, name in enumerate(items.names)}
    lookup = np.array([number.get(name, -1) for name in names], dtype=np.int64)
    if unit == "actor":
        return table.actors.start, lookup[table.actors.code]
    at = table.word_positions.astype(np.int64)
    return at, lookup[table.codes(unit)[at]]  # type: ignore[arg-type]
