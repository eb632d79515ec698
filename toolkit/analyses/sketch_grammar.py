"""The grammar of word sketches, and the pairs of node and collocate that it finds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus import Corpus
from toolkit.corpus.codebook_yaml import Reader, read_tree
from toolkit.corpus.query import Hits, find
from toolkit.corpus.tokens import TokenTable

Positions = NDArray[np.int64]
_FIELDS = ("says", "first", "last", "node_not_after", "node_not_before", "collocate_not_after")
_NOUN = re.compile(r"NN.*")
# what stands between a preposition and the noun it governs
_PHRASE = re.compile(r"DT|JJ.*|PRP\$|PDT")
_STEPS = 5


@dataclass(frozen=True)
class Relation:
    """A grammatical relation between a node and its collocates.

    Parameters
    ----------
    name
        Short, as in a table.
    says
        The same in plain words.
    first, last
        Queries whose first (last) token is the collocate and which end (begin) with the node.
    node_not_after
        Lemmas that may not stand before the noun phrase of the node.
    node_not_before
        Tags that may not follow the node.
    collocate_not_after
        Tags that may not stand before the collocate.
    """

    name: str
    says: str
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    node_not_after: str = ""
    node_not_before: str = ""
    collocate_not_after: str = ""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Collocates of the hits of a node in one relation, each lemma once a hit.

    Parameters
    ----------
    node
        The number of the hit.
    lemma
        The code of the collocate.
    barred
        How many collocates stood where none may.
    """

    node: Positions
    lemma: Positions
    barred: int = 0


@cache
def grammar() -> tuple[Relation, ...]:
    """Read the grammar that ships with the package.

    Examples
    --------
    >>> [relation.name for relation in grammar()][:2]
    ['subject_of', 'object_of']
    """
    return parse_grammar(files("toolkit.analyses").joinpath("sketch.yaml").read_bytes())


def parse_grammar(source: str | bytes, *, name: str = "sketch.yaml") -> tuple[Relation, ...]:
    """Read a grammar from text.

    Raises
    ------
    CodebookError
        With every fault, each with its line.
    """
    reader = Reader(name)
    tree = read_tree(source, reader)
    top = reader.mapping(
        tree, "", allowed=("version", "parts", "relations"), required=("relations",)
    )
    parts = {
        part: reader.text(node, f"parts.{part}")
        for part, node in reader.mapping(top.get("parts"), "parts").items()
    }
    relations = []
    for key, node in reader.mapping(top.get("relations"), "relations").items():
        place = f"relations.{key}"
        entry = reader.mapping(node, place, allowed=_FIELDS, required=("says",))
        texts = {field: reader.text(entry.get(field), place) for field in _FIELDS[3:]}
        found = {
            side: tuple(_with_parts(text, parts) for text in reader.texts(entry.get(side), place))
            for side in ("first", "last")
        }
        for query in (*found["first"], *found["last"]):
            if "NODE" not in query:
                reader.fault(node, place, f"{query!r} has no NODE", "say where the node stands")
        says = reader.text(entry.get("says"), place)
        relations.append(Relation(key, says, found["first"], found["last"], **texts))
    if reader.problems:
        raise reader.refusal("a sketch grammar")
    return tuple(relations)


def _with_parts(query: str, parts: dict[str, str]) -> str:
    for name, text in parts.items():
        query = re.sub(rf"\b{re.escape(name)}\b", text.replace("\\", r"\\"), query)
    return query


def related(
    corpus: Corpus,
    node: str,
    hits: Hits,
    relation: Relation,
    *,
    barred: NDArray[np.bool_] | None = None,
) -> Pairs:
    """Find the collocates of some hits of a node in one relation.

    Parameters
    ----------
    corpus
        The articles.
    node
        The query of the node.
    hits
        Its hits in `corpus`.
    relation
        What joins node and collocate.
    barred
        Tokens that are no collocates, true or false for each of the table.

    Raises
    ------
    QueryError
        When the node is not well formed.
    """
    table = corpus.tokens
    numbers, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for query in relation.first:
        found = _spans(corpus, query, node)
        number = _number(hits.end, found.end)
        kept = number >= 0
        numbers.append(number[kept])
        places.append(found.start[kept])
    for query in relation.last:
        found = _spans(corpus, query, node)
        number = _number(hits.start, found.start)
        kept = number >= 0
        numbers.append(number[kept])
        places.append(_head(table, found.end[kept] - 1))
    number, place = np.concatenate(numbers), np.concatenate(places)
    kept = _sentence_is_one(table, hits, number, place)
    if relation.node_not_after:
        before = _before_phrase(table, hits.start[number])
        kept &= ~_fits(table.lemmas, table.lemma, before, relation.node_not_after)
    if relation.node_not_before:
        after = hits.end[number]
        kept &= ~_fits(table.tags, table.tag, after, relation.node_not_before)
    if relation.collocate_not_after:
        kept &= ~_fits(table.tags, table.tag, place - 1, relation.collocate_not_after)
    known = max(1, len(table.lemmas))
    key = number * known + table.lemma[place]
    out = np.zeros(len(place), bool) if barred is None else barred[place]
    # a hit may have one collocate by two queries
    number, lemma = np.divmod(np.unique(key[kept & ~out]), known)
    return Pairs(number, lemma, len(np.unique(key[kept & out])))


def _spans(corpus: Corpus, query: str, node: str) -> Hits:
    """Find a query of the grammar; one that holds another node must not hide that one's own.

    "Turkey and Russia sell" is a relation of both when the node is either.
    """
    query = query.replace("NODE", f"({node})")
    return find(corpus.tokens, query, named=corpus.codebook.named, overlapping=True)


def _number(edges: Positions, wanted: Positions) -> Positions:
    """Find the hit that begins (or ends) at each position; -1 where none does."""
    if not len(edges):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(edges, wanted), len(edges) - 1)
    return np.where(edges[at] == wanted, at, -1)


def _head(table: TokenTable, place: Positions) -> Positions:
    """Go from a noun to the last noun of its compound; other words stay."""
    noun = np.array([bool(_NOUN.fullmatch(tag)) for tag in table.tags], dtype=bool)
    place = place.astype(np.int64)
    for _ in range(_STEPS):
        following = np.minimum(place + 1, len(table) - 1)
        onward = noun[table.tag[place]] & noun[table.tag[following]] & (following > place)
        onward &= table.sentence_of(following) == table.sentence_of(place)
        place = np.where(onward, following, place)
    return place


def _before_phrase(table: TokenTable, place: Positions) -> Positions:
    """Go back to what stands before a noun phrase in its sentence; -1 if nothing does."""
    inside = np.array([bool(_PHRASE.fullmatch(tag)) for tag in table.tags], dtype=bool)
    sentence = table.sentence_of(place)
    before = place.astype(np.int64) - 1
    for _ in range(_STEPS):
        going = (before >= 0) & inside[table.tag[np.maximum(before, 0)]]
        before = before - going
    known = (before >= 0) & (table.sentence_of(np.maximum(before, 0)) == sentence)
    return np.where(known, before, -1)


def _fits(
    names: tuple[str, ...], codes: NDArray[np.integer], place: Positions, pattern: str
) -> NDArray[np.bool_]:
    """Tell at which positions a value fits a pattern; nowhere past the ends of the corpus."""
    fits = re.compile(pattern)
    allowed = np.array([bool(fits.fullmatch(name)) for name in names], dtype=bool)
    inside = (place >= 0) & (place < len(codes))
    return inside & allowed[codes[np.where(inside, place, 0)]] if len(codes) else inside


def _sentence_is_one(
    table: TokenTable, hits: Hits, number: Positions, place: Positions
) -> NDArray[np.bool_]:
    return np.asarray(table.sentence_of(hits.start[number]) == table.sentence_of(place))
