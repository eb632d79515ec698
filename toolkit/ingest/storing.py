"""Write an article into a corpus so that nothing can be lost.

The untouched original and the record of what was kept go first, the article last; each file appears
whole or not at all, under a lock that dies with its process. Nothing is ever overwritten.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from toolkit.corpus.article import Article
from toolkit.corpus.derived import FOLDER as DERIVED
from toolkit.corpus.quarantine import FOLDER, ORIGINALS, RECORD
from toolkit.corpus.reading import find_corpus
from toolkit.corpus.schema import IN_COPYRIGHT
from toolkit.errors import IngestError
from toolkit.files import locked, write_atomic
from toolkit.ingest import boilerplate, readers
from toolkit.ingest.add import Candidate
from toolkit.ingest.holdings import Holdings, read_once
from toolkit.ingest.naming import id_of, propose_id
from toolkit.ingest.pages import RawPage
from toolkit.ingest.reprints import settle
from toolkit.ingest.writer import render
from toolkit.wording import count_of

PRIVATE = "private"
EXPORTS = "private/exports"


@dataclass(frozen=True)
class Outcome:
    """What became of a candidate.

    Parameters
    ----------
    status
        ``added``, ``quarantined``, or ``already there`` when nothing was written.
    id
        The article.
    path
        Its file.
    message
        The same in a sentence.
    """

    status: str
    id: str
    path: Path
    message: str


@contextlib.contextmanager
def writing(root: str | Path) -> Iterator[Holdings]:
    """Hold the corpus's lock for a batch; what is there is read once.

    Parameters
    ----------
    root
        The corpus folder.

    Yields
    ------
    Holdings
        To give to `write`, as often as wished.

    Raises
    ------
    CorpusError
        When another process is writing.
    """
    root = find_corpus(root)
    with locked(root / PRIVATE):
        yield Holdings(root)


def write(
    candidate: Candidate,
    corpus_root: str | Path,
    *,
    anyway: bool = False,
    holdings: Holdings | None = None,
) -> Outcome:
    """Write a candidate into a corpus, or set it aside where reasons speak against it.

    A page that is there already (same file, same text, or same address) is left alone. What has
    reasons against it goes to ``private/quarantine``, is not loaded, and can be released. A reprint
    is marked with its original.

    Parameters
    ----------
    candidate
        What `propose_article` gave.
    corpus_root
        The corpus folder.
    anyway
        Take it in whatever speaks against it.
    holdings
        What `writing` gave, in a batch; else the lock is taken for this article alone.

    Returns
    -------
    Outcome

    Raises
    ------
    CorpusError
        When there is no corpus.
    IngestError
        When the candidate lacks a title or text, or its id is taken.
    ToolkitError
        When the disk is full; the corpus is then as it was.
    """
    root = find_corpus(corpus_root)
    if holdings is None:
        with writing(root) as held:
            return _write(candidate, root, held, anyway=anyway)
    return _write(candidate, root, holdings, anyway=anyway)


def find_there(
    candidate: Candidate, root: Path, holdings: Holdings, *, anyway: bool = False
) -> Outcome | None:
    """Say that a page is there already (same file, same text, or same address); else ``None``.

    Parameters
    ----------
    candidate
        What `propose_article` gave; what it lacks does not matter.
    root
        The corpus folder.
    holdings
        What it holds.
    anyway
        Another page of an address counts as new.
    """
    same = holdings.find(
        original=candidate.page.sha256,
        text=text_sha256(candidate.text),
        url=str(candidate.value("url")),
        outlet=str(candidate.value("outlet")),
        bare=candidate.page.kind == "table",
    )
    if same is None or (anyway and same.why == "taken from the same address"):
        return None
    there = "waits in quarantine" if same.quarantined else "is already there"
    message = f"{candidate.page.name} {there} as {same.article.id} ({same.why})"
    if same.quarantined:  # not taken in here: fields and lines given now may not be those it has
        message += f"; 'discourse release {same.article.id}' takes it in"
    elif options := _told_otherwise(candidate, same.article):
        message += (
            f", with other fields; to change them: discourse edit {same.article.id} {options}"
        )
    return Outcome("already there", same.article.id, root / same.article.path, message)


def _told_otherwise(candidate: Candidate, article: Article) -> str:
    """Give the options that would make of an article what is now said of its page.

    A table is mended and read again: that its new cells change nothing must be seen.
    """
    options: list[str] = []
    for name, field in candidate.fields.items():
        there = getattr(article, name, None)
        if field.source != "given" or not field.value or field.value == there:
            continue
        if name == "variables":
            changed = {k: v for k, v in field.value.items() if article.variables.get(k) != v}
            options += [f"--variable {shlex.quote(f'{k}={v}')}" for k, v in changed.items()]
        else:
            values = field.value if name == "author" else [field.value]
            options += [f"--{name.replace('_', '-')} {shlex.quote(str(v))}" for v in values]
    return " ".join(options)


def text_sha256(text: str) -> str:
    """Give the fingerprint of a text, as `Article.sha256` does."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _write(candidate: Candidate, root: Path, holdings: Holdings, *, anyway: bool) -> Outcome:
    there = find_there(candidate, root, holdings, anyway=anyway)
    if there:
        return there
    text = candidate.text
    identifier = _identifier(candidate, holdings)
    content = render(_fields(candidate, identifier), text)
    aside = bool(candidate.reasons) and not anyway
    path = root / _shelf(candidate, aside=aside) / f"{identifier}.md"
    store = root / ORIGINALS / identifier
    fresh = not store.exists()
    sweep(store, path)
    try:
        if candidate.page.part is not None:
            keep_export(root, candidate)
        write_atomic(store / original_name(candidate.page), candidate.page.data)
        write_atomic(store / RECORD, make_record(candidate))
        write_atomic(path, content)
    except BaseException:
        # an original without its article would keep the id from being used again
        if fresh and not path.exists():
            shutil.rmtree(store, ignore_errors=True)
            for folder in (store.parent, path.parent):
                with contextlib.suppress(OSError):
                    folder.rmdir()
        raise
    article = read_once(path, root)
    if article is None:  # render has checked every field: only another program can have been here
        raise IngestError(f"{path.name} was changed while it was written; look at it")
    holdings.add(article, candidate.page.sha256)
    place = path.relative_to(root).as_posix()
    paragraphs = count_of(len(candidate.paragraphs), "paragraph")
    words = f"{paragraphs}, {count_of(len(text.split()), 'word')}"
    if aside:
        why = "; ".join(reason.text for reason in candidate.reasons)
        message = f"set aside in {place}: {why}; 'discourse release {identifier}' takes it in"
        return Outcome("quarantined", identifier, path, message)
    message = f"added {place} ({words})"
    if _called(candidate) not in ("", identifier):
        message += f"; another article has the id {_called(candidate)!r}"
    if (root / DERIVED / f"{identifier}.json").is_file():
        message += f"; its text takes the place of the counts in {DERIVED}/{identifier}.json"
    marked = settle(root, holdings, article) if candidate.value("reprint_of") else ()
    if marked:
        message += "; " + "; ".join(marked)
    return Outcome("added", identifier, path, message)


def sweep(store: Path, path: Path) -> None:
    """Take away what a run that was killed left half-written of an article."""
    for left in [*store.glob(".*"), *path.parent.glob(f".{path.name[:40]}.*")]:
        with contextlib.suppress(OSError):
            left.unlink()


def _shelf(candidate: Candidate, *, aside: bool) -> str:
    if aside:
        return FOLDER
    return f"{PRIVATE}/articles" if candidate.value("rights") == IN_COPYRIGHT else "articles"


def _identifier(candidate: Candidate, holdings: Holdings) -> str:
    taken = set(holdings.ids)
    # an original of another page keeps its id; that of this page was left by a run that was ended
    taken |= {name for name, sha in holdings.taken.items() if sha and sha != candidate.page.sha256}
    wished = candidate.value("id")
    if wished:
        if wished in taken:
            raise IngestError(f"the id {wished!r} is taken; choose another")
        return str(wished)
    called = _called(candidate)
    if called and called not in taken:
        return called
    title = candidate.value("title")
    if not title:
        raise IngestError(f"{candidate.page.name}: the title is unknown; give --title")
    author, published = candidate.value("author"), candidate.value("published")
    return propose_id(title, author, published, candidate.value("outlet"), taken=taken)


def _called(candidate: Candidate) -> str:
    """Give the id that a table or another corpus knows the article by, as its codings do."""
    return id_of(str(candidate.page.given.get("id", "")))


def _fields(candidate: Candidate, identifier: str) -> dict[str, Any]:
    values = {name: field.value for name, field in candidate.fields.items()}
    sources = {
        name: field.source
        for name, field in candidate.fields.items()
        if field.source and field.value and field.evidence != "default" and name not in ("id",)
    }
    return {
        **values,
        "id": identifier,
        "author": tuple(values["author"]),
        "field_sources": {**sources, **dict(values.get("field_sources") or {})},
    }


def original_name(page: RawPage) -> str:
    """Keep the name of a file as far as it is safe in every file system; a part becomes text."""
    name = page.path.name
    if page.part is not None:
        name = f"{page.path.stem}-{page.part.number}.txt"
    name = re.sub(r"[^\w .()+-]", "_", name).strip(". ") or "original"
    stem, dot, suffix = name.rpartition(".")
    stem = (stem or suffix).encode("utf-8")[:100].decode("utf-8", "ignore")
    name = f"{stem}.{suffix}" if dot and len(suffix) <= 10 else stem
    return f"original-{name}" if name == RECORD else name


def keep_export(root: Path, candidate: Candidate) -> None:
    """Keep the file that a part was taken from, once, under its fingerprint."""
    part = candidate.page.part
    if part is None:
        return
    target = root / EXPORTS / f"{part.sha256[:16]}{candidate.page.path.suffix.lower()}"
    if target.exists():
        return
    try:
        data = candidate.page.path.read_bytes()
    except OSError:
        return  # the page was read into memory; its own lines are kept all the same
    if hashlib.sha256(data).hexdigest() == part.sha256:
        write_atomic(target, data)


def make_record(candidate: Candidate, *, kept: Mapping[str, Any] | None = None) -> str:
    """Write down what was kept and why the rest was not, by line; no text.

    Parameters
    ----------
    candidate
        The candidate.
    kept
        Entries of an earlier record that hold on: of the original and of the fields.
    """
    dropped = []
    taken = []
    for (keep, role, reason), lines in groupby(
        (line for line in candidate.lines if line.text.strip()),
        key=lambda line: (line.keep, line.role, line.reason),
    ):
        numbers = [line.number for line in lines]
        entry: dict[str, Any] = {"lines": [numbers[0], numbers[-1]], "role": role}
        if keep:
            taken.append(entry)
        else:
            dropped.append({**entry, "reason": reason})
    part = candidate.page.part
    content = {
        "original": original_name(candidate.page),
        "sha256": candidate.page.sha256,
        "text_sha256": text_sha256(candidate.text),
        "kind": candidate.page.kind,
        "encoding": candidate.page.encoding,
        "part_of": vars(part) if part else None,
        "reader": readers.VERSION,
        "cleaner": boilerplate.VERSION,
        "kept": taken,
        "dropped": dropped,
        "by_hand": {"keep": list(candidate.keep), "drop": list(candidate.drop)},
        "fields": {
            name: {"source": field.source, "evidence": field.evidence}
            for name, field in candidate.fields.items()
            if field.source
        },
        "quarantine": {reason.code: reason.text for reason in candidate.reasons},
        "problems": list(candidate.page.problems),
    }
    return json.dumps({**content, **(kept or {})}, ensure_ascii=False, indent=1) + "\n"
