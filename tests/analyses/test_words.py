"""Frequencies, collocates and key words, counted by hand and compared over articles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses.collocation import network
from toolkit.analyses.frequency import occurrences
from toolkit.analyses.keyness_counts import keyness_counts
from toolkit.corpus.wordlists import reference_words
from toolkit.errors import AnalysisError, CorpusError
from toolkit.stats import dispersion


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


@pytest.fixture
def pair() -> toolkit.Corpus:
    """Two articles; 'deal' closes the first."""
    return corpus_of(["Russia sells gas and wants a deal", "Turkey buys gas. Turkey pays."])


@pytest.fixture
def authors() -> toolkit.Corpus:
    """Twelve articles of two authors; only one of them writes of gas."""
    texts = ["Russia sells gas and more gas to many buyers in the world"] * 6
    texts += ["Turkey buys arms and more arms from many sellers in the world"] * 6
    texts = [f"{text} {'again ' * number}now." for number, text in enumerate(texts)]
    events = ["gas", "arms"] * 6
    return corpus_of(texts, author=["A"] * 6 + ["B"] * 6, event=events)


def test_window_stops_at_article_end(pair):
    """'deal' closes article one and must not pair with 'Turkey', which opens article two."""
    table = toolkit.collocates(pair, "deal", window=(1, 1), unit="form", min_count=1).table
    assert table["collocate"].tolist() == ["a"]


def test_windows_count_words_not_punctuation(pair):
    """The full stop between two sentences takes no slot."""
    table = toolkit.collocates(pair, "gas", window=(0, 1), unit="form", min_count=1).table
    assert sorted(table["collocate"]) == ["Turkey", "and"]


def test_windows_can_end_with_their_sentence(pair):
    """Then the next sentence is out of reach."""
    options = {"window": (0, 1), "unit": "form", "min_count": 1}
    table = toolkit.collocates(pair, "gas", within_sentence=True, **options).table
    assert table["collocate"].tolist() == ["and"]


def test_expected_frequency_takes_the_span_into_account(pair):
    """R1 is the number of slots: 2 of 'gas' to the left; N = 12 words; Turkey occurs twice."""
    result = toolkit.collocates(
        pair, "gas", window=(2, 0), unit="form", min_count=1, measures=("mi",)
    )
    row = result.table.set_index("collocate").loc["Turkey"]
    assert row["count"] == 1
    assert row["expected"] == pytest.approx(4 * 2 / 12)
    assert row["mi"] == pytest.approx(np.log2(1 / (4 * 2 / 12)))


def test_a_node_is_its_own_collocate_only_when_it_comes_twice():
    """'gas gas' is a pair of gas with gas, in both directions."""
    corpus = corpus_of(["gas gas flows"])
    table = toolkit.collocates(corpus, "gas", window=(1, 1), unit="form", min_count=1).table
    assert table.set_index("collocate")["count"].to_dict() == {"gas": 2, "flows": 1}


def test_collocates_by_group_carry_intervals_and_a_test(authors):
    """The collocate of one author only is set apart; thin cells have no interval."""
    table = toolkit.collocates(authors, "more", by="author", unit="form", window=(1, 1)).table
    gas = table[table["collocate"] == "gas"].set_index("group")
    assert gas.loc["A", "count"] == 6
    assert gas.loc["B", "count"] == 0
    assert gas.loc["A", "estimate"] == pytest.approx(100 * 6 / 12)
    assert bool(gas.loc["B", "few"])
    assert set(table.columns) >= {"low", "high", "p", "p_adjusted", "n_articles", "log_ratio"}


def test_the_methods_paragraph_of_collocates_tells_what_was_done(authors):
    """Groups are compared by their rates, which nothing scores; only measures used are cited."""
    scored = toolkit.collocates(authors, "gas", measures=("mi", "lambda_z")).methods()
    assert "scored against expectation" in scored
    assert "Blaheta" in scored
    assert "logDice" not in scored
    assert "logDice" in toolkit.collocates(authors, "gas").methods()
    compared = toolkit.collocates(authors, "gas", by="author").methods()
    assert "their rates compared between groups" in compared
    assert "scored" not in compared
    assert "logDice" not in compared


def test_a_node_that_never_occurs_is_a_clear_answer(pair):
    """An empty table with a warning, in both forms."""
    for by in (None, "id"):
        result = toolkit.collocates(pair, "submarine", by=by)
        assert len(result) == 0
        assert "does not occur" in result.warnings[0]


def test_impossible_windows_and_measures_are_refused(pair):
    """The message says what is possible."""
    with pytest.raises(AnalysisError, match="not both 0"):
        toolkit.collocates(pair, "gas", window=(0, 0))
    for window in ((0, -1), (-1, 2), (51, 1), (1, 51)):
        with pytest.raises(AnalysisError, match=r"choose 0 to 50 each, not both 0"):
            toolkit.collocates(pair, "gas", window=window)
    with pytest.raises(AnalysisError, match="did you mean 'logdice'"):
        toolkit.collocates(pair, "gas", measures=("logdise",), min_count=1)


def test_the_network_leaves_out_stop_words(pair):
    """Edges join nodes and content words."""
    edges = network(pair, {"gas": "gas", "Turkey": "Turkey"}, min_count=1).table
    assert list(edges) == ["node", "collocate", "logdice", "count", "articles_with"]
    assert set(edges["node"]) == {"gas", "Turkey"}
    assert not set(edges["collocate"]) & {"a", "and"}


def test_frequency_counts_hits_articles_and_rates(authors):
    """Twelve hits in 6 of 12 articles; the rate's denominator is all words."""
    row = toolkit.frequency(authors, "gas").table.iloc[0]
    words = authors.matrix("form").sizes.sum()
    assert (row["count"], row["articles_with"], row["n_articles"]) == (12, 6, 12)
    assert row["estimate"] == pytest.approx(1e6 * 12 / words)
    assert row["low"] < row["estimate"] < row["high"]


def test_all_frequencies_add_up_to_the_words(authors):
    """Counts sum to tokens."""
    table = toolkit.frequency(authors, unit="form").table
    assert table["count"].sum() == authors.matrix("form").sizes.sum()


def test_frequency_by_group_has_one_row_a_group(authors):
    """A query by author is a table a figure can draw."""
    table = toolkit.frequency(authors, "gas", by="author").table
    assert table["group"].tolist() == ["A", "B"]
    assert table["count"].tolist() == [12, 0]
    assert table["few"].tolist() == [False, True]


def test_occurrences_lie_between_beginning_and_end(authors):
    """Articles without a hit keep a row, so that the plot shows them empty."""
    table = occurrences(authors, "gas").table
    inside = table["position"].dropna()
    assert len(inside) == 12
    assert inside.between(0, 1).all()
    assert table["position"].isna().sum() == 6


def test_occurrences_say_when_there_are_none(authors):
    """A misspelt word is a warning, not an empty figure."""
    assert occurrences(authors, "gaz").warnings == ("gaz does not occur in the selection",)
    assert not occurrences(authors, "gas").warnings


def test_keyness_finds_what_one_author_alone_writes(authors):
    """Target words come with positive, absent ones with negative estimates."""
    result = toolkit.keyness(authors, {"author": "A"}, unit="form", min_count=5)
    table = result.table.set_index("form")
    assert table.loc["gas", "estimate"] > 2
    assert table.loc["arms", "estimate"] < -2
    assert table.loc["arms", "target_count"] == 0
    assert abs(table.loc["world", "estimate"]) < 0.6
    assert any("(tokens) as independent" in note for note in result.notes)


def test_what_one_side_never_says_stands_before_what_does_not_differ():
    """A always writes 'gas', B 'oil': no bound, but the test of all words, and the first ranks."""
    texts = ["gas road hill" + " the" * n + " of" * (2 - n) for n in (0, 1, 2) * 4]
    texts += ["oil road hill" + " the" * n + " of" * (2 - n) for n in (0, 1, 2) * 4]
    corpus = corpus_of(texts, author=["A"] * 12 + ["B"] * 12)
    result = toolkit.keyness(corpus, {"author": "A"}, unit="form", min_count=1)
    first = result.table.head(2)
    assert set(first["form"]) == {"gas", "oil"}
    assert first["bound"].isna().all()
    assert (first["p_family"] <= 0.05).all()
    assert (result.table["bound"].iloc[2:4] == 0).all()
    assert any("2 words without a bound pass the test of all words" in n for n in result.notes)


def test_keyness_keeps_what_is_needed_to_repeat_it(authors):
    """The articles compared and the stop list are told apart from others of the same name."""
    found = toolkit.keyness(authors, {"author": "A"}, stop=["gas"], min_count=1).parameters
    assert found["conditions"] == [{"author": "A"}, None]
    other = toolkit.keyness(authors, {"author": "A"}, stop=["oil"], min_count=1).parameters
    assert found["stop"]["words"] == 1
    assert found["stop"] != other["stop"]
    part = authors.where(author="A")
    chosen = toolkit.keyness(authors, part, min_count=1).parameters["conditions"][0]
    assert chosen == {"fingerprint": part.fingerprint}


@pytest.mark.parametrize("compare", [toolkit.keyness, keyness_counts])
def test_unsigned_articles_are_not_the_others(compare):
    """An article whose author is unknown may be the target's own: it is in neither group."""
    texts = ["gas oil"] * 6 + ["arms oil"] * 6 + ["gas gas gas oil"] * 2
    corpus = corpus_of(texts, author=["A"] * 6 + ["B"] * 6 + [[], []])
    result = compare(corpus, {"author": "A"}, min_count=1)
    table = result.table.set_index("lemma")
    assert table.loc["gas", ["target_count", "reference_count"]].tolist() == [6, 0]
    assert "2 articles without author are left out" in result.notes
    named = compare(corpus, {"author": "A"}, corpus.where(author="B"), min_count=1)
    assert not any("left out" in note for note in named.notes)


def test_keyness_is_symmetric(authors):
    """Exchanging target and reference turns every sign."""
    one = toolkit.keyness(authors, {"author": "A"}, unit="form").table.set_index("form")
    other = toolkit.keyness(authors, {"author": "B"}, unit="form").table.set_index("form")
    np.testing.assert_allclose(one["estimate"], -other["estimate"].loc[one.index])


def test_keyness_within_events_is_beside_the_raw_one(authors):
    """Adjusted columns appear, and the note says how."""
    result = toolkit.keyness(authors, {"author": "A"}, unit="form", adjust="event")
    assert {"estimate", "estimate_within", "p_within_adjusted"} <= set(result.table.columns)
    assert any("within the values of event" in note for note in result.notes)


def test_keyness_with_authors_as_units_needs_four_a_side(authors):
    """Six authors a side are dealt whole; three a side are described, and the warning says so."""
    six = corpus_of(authors_texts(authors), author=list("abcdefghijkl"), side=["x"] * 6 + ["y"] * 6)
    tested = toolkit.keyness(six, {"side": "x"}, unit="form", cluster="author")
    assert tested.table["p"].notna().all()
    assert any("the unit is the author" in note for note in tested.notes)
    three = corpus_of(
        authors_texts(authors), author=list("abc" * 2 + "def" * 2), side=["x"] * 6 + ["y"] * 6
    )
    described = toolkit.keyness(three, {"side": "x"}, unit="form", cluster="author")
    assert described.table["p"].isna().all()
    assert any("3 against 3 clusters" in text for text in described.warnings)
    with pytest.raises(AnalysisError, match="drop adjust or cluster"):
        toolkit.keyness(three, {"side": "x"}, adjust="author", cluster="author")


def test_authors_who_wrote_together_are_one_unit(authors):
    """Two authors with three partners each are two, not four a side: nothing is tested."""
    by = [["A"]] * 3 + [["A", f"C{n}"] for n in range(3)] + [["B"]] * 3
    by += [["B", f"D{n}"] for n in range(3)]
    corpus = corpus_of(authors_texts(authors), author=by, side=["x"] * 6 + ["y"] * 6)
    found = toolkit.keyness(corpus, {"side": "x"}, unit="form", cluster="author")
    assert found.table["p"].isna().all()
    assert any("1 against 1 clusters" in text for text in found.warnings)
    assert "articles that share a value of author are of one unit" in found.notes
    # an article that is in neither group makes nobody one
    apart = corpus_of(
        [*authors_texts(authors), "Gas."],
        author=[*map(list, "abcdefghijkl"), list("abcdefghijkl")],
        side=["x"] * 6 + ["y"] * 6 + ["z"],
    )
    found = toolkit.keyness(apart, {"side": "x"}, {"side": "y"}, unit="form", cluster="author")
    assert found.table["p"].notna().all()
    assert not any("of one unit" in note for note in found.notes)


def test_unsigned_articles_are_no_author(authors):
    """With authors as units they are left out and told, whatever they hold."""
    signed = list("abcdefghijkl")
    texts = [*authors_texts(authors), "gas gas gas", "gas gas"]
    sides = ["x"] * 6 + ["y"] * 6 + ["x", "y"]
    whole = corpus_of(texts, author=[*signed, [], []], side=sides)
    found = toolkit.keyness(whole, {"side": "x"}, unit="form", cluster="author")
    assert "2 articles without author are left out" in found.notes
    assert found.parameters["n_articles"] == 12
    only = corpus_of(texts[:12], author=signed, side=sides[:12])
    alone = toolkit.keyness(only, {"side": "x"}, unit="form", cluster="author")
    pd.testing.assert_frame_equal(found.table, alone.table)
    with pytest.raises(AnalysisError, match="no article of the target has a value of author"):
        toolkit.keyness(whole.where(lambda row: row["author"] != [] or row["side"] == "x"),
                        whole.where(lambda row: row["author"] == [] and row["side"] == "x"),
                        unit="form", cluster="author")  # fmt: skip


def test_only_what_is_compared_is_counted(authors):
    """Two selections of a larger corpus: numbers are those of both, not of the corpus."""
    events = authors.where(event="gas")
    sides = events.where(author="A"), events.where(author="B")
    for call in (toolkit.keyness, keyness_counts):
        found = call(authors, *sides, min_count=1)
        assert found.parameters["n_articles"] == 6
        assert "n = 6" in found.parameters["data"]
        assert found.corpus == authors.fingerprint
        assert call(authors, {"author": "A"}).parameters["n_articles"] == 12
    tested = toolkit.keyness(authors, {"author": "A"})
    assert f"Benjamini-Hochberg over {len(tested)} words" in " ".join(tested.notes)


def authors_texts(corpus):
    return [corpus.text(item.id) for item in corpus.items]


def test_adjusted_keyness_ranks_by_what_is_left_within_events():
    """'oil' belongs to an event, 'gas' to an author: raw both are key, within only one."""
    generator = np.random.default_rng(1)
    texts, events, names = [], [], []
    for number in range(40):
        event = "war" if number % 10 < (8 if number < 20 else 2) else "talks"
        oil, gas = (9 if event == "war" else 1), (7 if number < 20 else 2)
        words = ["oil"] * (oil + generator.integers(3)) + ["gas"] * (gas + generator.integers(3))
        texts.append(" ".join([*words, *["peace"] * (60 - len(words))]) + ".")
        events.append(event)
        names.append("A" if number < 20 else "B")
    corpus = corpus_of(texts, author=names, event=events)
    table = toolkit.keyness(corpus, {"author": "A"}, unit="form", adjust="event").table
    assert table.iloc[0]["form"] == "gas"
    oil = table.set_index("form").loc["oil"]
    assert oil["p_family"] < 0.05
    assert oil["p_within_family"] > 0.05
    assert oil["bound_within"] == 0


def test_groups_that_share_no_event_are_described_and_the_reader_is_warned(authors):
    """Each writes about an event of its own: the raw comparison stands, within there is none."""
    texts = authors_texts(authors)
    half = len(texts) // 2
    names = ["A"] * half + ["B"] * half
    apart = corpus_of(texts, author=names, event=["war"] * half + ["talks"] * half)
    result = toolkit.keyness(apart, {"author": "A"}, unit="form", adjust="event")
    raw = toolkit.keyness(apart, {"author": "A"}, unit="form")
    assert any("no value of event has articles of both groups" in text for text in result.warnings)
    assert result.table["form"].tolist() == raw.table["form"].tolist()
    columns = ["estimate", "low", "high", "p", "p_family", "bound"]
    assert result.table[columns].equals(raw.table[columns])
    within = [name for name in result.table.columns if "_within" in name]
    assert result.table[within].drop(columns="reason_within").isna().all(axis=None)
    assert set(result.table["reason_within"]) == {"no level shared"}
    mixed = corpus_of(texts, author=names, event=["war"] * len(texts))
    assert not toolkit.keyness(mixed, {"author": "A"}, unit="form", adjust="event").warnings


def test_no_note_tells_of_a_test_that_was_not_made(authors):
    """Three articles a side are described; the methods section must not claim a test."""
    texts = [text for start in (0, 6) for text in authors_texts(authors)[start : start + 3]]
    few = corpus_of(texts, author=["A"] * 3 + ["B"] * 3, event=["war"] * 6)
    for options in ({}, {"adjust": "event"}, {"cluster": "author"}):
        result = toolkit.keyness(few, {"author": "A"}, unit="form", **options)
        told = " ".join((*result.notes, result.methods()))
        assert result.table["p"].isna().all()
        assert "exchanges of the labels" not in told
        assert "permuted" not in told
        assert "Benjamini-Hochberg over" not in told
    tested = toolkit.keyness(authors, {"author": "A"}, unit="form")
    assert any("exchanges of the labels" in note for note in tested.notes)


def test_wrong_groups_are_clear_answers(authors):
    """Unknown author, overlap, nothing left."""
    with pytest.raises(CorpusError, match="did you mean 'A'"):
        toolkit.keyness(authors, {"author": "a"})
    with pytest.raises(AnalysisError, match="in target and reference"):
        toolkit.keyness(authors, {"author": "A"}, {"event": "gas"})
    n = len(authors)
    with pytest.raises(AnalysisError, match=f"no article is left .* all of the {n} articles sel"):
        toolkit.keyness(authors, authors)
    unsigned = corpus_of(["Gas.", "More gas."], author=["A", []])
    with pytest.raises(AnalysisError, match=r"holds 1 of the 2 .* the others have no value of its"):
        toolkit.keyness(unsigned, {"author": "A"})
    with pytest.raises(AnalysisError, match="lower the minimum"):
        toolkit.keyness(authors, {"author": "A"}, min_count=10_000)


def test_a_unit_on_both_sides_is_named_with_the_way_out(authors):
    """Who writes in both groups cannot be dealt whole; `adjust` compares within each."""
    said = r"event 'arms' \(and 1 more\) has articles in both groups .* with adjust='event'"
    with pytest.raises(AnalysisError, match=said):
        toolkit.keyness(authors, {"author": "A"}, cluster="event")


def test_dispersion_and_frequency_are_of_the_two_groups_alone():
    """Articles of a third author are in neither group, nor in the numbers beside it."""
    texts = [f"gas {'oil ' * n}flows" for n in range(12)] + ["oil oil oil oil oil oil"] * 4
    corpus = toolkit.from_frame(
        pd.DataFrame({"author": ["A"] * 6 + ["B"] * 6 + ["C"] * 4, "text": texts})
    )
    found = toolkit.keyness(
        corpus, {"author": "A"}, {"author": "B"}, unit="form", min_count=1
    ).table.set_index("form")
    counts, sizes = list(range(12)), [n + 2 for n in range(12)]
    assert found.loc["oil", "dp"] == pytest.approx(float(dispersion(counts, sizes, "dp")))
    assert found.loc["oil", "per_million"] == pytest.approx(sum(counts) / sum(sizes) * 1e6)
    assert found.loc["gas", "per_million"] == pytest.approx(12 / sum(sizes) * 1e6)


def test_a_network_of_one_query_and_an_unknown_unit_are_answered_in_words(pair):
    """What is asked for is named, with how to write it."""
    with pytest.raises(AnalysisError, match="queries by the name to show, not 'gas'"):
        network(pair, "gas")
    with pytest.raises(AnalysisError, match=r"unknown unit 'bigram'.*'2-gram'"):
        toolkit.keyness(pair, {"id": pair.articles["id"][0]}, unit="bigram")


def test_what_holds_much_says_so_in_a_line(pair):
    """A notebook that shows a table of tokens or a codebook is not buried in it."""
    for held, words in (
        (pair.tokens, "tokens in 2 articles"),
        (pair.codebook, "dependency, regime_change"),
        (toolkit.annotate.arrays(["Gas."]), "2 tokens in 1 texts"),
    ):
        assert words in repr(held)
        assert len(repr(held)) < 120


def test_what_neither_group_holds_is_not_compared():
    """Neither punctuation nor words of other articles, which would be tested with the rest."""
    texts = ["Gas flows, again."] * 6 + ["Oil flows."] * 6 + ["War."] * 6
    corpus = corpus_of(texts, author=["A"] * 6 + ["B"] * 6 + ["C"] * 6)
    groups = {"target": {"author": "A"}, "reference": {"author": "B"}}
    none, one = (toolkit.keyness(corpus, **groups, min_count=least).table for least in (0, 1))
    assert sorted(none["lemma"]) == ["again", "flow", "gas", "oil"]
    pd.testing.assert_frame_equal(none, one)
    words = reference_words("lemma")
    listed = toolkit.keyness(corpus, {"author": "A"}, words, min_count=0).table
    assert (listed["target_count"] + listed["reference_count"]).min() == 1


def test_counts_and_sketches_of_groups_can_be_asked_for_again(authors):
    """The parameters hold the conditions, not names of the groups alone."""
    groups = {"target": {"author": "A"}, "reference": {"author": "B"}}
    for found in (
        keyness_counts(authors, **groups, min_count=1),
        toolkit.sketch_difference(authors, '[tag="NN.*"]', **groups, min_count=1),
    ):
        assert found.parameters["conditions"] == [{"author": "A"}, {"author": "B"}]


@pytest.mark.parametrize("ask", [toolkit.frequency, toolkit.dispersion])
def test_more_punctuation_than_words_has_no_rate(ask):
    """The article and what to do are named."""
    corpus = corpus_of(["Gas! ! !", "Gas, oil."], id=["short", "long"])
    with pytest.raises(AnalysisError, match=r"3 hits in short, which has 1 word .* look for words"):
        ask(corpus, '[tag="[.,:]"]')


@pytest.mark.parametrize("ask", [toolkit.collocates, toolkit.sketch])
def test_a_node_in_no_group_is_told(ask):
    """It has company, but not in an article that has an author."""
    corpus = corpus_of(["Gas flows.", "We sold oil. Iran sold oil."], author=[["A"], []])
    result = ask(corpus, "oil", by="author", min_count=1)
    assert not len(result.table)
    assert len(result.warnings) == 1
    assert result.warnings[0].endswith("in an article that has a value of author") or (
        result.warnings[0] == "oil is in no article that has a value of author"
    )
    assert "1 article without a value is left out" in result.notes
