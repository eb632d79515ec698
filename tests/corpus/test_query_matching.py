"""Queries against a slow matcher that tries every span, on random small corpora."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus.tables import ARTICLE, PARAGRAPH, table_from
from toolkit.corpus.actors import ActorList
from toolkit.corpus.query import Hits, find
from toolkit.corpus.spans import ascending, covered, disjoint

ACTORS = ActorList.parse(
    """
version: "1"
actors:
  XX: {label: X, state: [C, C a]}
  YY: {label: Y, state: [a C], adjectives: [E]}
"""
)
LEMMAS = {"a": "x", "b": "x", "C": "y", "E": "y"}
TAGS = {"a": "N1", "b": "N2", "C": "V1"}

# -- a query as a tree: rendered for `find`, and answered by trying everything ---------------------

tests = st.one_of(
    st.tuples(st.just("form"), st.sampled_from(["a", "b", "C", "E", "[ab]", "a|C", ".*", "z"])),
    st.tuples(st.just("lemma"), st.sampled_from(["x", "y", "x|y"])),
    st.tuples(st.just("tag"), st.sampled_from(["N.*", "V1", "N1", "NN"])),
    st.tuples(st.just("actor"), st.sampled_from(["XX", "YY", "XX|YY", ".*"])),
)
conditions = st.recursive(
    st.tuples(st.just("is"), tests),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("and"), st.tuples(inner, inner)),
        st.tuples(st.just("or"), st.tuples(inner, inner)),
    ),
    max_leaves=3,
)
nodes = st.recursive(
    st.one_of(st.tuples(st.just("token"), conditions), st.just(("any",))),
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("either"), st.lists(inner, min_size=2, max_size=2)),
        st.tuples(st.just("repeat"), inner, st.integers(0, 2), st.integers(1, 3)),
        st.tuples(st.just("near"), inner, inner, st.integers(1, 4)),
        st.tuples(st.just("within"), inner, st.sampled_from("sp")),
    ),
    max_leaves=5,
)
sentences = st.lists(
    st.one_of(
        st.lists(st.sampled_from(["a", "b", "C", "E", "C-E"]), min_size=1, max_size=6).map(
            " ".join
        ),
        st.sampled_from([PARAGRAPH, ARTICLE]),
    ),
    max_size=8,
)


def render(node):
    kind, *rest = node
    if kind == "any":
        return "[]"
    if kind == "token":
        return f"[{render_condition(rest[0])}]"
    if kind == "sequence":
        return "(" + " ".join(map(render, rest[0])) + ")"
    if kind == "either":
        return "(" + " | ".join(map(render, rest[0])) + ")"
    if kind == "repeat":
        part, least, most = rest
        return f"({render(part)}){{{least},{max(least, most)}}}"
    if kind == "near":
        return f"near({render(rest[0])}, {render(rest[1])}, {rest[2]})"
    return f"({render(rest[0])} within {rest[1]})"


def render_condition(condition):
    kind, rest = condition
    if kind == "is":
        return f'{rest[0]}="{rest[1]}"'
    if kind == "not":
        return f"!({render_condition(rest)})"
    sign = " & " if kind == "and" else " | "
    return "(" + sign.join(map(render_condition, rest)) + ")"


class Slow:
    """Ends of all spans of a part from one start; nothing is indexed, nothing is ordered."""

    def __init__(self, table):
        self.n = len(table)
        self.columns = {
            name: [table.names(name)[code] for code in table.codes(name)]
            for name in ("form", "lemma", "tag")
        }
        spans = table.actors
        self.mentions = [
            (int(a), int(b), spans.names[c])
            for a, b, c in zip(spans.start, spans.end, spans.code, strict=True)
        ]
        unit = {"s": table.sentence_of, "p": table.paragraph_of, "a": table.article_of}
        self.unit = {name: of(np.arange(self.n)).tolist() for name, of in unit.items()}

    def same(self, unit, start, end):
        return self.unit[unit][start] == self.unit[unit][end - 1]

    def holds(self, condition, at):
        kind, rest = condition
        if kind == "is" and rest[0] == "actor":
            return any(a <= at < b and re.fullmatch(rest[1], c) for a, b, c in self.mentions)
        if kind == "is":
            return bool(re.fullmatch(rest[1], self.columns[rest[0]][at]))
        if kind == "not":
            return not self.holds(rest, at)
        return (all if kind == "and" else any)(self.holds(part, at) for part in rest)

    def ends(self, node, at):
        kind, *rest = node
        if kind == "any":
            return {at + 1} if at < self.n else set()
        if kind == "token":
            return self.token(rest[0], at)
        if kind == "sequence":
            reached = {at}
            for part in rest[0]:
                reached = {end for place in reached for end in self.ends(part, place)}
            return reached
        if kind == "either":
            return set().union(*(self.ends(part, at) for part in rest[0]))
        if kind == "repeat":
            part, least, most = rest
            reached, found = {at}, {at} if least == 0 else set()
            for number in range(1, max(least, most) + 1):
                reached = {end for place in reached for end in self.ends(part, place)}
                found |= reached if number >= least else set()
            return found
        if kind == "near":
            left, right, distance = rest
            return {
                end
                for one, other in ((left, right), (right, left))
                for middle in self.ends(one, at)
                for place in range(middle, min(middle + distance, self.n))
                for end in self.ends(other, place)
                if self.same("s", at, end)
            }
        return {end for end in self.ends(rest[0], at) if end == at or self.same(rest[1], at, end)}

    def token(self, condition, at):
        flat = list(self.conjuncts(condition))
        actor = next((c for c in flat if c[0] == "is" and c[1][0] == "actor"), None)
        if actor is None:
            return {at + 1} if at < self.n and self.holds(condition, at) else set()
        others = [c for c in flat if c is not actor]
        return {
            b
            for a, b, code in self.mentions
            if a == at
            and re.fullmatch(actor[1][1], code)
            and all(self.holds(c, b - 1) for c in others)
        }

    def conjuncts(self, condition):
        if condition[0] == "and":
            for part in condition[1]:
                yield from self.conjuncts(part)
        else:
            yield condition

    def find(self, node):
        hits, at = [], 0
        while at < self.n:
            ends = [e for e in self.ends(node, at) if e > at and self.same("a", at, e)]
            if ends:
                hits.append((at, min(ends)))
            at = min(ends, default=at + 1)
        return hits


def may_be_empty(node):
    kind, *rest = node
    if kind == "sequence":
        return all(map(may_be_empty, rest[0]))
    if kind == "either":
        return any(map(may_be_empty, rest[0]))
    if kind == "repeat":
        return rest[1] == 0 or may_be_empty(rest[0])
    return kind == "within" and may_be_empty(rest[0])


def has_empty_side(node):
    kind, *rest = node
    if kind == "near" and any(map(may_be_empty, rest[:2])):
        return True
    inner = [part for part in rest if isinstance(part, tuple)]
    inner += [part for parts in rest if isinstance(parts, list) for part in parts]
    return kind != "token" and any(map(has_empty_side, inner))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(sentences, nodes)
def test_finds_what_trying_everything_finds(texts, node):
    """The matcher grows spans from the rarest part; the slow one tries each start and end."""
    if has_empty_side(node):
        return
    table = table_from(*texts, lemmas=LEMMAS, tags=TAGS, actors=ACTORS)
    hits = find(table, render(node))
    assert list(zip(hits.start.tolist(), hits.end.tolist(), strict=True)) == Slow(table).find(node)


@settings(max_examples=60, deadline=None)
@given(sentences, nodes)
def test_hits_do_not_overlap_and_stay_in_their_article(texts, node):
    """Each hit has a token, begins after the one before it ends, and keeps to one article."""
    if has_empty_side(node):
        return
    table = table_from(*texts, lemmas=LEMMAS, tags=TAGS, actors=ACTORS)
    hits = find(table, render(node))
    assert (hits.end > hits.start).all()
    assert (hits.start[1:] >= hits.end[:-1]).all()
    assert (table.article_of(hits.start) == table.article_of(hits.end - 1)).all()


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 9)), max_size=300))
def test_disjoint_takes_the_leftmost_span_each_time(spans):
    """The walk in clusters chooses what one loop over all spans chooses."""
    spans = sorted({start: start + length for start, length in spans}.items())
    start = np.array([a for a, _ in spans], np.int64)
    end = np.array([b for _, b in spans], np.int64)
    kept, reached = [], 0
    for a, b in spans:
        kept.append(a >= reached)
        reached = b if a >= reached else reached
    assert disjoint(start, end).tolist() == kept


@given(st.lists(st.integers(-5, 5)))
def test_ascending_is_the_sorted_set(values):
    """The different values, in order."""
    assert ascending(np.array(values, np.int64)).tolist() == sorted(set(values))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=8))
def test_covered_counts_every_span(spans):
    """A long span that began earlier still covers."""
    spans = sorted((start, start + length) for start, length in spans)
    start = np.array([a for a, _ in spans], np.int64)
    end = np.array([b for _, b in spans], np.int64)
    found = covered(start, end, np.arange(40)).tolist()
    assert found == [any(a <= p < b for a, b in spans) for p in range(40)]


def test_keep_selects_hits():
    """A mask keeps starts and ends together."""
    hits = Hits(np.array([0, 4, 9]), np.array([1, 6, 10])).keep(np.array([True, False, True]))
    assert (len(hits), hits.start.tolist(), hits.end.tolist()) == (2, [0, 9], [1, 10])


@pytest.mark.parametrize("query", ["a", "[]", "near(a, b, 3)", "[actor='XX']", "a []* b within s"])
def test_an_empty_corpus_has_no_hits(query):
    """No token, no hit, no error."""
    hits = find(table_from(actors=ACTORS), query)
    assert (len(hits), hits.start.dtype, hits.end.dtype) == (0, np.int64, np.int64)
