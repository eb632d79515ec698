"""Cite an article whose text may not be shared: its fields name it and quote nothing of it.

A title, an id made of it, the address of a page or a free variable can spell out a sentence of the
text. Fewer than `RUN` of its words in a row are a reference to it; more are an excerpt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from toolkit.corpus.schema import FIELDS
from toolkit.errors import Problem, ToolkitError
from toolkit.share.reconstruction import RUN

if TYPE_CHECKING:
    from toolkit.corpus import Article

_WORD = re.compile(r"[^\W_]+")
_REMEDIES = {
    "id": "give it a shorter one: discourse rename {id} NEW",
    "reprint_of": "give that article a shorter id: discourse rename {reprint_of} NEW",
    "author": "change it: discourse edit {id} --author NAME",
    "variables": "change it: discourse edit {id} --variable NAME=VALUE",
}
_REMEDY = "change it: discourse edit {id} --{field} VALUE"


def is_long(name: str) -> bool:
    """Tell whether a name holds so many words that it could be an excerpt.

    Examples
    --------
    >>> is_long("once-in-a-lifetime"), is_long("https://a.example/the-bear-and-the-bosphorus/7")
    (False, True)
    """
    return len(_WORD.findall(name)) >= RUN


def cut(title: str) -> str:
    """Cut a title to its first seven words; a shorter one stays as it is.

    Examples
    --------
    >>> cut("The Bear, the Bridge and the Price of Passage")
    'The Bear, the Bridge and the Price …'
    >>> cut("The Bear and the Bridge")
    'The Bear and the Bridge'
    """
    words = list(_WORD.finditer(title))
    return f"{title[: words[RUN - 2].end()]} …" if len(words) >= RUN else title


def cite(articles: Iterable[Article]) -> list[Article]:
    """Give articles the fields that may be told where their texts may not.

    A title is cut to seven words, whether the text repeats it or not. An address that spells out
    more of the title or the text is left out, since half an address leads nowhere; author, date and
    outlet still say where the text is found. Other fields stay as they are or are refused.

    Parameters
    ----------
    articles
        The articles, with their texts.

    Raises
    ------
    ToolkitError
        When another field holds eight words in a row of its article's text or title; names each.
    """
    told, problems = [], []
    for article in articles:
        short = replace(article, title=cut(article.title))
        wrong = excerpts(short, article)
        if "url" in wrong:
            known = {name: how for name, how in short.field_sources.items() if name != "url"}
            short = replace(short, url="", field_sources=known)
        told.append(short)
        problems += [_problem(article, name) for name in wrong if name != "url"]
    if problems:
        raise ToolkitError(
            f"nothing was derived: {RUN} words in a row of a text that may not be shared, or of "
            "its title, stand in",
            problems,
        )
    return told


def excerpts(told: Article, source: Article) -> list[str]:
    """Name the fields of an article that hold eight words in a row of a text or of its title.

    Letters and digits are compared alone, without accents and with percent-encoding undone, so that
    hyphens, apostrophes and the spelling of an address hide nothing. A list is compared entry by
    entry: names of authors in the order of a byline are no excerpt.

    Parameters
    ----------
    told
        The article whose fields are looked at.
    source
        The article with the text and the whole title.
    """
    runs = {run for text in (source.title, source.text) for run in _runs(_words(text))}
    fields = {name: _letters(getattr(told, name)) for name in FIELDS}
    whole = "\n".join(fields.values())
    if not any(run in whole for run in runs):
        return []
    return [name for name, letters in fields.items() if any(run in letters for run in runs)]


def _runs(words: Sequence[str]) -> Iterable[str]:
    return ("".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _letters(value: str | Sequence[str] | Mapping[str, str]) -> str:
    """Give the letters and digits of a field, a line for each of its entries."""
    if isinstance(value, str):
        value = [value]
    entries = [*value, *value.values()] if isinstance(value, Mapping) else value
    # letters beyond ASCII stand percent-encoded in an address
    spelt = (form for entry in entries for form in (entry, unquote(entry)))
    return "\n".join("".join(_words(form)) for form in spelt)


def _words(text: str) -> list[str]:
    # ids and addresses write ı as i; no decomposition does
    parts = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return _WORD.findall("".join(char for char in parts if not unicodedata.combining(char)))


def _problem(article: Article, name: str) -> Problem:
    remedy = _REMEDIES.get(name, _REMEDY)
    told = remedy.format(id=article.id, field=name, reprint_of=article.reprint_of)
    shown = str(getattr(article, name))
    what = shown if len(shown) <= 80 else f"{shown[:77]}..."
    return Problem(article.path or article.id, 0, name, what, told)
