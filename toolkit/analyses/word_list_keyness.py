"""Compare articles with a plain word list, which has counts but no articles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.items import Items, count_items
from toolkit.analyses.measure_notes import KEYNESS, works
from toolkit.analyses.ratios import HALF, no_commoner
from toolkit.analyses.reporting import FEW, report, words_of
from toolkit.analyses.token_measures import MILLION, score_tokens, stop_notes, token_notes
from toolkit.corpus.derived import MASKED
from toolkit.corpus.wordlists import WordList, without
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.stats import multiple
from toolkit.stats.inference import rate
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

_LEVEL = 0.05
_SOURCES = (
    "Cochran 1977, ch. 6 (ratio estimator)",
    "Benjamini and Hochberg 1995",
    "Hardie 2014 (Log Ratio)",
)


def against_list(
    chosen: Corpus,
    words: WordList,
    *,
    name: str,
    unit: str,
    measures: Sequence[str],
    min_count: int,
    stop: Collection[str],
) -> Result:
    """Compare articles with a word list; see `toolkit.analyses.keyness.keyness`.

    Raises
    ------
    AnalysisError
        When the list holds another unit, or no word is common enough.
    """
    if unit != words.unit:
        raise AnalysisError(
            f"the word list holds {words.unit}s, the comparison asks for {unit}; make them agree"
        )
    matrix = count_items(chosen, None, unit)
    table = contrast_with_list(matrix, words, min_count=min_count)
    table = table[table["item"] != MASKED]
    table = table.iloc[without(table["item"].tolist(), stop)].reset_index(drop=True)
    if not len(table):
        raise AnalysisError(
            f"no {unit} occurs {min_count} times in both together; lower the minimum count"
        )
    n1 = int(matrix.sizes.sum())
    score_tokens(table, measures, n1, words.total)
    table["target_rate"] *= MILLION
    table["reference_rate"] *= MILLION
    both = table["target_count"] + table["reference_count"]
    table["per_million"] = both / (n1 + words.total) * MILLION
    table = table.rename(columns={"item": unit})
    order = np.lexsort(
        (
            table[unit],
            -table["estimate"].abs(),
            table["p"].fillna(2.0),
            -table["bound"].abs().fillna(-1.0),
        )
    )
    table = table.iloc[order].reset_index(drop=True)
    few = int(table["few"].sum())
    return report(
        chosen,
        table,
        title=f"Key {unit}s of {name} against {words.name}",
        notes=[
            f"target {count_of(len(chosen), 'article')}, {n1:,} words (tokens with a letter "
            "or digit); "
            f"reference {words.name}, {len(words):,} {unit}s, {words.total:,} words",
            f"estimate: log2 of the ratio of rates, 1 a doubling, {HALF}",
            "the rates of the list are taken as known: intervals 95 % over the target's articles "
            "alone (linearised, Student's t; the variance no less than that of independent words); "
            "p_adjusted: Benjamini-Hochberg over the tested words; bound: the end nearer to 0 of "
            "Bonferroni's simultaneous interval",
            f"{few} of {len(table)} words stand in under 5 articles of the target: few articles, "
            "no bound; a word that a side lacks has a count of 0",
            *token_notes(measures),
            *stop_notes(stop),
        ],
        warnings=[f"a group of {count_of(len(chosen), 'article')}: under {FEW} nothing is tested"]
        if len(chosen) < FEW
        else [],
        parameters={
            "target": name,
            "reference": words.name,
            "unit": unit,
            "measures": list(measures),
            "min_count": min_count,
            "stop": words_of(stop),
        },
        method="Keyness compares rates of words in articles with those of a word list.",
        sources=(*_SOURCES, *works(measures, KEYNESS)),
    )


def contrast_with_list(items: Items, words: WordList, *, min_count: int) -> pd.DataFrame:
    """Compare the rate of each word in articles with its rate in a list, taken as known.

    Words of either side are in the table, those that the other lacks with a count of 0. The
    variance is that of the articles alone: ``se(log2 r) = se(r) / (r ln 2)`` with the linearised
    (ratio) variance and Student's t (Cochran 1977, chapter 6), and no less than that of as many
    independent words. Of many rare words those are in 5 articles which strayed there, once in
    each, so that they look steadier than anything is.

    Parameters
    ----------
    items
        Counts in the articles of the target.
    words
        The list.
    min_count
        Words rarer than this in both together are left out.

    Returns
    -------
    pandas.DataFrame
        As `toolkit.analyses.comparing.contrast_table`, without what needs articles on both sides.
        ``bound`` is the nearer end of Bonferroni's interval, 0 where it covers 0.
    """
    import pandas as pd
    from scipy import sparse
    from scipy.special import stdtr, stdtrit

    place = {name: column for column, name in enumerate(items.names)}
    totals = items.totals
    names = sorted(
        name
        for name in {*items.names, *words.counts}
        if (totals[place[name]] if name in place else 0) + words.counts.get(name, 0)
        >= max(min_count, 1)
    )
    known = [place.get(name, -1) for name in names]
    blank = sparse.csr_array((items.counts.shape[0], 1), dtype=items.counts.dtype)
    counts = sparse.hstack([items.counts, blank], format="csr")[:, known].tocsr()
    reference = np.array([words.counts.get(name, 0) for name in names], dtype=np.int64)
    target = np.asarray(counts.sum(axis=0), dtype=np.int64).ravel()
    found = rate(counts, items.sizes)
    n1 = float(items.sizes.sum())
    filled = np.maximum(target, 0.5) / max(n1, 1.0)
    expected = np.maximum(reference, 0.5) / words.total
    estimate = np.log2(filled / expected)
    estimate = no_commoner(estimate, target, reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        steady = np.sqrt(np.asarray(found.estimate) / max(n1, 1.0))
        error = np.maximum(found.se, steady) / np.asarray(found.estimate) / np.log(2.0)
        degrees = np.asarray(found.df)
        p = 2.0 * stdtr(degrees, -np.abs(estimate) / error)
        half = stdtrit(degrees, 1.0 - _LEVEL / 2.0) * error
        tested = np.asarray(found.reason == "")
        wide = stdtrit(degrees, 1.0 - _LEVEL / 2.0 / max(int(tested.sum()), 1)) * error
    few = np.asarray(found.few)
    p, half, wide = (np.where(tested, part, np.nan) for part in (p, half, wide))
    low, high = estimate - wide, estimate + wide
    bound = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    return pd.DataFrame(
        {
            "item": np.array(names, dtype=object),
            "target_count": target,
            "reference_count": reference,
            "target_articles": found.articles,
            "target_rate": target / max(n1, 1.0),
            "reference_rate": reference / words.total,
            "estimate": estimate,
            "low": estimate - half,
            "high": estimate + half,
            "p": p,
            "p_adjusted": multiple.adjust(p, "bh"),
            "bound": np.where(np.isnan(wide), np.nan, bound),
            "few": few,
            "reason": found.reason,
        }
    )
