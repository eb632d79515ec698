"""What is no number, no shape or no name is refused by name, never by a traceback of numpy."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from toolkit.errors import AnalysisError
from toolkit.stats import (
    agreement,
    association,
    contingency,
    dispersion,
    diversity,
    inference,
    keyness,
    multiple,
    sequences,
)
from toolkit.stats.association import lambda_z
from toolkit.stats.keyness import log_odds

COUNTS = np.arange(24).reshape(12, 2)
SIZES = np.full(12, 100)
TARGET = np.arange(12) < 6
CODES = [[0, 1, 0, 0, 1, 1], [1, 1, 0, 0, 1, 0]]
WRONG = {
    "an enormous count": lambda: association(10**400, 1, 1, 1, "mi"),
    "a masked count": lambda: association(np.ma.array([1, 2], mask=[0, 1]), 20, 30, 100, "mi"),
    "shapes of counts": lambda: association([1, 2], [3, 4, 5], 9, 100, "mi"),
    "shapes of margins": lambda: contingency.expected([1, 2], [3, 4, 5], 9),
    "a list for a measure": lambda: association(1, 2, 3, 10, ["mi"]),
    "a number for a measure": lambda: keyness(1, 2, 10, 10, 3),
    "a list for an alternative": lambda: association(1, 2, 3, 9, "fisher", alternative=["less"]),
    "a family of none": lambda: keyness(5, 5, 100, 100, "lrc", family=0),
    "a family of words": lambda: keyness(5, 5, 100, 100, "lrc", family="all"),
    "per cent for a share": lambda: keyness(5, 5, 100, 100, "lrc", confidence=95),
    "a word for a share": lambda: inference.rate(COUNTS, SIZES, confidence="95"),
    "a word for k": lambda: keyness(5, 5, 100, 100, "simple_maths", k="x"),
    "no k": lambda: keyness(5, 5, 100, 100, "simple_maths", k=0),
    "a prior of other words": lambda: log_odds([1, 2], [3, 4], 100, 100, prior=[1, 2, 3]),
    "a prior of no size": lambda: log_odds([1, 2], [3, 4], 100, 100, prior_size=float("nan")),
    "several sizes of a prior": lambda: log_odds([1, 2], [3, 4], 100, 100, prior_size=[500, 1]),
    "a word for a score": lambda: contingency.p_from_chi2("x"),
    "a word for a size": lambda: dispersion([1, 2], "x", "dp"),
    "half a window": lambda: diversity.mattr([1, 2, 1], window=1.5),
    "no window": lambda: diversity.mattr([1, 2, 1], window=0),
    "no draws": lambda: diversity.hdd([1, 2, 1], draws=0),
    "no segment": lambda: diversity.msttr([1, 2, 1], segment=0),
    "a word for a threshold": lambda: diversity.mtld([1, 2, 1], threshold="x"),
    "a word for a minimum": lambda: diversity.mtld([1, 2, 1], minimum="x"),
    "coders of other lengths": lambda: agreement.alpha([[1, 2], [3]]),
    "an endless code": lambda: agreement.alpha([[1, np.inf], [1, 2]], "interval"),
    "no resamples": lambda: agreement.interval(CODES, range(6), replicates=0),
    "a word for a seed": lambda: agreement.interval(CODES, range(6), seed="x"),
    "a method that is a number": lambda: multiple.adjust([0.1], 5),
    "a word for smoothing": lambda: sequences.interaction([1, 2, 3, 4], smoothing="x"),
    "several smoothings": lambda: sequences.interaction([1, 2, 3, 4], smoothing=[1, 2]),
    "a word for a least count": lambda: sequences.sequences([[1, 2]], min_count="x"),
    "few permutations": lambda: inference.permutation(COUNTS, SIZES, TARGET, replicates=18),
    "few dealings": lambda: inference.differ(COUNTS, SIZES, TARGET, replicates=18),
    "few exchanges": lambda: inference.joint_permutation(COUNTS, TARGET, replicates=18),
    "few resamples": lambda: inference.bootstrap_rate(COUNTS, SIZES, replicates=198),
    "half a permutation": lambda: inference.permutation(COUNTS, SIZES, TARGET, replicates=99.5),
    "a seed below nothing": lambda: inference.permutation(COUNTS, SIZES, TARGET, seed=-1),
    "coders of no article": lambda: agreement.interval(CODES, ["a", "b", None, "c", "d", "e"]),
    "articles that are masked": lambda: agreement.interval(
        CODES, np.ma.array(range(6), mask=[0, 0, 1, 0, 0, 0])
    ),
    "a word for a width": lambda: inference.simultaneous(
        inference.compare(COUNTS, SIZES, TARGET), "x"
    ),
}


@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_a_wrong_call_is_told(call):
    with pytest.raises(AnalysisError, match=r"found|unknown|different lengths|finite|not a number"):
        call()


def test_the_fewest_permutations_reach_five_per_cent():
    """With 19 the least p of a family is 1 in 20."""
    counts = np.repeat([[9], [0]], 6, axis=0)
    found = inference.permutation(counts, SIZES, TARGET, replicates=19)
    assert found.p_adjusted[0] == 0.05


ONE = [4, 3, 5, 4, 6, 2, 1, 2, 1, 3, 4, 2]
DIFFERENCE = inference.compare(ONE, SIZES, TARGET, scale="difference")
VALIDATION = inference.Validation(40, 10, 95, 5)
SCALARS = {
    "expected": lambda: contingency.expected(5, 6, 20),
    "williams_factor": lambda: contingency.williams_factor(contingency.table(3, 5, 6, 20)),
    "fisher": lambda: contingency.fisher(contingency.table(3, 5, 6, 20)),
    "one-sided fisher": lambda: contingency.fisher(
        contingency.table(3, 5, 6, 20), alternative="less"
    ),
    "p_from_chi2": lambda: contingency.p_from_chi2(3.84),
    "lambda_z": lambda: lambda_z(3, 5, 6, 20),
    "log_odds": lambda: log_odds(3, 5, 60, 20),
    "adjust": lambda: multiple.adjust(0.03),
    "rate": lambda: inference.rate(ONE, SIZES),
    "compare": lambda: inference.compare(ONE, SIZES, TARGET),
    "simultaneous": lambda: inference.simultaneous(DIFFERENCE, 2.5),
    "adjusted": lambda: inference.adjusted(ONE, SIZES, TARGET, list("ab") * 6),
    "permutation": lambda: inference.permutation(ONE, SIZES, TARGET, replicates=19),
    "differ": lambda: inference.differ(ONE, SIZES, TARGET.astype(str), replicates=19),
    "bootstrap_rate": lambda: inference.bootstrap_rate(ONE, SIZES, replicates=199),
    "compare_clusters": lambda: inference.compare_clusters(
        ONE, SIZES, TARGET, list("abcdefghijkl")
    ),
    "pool": lambda: inference.pool([0.1, 0.2], [0.01, 0.01], 5),
    "corrected_prevalence": lambda: inference.corrected_prevalence(
        inference.rate(ONE, SIZES), VALIDATION
    ),
    "corrected_difference": lambda: inference.corrected_difference(DIFFERENCE, VALIDATION),
}


@pytest.mark.parametrize("call", SCALARS.values(), ids=SCALARS)
def test_one_item_gives_numbers_that_can_be_rounded(call):
    """An array without axes is no number: `round` refuses it."""
    found = call()
    values = list(vars(found).values()) if dataclasses.is_dataclass(found) else found
    values = values if isinstance(values, list | tuple) else [values]
    numbers = [value for value in values if not isinstance(value, str | tuple)]
    assert numbers
    for value in numbers:
        assert np.isscalar(value), repr(value)
        assert isinstance(value, bool | np.bool_) or np.isscalar(round(value, 3))


def test_the_reason_of_one_item_is_a_word():
    assert inference.rate([1, 0, 0], [9, 9, 9]).reason == "few articles"
    assert inference.compare(ONE, SIZES, TARGET).reason == ""
