"""What the tagger sees of a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.annotate.features import (
    N_TEMPLATES,
    TEMPLATES,
    WordClasses,
    attributes,
    normalize,
    shape,
)

CLASSES = WordClasses(
    {"turkey": "a=NN|NNP", "the": "w=the"},
    {"leans": "N0V3", "gas": "N"},
    {"Turkey": "0110100110", "turkey": "1000111100", "moscow": "0110100111"},
)


def seen(form: str) -> dict[str, str]:
    return dict(zip(TEMPLATES, attributes(form, CLASSES), strict=True))


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("the", "w=the"),
        ("The", "w=the"),
        ("turkey", "a=NN|NNP"),
        ("Turkey", "a=NN|NNP^"),
        ("Lavrov", "u=C"),
        ("Kurds", "u=Cs"),
        ("YPG", "u=CA"),
        ("UAVS", "u=CAs"),
        ("2016", "u=D"),
        ("5pm", "u=Da"),
        ("%", "u=P"),
        ("leans", "u=LN0V3"),
        ("zxqved", "u=sed"),
    ],
)
def test_classes_of_words(form, kind):
    """Known words by their tags, unknown ones by their looks and the lexicon."""
    assert seen(form)["class"] == kind


def test_a_cluster_is_looked_up_with_its_case_first():
    """`Turkey` stands where `Ankara` stands, `turkey` where `chicken` does."""
    assert seen("Turkey")["cluster"] == "0110100110"
    assert seen("turkey")["cluster6"] == "100011"
    assert seen("Moscow")["cluster4"] == "0110"
    assert seen("zxqv")["cluster10"] == ""


def test_affixes_shape_and_inflections():
    """Suffixes without case, digits all alike."""
    found = seen("Leans")
    assert (found["suffix3"], found["prefix2"], found["shape"]) == ("ans", "le", "Xxx")
    assert (found["cased"], found["inflections_suffix"]) == ("Leans", "N0V3ns")
    assert seen("S-400")["word"] == seen("s-300")["word"] == "s-000"


@pytest.mark.parametrize(
    ("form", "known_as"),
    [("—", "--"), ("–", "--"), ("``", "“"), ("''", "”"), ("n’t", "n't"), ("…", "..."), ('"', '"')],
)
def test_spellings_that_are_one(form, known_as):
    """Curly and straight, long and short: one sign for the tagger."""
    assert normalize(form) == known_as


@pytest.mark.parametrize(
    ("word", "pattern"),
    [
        ("Erdoğan", "Xxx"),
        ("YPG", "XX"),
        ("F-35s", "X-ddx"),
        ("İdlib", "Xxx"),
        ("1,500.25", "d,dd.dd"),
    ],
)
def test_shapes(word, pattern):
    """Runs are shortened to two; letters of every alphabet count."""
    assert shape(word) == pattern


@given(st.text(min_size=1, max_size=80))
def test_any_form_has_attributes(form):
    """One a template, whatever the form, and none of them long."""
    found = attributes(form, CLASSES)
    assert len(found) == N_TEMPLATES
    assert all(len(value) <= 130 for value in found)
