"""Ids that `discourse add` makes: valid, short, free, and no excerpt of a title."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.schema import id_fault
from toolkit.ingest.naming import propose_id, slug

LONG = "What the Bear Wants from the Straits and What It Will Pay"


@pytest.mark.parametrize(
    ("author", "outlet", "expected"),
    [
        (["Ayla Kurt"], "The Ledger", "2019-09-kurt-what-the-bear-wants-from-the"),
        (["Sara Al-Khatib"], "", "2019-09-al-khatib-what-the-bear-wants-from"),
        ([], "The Ledger", "2019-09-the-ledger-what-the-bear-wants-from"),
        ([], "Bulletin of the Straits and Seas", "2019-09-bulletin-of-the-what-the-bear-wants"),
        ([], "", "2019-09-what-the-bear-wants-from-the"),
    ],
)
def test_an_id_has_seven_words_beside_the_month(author, outlet, expected):
    """Surname, or else at most three words of the outlet; the title fills what is left."""
    assert propose_id(LONG, author, "2019-09-14", outlet) == expected


def test_long_words_end_an_id_earlier():
    """Sixty letters of a title, cut between words; one longer word is cut inside."""
    title = "Counterrevolutionary interdependence notwithstanding institutionalisation"
    assert slug(title) == "counterrevolutionary-interdependence-notwithstanding"
    assert slug("x" * 80) == "x" * 60


def test_a_taken_id_gets_the_next_number():
    """Capitals do not make an id another one: some file systems ignore them."""
    assert propose_id("A", [], "2019", taken={"2019-a", "2019-A-2"}) == "2019-a-3"


@given(
    st.text(max_size=90),
    st.lists(st.text(max_size=30), max_size=2),
    st.sampled_from(["", "2019", "2019-09", "2019-09-14"]),
    st.text(max_size=40),
    st.integers(0, 3),
)
def test_any_id_is_valid_free_and_no_excerpt(title, author, published, outlet, others):
    """Whatever the fields hold; the words beside the month are seven, and a number."""
    taken: set[str] = set()
    for _ in range(others + 1):
        made = propose_id(title, author, published, outlet, taken=taken)
        assert not id_fault(made)
        assert made not in taken
        taken.add(made)
        month = (published or "undated")[:7]
        assert made.startswith(month)
        assert len(re.findall(r"[^-]+", made.removeprefix(month))) <= 7 + bool(others)
