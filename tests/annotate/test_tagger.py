"""The tagger: what it decides, and that reading all at once is reading from left to right."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit import annotate
from toolkit.annotate.features import (
    BEGIN_OF_SENTENCE,
    END_OF_SENTENCE,
    MOST_OPENERS,
    TEMPLATES,
    Position,
    WordClasses,
    attributes,
    normalize,
    opens_sentence,
)
from toolkit.annotate.pipeline import _model
from toolkit.annotate.tagger import Tagger

# Words and tags by turns; what the treebanks would say of them.
SENTENCES = {
    "declarative": "Turkey NNP bought VBD Russian JJ missiles NNS . .",
    "straight-quotes": "\" `` Turkey NNP is VBZ an DT ally NN , , \" '' he PRP said VBD . .",
    "curly-quotes": "“ `` Turkey NNP needs VBZ Russia NNP , , ” '' he PRP said VBD . .",
    "quoted-country": "\" `` Russia NNP is VBZ back RB , , \" '' said VBD Lavrov NNP . .",
    "verb-with-s": "Ankara NNP needs VBZ gas NN . .",
    "verb-with-s-leans": "Turkey NNP leans VBZ toward IN Moscow NNP . .",
    "negation": "Ankara NNP did VBD n't RB pay VB . .",
    "curly-negation": "They PRP do VBP n’t RB trust VB NATO NNP . .",
    "possessive": "Turkey NNP ’s POS move NN failed VBD . .",
    "contraction": "It PRP ’s VBZ over RB . .",
    "infinitive": "He PRP wants VBZ to TO leave VB NATO NNP . .",
    "passive": "The DT jet NN was VBD downed VBN by IN Turkey NNP . .",
    "rank-and-name": "Gen. NNP Hulusi NNP Akar NNP left VBD Ankara NNP . .",
    "money": "It PRP cost VBD $ $ 2.5 CD billion CD . .",
    "date": "On IN Jan. NNP 30 CD talks NNS began VBD . .",
    "institution": "The DT Kremlin NNP and CC the DT Pentagon NNP agreed VBD . .",
    "united-states": "The DT United NNP States NNPS left VBD Syria NNP . .",
    "comparative": "Moscow NNP is VBZ stronger JJR than IN Ankara NNP . .",
    "relative": "Putin NNP , , who WP met VBD Erdoğan NNP , , left VBD . .",
    "modal": "Russia NNP may MD sell VB S-400s NNS . .",
}


@pytest.mark.parametrize("line", SENTENCES.values(), ids=SENTENCES)
def test_plain_sentences(line):
    """Sentences in which no reader would doubt a tag."""
    parts = line.split(" ")
    forms, tags = parts[::2], parts[1::2]
    found = annotate.tag([forms])[0]
    assert list(zip(forms, found, strict=True)) == list(zip(forms, tags, strict=True))


NAMES = (
    "Turkey Russia Ankara Moscow Syria Damascus Assad Putin Erdogan Erdoğan Washington Iran Iraq "
    "Israel Ukraine Crimea Brussels NATO Kremlin Gulen Idlib Aleppo Manbij Afrin Sochi Tehran "
    "Georgia Greece Cyprus Germany France Britain China Japan Egypt Libya Qatar Europe Obama Trump"
)
BEGINNINGS = [
    "{} is an ally .",
    "{} leans on gas .",
    "“ {} is an ally , ” he said .",
    '" {} is an ally , " he said .',
    '" {} needs gas .',
    "‘ {} has left .",
    "( {} left . )",
    "— {} left .",
    "But {} left .",
]


@pytest.mark.parametrize("frame", BEGINNINGS)
def test_names_at_the_beginning(frame):
    """A capital says little in a first word, even behind a mark; nine names of ten are known."""
    names = NAMES.split(" ")
    tagged = annotate.tag([frame.format(name).split(" ") for name in names])
    place = frame.split(" ").index("{}")
    assert sum(tags[place] == "NNP" for tags in tagged) >= 0.9 * len(names)


def read_from_left_to_right(forms: list[str]) -> list[str]:
    """Tag one sentence one word after another, adding up score by score."""
    weights, inflections, clusters, _ = _model()
    classes = WordClasses(weights.known, inflections.classes, clusters)
    names = list(TEMPLATES)
    n_tags = len(weights.tags)
    edge = ["" for _ in names]

    def values(word: str) -> list[str]:
        if word not in (BEGIN_OF_SENTENCE, END_OF_SENTENCE):
            return list(attributes(word, classes))
        found = edge.copy()
        found[names.index("word")] = found[names.index("class")] = word
        return found

    def says(word: str, position: Position) -> np.ndarray:
        total = np.zeros(n_tags, int)
        for name, keys, value in zip(names, weights.keys, values(word), strict=True):
            if position in TEMPLATES[name] and value in keys:
                total += weights.static[weights.rows[keys[value], position]][:n_tags]
        return total

    def number_of_class(word: str) -> int:
        kind = values(word)[names.index("class")]
        if kind not in weights.classes:
            kind = "u=C" if kind.startswith("u=C") else "u=sed"
        return weights.classes.index(kind)

    words = [BEGIN_OF_SENTENCE] * 2 + forms + [END_OF_SENTENCE] * 2
    opening = 0
    while opening < min(MOST_OPENERS, len(forms) - 1) and opens_sentence(forms[opening]):
        opening += 1
    one = two = n_tags
    tags = []
    for i, form in enumerate(forms):
        score = says(form, Position.HERE)
        if i <= opening:
            score = score + says(form, Position.FIRST)
        for step, position in (
            (-1, Position.BEFORE),
            (1, Position.AFTER),
            (-2, Position.TWO_BEFORE),
            (2, Position.TWO_AFTER),
        ):
            score = score + says(words[i + 2 + step], position)
        score = score + weights.pair[one, two][:n_tags]
        score = score + weights.here[number_of_class(form), one][:n_tags]
        score = score + weights.following[number_of_class(words[i + 3]), one][:n_tags]
        allowed = weights.dictionary.get(normalize(form).lower(), weights.tags)
        barred = [number for number, tag in enumerate(weights.tags) if tag not in allowed]
        score[barred] = -(10**6)
        one, two = int(score.argmax()), one
        tags.append(weights.tags[one])
    return tags


LINE = (
    "the The Turkey turkey leans needs that to her ’s \" “ ” ' ( ) -- . , S-400 2016 İdlib Путин "
    "bought left like as well more Kremlin zxqv zxqving Zxqvs US us can will run runs one"
)
WORDS = st.sampled_from(LINE.split(" "))


# The last word hangs on the tag of the first, which is changed after both were given one.
@example(["zxqv", "İdlib", "as"])
@example(["zxqving", "well", "runs"])
@example(["bought", "Turkey", "needs"])
@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=12))
def test_all_at_once_is_left_to_right(forms):
    """An independent, slow reader finds the same tags."""
    assert annotate.tag([forms])[0] == read_from_left_to_right(forms)


class CountingTable:
    """A table that counts the rows taken from it."""

    def __init__(self, table):
        self.table, self.rows = table, 0

    def take(self, rows, axis):
        self.rows += len(rows)
        return self.table.take(rows, axis=axis)


def test_work_grows_with_the_text():
    """A sentence of 40,000 words takes no more rounds a word than one of 400."""
    weights, inflections, clusters, _ = _model()
    forms = ["her", "that", "leans", "can", "run", "as", "well", "like", "more", "needs"]

    def work(repeats: int) -> float:
        tagger = Tagger(weights, inflections.classes, clusters)
        tagger.learn(forms)
        counted = CountingTable(tagger._tables[0])
        tagger.__dict__["_tables"] = (counted, *tagger._tables[1:])
        numbers = np.tile(np.arange(2, 2 + len(forms)), repeats)
        tagger.tag(numbers, np.array([0, len(numbers)]))
        return counted.rows / len(numbers)

    assert 0 < work(4_000) <= 1.5 * work(40)


def test_words_are_scored_once():
    """Learning in parts or at once gives the same scores."""
    weights, inflections, clusters, _ = _model()
    forms = ["Turkey", "leans", "east", "“", "zxqv"]
    at_once, in_parts = (Tagger(weights, inflections.classes, clusters) for _ in range(2))
    at_once.learn(forms)
    for form in forms:
        in_parts.learn([form])
    assert len(at_once) == len(in_parts) == 2 + len(forms)
    assert (at_once._scores.values == in_parts._scores.values).all()


@given(st.lists(st.lists(WORDS, max_size=8), max_size=6))
def test_sentences_do_not_touch_each_other(sentences):
    """A sentence has the same tags alone and beside others."""
    together = annotate.tag(sentences)
    assert together == [annotate.tag([sentence])[0] for sentence in sentences]


@pytest.mark.parametrize(
    ("forms", "first"),
    [
        (["“", "Turkey", "left"], [True, True, False]),
        (["(", "“", "Turkey", "left"], [True, True, True, False]),
        (["(", "(", "(", "Turkey"], [True, True, True, False]),
        (["Turkey", "“", "left"], [True, False, False]),
        (["“"], [True]),
    ],
)
def test_what_counts_as_first(forms, first):
    """The word behind an opening mark is first too, and never one of the next sentence."""
    from toolkit.annotate.tagger import _Neighbours

    opens = np.array([opens_sentence(form) for form in forms] * 2)
    begins = np.array([0, len(forms)])
    found = _Neighbours(np.arange(2 * len(forms)), begins, begins + len(forms) - 1, opens)
    assert found.is_first.tolist() == first * 2


def test_every_tag_is_a_tag_of_the_treebanks():
    """The tag set that the model card names."""
    weights = _model()[0]
    assert {"NNP", "NNPS", "VBZ", "MD", "WP$", "``", "''", "-LRB-", "HYPH", "ADD"} <= set(
        weights.tags
    )
    assert list(pairwise(weights.tags)) == [(a, b) for a, b in pairwise(weights.tags) if a < b]
