"""Of a coded frame only what is asked about counts: its first target, or what `narrow` names."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from toolkit.analyses import framing
from toolkit.corpus import Article, corpus_of
from toolkit.corpus.codebook import QUALITIES, Codebook
from toolkit.errors import AnalysisError

# what the six paragraphs with the frame, one an article, are coded as
CODED = [
    ("tr_on_ru", "home", "author"),
    ("tr_on_ru", "home", "TR"),
    ("ru_on_tr", "home", "RU"),
    ("tr_on_ru", "away", "author"),
    ("ru_on_tr", "away", "TR"),
    ("tr_on_ru", "far", "author"),
]


@pytest.fixture
def corpus(needy_codebook):
    """Six articles of two paragraphs; the rules find the frame in the first of each."""
    book = needy_codebook.replace(
        "    directions: [tr_on_ru, ru_on_tr]\n",
        "    directions: [tr_on_ru, ru_on_tr]\n    targets: [home, away, far]\n",
    )
    articles = [
        Article(
            id=f"a{number}",
            title="T",
            author=("Ankara A",),
            published=str(2017 + number % 2),
            provenance="composed",
            text="Turkey needs Russian gas.\n\nTurkey and Russia met.",
        )
        for number in range(6)
    ]
    return corpus_of(articles, codebook=Codebook.parse(book))


@pytest.fixture
def coding(corpus):
    """Every paragraph coded; the second of each article holds no frame."""
    rows = []
    for item, (direction, target, holder) in zip(corpus.items, CODED, strict=True):
        for number, sha in enumerate(item.paragraph_shas, start=1):
            values = {"direction": direction, "target": target, "holder": holder}
            rows.append(
                {"coder": "gold", "article": item.id, "paragraph": number, "paragraph_sha": sha}
                | {"frame": "need", "present": int(number == 1), "codebook_version": "1"}
                | dict.fromkeys(QUALITIES, "")
                | (values | {"stance": "endorse", "voice": "author"} if number == 1 else {})
            )
    return pd.DataFrame(rows)


def shares(corpus, coding):
    """Give the rows of the one group, and the warnings."""
    found = framing.prevalence(corpus, by="author", adjust=None, coding=coding)
    return found.table.set_index("estimator"), found.warnings


def test_a_share_counts_the_first_target_and_says_what_it_leaves_out(corpus, coding):
    """Three of twelve paragraphs are about home; invoked and endorsed alike."""
    table, warnings = shares(corpus, coding)
    assert table["n_present"].to_dict() == {"raw": 3, "endorsed": 3}
    assert table.loc["raw", "n_paragraphs"] == 12
    assert (
        "need: 3 paragraphs of another target than home (away 2, far 1) not counted; "
        "framing.narrow counts what you name"
    ) in warnings


@pytest.mark.parametrize("empty", ["", math.nan, None])
def test_a_target_that_was_not_noted_is_no_other_target(corpus, coding, empty):
    """A table read by pandas has NaN for what is empty; the frame counts all the same."""
    untold = coding.assign(target=pd.Series([empty] * len(coding), dtype=object))
    told = framing.prevalence(corpus, coding=untold.assign(codebook_version=1.0)).notes
    assert any(text.startswith("coded by gold, codebook 1.0") for text in told)
    held = framing.validate(corpus, untold)
    assert held.table["n_present"].tolist() == [6]
    assert not any("another target" in text for text in held.warnings)


def test_trend_and_validation_count_as_shares_do(corpus, coding):
    """Rules are written for the first target: what is said of others they may not be blamed for."""
    years = framing.trend(corpus, coding=coding).table
    assert years["n_present"].sum() == 3
    held = framing.validate(corpus, coding)
    row = held.table.iloc[0]
    assert (row["tp"], row["fp"], row["fn"], row["tn"]) == (3, 3, 0, 6)
    assert any("another target than home" in warning for warning in held.warnings)


def test_nothing_is_said_where_all_are_of_the_first_target_or_none_is_coded(corpus, coding):
    """A coding without the column, and one of one target, count as they are."""
    home = coding[coding["target"] != "away"].query("target != 'far'")
    for known in (home, coding.drop(columns="target")):
        _, warnings = shares(corpus, known)
        assert not any("target" in warning for warning in warnings)
    assert shares(corpus, coding.drop(columns="target"))[0].loc["raw", "n_present"] == 6


@pytest.mark.parametrize(
    ("wanted", "n"),
    [
        ({"target": "away"}, 2),
        ({"target": ["home", "away", "far"]}, 6),
        ({"direction": "tr_on_ru"}, 2),  # of those about home
        ({"direction": "tr_on_ru", "target": ["home", "away", "far"]}, 4),
        ({"holder": ["TR", "RU"], "target": "home"}, 2),
        ({"holder": "author", "direction": "tr_on_ru"}, 1),
    ],
)
def test_what_is_named_counts_and_the_base_stays(corpus, coding, wanted, n):
    """By hand from the list above."""
    table, warnings = shares(corpus, framing.narrow(coding, "need", **wanted))
    assert table.loc["raw", "n_present"] == n
    assert table.loc["raw", "n_paragraphs"] == 12
    assert ("target" in wanted) == (not any("another target" in told for told in warnings))


def test_a_narrowed_coding_is_one_and_the_given_one_stays(corpus, coding):
    """What no longer counts has no codes either; other frames are not touched."""
    other = coding.assign(frame="other")
    before = coding.copy()
    narrowed = framing.narrow(pd.concat([coding, other]), "need", direction="tr_on_ru")
    pd.testing.assert_frame_equal(coding, before)
    gone = narrowed[(narrowed["frame"] == "need") & (narrowed["present"] == 0)]
    assert len(gone) == 8
    assert (gone[list(QUALITIES)] == "").all(axis=None)
    pd.testing.assert_frame_equal(narrowed[narrowed["frame"] == "other"], other)


@pytest.mark.parametrize(
    ("frame", "wanted", "message"),
    [
        ("need", {}, "nothing to narrow by; name one of direction, target, stance, voice, holder"),
        (
            "need",
            {"directoin": "tr_on_ru"},
            "unknown quality 'directoin'; did you mean 'direction'",
        ),
        ("ned", {"target": "home"}, "'ned' was not coded; did you mean 'need'"),
        ("need", {"target": "hom"}, "no paragraph has need with the target 'hom'; did you mean"),
        ("need", {"stance": "reject"}, "stance 'reject'; coded are endorse"),
    ],
)
def test_what_cannot_be_narrowed_is_told(coding, frame, wanted, message):
    """The name that is wrong, and those there are."""
    with pytest.raises(AnalysisError) as told:
        framing.narrow(coding, frame, **wanted)
    assert message in str(told.value)


def test_a_table_that_is_no_coding_is_refused():
    """By the column that it lacks."""
    with pytest.raises(AnalysisError, match="the coding has no column 'frame'"):
        framing.narrow(pd.DataFrame({"a": [1]}), "need", target="home")
