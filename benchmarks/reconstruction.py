"""How much of a text its derived counts give away: `python -m benchmarks.reconstruction`.

Each article of the panel in turn is taken as the one that may not be shared: it is derived at the
thresholds with which `discourse export --format derived` begins, and attacked
(`toolkit.share.reconstruct`) by somebody who has its record and the texts of all other articles.
`--raised` goes on as an export does where one article is over the bound (slow: long segments).
`--halves` takes half of the panel as private, once either half, so that collocates are given too,
and attacks every article of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from tqdm.auto import tqdm

import toolkit
from toolkit import framing
from toolkit.corpus import Corpus, corpus_of
from toolkit.corpus.schema import IN_COPYRIGHT
from toolkit.share import Reconstruction, bounded, derive, reconstruct
from toolkit.share.derived import BOUND, LADDER

ROOT = Path(__file__).resolve().parents[1]
QUICK = ("--articles", "10")


def with_private(corpus: Corpus, rows: Sequence[int]) -> Corpus:
    """Give the same corpus, some of its articles in copyright and all others to be shared."""
    chosen = set(rows)
    rights = [IN_COPYRIGHT if n in chosen else "CC0-1.0" for n in range(len(corpus))]
    articles = [replace(item, rights=right) for item, right in zip(corpus.items, rights)]
    return corpus_of(
        articles, root=corpus.root, codebook=corpus.codebook, actor_list=corpus.actor_list
    )


@dataclass
class Sum:
    """What attacks on several exports brought together."""

    articles: int = 0
    sentences: int = 0
    matched: int = 0
    longest_run: int = 0
    worst: float = 0.0

    def add(self, found: Reconstruction) -> None:
        """Count one attack."""
        self.articles += found.articles
        self.sentences += found.sentences
        self.matched += found.matched
        self.longest_run = max(self.longest_run, found.longest_run)
        self.worst = max(self.worst, found.share)

    def row(self, name: str) -> str:
        """Write a row of the table."""
        share = self.matched / self.sentences if self.sentences else 0.0
        mark = "" if share < BOUND else "**"
        return (
            f"| {name} | {self.articles} | {self.sentences:,} | {self.matched} "
            f"| {mark}{share:.2%}{mark} | {self.worst:.1%} | {self.longest_run} |"
        )


def each_in_turn(
    corpus: Corpus, frames: pd.DataFrame, instrument: str, rows: Sequence[int], *, raised: bool
) -> dict[str, Sum]:
    """Attack each article alone: at the thresholds an export begins with, and at those it takes."""
    begun, taken = Sum(), Sum()
    least, words = LADDER[0]
    for row in tqdm(rows, desc="articles", file=sys.stderr):
        one = with_private(corpus, [row])
        made = derive(one, frames, instrument=instrument, min_articles=least, segment_words=words)
        found = reconstruct(one, made)
        begun.add(found)
        if raised and found.share >= BOUND:
            _, found = bounded(one, frames, instrument=instrument)
        taken.add(found)
    name = "each article in turn"
    sums = {f"{name}, lemmas in {least}, segments of {words}": begun}
    return sums | ({f"{name}, thresholds raised": taken} if raised else {})


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, and fail where the bound does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0, help="only the first so many; 0: all")
    parser.add_argument("--halves", action="store_true", help="also half of the panel at once")
    parser.add_argument(
        "--raised", action="store_true", help="also raise thresholds where an article is over 1 %%"
    )
    options = parser.parse_args(arguments)
    corpus = toolkit.load(ROOT / "corpus").where(provenance="composed")
    corpus = with_private(corpus, [])
    coded = framing.presence(corpus)
    instrument = str(coded.parameters["instrument"])
    rows = range(len(corpus))[: options.articles or None]
    sums = each_in_turn(corpus, coded.table, instrument, rows, raised=options.raised)
    if options.halves:
        for name, first in (("odd half", 0), ("even half", 1)):
            half = with_private(corpus, range(first, len(corpus), 2))
            made, _ = bounded(half, coded.table, instrument=instrument)
            total = Sum()
            total.add(reconstruct(half, made, articles=len(half)))
            group = "with" if made.group else "without"
            making = made.making
            at = f"lemmas in {making.min_articles}, segments of {making.segment_words}"
            sums[f"{name}, {group} collocates ({at})"] = total
    print("| private | articles | sentences | put together again | share | worst | longest run |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, total in sums.items():
        print(total.row(name))
    return int(any(total.matched >= BOUND * max(total.sentences, 1) for total in sums.values()))


if __name__ == "__main__":
    sys.exit(main())
