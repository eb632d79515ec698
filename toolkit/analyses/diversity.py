"""How varied the vocabulary of articles is, and whether groups differ in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.reporting import (
    FEW,
    report,
    require_groups,
    require_names,
    require_one_of,
    require_text,
    require_whole,
)
from toolkit.result import Result
from toolkit.stats import diversity as stats

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus
    from toolkit.corpus.groups import Groups

ALL_MEASURES = ("ttr", "mattr", "mtld", "hdd", "yule_k")
_UNITS = ("form", "lemma")
_SAID = {
    "ttr": "ttr: types over words; falls with length, so compare articles of one length only",
    "mattr": "mattr: mean type-token ratio of every run of {window} words; none for shorter "
    "articles",
    "mtld": "mtld: words to a factor (type-token ratio down to 0.72), forwards and backwards "
    "averaged, the rest counted as a part of a factor, no least length of a factor (the variant of "
    "the package lexicalrichness; others differ by a few per cent, for short texts by more)",
    "hdd": "hdd: expected type-token ratio of 42 words drawn at random (0 to 1; 42 times as much "
    "in some tools); none for shorter articles",
    "yule_k": "yule_k: 10^4 (sum (f / N)^2 - 1 / N), f of each type; repetition, so a high value "
    "is a poor vocabulary; hardly depends on length",
}
_SOURCES = {
    "ttr": "Johnson 1944 (TTR)",
    "mattr": "Covington and McFall 2010 (MATTR)",
    "mtld": "McCarthy and Jarvis 2010 (MTLD)",
    "hdd": "McCarthy and Jarvis 2007 (HD-D)",
    "yule_k": "Yule 1944 (K)",
}


def diversity(
    corpus: Corpus,
    *,
    by: str | Sequence[str] | None = None,
    measures: Sequence[str] = ("mattr", "mtld", "hdd", "yule_k", "ttr"),
    unit: str = "form",
    window: int = 100,
) -> Result:
    """Measure the lexical diversity of each article, or compare groups of articles.

    An article is one observation, whatever its length: the value of a group is the mean over its
    articles, with an interval over articles. Punctuation is left out and capitals are ignored.

    Parameters
    ----------
    corpus
        The articles.
    by
        Compare the means of these groups.
    measures
        Of ``ttr mattr mtld hdd yule_k``.
    unit
        What a type is: a ``form`` or a ``lemma``.
    window
        Words of a run, for ``mattr``.

    Returns
    -------
    Result
        Without `by` one row an article: ``article``, ``author``, ``year``, ``words`` and the
        measures. With `by` one row a measure and group: ``measure``, ``group``, ``n_articles``
        (with a value), ``estimate``, ``low``, ``high``, ``few``.

    Raises
    ------
    AnalysisError
        When the selection is empty, or a measure, unit or window is not possible.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas and gas.", "No oil."]}))
    >>> diversity(corpus, measures=["ttr"]).table["ttr"].round(2).tolist()
    [0.67, 1.0]
    """
    import pandas as pd

    corpus = require_text(corpus)
    require_one_of(unit, _UNITS, "unit")
    require_whole(window, "a window", 1)
    require_names(measures, ALL_MEASURES, "measure of diversity")
    items = corpus.items
    words = [_codes(corpus, row, unit) for row in range(len(corpus))]
    values = {name: _values(name, words, window) for name in measures}
    notes = [f"types are {unit}s, capitals ignored; words have a letter or digit"]
    notes += [_SAID[name].format(window=window) for name in values]
    warnings = []
    for name, found in values.items():
        missing = int(np.isnan(found).sum())
        if missing:
            warnings.append(f"{missing} of {len(items)} articles are too short for {name}")
    if by is None:
        table = pd.DataFrame(
            {
                "article": [item.id for item in items],
                "author": ["; ".join(item.author) for item in items],
                "year": pd.array([item.year for item in items], dtype="Int64"),
                "words": [len(codes) for codes in words],
                **values,
            }
        )
    else:
        groups = require_groups(corpus, by)
        table = _by_group(values, groups)
        notes += [
            "estimate: mean over articles, each counted once; interval 95 %, Student's t over "
            f"articles, none under {FEW} articles nor where all have one value",
            *groups.notes(),
        ]
        if bool(table["few"].any()):
            warnings.append(f"few articles (under {FEW}) in a group: no interval")
    return report(
        corpus,
        table,
        title="Lexical diversity" + (f" by {by}" if isinstance(by, str) else ""),
        notes=notes,
        warnings=warnings,
        parameters={"by": by, "measures": list(measures), "unit": unit, "window": window},
        method="Lexical diversity was measured article by article.",
        sources=tuple(_SOURCES[name] for name in values),
    )


def _codes(corpus: Corpus, row: int, unit: str) -> NDArray[np.int64]:
    """Give the types of one article, word by word, without regard to capitals."""
    table = corpus.tokens
    article = corpus.rows[row]
    first, last = table.article_offsets[article], table.article_offsets[article + 1]
    kept = table.word[first:last]
    if unit == "form":
        return table.folded_rank[table.form[first:last][kept]].astype(np.int64)
    return np.asarray(table.lemma[first:last][kept], np.int64)


def _values(measure: str, words: Sequence[NDArray[np.int64]], window: int) -> NDArray[np.float64]:
    compute: dict[str, Callable[..., float]] = {
        "ttr": stats.ttr,
        "mattr": partial(stats.mattr, window=window),
        "mtld": stats.mtld,
        "hdd": stats.hdd,
        "yule_k": stats.yule_k,
    }
    return np.array([compute[measure](codes) for codes in words], dtype=np.float64)


def _by_group(values: dict[str, NDArray[np.float64]], groups: Groups) -> pd.DataFrame:
    import pandas as pd
    from scipy.special import stdtrit

    rows: list[dict[str, Any]] = []
    for measure, found in values.items():
        for label in groups.labels:
            mine = found[groups.members(label)]
            mine = mine[np.isfinite(mine)]
            n = len(mine)
            few = n < FEW
            mean = float(mine.mean()) if n else np.nan
            # articles of one value are no certainty: a width of 0 is no interval
            blank = few or bool(np.ptp(mine) == 0)
            half = np.nan if blank else float(stdtrit(n - 1, 0.975) * mine.std(ddof=1) / np.sqrt(n))
            rows.append(
                {
                    "measure": measure,
                    "group": label,
                    "n_articles": n,
                    "estimate": mean,
                    "low": mean - half,
                    "high": mean + half,
                    "few": few,
                }
            )
    columns = ["measure", "group", "n_articles", "estimate", "low", "high", "few"]
    return pd.DataFrame(rows, columns=columns)
