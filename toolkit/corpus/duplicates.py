"""Find texts that share much of their wording: copies, reprints, excerpts.

Containment of five-word shingles (Broder 1997, "On the resemblance and containment of documents"):
the share of the smaller text's shingles that the larger one holds too. Resemblance (Jaccard), and
with it MinHash, cannot see excerpts: a text cut to 40 % resembles its original by no more than 0.4.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from toolkit.corpus.article import Article

WORDS = 5
LEAST = 0.5
# Of the shingles that may name a candidate one in so many is looked up (Broder's "mod m" sketch);
# the candidates are then compared by all their shingles, so that sampling costs no exactness.
_SAMPLE = 4
_FEW = 200
# A shingle of more texts than these is furniture of a site or a set phrase, and names no candidate.
_COMMON = 100
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Shingles = NDArray[np.uint64]


@dataclass(frozen=True)
class Overlap:
    """What two texts share.

    Parameters
    ----------
    id
        The other text.
    containment
        The share of the smaller text's shingles that the larger one holds, 0 to 1.
    covered
        The share of this text's shingles that the other holds.
    covers
        The share of the other text's shingles that this one holds.
    """

    id: str
    containment: float
    covered: float
    covers: float

    @property
    def whole(self) -> bool:
        """Whether each holds nearly all of the other: a copy or a reprint, not an excerpt."""
        return min(self.covered, self.covers) >= 0.7


def fold(text: str) -> str:
    """Reduce a text to what two copies of it share: small letters, no marks, single spaces.

    Examples
    --------
    >>> fold("  “Gas & Grain” — ") == fold("gas, grain")
    True
    """
    return " ".join(re.findall(r"\w+", text.casefold()))


def shingles(text: str) -> Shingles:
    """List the runs of five words of a text, as sorted 64-bit hashes without repetition.

    The same on every machine; two different runs meet by chance once in 10^19.

    Examples
    --------
    >>> len(shingles("One two three four five six."))
    2
    """
    words = fold(text).split()
    if len(words) < WORDS:
        return np.empty(0, np.uint64)
    codes = np.array([_code(word) for word in words], np.uint64)
    count = len(codes) - WORDS + 1
    hashed = np.zeros(count, np.uint64)
    for place in range(WORDS):
        hashed = hashed * _MULTIPLIER + codes[place : place + count]
    hashed ^= hashed >> np.uint64(31)
    return np.unique(hashed * _MULTIPLIER)


@lru_cache(maxsize=200_000)
def _code(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def containment(first: Shingles, second: Shingles) -> float:
    """Give the share of the smaller set that lies in the other; 0 for texts under five words.

    Examples
    --------
    >>> whole, part = shingles("a b c d e f g h"), shingles("a b c d e f")
    >>> containment(whole, part)
    1.0
    """
    smaller = min(len(first), len(second))
    if not smaller:
        return 0.0
    return len(np.intersect1d(first, second, assume_unique=True)) / smaller


class ShingleIndex:
    """Texts by their shingles, to find those that overlap with a new one.

    Examples
    --------
    >>> index = ShingleIndex()
    >>> index.add("a", "Ankara and Moscow have struck a bargain that neither of them likes.")
    >>> index.nearest("Moscow have struck a bargain that neither of them").id
    'a'
    """

    def __init__(self) -> None:
        self._texts: dict[str, Shingles] = {}
        self._holders: defaultdict[int, list[str]] = defaultdict(list)

    def __contains__(self, identifier: str) -> bool:
        """Whether a text is there."""
        return identifier in self._texts

    def add(self, identifier: str, text: str) -> None:
        """Take a text in; one of the same id is replaced."""
        self.discard(identifier)
        own = shingles(text)
        self._texts[identifier] = own
        for value in _sampled(own):
            self._holders[value].append(identifier)

    def discard(self, identifier: str) -> None:
        """Take a text out, if it is there."""
        own = self._texts.pop(identifier, None)
        for value in _sampled(own) if own is not None else ():
            self._holders[value].remove(identifier)

    def overlaps(self, text: str, *, least: float = LEAST) -> list[Overlap]:
        """List the texts that overlap with a text, from the most to the least.

        Parameters
        ----------
        text
            The text.
        least
            The containment under which two texts count as different.
        """
        return self._overlaps(shingles(text), least)

    def _overlaps(self, own: Shingles, least: float, *, besides: str = "") -> list[Overlap]:
        # a long text may be the larger of the two: every shingle of a short other one counts
        named: Counter[str] = Counter()
        for shingle in _sampled(own):
            holders = self._holders.get(shingle, ())
            if len(holders) <= _COMMON:
                named.update(holders)
        found = []
        for identifier in named:
            if identifier == besides:
                continue
            other = self._texts[identifier]
            shared = len(np.intersect1d(own, other, assume_unique=True))
            value = shared / min(len(own), len(other))
            if value >= least:
                found.append(Overlap(identifier, value, shared / len(own), shared / len(other)))
        return sorted(found, key=lambda overlap: (-overlap.containment, overlap.id))

    def nearest(self, text: str, *, least: float = LEAST) -> Overlap | None:
        """Give the text that overlaps most with a text; ``None`` when there is none."""
        return next(iter(self.overlaps(text, least=least)), None)

    def pairs(self, *, least: float = LEAST) -> list[tuple[str, Overlap]]:
        """List every two texts that overlap, once, in order of id."""
        found = []
        for identifier in sorted(self._texts):
            own = self._texts[identifier]
            for overlap in self._overlaps(own, least, besides=identifier):
                if overlap.id > identifier:
                    found.append((identifier, overlap))
        return found


def _sampled(own: Shingles) -> list[int]:
    """Give the shingles that are looked up: all of a short text, one in four of a long one.

    Which of them does not depend on the text, so that two texts sample the same shingles. Those of
    a short text that a long one would not sample are in both all the same when both are short; an
    excerpt of 200 shingles shares some 50 sampled ones with its source.
    """
    if len(own) <= _FEW:
        sample = own
    else:
        sample = own[own % np.uint64(_SAMPLE) == 0]
    return [int(value) for value in sample]


def clusters(articles: Iterable[Article], *, least: float = LEAST) -> list[tuple[Article, ...]]:
    """Gather articles that overlap, directly or through others; the original stands first.

    The original is the earliest of a cluster. Where no date decides (dates of different exactness
    may mean the same day), it is the longest text, then the first id.

    Parameters
    ----------
    articles
        The articles.
    least
        The containment from which two belong together.

    Returns
    -------
    list of tuple
        Clusters of two or more, in order of the id of their original.
    """
    texts = (article for article in articles if not article.derived)
    by_id: Mapping[str, Article] = {article.id: article for article in texts}
    index = ShingleIndex()
    for article in by_id.values():
        index.add(article.id, article.text)
    parent = {identifier: identifier for identifier in by_id}

    def root(identifier: str) -> str:
        while parent[identifier] != identifier:
            parent[identifier] = parent[parent[identifier]]
            identifier = parent[identifier]
        return identifier

    for identifier, overlap in index.pairs(least=least):
        parent[max(root(identifier), root(overlap.id))] = min(root(identifier), root(overlap.id))
    members: defaultdict[str, list[Article]] = defaultdict(list)
    for identifier in sorted(by_id):
        members[root(identifier)].append(by_id[identifier])
    found = [tuple(_in_order(group)) for group in members.values() if len(group) > 1]
    return sorted(found, key=lambda group: group[0].id)


def _in_order(group: list[Article]) -> list[Article]:
    original = earliest(group)
    rest = sorted((a for a in group if a is not original), key=lambda a: (a.published or "9", a.id))
    return [original, *rest]


def earliest(group: Iterable[Article]) -> Article:
    """Give the article that may be called the original: the earliest, else the longest.

    ``2019`` and ``2019-09-03`` cannot be put in order; then the longer text is taken, since
    excerpts are shorter. An undated article is the original only where none is dated.
    """
    members = sorted(group, key=lambda article: article.id)
    dated = [article for article in members if article.published] or members
    first = min(article.published for article in dated)
    # whatever begins with the same, less exact date may be of the same day
    open_dates = [
        article
        for article in dated
        if article.published.startswith(first) or first.startswith(article.published)
    ]
    return max(open_dates, key=lambda article: (len(article.text), -members.index(article)))


def representatives(articles: Iterable[Article], known: Iterable[Article]) -> frozenset[str]:
    """Choose one article of each cluster that `reprint_of` forms: the original where it is there.

    Parameters
    ----------
    articles
        The articles to choose from.
    known
        All articles, through which a reprint of a reprint leads to the original.

    Returns
    -------
    frozenset of str
        Ids; where the original is not among `articles`, that of the earliest reprint.
    """
    by_id = {article.id: article for article in known}

    def original(article: Article) -> str:
        seen = [article.id]
        while article.reprint_of:
            if article.reprint_of in seen:  # articles that point at each other are one cluster
                return min(seen[seen.index(article.reprint_of) :])
            if article.reprint_of not in by_id:
                return article.reprint_of
            article = by_id[article.reprint_of]
            seen.append(article.id)
        return article.id

    best: dict[str, tuple[bool, str, str]] = {}
    for article in articles:
        cluster = original(article)
        order = (article.id != cluster, article.published or "9999", article.id)
        best[cluster] = min(order, best.get(cluster, order))
    return frozenset(identifier for _, _, identifier in best.values())
