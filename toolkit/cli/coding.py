"""Commands for people who code paragraphs, and for those who settle where coders differ."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import DEFAULT, CorpusDir, Csv, Json, Where, open_corpus
from toolkit.cli.output import plain, say, show
from toolkit.wording import count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from toolkit.analyses.framing.desk import Desk
    from toolkit.analyses.framing.samples import Unit
    from toolkit.corpus import Article, Corpus
    from toolkit.corpus.codebook import Codebook
    from toolkit.result import Result

Sample = Annotated[
    Path | None, typer.Option("--sample", help="The sample that was coded; found when left out.")
]
ALL = "all"
CODING, PRACTICE = "coding", "coding/practice"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (code, agreement, validate):
        app.command()(command)


def code(
    coder: Annotated[str | None, typer.Option("--coder", help="Your initials.")] = None,
    size: Annotated[
        str | None,
        typer.Option("--sample", metavar="N|all", help="Paragraphs to draw, 200 when left out."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Of the draw.")] = None,
    blind: Annotated[
        bool, typer.Option("--blind/--open", help="Hide, or show, whose the texts are.")
    ] = True,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file; coding/CODER.csv when left out.")
    ] = None,
    practice: Annotated[
        bool, typer.Option("--practice", help="Code the practice paragraphs, then see the key.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Show how far all coders are, and code nothing.")
    ] = False,
    adjudicate: Annotated[
        tuple[str, str] | None,
        typer.Option("--adjudicate", help="Settle the differences of two coders.", metavar="A B"),
    ] = None,
    where: Where = None,
    folder: CorpusDir = DEFAULT,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Code paragraphs: one at a time, with the text before it, frame by frame of the codebook.

    Every answer is kept at once; stop with q or Ctrl-C and run it again to go on. The sample is
    drawn once and kept for all coders in coding/samples. Neither author, outlet, date nor title is
    shown, unless --open is given.

    Example: [bold]discourse code --coder aa --sample 200 --seed 1[/]
    """
    given = {
        "--coder": coder is not None,
        "--sample": size is not None,
        "--seed": seed is not None,
        "--open": not blind,
        "--out": out is not None,
        "--where": bool(where),
        "--json": as_json,
        "--csv": as_csv,
    }
    modes = {"--practice": practice, "--status": status, "--adjudicate": adjudicate is not None}
    _refuse_unused(
        [option for option, is_given in given.items() if is_given],
        [mode for mode, is_given in modes.items() if is_given],
    )
    if status:
        from toolkit.analyses.framing.progress import coding_status

        corpus = open_corpus(folder)
        found = coding_status(_root(corpus) / CODING, codebook=corpus.codebook)
        show(found, as_json=as_json, as_csv=as_csv, rows=0)
    elif adjudicate is not None:
        _settle(folder, adjudicate, out)
    elif coder is None:
        raise typer.BadParameter("give your initials: --coder aa", param_hint="--coder")
    elif practice:
        _practise(folder, coder, out)
    else:
        n = _paragraphs(size)
        _code_sample(open_corpus(folder, where), coder, out, n, seed, where or [], blind=blind)


# What each way of using the desk takes; none of the three is to code a sample.
_TAKES = {
    "--practice": ("--coder", "--out"),
    "--status": ("--json", "--csv"),
    "--adjudicate": ("--out",),
    "": ("--coder", "--sample", "--seed", "--open", "--out", "--where"),
}


def _refuse_unused(given: Sequence[str], modes: Sequence[str]) -> None:
    """Refuse options that would be passed over without a word."""
    if len(modes) > 1:
        raise typer.BadParameter("choose one of --practice, --status and --adjudicate")
    mode = modes[0] if modes else ""
    for option in given:
        if option not in _TAKES[mode]:
            fits = " and ".join(name for name, taken in _TAKES.items() if name and option in taken)
            told = f"does not go with {mode}" if mode else f"goes with {fits} alone"
            raise typer.BadParameter(told, param_hint=option)


def _paragraphs(size: str | None) -> int | None:
    if size is None:
        return None
    if size.strip().casefold() == ALL:
        return 10**9  # the draw gives what there is
    if not re.fullmatch(r"\s*[1-9][0-9]{0,8}\s*", size):
        raise typer.BadParameter(
            f"{size!r} is no number of paragraphs; write 200, or all", param_hint="--sample"
        )
    return int(size)


def _code_sample(
    corpus: Corpus,
    coder: str,
    out: Path | None,
    n: int | None,
    seed: int | None,
    conditions: list[str],
    *,
    blind: bool,
) -> None:
    from toolkit.analyses.framing.desk_file import check_coder
    from toolkit.analyses.framing.samples import choose_sample, worklist

    check_coder(coder)
    root = _root(corpus)
    path = out or root / CODING / f"{coder}.csv"
    kept, drawn = choose_sample(corpus, path, n=n, seed=seed, conditions=conditions)
    work = worklist(corpus.loaded, drawn, coder)
    # the name of the sample may hold an author: it is not shown to who codes blind
    say(
        f"{count_of(len(work.units), 'paragraph')} of "
        f"{count_of(len(_texts(work.units)), 'text')}, a sample kept for all"
    )
    if work.changed:
        say(f"{len(work.changed)} of them changed since it was drawn; they are coded as they stand")
    fresh = sum(len(item.paragraphs) for item in _with_text(corpus)) - len(drawn.table)
    if kept.stem.startswith(ALL) and fresh > 0:
        say(
            f"{count_of(fresh, 'paragraph is', 'paragraphs are')} newer than the sample; "
            "another --seed draws them with the rest"
        )
    if work.gone:
        say(f"{len(work.gone)} others are not in the corpus any more")
    items = {item.id: item for item in _with_text(corpus.loaded)}
    paragraphs = {name: item.paragraphs for name, item in items.items()}

    def about(unit: Unit) -> str:
        item = items[unit.article]
        said = [item.title, ", ".join(item.author), item.outlet, item.published, item.id]
        return " · ".join(part for part in said if part)

    _sit_down(corpus, coder, path, work.units, paragraphs, about=None if blind else about)


def _with_text(corpus: Corpus) -> list[Article]:
    return [item for item in corpus.items if not item.derived]


def _texts(units: tuple[Unit, ...]) -> set[str]:
    return {unit.article for unit in units}


def _sit_down(
    corpus: Corpus,
    coder: str,
    path: Path,
    units: tuple[Unit, ...],
    paragraphs: Mapping[str, Sequence[str]],
    *,
    about: Callable[[Unit], str] | None = None,
) -> bool:
    """Code until the coder stops; tell whether all is coded."""
    from toolkit.analyses.framing.desk_file import open_desk
    from toolkit.analyses.framing.manual import Manual
    from toolkit.cli.desk import run_desk

    root = _root(corpus)
    manual = Manual.read(root, corpus.codebook)
    desk: Desk
    with open_desk(
        units, corpus.codebook, coder, path, root=root, paragraphs=paragraphs, tell=say
    ) as desk:
        stopped = run_desk(desk, manual, about=about or (lambda unit: ""))
        coded = desk.n_coded
    place = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    if stopped is None:
        say(f"all {len(units)} are coded: {place}")
        return True
    say(f"stopped at {stopped.name}; {coded} of {len(units)} are coded: {place}")
    say("run the same command again to go on")
    return False


def _practise(folder: Path, coder: str, out: Path | None) -> None:
    """Code the practice paragraphs; the key is opened when all are coded, not before."""
    from toolkit.analyses.framing.practice import KEY, PAGE, hold_against_key, read_practice
    from toolkit.corpus.codebook import page_of

    corpus = open_corpus(folder)
    root = _root(corpus)
    path = out or root / PRACTICE / f"{coder}.csv"
    page, key = (page_of(root, corpus.codebook, name) for name in (PAGE, KEY))
    units = read_practice(page)
    paragraphs = {unit.article: (unit.text,) for unit in units}
    if not _sit_down(corpus, coder, path, units, paragraphs):
        say("the key is shown when all are coded")
        return
    differing, agreed = hold_against_key(path, key, codebook=corpus.codebook)
    for row in differing.table.to_dict("records"):
        print(plain(f"{row['unit']}, {row['frame']}: yours {row['yours']}; key {row['key']}"))
        print(plain(f"    {row['reason'] or '(the key gives no reason)'}"))
    show(agreed, as_json=False, as_csv=False, rows=0)
    for text in (*differing.notes, *differing.warnings):
        say(text)


def _settle(folder: Path, coders: tuple[str, str], out: Path | None) -> None:
    """Go through the differences of two coders."""
    from toolkit.analyses.framing.adjudication import Adjudication
    from toolkit.analyses.framing.desk_file import check_coder
    from toolkit.analyses.framing.manual import Manual
    from toolkit.cli.adjudicating import adjudicate, own_place

    for name in coders:
        check_coder(name)
    if coders[0] == coders[1]:
        raise typer.BadParameter("name two coders", param_hint="--adjudicate")
    corpus = open_corpus(folder)
    root = _root(corpus)
    first, second = (root / CODING / f"{name}.csv" for name in coders)
    out = out or own_place(root / CODING, coders)
    prefix = "" if out.stem == "adjudicated" else f"{out.stem}-"
    decisions = out.parent / f"{prefix}decisions.csv"
    adjudication = Adjudication.of(first, second, decisions, corpus.codebook)
    adjudicate(corpus, coders, adjudication, Manual.read(root, corpus.codebook), out)


def _root(corpus: Corpus) -> Path:
    assert corpus.root is not None  # a corpus opened from a folder has one
    return corpus.root


def agreement(
    files: Annotated[list[Path], typer.Argument(help="Coding files, one a coder.")],
    folder: CorpusDir = DEFAULT,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Compute the agreement of coders: Krippendorff's alpha with intervals over articles.

    Frames and values are those of the corpus's codebook, where there is one.

    Example: [bold]discourse agreement corpus/coding/anna.csv corpus/coding/ben.csv[/]
    """
    from toolkit import framing
    from toolkit.corpus import find_codebook

    result = framing.agreement(codings(files, folder, find_codebook(folder)))
    if not (as_json or as_csv):  # how many were compared stands beside how far they agree
        shown = ("frame", "variable", "alpha", "low", "high", "n_units", "n_articles", "agreement")
        result = result.select(*shown)
    show(result, as_json=as_json, as_csv=as_csv, rows=0)


def validate(
    coding: Annotated[Path, typer.Argument(help="A coding file, best an adjudicated one.")],
    folder: CorpusDir = DEFAULT,
    classifier: Annotated[
        Path | None,
        typer.Option("--classifier", help="Measure this file of 'discourse learn', not the rules."),
    ] = None,
    split: Annotated[
        Path | None,
        typer.Option("--split", help="CSV with article and split: measure on 'test' alone."),
    ] = None,
    sample: Sample = None,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Keep it in coding/validation.csv: all results quote it."),
    ] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Measure how well the rules, or a classifier, find what people coded.

    Paragraphs that were drawn for coding are weighted back to the corpus by the sample in
    coding/samples. What is kept corrects shares: discourse frames --by outlet --correct.

    Example: [bold]discourse validate corpus/coding/adjudicated.csv --keep[/]
    """
    from toolkit import framing

    trained = None if classifier is None else framing.Classifier.load(classifier)
    parts = None if split is None else framing.read_split(split)
    corpus = open_corpus(folder)
    coded = weighted(corpus, codings([coding], folder, corpus.codebook), sample)
    found = None if trained is None else framing.classify(corpus, trained)
    held = framing.validate(corpus, coded, found=found, split=parts)
    show(held if as_json or as_csv else _by_rate(held), as_json=as_json, as_csv=as_csv, rows=0)
    if keep:
        place = framing.keep_validation(corpus, held)
        say(f"kept in {place.relative_to(_root(corpus)).as_posix()}: results on frames quote it")


def codings(files: Sequence[Path], folder: Path, codebook: Codebook | None) -> pd.DataFrame:
    """Read files of codes, and tell of those that lie in another corpus than the one asked for.

    Its codebook may have other frames, or other values of the same.
    """
    from toolkit import framing

    for home in dict.fromkeys(path.absolute().parent.parent for path in files):
        inside = any(path.absolute().parent == home / CODING for path in files)
        if inside and (home / "articles").is_dir() and home.resolve() != folder.resolve():
            say(
                f"the coding is that of the corpus {home.name}, and the codebook that of "
                f"{folder.name}: give --corpus {os.path.relpath(home)} if it belongs there"
            )
    return framing.read_coding(files, codebook=codebook)


def weighted(corpus: Corpus, coded: pd.DataFrame, sample: Path | None) -> pd.DataFrame:
    """Weight a coding back to the corpus, where it is of a sample that is kept."""
    from toolkit import framing
    from toolkit.analyses.framing.samples import sample_of

    drawn = sample_of(corpus, coded) if sample is None else (sample, framing.read_sample(sample))
    if drawn is not None:
        say(f"weighted back to the corpus by the sample {drawn[0].stem}")
        coded = framing.weighted(coded, drawn[1])
    return coded


def _by_rate(held: Result) -> Result:
    """Give each rate a row of its own, with its interval and what it is of."""
    import pandas as pd

    from toolkit.analyses.framing.validate import RATES

    rows = [
        {
            "frame": row["frame"],
            "rate": rate,
            "estimate": row[rate],
            "low": row[f"{rate}_low"],
            "high": row[f"{rate}_high"],
            **{name: row[name] for name in ("n_present", "n_paragraphs", "n_articles")},
        }
        for row in held.table.to_dict("records")
        for rate in RATES
    ]
    return replace(held, table=pd.DataFrame(rows))
