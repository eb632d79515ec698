"""The command that fetches pages: the only one that touches the network."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import DEFAULT, CorpusDir, Csv, Json, Rows
from toolkit.cli.output import say, show
from toolkit.cli.tables import show_table


def register(app: typer.Typer) -> None:
    """Add the command of this module to the application."""
    app.command()(fetch)


def fetch(
    table: Annotated[
        Path, typer.Argument(help="A table with a column url, or a text with an address a line.")
    ],
    folder: CorpusDir = DEFAULT,
    contact: Annotated[
        str,
        typer.Option(
            "--contact",
            envvar="DISCOURSE_CONTACT",
            help="Your e-mail or web address, told to every site that is asked.",
        ),
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Take each page in as it is proposed.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="Ask for all anew: pages that are held only if changed."),
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="Only the first so many works; 0 for all.")
    ] = 0,
    interval: Annotated[
        float, typer.Option("--interval", min=0, help="Seconds between requests to a host.")
    ] = 5.0,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, help="The longest time for a page.")
    ] = 60.0,
    megabytes: Annotated[
        float, typer.Option("--megabytes", min=0.001, max=20, help="The largest page.")
    ] = 20.0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also ask servers of your own network.")
    ] = False,
    rows: Rows = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Fetch the pages of a list of works, slowly and by the rules of each site.

    Pages wait in private/fetched for 'discourse add'; run it again to go on where it broke off.

    Example: [bold]discourse fetch corpus/catalogue.csv --contact you@university.example[/]
    """
    from toolkit.corpus import find_corpus
    from toolkit.ingest import fetching

    settings = fetching.Settings(
        contact=contact,
        interval=interval,
        seconds=seconds,
        max_bytes=int(megabytes * 1024 * 1024),
        allow_private=allow_private,
    )
    root = find_corpus(folder)
    works = fetching.read_works(table)
    works = works[:limit] if limit else works
    if not contact:
        say("no --contact is given (or DISCOURSE_CONTACT set): sites cannot tell who is asking")
    result = fetching.fetch(
        works, root, settings, add=yes, again=again, progress=sys.stderr.isatty()
    )
    if as_json or as_csv:
        show(result, as_json=as_json, as_csv=as_csv)
    else:
        trouble = ~result.table["status"].isin(["added", "already there"])
        if trouble.any():
            show_table(result.table.loc[trouble, ["status", "url", "why"]], rows=rows)
        for note in result.notes:
            say(note)
    waiting = int((result.table["status"] == "waiting").sum())
    if waiting:
        pages = root / "private" / "fetched"
        say(
            f"{waiting} wait: {shlex.join(['discourse', 'add', f'{pages}', '--corpus', f'{root}'])}"
        )
    say(f"the report is {root / 'private' / 'fetch-report.csv'}")
    if result.table["status"].isin(["failed", "postponed", "not tried"]).any():
        say("some may go well another time; the same command tries them again")
        raise typer.Exit(1)
