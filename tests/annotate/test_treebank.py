"""Floors under the accuracy on real text, held by the dev files of the treebanks.

The test files are scored once for each version, by the command that the model card names.
"""

from __future__ import annotations

import pytest

from training.evaluation import align, harmonised, paragraphs, score, universal
from training.treebank import Sentence, read_treebank

# What the shipped model reaches on dev, less a tenth or two.
FLOORS = {
    "en_ewt-dev": {
        "xpos": 94.7,
        "universal": 96.7,
        "lemma": 98.6,
        "token F1": 98.6,
        "sentence F1": 85.3,
        "raw xpos": 93.3,
    },
    "en_gum-dev": {
        "xpos": 97.1,
        "universal": 98.0,
        "lemma": 99.0,
        "token F1": 99.7,
        "sentence F1": 97.3,
        "raw xpos": 96.8,
    },
}


@pytest.mark.parametrize("name", FLOORS)
def test_accuracy_does_not_fall(shared, name):
    """Tags, lemmas, tokens and sentences of some 25,000 tokens."""
    sentences = list(read_treebank(shared(f"treebank/{name}.conllu.gz")))
    scores = score(sentences)
    low = {
        measure: scores[measure]
        for measure, floor in FLOORS[name].items()
        if scores[measure] < floor
    }
    assert not low


CONLLU = """# newdoc id = a
# text = He didn't go.
1\tHe\the\tPRON\tPRP\t_\t3\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
3.1\tgone\tgo\tVERB\tVBN\t_\t_\t_\t_\t_
4\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# text = Why?
1\tWhy\twhy\tADV\tWRB\t_\t0\troot\t_\tSpaceAfter=No
2\t?\t?\tPUNCT\t.\t_\t1\tpunct\t_\t_

"""


@pytest.fixture
def sentences(tmp_path) -> list[Sentence]:
    path = tmp_path / "two.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    return list(read_treebank(path))


def test_a_treebank_is_read(sentences):
    """Multiword lines and empty nodes are no words; a document opens a paragraph."""
    assert [sentence.forms for sentence in sentences] == [
        ("He", "did", "n't", "go", "."),
        ("Why", "?"),
    ]
    assert sentences[0].tags == ("PRP", "VBD", "RB", "VB", ".")
    assert sentences[0].lemmas[1:3] == ("do", "not")
    assert [sentence.opens_paragraph for sentence in sentences] == [True, False]


def test_gold_tokens_are_found_in_the_text(sentences):
    """By character offsets; a form that is not in the text gives nothing."""
    assert align(sentences[0]) == [(0, 2), (3, 6), (6, 9), (10, 12), (12, 13)]
    assert align(Sentence("abc", ("x",), ("NN",), ("x",), False)) is None


def test_sentences_of_a_paragraph_stand_together(sentences):
    """Offsets run on through the paragraph."""
    ((text, gold, ends),) = paragraphs(sentences)
    assert text == "He didn't go. Why? "
    assert [text[begin:end] for (begin, end), *_ in gold][-2:] == ["Why", "?"]
    assert ends == [13, 18]


def test_scores_of_a_tiny_text(sentences):
    """Everything right is 100 in every column."""
    assert set(score(sentences).values()) == {100.0}


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("NNPS", "NOUN"), ("MD", "VERB"), ("WP$", "PRON"), ("POS", "PRT"), ("HYPH", "."), ("FW", "X")],
)
def test_universal_tags(tag, expected):
    """The mapping of Petrov, Das and McDonald (2012)."""
    assert universal(tag) == expected


def test_harmonised_tags():
    """What older and newer treebanks do differently does not count."""
    assert harmonised("to", "IN") == harmonised("To", "TO")
    assert harmonised("-", "HYPH") == harmonised("-", ":")
    assert harmonised("“", "``") == harmonised("”", "''")
    assert harmonised("the", "DT") != harmonised("that", "IN")
