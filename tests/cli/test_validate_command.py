"""From a coding to corrected shares at the command line: validate, keep, correct."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import toolkit
from tests.analyses.framing.conftest import NEED
from tests.commands import discourse
from toolkit import framing
from toolkit.analyses.framing.coding import COLUMNS
from toolkit.cli.topics_frames import _kept_validation
from toolkit.errors import AnalysisError, CorpusError

WITH, MISSED = "Turkey needs Russian gas.", "Ankara is short of Russian gas."
WITHOUT = "Turkey and Russia met."


@pytest.fixture
def home(tmp_path, write_article) -> Path:
    """Twelve articles, half of each outlet: the rules find one of two paragraphs with the frame."""
    for number in range(12):
        body = "\n\n".join([WITH, MISSED, WITHOUT, WITHOUT][: 4 if number % 2 else 3])
        desk = "Gulf desk" if number < 6 else "Moscow desk"
        write_article(f"2019-a{number:02}", body=f"{body}\n", outlet=desk)
    root = tmp_path / "corpus"
    (root / "codebook").mkdir()
    (root / "codebook" / "frames.yaml").write_text(NEED, encoding="utf-8")
    (root / "coding" / "samples").mkdir(parents=True)
    return tmp_path


def coded(home: Path, units=None) -> Path:
    """Code all paragraphs, or some, by what they say."""
    corpus = toolkit.load(home / "corpus")
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"coder": "aa", "article": item.id, "paragraph": number, "paragraph_sha": sha}
        | {"frame": "need", "present": int(text in (WITH, MISSED)), "codebook_version": "1"}
        for item in corpus.items
        for number, (text, sha) in enumerate(zip(item.paragraphs, item.paragraph_shas), start=1)
        if units is None or (item.id, number) in units
    ]
    path = home / "corpus" / "coding" / "aa.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def table(done) -> pd.DataFrame:
    assert done.returncode == 0, done.stderr
    return pd.DataFrame(json.loads(done.stdout)["table"])


def test_what_is_kept_is_quoted_and_corrects(home):
    """12 of 24 paragraphs with the frame are found: half are missed, and shares are doubled."""
    path = coded(home)
    early = discourse("frames", "--by", "outlet", "--correct", cwd=home)
    assert early.returncode == 1
    assert "discourse validate CODING --keep" in early.stderr
    held = discourse("validate", str(path), "--json", cwd=home)
    row = table(held).iloc[0]
    assert row[["tp", "fp", "fn", "tn"]].tolist() == [12, 0, 12, 18]
    assert not (home / "corpus" / "coding" / "validation.csv").exists()
    shown = discourse("validate", str(path), "--keep", cwd=home)
    assert "kept in coding/validation.csv" in shown.stderr
    assert "recall" in shown.stdout
    assert "n_" in shown.stdout.replace("n_\n", "n_")  # how many stands beside the rates
    shares = discourse("frames", "--by", "outlet", "--correct", "--json", cwd=home)
    values = table(shares).set_index(["group", "estimator"])["estimate"]
    assert values["Gulf desk", "raw"] == pytest.approx(6 / 21)
    assert values["Gulf desk", "corrected"] == pytest.approx(12 / 21)
    told = json.loads(shares.stdout)
    assert (
        "need: recovery on 42 coded paragraphs of 12 articles: precision 1.00, recall 0.50"
        in (told["notes"])
    )
    assert not any("unvalidated" in text for text in told["warnings"])


def test_a_coding_by_people_is_counted(home):
    """Both paragraphs with the frame are seen by the coder: 12 of 21 in each outlet, by hand."""
    path = coded(home)
    done = discourse("frames", "--by", "outlet", "--coding", str(path), "--json", cwd=home)
    rows = table(done).set_index(["group", "estimator"])
    assert rows.loc[("Gulf desk", "raw"), ["n_present", "n_paragraphs"]].tolist() == [12, 21]
    assert ("Gulf desk", "endorsed") in rows.index
    assert "coded by aa, codebook 1: 42 of 42 paragraphs" in json.loads(done.stdout)["notes"]


def test_a_coded_sample_is_weighted_back(home):
    """Shares are those of the corpus, with the weights of the sample that is kept or named."""
    corpus = toolkit.load(home / "corpus")
    drawn = framing.sample(corpus, 20, seed=3)
    framing.write_sample(drawn, home / "corpus" / "coding" / "samples" / "20-seed-3.csv")
    path = coded(home, set(zip(drawn.table["article"], drawn.table["paragraph"])))
    call = ("frames", "--by", "provenance", "--coding", str(path), "--json")
    done = discourse(*call, cwd=home)
    assert "weighted back to the corpus by the sample 20-seed-3" in done.stderr
    read = framing.read_coding(path, codebook=corpus.codebook)
    expected = framing.prevalence(
        corpus, by="provenance", frames="need", coding=framing.weighted(read, drawn)
    ).table
    assert table(done)["estimate"].tolist() == pytest.approx(expected["estimate"].tolist())
    assert table(done)["estimate"][0] != pytest.approx(read["present"].mean())
    named = discourse(*call, "--sample", "corpus/coding/samples/20-seed-3.csv", cwd=home)
    assert table(named).equals(table(done))


def test_rates_of_a_sample_are_those_of_the_corpus(home):
    """Drawn by what rules find; the weights of the kept sample are found without being named."""
    corpus = toolkit.load(home / "corpus")
    drawn = framing.sample(corpus, 20, seed=3)
    framing.write_sample(drawn, home / "corpus" / "coding" / "samples" / "20-seed-3.csv")
    units = set(zip(drawn.table["article"], drawn.table["paragraph"]))
    done = discourse("validate", str(coded(home, units)), "--json", cwd=home)
    row = table(done).iloc[0]
    assert "weighted back to the corpus by the sample 20-seed-3" in done.stderr
    assert row["tp"] + row["fp"] + row["fn"] + row["tn"] == pytest.approx(42)
    assert row["tp"] == pytest.approx(12)
    named = discourse("validate", "corpus/coding/aa.csv", "--json", "--sample",
                      "corpus/coding/samples/20-seed-3.csv", cwd=home)  # fmt: skip
    assert table(named).equals(table(done))
    framing.write_sample(drawn, home / "corpus" / "coding" / "samples" / "again.csv")
    unsure = discourse("validate", "corpus/coding/aa.csv", cwd=home)
    assert unsure.returncode == 1
    assert "20-seed-3, again" in unsure.stderr


def test_what_is_learnt_is_measured_kept_and_corrects(home, write_article):
    """A classifier at the command line: weighted by the sample, with a line of its own."""
    for number in range(20, 50):
        body = f"In round {number} Ankara begs Moscow for fuel.\n\nMinisters met in May {number}.\n"
        write_article(
            f"2019-b{number}", body=body, outlet=f"{'Gulf' if number % 2 else 'Moscow'} x"
        )
    corpus = toolkit.load(home / "corpus").where(id=lambda name: "-b" in name)
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"coder": "aa", "article": item.id, "paragraph": number, "paragraph_sha": sha}
        | {"frame": "need", "present": int(number == 1), "codebook_version": "1"}
        for item in corpus.items
        for number, sha in enumerate(item.paragraph_shas, start=1)
    ]
    path = home / "corpus" / "coding" / "aa.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    framing.write_sample(
        framing.sample(corpus, 60, seed=1), home / "corpus" / "coding" / "samples" / "b.csv"
    )
    learnt = discourse("learn", str(path), "frames.json", cwd=home)
    assert learnt.returncode == 0, learnt.stderr
    assert "weighted back to the corpus by the sample b" in learnt.stderr
    by = ("--classifier", "frames.json")
    where = ("--where", "outlet=Gulf x")
    counted = discourse("frames", "--by", "outlet", *by, *where, "--json", cwd=home)
    assert any("unvalidated" in text for text in json.loads(counted.stdout)["warnings"])
    kept = discourse("validate", str(path), *by, "--keep", cwd=home)
    assert kept.returncode == 0, kept.stderr
    shares = discourse("frames", "--by", "outlet", *by, "--correct", "--json", cwd=home)
    values = table(shares).set_index(["group", "estimator"])["estimate"]
    assert values["Gulf x", "raw"] == values["Gulf x", "corrected"] == pytest.approx(0.5)
    told = json.loads(shares.stdout)
    assert any("need: recovery on 60 coded paragraphs" in text for text in told["notes"])
    assert not any("unvalidated" in text for text in told["warnings"])
    rules = discourse("frames", "--by", "outlet", "--correct", cwd=home)
    assert rules.returncode == 1  # the classifier's line does not correct the rules


def test_what_measures_a_classifier_is_told(home):
    """The command without --classifier would measure the rules."""
    corpus = toolkit.load(home / "corpus")
    unknown = SimpleNamespace(origin=SimpleNamespace(fingerprint="x"))
    with pytest.raises(CorpusError, match=r"this classifier .* CODING --classifier FILE --keep"):
        _kept_validation(corpus, unknown)
    with pytest.raises(CorpusError, match=r"these rules .* CODING --keep"):
        _kept_validation(corpus, None)


def test_each_instrument_keeps_its_own_lines(home):
    """Other rules, or a classifier, do not lose what is known of these; one's own are replaced."""
    path = coded(home)
    kept = home / "corpus" / "coding" / "validation.csv"
    discourse("validate", str(path), "--keep", cwd=home)
    first = kept.read_text()
    discourse("validate", str(path), "--keep", cwd=home)
    assert kept.read_text() == first
    rules = home / "corpus" / "codebook" / "frames.yaml"
    rules.write_text(NEED.replace("before: 3", "before: 4"), encoding="utf-8")
    discourse("validate", str(path), "--keep", cwd=home)
    assert kept.read_text().startswith(first)
    assert len(pd.read_csv(kept)) == 2
    kept.write_text("of,others\n1,2\n")
    refused = discourse("validate", str(path), "--keep", cwd=home)
    assert refused.returncode == 1
    assert "validation.csv has no column 'frame'" in refused.stderr
    assert kept.read_text() == "of,others\n1,2\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("validate", "nothing.csv"), 1, "nothing.csv: cannot be read"),
        (("validate", "corpus/coding/aa.csv", "--classifier", "none.json"), 1, "none.json"),
        (("validate", "corpus/coding/aa.csv", "--sample", "none.csv"), 1, "none.csv"),
        (("frames", "--correct"), 2, "needs --by"),
        (("frames", "--coding", "corpus/coding/aa.csv"), 2, "needs --by"),
        (("frames", "--by", "outlet", "--sample", "a.csv"), 2, "goes with --coding alone"),
        (("frames", "--by", "outlet", "--coding", "none.csv"), 1, "none.csv: cannot be read"),
        (
            ("frames", "--by", "outlet", "--coding", "corpus/coding/aa.csv", "--correct"),
            2,
            "does not go with --correct",
        ),
    ],
)
def test_wrong_calls_are_answered_in_words(home, arguments, code, message):
    coded(home)
    done = discourse(*arguments, cwd=home)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_keeping_needs_a_folder_and_a_validation(home):
    """A corpus in memory has no place to keep it, and a table of hits is none."""
    corpus = toolkit.load(home / "corpus")
    with pytest.raises(AnalysisError, match=r"'Frames found' has no column 'measure'; give"):
        framing.keep_validation(corpus, framing.match(corpus))
    memory = toolkit.from_frame(pd.DataFrame({"text": [WITH]}))
    with pytest.raises(AnalysisError, match="has no folder"):
        framing.keep_validation(memory, framing.match(memory))
