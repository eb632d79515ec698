"""Commands that rebuild figures, export data and look at the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import DEFAULT, CorpusDir, Where, open_corpus
from toolkit.cli.output import say


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
    from toolkit.notebooks import find, run

    for path in find([notebooks]):
        run(path, Path("build"))


def export(
    target: Annotated[Path, typer.Argument(help="The file to write: .csv, .jsonl or .conllu.")],
    folder: CorpusDir = DEFAULT,
    where: Where = None,
    private: Annotated[
        bool, typer.Option("--private", help="Also write texts that may not be shared.")
    ] = False,
) -> None:
    """Write the corpus for other tools: CSV and JSON Lines (quanteda, Conc) or CoNLL-U.

    Example: [bold]discourse export articles.csv[/]
    """
    from toolkit.share import export as write

    written = write(open_corpus(folder, where), target, private=private)
    say(written.message)


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
