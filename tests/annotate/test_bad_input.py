"""Whatever is given: no crash, right offsets, and time that grows with the text."""

from __future__ import annotations

import time

import numpy as np
import pytest

from toolkit import annotate
from toolkit.annotate.splitting import begin_class, end_class
from toolkit.annotate.tokenizer import split_both_ways, split_chunk
from toolkit.errors import AnnotationError

TURKISH = (
    "Türkiye ile Rusya arasındaki ilişkiler, İdlib’deki gelişmeler yüzünden gerildi. Erdoğan, "
    "Putin’le görüştü."
)
RUSSIAN = "Турция купила у России С-400. Эрдоган встретился с Путиным в Сочи, чтобы обсудить Идлиб."

ODD = {
    "empty": "",
    "only-spaces": " \t\n\u00a0\u3000 ",
    "only-punctuation": "... !? — ‘’ “” () [] -- ,,,, ///",
    "one-letter": "a",
    "control-characters": "Tur\x00key\x07 paid\x1b[31m gas\x7f.\x85Next.",
    "lone-surrogates": "Turkey \ud800 paid\udfff gas. \udc80",
    "right-to-left": "\u200fTurkey\u200e paid \u202bأنقرة\u202c gas.",
    "zero-width": "Tur\u200bkey pa\u200did\u2060 gas\ufeff.",
    "turkish": TURKISH,
    "russian": RUSSIAN,
    "arabic": "التقى أردوغان بوتين في سوتشي.",
    "chinese": "土耳其购买了俄罗斯的导弹。北约很担心。",
    "combining-only": "\u0301\u0306 \u0327",
    "emoji": "👨\u200d👩\u200d👧 🇹🇷🇷🇺 😀😀",
    "line-separators": "Turkey\u2028paid\u2029gas\x0bfor\x0cwinter\x1cnow.",
    "windows-lines": "Turkey paid.\r\n\r\nRussia sold.\r\n",
    "mathematics": "∑ x² ≥ ½ ⅓ Ⅻ ①",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_text_is_annotated(text):
    """Offsets give back the forms, whatever the signs."""
    table = annotate.annotate(text)
    assert [text[a:b] for a, b in zip(table.start, table.end, strict=True)] == table.form.tolist()
    assert table.start.is_monotonic_increasing
    assert (table.lemma.str.len() > 0).all()


def test_unseen_characters_are_in_no_word():
    """Control characters and lone surrogates part words like white space."""
    text = ODD["lone-surrogates"]
    forms = [text[a:b] for a, b in annotate.tokenize(text)]
    assert forms == ["Turkey", "paid", "gas", "."]


def test_windows_lines_part_paragraphs():
    """A blank line is one whatever ends it."""
    assert annotate.annotate(ODD["windows-lines"]).paragraph.max() == 2


@pytest.mark.parametrize("text", [TURKISH, RUSSIAN], ids=["turkish", "russian"])
def test_other_languages_are_told_from_english(text):
    """They are annotated all the same, sentence by sentence."""
    assert not annotate.is_english(text)
    assert len(annotate.sentences(text)) == 2


@pytest.mark.parametrize("body", [TURKISH * 3, RUSSIAN * 3], ids=["turkish", "russian"])
def test_an_article_that_is_not_english_is_marked(write_article, tmp_path, body):
    """The check of a corpus warns where a text marked `en` is not English, and only there."""
    from toolkit.corpus.checking import check_folder

    write_article("2019-other", body=body)
    write_article("2020-english", body="The gas of the north is sold to the south by them. " * 5)
    problems = [
        problem for problem in check_folder(tmp_path / "corpus") if problem.code == "not-english"
    ]
    assert [problem.level for problem in problems] == ["warning"]
    assert "2019-other" in problems[0].file


def test_one_long_paragraph():
    """3.5 MB without a line break, more sentences than 16 bits count; the last token in place."""
    unit = "Turkey didn’t leave NATO, said Gen. Akar on Jan. 30. "
    times = 3_500_000 // len(unit)
    text = unit * times
    found = annotate.arrays([text])
    assert len(found.sentence_offsets) - 1 == times > 1 << 16
    assert len(found.paragraph_offsets) == 2
    assert text[found.start[-2] : found.end[-2]] == "30"
    assert found.end[-1] == len(text) - 1


def test_many_sentences_of_one_word():
    """100,000 of them, each a sentence with a word and a period."""
    found = annotate.arrays(["Gas. " * 100_000])
    assert (np.diff(found.sentence_offsets) == 2).all()
    assert len(found.sentence_offsets) == 100_001


def test_a_sentence_without_end():
    """200,000 words and no period are one sentence."""
    found = annotate.arrays(["gas flows " * 100_000])
    assert len(found) == 200_000
    assert len(found.sentence_offsets) == 2


# What makes a careless pattern try everything twice: a long run of what a rule begins with.
RUNS = [
    *(
        "a",
        "a-",
        "A-1",
        "'",
        "’",
        "a.",
        "U.S.",
        "1.",
        "1,",
        "1/",
        "@",
        "@a",
        "a@",
        "a@a.",
        "http://",
    ),
    *("www.", "a.com", "x.pdf/", "(", "[1]", ".)", ".”", "...", "…", "$", "$1", "&a", "n't", "nt'"),
    *(
        "gotta",
        "anti-",
        "e-",
        "-",
        "_",
        "a_",
        "\u0301",
        "e\u0301",
        "\u200d",
        "\ud800",
        "²",
        "12:",
        "İ",
    ),
]


@pytest.mark.parametrize("run", RUNS)
def test_time_grows_with_the_length_of_a_chunk(run):
    """32 times the length takes about 32 times the time; squared, it would be 1,024.

    A growth and not a speed: of this thread alone, and far from both.
    """

    def seconds(length: int) -> float:
        chunk = (run * length)[:length]
        begin = time.thread_time()
        split_chunk(chunk), split_chunk(chunk, final=True)
        end_class(chunk), begin_class(chunk)
        return time.thread_time() - begin

    # the least of some runs; the long one need not run again once it was quick enough
    short = min(seconds(500) for _ in range(5))
    assert any(seconds(16_000) < 200 * max(short, 0.0001) for _ in range(5))


def test_a_chunk_is_examined_once(monkeypatch):
    """The work of the patterns grows with the different chunks, not with the text."""
    from toolkit.annotate import chunk_readings
    from toolkit.annotate.pipeline import Memory

    examined = []

    def spy(chunk):
        examined.append(chunk)
        return split_both_ways(chunk)

    monkeypatch.setattr(chunk_readings, "split_both_ways", spy)
    memo = Memory().chunks
    memo.segment(["Turkey buys S-400s, not gas. " * 10])
    few = len(examined)
    memo.segment(["Turkey buys S-400s, not gas. " * 1_000])
    # words of plain letters need no pattern, with a sign or without
    assert few == len(examined) == 1


def test_a_compound_of_many_parts_is_kept_once():
    """A line of base64 for addresses is one compound of thousands of parts; memory grows with it.

    Were the rest of the compound written out for every part, a megabyte would take gigabytes.
    """
    from toolkit.annotate.pipeline import Memory

    memory = Memory()
    chunk = "-".join(["Qx7f"] * 1_000)
    found = memory.chunks.segment([chunk])
    assert [memory.forms.names[form] for form in found.form[:1]] == [chunk]
    assert sum(map(len, memory.forms.names)) < 2 * len(chunk)


NO_TEXT = {"none": None, "number": 3, "missing": float("nan"), "bytes": b"Gas.", "list": ["Gas."]}


@pytest.mark.parametrize("given", NO_TEXT.values(), ids=NO_TEXT)
@pytest.mark.parametrize(
    "ask",
    [annotate.sentences, annotate.tokenize, annotate.annotate, annotate.is_english],
    ids=lambda function: function.__name__,
)
def test_what_is_no_text_is_refused(ask, given):
    """In words that say what came, not with a traceback from somewhere inside."""
    with pytest.raises(AnnotationError, match="a text must be a string, and this is"):
        ask(given)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: annotate.arrays(None), r"a list of texts, not missing \(None\)"),
        (lambda: annotate.arrays(["Gas.", float("nan")]), r"text 1 .* is missing \(nan\)"),
        (lambda: annotate.arrays([b"Gas."]), "text 0 .* is bytes; decode it first"),
        (lambda: annotate.tag("Gas flows."), "got the string 'Gas flows.'; tokenize"),
        (lambda: annotate.tag(["Gas flows."]), "got the string 'Gas flows.'; tokenize"),
        (lambda: annotate.tag(7), "a list of sentences, not int"),
        (lambda: annotate.tag([["Gas", None]]), r"word 1 .* is missing"),
        (lambda: annotate.lemmatize("Gas", ["NN"]), "got the string 'Gas'"),
        (lambda: annotate.lemmatize(["Gas"], "NN"), "got the string 'NN'"),
        (lambda: annotate.lemmatize(["Gas", 1], ["NN", "NN"]), "word 1 .* is int"),
    ],
)
def test_what_is_no_list_of_strings_is_refused(ask, message):
    """A string in place of a list would be read as its letters, and nobody would be told."""
    with pytest.raises(AnnotationError, match=message):
        ask()


def test_words_may_come_in_any_sequence():
    """Tuples, arrays of NumPy, columns of pandas and generators are lists of strings, too."""
    import pandas as pd

    words = ["Ankara", "paid", "."]
    kinds = (tuple, np.array, pd.Series, iter)
    assert annotate.tag([kind(words) for kind in kinds]) == [["NNP", "VBD", "."]] * len(kinds)
    assert [len(annotate.arrays(kind(["Gas flows."]))) for kind in kinds] == [3] * len(kinds)
