"""Groups by a column are compared, each with all others: as they are, within events, at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses.line_coding import CodedLine, code_shares
from toolkit.errors import AnalysisError, CorpusError
from toolkit.result import Result
from toolkit.stats.inference import adjusted, compare, differ

VERSUS = ["log_ratio", "log_ratio_low", "log_ratio_high", "p", "p_adjusted"]
GAS = {"A": [4, 5, 6, 5, 4, 6], "B": [1, 2, 1, 2, 1, 2], "C": [1, 1, 2, 2, 1, 1]}
EVENTS = ["war", "war", "war", "talks", "talks", ""]


def corpus_of(gas: dict[str, list[int]] = GAS, *, events: bool = True) -> toolkit.Corpus:
    rows = [
        {
            "id": f"{author.lower()}{number}",
            "author": [author],
            "year": 2018 + "ABC".index(author),
            "text": ("Gas " * count + "flows " * (20 - count)).strip() + ".",
            **({"event": EVENTS[number]} if events else {}),
        }
        for author, counts in gas.items()
        for number, count in enumerate(counts)
    ]
    return toolkit.from_frame(pd.DataFrame(rows))


@pytest.fixture(scope="module")
def corpus() -> toolkit.Corpus:
    return corpus_of()


COUNTS = np.array([count for part in GAS.values() for count in part])
SIZES = np.full(18, 20)
OF_A = np.arange(18) < 6


def test_a_group_is_compared_with_the_articles_of_all_others(corpus: toolkit.Corpus) -> None:
    row = toolkit.frequency(corpus, "gas", by="author").table.set_index("group").loc["A"]
    assert row["log_ratio"] == pytest.approx(np.log2((30 / 120) / (17 / 240)))  # by hand
    found = compare(COUNTS, SIZES, OF_A, ~OF_A)
    assert row[["log_ratio_low", "log_ratio_high", "p"]].tolist() == pytest.approx(
        [float(found.low), float(found.high), float(found.p)]
    )


def test_a_list_of_all_words_by_group_sends_to_keyness(corpus: toolkit.Corpus) -> None:
    """Which words set a group apart is another question than how often each occurs."""
    result = toolkit.frequency(corpus, by="author", min_count=30)
    assert result.notes[0] == "1 lemma type, from 30 times on"
    assert any(note.endswith("tells keyness of that group") for note in result.notes)
    for other in ({"query": "gas", "by": "author"}, {"by": None}):
        assert not any("keyness" in note for note in toolkit.frequency(corpus, **other).notes)


def test_a_word_is_not_commoner_where_it_never_occurs() -> None:
    """Half an occurrence in ten words is a higher rate than three in a thousand."""
    texts = ["No oil flows to Turkey, they said in May there."] + ["Gas flows " + "on " * 330] * 3
    corpus = toolkit.from_frame(
        pd.DataFrame({"text": texts, "author": ["A", "B", "B", "B"], "event": ["x"] * 4})
    )
    table = toolkit.frequency(corpus, "gas", by="author").table.set_index("group")
    for column in ("log_ratio", "log_ratio_within"):
        assert table[column].tolist() == [0.0, 0.0]
    groups = {"target": {"author": "A"}, "reference": {"author": "B"}}
    for found in (
        toolkit.keyness(corpus, **groups, min_count=1, adjust="event"),
        toolkit.keyness_counts(corpus, **groups, min_count=1),
    ):
        rows = found.table.set_index("lemma")
        assert rows.loc["gas", [x for x in rows if x.startswith("estimate")]].eq(0).all()
        assert rows.loc["on", "estimate"] == pytest.approx(np.log2(0.5 / 10 / (990 / 996)))
        assert any("nothing commoner where it does not occur" in note for note in found.notes)


def test_p_is_adjusted_over_the_groups(corpus: toolkit.Corpus) -> None:
    p = toolkit.frequency(corpus, "gas", by="author").table.set_index("group")
    ordered = p.sort_values("p")
    expected = np.minimum.accumulate((ordered["p"] * 3 / np.array([1, 2, 3])).to_numpy()[::-1])
    assert ordered["p_adjusted"].tolist()[::-1] == pytest.approx(expected.tolist())


def test_groups_are_compared_within_events_where_articles_tell_them(
    corpus: toolkit.Corpus,
) -> None:
    found = toolkit.frequency(corpus, "gas", by="author")
    row = found.table.set_index("group").loc["A"]
    known = np.tile([event != "" for event in EVENTS], 3)
    inner = adjusted(COUNTS, SIZES, OF_A & known, np.tile(EVENTS, 3), ~OF_A & known)
    assert row["log_ratio_within"] == pytest.approx(float(inner.estimate))
    assert row["p_within"] == pytest.approx(float(inner.p))
    assert any("3 articles without event do not enter" in note for note in found.notes)
    assert found.parameters["adjust"] == "event"


@pytest.mark.parametrize(
    ("call", "of"),
    [
        (lambda c: toolkit.frequency(c, "gas", by="author", adjust=None), "told not to"),
        (lambda c: toolkit.frequency(c, "gas", by="event"), "events are the groups"),
        (lambda c: toolkit.frequency(corpus_of(events=False), "gas", by="author"), "no event"),
        (
            lambda c: toolkit.frequency(c.where(lambda a: a.event == ""), "gas", by="author"),
            "no article of the selection tells its event",
        ),
        (lambda c: toolkit.trend(c, "gas"), "the events of a year are not those of another"),
    ],
)
def test_nothing_is_compared_within_events(corpus: toolkit.Corpus, call: Any, of: str) -> None:
    assert not [name for name in call(corpus).table.columns if "within" in name], of


def test_another_column_has_to_be_there(corpus: toolkit.Corpus) -> None:
    with pytest.raises(CorpusError, match="no column 'evnet'"):
        toolkit.frequency(corpus, "gas", by="author", adjust="evnet")
    with pytest.raises(AnalysisError, match="no article has a value of 'outlet'"):
        toolkit.frequency(corpus, "gas", by="author", adjust="outlet")


def test_whether_groups_differ_at_all_is_asked_of_their_articles(corpus: toolkit.Corpus) -> None:
    expected = float(differ(COUNTS, SIZES, np.repeat(["A", "B", "C"], 6)).p)
    found = toolkit.frequency(corpus, "gas", by="author")
    assert found.parameters["groups_differ"] == pytest.approx(expected)
    assert any("do the groups differ at all: p = 0.00" in note for note in found.notes)
    years = toolkit.trend(corpus, "gas")
    assert years.parameters["years_differ"] == pytest.approx(expected)


def test_whether_groups_differ_is_asked_within_events_too(corpus: toolkit.Corpus) -> None:
    """Five articles of each author have an event; B and C differ from A in every event."""
    dated = np.tile([event != "" for event in EVENTS], 3)
    events = np.tile(EVENTS, 3)[dated]
    authors = np.repeat(["A", "B", "C"], 6)[dated]
    expected = float(differ(COUNTS[dated], SIZES[dated], authors, strata=events, seed=3).p)
    found = toolkit.frequency(corpus, "gas", by="author", seed=3)
    assert found.parameters["groups_differ_within"] == pytest.approx(expected)
    assert any("differ at all within event: p = " in note for note in found.notes)
    words = toolkit.dictionary(corpus, {"energy": ["gas"]}, by="author", seed=3)
    assert words.parameters["groups_differ_within"] == {"energy": pytest.approx(expected)}
    raw = toolkit.frequency(corpus, "gas", by="author", adjust=None)
    assert raw.parameters["groups_differ_within"] is None
    assert not any("within event" in note for note in raw.notes)


def test_an_article_of_two_authors_is_of_no_group_when_all_are_asked(
    corpus: toolkit.Corpus,
) -> None:
    first = corpus.items[0].id
    shared = corpus.assign(
        by=lambda row: ["A", "B"] if row["id"] == first else row["author"],
    )
    found = toolkit.frequency(shared, "gas", by="by")
    rest = np.arange(18) > 0
    expected = differ(COUNTS[rest], SIZES[rest], np.repeat(["A", "B", "C"], 6)[rest])
    assert found.parameters["groups_differ"] == pytest.approx(float(expected.p))
    assert any("those of one group alone" in note for note in found.notes)


@pytest.mark.parametrize(("of_b", "asked"), [(5, True), (4, False)])
def test_all_are_asked_where_two_groups_have_five_articles(of_b: int, asked: bool) -> None:
    """A third of four articles is left out of the question, and of what the note counts."""
    gas = {"A": GAS["A"], "B": GAS["B"][:of_b], "C": GAS["C"][:4]}
    found = toolkit.frequency(corpus_of(gas, events=False), "gas", by="author")
    (note,) = [note for note in found.notes if "do the groups differ at all" in note]
    if asked:
        assert found.parameters["groups_differ"] < 0.01
        assert "(11 articles of the 2 groups that have 5 or more;" in note
    else:
        assert found.parameters["groups_differ"] is None
        assert "not tested, under two of them have 5 articles" in note


def test_one_group_and_few_articles_are_only_described(corpus: toolkit.Corpus) -> None:
    alone = toolkit.frequency(corpus.where(author="A"), "gas", by="author")
    assert alone.table[VERSUS].isna().all(axis=None)
    assert "no log_ratio of A: no article is of others alone" in alone.notes
    assert not any("log2" in note for note in alone.notes)
    few = toolkit.frequency(corpus.where(id=["a0", "a1", "b0", "b1"]), "gas", by="author")
    assert few.table["log_ratio"].notna().all()
    assert few.table[["log_ratio_low", "log_ratio_high", "p"]].isna().all(axis=None)
    assert few.parameters["groups_differ"] is None


def test_a_rate_by_group_that_does_not_differ_is_not_said_to() -> None:
    same = corpus_of({"A": [1, 2, 3, 1, 2, 3], "B": [3, 2, 1, 3, 2, 1]})
    found = toolkit.frequency(same, "gas", by="author")
    assert found.table["log_ratio"].tolist() == pytest.approx([0, 0])
    assert (found.table["p"] > 0.9).all()
    assert found.parameters["groups_differ"] > 0.9


def lines_of(corpus: toolkit.Corpus) -> Result:
    lines = [
        CodedLine(item.id, 0, 3, ("threat",) if number % 2 else ("calm",), "")
        for number, item in enumerate(corpus.items)
    ]
    return code_shares(corpus, lines, by="author")


@pytest.mark.parametrize(
    "call",
    [
        lambda c: toolkit.frequency(c, by="author"),
        lambda c: toolkit.dictionary(c, {"energy": ["gas"], "move": ["flow*"]}, by="author"),
        lambda c: toolkit.ngrams(c, 2, by="author"),
        lambda c: toolkit.collocates(c, "gas", by="author"),
        lambda c: toolkit.sketch(c, "gas", by="author", min_count=1),
        lines_of,
    ],
    ids=["frequency", "dictionary", "ngrams", "collocates", "sketch", "coded lines"],
)
def test_every_table_by_group_compares(corpus: toolkit.Corpus, call: Any) -> None:
    found = call(corpus)
    assert set(VERSUS) <= set(found.table.columns)
    assert found.table["log_ratio"].notna().any()


def test_rows_of_many_items_keep_their_own_comparison(corpus: toolkit.Corpus) -> None:
    table = toolkit.dictionary(corpus, {"move": ["flow*"], "energy": ["gas"]}, by="author").table
    row = table[(table["category"] == "energy") & (table["group"] == "A")].iloc[0]
    assert row["log_ratio"] == pytest.approx(np.log2((30 / 120) / (17 / 240)))
    other = table[(table["category"] == "move") & (table["group"] == "A")].iloc[0]
    assert other["log_ratio"] == pytest.approx(np.log2((90 / 120) / (223 / 240)))


def test_categories_are_asked_together(corpus: toolkit.Corpus) -> None:
    words = {"energy": ["gas"], "move": ["flow*"], "none": ["coal"]}
    found = toolkit.dictionary(corpus, words, by="author")
    assert set(found.parameters["groups_differ"]) == {"energy", "move"}
    assert any("adjusted for the number of items" in note for note in found.notes)


def test_many_categories_are_told_in_the_parameters(corpus: toolkit.Corpus) -> None:
    words = {f"c{number}": ["gas", "flow*"] for number in range(9)}
    found = toolkit.dictionary(corpus, words, by="author")
    told = next(note for note in found.notes if note.startswith("do the groups"))
    assert "and 3 more, in the parameters" in told
    assert len(found.parameters["groups_differ"]) == 9


@pytest.mark.parametrize(
    "call",
    [
        lambda c: toolkit.frequency(c, by="author", min_count=1_000),
        lambda c: toolkit.ngrams(c, 2, by="author", min_count=1_000),
        lambda c: toolkit.sketch(c, "coal", by="author"),
    ],
    ids=["frequency", "ngrams", "sketch"],
)
def test_a_table_without_a_row_has_the_columns(corpus: toolkit.Corpus, call: Any) -> None:
    table = call(corpus).table
    assert not len(table)
    assert set(VERSUS) <= set(table.columns)
