"""Keyness by counts alone: the numbers of the full comparison, and errors that say what to do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.analyses.keyness_counts import _falling
from toolkit.errors import AnalysisError

TEXTS = [
    "gas gas gas oil and gas",
    "oil oil and arms and arms",
    "gas and arms",
    "oil and wheat wheat wheat",
    "wheat and gas",
    "arms arms arms",
]


@pytest.fixture
def corpus() -> toolkit.Corpus:
    return toolkit.from_frame(
        pd.DataFrame({"text": TEXTS, "author": ["A", "A", "B", "B", "C", "C"]})
    )


@pytest.mark.parametrize(
    ("target", "reference"),
    [
        ({"author": "A"}, None),
        ({"author": ["A", "B"]}, None),
        ({"author": "A"}, {"author": "B"}),
        ({"author": ["A", "B"]}, {"author": "C"}),
    ],
)
def test_the_same_numbers_as_the_comparison_of_articles(corpus, target, reference):
    """Counts, articles, rates and effect do not depend on whether anything is tested."""
    quick = toolkit.keyness_counts(corpus, target, reference, unit="form", min_count=2).table
    full = toolkit.keyness(corpus, target, reference, unit="form", min_count=2).table
    shared = list(quick.columns)
    quick = quick.set_index("form").sort_index()
    full = full[shared].set_index("form").sort_index()
    pd.testing.assert_frame_equal(quick, full, check_dtype=False, rtol=1e-12)


def test_ranked_by_the_first_measure(corpus):
    """By size, so that words which the target avoids stand among those it prefers."""
    table = toolkit.keyness_counts(
        corpus, {"author": "A"}, measures=("chi2", "log_ratio"), min_count=1
    ).table
    assert (np.diff(table["chi2"].abs()) <= 1e-12).all()
    assert {"wheat", "gas"} <= set(table["lemma"])
    assert table.set_index("lemma").loc["wheat", "target_count"] == 0


def test_a_p_ranks_from_the_smallest_on_and_bic_with_its_sign(corpus):
    """A p is small, and a BIC above 0, where groups differ."""
    options = {"unit": "form", "min_count": 1, "measures": ("fisher", "bic", "log_likelihood")}
    found = toolkit.keyness_counts(corpus, {"author": "A"}, **options)
    assert found.table["fisher"].is_monotonic_increasing
    assert "ranked by fisher, the smallest p first" in " ".join(found.notes)
    options["measures"] = ("bic", "log_likelihood")
    table = toolkit.keyness_counts(corpus, {"author": "A"}, **options).table
    assert table["bic"].is_monotonic_decreasing
    assert table["log_likelihood"].abs().is_monotonic_decreasing


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": None}, "needs a target"),
        ({"target": {"author": "A"}, "measures": ()}, "no measure"),
        ({"target": {"author": "A"}, "min_count": 99}, "lower the minimum"),
        ({"target": {"author": "A"}, "measures": ("chi",)}, "did you mean 'chi2'"),
        ({"target": {"author": "A"}, "reference": {"author": ["A", "B"]}}, "leave them out"),
    ],
)
def test_wrong_options_are_named(corpus, options, message):
    """Each wrong option is told with what to do."""
    with pytest.raises(AnalysisError, match=message):
        toolkit.keyness_counts(corpus, **options)


def test_a_selection_of_another_corpus_is_refused(corpus):
    """Two corpora in memory have no folder by which to tell them apart."""
    other = toolkit.from_frame(pd.DataFrame({"text": TEXTS, "author": list("AABBCC")}))
    with pytest.raises(AnalysisError, match="not a selection of this corpus"):
        toolkit.keyness_counts(corpus, other.where(author="A"))


def test_a_folder_that_was_loaded_twice_is_one_corpus(write_article):
    """The command line loads the corpus for the target anew."""
    path = write_article("2019-a", "Gas and gas flows here.\n", author="[Ankara A]")
    write_article("2019-b", "Oil and oil flows here.\n", author="[Gulf B]")
    root = path.parents[1]
    target = toolkit.load(root).where(author="Ankara A")
    table = toolkit.keyness_counts(toolkit.load(root), target, min_count=2).table
    assert table.set_index("lemma").loc["gas", "target_count"] == 2


def test_a_selection_from_before_the_folder_changed_is_refused(write_article):
    """One article went and one came: the number is the same, the rows are others."""
    path = write_article("2019-b", "Gas and gas flows here.\n", author="[Ankara A]")
    write_article("2019-c", "Oil and oil flows here.\n", author="[Gulf B]")
    target = toolkit.load(path.parents[1]).where(author="Ankara A")
    write_article("2019-a", "War and war goes on.\n", author="[Gulf B]")
    path.with_name("2019-c.md").unlink()
    with pytest.raises(AnalysisError, match="not a selection of this corpus"):
        toolkit.keyness_counts(toolkit.load(path.parents[1]), target, min_count=1)


@pytest.mark.parametrize("seed", range(4))
def test_equal_scores_stay_in_alphabetical_order(seed):
    """The order is that of a stable sort, whatever ties, infinities and gaps there are."""
    random = np.random.default_rng(seed)
    values = random.integers(-6, 6, 400) * random.choice([1.0, 1e-300, np.pi, 1e300], 400)
    values[::17], values[::23], values[::29] = np.inf, np.nan, -0.0
    assert _falling(values).tolist() == np.argsort(-np.abs(values), kind="stable").tolist()
    assert _falling(values[:0]).tolist() == []
