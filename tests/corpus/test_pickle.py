"""What joblib and multiprocessing send to another process comes out there as it was."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.corpus.wordlists import reference_words

TEXTS = ["Russia sold “cheap gas” to Turkey.", "Gas flows.", "Turkey bought no gas."]


def sent(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))


@pytest.fixture
def corpus() -> toolkit.Corpus:
    frame = pd.DataFrame({"text": TEXTS, "author": ["A", "B", "A"], "published": ["2019"] * 3})
    return toolkit.from_frame(frame).assign(long=lambda row: row["author"] == "A")


@pytest.mark.parametrize("annotated", [False, True])
def test_a_corpus_is_the_same_in_another_process(corpus: toolkit.Corpus, annotated: bool) -> None:
    if annotated:
        toolkit.frequency(corpus, "gas", by="author")
    for part in (corpus, corpus.where(author="A"), corpus.own_words()):
        other = sent(part)
        assert other.fingerprint == part.fingerprint
        assert other.articles.equals(part.articles)
        assert other.groups("long").labels == part.groups("long").labels
        for ask in (toolkit.frequency, toolkit.sketch):
            pd.testing.assert_frame_equal(ask(other, "gas").table, ask(part, "gas").table)
    assert not sent(corpus).sizes.flags.writeable
    assert copy.deepcopy(corpus).fingerprint == corpus.fingerprint


def test_selections_that_are_sent_together_are_of_one_corpus(corpus: toolkit.Corpus) -> None:
    whole, part = sent((corpus, corpus.where(author="A")))
    assert part.tokens is whole.tokens
    assert len(toolkit.keyness(whole, part, min_count=1).table)


def test_a_cluster_stays_where_it_is(corpus: toolkit.Corpus) -> None:
    """Its connection cannot be sent; what is annotated by it can."""

    def run(function: Any, batches: Any) -> Any:
        return map(function, batches)

    with pytest.raises(AttributeError, match="local object"):
        sent(run)
    joined = corpus.using(run)
    assert sent(joined).find("gas").start.tolist() == corpus.find("gas").start.tolist()


def test_what_is_found_can_be_sent(corpus: toolkit.Corpus) -> None:
    lines = toolkit.concordance(corpus, "gas", sort="1R author")
    assert sent(lines).table.equals(lines.table)
    hits = corpus.find("gas")
    assert np.array_equal(sent(hits).start, hits.start)
    assert sent(lines.head(2)).notes == lines.head(2).notes
    assert sent(corpus.codebook).fingerprint == corpus.codebook.fingerprint
    words = reference_words("lemma")
    assert sent(words).counts == words.counts
    with pytest.raises(TypeError):
        sent(words).counts["gas"] = 1
