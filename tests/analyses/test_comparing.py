"""Tables of rates and contrasts: what stands in them, and what is withheld."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses import comparing
from toolkit.analyses.comparing import (
    contrast_table,
    levels_note,
    levels_of,
    rates_by_group,
    untested,
)
from toolkit.analyses.selections import Contrast, contrast_of
from toolkit.errors import AnalysisError
from toolkit.stats.inference import Bounds, Permutation

NAMES = ["gas", "arms", "world", "never", "single"]
SIZES = np.array([100, 120, 80, 90, 110, 100, 95, 105, 130, 70, 100, 100, 90, 110])
COUNTS = np.stack(
    [
        [6, 8, 5, 6, 7, 7, 6, 1, 2, 1, 1, 0, 2, 1],
        [0, 0, 0, 0, 0, 0, 0, 5, 6, 5, 4, 6, 5, 7],
        [3, 4, 2, 3, 3, 4, 2, 3, 4, 2, 3, 3, 2, 4],
        [0] * 14,
        [9] + [0] * 13,
    ],
    axis=1,
)  # fmt: skip
TARGET = np.arange(14) < 7
GROUPS = Contrast(TARGET, ~TARGET)


@pytest.fixture(scope="module")
def table():
    return contrast_table(COUNTS, SIZES, GROUPS, names=NAMES).set_index("item")


def test_counts_of_both_groups_stand_in_the_table(table):
    """Words and articles, by hand."""
    row = table.loc["gas"]
    assert (row["target_count"], row["reference_count"]) == (45, 8)
    assert (row["target_articles"], row["reference_articles"]) == (7, 6)
    assert row["target_rate"] == pytest.approx(45 / 695)


def test_differences_are_found_and_alike_words_are_not(table):
    """Both directions; the bound lies between 0 and the estimate."""
    for word, sign in (("gas", 1), ("arms", -1)):
        row = table.loc[word]
        assert np.sign(row["estimate"]) == sign
        assert row["p_adjusted"] < 0.05
        assert row["p_family"] < 0.05
    assert 0 < table.loc["gas", "bound"] < table.loc["gas", "estimate"]
    assert table.loc["world", "p"] > 0.2
    assert table.loc["world", "bound"] == 0.0


def test_a_word_that_one_group_lacks_is_tested_without_interval(table):
    """Permutation needs no normal approximation: p, but no limits, and why."""
    row = table.loc["arms"]
    assert row["few"]
    assert row["reason"] == "few articles"
    assert np.isnan([row["low"], row["high"], row["bound"]]).all()
    assert row["p"] < 0.01


def test_every_missing_number_has_a_reason(table):
    """No NaN in an interval without a word beside it, and none anywhere else."""
    without = table["low"].isna()
    assert (table.loc[without, "reason"] != "").all()
    assert (table.loc[~without, "reason"] == "").all()
    assert table[["estimate", "p", "p_adjusted", "p_family"]].notna().all(axis=None)


def test_nine_times_in_one_article_is_no_finding(table):
    """Log-likelihood would call it key; one article is one observation."""
    from toolkit.stats import keyness
    from toolkit.stats.contingency import p_from_chi2

    assert p_from_chi2(keyness(9, 0, 695, 705, "log_likelihood")) < 0.001
    assert table.loc["single", "p"] > 0.05
    assert table.loc["single", "p_family"] > 0.5


def test_exchanging_the_groups_turns_signs_and_keeps_p():
    """Up to the chance of the permutations."""
    one = contrast_table(COUNTS, SIZES, GROUPS, names=NAMES)
    other = contrast_table(COUNTS, SIZES, Contrast(~TARGET, TARGET), names=NAMES)
    np.testing.assert_allclose(one["estimate"], -other["estimate"])
    np.testing.assert_allclose(one["low"], -other["high"])
    np.testing.assert_allclose(one["p"], other["p"], atol=0.05)


def test_seed_is_all_the_chance_there_is():
    """The same seed, the same table."""
    one = contrast_table(COUNTS, SIZES, GROUPS, names=NAMES, seed=3)
    pd.testing.assert_frame_equal(one, contrast_table(COUNTS, SIZES, GROUPS, names=NAMES, seed=3))


def test_adjustments_are_of_the_p_beside_them():
    """Benjamini and Hochberg's, over all items that were tested."""
    from toolkit.stats import multiple

    found = contrast_table(COUNTS, SIZES, GROUPS, names=NAMES)
    np.testing.assert_allclose(found["p_adjusted"], multiple.adjust(found["p"], "bh"))


def test_under_five_articles_nothing_is_tested():
    """Four against ten: estimates stay, p and limits go, and a sentence says so."""
    small = Contrast(np.arange(14) < 4, np.arange(14) >= 4)
    found = contrast_table(COUNTS, SIZES, small, names=NAMES)
    assert found["estimate"].notna().all()
    assert found[["low", "high", "p", "p_adjusted", "p_family", "bound"]].isna().all(axis=None)
    assert "4 against 10 articles: with fewer than 5" in untested(small, SIZES)
    assert untested(GROUPS, SIZES) == ""
    one = contrast_table(COUNTS, SIZES, Contrast(np.arange(14) < 1, ~TARGET), names=NAMES)
    assert one["p"].isna().all()


def test_articles_without_words_are_no_evidence():
    """Seven articles, three of them empty, are four."""
    sizes = np.where(np.arange(14) < 3, 0, SIZES)
    assert "4 against 7 articles" in untested(GROUPS, sizes)


AUTHORS = [f"author {n // 2}" for n in range(16)]


def test_authors_as_units():
    """Eight authors of two articles each, who are dealt whole; three against four are not."""
    generator = np.random.default_rng(0)
    counts = generator.poisson(np.repeat([[12], [2], [9], [3], [2], [9], [3], [11]], 2, axis=0))
    sizes, groups = np.full(16, 100), Contrast(np.arange(16) < 8, np.arange(16) >= 8)
    by_author = contrast_table(counts, sizes, groups, names=["gas"], clusters=AUTHORS)
    by_article = contrast_table(counts, sizes, groups, names=["gas"])
    assert by_author.loc[0, "estimate"] == pytest.approx(by_article.loc[0, "estimate"])
    width = by_author["high"] - by_author["low"]
    assert width[0] > (by_article["high"] - by_article["low"])[0]
    fewer = Contrast(np.arange(16) < 6, np.arange(16) >= 8)
    described = contrast_table(counts, sizes, fewer, names=["gas"], clusters=AUTHORS)
    assert described["p"].isna().all()
    assert described["reason"].tolist() == ["few clusters"]
    assert "3 against 4 clusters" in untested(fewer, sizes, AUTHORS)
    with pytest.raises(AnalysisError, match="not both"):
        contrast_table(counts, sizes, groups, names=["gas"], clusters=AUTHORS, strata=AUTHORS)


def test_adjusted_columns_stand_beside_the_raw_ones():
    """Within events the same words are compared once more."""
    events = ["war", "gas"] * 7
    found = contrast_table(COUNTS, SIZES, GROUPS, names=NAMES, strata=events, within=events)
    assert found["estimate_within"].notna().all()
    assert (
        found.loc[0, "low_within"] < found.loc[0, "estimate_within"] < found.loc[0, "high_within"]
    )


def test_within_has_the_direction_of_the_raw_comparison():
    """With events that are alike in both groups the ratio within them is nearly the raw one."""
    events = ["war", "gas"] * 7
    found = contrast_table(COUNTS, SIZES, GROUPS, names=NAMES, within=events).set_index("item")
    for name in ("gas", "arms"):
        row = found.loc[name]
        assert row["estimate_within"] == pytest.approx(row["estimate"], abs=0.5)
        assert abs(row["estimate"]) > 1


def test_within_has_its_own_test_and_bound():
    """The event decides the rate: raw the authors differ, within events nothing is left."""
    generator = np.random.default_rng(2)
    events = np.array(["war"] * 16 + ["gas"] * 16)
    target = np.array([True] * 13 + [False] * 3 + [True] * 3 + [False] * 13)
    rate = np.where(events == "war", 14.0, 2.0)[:, None]
    counts, sizes = generator.poisson(rate, (32, 6)), np.full(32, 200)
    found = contrast_table(
        counts, sizes, Contrast(target, ~target), names=list("abcdef"), within=events.tolist()
    )
    assert (found["p_family"] < 0.05).all()
    assert (found["bound"] > 0).all()
    assert (found["p_within_family"] > 0.05).all()
    assert (found["bound_within"] == 0).all()


def test_articles_without_a_level_do_not_enter():
    """Their counts change what is raw, not what is compared within."""
    events = ["war", "gas"] * 6 + ["", ""]
    one = contrast_table(COUNTS, SIZES, GROUPS, names=NAMES, within=events)
    counts = COUNTS.copy()
    counts[12:, 0] = 60
    other = contrast_table(counts, SIZES, GROUPS, names=NAMES, within=events)
    assert one.loc[0, "estimate"] != other.loc[0, "estimate"]
    assert one.loc[0, "estimate_within"] == other.loc[0, "estimate_within"]
    assert one.loc[0, "p_within"] == other.loc[0, "p_within"]
    assert levels_note(events, "event") == [
        "2 articles without event do not enter what is compared within it"
    ]


def test_labels_blocked_by_outlet():
    """With blocks the p is that of exchanges within them."""
    blocks = ["x", "y"] * 7
    blocked = contrast_table(COUNTS, SIZES, GROUPS, names=NAMES, strata=blocks)
    within = contrast_table(COUNTS, SIZES, GROUPS, names=NAMES, within=blocks)
    np.testing.assert_array_equal(blocked["p"], within["p_within"])
    assert (blocked["p"] != within["p"]).any()


def test_rates_name_their_reason_too():
    """The article of two authors counts in both groups; thin cells say why they have no limits."""
    groups = np.stack([np.arange(14) < 8, np.arange(14) >= 7], axis=1)
    found = rates_by_group(COUNTS, SIZES, groups, names=NAMES, labels=["A", "B"]).set_index(
        ["item", "group"]
    )
    assert found.loc[("gas", "A"), "count"] == 46
    assert found.loc[("gas", "B"), "count"] == 8
    assert found.loc[("arms", "A"), "reason"] == "few articles"
    assert found.loc[("gas", "A"), "reason"] == ""


def test_a_joint_article_stays_with_the_target_when_the_rest_is_everybody_else():
    """Named twice it is refused, with the article; as a level it is one of its own."""
    corpus = toolkit.from_frame(
        pd.DataFrame(
            {
                "id": ["a1", "a2", "a3"],
                "text": ["Gas flows.", "Gas sells.", "Arms sell."],
                "author": [["A"], ["A", "B"], ["B"]],
            }
        )
    )
    rest = contrast_of(corpus, corpus.where(author="A"), None)
    assert rest.target.tolist() == [True, True, False]
    assert rest.reference.tolist() == [False, False, True]
    with pytest.raises(AnalysisError, match="'a2'; leave them out of one") as refused:
        contrast_of(corpus, corpus.where(author="A"), corpus.where(author="B"))
    assert str(refused.value).endswith("corpus.where(lambda row: row['id'] != 'a2')")
    apart = contrast_of(
        corpus.where(lambda row: row["id"] != "a2"), {"author": "A"}, {"author": "B"}
    )
    assert apart.target.tolist() == [True, False]
    assert levels_of(corpus, "author") == ["A", "A + B", "B"]


def test_a_bound_is_not_surer_than_the_test_of_all_words():
    """One article a thousand times as long as the others, and nothing differs."""
    generator = np.random.default_rng(5)
    sizes = generator.integers(300, 2000, 40)
    sizes[-1] *= 1000
    rates = 0.004 * generator.gamma(3, 1 / 3, (40, 20))
    counts = np.minimum(generator.poisson(sizes[:, None] * rates), sizes[:, None])
    groups = Contrast(np.arange(40) < 20, np.arange(40) >= 20)
    found = contrast_table(counts, sizes, groups, names=[str(word) for word in range(20)])
    assert found["p_family"].min() > 0.4
    assert (found["bound"] == 0).all()


@pytest.mark.parametrize("group", [["A"], ["B"]])
@pytest.mark.parametrize(("repeats", "warned"), [(20, True), (8, False)])
def test_an_article_that_holds_most_of_a_group_is_named(group, repeats, warned):
    """Of either side; a group of one article is few articles, and told elsewhere."""
    other = ["B"] if group == ["A"] else ["A"]
    texts = [
        "Gas flows on. " * repeats if n == 3 else "Gas flows on and on, and oil." for n in range(10)
    ]
    frame = pd.DataFrame(
        {
            "id": [f"a{n}" for n in range(10)],
            "text": texts,
            "author": [group if n < 5 else other for n in range(10)],
        }
    )
    warnings = toolkit.keyness(toolkit.from_frame(frame), {"author": "A"}, min_count=1).warnings
    side = "target" if group == ["A"] else "reference"
    found = [text for text in warnings if text.startswith("a3 holds ")]
    assert len(found) == warned
    assert not found or f"of the words of the {side}" in found[0]


def test_a_group_of_one_article_is_not_said_to_rest_on_it():
    """That it is few articles is told already."""
    frame = pd.DataFrame({"author": [["A"], ["B"], ["B"]], "text": ["Gas flows on."] * 3})
    warnings = toolkit.keyness(toolkit.from_frame(frame), {"author": "A"}, min_count=1).warnings
    assert not any("holds" in text for text in warnings)


def test_a_bound_stands_where_the_family_is_tested_at_five_per_cent(monkeypatch):
    """Above .05 the test of all items does not tell an item from chance, whatever its interval."""
    limits = Bounds(*(np.array([1.0, 1.0, 1.0, np.nan]) for _ in range(3)))
    monkeypatch.setattr(comparing, "simultaneous", lambda found, critical: limits)
    family = np.array([0.04, 0.05, 0.06, 0.5])
    tested = Permutation(np.ones(4), np.ones(4), family, 3.0, 999)
    np.testing.assert_array_equal(comparing._bound(None, tested), [1, 1, 0, np.nan])
