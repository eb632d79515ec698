"""How long article-level inference takes on a whole vocabulary, and how much memory.

``python -m benchmarks.resampling`` times, in one thread, the comparison of two sources with a
thousand permutations (words of 5 occurrences and more) and a thousand bootstrap replicates over
every word. Times are processor seconds, the least of three runs; memory is what the peak of the
process grows by.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.calibration import DATA, header, load, row
from toolkit.stats import inference

REPLICATES = 1_000
MIN_COUNT = 5


def peak_mb() -> float:
    """Give the peak of this process's memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def measure(work: Callable[[], object]) -> tuple[float, float]:
    """Give the least processor seconds of three runs, and by how much the peak grew."""
    before, seconds = peak_mb(), []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds), peak_mb() - before


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=DATA)
    given = options.parse_args()
    if not given.data.exists():
        print(f"the bench file is not beside the project: {given.data.name}; see --data")
        return
    texts = load(given.data)
    target = texts.source == "reviews"
    words = np.flatnonzero(texts.counts.sum(axis=0) >= MIN_COUNT)
    frequent = texts.counts[:, words].tocsr()

    def keyness() -> None:
        found = inference.compare(frequent, texts.sizes, target)
        test = inference.permutation(frequent, texts.sizes, target, replicates=REPLICATES)
        inference.simultaneous(found, test.critical)

    def of_rates() -> None:
        inference.bootstrap_rate(texts.counts, texts.sizes, replicates=REPLICATES)

    def of_ratios() -> None:
        inference.bootstrap_compare(texts.counts, texts.sizes, target, replicates=REPLICATES)

    header("what", "items", "processor seconds", "extra MB")
    for name, items, work in (
        ("compare, 1,000 permutations, simultaneous bounds", len(words), keyness),
        ("1,000 bootstrap replicates of rates", texts.counts.shape[1], of_rates),
        ("1,000 bootstrap replicates of ratios", texts.counts.shape[1], of_ratios),
    ):
        seconds, extra = measure(work)
        row(name, f"{items:,}", f"{seconds:.2f}", f"{extra:.0f}")


if __name__ == "__main__":
    main()
