"""Runs of adjacent words: of the whole corpus, or around a node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from toolkit.analyses.against_others import COMPARED, against_others
from toolkit.analyses.comparing import RATE_INTERVALS, rates_by_group
from toolkit.analyses.items import WORDS, groups_with_words, require_count
from toolkit.analyses.measure_notes import ASSOCIATION, said, works
from toolkit.analyses.reporting import report, require_names, require_one_of, require_text
from toolkit.analyses.runs import Counted, Runs, lengths_of
from toolkit.corpus.query import Hits
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.stats.association import MEASURES as PAIR_MEASURES
from toolkit.stats.association import RUN_MEASURES, strength
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

PLACES = ("any", "left", "right", "middle")
_SEQUENCE = ("lambda", "lambda_z")
_UNITS = ("form", "lemma", "tag")


@dataclass(frozen=True)
class Around:
    """A node that every n-gram must hold, and where.

    Parameters
    ----------
    query
        The node; all tokens of a hit must lie in the n-gram.
    place
        Where the node stands in it: ``left`` (it begins the n-gram), ``right`` (it ends it),
        ``middle`` (neither), or ``any``.
    """

    query: str
    place: Literal["any", "left", "right", "middle"] = "any"


def ngrams(
    corpus: Corpus,
    n: int | tuple[int, int] = 2,
    *,
    node: str | Around | None = None,
    unit: str = "form",
    min_count: int = 2,
    measures: Sequence[str] = (),
    within_sentence: bool = True,
    by: str | Sequence[str] | None = None,
) -> Result:
    """Count runs of adjacent words, and score how firmly their words hold together.

    An n-gram never holds punctuation and never leaves its article: ``gas. Turkey`` is none.
    Capitals are kept: ``US`` is not ``us``.

    Parameters
    ----------
    corpus
        The articles.
    n
        Words of an n-gram, or the least and the greatest number (1 to 8).
    node
        Only n-grams that hold a hit of this query; `Around` says in which place.
    unit
        ``form``, ``lemma`` or ``tag``.
    min_count
        Rarer n-grams are left out (but count in the margins of measures).
    measures
        For any length from 2: ``lambda`` and ``lambda_z`` (Blaheta and Johnson 2001), and of the
        words' independence ``mi mi2 mi3 local_mi t z simple_ll``. For pairs all measures of
        `toolkit.stats.association`. The first ranks; the count does when there is none.
    within_sentence
        Whether n-grams also end with their sentence.
    by
        Compare between groups: rates per million words with intervals over articles.

    Returns
    -------
    Result
        ``ngram``, ``n``, ``count``, ``articles_with``, ``per_million`` and the measures with
        ``expected``; with `by` one row an n-gram and group, see
        `toolkit.analyses.comparing.rates_by_group`, and each group against all others in
        ``log_ratio`` with its limits, ``p``, ``p_adjusted``.

    Raises
    ------
    AnalysisError
        When the selection is empty, a length is not 1 to 8, or a unit, place or measure is unknown.
    QueryError
        When the node is not well formed.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas flows. No gas flows, no."]}))
    >>> ngrams(corpus, 2, min_count=1).table[["ngram", "count"]].values.tolist()
    [['Gas flows', 1], ['No gas', 1], ['gas flows', 1]]
    >>> ngrams(corpus, 2, node=Around("gas", "right"), min_count=1).table["ngram"].tolist()
    ['No gas']
    """
    import pandas as pd

    corpus = require_text(corpus)
    require_count(min_count)
    require_one_of(unit, _UNITS, "unit")
    lengths = lengths_of(n)
    around = Around(node) if isinstance(node, str) else node
    if around is not None and not isinstance(around, Around):
        raise AnalysisError(f"a node is a query or Around(query, place); found {node!r:.80}")
    _require_measures(measures, lengths)
    hits = None
    if around is not None:
        require_one_of(around.place, PLACES, "place of the node")
        hits = corpus.find(around.query)
    tables, kept = [], []
    for length in lengths:
        runs = Runs(corpus, length, unit, within_sentence)
        found = runs.count(hits, None if around is None else around.place, min_count, measures)
        tables.append(found.table)
        kept.append(found)
    table = pd.concat(tables, ignore_index=True)
    words = int(corpus.sizes.sum())
    notes = _notes(lengths, unit, min_count, around, hits, within_sentence)
    warnings = []
    if hits is not None and around is not None and not len(hits):
        warnings.append(f"{around.query} does not occur in the selection")
    elif not len(table):
        warnings.append(f"no n-gram occurs {min_count} times; lower the minimum count")
    if by is None:
        table.insert(4, "per_million", table["count"] / max(words, 1) * 1e6)
        rank = measures[0] if measures else "count"
        ranks = strength(rank, table[rank].to_numpy())
        order = np.lexsort((table["ngram"], table["n"], -table["count"], -ranks))
        table = table.iloc[order].reset_index(drop=True)
        notes += [f"per_million: {WORDS}", *_measure_notes(measures, kept, lengths)]
    else:
        table, more = _by_group(corpus, kept, by)
        notes += more
    name = "-".join(str(length) for length in dict.fromkeys((lengths[0], lengths[-1])))
    return report(
        corpus,
        table,
        title=f"{name}-grams" + (f" with {around.query}" if around is not None else ""),
        notes=notes,
        warnings=warnings,
        parameters={
            "n": list(lengths),
            "node": None if around is None else around.query,
            "place": None if around is None else around.place,
            "unit": unit,
            "min_count": min_count,
            "measures": list(measures),
            "within_sentence": within_sentence,
            "by": by,
        },
        method="Runs of adjacent words were counted; punctuation ends a run.",
        sources=works(measures, ASSOCIATION) if by is None else COMPARED,
    )


def _by_group(
    corpus: Corpus, kept: Sequence[Counted], by: str | Sequence[str]
) -> tuple[pd.DataFrame, list[str]]:
    from scipy import sparse

    indicator, labels, more = groups_with_words(corpus, by)
    sizes = corpus.sizes
    blocks = [part.matrix(len(corpus)) for part in kept]
    counts: Any = sparse.hstack(blocks, format="csr")
    names = [name for part in kept for name in part.table["ngram"]]
    length = [n for part in kept for n in part.table["n"]]
    totals = np.asarray(counts.sum(axis=0)).ravel()
    order = np.lexsort((np.array(names, dtype=object), -totals)) if names else np.arange(0)
    ordered = counts[:, order].tocsr()
    table = rates_by_group(
        ordered,
        sizes,
        indicator,
        names=[names[place] for place in order],
        labels=labels,
        scale=1e6,
    ).rename(columns={"item": "ngram"})
    table.insert(1, "n", np.repeat(np.array(length, dtype=np.int64)[order], len(labels)))
    table, compared = against_others(table, ordered, sizes, indicator)
    notes = [f"estimate: per million words; {WORDS}", RATE_INTERVALS, *more, *compared]
    return table, notes


def _require_measures(measures: Sequence[str], lengths: range) -> None:
    longer = (*_SEQUENCE, *RUN_MEASURES)
    require_names(measures, (*_SEQUENCE, *PAIR_MEASURES), "measure")
    for measure in measures:
        if lengths[0] < 2:
            raise AnalysisError(
                f"{measure!r} scores how words hold together, which a single word does not; "
                "begin at 2 words"
            )
        if lengths[-1] > 2 and measure not in longer:
            raise AnalysisError(
                f"{measure!r} is defined for pairs only; for longer n-grams there are "
                f"{', '.join(longer)}"
            )


def _notes(
    lengths: range,
    unit: str,
    min_count: int,
    around: Around | None,
    hits: Hits | None,
    within_sentence: bool,
) -> list[str]:
    place = "sentence" if within_sentence else "article"
    size = f"{lengths[0]} to {lengths[-1]}" if len(lengths) > 1 else str(lengths[0])
    notes = [
        f"runs of {size} words ({unit}) that end with their {place} and "
        f"hold no punctuation, from {min_count} times on",
    ]
    if around is not None and hits is not None:
        where = {
            "any": "anywhere in the n-gram",
            "left": "at its left end",
            "right": "at its right end",
            "middle": "inside it, not at an end",
        }[around.place]
        notes.append(f"{count_of(len(hits), 'hit')} of {around.query}; the node stands {where}")
    return notes


def _measure_notes(measures: Sequence[str], kept: Sequence[Counted], lengths: range) -> list[str]:
    if not measures:
        return []
    totals = ", ".join(
        f"{part.total:,} of {length} words" for part, length in zip(kept, lengths, strict=True)
    )
    return [
        "expected: all n-grams of this length times the product of the shares of each word in its "
        "place; measures are taken over all n-grams of the selection, whatever the node, and treat "
        "words as independent",
        f"O is the count among all n-grams ({totals}: N), E the expected one; of pairs R1 and C1 "
        "are the counts of each word in its place",
        *said(measures, ASSOCIATION),
    ]
