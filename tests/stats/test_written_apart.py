"""Every measure once more, written apart from the code: cell by cell, with `math` alone.

The formulas are those of the works named, read as they print them: observed and expected cells
(Evert 2005; 2008), not margins; pairs of codes (Krippendorff 2004, section 11.3), not coincidences;
draws and windows one by one.
"""

from __future__ import annotations

import itertools
import math
import tracemalloc
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit.errors import AnalysisError
from toolkit.stats import agreement, association, diversity, keyness
from toolkit.stats.association import MEASURES as ASSOCIATION
from toolkit.stats.keyness import MEASURES as KEYNESS

cells = st.tuples(*[st.integers(1, 300)] * 4)
CLOSE = {"rel": 1e-9, "abs": 1e-9}


def x_log(x: float, y: float) -> float:
    return x * math.log(x / y) if x else 0.0


def expected(o: tuple[int, ...]) -> list[float]:
    """Row by row: the products of the margins over the total."""
    rows, columns = (o[0] + o[1], o[2] + o[3]), (o[0] + o[2], o[1] + o[3])
    return [row * column / sum(o) for row in rows for column in columns]


def hypergeometric(k: int, r1: int, c1: int, n: int) -> float:
    return math.comb(c1, k) * math.comb(n - c1, r1 - k) / math.comb(n, r1)


def associations(o: tuple[int, ...]) -> dict[str, float]:
    """Score a table ``(o11, o12, o21, o22)``."""
    o11, o12, o21, o22 = o
    e, n = expected(o), sum(o)
    e11, r1, r2, c1, c2 = e[0], o11 + o12, o21 + o22, o11 + o21, o12 + o22
    sign = math.copysign(1, o11 - e11)
    dice = 2 * o11 / (r1 + c1)
    tail = range(o11, min(r1, c1) + 1)
    return {
        "mi": math.log2(o11 / e11),
        "mi2": math.log2(o11**2 / e11),
        "mi3": math.log2(o11**3 / e11),
        "local_mi": o11 * math.log2(o11 / e11),
        "npmi": math.log2(o11 * n / (r1 * c1)) / -math.log2(o11 / n),
        "t": (o11 - e11) / math.sqrt(o11),
        "z": (o11 - e11) / math.sqrt(e11),
        "log_likelihood": sign * 2 * sum(x_log(x, y) for x, y in zip(o, e, strict=True)),
        "simple_ll": sign * 2 * (x_log(o11, e11) - (o11 - e11)),
        "chi2": sign * n * (o11 * o22 - o12 * o21) ** 2 / (r1 * r2 * c1 * c2),
        "fisher": sum(hypergeometric(k, r1, c1, n) for k in tail),
        "dice": dice,
        "logdice": 14 + math.log2(dice),
        "jaccard": o11 / (o11 + o12 + o21),
        "min_sensitivity": min(o11 / r1, o11 / c1),
        "delta_p_1": o11 / (o11 + o12) - o21 / (o21 + o22),
        "delta_p_2": o11 / (o11 + o21) - o12 / (o12 + o22),
        "log_ratio": math.log2((o11 / r1) / (o21 / r2)),
        "mutual_expectation": o11 / n * dice,
    }


@settings(max_examples=60, deadline=None)
@given(cells)
def test_association(o):
    """All 19, tiny counts and equal shares among them."""
    found = associations(o)
    assert set(found) == set(ASSOCIATION)
    given_as = (o[0], o[0] + o[1], o[0] + o[2], sum(o))
    for measure, value in found.items():
        assert float(association(*given_as, measure)) == pytest.approx(value, **CLOSE), measure


def keynesses(a: int, b: int, n1: int, n2: int) -> dict[str, float]:
    o = (a, b, n1 - a, n2 - b)
    e, n, p1, p2 = expected(o), n1 + n2, a / n1, b / n2
    sign = math.copysign(1, p1 - p2)
    two = 2 * (x_log(a, e[0]) + x_log(b, e[1]))
    chances = [
        hypergeometric(k, n1, a + b, n) for k in range(max(0, a + b - n2), min(n1, a + b) + 1)
    ]
    own = hypergeometric(a, n1, a + b, n) * (1 + 1e-7)
    size = 500.0
    prior = size * (a + b) / n
    odds = [(y + prior) / (m + size - y - prior) for y, m in ((a, n1), (b, n2))]
    return {
        "log_likelihood": sign * 2 * sum(x_log(x, y) for x, y in zip(o, e, strict=True)),
        "log_likelihood_2cell": sign * two,
        "chi2": sign * sum((x - y) ** 2 / y for x, y in zip(o, e, strict=True)),
        "fisher": min(sum(chance for chance in chances if chance <= own), 1.0),
        "percent_diff": (p1 - p2) * 100 / p2,
        "log_ratio": math.log2(p1 / p2),
        "simple_maths": (p1 * 1e6 + 1) / (p2 * 1e6 + 1),
        "bic": two - math.log(n),
        "ell": two / (n * math.log(min(e[0], e[1]))) if min(e[0], e[1]) > 1 else math.nan,
        "odds_ratio": (a / (n1 - a)) / (b / (n2 - b)),
        "diff_coefficient": (p1 - p2) / (p1 + p2),
        "log_odds_prior": math.log(odds[0] / odds[1])
        / math.sqrt(1 / (a + prior) + 1 / (b + prior)),
    }


@settings(max_examples=60, deadline=None)
@given(cells)
def test_keyness(word):
    """All but the LRC, whose exact bounds are held against the binomial in test_measures.py."""
    a, b, more, others = word
    found = keynesses(a, b, a + more, b + others)
    assert {*found, "lrc"} == set(KEYNESS)
    for measure, value in found.items():
        score = float(keyness(a, b, a + more, b + others, measure))
        assert score == pytest.approx(value, nan_ok=True, **CLOSE), measure


@given(st.lists(st.integers(0, 6), min_size=3, max_size=60), st.integers(1, 8))
def test_mattr_and_hdd(words, length):
    """Windows one after the other; for each word its chance to be among the words drawn."""
    assume(length <= len(words))
    windows = [words[at : at + length] for at in range(len(words) - length + 1)]
    ratio = sum(len(set(window)) / length for window in windows) / len(windows)
    assert diversity.mattr(words, window=length) == pytest.approx(ratio)
    total = len(words)
    absent = [
        math.comb(total - f, length) / math.comb(total, length) for f in Counter(words).values()
    ]
    drawn = sum((1 - chance) / length for chance in absent)
    assert diversity.hdd(words, draws=length) == pytest.approx(drawn)


@pytest.mark.parametrize("total", [10_000, 200_000])
def test_hdd_of_a_long_text(total):
    """Half of the words stand once, half are one word: exact fractions, to nine digits and more."""
    words = [*range(total // 2), *[0] * (total // 2)]
    often = total // 2 + 1
    absent = Fraction(math.comb(total - often, 42), math.comb(total, 42))
    drawn = (1 - absent) + (total // 2 - 1) * Fraction(42, total)
    assert diversity.hdd(words) == pytest.approx(float(drawn / 42), rel=1e-12)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=80))
def test_mtld(words):
    """Word by word: a factor is full once its ratio is .72 or less, the rest is part of one."""

    def factors(text: list[int]) -> float:
        full, run = 0, []
        for word in text:
            run.append(word)
            if len(set(run)) / len(run) <= 0.72:
                full, run = full + 1, []
        return full + ((1 - len(set(run)) / len(run)) / 0.28 if run else 0)

    there, back = factors(words), factors(words[::-1])
    assume(there and back)
    value = (len(words) / there + len(words) / back) / 2
    assert diversity.mtld(words) == pytest.approx(value)


def distance(level: str, c: float, k: float, values: list[float]) -> float:
    """Give the squared difference of two codes; `values` are all pairable ones."""
    if level == "nominal":
        return float(c != k)
    if level == "ordinal":
        low, high = sorted((c, k))
        number = Counter(values)
        between = sum(number[g] for g in number if low <= g <= high)
        return (between - (number[c] + number[k]) / 2) ** 2
    if level == "interval":
        return (c - k) ** 2
    return ((c - k) / (c + k)) ** 2 if c + k else 0.0


codings = st.lists(
    st.lists(st.sampled_from([0, 1, 2, 5, None]), min_size=3, max_size=3), min_size=2, max_size=8
)


@pytest.mark.parametrize("level", agreement.LEVELS)
@settings(max_examples=40, deadline=None)
@given(codings)
def test_alpha(level, units):
    """Observed disagreement over pairs within units, expected over all pairs; any code missing."""
    paired = [[code for code in unit if code is not None] for unit in units]
    paired = [codes for codes in paired if len(codes) > 1]
    values = [code for codes in paired for code in codes]
    assume(len(set(values)) > 1)
    observed = sum(
        distance(level, c, k, values) / (len(codes) - 1)
        for codes in paired
        for c, k in itertools.permutations(codes, 2)
    ) / len(values)
    chance = sum(distance(level, c, k, values) for c, k in itertools.permutations(values, 2))
    chance /= len(values) * (len(values) - 1)
    table = [list(row) for row in zip(*units, strict=True)]
    assert agreement.alpha(table, level) == pytest.approx(1 - observed / chance)


@settings(max_examples=80, deadline=None)
@given(codings, st.integers(0, 3))
def test_fleiss_kappa_and_ac1(units, more):
    """Agreement of pairs unit by unit; chance from the mean share of each code in the units."""
    given_codes = [[code for code in unit if code is not None] for unit in units]
    given_codes = [codes for codes in given_codes if codes]
    found = [
        sum(c == k for c, k in itertools.permutations(codes, 2)) / (len(codes) * (len(codes) - 1))
        for codes in given_codes
        if len(codes) > 1
    ]
    names = {code for codes in given_codes for code in codes}
    assume(found and len(names) > 1)
    share = [sum(c.count(name) / len(c) for c in given_codes) / len(given_codes) for name in names]
    observed, categories = sum(found) / len(found), len(names) + more
    table = [list(row) for row in zip(*units, strict=True)]
    for value, chance in (
        (agreement.fleiss_kappa(table), sum(p**2 for p in share)),
        (
            agreement.gwet_ac1(table, categories=categories),
            sum(p * (1 - p) for p in share) / (categories - 1),
        ),
    ):
        assert value == pytest.approx((observed - chance) / (1 - chance))


@pytest.mark.parametrize("statistic", agreement.STATISTICS)
def test_the_interval_is_of_the_statistic_itself(statistic):
    """Its estimate is what the function gives, with units that one coder alone coded."""
    first, second = [0, 1, 0, 0, 1, np.nan, 1, 1, 0], [1, 1, 0, 0, 1, 0, np.nan, 0, 0]
    expected = {
        "alpha": agreement.alpha([first, second]),
        "percent": agreement.percent_agreement([first, second]),
        "kappa": agreement.cohen_kappa(first, second),
        "fleiss": agreement.fleiss_kappa([first, second]),
        "ac1": agreement.gwet_ac1([first, second]),
    }[statistic]
    found = agreement.interval([first, second], [0, 0, 1, 2, 3, 4, 4, 5, 6], statistic=statistic)
    assert found.estimate == pytest.approx(expected, rel=1e-12)
    assert found.low < found.estimate < found.high
    assert found.units == 7


def test_codes_that_may_be_given_are_no_fewer_than_those_that_are():
    """Coders who only ever said no have agreed, if they might have said yes."""
    never = [[0, 0, 0], [0, 0, 0]]
    assert math.isnan(agreement.gwet_ac1(never))
    assert agreement.gwet_ac1(never, categories=2) == 1
    assert math.isnan(agreement.fleiss_kappa(never))
    with pytest.raises(
        AnalysisError, match=r"categories .* at least 2, for 2 codes occur; found 1"
    ):
        agreement.gwet_ac1([[0, 1], [0, 1]], categories=1)
    with pytest.raises(AnalysisError, match="no unit was coded by two coders"):
        agreement.gwet_ac1([[0, None], [None, 1]])


def test_finely_graded_codes_need_no_table_for_each_unit():
    """800 different values: a table of all their pairs for each of 400 units took 2 GB."""
    generator = np.random.default_rng(8)
    first = generator.normal(size=400)
    second = first + generator.normal(size=400)
    tracemalloc.start()
    found = agreement.alpha([first, second], "interval")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # within units the mean squared difference, over that of all pairs: twice the variance
    observed, chance = np.mean((first - second) ** 2), 2 * np.var([*first, *second], ddof=1)
    assert found == pytest.approx(1 - observed / chance)
    assert peak < 100_000_000


def test_intervals_of_finely_graded_codes_need_little_memory():
    """600 different values, 60 resamples: all tables of pairs at once took 173 MB."""
    generator = np.random.default_rng(8)
    first = generator.normal(size=300)
    codes = [first, first + generator.normal(size=300)]
    tracemalloc.start()
    found = agreement.interval(codes, np.arange(300) % 6, level="interval", replicates=60)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.low < found.estimate < found.high
    assert peak < 120_000_000


def test_missing_codes_may_come_from_pandas_and_from_masks():
    """NA of a data frame, and what a masked array hides, are no codes."""
    pd = pytest.importorskip("pandas")
    plain = [[1, 2, np.nan, 1], [1, 2, 1, 2]]
    value = agreement.alpha(plain, "interval")
    assert agreement.alpha(pd.DataFrame(plain).astype("Int64"), "interval") == value
    assert agreement.alpha(np.ma.masked_invalid(plain), "interval") == value
    hidden = np.ma.masked_equal([[1, 2, 9, 1], [1, 2, 1, 2]], 9)
    assert agreement.alpha(hidden, "interval") == value


@pytest.mark.parametrize("gap", [None, np.nan])
def test_a_code_is_the_same_number_of_whatever_kind(gap):
    """A column with a gap holds floats, and one of true and false is 1 and 0."""
    whole, split = [0, 1, 0, 1, 1], [0.0, 1.0, 0.0, 1.0, gap]
    assert agreement.cohen_kappa(np.array(whole), split) == 1.0
    assert agreement.cohen_kappa(np.array(whole, dtype=bool), split) == 1.0
    assert agreement.percent_agreement([whole, split]) == 1.0
    assert agreement.alpha([whole, split]) == 1.0
    assert agreement.alpha([np.array(whole, dtype=bool), split]) == 1.0


def test_kappa_does_not_read_what_a_mask_hides():
    """The last unit is hidden from one coder, and differs."""
    first = np.ma.masked_array([0, 1, 0, 1, 0], [0, 0, 0, 0, 1])
    assert agreement.cohen_kappa(first, [0, 1, 0, 1, 1]) == 1.0
