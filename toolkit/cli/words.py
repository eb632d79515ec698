"""Commands that find, count and compare words."""

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
    open_corpus,
)
from toolkit.cli.output import show

Query = Annotated[
    str, typer.Argument(help='What to find: Turkey, depend*, "prime minister", [lemma="…"], …')
]
Attribute = Annotated[str, typer.Option("--unit", help="form, lemma, tag or actor.")]
MinCount = Annotated[int, typer.Option("--min-count", min=1, help="Leave out what is rarer.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (kwic, frequency, collocates, keyness):
        app.command()(command)


def kwic(
    query: Query,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    window: Annotated[int, typer.Option("--window", help="Tokens on each side.")] = 8,
    sort: Annotated[str, typer.Option(help="Sort keys: '3L 2L 1L', '1R', author, year, …")] = "1R",
    near: Annotated[str | None, typer.Option(help="Only with this query in the window.")] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="A random sample of lines.")] = None,
    seed: Seed = 0,
    rows: Rows = 20,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Show a word in context, wherever it occurs.

    Example: [bold]discourse kwic 'depend*' --where author='Ankara A' --sort '1L 2L'[/]
    """
    from toolkit import concordance

    result = concordance(
        open_corpus(folder, where),
        query,
        window=window,
        sort=sort,
        near=near,
        sample=sample,
        seed=seed,
    )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def frequency(
    query: Annotated[str | None, typer.Argument(help="A query; all words when left out.")] = None,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    unit: Attribute = "lemma",
    min_count: MinCount = 1,
    rows: Rows = 20,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Count words, or the hits of a query, with intervals over articles.

    Example: [bold]discourse frequency 'lemma:depend' --by author[/]
    """
    from toolkit import frequency as count

    corpus = open_corpus(folder, where)
    result = count(corpus, query, by=by, unit=unit, min_count=min_count)
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def collocates(
    query: Query,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    window: Annotated[int, typer.Option("--window", min=1, help="Words on each side.")] = 5,
    unit: Attribute = "lemma",
    min_count: MinCount = 3,
    rows: Rows = 20,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Rank the words near a node; with --by, compare them between groups.

    Example: [bold]discourse collocates Russia --by author --min-count 5[/]
    """
    from toolkit import collocates as rank

    result = rank(
        open_corpus(folder, where),
        query,
        window=(window, window),
        by=by,
        unit=unit,
        min_count=min_count,
    )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def keyness(
    target: Annotated[
        list[str], typer.Option("--target", "-t", help="The articles to describe, as in --where.")
    ],
    reference: Annotated[
        list[str] | None,
        typer.Option("--reference", "-r", help="Compared with these; all others when left out."),
    ] = None,
    folder: CorpusDir = DEFAULT,
    unit: Attribute = "lemma",
    adjust: Annotated[
        str | None, typer.Option("--adjust", help="Compare within the values of this column.")
    ] = None,
    min_count: MinCount = 5,
    seed: Seed = 0,
    rows: Rows = 20,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find the words that set some articles apart from others.

    Example: [bold]discourse keyness --target author='Ankara A' --adjust event[/]
    """
    from toolkit import keyness as compare

    corpus = open_corpus(folder)
    result = compare(
        corpus,
        open_corpus(folder, target),
        None if not reference else open_corpus(folder, reference),
        unit=unit,
        adjust=adjust,
        min_count=min_count,
        seed=seed,
    )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)
