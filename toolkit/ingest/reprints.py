"""Mark reprints: of each cluster of copies and excerpts the earliest is the original."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from toolkit.corpus import frontmatter
from toolkit.corpus.article import Article, clean_body
from toolkit.corpus.duplicates import clusters, earliest
from toolkit.corpus.quarantine import FOLDER
from toolkit.corpus.reading import find_corpus
from toolkit.errors import IngestError
from toolkit.files import locked, write_atomic
from toolkit.ingest.holdings import Holdings, article_files, read_once
from toolkit.ingest.writer import render


def find_reprints(root: str | Path) -> list[tuple[Article, ...]]:
    """Gather the articles of a corpus that copy one another, the original first.

    Parameters
    ----------
    root
        The corpus folder.

    Raises
    ------
    CorpusError
        When there is no corpus.
    """
    return clusters(_articles(find_corpus(root)))


def mark_reprints(root: str | Path) -> list[str]:
    """Write ``reprint_of`` into every article that copies an earlier one.

    What a person has written stays: an article whose ``reprint_of`` is marked as given is not
    changed.

    Parameters
    ----------
    root
        The corpus folder.

    Returns
    -------
    list of str
        A sentence for each article that was changed.

    Raises
    ------
    CorpusError
        When there is no corpus.
    """
    root = find_corpus(root)
    said: list[str] = []
    with locked(root / "private"):
        for original, *others in clusters(_articles(root)):
            said += _link(root, original, others)
    return said


def _articles(root: Path) -> list[Article]:
    found = [
        read_once(path, root)
        for path in article_files(root)
        if not path.is_relative_to(root / FOLDER)
    ]
    return [article for article in found if article is not None]


def settle(root: Path, holdings: Holdings, article: Article) -> tuple[str, ...]:
    """Make the earliest of a new reprint's cluster its original; the caller holds the lock.

    Parameters
    ----------
    root
        The corpus folder.
    holdings
        What it holds, the new article included.
    article
        The new article, marked as the reprint of one that is there.
    """
    first = holdings.article(article.reprint_of)
    if first is None:
        return ()
    members = [article, first]
    members += [a for a in _articles(root) if a.reprint_of == first.id and a.id != article.id]
    original = earliest(members)
    return tuple(_link(root, original, [a for a in members if a.id != original.id]))


def _link(root: Path, original: Article, others: Iterable[Article]) -> list[str]:
    """Clear the original first: whatever happens then, no two articles point at each other."""
    said = []
    if original.reprint_of and original.field_sources.get("reprint_of") != "given":
        set_fields(root / original.path, reprint_of=None)
        said.append(f"{original.id} is the earliest of its copies, and now their original")
    for article in others:
        by_hand = article.field_sources.get("reprint_of") == "given"
        if article.reprint_of != original.id and not by_hand:
            set_fields(root / article.path, reprint_of=original.id)
            said.append(f"{article.id} is marked as a reprint of {original.id}")
    return said


def set_fields(path: Path, **fields: Any) -> None:
    """Write fields of an article file anew, ``None`` for out; their source becomes ``inferred``."""
    values, body = parts_of(path)
    sources = dict(values.get("field_sources", {}))
    for name, value in fields.items():
        if value is None:
            values.pop(name, None)
            sources.pop(name, None)
        else:
            values[name] = value
            sources[name] = "inferred"
    write_atomic(path, render({**values, "field_sources": sources}, body))


def parts_of(path: Path) -> tuple[dict[str, Any], str]:
    """Read the fields and the body of an article file."""
    try:
        parts = frontmatter.split(path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise IngestError(f"{path.name} cannot be read ({error}); run 'discourse check'") from error
    if parts.faults:
        fault = parts.faults[0]
        raise IngestError(f"{path.name}:{fault.line}: {fault.what}; {fault.remedy}")
    return parts.values, clean_body(parts.body)
