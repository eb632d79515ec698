"""Commands that make, check and describe a corpus."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import DEFAULT, CorpusDir, Csv, Json, Where, open_corpus
from toolkit.cli.output import plain, say, show
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.errors import Problem


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (init, check, info, annotate):
        app.command()(command)


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")] = DEFAULT,
) -> None:
    """Make an empty corpus folder, ready for `add`.

    Example: [bold]discourse init my-corpus[/]
    """
    from toolkit.corpus.making import make_corpus

    for path in make_corpus(folder):
        say(f"made {path}")
    say(f"next: discourse add FILE --corpus {shlex.quote(str(folder))}")


def check(
    folder: CorpusDir = DEFAULT,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find everything that is wrong with a corpus, in one go.

    Example: [bold]discourse check --corpus corpus[/]
    """
    import dataclasses

    import pandas as pd

    from toolkit.cli.health import problems_of
    from toolkit.result import Result

    problems = problems_of(folder)
    errors = sum(problem.level == "error" for problem in problems)
    if as_json or as_csv:
        columns = [field.name for field in dataclasses.fields(_problem_type())]
        table = pd.DataFrame([dataclasses.asdict(p) for p in problems], columns=columns)
        show(Result(table, title="problems"), as_json=as_json, as_csv=as_csv)
    else:
        for problem in problems:
            print(f"{problem.level}: {plain(problem)}")
    say(f"{count_of(errors, 'error')}, {count_of(len(problems) - errors, 'warning')}")
    if errors:
        raise typer.Exit(1)


def _problem_type() -> type[Problem]:
    from toolkit.errors import Problem

    return Problem


def info(
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: Annotated[str, typer.Option("--by", help="Count articles by this column.")] = "author",
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Show what a corpus holds: articles, words and years by author.

    Example: [bold]discourse info --by year[/]
    """
    from toolkit.analyses.overview import overview
    from toolkit.corpus import quarantine

    corpus = open_corpus(folder, where)
    show(overview(corpus, by=by), as_json=as_json, as_csv=as_csv, rows=0)
    waiting = len(quarantine.waiting(corpus.root)) if corpus.root else 0
    if waiting:
        say(f"{waiting} more wait in quarantine; 'discourse release' lists them")


def annotate(
    folder: CorpusDir = DEFAULT,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, max=256, help="Processes to use.")
    ] = 1,
    cluster: Annotated[
        str, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler to use instead.")
    ] = "",
) -> None:
    """Tokenize and tag what is new; finished batches are kept when it is interrupted.

    Example: [bold]discourse annotate --jobs 2[/]
    """
    from toolkit.corpus.scale import annotate_corpus

    corpus = annotate_corpus(folder, jobs=jobs, cluster=cluster)
    say(f"{count_of(len(corpus), 'article')}, {len(corpus.tokens):,} tokens")
