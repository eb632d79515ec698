"""Sentences of political commentary; `¶` stands where one ends."""

from __future__ import annotations

import pytest

from toolkit.annotate import sentences
from toolkit.annotate.splitting import Begin, End, begin_class, end_class

CASES = {
    "country-ends-sentence": "They live in the U.S.¶ In addition, talks failed.",
    "country-inside": "The U.S. Congress met U.S. President Trump.",
    "ranks": "Maj. Gen. Alexander Karpov met Lt. Col. Ivanov.¶ Gen. Hulusi Akar did not.",
    "date": "On Jan. 30 talks began.¶ On Sept. 11 they ended.",
    "saint": "He flew to St. Petersburg.¶ Then home.",
    "number": "He lives at No. 10 Downing Street.¶ She said no. ¶ They left.",
    "time-inside": "At 5 p.m. on Monday they met.",
    "time-ends-sentence": "He arrived at 5 p.m.¶ The talks began.",
    "initials": "George W. Bush met J. R. Smith.¶ I did not.",
    "capital-city": "He left Washington, D.C.¶ He was late.",
    "company": "Rosneft Inc. Chairman Sechin left Rosneft Inc.¶ The firm fell.",
    "latin": "Gas, oil, etc. were named, e.g. by Aras et al. in 2016.",
    "versus": "Turkey vs. Russia is no contest.¶ Cf. Smith on this.",
    "curly-quotation": "“Is it over?” he asked.¶ “Yes.”¶ She left.¶ “No!”¶ They stayed.",
    "straight-quotation": '"It matters," said Putin.¶ "It does."¶ He left.',
    "several-inside-quotation": "“We won.¶ The U.S. is back,” he said.",
    "quotation-in-quotation": "He said, “They cried ‘Enough!’ and left.”¶ So be it.",
    "exclamation-goes-on": "Yahoo! is a firm.¶ Enough! he cried.",
    "closing-bracket": "(He said no.)¶ Then he left.",
    "ellipsis-goes-on": "He said… and then… nothing.¶ Next.",
    "ellipsis-ends": "He left…¶ Nobody knew.",
    "spaced-ellipsis": "It failed . . . but nobody knew.¶ Next.",
    "footnote-in-brackets": "It failed.[12]¶ And then.",
    "footnote-alone": "It failed. [12]¶ And then.",
    "footnote-glued": "It failed.3¶ And then.",
    "footnote-after-quotation": "He said “no.”1¶ Then he left.",
    "question-and-answer": "Q: What now?¶ A: Nothing.",
    "interview": "Al-Monitor: Why?¶ Akar: Because of gas.",
    "decimal": "It cost 1.5 billion.¶ It grew 3.5%.",
    "address": "See www.x.com/a?b and http://a.org/b.html.¶ Then read.",
    "headline": "Turkey leans east¶\n\nAnkara bought missiles.",
    "two-headlines": "Turkey leans east¶\n\nWhat it means for NATO¶\n\nAnkara bought missiles.",
    "wrapped-line": "Ankara bought\nmissiles.¶ It paid.",
    "blank-line-with-spaces": "Turkey leans east¶\n \t\nAnkara paid.",
    "enumeration": "1. Turkey bought gas.¶ 2. Russia sold it.",
    "enumerator-alone": "1.¶\n\nTurkey bought gas.",
    "nickname": "He met J. “Jack” Smith.¶ Then he left.",
    "question-and-dash": "‘Why?’ – he asked.¶ Nobody knew.",
    "dash": "It was late—very late.¶ They left.",
    "semicolon": "Turkey bought; Russia sold.",
    "question-run": "Who?!¶ What?!",
    # A small letter opens no sentence: rather one too long than one cut in two.
    "lower-case-name": "He joined the talks. al-Assad did not.",
    "turkish-capital": "It failed.¶ İdlib fell.¶ Şırnak did not.",
    "cyrillic": "Путин уехал.¶ Эрдоган остался.",
}


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES)
def test_sentences(marked):
    """Sentences end where a reader would end them."""
    text = marked.replace("¶", "")
    expected = [part.strip() for part in marked.split("¶")]
    assert [text[begin:end] for begin, end in sentences(text)] == expected


@pytest.mark.parametrize(
    ("chunk", "expected"),
    [
        ("end.", End.PERIOD),
        ("end.”", End.CLOSED),
        ("end?”", End.CLOSED_STRONG),
        ("end.[3]", End.PERIOD),
        ("Gen.", End.NEVER),
        ("GEN.", End.NEVER),
        ("U.S.", End.ABBREVIATION),
        ("(U.S.", End.ABBREVIATION),
        ("J.", End.INITIAL),
        ("No.", End.NUMBERED),
        ("1.", End.ENUMERATOR),
        ("[12]", End.NOTE),
        ("end", End.NOTHING),
    ],
)
def test_what_a_chunk_ends_with(chunk, expected):
    """The class that the table of boundaries is asked for."""
    assert end_class(chunk) == expected


@pytest.mark.parametrize(
    ("chunk", "expected"),
    [
        ("ankara", Begin.LOWER),
        ("However,", Begin.STARTER),
        ("Ankara", Begin.CAPITAL),
        ("2016", Begin.DIGIT),
        ("“Ankara", Begin.QUOTED_CAPITAL),
        ("(Ankara", Begin.BRACKETED_CAPITAL),
        ("(see", Begin.ENCLOSED_LOWER),
        ("[12]", Begin.NOTE),
        (".", Begin.CONTINUATION),
        (":)", Begin.CONTINUATION),
        ("...", Begin.OTHER),
        ("—", Begin.OTHER),
    ],
)
def test_what_a_chunk_begins_with(chunk, expected):
    """The other class that the table of boundaries is asked for."""
    assert begin_class(chunk) == expected
