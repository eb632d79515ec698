"""One coding held against another."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit import framing
from toolkit.errors import AnalysisError

COLUMNS = ["coder", "article", "paragraph", "paragraph_sha", "frame", "present"]


def coding(coder: str, present: str, *, articles: int = 1) -> pd.DataFrame:
    """A coding of one frame; the paragraphs are dealt to the articles in turn."""
    rows = [
        [coder, f"a{place % articles}", place, f"sha{place}", "dependency", int(sign)]
        for place, sign in enumerate(present)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_cells_are_those_counted_by_hand():
    """Reference 1 1 1 0 0 0 0 0 against 1 1 0 1 0 0 0 0."""
    row = framing.compare(coding("read", "11010000"), coding("plan", "11100000")).table.iloc[0]
    assert row[["tp", "fp", "fn", "tn"]].tolist() == [2, 1, 1, 4]
    assert row["recall"] == pytest.approx(2 / 3)
    assert row["specificity"] == pytest.approx(4 / 5)
    # observed 6/8, expected (3*3 + 5*5)/64
    assert row["kappa"] == pytest.approx((6 / 8 - 34 / 64) / (1 - 34 / 64))


def test_it_is_not_symmetric():
    """Who is the reference decides what is recall and what precision."""
    one, other = coding("read", "1100"), coding("plan", "1110")
    forth, back = framing.compare(one, other).table, framing.compare(other, one).table
    assert forth["recall"].item() == back["precision"].item() == pytest.approx(2 / 3)


def test_articles_are_resampled_and_few_of_them_give_no_interval():
    """Paragraphs of one article are no independent evidence."""
    few = framing.compare(coding("read", "1100"), coding("plan", "1110")).table.iloc[0]
    assert few["few"]
    assert pd.isna(few["recall_low"])
    many = framing.compare(
        coding("read", "110100" * 6, articles=6), coding("plan", "111000" * 6, articles=6)
    ).table.iloc[0]
    assert many["recall_low"] <= many["recall"] <= many["recall_high"]


def test_a_paragraph_whose_text_has_changed_is_left_out():
    """What was read is no longer what stands there."""
    changed = coding("read", "11")
    changed.loc[1, "paragraph_sha"] = "other"
    result = framing.compare(changed, coding("plan", "11"))
    assert result.table["n_paragraphs"].item() == 1
    assert any("1 paragraph differs" in warning for warning in result.warnings)


def test_two_coders_at_once_and_no_common_unit_are_refused():
    """The message says what to give."""
    both = pd.concat([coding("A", "10"), coding("B", "10")])
    with pytest.raises(AnalysisError, match="the coding needs one coder, found A, B"):
        framing.compare(both, coding("plan", "10"))
    with pytest.raises(AnalysisError, match="share no paragraph"):
        framing.compare(coding("A", "10").assign(article="z"), coding("plan", "10"))
