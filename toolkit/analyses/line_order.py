"""The order of concordance lines: by words left and right of the node, or by metadata.

A page needs only the first lines, so that no more of them are put in order than are shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.query import Hits
from toolkit.errors import AnalysisError, suggest

if TYPE_CHECKING:
    from toolkit.corpus import Corpus
    from toolkit.corpus.tokens import TokenTable

_OTHERS = ("node", "text", "article")
_PLACE = re.compile(r"(\d{1,2})([LR])")


def check_keys(corpus: Corpus, keys: Sequence[str]) -> None:
    """Refuse a sort key that does not exist.

    Raises
    ------
    AnalysisError
    """
    if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
        raise AnalysisError(
            f"sort keys are text, such as '3L 2L 1L', or a list; found {keys!r:.80}"
        )
    for key in keys:
        match = _PLACE.fullmatch(key)
        if match and not int(match[1]):
            raise AnalysisError(f"sort key {key!r}: positions count from 1")
        if match or key in _OTHERS:
            continue
        allowed = (*_OTHERS, *corpus.articles.columns)
        if key not in allowed:
            raise AnalysisError(
                f"unknown sort key {key!r}{suggest(key, ('1L', '1R', *allowed))}; write such as "
                f"'3L 2L 1L', or one of {', '.join(allowed)}"
            )


def line_order(
    corpus: Corpus,
    hits: Hits,
    owners: NDArray[np.int64],
    keys: Sequence[str],
    *,
    first: int | None = None,
) -> NDArray[np.int64]:
    """Give the numbers of the hits in the order wanted; the place in the corpus settles ties.

    Parameters
    ----------
    corpus
        The articles.
    hits
        By ascending position.
    owners
        The article of each hit: its row in the loaded corpus.
    keys
        From first to last; see `toolkit.analyses.concordance.concordance`.
    first
        Give only the first so many; all when left out.
    """
    chosen = np.arange(len(hits))
    if first is not None and first < len(hits):
        chosen = _leading(corpus, hits, owners, keys, first)
    columns = [_column(corpus, hits, owners, chosen, key) for key in reversed(keys)]
    # lexsort takes its first key last
    order = np.lexsort((chosen, *columns))[:first]
    return np.asarray(chosen[order], np.int64)


def _leading(
    corpus: Corpus, hits: Hits, owners: NDArray[Any], keys: Sequence[str], first: int
) -> NDArray[np.int64]:
    """Select the first lines, in no order: by the first key, ties by the second, and so on."""
    settled: list[NDArray[np.int64]] = []
    tied = np.arange(len(hits))
    for key in keys:
        if not 0 < first < len(tied):
            break
        column = _column(corpus, hits, owners, tied, key)
        last = np.partition(column, first - 1)[first - 1]
        before = tied[column < last]
        settled.append(before)
        first -= len(before)
        tied = tied[column == last]
    return np.concatenate([*settled, tied[:first]])


def _node_rank(
    table: TokenTable, start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give nodes their places by their tokens, one after the other; a shorter one comes first."""
    rank = table.folded_rank.take(table.form.take(start)).astype(np.int64)
    longest = int((end - start).max(initial=1))
    for step in range(1, longest):
        place = start + step
        following = table.folded_rank.take(table.form.take(place, mode="clip")) + np.int64(1)
        following[place >= end] = 0
        known, rank = np.unique(rank * (len(table.forms) + 1) + following, return_inverse=True)
        if len(known) == len(rank):  # no two are alike so far
            break
    return rank


def _column(
    corpus: Corpus, hits: Hits, owners: NDArray[Any], chosen: NDArray[np.int64], key: str
) -> NDArray[Any]:
    """Give one sort key of some hits as numbers; capitals are ignored."""
    table = corpus.tokens
    owners = owners.take(chosen)
    match = _PLACE.fullmatch(key)
    if match and match[2] == "L":
        place = hits.start.take(chosen) - int(match[1])
        outside = place < table.article_offsets.take(owners)
    elif match:
        place = hits.end.take(chosen) + (int(match[1]) - 1)
        outside = place >= table.article_offsets.take(owners + 1)
    if match:
        rank = table.folded_rank.take(table.form.take(place, mode="clip"))
        rank[outside] = -1  # the edge of an article comes first
        return rank
    if key == "node":
        return _node_rank(table, hits.start.take(chosen), hits.end.take(chosen))
    if key == "text":
        return chosen
    column = corpus.columns.rank("id" if key == "article" else key)
    return column.take(corpus.selected.take(owners))
