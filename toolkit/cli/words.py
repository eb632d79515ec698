"""Commands that find, count and compare words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from toolkit.cli.drawing import draw, require_drawable
from toolkit.cli.options import (
    DEFAULT,
    Adjust,
    By,
    Cluster,
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
from toolkit.cli.output import say, show
from toolkit.wording import count_of

Query = Annotated[
    str, typer.Argument(help='What to find: Turkey, depend*, "prime minister", \\[lemma="…"], …')
]
MaybeQuery = Annotated[str | None, typer.Argument(help="A query; all words when left out.")]
Attribute = Annotated[
    str | None,
    typer.Option("--unit", help="Without a query: count form, lemma (the default), tag or actor."),
]
Measures = Annotated[
    list[str] | None, typer.Option("--measure", "-m", help="A measure; may be given several times.")
]
StopFile = Annotated[
    Path | None,
    typer.Option("--stop", help="Leave out the words of this file, one a line.", dir_okay=False),
]
Sentence = Annotated[bool, typer.Option("--within-sentence", help="Stop at ends of sentences.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (kwic, frequency, trend, dispersion, ngrams, collocates, keyness):
        app.command()(command)


def kwic(
    query: Query,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    window: Annotated[int, typer.Option("--window", help="Tokens on each side.")] = 10,
    context: Annotated[
        Literal["tokens", "sentence", "paragraph"],
        typer.Option("--context", help="Widen to tokens, sentence or paragraph."),
    ] = "tokens",
    sort: Annotated[
        str,
        typer.Option(help="Sort keys: '3L 2L 1L', '1R', node, or any column: 'author year 1R'."),
    ] = "1R 2R 3R",
    near: Annotated[str | None, typer.Option(help="Only with this query in the window.")] = None,
    span: Annotated[
        str | None, typer.Option(help="Where --near looks, left and right: '5,0'.")
    ] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="A random sample of lines.")] = None,
    seed: Seed = 0,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Write all lines as CSV with columns to code in."),
    ] = None,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Show a word in context, wherever it occurs.

    Example: [bold]discourse kwic 'depend*' --where author='Ankara A' --sort '1L 2L'[/]
    """
    from toolkit import concordance
    from toolkit.analyses.concordance import Near
    from toolkit.analyses.line_coding import export_lines

    if span is not None and near is None:
        raise typer.BadParameter("needs --near, the word to look for", param_hint="--span")
    word = near if span is None or near is None else Near(near, *pair(span, "--span"))
    result = concordance(
        open_corpus(folder, where),
        query,
        window=window,
        context=context,
        sort=sort,
        near=word,
        sample=sample,
        seed=seed,
    )
    if export is not None:
        lines = count_of(export_lines(result, export), "line")
        say(f"{lines} in {export.name}; fill in 'code' and 'note'")
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def frequency(
    query: MaybeQuery = None,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    adjust: Adjust = None,
    seed: Seed = 0,
    unit: Attribute = None,
    min_count: MinCount = 1,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Count words, or the hits of a query, with intervals over articles; --by compares groups.

    Each group is compared with all others, as they are and within events, where articles tell
    theirs; --adjust names another column, --adjust '' none.

    Example: [bold]discourse frequency 'lemma:depend' --by author[/]
    """
    from toolkit import frequency as count

    unit = _unit(unit, query)
    corpus = open_corpus(folder, where)
    levels = within(adjust, by)
    result = count(
        corpus, query, by=columns(by), adjust=levels, unit=unit, min_count=min_count, seed=seed
    )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def trend(
    query: Query,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    seed: Seed = 0,
    rows: Rows = 0,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Follow the frequency of a query through the years.

    Example: [bold]discourse trend 'lemma:depend'[/]
    """
    from toolkit import trend as follow

    result = follow(open_corpus(folder, where), query, seed=seed)
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def dispersion(
    query: MaybeQuery = None,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    unit: Attribute = None,
    parts: Annotated[
        str, typer.Option("--parts", help="Spread over what: article, year, author, outlet, …")
    ] = "article",
    measure: Measures = None,
    min_count: MinCount = 5,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", help="Draw where the hits stand into this .png, .pdf or .svg."),
    ] = None,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Measure how evenly words, or the hits of a query, are spread; with --figure, draw it.

    Example: [bold]discourse dispersion 'lemma:gas' --parts year -m dp -m da[/]
    """
    from toolkit import occurrences
    from toolkit.analyses.dispersion import ALL_MEASURES
    from toolkit.analyses.dispersion import dispersion as spread

    unit = _unit(unit, query)
    require_drawable(figure)
    if figure is not None and query is None:
        raise typer.BadParameter("needs a query, whose hits it draws", param_hint="--figure")
    corpus = open_corpus(folder, where)
    result = spread(
        corpus,
        query,
        by=columns(by),
        unit=unit,
        parts=parts,
        measures=measure or ALL_MEASURES,
        min_count=min_count,
    )
    if figure is not None and query is not None:
        from toolkit.figures import dispersion_plot

        where_it_stands = occurrences(corpus, query)
        draw(figure, lambda: dispersion_plot(where_it_stands))
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def ngrams(
    size: Annotated[str, typer.Argument(help="Words of an n-gram: 2, or 2-4.")] = "2",
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    node: Annotated[str | None, typer.Option(help="Only n-grams that hold this query.")] = None,
    place: Annotated[
        Literal["any", "left", "right", "middle"],
        typer.Option("--place", help="Where the node stands: any, left, right or middle."),
    ] = "any",
    unit: Annotated[str, typer.Option("--unit", help="form, lemma or tag.")] = "form",
    measure: Measures = None,
    min_count: MinCount = 2,
    across: Annotated[
        bool, typer.Option("--across-sentences", help="Go on over ends of sentences.")
    ] = False,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Count runs of adjacent words, in all or around a node.

    Example: [bold]discourse ngrams 2-4 --node Turkey --place left -m lambda_z[/]
    """
    from toolkit import ngrams as count
    from toolkit.analyses.ngrams import Around

    if place != "any" and node is None:
        raise typer.BadParameter("needs --node, the query to stand there", param_hint="--place")
    least, dash, most = size.partition("-")
    if not least.isdecimal() or (dash and not most.isdecimal()):
        raise typer.BadParameter(f"{size!r} is not a number of words such as 2 or 2-4")
    _scores_nothing(by, {"--measure": measure})
    result = count(
        open_corpus(folder, where),
        (int(least), int(most or least)),
        node=None if node is None else Around(node, place),
        unit=unit,
        min_count=min_count,
        measures=measure or (),
        within_sentence=not across,
        by=columns(by),
    )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def _unit(given: str | None, query: str | None) -> str:
    """Choose what is counted; a query says so itself."""
    if given is not None and query is not None:
        raise typer.BadParameter(
            "goes without a query, which says itself what it looks for: gas a form, lemma:gas a "
            "lemma",
            param_hint="--unit",
        )
    return given or "lemma"


def _scores_nothing(by: list[str] | None, options: Mapping[str, object]) -> None:
    """Refuse what scores words of one selection where groups are compared by their rates."""
    for option, value in options.items() if by is not None else ():
        if value is not None:
            raise typer.BadParameter(
                "does not go with --by, which compares rates and scores nothing; select one group "
                "with --where",
                param_hint=option,
            )


def collocates(
    query: Query,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    window: Window = "5",
    unit: Annotated[str, typer.Option("--unit", help="form, lemma or tag.")] = "lemma",
    measure: Measures = None,
    expected: Annotated[
        Literal["window", "pair"] | None,
        typer.Option(
            "--expected", help="Chance with the span (window, the default) or without (pair)."
        ),
    ] = None,
    within_sentence: Sentence = False,
    min_count: MinCount = 3,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Rank the words near a node; with --by, compare them between groups.

    Example: [bold]discourse collocates Russia --by author --min-count 5[/]
    """
    from toolkit import collocates as rank

    _scores_nothing(by, {"--measure": measure, "--expected": expected})
    result = rank(
        open_corpus(folder, where),
        query,
        window=pair(window, "--window"),
        measures=measure or ("logdice", "log_likelihood"),
        by=columns(by),
        unit=unit,
        min_count=min_count,
        within_sentence=within_sentence,
        expected=expected or "window",
    )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def keyness(
    target: Annotated[
        list[str] | None,
        typer.Option("--target", "-t", help="The articles to describe, as in --where."),
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option("--reference", "-r", help="Compared with these; all others when left out."),
    ] = None,
    word_list: Annotated[
        str | None,
        typer.Option("--list", help="Compare with a file of word and count, or with 'english'."),
    ] = None,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    unit: Annotated[
        str, typer.Option("--unit", help="form, lemma, tag, actor, 2-gram, 3-gram, …")
    ] = "lemma",
    measure: Measures = None,
    adjust: Adjust = None,
    cluster: Cluster = None,
    stop: StopFile = None,
    min_count: MinCount = 5,
    counts: Annotated[
        bool, typer.Option("--counts", help="Counts and effects at once; nothing is tested.")
    ] = False,
    seed: Seed = 0,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find the words that set some articles apart from others, or from a word list.

    Example: [bold]discourse keyness --target author='Ankara A' --adjust event[/]
    """
    from toolkit import keyness as compare
    from toolkit import keyness_counts
    from toolkit.corpus.wordlists import read_word_list, read_words, reference_words

    if target is None and word_list is None:
        raise typer.BadParameter("name some articles (or compare all with --list)",
                                 param_hint="--target")  # fmt: skip
    if reference and word_list is not None:
        raise typer.BadParameter("is there beside --reference; use one", param_hint="--list")
    tests = {"--list": word_list, "--adjust": adjust, "--cluster": cluster, "--stop": stop}
    for option, value in tests.items() if counts else ():
        if value is not None:
            raise typer.BadParameter("does not go with --counts, which tests nothing",
                                     param_hint=option)  # fmt: skip
    if counts and unit.endswith("-gram"):
        raise typer.BadParameter("n-grams do not go with --counts, which counts single words",
                                 param_hint="--unit")  # fmt: skip
    corpus = open_corpus(folder, where)
    chosen = selection(corpus, target) if target else corpus
    against = selection(corpus, reference) if reference else None
    measures = measure or ("log_likelihood",)
    if counts:
        result = keyness_counts(
            corpus, chosen, against, unit=unit, measures=measures, min_count=min_count
        )
        show(result, as_json=as_json, as_csv=as_csv, rows=rows)
        return
    if word_list is not None:
        words = (
            reference_words(unit)
            if word_list == "english"
            else read_word_list(word_list, unit=unit)
        )
    result = compare(
        corpus,
        chosen,
        words if word_list is not None else against,
        unit=unit,
        measures=measures,
        adjust=adjust,
        cluster=cluster,
        min_count=min_count,
        stop=() if stop is None else read_words(stop),
        seed=seed,
    )
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)
