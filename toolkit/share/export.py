"""Write a corpus for other tools: one file, or a folder of files that belong together."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError, suggest
from toolkit.files import path_of, write_atomic, write_together
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

# What each form is for; the first four are single files and known by their ending.
FORMS = {
    "csv": "articles for quanteda, readtext, Conc and spreadsheets",
    "jsonl": "articles, one JSON object a line",
    "conllu": "tokens as CoNLL-U",
    "vrt": "tokens as a vertical file for CWB, CQPweb and Sketch Engine",
    "nltk": "a folder of tagged text for NLTK",
    "datapackage": "a folder of articles.csv, tokens.csv and datapackage.json",
}
_FOLDERS = ("nltk", "datapackage")
# Counts, not texts: written by `write_derived`, and by the command among the forms.
_COUNTS = "derived"


@dataclass(frozen=True)
class Written:
    """What an export wrote and left out, how the other tool takes it, and what else is there.

    `hint` is the call of the other tool; `others` are files of the folder that were there before
    and not replaced.
    """

    path: Path
    articles: int
    left_out: int
    without_text: int = 0
    in_copyright: int = 0
    hint: str = ""
    others: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """One sentence for the user."""
        parts = [f"wrote {count_of(self.articles, 'article')} to {self.path.name}"]
        if self.left_out:
            closed = "whose text may not be shared"
            left_out = count_of(self.left_out, f"article {closed} was", f"articles {closed} were")
            parts.append(f"{left_out} left out")
        if self.without_text:
            left = count_of(self.without_text, "article was", "articles were")
            parts.append(f"{left} left out of which only counts are at hand")
        return "; ".join(parts)

    @property
    def warning(self) -> str:
        """What the user must not do with it; ``""`` when it may be shared."""
        parts = []
        if self.in_copyright:
            parts.append(
                f"{self.path.name} holds {count_of(self.in_copyright, 'text')} in copyright: keep "
                "it to yourself; to share what can be counted, use --format derived"
            )
        if self.others:
            parts.append(
                f"{self.path.name} also holds {count_of(len(self.others), 'file')} not of this "
                f"export ({', '.join(self.others[:3])}{', …' * (len(self.others) > 3)}): look at "
                "them before you share it"
            )
        return "; ".join(parts)


def export(
    corpus: Corpus,
    target: str | Path,
    *,
    form: str | None = None,
    private: bool = False,
    force: bool = False,
) -> Written:
    """Write articles in a form that other tools read.

    In-copyright texts are left out unless `private` is given. In CSV a text that a spreadsheet
    would run as a formula gets an apostrophe before it; the other forms keep every character.

    Parameters
    ----------
    corpus
        The articles.
    target
        The file, or the folder for ``nltk`` and ``datapackage``.
    form
        One of `FORMS`; the ending of `target` when left out.
    private
        Also write texts that may not be shared.
    force
        Replace files that are there, all or none of them; a folder's other files stay.

    Returns
    -------
    Written

    Raises
    ------
    ToolkitError
        When the form is unknown, nothing may be written, a file is there already, or cannot be
        written.
    """
    path = path_of(target)
    chosen = _form(path, form)
    texts = corpus.with_text()
    kept = texts if private else texts.where(private=False)
    if not len(texts):
        raise ToolkitError("only counts are at hand of the articles selected: there is no text")
    if not len(kept):
        raise ToolkitError(
            "every article selected is in copyright; give --with-private to write them for "
            "yourself, or --format derived to share what can be counted"
        )
    _refuse(path, chosen, force=force)
    content = _content(kept, chosen)
    others: tuple[str, ...] = ()
    if isinstance(content, str):
        write_atomic(path, content)
    else:
        _write_folder(path, content)
        # texts of an export before it, perhaps in copyright, would be shared or counted unseen
        others = tuple(sorted(item.name for item in path.iterdir() if item.name not in content))
    return Written(
        path,
        len(kept),
        len(texts) - len(kept),
        len(corpus) - len(texts),
        sum(item.private for item in kept.items),
        _hint(kept, path) if chosen == "vrt" else "",
        others,
    )


def _hint(corpus: Corpus, path: Path) -> str:
    """Give the call of CWB's encoder for a vertical file: it must name every attribute."""
    from toolkit.share.vertical import declaration

    return (
        f"cwb-encode -c utf8 -xsB -d DATA -R REGISTRY/NAME -f {path.name} -P pos -P lemma "
        f"-S p:0+n -S s:0+n -0 g -S {declaration(corpus)}"
    )


def _refuse(path: Path, form: str, *, force: bool) -> None:
    """Refuse, before anything is read, to write where it would destroy or not fit."""
    if form in _FOLDERS:
        if path.exists() and not path.is_dir():
            raise ToolkitError(f"cannot write {path.name!r}: {form} is a folder, this is a file")
        taken = path.is_dir() and any(path.iterdir())
        what = "the folder is there and not empty"
    else:
        if path.is_dir():
            raise ToolkitError(f"cannot write {path.name!r}: it is a folder; name a file in it")
        taken = path.exists()
        what = "it is there already"
    if taken and not force:
        raise ToolkitError(
            f"cannot write {path.name!r}: {what}; name another, or give --force to replace it"
        )


def _write_folder(path: Path, content: dict[str, str]) -> None:
    """Write files that belong together: they appear all or not at all."""
    if path.exists():
        write_together((path / name, text) for name, text in content.items())
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    # what a killed process of the same number left is of another export
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        for name, text in content.items():
            write_atomic(unfinished / name, text)
        unfinished.rename(path)
    except OSError as error:
        raise ToolkitError(f"cannot write {path.name!r}: {error.strerror}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _form(path: Path, form: str | None) -> str:
    forms = (*FORMS, _COUNTS)
    allowed = ", ".join(forms)
    if form == _COUNTS:
        raise ToolkitError(
            "counts are no form of the texts: write them with share.write_derived, or with "
            "'discourse export --format derived'"
        )
    if form is not None:
        if form not in FORMS:
            raise ToolkitError(
                f"unknown format {form!r}{suggest(form, forms)}; there are {allowed}"
            )
        return form
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMS or ending in _FOLDERS:
        raise ToolkitError(
            f"cannot write {path.name!r}: unknown ending {path.suffix!r}"
            f"{suggest(ending, FORMS)}; end it in .csv, .jsonl, .conllu or .vrt, or give --format "
            f"({allowed})"
        )
    return ending


def _content(corpus: Corpus, form: str) -> str | dict[str, str]:
    from toolkit.share import conllu, tables, tagged, vertical

    match form:
        case "csv":
            return tables.articles_csv(corpus)
        case "jsonl":
            return tables.json_lines(corpus)
        case "conllu":
            return "".join(conllu.conllu(corpus))
        case "vrt":
            return "".join(vertical.vertical(corpus))
        case "nltk":
            return tagged.tagged(corpus)
        case _:
            return tables.data_package(corpus)
