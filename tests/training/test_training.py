"""Training: the same bytes for the same seed, and tables made from the lists of others."""

from __future__ import annotations

import gzip
import json
import lzma
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from toolkit import annotate
from toolkit.annotate.tagger import Tagger
from toolkit.annotate.weights import unpack_weights
from toolkit.annotate.word_tables import InflectionTable, read_rows
from training import __main__ as command
from training import clusters, inflections, wordlist
from training.lemmas import exceptions
from training.perceptron import Settings, train
from training.quotations import quoted_copies
from training.treebank import Sentence

needs_compiler = pytest.mark.skipif(
    not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="training needs a C compiler"
)
SMALL = Settings(own_class=4, shared_class=1, cutoff=1, passes=6, shuffles=2, threshold=0, scale=64)
PATTERNS = ["the DT {} NN runs VBZ", "a DT {} NN leans VBZ", "they PRP run VBP the DT {} NN"]


def sentence(line: str, lemmas: str = "") -> Sentence:
    parts = line.split(" ")
    forms, tags = tuple(parts[::2]), tuple(parts[1::2])
    return Sentence(
        " ".join(forms), forms, tags, tuple(lemmas.split(" ")) if lemmas else forms, True
    )


TEXT = [sentence(pattern.format(word)) for pattern in PATTERNS for word in ("gas", "pipe", "run")]


@needs_compiler
def test_the_same_seed_gives_the_same_bytes():
    """Nothing but text, lists, settings and seed decides."""
    first = train(TEXT, {"runs": "N0V3"}, {"gas": "0101010101"}, SMALL)
    assert train(TEXT, {"runs": "N0V3"}, {"gas": "0101010101"}, SMALL) == first


@needs_compiler
def test_what_was_trained_can_be_read():
    """The packed weights tag the text they were learnt from."""
    weights = unpack_weights(lzma.decompress(train(TEXT, {}, {}, SMALL)))
    tagger = Tagger(weights, {}, {})
    forms = sorted({form for sentence in TEXT for form in sentence.forms})
    tagger.learn(forms)
    for one in TEXT:
        numbers = np.array([2 + forms.index(form) for form in one.forms])
        found = tagger.tag(numbers, np.array([0, len(numbers)]))
        assert tuple(weights.tags[number] for number in found) == one.tags


def test_quoted_copies():
    """The share asked for is quoted; the tags are those of the marks, whatever their kind."""
    text = [sentence("gas NN flows VBZ . .")] * 500 + [sentence("“ `` no UH")] * 500
    copies = quoted_copies(text, 0.2, seed=1)
    assert copies == quoted_copies(text, 0.2, seed=1)
    assert 70 < len(copies) < 130
    assert {copy.tags for copy in copies} == {("``", "NN", "VBZ", ".", "''")}
    assert {copy.forms[0] + copy.forms[-1] for copy in copies} == {"“”", '""', "‘’", "''"}
    assert quoted_copies(text, 0.0, seed=1) == []


def lemma_rows(text: list[Sentence]) -> list[tuple[str, str, list[str]]]:
    rows = [("verb", "1-d,1-d,0-ing,0-s", ["flee"]), ("noun", "0-s", ["people"])]
    return list(read_rows(lzma.decompress(exceptions(text, InflectionTable.from_rows(rows)))))


def test_slips_of_the_treebank_are_no_exceptions():
    """`fled` stays of *flee* though a treebank says *flead* three times: no word, no exception."""
    assert lemma_rows([sentence("they PRP fled VBD", "they flead")] * 3) == []


def test_what_rules_get_wrong_is_an_exception():
    """`n't` is *not*; what the rules know already is not written down."""
    text = [sentence("they PRP do VBP n't RB flee VB", "they do not flee")] * 3
    assert lemma_rows(text) == [("RB", "2-ot", ["n't"])]


def test_names_are_no_exceptions():
    """The treebanks undo `United`; a corpus of politics must not."""
    assert lemma_rows([sentence("United NNP States NNPS", "Unite State")] * 5) == []


def write_lines(path: Path, lines: list[str]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def test_inflections_are_made_from_lemminflect(tmp_path, monkeypatch):
    """A form that is first of another lemma is left out of this one."""
    write_lines(tmp_path / "infl_lu.csv.gz", ["leaf,noun,leaves/leafs", "leave,noun,leaves"])
    write_lines(tmp_path / "lemma_lu.csv.gz", ["leaves,noun,leaf/leave", "leafs,noun,leaf"])
    inflections.main(str(tmp_path), str(tmp_path / "out.xz"))
    rows = list(read_rows(lzma.decompress((tmp_path / "out.xz").read_bytes())))
    assert rows == [("noun", "", ["leave"]), ("noun", "1-ves/0-s", ["leaf"])]


def test_clusters_are_made_from_the_lookups_data(tmp_path):
    """The lowest bit is the first step; what is rare, no word, or like its small letter is not."""
    leaves = {"Ankara": 0b1101, "gas": 0b10, "Gas": 0b10, "GAS": 0b11, "...": 5, "none": 0}
    for name, table in (("cluster", leaves), ("prob", dict.fromkeys(leaves, -1.0))):
        with gzip.open(tmp_path / f"en_lexeme_{name}.json.gz", "wt", encoding="utf-8") as file:
            json.dump(table, file)
    clusters.main(str(tmp_path), str(tmp_path / "out.xz"))
    rows = list(read_rows(lzma.decompress((tmp_path / "out.xz").read_bytes())))
    assert rows == [
        ("0100000000", "", ["gas"]),
        ("1011000000", "", ["Ankara"]),
        ("1100000000", "", ["GAS"]),
    ]


def test_a_missing_treebank_is_named(tmp_path, monkeypatch):
    """With the way to find help, and before anything is written."""
    monkeypatch.setattr(
        sys, "argv", ["training", "--treebanks", str(tmp_path), "--output", str(tmp_path / "model")]
    )
    with pytest.raises(SystemExit, match=r"en_ewt-train\.conllu"):
        command.main()
    assert not (tmp_path / "model").exists()


def test_the_reference_list_is_read_by_the_annotator_there_is():
    """A list of an older annotator would set *Dec.* against the *December* of a corpus."""
    packed = Path(wordlist.__file__).parents[1] / "toolkit/corpus/default/english.tsv.xz"
    with lzma.open(packed, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("# ")]
    forms, lemmas, tags, counts = zip(*rows, strict=True)
    assert annotate.lemmatize(forms, tags) == list(lemmas)
    assert min(map(int, counts)) >= 1


def test_words_of_a_treebank_are_counted_as_a_corpus_would():
    """Every token with a letter or digit, once; a clitic is a word of its own, a compound one."""
    said = Sentence("Turkey’s Russian-made gas.", ("x",), ("NN",), ("x",), True)
    assert wordlist._count([said, said]) == {
        ("Turkey", "Turkey", "NNP"): 2,
        ("’s", "'s", "POS"): 2,
        ("Russian-made", "Russian-make", "VBN"): 2,
        ("gas", "gas", "NN"): 2,
    }
