"""Find everything that is wrong with a corpus folder: articles, codebook, actors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from toolkit import annotate
from toolkit.corpus import duplicates, quarantine
from toolkit.corpus.actors import ActorList
from toolkit.corpus.article import Article
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.derived import DerivedArticle
from toolkit.corpus.languages import FEWEST_WORDS
from toolkit.corpus.reading import alike, read_folder
from toolkit.errors import Problem, ToolkitError


def check_folder(root: Path) -> tuple[Problem, ...]:
    """List the problems of a corpus folder, sorted by file and line.

    Parameters
    ----------
    root
        The corpus folder.
    """
    folder = read_folder(root)
    problems = list(folder.problems)
    problems += outdated_counts(folder.articles, _actors(root))
    for article in folder.articles:
        if article.derived:
            continue
        long_enough = len(article.text.split()) >= FEWEST_WORDS
        marked_english = article.language.split("-")[0] == "en"
        if marked_english and long_enough and not annotate.is_english(article.text):
            what = "the text does not look English, the language it is marked with"
            remedy = "correct 'language', or leave the article out of comparisons of words"
            problems.append(
                Problem(article.path, 0, "language", what, remedy, "warning", "not-english")
            )
    problems += quarantine.problems(root)
    copies = _copies(folder.articles)
    problems += copies
    told = {problem.file for problem in copies}
    problems += [one for one in _same_title(folder.articles) if one.file not in told]
    readers: dict[str, Callable[[Path], Any]] = {
        "frames.yaml": Codebook.load,
        "actors.yaml": ActorList.load,
    }
    for name, read in readers.items():
        path = root / "codebook" / name
        if path.exists():
            try:
                read(path)
            except ToolkitError as error:
                place = path.relative_to(root).as_posix()
                remedy = "mend the file, or delete it to use the list of the package"
                problems.append(Problem(place, 0, "", str(error), remedy, code="bad-codebook"))
    return tuple(sorted(problems))


def outdated_counts(articles: Sequence[Article], actors: ActorList | None) -> list[Problem]:
    """Warn of counts that another annotator or another actors list made than texts are read by.

    Parameters
    ----------
    articles
        The articles; only those that are counts can be outdated.
    actors
        The list by which texts are read; ``None`` when it cannot be told.
    """
    found = []
    for article in articles:
        if not isinstance(article, DerivedArticle):
            continue
        made = article.counts.making
        others = []
        if made.annotator != annotate.VERSION:
            others.append(
                f"by version {made.annotator} of the annotator (texts are by {annotate.VERSION})"
            )
        if actors is not None and made.actors != actors.fingerprint:
            others.append(
                f"with the actors list {made.actors} (texts are with {actors.fingerprint})"
            )
        if others:
            what = f"counted {' and '.join(others)}: the two do not compare"
            remedy = "export it again where its text is at hand"
            found.append(
                Problem(article.path, 0, "made", what, remedy, "warning", "outdated-counts")
            )
    return found


def _actors(root: Path) -> ActorList | None:
    path = root / "codebook" / "actors.yaml"
    try:
        return ActorList.load(path) if path.exists() else ActorList.default()
    except ToolkitError:
        return None  # told where the codebook is read


def _copies(articles: Sequence[Article]) -> list[Problem]:
    """Name articles that copy an earlier one and are not marked as its reprint."""
    found = []
    for original, *others in duplicates.clusters(articles):
        marked = {original.id, original.reprint_of} - {""}
        for article in others:
            if article.reprint_of in marked or article.sha256 == original.sha256:
                continue  # the same text, word for word, is named when the folder is read
            what = f"copies much of {original.id!r}, or is copied by it"
            remedy = f"'discourse reprints --mark' writes 'reprint_of: {original.id}'"
            found.append(
                Problem(article.path, 0, "reprint_of", what, remedy, "warning", "near-duplicate")
            )
    return found


def _same_title(articles: Sequence[Article]) -> list[Problem]:
    """Warn of two texts of one title and byline: versions of one article, more often than not."""
    signed = [article for article in articles if article.author]
    return [
        Problem(
            other.path,
            0,
            "title",
            f"title and author are those of {first.id!r}",
            f"delete one, write 'reprint_of: {first.id}', or leave both if they are two texts",
            "warning",
            "same-title",
        )
        for first, other in alike(
            signed, lambda article: (article.title.casefold(), article.author)
        )
        if other.sha256 != first.sha256
    ]
