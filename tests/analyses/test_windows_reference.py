"""Counts in windows and concordance lines against quanteda's and mclm's."""

from __future__ import annotations

import csv
import gzip
import json

import numpy as np
import pandas as pd
import pytest

import toolkit
from tests.stats.reference import FOLDER, columns, toy_documents
from toolkit.analyses.windows import window_counts
from toolkit.corpus.query import Hits
from toolkit.corpus.tokens import TokenTable


def corpus_of(documents):
    """Make a corpus of tokens as they are given, without the annotator."""
    frame = pd.DataFrame({"text": [" ".join(tokens) for tokens in documents.values()]})
    corpus = toolkit.from_frame(frame.assign(id=[f"d{n:03}" for n in range(len(frame))]))
    tokens = [token for document in documents.values() for token in document]
    names = tuple(sorted(set(tokens)))
    number = {name: code for code, name in enumerate(names)}
    codes = np.array([number[token] for token in tokens], np.int32)
    lengths = np.array([len(document) for document in documents.values()])
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    starts = np.concatenate(
        [np.cumsum([0, *(len(t) + 1 for t in document[:-1])]) for document in documents.values()]
    )
    empty = np.zeros(len(codes), np.int32)
    corpus._store.tokens = TokenTable(
        form=codes, lemma=codes, tag=empty, forms=names, lemmas=names, tags=("NN",),
        start=starts, end=starts + np.array([len(token) for token in tokens]),
        article_offsets=offsets, paragraph_offsets=offsets,
        article_paragraphs=np.arange(len(lengths) + 1), sentence_offsets=offsets,
        actor_list=corpus.actor_list,
    )  # fmt: skip
    return corpus


def counts_near(corpus, name, width):
    """Count every name near one; all tokens are words here, as they are for quanteda."""
    table = corpus.tokens
    table.__dict__["is_word"] = np.ones(len(table.forms), bool)
    at = table.index("form").positions(table.code_of("form", name)).astype(np.int64)
    found = window_counts(
        corpus,
        Hits(at, at + 1),
        window=(width, width),
        attribute="form",
        within_sentence=False,
    )
    totals = np.asarray(found.near.sum(axis=0)).ravel()
    return dict(zip(found.names, totals.tolist(), strict=True)), int(found.slots.sum())


@pytest.mark.parametrize("kind", ["frequency", "boolean", "weighted_1_over_distance"])
def test_windows_of_the_toy_set_agree_with_quanteda(kind):
    """Three tokens to either side; a word near itself counts from both of its places."""
    with (FOLDER / "toy" / f"fcm_window3_{kind}.csv").open(encoding="utf-8") as lines:
        expected = list(csv.DictReader(lines))
    corpus = corpus_of(toy_documents())
    assert len(expected) == len(corpus.tokens.forms)
    widths = [counts_near(corpus, row["feature"], 3)[0] for row in expected]
    for row, near in zip(expected, widths, strict=True):
        if kind == "weighted_1_over_distance":
            steps = [counts_near(corpus, row["feature"], width)[0] for width in (1, 2, 3)]
            near = {
                name: steps[0][name]
                + (steps[1][name] - steps[0][name]) / 2
                + (steps[2][name] - steps[1][name]) / 3
                for name in near
            }
        for name, count in near.items():
            wanted = float(row[name])
            if kind == "boolean":  # in how many documents, counted from either side
                assert (count > 0) == (wanted > 0), (row["feature"], name)
            else:
                assert count == pytest.approx(wanted, rel=1e-12), (row["feature"], name)


def test_lines_of_the_toy_set_are_those_of_quanteda():
    """Where the phrase stands, and three tokens to either side."""
    with (FOLDER / "toy" / "kwic_gas_deal.csv").open(encoding="utf-8") as lines:
        expected = list(csv.DictReader(lines))
    documents = toy_documents()
    corpus = corpus_of(documents)
    found = toolkit.concordance(corpus, "gas deal", window=3, sort="text").table
    names = list(documents)
    assert [names[int(article[1:])] for article in found["article"]] == [
        row["docname"] for row in expected
    ]
    assert found["left"].tolist() == [row["pre"] for row in expected]
    assert found["right"].tolist() == [row["post"] for row in expected]
    hits = corpus.find("gas deal")
    first = hits.start - corpus.tokens.article_offsets[corpus.tokens.article_of(hits.start)] + 1
    assert first.tolist() == [int(row["from"]) for row in expected]
    assert (first + 1).tolist() == [int(row["to"]) for row in expected]


def test_windows_of_the_addresses_agree_with_quanteda(shared):
    """Four nodes, five tokens to either side: O11, R1, C1 and N of the table of collocates."""
    with gzip.open(shared("reference/small/inaugural_tokens.jsonl.gz"), "rt") as lines:
        documents = {row["doc"]: row["tokens"] for row in map(json.loads, lines)}
    corpus = corpus_of(documents)
    table = columns("collocates_mclm.csv")
    assert len(corpus.tokens) == table["N"][0]
    frequency = np.bincount(corpus.tokens.form, minlength=len(corpus.tokens.forms))
    for node in sorted(set(table["node"])):
        near, slots = counts_near(corpus, node, 5)
        rows = table["node"] == node
        words = table["collocate"][rows]
        assert [near[word] for word in words] == table["O11"][rows].astype(int).tolist()
        assert set(table["R1"][rows]) == {slots}
        known = [frequency[corpus.tokens.code_of("form", word)] for word in words]
        assert known == table["C1"][rows].astype(int).tolist()
