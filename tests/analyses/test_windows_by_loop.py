"""Windows once more, as a reader would count them: hit by hit, word by word."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit

words = st.sampled_from(["gas", "Gas", "oil", "pipe", "Turkey", "gas.", "oil,", "pipe!", "—"])
texts = st.lists(st.lists(words, min_size=1, max_size=14).map(" ".join), min_size=1, max_size=4)
sides = st.integers(0, 6)


def counted(corpus, window, attribute, within_sentence):
    """Count the names around each `gas`, the slots, and the articles of each name."""
    table, (left, right) = corpus.tokens, window
    near: Counter[str] = Counter()
    articles: defaultdict[str, set[int]] = defaultdict(set)
    for article in range(len(corpus)):
        first, last = table.article_offsets[article], table.article_offsets[article + 1]
        inside = [place for place in range(first, last) if table.word[place]]
        sentence = dict(zip(inside, table.sentence_of(np.array(inside, int)), strict=True))
        for node in inside:
            if table.forms[table.form[node]].casefold() != "gas":
                continue
            before = [place for place in inside if place < node]
            after = [place for place in inside if place > node]
            for place in [*before[len(before) - min(left, len(before)) :], *after[:right]]:
                if not within_sentence or sentence[place] == sentence[node]:
                    name = table.names(attribute)[table.codes(attribute)[place]]
                    near[name] += 1
                    articles[name].add(article)
    return near, articles


@settings(max_examples=15)
@given(texts, sides, sides, st.sampled_from(["form", "lemma"]), st.booleans())
def test_windows_are_what_a_loop_counts(texts, left, right, unit, within_sentence):
    """Past the ends of texts and sentences, over each other, with the node in them."""
    window = (left, right) if left + right else (1, 0)
    corpus = toolkit.from_frame(pd.DataFrame({"text": texts}))
    near, articles = counted(corpus, window, unit, within_sentence)
    table = toolkit.collocates(
        corpus, "gas", window=window, unit=unit, within_sentence=within_sentence, min_count=1
    ).table.set_index("collocate")
    assert table["count"].to_dict() == dict(near)
    assert table["articles_with"].to_dict() == {name: len(held) for name, held in articles.items()}
    matrix = corpus.matrix(unit)
    totals = dict(zip(matrix.names, matrix.totals.tolist(), strict=True))
    for name, row in table.iterrows():
        expected = near.total() * totals[name] / matrix.sizes.sum()
        assert row["frequency"] == totals[name]
        assert abs(row["expected"] - expected) < 1e-9


def test_windows_of_two_nodes_share_what_lies_between_them():
    """`oil` stands in the windows of both; each node stands in that of the other."""
    corpus = toolkit.from_frame(pd.DataFrame({"text": ["gas oil Gas pipe"]}))
    table = toolkit.collocates(corpus, "gas", window=(2, 2), unit="lemma", min_count=1).table
    assert dict(zip(table["collocate"], table["count"], strict=True)) == {
        "oil": 2, "gas": 2, "pipe": 1
    }  # fmt: skip
    # five slots in four words: `oil` fills two of them, and is expected in 5 * 1 / 4
    assert table.set_index("collocate").loc["oil", "expected"] == 1.25
