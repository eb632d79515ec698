"""The record of how well the rules recover the panel is that of the rules as they are."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import toolkit
from toolkit import framing

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
