"""What a corpus already holds: the same page, address, nearly the same text, lines of furniture.

Read once for a batch, and kept up to date as articles are added.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from toolkit.corpus.article import Article, try_article
from toolkit.corpus.duplicates import Overlap, ShingleIndex, fold
from toolkit.corpus.quarantine import FOLDER, ORIGINALS, read_record
from toolkit.errors import IngestError
from toolkit.ingest.isolation import read_isolated

ARTICLES = ("articles", "private/articles")
# A line on this many other pages belongs to the site: with the page itself that makes three.
_RECURS = 2
# parameters that say whence a reader came, not what is read
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|srsltid|share\w*|amp|ref|source|cmpid|mc_\w+|traffic\w*"
)


@dataclass(frozen=True)
class Same:
    """An article that a page is already there as.

    Parameters
    ----------
    article
        The article.
    why
        What is the same.
    """

    article: Article
    why: str

    @property
    def quarantined(self) -> bool:
        """Whether it waits in quarantine."""
        return self.article.path.startswith(f"{FOLDER}/")


class Holdings:
    """The articles of a corpus, by all that tells whether a page is among them.

    An article of which only counts are at hand is not: its text may still be added.

    Parameters
    ----------
    root
        The corpus folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ids: set[str] = set()
        self._by_text: defaultdict[str, list[Article]] = defaultdict(list)
        self._by_original: defaultdict[str, list[Article]] = defaultdict(list)
        self._by_address: dict[str, Article] = {}
        self._loaded: dict[str, Article] = {}
        for path in article_files(root):
            self.ids.add(path.stem)
            article = read_once(path, root)
            if article:
                self.add(article, str(read_record(root, article.id).get("sha256", "")))

    def add(self, article: Article, original: str = "") -> None:
        """Take an article into account.

        Parameters
        ----------
        article
            The article, with its path in the corpus.
        original
            The sha256 of the page it was made from; ``""`` where it is unknown.
        """
        self.ids.add(article.id)
        self._by_text[article.sha256].append(article)
        if original:
            self._by_original[original].append(article)
        if article.url:
            self._by_address.setdefault(plain_url(article.url), article)
        if not article.path.startswith(f"{FOLDER}/"):
            self._loaded[article.id] = article
            if "_overlaps" in self.__dict__:
                self._overlaps.add(article.id, article.text)

    def find(
        self, *, original: str, text: str, url: str, outlet: str = "", bare: bool = False
    ) -> Same | None:
        """Find an article made from the same file, with the same text, or from the same address.

        The same text in another outlet is a reprint, and not the same article.

        Parameters
        ----------
        original, text
            The sha256 of the untouched page and of the article's text.
        url, outlet
            The address and the outlet, or ``""``.
        bare
            Whether the page is a text and nothing else, as a row of a table is: a reprint has the
            same bytes then.
        """
        for article in self._by_original.get(original, ()) if original else ():
            if not (bare and differ(outlet, article.outlet)):
                return Same(article, "made from the same file")
        for article in self._by_text.get(text, ()):
            if not differ(outlet, article.outlet):
                return Same(article, "the same text")
        address = plain_url(url) if url else ""
        if address and address in self._by_address:
            return Same(self._by_address[address], "taken from the same address")
        return None

    def article(self, identifier: str) -> Article | None:
        """Give an article that is loaded with the corpus."""
        return self._loaded.get(identifier)

    @cached_property
    def _overlaps(self) -> ShingleIndex:
        index = ShingleIndex()
        for article in self._loaded.values():
            index.add(article.id, article.text)
        return index

    def nearest(self, text: str, *, besides: str = "") -> Overlap | None:
        """Find the article that shares most of its wording with a text, save one."""
        found = self._overlaps.overlaps(text)
        return next((overlap for overlap in found if overlap.id != besides), None)

    @cached_property
    def furniture(self) -> Furniture:
        """The lines of the pasted pages and mails that the corpus was made from."""
        found = Furniture()
        for path in sorted((self.root / ORIGINALS).glob("*/*")):
            if path.suffix in (".txt", ".eml"):
                found.add(path.parent.name, lines_of(path))
        return found

    @cached_property
    def taken(self) -> dict[str, str]:
        """Ids of originals whose article may be gone, with the sha256 of the page."""
        return {
            store.name: str(read_record(self.root, store.name).get("sha256", ""))
            for store in (self.root / ORIGINALS).glob("*")
            if store.is_dir()
        }


def differ(first: str, second: str) -> bool:
    """Whether two outlets are known to be different ones.

    Examples
    --------
    >>> differ("The Straits Monitor", "Meridian"), differ("Meridian", "")
    (True, False)
    """
    one, two = (re.sub(r"^the\s+", "", fold(name)) for name in (first, second))
    return bool(one and two and one != two)


class Furniture:
    """Lines of pages, to find those that recur on pages of other articles.

    Examples
    --------
    >>> furniture = Furniture()
    >>> for name in "ab":
    ...     furniture.add(name, ["The Ledger, founded 1911", f"What page {name} says, at length."])
    >>> sorted(furniture.recurring(["The Ledger, founded 1911", "What another page says of it."]))
    ['the ledger founded 1911']
    """

    def __init__(self) -> None:
        self._pages: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, page: str, lines: Sequence[str]) -> None:
        """Take the lines of a page in, under a name of its own."""
        for line in {fold(line) for line in lines if line.strip()}:
            self._pages[line].add(page)

    def recurring(
        self, lines: Sequence[str], *, page: str = "", least: int = _RECURS
    ) -> frozenset[str]:
        """Find the lines, folded, that other pages bear as well.

        A page that shares most of its words with this one is another copy of it and does not count.

        Parameters
        ----------
        lines
            The page.
        page
            Its own name, when it was added.
        least
            The number of other pages on which a line must stand.
        """
        own = {fold(line) for line in lines if line.strip()}
        shared: Counter[str] = Counter()
        for line in own:
            for other in self._pages.get(line, ()):
                shared[other] += len(line)
        whole = sum(map(len, own))
        others = {name for name, size in shared.items() if size <= 0.5 * whole and name != page}
        return frozenset(
            line for line in own if len(self._pages.get(line, set()) & others) >= least
        )


def article_files(root: Path) -> Iterator[Path]:
    """List the files of articles, those in quarantine last."""
    for base in (*ARTICLES, FOLDER):
        for folder, subfolders, files in os.walk(root / base):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            for name in sorted(files):
                if name.endswith(".md") and not name.startswith("."):
                    yield Path(folder) / name


def read_once(path: Path, root: Path) -> Article | None:
    """Read an article, again only when its file has changed; ``None`` where it is not sound."""
    return _article(path, root, *_stamp(path))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=20_000)
def _article(path: Path, root: Path, changed: int, size: int) -> Article | None:
    return try_article(path, root=root)[0]


def lines_of(path: Path) -> tuple[str, ...]:
    """Give all the lines of a pasted page or a mail; none where it cannot be read."""
    return _lines(path, *_stamp(path))


@lru_cache(maxsize=5_000)
def _lines(path: Path, changed: int, size: int) -> tuple[str, ...]:
    try:
        if path.suffix.lower() == ".eml":
            return tuple(read_isolated("mail", path.read_bytes())["lines"])
        return tuple(path.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    except (OSError, IngestError):
        return ()


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
