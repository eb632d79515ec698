"""Change, rename or take out an article that a corpus holds; nothing is ever deleted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from toolkit.corpus import frontmatter
from toolkit.corpus.article import clean_body
from toolkit.corpus.schema import FIELDS, IN_COPYRIGHT, REQUIRED, id_fault
from toolkit.errors import IngestError, suggest
from toolkit.files import locked, write_atomic
from toolkit.ingest import known
from toolkit.ingest.metadata import overrides
from toolkit.ingest.writer import render

PRIVATE = "private"
REMOVED = "private/removed"


def remove(root: str | Path, identifier: str) -> Path:
    """Take an article out of a corpus and keep it under ``private/removed``.

    Its coding stays where it is, so that the article can come back to it.

    Parameters
    ----------
    root
        The corpus.
    identifier
        The article.

    Returns
    -------
    Path
        Where its file lies now.

    Raises
    ------
    IngestError
        When there is no such article.
    """
    root = Path(root)
    with locked(root / PRIVATE):
        path = _find(root, identifier)
        folder = root / REMOVED / identifier
        number = 1
        while folder.exists():
            number += 1
            folder = root / REMOVED / f"{identifier}-{number}"
        folder.mkdir(parents=True)
        # the article first: an original without an article is no part of the corpus
        os.rename(path, folder / path.name)
        store = root / known.ORIGINALS / identifier
        if store.is_dir():
            os.rename(store, folder / "original")
    return folder / path.name


def rename(root: str | Path, identifier: str, new: str) -> Path:
    """Give an article another id; articles marked as its reprints follow.

    Parameters
    ----------
    root
        The corpus.
    identifier, new
        The old and the new id.

    Returns
    -------
    Path
        Its file under the new name.

    Raises
    ------
    IngestError
        When there is no such article, or the new id is taken or not well formed.
    """
    root = Path(root)
    fault = id_fault(new)
    if fault:
        raise IngestError(f"{fault}; use small letters, digits and hyphens")
    with locked(root / PRIVATE):
        path = _find(root, identifier)
        target = path.with_name(f"{new}.md")
        values, body = _parts(path)
        content = render({**values, "id": new}, body)
        # a copy with this very content was left by a run that was ended halfway
        if new in _ids(root) and not (target.is_file() and target.read_text("utf-8") == content):
            raise IngestError(f"the id {new!r} is taken; choose another")
        write_atomic(target, content)
        store = root / known.ORIGINALS / identifier
        if store.is_dir() and not (root / known.ORIGINALS / new).exists():
            os.rename(store, root / known.ORIGINALS / new)
        os.unlink(path)
        for article in known.articles(root):
            if article.reprint_of == identifier:
                other, text = _parts(root / article.path)
                write_atomic(root / article.path, render({**other, "reprint_of": new}, text))
    return target


def edit_fields(root: str | Path, identifier: str, **fields: Any) -> Path:
    """Change fields of an article; its text stays as it is.

    The front matter is written anew, so that comments in it are lost. An article whose rights
    forbid sharing moves to ``private/articles``, one that may be shared out of it.

    Parameters
    ----------
    root
        The corpus.
    identifier
        The article.
    **fields
        New values; ``None`` takes an optional field out.

    Returns
    -------
    Path
        Its file.

    Raises
    ------
    IngestError
        When there is no such article, a field is unknown, or a value is not allowed.
    """
    root = Path(root)
    for name in fields:
        if name not in FIELDS:
            raise IngestError(f"unknown field {name!r}{suggest(name, FIELDS)}")
        if name == "id":
            raise IngestError("an id is changed with rename")
        if fields[name] is None and name in REQUIRED:
            raise IngestError(f"{name} cannot be left out; give '' or [] when it is unknown")
    with locked(root / PRIVATE):
        path = _find(root, identifier)
        values, body = _parts(path)
        new = {
            name: field.value
            for name, field in overrides({k: v for k, v in fields.items() if v is not None}).items()
        }
        gone = {name for name, value in fields.items() if value is None}
        told = [name for name in new if name not in ("field_sources", "variables", "reprint_of")]
        sources = {**values.get("field_sources", {}), **dict.fromkeys(told, "given")}
        merged = {**values, "field_sources": sources, **new}
        merged = {name: value for name, value in merged.items() if name not in gone}
        write_atomic(path, render(merged, body))
        return _shelve(root, path, private=merged["rights"] == IN_COPYRIGHT)


def _shelve(root: Path, path: Path, *, private: bool) -> Path:
    """Move an article to the side of the corpus where its rights put it."""
    shared, closed = root / "articles", root / PRIVATE / "articles"
    here, there = (shared, closed) if private else (closed, shared)
    if not path.is_relative_to(here):
        return path
    target = there / path.relative_to(here)
    if target.exists():
        raise IngestError(f"{target.relative_to(root)} is in the way; rename one of the two")
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(path, target)
    return target


def _ids(root: Path) -> set[str]:
    return {path.stem for base in known.ARTICLES for path in (root / base).rglob("*.md")}


def _find(root: Path, identifier: str) -> Path:
    found = [
        path
        for base in known.ARTICLES
        for path in sorted((root / base).rglob("*.md"))
        if path.stem == identifier
    ]
    if not found:
        names = _ids(root)
        raise IngestError(f"no article has the id {identifier!r}{suggest(identifier, names)}")
    return found[0]


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    parts = frontmatter.split(path.read_text(encoding="utf-8-sig"))
    if parts.faults:
        fault = parts.faults[0]
        raise IngestError(f"{path.name}:{fault.line}: {fault.what}; {fault.remedy}")
    return parts.values, clean_body(parts.body)
