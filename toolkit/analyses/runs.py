"""Runs of adjacent words as rows of integers: found, counted and scored through arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.items import Items
from toolkit.corpus.query import Hits
from toolkit.corpus.spans import ascending
from toolkit.errors import AnalysisError
from toolkit.stats import association
from toolkit.stats.association import run_association
from toolkit.stats.sequences import sequences
from toolkit.wording import is_whole

if TYPE_CHECKING:
    import pandas as pd
    from scipy import sparse

    from toolkit.corpus import Corpus

Integers = NDArray[np.int64]
LONGEST = 8


def lengths_of(n: int | tuple[int, int]) -> range:
    """Check the length of n-grams, or the least and the greatest.

    Raises
    ------
    AnalysisError
    """
    both = (n, n) if is_whole(n) else n
    if not (isinstance(both, tuple | list) and len(both) == 2 and all(map(is_whole, both))):
        raise AnalysisError(
            f"n is the words of an n-gram, or the least and the greatest number, such as (2, 4); "
            f"found {n!r:.80}"
        )
    least, most = both
    if not 1 <= least <= most <= LONGEST:
        raise AnalysisError(
            f"n-grams of {least} to {most} words; choose from 1 to {LONGEST}, the smaller first"
        )
    return range(least, most + 1)


def count_ngrams(corpus: Corpus, n: int, *, min_count: int) -> Items:
    """Count the n-grams of one length, of forms, in every article.

    Parameters
    ----------
    corpus
        The articles.
    n
        Words of an n-gram.
    min_count
        Rarer n-grams are left out.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["No gas flows.", "No gas."]}))
    >>> count_ngrams(corpus, 2, min_count=2).names
    ('No gas',)
    """
    found = Runs(corpus, lengths_of(n)[0], "form", True).count(None, None, min_count, ())
    sizes = corpus.sizes
    return Items(found.matrix(len(corpus)), tuple(found.table["ngram"]), sizes)


@dataclass(frozen=True, eq=False)
class Counted:
    """N-grams of one length that occur often enough; `total` is the number of all, if scored."""

    table: pd.DataFrame
    gram: Integers
    row: Integers
    total: int

    def matrix(self, articles: int) -> sparse.csr_array:
        """Count the n-grams in each article: articles x n-grams."""
        from scipy import sparse

        ones = np.ones(len(self.gram), np.int64)
        shape = (articles, len(self.table))
        return sparse.coo_array((ones, (self.row, self.gram)), shape=shape).tocsr()


class Runs:
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
        """Keep the beginnings of runs of words of one sentence (or article) of the selection."""
        last = start + self.length - 1
        start = start[(start >= 0) & (last < len(self.table))]
        before = self.table.words_before
        start = start[before(start + self.length) - before(start) == self.length]
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
        return self.sound(ascending(np.concatenate(starts)))

    def grams(self, start: Integers) -> Integers:
        """Write runs as rows of codes."""
        found: Integers = self.codes[start[:, None] + np.arange(self.length)].astype(np.int64)
        return found

    def count(
        self, hits: Hits | None, place: str | None, min_count: int, measures: Sequence[str]
    ) -> Counted:
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
        pairs = ascending(gram * max(1, len(self.corpus)) + rows)
        codes = grams[first[kept]]
        columns: dict[str, Any] = {
            "ngram": [" ".join(self.names[code] for code in line) for line in codes.tolist()],
            "n": np.full(len(kept), self.length, dtype=np.int64),
            "count": count[kept],
            "articles_with": np.bincount(pairs // max(1, len(self.corpus)), minlength=len(kept)),
        }
        if measures and every is not None:
            columns |= _scores(self.grams(every), codes, measures, min_count)
        return Counted(pd.DataFrame(columns), gram, rows, 0 if every is None else len(every))


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
            scores[measure] = run_association(observed, expected, measure)
    return scores


def _positions(known: NDArray[np.integer], wanted: Integers) -> Integers:
    """Find rows of codes among known ones."""
    both = np.concatenate([np.asarray(known, np.int64), wanted])
    _, number, _ = _distinct(both)
    place = np.zeros(len(both), np.int64)
    place[number[: len(known)]] = np.arange(len(known))
    return place[number[len(known) :]]
