"""The codes of the real pages: whole, free of text, and as the data sheet reports them."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from toolkit.corpus.codebook_file import read_codebook

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "corpus" / "coding" / "real.csv"
GOLD = ROOT.parent / "shared" / "frames" / "seed_gold.csv"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("real_coding")


def test_kappa_is_that_of_the_hand_calculation(script: ModuleType) -> None:
    """Both .8 agreed; by chance .5 * .6 + .5 * .4 = .5; kappa = (.8 - .5) / .5 = .6."""
    one, two = [1] * 5 + [0] * 5, [1] * 5 + [1, 0, 0, 0, 0]
    two[0:1] = [0]
    rows = [
        {"coder": coder, "page": "p", "paragraph": place, "frame": "dependency", "present": code}
        for coder, codes in (("a", one), ("b", two))
        for place, code in enumerate(codes)
    ]
    (row,) = script.agreement(pd.DataFrame(rows)).to_dict("records")
    assert (row["both"], row["only_first"], row["only_second"], row["neither"]) == (4, 1, 1, 4)
    assert row["kappa"] == pytest.approx(0.6)


def test_every_coder_coded_every_unit_with_values_of_the_codebook() -> None:
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]).isdisjoint({"text", "cue", "note"})
    rules = ROOT / "corpus" / "codebook" / "frames.yaml"
    frames = read_codebook(rules.read_bytes(), rules.name).frames
    units = {(row["page"], row["paragraph"]) for row in rows}
    assert len(units) == 33
    for coder in {row["coder"] for row in rows}:
        mine = [row for row in rows if row["coder"] == coder and row["frame"] in frames]
        assert len(mine) == 33 * len(frames)
        assert {(row["page"], row["paragraph"]) for row in mine} == units


@pytest.mark.skipif(not GOLD.is_file(), reason="the earlier coding is not beside the project")
def test_the_earlier_coding_is_told_as_it_is() -> None:
    gold = pd.read_csv(GOLD, dtype={"doc": str})
    settled = gold.groupby(["doc", "paragraph"])[["dep", "reg", "nato"]].max()
    told = pd.read_csv(REAL).query("coder == 'earlier-settled'")
    told["doc"] = told["page"].map({"al-monitor-2021": "000", "lobelog-2019": "003"})
    wide = told.pivot(index=["doc", "paragraph"], columns="frame", values="present").sort_index()
    names = ["dependency", "regime_change", "nato_cleavage"]
    assert wide[names].to_numpy().tolist() == settled.sort_index().to_numpy().tolist()
