"""Take one page into a corpus: propose an article, then write it so that nothing can be lost."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from toolkit.corpus.article import clean_body
from toolkit.corpus.schema import FIELDS, IN_COPYRIGHT
from toolkit.errors import IngestError, suggest
from toolkit.files import locked, write_atomic
from toolkit.ingest import boilerplate, known, readers
from toolkit.ingest.boilerplate import Line, Proposal, propose
from toolkit.ingest.cues import is_continuation, is_paywall
from toolkit.ingest.metadata import Field, faults_of, overrides, propose_metadata
from toolkit.ingest.naming import propose_id
from toolkit.ingest.readers import RawPage, read
from toolkit.ingest.writer import render

PRIVATE = "private"
# What every article has; the researcher is asked for what a page does not tell.
ASKED = ("title", "author", "published")
_DEFAULTS = {
    "language": "en",
    "genre": "commentary",
    "rights": IN_COPYRIGHT,
    "provenance": "collected",
}
_TEASER_WORDS = 150
_PAYWALL_WORDS = 400


@dataclass(frozen=True)
class Candidate:
    """An article proposed from a page, for a person to look at before it is written.

    Parameters
    ----------
    page
        The page as read, with its untouched bytes.
    proposal
        A decision for every line, and the paragraphs kept.
    fields
        Each field with its value, source and evidence.
    missing
        Fields to ask for: neither found nor given, or found with more than one reading.
    warnings
        What makes the page doubtful as an article.
    """

    page: RawPage
    proposal: Proposal
    fields: Mapping[str, Field]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The file it was proposed from."""
        return self.page.path

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the page with what is proposed for it."""
        return self.proposal.lines

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs kept."""
        return self.proposal.paragraphs

    @property
    def text(self) -> str:
        """The text of the article."""
        return clean_body("\n\n".join(self.paragraphs))

    def value(self, name: str) -> Any:
        """Give the value of a field; ``""`` where it is unknown."""
        return self.fields[name].value if name in self.fields else ""


@dataclass(frozen=True)
class Outcome:
    """What became of a candidate.

    Parameters
    ----------
    status
        ``added``, or ``already there`` when nothing was written.
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


def propose_article(
    path: str | Path,
    *,
    corpus_root: str | Path | None = None,
    keep: Collection[int] = (),
    drop: Collection[int] = (),
    **given: Any,
) -> Candidate:
    """Read a page and propose the article it holds; nothing is written.

    Parameters
    ----------
    path
        The saved or pasted page.
    corpus_root
        The corpus it shall join: to warn of near-duplicates and to know the furniture of its
        outlets.
    keep, drop
        Numbers of lines to keep or to leave out, against the proposal.
    **given
        Fields of the article that are known beforehand (`author` a list, or names with ``;``
        between); ``""`` or ``[]`` says that a field is known to be unknown.

    Returns
    -------
    Candidate

    Raises
    ------
    IngestError
        When the file cannot be read, or a given field is not one or has a wrong value.
    """
    page = read(path)
    root = Path(corpus_root) if corpus_root is not None else None
    answers = overrides(_checked({**_from_front_matter(page), **given}))
    if page.curated:
        proposal = _whole(page.lines)
    else:
        told = answers["title"].value if "title" in answers else ""
        told = told or _told_title(page)
        furniture = known.recurring_lines(root, page.lines) if root else frozenset()
        proposal = propose(page.lines, title=told, known=furniture, keep=keep, drop=drop)
    found, doubts = propose_metadata(page, proposal)
    defaults = {name: Field(value, "inferred", "default") for name, value in _DEFAULTS.items()}
    fields = {**found, **defaults, **answers}
    missing = tuple(name for name in ASKED if _is_missing(name, fields, doubts, answers))
    if "published" in answers:
        doubts = [doubt for doubt in doubts if "date" not in doubt]
    warnings = (*page.problems, *doubts, *_doubts(page, proposal, root))
    return Candidate(page, proposal, fields, missing, warnings)


def _from_front_matter(page: RawPage) -> dict[str, Any]:
    known_fields = {name: value for name, value in page.given.items() if name in FIELDS}
    known_fields.pop("id", None)
    if "url" not in known_fields and re.match(r"https?://", str(page.given.get("source", ""))):
        known_fields["url"] = page.given["source"]
    return {name: value for name, value in known_fields.items() if not faults_of({name: value})}


def _told_title(page: RawPage) -> str:
    return str(page.markup["title"][0]) if page.kind == "html" and "title" in page.markup else ""


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    unknown = [name for name in given if name not in FIELDS]
    if unknown:
        raise IngestError(f"unknown field {unknown[0]!r}{suggest(unknown[0], FIELDS)}")
    fields = overrides(given)
    told = {name: field.value for name, field in fields.items() if field.value}
    faults = faults_of(told)
    if faults:
        raise IngestError("; ".join(faults))
    return {name: field.value for name, field in fields.items()}


def _whole(lines: tuple[str, ...]) -> Proposal:
    """Keep every line: the file is an article already."""
    blocks = clean_body("\n".join(lines)).split("\n\n")
    place = 0
    decided = []
    gap = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            gap = True
            decided.append(Line(number, line, "blank", 0, boilerplate.REASONS["blank"]))
            continue
        place += gap
        gap = False
        decided.append(Line(number, line, "body", place))
    return Proposal(tuple(decided), tuple(block for block in blocks if block))


def _is_missing(
    name: str, fields: Mapping[str, Field], doubts: Iterable[str], answers: Mapping[str, Field]
) -> bool:
    if name in answers:
        return False
    if name == "published" and any("give the date" in doubt for doubt in doubts):
        return True
    return not fields[name].value


def _doubts(page: RawPage, proposal: Proposal, root: Path | None) -> list[str]:
    from toolkit import annotate

    text = "\n\n".join(proposal.paragraphs)
    words = len(text.split())
    dropped = [line.text for line in proposal.lines if not line.keep and line.text.strip()]
    doubts = []
    if not words:
        return ["no running text was found; is this the page of an article?"]
    if words < _TEASER_WORDS:
        doubts.append(f"only {words} words are kept: a teaser rather than an article?")
    cut = [line for line in [*dropped, text.split("\n")[-1]] if is_continuation(line)]
    if cut and (words < _PAYWALL_WORDS or len(cut) >= 3):
        kind = "a page that lists articles" if len(cut) >= 3 else "the beginning of a text"
        doubts.append(f"{cut[0].strip()[:60]!r} suggests that this is {kind}")
    if words < _PAYWALL_WORDS and any(map(is_paywall, dropped)):
        doubts.append("the page asks for a subscription: the text may end early")
    if not annotate.is_english(text):
        doubts.append("the text does not look English; give its language")
    near = known.nearest(root, text) if root else None
    if near:
        doubts.append(
            f"shares {near.containment:.0%} of its text with {near.id!r}: a copy or an excerpt? "
            f"(then give reprint_of={near.id})"
        )
    return doubts


def write(candidate: Candidate, corpus_root: str | Path) -> Outcome:
    """Write a candidate into a corpus.

    The untouched original and the record of what was kept go first, the article last; each file
    appears whole or not at all, under the corpus's lock. Nothing is ever overwritten. A page that
    is there already (same file, same text, or same address) is left alone.

    Parameters
    ----------
    candidate
        What `propose_article` gave.
    corpus_root
        The corpus folder.

    Returns
    -------
    Outcome

    Raises
    ------
    IngestError
        When the candidate lacks a title or text, or its id is taken.
    ToolkitError
        When the disk is full; the corpus is then as it was.
    """
    root = Path(corpus_root)
    text = candidate.text
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    with locked(root / PRIVATE):
        url = str(candidate.value("url"))
        same = known.same_article(root, original=candidate.page.sha256, text=sha, url=url)
        if same:
            article, why = same
            message = f"{candidate.path.name} is already there as {article.id} ({why})"
            return Outcome("already there", article.id, root / article.path, message)
        identifier = _identifier(candidate, root)
        content = render(_fields(candidate, identifier), text)
        private = candidate.value("rights") == IN_COPYRIGHT
        folder = root / PRIVATE / "articles" if private else root / "articles"
        path = folder / f"{identifier}.md"
        store = root / known.ORIGINALS / identifier
        fresh = not store.exists()
        try:
            write_atomic(store / _original_name(candidate.path.name), candidate.page.data)
            write_atomic(store / known.RECORD, _record(candidate, sha))
            write_atomic(path, content)
        except BaseException:
            # an original without its article would keep the id from being used again
            if fresh and not path.exists():
                shutil.rmtree(store, ignore_errors=True)
                with contextlib.suppress(OSError):
                    store.parent.rmdir()
            raise
    place = path.relative_to(root).as_posix()
    words = f"{len(candidate.paragraphs)} paragraphs, {len(text.split())} words"
    return Outcome("added", identifier, path, f"added {place} ({words})")


def _identifier(candidate: Candidate, root: Path) -> str:
    taken = {article.id for article in known.articles(root)}
    for base in known.ARTICLES:
        taken |= {path.stem for path in (root / base).rglob("*.md")}
    taken |= {
        store.name
        for store in (root / known.ORIGINALS).glob("*")
        # left by a run that was ended before it wrote this very article
        if known.record(root, store.name).get("sha256", candidate.page.sha256)
        != candidate.page.sha256
    }
    wished = candidate.value("id")
    if wished:
        if wished in taken:
            raise IngestError(f"the id {wished!r} is taken; choose another")
        return str(wished)
    title = candidate.value("title")
    if not title:
        raise IngestError(f"{candidate.path.name}: the title is unknown; give --title")
    author, published = candidate.value("author"), candidate.value("published")
    return propose_id(title, author, published, candidate.value("outlet"), taken=taken)


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


def _original_name(name: str) -> str:
    """Keep the name of a file as far as it is safe in every file system."""
    name = re.sub(r"[^\w .()+-]", "_", name).strip(". ") or "original"
    stem, dot, suffix = name.rpartition(".")
    stem = (stem or suffix).encode("utf-8")[:100].decode("utf-8", "ignore")
    name = f"{stem}.{suffix}" if dot and len(suffix) <= 10 else stem
    return f"original-{name}" if name == known.RECORD else name


def _record(candidate: Candidate, text_sha256: str) -> str:
    """Write down what was kept and why the rest was not, by line; no text."""
    dropped = []
    kept = []
    for (keep, role, reason), lines in groupby(
        (line for line in candidate.lines if line.text.strip()),
        key=lambda line: (line.keep, line.role, line.reason),
    ):
        numbers = [line.number for line in lines]
        entry: dict[str, Any] = {"lines": [numbers[0], numbers[-1]], "role": role}
        if keep:
            kept.append(entry)
        else:
            dropped.append({**entry, "reason": reason})
    content = {
        "original": _original_name(candidate.path.name),
        "sha256": candidate.page.sha256,
        "text_sha256": text_sha256,
        "kind": candidate.page.kind,
        "encoding": candidate.page.encoding,
        "reader": readers.VERSION,
        "cleaner": boilerplate.VERSION,
        "kept": kept,
        "dropped": dropped,
        "fields": {
            name: {"source": field.source, "evidence": field.evidence}
            for name, field in candidate.fields.items()
            if field.source
        },
        "problems": list(candidate.page.problems),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def revise(
    candidate: Candidate, *, keep: Collection[int] = (), drop: Collection[int] = ()
) -> Candidate:
    """Change which lines of a candidate are kept; its fields stay.

    Parameters
    ----------
    candidate
        What `propose_article` gave.
    keep, drop
        Numbers of lines.
    """
    title = str(candidate.value("title"))
    proposal = propose(candidate.page.lines, title=title, keep=keep, drop=drop)
    return replace(candidate, proposal=proposal)
