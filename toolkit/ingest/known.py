"""What a corpus already holds: the same page, the same address, nearly the same text.

Files are read once a process and again only when they have changed.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from toolkit.corpus.article import Article, try_article
from toolkit.ingest.units import fold

ARTICLES = ("articles", "private/articles")
ORIGINALS = "private/originals"
RECORD = "cleaning.json"
_SHINGLE = 5
# parameters that say whence a reader came, not what is read
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|srsltid|share\w*|amp|ref|source|cmpid|mc_\w+|traffic\w*"
)


@dataclass(frozen=True)
class Near:
    """An article that shares much text with another.

    Parameters
    ----------
    id
        The article.
    containment
        The share of the shorter text's five-word runs that the other text holds too.
    """

    id: str
    containment: float


def articles(root: Path) -> list[Article]:
    """List the articles of a corpus that can be read, sorted by id."""
    found = []
    for base in ARTICLES:
        for folder, subfolders, files in os.walk(root / base):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            for name in sorted(files):
                if name.endswith(".md") and not name.startswith("."):
                    path = Path(folder) / name
                    article = _article(path, root, *_stamp(path))
                    found += [article] if article else []
    return sorted(found, key=lambda article: (article.id, article.path))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=20_000)
def _article(path: Path, root: Path, changed: int, size: int) -> Article | None:
    return try_article(path, root=root)[0]


def record(root: Path, identifier: str) -> dict[str, Any]:
    """Read the record of how an article was taken in; empty where there is none."""
    try:
        text = (root / ORIGINALS / identifier / RECORD).read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def same_article(root: Path, *, original: str, text: str, url: str) -> tuple[Article, str] | None:
    """Find an article made from the same file, with the same text, or from the same address.

    Parameters
    ----------
    root
        The corpus.
    original, text
        The sha256 of the untouched file and of the article's text.
    url
        The address, or ``""``.

    Returns
    -------
    tuple or None
        The article and what is the same.
    """
    address = plain_url(url)
    for article in articles(root):
        if article.sha256 == text:
            return article, "the same text"
        if record(root, article.id).get("sha256") == original:
            return article, "made from the same file"
        if address and plain_url(article.url) == address:
            return article, "taken from the same address"
    return None


def plain_url(url: str) -> str:
    """Reduce an address to what two copies of it share: no scheme, ``www.``, tracking, fragment.

    A query that names the page (``?p=12``) stays.

    Examples
    --------
    >>> plain_url("https://www.example.org/a/?utm_source=x&p=2#top")
    'example.org/a?p=2'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":443").removesuffix(":80")
    query = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.fullmatch(k.lower())]
    path = parts.path.rstrip("/").removesuffix("/amp")
    return f"{host}{path}?{urlencode(query)}" if query else f"{host}{path}"


def nearest(root: Path, text: str, *, least: float = 0.5) -> Near | None:
    """Find the article that shares most text with a text.

    Containment of five-word shingles (Broder 1997, "On the resemblance and containment of
    documents"): it also finds excerpts, which resemblance misses.

    Parameters
    ----------
    root
        The corpus.
    text
        The text.
    least
        The containment under which two texts count as different.
    """
    own = shingles(text)
    best: Near | None = None
    for article in articles(root):
        value = containment(own, _shingles(article.sha256, article.text))
        if value >= least and (best is None or value > best.containment):
            best = Near(article.id, value)
    return best


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """List the runs of five words of a text.

    Examples
    --------
    >>> len(shingles("One two three four five six."))
    2
    """
    words = fold(text).split()
    return frozenset(
        tuple(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)
    )


@lru_cache(maxsize=2_000)
def _shingles(sha256: str, text: str) -> frozenset[tuple[str, ...]]:
    return shingles(text)


def containment(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> float:
    """Give the share of the smaller set that lies in the other; 0 for texts under five words.

    Examples
    --------
    >>> whole, part = shingles("a b c d e f g h"), shingles("a b c d e f")
    >>> containment(whole, part)
    1.0
    """
    smaller, larger = sorted((first, second), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def recurring_lines(root: Path, lines: tuple[str, ...], *, least: int = 2) -> frozenset[str]:
    """Find the lines of a page that other pages of the corpus bear as well.

    A page that shares most of its words with this one is another copy of it and does not count.

    Parameters
    ----------
    root
        The corpus, with originals of pasted text under ``private/originals``.
    lines
        The page.
    least
        The number of other pages on which a line must stand.
    """
    own = {fold(line) for line in lines if line.strip()}
    counts: Counter[str] = Counter()
    for path in sorted((root / ORIGINALS).glob("*/*.txt")):
        theirs = _folded_lines(path, *_stamp(path))
        shared = own & theirs
        if sum(map(len, shared)) <= 0.5 * sum(map(len, own)):
            counts.update(shared)
    return frozenset(line for line, count in counts.items() if count >= least)


@lru_cache(maxsize=5_000)
def _folded_lines(path: Path, changed: int, size: int) -> frozenset[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return frozenset()
    return frozenset(fold(line) for line in text.splitlines() if line.strip())
