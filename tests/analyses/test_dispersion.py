"""Dispersion of words over parts of a corpus, against worked examples of the literature."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses.dispersion import ALL_MEASURES
from toolkit.errors import AnalysisError, CorpusError
from toolkit.stats.dispersion import dispersion_positions


def corpus_of(texts: list[str], **columns: list[object]) -> toolkit.Corpus:
    return toolkit.from_frame(pd.DataFrame({"text": texts, **columns}))


def with_counts(counts: list[int], size: int) -> toolkit.Corpus:
    """Articles of equal size with so many times the word 'gas'."""
    texts = [" ".join(["gas"] * n + ["the"] * (size - n)) + "." for n in counts]
    return corpus_of(texts, id=[f"a{place}" for place in range(len(counts))])


@pytest.fixture
def five():
    return with_counts([0, 4, 3, 2, 1], 20)


def test_published_values_are_found_through_a_corpus(five):
    """Carroll (1970) has D = .6464 for counts 0, 4, 3, 2, 1 in equal parts."""
    row = toolkit.dispersion(five, "gas").table.iloc[0]
    assert round(row["juilland_d"], 4) == 0.6464
    assert (row["count"], row["parts"], row["range"]) == (10, 5, 4)
    assert row["dp"] == pytest.approx(0.5 * (0.2 + 0.2 + 0.1 + 0.0 + 0.1))
    assert row["dp_norm"] == pytest.approx(row["dp"] / 0.8)


def test_carroll_d2_as_published():
    """Counts 2, 1, 1, 1, 0 give D2 = .8277."""
    row = toolkit.dispersion(with_counts([2, 1, 1, 1, 0], 10), "gas").table.iloc[0]
    assert round(row["carroll_d2"], 4) == 0.8277


def test_places_follow_the_words_of_all_articles(five):
    """ARF, AWT and ALD stand on the same places a reader would number by hand."""
    places = [20 * part + place for part, n in enumerate([0, 4, 3, 2, 1]) for place in range(n)]
    row = toolkit.dispersion(five, "gas").table.iloc[0]
    for measure in ("arf", "awt", "ald"):
        assert row[measure] == pytest.approx(dispersion_positions(places, 100, measure))


def test_a_query_and_the_word_itself_agree(five):
    """A word counted by its name and as hits of a query is one word."""
    by_query = toolkit.dispersion(five, "gas").table.iloc[0]
    table = toolkit.dispersion(five, unit="form", min_count=1).table.set_index("item")
    for measure in ALL_MEASURES:
        assert table.loc["gas", measure] == pytest.approx(by_query[measure])


def test_an_even_word_is_even_on_every_scale():
    """'the' in equal share of every article: the ends of the scales that the notes name."""
    row = toolkit.dispersion(with_counts([2, 2, 2, 2], 10), "gas").table.iloc[0]
    assert row["dp"] == pytest.approx(0)
    for measure in ("juilland_d", "carroll_d2", "rosengren_s", "da", "dkl"):
        assert row[measure] == pytest.approx(1)
    notes = toolkit.dispersion(with_counts([2, 2], 10), "gas").notes
    assert any(note.startswith("dp: ") and "0 even" in note for note in notes)
    assert any("Lijffijt" in note and "Egbert" in note for note in notes)


def test_years_as_parts_join_their_articles():
    """Three articles of two years are two parts, weighed by their words."""
    corpus = corpus_of(
        ["gas the the the.", "the the.", "gas gas the the the the."],
        published=["2017", "2017", "2019"],
    )
    row = toolkit.dispersion(corpus, "gas", parts="year", measures=["dp", "range"]).table.iloc[0]
    assert row["parts"] == 2
    assert row["dp"] == pytest.approx(0.5 * (abs(1 / 3 - 6 / 12) + abs(2 / 3 - 6 / 12)))


def test_groups_are_measured_apart():
    """Each author's own articles are the parts; an author with one article has no dispersion."""
    corpus = corpus_of(
        ["gas the.", "the the.", "gas the."], author=["A", "A", "B"], published=["2017"] * 3
    )
    result = toolkit.dispersion(corpus, "gas", by="author", measures=["dp", "range", "arf"])
    table = result.table.set_index("group")
    assert table.loc["A", "dp"] == pytest.approx(0.5)
    assert np.isnan(table.loc["B", "dp"])
    assert table.loc["B", "range"] == 1
    assert "B: one part only" in result.warnings[0]


def test_order_of_articles_does_not_matter(five):
    """The same articles in another order give the same numbers."""
    frame = pd.DataFrame({"id": [item.id for item in five.items],
                          "text": [item.text for item in five.items]})  # fmt: skip
    turned = toolkit.from_frame(frame.iloc[::-1])
    pd.testing.assert_frame_equal(
        toolkit.dispersion(five, min_count=1).table, toolkit.dispersion(turned, min_count=1).table
    )


def test_selections_see_only_their_articles(five):
    """A selection is measured as if it were the whole corpus."""
    half = five.where(id=["a1", "a2"])
    alone = with_counts([4, 3], 20)
    columns = ["count", *ALL_MEASURES]
    np.testing.assert_allclose(
        toolkit.dispersion(half, "gas").table[columns].to_numpy(float),
        toolkit.dispersion(alone, "gas").table[columns].to_numpy(float),
    )


def test_actors_are_counted_too():
    """Mentions of a state, in the articles that hold them."""
    corpus = corpus_of(["Russia and Moscow met.", "Nobody came.", "Russia left."])
    table = toolkit.dispersion(corpus, unit="actor", min_count=1).table.set_index("item")
    assert table.loc["RU", ["count", "range"]].tolist() == [3, 2]


def test_clear_answers_to_what_cannot_be(five):
    """No hit, one article, unknown names."""
    never = toolkit.dispersion(five, "submarine")
    assert "does not occur" in never.warnings[0]
    assert np.isnan(never.table["dp"].iloc[0])
    assert never.table["arf"].iloc[0] == 0
    with pytest.raises(AnalysisError, match="one part by article"):
        toolkit.dispersion(five.where(id="a1"), "gas")
    with pytest.raises(AnalysisError, match="did you mean 'juilland_d'"):
        toolkit.dispersion(five, "gas", measures=["juiland_d"])
    with pytest.raises(CorpusError, match="did you mean 'author'"):
        toolkit.dispersion(five, "gas", parts="autor")
    with pytest.raises(AnalysisError, match="no article"):
        toolkit.dispersion(five.where(lambda row: False), "gas")


def test_punctuation_stands_at_the_word_after_it():
    """The last full stop has none after it and stands at the last word; two in a row are one."""
    corpus = corpus_of(["gas flows. Oil ends.", "no stop"], id=["a", "b"])
    found = toolkit.dispersion(corpus, '"."', measures=["arf", "range"]).table
    assert found["count"].tolist() == [2]
    # six words; the stops stand at the third and the fifth
    assert found["arf"].item() == pytest.approx(dispersion_positions([2, 4], 6, "arf"))
    last = corpus_of(["gas flows ! !", "no"], id=["b", "a"])
    found = toolkit.dispersion(last, '"!"', measures=["arf"]).table
    assert found["arf"].item() == pytest.approx(dispersion_positions([2], 3, "arf"))


def test_two_articles_are_enough_for_dp():
    """Three and one of four hits in halves of a corpus: DP is 0.25; one article has none."""
    corpus = with_counts([3, 1], 10)
    assert toolkit.frequency(corpus, "gas").table["dp"].tolist() == [0.25]
    assert toolkit.frequency(corpus.where(id="a0"), "gas").table["dp"].isna().all()


def test_places_follow_the_dates_of_articles():
    """By id the two hits touch; by date four words lie between them one way, six the other."""
    texts = ["x x x gas", "gas x x x", "x x x x"]
    dated = corpus_of(texts, id=["a", "b", "c"], published=["2019", "2021", "2020"])
    found = toolkit.dispersion(dated, "gas", measures=["arf"]).table["arf"].item()
    assert found == pytest.approx(dispersion_positions([3, 8], 12, "arf"))
    assert found != pytest.approx(dispersion_positions([3, 4], 12, "arf"))


def test_places_of_a_group_are_those_of_its_articles_alone():
    texts = ["gas x x", "x gas gas x", "x x gas", "gas gas"]
    corpus = corpus_of(texts, author=["A", "B", "A", "B"])
    table = toolkit.dispersion(corpus, "gas", by="author", measures=["arf", "awt", "ald"]).table
    for author in ("A", "B"):
        own = toolkit.dispersion(corpus.where(author=author), "gas", measures=["arf", "awt", "ald"])
        apart = table[table["group"] == author][["arf", "awt", "ald"]]
        np.testing.assert_allclose(apart.to_numpy(), own.table[["arf", "awt", "ald"]].to_numpy())
