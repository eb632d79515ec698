"""Lay rates of groups side by side as tables: the one bridge from corpora to inference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus import Corpus
from toolkit.errors import AnalysisError
from toolkit.stats import multiple
from toolkit.stats.inference import adjusted, compare, group_rates, permutation, simultaneous

if TYPE_CHECKING:
    import pandas as pd

REPLICATES = 1_000
INTERVALS = (
    "intervals 95 % over articles: linearised variance (HC2), Student's t with Welch's degrees of "
    "freedom; none for items in under 5 articles of a group"
)
SOURCES = (
    "Cochran 1977, ch. 6 (ratio estimator)",
    "Westfall and Young 1993 (maximum statistic)",
    "Benjamini and Hochberg 1995",
)


@dataclass(frozen=True, eq=False)
class Contrast:
    """Two groups of articles.

    Parameters
    ----------
    target, reference
        True for the articles of each group, over the rows of the corpus.
    """

    target: NDArray[np.bool_]
    reference: NDArray[np.bool_]


def rates_by_group(
    counts: Any,
    sizes: NDArray[np.int64],
    indicator: Any,
    *,
    names: Sequence[str],
    labels: Sequence[str],
    scale: float = 1.0,
) -> pd.DataFrame:
    """Give the rate of each item in each group with its interval.

    Parameters
    ----------
    counts
        Articles x items.
    sizes
        The denominator of each article.
    indicator
        Articles x groups, true where the article belongs.
    names, labels
        Of items and groups.
    scale
        What rates are multiplied by, such as a million.

    Returns
    -------
    pandas.DataFrame
        Item by item, group by group: ``item``, ``group``, ``count``, ``n_articles``,
        ``articles_with``, ``words`` (the denominator), ``estimate``, ``low``, ``high``, ``few``.
    """
    import pandas as pd

    dense = indicator.toarray() if hasattr(indicator, "toarray") else np.asarray(indicator)
    dense = dense.astype(bool)
    found = group_rates(counts, sizes, dense)
    totals = dense.T.astype(np.int64) @ counts
    n_items, n_groups = len(names), len(labels)
    inside = dense & (sizes > 0)[:, None]
    return pd.DataFrame(
        {
            "item": np.repeat(np.array(names, dtype=object), n_groups),
            "group": np.tile(np.array(labels, dtype=object), n_items),
            "count": np.asarray(totals).T.ravel().astype(np.int64),
            "n_articles": np.tile(inside.sum(axis=0), n_items),
            "articles_with": found.articles.T.ravel(),
            "words": np.tile(dense.T.astype(np.int64) @ sizes, n_items),
            "estimate": found.estimate.T.ravel() * scale,
            "low": found.low.T.ravel() * scale,
            "high": found.high.T.ravel() * scale,
            "few": found.few.T.ravel(),
        }
    )


def contrast_of(corpus: Corpus, target: Corpus, reference: Corpus | None) -> Contrast:
    """Place two selections over the articles of a corpus.

    Articles in both (of two authors) are left out of the reference when it is all the rest, and
    refused when both were named.

    Raises
    ------
    AnalysisError
        When a selection is empty, comes from another corpus, or the two overlap.
    """
    masks = []
    for name, part in (("target", target), ("reference", reference)):
        if part is None:
            continue
        if part.root != corpus.root or not set(part.rows) <= set(corpus.rows):
            raise AnalysisError(f"the {name} is not a selection of this corpus; use where()")
        masks.append(np.isin(corpus.rows, part.rows))
        if not masks[-1].any():
            raise AnalysisError(f"the {name} holds no article; widen the conditions of where()")
    chosen = masks[0]
    rest = ~chosen if reference is None else masks[1]
    if (chosen & rest).any():
        shared = corpus.items[int(np.flatnonzero(chosen & rest)[0])].id
        raise AnalysisError(
            f"{int((chosen & rest).sum())} articles are in target and reference, such as "
            f"{shared!r}; leave them out of one"
        )
    if not rest.any():
        raise AnalysisError("no article is left to compare the target with")
    return Contrast(chosen, rest)


def contrast_table(
    counts: Any,
    sizes: NDArray[np.int64],
    groups: Contrast,
    *,
    names: Sequence[str],
    strata: Sequence[str] | None = None,
    within: Sequence[str] | None = None,
    correction: str = "bh",
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the rate of each item in two groups of articles.

    Parameters
    ----------
    counts, sizes
        Articles x items, and the denominator of each article.
    groups
        The two groups.
    names
        Of the items.
    strata
        A level for each article: labels are permuted within levels only.
    within
        A level for each article: also compare within levels (`toolkit.stats.inference.adjusted`).
    correction
        How p is adjusted for the number of items: ``bh``, ``holm`` or ``bonferroni``.
    seed
        The seed of the permutations.

    Returns
    -------
    pandas.DataFrame
        ``item``, counts, articles and rates of both groups, ``estimate`` (log2 ratio), ``low``,
        ``high``, ``p``, ``p_adjusted``, ``p_family`` (permutation, maximum statistic), ``bound``
        (simultaneous, 0 where it covers 0), ``few``; with `within` also ``estimate_within``,
        ``low_within``, ``high_within``, ``p_within``, ``p_within_adjusted``.
    """
    import pandas as pd

    found = compare(counts, sizes, groups.target, groups.reference)
    tested = permutation(
        counts,
        sizes,
        groups.target,
        groups.reference,
        strata=None if strata is None else list(strata),
        replicates=REPLICATES,
        seed=seed,
    )
    table = pd.DataFrame(
        {
            "item": np.array(names, dtype=object),
            "target_count": groups.target.astype(np.int64) @ counts,
            "reference_count": groups.reference.astype(np.int64) @ counts,
            "target_articles": found.target_articles,
            "reference_articles": found.reference_articles,
            "target_rate": found.target_rate,
            "reference_rate": found.reference_rate,
            "estimate": found.estimate,
            "low": found.low,
            "high": found.high,
            "p": found.p,
            "p_adjusted": multiple.adjust(found.p, correction),
            "p_family": tested.p_adjusted,
            "bound": simultaneous(found, tested.critical).nearer,
            "few": found.few,
        }
    )
    if within is not None:
        inner = adjusted(counts, sizes, groups.target, list(within), groups.reference)
        table["estimate_within"] = inner.estimate
        table["low_within"], table["high_within"] = inner.low, inner.high
        table["p_within"] = inner.p
        table["p_within_adjusted"] = multiple.adjust(inner.p, correction)
    return table


def levels_of(corpus: Corpus, column: str) -> list[str]:
    """Give the value of a variable for each article, for comparing within its levels.

    Raises
    ------
    AnalysisError
        When an article has no value or several.
    """
    groups = corpus.groups(column)
    number = np.asarray(groups.indicator.sum(axis=1)).ravel()
    if (number != 1).any():
        odd = corpus.items[int(np.flatnonzero(number != 1)[0])].id
        raise AnalysisError(
            f"to compare within {column!r} every article needs one value; {odd!r} has not"
        )
    place = groups.indicator.tocsr().indices
    return [groups.labels[column_] for column_ in place]
