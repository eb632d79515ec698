"""Inference in which articles, not words, are the independent units.

`rate`, `group_rates` and `compare` give intervals for thousands of items at once; `permutation`
and `simultaneous` correct for having looked at all of them; `adjusted` compares within the levels
of a second variable; `compare_clusters` and `trend` take authors, outlets or years as the units;
`differ` asks whether several groups differ at all; `corrected_prevalence` allows for errors of
coding, and `pooled_difference` for topics known only up to a posterior.
"""

from toolkit.stats.inference.adjusted import adjusted
from toolkit.stats.inference.bootstrap import bootstrap_compare, bootstrap_rate
from toolkit.stats.inference.clusters import Clusters, by_cluster, compare_clusters
from toolkit.stats.inference.estimates import (
    Adjusted,
    Bounds,
    Comparison,
    Differences,
    Estimate,
    Permutation,
    Pooled,
    Prevalence,
    Trend,
)
from toolkit.stats.inference.misclassification import (
    Coded,
    Validation,
    by_article,
    corrected_difference,
    corrected_prevalence,
)
from toolkit.stats.inference.permutation import permutation
from toolkit.stats.inference.pooled import (
    joint_permutation,
    pool,
    pooled_difference,
    pooled_regression,
)
from toolkit.stats.inference.rates import compare, group_rates, rate, simultaneous
from toolkit.stats.inference.recovered import effect_weights, recovered
from toolkit.stats.inference.several import differ
from toolkit.stats.inference.trend import trend

__all__ = [
    "Adjusted",
    "Bounds",
    "Clusters",
    "Coded",
    "Comparison",
    "Differences",
    "Estimate",
    "Permutation",
    "Pooled",
    "Prevalence",
    "Trend",
    "Validation",
    "adjusted",
    "bootstrap_compare",
    "bootstrap_rate",
    "by_article",
    "by_cluster",
    "compare",
    "compare_clusters",
    "corrected_difference",
    "corrected_prevalence",
    "differ",
    "effect_weights",
    "group_rates",
    "joint_permutation",
    "permutation",
    "pool",
    "pooled_difference",
    "pooled_regression",
    "rate",
    "recovered",
    "simultaneous",
    "trend",
]
