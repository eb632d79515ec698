"""Compare articles with a plain word list, which has counts but no articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.items import Items
from toolkit.corpus.wordlists import WordList
from toolkit.stats import multiple
from toolkit.stats.inference import rate

if TYPE_CHECKING:
    import pandas as pd

_LEVEL = 0.05


def contrast_with_list(items: Items, words: WordList, *, min_count: int) -> pd.DataFrame:
    """Compare the rate of each word in articles with its rate in a list, taken as known.

    Words of either side are in the table, those that the other lacks with a count of 0. The
    variance is that of the articles alone: ``se(log2 r) = se(r) / (r ln 2)`` with the linearised
    (ratio) variance and Student's t (Cochran 1977, chapter 6).

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
        if (totals[place[name]] if name in place else 0) + words.counts.get(name, 0) >= min_count
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
    # half an occurrence in a small target is much: an absent word is never commoner there
    estimate = np.where(target == 0, np.minimum(estimate, 0.0), estimate)
    estimate = np.where(reference == 0, np.maximum(estimate, 0.0), estimate)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.asarray(found.se) / np.asarray(found.estimate) / np.log(2.0)
        degrees = np.asarray(found.df)
        p = 2.0 * stdtr(degrees, -np.abs(estimate) / error)
        half = stdtrit(degrees, 1.0 - _LEVEL / 2.0) * error
        tested = ~np.asarray(found.few) & (error > 0)
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
        }
    )
