"""The record of how well the panel is recovered is that of rules and classifier as they are."""

from __future__ import annotations

import importlib
from pathlib import Path

import pandas as pd
import pytest

import toolkit
from toolkit import framing
from toolkit.analyses.framing.instrument import instrument

ROOT = Path(__file__).resolve().parents[2]


def test_the_record_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it fails: python scripts/validate_panel.py."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    script = importlib.import_module("validate_panel")
    committed = (ROOT / "corpus" / "coding" / "validation.csv").read_text(encoding="utf-8")
    assert committed == script.record()


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
