"""Compare how common topics are between groups of articles, and through the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analyses.reporting import FEW, report
from toolkit.analyses.topics.model import STABLE, TopicModel, quality_of_refits
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.stats import multiple
from toolkit.stats.inference import joint_permutation, pooled_difference, pooled_regression

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Groups

REPLICATES = 1_000
_SOURCES = (
    "Rubin 1987 (pooling of draws)",
    "MacKinnon and White 1985 (HC2)",
    "Holm 1979",
    "Roberts et al. 2014 (estimating effects on topics)",
)


def prevalence(
    model: TopicModel,
    *,
    by: str | Sequence[str] = "author",
    refits: int = 10,
    seed: int = 0,
) -> Result:
    """Compare the mean share of each topic between groups of articles.

    For every posterior draw the shares of articles are regressed on the group (HC2 variance, whole
    articles as units), and the draws are pooled by Rubin's rules. Long articles do not weigh more.
    How the topics themselves would change on other articles is outside the intervals: `stability`
    stands beside them.

    Parameters
    ----------
    model
        A fitted model with a posterior (engine ``gibbs``).
    by
        A column of the corpus, or several.
    refits
        Refits on subsamples for the stability of each topic; 0 for none.
    seed
        The seed of refits and permutations.

    Returns
    -------
    Result
        ``topic``, ``label``, ``group``, ``n_articles``, ``estimate``, ``low``, ``high`` (mean
        share), ``difference`` (to all other groups), ``difference_low``, ``difference_high``,
        ``p``, ``p_adjusted`` (Holm), ``detectable`` (smallest difference found with 80 % power),
        ``few``, ``stability``.

    Raises
    ------
    AnalysisError
        When the model has no posterior, or there is only one group.
    """
    import pandas as pd

    draws = model.fitted.draws
    if len(draws) < 2:
        raise AnalysisError(
            f"the engine {model.parameters['engine']!r} has no posterior to take uncertainty "
            "from; the engine 'gibbs' has one"
        )
    groups = model.corpus.groups(by)
    if len(groups.labels) < 2:
        found = f"all articles are of {groups.labels[0]!r}" if groups.labels else "none has a value"
        raise AnalysisError(
            f"nothing to compare by {', '.join(groups.by)}: {found}; compare by another column, or "
            "fit the model to more articles"
        )
    stability = (
        quality_of_refits(model, refits=refits, seed=seed).mean(axis=0)
        if refits
        else np.full(model.k, np.nan)
    )
    rows: list[dict[str, Any]] = []
    for label in groups.labels:
        inside = np.isin(np.arange(len(model.corpus)), groups.members(label))
        rows += _rows_of_group(model, groups, label, inside, stability)
    table = pd.DataFrame(rows)
    table["p_adjusted"], compared = _adjusted(table, groups)
    table = table.sort_values(["topic", "group"], ignore_index=True)
    unstable = [str(topic + 1) for topic in np.flatnonzero(stability < STABLE)]
    warnings = list(model.warnings())
    if unstable:
        warnings.append(f"topics that do not come back on subsamples: {', '.join(unstable)}")
    if table["few"].any():
        thin = table.loc[table["few"], "group"].unique()
        which = "every group" if len(thin) == len(groups.labels) else ", ".join(thin)
        warnings.append(f"under {FEW} articles, no interval: {which}")
    return report(
        model.corpus,
        table,
        title=f"Topics by {', '.join(groups.by)}",
        notes=(
            f"mean share of an article; {len(draws)} posterior draws pooled (Rubin), HC2 variance "
            "over articles, 95 % intervals",
            *(
                [f"p_adjusted: Holm over {compared} comparisons of a group with all others"]
                * bool(compared)
            ),
            *_joint(model, groups, seed),
            f"stability: mean cosine with the matched topic over {refits} refits on 80 % of "
            f"articles, seed {seed}; topics under {STABLE} should not be interpreted",
            *groups.notes(),
        ),
        warnings=warnings,
        parameters={**model.parameters, "by": list(groups.by), "refits": refits, "test_seed": seed},
        method="Topic prevalence was compared between groups with the article as the unit.",
        sources=_SOURCES,
    )


def _adjusted(table: pd.DataFrame, groups: Groups) -> tuple[Any, int]:
    """Adjust p over comparisons; of two groups that share no article, both rows are the same one.

    Returns
    -------
    tuple
        The adjusted p, and over how many comparisons.
    """
    p = table["p"].to_numpy(dtype=float)
    mirrored = len(groups.labels) == 2 and not (groups.indicator.sum(axis=1) > 1).any()
    if not mirrored:
        # a group of few articles has no p, and is no comparison
        return multiple.adjust(p, "holm"), int(np.isfinite(p).sum())
    half = len(p) // 2  # rows of the first group, then those of the second, topic by topic
    return np.tile(multiple.adjust(p[:half], "holm"), 2), int(np.isfinite(p[:half]).sum())


def _rows_of_group(
    model: TopicModel, groups: Groups, label: str, inside: Any, stability: Any
) -> list[dict[str, Any]]:
    draws = model.fitted.draws
    n = int(inside.sum())
    few = n < FEW
    others = ~inside & (np.asarray(groups.indicator.sum(axis=1)).ravel() > 0)
    mean = draws[:, inside].mean(axis=(0, 1))
    low = high = np.full(model.k, np.nan)
    if not few:
        level = pooled_regression(draws[:, inside], np.ones((n, 1)))
        low, high = np.maximum(level.low[0], 0.0), np.minimum(level.high[0], 1.0)
    gap = pooled_difference(draws, inside, others)
    return [
        {
            "topic": topic + 1,
            "label": model.labels[topic],
            "group": label,
            "n_articles": n,
            "estimate": float(mean[topic]),
            "low": float(low[topic]),
            "high": float(high[topic]),
            "difference": float(gap.estimate[topic]),
            "difference_low": float(gap.low[topic]),
            "difference_high": float(gap.high[topic]),
            "p": float(gap.p[topic]),
            "detectable": float(gap.detectable[topic]),
            "few": few,
            "stability": float(stability[topic]),
        }
        for topic in range(model.k)
    ]


def _joint(model: TopicModel, groups: Groups, seed: int) -> list[str]:
    """Say, for two groups, whether they differ in topics at all."""
    if len(groups.labels) != 2:
        return []
    first, second = (
        np.isin(np.arange(len(model.corpus)), groups.members(label)) for label in groups.labels
    )
    if (first & second).any():
        return []
    p = joint_permutation(model.shares, first, second, replicates=REPLICATES, seed=seed)
    return [f"joint test of all topics, {REPLICATES} permutations of article labels: p = {p:.3f}"]
