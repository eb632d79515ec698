"""The files of the model: how they are packed, how large they are, what the card says of them."""

from __future__ import annotations

import hashlib
import lzma
import re
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.annotate.features import TEMPLATES, Position
from toolkit.annotate.weights import WIDTH, pack_weights, unpack_weights
from toolkit.annotate.word_tables import (
    InflectionTable,
    apply_change,
    ending_change,
    read_clusters,
    read_rows,
    write_rows,
)

MODEL = files("toolkit.annotate") / "model"
CARD = (MODEL / "README.md").read_text(encoding="utf-8")
FILES = sorted(file.name for file in MODEL.iterdir() if file.name.endswith(".xz"))
MOST_BYTES = 1_000_000


def test_the_model_is_small():
    """Weights and tables together stay under a megabyte."""
    assert sum(len((MODEL / name).read_bytes()) for name in FILES) < MOST_BYTES


@pytest.mark.parametrize("name", FILES)
def test_the_card_tells_the_truth_of_each_file(name):
    """Size and sha256 of the card are those of the file."""
    row = re.search(rf"^\| `{re.escape(name)}` \|.*$", CARD, re.MULTILINE)
    assert row is not None, f"the card does not name {name}"
    content = (MODEL / name).read_bytes()
    assert f"| {len(content):,} |" in row.group()
    assert f"`{hashlib.sha256(content).hexdigest()}`" in row.group()


def test_the_card_names_no_other_file():
    """A file that is gone is gone from the card."""
    assert sorted(re.findall(r"^\| `([\w.]+\.xz)` \|", CARD, re.MULTILINE)) == FILES


def test_the_card_names_the_version():
    """Scores belong to a version of the annotator."""
    from toolkit.annotate import VERSION

    assert f"Annotator version {VERSION}," in CARD


@given(st.text("abcxyz'-é", max_size=9), st.text("abcxyz'-é", max_size=9))
def test_an_ending_change_makes_the_form(word, form):
    """Cutting and adding leads from the word to the form."""
    assert apply_change(word, ending_change(word, form)) == form


def test_word_rows_come_back():
    """Rows are grouped and sorted, and the same rows in another order give the same bytes."""
    rows = [("verb", "0-s", "need"), ("noun", "1-ies", "ally"), ("noun", "1-ies", "city")]
    packed = write_rows(rows)
    assert packed == write_rows(rows[::-1])
    assert list(read_rows(lzma.decompress(packed))) == [
        ("noun", "1-ies", ["ally", "city"]),
        ("verb", "0-s", ["need"]),
    ]


def test_an_inflection_table_is_inverted():
    """From lemmas and patterns to forms: what they can be, and of which lemma."""
    rows = [
        ("noun", "1-ves/0-s", ["leaf"]),
        ("verb", "2-ft,2-ft,1-ing,0-s", ["leave"]),
        ("verb", "3-ay/1-ed,3-ain,2-ying,0-s", ["lie"]),
    ]
    table = InflectionTable.from_rows(rows)
    assert table.lemmas["N"] == {"leaves": "leaf", "leafs": "leaf"}
    assert table.lemmas["V"]["leaves"] == "leave"
    assert table.classes["leaves"] == "N0V3"
    assert table.classes["leave"] == "V"


def test_clusters_are_paths():
    """Zeros and ones, as deep as the longest prefix asked for, and alike for like words."""
    clusters = read_clusters()
    assert set().union(*clusters.values()) == {"0", "1"}
    assert min(map(len, clusters.values())) >= 10
    assert clusters["moscow"] == clusters["Ankara"] != clusters["pipeline"]
    # a capital that makes no difference is left out
    assert "Moscow" not in clusters


def test_weights_come_back():
    """Two attributes, three tables, large and negative weights: what is packed is read."""
    tags, classes = ("NN", "VB"), ("\x02", "\x03", "u=C")
    keys = [[""], *([] for _ in range(len(TEMPLATES) - 1))]
    keys[1] = ["gas", "pay"]
    present = np.array(
        [1 << Position.HERE, 1 << Position.HERE | 1 << Position.AFTER, 1 << Position.BEFORE],
        np.uint8,
    )
    states = len(tags) + 1
    tables = states * states + 2 * len(classes) * states
    scores = np.zeros((4 + tables, len(tags)), np.int16)
    scores[:4] = [[1, 0], [300, -300], [0, -1], [127, -128]]
    scores[4 + states] = [5, 6]  # pair[1, 0]
    header = {
        "tags": tags,
        "classes": classes,
        "known": {"u=C": "gas"},
        "dictionary": {"NN": "gas"},
    }
    weights = unpack_weights(lzma.decompress(pack_weights(header, keys, present, scores)))
    assert weights.tags == tags
    assert weights.dictionary == {"gas": ("NN",)}

    def row(template: int, value: str, position: Position) -> list[int]:
        row = weights.rows[weights.keys[template][value], position]
        return weights.static[row][: len(tags)].tolist()

    assert row(0, "", Position.HERE) == [1, 0]
    assert row(1, "gas", Position.HERE) == [300, -300]
    assert row(1, "gas", Position.AFTER) == [0, -1]
    assert row(1, "gas", Position.BEFORE) == [0, 0]
    assert row(1, "pay", Position.BEFORE) == [127, -128]
    assert weights.pair.shape == (states, states, WIDTH)
    assert weights.pair[1, 0][:2].tolist() == [5, 6]
    assert weights.following.shape == (len(classes), states, WIDTH)
