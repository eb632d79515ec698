"""The record of how well the panel is recovered is that of rules and classifier as they are."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

import toolkit
from toolkit import Corpus, framing
from toolkit.analyses.framing.classifier import Classifier
from toolkit.analyses.framing.coding import paragraph_shas
from toolkit.analyses.framing.instrument import instrument

ROOT = Path(__file__).resolve().parents[2]


class Learnt(NamedTuple):
    """The classifier of the guide, and what it was learnt from."""

    corpus: Corpus
    coding: pd.DataFrame
    split: dict[str, str]
    classifier: Classifier


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    """Learn once, from all articles at hand: those of which only counts are there are left out."""
    corpus = toolkit.load(ROOT / "corpus")
    folder = ROOT / "corpus" / "coding"
    coding = framing.read_coding(folder / "adjudicated.csv", codebook=corpus.codebook)
    split = framing.read_split(folder / "split.csv")
    return Learnt(corpus, coding, split, framing.learn(corpus, coding, split=split))


def test_the_record_is_up_to_date(learnt: Learnt, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it fails: python scripts/validate_panel.py."""

    def learn(corpus: Corpus, coding: pd.DataFrame, *, split: dict[str, str]) -> Classifier:
        """Give what was learnt already, if that is what is asked for."""
        with_text = learnt.corpus.where(provenance="composed")
        assert [item.sha256 for item in corpus.items] == [item.sha256 for item in with_text.items]
        pd.testing.assert_frame_equal(coding, learnt.coding)
        assert split == learnt.split
        return learnt.classifier

    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    script = importlib.import_module("validate_panel")
    monkeypatch.setattr(framing, "learn", learn)
    committed = (ROOT / "corpus" / "coding" / "validation.csv").read_text(encoding="utf-8")
    assert committed == script.record()


def test_panel_is_learnt_better_than_ruled_and_derived_articles_are_told(learnt: Learnt) -> None:
    """Out of fold on the development part, n = 80 articles; the test part is not looked at."""
    corpus, coding, split, classifier = learnt
    test = corpus.where(id=[name for name, part in split.items() if part == "test"])
    shas = {sha[:16] for sha in paragraph_shas(test).values()}
    assert len(classifier.trained) == classifier.origin.n_paragraphs
    assert not shas & set(classifier.trained)
    development = [name for name, part in split.items() if part == "development"]
    ruled = framing.validate(
        corpus.where(id=development), coding, split=split, part="development", n_boot=10
    ).table.set_index("frame")
    for frame, choice in classifier.chosen.items():
        assert choice.recall > ruled.loc[frame, "recall"] + 0.2
        assert choice.average_precision > 0.75
    some = corpus.where(id=[*development[:2], *corpus.articles.query("derived")["id"]])
    found = framing.classify(some, classifier)
    assert found.table["article"].nunique() == 2
    assert any("only their counts are at hand" in text for text in found.warnings)


def test_results_on_the_panel_quote_it() -> None:
    """A frame is never counted without saying how well it is measured."""
    corpus = toolkit.load(ROOT / "corpus").where(provenance="composed")
    result = framing.presence(corpus, frames="dependency")
    assert any("dependency: recovery on" in note for note in result.notes)
    assert not any("unvalidated" in warning for warning in result.warnings)


def test_the_classifier_of_the_guide_is_measured_as_well() -> None:
    """Each instrument has a line a frame; that of the rules is not that of the classifier."""
    record = pd.read_csv(ROOT / "corpus" / "coding" / "validation.csv")
    assert record.groupby("instrument")["frame"].nunique().tolist() == [3, 3]
    rules = instrument(toolkit.load(ROOT / "corpus"))
    by = dict(tuple(record.groupby(record["instrument"] == rules)["recall"]))
    assert (by[False].to_numpy() > by[True].to_numpy()).all()
