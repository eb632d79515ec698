"""Articles, tokens, queries and the codebook: what every analysis starts from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from toolkit.annotate import TaggerName, known_tagger
from toolkit.corpus.actors import ActorList
from toolkit.corpus.article import Article, read_article
from toolkit.corpus.building import corpus_of, from_frame
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.groups import Groups
from toolkit.corpus.reading import as_demoted, find_corpus, read_folder
from toolkit.errors import CorpusError, Problem
from toolkit.wording import count_of

__all__ = [
    "Article",
    "Corpus",
    "Groups",
    "check",
    "corpus_of",
    "find_codebook",
    "find_corpus",
    "from_frame",
    "load",
    "read_article",
]


def load(path: str | Path = "corpus", *, tagger: TaggerName = "toolkit") -> Corpus:
    """Load a corpus folder.

    Texts are annotated when an analysis first needs them, and kept in ``.cache/`` of the folder.

    Parameters
    ----------
    path
        The folder; a relative one is looked for here and in the folders above.
    tagger
        ``"toolkit"``, or ``"nltk"`` for the tags of NLTK's perceptron, whose data must be on this
        machine.

    Returns
    -------
    Corpus
        All articles in order of id, private ones included.

    Raises
    ------
    CorpusError
        When any article cannot be used, with every problem of the folder.
    AnnotationError
        When the tagger is unknown; when texts are annotated, if NLTK's data are not there.
    """
    known_tagger(tagger)
    root = find_corpus(path)
    folder = read_folder(root)
    if tagger != "toolkit":  # derived counts are those of the toolkit's tagger
        texts = tuple(item for item in folder.articles if not item.derived)
        folder = replace(folder, articles=texts)
    errors = folder.errors()
    if errors:
        found = count_of(len(errors), "problem")
        raise CorpusError(f"{found} in {root.name!r}, all listed by 'discourse check':", errors)
    if not folder.articles:
        raise CorpusError(
            f"{root.name!r} holds no article yet: add one with 'discourse add FILE' "
            "or write articles/<id>.md"
        )
    actors = root / "codebook" / "actors.yaml"
    actor_list = ActorList.load(actors) if actors.exists() else ActorList.default()
    problems = [as_demoted(problem) for problem in folder.problems]
    if any(item.derived for item in folder.articles):
        from toolkit.corpus.checking import outdated_counts

        problems += outdated_counts(folder.articles, actor_list)
    return corpus_of(
        folder.articles,
        root=root,
        codebook=_codebook(root),
        actor_list=actor_list,
        problems=problems,
        tagger=tagger,
    )


def find_codebook(path: str | Path = "corpus") -> Codebook:
    """Read the codebook of a corpus without its articles.

    Parameters
    ----------
    path
        The folder; where there is none, or it has no codebook, the one of the package is meant.

    Raises
    ------
    CodebookError
        When the file is not well formed.
    """
    try:
        return _codebook(find_corpus(path))
    except CorpusError:
        return Codebook.default()


def _codebook(root: Path) -> Codebook:
    frames = root / "codebook" / "frames.yaml"
    return Codebook.load(frames) if frames.exists() else Codebook.default()


def check(path: str | Path = "corpus") -> tuple[Problem, ...]:
    """Find everything that is wrong with a corpus folder, in one go.

    Parameters
    ----------
    path
        The folder.

    Returns
    -------
    tuple of Problem
        Errors and warnings of articles and codebook, sorted by file and line.
    """
    from toolkit.corpus.checking import check_folder

    return check_folder(find_corpus(path))
