"""Are the error rates what they say where real text offers no truth? Measured on simulated counts.

Authors who differ among themselves, events with one or two articles a side, years that go up and
down, groups of few articles, articles of very unequal length: what `benchmarks.calibration` cannot
vary. Counts of an article are Poisson about a rate of its own (gamma, as unequal as an exponential
unless said), so that words come in bursts as they do in text. Lengths: ``equal``, ``log-normal``
(standard deviation of the logarithm 1) or ``Pareto`` (tail 1.2: one article may hold a third of all
words). How well intervals of precision and recall cover is measured on simulated codings.
``python -m benchmarks.simulated`` prints the tables of ``RESULTS.md``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from unittest.mock import patch

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.analyses.framing.validate import RATES, compare_presence, rates
from toolkit.stats import inference
from toolkit.stats.inference import simultaneous

QUICK = ("--draws", "4")
LEVEL = 0.05
WORDS = 200
FRAMES = 20
MODULE = sys.modules[compare_presence.__module__]
PERMUTATIONS = 499
MEAN = 500.0
LENGTHS = ("equal", "log-normal", "Pareto")

Floats = NDArray[np.float64]
Rates = dict[str, float]
Shares = dict[str, tuple[float, float]]  # how many, of how many


def lengths(kind: str, number: int, random: np.random.Generator) -> Floats:
    """Draw the words of some articles."""
    if kind == "equal":
        return np.full(number, MEAN)
    if kind == "log-normal":
        return np.maximum(np.floor(random.lognormal(6.0, 1.0, number)), 20.0)
    return np.minimum(np.floor(100.0 * (random.pareto(1.2, number) + 1.0)), 200_000.0)


def counts(mean: Floats, sizes: Floats, random: np.random.Generator) -> Floats:
    """Draw counts about `mean` occurrences in as many words as an article has on average."""
    own = random.gamma(1.0, 1.0, (len(sizes), WORDS))
    drawn = random.poisson(sizes[:, None] / MEAN * mean * own).astype(float)
    return np.minimum(drawn, sizes[:, None])


def covered(found: inference.Comparison, truth: float) -> tuple[float, float]:
    """Count the intervals, and those that hold the truth."""
    given = ~np.isnan(found.low)
    return float(((found.low <= truth) & (found.high >= truth))[given].sum()), float(given.sum())


def below(p: Floats) -> tuple[float, float]:
    """Count the p values, and those at or under the level."""
    given = ~np.isnan(p)
    return float((p[given] <= LEVEL).sum()), float(given.sum())


def judged(found: inference.Comparison, tested: inference.Permutation, truth: float) -> Shares:
    """Sum up one draw: intervals, p of each word, anything found at all."""
    nearer = np.nan_to_num(simultaneous(found, tested.critical).nearer)
    bound = np.where(tested.p_adjusted <= LEVEL, nearer, 0.0)
    return {
        "interval": covered(found, truth),
        "p": below(tested.p),
        "p_family, any": (float((tested.p_adjusted <= LEVEL).any()), 1.0),
        "bound, any": (float((bound != 0).any()), 1.0),
    }


def two_groups(kind: str, first: int, second: int, ratio: float, seed: int) -> Shares:
    """Compare two groups of articles; also how one rate and the bootstrap cover."""
    random = np.random.default_rng(seed)
    sizes = np.concatenate([lengths(kind, n, random) for n in (first, second)])
    target = np.arange(first + second) < first
    held = counts(2.0 * np.where(target, ratio, 1.0)[:, None], sizes, random)
    tested = inference.permutation(held, sizes, target, replicates=PERMUTATIONS, seed=seed)
    found = judged(inference.compare(held, sizes, target), tested, np.log2(ratio))
    one = inference.rate(held[target], sizes[target])
    given = ~np.isnan(one.low)
    inside = (one.low <= 2.0 * ratio / MEAN) & (one.high >= 2.0 * ratio / MEAN)
    found["rate"] = (float(inside[given].sum()), float(given.sum()))
    drawn = inference.bootstrap_compare(held, sizes, target, replicates=299, seed=seed)
    return {**found, "bootstrap": covered(drawn, np.log2(ratio))}


def authors(first: int, second: int, spread: float, ratio: float, seed: int) -> Shares:
    """Compare groups of authors, whose own rates vary by `spread` times their mean."""
    random = np.random.default_rng(seed)
    articles = np.minimum(random.geometric(1 / 8, first + second) + 1, 60)
    author = np.repeat(np.arange(first + second), articles)
    sizes, target = lengths("log-normal", len(author), random), author < first
    own = random.gamma(spread**-2, spread**2, (first + second, WORDS))
    held = counts(2.0 * np.where(target, ratio, 1.0)[:, None] * own[author], sizes, random)
    units = inference.by_cluster(held, sizes, target, author)
    tested = inference.permutation(
        units.counts, units.sizes, units.target, replicates=PERMUTATIONS, seed=seed
    )
    found = judged(inference.compare_clusters(held, sizes, target, author), tested, np.log2(ratio))
    articles_alone = inference.permutation(held, sizes, target, replicates=199, seed=seed)
    return {**found, "p with articles as units": below(articles_alone.p)}


def events(number: int, most: int, kind: str, ratio: float, seed: int) -> Shares:
    """Compare within events of 1 to `most` articles a side, whose rates differ (log-normal)."""
    random = np.random.default_rng(seed)
    articles = random.integers(1, most + 1, (2, number))
    event = np.concatenate([np.repeat(np.arange(number), side) for side in articles])
    target = np.arange(len(event)) < articles[0].sum()
    sizes = lengths(kind, len(event), random)
    base = random.lognormal(-0.5, 1.0, (number, WORDS))
    held = counts(3.0 * np.where(target, ratio, 1.0)[:, None] * base[event], sizes, random)
    tested = inference.permutation(
        held, sizes, target, strata=event, replicates=PERMUTATIONS, seed=seed
    )
    return judged(inference.adjusted(held, sizes, target, event), tested, np.log2(ratio))


def years(number: int, most: int, slope: float, seed: int) -> Shares:
    """Follow years of 1 to `most` articles, each with a rate of its own (0.3 of the mean)."""
    random = np.random.default_rng(seed)
    year = np.repeat(np.arange(number), random.integers(1, most + 1, number))
    sizes = lengths("log-normal", len(year), random)
    line = 1.0 + slope * (np.arange(number) - (number - 1) / 2.0)
    own = random.gamma(0.3**-2, 0.3**2, (number, WORDS))
    held = counts(3.0 * (line[:, None] * own)[year], sizes, random)
    found = inference.trend(held, sizes, year + 2000)
    given = ~np.isnan(found.low)
    inside = (found.low <= slope * 3.0 / MEAN) & (found.high >= slope * 3.0 / MEAN)
    return {"interval": (float(inside[given].sum()), float(given.sum())), "p": below(found.p)}


def several(articles: tuple[int, ...], kind: str, seed: int) -> Shares:
    """Ask whether groups that are alike differ."""
    random = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(articles)), articles)
    sizes = lengths(kind, len(group), random)
    held = counts(np.full((1, 1), 2.0), sizes, random)
    found = inference.differ(held, sizes, group, replicates=299, seed=seed)
    return {
        "p": below(found.p),
        "p_family, any": (float((found.p_adjusted <= LEVEL).any()), 1.0),
    }


def validation(articles: int, share: float, recall: float, noise: float, seed: int) -> Shares:
    """Hold what is found in six paragraphs an article against a coding; articles err alike.

    `share` of the articles have the frame, in two paragraphs on average; `noise` of the paragraphs
    without it are taken for it. Both rates vary over articles (beta, correlation .2 within one).
    ``plain``: percentiles that do not go by how few the articles are.
    """
    random = np.random.default_rng(seed)
    found: Shares = {}
    with_it = 2.0 * share
    expected = (with_it * recall, (6.0 - with_it) * noise)
    truth = rates(np.array([*expected, with_it - expected[0], 6.0 - with_it - expected[1]]))
    for frame in range(FRAMES):
        there = (random.random(articles) < share) * (1 + random.binomial(5, 0.2, articles))
        coded = np.arange(6) < there[:, None]
        hit, false = (random.beta(4.0 * p, 4.0 * (1.0 - p), articles) for p in (recall, noise))
        told = random.random((articles, 6)) < np.where(coded, hit[:, None], false[:, None])
        table = pd.DataFrame(
            {
                "article": np.repeat(np.arange(articles), 6).astype(str),
                "present_coded": coded.ravel().astype(int),
                "present_found": told.ravel().astype(int),
                "weight": 1.0,
            }
        )
        rows = {"": compare_presence(table, 1000, frame)}
        with patch.object(MODULE, "percentile_tail", lambda units, confidence: 0.025):
            rows[", plain"] = compare_presence(table, 1000, frame)
        for (kind, row), (name, value) in product(
            rows.items(), zip(RATES, truth.tolist(), strict=True)
        ):
            low, high = row[f"{name}_low"], row[f"{name}_high"]
            held, given = found.get(f"{name}{kind}", (0.0, 0.0))
            if not (np.isnan(low) or np.isnan(high)):
                found[f"{name}{kind}"] = (held + float(low <= value <= high), given + 1.0)
    return found


def shares(draw: Callable[..., Shares], draws: int) -> Rates:
    """Add up draws."""
    totals: dict[str, Floats] = {}
    for seed in range(draws):
        for name, pair in draw(seed=seed).items():
            totals[name] = totals.get(name, np.zeros(2)) + np.array(pair)
    return {name: part / whole if whole else np.nan for name, (part, whole) in totals.items()}


def tables() -> Iterator[tuple[str, list[tuple[str, Callable[..., Shares]]]]]:
    """Give every table: its title, and each row's name with what draws it."""
    sizes = ((10, 10), (20, 20), (8, 60))
    yield (
        "Two groups",
        [
            (f"{kind}, {n} v {m}, ratio {ratio:g}", partial(two_groups, kind, n, m, ratio))
            for kind in LENGTHS
            for n, m in sizes
            for ratio in (1.0, 3.0)
        ],
    )
    yield "Groups of authors", [
        (f"{n} v {m} authors, spread {spread:g}, ratio {ratio:g}",
         partial(authors, n, m, spread, ratio))
        for n, m in ((4, 4), (5, 5), (4, 12), (10, 10))
        for spread, ratio in ((0.5, 1.0), (1.0, 1.0), (0.5, 2.0))
    ]  # fmt: skip
    yield "Within events", [
        (f"{n} events, 1 to {most} a side, {kind}, ratio {ratio:g}",
         partial(events, n, most, kind, ratio))
        for n, most in ((3, 3), (5, 2), (10, 1), (10, 3))
        for kind in ("equal", "log-normal")
        for ratio in (1.0, 3.0)
    ]  # fmt: skip
    yield (
        "Trends",
        [
            (f"{n} years, 1 to {most} articles, slope {slope:g}", partial(years, n, most, slope))
            for n in (8, 10, 20)
            for most in (3, 30)
            for slope in (0.0, 0.05)
        ],
    )
    yield (
        "Several groups",
        [
            (f"{' '.join(map(str, articles))}, {kind}", partial(several, articles, kind))
            for articles in ((5, 5, 5), (5, 10, 40), (5,) * 10)
            for kind in LENGTHS
        ],
    )
    yield (
        "Validation",
        [
            (f"{n} articles, {share:g} with the frame, recall {recall:g}, noise {noise:g}",
             partial(validation, n, share, recall, noise))
            for n, share, recall, noise in (
                (40, 0.3, 0.45, 0.01), (40, 0.5, 0.7, 0.02), (20, 0.4, 0.5, 0.02),
                (20, 0.8, 0.8, 0.1), (10, 0.6, 0.5, 0.05),
            )
        ],
    )  # fmt: skip


def main() -> None:
    """Print the tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=300, help="draws of 200 words each")
    parser.add_argument("--only", metavar="TITLE", help="one table alone")
    given = parser.parse_args()
    draws = given.draws
    for title, rows in tables():
        if given.only not in (None, title):
            continue
        print(f"\n### {title}\n", flush=True)
        head: list[str] = []
        for name, draw in rows:
            found = shares(draw, draws)
            if not head:
                head = list(found)
                print("| | " + " | ".join(head) + " |")
                print("| --- " * (len(head) + 1) + "|")
            cells = " | ".join(f"{found[column]:.3f}" for column in head)
            print(f"| {name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
