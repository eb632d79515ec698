"""Commands that make, check and fill a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.options import DEFAULT, CorpusDir, Csv, Json, Where, open_corpus
from toolkit.cli.output import plain, say, show

if TYPE_CHECKING:
    from toolkit.errors import Problem


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (init, check, info, add, annotate):
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
    say(f"next: discourse add FILE --corpus {folder}")


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

    from toolkit.corpus import check as find_problems
    from toolkit.result import Result

    problems = find_problems(folder)
    errors = sum(problem.level == "error" for problem in problems)
    if as_json or as_csv:
        columns = [field.name for field in dataclasses.fields(_problem_type())]
        table = pd.DataFrame([dataclasses.asdict(p) for p in problems], columns=columns)
        show(Result(table, title="problems"), as_json=as_json, as_csv=as_csv)
    else:
        for problem in problems:
            print(f"{problem.level}: {plain(problem)}")
    say(f"{errors} errors, {len(problems) - errors} warnings")
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

    show(overview(open_corpus(folder, where), by=by), as_json=as_json, as_csv=as_csv, rows=0)


def annotate(
    folder: CorpusDir = DEFAULT,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes to use.")] = 1,
    cluster: Annotated[
        str, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler to use instead.")
    ] = "",
) -> None:
    """Tokenize and tag what is new; finished batches are kept when it is interrupted.

    Example: [bold]discourse annotate --jobs 2[/]
    """
    from toolkit.corpus.scale import annotate_corpus

    corpus = annotate_corpus(folder, jobs=jobs, cluster=cluster)
    say(f"{len(corpus)} articles, {len(corpus.tokens):,} tokens")


def add(
    files: Annotated[list[Path], typer.Argument(help="Pages to take in.", show_default=False)],
    folder: CorpusDir = DEFAULT,
    title: Annotated[str | None, typer.Option(help="The headline.")] = None,
    author: Annotated[
        list[str] | None, typer.Option(help="An author; repeat it for more, '' for unknown.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="YYYY, YYYY-MM or YYYY-MM-DD; '' for unknown.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Where it was published.")] = None,
    url: Annotated[str | None, typer.Option(help="Its web address.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept what is proposed.")] = False,
) -> None:
    """Take pages into the corpus: proposes title, author, date and kept lines; never deletes.

    Writes under private/, with the untouched original beside it.

    Example: [bold]discourse add page.txt --author "Bulent Aras" --published 2019-09[/]
    """
    from toolkit.cli.adding import add_file

    given: dict[str, Any] = {
        "title": title,
        "author": None if author is None else [name for name in author if name.strip()],
        "published": published,
        "outlet": outlet,
        "url": url,
    }
    given = {name: value for name, value in given.items() if value is not None}
    if len(files) > 1 and ("title" in given or "url" in given):
        raise typer.BadParameter("--title and --url belong to one file; add the files one by one")
    for file in files:
        add_file(file, folder, given, yes=yes)
