"""Key word in context: every hit of a query with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.reporting import report, require_articles
from toolkit.corpus.query import Hits
from toolkit.errors import AnalysisError, suggest
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

Context = Literal["tokens", "sentence", "paragraph"]
_SORT_KEY = re.compile(r"(\d{1,2})([LR])")
_METADATA = ("article", "author", "year", "outlet", "published")
MAX_WINDOW = 200


@dataclass(frozen=True)
class Near:
    """A word that must stand near a hit.

    Parameters
    ----------
    query
        What must be there, wholly inside the span.
    left, right
        Tokens to look at on each side; 0 for none.

    Raises
    ------
    AnalysisError
        When a side is negative or too wide, or both are 0.
    """

    query: str
    left: int = 5
    right: int = 5

    def __post_init__(self) -> None:
        if not (0 <= self.left <= MAX_WINDOW and 0 <= self.right <= MAX_WINDOW):
            raise AnalysisError(
                f"a span of {self.left} to {self.right} tokens; choose 0 to {MAX_WINDOW} each"
            )
        if not self.left + self.right:
            raise AnalysisError("a span of 0 tokens on either side holds nothing; widen one")


@dataclass(frozen=True, eq=False)
class Lines:
    """Concordance lines in the order wanted; words are put together only when they are shown.

    Parameters
    ----------
    corpus
        The articles.
    hits
        The node of each line, sorted.
    window
        Tokens of context on each side.
    context
        ``tokens``, or the whole ``sentence`` or ``paragraph``.
    """

    corpus: Corpus
    hits: Hits
    window: int
    context: Context

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.hits)

    def frame(self, first: int = 0, last: int | None = None) -> pd.DataFrame:
        """Write the lines from `first` to `last` as a table."""
        import pandas as pd

        start, end = self.hits.start[first:last], self.hits.end[first:last]
        table = self.corpus.tokens
        low, high = self._bounds(start, end)
        owners = table.article_of(start)
        rows = self.corpus.selected[owners]
        items = self.corpus.items
        paragraph = table.paragraph_number(table.paragraph_of(start))
        lines = []
        for number in range(len(start)):
            item = items[rows[number]]
            begin, stop = int(table.start[start[number]]), int(table.end[end[number] - 1])
            lines.append(
                {
                    "article": item.id,
                    "author": "; ".join(item.author),
                    "year": item.year,
                    "paragraph": int(paragraph[number]),
                    "left": _one_line(item.text[int(table.start[low[number]]) : begin]),
                    "node": _one_line(item.text[begin:stop]),
                    "right": _one_line(item.text[stop : int(table.end[high[number] - 1])]),
                }
            )
        columns = ["article", "author", "year", "paragraph", "left", "node", "right"]
        frame = pd.DataFrame(lines, columns=columns)
        frame["year"] = frame["year"].astype("Int64")
        return frame

    def _bounds(
        self, start: NDArray[np.int64], end: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        table = self.corpus.tokens
        if self.context == "tokens":
            owners = table.article_of(start)
            low = np.maximum(start - self.window, table.article_offsets[owners])
            return low, np.minimum(end + self.window, table.article_offsets[owners + 1])
        offsets = table.sentence_offsets if self.context == "sentence" else table.paragraph_offsets
        unit = np.searchsorted(offsets, start, side="right") - 1
        last = np.searchsorted(offsets, end - 1, side="right") - 1
        return offsets[unit], offsets[last + 1]


class Concordance(Result):
    """A result whose table is written when it is first looked at.

    `page` shows some lines at once, however many hits there are.
    """

    def __init__(self, lines: Lines, **described: Any) -> None:
        import pandas as pd

        shell = report(lines.corpus, pd.DataFrame(), **described)
        for name in ("notes", "warnings", "parameters", "corpus", "title", "method", "sources"):
            object.__setattr__(self, name, getattr(shell, name))
        object.__setattr__(self, "lines", lines)

    lines: Lines

    @cached_property
    def table(self) -> pd.DataFrame:
        """One line a hit: article, author, year, paragraph, left, node, right."""
        return self.lines.frame()

    def __len__(self) -> int:
        """Count the hits, without writing the table."""
        return len(self.lines)

    def head(self, n: int = 10) -> Result:
        """Write the first `n` lines, with all notes."""
        return self._with_table(self.lines.frame(0, n))

    def keep(self, rows: Any) -> Result:
        """Keep some lines, with all notes."""
        return self._with_table(self.table).keep(rows)

    def _with_table(self, table: pd.DataFrame) -> Result:
        return Result(
            table,
            notes=self.notes,
            warnings=self.warnings,
            parameters=self.parameters,
            corpus=self.corpus,
            title=self.title,
        )

    def page(self, number: int = 1, *, size: int = 20) -> pd.DataFrame:
        """Write one page of lines.

        Parameters
        ----------
        number
            Counted from 1; one past the last is empty.
        size
            Lines a page.
        """
        if number < 1 or size < 1:
            raise AnalysisError(f"page {number} of size {size}: both count from 1")
        return self.lines.frame((number - 1) * size, number * size)


def concordance(
    corpus: Corpus,
    query: str,
    *,
    window: int = 10,
    context: Context = "tokens",
    sort: str | Sequence[str] = "1R 2R 3R",
    near: str | Near | None = None,
    sample: int | None = None,
    seed: int = 0,
) -> Concordance:
    """Show every hit of a query in its context.

    Contexts end with their article. Hits do not overlap.

    Parameters
    ----------
    corpus
        The articles.
    query
        The node; see `toolkit.corpus.query`.
    window
        Tokens of context on each side, punctuation counted.
    context
        ``tokens``, or the whole ``sentence`` or ``paragraph`` of the node.
    sort
        Keys from first to last: ``3L 2L 1L``, ``1R``, ``node``, ``article``, ``author``, ``year``,
        ``outlet``, ``published``; ``text`` for the order of the corpus. Capitals are ignored.
    near
        Keep only hits with a hit of this query among the `window` tokens on either side; `Near`
        sets another span.
    sample
        Keep so many hits, drawn without replacement.
    seed
        The seed of the sample.

    Returns
    -------
    Concordance
        A result; ``len()`` gives the hits, ``page(1)`` the first twenty lines, ``table`` all.

    Raises
    ------
    QueryError
        When a query is not well formed.
    AnalysisError
        When the selection is empty or a sort key is unknown.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Russia sells gas. Gas is dear."]}))
    >>> concordance(corpus, "gas", window=2, sort="text").table["left"].tolist()
    ['Russia sells', 'gas.']
    """
    require_articles(corpus)
    if not 0 < window <= MAX_WINDOW:
        raise AnalysisError(f"a window of {window} tokens; choose 1 to {MAX_WINDOW}")
    if context not in ("tokens", "sentence", "paragraph"):
        raise AnalysisError(
            f"unknown context {context!r}{suggest(context, ('tokens', 'sentence', 'paragraph'))}"
        )
    hits = corpus.find(query)
    found = len(hits)
    notes = [f"query {query}: {found} hits in {_articles_hit(corpus, hits)} articles"]
    if near is not None:
        word = near if isinstance(near, Near) else Near(near, window, window)
        hits = hits.keep(_has_near(corpus, hits, corpus.find(word.query), word))
        notes.append(
            f"of them {len(hits)} with {word.query} within {word.left} tokens to the left or "
            f"{word.right} to the right"
        )
    if sample is not None and sample < len(hits):
        drawn = np.random.default_rng(seed).choice(len(hits), size=sample, replace=False)
        keep = np.zeros(len(hits), bool)
        keep[drawn] = True
        hits = hits.keep(keep)
        notes.append(f"a random sample of {sample} (seed {seed})")
    keys = sort.split() if isinstance(sort, str) else list(sort)
    order = _order(corpus, hits, keys)
    hits = Hits(hits.start[order], hits.end[order])
    notes.append(f"sorted by {' '.join(keys)}; context: {context}, window {window} tokens")
    warnings = () if found else (f"{query} does not occur in the selection",)
    return Concordance(
        Lines(corpus, hits, window, context),
        title=f"Concordance of {query}",
        notes=notes,
        warnings=warnings,
        parameters={
            "query": query,
            "window": window,
            "context": context,
            "sort": keys,
            "near": near.query if isinstance(near, Near) else near,
            "sample": sample,
            "seed": seed,
        },
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _articles_hit(corpus: Corpus, hits: Hits) -> int:
    return len(np.unique(corpus.tokens.article_of(hits.start))) if len(hits) else 0


def _has_near(corpus: Corpus, hits: Hits, others: Hits, span: Near) -> NDArray[np.bool_]:
    """Tell which hits have another hit wholly inside the span on the left or on the right."""
    table = corpus.tokens
    owners = table.article_of(hits.start)
    low = np.maximum(hits.start - span.left, table.article_offsets[owners])
    high = np.minimum(hits.end + span.right, table.article_offsets[owners + 1])
    left = np.searchsorted(others.end, hits.start, "right") > np.searchsorted(
        others.start, low, "left"
    )
    right = np.searchsorted(others.end, high, "right") > np.searchsorted(
        others.start, hits.end, "left"
    )
    return np.asarray(left | right)


def _order(corpus: Corpus, hits: Hits, keys: Sequence[str]) -> NDArray[np.int64]:
    columns = [_sort_column(corpus, hits, key) for key in keys]
    # lexsort takes its first key last; the place in the corpus settles ties
    return np.lexsort((hits.start, *reversed(columns))) if columns else np.argsort(hits.start)


def _sort_column(corpus: Corpus, hits: Hits, key: str) -> NDArray[Any]:
    table = corpus.tokens
    owners = table.article_of(hits.start)
    match = _SORT_KEY.fullmatch(key)
    if match:
        distance, side = int(match.group(1)), match.group(2)
        if side == "L":
            place = hits.start - distance
            inside = place >= table.article_offsets[owners]
        else:
            place = hits.end - 1 + distance
            inside = place < table.article_offsets[owners + 1]
        if not distance or not len(table):
            raise AnalysisError(f"sort key {key!r}: positions count from 1")
        codes = table.form[np.where(inside, place, 0)]
        return np.where(inside, table.folded_rank[codes], -1)
    if key == "node":
        return table.folded_rank[table.form[hits.start]]
    if key == "text":
        return np.asarray(hits.start)
    if key in _METADATA:
        frame = corpus.articles
        column = frame["id" if key == "article" else key]
        labels = ["; ".join(v) if isinstance(v, list) else str(v) for v in column]
        _, rank = np.unique(np.array(labels, dtype=object), return_inverse=True)
        return np.asarray(rank)[corpus.selected[owners]]
    allowed = ("1L", "1R", "node", "text", *_METADATA)
    raise AnalysisError(
        f"unknown sort key {key!r}{suggest(key, allowed)}; write such as '3L 2L 1L', "
        f"or one of {', '.join(allowed[2:])}"
    )
