"""Could a paragraph be told from its fingerprint and the words of its segment?

A derived record gives the words of each segment and, for paragraphs that are long enough, a
fingerprint of their text. Whoever has both can lay the words into orders until the fingerprint
fits. The panel's paragraphs are all long, so its sentences stand for short ones. Each is attacked
as if it were a paragraph of its own, with all forms of its segment known, which is more than a
record tells: by all draws of its number of words, and by guesses in the order of a bigram model of
the other articles. ``python -m benchmarks.fingerprints`` counts how many are found within so many
guesses.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

import toolkit
from toolkit.corpus.tokens import TokenTable
from toolkit.share.derived import segment_edges

PANEL = Path(__file__).resolve().parents[1] / "corpus"
SEGMENT = 100  # words, as the export takes
BANDS = ((1, 4), (5, 9), (10, 19), (20, 29), (30, 999))
BLIND, GUIDED = 1e9, (1e9, 1e15)
LONGEST_BLIND = 8  # words; of longer runs there are far more draws than anybody tries


@dataclass(frozen=True)
class Attacked:
    """A sentence, the draws of so many words that there are, and the guesses a model needs."""

    words: int
    draws: float
    bits: float


def draws(counts: Iterable[int], number: int) -> float:
    """Count the distinct orders in which so many words can be drawn from a bag.

    ``n!`` times the coefficient of ``x^n`` in the product of ``sum_k x^k / k!`` over the words.
    """
    series = np.zeros(number + 1)
    series[0] = 1.0
    for count in counts:
        step = [1.0 / math.factorial(k) for k in range(min(count, number) + 1)]
        series = np.convolve(series, step)[: number + 1]
    return float(series[number] * math.factorial(number))


class Bigrams:
    """Which form follows which, in all articles but one."""

    def __init__(self, articles: list[list[int]]) -> None:
        self._own = [Counter(pairwise([-1, *forms])) for forms in articles]
        self._all: Counter[tuple[int, int]] = Counter()
        for counts in self._own:
            self._all.update(counts)

    def bits(self, sentence: list[int], bag: list[int], without: int) -> float:
        """Give log2 of the guesses until a sentence comes, drawn word by word from its bag."""
        left, before, bits = Counter(bag), -1, 0.0
        for word in sentence:
            seen = {
                form: self._all[before, form] - self._own[without][before, form]
                for form, number in left.items()
                if number
            }
            total = sum(seen.values())
            known = total / (total + 2)  # the less was seen, the more counts what is left
            share = (seen[word] / total if total else 0.0) * known
            bits -= math.log2(share + (1 - known) * left[word] / left.total())
            left[word] -= 1
            before = word
        return bits


def segments(table: TokenTable, row: int) -> Iterator[tuple[int, int]]:
    """Give the first token and the end of each segment of an article."""
    first, last = table.article_paragraphs[row], table.article_paragraphs[row + 1]
    begins = table.paragraph_offsets[first : last + 1]
    words = np.diff(table.words_before(begins)).astype(int).tolist()
    for low, high in pairwise(segment_edges(words, SEGMENT)):
        yield int(begins[low]), int(begins[high])


def attack(path: Path) -> list[Attacked]:
    """Attack every sentence of the composed articles of a corpus."""
    corpus = toolkit.load(path).where(provenance="composed")
    table, rows = corpus.tokens, corpus.rows.tolist()
    forms, is_word = np.asarray(table.form), table.word
    bounds = [(table.article_offsets[row], table.article_offsets[row + 1]) for row in rows]
    bigrams = Bigrams([forms[begin:end].tolist() for begin, end in bounds])
    found = []
    for number, row in enumerate(rows):
        for begin, end in segments(table, row):
            bag = forms[begin:end].tolist()
            words = Counter(forms[begin:end][is_word[begin:end]].tolist()).values()
            edges = table.sentence_offsets
            inside = edges[np.searchsorted(edges, begin) : np.searchsorted(edges, end) + 1]
            for low, high in pairwise(inside.tolist()):
                if length := int(is_word[low:high].sum()):
                    ways = draws(words, length) if length <= LONGEST_BLIND else math.inf
                    bits = bigrams.bits(forms[low:high].tolist(), bag, number)
                    found.append(Attacked(length, ways, bits))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--panel", type=Path, default=PANEL)
    found = attack(options.parse_args().panel)
    guided = " | ".join(f"by a model, {number:.0e} guesses" for number in GUIDED)
    print(f"| words | sentences | all draws, {BLIND:.0e} | {guided} | fewest guesses |")
    print("|---|--:|--:|--:|--:|--:|")
    for low, high in BANDS:
        band = [one for one in found if low <= one.words <= high]
        told = [sum(one.bits <= math.log2(number) for one in band) for number in GUIDED]
        blind = sum(one.draws <= BLIND for one in band)
        fewest = min(one.bits for one in band)
        name = f"{low}-{high}" if high < 999 else f"{low} and more"
        print(f"| {name} | {len(band):,} | {blind} | {told[0]} | {told[1]} | 2^{fewest:.0f} |")


if __name__ == "__main__":
    main()
