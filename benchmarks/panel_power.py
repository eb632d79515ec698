"""Can the planted effects of the reference panel be found? Redraws of its design, tested.

The panel (120 articles: 6 desks, 4 periods, 5 articles in each cell) is drawn again and again, and
every planned test is made on each redraw. Two ways of drawing: ``luck`` draws every paragraph at
random from the shares that ``corpus/coding/design.md`` fixes; ``design`` draws as
``scripts/draw_panel.py`` does (the first block kept, shares met by controlled rounding) and then
lets coders err at a given sensitivity and specificity. Run ``python -m benchmarks.panel_power``; it
takes a few minutes and prints the tables that stand there. No article is read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from tqdm.auto import tqdm

from scripts.draw_panel import CODING, SEED, drawn
from toolkit.stats import inference

DESKS = ("Ankara", "Moscow", "Gulf", "Washington", "Brussels", "Levant")
PERIODS = ((2015, 2016), (2017, 2018, 2019), (2020, 2021), (2022, 2023, 2024))
PER_CELL = 5
# Of the five articles of a desk and period, how many write about Syria.
ON_SYRIA = {"Brussels": 1, "Levant": 4}
SYRIA_OTHERWISE = 2

ITEMS = ("dependency", "regime_change", "nato_cleavage", "dependency_endorsed")
DEPENDENCY = dict(zip(DESKS, (0.22, 0.06, 0.06, 0.10, 0.08, 0.08), strict=True))
NATO = {"Ankara": 0.14, "Moscow": 0.06, "Gulf": 0.06, "Washington": 0.36}
REGIME_BEFORE = {"Ankara": 0.105, "Moscow": 0.042, "Gulf": 0.042, "Washington": 0.042}
REGIME_AFTER = 0.40
# Brussels and Levant: the same shares within a theatre (Syria, elsewhere).
CONFOUNDED = {"regime_change": (0.29, 0.02), "nato_cleavage": (0.073, 0.207)}
ENDORSED = {"Ankara": 0.20}
ENDORSED_OTHERWISE = 0.75

# Paragraphs of an article: skewed, never under three. Paragraphs of one article are alike.
MEDIAN_PARAGRAPHS, SPREAD, FEWEST_PARAGRAPHS = 5.4, 0.42, 3
INTRA_ARTICLE = 0.05


@dataclass(frozen=True)
class Design:
    """What is fixed: where each article stands, and the share of its paragraphs by item."""

    desk: NDArray[np.str_]
    year: NDArray[np.int64]
    syria: NDArray[np.bool_]
    after: NDArray[np.bool_]
    share: NDArray[np.float64]


@dataclass(frozen=True)
class Planned:
    """A test fixed before writing; a target of ``after`` compares with all earlier articles."""

    name: str
    item: str
    target: str
    reference: str = ""
    adjusted: bool = False


TESTS = (
    Planned("large: NATO, Washington - Gulf", "nato_cleavage", "Washington", "Gulf"),
    Planned("limit: dependency, Ankara - Moscow", "dependency", "Ankara", "Moscow"),
    Planned("rejecter: endorsed, Ankara - Moscow", "dependency_endorsed", "Ankara", "Moscow"),
    Planned("small: regime, Ankara - Washington", "regime_change", "Ankara", "Washington"),
    Planned("twins: dependency", "dependency", "Moscow", "Gulf"),
    Planned("twins: regime", "regime_change", "Moscow", "Gulf"),
    Planned("twins: NATO", "nato_cleavage", "Moscow", "Gulf"),
    Planned("confounded, raw: regime", "regime_change", "Levant", "Brussels"),
    Planned("confounded, raw: NATO", "nato_cleavage", "Levant", "Brussels"),
    Planned("confounded, adjusted: regime", "regime_change", "Levant", "Brussels", adjusted=True),
    Planned("confounded, adjusted: NATO", "nato_cleavage", "Levant", "Brussels", adjusted=True),
    Planned("step: regime after 8 December 2024", "regime_change", "after"),
)
TRENDS = ("nato_cleavage", "dependency")
# How often each drawing of the script is coded: drawing takes longer than all tests.
CODINGS = 10
# Shows that it works; too few redraws to tell powers apart.
QUICK = ("--redraws", "20", "--permutations", "99")


@dataclass(frozen=True)
class Coders:
    """How well paragraphs are coded: the same everywhere but at one desk, where given."""

    sensitivity: float = 1.0
    specificity: float = 1.0
    worse_at: str = ""
    loss: float = 0.25


@dataclass(frozen=True)
class Redraw:
    """One panel, articles x items: as planned, planned and coded, coded; and articles' lengths."""

    design: Design
    planned: NDArray[np.int64]
    kept: NDArray[np.int64]
    coded: NDArray[np.int64]
    sizes: NDArray[np.int64]


def layout() -> Design:
    """Lay the 120 articles out; the first article on Syria of the last period is after the step."""
    articles = [
        (desk, years[(place + shift) % len(years)], place < on_syria, last and place == 0)
        for shift, desk in enumerate(DESKS)
        for years, last in zip(PERIODS, (False, False, False, True), strict=True)
        for on_syria in (ON_SYRIA.get(desk, SYRIA_OTHERWISE),)
        for place in range(PER_CELL)
    ]
    desk, year, syria, after = map(np.array, zip(*articles, strict=True))
    share = np.array([_shares(who, about, late) for who, _, about, late in articles])
    return Design(desk, np.where(after, PERIODS[-1][-1], year), syria, after, share)


def _shares(desk: str, syria: bool, after: bool) -> tuple[float, ...]:
    theatre = 0 if syria else 1
    regime = REGIME_BEFORE.get(desk, CONFOUNDED["regime_change"][theatre])
    nato = NATO.get(desk, CONFOUNDED["nato_cleavage"][theatre])
    dependency = DEPENDENCY[desk]
    endorsed = dependency * ENDORSED.get(desk, ENDORSED_OTHERWISE)
    return dependency, REGIME_AFTER if after else regime, nato, endorsed


def by_luck(number: int, seed: int) -> Iterator[Redraw]:
    """Draw every paragraph at random; nothing is miscoded."""
    design = layout()
    generator = np.random.default_rng(seed)
    scale = (1.0 - INTRA_ARTICLE) / INTRA_ARTICLE
    invoked = design.share[:, :3]
    endorsed = design.share[:, 3] / design.share[:, 0]
    twins = [np.flatnonzero(design.desk == name) for name in ("Moscow", "Gulf")]
    for _ in range(number):
        drawn = generator.lognormal(np.log(MEDIAN_PARAGRAPHS), SPREAD, len(design.desk))
        sizes = np.maximum(FEWEST_PARAGRAPHS, np.rint(drawn)).astype(np.int64)
        sizes[twins[1]] = sizes[twins[0]]
        shares = generator.beta(invoked * scale, (1.0 - invoked) * scale)
        counts = generator.binomial(sizes[:, None], shares)
        taken = generator.binomial(counts[:, 0], endorsed)
        planned = np.column_stack([counts, taken])
        yield Redraw(design, planned, planned, planned, sizes)


@dataclass(frozen=True)
class Drawing:
    """One panel as the script draws it: paragraph by paragraph what is planned."""

    design: Design
    article: NDArray[np.int64]
    truth: NDArray[np.bool_]
    endorsed: NDArray[np.bool_]


@cache
def drawing(seed: int) -> Drawing:
    """Draw a panel as the script does."""
    articles, paragraphs = drawn(CODING, seed)
    order = {article.row["id"]: place for place, article in enumerate(articles)}
    truth = np.array([[row[item] == "1" for item in ITEMS[:3]] for row in paragraphs])
    stance = np.array([row["stance"].split(";")[0] for row in paragraphs])
    design = Design(
        desk=np.array([article.desk for article in articles]),
        year=np.array([int(article.row["published"][:4]) for article in articles]),
        syria=np.array([article.row["theatre"] == "syria" for article in articles]),
        after=np.array([article.after for article in articles]),
        share=np.empty((0, len(ITEMS))),
    )
    article = np.array([order[row["article"]] for row in paragraphs])
    return Drawing(design, article, truth, truth[:, 0] & (stance == "endorse"))


def by_design(number: int, seed: int, coders: Coders) -> Iterator[Redraw]:
    """Draw as the script of the panel does, then code each drawing ten times with errors."""
    generator = np.random.default_rng(seed)
    for place in range(number):
        panel = drawing(SEED + place // CODINGS)
        row, truth, desk = panel.article, panel.truth, panel.design.desk
        loss = np.where(desk == coders.worse_at, coders.loss, 0.0)[row][:, None]
        chance = np.where(truth, coders.sensitivity - loss, 1.0 - coders.specificity)
        coded = generator.random(truth.shape) < chance
        # A paragraph taken for dependency by mistake is as often endorsed as the desk's others.
        share = np.array([ENDORSED.get(name, ENDORSED_OTHERWISE) for name in desk])[row]
        wrongly = generator.random(len(row)) < share
        endorsed = coded[:, 0] & np.where(truth[:, 0], panel.endorsed, wrongly)
        yield Redraw(
            panel.design,
            _by_article(np.column_stack([truth, panel.endorsed]), row, len(desk)),
            _by_article(
                np.column_stack([truth & coded, panel.endorsed & endorsed]), row, len(desk)
            ),
            _by_article(np.column_stack([coded, endorsed]), row, len(desk)),
            np.bincount(row, minlength=len(desk)),
        )


def _by_article(
    paragraphs: NDArray[np.bool_], row: NDArray[np.int64], number: int
) -> NDArray[np.int64]:
    counts = np.zeros((number, paragraphs.shape[1]), dtype=np.int64)
    np.add.at(counts, row, paragraphs)
    return counts


def joint(redraw: Redraw, seed: int) -> float:
    """Test whether recovered effects differ from planted ones by more than even coding errors."""
    effects = [
        np.column_stack(
            [weights(redraw.design, test, redraw.sizes) for test in TESTS if test.item == item]
        )
        for item in ITEMS[:3]
    ]
    return inference.recovered(
        redraw.planned[:, :3],
        redraw.kept[:, :3],
        redraw.coded[:, :3],
        redraw.sizes,
        effects,
        replicates=499,
        seed=seed,
    )


def weights(design: Design, test: Planned, sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Say what a paragraph of each article adds to an effect."""
    target, reference = groups(design, test)
    return inference.effect_weights(
        sizes, target, reference, design.syria if test.adjusted else None
    )


def groups(design: Design, test: Planned) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Give the articles that a test compares."""
    if test.target == "after":
        return design.after, ~design.after
    return design.desk == test.target, design.desk == test.reference


def compared(
    design: Design,
    test: Planned,
    counts: NDArray[np.int64] | NDArray[np.float64],
    sizes: NDArray[np.int64],
) -> inference.Comparison:
    """Make one planned comparison of shares."""
    column = counts[:, ITEMS.index(test.item)]
    target, reference = groups(design, test)
    if test.adjusted:
        return inference.adjusted(
            column, sizes, target, design.syria, reference, scale="difference"
        )
    return inference.compare(column, sizes, target, reference, scale="difference")


def permuted(
    design: Design,
    tests: list[Planned],
    drawn: tuple[NDArray[np.int64], NDArray[np.int64]],
    permutations: int,
    seed: int,
) -> inference.Permutation:
    """Test the items of one pair of groups together."""
    counts, sizes = drawn
    columns = counts[:, [ITEMS.index(test.item) for test in tests]]
    return inference.permutation(
        columns,
        sizes,
        *groups(design, tests[0]),
        strata=design.syria if tests[0].adjusted else None,
        replicates=permutations,
        seed=seed,
    )


def families() -> list[list[Planned]]:
    """Put the tests that compare the same articles in the same way together."""
    found: dict[tuple[str, str, bool], list[Planned]] = {}
    for test in TESTS:
        found.setdefault((test.target, test.reference, test.adjusted), []).append(test)
    return list(found.values())


def power(redraws: Iterable[Redraw], permutations: int, seed: int) -> dict[str, tuple[float, ...]]:
    """Measure how often each test finds something.

    Returns
    -------
    dict
        By test: the planted difference (mean over redraws); shares of redraws with p < .05 and
        p < .01 by Student's t, with no interval (under five articles hold the frame), and with
        p < .05 by permutation. "any" is adjusted for the family; "joint" is the joint test of
        planted against recovered effects, whose p is by permutation.
    """
    planted: dict[str, list[float]] = {}
    p: dict[str, list[float]] = {}
    exchanged: dict[str, list[float]] = {}
    for place, redraw in enumerate(redraws):
        design, found = redraw.design, (redraw.coded, redraw.sizes)
        for family in families():
            shuffled = permuted(design, family, found, permutations, seed + place)
            for column, test in enumerate(family):
                truth = redraw.planned[:, ITEMS.index(test.item)]
                effect = float(truth @ weights(design, test, redraw.sizes))
                planted.setdefault(test.name, []).append(effect)
                p.setdefault(test.name, []).append(float(compared(design, test, *found).p))
                exchanged.setdefault(test.name, []).append(float(shuffled.p[column]))
            if family[0].name.startswith("twins"):
                tested = [x for test in family if not np.isnan(x := p[test.name][-1])]
                smallest = len(family) * min(tested) if tested else np.nan
                p.setdefault("twins: any", []).append(smallest)
                exchanged.setdefault("twins: any", []).append(float(shuffled.p_adjusted.min()))
        columns = [ITEMS.index(item) for item in TRENDS]
        slopes = inference.trend(redraw.coded[:, columns], redraw.sizes, design.year)
        for item, value in zip(TRENDS, slopes.p, strict=True):
            p.setdefault(f"flat trend: {item}", []).append(float(value))
        if redraw.coded is not redraw.planned and (redraw.coded != redraw.planned).any():
            p.setdefault("joint", []).append(joint(redraw, seed + place))
    return {
        name: (
            float(np.mean(planted.get(name, [0.0]))),
            *_shares_found(np.array(values), exchanged.get(name)),
        )
        for name, values in p.items()
    }


def _shares_found(p: NDArray[np.float64], exchanged: list[float] | None) -> tuple[float, ...]:
    by_permutation = np.nan if exchanged is None else float(np.mean(np.array(exchanged) < 0.05))
    shares = (p < 0.05, p < 0.01, np.isnan(p))
    return (*(float(np.mean(share)) for share in shares), by_permutation)


def report(table: dict[str, tuple[float, ...]]) -> Iterator[str]:
    """Write the table in Markdown."""
    yield "| planned test | planted | p < .05 | p < .01 | no interval | permutation p < .05 |"
    yield "|---|---|---|---|---|---|"
    for name, (planted, *shares) in table.items():
        cells = ["—" if np.isnan(share) else f"{share:.2f}" for share in shares]
        difference = f"{planted:.2f}" if abs(planted) >= 0.005 else "0"
        yield f"| {name} | {difference} | {' | '.join(cells)} |"


SOURCES = {
    "luck": None,
    "design": Coders(),
    "coded": Coders(sensitivity=0.90, specificity=0.985),
    "floor": Coders(sensitivity=0.80, specificity=0.97),
    "uneven": Coders(sensitivity=0.90, specificity=0.985, worse_at="Washington"),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--redraws", type=int, default=1000, help="redraws of the design")
    options.add_argument("--permutations", type=int, default=499, help="permutations a test")
    options.add_argument("--seed", type=int, default=2024)
    options.add_argument("--source", choices=SOURCES, action="append", help="one or more; else all")
    given = options.parse_args()
    for name in given.source or SOURCES:
        coders = SOURCES[name]
        drawn_ones = (
            by_luck(given.redraws, given.seed)
            if coders is None
            else by_design(given.redraws, given.seed, coders)
        )
        progress = tqdm(drawn_ones, name, given.redraws, disable=None)
        print(f"\n{name}: {coders or 'every paragraph left to chance, nothing miscoded'}\n")
        for line in report(power(progress, given.permutations, given.seed)):
            print(line)


if __name__ == "__main__":
    main()
