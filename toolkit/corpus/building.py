"""Make a corpus of articles already read, or of a data frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.annotate import TaggerName, known_tagger
from toolkit.corpus.actors import ActorList
from toolkit.corpus.article import Article
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.store import Store
from toolkit.errors import Problem

if TYPE_CHECKING:
    import pandas as pd


def from_frame(
    frame: pd.DataFrame, *, text: str = "text", tagger: TaggerName = "toolkit"
) -> Corpus:
    """Make a corpus of a data frame, in memory.

    Parameters
    ----------
    frame
        One row an article. Columns named like fields of an article are its fields (``author`` a
        list, or names separated by ``;``); all others become variables. Missing ids are numbered,
        missing rights are taken as in copyright.
    text
        The column of the text.
    tagger
        As in `load`.

    Raises
    ------
    CorpusError
        With every problem, by row.

    Examples
    --------
    >>> import pandas as pd
    >>> len(from_frame(pd.DataFrame({"text": ["One.", "Two."]})))
    2
    """
    from toolkit.corpus.frames import articles_from_frame

    return corpus_of(articles_from_frame(frame, text=text), tagger=known_tagger(tagger))


def corpus_of(
    articles: Iterable[Article],
    *,
    root: Path | None = None,
    codebook: Codebook | None = None,
    actor_list: ActorList | None = None,
    problems: Sequence[Problem] = (),
    tagger: TaggerName = "toolkit",
) -> Corpus:
    """Make a corpus of articles already read."""
    return Corpus(
        Store(
            sorted(articles, key=lambda article: article.id),
            root=root,
            codebook=codebook or Codebook.default(),
            actor_list=actor_list or ActorList.default(),
            problems=problems,
            tagger=tagger,
        )
    )
