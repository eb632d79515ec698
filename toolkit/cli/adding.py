"""Ask about pages and take them into the corpus."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from toolkit.cli.output import Aside, plain, say, say_error
from toolkit.errors import IngestError, ToolkitError
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.ingest import Candidate, Gathered, Holdings, Outcome

# How much of a line of a page is shown: in a file, and at least.
_LINE, _BEGINNING = 110, 30


@dataclass(frozen=True)
class Adding:
    """How pages are taken in.

    Parameters
    ----------
    given
        Fields answered beforehand.
    yes
        Accept what is proposed; a field that is neither found nor given is unknown.
    anyway
        Take in what would be set aside.
    dry_run
        Show what is proposed and write nothing.
    keep, drop
        Numbers of lines, for a single page.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    yes: bool = False
    anyway: bool = False
    dry_run: bool = False
    keep: frozenset[int] = frozenset()
    drop: frozenset[int] = frozenset()

    @property
    def asks(self) -> bool:
        """Whether a person is there to answer."""
        return not self.yes and not self.dry_run and sys.stdin.isatty()


def add_files(
    files: Sequence[Path],
    corpus: Path,
    adding: Adding,
    *,
    metadata: Path | None = None,
    text_column: str = "",
) -> None:
    """Take in all the pages of files and folders.

    Parameters
    ----------
    files
        Files and folders.
    corpus
        The corpus folder.
    adding
        How.
    metadata
        A table that describes the files.
    text_column
        The column of tables that holds the texts, where it is not called ``text``.

    Raises
    ------
    IngestError
        When the only page cannot be taken in.
    typer.Exit
        With 1 when any of several could not.
    """
    from tqdm.auto import tqdm

    from toolkit.corpus import find_corpus
    from toolkit.ingest import Holdings, gather, writing
    from toolkit.ingest.gathering import find_files, learn_furniture, passed_over

    root = find_corpus(corpus)
    single = len(files) == 1 and not files[0].is_dir()
    seen: list[Gathered] = []
    gathered = gather(files, metadata=metadata, corpus=root, text_column=text_column)
    found = _followed(gathered, seen)
    if single:
        pages = list(found)
        if len(pages) == 1:
            if pages[0].problem:
                raise IngestError(pages[0].problem)
            say(_add_one(pages[0], root, adding, Holdings(root)).message)
            _tell_unmatched(seen, metadata)
            return
        found = iter(pages)
    if adding.keep or adding.drop:
        raise IngestError("--keep and --drop belong to one page; add the pages one by one")
    results: Counter[str] = Counter()
    if adding.asks or adding.dry_run:
        holdings = Holdings(root)
        learn_furniture(holdings, find_files(files, besides=[root]))
        for one in found:
            results[
                _add_of_many(one, root, adding, Holdings(root) if adding.asks else holdings)
            ] += 1
    else:
        with writing(root) as holdings:
            learn_furniture(holdings, find_files(files, besides=[root]))
            for one in tqdm(found, unit=" pages", disable=not sys.stderr.isatty()):
                with tqdm.external_write_mode(file=sys.stderr):  # no message inside the bar
                    results[_add_of_many(one, root, adding, holdings, locked=True)] += 1
    _tell_unmatched(seen, metadata)
    _tell_passed_over(passed_over(files, besides=[root]))
    say(", ".join(f"{count} {status}" for status, count in results.items()) or "nothing to add")
    if adding.dry_run and len(seen) > 1:
        say("copies of one another among these pages are only found when they are written")
    if results["failed"]:
        raise typer.Exit(1)


def _followed(found: Iterable[Gathered], seen: list[Gathered]) -> Iterator[Gathered]:
    """Keep which row described which page, without the page."""
    for one in found:
        seen.append(replace(one, page=None))
        yield one


def _tell_unmatched(seen: Sequence[Gathered], metadata: Path | None) -> None:
    from toolkit.ingest.gathering import unmatched

    for sentence in unmatched(seen, metadata) if metadata is not None else ():
        say(f"warning: {sentence}")


def _tell_passed_over(files: Sequence[Path]) -> None:
    if files:
        names = ", ".join(path.name for path in files[:5]) + (", …" if len(files) > 5 else "")
        what = count_of(len(files), "file is", "files are")
        how = "save as .docx, .html or .txt, a sheet as .csv, a library of works as CSL JSON or RIS"
        say(f"warning: {what} of a kind that is not read: {names}; {how}")


def _add_of_many(
    one: Gathered, root: Path, adding: Adding, holdings: Holdings, *, locked: bool = False
) -> str:
    """Take one page of many in; what goes wrong with it does not end the rest."""
    if one.page is None:
        say_error(one.problem)
        return "failed"
    try:
        outcome = _add_one(one, root, adding, holdings, locked=locked, brief=not adding.asks)
    except IngestError as error:
        say_error(str(error))
        return "failed"
    say(outcome.message)
    return outcome.status


def _add_one(
    one: Gathered,
    root: Path,
    adding: Adding,
    holdings: Holdings,
    *,
    locked: bool = False,
    brief: bool = False,
) -> Outcome:
    from toolkit import ingest

    page = one.page
    assert page is not None
    given = dict(adding.given)
    candidate = ingest.propose_page(
        page, given, record=one.record, holdings=holdings, keep=adding.keep, drop=adding.drop
    )
    there = ingest.find_there(candidate, root, holdings, anyway=adding.anyway)
    if there:  # nothing to ask about, and nothing to say of what it lacks
        return there
    if brief:
        for warning in candidate.warnings:
            say(f"{page.name}: {warning}")
    else:
        show_candidate(candidate)
    unknown = [name for name in candidate.missing if name not in given]
    if unknown:
        given |= _answers(candidate, unknown, adding)
        candidate = ingest.propose_page(
            page, given, record=one.record, holdings=holdings, keep=adding.keep, drop=adding.drop
        )
    anyway = adding.anyway
    if adding.asks:
        chosen = _confirm(candidate, holdings)
        if chosen is None:
            return ingest.Outcome("left out", "", page.path, f"{page.name}: nothing was written")
        candidate = chosen
        if candidate.reasons and not anyway:
            anyway = not typer.confirm("Set it aside in quarantine?", default=True, err=True)
    if adding.dry_run:
        against = "" if anyway else "; ".join(reason.text for reason in candidate.reasons)
        what = "would be set aside" if against else "would be added"
        why = f": {against}" if against and brief else ""
        return ingest.Outcome(what, "", page.path, f"{page.name} {what}{why}")
    return ingest.write(candidate, root, anyway=anyway, holdings=holdings if locked else None)


def _answers(candidate: Candidate, unknown: Sequence[str], adding: Adding) -> dict[str, Any]:
    """Answer what the page does not tell: by asking, or with what is said of the unknown."""
    if adding.asks:
        return {name: _ask(name) for name in unknown}
    options = ", ".join(f"--{name}" for name in unknown)
    names = " and ".join("date of publication" if n == "published" else n for n in unknown)
    told = f"{candidate.page.name}: the page does not tell its {names}"
    if not adding.yes and not adding.dry_run:
        raise IngestError(f"{told}; give {options} ('' when unknown)")
    if "title" in unknown and not adding.dry_run:
        raise IngestError(f"{told}; give --title")
    say(f"{told}: taken as unknown ('discourse edit' changes it)")
    empty: dict[str, Any] = {"author": [], "published": "", "title": ""}
    # a date that is known in part (the year of 03/04/2021) is kept as far as it is certain
    known = {"published": candidate.value("published")}
    return {name: known.get(name) or empty[name] for name in unknown}


def _ask(name: str) -> Any:
    if name == "author":
        answer = _prompt("Author (several with ';', empty when unknown)")
        return [part.strip() for part in answer.split(";") if part.strip()]
    if name == "published":
        from toolkit.corpus.schema import date_fault

        while True:
            answer = _prompt("Published (YYYY, YYYY-MM or YYYY-MM-DD, empty when unknown)")
            fault = date_fault(answer)
            if not fault:
                return answer
            say(f"{fault}; write YYYY, YYYY-MM or YYYY-MM-DD")
    return _prompt(name.capitalize())


def _prompt(text: str) -> str:
    return str(typer.prompt(text, default="", show_default=False, err=True)).strip()


def _confirm(
    candidate: Candidate, holdings: Holdings | None, *, besides: str = ""
) -> Candidate | None:
    """Let a person look at the lines and change which are kept, until they accept or leave."""
    from toolkit import ingest
    from toolkit.ingest.add import check_lines

    question = "Write it? (y)es, (n)o, or change lines: keep 12-14, drop 20"
    while True:
        answer = typer.prompt(question, default="y", err=True).strip()
        if answer.casefold() in ("y", "yes"):
            return candidate
        if answer.casefold() in ("n", "no", "q"):
            return None
        match = re.match(r"(keep|drop)\s+(.+)$", answer, re.IGNORECASE)
        try:
            numbers = parse_lines([match[2]]) if match else frozenset()
            check_lines(candidate.page, numbers, ())
        except IngestError as error:
            say(str(error))
            continue
        if not match:
            say("answer y, n, 'keep 12-14' or 'drop 20'")
            continue
        keep, drop = set(candidate.keep), set(candidate.drop)
        if match[1].casefold() == "keep":
            keep, drop = keep | numbers, drop - numbers
        else:
            keep, drop = keep - numbers, drop | numbers
        candidate = ingest.revise(
            candidate, keep=keep, drop=drop, holdings=holdings, besides=besides
        )
        show_candidate(candidate)


def parse_lines(texts: Collection[str]) -> frozenset[int]:
    """Read numbers of lines such as ``12-14,20``.

    Raises
    ------
    IngestError
        When it is something else.

    Examples
    --------
    >>> sorted(parse_lines(["12-14,20", "3"]))
    [3, 12, 13, 14, 20]
    """
    found: set[int] = set()
    for part in re.split(r"[,\s]+", ",".join(texts)):
        if not part:
            continue
        match = re.fullmatch(r"(\d{1,6})(?:[-–](\d{1,6}))?", part)
        if not match or int(match[2] or match[1]) < int(match[1]):
            raise IngestError(f"{part!r} is no line or range of lines; write 20 or 12-14")
        found |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(found)


def show_candidate(candidate: Candidate, *, fields: bool = True) -> None:
    """Show a proposal: each field with where it comes from, each line with what becomes of it."""
    console = Aside()
    room = console.width if console.is_terminal else _LINE
    console.print(Text(plain(candidate.page.name), style="bold"))
    for name, told in candidate.fields.items() if fields else ():
        console.print(Text(f"  {name}: {_field_text(told)}"))
    for line in candidate.lines:
        if not line.text.strip():
            continue
        mark, style = ("+", "green") if line.keep else ("-", "red")
        text = plain(" ".join(line.text.split()))
        reason = "" if line.keep else f"  [{line.reason}]"
        most = max(room - len(f"  {mark} {line.number:>3} {reason}"), _BEGINNING)
        short = text if len(text) <= most else text[: most - 3] + "..."
        console.print(Text(f"  {mark} {line.number:>3} {short}{reason}", style=style))
    for warning in candidate.warnings:
        console.print(Text(f"  warning: {plain(warning)}", style="yellow"))
    for against in candidate.reasons:
        console.print(Text(f"  {against.code}: {plain(against.text)}", style="yellow"))


def _field_text(told: Any) -> str:
    value = told.value
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    elif isinstance(value, Mapping):
        value = ", ".join(f"{name}={entry}" for name, entry in value.items())
    shown = plain(value) if value else "(unknown)"
    source = f"{told.source}: {told.evidence}" if told.evidence else told.source
    return f"{shown}  [{plain(source)}]" if source else shown


def clean_article(
    identifier: str,
    corpus: Path,
    *,
    keep: Collection[int],
    drop: Collection[int],
    forget: bool,
    yes: bool,
) -> None:
    """Decide anew which lines of an article are kept; at a terminal, line by line.

    Parameters
    ----------
    identifier
        The article.
    corpus
        The corpus folder.
    keep, drop
        Numbers of lines of its original.
    forget
        Leave earlier decisions out of account.
    yes
        Write at once. Without it and without a terminal, lines are shown and nothing is written.

    Raises
    ------
    ToolkitError
        When there is no such article or original, or nobody is there to ask and `yes` is not given.
    """
    from toolkit import ingest
    from toolkit.corpus import find_corpus

    root = find_corpus(corpus)
    candidate = ingest.propose_again(root, identifier, keep=keep, drop=drop, forget=forget)
    show_candidate(candidate, fields=False)
    edited = ingest.is_edited(root, identifier)
    if edited:
        say("the text was changed by hand since it was cut from this original: that would be lost")
    if sys.stdin.isatty() and not yes:
        chosen = _confirm(candidate, None, besides=identifier)
        if chosen is None:
            say("nothing was written")
            return
        candidate = chosen
    elif not yes:
        raise ToolkitError("nothing was written, for nobody can be asked; give --yes to write it")
    changed = ingest.rewrite(root, identifier, candidate)
    paragraphs = count_of(len(candidate.paragraphs), "paragraph")
    words = count_of(len(candidate.text.split()), "word")
    say(
        f"{identifier}: {paragraphs}, {words}"
        + (f"; {changed.coding}" if str(changed.coding) else "")
    )
