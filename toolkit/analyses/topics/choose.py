"""Choose the number of topics: the most coherent of those whose every topic comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.reporting import report
from toolkit.analyses.topics import quality
from toolkit.analyses.topics.model import STABLE, fit, quality_of_refits, require_k
from toolkit.errors import AnalysisError
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus


def choose_k(
    corpus: Corpus,
    ks: Sequence[int],
    *,
    refits: int = 10,
    iterations: int = 300,
    seed: int = 1,
) -> Result:
    """Compare numbers of topics by coherence, stability and diversity.

    Proposes the most coherent k among those whose every topic comes back on subsamples (the
    stability under which topics are not to be interpreted is 0.7); where there is none, the k whose
    weakest topic comes back best, with a warning. So a number is not judged by which others were
    tried with it. Perplexity is not used: it falls with every topic added.

    Parameters
    ----------
    corpus
        The articles.
    ks
        The numbers to try.
    refits
        Refits on subsamples for each; with few of them, a topic may come back by luck.
    iterations
        Of each fit.
    seed
        Of the fits and refits.

    Returns
    -------
    Result
        ``k``, ``coherence``, ``stability`` (mean over topics), ``weakest`` (stability of the topic
        that comes back worst), ``diversity``, ``proposed``.

    Raises
    ------
    AnalysisError
        When no number is given, or one is larger than the corpus allows.
    """
    import pandas as pd
    from tqdm.auto import tqdm

    if isinstance(ks, int):
        raise AnalysisError(f"ks are several numbers of topics to try, not {ks}; give a list")
    if not ks:
        raise AnalysisError("no number of topics to try; give some, such as (3, 4, 5, 6)")
    for k in ks:  # all of them at once, not one after minutes of fitting the others
        require_k(corpus, k)
    rows = []
    for k in tqdm(sorted(set(ks)), desc="trying k", disable=None, leave=False):
        model = fit(corpus, k, iterations=iterations, seed=seed)
        stability = quality_of_refits(model, refits=refits, seed=seed).mean(axis=0)
        rows.append(
            {
                "k": k,
                "coherence": float(quality.coherence(model.fitted.words, model.bag).mean()),
                "stability": float(stability.mean()),
                "weakest": float(stability.min()),
                "diversity": quality.diversity(model.fitted.words),
            }
        )
    table = pd.DataFrame(rows)
    warnings = list(model.warnings())  # of the largest k, which has all that a smaller one has
    best, reason = _proposed(table)
    table["proposed"] = np.arange(len(table)) == best
    if float(table["weakest"].iloc[best]) < STABLE:
        warnings.append(
            f"exploratory: no number tried has only topics that come back (stability {STABLE:g})"
        )
    return report(
        corpus,
        table,
        title="Choice of the number of topics",
        notes=(
            f"k = {int(table['k'].iloc[best])} proposed: {reason}",
            f"stability: mean cosine with the matched topics of {refits} refits on 80 % of "
            "articles; weakest: that of the topic that comes back worst",
            "coherence: mean NPMI over topics; diversity: share of different words among all top "
            "words",
        ),
        warnings=warnings,
        parameters={
            "ks": sorted(set(ks)),
            "refits": refits,
            "iterations": iterations,
            "seed": seed,
        },
        sources=("Lau, Newman and Baldwin 2014", "Greene, O'Callaghan and Cunningham 2014"),
    )


def _proposed(table: pd.DataFrame) -> tuple[int, str]:
    """Give the row of the number proposed, and why."""
    coherence, weakest = table["coherence"].to_numpy(), table["weakest"].to_numpy()
    stable = weakest >= STABLE
    if stable.any():
        return int(np.where(stable, coherence, -np.inf).argmax()), (
            f"most coherent (NPMI) of the {int(stable.sum())} numbers, of {len(table)} tried, "
            f"whose every topic has a stability of {STABLE:g} or more"
        )
    return int(weakest.argmax()), "its weakest topic comes back best"
