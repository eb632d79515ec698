"""Near-duplicates among many articles: `python -m benchmarks.duplicates [--articles 60000]`.

Real texts are copied with three words in ten exchanged, so that copies are other texts (five words
in a row survive in one case of six) with the vocabulary and the lengths of real ones. A hundredth
are then replaced by excerpts: six tenths of another article, cut out at a sentence and put between
sentences of a third. Exact containment (`toolkit.corpus.duplicates`) must find these, and no other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from toolkit.corpus.duplicates import ShingleIndex

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "bench" / "base.jsonl.gz"
QUICK = ("--articles", "6000")
EXCHANGED = 0.3
PLANTED = 0.01
SHARE = 0.6


def read_texts(path: Path) -> list[str]:
    """Read the texts that are copied, those of a hundred words or more."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        texts = [str(json.loads(line)["text"]) for line in file]
    return [text for text in texts if len(text.split()) >= 100]


def copies(texts: Sequence[str], number: int, seed: int) -> list[str]:
    """Give so many texts: each a copy of a real one with words exchanged for others."""
    rng = np.random.default_rng(seed)
    words = np.array(sorted({word for text in texts for word in text.split()}))
    made = []
    for place in range(number):
        own = np.array(texts[place % len(texts)].split(), dtype=object)
        other = rng.random(len(own)) < EXCHANGED
        own[other] = words[rng.integers(0, len(words), int(other.sum()))]
        made.append(" ".join(own))
    return made


def plant(texts: list[str], seed: int) -> set[frozenset[int]]:
    """Replace a hundredth by excerpts of others; give the pairs that now overlap."""
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(texts), 2 * int(PLANTED * len(texts)), replace=False).reshape(-1, 2)
    for target, source in chosen.tolist():
        words = texts[source].split()
        size = int(SHARE * len(words))
        begin = int(rng.integers(0, len(words) - size + 1))
        frame = re.split(r"(?<=[.!?])\s+", texts[target])
        head, tail = " ".join(frame[:1])[:200], " ".join(frame[-1:])[:200]
        texts[target] = f"{head} {' '.join(words[begin : begin + size])} {tail}"
    return {frozenset(pair) for pair in chosen.tolist()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60_000)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    texts = copies(read_texts(options.data), options.articles, seed=1)
    planted = plant(texts, seed=2)
    words = sum(text.count(" ") + 1 for text in texts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    index = ShingleIndex()
    for number, text in enumerate(texts):
        index.add(f"{number:07d}", text)
    indexed = time.process_time() - start
    start = time.process_time()
    pairs = index.pairs()
    compared = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    for text in texts[:100]:
        index.nearest(text)
    one = 10 * (time.process_time() - start)
    found = {frozenset((int(first), int(other.id))) for first, other in pairs}
    print(f"{len(texts):,} articles, {words:,} words, {len(planted)} excerpts planted")
    print(f"index {indexed:.0f} s, all pairs {compared:.0f} s, one new article {one:.1f} ms")
    print(f"peak {peak:,.0f} MB, of which {before:,.0f} MB are the texts and their making")
    print(f"found {len(found & planted)} of {len(planted)}, besides them {len(found - planted)}")
    return int(bool(planted - found))


if __name__ == "__main__":
    sys.exit(main())
