"""Export articles as CSV or JSON Lines (quanteda, Conc, readtext) and tokens as CoNLL-U."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError, suggest
from toolkit.files import write_atomic
from toolkit.result import defuse_formulas

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

FORMATS = (".csv", ".jsonl", ".conllu")


@dataclass(frozen=True)
class Written:
    """What an export wrote and what it left out."""

    path: Path
    articles: int
    left_out: int

    @property
    def message(self) -> str:
        """One sentence for the user."""
        left = (
            f"; {self.left_out} articles whose text may not be shared were left out"
            if self.left_out
            else ""
        )
        return f"wrote {self.articles} articles to {self.path.name}{left}"


def export(corpus: Corpus, target: str | Path, *, private: bool = False) -> Written:
    """Write articles to one file; its ending chooses the form.

    In-copyright texts are left out unless `private` is given. In CSV a text that a spreadsheet
    would run as a formula gets an apostrophe before it; JSON Lines keeps every character.

    Parameters
    ----------
    corpus
        The articles.
    target
        ``.csv`` or ``.jsonl`` (``doc_id``, ``text``, metadata) or ``.conllu`` (form, lemma, tag).
    private
        Also write texts that may not be shared.

    Raises
    ------
    ToolkitError
        When the ending is unknown, nothing may be written, or the file cannot be written.
    """
    path = Path(target)
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise ToolkitError(
            f"cannot write {path.name!r}: unknown ending {ending!r}{suggest(ending, FORMATS)}; "
            f"there are {', '.join(FORMATS)}"
        )
    kept = corpus if private else corpus.where(private=False)
    if not len(kept):
        raise ToolkitError(
            "every article selected is in copyright; give --private to write them for yourself"
        )
    if ending == ".csv":
        import pandas as pd

        text = defuse_formulas(pd.DataFrame(_records(kept))).to_csv(
            index=False, lineterminator="\n"
        )
    elif ending == ".jsonl":
        rows = (json.dumps(record, ensure_ascii=False) for record in _records(kept))
        text = "\n".join(rows) + "\n"
    else:
        text = "".join(conllu(kept))
    write_atomic(path, text)
    return Written(path, len(kept), len(corpus) - len(kept))


def _records(corpus: Corpus) -> list[dict[str, Any]]:
    return [
        {
            "doc_id": item.id,
            "text": item.text,
            "title": item.title,
            "author": "; ".join(item.author),
            "published": item.published,
            "year": item.year,
            "outlet": item.outlet,
            "language": item.language,
            "genre": item.genre,
            "rights": item.rights,
            "provenance": item.provenance,
            "url": item.url,
            **item.variables,
        }
        for item in corpus.items
    ]


def conllu(corpus: Corpus) -> Iterator[str]:
    """Write articles as CoNLL-U, one piece an article.

    Hyphen compounds are one token. The universal part of speech and the dependency columns are
    empty (``_``): the toolkit does not compute them. Form: universaldependencies.org/format.html.
    """
    table = corpus.tokens
    sentence_ends = table.sentence_offsets
    for item, row in zip(corpus.items, corpus.rows, strict=True):
        first, last = table.article_offsets[row], table.article_offsets[row + 1]
        begins = sentence_ends[(sentence_ends >= first) & (sentence_ends < last)]
        bounds = [*begins.tolist(), int(last)]
        paragraphs = table.paragraph_number(table.paragraph_of(begins))
        lines = [f"# newdoc id = {item.id}"]
        paragraph = -1
        for number, (begin, end) in enumerate(itertools.pairwise(bounds), start=1):
            here = int(paragraphs[number - 1])
            if here != paragraph:
                lines.append(f"# newpar id = {item.id}-p{here}")
                paragraph = here
            sentence = item.text[int(table.start[begin]) : int(table.end[end - 1])]
            lines.append(f"# sent_id = {item.id}-s{number}")
            lines.append(f"# text = {' '.join(sentence.split())}")
            for place, token in enumerate(range(begin, end), start=1):
                joined = token + 1 < end and table.end[token] == table.start[token + 1]
                cells = (
                    str(place),
                    table.forms[table.form[token]],
                    table.lemmas[table.lemma[token]],
                    "_",
                    table.tags[table.tag[token]],
                    "_",
                    "_",
                    "_",
                    "_",
                    "SpaceAfter=No" if joined else "_",
                )
                lines.append("\t".join(cells))
            lines.append("")
        yield "\n".join(lines) + "\n"
