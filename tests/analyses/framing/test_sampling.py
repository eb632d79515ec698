"""Paragraphs drawn for coders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.analyses.framing.conftest import make
from tests.analyses.framing.desks import BOOK
from toolkit.analyses import framing
from toolkit.corpus import corpus_of
from toolkit.corpus.article import paragraph_sha
from toolkit.errors import AnalysisError


@pytest.fixture
def mixed(corpus_with):
    """Twenty articles of ten paragraphs; one paragraph in each carries the frame."""
    return corpus_with(["\n\n".join(["Turkey needs gas."] + ["Nothing happened."] * 9)] * 20)


def test_strata_are_drawn_in_equal_numbers(mixed):
    """A rare frame is coded as often as its absence."""
    sizes = framing.sample(mixed, 30, seed=1).table["stratum"].value_counts()
    assert sizes.to_dict() == {"need": 15, "none": 15}


def test_small_stratum_leaves_its_share_to_the_others(mixed):
    """There are but twenty paragraphs with the frame."""
    sizes = framing.sample(mixed, 100, seed=1).table["stratum"].value_counts()
    assert sizes.to_dict() == {"need": 20, "none": 80}


def test_a_paragraph_of_two_frames_is_drawn_for_the_rarer():
    """Of ten paragraphs six need, two of them fall as well: strata of four, two and four."""
    both, need, none = "Turkey needs Russia, and a government falls.", "Turkey needs Russia.", "No."
    item = make(["\n\n".join([both] * 2 + [need] * 4 + [none] * 4)]).items[0]
    corpus = corpus_of([item], codebook=BOOK)
    table = framing.sample(corpus, 10, seed=1).table
    assert table["stratum"].tolist() == ["fall"] * 2 + ["need"] * 4 + ["none"] * 4


def test_weights_add_up_to_the_corpus(mixed):
    """Each paragraph of the sample stands for its part of its stratum."""
    table = framing.sample(mixed, 30, seed=1).table
    assert table["weight"].sum() == pytest.approx(200)
    assert table.groupby("stratum")["weight"].sum().to_dict() == pytest.approx(
        {"need": 20, "none": 180}
    )


def test_seed_fixes_the_draw(mixed):
    """Another seed, another sample."""
    first = framing.sample(mixed, 30, seed=1).table
    assert first.equals(framing.sample(mixed, 30, seed=1).table)
    assert not first.equals(framing.sample(mixed, 30, seed=2).table)


def test_asking_for_more_than_there_is_gives_all(mixed):
    """Two hundred paragraphs, each for itself."""
    table = framing.sample(mixed, 999, seed=1).table
    assert len(table) == 200
    assert set(table["weight"]) == {1.0}


def test_nothing_cannot_be_drawn(mixed):
    """A message, not an empty sheet."""
    with pytest.raises(AnalysisError, match="n must be a whole number of at least 1; found 0"):
        framing.sample(mixed, 0, seed=1)


def test_sheet_can_be_filled_in_and_read(mixed, tmp_path):
    """What is handed to a coder is what the reader takes back, and validation accepts it."""
    drawn = framing.sample(mixed, 12, seed=1)
    sheet = framing.coding_sheet(mixed, drawn, "aa")
    assert not {"stratum", "weight"} & set(sheet.columns)
    sheet["present"] = "1"
    path = tmp_path / "aa.csv"
    sheet.to_csv(path, index=False)
    read = framing.read_coding(path, codebook=mixed.codebook)
    assert len(read) == 12
    result = framing.validate(mixed, read, weights=drawn.table, n_boot=10)
    assert result.table["n_paragraphs"].tolist() == [12]
    assert not any("changed" in text for text in result.warnings)


def test_sheets_of_two_coders_differ_in_order_alone(mixed):
    """Both code the same, neither in the order of the other."""
    drawn = framing.sample(mixed, 30, seed=1)
    first, second = (framing.coding_sheet(mixed, drawn, name) for name in ("aa", "bb"))
    keys = ["article", "paragraph", "frame"]
    assert first[keys].values.tolist() != second[keys].values.tolist()
    assert sorted(first[keys].values.tolist()) == sorted(second[keys].values.tolist())
    within = first.drop_duplicates(["article", "paragraph"]).groupby("article")["paragraph"]
    assert within.apply(lambda numbers: numbers.is_monotonic_increasing).all()


def test_a_sample_too_small_for_its_strata_is_refused(mixed):
    """One paragraph would be of one kind alone, and its weight would not stand for the corpus."""
    with pytest.raises(AnalysisError, match="drawn by need, none; draw at least 2"):
        framing.sample(mixed, 1, seed=1)
    assert framing.sample(mixed, 2, seed=1).table["weight"].sum() == 200


def test_sha_of_the_sample_is_that_of_the_text(mixed):
    """The coder's file knows what was read."""
    row = framing.sample(mixed, 5, seed=1).table.iloc[0]
    text = mixed.text(row["article"]).split("\n\n")[row["paragraph"] - 1]
    assert row["paragraph_sha"] == paragraph_sha(text)


def test_what_another_instrument_found_makes_the_strata(mixed):
    """Drawn by a result in which the second paragraph of each article carries the frame."""
    rules = framing.code(mixed)
    table = rules.table.assign(present=(rules.table["paragraph"] == 2).astype(int))
    found = replace(rules, table=table, parameters={**rules.parameters, "instrument": "other"})
    drawn = framing.sample(mixed, 30, seed=1, found=found)
    held = drawn.table[drawn.table["stratum"] == "need"]
    assert held["paragraph"].tolist() == [2] * 15
    assert drawn.table["weight"].sum() == pytest.approx(200)
    assert drawn.parameters["instrument"] == "other"
    some = replace(found, table=table[table["article"] != "a3"])
    with pytest.raises(AnalysisError, match="'a3' was not coded by machine"):
        framing.sample(mixed, 30, seed=1, found=some)
