"""Judge whether a page is an article at all: what speaks for setting it aside, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.corpus.duplicates import Overlap
from toolkit.ingest.boilerplate import Line, Proposal
from toolkit.ingest.cues import is_continuation, is_paywall
from toolkit.ingest.metadata import Field
from toolkit.ingest.units import split_units
from toolkit.wording import count_of

TEASER_WORDS = 150
_PAYWALL_WORDS = 400
_CUT_WORDS = 250
_ITEM_WORDS = 60
_CUT = re.compile(r"\w\s?(?:…|\.{3})$")


@dataclass(frozen=True)
class Reason:
    """Why a page is set aside.

    Parameters
    ----------
    code
        ``teaser``, ``listing``, ``digest``, ``machine-translation``, ``not-english``, ``paywall``
        or ``near-duplicate``.
    text
        The evidence, in words.
    """

    code: str
    text: str


def reasons_against(
    proposal: Proposal,
    fields: Mapping[str, Field],
    *,
    near: Overlap | None = None,
    curated: bool = False,
) -> tuple[Reason, ...]:
    """List what speaks against taking a page in as an article.

    Parameters
    ----------
    proposal
        What is proposed for its lines.
    fields
        Its proposed fields; a language given by a person is believed.
    near
        The article of the corpus that shares most of its wording.
    curated
        Whether a person has written the front matter: then its form is not doubted.
    """
    text = "\n\n".join(proposal.paragraphs)
    found: list[Reason] = []
    if not curated:
        found += _stub(proposal, text)
        found += _digest(proposal.paragraphs, fields)
        found += _translation(text, proposal.lines)
    found += _language(text, fields)
    if near is not None:
        found.append(Reason("near-duplicate", describe(near)))
    return tuple(found)


def _stub(proposal: Proposal, text: str) -> Iterator[Reason]:
    """Tell the beginning of a text, a list of them, and what the reader must pay for."""
    words = len(text.split())
    dropped = [line for line in proposal.lines if not line.keep and line.text.strip()]
    last = text.split("\n")[-1] if text else ""
    cut = [line.text.strip() for line in dropped if is_continuation(line.text)]
    if is_continuation(last):
        cut.append(last.strip()[-60:])
    listed = _listing(proposal, len(cut))
    if listed:
        yield Reason("listing", listed)
    elif words < TEASER_WORDS:
        what = f"only {count_of(words, 'word is', 'words are')} kept, fewer than {TEASER_WORDS}"
        yield Reason("teaser", f"{what}, and {cut[0]!r} points to the rest" if cut else what)
    elif words < _CUT_WORDS and _CUT.search(last):
        yield Reason(
            "teaser",
            f"only {count_of(words, 'word is', 'words are')} kept, and the last one is cut off",
        )
    elif cut and (words < _PAYWALL_WORDS or cut[-1] == last.strip()[-60:]):
        yield Reason("teaser", f"{cut[-1]!r} points to the rest of the text")
    wall = next((line for line in dropped if is_paywall(line.text)), None)
    if wall and words < _PAYWALL_WORDS:
        yield Reason("paywall", f"{_shown(wall)}: the text may end early")


def _shown(line: Line) -> str:
    text = " ".join(line.text.split())
    return f"line {line.number}, {text if len(text) <= 60 else text[:57] + '...'!r}"


def _listing(proposal: Proposal, continuations: int) -> str:
    """Say by what a page shows itself to list several works; ``""`` where it does not.

    An item is a headline with a short paragraph under it. An article with subheadings has such too,
    so the items must bear dates, authors or links of their own.
    """
    if continuations >= 3:
        return f"{count_of(continuations, 'line points', 'lines point')} to the rest of a text"
    cut = [
        line for line in proposal.lines if _CUT.search(line.text) and len(line.text.split()) > 15
    ]
    if len(cut) >= 3:
        return f"{count_of(len(cut), 'paragraph is', 'paragraphs are')} cut off"
    units = [unit for unit in split_units([line.text for line in proposal.lines]) if unit.words]
    role = {line.number: line.role for line in proposal.lines}
    dates = {u.text for u in units if role[u.numbers[0]] == "date"}
    bylines = {u.text for u in units if role[u.numbers[0]] == "byline"}
    prose = [unit for unit in units if unit.prose]
    items = sum(
        not above.prose and len(above.words) >= 4 and below.prose and len(below.words) < _ITEM_WORDS
        for above, below in pairwise(
            unit for unit in units if role[unit.numbers[0]] not in ("date", "byline")
        )
    )
    long = sum(len(unit.words) >= _ITEM_WORDS for unit in prose)
    if items >= 4 and items > 2 * long and max(len(dates), len(bylines)) >= 3:
        return f"{items} headlines with a short text each, {len(dates)} date lines"
    return ""


_WORK = (
    r"(?:op-?ed|column|article|commentary|essay|piece|analysis|opinion|editorial|blog post|paper"
    r"|report|interview)"
)
_SAYS = (
    r"(?:writes?|wrote|argue[sd]?|says?|said|contend(?:s|ed)|note[sd]?|add(?:s|ed)|conclude[sd]?"
    r"|maintain(?:s|ed)|warn(?:s|ed)|point(?:s|ed) out|believes?|observe[sd]?|assert(?:s|ed)"
    r"|claim(?:s|ed)|suggest(?:s|ed)|explain(?:s|ed)|stresse[sd]|underline[sd]?)"
)
_NAME = r"(?:[A-ZÀ-Ž][\w’'-]+ ){1,3}[A-ZÀ-Ž][\w’'-]+"
_NAMED = (
    rf"(?P<a>{_NAME})(?:,[^,.]{{3,80}},)? {_SAYS} (?:in|for|on) ",
    rf"(?:[Ii]n|[Ff]or) (?:an?|his|her|the|their)(?: [\w-]+){{0,3}} {_WORK}\b[^.]{{0,80}}?"
    rf" (?P<b>{_NAME})(?:,[^,.]{{3,80}},)? {_SAYS}",
    rf"\b{_WORK} by (?P<c>{_NAME})",
    rf"(?P<d>{_NAME})(?:’s|'s)(?: [\w-]+){{0,3}} {_WORK}\b",
)
_HEAD_NAMED = tuple(re.compile(form) for form in _NAMED)
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-ZÀ-Ž])")


def _digest(paragraphs: Sequence[str], fields: Mapping[str, Field]) -> Iterator[Reason]:
    """Tell a text that retells another's: its head names author and work, its sentences go on so.

    Whoever the byline names is the author here, and retells nobody.
    """
    head = " ".join(paragraphs[:3])[:900]
    own = {name.split()[-1] for name in fields["author"].value} if "author" in fields else set()
    sentences = _SENTENCE.split(" ".join(paragraphs))
    for form in _HEAD_NAMED:
        for match in form.finditer(head):
            name = next(part for part in match.groups() if part)
            surname = name.split()[-1]
            if surname in own:
                continue
            who = (
                rf"(?:{re.escape(surname)}|[Hh]e|[Ss]he|[Tt]he (?:author|columnist|analyst|writer))"
            )
            told = re.compile(
                rf"\b{who}(?:,[^,.]{{3,60}},)? (?:also |further |then |\w+ly )?{_SAYS}\b"
                rf"|\b{_SAYS} {re.escape(surname)}\b|\b[Aa]ccording to {re.escape(surname)}\b"
            )
            count = sum(bool(told.search(sentence)) for sentence in sentences)
            if count >= max(3, 0.3 * len(sentences)):
                yield Reason(
                    "digest",
                    f"{count} of {len(sentences)} sentences retell {name}: the view is not "
                    "that of this page's author",
                )
                return


_TRANSLATED = re.compile(
    r"\b(?:machine|automatic(?:ally)?|google|deepl|auto)[ -]?translat\w+"
    r"|translat\w+ (?:by|with|using|via) (?:google|deepl|a machine|software|artificial)",
    re.IGNORECASE,
)
# English names stand bare where a translation from a language with articles puts one
_ARTICLE = re.compile(
    r"\bthe (?:Turkey|Russia|Syria|Ukraine|Iran|Ankara|Moscow|Washington|Erdogan|Erdoğan|Putin"
    r"|Assad|Trump|Biden|Europe)(?=[,.;]|\s+(?:and|is|was|has|had|will|to|with|that|which|who)\b)"
)
_GLUED = re.compile(r"\b[a-z]{3,}[A-Z][a-z]{2,}\b|[a-z]{3}[.,;:][A-Za-z]{3,}(?![\w.]*\.\w)")
_RESIDUE = re.compile(
    r"(?<![“\"‘'(])\b(?:dhe|und|nicht|auch|que|los|las|della|pour|avec|bir|için|olan|olarak)\b"
)
_DOUBLED = re.compile(r"\b(the|of|to|in|is|and) \1\b", re.IGNORECASE)


def _translation(text: str, lines: Sequence[Line]) -> Iterator[Reason]:
    """Tell a machine translation: it says so, or several kinds of its usual faults recur.

    A paragraph may speak of machine translation; the page's furniture does not without cause.
    """
    said = next((line for line in lines if not line.keep and _TRANSLATED.search(line.text)), None)
    if said:
        yield Reason("machine-translation", f"the page says so: {_shown(said)}")
        return
    kinds = {
        "'the' before a name": _ARTICLE.findall(text),
        "words run together": list(dict.fromkeys(_GLUED.findall(text))),
        "words of another language": list(dict.fromkeys(_RESIDUE.findall(text))),
        "words doubled": _DOUBLED.findall(text),
    }
    present = {name: hits for name, hits in kinds.items() if hits}
    total = sum(len(hits) for hits in present.values())
    per_thousand = 1000 * total / max(len(text.split()), 1)
    if len(present) >= 2 and total >= 4 and per_thousand >= 5:
        what = ", ".join(f"{name} ({len(hits)})" for name, hits in present.items())
        yield Reason("machine-translation", f"reads like one: {what}")


def _language(text: str, fields: Mapping[str, Field]) -> Iterator[Reason]:
    from toolkit import annotate

    language = fields.get("language")
    told = language is not None and language.source == "given"
    if told and not str(language.value).startswith("en"):  # type: ignore[union-attr]
        return
    if len(text.split()) >= 20 and not annotate.is_english(text):
        yield Reason(
            "not-english", "the text does not look English; give its language if it is not"
        )


def describe(overlap: Overlap) -> str:
    """Say how much of its wording a text shares with an article.

    Examples
    --------
    >>> describe(Overlap("2019-gas", 1.0, 1.0, 0.4))
    "an excerpt of '2019-gas', which holds 100% of it"
    """
    if overlap.whole:
        return f"a copy of {overlap.id!r}: {overlap.containment:.0%} of the wording is the same"
    if overlap.covered >= overlap.covers:
        return f"an excerpt of {overlap.id!r}, which holds {overlap.covered:.0%} of it"
    return f"holds {overlap.covers:.0%} of {overlap.id!r}, which is shorter: an excerpt of it?"
