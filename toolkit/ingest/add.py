"""Propose the article that a page holds, for a person to look at before it is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.corpus.article import clean_body
from toolkit.corpus.reading import find_corpus
from toolkit.corpus.schema import FIELDS, IN_COPYRIGHT
from toolkit.errors import IngestError, suggest
from toolkit.ingest import boilerplate
from toolkit.ingest.boilerplate import Line, Proposal, propose, told
from toolkit.ingest.holdings import Holdings, differ
from toolkit.ingest.judging import Reason, describe, reasons_against
from toolkit.ingest.metadata import Field, faults_of, overrides, propose_metadata
from toolkit.ingest.pages import RawPage
from toolkit.ingest.readers import read
from toolkit.ingest.tables import Record
from toolkit.wording import count_of

# What every article has; the researcher is asked for what a page does not tell.
ASKED = ("title", "author", "published")
_DEFAULTS = {
    "language": "en",
    "genre": "commentary",
    "rights": IN_COPYRIGHT,
    "provenance": "collected",
}


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
        What a reader should know: what was mended, what is doubtful.
    reasons
        What speaks against taking the page in; with any, it is set aside.
    keep, drop
        Numbers of lines that a person has decided on.
    """

    page: RawPage
    proposal: Proposal
    fields: Mapping[str, Field]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    keep: tuple[int, ...] = ()
    drop: tuple[int, ...] = ()

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
        The corpus it shall join: to find near-duplicates and to know the furniture of its outlets.
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
    CorpusError
        When there is no such corpus.
    IngestError
        When the file cannot be read, a given field is not one or has a wrong value, or the page has
        no such line.
    """
    holdings = Holdings(find_corpus(corpus_root)) if corpus_root is not None else None
    return propose_page(read(path), given, holdings=holdings, keep=keep, drop=drop)


def propose_page(
    page: RawPage,
    given: Mapping[str, Any],
    *,
    record: Record | None = None,
    holdings: Holdings | None = None,
    keep: Collection[int] = (),
    drop: Collection[int] = (),
) -> Candidate:
    """Propose the article that a page holds; nothing is written.

    Parameters
    ----------
    page
        What `read` or `read_pages` gave.
    given
        Fields that are known beforehand.
    record
        What the row of a metadata table tells of the page; `given` goes before it.
    holdings
        What the corpus holds that the page shall join.
    keep, drop
        Numbers of lines to keep or to leave out, against the proposal.

    Raises
    ------
    IngestError
        When a given field is not one or has a wrong value, or the page has no such line.
    """
    check_lines(page, keep, drop)
    row = record.fields if record else {}
    answers = overrides(_checked({**_from_front_matter(page), **row, **given}))
    if record:
        answers |= {
            name: replace(answers[name], evidence=record.place) for name in row if name not in given
        }
    title = answers["title"].value if "title" in answers else _told_title(page)
    proposal = _proposal(page, title, holdings, frozenset(keep), frozenset(drop))
    found, doubts = propose_metadata(page, proposal)
    defaults = {name: Field(value, "inferred", "default") for name, value in _DEFAULTS.items()}
    fields = {**defaults, **found, **answers}
    # the record of a database or table that names no author says that none is known
    asked = [name for name in ASKED if name != "author" or page.marked or not page.telling]
    missing = tuple(name for name in asked if _is_missing(name, fields, doubts, answers))
    if "published" in answers:
        doubts = [doubt for doubt in doubts if "date" not in doubt]
    noted = record.problems if record else ()
    if not proposal.paragraphs:
        doubts.append(
            "no running text was found; is this the page of an article? "
            "Of a page that is not in English, say with --keep which lines are its text"
        )
    candidate = Candidate(
        page,
        proposal,
        fields,
        missing,
        (*page.problems, *noted, *doubts),
        keep=tuple(sorted(keep)),
        drop=tuple(sorted(drop)),
    )
    return _judged(candidate, holdings)


def check_lines(page: RawPage, keep: Collection[int], drop: Collection[int]) -> None:
    """Refuse numbers of lines that a page does not have, or that are both kept and dropped.

    Raises
    ------
    IngestError
        With the first such line.
    """
    wrong = sorted(n for n in {*keep, *drop} if not 1 <= n <= len(page.lines))
    if wrong:
        whole = count_of(len(page.lines), "line")
        raise IngestError(f"there is no line {wrong[0]}; {page.name} has {whole}")
    both = set(keep) & set(drop)
    if both:
        raise IngestError(f"line {min(both)} is both kept and dropped; name it once")


def _proposal(
    page: RawPage,
    title: str,
    holdings: Holdings | None,
    keep: frozenset[int],
    drop: frozenset[int],
) -> Proposal:
    if page.curated:
        return _whole(page.lines)
    if page.body:
        return told(page.lines, page.body, keep=keep, drop=drop)
    furniture: frozenset[str] = frozenset()
    if holdings is not None:
        furniture = holdings.furniture.recurring(page.lines, page=page.path.as_posix())
    return propose(page.lines, title=title, known=furniture, keep=keep, drop=drop)


def _judged(candidate: Candidate, holdings: Holdings | None, *, besides: str = "") -> Candidate:
    """Say what speaks against a candidate; a whole copy in another outlet is a reprint instead."""
    near = None
    fields = dict(candidate.fields)
    if holdings is not None and not candidate.value("reprint_of"):
        near = holdings.nearest(candidate.text, besides=besides)
    original = holdings.article(near.id) if holdings is not None and near else None
    outlet = str(candidate.value("outlet"))
    if near and near.whole and original is not None and differ(outlet, original.outlet):
        first = original.reprint_of or original.id
        fields["reprint_of"] = Field(first, "inferred", describe(near))
        near = None
    reasons = reasons_against(candidate.proposal, fields, near=near, curated=candidate.page.curated)
    return replace(candidate, reasons=reasons, fields=fields)


def _from_front_matter(page: RawPage) -> dict[str, Any]:
    known_fields = {name: value for name, value in page.given.items() if name in FIELDS}
    known_fields.pop("id", None)
    if "url" not in known_fields and re.match(r"https?://", str(page.given.get("source", ""))):
        known_fields["url"] = page.given["source"]
    return {name: value for name, value in known_fields.items() if not faults_of({name: value})}


def _told_title(page: RawPage) -> str:
    told = (page.marked or page.letter) and "title" in page.markup
    return str(page.markup["title"][0]) if told else ""


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    unknown = [name for name in given if name not in FIELDS]
    if unknown:
        raise IngestError(f"unknown field {unknown[0]!r}{suggest(unknown[0], FIELDS)}")
    fields = overrides(given)
    told_fields = {name: field.value for name, field in fields.items() if field.value}
    faults = faults_of(told_fields)
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


def revise(
    candidate: Candidate,
    *,
    keep: Collection[int] = (),
    drop: Collection[int] = (),
    holdings: Holdings | None = None,
    besides: str = "",
) -> Candidate:
    """Change which lines of a candidate are kept; its fields stay.

    Parameters
    ----------
    candidate
        What `propose_article` gave.
    keep, drop
        Numbers of lines; they take the place of what was decided before.
    holdings
        What the corpus holds.
    besides
        The id of the article that is cleaned anew, which is no copy of itself.
    """
    title = str(candidate.value("title"))
    proposal = _proposal(candidate.page, title, holdings, frozenset(keep), frozenset(drop))
    changed = replace(
        candidate, proposal=proposal, keep=tuple(sorted(keep)), drop=tuple(sorted(drop))
    )
    return _judged(changed, holdings, besides=besides)
