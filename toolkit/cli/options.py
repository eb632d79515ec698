"""Options that several commands share."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.errors import CorpusError
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

CorpusDir = Annotated[
    Path,
    typer.Option(
        "--corpus", "-c", help="The corpus folder.", metavar="DIR", envvar="DISCOURSE_CORPUS"
    ),
]


def _one_form(context: typer.Context, value: bool) -> bool:
    """Refuse a table in two forms at once."""
    if value and (context.params.get("as_json") or context.params.get("as_csv")):
        raise typer.BadParameter("choose one of --json and --csv")
    return value


Json = Annotated[
    bool, typer.Option("--json", help="Print the whole table as JSON.", callback=_one_form)
]
Csv = Annotated[
    bool, typer.Option("--csv", help="Print the whole table as CSV.", callback=_one_form)
]
Rows = Annotated[
    int | None,
    typer.Option(
        "--rows", "-n", min=0, help="Rows to show; 0 for all, as in a file. 20 on a terminal."
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        help="Select articles: author='Ankara A' (author!='Ankara A' for all others), "
        "author='Ankara A|Gulf B' for either, year=2019 or year=2017-2019; reprints=no leaves one "
        "of each cluster of copies.",
    ),
]


def columns(given: list[str] | None) -> str | list[str] | None:
    """Read a column, or several: with commas between them, or the option given again.

    Examples
    --------
    >>> columns(["author"]), columns(["author,year"]), columns(["author", "year"]), columns(None)
    ('author', ['author', 'year'], ['author', 'year'], None)
    """
    names = [name.strip() for text in given or () for name in text.split(",")]
    if not all(names):
        raise typer.BadParameter(
            f"{', '.join(map(repr, given or ()))} names no column; write author, or author,year "
            "for both",
            param_hint="--by",
        )
    return names[0] if len(names) == 1 else names or None


By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COLUMN",
        help="Compare by a column: author, year, outlet, event, …; author,year for both.",
    ),
]
Window = Annotated[
    str, typer.Option("--window", help="Words on each side: 5, or left and right: '3,0'.")
]
MinCount = Annotated[int, typer.Option("--min-count", min=1, help="Leave out what is rarer.")]
Adjust = Annotated[
    str | None, typer.Option("--adjust", help="Compare within the values of this column.")
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        help="Take these as the units: author or outlet, for a claim about groups of them.",
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The seed of everything random.")]


def within(adjust: str | None, by: list[str] | None) -> str | None:
    """Choose the column within which groups are compared: events, unless another is named.

    ``--adjust ''`` is none.
    """
    from toolkit.analyses.against_others import EVENT

    if adjust is not None and by is None:
        raise typer.BadParameter("needs --by, the groups to compare", param_hint="--adjust")
    return EVENT if adjust is None else adjust or None


def pair(text: str, option: str) -> tuple[int, int]:
    """Read one number of words for both sides, or one for each.

    Examples
    --------
    >>> pair("5", "--window"), pair("3,0", "--window")
    ((5, 5), (3, 0))
    """
    left, comma, right = text.partition(",")
    if not left.strip().isdecimal() or (comma and not right.strip().isdecimal()):
        raise typer.BadParameter(
            f"{text!r} is not one number of words, or two such as '3,0'", param_hint=option
        )
    return int(left), int(right if comma else left)


DEFAULT = Path("corpus")
# conditions are given to any of these
_HINT = "--where (or --target, --reference)"
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
        say(f"{count_of(len(warnings), 'warning')}; 'discourse check' lists them")
    corpus = _select(corpus, where or [])
    return corpus.own_words() if OWN_WORDS.get() else corpus


def selection(corpus: Corpus, where: list[str]) -> Corpus | dict[str, object]:
    """Read the articles that a group is made of, in the form in which analyses name it.

    Conditions say more than the articles that meet them: which others have no value to be
    compared by.
    """
    conditions = [_condition(text) for text in where]
    _select(corpus, where)  # a group of no articles is told here, in the words of the call
    named = {
        column: value if column == "reprints" else _either(corpus.loaded, column, value)
        for column, sign, value in conditions
        if sign == "="
    }
    if len(named) < len(conditions) or "reprints" in named:  # one mapping cannot hold them
        return _select(corpus, where)
    return named


def _select(corpus: Corpus, where: list[str]) -> Corpus:
    # what no article has is told of the whole corpus: a name that the conditions before it have
    # left without an article is no misspelt one
    whole, given = corpus.loaded, corpus
    for condition in where:
        column, sign, value = _condition(condition)
        if column == "reprints":
            if (sign, value) != ("=", "no"):
                raise typer.BadParameter("reprints=no is the only choice", param_hint=_HINT)
            corpus = corpus.without_reprints()
        else:
            chosen = whole.where(**{column: _either(whole, column, value)})
            if sign == "!=":
                chosen = _all_but(whole, column, chosen)
            kept = {item.id for item in chosen.items}
            corpus = corpus.where(id=[item.id for item in corpus.items if item.id in kept])
    if where and not len(corpus):
        years = sorted(given.articles["year"].dropna().unique())
        span = f"; there are articles of {years[0]} to {years[-1]}" if years else ""
        raise CorpusError(f"no article is {' and '.join(where)}{span}{_or_either(where)}")
    return corpus


def _or_either(where: list[str]) -> str:
    """Say how to ask for either of two values, where both of one column were asked for."""
    asked: dict[str, list[str]] = {}
    for text in where:
        column, sign, _ = _condition(text)
        if sign == "=":
            asked.setdefault(column, []).append(text.partition("=")[2].strip())
    for column, values in asked.items():
        if len(values) > 1:
            return f"; for articles of either write {column}='{'|'.join(values)}'"
    return ""


def _either(corpus: Corpus, column: str, value: object) -> object:
    """Part values with bars between them, unless an article has the value as it stands."""
    if not isinstance(value, str) or "|" not in value:
        return value
    _, cells = corpus.columns.levels(column)
    if any(value in (cell if isinstance(cell, list) else [cell]) for cell in cells):
        return value
    return _parted(value)


def _parted(value: str) -> list[str]:
    parts = [part.strip() for part in value.split("|")]
    if not all(parts):
        raise typer.BadParameter(
            f"{value!r} has a bar without a value beside it; write 'A|B' for either",
            param_hint=_HINT,
        )
    return parts


def _all_but(corpus: Corpus, column: str, those: Corpus) -> Corpus:
    """Leave out articles with a value, and those of which it is not known whether they have it."""
    without = {item.id for item in those.items}
    known = corpus.where(**{column: lambda entry: True})
    return known.where(lambda row: row["id"] not in without)


def _condition(text: str) -> tuple[str, str, object]:
    """Part a condition into its column, ``=`` or ``!=``, and the value."""
    column, sign, value = text.partition("=")
    if column.endswith("!"):
        column, sign = column[:-1], "!="
    if not sign or not column.strip() or not value.strip():
        years = "; years from 2020 on: year=2020-2030" if text.startswith("year") else ""
        raise typer.BadParameter(
            f"{text!r} is not 'column=value' or 'column!=value'{years}", param_hint=_HINT
        )
    column, value = column.strip(), value.strip().strip("'\"")
    if column != "year":
        return column, sign, value
    spans = [_years(part) for part in _parted(value)]
    return column, sign, spans[0] if len(spans) == 1 else [year for span in spans for year in span]


def _years(text: str) -> range:
    first, dash, last = text.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        raise typer.BadParameter(
            f"{text!r} is not a year or a span such as 2017-2019", param_hint=_HINT
        )
    if int(last or first) < int(first):
        raise typer.BadParameter(
            f"{text!r} ends before it begins; write {last}-{first}", param_hint=_HINT
        )
    return range(int(first), int(last or first) + 1)
