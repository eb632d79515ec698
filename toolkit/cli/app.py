"""Put the commands together."""

from __future__ import annotations

from functools import cache
from typing import Any

import typer

from toolkit.cli import build, coding, corpus, fetching, keeping, topics_frames, vocabulary, words
from toolkit.cli.options import OWN_WORDS

app = typer.Typer(
    name="discourse",
    help="Compare how commentators write: corpus, words, topics and frames, offline.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (corpus, keeping, fetching, words, vocabulary, topics_frames, coding, build):
    commands.register(app)


@app.callback(invoke_without_command=True)
def version(
    show_version: bool = typer.Option(False, "--version", help="Print the version and stop."),
    own_words: bool = typer.Option(
        False, "--own-words", help="Leave quotations out: discourse --own-words keyness …"
    ),
) -> None:
    """Compare how commentators write: corpus, words, topics and frames, offline."""
    OWN_WORDS.set(own_words)
    if show_version:
        from toolkit import __version__

        print(f"discourse-toolkit {__version__}")
        raise typer.Exit


@cache
def command() -> Any:
    """Give the command with all that it commands, made once: to read all options takes time."""
    return typer.main.get_command(app)
