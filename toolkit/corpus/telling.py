"""Tell which articles a selection holds: for captions, and as a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from toolkit.corpus.article import Article
from toolkit.corpus.derived import DerivedArticle
from toolkit.corpus.frames import COLUMNS

_KINDS = {"composed": "reference panel, composed", "collected": "collected articles"}


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


def describe(items: Sequence[Article]) -> list[str]:
    """Say of what kind articles are, with their numbers; one entry a kind."""
    parts = []
    for provenance, kind in _KINDS.items():
        these = [item for item in items if item.provenance == provenance]
        if these:
            purpose = ": recovery, not findings" if provenance == "composed" else ""
            parts.append(f"{kind}, n = {len(these)}{_counts_only(these)}{purpose}")
    return parts


def _counts_only(items: Sequence[Article]) -> str:
    derived = sum(item.derived for item in items)
    if not derived:
        return ""
    return " (derived counts)" if derived == len(items) else f" ({derived} of them derived counts)"
