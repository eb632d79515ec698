"""What a paragraph says, as a row of a sparse matrix: the input of the frame classifier.

A feature is there or not, however often, and its name can be read: lemmas and pairs of neighbouring
lemmas, actors and pairs of actors of one sentence, the rules of the codebook that fire, and the
words that rules and named queries look for, whatever stands around them. Function words stay, for
"not" and "cannot" carry meaning. A name that is no actor, and a number, tell the topic or the
author rather than the frame: they are left out, and stand in pairs as ``[Name]`` and ``[Number]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.framing.match import paragraphs
from toolkit.analyses.framing.matcher import Matcher
from toolkit.corpus.spans import spans_to_positions

if TYPE_CHECKING:
    from scipy import sparse

    from toolkit.corpus import Corpus

Codes = NDArray[np.int64]
Term = tuple[str, str]  # its kind, and what is looked for
NAME, NUMBER = "[Name]", "[Number]"
LEAST_ARTICLES = 2
KINDS = ("word", "words", "actor", "actors", "rule", "words of rule", "query")


@dataclass(frozen=True, eq=False)
class Features:
    """Which terms each paragraph holds.

    Parameters
    ----------
    article, paragraph
        The id and the number, from 1, of each row.
    terms
        Kind and text of each column; the kinds are those of `KINDS`.
    matrix
        1 where the paragraph holds the term.
    """

    article: NDArray[np.object_]
    paragraph: Codes
    terms: tuple[Term, ...]
    matrix: sparse.csr_array


def features(corpus: Corpus, *, terms: Sequence[Term] | None = None) -> Features:
    """Look for terms in every paragraph.

    Parameters
    ----------
    corpus
        Articles with their text.
    terms
        The terms to look for, in this order; left out: all that occur in at least two articles.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": [
    ...     "Turkey cannot do without Russian gas.", "Ankara cannot refuse Moscow."]}))
    >>> found = features(corpus)
    >>> [term for kind, term in found.terms if kind in ("words", "actors")]
    ['can not', '[TR] can', 'RU + TR']
    """
    from scipy import sparse

    article, paragraph = paragraphs(corpus)
    _, owner = np.unique(article.astype(str), return_inverse=True)
    wanted = None if terms is None else {term: column for column, term in enumerate(terms)}
    known: list[Term] = []
    rows, columns = [], []
    for block in _blocks(corpus):
        if wanted is None:
            codes = block.codes_in_articles(owner, LEAST_ARTICLES)
            place = np.arange(len(codes)) + len(known)
            known += [(block.kind, block.term(code)) for code in codes.tolist()]
        else:
            codes, place = block.codes_of(wanted)
        if not len(codes):
            continue
        at = np.minimum(np.searchsorted(codes, block.code), len(codes) - 1)
        held = codes[at] == block.code
        rows.append(block.row[held])
        columns.append(place[at[held]])
    found = tuple(known if terms is None else terms)
    row, column = np.concatenate([*rows, []]), np.concatenate([*columns, []])
    matrix = sparse.coo_array(
        (np.ones(len(row)), (row.astype(np.int64), column.astype(np.int64))),
        shape=(len(article), len(found)),
    ).tocsr()
    return Features(article, paragraph, found, matrix)


@dataclass(frozen=True, eq=False)
class _Block:
    """Features of one kind: paragraph `row` holds `code`, each pair once.

    A code is a place in `names`, or with `joint` two of them: ``first * len(names) + second``.
    """

    kind: str
    names: Sequence[str]
    row: Codes
    code: Codes
    joint: str = ""

    def term(self, code: int) -> str:
        if not self.joint:
            return self.names[code]
        first, second = divmod(code, len(self.names))
        return f"{self.names[first]}{self.joint}{self.names[second]}"

    def codes_in_articles(self, owner: Codes, least: int) -> Codes:
        """Give the codes, ascending, that occur in so many articles."""
        held, _ = _distinct(self.code, owner[self.row])
        codes, n_articles = np.unique(held, return_counts=True)
        return codes[n_articles >= least]

    def codes_of(self, wanted: Mapping[Term, int]) -> tuple[Codes, Codes]:
        """Give the codes, ascending, of the terms of this kind, and the column of each."""
        place = {name: number for number, name in enumerate(self.names)}
        found = []
        for (kind, term), column in wanted.items():
            if kind != self.kind:
                continue
            parts = term.split(self.joint) if self.joint else [term]
            numbers = [place[part] for part in parts if part in place]
            if len(numbers) == len(parts) == 1 + bool(self.joint):
                code = numbers[0] if not self.joint else numbers[0] * len(place) + numbers[1]
                found.append((code, column))
        pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


def _block(kind: str, names: Sequence[str], row: Codes, code: Codes, joint: str = "") -> _Block:
    """Keep each pair of a row and a code once."""
    inside = row >= 0
    return _Block(kind, names, *_distinct(row[inside], code[inside]), joint)


def _distinct(first: Codes, second: Codes) -> tuple[Codes, Codes]:
    """Keep each pair of numbers once, in ascending order."""
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    new = np.ones(len(first), bool)
    new[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return first[new], second[new]


def _blocks(corpus: Corpus) -> Iterator[_Block]:
    place = _places(corpus)
    yield from _word_blocks(corpus, place)
    yield from _actor_blocks(corpus, place)
    yield from _codebook_blocks(corpus, place)


def _places(corpus: Corpus) -> Codes:
    """Give the row of each paragraph of the loaded corpus, -1 where it is not selected."""
    firsts = corpus.tokens.article_paragraphs
    place = np.full(int(firsts[-1]), -1, np.int64)
    rows = np.asarray(corpus.rows)
    selected = spans_to_positions(firsts[rows], firsts[rows + 1])
    place[selected] = np.arange(len(selected))
    return place


def _word_blocks(corpus: Corpus, place: Codes) -> Iterator[_Block]:
    """Give lemmas, and pairs of neighbours in a sentence; punctuation does not part a pair."""
    table, actors = corpus.tokens, corpus.tokens.actors
    folded = [lemma.casefold() for lemma in table.lemmas]
    lemmas = sorted(set(folded))
    code = {lemma: number for number, lemma in enumerate(lemmas)}
    names = [*lemmas, *(f"[{actor}]" for actor in actors.names), NAME, NUMBER]
    item = np.array([code[lemma] for lemma in folded], np.int64)[table.lemma]
    item[np.isin(table.tag, _tags(table.tags, "NNP", "NNPS"))] = names.index(NAME)
    item[np.isin(table.tag, _tags(table.tags, "CD"))] = names.index(NUMBER)
    # an actor is one item, however many words name it
    start, end = np.asarray(actors.start, np.int64), np.asarray(actors.end, np.int64)
    kept = np.array(table.word)
    kept[spans_to_positions(start, end)] = False
    kept[start] = True
    item[start] = len(lemmas) + np.asarray(actors.code, np.int64)
    position = np.flatnonzero(kept)
    row = place[table.paragraph_of(position)]
    position, row = position[row >= 0], row[row >= 0]
    held = item[position]
    plain = held < len(lemmas)
    yield _block("word", names, row[plain], held[plain])
    sentence = table.sentence_of(position)
    beside = np.flatnonzero(sentence[1:] == sentence[:-1])
    yield _block("words", names, row[beside], held[beside] * len(names) + held[beside + 1], " ")


def _tags(names: Sequence[str], *wanted: str) -> Codes:
    return np.array([number for number, name in enumerate(names) if name in wanted], np.int64)


def _actor_blocks(corpus: Corpus, place: Codes) -> Iterator[_Block]:
    """Give the actors that a paragraph mentions, and those that one sentence mentions together."""
    table, actors = corpus.tokens, corpus.tokens.actors
    start, code = np.asarray(actors.start, np.int64), np.asarray(actors.code, np.int64)
    order = sorted(actors.names)
    code = np.array([order.index(name) for name in actors.names], np.int64)[code]
    yield _block("actor", order, place[table.paragraph_of(start)], code)
    sentence, code = _distinct(table.sentence_of(start), code)
    row = place[table.paragraph_of(table.sentence_offsets[sentence])]
    rows, pairs = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for apart in range(1, len(order)):
        same = np.flatnonzero(sentence[apart:] == sentence[:-apart])
        if not len(same):
            break
        rows.append(row[same])
        pairs.append(code[same] * len(order) + code[same + apart])
    yield _block("actors", order, np.concatenate(rows), np.concatenate(pairs), " + ")


def _codebook_blocks(corpus: Corpus, place: Codes) -> Iterator[_Block]:
    """Give rules that fire, the words they look for alone, and the queries of the codebook."""
    codebook, matcher = corpus.codebook, Matcher(corpus)
    rules = [(frame, rule) for frame in codebook.frames.values() for rule in frame.rules]
    ids = [rule.id for _, rule in rules]
    fired = [matcher.rule(frame, rule)["start"] for frame, rule in rules]
    looked_for = [matcher.find(rule.query).start for _, rule in rules]
    queries = list(codebook.named)
    found = [matcher.find(f":{name}").start for name in queries]
    for kind, names, hits in (
        ("rule", ids, fired),
        ("words of rule", ids, looked_for),
        ("query", queries, found),
    ):
        position = np.concatenate([*hits, []]).astype(np.int64)
        code = np.repeat(np.arange(len(names)), [len(starts) for starts in hits])
        yield _block(kind, names, place[corpus.tokens.paragraph_of(position)], code)
