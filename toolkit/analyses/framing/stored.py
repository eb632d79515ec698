"""Frames of derived articles: found when their text was at hand, and stored with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.analyses.framing import instrument
from toolkit.corpus.derived import DerivedArticle
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus


def split(corpus: Corpus) -> tuple[Corpus, tuple[str, ...]]:
    """Leave out derived articles whose frames another instrument found.

    Returns
    -------
    tuple
        The other articles, and a warning when there were such.
    """
    current = instrument.instrument(corpus)
    other = {
        item.id
        for item in corpus.items
        if isinstance(item, DerivedArticle) and item.counts.making.instrument != current
    }
    if not other:
        return corpus, ()
    warning = (
        f"{count_of(len(other), 'article is', 'articles are')} left out: only their counts "
        "are at hand, and their frames were found with another codebook, actors list or "
        "annotator; export them again"
    )
    return corpus.where(id=lambda identifier: identifier not in other), (warning,)


def codes(corpus: Corpus, frames: Sequence[str]) -> pd.DataFrame:
    """Give the stored frames of derived articles.

    Returns
    -------
    pandas.DataFrame
        ``article paragraph frame n_rules present_author``, one row a frame that is present.
    """
    import pandas as pd

    rows = [
        (item.id, number, frame, *paragraph.frames[frame])
        for item in corpus.items
        if isinstance(item, DerivedArticle)
        for number, paragraph in enumerate(item.counts.paragraphs, start=1)
        for frame in frames
        if frame in paragraph.frames
    ]
    columns = ["article", "paragraph", "frame", "n_rules", "present_author"]
    return pd.DataFrame(rows, columns=columns)
