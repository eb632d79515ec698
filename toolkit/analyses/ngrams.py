"""Runs of adjacent words: of the whole corpus, or around a node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.comparing import rates_by_group
from toolkit.analyses.items import WORDS, require_count
from toolkit.analyses.reporting import report, require_articles, require_one_of
from toolkit.corpus.query import Hits
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.stats import association
from toolkit.stats.association import MEASURES as PAIR_MEASURES
from toolkit.stats.sequences import sequences

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

Integers = NDArray[np.int64]
LONGEST = 8
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

    An n-gram never holds punctuation and never leaves its article: ``gas. Turkey`` is none. Capitals
    are kept: ``US`` is not ``us``.

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
        `toolkit.analyses.comparing.rates_by_group`.

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

    require_articles(corpus)
    require_count(min_count)
    require_one_of(unit, _UNITS, "unit")
    lengths = _lengths(n)
    around = Around(node) if isinstance(node, str) else node
    for measure in measures:
        _require_measure(measure, lengths)
    hits = None
    if around is not None:
        require_one_of(around.place, PLACES, "place of the node")
        hits = corpus.find(around.query)
    tables, kept = [], []
    for length in lengths:
        runs = _Runs(corpus, length, unit, within_sentence)
        found = runs.count(hits, None if around is None else around.place, min_count, measures)
        tables.append(found.table)
        kept.append(found)
    table = pd.concat(tables, ignore_index=True)
    words = int(corpus.matrix("form", "article").sizes.sum())
    notes = _notes(lengths, unit, min_count, around, hits, within_sentence)
    warnings = []
    if hits is not None and around is not None and not len(hits):
        warnings.append(f"{around.query} does not occur in the selection")
    elif not len(table):
        warnings.append(f"no n-gram occurs {min_count} times; lower min_count")
    if by is None:
        table.insert(4, "per_million", table["count"] / max(words, 1) * 1e6)
        rank = measures[0] if measures else "count"
        order = np.lexsort((table["ngram"], table["n"], -table["count"], -table[rank]))
        table = table.iloc[order].reset_index(drop=True)
        notes += [f"per_million: {WORDS}", *_measure_notes(measures)]
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
        sources=("Blaheta and Johnson 2001 (lambda)",) if set(measures) & set(_SEQUENCE) else (),
    )


@dataclass(frozen=True, eq=False)
class _Counted:
    """N-grams of one length that occur often enough."""

    table: pd.DataFrame
    gram: Integers
    row: Integers


class _Runs:
    """All runs of `length` words of a selection, by the token at which they begin."""

    def __init__(self, corpus: Corpus, length: int, unit: str, within_sentence: bool) -> None:
        self.corpus, self.length, self.table = corpus, length, corpus.tokens
        self.codes = self.table.codes(unit)  # type: ignore[arg-type]
        self.names = self.table.names(unit)  # type: ignore[arg-type]
        self.offsets = (
            self.table.sentence_offsets if within_sentence else self.table.article_offsets
        )

    def all(self) -> Integers:
        """Give the beginnings of all runs."""
        return self.sound(np.arange(max(0, len(self.table) - self.length + 1)))

    def sound(self, start: Integers) -> Integers:
        """Keep the beginnings of runs of words inside one sentence (or article) that is selected."""
        last = start + self.length - 1
        start = start[(start >= 0) & (last < len(self.table))]
        before = self.table.words_before
        start = start[before[start + self.length] - before[start] == self.length]
        # a run lies in one unit when no unit begins after its first token
        begins = np.searchsorted(self.offsets, start, side="right")
        whole = self.offsets[np.minimum(begins, len(self.offsets) - 1)] >= start + self.length
        start = start[whole]
        if len(self.corpus) < len(self.table.article_offsets) - 1:
            start = start[self.rows(start) >= 0]
        return start

    def rows(self, start: Integers) -> Integers:
        """Give the article of each run, as a row of the selection."""
        return self.corpus.selected[self.table.article_of(start)]

    def around(self, hits: Hits, place: str) -> Integers:
        """Give the beginnings of runs that hold a hit in some place, each once."""
        free = self.length - (hits.end - hits.start)
        starts = []
        for shift in range(self.length):
            kept = {
                "any": shift <= free,
                "left": (free >= 0) if shift == 0 else np.zeros(len(free), bool),
                "right": shift == free,
                "middle": (shift < free) & (shift > 0),
            }[place]
            starts.append(hits.start[kept] - shift)
        return self.sound(np.unique(np.concatenate(starts)))

    def grams(self, start: Integers) -> Integers:
        """Write runs as rows of codes."""
        found: Integers = self.codes[start[:, None] + np.arange(self.length)].astype(np.int64)
        return found

    def count(
        self, hits: Hits | None, place: str | None, min_count: int, measures: Sequence[str]
    ) -> _Counted:
        """Count the runs, or those around hits, and score them over all runs."""
        import pandas as pd

        every = self.all() if hits is None or measures else None
        start = every if hits is None or place is None else self.around(hits, place)
        assert start is not None
        grams = self.grams(start)
        first, gram, count = _distinct(grams)
        kept = np.flatnonzero(count >= min_count)
        place_of = np.full(len(count), -1, np.int64)
        place_of[kept] = np.arange(len(kept))
        gram = place_of[gram]
        rows, gram = self.rows(start)[gram >= 0], gram[gram >= 0]
        pairs = np.unique(gram * max(1, len(self.corpus)) + rows)
        codes = grams[first[kept]]
        columns: dict[str, Any] = {
            "ngram": [" ".join(self.names[code] for code in line) for line in codes.tolist()],
            "n": np.full(len(kept), self.length, dtype=np.int64),
            "count": count[kept],
            "articles_with": np.bincount(pairs // max(1, len(self.corpus)), minlength=len(kept)),
        }
        if measures and every is not None:
            columns |= _scores(self.grams(every), codes, measures, min_count)
        return _Counted(pd.DataFrame(columns), gram, rows)


def _distinct(grams: Integers) -> tuple[Integers, Integers, Integers]:
    """Number the different rows of codes: an example, the number of each row, and the counts."""
    keys = np.zeros(len(grams), np.int64)
    for column in grams.T:
        values = int(column.max(initial=0)) + 1
        if int(keys.max(initial=0)) + 1 > np.iinfo(np.int64).max // values:
            keys = np.unique(keys, return_inverse=True)[1]
        keys = keys * values + column
    _, first, gram, count = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    return first, gram, count


def _scores(
    every: Integers, codes: Integers, measures: Sequence[str], min_count: int
) -> dict[str, NDArray[Any]]:
    """Score some n-grams by their counts and margins among all n-grams."""
    n, length = len(every), every.shape[1]
    margins = []
    for place in range(length):
        frequency = np.bincount(every[:, place])
        margins.append(frequency[codes[:, place]] if len(codes) else np.zeros(0, np.int64))
    known = sequences(every, min_count=min_count)
    # What is scored occurs often enough among all n-grams too, so it is found among these.
    at = _positions(known.codes, codes)
    observed = known.count[at].astype(np.float64)
    expected = n * np.prod([margin / max(n, 1) for margin in margins], axis=0)
    scores: dict[str, NDArray[Any]] = {"expected": expected}
    for measure in measures:
        if measure == "lambda":
            scores[measure] = known.lambda_[at]
        elif measure == "lambda_z":
            scores[measure] = known.z[at]
        elif length == 2:
            scores[measure] = association(observed, margins[0], margins[1], n, measure)
        else:
            scores[measure] = _INDEPENDENCE[measure](observed, expected)
    return scores


_INDEPENDENCE: dict[str, Callable[[Any, Any], Any]] = {
    "mi": lambda o, e: np.log2(o / e),
    "mi2": lambda o, e: np.log2(o**2 / e),
    "mi3": lambda o, e: np.log2(o**3 / e),
    "local_mi": lambda o, e: o * np.log2(o / e),
    "t": lambda o, e: (o - e) / np.sqrt(o),
    "z": lambda o, e: (o - e) / np.sqrt(e),
    "simple_ll": lambda o, e: np.sign(o - e) * 2.0 * (o * np.log(o / e) - (o - e)),
}


def _positions(known: NDArray[np.integer], wanted: Integers) -> Integers:
    """Find rows of codes among known ones."""
    both = np.concatenate([np.asarray(known, np.int64), wanted])
    _, number, _ = _distinct(both)
    place = np.zeros(len(both), np.int64)
    place[number[: len(known)]] = np.arange(len(known))
    return place[number[len(known) :]]


def _by_group(
    corpus: Corpus, kept: Sequence[_Counted], by: str | Sequence[str]
) -> tuple[pd.DataFrame, list[str]]:
    from scipy import sparse

    groups = corpus.groups(by)
    sizes = corpus.matrix("form", "article").sizes
    blocks = [
        sparse.coo_array(
            (np.ones(len(part.gram), np.int64), (part.row, part.gram)),
            shape=(len(corpus), len(part.table)),
        ).tocsr()
        for part in kept
    ]
    counts: Any = sparse.hstack(blocks, format="csr")
    names = [name for part in kept for name in part.table["ngram"]]
    length = [n for part in kept for n in part.table["n"]]
    totals = np.asarray(counts.sum(axis=0)).ravel()
    order = np.lexsort((np.array(names, dtype=object), -totals)) if names else np.arange(0)
    table = rates_by_group(
        counts[:, order].tocsr(),
        sizes,
        groups.indicator,
        names=[names[place] for place in order],
        labels=groups.labels,
        scale=1e6,
    ).rename(columns={"item": "ngram"})
    table.insert(1, "n", np.repeat(np.array(length, dtype=np.int64)[order], len(groups.labels)))
    notes = [
        f"estimate: per million words; {WORDS}",
        "intervals 95 % over articles (linearised, t quantiles), none under 5 articles with it",
        *groups.notes(),
    ]
    return table, notes


def _lengths(n: int | tuple[int, int]) -> range:
    least, most = (n, n) if isinstance(n, int) else n
    if not 1 <= least <= most <= LONGEST:
        raise AnalysisError(
            f"n-grams of {least} to {most} words; choose from 1 to {LONGEST}, the smaller first"
        )
    return range(least, most + 1)


def _require_measure(measure: str, lengths: range) -> None:
    if lengths[0] < 2:
        raise AnalysisError(f"{measure!r} scores how words hold together; a single word has no n")
    longer = (*_SEQUENCE, *_INDEPENDENCE)
    allowed = (*_SEQUENCE, *PAIR_MEASURES) if lengths[-1] == 2 else longer
    if measure in PAIR_MEASURES and measure not in allowed:
        raise AnalysisError(
            f"{measure!r} is defined for pairs only; for longer n-grams there are "
            f"{', '.join(longer)}"
        )
    require_one_of(measure, allowed, "measure")


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
        notes.append(f"{len(hits)} hits of {around.query}; the node stands {where}")
    return notes


def _measure_notes(measures: Sequence[str]) -> list[str]:
    if not measures:
        return []
    return [
        "expected: all n-grams of this length times the product of the shares of each word in its "
        "place; measures are taken over all n-grams of the selection, whatever the node, and treat "
        "words as independent",
        *(
            ["lambda: highest interaction of a log-linear model, 0.5 added to each cell"]
            if set(measures) & set(_SEQUENCE)
            else []
        ),
    ]
