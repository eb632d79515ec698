"""Write articles as a vertical file, one token a line, for CWB, CQPweb and Sketch Engine.

Tokens are ``form TAB tag TAB lemma``; ``<text>``, ``<p>`` and ``<s>`` are structural attributes and
``<g/>`` stands where no space parts two tokens. Everything is XML-escaped, so that CWB reads it
with ``cwb-encode -xsB -P pos -P lemma -S p:0+n -S s:0+n -0 g -S text:0+…``. Source: Evert and the
CWB Development Team, "CWB Corpus Encoding and Management Manual".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from toolkit.share.conllu import joined, paragraph_of, sentences

if TYPE_CHECKING:
    from toolkit.corpus import Article, Corpus

ATTRIBUTES = ("id", "title", "author", "published", "year", "outlet", "genre", "language",
              "rights", "provenance", "url")  # fmt: skip
# Characters that XML 1.0 cannot hold, and those that would end a line or a column.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
# What the name of an attribute cannot hold.
_NO_NAME = re.compile(r"[^a-z0-9_]")


def vertical(corpus: Corpus) -> Iterator[str]:
    """Write articles as a vertical file, one piece an article.

    Parameters
    ----------
    corpus
        Articles with their texts.
    """
    table = corpus.tokens
    names = _variables(corpus)
    for item, row in zip(corpus.items, corpus.rows.tolist(), strict=True):
        lines = [_opening(item, names)]
        here = 0
        for number, (begin, end) in enumerate(sentences(table, row), start=1):
            paragraph = paragraph_of(table, begin)
            if paragraph != here:
                lines += [*(["</p>"] if here else []), f'<p n="{paragraph}">']
                here = paragraph
            lines.append(f'<s n="{number}">')
            for token in range(begin, end):
                cells = (
                    table.forms[table.form[token]],
                    table.tags[table.tag[token]],
                    table.lemmas[table.lemma[token]],
                )
                lines.append("\t".join(_safe(cell) for cell in cells))
                if token + 1 < end and joined(table, token):
                    lines.append("<g/>")
            lines.append("</s>")
        lines += [*(["</p>"] if here else []), "</text>"]
        yield "\n".join(lines) + "\n"


def declaration(corpus: Corpus) -> str:
    """Give the ``-S`` of ``cwb-encode`` for the texts of a corpus."""
    return "text:0+" + "+".join((*ATTRIBUTES, *_variables(corpus).values()))


def _variables(corpus: Corpus) -> dict[str, str]:
    """Name the attribute of each variable; CWB takes small letters, digits and ``_``.

    A prefix keeps a variable from being taken for a field; other letters lose their accents or
    become ``_``. Of two that are then alike, the second gets a number.
    """
    found: dict[str, str] = {}
    for name in sorted({name for item in corpus.items for name in item.variables}):
        plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i"))
        bare = _NO_NAME.sub("_", "".join(c for c in plain if not unicodedata.combining(c)))
        called, number = f"var_{bare}", 2
        while called in found.values():
            called, number = f"var_{bare}_{number}", number + 1
        found[name] = called
    return found


def _opening(item: Article, variables: dict[str, str]) -> str:
    values = {name: getattr(item, name) for name in ATTRIBUTES}
    values["author"] = "; ".join(item.author)
    values |= {called: item.variables.get(name, "") for name, called in variables.items()}
    told = (f'{name}="{_safe(value)}"' for name, value in values.items())
    return f"<text {' '.join(told)}>"


def _safe(value: object) -> str:
    text = "" if value is None else _UNSAFE.sub(" ", str(value))
    return escape(text, {'"': "&quot;"})
