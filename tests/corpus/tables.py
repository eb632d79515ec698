"""Small token tables for tests, written as sentences, without the annotator."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from toolkit.corpus.actors import ActorList
from toolkit.corpus.tokens import TokenTable

PARAGRAPH = "¶"  # a "sentence" that begins a paragraph
ARTICLE = "§"  # a "sentence" that begins an article
_SIGNS = r"“”\"‘’'«»„,;:!?()"
_TOKEN = re.compile(
    r"n['’]t\b|['’]s\b|\b(?:[A-Z]\.)+"
    rf"|(?:[^\s{_SIGNS}]|['’](?=\w))+?"  # a word up to a clitic, a sign or the last full stop
    rf"(?=n['’]t\b|['’]s\b|['’](?!\w)|[“”\"‘«»„,;:!?()]|\.?(?:[\s“”\"]|’(?!\w)|$))"
    r"|\S"
)


def table_from(
    *sentences: str,
    lemmas: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
    actors: ActorList | None = None,
) -> TokenTable:
    """Make a table of sentences; `PARAGRAPH` and `ARTICLE` stand between them.

    Tokens are parted at white space, at quotation marks and at other punctuation; a hyphen or slash
    stays inside. The lemma of a form is the form in lower case unless `lemmas` has it, its tag
    ``NN``, or ``.`` for punctuation.
    """
    lemmas, tags = lemmas or {}, tags or {}
    forms: list[str] = []
    starts: list[int] = []
    articles, paragraphs, ends, article_paragraphs = [0], [0], [0], [0]
    place = 0
    for sentence in sentences:
        if sentence in (PARAGRAPH, ARTICLE):
            article_paragraphs += [len(paragraphs)] if sentence == ARTICLE else []
            articles += [len(forms)] if sentence == ARTICLE else []
            paragraphs.append(len(forms))
            place = 0 if sentence == ARTICLE else place + 2
            continue
        for token in _TOKEN.finditer(sentence):
            forms.append(token[0])
            starts.append(place + token.start())
        place += len(sentence) + 1
        ends.append(len(forms))
    n = len(forms)
    columns = {
        "form": forms,
        "lemma": [lemmas.get(form, form.lower()) for form in forms],
        "tag": [tags.get(form, "NN" if form[0].isalnum() else ".") for form in forms],
    }
    names = {key: tuple(sorted(set(values))) for key, values in columns.items()}
    codes = {key: _codes(values, names[key]) for key, values in columns.items()}
    return TokenTable(
        **codes,
        forms=names["form"],
        lemmas=names["lemma"],
        tags=names["tag"],
        start=np.array(starts, np.int32),
        end=np.array([s + len(f) for s, f in zip(starts, forms, strict=True)], np.int32),
        article_offsets=np.array([*articles, n], np.int64),
        paragraph_offsets=np.array([*paragraphs, n], np.int64),
        article_paragraphs=np.array([*article_paragraphs, len(paragraphs)], np.int64),
        sentence_offsets=np.array(ends, np.int64),
        actor_list=actors or ActorList.default(),
    )


def _codes(values: Sequence[str], names: Sequence[str]) -> np.ndarray:
    number = {name: code for code, name in enumerate(names)}
    return np.array([number[value] for value in values], np.int32)


def words(table: TokenTable, start: Sequence[int], end: Sequence[int]) -> list[str]:
    """Give the text of spans, tokens parted by a blank."""
    forms = [table.forms[code] for code in table.form]
    return [" ".join(forms[a:b]) for a, b in zip(start, end, strict=True)]
