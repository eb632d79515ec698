"""The quick ways give what the rules give, and nothing learnt before shows in a result."""

from __future__ import annotations

import dataclasses
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.annotate import annotate, arrays, pipeline, tokenizer
from toolkit.annotate.chunk_readings import ChunkReadings
from toolkit.annotate.growing import Numbering
from toolkit.annotate.plain_chunks import ENDS, plain_tokens
from toolkit.annotate.splitting import End, end_class

_WORDS = ["Turkey", "gas", "cannot", "gonna", "U", "No", "Gen", "com", "mailto", "http", "us", "a"]
_SIGNS = [*list("“\"([”)].,;:!?'’-–/@#&"), "...", "D", "P"]


def by_rules(chunk: str, *, final: bool) -> list[tuple[int, int]]:
    spans = [match.span() for match in tokenizer._TOKEN.finditer(chunk)]
    return tokenizer._join_period(chunk, spans, final=final)


@given(
    before=st.lists(st.sampled_from(_SIGNS), max_size=2).map("".join),
    word=st.sampled_from(_WORDS) | st.from_regex(r"[A-Za-z]{1,9}", fullmatch=True),
    after=st.lists(st.sampled_from(_SIGNS), max_size=3).map("".join),
    final=st.booleans(),
)
def test_a_simple_chunk_is_parted_as_the_rules_part_it(before, word, after, final):
    """A word with signs around it, whatever they are."""
    chunk = before + word + after
    assert tokenizer.split_chunk(chunk, final=final) == by_rules(chunk, final=final)


@pytest.mark.parametrize("word", ["Turkey", "don't", "cannot", "Erdoğan", "S-400", "US", "Gonna"])
def test_a_plain_word_is_one_token(word):
    """And only such a word is taken for one."""
    assert tokenizer.is_word(word) <= (by_rules(word, final=False) == [(0, len(word))])
    assert tokenizer.is_word(word) == (word in ("Turkey", "US"))


@given(
    word=st.sampled_from([*_WORDS, "viii", "Vol", "GEN", "etc", "approx", "Erdogan"])
    | st.from_regex(r"[A-Za-z]{1,9}", fullmatch=True),
    sign=st.sampled_from([*_SIGNS, ""]),
)
@example("Gov", ".")
@example("approx", ".")
@example("xiii", ".")
def test_a_plain_chunk_is_what_the_patterns_find(word, sign):
    """Both readings of its tokens, and what it ends with."""
    chunk = word + sign
    tokens = plain_tokens(chunk)
    if not tokens:
        return
    n = len(chunk)
    spans = [(0, n)] if tokens == 1 else [(0, n - 1), (n - 1, n)]
    assert by_rules(chunk, final=False) == by_rules(chunk, final=True) == spans
    assert end_class(chunk) == ENDS.get(chunk[-1], End.NOTHING)
    assert not any(tokenizer.compound_parts(chunk, spans))


@pytest.mark.parametrize("chunk", ["Ankara,", "Moscow.", "why?", "Stop!", "said:", "x;"])
def test_most_signs_after_words_are_plain(chunk):
    """The quick way is taken, or the property above would hold of nothing."""
    assert plain_tokens(chunk) == 2


def test_work_broken_off_leaves_nothing_half_learnt(monkeypatch):
    """Interrupted between numbering a word and examining it; the next text is read as ever."""
    text = "Zqvists (zqvists) were never seen before, said Zqvist-Hansen."
    pipeline._memory.clear()
    expected = annotate(text)
    pipeline._memory.clear()
    annotate("Something learnt before.")
    with monkeypatch.context() as patch:
        patch.setattr(ChunkReadings, "learn", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            annotate(text)
    assert annotate(text).equals(expected)


TEXTS = [
    "Turkish-Russian ties grew. Gen. Karpov met the U.S. envoy.\n\nIn Ankara, talks “failed.”",
    "",
    "Moscow-backed forces don’t wait; 9/11, S-400s, $1.5 billion…",
    "One.\n\n\nTwo?\nThree!",
    "...",
]


def test_one_text_as_a_table_is_the_same_as_in_arrays():
    """Both ways through the pipeline."""
    for text in TEXTS:
        table, found = annotate(text), arrays([text])
        for column, names in (("form", "forms"), ("lemma", "lemmas"), ("tag", "tags")):
            codes = getattr(found, column)
            assert table[column].tolist() == [getattr(found, names)[code] for code in codes]
        assert table["start"].tolist() == found.start.tolist()
        assert table["end"].tolist() == found.end.tolist()
        for column in ("sentence", "paragraph"):
            offsets = getattr(found, f"{column}_offsets")
            firsts = np.flatnonzero(np.diff(table[column], prepend=0))
            assert firsts.tolist() == offsets[:-1].tolist()
            assert table[column].tolist() == sorted(table[column])


def test_what_was_learnt_before_does_not_show(monkeypatch):
    """Fresh, after other texts, in one batch or in many."""
    fresh = {}
    for size in (1_000_000, 1):
        monkeypatch.setattr(pipeline, "_BATCH_CHARACTERS", size)
        for before in ([], ["us US Gas gas flows, (flows) flows."], TEXTS[::-1]):
            pipeline._memory.clear()
            arrays(before)
            found = arrays(TEXTS)
            for field in dataclasses.fields(found):
                value = getattr(found, field.name)
                kept = fresh.setdefault(field.name, value)
                assert np.array_equal(kept, value), field.name


@pytest.mark.parametrize("limit", ["_MOST_WORDS", "_MOST_CHARACTERS"])
def test_what_was_learnt_is_forgotten_once_it_is_much(monkeypatch, limit):
    """Memory stays flat however long the texts, and forgetting changes nothing."""
    texts = [f"Report {number} names Zx{number}-type arms and Qv{number}." for number in range(40)]
    monkeypatch.setattr(pipeline, "_BATCH_CHARACTERS", 1)
    pipeline._memory.clear()
    at_once = arrays(texts)
    kept = len(pipeline._memory[0].words.names)
    pipeline._memory.clear()
    monkeypatch.setattr(pipeline, limit, 50)
    in_parts = arrays(texts)
    assert len(pipeline._memory[0].words.names) < kept / 2
    for field in dataclasses.fields(at_once):
        assert np.array_equal(getattr(at_once, field.name), getattr(in_parts, field.name))
    pipeline._memory.clear()


def test_numbers_follow_the_order_of_first_mention():
    """New and known names in one call."""
    numbering = Numbering(["a", "b"])
    assert numbering.of(["c", "a", "d", "c"]).tolist() == [2, 0, 3, 2]
    assert numbering.names == ["a", "b", "c", "d"]
    assert numbering.of([]).tolist() == []
