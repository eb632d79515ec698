"""Topics: planted ones are found, groups are compared by article, runs repeat."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn import decomposition

import toolkit
from toolkit import topics
from toolkit.analyses.topics import choose, quality
from toolkit.analyses.topics.terms import Bag, bag_of_words
from toolkit.errors import AnalysisError
from toolkit.stats.inference import pooled_difference

ENERGY = ["gas", "pipeline", "reactor", "price", "contract", "export", "energy", "supply"]
ALLIANCE = ["alliance", "summit", "missile", "treaty", "veto", "radar", "pledge", "member"]


def planted(n: int = 40, length: int = 20) -> toolkit.Corpus:
    """Articles of two themes; author A writes mostly of energy, B mostly of the alliance."""
    rng = np.random.default_rng(7)
    rows = []
    for number in range(n):
        author = "A" if number < n // 2 else "B"
        share = 0.8 if author == "A" else 0.2
        words = [
            rng.choice(ENERGY) if rng.random() < share else rng.choice(ALLIANCE)
            for _ in range(length)
        ]
        rows.append({"author": [author], "text": "The " + " ".join(words) + "."})
    return toolkit.from_frame(pd.DataFrame(rows))


@pytest.fixture(scope="module")
def model() -> topics.TopicModel:
    return topics.fit(planted(), 2, iterations=100, seed=3)


def test_planted_topics_are_recovered(model):
    """The top words of each topic are those of one theme."""
    terms = model.top_terms(5).table
    found = [set(part["term"]) for _, part in terms.groupby("topic")]
    assert {frozenset(words & set(ENERGY)) == frozenset(words) for words in found} == {True, False}


def test_shares_are_shares(model):
    """Topics of an article sum to one in every draw; so do words of a topic."""
    np.testing.assert_allclose(model.fitted.draws.sum(axis=2), 1.0)
    np.testing.assert_allclose(model.fitted.words.sum(axis=1), 1.0)


def test_representative_articles_have_most_of_a_topic(model):
    """The article that is nearly all energy leads the topic of energy; the interval holds it."""
    terms = model.top_terms(5).table
    energy = 1 + int(set(terms[terms["topic"] == 2]["term"]) <= set(ENERGY))
    table = model.representative(energy, 3).table
    assert table["share"].tolist() == sorted(model.shares[:, energy - 1], reverse=True)[:3]
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    share_of_words = [
        sum(word in ENERGY for word in model.corpus.text(article).lower().strip(".").split()) / 20
        for article in table["article"]
    ]
    assert min(share_of_words) > 0.8
    with pytest.raises(AnalysisError, match="no topic 3; there are 1 to 2"):
        model.representative(3)


def test_the_same_refits_are_made_once(model, monkeypatch):
    """Stability and prevalence ask for the same refits; another seed or number are others."""
    fitted = topics.TopicModel(model.corpus, model.bag, model.fitted, model.parameters)
    made = []
    refit = topics.model._refit

    def counted(model, **options):
        made.append(options)
        return refit(model, **options)

    monkeypatch.setattr(topics.model, "_refit", counted)
    first = fitted.stability(refits=2, seed=5).table
    again = fitted.stability(refits=2, seed=5).table
    by = fitted.prevalence(by="author", refits=2, seed=5).table
    assert made == [{"refits": 2, "seed": 5}]
    pd.testing.assert_frame_equal(first, again)
    assert set(by["stability"]) == set(first["stability"])
    fitted.stability(refits=2, seed=6)
    fitted.stability(refits=1, seed=5)
    assert len(made) == 3


def test_the_same_seed_gives_the_same_model(model):
    """A figure can be made again."""
    again = topics.fit(planted(), 2, iterations=100, seed=3)
    np.testing.assert_array_equal(again.fitted.draws, model.fitted.draws)


def test_authors_differ_in_the_planted_direction(model):
    """The difference of .6 excludes zero, and the interval is about articles."""
    table = model.prevalence(by="author", refits=2).table
    energy = int(np.argmax(model.fitted.words[:, model.bag.words.index("gas")])) + 1
    row = table[(table["topic"] == energy) & (table["group"] == "A")].iloc[0]
    assert row["difference_low"] > 0
    assert row["low"] < row["estimate"] < row["high"]
    assert row["p_adjusted"] < 0.01
    assert row["stability"] > 0.8


def test_two_groups_are_one_comparison_a_topic(model):
    """A against B and B against A are one test: Holm counts two topics, not four rows."""
    result = model.prevalence(by="author", refits=0)
    first = result.table[result.table["group"] == "A"].sort_values("p")
    p, adjusted = first["p"].to_numpy(), first["p_adjusted"].to_numpy()
    np.testing.assert_allclose(adjusted, [min(1, 2 * p[0]), min(1, max(2 * p[0], p[1]))])
    second = result.table[result.table["group"] == "B"].sort_values("p")
    np.testing.assert_allclose(second["p_adjusted"], adjusted)
    assert any("Holm over 2 comparisons" in note for note in result.notes)


def test_a_group_of_few_articles_has_no_interval(model):
    """Two articles are a description."""
    corpus = planted().where(lambda row: row["author"] == ["A"] or row["id"] > "article-38")
    table = topics.fit(corpus, 2, iterations=20).prevalence(by="author", refits=0).table
    assert table.loc[table["group"] == "B", ["low", "high", "p"]].isna().all(axis=None)


@pytest.mark.parametrize("engine", ["nmf", "gensim"])
def test_other_engines_fit_and_say_what_they_lack(engine):
    """They give words, but no uncertainty of shares."""
    fitted = topics.fit(planted(), 2, engine=engine)
    assert fitted.top_terms(3).table.shape[0] == 6
    with pytest.raises(AnalysisError, match="no posterior"):
        fitted.prevalence()


def test_seeds_guide_named_topics():
    """The first topic follows the words given for it."""
    fitted = topics.fit(planted(), 2, seeds={"alliance": ["veto", "treaty"]}, iterations=100)
    terms = fitted.top_terms(5, by="probability").table
    assert set(terms.loc[terms["topic"] == 1, "term"]) <= set(ALLIANCE)


def test_few_articles_are_called_exploratory(model):
    """Every table of a small corpus warns."""
    assert any("exploratory" in warning for warning in model.top_terms().warnings)


@pytest.mark.parametrize(
    ("k", "options", "message"),
    [
        (1, {}, "from 2 on, not 1"),
        (2.5, {}, "a whole number from 2 on, not 2.5"),
        ("2", {}, "a whole number from 2 on, not '2'"),
        (2, {"iterations": -1}, "iterations is a whole number from 1 on, not -1"),
        (2, {"min_articles": 0}, "min_articles is a whole number from 1 on"),
        (2, {"seed": -1}, "seed is a whole number from 0 on"),
        (2, {"seeds": {"x": "gas"}}, "are one string; give a list of words"),
        (99, {}, "at most the number of articles"),
        (2, {"engine": "gibs"}, "did you mean 'gibbs'"),
        (2, {"seeds": {"x": ["submarine"]}}, "none of the words of topic 'x'"),
        (2, {"engine": "nmf", "seeds": {"x": ["gas"]}}, "only, not 'nmf'"),
    ],
)
def test_impossible_requests_are_named(k, options, message):
    """What is wrong and what is possible."""
    with pytest.raises(AnalysisError, match=message):
        topics.fit(planted(), k, **options)


def test_impossible_questions_are_named(model):
    """Of a model that is there."""
    for ask, message in (
        (lambda: model.stability(refits=0), "refits is a whole number from 1 on"),
        (lambda: model.prevalence(refits=-1), "refits is a whole number from 1 on"),
        (lambda: model.representative(1.5), "no topic 1.5; there are 1 to 2"),
        (lambda: model.representative(1, -1), "n is a whole number from 1 on"),
        (lambda: model.top_terms(0), "n is a whole number from 1 on"),
        (lambda: topics.choose_k(model.corpus, 3), "several numbers of topics"),
    ):
        with pytest.raises(AnalysisError, match=message):
            ask()


def test_more_than_a_topic_for_ten_articles_is_exploratory():
    """Forty articles bear four topics; the fifth is one too many."""
    for k, said in ((4, False), (5, True)):
        warnings = topics.fit(planted(), k, iterations=5).warnings()
        assert any("over one for ten" in text for text in warnings) == said


def test_refits_leave_out_a_fifth_of_the_articles(model, monkeypatch):
    """Thirty-two of forty articles, each once, others every time."""
    parts = []

    def spy(bag, k, **options):
        parts.append(bag.counts.toarray())
        return model.fitted

    monkeypatch.setattr(topics.model, "_fit", spy)
    fitted = topics.TopicModel(model.corpus, model.bag, model.fitted, model.parameters)
    assert fitted.stability(refits=2, seed=1).table["stability"].tolist() == pytest.approx([1, 1])
    rows = [{tuple(row) for row in part.tolist()} for part in parts]
    every = {tuple(row) for row in model.bag.counts.toarray().tolist()}
    assert len(every) == 40  # no two articles are the same, so that rows name them
    assert [len(part) for part in rows] == [32, 32]
    assert all(part <= every for part in rows)
    assert rows[0] != rows[1]


def test_the_interval_of_a_share_is_of_its_draws(model):
    """Five per cent of the draws lie below, five above."""
    row = model.representative(1, 1).table.iloc[0]
    place = [item.id for item in model.corpus.items].index(row["article"])
    draws = np.sort(model.fitted.draws[:, place, 0])
    assert draws[0] < row["low"] < draws[2]
    assert draws[-3] < row["high"] < draws[-1]


def test_stop_words_and_rare_words_are_left_out():
    """What is counted are content words in two articles or more."""
    corpus = toolkit.from_frame(
        pd.DataFrame(
            {"text": ["The gas price rose.", "The gas price fell.", "A reactor stood."] * 2}
        )
    )
    words = bag_of_words(corpus).words
    assert "gas" in [word.casefold() for word in words]
    assert "the" not in words
    short = toolkit.from_frame(
        pd.DataFrame({"text": ["EU gas sold.", "EU gas fell.", "A pipe stood.", "A pipe fell."]})
    )
    assert [word for word in bag_of_words(short).words if len(word) < 3] == []


def bag(rows: list[list[int]]) -> Bag:
    from scipy import sparse

    return Bag(sparse.csr_array(np.array(rows)), ("a", "b", "c"))


def test_coherence_by_hand():
    """a and b always together in 1 of 2 articles: NPMI 1; a and c never: -1."""
    together = bag([[1, 1, 0], [0, 0, 1]])
    topics_ = np.array([[0.5, 0.4, 0.1], [0.5, 0.1, 0.4]])
    np.testing.assert_allclose(quality.coherence(topics_, together, n=2), [1.0, -1.0])


def test_matching_is_one_to_one():
    """Exchanged topics match perfectly."""
    a = np.array([[0.9, 0.1, 0.0], [0.0, 0.1, 0.9]])
    np.testing.assert_allclose(quality.match(a, a[::-1]), 1.0)


def test_choose_k_proposes_one_of_those_tried():
    """The table holds each k once, and exactly one proposal."""
    table = topics.choose_k(planted(), [3, 2], refits=2, iterations=30).table
    assert table["k"].tolist() == [2, 3]
    assert table["proposed"].sum() == 1
    with pytest.raises(AnalysisError, match="no number of topics"):
        topics.choose_k(planted(), [])


def test_choose_k_refuses_a_wrong_number_before_it_fits(monkeypatch):
    """Nobody waits for the other numbers only to be refused."""
    monkeypatch.setattr(choose, "fit", lambda *_, **__: pytest.fail("a model was fitted"))
    for wrong, said in ((10_000, "at most the number of articles"), ("4", "not '4'")):
        with pytest.raises(AnalysisError, match=said):
            topics.choose_k(planted(), [2, wrong])


@pytest.mark.parametrize(
    ("weakest", "coherence", "chosen"),
    [
        ([0.95, 0.71, 0.69], [0.1, 0.2, 0.9], 3),  # the third has a topic that does not come back
        ([0.95, 0.70, 0.99], [0.3, 0.2, 0.1], 2),
        ([0.40, 0.65, 0.60], [0.9, 0.1, 0.5], 3),  # none is stable: the least unstable
    ],
)
def test_the_most_coherent_number_whose_every_topic_comes_back(
    monkeypatch, weakest, coherence, chosen
):
    """By hand: coherence decides among stable numbers, and cannot save an unstable one."""
    from toolkit.analyses.topics import choose

    known = dict(zip((2, 3, 4), zip(weakest, coherence, strict=True), strict=True))
    corpus = planted()
    monkeypatch.setattr(
        choose,
        "quality_of_refits",
        lambda model, **_: np.array([[known[model.k][0], *[1.0] * (model.k - 1)]]),
    )
    monkeypatch.setattr(
        quality, "coherence", lambda words, bag: np.full(len(words), known[len(words)][1])
    )
    for ks in ([2, 3, 4], [4, 3, 2]):
        result = topics.choose_k(corpus, ks, refits=1, iterations=1)
        table = result.table
        assert table.loc[table["proposed"], "k"].tolist() == [chosen]
        assert table["weakest"].tolist() == weakest
        unstable = any("no number tried" in text for text in result.warnings)
        assert unstable == (max(weakest) < 0.7)


def test_numbers_of_a_design_with_five_topics():
    """Five groups of words, twenty articles each: neither fewer nor more topics are proposed.

    A sixth topic would have to split a group, and would split another on the next subsample.
    """
    rng = np.random.default_rng(11)
    vocabularies = [
        [f"{first}{second}{vowel}k" for second in "bdfgl" for vowel in "ao"] for first in "MNPST"
    ]
    shared = [f"R{vowel}{last}" for vowel in "aeo" for last in "bdgmn"]
    rows = []
    for number in range(100):
        own = vocabularies[number % 5]
        words = [rng.choice(own if rng.random() < 0.6 else shared) for _ in range(60)]
        rows.append({"text": "They said " + " and ".join(words) + "."})
    table = topics.choose_k(
        toolkit.from_frame(pd.DataFrame(rows)), range(3, 8), refits=3, iterations=100
    ).table
    assert table.loc[table["proposed"], "k"].tolist() == [5]


def test_groups_without_a_test_are_no_comparisons(model):
    """Of three groups one has two articles: two groups times two topics are tested."""
    corpus = planted()
    corpus = corpus.assign(
        group=lambda row: "few" if row["id"] > "article-38" else row["author"][0]
    )
    result = topics.fit(corpus, 2, iterations=20).prevalence(by="group", refits=0)
    assert any("Holm over 4 comparisons" in note for note in result.notes)
    tested = result.table["p"].dropna()
    assert len(tested) == 4
    np.testing.assert_allclose(result.table["p_adjusted"].min(), min(1, 4 * tested.min()))
    alone = corpus.assign(each=lambda row: row["id"])
    few = topics.fit(alone, 2, iterations=20).prevalence(by="each", refits=0)
    assert few.table["p"].isna().all()
    assert not any("Holm" in note for note in few.notes)


def test_articles_without_a_value_are_no_others(model):
    """A group is compared with the other groups, not with articles of which nothing is known."""
    corpus = model.corpus.assign(
        side=lambda row: "" if row["id"] in {item.id for item in model.corpus.items[:6]}
        else " & ".join(row["author"])
    )  # fmt: skip
    table = replace(model, corpus=corpus).prevalence(by="side", refits=0).table
    groups = corpus.groups("side")
    first, second = (
        np.isin(np.arange(len(corpus)), groups.members(label)) for label in groups.labels
    )
    assert not (first | second).all()
    by_hand = pooled_difference(model.fitted.draws, first, second)
    mine = table[table["group"] == groups.labels[0]].sort_values("topic")
    np.testing.assert_allclose(mine["difference"], by_hand.estimate)


def test_one_group_is_named_with_what_to_do(model):
    """A selection of late years leaves one of two periods."""
    late = replace(model, corpus=model.corpus.assign(period=lambda row: "2020–2024"))
    with pytest.raises(AnalysisError, match="by period: all articles are of '2020–2024'; compare"):
        late.prevalence(by="period", refits=0)


def test_a_start_that_has_not_converged_is_no_warning_of_ours(monkeypatch):
    """The sampler goes on from it; a warning of a library tells a reader nothing."""
    import tomotopy  # noqa: F401  (warns of itself when it is first imported)

    patient = decomposition.NMF
    hasty = {"max_iter": 1}
    monkeypatch.setattr(decomposition, "NMF", lambda k, **given: patient(k, **{**given, **hasty}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = topics.fit(planted(), 2, iterations=5)
    np.testing.assert_allclose(model.fitted.words.sum(axis=1), 1)
