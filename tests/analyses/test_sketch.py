"""Word sketches: relations found by hand-made sentences, differences by articles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses.sketch_grammar import grammar, parse_grammar
from toolkit.corpus.query import check
from toolkit.errors import AnalysisError, CodebookError


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


def sketch_of(text: str, node: str) -> dict[str, list[str]]:
    table = toolkit.sketch(corpus_of([text]), node, min_count=1).table
    return table.groupby("relation", sort=False)["collocate"].apply(sorted).to_dict()


@pytest.mark.parametrize(
    ("text", "relation", "collocate"),
    [
        ("Turkey bought the missiles last year.", "subject_of", "buy"),
        ("Turkey has quietly bought the missiles.", "subject_of", "buy"),
        ("Turkey will not leave the alliance.", "subject_of", "leave"),
        ("Turkey is still selling grain to them.", "subject_of", "sell"),
        ("In 2019 Turkey and Iran signed the text.", "subject_of", "sign"),
        ("They criticised the government of Turkey.", "possesses", "government"),
        ("Turkey's government wanted a new deal.", "possesses", "government"),
        ("The alliance criticised Turkey again.", "object_of", "criticise"),
        ("Turkey was criticised by the alliance.", "passive_subject_of", "criticise"),
        ("The text was signed by Turkey in May.", "passive_agent_of", "sign"),
        ("They depend on Turkey for water.", "verb_with_preposition", "depend"),
        ("Turkey is a difficult partner.", "predicate", "partner"),
        ("Turkey is a difficult partner.", "predicate", "difficult"),
        ("They know a modern Turkey.", "modifier", "modern"),
        ("Russia and Turkey met again.", "and_or", "Russia"),
        ("They sold the grain in Turkey with profit.", "noun_with_preposition", "profit"),
    ],
)
def test_each_relation_is_found(text, relation, collocate):
    """One sentence, one relation that a reader sees in it."""
    assert collocate in sketch_of(text, "Turkey").get(relation, [])


@pytest.mark.parametrize(
    ("text", "relation", "collocate"),
    [
        ("The talks with Turkey failed at once.", "subject_of", "fail"),
        ("Turkey was criticised by the alliance.", "subject_of", "criticise"),
        ("They have criticised the Turkey policy.", "object_of", "criticise"),
        ("Turkey waited. Russia sold the grain.", "subject_of", "sell"),
    ],
)
def test_what_is_no_relation_is_not_found(text, relation, collocate):
    """Governed by a preposition, passive, inside a compound, in another sentence."""
    assert collocate not in sketch_of(text, "Turkey").get(relation, [])


@pytest.mark.parametrize("node", ["Turkey|Russia", '[actor="TR|RU"]'])
def test_a_node_of_two_names_has_what_both_do(node):
    """One subject inside the span of the other's relation is not passed over."""
    corpus = corpus_of(["Turkey and Russia sold arms."])
    table = toolkit.sketch(corpus, node, relations=["subject_of"], min_count=1).table
    assert table[["collocate", "count"]].values.tolist() == [["sell", 2]]


def test_the_head_of_a_compound_is_the_collocate():
    """'gas pipeline deal' is about a deal."""
    found = sketch_of("They signed the gas pipeline deal.", "gas")
    assert found["modifies"] == ["deal"]


def test_an_actor_is_a_node_of_several_words():
    """A mention is one node, whatever its length."""
    found = sketch_of("Vladimir Putin visited Ankara in May.", '[actor="RU"]')
    assert found["subject_of"] == ["visit"]


def test_logdice_by_hand():
    """f(gas, object_of, sell) = 2, f(gas, object_of) = 3, f(sell) = 2 + 1."""
    corpus = corpus_of(
        ["Russia sold cheap gas. They bought gas.", "Russia sold gas. Iran sold cheap oil."]
    )
    table = toolkit.sketch(corpus, "gas", relations=["object_of"], min_count=1).table
    row = table.set_index("collocate").loc["sell"]
    assert (row["count"], row["articles_with"]) == (2, 2)
    assert row["logdice"] == pytest.approx(14 + np.log2(2 * 2 / (3 + 3)))


def test_logdice_does_not_hang_on_the_minimum_count():
    """What is too rare to be shown still counts in f(gas, object_of)."""
    corpus = corpus_of(["They sold gas. We sold gas. I bought gas. You burnt gas. He needs gas."])
    options = {"relations": ["object_of"]}
    every = toolkit.sketch(corpus, "gas", min_count=1, **options).table
    shown = toolkit.sketch(corpus, "gas", min_count=2, **options).table
    assert shown["collocate"].tolist() == ["sell"]
    assert every["count"].sum() == 5
    assert shown["logdice"].tolist() == pytest.approx([14 + np.log2(2 * 2 / (5 + 2))])


@pytest.mark.parametrize("by", [None, "author"])
def test_a_sketch_without_a_row_says_why(authors, by):
    """Too high a minimum is not the same as no relation."""
    result = toolkit.sketch(authors, "gas", by=by, min_count=99)
    assert not len(result.table)
    assert result.warnings[-1].startswith("no collocate of gas stands 99 times in a relation")


def test_a_collocate_counts_once_a_hit():
    """Two queries may find one pair: it is still one."""
    found = toolkit.sketch(corpus_of(["A big deal came."]), "deal", min_count=1).table
    assert found[found["relation"] == "modifier"]["count"].tolist() == [1]


@pytest.fixture
def authors():
    """Six articles of each author; only A's Russia sells, only B's buys."""
    texts = [f"Russia sold the gas {'again ' * n}. It rained." for n in range(1, 7)]
    texts += [f"Russia bought the gas {'again ' * n}. It snowed." for n in range(1, 7)]
    return corpus_of(texts, author=["A"] * 6 + ["B"] * 6)


def test_groups_have_rates_per_node(authors):
    """Of A's six times Russia six sell."""
    table = toolkit.sketch(authors, "Russia", by="author", relations=["subject_of"]).table
    row = table[table["collocate"] == "sell"].set_index("group")
    assert row.loc["A", "estimate"] == pytest.approx(100)
    assert row.loc["A", "node_count"] == 6
    assert row.loc["B", "count"] == 0


def test_one_node_in_two_groups(authors):
    """The difference has the sign of the side that has the word, and a permutation p."""
    result = toolkit.sketch_difference(authors, "Russia", target={"author": "A"})
    table = result.table[result.table["relation"] == "subject_of"].set_index("collocate")
    assert table.loc["sell", "estimate"] > 2
    assert table.loc["buy", "estimate"] < -2
    assert (table["p_family"] < 0.05).all()
    turned = toolkit.sketch_difference(authors, "Russia", target={"author": "B"}).table
    turned = turned[turned["relation"] == "subject_of"].set_index("collocate")
    np.testing.assert_allclose(turned["estimate"], -table["estimate"].loc[turned.index])


def test_only_what_is_compared_is_counted(authors):
    """Two groups of a larger corpus."""
    groups = {"target": {"id": ["article-01", "article-02"]}, "reference": {"author": "B"}}
    found = toolkit.sketch_difference(authors, "Russia", **groups, min_count=1)
    assert found.parameters["n_articles"] == 8
    assert found.table["p"].isna().all()
    assert not any("Benjamini-Hochberg" in note for note in found.notes)  # nothing was tested


def test_two_nodes_are_compared_within_articles():
    """In each of eight articles Russia sold and Turkey bought, twice each."""
    text = "Russia sold the gas. Turkey bought the gas. Russia sold the oil. Turkey bought the oil."
    corpus = corpus_of([text] * 8, id=[f"a{n}" for n in range(8)])
    result = toolkit.sketch_difference(corpus, "Russia", "Turkey", relations=["subject_of"])
    table = result.table.set_index("collocate")
    assert table.loc["sell", ["target_count", "reference_count"]].tolist() == [16, 0]
    assert table.loc["sell", "target_rate"] == pytest.approx(100)
    assert table.loc["sell", "p_family"] < 0.05
    assert any("within articles" in note for note in result.notes)


def test_a_collocate_that_is_the_other_node_is_no_difference():
    """Russia can have no "and Russia": that Turkey has one says nothing about how they write."""
    corpus = corpus_of(["Turkey and Russia met. Iran and Turkey sold gas."] * 6)
    result = toolkit.sketch_difference(corpus, "Turkey", "Russia", relations=["and_or"])
    assert result.table["collocate"].tolist() == ["Iran"]
    assert any("itself one of the two nodes (12 times)" in note for note in result.notes)
    both = toolkit.sketch(corpus, "Turkey", relations=["and_or"]).table
    assert set(both["collocate"]) == {"Iran", "Russia"}


def test_what_differs_surely_stands_before_what_one_side_lacks():
    """As key words: a bound first, then what the test finds, what differs in nothing, the rest."""
    ours = "Russia sold gas. Russia sold oil. Russia left. Russia met Iran."
    theirs = "Turkey sold gas. Turkey met Iran. Turkey met Iraq. Turkey met Syria."
    once = "Russia sold gas. Turkey sold gas. Turkey met Iran. Russia met Iran."
    texts = [f"{ours} {theirs}"] * 12 + [f"{once} Russia stayed. Turkey slept."] + [once] * 8
    corpus = corpus_of(texts, author=[["A"], ["B"]] * 10 + [["A"]])
    result = toolkit.sketch_difference(
        corpus, "Russia", "Turkey", relations=["subject_of"], min_count=1
    )
    table = result.table
    bound = table["bound"].tolist()
    assert table["collocate"].tolist()[:3] == ["meet", "sell", "leave"]
    assert bound[0] < 0 < bound[1]
    assert np.isnan(bound[2:]).all()
    assert table["p_family"].tolist()[2] < 0.05 < table["p_family"].tolist()[3]
    assert any(note.endswith("(p_family up to .05), next in rank") for note in result.notes)


def test_a_difference_where_nothing_differs_is_not_found():
    """Both nodes sell as often, article by article."""
    texts = ["Russia sold the gas. Turkey sold the gas.", "Russia bought it. Turkey bought it."] * 5
    corpus = corpus_of(texts, id=[f"a{n}" for n in range(10)])
    table = toolkit.sketch_difference(corpus, "Russia", "Turkey", relations=["subject_of"]).table
    np.testing.assert_allclose(table["estimate"], 0, atol=1e-12)
    assert (table["p_family"].fillna(1) > 0.5).all()


def test_actors_are_named_in_a_difference(authors):
    """The title says Russia, not the code."""
    corpus = corpus_of(["Russia sold gas. Turkey bought gas."] * 3)
    result = toolkit.sketch_difference(corpus, '[actor="RU"]', '[actor="TR"]')
    assert result.parameters["target"] == "Russia"


def test_nodes_that_never_meet_are_described_only():
    """No article holds both: counts, no test, and a warning."""
    corpus = corpus_of(["Russia sold gas."] * 3 + ["Turkey sold gas."] * 3)
    result = toolkit.sketch_difference(corpus, "Russia", "Turkey")
    assert "no article holds both" in result.warnings[0]
    assert "Russia: few articles (3, under 5)" in result.warnings[1]
    assert result.table["p_family"].isna().all()
    assert not any("permutations" in note for note in result.notes)


def test_clear_answers_to_what_cannot_be(authors):
    """Words that are not there, unknown relations, one side too many or too few."""
    never = toolkit.sketch(authors, "submarine")
    assert len(never) == 0
    assert "does not occur" in never.warnings[0]
    assert len(toolkit.sketch(authors, "submarine", by="author")) == 0
    with pytest.raises(AnalysisError, match="submarine does not occur in the selection"):
        toolkit.sketch_difference(authors, "Russia", "submarine")
    with pytest.raises(AnalysisError, match="did you mean 'subject_of'"):
        toolkit.sketch(authors, "Russia", relations=["subject"])
    with pytest.raises(AnalysisError, match="either a second node"):
        toolkit.sketch_difference(authors, "Russia")
    with pytest.raises(AnalysisError, match="either a second node"):
        toolkit.sketch_difference(authors, "Russia", "Turkey", target={"author": "A"})
    with pytest.raises(AnalysisError, match="lower the minimum"):
        toolkit.sketch_difference(authors, "Russia", target={"author": "A"}, min_count=99)
    lone = corpus_of(["Russia sold gas.", "It rained."], author=["A", "B"])
    with pytest.raises(AnalysisError, match="does not occur in all others"):
        toolkit.sketch_difference(lone, "Russia", target={"author": "A"})


def test_every_query_of_the_grammar_is_sound():
    """All parse, and hold the node once, at the end away from the collocate."""
    assert len(grammar()) >= 10
    for relation in grammar():
        assert relation.first or relation.last
        assert relation.says
        for query in (*relation.first, *relation.last):
            check(query.replace("NODE", "(Turkey)"))
            assert query.count("NODE") == 1
        assert all(query.endswith("NODE") for query in relation.first)
        assert all(query.startswith("NODE") for query in relation.last)


def test_a_broken_grammar_names_its_line():
    """A relation without a node or a meaning cannot be used."""
    with pytest.raises(CodebookError, match="has no NODE"):
        parse_grammar("relations:\n  a:\n    says: b\n    last: ['[tag=\"NN\"]']\n")
    with pytest.raises(CodebookError, match="'says' is missing"):
        parse_grammar("relations:\n  a:\n    last: ['NODE']\n")
