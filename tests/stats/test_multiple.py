"""p values adjusted for the number of tests, beside SciPy and counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import AnalysisError
from toolkit.stats import multiple

P = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30)


@given(P)
def test_benjamini_hochberg_is_that_of_scipy(p):
    """Whatever the values and their ties."""
    np.testing.assert_allclose(
        multiple.adjust(p, "bh"), scipy.stats.false_discovery_control(p), atol=1e-12
    )


def test_holm_by_hand():
    """.01 x 4, .02 x 3, .03 x 2 (not below the one before), .5 x 1."""
    found = multiple.adjust([0.5, 0.01, 0.03, 0.02], "holm")
    np.testing.assert_allclose(found, [0.5, 0.04, 0.06, 0.06])


def test_bonferroni_by_hand():
    """Each times the number of tests, never above 1."""
    np.testing.assert_allclose(multiple.adjust([0.5, 0.01, 0.03], "bonferroni"), [1.0, 0.03, 0.09])


@given(P)
def test_the_three_are_ordered(p):
    """The false discovery rate asks least, Bonferroni most; none is below the raw p."""
    bh, holm, bonferroni = (multiple.adjust(p, name) for name in ("bh", "holm", "bonferroni"))
    assert (np.asarray(p) <= bh + 1e-12).all()
    assert (bh <= holm + 1e-12).all()
    assert (holm <= bonferroni + 1e-12).all()


@given(P, st.integers(0, 29), st.sampled_from(["bh", "holm", "bonferroni"]))
def test_what_was_not_tested_does_not_count(p, place, method):
    """A NaN stays where it was, and the others are adjusted as without it."""
    with_gap = np.insert(np.asarray(p), min(place, len(p)), np.nan)
    found = multiple.adjust(with_gap, method)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(with_gap))
    np.testing.assert_allclose(found[~np.isnan(found)], multiple.adjust(p, method))


def test_order_and_shape_are_kept():
    """A table of p values comes back as a table."""
    table = np.array([[0.01, 0.04], [0.03, 0.9]])
    found = multiple.adjust(table, "bh")
    np.testing.assert_allclose(found.ravel(), multiple.adjust(table.ravel(), "bh"))
    assert found.shape == (2, 2)


def test_nothing_to_adjust():
    """No test, or none that was made."""
    assert multiple.adjust([]).tolist() == []
    assert np.isnan(multiple.adjust([np.nan, np.nan], "holm")).all()


def test_wrong_calls_are_clear():
    """The message says what is possible."""
    with pytest.raises(AnalysisError, match="between 0 and 1"):
        multiple.adjust([0.2, 1.2])
    with pytest.raises(AnalysisError, match="did you mean 'holm'"):
        multiple.adjust([0.2], "hom")
    with pytest.raises(AnalysisError, match="not a number"):
        multiple.adjust(["small"])


@pytest.mark.parametrize(
    ("other", "name"),
    [("BH", "bh"), ("fdr", "bh"), ("fdr_bh", "bh"), ("Benjamini-Hochberg", "bh"),
     ("Holm", "holm"), ("holm-bonferroni", "holm"), ("Bonferroni", "bonferroni")],
)  # fmt: skip
def test_names_of_other_tools_are_known(other, name):
    """R writes BH and fdr, statsmodels fdr_bh."""
    p = [0.01, 0.04, 0.03, 0.5]
    assert multiple.adjust(p, other).tolist() == multiple.adjust(p, name).tolist()


@pytest.mark.parametrize("method", multiple.METHODS)
def test_what_is_masked_was_not_tested(method):
    """A mask hides a p as NaN does."""
    hidden = np.ma.masked_array([0.01, 0.02, 0.9], [False, False, True])
    found = multiple.adjust(hidden, method)
    assert np.array_equal(found, multiple.adjust([0.01, 0.02, np.nan], method), equal_nan=True)
