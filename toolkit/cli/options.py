"""Options that several commands share."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

CorpusDir = Annotated[
    Path, typer.Option("--corpus", "-c", help="The corpus folder.", metavar="DIR")
]
Json = Annotated[bool, typer.Option("--json", help="Print the whole table as JSON.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print the whole table as CSV.")]
Rows = Annotated[int, typer.Option("--rows", "-n", min=0, help="Rows to show; 0 for all.")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        help="Select articles: author='Ankara A', year=2019 or year=2017-2019; reprints=no "
        "leaves one of each cluster of copies.",
    ),
]


def columns(text: str) -> str | list[str]:
    """Read a column, or several with commas between them.

    Examples
    --------
    >>> columns("author"), columns("author,year")
    ('author', ['author', 'year'])
    """
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise typer.BadParameter(f"{text!r} names no column; write author, or author,year for both")
    return names[0] if len(names) == 1 else names


By = Annotated[
    Any,
    typer.Option(
        "--by",
        metavar="COLUMN",
        parser=columns,
        help="Compare by a column: author, year, outlet, event, …; author,year for both.",
    ),
]
Seed = Annotated[int, typer.Option("--seed", help="The seed of everything random.")]

DEFAULT = Path("corpus")
# Set before the command by an option of the whole program, so that every command has it.
OWN_WORDS: ContextVar[bool] = ContextVar("own_words", default=False)


def open_corpus(path: Path, where: list[str] | None = None) -> Corpus:
    """Load a corpus and select from it as ``--where`` and ``--own-words`` say.

    Raises
    ------
    CorpusError
        When the folder is no corpus, or a condition names what it does not have.
    """
    import toolkit
    from toolkit.cli.output import say

    corpus = toolkit.load(path)
    warnings = [problem for problem in corpus.problems if problem.level == "warning"]
    if warnings:
        say(f"{len(warnings)} warnings; 'discourse check' lists them")
    for condition in where or []:
        column, value = _condition(condition)
        if column == "reprints":
            if value != "no":
                raise typer.BadParameter("reprints=no is the only choice", param_hint="--where")
            corpus = corpus.without_reprints()
            continue
        corpus = corpus.where(**{column: value})
    return corpus.own_words() if OWN_WORDS.get() else corpus


def _condition(text: str) -> tuple[str, object]:
    column, sign, value = text.partition("=")
    if not sign or not column.strip() or not value.strip():
        raise typer.BadParameter(f"{text!r} is not 'column=value'", param_hint="--where")
    column, value = column.strip(), value.strip().strip("'\"")
    first, dash, last = value.partition("-")
    if column == "year":
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise typer.BadParameter(
                f"{value!r} is not a year or a span such as 2017-2019", param_hint="--where"
            )
        if int(last or first) < int(first):
            raise typer.BadParameter(
                f"{value!r} ends before it begins; write {last}-{first}", param_hint="--where"
            )
        return column, range(int(first), int(last or first) + 1)
    return column, value
