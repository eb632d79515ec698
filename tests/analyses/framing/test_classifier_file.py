"""Saved classifiers: the same again, or a clear refusal."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analyses.framing.conftest import make
from tests.analyses.framing.test_learning import code, texts_of
from toolkit import framing
from toolkit.analyses.framing import classifier_file
from toolkit.errors import AnalysisError


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A classifier, its corpus and its file."""
    corpus = make(texts_of(24))
    found = framing.learn(corpus, code(corpus))
    path = tmp_path_factory.mktemp("saved") / "need.json"
    found.save(path)
    return corpus, found, path


def test_round_trip_gives_the_same_codes(saved, tmp_path):
    _, found, path = saved
    again = framing.Classifier.load(path)
    new = make({"new": "Ankara begs once more.\n\nMinisters met. Kremlin officials begged."})
    one, two = framing.classify(new, found), framing.classify(new, again)
    assert one.table.equals(two.table)
    assert one.notes == two.notes
    assert again.summary().table.equals(found.summary().table)
    assert again.top_terms("need").table.equals(found.top_terms("need").table)
    again.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


def test_file_holds_no_running_text(saved):
    """Terms of one or two words, met in two articles or more."""
    _, _, path = saved
    terms = json.loads(path.read_text(encoding="utf-8"))["terms"]
    assert max(len(term.split()) for kind, term in terms if kind != "actors") == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (pickle.dumps({"format": "x"}), "no JSON"),
        (b"[" * 200_000, "nested too deeply|no JSON"),
        (b"9" * 10_000, "no JSON|does not say"),
        (b"[]", "does not say that it is one"),
        (b'{"format": "something else"}', "does not say that it is one"),
        (b'{"format": "discourse-toolkit frame classifier", "recipe": "0"}', "another version"),
        (b'{"format": NaN}', "NaN is no number"),
    ],
)
def test_what_is_no_classifier_is_refused(tmp_path, content, told):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(AnalysisError, match=f"bad.json is no classifier.*({told})"):
        framing.Classifier.load(path)


def test_missing_file_and_folder_are_told(tmp_path):
    with pytest.raises(AnalysisError, match=r"cannot read gone\.json: No such file"):
        framing.Classifier.load(tmp_path / "gone.json")
    with pytest.raises(AnalysisError, match="cannot read"):
        framing.Classifier.load(tmp_path)


def test_large_file_is_not_read(saved, monkeypatch):
    monkeypatch.setattr(classifier_file, "LARGEST", 100)
    with pytest.raises(AnalysisError, match="larger than"):
        framing.Classifier.load(saved[2])


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 10**9), byte=st.integers(0, 255))
def test_any_changed_byte_is_noticed(saved, tmp_path, place, byte):
    """Either the file is refused, or it still says the same."""
    raw = bytearray(saved[2].read_bytes())
    place %= len(raw)
    raw[place] = byte
    path = tmp_path / "changed.json"
    path.write_bytes(bytes(raw))
    try:
        found = framing.Classifier.load(path)
    except AnalysisError:
        return
    found.save(path)
    assert path.read_bytes() == saved[2].read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.pop("weights"),
        lambda content: content["weights"][0].pop(),
        lambda content: content["weights"][0].__setitem__(0, 1e999),
        lambda content: content["weights"][0].__setitem__(0, "1; import os"),
        lambda content: content["intercepts"].append(1.0),
        lambda content: content["terms"].__setitem__(0, ["spell", "abracadabra"]),
        lambda content: content["terms"].__setitem__(1, content["terms"][0]),
        lambda content: content["terms"].__setitem__(0, "ab"),
        lambda content: content["chosen"].clear(),
        lambda content: content["chosen"]["need"].pop("threshold"),
        lambda content: content["chosen"]["need"].update(threshold="high"),
        lambda content: content["chosen"]["need"].update(threshold=1e999),
        lambda content: content["chosen"]["need"].update(more=1),
        lambda content: content["origin"].update(seed=True),
        lambda content: content.update(origin=[1, 2]),
        lambda content: content.update(trained={"ab": [0.1, 0.2]}),
        lambda content: content.update(trained=3),
    ],
)
def test_content_that_does_not_fit_is_refused_though_its_checksum_is_right(saved, tmp_path, change):
    content = json.loads(saved[2].read_text(encoding="utf-8"))
    change(content)
    del content["checksum"]
    content["checksum"] = classifier_file._checksum(json.loads(json.dumps(content)))
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(content).replace("Infinity", "1e999"), encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"odd\.json is no classifier that can be used"):
        framing.Classifier.load(path)
