"""Count the hits of a query by article, those of which only counts are at hand included."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.derived import MASKED
from toolkit.corpus.derived_counts import derived_words
from toolkit.corpus.query import find, parse
from toolkit.corpus.query.matcher import match as matches
from toolkit.corpus.query.syntax import All, Condition, Either, Is, Node, Not, Some, Token

if TYPE_CHECKING:
    from toolkit.corpus.corpus import Corpus
    from toolkit.corpus.tokens import TokenTable


def count_hits(corpus: Corpus, query: str) -> tuple[Corpus, NDArray[np.int64]]:
    """Count the hits of a query in every article.

    Derived articles take part when the query asks for the lemma or tag of one word
    (``lemma:depend*``, ``[lemma="gas" & tag="NN.*"]``): this much their counts can tell, save for
    masked lemmas. Any other query needs running text.

    Parameters
    ----------
    corpus
        The articles.
    query
        What to count.

    Returns
    -------
    corpus, counts
        The articles that could be counted (see `Corpus.with_text`), and the hits of each.

    Raises
    ------
    QueryError
        When the query is not well formed.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas flows.", "Gas, gas, gas."]}))
    >>> count_hits(corpus, "lemma:gas")[1].tolist()
    [1, 3]
    """
    hits = corpus.find(query)
    owners = corpus.selected[corpus.tokens.article_of(hits.start)]
    counts = np.bincount(owners, minlength=len(corpus)).astype(np.int64)
    if not corpus.has_derived:
        return corpus, counts
    words_only = bool(corpus.tokens.word[hits.start].all())  # punctuation is not in the records
    more = _in_derived(corpus, query) if words_only else None
    if more is not None:
        return corpus, counts + more
    kept = corpus.with_text()
    return kept, counts[corpus.selected[kept.rows]]


def lemmas_asked(corpus: Corpus, query: str) -> NDArray[np.int64] | None:
    """Give the lemmas that a query stands for, or ``None`` when it asks for anything else.

    Parameters
    ----------
    corpus
        The articles.
    query
        ``lemma:gas``, ``[lemma="gas|oil"]`` and the like: one word, and nothing but its lemma.

    Returns
    -------
    numpy.ndarray or None
        Codes of the token table, also of lemmas that no article with text has.
    """
    condition = _of_one_word(parse(query, named=corpus.codebook.named))
    if condition is None or _asks(condition) != {"lemma"}:
        return None
    table = corpus.tokens
    n = len(table.lemmas)
    words = _bag(corpus, np.arange(n), np.zeros(n, np.int64))
    found = find(words, query, named=corpus.codebook.named).start
    return np.asarray(found[found != table.code_of("lemma", MASKED)])


def _in_derived(corpus: Corpus, query: str) -> NDArray[np.int64] | None:
    condition = _of_one_word(parse(query, named=corpus.codebook.named))
    if condition is None or not _asks(condition):
        return None
    pairs = derived_words(corpus)
    n_tags = len(corpus.tokens.tags)
    keys, place = np.unique(pairs.lemma * n_tags + pairs.tag, return_inverse=True)
    words = _bag(corpus, keys // n_tags, keys % n_tags)
    fits = _fitting(words, condition)
    masked = keys // n_tags == corpus.tokens.code_of("lemma", MASKED)
    fits[masked] = _fitting(words, _by_tag(condition))[masked]
    kept = pairs.keep(fits[place])
    found = np.bincount(kept.row, weights=kept.count, minlength=len(corpus))
    return np.asarray(found, np.int64)


def _of_one_word(node: Node) -> Condition | None:
    """Give what a query of one word asks of it: ``lemma:gas|oil`` is one of two."""
    match node:
        case Token(condition):
            return condition
        case Either(parts):
            found = [_of_one_word(part) for part in parts]
            known = tuple(part for part in found if part is not None)
            return Some(known) if len(known) == len(found) else None
        case _:
            return None


def _asks(condition: Condition) -> set[str] | None:
    """List the attributes that a condition asks for; ``None`` when counts cannot answer it."""
    match condition:
        case Is(attribute) if attribute in ("lemma", "tag"):
            return {attribute}
        case All(parts) | Some(parts) if parts:
            found = [_asks(part) for part in parts]
            return None if None in found else set().union(*(part for part in found if part))
        case _:  # forms, actors, whatever is not the case, any token
            return None


def _by_tag(condition: Condition) -> Condition:
    """Give what is sure of a word whose lemma is masked: tests of the lemma fail."""
    match condition:
        case All(parts):
            return All(tuple(_by_tag(part) for part in parts))
        case Some(parts):
            return Some(tuple(_by_tag(part) for part in parts))
        case Is("lemma"):
            return Not(All())  # no word
        case _:
            return condition


def _fitting(words: TokenTable, condition: Condition) -> NDArray[np.bool_]:
    """Tell which words of a bag fit."""
    fits = np.zeros(len(words), bool)
    fits[matches(words, Token(condition))[0]] = True
    return fits


def _bag(corpus: Corpus, lemma: NDArray[np.int64], tag: NDArray[np.int64]) -> TokenTable:
    """Make a table of words that stand in no order."""
    n = len(lemma)
    whole = np.array([0, n], np.int64)
    return replace(
        corpus.tokens,
        form=np.zeros(n, np.int64),
        lemma=lemma,
        tag=tag,
        start=np.zeros(n, np.int64),
        end=np.zeros(n, np.int64),
        article_offsets=whole,
        paragraph_offsets=whole,
        article_paragraphs=np.array([0, 1], np.int64),
        sentence_offsets=whole,
    )
