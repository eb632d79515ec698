"""Check texts of the reference panel against their plan and for sameness.

``python scripts/check_panel_text.py [FILE or FOLDER …]`` (without: all of ``corpus/articles``)
prints a line for each article - words, paragraphs, lengths, MATTR - and each fault with its remedy:
paragraphs against ``corpus/coding/design.csv``, words against ``articles_plan.csv``, runs of eight
words shared with the texts of others (``--seeds``, where that folder is), five-word sequences in
more than four articles, pairs of articles that share too much, repeated openings and closings. A
draft is compared with the articles of the corpus too. Exit code 1 when there is a fault; a note is
none.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from toolkit.corpus.article import Article, read_article
from toolkit.corpus.wordlists import default_stop_list
from toolkit.errors import CorpusError, ToolkitError
from toolkit.stats.diversity import mattr

ROOT = Path(__file__).resolve().parents[1]
CODING = ROOT / "corpus" / "coding"
SEEDS = ROOT.parent / "shared" / "seeds"

PARAGRAPH_WORDS = (35, 160)
ARTICLE_WORDS = (250, 1600)
# How far an article may stray from the words of its plan.
TOLERANCE = 0.15
MATTR_WINDOW, MATTR_RANGE = 100, (0.70, 0.78)
COPIED = 8
SHINGLE, MOST_ARTICLES, MOST_SHARED = 5, 4, 0.05
OPENING = 4
PARAGRAPH_OPENING = 3
LINKS = {"of", "the", "and", "for", "in", "on", "s"}

Shingle = tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """An article as its words: runs of letters, paragraph by paragraph, case kept."""

    id: str
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for paragraph in self.paragraphs for word in paragraph)

    @property
    def lower(self) -> tuple[str, ...]:
        return tuple(word.lower() for word in self.words)


@dataclass(frozen=True)
class Found:
    """Something to mend (a fault) or to look at (a note)."""

    article: str
    message: str
    fault: bool = True

    def __str__(self) -> str:
        return f"{'FAULT' if self.fault else 'note '} {self.article}: {self.message}"


def letters(text: str) -> tuple[str, ...]:
    """Split a text into runs of letters.

    >>> letters("Turkey's S-400, 2019")
    ('Turkey', 's', 'S')
    """
    return tuple(re.findall(r"[^\W\d_]+", text))


def runs(words: Sequence[str], length: int) -> Iterator[Shingle]:
    """Give every sequence of so many words, ends of sentences and paragraphs disregarded."""
    return zip(*(words[start:] for start in range(length)), strict=False)


def text_of(article: Article) -> Text:
    """Give an article as words."""
    return Text(article.id, tuple(letters(paragraph) for paragraph in article.paragraphs))


def count_words(article: Article) -> list[int]:
    """Count the words of each paragraph as a word processor does: between blanks."""
    return [len(paragraph.split()) for paragraph in article.paragraphs]


def against_plan(
    article: Article, planned: Mapping[str, Mapping[str, str]], sizes: Mapping[str, int]
) -> Iterator[Found]:
    """Compare an article with its row of the plan."""
    if article.id not in planned:
        yield Found(article.id, "no such article in articles_plan.csv; take the id from there")
        return
    row = planned[article.id]
    number, wanted = len(article.paragraphs), sizes[article.id]
    if number != wanted:
        yield Found(article.id, f"{number} paragraphs; the design has {wanted}: split or join")
    words = sum(count_words(article))
    if abs(words - int(row["words"])) > TOLERANCE * int(row["words"]):
        yield Found(article.id, f"{words} words; the plan has {row['words']} (15 % either way)")
    for name, given in (
        ("published", str(article.published)),
        ("author", ";".join(article.author)),
        *((key, str(article.variables.get(key, ""))) for key in ("event", "theatre", "form")),
    ):
        wished = row["authors" if name == "author" else name]
        if given != wished:
            yield Found(article.id, f"{name} is {given!r}; the plan has {wished!r}")


def lengths(article: Article) -> Iterator[Found]:
    """Check the lengths of an article and its paragraphs."""
    words = count_words(article)
    if not ARTICLE_WORDS[0] * (1 - TOLERANCE) <= sum(words) <= ARTICLE_WORDS[1] * (1 + TOLERANCE):
        yield Found(article.id, f"{sum(words)} words; an article has {ARTICLE_WORDS}")
    for number, count in enumerate(words, start=1):
        if not PARAGRAPH_WORDS[0] <= count <= PARAGRAPH_WORDS[1]:
            low, high = PARAGRAPH_WORDS
            yield Found(article.id, f"paragraph {number} has {count} words; {low} to {high} wanted")


def diversity(text: Text) -> float:
    """Give MATTR(100) on lower-case letter words; NaN for a shorter text."""
    numbers: dict[str, int] = {}
    return mattr([numbers.setdefault(w, len(numbers)) for w in text.lower], window=MATTR_WINDOW)


def smoothness(text: Text) -> Iterator[Found]:
    """Note a vocabulary that is more, or less, various than that of real commentary."""
    value = diversity(text)
    low, high = MATTR_RANGE
    if value > high:
        yield Found(
            text.id,
            f"MATTR {value:.3f} is over {high}: too smooth; repeat plain words, as people do",
            fault=False,
        )
    if value < low:
        yield Found(text.id, f"MATTR {value:.3f} is under {low}: very repetitive", fault=False)


def copied(texts: Iterable[Text], sources: Mapping[str, Sequence[str]]) -> Iterator[Found]:
    """Find runs of eight words that stand in a text of others; there is no exception."""
    known = {
        run: name
        for name, words in sources.items()
        for run in runs([word.lower() for word in words], COPIED)
    }
    for text in texts:
        for run in runs(text.lower, COPIED):
            if run in known:
                yield Found(text.id, f"'{' '.join(run)}' stands in {known[run]}: reword")


def is_name(run: Sequence[str]) -> bool:
    """Say whether a sequence is made of names alone.

    >>> is_name(("Grand", "National", "Assembly", "of", "Turkey"))
    True
    >>> is_name(("The", "gas", "comes", "from", "Russia"))
    False
    """
    return all(word[0].isupper() or word in LINKS for word in run)


def repeated(texts: Sequence[Text]) -> Iterator[Found]:
    """Find five-word sequences, other than names, in more than four articles."""
    holders: dict[Shingle, set[str]] = defaultdict(set)
    for text in texts:
        for run in runs(text.words, SHINGLE):
            if not is_name(run):
                holders[tuple(word.lower() for word in run)].add(text.id)
    for run, names in sorted(holders.items()):
        if len(names) > MOST_ARTICLES:
            shown = ", ".join(sorted(names))
            yield Found("corpus", f"'{' '.join(run)}' stands in {len(names)} articles: {shown}")


def alike(texts: Sequence[Text]) -> Iterator[Found]:
    """Find pairs of articles sharing over 5 % of the five-word shingles of the shorter one."""
    shingles = {text.id: set(runs(text.lower, SHINGLE)) for text in texts}
    for one, other in combinations(sorted(shingles), 2):
        shorter = min(len(shingles[one]), len(shingles[other]))
        common = len(shingles[one] & shingles[other])
        if common > MOST_SHARED * shorter:
            share = 100 * common / shorter
            yield Found(one, f"{share:.1f} % of five-word sequences shared with {other}")


def formulas(texts: Sequence[Text]) -> Iterator[Found]:
    """Find openings and closings of articles, and openings of paragraphs, that come again."""
    for what, take in (("opens", slice(None, OPENING)), ("closes", slice(-OPENING, None))):
        holders: dict[Shingle, list[str]] = defaultdict(list)
        for text in texts:
            holders[text.lower[take]].append(text.id)
        for run, names in sorted(holders.items()):
            if len(names) > 1:
                yield Found(names[0], f"{what} with '{' '.join(run)}', as {', '.join(names[1:])}")
    openings: dict[Shingle, set[str]] = defaultdict(set)
    for text in texts:
        for paragraph in text.paragraphs:
            run = paragraph[:PARAGRAPH_OPENING]
            openings[tuple(word.lower() for word in run)].add(text.id)
    ordinary = default_stop_list()  # "there is a" is no formula of anybody's
    for run, articles in sorted(openings.items()):
        if len(articles) > MOST_ARTICLES and not set(run) <= ordinary:
            message = f"paragraphs of {len(articles)} articles open with '{' '.join(run)}'"
            yield Found("corpus", f"{message}: {', '.join(sorted(articles))}")


def read_plan(folder: Path = CODING) -> tuple[dict[str, dict[str, str]], Counter[str]]:
    """Read the articles of the plan, and how many paragraphs the design gives each."""
    with (folder / "articles_plan.csv").open(encoding="utf-8", newline="") as file:
        planned = {row["id"]: row for row in csv.DictReader(file)}
    with (folder / "design.csv").open(encoding="utf-8", newline="") as file:
        return planned, Counter(row["article"] for row in csv.DictReader(file))


def read_sources(folder: Path) -> dict[str, tuple[str, ...]]:
    """Read the texts of others, as words; empty where the folder is absent."""
    return {
        path.name: letters(path.read_text(encoding="utf-8", errors="replace"))
        for path in sorted(folder.glob("**/*.txt"))
    }


def articles_in(paths: Iterable[Path]) -> list[Article]:
    """Read the articles of files and folders."""
    found: dict[str, Article] = {}
    for path in paths:
        if not path.exists():
            raise CorpusError(f"{path}: no such file or folder")
        for file in sorted(path.rglob("*.md")) if path.is_dir() else [path]:
            article = read_article(file)
            found[article.id] = article
    return list(found.values())


def check(
    articles: Sequence[Article], others: Sequence[Article], seeds: Path = SEEDS
) -> list[Found]:
    """Check articles; `others` are those to compare with that are not judged themselves."""
    planned, sizes = read_plan()
    own = [text_of(article) for article in articles]
    judged = {text.id for text in own}
    together = [*own, *(text_of(o) for o in others if o.id not in judged)]
    found: list[Found] = []
    for article, text in zip(articles, own, strict=True):
        found.extend(against_plan(article, planned, sizes))
        found.extend(lengths(article))
        found.extend(smoothness(text))
    found.extend(copied(own, read_sources(seeds)))
    between = [*repeated(together), *alike(together), *formulas(together)]
    # What only concerns articles that are not judged here is left to their own check.
    found.extend(f for f in between if any(name in f"{f.article} {f.message}" for name in judged))
    return found


def main() -> int:
    """Print what was found; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("paths", nargs="*", type=Path, help="article files or folders")
    options.add_argument("--seeds", type=Path, default=SEEDS, help="folder of the texts of others")
    given = options.parse_args()
    try:
        corpus = articles_in([ROOT / "corpus" / "articles"])
        articles = articles_in(given.paths) if given.paths else corpus
        found = check(articles, corpus, given.seeds)
    except ToolkitError as error:
        print(f"check_panel_text: {error}", file=sys.stderr)
        return 1
    for article in articles:
        words = count_words(article)
        value = diversity(text_of(article))
        print(
            f"{article.id}: {sum(words)} words in {len(words)} paragraphs "
            f"({min(words)}-{max(words)}), MATTR {value:.3f}"
        )
    for one in found:
        print(one)
    if not given.seeds.is_dir():
        print(f"note  {given.seeds.name}: no such folder, so nothing was compared with it")
    faults = sum(one.fault for one in found)
    print(f"{len(articles)} articles, {faults} faults, {len(found) - faults} notes")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
