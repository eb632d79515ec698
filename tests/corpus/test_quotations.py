"""Which tokens stand inside quotation marks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit
from tests.corpus.tables import ARTICLE, PARAGRAPH, table_from, words
from toolkit.corpus.quotations import find_quotation_spans, find_quotations


def quoted(*sentences):
    table = table_from(*sentences)
    return words(table, *find_quotation_spans(table))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “ gas flows . ” and left", ["gas flows ."]),
        ("He said “gas flows.” and “oil too.”", ["gas flows .", "oil too ."]),
        ('He said "gas flows." and "oil too."', ["gas flows .", "oil too ."]),
        ('("gas") and "oil"', ["gas", "oil"]),
        ("He said „gas flows“ and left", ["gas flows"]),
        ("He said «gas flows» and left", ["gas flows"]),
        ("He said ”gas flows” and left", ["gas flows"]),
        ("He said ‘gas flows’ and left", ["gas flows"]),
        ("the “regime-change” game", ["regime-change"]),
        ("He said “they want ‘gas’ now” and left", ["they want ‘ gas ’ now"]),
        ("He said ‘they want “gas” now’ and left", ["they want “ gas ” now"]),
    ],
)
def test_marks_of_all_kinds_enclose(text, expected):
    """Curly, straight, low, angular, single; the outer pair counts."""
    assert quoted(text) == expected


def test_an_apostrophe_is_no_mark():
    """Possessives, elisions and straight single marks."""
    assert quoted("Turkey’s gas and the Turks’ army in the ‘90s") == []
    assert quoted("Turkey's gas and the Turks' army") == []
    assert quoted("the Turks' army and Turkey's gas aren't 'ours") == []


def test_a_plural_possessive_does_not_close():
    """When the closing mark is still to come."""
    assert quoted("He said ‘the Turks’ army is strong’ and left") == ["the Turks ’ army is strong"]


def test_a_mark_of_inches_does_not_open():
    """It touches the number before it, and nothing is open."""
    assert quoted('a 6" gun and the "gas" deal') == ["gas"]


def test_a_quotation_goes_on_in_a_paragraph_that_opens_with_a_mark():
    """One span, closed by the only closing mark."""
    found = quoted("He said “Gas flows .", PARAGRAPH, "“Oil too ,” he said", PARAGRAPH, "Coal .")
    assert found == ["Gas flows . “ Oil too ,"]


def test_an_open_quotation_ends_with_its_paragraph():
    """A forgotten mark does not swallow the article."""
    text = ("He said “Gas flows .", PARAGRAPH, "Oil too .", PARAGRAPH, "A “big” deal .")
    assert quoted(*text) == ["Gas flows .", "big"]
    assert quoted("He said “Gas flows .", PARAGRAPH, "Oil “too” .") == ["Gas flows .", "too"]


def test_a_quotation_does_not_go_on_in_the_next_article():
    """Even when that begins with a mark."""
    assert quoted("He said “Gas flows .", ARTICLE, "“Oil” .") == ["Gas flows .", "Oil"]


def test_a_stray_closing_mark_changes_nothing():
    """What was never opened is not closed."""
    assert quoted("Gas flows .” And “oil” too") == ["oil"]


def test_an_empty_pair_is_no_quotation():
    """A span has at least one token."""
    assert quoted("“” and “gas”") == ["gas"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “Turkey isn’t ‘lost’ to us,” and left.", ["Turkey isn’t ‘lost’ to us,"]),
        ("He said 'gas' and \"oil.\" Then he left.", ["gas", "oil."]),
        ("“We go.\n\n“We stay,” he said.", ["We go.\n\n“We stay,"]),
        ('"We go.\n\n"We stay," he said.', ['We go.\n\n"We stay,']),
        ("It’s Turkey’s and the Turks’ own “deal.\n\nIt ends.", ["deal."]),
        ("the so-called ‘strategic autonomy’ of Erdoğan’s Turkey", ["strategic autonomy"]),
        ("He said, “She told me, ‘No.’ I left.” Fine.", ["She told me, ‘No.’ I left."]),
        ("He called Turkey’s ‘pivot’ “real”—so they say.", ["pivot", "real"]),
        ("He said \"they want 'gas' now\" and left.", ["they want 'gas' now"]),
        ("the 'regime-change' game", ["regime-change"]),
        ("He said 'the Turks' army is strong' and left.", ["the Turks' army is strong"]),
        ("the Turks' army and Turkey's gas aren't 'ours", []),
        ("In the '90s they didn't 'pivot' to the Turks' rivals.", ["pivot"]),
    ],
)
def test_quotations_in_running_text(text, expected):
    """Tokens as the annotator parts them."""
    corpus = toolkit.from_frame(pd.DataFrame({"text": [text]}))
    table = corpus.tokens
    spans = zip(*find_quotation_spans(table), strict=True)
    assert [text[table.start[a] : table.end[b - 1]] for a, b in spans] == expected


def test_the_mask_marks_what_the_spans_hold():
    """The outer marks are outside."""
    table = table_from("He said “gas flows” .")
    assert find_quotations(table).tolist() == [False, False, False, True, True, False, False]
    assert table.quoted.tolist() == find_quotations(table).tolist()


def test_a_corpus_without_tokens_or_marks():
    """Empty arrays of the promised types."""
    for table in (table_from(), table_from("gas flows")):
        start, end = find_quotation_spans(table)
        assert (len(start), start.dtype, end.dtype) == (0, np.int64, np.int64)
        assert not find_quotations(table).any()


@given(
    st.lists(
        st.one_of(
            st.lists(st.sampled_from(["“", "”", '"', "‘", "’", "„", "gas", "s", "."])).map(
                " ".join
            ),
            st.lists(st.sampled_from(["“a", "b”", '"c', 'd"', "‘e", "f’", "s’"])).map(" ".join),
            st.sampled_from([PARAGRAPH, ARTICLE]),
        ),
        max_size=6,
    )
)
def test_spans_are_ordered_disjoint_and_inside_articles(sentences):
    """Whatever the marks."""
    table = table_from(*sentences)
    start, end = find_quotation_spans(table)
    assert (start < end).all()
    assert (end[:-1] <= start[1:]).all()
    assert (table.article_of(start) == table.article_of(end - 1)).all()
    assert find_quotations(table).sum() == (end - start).sum()
