"""Tell which articles a selection holds: for captions, and as a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.article import Article
from toolkit.corpus.derived import DerivedArticle
from toolkit.corpus.frames import COLUMNS


def fingerprint(items: Iterable[Article], marks: Sequence[str]) -> str:
    """Give twelve letters that change when any text or metadata changes, or a mark is added."""
    digest = hashlib.sha256()
    for item in sorted(items, key=lambda article: article.id):
        known = {name: getattr(item, name) for name in COLUMNS if name != "year"}
        known |= {"variables": dict(item.variables), "sha256": item.sha256}
        if isinstance(item, DerivedArticle):
            known["derived"] = item.digest
        digest.update(json.dumps(known, sort_keys=True).encode())
    for mark in marks:
        digest.update(mark.encode())
    return digest.hexdigest()[:12]


@dataclass(frozen=True, eq=False)
class Kinds:
    """Of which kind each of some articles is, so that a selection is told without a loop.

    Parameters
    ----------
    composed
        Written for the panel; the others were collected.
    derived
        Only counts are at hand.
    private
        The text may not be shared.
    reprint
        It repeats another, wherever that is.
    """

    composed: NDArray[np.bool_]
    derived: NDArray[np.bool_]
    private: NDArray[np.bool_]
    reprint: NDArray[np.bool_]

    @classmethod
    def of(cls, items: Sequence[Article]) -> Kinds:
        """Look at every article once."""
        told = [
            (item.provenance == "composed", item.derived, item.private, bool(item.reprint_of))
            for item in items
        ]
        return cls(*np.array(told, bool).reshape(-1, 4).T)

    def take(self, rows: NDArray[np.int64]) -> Kinds:
        """Give the kinds of some of the articles."""
        kinds = (self.composed, self.derived, self.private, self.reprint)
        return Kinds(*(kind.take(rows) for kind in kinds))


def describe(kinds: Kinds) -> list[str]:
    """Say of what kind articles are, with their numbers; one entry a kind."""
    parts = []
    for kind, these, purpose in (
        ("reference panel, composed", kinds.composed, ": recovery, not findings"),
        ("collected articles", ~kinds.composed, ""),
    ):
        n = int(these.sum())
        if n:
            counts_only = _counts_only(int((these & kinds.derived).sum()), n)
            parts.append(f"{kind}, n = {n}{counts_only}{purpose}")
    return parts


def _counts_only(derived: int, n: int) -> str:
    if not derived:
        return ""
    return " (derived counts)" if derived == n else f" ({derived} of them derived counts)"
