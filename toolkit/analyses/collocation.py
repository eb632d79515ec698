"""Words that keep company with a node: overall, by group, and as a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.against_others import COMPARED, against_others
from toolkit.analyses.comparing import RATE_INTERVALS, rates_by_group
from toolkit.analyses.items import groups_holding
from toolkit.analyses.measure_notes import ASSOCIATION, said, works
from toolkit.analyses.reporting import (
    report,
    require_articles,
    require_groups,
    require_names,
    require_one_of,
    require_text,
    require_whole,
    table_of,
)
from toolkit.analyses.stored_windows import StoredWindows, stored_windows
from toolkit.analyses.windows import WindowCounts, require_window, window_counts
from toolkit.corpus.tokens import ATTRIBUTES
from toolkit.corpus.wordlists import default_stop_list
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.stats.association import MEASURES, associations, lambda_z, strength
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus
    from toolkit.corpus.counts import CountMatrix

Expected = Literal["window", "pair"]
_LAMBDA = ("lambda", "lambda_z")
_BY_GROUP = (
    *("collocate", "group", "count", "n_articles", "articles_with", "window_words"),
    *("estimate", "low", "high", "few", "reason"),
    *("log_ratio", "log_ratio_low", "log_ratio_high", "p", "p_adjusted"),
)


def collocates(
    corpus: Corpus,
    query: str,
    *,
    window: tuple[int, int] = (5, 5),
    measures: Sequence[str] = ("logdice", "log_likelihood"),
    by: str | Sequence[str] | None = None,
    unit: str = "lemma",
    min_count: int = 3,
    within_sentence: bool = False,
    expected: Expected = "window",
) -> Result:
    """Rank the words that occur near a node.

    Windows count words, not punctuation, and end with their article. A node is not its own
    collocate unless it occurs twice in a window.

    Parameters
    ----------
    corpus
        The articles.
    query
        The node.
    window
        Words to the left and to the right.
    measures
        Of `toolkit.stats.association`, and ``lambda`` and ``lambda_z`` (Blaheta and Johnson 2001);
        the first ranks, from the strongest attraction on.
    by
        Compare the collocates between groups: rates per 100 window words with intervals, and each
        group against the rest.
    unit
        ``form``, ``lemma`` or ``tag``.
    min_count
        Collocates that stand fewer times in the windows are left out.
    within_sentence
        Whether windows also end with their sentence.
    expected
        What chance is: ``window`` takes the span into account (as LancsBox and CQPweb do: the
        expected frequency grows with the window), ``pair`` does not (as Sketch Engine and NLTK do:
        with 5 words either side all MI are 3.3 bits higher).

    Returns
    -------
    Result
        ``collocate``, ``count``, ``expected``, ``frequency``, ``articles_with``, the measures; with
        `by` one row a collocate and group, see `toolkit.analyses.comparing.rates_by_group`, and
        ``log_ratio`` to the rest with ``log_ratio_low``, ``log_ratio_high``, ``p``,
        ``p_adjusted``.

    Raises
    ------
    QueryError
        When the query is not well formed.
    AnalysisError
        When the selection is empty, the window is not possible, or a measure is unknown.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Russia sells gas. Turkey buys gas."]}))
    >>> collocates(corpus, "gas", window=(1, 0), unit="form", min_count=1).table["count"].tolist()
    [1, 1]
    """
    require_articles(corpus)
    require_names(measures, (*MEASURES, *_LAMBDA), "measure of association")
    if not measures:
        raise AnalysisError("no measure to rank by; name one, such as 'logdice'")
    require_one_of(expected, ("window", "pair"), "expected frequency")
    require_one_of(unit, ATTRIBUTES, "attribute")
    require_whole(min_count, "a minimum count", 0)
    require_window(window)
    plain = unit == "lemma" and not within_sentence and by is None
    corpus, more = stored_windows(corpus, query, window=window, plain=plain)
    require_articles(corpus)
    hits = corpus.find(query)
    counted = window_counts(
        corpus, hits, window=window, attribute=unit, within_sentence=within_sentence
    )
    place = "sentence" if within_sentence else "article"
    notes = [
        f"{count_of(len(hits) + more.nodes, 'hit')} of {query} in "
        f"{count_of(counted.articles_hit + more.articles, 'article')}; window "
        f"{window[0]} words left, {window[1]} right, ending with the {place}; a word in two "
        "windows counts in both",
        f"collocates from {min_count} times on; words have a letter or digit",
    ]
    if by is None:
        matrix = corpus.matrix(unit, "article")
        table, remarks = _overall(matrix, (counted, more), min_count, measures, expected)
        title = f"Collocates of {query}"
    else:
        kept, _, _ = counted.frequent(min_count)
        table, remarks = _by_group(corpus, counted, kept, by)
        said_by = by if isinstance(by, str) else ", ".join(by)
        title = f"Collocates of {query} by {said_by}"
    warnings = []
    if not len(hits) + more.nodes:
        warnings.append(f"{query} does not occur in the selection")
    elif by is not None and len(kept) and not len(table):
        warnings.append(f"no window of {query} is in an article that has a value of {said_by}")
    elif not len(table):
        warnings.append(
            f"no word stands {min_count} times in the windows of {query}; lower the minimum count"
            if min_count > 1
            else f"no word stands in the windows of {query}; widen them"
        )
    if more.known is not None:
        notes.append(
            "windows of derived articles as stored: rarer collocates are masked there and left out"
        )
    return report(
        corpus,
        table,
        title=title,
        notes=[*notes, *remarks],
        warnings=warnings,
        parameters={
            "query": query,
            "window": list(window),
            "measures": list(measures),
            "measure": measures[0] if by is None else "per 100 words of the windows",
            "by": by,
            "unit": unit,
            "min_count": min_count,
            "within_sentence": within_sentence,
            "expected": expected,
        },
        method=f"Collocates of {query} were counted in windows and "
        + ("scored against expectation." if by is None else "their rates compared between groups."),
        sources=("Evert 2005", *works(measures, ASSOCIATION)) if by is None else COMPARED,
    )


def network(
    corpus: Corpus,
    nodes: Mapping[str, str],
    *,
    top: int = 10,
    window: tuple[int, int] = (5, 5),
    unit: str = "lemma",
    min_count: int = 3,
) -> Result:
    """Join the strongest content collocates of several nodes into one table of edges.

    Parameters
    ----------
    corpus
        The articles.
    nodes
        Queries by the name to show.
    top
        Collocates of each node, by logDice; words of the stop list and of one letter are left out.
    window, unit, min_count
        As in `collocates`.

    Returns
    -------
    Result
        ``node``, ``collocate``, ``logdice``, ``count``, ``articles_with``.

    Raises
    ------
    AnalysisError
        When there is no node, or a window or unit is not possible.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({
    ...     "id": ["a"], "text": ["Russian gas. Cheap gas. Turkish gas."]}))
    >>> network(corpus, {"gas": "gas"}, min_count=1).table["collocate"].tolist()
    ['gas', 'Russian', 'Turkish', 'cheap']
    """
    import pandas as pd

    if not isinstance(nodes, Mapping):
        raise AnalysisError(
            f"nodes of a network are queries by the name to show, not {nodes!r}; "
            "write {'Russia': '[actor=\"RU\"]', …}"
        )
    corpus = require_text(corpus)
    require_whole(top, "a number of collocates", 1)
    stop = default_stop_list()
    parts = []
    notes: list[str] = []
    warnings: list[str] = []
    for node, query in nodes.items():
        found = collocates(corpus, query, window=window, unit=unit, min_count=min_count)
        table = found.table
        letters = table["collocate"].str.count(r"[^\W\d_]")
        content = ~table["collocate"].str.casefold().isin(stop) & letters.gt(1)
        part = table[content].head(top)[["collocate", "logdice", "count", "articles_with"]]
        part.insert(0, "node", node)
        parts.append(part)
        notes.append(found.notes[0])
        warnings += found.warnings
    if not parts:
        raise AnalysisError("no node to draw; name some queries")
    return report(
        corpus,
        pd.concat(parts, ignore_index=True),
        title=f"Collocation network of {', '.join(nodes)}",
        notes=[
            *notes,
            f"the {top} strongest by logDice, stop words left out; R1 window words, C1 frequency",
            *said(["logdice"], ASSOCIATION),
        ],
        warnings=warnings,
        parameters={
            "nodes": dict(nodes),
            "measure": "logDice",
            "top": top,
            "window": list(window),
            "unit": unit,
            "min_count": min_count,
        },
        sources=("Rychlý 2008 (logDice)", "Brezina, McEnery and Wattam 2015 (networks)"),
    )


def _overall(
    matrix: CountMatrix,
    windows: tuple[WindowCounts, StoredWindows],
    min_count: int,
    measures: Sequence[str],
    expected: Expected,
) -> tuple[pd.DataFrame, list[str]]:
    counted, more = windows
    n = int(matrix.sizes.sum())
    slots = counted.n_slots + more.slots
    nodes = len(counted.owners) + more.nodes
    kept, o11, articles_with = more.joined(counted, min_count)
    c1 = matrix.totals.take(kept)
    r1 = slots if expected == "window" else nodes
    # Overlapping windows may count one token twice, and without the span a word may stand near a
    # node oftener than there are nodes: margins and total then grow as far as a table needs.
    often, columns = o11 > c1, np.maximum(c1, o11)
    rows = _raised(r1, o11)
    whole = _raised(n, rows + columns - o11)
    scores = associations(
        o11, rows, columns, whole, [measure for measure in measures if measure not in _LAMBDA]
    )
    if not set(_LAMBDA).isdisjoint(measures):
        found = lambda_z(o11, rows, columns, whole)
        scores |= {"lambda": found.lambda_, "lambda_z": found.z}
    scores = {measure: scores[measure] for measure in measures}
    order = _order(strength(measures[0], scores[measures[0]]), o11)
    c1 = c1.take(order)
    table = table_of(
        {
            "collocate": matrix.labels.take(kept.take(order)),
            "count": o11.take(order),
            "expected": r1 * c1 / n if n else np.zeros(len(kept)),
            "frequency": c1,
            "articles_with": articles_with.take(order),
            **{measure: score.take(order) for measure, score in scores.items()},
        }
    )
    counted_over = (
        f"R1 = {slots:,} window words, N = {n:,} words; expected = R1 * frequency / N takes the "
        "span into account"
        if expected == "window"
        else f"R1 = {nodes:,} nodes, N = {n:,} words; expected = R1 * frequency / N does not take "
        "the span into account; where a count is above R1, R1 is taken as that count"
    )
    notes = [
        counted_over,
        "O is the count, E the expected one, C1 the frequency; measures take tokens as "
        "independent; articles_with says over how many articles they rest",
    ]
    if often.any():
        notes.append(
            f"{count_of(int(often.sum()), 'collocate')} such as "
            f"{matrix.labels[kept[often][0]]}: windows overlap, so that the count is above the "
            "frequency; measures take it for C1, and N as no less than R1 + C1 - O"
        )
    notes += said(measures, ASSOCIATION)
    return table, notes


def _order(scores: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank by score, then by count, the largest first; ties stay as names stand, by the alphabet.

    As `numpy.lexsort` would, in half the time: score, count and place become one number, and NumPy
    sorts numbers that all differ many at a time.
    """
    number, most = len(scores), int(counts.max(initial=0))
    by_score = np.argsort(-scores)
    fallen = scores.take(by_score)
    rank = np.zeros(number, np.int64)
    # a score that is missing equals nothing, but all of them rank together, at the end
    rank[by_score[1:]] = np.cumsum((fallen[1:] != fallen[:-1]) & ~np.isnan(fallen[:-1]))
    return np.argsort((rank * (most + 1) + (most - counts)) * number + np.arange(number))


def _raised(number: int, floors: NDArray[np.int64]) -> int | NDArray[np.int64]:
    """Raise a number to each floor; where it lies below none, it stays one number for all."""
    return np.maximum(number, floors) if number < floors.max(initial=0) else number


def _by_group(
    corpus: Corpus, counted: WindowCounts, kept: Any, by: str | Sequence[str]
) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    groups = require_groups(corpus, by)
    # A group in which the node never occurs has no windows to compare.
    inside, labels, left_out = groups_holding(groups, counted.slots)
    near = counted.near[:, kept].tocsr()
    names = [counted.names[column] for column in kept]
    if not len(kept) or not len(labels):
        return pd.DataFrame(columns=list(_BY_GROUP)), list(groups.notes())
    table = rates_by_group(
        near, counted.slots, inside, names=names, labels=labels, scale=100.0
    ).rename(columns={"item": "collocate", "words": "window_words"})
    table, compared = against_others(table, near, counted.slots, inside)
    totals = np.asarray(near.sum(axis=0)).ravel()
    rank = dict(zip(names, np.lexsort((names, -totals)).argsort(), strict=True))
    joined = table.sort_values(
        ["collocate", "group"], key=lambda c: c.map(rank) if c.name == "collocate" else c
    )
    notes = [
        "estimate: occurrences per 100 words of the windows in the group",
        RATE_INTERVALS,
        *compared,
        *groups.notes(),
    ]
    if left_out:
        notes.append(f"the node does not occur in {', '.join(left_out)}")
    return joined.reset_index(drop=True), notes
