"""Find what is wrong with the codings of a corpus: values, and the paragraphs that they are of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.analyses.framing.coding import read_coding, read_rows
from toolkit.corpus import find_codebook
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.coded_rows import CodedRows
from toolkit.corpus.reading import find_corpus, read_folder
from toolkit.errors import AnalysisError, CodebookError, Problem, suggest
from toolkit.wording import count_of

FOLDER = "coding"
# A table with these columns is meant as a coding, whatever it lacks besides.
_TELLING = {"coder", "article", "frame", "present"}


def check_codings(root: str | Path = "corpus") -> tuple[Problem, ...]:
    """Find everything that is wrong with the codings in ``coding/``, in one go.

    Parameters
    ----------
    root
        The corpus folder.

    Returns
    -------
    tuple of Problem
        Errors for values that the codebook does not know, warnings for paragraphs that the corpus
        does not have, or no longer as they were coded; sorted by file and line.
    """
    root = find_corpus(root)
    try:
        codebook = find_codebook(root)
    except CodebookError:
        return ()  # `discourse check` names what is wrong with it
    tables = []
    for path in sorted((root / FOLDER).glob("*.csv")):
        table = CodedRows.read(path)
        if table is None or {name.strip() for name in table.columns} >= _TELLING:
            tables.append(path)
    if not tables:
        return ()
    folder = read_folder(root)
    shas = {article.id: article.paragraph_shas for article in folder.articles}
    # of an article that cannot be read nobody knows the paragraphs
    unread = {Path(problem.file).stem for problem in folder.errors()} - set(shas)
    return tuple(
        replace(problem, file=f"{FOLDER}/{problem.file}")
        for path in tables
        for problem in sorted(_problems(path, codebook, shas, unread))
    )


def _problems(
    path: Path,
    codebook: Codebook,
    shas: Mapping[str, tuple[str, ...]],
    unread: Collection[str],
) -> Iterator[Problem]:
    try:
        read_coding(path, codebook=codebook)
    except AnalysisError as error:
        yield from (replace(problem, code="bad-coding") for problem in error.problems)
    told: set[tuple[str, str]] = set()
    for line, row in read_rows(path, []):
        article, number, sha = row["article"], row["paragraph"], row["paragraph_sha"]
        if article in unread or (article, number) in told or not number.isdecimal():
            continue
        told.add((article, number))
        if article not in shas:
            if (article, "") not in told:
                what = f"no article has the id {article!r}{suggest(article, shas)}"
                remedy = "write its id; rows of other articles are left out"
                yield Problem(
                    path.name, line, "article", what, remedy, "warning", "coded-article-missing"
                )
            told.add((article, ""))
        elif not 1 <= int(number) <= len(shas[article]):
            what = f"{article} has {count_of(len(shas[article]), 'paragraph')}, not {number}"
            remedy = "write the number of the paragraph; this row is left out"
            yield Problem(
                path.name, line, "paragraph", what, remedy, "warning", "coded-paragraph-missing"
            )
        elif not shas[article][int(number) - 1]:
            what = f"paragraph {number} of {article} is too short for a fingerprint in its counts"
            remedy = "put the text under private/articles/; without it this row is left out"
            yield Problem(
                path.name, line, "paragraph_sha", what, remedy, "warning", "coded-text-unknown"
            )
        elif not (sha and shas[article][int(number) - 1].startswith(sha[:16])):
            what = f"paragraph {number} of {article} is not the text that was coded"
            remedy = "code it again; its rows are left out"
            yield Problem(
                path.name, line, "paragraph_sha", what, remedy, "warning", "coded-text-changed"
            )
