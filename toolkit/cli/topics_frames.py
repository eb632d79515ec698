"""Commands that model topics and find frames."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.options import (
    DEFAULT,
    By,
    CorpusDir,
    Csv,
    Json,
    Rows,
    Seed,
    Where,
    columns,
    open_corpus,
)
from toolkit.cli.output import show


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (frames, topics):
        app.command()(command)


def frames(
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    adjust: Annotated[
        str | None, typer.Option("--adjust", help="Compare within the values of this column.")
    ] = None,
    rows: Rows = 20,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find the frames of the codebook; with --by, compare how common they are.

    Example: [bold]discourse frames --by author --adjust event[/]
    """
    from toolkit import framing

    if adjust is not None and by is None:
        raise typer.BadParameter("needs --by, the column to compare", param_hint="--adjust")
    compared = columns(by)
    if adjust is not None and adjust in (
        [compared] if isinstance(compared, str) else compared or ()
    ):
        raise typer.BadParameter("is what --by compares; name another column",
                                 param_hint="--adjust")  # fmt: skip
    corpus = open_corpus(folder, where)
    if compared is None:
        result = framing.match(corpus)
    else:
        result = framing.prevalence(corpus, by=compared, adjust=adjust)
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def topics(
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    k: Annotated[int, typer.Option("--k", min=2, help="Topics to fit.")] = 5,
    by: By = None,
    seed: Seed = 1,
    rows: Rows = 20,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Fit a topic model; with --by, compare how common topics are.

    Example: [bold]discourse topics --k 6 --by author[/]
    """
    from toolkit import topics as modelling

    corpus = open_corpus(folder, where)
    compared = columns(by)
    if compared is not None:
        corpus.groups(compared)  # a wrong column is told before the model is fitted
    model = modelling.fit(corpus, k, seed=seed)
    result = model.top_terms() if compared is None else model.prevalence(by=compared)
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)
