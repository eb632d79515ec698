"""Commands that model topics and find frames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.coding import Sample, codings, weighted
from toolkit.cli.options import (
    DEFAULT,
    Adjust,
    By,
    Cluster,
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
from toolkit.errors import CorpusError
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.analyses.framing.classifier import Classifier
    from toolkit.corpus import Corpus


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (frames, learn, topics):
        app.command()(command)


def frames(
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    by: By = None,
    frame: Annotated[
        list[str] | None,
        typer.Option("--frame", metavar="NAME", help="Only this frame; may be repeated."),
    ] = None,
    adjust: Adjust = None,
    cluster: Cluster = None,
    classifier: Annotated[
        Path | None,
        typer.Option("--classifier", help="Code by this file of 'discourse learn', not by rules."),
    ] = None,
    correct: Annotated[
        bool,
        typer.Option("--correct", help="With --by: add shares corrected by the kept validation."),
    ] = False,
    coding: Annotated[
        Path | None,
        typer.Option("--coding", help="With --by: count what people coded in this file instead."),
    ] = None,
    sample: Sample = None,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find the frames of the codebook; with --by, compare how common they are.

    Groups are compared as they are and within events, where articles tell theirs; --adjust names
    another column, --adjust '' none.

    How often rules or classifier are wrong is measured by 'discourse validate'; --correct undoes it
    where they are good enough for that. --coding takes one coding by people, best an adjudicated
    one, weighted back to the corpus by the sample in coding/samples that was coded.

    Example: [bold]discourse frames --by author --adjust event --frame nato_cleavage[/]
    """
    from toolkit import framing
    from toolkit.analyses.against_others import EVENT
    from toolkit.analyses.framing.instrument import chosen_frames

    compared = columns(by)
    names = [compared] if isinstance(compared, str) else compared or []
    options = {"--adjust": adjust, "--cluster": cluster, "--correct": correct or None}
    for option, value in (options | {"--coding": coding}).items():
        if value is None:
            continue
        if not names:
            raise typer.BadParameter("needs --by, the column to compare", param_hint=option)
        if value in names:
            raise typer.BadParameter("is what --by compares; name another column",
                                     param_hint=option)  # fmt: skip
    for option, value in {"--classifier": classifier, "--correct": correct or None}.items():
        if coding is not None and value is not None:
            raise typer.BadParameter(f"does not go with {option}", param_hint="--coding")
    if sample is not None and coding is None:
        raise typer.BadParameter("goes with --coding alone", param_hint="--sample")
    trained = None if classifier is None else framing.Classifier.load(classifier)
    corpus = open_corpus(folder, where)
    # a wrong name is told before anything is counted
    asked = None if frame is None else chosen_frames(corpus, frame)
    found: Result | pd.DataFrame | None = None
    chosen: tuple[str, ...] | None = None
    if trained is not None:
        found, chosen = framing.classify(corpus, trained), trained.frames
    elif coding is not None:
        found = weighted(corpus, codings([coding], folder, corpus.codebook), sample)
        coded = set(found["frame"])  # counter-frames are coded by people alone, and not compared
        chosen = tuple(frame for frame in corpus.codebook.frames if frame in coded)
    if compared is not None:
        result = framing.prevalence(
            corpus,
            by=compared,
            adjust=EVENT if adjust is None else adjust or None,
            cluster=cluster,
            frames=asked or chosen,
            validation=_kept_validation(corpus, trained) if correct else None,
            coding=found,
        )
    elif isinstance(found, Result):
        result = found if asked is None else found.keep(found.table["frame"].isin(asked))
    else:
        result = framing.match(corpus, frames=asked)
    show(result, as_json=as_json, as_csv=as_csv, rows=rows)


def _kept_validation(corpus: Corpus, trained: Classifier | None) -> pd.DataFrame:
    """Give the validation of these rules, or of this classifier, that is kept."""
    from toolkit.analyses.framing.instrument import read_record

    known = read_record(corpus, None if trained is None else trained.origin.fingerprint)
    if known is None:
        what, how = "these rules", ""
        if trained is not None:
            what, how = "this classifier", " --classifier FILE"
        raise CorpusError(
            f"no validation of {what} is kept; measure on coded paragraphs: discourse validate "
            f"CODING{how} --keep"
        )
    return known


def learn(
    coding: Annotated[Path, typer.Argument(help="A coding file, best an adjudicated one.")],
    out: Annotated[Path, typer.Argument(help="The classifier to write (JSON).")],
    folder: CorpusDir = DEFAULT,
    split: Annotated[
        Path | None,
        typer.Option("--split", help="CSV with article and split: train on 'development' alone."),
    ] = None,
    sample: Sample = None,
    seed: Seed = 1,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Train a frame classifier on coded paragraphs, and say how well it does out of fold.

    Example: [bold]discourse learn corpus/coding/adjudicated.csv frames.json --split
    corpus/coding/split.csv[/]
    """
    from toolkit import framing

    parts = None if split is None else framing.read_split(split)
    corpus = open_corpus(folder, None)
    coded = weighted(corpus, codings([coding], folder, corpus.codebook), sample)
    trained = framing.learn(corpus, coded, split=parts, seed=seed)
    trained.save(out)
    show(trained.summary(), as_json=as_json, as_csv=as_csv, rows=0)


def topics(
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    k: Annotated[int, typer.Option("--k", min=2, help="Topics to fit.")] = 5,
    by: By = None,
    seed: Seed = 1,
    rows: Rows = None,
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
