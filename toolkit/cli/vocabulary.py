"""Commands that describe vocabulary: diversity, dictionaries, sketches, networks, codes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.drawing import draw, require_drawable
from toolkit.cli.options import (
    DEFAULT,
    Adjust,
    By,
    CorpusDir,
    Csv,
    Json,
    MinCount,
    Rows,
    Seed,
    Where,
    Window,
    columns,
    open_corpus,
    pair,
    selection,
    within,
)
from toolkit.cli.output import show

Relations = Annotated[
    list[str] | None,
    typer.Option("--relation", help="Only this relation, such as subject_of; may be repeated."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (diversity, dictionary, sketch, network, coded):
        app.command()(command)


def diversity(
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    measure: Annotated[
        list[str] | None,
        typer.Option("--measure", "-m", help="ttr, mattr, mtld, hdd or yule_k; may be repeated."),
    ] = None,
    unit: Annotated[str, typer.Option("--unit", help="form or lemma.")] = "form",
    window: Annotated[int, typer.Option("--window", min=1, help="Words of a run of mattr.")] = 100,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Measure how varied the vocabulary of articles is; with --by, compare groups.

    Example: [bold]discourse diversity --by author -m mattr[/]
    """
    from toolkit.analyses.diversity import ALL_MEASURES
    from toolkit.analyses.diversity import diversity as vary

    result = vary(
        open_corpus(folder, where),
        by=columns(by),
        measures=measure or ALL_MEASURES,
        unit=unit,
        window=window,
    )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def dictionary(
    file: Annotated[Path, typer.Argument(help="A YAML file of categories and their words.")],
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    adjust: Adjust = None,
    seed: Seed = 0,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Count the categories of a dictionary by article; with --by, compare groups.

    Each group is compared with all others, as they are and within events, where articles tell
    theirs; --adjust names another column, --adjust '' none.

    Example: [bold]discourse dictionary energy.yaml --by outlet[/]
    """
    from toolkit.analyses.dictionary import dictionary as count

    levels = within(adjust, by)
    result = count(open_corpus(folder, where), file, by=columns(by), adjust=levels, seed=seed)
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def sketch(
    node: Annotated[
        str, typer.Argument(help='A query, best of a noun: \\[actor="RU"], lemma:gas.')
    ],
    other: Annotated[
        str | None, typer.Argument(help="A second node: show the difference of the two.")
    ] = None,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", "-t", help="Show how these articles differ, as in --where."),
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option("--reference", "-r", help="From these; from all others when left out."),
    ] = None,
    relation: Relations = None,
    min_count: MinCount = 2,
    seed: Seed = 0,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    r"""List what a word does and what is done to it; with a second or a target, the difference.

    Example: [bold]discourse sketch '\[actor="TR"]' '\[actor="RU"]' --relation subject_of[/]
    """
    from toolkit.analyses.sketch import sketch as draw
    from toolkit.analyses.sketch_difference import sketch_difference

    corpus = open_corpus(folder, where)
    if other is None and not target:
        if reference:
            raise typer.BadParameter("needs --target beside it", param_hint="--reference")
        result = draw(corpus, node, relations=relation, by=columns(by), min_count=min_count)
    else:
        if by is not None:
            raise typer.BadParameter("does not go with a difference", param_hint="--by")
        result = sketch_difference(
            corpus,
            node,
            other,
            target=selection(corpus, target) if target else None,
            reference=selection(corpus, reference) if reference else None,
            relations=relation,
            min_count=min_count,
            seed=seed,
        )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def network(
    nodes: Annotated[list[str], typer.Argument(help="Queries, the nodes: Russia NATO lemma:gas.")],
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    top: Annotated[int, typer.Option("--top", min=1, help="Collocates of each node.")] = 10,
    window: Window = "5",
    unit: Annotated[str, typer.Option("--unit", help="form, lemma or tag.")] = "lemma",
    min_count: MinCount = 3,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", help="Draw it into this file: .png, .pdf or .svg."),
    ] = None,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Join the strongest collocates of several nodes in a network; with --figure, draw it.

    Example: [bold]discourse network Russia NATO gas --figure network.png[/]
    """
    from toolkit.analyses.collocation import network as join

    require_drawable(figure)
    result = join(
        open_corpus(folder, where),
        {query: query for query in nodes},
        top=top,
        window=pair(window, "--window"),
        unit=unit,
        min_count=min_count,
    )
    if figure is not None:
        from toolkit.figures import collocation_network

        draw(figure, lambda: collocation_network(result, top=len(result.table)))
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def coded(
    file: Annotated[Path, typer.Argument(help="Lines of 'kwic --export' with codes filled in.")],
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Count the codes of concordance lines; with --by, compare their shares between groups.

    Example: [bold]discourse coded lines.csv --by author[/]
    """
    from toolkit.analyses.line_coding import code_shares, read_lines

    corpus = open_corpus(folder, where)
    result = code_shares(corpus, read_lines(corpus, file), by=columns(by))
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)
