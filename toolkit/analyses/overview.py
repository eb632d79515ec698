"""What a corpus holds: articles, paragraphs and words by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.reporting import FEW, report, require_articles
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

_NAMED = 6


def overview(corpus: Corpus, *, by: str | Sequence[str] = "author") -> Result:
    """Count articles, paragraphs and words by a variable.

    Parameters
    ----------
    corpus
        The articles.
    by
        A column of ``corpus.articles``, or several.

    Returns
    -------
    Result
        ``group``, ``articles``, ``paragraphs``, ``words``, ``median_words``, ``first``, ``last``.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({
    ...     "author": ["A", "A", "B"], "published": ["2019", "2020", "2021"],
    ...     "text": ["Gas flows.", "It stops.", "Gas again flows."]}))
    >>> overview(corpus).table[["group", "articles", "words"]].values.tolist()
    [['A', 2, 4], ['B', 1, 3]]
    """
    import pandas as pd

    require_articles(corpus)
    words = corpus.sizes
    paragraphs = np.diff(corpus.tokens.article_paragraphs)[corpus.rows]
    years = corpus.articles["year"]
    groups = corpus.groups(by)
    rows = []
    for label in groups.labels:
        members = groups.members(label)
        known = years.iloc[members].dropna()
        rows.append(
            {
                "group": label,
                "articles": len(members),
                "paragraphs": int(paragraphs[members].sum()),
                "words": int(words[members].sum()),
                "median_words": float(np.median(words[members])),
                "first": known.min() if len(known) else pd.NA,
                "last": known.max() if len(known) else pd.NA,
            }
        )
    table = pd.DataFrame(
        rows, columns=["group", "articles", "paragraphs", "words", "median_words", "first", "last"]
    )
    thin = table.loc[table["articles"] < FEW, "group"].tolist()
    warnings = [_thin(thin, len(table))] if thin else []
    foreign = corpus.not_english
    if foreign:
        which = ", ".join(foreign[:_NAMED]) + (", …" if len(foreign) > _NAMED else "")
        warnings.append(
            f"{count_of(len(foreign), 'article does', 'articles do')} not look English: {which}"
        )
    articles = count_of(len(corpus), "article")
    total = f"{articles}, {int(words.sum()):,} words (tokens with a letter or digit)"
    return report(
        corpus,
        table,
        title="Articles at hand",
        notes=(total, *groups.notes()),
        warnings=warnings,
        parameters={"by": list(groups.by), "n_blank": len(groups.missing)},
    )


def _thin(thin: list[str], n_groups: int) -> str:
    """Name the groups of few articles, or count them when they are many."""
    which = ", ".join(thin) if len(thin) <= _NAMED else f"{len(thin)} of {n_groups} groups"
    return f"under {FEW} articles no interval can be given: {which}"


def lengths(corpus: Corpus) -> Result:
    """List every article with its length.

    Returns
    -------
    Result
        ``article``, ``year``, ``outlet``, ``words``, ``paragraphs``.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas flows.", "Gas, gas, gas."]}))
    >>> lengths(corpus).table["words"].tolist()
    [2, 3]
    """
    require_articles(corpus)
    table = corpus.articles[["id", "year", "outlet"]].rename(columns={"id": "article"})
    table["words"] = corpus.sizes
    table["paragraphs"] = np.diff(corpus.tokens.article_paragraphs)[corpus.rows]
    return report(corpus, table, title="Length of articles", notes=("words without punctuation",))
