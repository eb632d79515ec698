"""A codebook of one simple frame, and corpora whose truth is plain."""

from __future__ import annotations

import pytest

from toolkit.corpus import Article, Corpus, corpus_of
from toolkit.corpus.codebook import Codebook

NEED = """\
version: "1"
groups:
  third: [UKR, IRAN]
masks:
  needs_must: '[lemma="need"] [form="must"]'
cues:
  negation: {query: '[form="not|never"]', before: 3}
  attribution:
    query: >-
      [actor=".*"] [lemma="say" & tag="V.*"] | [lemma="say" & tag="V.*"] [actor=".*"]
      | [form="according" %c] [form="to"] [actor=".*"]
holders: [author, TR, RU]
frames:
  need:
    label: Need
    definition: one needs the other
    directions: [tr_on_ru, ru_on_tr]
    dimensions: {energy: fuel, any: anything}
    context: {paragraph: [TR|RU]}
    rules:
      - id: need-gas
        dimension: energy
        query: '[lemma="need"]'
        requires:
          - {query: '[lemma="gas"]', within: 5}
        not_source: third
      - id: want
        dimension: any
        query: '[lemma="want"]'
        requires:
          - {query: '[actor="RU"]', within: sentence}
          - {query: '[actor="TR"]', within: paragraph}
        excludes:
          - {query: '[lemma="nothing"]', within: sentence}
        source: [TR]
"""


@pytest.fixture
def needy_codebook() -> str:
    """The text of the codebook."""
    return NEED


def make(texts: dict[str, str] | list[str], **fields) -> Corpus:
    """Make a corpus of texts, all by the codebook above."""
    named = texts if isinstance(texts, dict) else {f"a{n}": text for n, text in enumerate(texts)}
    known = {"title": "A title", "author": (), "published": "2019", "provenance": "composed"}
    articles = [Article(id=name, text=text, **(known | fields)) for name, text in named.items()]
    return corpus_of(articles, codebook=Codebook.parse(NEED))


@pytest.fixture
def corpus_with():
    """Make a corpus of texts with the codebook of this folder."""
    return make


@pytest.fixture
def needy() -> Corpus:
    """Six articles of two paragraphs; the first of each carries the frame."""
    return make(["Turkey needs Russian gas.\n\nNothing happened in Russia."] * 6)


@pytest.fixture
def collected() -> Corpus:
    """The same, as collected text."""
    return make(["Turkey needs Russian gas."] * 6, provenance="collected")
