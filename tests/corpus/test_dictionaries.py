"""Dictionaries in the form of quanteda: read from YAML and from mappings."""

from __future__ import annotations

import pytest

from toolkit.corpus.dictionaries import Dictionary, read_dictionary
from toolkit.errors import CodebookError

YAML = """
energy:
  gas: [gas, pipeline*]
  oil:
    - crude oil
    - barrel?
politics:
  - prime minister
  - vote*
  - abroad:
      - summit
"""


def test_nested_categories_keep_their_order():
    """A list may hold patterns and further categories, as in quanteda's own files."""
    found = Dictionary.parse(YAML)
    assert [(c.name, c.level, c.patterns) for c in found.categories] == [
        ("energy", 1, ()),
        ("energy.gas", 2, ("gas", "pipeline*")),
        ("energy.oil", 2, ("crude oil", "barrel?")),
        ("politics", 1, ("prime minister", "vote*")),
        ("politics.abroad", 2, ("summit",)),
    ]


def test_a_mapping_and_its_file_are_one(tmp_path):
    """The same dictionary from a mapping, a path and a path's text."""
    mapping = {
        "energy": {"gas": ["gas", "pipeline*"], "oil": ["crude oil", "barrel?"]},
        "politics": ["prime minister", "vote*", {"abroad": ["summit"]}],
    }
    path = tmp_path / "d.yaml"
    path.write_text(YAML, encoding="utf-8")
    assert read_dictionary(mapping) == read_dictionary(path) == read_dictionary(str(path))
    assert read_dictionary(Dictionary.of(mapping)) == Dictionary.of(mapping)


def test_a_category_holds_those_inside_it():
    """Itself and everything below, by whole names: 'energy' is not 'energy2'."""
    found = Dictionary.of({"energy": {"gas": ["gas"]}, "energy2": ["oil"]})
    assert [c.name for c in found.inside(found.categories[0])] == ["energy", "energy.gas"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "empty"),
        ("energy: [gas\n", "bad YAML"),
        ("energy: [gas]\nenergy: [oil]\n", "d.yaml:2: energy: the key is repeated"),
        ("- gas\n- oil\n", "must be a mapping"),
        ("energy: {gas: []}\n", "holds no word"),
        ("a: &x [gas]\nb: *x\n", "anchors"),
        ("a: " + "{b: " * 20 + "[x]" + "}" * 20, "nested deeper"),
    ],
)
def test_faults_of_a_file_name_their_line(source, message):
    """Bad files give one message that says where and what."""
    with pytest.raises(CodebookError, match=message):
        Dictionary.parse(source, name="d.yaml")


@pytest.mark.parametrize(
    "wrong", [{"a": 3}, {"a": ["gas", 3]}, {"a": {"gas", 3}}, {"a": [""]}, {}, {"a": []}]
)
def test_faults_of_a_mapping(wrong):
    """Patterns are texts."""
    with pytest.raises(CodebookError):
        Dictionary.of(wrong)


def test_a_missing_file_is_told(tmp_path):
    """The name and the reason."""
    with pytest.raises(CodebookError, match=r"'no\.yaml': No such file"):
        Dictionary.load(tmp_path / "no.yaml")
