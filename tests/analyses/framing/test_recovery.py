"""Planted and recovered differences, on panels small enough to count by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit import framing
from toolkit.analyses.framing.recovery import Contrast, read_contrasts
from toolkit.corpus.article import paragraph_sha
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.stats import inference

FRAMES = ("dependency", "regime_change", "nato_cleavage")
HEADER = "name,frame,stance,target,reference,adjust,expected\n"


@pytest.fixture(scope="module")
def corpus() -> toolkit.Corpus:
    """Two desks of eight articles, four paragraphs each; every other article on Syria."""
    return toolkit.from_frame(
        pd.DataFrame(
            {
                "id": [f"{desk}-{n}" for desk in ("a", "b") for n in range(8)],
                "outlet": ["A"] * 8 + ["B"] * 8,
                "theatre": ["syria", "elsewhere"] * 8,
                "text": ["\n\n".join(f"Paragraph {n}." for n in range(1, 5))] * 16,
            }
        )
    )


def coding(coder: str, present: Callable[[str, int, int], bool]) -> pd.DataFrame:
    """Code dependency by a rule of desk, article and paragraph; all it holds is endorsed."""
    rows = [
        (coder, f"{desk}-{n}", p, paragraph_sha(f"Paragraph {p}."), frame, int(there), stance)
        for desk in ("a", "b")
        for n in range(8)
        for p in range(1, 5)
        for frame in FRAMES
        for there in (frame == "dependency" and present(desk, n, p),)
        for stance in ("endorse" if there else "",)
    ]
    columns = ["coder", "article", "paragraph", "paragraph_sha", "frame", "present", "stance"]
    return pd.DataFrame(rows, columns=columns).assign(voice="", codebook_version="2.2")


def contrast(expected: str, **changes: str) -> Contrast:
    given = {"name": "a - b", "frame": "dependency", "stance": "", "target": "outlet=A"}
    given |= {"reference": "outlet=B", "adjust": "", "expected": expected}
    return Contrast(**(given | changes))


def planted(desk: str, n: int, p: int) -> bool:
    return p <= (3 if desk == "a" else 1)


def test_planted_and_recovered_are_counted_by_hand(corpus):
    """Desk A was to have 3 of 4 paragraphs and B 1 of 4; the reader lost one of A's in each."""
    read = coding("read", lambda desk, n, p: planted(desk, n, p) and not (desk == "a" and p == 3))
    plan = coding("plan", planted)
    row = framing.recovery(corpus, read, plan, [contrast("found")]).table.iloc[0]
    assert (row["planted"], row["recovered"]) == (0.5, 0.25)
    assert (row["n_target"], row["n_reference"]) == (8, 8)


def test_zero_that_could_not_be_tested_is_no_success(corpus):
    """Four articles hold the frame: nothing can be flagged, and nothing was shown."""
    read = coding("read", lambda desk, n, p: n < 2 and p == 1)
    contrasts = [contrast(expected) for expected in ("zero", "too small", "found", "no verdict")]
    found = framing.recovery(corpus, read, read, contrasts)
    assert found.table["p"].isna().all()
    assert found.table["verdict"].tolist() == ["not tested"] * 3 + [""]
    assert "0 of 0 planned zeros flagged at p < 0.05; 1 not tested" in found.notes


def test_articles_without_a_level_take_no_part(corpus):
    """Two articles of each desk tell no theatre: that is no third theatre, whatever they hold."""
    blank = corpus.assign(
        scene=lambda row: "" if row["id"].endswith(("6", "7")) else row["theatre"]
    )
    lost = coding("read", lambda desk, n, p: planted(desk, n, p) and not (desk == "a" and n > 5))
    found = framing.recovery(
        blank, lost, coding("plan", planted), [contrast("found", adjust="scene")]
    ).table.iloc[0]
    assert (found["planted"], found["recovered"]) == (pytest.approx(0.5), pytest.approx(0.5))
    assert (found["n_target"], found["n_reference"]) == (6, 6)


def test_a_planted_difference_must_be_found_with_its_sign(corpus):
    """A difference in the other direction is no recovery, however clear."""

    def uneven(desk: str, n: int, p: int) -> bool:  # articles differ, so that there is a variance
        return planted(desk, n, p) and not (n % 3 == 0 and p == 1)

    plan = coding("plan", planted)
    there = framing.recovery(corpus, coding("read", uneven), plan, [contrast("found")])
    assert there.table["verdict"].item() == "as planned"

    def turned(desk: str, n: int, p: int) -> bool:
        return uneven({"a": "b", "b": "a"}[desk], n, p)

    back = framing.recovery(corpus, coding("read", turned), plan, [contrast("found")])
    assert back.table["verdict"].item() == "not as planned"
    zero = framing.recovery(corpus, coding("read", uneven), plan, [contrast("zero")])
    assert zero.table["verdict"].item() == "not as planned"
    assert zero.table["p_adjusted"].item() == zero.table["p"].item()
    many = framing.recovery(corpus, coding("read", uneven), plan, [contrast("zero")] * 3).table
    np.testing.assert_allclose(many["p_adjusted"], 3 * many["p"])
    assert any("1 of 1 planned zeros flagged" in note for note in zero.notes)


def test_errors_on_one_desk_alone_fail_the_joint_test_and_even_ones_do_not(corpus):
    """Overlooking much everywhere shrinks effects; overlooking much at one desk makes them."""
    random = np.random.default_rng(3)
    seen = {
        (desk, n, p): random.random() < 0.6
        for desk in ("a", "b")
        for n in range(8)
        for p in range(1, 5)
    }
    plan = coding("plan", lambda desk, n, p: p <= 2)
    tests = [contrast("zero")]
    even = coding("read", lambda desk, n, p: p <= 2 and seen[desk, n, p])
    uneven = coding("read", lambda desk, n, p: p <= 2 and (desk == "b" or seen[desk, n, p]))
    assert framing.recovery(corpus, even, plan, tests).parameters["joint_p"] > 0.05
    assert framing.recovery(corpus, uneven, plan, tests).parameters["joint_p"] < 0.02


def test_the_joint_test_holds_its_level_also_when_errors_are_few():
    """Dealt evenly, p under .1 comes up once in ten, and with three errors no more often."""
    random = np.random.default_rng(8)
    sizes, planted = np.full(40, 7), random.binomial(7, 0.2, 40)
    target = np.arange(40) < 20
    weights = inference.effect_weights(sizes, target, ~target)[:, None]
    for rate in (0.01, 0.2):
        found = []
        for seed in range(200):
            kept = random.binomial(planted, 1 - rate)
            coded = kept + random.binomial(sizes - planted, rate)
            one = (planted[:, None], kept[:, None], coded[:, None])
            found.append(inference.recovered(*one, sizes, [weights], replicates=99, seed=seed))
        assert (0.0 if rate < 0.1 else 0.04) <= np.mean(np.array(found) < 0.1) < 0.17


def test_the_joint_test_refuses_what_cannot_be():
    """More units kept than planted."""
    weights = inference.effect_weights([4, 4], [1, 0], [0, 1])[:, None]
    with pytest.raises(AnalysisError, match="more units are kept than planted"):
        inference.recovered([[1], [1]], [[2], [1]], [[2], [1]], [4, 4], [weights])


def test_weights_give_the_difference_within_strata():
    """Two strata of one article a side: the mean of their differences, by hand."""
    sizes, target = np.array([4, 2, 4, 2]), np.array([True, True, False, False])
    counts, strata = np.array([2, 2, 1, 0]), np.array([0, 1, 0, 1])
    weights = inference.effect_weights(sizes, target, ~target, strata)
    # Mantel-Haenszel: 4*4/8 = 2 and 2*2/4 = 1
    assert counts @ weights == pytest.approx((2 * (2 / 4 - 1 / 4) + 1 * (2 / 2 - 0)) / 3)
    with pytest.raises(AnalysisError, match="no stratum has articles of both groups"):
        inference.effect_weights(sizes, target, ~target, target)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,frame\nx,dependency\n", "has no column 'stance'"),
        (HEADER + "x,dependency,,outlet=A,,,fund\n", r"contrasts.csv:2: .* did you mean 'found'"),
    ],
)
def test_a_faulty_list_of_contrasts_is_refused_with_its_line(tmp_path, text, message):
    """Plans are read with the same care as codings."""
    path = tmp_path / "contrasts.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnalysisError, match=message):
        read_contrasts(path)


def test_unknown_frames_and_groups_are_named(corpus):
    """The contrast that is wrong is in the message."""
    plan = coding("plan", planted)
    with pytest.raises(AnalysisError, match="'a - b': unknown frame 'dependenc'"):
        framing.recovery(corpus, plan, plan, [contrast("zero", frame="dependenc")])
    with pytest.raises(AnalysisError, match="'outlet A' is not 'column=value'"):
        framing.recovery(corpus, plan, plan, [contrast("zero", target="outlet A")])


def test_coding_by_machine_is_held_against_the_plan_as_one_by_people(corpus):
    """The same presence in the form of a result gives the same differences and joint test."""
    plan, read = (
        coding("plan", planted),
        coding("reader", lambda d, n, p: planted(d, n, p) or p == 4),
    )
    rows = read[["article", "paragraph", "frame", "present"]]
    found = Result(rows, title="found", parameters={"instrument": "abc"})
    by_people = framing.recovery(corpus, read, plan, [contrast("found")], replicates=99)
    by_machine = framing.recovery(corpus, found, plan, [contrast("found")], replicates=99)
    pd.testing.assert_frame_equal(by_people.table, by_machine.table)
    assert by_machine.parameters["joint_p"] == by_people.parameters["joint_p"]
    assert by_machine.parameters["coding"] == "abc"
    with pytest.raises(AnalysisError, match="contrasts of stance"):
        framing.recovery(corpus, found, plan, [contrast("found", stance="endorse")])
