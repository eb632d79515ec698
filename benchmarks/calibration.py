"""Are the error rates what they say? Measured on real articles whose truth is known.

Articles of one source are dealt at random into two groups, so that nothing differs between them:
whatever a test then calls key is a false finding. Run ``python -m benchmarks.calibration``; words
are runs of letters, and nothing but ``toolkit.stats`` is used.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from tqdm.auto import tqdm

from toolkit.stats import inference, keyness
from toolkit.stats.contingency import p_from_chi2

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "bench" / "base.jsonl.gz"
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
LEVEL = 0.05
SHARE_OF_ARTICLES = 0.2
BANDS = ((0.2, 0.4), (0.4, 0.7), (0.7, 1.01))
CUT = 120


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


def splits(
    pool: NDArray[np.intp], first: int, second: int, number: int, seed: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
    """Deal random articles of a pool into two groups."""
    generator = np.random.default_rng(seed)
    target = np.arange(first + second) < first
    for _ in range(number):
        yield generator.choice(pool, first + second, replace=False), target


def false_positives(
    texts: Texts, pool: NDArray[np.intp], first: int, second: int, number: int, permutations: int
) -> dict[str, float]:
    """Measure how often words are called key where nothing differs."""
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    drawn = splits(pool, first, second, number, seed=1)
    for draw, (articles, target) in enumerate(tqdm(drawn, "splits", number, disable=None)):
        words = np.flatnonzero(held(texts, articles) >= SHARE_OF_ARTICLES)
        counts, sizes = texts.of(articles, words), texts.sizes[articles]
        a, b = counts[target].sum(axis=0), counts[~target].sum(axis=0)
        totals = sizes[target].sum(), sizes[~target].sum()
        tokens = p_from_chi2(keyness(a, b, *totals, "log_likelihood"))
        note("words", len(words))
        note("log-likelihood", float((tokens < LEVEL).mean()))
        note("log-likelihood, Bonferroni, any", float((tokens < LEVEL / len(words)).any()))
        ratio = inference.compare(counts, sizes, target)
        plain = inference.compare(counts, sizes, target, scale="difference")
        note("log ratio, t", float(np.nanmean(ratio.p[~ratio.few] < LEVEL)))
        note("difference, t", float(np.nanmean(plain.p[~plain.few] < LEVEL)))
        test = inference.permutation(counts, sizes, target, replicates=permutations, seed=draw)
        note("permutation", float((test.p < LEVEL).mean()))
        note("permutation, any", float((test.p_adjusted < LEVEL).any()))
        for name, result in (("log ratio", ratio), ("difference", plain)):
            bounds = inference.simultaneous(result, test.critical)
            note(f"simultaneous interval, {name}, any", float((np.abs(bounds.nearer) > 0).any()))
    return {name: float(np.mean(values)) for name, values in found.items()}


def coverage(
    texts: Texts,
    pools: tuple[NDArray[np.intp], NDArray[np.intp]],
    size: int,
    number: int,
    *,
    resamples: int = 0,
) -> dict[str, dict[str, float]]:
    """Measure how often 95 % intervals cover the population's value, by document frequency."""
    share = np.minimum(held(texts, pools[0]), held(texts, pools[1]))
    words = np.flatnonzero(share >= SHARE_OF_ARTICLES)
    rate = [texts.of(pool, words).sum(axis=0) / texts.sizes[pool].sum() for pool in pools]
    truth = {"difference": rate[0] - rate[1], "log_ratio": np.log2(rate[0] / rate[1])}
    generator = np.random.default_rng(2)
    target = np.arange(2 * size) < size
    hits: dict[str, list[NDArray[np.float64]]] = {}
    for draw in tqdm(range(number), "samples", disable=None):
        if pools[0] is pools[1]:
            articles = generator.choice(pools[0], 2 * size, replace=False)
        else:
            articles = np.concatenate([generator.choice(p, size, replace=False) for p in pools])
        counts, sizes = texts.of(articles, words), texts.sizes[articles]
        results = {
            f"{scale}, t": (inference.compare(counts, sizes, target, scale=scale), truth[scale])
            for scale in truth
        }
        results["rate, t"] = inference.rate(counts[target], sizes[target]), rate[0]
        if resamples:
            for scale in truth:
                results[f"{scale}, bootstrap-t"] = (
                    inference.bootstrap_compare(
                        counts, sizes, target, scale=scale, replicates=resamples, seed=draw
                    ),
                    truth[scale],
                )
            results["rate, bootstrap-t"] = (
                inference.bootstrap_rate(
                    counts[target], sizes[target], replicates=resamples, seed=draw
                ),
                rate[0],
            )
        for name, (result, value) in results.items():
            covered = (result.low <= value) & (value <= result.high)
            hits.setdefault(name, []).append(np.where(np.isnan(result.low), np.nan, covered))
    table: dict[str, dict[str, float]] = {}
    for name, rows in hits.items():
        every = np.array(rows)
        table[name] = {"all": float(np.nanmean(every))}
        for low, high in BANDS:
            band = every[:, (share[words] >= low) & (share[words] < high)]
            if np.isfinite(band).any():
                table[name][f"{low:.1f}-{min(high, 1.0):.1f}"] = float(np.nanmean(band))
    return table


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
    found: dict[str, list[float]] = {}
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
        exchanged = inference.permutation(counts, sizes, inside, replicates=permutations, seed=draw)
        blocked = inference.permutation(
            counts, sizes, inside, strata=event, replicates=permutations, seed=draw
        )
        for name, value in (
            ("raw, words", np.nanmean(raw.p[~raw.few] < LEVEL)),
            ("adjusted, words", np.nanmean(within.p[~within.few] < LEVEL)),
            ("raw permutation, any", (exchanged.p_adjusted < LEVEL).any()),
            ("permutation within events, words", (blocked.p < LEVEL).mean()),
            ("permutation within events, any", (blocked.p_adjusted < LEVEL).any()),
        ):
            found.setdefault(name, []).append(float(value))
    return {name: float(np.mean(values)) for name, values in found.items()}


def report(title: str, table: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, value in table.items():
        print(f"  {name:45s} {value:8.4f}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--splits", type=int, default=500, help="random splits a cell")
    options.add_argument("--permutations", type=int, default=499, help="permutations a split")
    options.add_argument("--resamples", type=int, default=0, help="bootstrap resamples a sample")
    options.add_argument("--only", choices=("false", "coverage", "events"), help="one part alone")
    options.add_argument("--data", type=Path, default=DATA)
    given = options.parse_args()
    full = load(given.data)
    pools = {name: np.flatnonzero(full.source == name) for name in np.unique(full.source)}
    if given.only in (None, "false"):
        cut = load(given.data, CUT)
        for texts, kind in ((full, "lengths as they are"), (cut, f"first {CUT} words")):
            for name in ("abc", "reviews", "web"):
                pool = np.flatnonzero(texts.source == name)
                for first, second in ((20, 20), (40, 40), (15, 60)):
                    found = false_positives(
                        texts, pool, first, second, given.splits, given.permutations
                    )
                    report(f"false positives: {name}, {kind}, {first} v {second}", found)
    if given.only in (None, "coverage"):
        for one, two in (("abc", "abc"), ("reviews", "reviews"), ("abc", "reviews")):
            for size in (10, 20, 40):
                table = coverage(
                    full, (pools[one], pools[two]), size, given.splits, resamples=given.resamples
                )
                for name, bands in table.items():
                    report(f"coverage: {one} v {two}, {size} a group, {name}", bands)
    if given.only in (None, "events"):
        chosen = [pools[name] for name in ("abc", "reviews", "web", "state_union")]
        for size, ratio in ((20, 1.0), (20, 4.0), (30, 12.0)):
            found = events(full, chosen, size, ratio, given.splits, given.permutations)
            report(f"events: {size} articles an author, shares up to {ratio:g} times", found)


if __name__ == "__main__":
    main()
