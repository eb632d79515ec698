"""Part articles by the values of their metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import CorpusError, suggest
from toolkit.wording import count_of, missing

if TYPE_CHECKING:
    import pandas as pd
    from scipy import sparse


@dataclass(frozen=True, eq=False)
class Groups:
    """Articles by the values of a variable.

    Parameters
    ----------
    by
        The columns that define the groups.
    labels
        One a group, sorted; several columns are joined by ``" / "``.
    indicator
        Articles x groups, true where the article belongs; one of two authors belongs to both.
    missing
        The ids of articles without a value; they are in no group.
    """

    by: tuple[str, ...]
    labels: tuple[str, ...]
    indicator: sparse.csr_array
    missing: tuple[str, ...]

    def members(self, label: str) -> NDArray[np.int64]:
        """Give the rows of the articles of one group."""
        if label not in self.labels:
            raise CorpusError(
                f"no group {label!r} by {', '.join(self.by)}{suggest(label, self.labels)}"
            )
        column = self.indicator[:, [self.labels.index(label)]].toarray().ravel()
        return np.flatnonzero(column)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Articles in each group."""
        return np.asarray(self.indicator.sum(axis=0), dtype=np.int64).ravel()

    def notes(self) -> tuple[str, ...]:
        """Say how articles fall into groups, for the notes of a result."""
        several = int((np.asarray(self.indicator.sum(axis=1)).ravel() > 1).sum())
        found = [f"groups by {', '.join(self.by)}: the article is the unit"]
        if several:
            belong = count_of(several, "article belongs", "articles belong")
            count = "counts" if several == 1 else "count"
            found.append(f"{belong} to more than one group and {count} in each, once")
        if self.missing:
            number = len(self.missing)
            without = count_of(number, "article without a value is", "articles without a value are")
            found.append(f"{without} left out")
        return tuple(found)


def group_articles(frame: pd.DataFrame, by: str | Sequence[str]) -> Groups:
    """Part the rows of a table of articles by one or more columns; see `Corpus.groups`."""
    from scipy import sparse

    columns = (by,) if isinstance(by, str) else tuple(by) if isinstance(by, list | tuple) else ()
    if not columns:
        raise CorpusError(
            f"name a column to compare by, or several in a list; found {by!r:.80}\n"
            f"there are {', '.join(frame.columns)}"
        )
    for column in columns:
        if not isinstance(column, str) or column not in frame.columns:
            raise CorpusError(
                f"no column {column!r} to compare by{suggest(column, frame.columns)}\n"
                f"there are {', '.join(frame.columns)}"
            )
    keys: list[list[str]] = [[] for _ in range(len(frame))]
    for row, values in enumerate(zip(*(frame[column] for column in columns), strict=True)):
        combined = [""]
        for value in values:
            combined = [
                f"{left} / {right}" if left else right
                for left in combined
                for right in values_of(value)
            ]
        keys[row] = list(dict.fromkeys(combined))
    labels = tuple(sorted({key for row_keys in keys for key in row_keys}))
    column_of = {label: number for number, label in enumerate(labels)}
    rows = [row for row, row_keys in enumerate(keys) for _ in row_keys]
    places = [column_of[key] for row_keys in keys for key in row_keys]
    ones = np.ones(len(rows), dtype=bool)
    indicator = sparse.coo_array((ones, (rows, places)), shape=(len(frame), len(labels)))
    ids = frame["id"].tolist()
    missing = tuple(ids[row] for row, row_keys in enumerate(keys) if not row_keys)
    return Groups(columns, labels, indicator.tocsr(), missing)


def values_of(value: Any) -> list[str]:
    """Give the group labels of one cell; none when it is empty."""
    if isinstance(value, list):
        return [str(name) for name in value]
    return [] if missing(value) or str(value) == "" else [str(value)]
