"""Are the error rates what they say? Measured on real articles whose truth is known.

Articles of one source are dealt at random into two groups, so that nothing differs between them:
whatever a test then calls key is a false finding. Samples are drawn from a source whose rates are
known, so that it can be counted how often intervals cover them. Two authors draw from the same
articles about each event, so that only their choice of events differs. ``python -m
benchmarks.calibration`` writes three tables with the goals beside the figures and marks what
misses; words are runs of letters, counted here. The panel is counted by the toolkit, as lemmas.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from tqdm.auto import tqdm

from toolkit.stats import inference, keyness, multiple
from toolkit.stats.contingency import p_from_chi2
from toolkit.stats.inference import rates as intervals

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "bench" / "base.jsonl.gz"
PANEL = Path(__file__).resolve().parents[1] / "corpus"
# Shows that it works; too few splits to tell one error rate from another.
QUICK = ("--splits", "10", "--permutations", "99")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
LEVEL = 0.05
SHARE_OF_ARTICLES = 0.2
BANDS = ((0.2, 0.4), (0.4, 0.7), (0.7, 1.01))
CUT = 120
PER_WORD = (0.035, 0.065)
FAMILY = (0.0, 0.06)
WITHIN_EVENTS = (0.0, 0.065)
# Intervals are given from 5 articles of each group on; without that rule they need two, since one
# article has no variation.
WITHOUT_RULE = 2
INTERVALS = ("log ratio", "difference", "rate")
WITH_RULE = (*INTERVALS, *(f"{name}, bootstrap-t" for name in INTERVALS))
COVERAGE = {10: (0.91, 1.0), 20: (0.93, 0.97), 40: (0.93, 0.97)}


@dataclass(frozen=True)
class Texts:
    """Counts of words in articles, with the source of each article."""

    counts: sparse.csr_array
    sizes: NDArray[np.float64]
    source: NDArray[np.str_]

    def of(self, articles: NDArray[np.intp], words: NDArray[np.intp]) -> sparse.csr_array:
        return self.counts[articles][:, words]


def load(path: Path, cut: int | None = None) -> Texts:
    """Count words; with `cut`, of the first so many words of each article that has as many."""
    vocabulary: dict[str, int] = {}
    codes: list[int] = []
    lengths: list[int] = []
    sources: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            words = WORD.findall(article["text"].lower())
            if cut is not None:
                if len(words) < cut:
                    continue
                words = words[:cut]
            codes += [vocabulary.setdefault(word, len(vocabulary)) for word in words]
            lengths.append(len(words))
            sources.append(article["source"])
    rows = np.repeat(np.arange(len(lengths)), lengths)
    counts = sparse.coo_array((np.ones(len(codes)), (rows, codes))).tocsr()
    counts.sum_duplicates()
    return Texts(counts, np.array(lengths, dtype=np.float64), np.array(sources))


def held(texts: Texts, articles: NDArray[np.intp]) -> NDArray[np.float64]:
    """Give the share of some articles that contains each word."""
    return np.bincount(texts.counts[articles].indices, minlength=texts.counts.shape[1]) / len(
        articles
    )


def panel(path: Path) -> Texts:
    """Count the lemmas of the composed articles of a corpus."""
    import toolkit

    corpus = toolkit.load(path).where(provenance="composed")
    matrix = corpus.matrix("lemma", "article")
    counts = sparse.csr_array(matrix.counts).astype(np.float64)
    sizes = np.asarray(matrix.sizes, dtype=np.float64)
    return Texts(counts, sizes, np.full(len(sizes), "panel"))


class Tally:
    """Means of what is noted split by split."""

    def __init__(self) -> None:
        self._noted: dict[str, list[float]] = {}

    def note(self, name: str, value: float) -> None:
        self._noted.setdefault(name, []).append(float(value))

    def means(self) -> dict[str, float]:
        return {name: float(np.nanmean(values)) for name, values in self._noted.items()}


def false_positives(
    texts: Texts, pool: NDArray[np.intp], sizes: tuple[int, int], number: int, permutations: int
) -> dict[str, float]:
    """Measure how often words are called key where nothing differs."""
    generator = np.random.default_rng(1)
    target = np.arange(sum(sizes)) < sizes[0]
    tally = Tally()
    for draw in tqdm(range(number), "splits", disable=None):
        articles = generator.choice(pool, sum(sizes), replace=False)
        words = np.flatnonzero(held(texts, articles) >= SHARE_OF_ARTICLES)
        counts, lengths = texts.of(articles, words), texts.sizes[articles]
        a, b = counts[target].sum(axis=0), counts[~target].sum(axis=0)
        totals = lengths[target].sum(), lengths[~target].sum()
        tokens = p_from_chi2(keyness(a, b, *totals, "log_likelihood"))
        found = inference.compare(counts, lengths, target)
        test = inference.permutation(counts, lengths, target, replicates=permutations, seed=draw)
        bound = inference.simultaneous(found, test.critical).nearer
        tally.note("words", len(words))
        tally.note("LL", (tokens < LEVEL).mean())
        tally.note("LL Bonferroni, any", (tokens < LEVEL / len(words)).any())
        tally.note("p", (test.p < LEVEL).mean())
        tally.note("interval", (found.p[~found.few] < LEVEL).mean())
        tally.note("p_family, any", (test.p_adjusted < LEVEL).any())
        tally.note("bound, any", (np.abs(bound) > 0).any())
        tally.note("BH, any", (multiple.adjust(test.p, "bh") < LEVEL).any())
        tally.note("Holm, any", (multiple.adjust(test.p, "holm") < LEVEL).any())
    return tally.means()


def coverage(
    texts: Texts,
    pools: tuple[NDArray[np.intp], NDArray[np.intp]],
    size: int,
    number: int,
    *,
    resamples: int = 0,
) -> dict[str, list[float]]:
    """Measure how often 95 % intervals cover the source's value, by document frequency.

    Articles are drawn with replacement, as from a source of which the pool is a likeness. Each
    interval is looked at twice: where the toolkit gives it, and wherever it can be computed.
    """
    share = np.minimum(held(texts, pools[0]), held(texts, pools[1]))
    words = np.flatnonzero(share >= SHARE_OF_ARTICLES)
    rate = [texts.of(pool, words).sum(axis=0) / texts.sizes[pool].sum() for pool in pools]
    truth = {"log ratio": np.log2(rate[0] / rate[1]), "difference": rate[0] - rate[1]}
    generator = np.random.default_rng(2)
    target = np.arange(2 * size) < size
    hits: dict[str, list[NDArray[np.float64]]] = {}
    for draw in tqdm(range(number), "samples", disable=None):
        articles = np.concatenate([generator.choice(pool, size) for pool in pools])
        counts, sizes = texts.of(articles, words), texts.sizes[articles]
        options = {"replicates": resamples, "seed": draw}
        with patch.object(intervals, "FEWEST_ARTICLES", WITHOUT_RULE):
            for name, value in truth.items():
                scale = name.replace(" ", "_")
                found = inference.compare(counts, sizes, target, scale=scale)
                _note(hits, f"{name}, without the rule", found, value)
            found = inference.rate(counts[target], sizes[target])
            _note(hits, "rate, without the rule", found, rate[0])
        for name, value in truth.items():
            scale = name.replace(" ", "_")
            found = inference.compare(counts, sizes, target, scale=scale)
            _note(hits, name, found, value)
            if resamples:
                drawn = inference.bootstrap_compare(counts, sizes, target, scale=scale, **options)
                _note(hits, f"{name}, bootstrap-t", drawn, value)
        _note(hits, "rate", inference.rate(counts[target], sizes[target]), rate[0])
        if resamples:
            drawn = inference.bootstrap_rate(counts[target], sizes[target], **options)
            _note(hits, "rate, bootstrap-t", drawn, rate[0])
    table: dict[str, list[float]] = {}
    for name, rows in hits.items():
        every = np.array(rows)
        bands = [every[:, (share[words] >= low) & (share[words] < high)] for low, high in BANDS]
        table[name] = [float(np.nanmean(band)) for band in bands]
        given = [float(np.isfinite(band).mean()) for band in bands]
        table[f"{name}, intervals given"] = given
    return table


def _note(
    hits: dict[str, list[NDArray[np.float64]]],
    name: str,
    found: inference.Estimate | inference.Comparison,
    truth: NDArray[np.float64],
) -> None:
    covered = (found.low <= truth) & (truth <= found.high)
    hits.setdefault(name, []).append(np.where(np.isnan(found.low), np.nan, covered))


def events(
    texts: Texts,
    pools: list[NDArray[np.intp]],
    size: int,
    ratio: float,
    number: int,
    permutations: int,
) -> dict[str, float]:
    """Compare two authors alike in everything but the events they write about.

    Sources stand for events: one author takes most articles from the first ones, the other from
    the last ones, each at random within the source.
    """
    generator = np.random.default_rng(3)
    weights = np.geomspace(1.0, ratio, len(pools))
    shares = [weights[::-1] / weights.sum(), weights / weights.sum()]
    numbers = [np.maximum(np.rint(size * share).astype(int), 1) for share in shares]
    tally = Tally()
    for draw in tqdm(range(number), "authors", disable=None):
        articles, event, target = [], [], []
        for place, pool in enumerate(pools):
            one, two = numbers[0][place], numbers[1][place]
            articles.append(generator.choice(pool, one + two, replace=False))
            event += [place] * (one + two)
            target += [True] * one + [False] * two
        chosen, inside = np.concatenate(articles), np.array(target)
        words = np.flatnonzero(held(texts, chosen) >= SHARE_OF_ARTICLES)
        counts, sizes = texts.of(chosen, words), texts.sizes[chosen]
        raw = inference.compare(counts, sizes, inside)
        within = inference.adjusted(counts, sizes, inside, event)
        options = {"replicates": permutations, "seed": draw}
        exchanged = inference.permutation(counts, sizes, inside, **options)
        blocked = inference.permutation(counts, sizes, inside, strata=event, **options)
        tally.note("raw interval", (raw.p[~raw.few] < LEVEL).mean())
        tally.note("raw p", (exchanged.p < LEVEL).mean())
        tally.note("raw, any", (exchanged.p_adjusted < LEVEL).any())
        tally.note("adjusted interval", (within.p[~within.few] < LEVEL).mean())
        tally.note("adjusted p", (blocked.p < LEVEL).mean())
        tally.note("adjusted, any", (blocked.p_adjusted < LEVEL).any())
    return tally.means()


def marked(value: float, goal: tuple[float, float] | None = None) -> str:
    """Write a share; one outside its goal in bold."""
    text = f"{value:.3f}"
    return text if goal is None or goal[0] <= value <= goal[1] else f"**{text}**"


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def header(*cells: str) -> None:
    print()
    row(*cells)
    row(*["---"] * len(cells))


def report_false_positives(given: argparse.Namespace, full: Texts) -> None:
    goals = {"p": PER_WORD, "p_family, any": FAMILY, "bound, any": FAMILY}
    columns = ("words", "LL", "LL Bonferroni, any", *goals, "interval", "BH, any", "Holm, any")
    header("source", "texts", "articles", *columns)
    cut = load(given.data, CUT)
    cells = [
        (name, texts, kind, sizes)
        for texts, kind in ((full, "whole"), (cut, f"first {CUT} words"))
        for name in ("abc", "reviews", "web")
        for sizes in ((20, 20), (40, 40), (15, 60))
    ]
    lemmas = panel(given.panel)
    third, half = len(lemmas.sizes) // 3, len(lemmas.sizes) // 2
    cells += [
        ("panel", lemmas, "whole", sizes)
        for sizes in ((half, half), (third, len(lemmas.sizes) - third))
    ]
    for name, texts, kind, sizes in cells:
        pool = np.flatnonzero(texts.source == name)
        found = false_positives(texts, pool, sizes, given.splits, given.permutations)
        values = [marked(found[name], goals.get(name)) for name in columns[1:]]
        row(name, kind, f"{sizes[0]} v {sizes[1]}", round(found["words"]), *values)


def report_coverage(given: argparse.Namespace, full: Texts) -> None:
    names = [f"{100 * low:.0f}-{100 * min(high, 1):.0f} %" for low, high in BANDS]
    columns = [*names, *(f"{name}, shown" for name in names), "share shown"]
    header("sources", "articles", "interval of", *columns)
    for one, two in (("abc", "abc"), ("reviews", "reviews"), ("web", "web"), ("abc", "reviews")):
        pools = (np.flatnonzero(full.source == one), np.flatnonzero(full.source == two))
        for size, goal in COVERAGE.items():
            table = coverage(full, pools, size, given.splits, resamples=given.resamples)
            for name in [name for name in table if name in WITH_RULE]:
                every = table.get(f"{name}, without the rule", [])
                cells = [marked(value, goal) for value in every] or [""] * len(BANDS)
                cells += [marked(value, goal) for value in table[name]]
                shown = " / ".join(f"{value:.2f}" for value in table[f"{name}, intervals given"])
                row(f"{one} v {two}", f"{size} v {size}", name, *cells, shown)


def report_events(given: argparse.Namespace, full: Texts) -> None:
    goals = {"adjusted interval": WITHIN_EVENTS, "adjusted p": WITHIN_EVENTS}
    goals |= {"adjusted, any": WITHIN_EVENTS}
    columns = ("raw interval", "raw p", "raw, any", *goals)
    header("articles an author", "shares of events", *columns)
    names = ("abc", "reviews", "web", "state_union")
    pools = [np.flatnonzero(full.source == name) for name in names]
    for size, ratio in ((20, 1.0), (20, 4.0), (30, 12.0)):
        found = events(full, pools, size, ratio, given.splits, given.permutations)
        values = [marked(found[name], goals.get(name)) for name in columns]
        row(size, f"up to {ratio:g} times", *values)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--splits", type=int, default=500, help="random splits a cell")
    options.add_argument("--permutations", type=int, default=499, help="permutations a split")
    options.add_argument("--resamples", type=int, default=0, help="bootstrap resamples a sample")
    options.add_argument("--only", choices=("false", "coverage", "events"), help="one part alone")
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--panel", type=Path, default=PANEL)
    given = options.parse_args()
    if not given.data.exists():
        print(f"the bench file is not beside the project: {given.data.name}; see --data")
        return
    full = load(given.data)
    parts = {"false": report_false_positives, "coverage": report_coverage, "events": report_events}
    for name, part in parts.items():
        if given.only in (None, name):
            part(given, full)


if __name__ == "__main__":
    main()
