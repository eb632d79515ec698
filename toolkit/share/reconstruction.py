"""Try to put texts together again from their derived counts, to know how safe the counts are.

The attacker has what is shared: the records, the collocates, and every text of the corpus that may
be shared. From these texts come a bigram model of words and tags, by which each segment's words are
laid into the likeliest order (beam search), and templates: sentences whose words, or all but a few,
are there in the segment. Sums of collocates weigh words that stand near each other and forbid those
that never do. Nothing but the comparison with the truth reads the private texts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.derived import MASKED, Segment
from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    from toolkit.corpus import Corpus
    from toolkit.share.derived import Derived

Word = tuple[str, str]  # lemma, tag
ALIKE = 0.8  # twice the longest common subsequence over both lengths
RUN = 8  # words in a row that are nobody's by chance
FEWEST_WORDS = 4  # a shorter sentence is hit by chance and tells nothing
BEAM = 128
GUESSES = 3  # the likeliest orders of a segment that are tried
_END: Word = ("", "")
_FORBIDDEN = -20.0


@dataclass(frozen=True)
class Reconstruction:
    """What an attack on derived counts brought.

    Parameters
    ----------
    sentences
        Sentences of the private articles that were attacked.
    matched
        Those that a guess hit: four fifths of the lemmas in the right order, or eight in a row.
    longest_run
        The most words in a row that any guess had right.
    articles
        Articles attacked.
    """

    sentences: int
    matched: int
    longest_run: int
    articles: int

    @property
    def share(self) -> float:
        """The share of sentences matched."""
        return self.matched / self.sentences if self.sentences else 0.0


def reconstruct(
    corpus: Corpus, derived: Derived, *, articles: int = 25, seed: int = 0
) -> Reconstruction:
    """Attack derived counts and compare what comes out with the texts.

    Parameters
    ----------
    corpus
        The corpus with the texts that were derived.
    derived
        What is to be shared.
    articles
        How many articles are attacked, drawn at random when there are more.
    seed
        The seed of the draw.

    Raises
    ------
    ToolkitError
        When no article would be attacked.
    """
    from tqdm.auto import tqdm

    if articles < 1:
        raise ToolkitError(f"an attack on {articles} articles tells nothing; give 1 or more")
    chosen = list(derived.articles)
    if len(chosen) > articles:
        rows = np.random.default_rng(seed).choice(len(chosen), articles, replace=False)
        chosen = [chosen[row] for row in np.sort(rows)]
    attack = _Attack(corpus, derived)
    sentences = matched = longest = 0
    for item in tqdm(chosen, "attacking", unit="article", disable=None, leave=False):
        truth = _sentences(corpus, item.id)
        for segment in item.counts.segments:
            guesses = attack.guess(segment)
            for number, words in truth:
                if not segment.first <= number <= segment.last:
                    continue
                sentences += 1
                hit, run = _compare([lemma.casefold() for lemma, _ in words], guesses)
                matched += hit
                longest = max(longest, run)
    return Reconstruction(sentences, matched, longest, len(chosen))


def _sentences(corpus: Corpus, identifier: str) -> list[tuple[int, list[Word]]]:
    """List the sentences of an article that are long enough: paragraph, and lemmas with tags."""
    table = corpus.tokens
    row = int(corpus.rows[[item.id for item in corpus.items].index(identifier)])
    first, last = table.article_offsets[row], table.article_offsets[row + 1]
    edges = table.sentence_offsets
    edges = np.append(edges[(edges >= first) & (edges < last)], last)
    found = []
    for begin, end in pairwise(edges.tolist()):
        places = begin + np.flatnonzero(table.word[begin:end])
        words = [(table.lemmas[table.lemma[p]], table.tags[table.tag[p]]) for p in places]
        paragraph = int(table.paragraph_number(table.paragraph_of(np.array([begin])))[0])
        if len(words) >= FEWEST_WORDS:
            found.append((paragraph, words))
    return found


class _Attack:
    """What an attacker knows, and how guesses are made of it."""

    def __init__(self, corpus: Corpus, derived: Derived) -> None:
        private = {item.id for item in derived.articles}
        shared = [item.id for item in corpus.items if not item.derived and not item.private]
        assert not private & set(shared)
        texts = [words for name in shared for _, words in _sentences(corpus, name)]
        self._texts = [(words, Counter(words)) for words in texts]
        self._derived = derived
        # what comes after each word, and after each tag
        self._words: dict[Word, Counter[Word]] = defaultdict(Counter)
        self._tags: dict[str, Counter[str]] = defaultdict(Counter)
        for words in texts:
            for left, right in pairwise([_END, *words, _END]):
                self._words[left][right] += 1
                self._tags[left[1]][right[1]] += 1

    def guess(self, segment: Segment) -> list[list[str]]:
        """Guess the sentences of a segment, as lemmas in lower case; masked words are ``""``."""
        bag = Counter(segment.counts)
        guesses = [*self._templates(bag), *self._orders(bag)]
        return [
            ["" if lemma == MASKED else lemma.casefold() for lemma, _ in words] for words in guesses
        ]

    def _templates(self, bag: Counter[Word]) -> list[list[Word]]:
        """Take shared sentences that the bag could hold, gaps filled by words of the same tag."""
        found = []
        for words, needed in self._texts:
            held = sum(min(count, bag[word]) for word, count in needed.items() if word in bag)
            if len(words) < 3 or held < ALIKE * len(words):
                continue
            there = needed & bag
            left = bag - there
            filled = []
            for word in words:
                if there[word]:
                    there[word] -= 1
                    filled.append(word)
                    continue
                others = [other for other in left if other[1] == word[1]]
                if not others:
                    break
                best = max(others, key=lambda other: (left[other], other))
                left[best] -= 1
                left = +left
                filled.append(best)
            if len(filled) == len(words):
                found.append(filled)
        return found

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], int] | None:
        group = self._derived.group
        if group is None:
            return None
        return dict(
            zip(zip(group.first, group.second, strict=True), group.count.tolist(), strict=True)
        )

    @cached_property
    def _frequency(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for item in self._derived.articles:
            for (lemma, _), count in item.counts.counts.items():
                total[lemma] += count
        return total

    def _evidence(self, words: Sequence[Word]) -> NDArray[np.float64]:
        """How much likelier than chance two words stand near each other in the group."""
        n = len(words)
        found = np.zeros((n, n))
        if self._pairs is None:
            return found
        group = self._derived.group
        total = self._frequency.total()
        window = group.window if group else 1
        lemmas = set(group.lemmas) if group else set()
        known = [(place, lemma) for place, (lemma, _) in enumerate(words) if lemma in lemmas]
        for number, (row, left) in enumerate(known):
            for column, right in known[number:]:
                count = self._pairs.get((min(left, right), max(left, right)), 0)
                chance = 2 * window * self._frequency[left] * self._frequency[right] / total
                value = np.log((count + 0.1) / (chance + 0.1)) if count else _FORBIDDEN
                found[row, column] = found[column, row] = value
        return found

    def _moves(self, words: Sequence[Word]) -> NDArray[np.float64]:
        """Log probability of each word (and of the end) after each word (and the beginning)."""
        states = [*words, _END]
        places = {state: place for place, state in enumerate(states)}
        tags = {tag: place for place, tag in enumerate(sorted({tag for _, tag in states}))}
        by_word = _shares([self._words.get(state) for state in states], places)
        by_tag = _shares([self._tags.get(tag) for tag in tags], tags)
        tag = np.array([tags[tag] for _, tag in states])
        likely: NDArray[np.float64] = 0.7 * by_word + 0.28 * by_tag[np.ix_(tag, tag)] / 10 + 0.002
        moves = np.log(likely)
        moves[-1, -1] = -np.inf  # no empty sentence
        return moves

    def _orders(self, bag: Counter[Word]) -> list[list[Word]]:
        words = sorted(bag)
        if not words:
            return []
        counts = np.array([bag[word] for word in words], np.int64)
        histories = _beam(counts, self._moves(words), self._evidence(words))
        found = []
        for history in histories[:GUESSES]:
            sentence: list[Word] = []
            for state in [*history, len(words)]:
                if state < len(words):
                    sentence.append(words[state])
                elif sentence:
                    found.append(sentence)
                    sentence = []
        return found


def _shares(after: Sequence[Counter[Any] | None], places: Mapping[Any, int]) -> NDArray[np.float64]:
    """Give for each row the shares of what came after, those that have a place."""
    shares = np.zeros((len(after), len(places)))
    for row, counts in zip(shares, after, strict=True):
        total = counts.total() if counts else 0
        for name, count in (counts or {}).items():
            if name in places:
                row[places[name]] = count / total
    return shares


def _beam(
    counts: NDArray[np.int64], moves: NDArray[np.float64], near: NDArray[np.float64]
) -> list[list[int]]:
    """Lay all words of a bag into likely orders; state `n` is the end of a sentence."""
    n = len(counts)
    helps = bool(near.any())
    near = np.pad(near, ((0, 1), (0, 1)))
    left = np.append(counts, 10**6)[None, :].astype(np.int32)
    score = np.zeros(1)
    recent = np.full((1, 5), n)
    last = np.full(1, n)
    rows = np.zeros(1, np.int64)  # of the step before, those that go on
    trail: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []  # of each step: row before, state
    finished: list[tuple[float, int, int]] = []  # score, steps, row
    for _ in range(int(2 * counts.sum())):
        step = moves[last]
        if helps:
            step += near[recent].sum(axis=1)
            step[:, n] = moves[last, n]
        step += score[:, None]
        np.putmask(step, left == 0, -np.inf)
        flat = step.ravel()
        size = min(BEAM, int(np.count_nonzero(flat > -np.inf)))
        if not size:
            break
        np.negative(flat, out=flat)
        best = np.argpartition(flat, size - 1)[:size]
        best = best[np.argsort(flat[best], kind="stable")]
        parent, state = np.divmod(best, n + 1)
        score, left = -flat[best], left[parent]
        left[np.arange(size), state] -= 1
        if helps:
            shifted = np.concatenate([recent[parent][:, 1:], state[:, None]], axis=1)
            recent = np.where((state == n)[:, None], recent[parent], shifted)
        last = state
        trail.append((rows[parent], state))
        # A history that has laid every word competes no more; the others go on.
        going = left[:, :n].any(axis=1)
        ends = score + np.where(last == n, 0.0, moves[last, n])
        finished += [(float(ends[row]), len(trail), int(row)) for row in np.flatnonzero(~going)]
        rows = np.flatnonzero(going)
        if not len(rows) or len(finished) >= BEAM:
            break
        score, left, last = score[rows], left[rows], last[rows]
        if helps:
            recent = recent[rows]
    finished.sort(key=lambda entry: -entry[0])
    return [_history(trail[:steps], row) for _, steps, row in finished]


def _history(trail: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], row: int) -> list[int]:
    """Follow a row of the last step back to the first, and give its states from first to last."""
    states = []
    for before, state in reversed(trail):
        states.append(int(state[row]))
        row = before[row]
    return states[::-1]


def _compare(truth: list[str], guesses: list[list[str]]) -> tuple[bool, int]:
    """Tell whether a guess hits a sentence, and the longest run of words it has right."""
    longest, hit = 0, False
    words = {*truth} - {""}
    for guess in guesses:
        both = len(truth) + len(guess)
        possible = sum(map(words.__contains__, guess))
        if possible <= longest and 2 * possible < ALIKE * both:
            continue
        common, run = _common(truth, guess)
        longest = max(longest, run)
        hit |= 2 * common >= ALIKE * both or run >= RUN
    return hit, longest


def _common(truth: Sequence[Any], guess: Sequence[Any]) -> tuple[int, int]:
    """Give the lengths of the longest common subsequence and of the longest common run.

    Only pairs of equal words are looked at: Hunt and Szymanski (1977), Communications of the ACM
    20, 350, doi:10.1145/359581.359603.

    Examples
    --------
    >>> _common(["a", "b", "c", "d"], ["a", "c", "d"])
    (3, 2)
    """
    places = defaultdict(list)
    for place, word in enumerate(truth):
        if word != "":
            places[word].append(place)
    ends: list[int] = []  # where in the truth the first subsequence of 1, 2, ... words ends
    runs: dict[int, int] = {}  # how long the run is that ends at a place of the truth
    longest = 0
    for word in guess:
        here = places.get(word, [])
        runs = {place: runs.get(place - 1, 0) + 1 for place in here}
        longest = max(longest, *runs.values(), 0)
        for place in reversed(here):
            rank = bisect_left(ends, place)
            ends[rank : rank + 1] = [place]
    return len(ends), longest
