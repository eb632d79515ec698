"""Ask about one page and take it into the corpus."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from toolkit.cli.output import plain, say
from toolkit.errors import IngestError


def add_file(path: Path, corpus: Path, given: dict[str, Any], *, yes: bool) -> None:
    """Propose what one file holds, ask what it cannot tell, and write the article.

    Parameters
    ----------
    path
        The page.
    corpus
        The corpus folder.
    given
        Fields answered beforehand.
    yes
        Accept the proposal; a field that is neither found nor given is an error.
    """
    from toolkit import ingest
    from toolkit.corpus import find_corpus

    root = find_corpus(corpus)
    candidate = ingest.propose_article(path, corpus_root=root, **given)
    _show(candidate)
    if candidate.missing:
        if yes or not sys.stdin.isatty():
            options = ", ".join(f"--{name}" for name in candidate.missing)
            raise IngestError(
                f"{path.name}: the page does not tell its {' and '.join(candidate.missing)}; "
                f"give {options} ('' when unknown)"
            )
        answers = {name: _ask(name) for name in candidate.missing}
        candidate = ingest.propose_article(path, corpus_root=root, **given, **answers)
    if not yes and sys.stdin.isatty() and not typer.confirm("Write this article?", default=True):
        say("nothing was written")
        return
    outcome = ingest.write(candidate, root)
    say(outcome.message)


def _ask(name: str) -> Any:
    if name == "author":
        answer = typer.prompt("Author (several with ';', empty when unknown)", default="")
        return [part.strip() for part in answer.split(";") if part.strip()]
    hints = {"published": "Published (YYYY, YYYY-MM or YYYY-MM-DD, empty when unknown)"}
    return typer.prompt(hints.get(name, name.capitalize()), default="").strip()


def _show(candidate: Any) -> None:
    console = Console(stderr=True, highlight=False)
    console.print(Text(plain(candidate.path.name), style="bold"))
    for name, field in candidate.fields.items():
        value = "; ".join(field.value) if isinstance(field.value, list | tuple) else field.value
        shown = plain(value) if value else "(unknown)"
        source = f"{field.source}: {field.evidence}" if field.evidence else field.source
        console.print(Text(f"  {name}: {shown}  [{plain(source)}]"))
    for line in candidate.lines:
        if not line.text.strip():
            continue
        mark, style = ("+", "green") if line.keep else ("-", "red")
        text = plain(" ".join(line.text.split()))
        short = text if len(text) <= 90 else text[:87] + "..."
        reason = "" if line.keep else f"  [{line.reason}]"
        console.print(Text(f"  {mark} {line.number:>3} {short}{reason}", style=style))
    for warning in candidate.warnings:
        console.print(Text(f"  warning: {plain(warning)}", style="yellow"))
