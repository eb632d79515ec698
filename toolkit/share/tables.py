"""Articles and tokens as tables: CSV, JSON Lines, and a Frictionless data package of both."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.result import defuse_formulas

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus
    from toolkit.corpus.tokens import Attribute

FIELDS = ("title", "author", "published", "year", "outlet", "language", "genre", "rights",
          "provenance", "url")  # fmt: skip
_MEANINGS = {
    "doc_id": "the article",
    "text": "paragraphs parted by a blank line",
    "title": "the headline",
    "author": "names parted by '; '; empty when unknown",
    "published": "YYYY, YYYY-MM or YYYY-MM-DD; empty when unknown",
    "year": "the year of publication",
    "outlet": "where it was published",
    "language": "BCP 47 tag",
    "genre": "commentary, analysis, report, interview or news",
    "rights": "in-copyright, or an SPDX licence",
    "provenance": "composed or collected",
    "url": "where it was found",
    "paragraph": "number inside the article, from 1",
    "sentence": "number inside the article, from 1",
    "token": "number inside the sentence, from 1",
    "form": "as written; a hyphen compound is one token",
    "lemma": "dictionary form",
    "tag": "Penn Treebank tag",
    "start": "first character in the text, from 0",
    "end": "one past the last character",
}
_ESCAPED = (
    "a leading apostrophe stands before =, +, -, @, tab or line break, also where the text has "
    "apostrophes of its own before these, so that a spreadsheet shows the text and runs nothing"
)


def records(corpus: Corpus) -> list[dict[str, Any]]:
    """List articles as flat records, ``doc_id`` and ``text`` first (quanteda, readtext, Conc)."""
    columns = _variables(corpus)
    return [
        {
            "doc_id": item.id,
            "text": item.text,
            **{name: getattr(item, name) for name in FIELDS},
            "author": "; ".join(item.author),
            **{columns[name]: value for name, value in item.variables.items()},
        }
        for item in corpus.items
    ]


def _variables(corpus: Corpus) -> dict[str, str]:
    """Name the column of each variable; one called ``doc_id`` must not take the article's place."""
    names = dict.fromkeys(name for item in corpus.items for name in item.variables)
    other = "doc_id_"
    while other in names:
        other += "_"
    return {name: other if name == "doc_id" else name for name in names}


def articles_csv(corpus: Corpus) -> str:
    """Write articles as CSV in which no cell is a formula."""
    import pandas as pd

    frame = pd.DataFrame(records(corpus))
    frame["year"] = frame["year"].astype("Int64")
    return _csv(frame)


def json_lines(corpus: Corpus) -> str:
    """Write articles as JSON Lines, every character as it is."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records(corpus))


def tokens_csv(corpus: Corpus) -> str:
    """Write one row a token as CSV in which no cell is a formula."""
    import pandas as pd

    table = corpus.tokens
    owner = np.repeat(corpus.selected, np.diff(table.article_offsets))
    places = np.flatnonzero(owner >= 0)
    sentence = table.sentence_of(places)
    first = np.searchsorted(table.sentence_offsets, table.article_offsets[corpus.rows])
    ids = np.array([item.id for item in corpus.items], dtype=object)

    def names(attribute: Attribute) -> Any:
        return pd.Series(table.names(attribute)).to_numpy()[table.codes(attribute)[places]]

    frame = pd.DataFrame(
        {
            "doc_id": ids[owner[places]],
            "paragraph": table.paragraph_number(table.paragraph_of(places)),
            "sentence": sentence - first[owner[places]] + 1,
            "token": places - table.sentence_offsets[sentence] + 1,
            "form": names("form"),
            "lemma": names("lemma"),
            "tag": names("tag"),
            "start": np.asarray(table.start)[places],
            "end": np.asarray(table.end)[places],
        }
    )
    return _csv(frame)


def data_package(corpus: Corpus) -> dict[str, str]:
    """Write articles and tokens as a Frictionless data package: content by file name.

    Source: specs.frictionlessdata.io, data package, tabular data resource and table schema.
    """
    files = {"articles.csv": articles_csv(corpus), "tokens.csv": tokens_csv(corpus)}
    columns = {
        "articles": ["doc_id", "text", *FIELDS, *_variables(corpus).values()],
        "tokens": ["doc_id", "paragraph", "sentence", "token", "form", "lemma", "tag", "start",
                   "end"],
    }  # fmt: skip
    keys: dict[str, dict[str, Any]] = {
        "articles": {"primaryKey": ["doc_id"]},
        "tokens": {
            "primaryKey": ["doc_id", "sentence", "token"],
            "foreignKeys": [
                {"fields": ["doc_id"], "reference": {"resource": "articles", "fields": ["doc_id"]}}
            ],
        },
    }
    licences = sorted({item.rights for item in corpus.items if not item.private})
    package = {
        "profile": "tabular-data-package",
        "name": "discourse-corpus",
        "title": f"Articles: {corpus.description}",
        "id": corpus.fingerprint,
        "licenses": [{"name": name} for name in licences],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(files[f"{name}.csv"].encode()),
                "hash": "sha256:" + hashlib.sha256(files[f"{name}.csv"].encode()).hexdigest(),
                "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True,
                            "lineTerminator": "\n", "header": True},
                "schema": {
                    "fields": [_field(column, name) for column in columns[name]],
                    "missingValues": [""],
                    **keys[name],
                },
                "description": f"In text cells {_ESCAPED}.",
            }
            for name in ("articles", "tokens")
        ],
    }  # fmt: skip
    if not licences or any(item.private for item in corpus.items):
        del package["licenses"]
    return files | {"datapackage.json": json.dumps(package, ensure_ascii=False, indent=1) + "\n"}


def _field(name: str, table: str) -> dict[str, Any]:
    numbers = ("year", "paragraph", "sentence", "token", "start", "end")
    ours = table == "tokens" or name in ("doc_id", "text", *FIELDS)
    number = ours and name in numbers
    field: dict[str, Any] = {"name": name, "type": "integer" if number else "string"}
    # a variable may have the name of a column of tokens
    field["description"] = _MEANINGS[name] if ours else "a variable of the corpus"
    if name == "doc_id":
        field["constraints"] = {"required": True}
    return field


def _csv(frame: pd.DataFrame) -> str:
    return defuse_formulas(frame).to_csv(index=False, lineterminator="\n")
