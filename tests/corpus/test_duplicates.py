"""Texts that share their wording: copies, reprints and excerpts are found, others are not."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.corpus.article import Article
from toolkit.corpus.duplicates import ShingleIndex, clusters, containment, earliest, shingles

RNG = np.random.default_rng(7)
VOCABULARY = [f"word{n}" for n in range(3000)]


def text(words: int, seed: int = 0) -> str:
    """A text of random words: no two seeds share a run of five."""
    return " ".join(np.random.default_rng(seed).choice(VOCABULARY, words))


def article(identifier: str, published: str, body: str) -> Article:
    return Article(identifier, "A title", (), published, body)


@pytest.mark.parametrize("words", [60, 400, 2000])
@pytest.mark.parametrize("share", [1.0, 0.7, 0.4])
def test_an_excerpt_is_found_whatever_its_length(words, share):
    """Containment of a cut is 1, though its resemblance is only the share that is left."""
    index = ShingleIndex()
    for seed in range(20):
        index.add(f"a{seed:02}", text(words, seed))
    cut = " ".join(text(words, 3).split()[: int(share * words)])
    found = index.nearest(cut)
    assert found is not None
    assert (found.id, found.containment) == ("a03", 1.0)
    assert found.covers == pytest.approx(share, abs=0.06)
    assert found.whole == (share >= 0.75)


def test_the_whole_is_found_when_the_excerpt_was_there_first():
    """The longer text comes second: containment is that of the shorter one all the same."""
    index = ShingleIndex()
    whole = text(2500, 1)
    index.add("excerpt", " ".join(whole.split()[500:620]))
    assert index.nearest(whole).containment == 1.0


def test_five_per_cent_of_edited_words_leave_a_copy_a_copy():
    """Each edit breaks five shingles: about 0.95^5 = .77 of them stay."""
    words = text(800, 5).split()
    for place in RNG.choice(len(words), 40, replace=False):
        words[place] = "edited"
    index = ShingleIndex()
    index.add("original", text(800, 5))
    assert index.nearest(" ".join(words)).containment == pytest.approx(0.77, abs=0.06)


def test_different_texts_do_not_overlap():
    """No pair among sixty texts; nor does a text of fewer than five words overlap with any."""
    index = ShingleIndex()
    for seed in range(60):
        index.add(f"a{seed}", text(500, seed))
    assert index.pairs() == []
    assert index.nearest("word1 word2") is None
    assert containment(shingles("one two"), shingles("one two")) == 0


def test_a_phrase_that_all_share_names_no_candidate():
    """A line that stands in 150 texts does not make them copies of one another."""
    line = "subscribe to our letter and read what others do not know about the region"
    index = ShingleIndex()
    for seed in range(150):
        index.add(f"a{seed}", f"{text(300, seed)} {line}")
    assert index.pairs() == []


def test_a_text_taken_out_is_not_found():
    """Discarding, and replacing a text by another of the same id."""
    index = ShingleIndex()
    index.add("a", text(300, 1))
    index.add("a", text(300, 2))
    assert index.nearest(text(300, 1)) is None
    index.discard("a")
    assert "a" not in index
    assert index.nearest(text(300, 2)) is None


def test_clusters_put_the_earliest_first_whatever_the_order():
    """A reprint and an excerpt gather round the original; an unrelated article does not."""
    body = text(400, 9)
    group = [
        article("c-reprint", "2019-09-20", body + " " + text(20, 77)),
        article("b-original", "2019-09-14", body),
        article("d-excerpt", "2019-10", " ".join(body.split()[:150])),
        article("a-other", "2019-01-01", text(400, 10)),
    ]
    for order in (group, group[::-1]):
        found = clusters(order)
        assert [[a.id for a in cluster] for cluster in found] == [
            ["b-original", "c-reprint", "d-excerpt"]
        ]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (("2019-09-14", "2019-09-13"), 1),
        (("", "2021"), 1),
        (("", ""), 0),  # the longer
        (("2019", "2019-09-14"), 0),  # cannot be put in order: the longer
        (("2019-09-14", "2019"), 0),
        (("2019-09-14", "2019-09"), 0),
        (("2019-09-14", "2019-09-14"), 0),
        (("2019-10", "2019-09-14"), 1),
        (("2020", "2019-09-14"), 1),
    ],
)
def test_the_original_is_the_earliest_and_else_the_longest(dates, first):
    """Dates of different exactness are not put into an order that they do not have."""
    pair = [article("a", dates[0], "one two three"), article("b", dates[1], "one two")]
    assert earliest(pair) is pair[first]
