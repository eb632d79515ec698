"""Read a corpus folder: every article, and everything that is wrong, in one go."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.corpus.article import Article, try_article
from toolkit.corpus.derived_reading import read_derived
from toolkit.corpus.frontmatter import FrontMatter, split
from toolkit.errors import CorpusError, Problem, suggest

PRIVATE = "private"
ARTICLES = "articles"
# `load` goes on with these, `check` does not: the text is whole, only its place is wrong.
_CHECK_ONLY = {"private-text-outside"}


@dataclass(frozen=True)
class Folder:
    """What a corpus folder holds: its usable articles in order of id, and its problems."""

    root: Path
    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]

    def errors(self) -> tuple[Problem, ...]:
        """List the problems that forbid use; those that only forbid sharing are none."""
        return tuple(
            problem
            for problem in self.problems
            if problem.level == "error" and problem.code not in _CHECK_ONLY
        )


def find_corpus(path: str | Path) -> Path:
    """Find a corpus folder, also from a folder below (a notebook runs in ``notebooks/``).

    Parameters
    ----------
    path
        A folder that holds ``articles/``; a relative one is looked for here and in the folders
        above.

    Raises
    ------
    CorpusError
        When there is none.
    """
    if not isinstance(path, str | Path):
        raise CorpusError(f"a corpus is loaded from the path of a folder; found {path!r:.80}")
    wanted = Path(path).expanduser()
    here = Path.cwd()
    candidates = [wanted] if wanted.is_absolute() else [p / wanted for p in (here, *here.parents)]
    for candidate in candidates:
        if (candidate / ARTICLES).is_dir() or (candidate / PRIVATE / ARTICLES).is_dir():
            return Path(os.path.realpath(candidate))
    raise CorpusError(
        f"no corpus at {str(path)!r}: a corpus is a folder that holds {ARTICLES}/; "
        f"name yours with --corpus (toolkit.load('FOLDER') in Python), or make one with "
        f"'discourse init {path}'"
    )


def read_folder(root: Path) -> Folder:
    """Read every article below ``articles/`` and ``private/articles/``, at any depth.

    Files and folders whose name begins with a dot are not read.

    Parameters
    ----------
    root
        The corpus folder.

    Returns
    -------
    Folder
    """
    articles: list[Article] = []
    problems: list[Problem] = []
    for path in _article_files(root, problems):
        article, found = try_article(path, root=root)
        problems += found
        if article is not None:
            articles.append(article)
            problems += _rights_problems(article, path)
    counted, found = read_derived(root, articles)
    problems += found
    problems += _same_id(root, articles, problems)
    problems += _same_text(articles)
    articles += counted
    problems += _reprints(articles)
    unique = {article.id: article for article in sorted(articles, key=lambda a: (a.id, a.path))}
    ordered = tuple(unique[identifier] for identifier in sorted(unique))
    return Folder(root, ordered, tuple(sorted(problems)))


def _article_files(root: Path, problems: list[Problem]) -> Iterator[Path]:
    for base in (root / ARTICLES, root / PRIVATE / ARTICLES):
        for folder, subfolders, files in os.walk(base, onerror=_collect(root, problems)):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            for name in subfolders:
                if os.path.islink(os.path.join(folder, name)):
                    place = (Path(folder) / name).relative_to(root).as_posix()
                    what = "a symbolic link to a folder is not followed"
                    problems.append(
                        Problem(place, 0, "", what, "copy the articles here", code="linked-folder")
                    )
            for name in sorted(files):
                path = Path(folder) / name
                if name.startswith(".") or name.lower() == "readme.md":
                    continue
                if name.endswith(".md"):
                    yield path
                else:
                    what = "not an article file (the name does not end in .md)"
                    remedy = f"take it in with 'discourse add {name}', or move it elsewhere"
                    problems.append(
                        Problem(
                            path.relative_to(root).as_posix(),
                            0,
                            "",
                            what,
                            remedy,
                            "warning",
                            "not-markdown",
                        )
                    )


def _collect(root: Path, problems: list[Problem]) -> Callable[[OSError], None]:
    def note(error: OSError) -> None:
        place = Path(error.filename)
        if place.exists():
            name = place.relative_to(root).as_posix()
            what = f"the folder cannot be read ({error.strerror})"
            problems.append(Problem(name, 0, "", what, "check its rights", code="unreadable"))

    return note


def _rights_problems(article: Article, path: Path) -> list[Problem]:
    if article.private and not article.path.startswith(f"{PRIVATE}/"):
        return [
            Problem(
                article.path,
                _front_matter(path).lines["rights"],
                "rights",
                "in-copyright text outside private/ would be shared with the corpus",
                f"move the file to {PRIVATE}/{ARTICLES}/, or state the licence it is under",
                code="private-text-outside",
            )
        ]
    return []


def _front_matter(path: Path) -> FrontMatter:
    """Read once more where each field of a file stands that could be read."""
    return split(path.read_text(encoding="utf-8-sig"))


def _same_id(root: Path, articles: Iterable[Article], problems: Iterable[Problem]) -> list[Problem]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for article in articles:
        places[article.id].append(article.path)
    for problem in problems:
        if problem.code == "id-is-not-file-name":
            places[_front_matter(root / problem.file).values["id"]].append(problem.file)
    return [
        Problem(
            place,
            _front_matter(root / place).lines["id"],
            "id",
            f"two articles have the id {identifier!r} (also {paths[0]})",
            "give one of them another id and file name",
            code="same-id",
        )
        for identifier, paths in sorted(places.items())
        for place in sorted(paths)[1:]
    ]


def alike(
    articles: Iterable[Article], key: Callable[[Article], Hashable]
) -> Iterator[tuple[Article, Article]]:
    """Pair each article with the first that has the same key, reprints that say so left out."""
    places: defaultdict[Hashable, list[Article]] = defaultdict(list)
    for article in articles:
        places[key(article)].append(article)
    for group in places.values():
        first, *others = sorted(group, key=lambda article: article.id)
        for other in others:
            if other.id != first.id and not other.reprint_of and not first.reprint_of:
                yield first, other


def _same_text(articles: Iterable[Article]) -> list[Problem]:
    return [
        Problem(
            other.path,
            0,
            "",
            f"the same text as {first.id!r}",
            f"delete one, or write 'reprint_of: {first.id}'",
            "warning",
            "same-text",
        )
        for first, other in alike(articles, lambda article: article.sha256)
    ]


def _reprints(articles: Iterable[Article]) -> list[Problem]:
    known = {article.id for article in articles}
    problems = []
    for article in articles:
        target = article.reprint_of
        if target and (target not in known or target == article.id):
            what = (
                "an article cannot be a reprint of itself"
                if target == article.id
                else f"no article has the id {target!r}{suggest(target, known)}"
            )
            problems.append(
                Problem(
                    article.path,
                    0,
                    "reprint_of",
                    what,
                    "write the id of the original, or leave the field out",
                    "warning",
                    "unknown-reprint",
                )
            )
    return problems


def as_demoted(problem: Problem) -> Problem:
    """Turn a problem that only `check` refuses into a warning."""
    return replace(problem, level="warning") if problem.code in _CHECK_ONLY else problem
