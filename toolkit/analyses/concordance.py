"""Key word in context: every hit of a query with what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.line_order import check_keys, line_order
from toolkit.analyses.reporting import (
    described,
    require_one_of,
    require_text,
    require_whole,
    table_of,
)
from toolkit.corpus.query import Hits
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd
    from pandas.api.extensions import ExtensionArray
    from pandas.arrays import IntegerArray

    from toolkit.corpus import Corpus

Context = Literal["tokens", "sentence", "paragraph"]
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
        for side in (self.left, self.right):
            require_whole(side, "a span", 0, MAX_WINDOW)
        if not self.left + self.right:
            raise AnalysisError("a span of 0 tokens on either side holds nothing; widen one")


@dataclass(frozen=True, eq=False)
class Lines:
    """Concordance lines; order and words are made only of the lines that are shown.

    Parameters
    ----------
    corpus
        The articles.
    nodes
        The node of each line, in the order of the corpus.
    keys
        The sort keys, from first to last.
    window
        Tokens of context on each side.
    context
        ``tokens``, or the whole ``sentence`` or ``paragraph``.
    """

    corpus: Corpus
    nodes: Hits
    keys: Sequence[str]
    window: int
    context: Context

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.nodes)

    @cached_property
    def owners(self) -> NDArray[np.int64]:
        """The article of each node: its row in the loaded corpus."""
        return self.corpus.tokens.article_of(self.nodes.start)

    def keep(self, mask: NDArray[np.bool_]) -> Lines:
        """Give the lines of some of the nodes."""
        return replace(self, nodes=self.nodes.keep(mask))

    @cached_property
    def hits(self) -> Hits:
        """The node of each line, in the order wanted."""
        return self._in_order(None)

    def _in_order(self, first: int | None) -> Hits:
        order = line_order(self.corpus, self.nodes, self.owners, self.keys, first=first)
        return Hits(self.nodes.start[order], self.nodes.end[order])

    def _shown(self, first: int, last: int | None) -> Hits:
        part = slice(first, last)
        if last is None or last >= len(self) or "hits" in self.__dict__:
            return Hits(self.hits.start[part], self.hits.end[part])
        leading = self._in_order(max(last, 0))
        return Hits(leading.start[part], leading.end[part])

    def frame(self, first: int = 0, last: int | None = None) -> pd.DataFrame:
        """Write the lines from `first` to `last` as a table."""
        shown = self._shown(first, last)
        start, end = shown.start, shown.end
        table = self.corpus.tokens
        low, high = self._bounds(start, end)
        # many lines come from one article
        rows, line = np.unique(self.corpus.selected[table.article_of(start)], return_inverse=True)
        items = [self.corpus.items[row] for row in rows.tolist()]
        whole = [item.text for item in items]
        texts = [whole[number] for number in line.tolist()]
        left, begin = table.start[low].tolist(), table.start[start].tolist()
        stop, right = table.end[end - 1].tolist(), table.end[high - 1].tolist()
        parts = [_parts(texts, left, begin), _parts(texts, begin, stop), _parts(texts, stop, right)]
        ids, authors, *cells = _text_columns(
            [item.id for item in items], ["; ".join(item.author) for item in items], *parts
        )
        return table_of(
            {
                "article": ids.take(line),
                "author": authors.take(line),
                "year": _whole_numbers([item.year for item in items]).take(line),
                "paragraph": table.paragraph_number(table.paragraph_of(start)),
                **dict(zip(("left", "node", "right"), cells, strict=True)),
            }
        )

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

    def __init__(self, lines: Lines, **fields: Any) -> None:
        for name, value in described(lines.corpus, **fields).items():
            object.__setattr__(self, name, value)
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
        require_whole(n, "a number of lines", 0)
        return self._with_table(self.lines.frame(0, n))

    def keep(self, rows: Any) -> Result:
        """Keep some lines, with all notes."""
        return self._with_table(self.table).keep(rows)

    def select(self, *columns: str) -> Result:
        """Keep some columns of all lines, with all notes."""
        return self._with_table(self.table).select(*columns)

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
        require_whole(number, "a page", 1)
        require_whole(size, "a size of a page", 1)
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
        Keys from first to last: ``3L 2L 1L``, ``1R``, ``node`` (word by word), ``article``; any
        column of `Corpus.articles` (``author``, ``year``, ``outlet``, a variable of yours), where
        articles without a value come last; ``text`` for the order of the corpus. Capitals are
        ignored.
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
    corpus = require_text(corpus)
    require_whole(window, "a window", 1, MAX_WINDOW)
    require_one_of(context, ("tokens", "sentence", "paragraph"), "context")
    if sample is not None:
        require_whole(sample, "a sample", 1)
    require_whole(seed, "a seed", 0)
    keys = sort.split() if isinstance(sort, str) else sort
    check_keys(corpus, keys)
    keys = list(keys)  # the lines are put in order later
    lines = Lines(corpus, corpus.find(query), keys, window, context)
    found = len(lines)
    # nodes ascend, and so do their articles
    articles = int(np.count_nonzero(np.diff(lines.owners, prepend=-1)))
    notes = [f"query {query}: {count_of(found, 'hit')} in {count_of(articles, 'article')}"]
    word = near if near is None or isinstance(near, Near) else Near(near, window, window)
    if word is not None:
        lines = lines.keep(_has_near(lines, corpus.find(word.query), word))
        notes.append(
            f"of them {len(lines)} with {word.query} within {word.left} tokens to the left or "
            f"{word.right} to the right"
        )
    if sample is not None and sample < len(lines):
        drawn = np.random.default_rng(seed).choice(len(lines), size=sample, replace=False)
        keep = np.zeros(len(lines), bool)
        keep[drawn] = True
        lines = lines.keep(keep)
        notes.append(f"a random sample of {sample} (seed {seed})")
    notes.append(
        f"sorted by {' '.join(keys)}; context: {context}, window {count_of(window, 'token')}"
    )
    warnings = () if found else (f"{query} does not occur in the selection",)
    return Concordance(
        lines,
        title=f"Concordance of {query}",
        notes=notes,
        warnings=warnings,
        parameters={
            "query": query,
            "window": window,
            "context": context,
            "sort": keys,
            "near": None if word is None else word.query,
            "span": None if word is None else [word.left, word.right],
            "sample": sample,
            "seed": seed,
        },
    )


def _text_columns(*columns: Sequence[str]) -> list[ExtensionArray]:
    """Make columns of texts: in one piece, for pandas looks at every piece anew."""
    import pandas as pd

    texts = list(chain.from_iterable(columns))
    # an empty list of texts says nothing of its type
    whole = pd.Series(texts, dtype=None if texts else object).array
    ends = list(accumulate(map(len, columns), initial=0))
    return [whole[first:last] for first, last in pairwise(ends)]


def _whole_numbers(values: Sequence[int | None]) -> IntegerArray:
    """Make a column of whole numbers of which some may be missing."""
    from pandas.arrays import IntegerArray

    missing = np.array([value is None for value in values], bool)
    return IntegerArray(np.array([value or 0 for value in values], np.int64), missing)


def _parts(texts: Sequence[str], start: Sequence[int], end: Sequence[int]) -> list[str]:
    """Cut a part out of each text and write it on one line."""
    return [" ".join(text[a:b].split()) for text, a, b in zip(texts, start, end, strict=True)]


def _has_near(lines: Lines, others: Hits, span: Near) -> NDArray[np.bool_]:
    """Tell which nodes have another hit wholly inside the span on the left or on the right."""
    hits, offsets = lines.nodes, lines.corpus.tokens.article_offsets
    low = np.maximum(hits.start - span.left, offsets[lines.owners])
    high = np.minimum(hits.end + span.right, offsets[lines.owners + 1])
    left = np.searchsorted(others.end, hits.start, "right") > np.searchsorted(
        others.start, low, "left"
    )
    right = np.searchsorted(others.end, high, "right") > np.searchsorted(
        others.start, hits.end, "left"
    )
    return np.asarray(left | right)
