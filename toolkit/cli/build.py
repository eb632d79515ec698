"""Commands that rebuild figures, export data and look at the installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import DEFAULT, CorpusDir, Where, open_corpus
from toolkit.cli.output import say
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.corpus import Corpus


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (figures, export, doctor):
        app.command()(command)


def figures(
    notebooks: Annotated[
        Path, typer.Option("--notebooks", help="The folder of the notebooks.", metavar="DIR")
    ] = Path("notebooks"),
) -> None:
    """Run every notebook and rebuild the figures.

    Example: [bold]discourse figures[/]
    """
    from toolkit.notebooks import changes, figures_beside, find, run_all

    paths = find([notebooks])
    before = figures_beside(paths)
    run_all(
        paths, Path("build"), finished=lambda path, seconds: say(f"{path.name}: {seconds:.0f} s")
    )
    say(changes(before, figures_beside(paths)))


def export(
    target: Annotated[
        Path | None,
        typer.Argument(help="The file (.csv, .jsonl, .conllu, .vrt) or folder to write."),
    ] = None,
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="csv, jsonl, conllu, vrt; nltk or datapackage (folders); derived (counts).",
        ),
    ] = None,
    private: Annotated[
        bool,
        typer.Option("--with-private", "--private", help="Also write texts in copyright."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file (or files) if it is there.")
    ] = False,
) -> None:
    """Write the corpus for other tools, or the counts of texts that may not be shared.

    CSV and JSON Lines (quanteda, Conc), CoNLL-U, vertical (CWB, Sketch Engine), NLTK, a data
    package. Texts in copyright are left out. --format derived writes their counts into derived/
    of the corpus (or of another folder), so coarse that an attack puts under 1 % of sentences
    together again; it renews records that are there. Any other file that is there is only replaced
    with --force.

    Example: [bold]discourse export articles.csv[/] · [bold]discourse export --format derived[/]
    """
    corpus = open_corpus(folder, where)
    if form == "derived":
        _export_derived(corpus, target)
        return
    if target is None:
        raise typer.BadParameter("name the file to write, such as articles.csv")
    from toolkit.share import export as write

    written = write(corpus, target, form=form, private=private, force=force)
    say(written.message)
    if written.hint:
        say(f"for CWB: {written.hint}")
    if written.warning:
        say(f"warning: {written.warning}")


def _export_derived(corpus: Corpus, target: Path | None) -> None:
    from toolkit import framing, share
    from toolkit.corpus.derived_windows import read_windows
    from toolkit.errors import ToolkitError
    from toolkit.share.export import FORMS

    if target is not None and target.suffix.lower().removeprefix(".") in FORMS:
        raise ToolkitError(
            f"counts go into a folder, and {target.name} is named like a file; name a folder, or "
            "none for the corpus itself"
        )
    closed = [item for item in corpus.items if item.private and not item.derived]
    if not closed:
        raise ToolkitError("no article of the selection is in copyright: share the texts instead")
    root = target or corpus.root
    assert root is not None  # a corpus opened by a command has a folder
    read_windows(root)  # a damaged file would end the export only after the long attack
    coded = framing.presence(corpus)
    made, found = share.bounded(corpus, coded.table, instrument=str(coded.parameters["instrument"]))
    share.write_derived(made, root)
    making = made.making
    say(
        f"wrote counts of {count_of(len(made.articles), 'article')} to "
        f"{root.resolve().name}/derived: "
        f"lemmas in {making.min_articles} articles or more, "
        f"segments of {making.segment_words} words or more"
    )
    addresses = sum(bool(item.url) for item in closed) - sum(bool(i.url) for i in made.articles)
    if addresses:
        say(f"web addresses left out, since they spell out a title or a text: {addresses}")
    if made.group is None:
        say("no collocates: too few articles, or they would tell too much")
    say(
        f"an attack on {found.articles} of them put {found.matched} of {found.sentences} sentences "
        f"together again ({found.share:.1%}, bound {share.BOUND:.0%}); most words in a row: "
        f"{found.longest_run}"
    )


def doctor(folder: CorpusDir = DEFAULT) -> None:
    """Tell whether everything the toolkit needs is there and works, without the network.

    Example: [bold]discourse doctor[/]
    """
    from toolkit.cli.health import examine

    sound = True
    for finding in examine(folder):
        sound &= finding.sound
        print(f"{'ok     ' if finding.sound else 'PROBLEM'} {finding.name}: {finding.text}")
    if not sound:
        raise typer.Exit(1)
