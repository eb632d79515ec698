"""Change, rename, release or take out an article that a corpus holds; nothing is ever deleted.

Codings by hand stay attached: rows of ``coding/*.csv`` follow their paragraphs.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.corpus.article import clean_body
from toolkit.corpus.derived import FOLDER as DERIVED
from toolkit.corpus.quarantine import FOLDER, ORIGINALS
from toolkit.corpus.reading import find_corpus
from toolkit.corpus.schema import FIELDS, IN_COPYRIGHT, REQUIRED, id_fault
from toolkit.errors import IngestError, ToolkitError, suggest
from toolkit.files import locked, move, write_atomic
from toolkit.ingest.coded import Attached, reattach
from toolkit.ingest.holdings import Holdings, article_files, read_once
from toolkit.ingest.metadata import overrides
from toolkit.ingest.reprints import parts_of, set_fields, settle
from toolkit.ingest.writer import render

PRIVATE = "private"
REMOVED = "private/removed"


@dataclass(frozen=True)
class Changed:
    """An article after a change.

    Parameters
    ----------
    path
        Its file.
    coding
        What became of its coded rows.
    notes
        What else was done.
    """

    path: Path
    coding: Attached = field(default_factory=Attached)
    notes: tuple[str, ...] = ()


def remove(root: str | Path, identifier: str) -> Path:
    """Take an article out of a corpus (or of its quarantine) and keep it under ``private/removed``.

    Its coding stays where it is, so that the article can come back to it (`restore`).

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
    CorpusError
        When there is no corpus.
    IngestError
        When there is no such article.
    """
    root = find_corpus(root)
    with locked(root / PRIVATE):
        path = find_article(root, identifier)
        folder = root / REMOVED / identifier
        number = 1
        while folder.exists():
            number += 1
            folder = root / REMOVED / f"{identifier}-{number}"
        folder.mkdir(parents=True)
        # where it stood, so that it can come back there
        write_atomic(folder / "from.txt", path.parent.relative_to(root).as_posix() + "\n")
        # the article first: an original without an article is no part of the corpus
        try:
            move(path, folder / path.name)
        except ToolkitError:
            (folder / "from.txt").unlink()
            folder.rmdir()
            raise
        store = root / ORIGINALS / identifier
        if store.is_dir():
            move(store, folder / "original")
    return folder / path.name


def restore(root: str | Path, identifier: str) -> Path:
    """Bring an article back that was taken out last under this id.

    Parameters
    ----------
    root
        The corpus.
    identifier
        The article.

    Raises
    ------
    CorpusError
        When there is no corpus.
    IngestError
        When none was taken out, or another article has its id now.
    """
    root = find_corpus(root)
    with locked(root / PRIVATE):
        folders = [
            folder
            for folder in (root / REMOVED).glob("*")
            if (folder / f"{identifier}.md").is_file()
        ]
        if not folders:
            gone = {path.stem for path in (root / REMOVED).glob("*/*.md")}
            raise IngestError(f"{identifier!r} was not taken out{_or_list(identifier, gone)}")
        if identifier in _ids(root):
            raise IngestError(f"another article has the id {identifier!r} now; rename it first")
        folder = max(folders, key=lambda folder: (len(folder.name), folder.name))
        place = root / f"{PRIVATE}/articles"
        if (folder / "from.txt").is_file():
            told = (root / (folder / "from.txt").read_text(encoding="utf-8").strip()).resolve()
            place = told if told.is_relative_to(root.resolve()) else place
        if (folder / "original").is_dir() and not (root / ORIGINALS / identifier).exists():
            move(folder / "original", root / ORIGINALS / identifier)
        move(folder / f"{identifier}.md", place / f"{identifier}.md")
        # it now tells but where the article stood; an original that could not go back stays
        (folder / "from.txt").unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            folder.rmdir()
    return place / f"{identifier}.md"


def rename(root: str | Path, identifier: str, new: str) -> Changed:
    """Give an article another id; its coding and its reprints follow.

    Parameters
    ----------
    root
        The corpus.
    identifier, new
        The old and the new id.

    Raises
    ------
    CorpusError
        When there is no corpus.
    IngestError
        When there is no such article, or the new id is taken or not well formed.
    """
    root = find_corpus(root)
    fault = id_fault(new)
    if fault:
        raise IngestError(f"{fault}; use small letters, digits and hyphens")
    if new == identifier:
        raise IngestError(f"{identifier!r} is its id already; choose another")
    with locked(root / PRIVATE):
        path = find_article(root, identifier)
        target = path.with_name(f"{new}.md")
        values, body = parts_of(path)
        content = render({**values, "id": new}, body)
        # a copy with this very content was left by a run that was ended halfway: go on from there
        if new in _ids(root) and not (target.is_file() and target.read_text("utf-8") == content):
            raise IngestError(f"the id {new!r} is taken; choose another")
        write_atomic(target, content)
        store = root / ORIGINALS / identifier
        if store.is_dir() and not (root / ORIGINALS / new).exists():
            move(store, root / ORIGINALS / new)
        coding = reattach(root, new, target, was=identifier)
        for other in article_files(root):
            article = read_once(other, root)
            if article and article.reprint_of == identifier:
                kept = article.field_sources.get("reprint_of", "inferred")
                values, text = parts_of(other)
                sources = {**values.get("field_sources", {}), "reprint_of": kept}
                fields = {**values, "reprint_of": new, "field_sources": sources}
                write_atomic(other, render(fields, text))
        # the old file last: until then the same call can be made again
        os.unlink(path)
    return Changed(target, coding)


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
        New values; ``None`` takes an optional field out. Of `variables`, those that are not named
        stay, and one with an empty value goes.

    Returns
    -------
    Path
        Its file.

    Raises
    ------
    CorpusError
        When there is no corpus.
    IngestError
        When there is no such article, a field is unknown, a value is not allowed, or `reprint_of`
        names no other article of the corpus.
    """
    root = find_corpus(root)
    _check_names(fields)
    with locked(root / PRIVATE):
        path = find_article(root, identifier)
        values, body = parts_of(path)
        given = {name: value for name, value in fields.items() if value is not None}
        new = {name: told.value for name, told in overrides(given).items()}
        if new.get("reprint_of"):
            _check_original(root, identifier, new["reprint_of"])
        gone = {name for name, value in fields.items() if value is None}
        changed = [name for name in new if name not in ("field_sources", "variables")]
        sources = {**values.get("field_sources", {}), **dict.fromkeys(changed, "given")}
        sources = {name: source for name, source in sources.items() if name not in gone}
        if "variables" in new:
            variables = {**values.get("variables", {}), **new["variables"]}
            new["variables"] = {name: value for name, value in variables.items() if value}
        merged = {**values, "field_sources": sources, **new}
        merged = {name: value for name, value in merged.items() if name not in gone}
        content = render(merged, body)
        target = _shelf(root, path, private=merged["rights"] == IN_COPYRIGHT)
        write_atomic(path, content)
        if target != path:
            move(path, target)
    return target


def _check_names(fields: Mapping[str, Any]) -> None:
    for name in fields:
        if name not in FIELDS:
            raise IngestError(f"unknown field {name!r}{suggest(name, FIELDS)}")
        if name == "id":
            raise IngestError("an id is changed with rename")
        if fields[name] is None and name in REQUIRED:
            raise IngestError(f"{name} cannot be left out; give '' or [] when it is unknown")


def _check_original(root: Path, identifier: str, original: str) -> None:
    """Refuse what `check` would warn of; a reprint may itself be reprinted."""
    waiting = {path.stem for path in (root / FOLDER).glob("*.md")}
    loaded = {path.stem for path in article_files(root) if not path.is_relative_to(root / FOLDER)}
    loaded |= {path.stem for path in (root / DERIVED).glob("*.json")}
    others = loaded - {identifier}
    if original == identifier:
        told = suggest(original, others)
        raise IngestError(f"{identifier!r} cannot be a reprint of itself{told}")
    if original in others:
        return
    if original in waiting:
        raise IngestError(f"{original!r} waits in quarantine; 'discourse release {original}' first")
    raise IngestError(f"no article has the id {original!r}{_or_list(original, others)}")


def edit_text(root: str | Path, identifier: str, text: str) -> Changed:
    """Put another text in the place of an article's; codings follow the paragraphs that stay.

    Parameters
    ----------
    root
        The corpus.
    identifier
        The article.
    text
        Paragraphs separated by blank lines.

    Raises
    ------
    CorpusError
        When there is no corpus.
    IngestError
        When there is no such article, or the text is empty.
    """
    root = find_corpus(root)
    with locked(root / PRIVATE):
        path = find_article(root, identifier)
        values, _ = parts_of(path)
        write_atomic(path, render(values, clean_body(text.replace("\r\n", "\n"))))
        return Changed(path, reattach(root, identifier, path))


def release(root: str | Path, identifier: str) -> Changed:
    """Take an article out of quarantine into the corpus; a copy is marked with its original.

    Parameters
    ----------
    root
        The corpus.
    identifier
        The article.

    Raises
    ------
    CorpusError
        When there is no corpus.
    IngestError
        When no such article waits, or another one has its id.
    """
    root = find_corpus(root)
    with locked(root / PRIVATE):
        path = root / FOLDER / f"{identifier}.md"
        if not path.is_file():
            waiting = {file.stem for file in (root / FOLDER).glob("*.md")}
            raise IngestError(f"{identifier!r} is not in quarantine{_or_list(identifier, waiting)}")
        if any(file.stem == identifier and file != path for file in article_files(root)):
            raise IngestError(f"another article has the id {identifier!r}; rename one of the two")
        values, body = parts_of(path)
        holdings = Holdings(root)
        near = holdings.nearest(body)
        if near is not None and "reprint_of" not in values:
            original = holdings.article(near.id)
            set_fields(path, reprint_of=(original.reprint_of if original else "") or near.id)
        private = values.get("rights") == IN_COPYRIGHT
        target = root / (f"{PRIVATE}/articles" if private else "articles") / path.name
        move(path, target)
        article = read_once(target, root)
        notes: tuple[str, ...] = ()
        if article and article.reprint_of:
            notes = settle(root, Holdings(root), article) or (
                f"{identifier} is marked as a reprint of {article.reprint_of}",
            )
    return Changed(target, notes=notes)


def _shelf(root: Path, path: Path, *, private: bool) -> Path:
    """Say where an article belongs by its rights: on the side of the corpus that is shared or not.

    Raises
    ------
    IngestError
        When another file lies there.
    """
    shared, closed = root / "articles", root / PRIVATE / "articles"
    here, there = (shared, closed) if private else (closed, shared)
    if not path.is_relative_to(here):
        return path
    target = there / path.relative_to(here)
    if target.exists():
        raise IngestError(f"{target.relative_to(root)} is in the way; rename one of the two")
    return target


def _ids(root: Path) -> set[str]:
    return {path.stem for path in article_files(root)}


def find_article(root: Path, identifier: str) -> Path:
    """Find the file of an article, in the corpus first and in quarantine then.

    Raises
    ------
    IngestError
        When there is none, with the nearest id there is.
    """
    found = next((path for path in article_files(root) if path.stem == identifier), None)
    if found is None:
        names = _ids(root)
        raise IngestError(f"no article has the id {identifier!r}{suggest(identifier, names)}")
    return found


def _or_list(identifier: str, known: Collection[str]) -> str:
    """Propose the nearest id, or name the first few there are."""
    if not known:
        return "; there is none"
    few = ", ".join(sorted(known)[:5]) + (", …" if len(known) > 5 else "")
    return suggest(identifier, known) or f"; there are {few}"
