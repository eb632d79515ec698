"""Choose the number of topics by coherence among what is stable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.reporting import report
from toolkit.analyses.topics import quality
from toolkit.analyses.topics.model import fit, quality_of_refits
from toolkit.errors import AnalysisError
from toolkit.result import Result

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

_NEAR = 0.9


def choose_k(
    corpus: Corpus,
    ks: Sequence[int],
    *,
    refits: int = 5,
    iterations: int = 300,
    seed: int = 1,
) -> Result:
    """Compare numbers of topics by coherence, stability and diversity.

    Proposes the most coherent k among those whose stability is within a tenth of the best.
    Perplexity is not used: it falls with every topic added.

    Parameters
    ----------
    corpus
        The articles.
    ks
        The numbers to try.
    refits
        Refits on subsamples for each.
    iterations
        Of each fit.
    seed
        Of the fits and refits.

    Returns
    -------
    Result
        ``k``, ``coherence``, ``stability``, ``diversity``, ``proposed``.

    Raises
    ------
    AnalysisError
        When no number is given, or one is larger than the corpus allows.
    """
    import pandas as pd
    from tqdm.auto import tqdm

    if not ks:
        raise AnalysisError("no number of topics to try; give some, such as (3, 4, 5, 6)")
    rows = []
    for k in tqdm(sorted(set(ks)), desc="trying k", disable=None, leave=False):
        model = fit(corpus, k, iterations=iterations, seed=seed)
        rows.append(
            {
                "k": k,
                "coherence": float(quality.coherence(model.fitted.words, model.bag).mean()),
                "stability": float(quality_of_refits(model, refits=refits, seed=seed).mean()),
                "diversity": quality.diversity(model.fitted.words),
            }
        )
    table = pd.DataFrame(rows)
    warnings = model.warnings()  # of the largest k, which has all that a smaller one has
    near = table["stability"] >= _NEAR * table["stability"].max()
    best = table.loc[near, "coherence"].idxmax()
    table["proposed"] = np.arange(len(table)) == best
    chosen = int(table.loc[best, "k"])
    return report(
        corpus,
        table,
        title="Choice of the number of topics",
        notes=(
            f"k = {chosen} proposed: most coherent (NPMI) among those with stability within "
            f"{1 - _NEAR:.0%} of the best",
            f"stability: mean cosine over {refits} refits on 80 % of articles",
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
