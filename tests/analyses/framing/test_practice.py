"""The practice paragraphs: a trainee's form can be scored against the key."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.analyses.framing.desks import BOOK, NOTHING, units_of, written
from toolkit.analyses import framing
from toolkit.analyses.framing.practice import hold_against_key, read_practice
from toolkit.corpus.article import paragraph_sha
from toolkit.corpus.codebook import Codebook
from toolkit.errors import AnalysisError

FOLDER = Path(__file__).resolve().parents[3] / "corpus" / "codebook"


@pytest.fixture(scope="module")
def key():
    """The key, as a coding."""
    return framing.read_coding(FOLDER / "practice-key.csv")


def trainee(folder, change):
    """Fill the form in from the key, with a change to each row."""
    with (FOLDER / "practice-key.csv").open(encoding="utf-8", newline="") as file:
        rows = [change(row) | {"coder": "aa", "note": ""} for row in csv.DictReader(file)]
    path = folder / "aa.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_key_belongs_to_the_paragraphs(key):
    """Twenty paragraphs of 40 to 110 words, each coded for every frame, with its fingerprint."""
    text = (FOLDER / "practice.md").read_text(encoding="utf-8")
    units = dict(re.findall(r"^## (practice-\d\d)\n\n(.+)$", text, re.M))
    assert len(units) == 20
    assert all(40 <= len(text.split()) <= 110 for text in units.values())
    shas = dict(zip(key["article"], key["paragraph_sha"], strict=True))
    assert shas == {name: paragraph_sha(text) for name, text in units.items()}
    codebook = Codebook.default()
    assert len(key) == 20 * (len(codebook.frames) + len(codebook.counter_frames))
    assert set(key["codebook_version"]) == {codebook.version}


def test_key_shows_every_value(key):
    """What is to be learnt occurs: each frame, direction, stance, voice and counter-frame."""
    codebook = Codebook.default()
    present = key[key["present"] == 1]
    assert set(present["frame"]) == {*codebook.frames, *codebook.counter_frames}
    framed = present[present["frame"].isin(list(codebook.frames))]
    for name, frame in codebook.frames.items():
        assert set(framed.loc[framed["frame"] == name, "direction"]) == set(frame.directions)
    assert set(framed["stance"]) == {"endorse", "reject", "neutral"}
    assert set(framed["voice"]) == {"author", "quoted", "paraphrased"}
    empty = key.groupby("article")["present"].sum() == 0
    assert empty.sum() >= 3


def test_key_obeys_the_fixed_cases(key):
    """Descriptive and open are neutral; other voices are never the author's own view."""
    framed = key[(key["present"] == 1) & (key["direction"] != "")]
    fixed = framed[framed["direction"].isin(["descriptive", "open"])]
    assert set(fixed["stance"]) == {"neutral"}
    others = framed[framed["voice"] != "author"]
    assert "author" not in set(others["holder"])
    assert (framed["target"] != "").equals(framed["frame"] == "regime_change")
    own = framed[framed["direction"].isin(["for", "against"]) & (framed["holder"] == "author")]
    assert set(own["stance"]) == {"endorse"}


def test_form_is_the_key_without_answers():
    """Coders get the units and nothing else."""
    with (FOLDER / "practice-form.csv").open(encoding="utf-8", newline="") as file:
        form = list(csv.DictReader(file))
    with (FOLDER / "practice-key.csv").open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    given = ("article", "paragraph", "paragraph_sha", "frame", "codebook_version")
    assert [[row[n] for n in given] for row in form] == [[row[n] for n in given] for row in answers]
    assert not any(value for row in form for name, value in row.items() if name not in given)


def test_perfect_trainee_scores_one(tmp_path):
    """Every variable on which the key varies has alpha 1."""
    path = trainee(tmp_path, dict)
    table = framing.agreement(
        framing.read_coding([FOLDER / "practice-key.csv", path]), n_boot=20
    ).table
    scored = table[table["n_values"] > 1]
    assert set(scored["alpha"]) == {1.0}
    assert {("dependency", "stance"), ("nato_cleavage", "direction")} <= set(
        zip(scored["frame"], scored["variable"], strict=True)
    )


def test_trainee_who_misses_a_frame_is_told(tmp_path):
    """Who finds no frame but that which is endorsed has not understood the codebook."""
    empty = dict.fromkeys(("direction", "target", "stance", "voice", "holder"), "") | {
        "present": "0"
    }

    def endorsed_only(row):
        return row | (empty if row["stance"] in ("reject", "neutral") else {})

    path = trainee(tmp_path, endorsed_only)
    result = framing.agreement(framing.read_coding([FOLDER / "practice-key.csv", path]), n_boot=20)
    assert any("dependency, present: alpha" in text for text in result.warnings)


def test_no_run_of_eight_words_is_taken_from_elsewhere(shared):
    """Codebook and practice paragraphs give no coder a passage of the texts to be coded."""
    sources = [*shared("seeds").glob("*.txt"), *(FOLDER.parent / "articles").rglob("*.md")]
    taken = set().union(*(_runs(path) for path in sources))
    own = set().union(*(_runs(path) for path in FOLDER.glob("*.md")))
    assert len(sources) > 2
    assert not own & taken


def _runs(path, n=8):
    words = re.findall(r"[^\W\d_]+", path.read_text(encoding="utf-8").lower())
    return {tuple(words[at : at + n]) for at in range(len(words) - n + 1)}


def test_practice_units_are_those_of_the_key(key):
    """Twenty, in the order of the page, none the context of another."""
    units = read_practice(FOLDER / "practice.md")
    assert [unit.name for unit in units] == list(dict.fromkeys(key["article"]))
    assert {unit.name: unit.sha for unit in units} == dict(
        zip(key["article"], key["paragraph_sha"], strict=True)
    )
    assert not any(unit.before for unit in units)


def test_perfect_trainee_is_shown_no_difference(tmp_path):
    shown, agreed = hold_against_key(trainee(tmp_path, dict), FOLDER / "practice-key.csv", n_boot=5)
    assert shown.table.empty
    assert not shown.warnings
    assert agreed.table["alpha"].dropna().eq(1).all()


def test_every_difference_comes_with_the_reason_of_the_key(tmp_path, key):
    """One holder misread, one frame missed: two rows, and no stop."""

    def slip(row):
        if (row["article"], row["frame"]) == ("practice-01", "dependency"):
            return row | {"holder": "TR"}
        if (row["article"], row["frame"]) == ("practice-03", "dependency"):
            return row | dict.fromkeys(("direction", "stance", "voice", "holder"), "") | {
                "present": "0"
            }  # fmt: skip
        return row

    shown, _ = hold_against_key(trainee(tmp_path, slip), FOLDER / "practice-key.csv", n_boot=5)
    first, second = shown.table.to_dict("records")
    reasons = key.set_index(["article", "frame"])["note"]
    assert first == {
        "unit": "practice-01",
        "frame": "dependency",
        "yours": "tr_on_ru endorse author TR",
        "key": "tr_on_ru endorse author author",
        "reason": reasons["practice-01", "dependency"],
    }
    assert (second["yours"], second["key"]) == ("no", "tr_on_ru reject paraphrased OTHER")
    assert not shown.warnings


@pytest.mark.parametrize(("key", "mine", "stops"), [
    ("11000", "10000", True),  # Do 2/10, De 2 x 3 x 7 / 90: alpha 4/7 = .571
    ("1110000000", "1100000000", False),  # Do 2/20, De 2 x 5 x 15 / 380: alpha .747
])  # fmt: skip
def test_stop_rule_is_at_two_thirds(tmp_path, key, mine, stops):
    """Krippendorff's .667, between two agreements that were worked out by hand."""
    units = units_of({f"p{n}": (f"Text {n}.",) for n in range(len(key))})
    there = {"direction": "tr_on_ru", "stance": "endorse", "voice": "author", "holder": "author"}
    for coder, codes in (("key", key), ("me", mine)):
        plan = {
            unit.name: NOTHING | {"need": there if code == "1" else None}
            for unit, code in zip(units, codes, strict=True)
        }
        (tmp_path / f"{coder}.csv").write_text(written(plan, coder, units))
    shown, _ = hold_against_key(tmp_path / "me.csv", tmp_path / "key.csv", codebook=BOOK, n_boot=5)
    assert shown.parameters["below_stop_rule"] == (["need"] if stops else [])
    assert bool(shown.warnings) == stops


def test_stop_rule_holds_for_the_presence_of_any_frame(tmp_path):
    """A trainee who sees no frame at all is told to stop, for each frame."""
    empty = dict.fromkeys(("direction", "target", "stance", "voice", "holder"), "")
    path = trainee(tmp_path, lambda row: row | empty | {"present": "0"})
    shown, _ = hold_against_key(path, FOLDER / "practice-key.csv", n_boot=5)
    (warning,) = shown.warnings
    assert warning.startswith("stop rule")
    assert all(frame in warning for frame in Codebook.default().frames)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Practice\n\nNothing.\n", "needs paragraphs"),
        ("## p1\n\nOne.\n\nTwo.\n", "exactly one paragraph under '## p1'"),
        ("## p1\n\nOne.\n\n## p1\n\nTwo.\n", "a name of its own"),
    ],
)
def test_a_page_that_is_no_practice_is_refused(tmp_path, text, message):
    (tmp_path / "practice.md").write_text(text)
    with pytest.raises(AnalysisError, match=message):
        read_practice(tmp_path / "practice.md")
    with pytest.raises(AnalysisError, match="cannot read the practice paragraphs"):
        read_practice(tmp_path / "none.md")
