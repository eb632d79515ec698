"""Commands that take articles in, and change or take out those that are there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit.cli.options import DEFAULT, CorpusDir, Csv, Json
from toolkit.cli.output import plain, say, show
from toolkit.wording import count_of

Id = Annotated[str, typer.Argument(help="The id of an article.", show_default=False)]
Title = Annotated[str | None, typer.Option(help="The headline.")]
Author = Annotated[
    list[str] | None, typer.Option(help="An author; repeat it for more, '' for unknown.")
]
Published = Annotated[str | None, typer.Option(help="YYYY, YYYY-MM or YYYY-MM-DD; '' for unknown.")]
Outlet = Annotated[str | None, typer.Option(help="Where it was published.")]
Url = Annotated[str | None, typer.Option(help="Its web address.")]
Language = Annotated[str | None, typer.Option(help="Its language: en, tr, ru, …")]
Genre = Annotated[str | None, typer.Option(help="commentary, analysis, report, interview or news.")]
Rights = Annotated[str | None, typer.Option(help="in-copyright, or an SPDX licence.")]
ReprintOf = Annotated[
    str | None, typer.Option("--reprint-of", help="The id of the article it reprints.")
]
Variable = Annotated[
    list[str] | None,
    typer.Option(
        "--variable",
        help="name=value: a variable to compare by; repeat it for more, name= takes it out.",
    ),
]
Keep = Annotated[
    list[str] | None, typer.Option("--keep", help="Lines to keep: 12-14 or 12,15; repeatable.")
]
Drop = Annotated[
    list[str] | None, typer.Option("--drop", help="Lines to leave out: 20 or 20-22; repeatable.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Accept what is proposed.")]
# Fields that are taken as they are given; author and variable are taken apart.
_FIELDS = ("title", "published", "outlet", "url", "language", "genre", "rights", "reprint_of")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    for command in (add, clean, edit, rename, remove, restore, release, reprints):
        app.command()(command)


def _fields(options: Mapping[str, Any]) -> dict[str, Any]:
    """Gather the fields of an article that were given among the options of a command."""
    given = {name: options[name] for name in _FIELDS if options[name] is not None}
    if options["author"] is not None:
        given["author"] = [name.strip() for name in options["author"] if name.strip()]
    if options["variable"]:
        pairs = [entry.partition("=") for entry in options["variable"]]
        wrong = next((name for name, sign, _ in pairs if not sign), None)
        if wrong is not None:
            raise typer.BadParameter(f"{wrong!r} is not name=value", param_hint="--variable")
        given["variables"] = {name.strip(): value.strip() for name, _, value in pairs}
    return given


def add(
    files: Annotated[
        list[str], typer.Argument(help="Pages, exports, tables or folders.", show_default=False)
    ],
    folder: CorpusDir = DEFAULT,
    title: Title = None,
    author: Author = None,
    published: Published = None,
    outlet: Outlet = None,
    url: Url = None,
    language: Language = None,
    genre: Genre = None,
    rights: Rights = None,
    reprint_of: ReprintOf = None,
    variable: Variable = None,
    metadata: Annotated[
        Path | None,
        typer.Option(
            "--metadata",
            help="A table of the files: CSV, JSONL, or from Zotero CSV, CSL JSON or RIS.",
        ),
    ] = None,
    text_column: Annotated[
        str,
        typer.Option(
            "--text-column",
            help="The column of a table that holds the texts, if it is not 'text'.",
            metavar="NAME",
        ),
    ] = "",
    keep: Keep = None,
    drop: Drop = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Take in what would be set aside in quarantine.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what is proposed, write nothing.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Take pages into the corpus: proposes title, author, date and kept lines; never deletes.

    Reads pasted text, saved pages (HTML, MHTML) and mails (EML), PDF, DOCX, ODT, RTF, Markdown,
    exports of Nexis, Factiva and ProQuest (parted into their articles), tables with a column
    'text', and folders of any mixture. Writes under private/, with the untouched original beside
    it. What is no whole article, or a copy of one, is set aside in quarantine with the reason.

    Example: [bold]discourse add page.txt --author "Bulent Aras" --published 2019-09[/]
    """
    given = _fields(locals())

    from toolkit.cli.adding import Adding, add_files, parse_lines

    if not all(files):  # an empty variable of a shell is not the folder one is in
        raise typer.BadParameter("'' names no file; give a saved page or a folder")
    address = next((file for file in files if re.match(r"https?:/", file)), None)
    if address is not None and not Path(address).exists():
        raise typer.BadParameter(
            "an address is not read: save the page from the browser and give the file, or put the "
            "address on a line of a file for 'discourse fetch'"
        )

    if len(files) > 1 and ("title" in given or "url" in given):
        raise typer.BadParameter("--title and --url belong to one file; add the files one by one")
    adding = Adding(given, yes, anyway, dry_run, parse_lines(keep or ()), parse_lines(drop or ()))
    paths = [Path(name) for name in files]
    add_files(paths, folder, adding, metadata=metadata, text_column=text_column)


def clean(
    article: Id,
    folder: CorpusDir = DEFAULT,
    keep: Keep = None,
    drop: Drop = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Leave what was decided by hand before out of account.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Decide anew which lines of an article's untouched original are kept.

    Shows every line with what becomes of it and why, and asks; without a terminal nothing is
    written unless --yes is given. Codings follow the paragraphs that stay.

    Example: [bold]discourse clean 2019-09-aras-turkey-and-russia --keep 12-14 --drop 20[/]
    """
    from toolkit.cli.adding import clean_article, parse_lines

    lines = {"keep": parse_lines(keep or ()), "drop": parse_lines(drop or ())}
    clean_article(article, folder, **lines, forget=forget, yes=yes)


def edit(
    article: Id,
    folder: CorpusDir = DEFAULT,
    title: Title = None,
    author: Author = None,
    published: Published = None,
    outlet: Outlet = None,
    url: Url = None,
    language: Language = None,
    genre: Genre = None,
    rights: Rights = None,
    reprint_of: ReprintOf = None,
    variable: Variable = None,
    text: Annotated[
        Path | None, typer.Option("--text", help="A file whose paragraphs become the text.")
    ] = None,
) -> None:
    """Change fields of an article, or its text with --text; '' takes an optional field out.

    Variables that are not named stay as they are; --variable event= takes one out.
    Codings by hand follow the paragraphs that stay as they are.

    Example: [bold]discourse edit 2019-09-aras-turkey-and-russia --published 2019-09-14[/]
    """
    given = _fields(locals())

    from toolkit import ingest
    from toolkit.corpus import find_corpus
    from toolkit.corpus.schema import OPTIONAL

    root = find_corpus(folder)
    if not given and text is None:
        raise typer.BadParameter("name what shall change: --published, --author, --text, …")
    fields = {k: None if v == "" and k in OPTIONAL else v for k, v in given.items()}
    page = ingest.read(text) if text is not None else None
    if fields:  # what is wrong with them ends it before the text is touched
        ingest.edit_fields(root, article, **fields)
    said = ""
    if page is not None:
        changed = ingest.edit_text(root, article, "\n".join(page.lines))
        said = f"; {changed.coding}" if str(changed.coding) else ""
    if given.get("published") and article.startswith("undated-"):
        dated = given["published"][:7] + article.removeprefix("undated")
        said += f"; its id stays: 'discourse rename {article} {dated}' puts the date into it"
    say(f"changed {', '.join([*given, *(['text'] if page else [])])} of {article}{said}")


def rename(
    article: Id,
    new: Annotated[str, typer.Argument(help="Its new id.", show_default=False)],
    folder: CorpusDir = DEFAULT,
) -> None:
    """Give an article another id; its original, its coding and its reprints follow.

    Example: [bold]discourse rename undated-aras-turkey 2019-09-aras-turkey[/]
    """
    from toolkit import ingest
    from toolkit.corpus import find_corpus

    changed = ingest.rename(find_corpus(folder), article, new)
    say(f"{article} is now {new}" + (f"; {changed.coding}" if str(changed.coding) else ""))


def remove(article: Id, folder: CorpusDir = DEFAULT) -> None:
    """Take an article out of the corpus; it is kept under private/removed, its coding stays.

    Example: [bold]discourse remove 2019-09-aras-turkey-and-russia[/]
    """
    from toolkit import ingest
    from toolkit.corpus import find_corpus

    root = find_corpus(folder)
    place = ingest.remove(root, article).relative_to(root).as_posix()
    say(f"moved to {place}; 'discourse restore {article}' brings it back")


def restore(article: Id, folder: CorpusDir = DEFAULT) -> None:
    """Bring back an article that was taken out with 'remove'.

    Example: [bold]discourse restore 2019-09-aras-turkey-and-russia[/]
    """
    from toolkit import ingest
    from toolkit.corpus import find_corpus

    root = find_corpus(folder)
    say(f"brought back {ingest.restore(root, article).relative_to(root).as_posix()}")


def release(
    article: Annotated[
        str | None, typer.Argument(help="The id of an article in quarantine.", show_default=False)
    ] = None,
    folder: CorpusDir = DEFAULT,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Take an article out of quarantine into the corpus; without one, list what waits and why.

    Example: [bold]discourse release 2019-09-gulf-teaser[/]
    """
    from toolkit import ingest
    from toolkit.corpus import find_corpus, quarantine

    root = find_corpus(folder)
    if article is not None:
        changed = ingest.release(root, article)
        said = "; ".join(changed.notes)
        place = changed.path.relative_to(root).as_posix()
        say(f"released to {place}" + (f"; {said}" if said else ""))
        return
    import pandas as pd

    from toolkit.result import Result

    rows = [
        {"article": item.id, "reason": code, "evidence": why}
        for item in quarantine.waiting(root)
        for code, why in (item.reasons or {"": ""}).items()
    ]
    table = pd.DataFrame(rows, columns=["article", "reason", "evidence"])
    if as_json or as_csv:
        show(Result(table, title="in quarantine"), as_json=as_json, as_csv=as_csv)
    else:
        for row in rows:  # not in a table, which would cut the id that 'release' asks for
            print(plain(f"{row['article']}: {row['evidence']}"))
    waiting = count_of(len({row["article"] for row in rows}), "article waits", "articles wait")
    say(f"{waiting if rows else 'nothing waits'} in quarantine")


def reprints(
    folder: CorpusDir = DEFAULT,
    mark: Annotated[
        bool, typer.Option("--mark", help="Write 'reprint_of' into the later copies.")
    ] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List articles that copy or excerpt one another; the earliest of each cluster is the original.

    Example: [bold]discourse reprints --mark[/]
    """
    import pandas as pd

    from toolkit import ingest
    from toolkit.corpus import find_corpus
    from toolkit.result import Result

    root = find_corpus(folder)
    if mark:
        said = ingest.mark_reprints(root)
        for sentence in said:
            say(sentence)
        say(f"{count_of(len(said), 'article')} changed")
        return
    rows = [
        {"original": group[0].id, "article": article.id, "published": article.published,
         "outlet": article.outlet, "marked": article.reprint_of}
        for group in ingest.find_reprints(root)
        for article in group
    ]  # fmt: skip
    columns = ["original", "article", "published", "outlet", "marked"]
    table = pd.DataFrame(rows, columns=columns)
    show(Result(table, title="copies and excerpts"), as_json=as_json, as_csv=as_csv, rows=0)
    if not rows:
        say("no article copies or excerpts another")
