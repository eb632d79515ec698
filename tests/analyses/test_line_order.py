"""Pages of a concordance against one plain sort; windows against counting one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.analyses import windows
from toolkit.errors import AnalysisError

WORDS = ["gas", "Gas", "oil", "and", "a", ",", "."]
KEYS = ["1L", "2L", "1R", "2R", "3R", "node", "text", "article", "author", "year", "outlet"]

texts = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=6
)


def corpus_of(bodies: list[str]) -> toolkit.Corpus:
    columns = {
        "author": [("Ankara", "Baku", "")[n % 3] for n in range(len(bodies))],
        "published": [str(2015 + n % 2) for n in range(len(bodies))],
        "outlet": [("B", "a")[n % 2] for n in range(len(bodies))],
    }
    return toolkit.from_frame(pd.DataFrame({"text": [f"so {body}" for body in bodies], **columns}))


@settings(max_examples=20, deadline=None)
@given(texts, st.lists(st.sampled_from(KEYS), max_size=3), st.integers(1, 4))
def test_pages_are_the_table_in_pieces(bodies, keys, size):
    """Ordering no more lines than are shown gives the lines that ordering all would give."""
    corpus = corpus_of(bodies)
    whole = toolkit.concordance(corpus, "gas|oil", sort=keys).table
    pages = toolkit.concordance(corpus, "gas|oil", sort=keys)
    for number in range(1, len(whole) // size + 2):
        part = whole.iloc[(number - 1) * size : number * size]
        page = pages.page(number, size=size)
        assert page.to_dict("records") == part.to_dict("records")


@pytest.mark.parametrize("size", [1, 2, 20])
def test_nodes_of_several_words_are_sorted_by_all_of_them(size):
    """Equal nodes stand together, and the next key sorts within them."""
    corpus = toolkit.from_frame(
        pd.DataFrame({"text": ["gas price x. gas bill y. Gas price a. gas bill b. gas z."]})
    )
    lines = toolkit.concordance(corpus, "gas price|bill", sort="node 1R", window=1)
    pages = [lines.page(number, size=size) for number in range(1, 5)]
    found = pd.concat(pages)[["node", "right"]].values.tolist()
    assert found == [["gas bill", "b"], ["gas bill", "y"], ["Gas price", "a"], ["gas price", "x"]]


@settings(max_examples=25, deadline=None)
@given(texts)
def test_nodes_are_sorted_word_by_word_and_a_shorter_one_first(bodies):
    """By nodes of one to four words that begin, go on and end alike or not, as a list is sorted."""
    corpus = corpus_of([f"oil and a. oil oil oil a. Gas and. gas. {body}" for body in bodies])
    query = '[form="oil"] []{0,2} a | [form="Gas"] [form="and|oil"] | [form="gas"]'
    hits = corpus.find(query)
    forms = [corpus.tokens.forms[code].casefold() for code in corpus.tokens.form]
    assert {1, 2, 3, 4} == {*(hits.end - hits.start).tolist(), 2}
    ordered = sorted(
        zip(hits.start.tolist(), hits.end.tolist(), strict=True),
        key=lambda place: (forms[slice(*place)], place),
    )
    found = toolkit.concordance(corpus, query, sort="node").lines.hits
    assert list(zip(found.start.tolist(), found.end.tolist(), strict=True)) == ordered


@pytest.mark.parametrize("keys", [5, b"1L", ["1L", 2]])
def test_sort_keys_that_are_no_text_are_refused(keys):
    """With what was found and what is meant."""
    with pytest.raises(AnalysisError, match=r"sort keys are text, such as '3L 2L 1L', or a list"):
        toolkit.concordance(corpus_of(["gas"]), "gas", sort=keys)


@settings(max_examples=15, deadline=None)
@given(texts, st.lists(st.sampled_from(["1L", "2L", "1R", "2R"]), min_size=1, max_size=3))
def test_lines_are_sorted_by_neighbours_without_capitals(bodies, keys):
    """A place beyond the article comes first, capitals do not count, text order settles ties."""
    corpus = corpus_of(bodies)
    table = corpus.tokens
    forms = [table.forms[code].casefold() for code in table.form]
    hits = corpus.find("gas")

    def rank(number: int) -> tuple[list[str], int]:
        at = int(hits.start[number])
        owner = int(table.article_of(hits.start[number : number + 1])[0])
        low, high = table.article_offsets[owner], table.article_offsets[owner + 1]
        places = [at - int(key[0]) if key[1] == "L" else at + int(key[0]) for key in keys]
        return [forms[place] if low <= place < high else "" for place in places], at

    expected = [int(hits.start[n]) for n in sorted(range(len(hits)), key=rank)]
    assert toolkit.concordance(corpus, "gas", sort=keys).lines.hits.start.tolist() == expected


@pytest.mark.parametrize("slots", [3, 2_000_000])
@settings(max_examples=10, deadline=None)
@given(bodies=texts, left=st.integers(0, 3), right=st.integers(1, 3))
def test_windows_hold_what_counting_one_by_one_finds(slots, bodies, left, right):
    """Every word on either side, punctuation left out; in blocks or at once."""
    corpus = corpus_of(bodies)
    table = corpus.tokens
    expected: Counter[tuple[int, str]] = Counter()
    hits = corpus.find("gas")
    for start, end in zip(hits.start, hits.end, strict=True):
        owner = int(table.article_of(start))
        low, high = table.article_offsets[owner], table.article_offsets[owner + 1]
        before = [p for p in range(low, start) if table.word[p]][-left or high :]
        after = [p for p in range(end, high) if table.word[p]][:right]
        expected.update((owner, table.forms[table.form[place]]) for place in before + after)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "_SLOTS", slots)
        found = windows.window_counts(
            corpus, hits, window=(left, right), attribute="form", within_sentence=False
        )
    cells = found.near.tocoo()
    counted = {
        (int(row), found.names[column]): int(count)
        for row, column, count in zip(*cells.coords, cells.data, strict=True)
    }
    assert counted == dict(expected)
    assert found.near.has_sorted_indices
    assert found.n_slots == found.slots.sum() == sum(expected.values())
    assert found.articles_hit == len({*table.article_of(hits.start).tolist()})
    near = found.near.toarray()
    totals, spread = near.sum(axis=0), (near > 0).sum(axis=0)
    for least in (0, 1, 3):
        columns, counts, articles = found.frequent(least)
        assert columns.tolist() == np.flatnonzero(totals >= max(least, 1)).tolist()
        assert counts.tolist() == totals[columns].tolist()
        assert articles.tolist() == spread[columns].tolist()


@pytest.mark.parametrize("n_names", [1_000, 300_000])
def test_words_are_counted_where_names_and_articles_are_many(n_names):
    """Name and article of a slot are one number: past two thousand million it needs 64 bits."""
    last = n_names - 1
    filled = np.array([[0, last, last, n_names], [last, last, 7, last]], np.int32)
    owners = np.array([0, 0, 4_998, 4_999])
    counts = windows.WindowCounts(filled, owners, ("",) * n_names, 5_000)
    columns, slots, articles = counts.frequent(1)
    assert columns.tolist() == [0, 7, last]
    assert slots.tolist() == [1, 1, 5]
    assert articles.tolist() == [1, 1, 3]
    assert counts.frequent(2)[0].tolist() == [last]
    assert (counts.n_slots, counts.articles_hit) == (7, 3)
