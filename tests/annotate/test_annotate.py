"""The public names of annotation: what they take, what they give, and what holds for any text."""

from __future__ import annotations

import dataclasses
import inspect
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import annotate
from toolkit.annotate.token_arrays import TokenArrays
from toolkit.errors import AnnotationError

TEXT = (
    "“Turkey’s Russian-made S-400s worry NATO,” Gen. Akar said on Jan. 30. He left the U.S.\n\n"
    "Erdoğan hasn’t said when.[3] See www.x.com/a?b."
)

# Pieces that text is made of, chosen so that rules meet: marks glued to words, invisible signs.
PIECES = st.sampled_from(
    [
        *(
            "Turkey",
            "U.S.",
            "Gen.",
            "No.",
            "etc.",
            "didn’t",
            "can't",
            "al-Assad",
            "S-400",
            "$1.5bn",
        ),
        *(
            "3,000",
            "10%",
            "Erdog\u0306an",
            "İdlib",
            "word.[12]",
            "policy1",
            "#Idlib",
            "@RT",
            "a@b.com",
        ),
        *(
            "www.x.com/a?b",
            "...",
            "…",
            "—",
            "--",
            "-",
            ".",
            "!",
            "?”",
            "“",
            "‘",
            "’",
            '"',
            "(",
            ")",
        ),
        *(
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
            "\u00a0",
            "\u2028",
            "\u200b",
            "\u200f",
            "\ufeff",
            "\u00ad",
        ),
        *("\x00", "\x1f", "\ud800", "😀", "Путин", "أنقرة", "a", "I", "1", "’s", "/", "²"),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


def same(a: TokenArrays, b: TokenArrays) -> bool:
    return all(
        np.array_equal(getattr(a, field.name), getattr(b, field.name))
        for field in dataclasses.fields(TokenArrays)
    )


def words_of(found: TokenArrays, text: int) -> list[tuple[str, str, str, int, int]]:
    begin, end = found.text_offsets[text : text + 2]
    return [
        (
            found.forms[found.form[i]],
            found.lemmas[found.lemma[i]],
            found.tags[found.tag[i]],
            int(found.start[i]),
            int(found.end[i]),
        )
        for i in range(begin, end)
    ]


def test_the_promised_names_and_their_parameters():
    """Notebooks and measurements rely on these."""
    promised = {
        "sentences": ["text"],
        "tokenize": ["text"],
        "tag": ["sentences"],
        "lemmatize": ["forms", "tags"],
        "annotate": ["text", "tagger"],
        "arrays": ["texts", "tagger"],
    }
    for name, parameters in promised.items():
        signature = inspect.signature(getattr(annotate, name))
        assert list(signature.parameters) == parameters
        options = [p for p in signature.parameters.values() if p.name == "tagger"]
        assert all(p.kind is p.KEYWORD_ONLY for p in options)


def test_spans_are_pairs_of_plain_numbers():
    """They slice strings and go into JSON."""
    for spans in (annotate.sentences(TEXT), annotate.tokenize(TEXT)):
        assert isinstance(spans, list)
        assert all(type(begin) is int and type(end) is int for begin, end in spans)


def test_tags_and_lemmas_are_lists_of_strings():
    """One tag and one lemma a word; an empty sentence stays one."""
    tags = annotate.tag([["Ankara", "paid", "."], [], ["Gas"]])
    assert tags == [["NNP", "VBD", "."], [], ["NN"]]
    assert annotate.lemmatize(["Ankara", "paid"], ["NNP", "VBD"]) == ["Ankara", "pay"]
    assert annotate.tag([]) == []
    assert annotate.lemmatize([], []) == []


def test_the_table_of_one_text():
    """The columns of the design, in order; offsets give back the forms; numbering from 1."""
    table = annotate.annotate(TEXT)
    assert list(table) == ["form", "lemma", "tag", "start", "end", "sentence", "paragraph"]
    assert [TEXT[a:b] for a, b in zip(table.start, table.end, strict=True)] == table.form.tolist()
    first = table.groupby("sentence").form.first()
    assert first.tolist() == ["“", "He", "Erdoğan", "See"]
    assert table.groupby("sentence").paragraph.first().tolist() == [1, 1, 2, 2]
    assert table.loc[table.form == "Russian-made", "lemma"].tolist() == ["Russian-make"]
    assert table.loc[table.form == "S-400s", ["lemma", "tag"]].values.tolist()[0][0] == "S-400"


def test_an_empty_text_has_an_empty_table():
    """With the columns, so that tables can be put together."""
    table = annotate.annotate("")
    assert len(table) == 0
    both = pd.concat([table, annotate.annotate("Gas.")])
    assert both.form.tolist() == ["Gas", "."]
    assert both.start.tolist() == [0, 3]


def test_a_compound_has_the_tag_of_its_last_word():
    """`Turkish-Russian` is an adjective as `Russian` is; the corpus sees one word."""
    table = annotate.annotate("Turkish-Russian ties grew.")
    assert table.form.tolist() == ["Turkish-Russian", "ties", "grew", "."]
    assert table.tag.tolist()[0] == "JJ"


def test_arrays_take_a_list():
    """A text given alone would be read as a list of letters."""
    with pytest.raises(AnnotationError, match="put it in a list"):
        annotate.arrays("Turkey")


def test_lemmatize_wants_as_many_tags_as_forms():
    """The error counts both."""
    with pytest.raises(AnnotationError, match="2 forms and 1 tags"):
        annotate.lemmatize(["a", "b"], ["DT"])


def test_an_unknown_tagger_is_refused():
    """With the names there are."""
    with pytest.raises(AnnotationError, match="toolkit"):
        annotate.arrays(["a"], tagger="spacy")


@given(TEXTS)
def test_offsets_give_back_the_words(text):
    """Tokens ascend, do not overlap, and hold no white space; nothing visible is lost."""
    spans = annotate.tokenize(text)
    place = 0
    for begin, end in spans:
        assert place <= begin < end <= len(text)
        assert not any(sign.isspace() for sign in text[begin:end])
        place = end
    inside = {i for begin, end in spans for i in range(begin, end)}
    assert not [i for i, sign in enumerate(text) if sign.isalnum() and i not in inside]


@given(TEXTS)
def test_sentences_hold_whole_tokens(text):
    """Every token is in one sentence; sentences begin and end with a token."""
    sentences, tokens = annotate.sentences(text), annotate.tokenize(text)
    assert all(a[1] <= b[0] for a, b in pairwise(sentences))
    begins, ends = {begin for begin, _ in tokens}, {end for _, end in tokens}
    assert all(begin in begins and end in ends for begin, end in sentences)
    for begin, end in tokens:
        assert sum(a <= begin and end <= b for a, b in sentences) == 1


@given(TEXTS)
def test_arrays_agree_with_the_text(text):
    """`text[start:end]` is the form, units nest, and every code has a name."""
    found = annotate.arrays([text])
    for form, _, tag, begin, end in words_of(found, 0):
        assert text[begin:end] == form
        assert tag
    assert found.text_offsets.tolist() == [0, len(found)]
    for inner, outer in (
        (found.sentence_offsets, found.paragraph_offsets),
        (found.paragraph_offsets, found.text_offsets),
    ):
        assert set(outer.tolist()) <= set(inner.tolist())
        assert (np.diff(inner) > 0).all()


@given(st.lists(TEXTS, max_size=5), st.randoms(use_true_random=False))
def test_other_texts_do_not_matter(texts, random):
    """A text is annotated alike alone, among others, and in any order."""
    together = annotate.arrays(texts)
    order = list(range(len(texts)))
    random.shuffle(order)
    shuffled = annotate.arrays([texts[i] for i in order])
    for place, i in enumerate(order):
        alone = words_of(annotate.arrays([texts[i]]), 0)
        assert words_of(together, i) == words_of(shuffled, place) == alone


@given(TEXTS)
def test_the_table_and_the_parts_agree(text):
    """`tokenize`, `sentences`, `tag` and `lemmatize` in turn give what `arrays` gives at once."""
    tokens, sentences = annotate.tokenize(text), annotate.sentences(text)
    parted = [[text[b:e] for b, e in tokens if begin <= b < end] for begin, end in sentences]
    tags = [tag for row in annotate.tag(parted) for tag in row]
    by_span = dict(zip(tokens, tags, strict=True))
    for form, lemma, tag, begin, end in words_of(annotate.arrays([text]), 0):
        assert by_span.get((begin, end), tag) == tag
        assert annotate.lemmatize([form], [tag]) == [lemma]


def test_what_was_read_before_does_not_matter():
    """The memory of the annotator changes its speed, never its result."""
    first = annotate.arrays([TEXT])
    annotate.arrays(["Quite other words: Lavrov’s ‘red lines’ in Astana.", TEXT.upper()])
    assert same(first, annotate.arrays([TEXT]))
