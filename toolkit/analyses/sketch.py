"""Word sketches: what a word does, what is done to it, what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.analyses.against_others import COMPARED, against_others
from toolkit.analyses.comparing import (
    RATE_INTERVALS,
    rates_by_group,
)
from toolkit.analyses.items import groups_holding, require_count
from toolkit.analyses.reporting import report, require_groups, require_text
from toolkit.analyses.sketch_counts import Sketch, find_sketch, relations_named
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

PER = 100.0
_ACTOR = re.compile(r'(?:\[actor="|actor:)([A-Z_]+)(?:"\])?')
LIMITS = (
    "relations are found by patterns over Penn tags, not by parsing: errors of the tagger and long "
    "sentences cost both misses and false pairs"
)
SKETCHES = (
    "Kilgarriff et al. 2004 (word sketches)",
    "Rychlý 2008 (logDice)",
)


def sketch(
    corpus: Corpus,
    node: str,
    *,
    relations: Sequence[str] | None = None,
    by: str | Sequence[str] | None = None,
    min_count: int = 2,
) -> Result:
    """List the collocates of a node by grammatical relation: a word sketch.

    Parameters
    ----------
    corpus
        The articles.
    node
        A query, best of a noun or a name: ``lemma:gas``, ``[actor="RU"]``.
    relations
        Some of the relations only, such as ``["subject_of", "object_of"]``.
    by
        Compare between groups: collocates per 100 occurrences of the node, with intervals.
    min_count
        Collocates that stand less often in a relation are left out.

    Returns
    -------
    Result
        ``relation``, ``says`` (the relation in plain words), ``collocate`` (a lemma), ``count``,
        ``articles_with``, ``logdice``; with `by` the columns of
        `toolkit.analyses.comparing.rates_by_group` in place of the last three, and each group
        against all others in ``log_ratio`` with its limits, ``p``, ``p_adjusted``.

    Raises
    ------
    QueryError
        When the node is not well formed.
    AnalysisError
        When the selection is empty or a relation unknown.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Russia sold cheap gas."]}))
    >>> sketch(corpus, "gas", min_count=1).table[["relation", "collocate"]].values.tolist()
    [['object_of', 'sell'], ['modifier', 'cheap']]
    """
    corpus = require_text(corpus)
    require_count(min_count)
    wanted = relations_named(relations)
    found = find_sketch(corpus, node, wanted)
    kept = found.frequent(min_count)
    notes = [
        f"{count_of(int(found.nodes.sum()), 'occurrence')} of {node} in "
        f"{count_of(int((found.nodes > 0).sum()), 'article')}; collocates (lemmas) from "
        f"{count_of(min_count, 'time')} on",
        LIMITS,
    ]
    warnings = _absent(node, found, kept, min_count)
    if by is None:
        table = found.scored(min_count)
        notes.append(
            "logdice: 14 + log2(2 f(node, relation, collocate) / (f(node, relation) + "
            "f(collocate))), f(collocate) being its frequency in all articles of the selection"
        )
    else:
        groups = require_groups(corpus, by)
        indicator, labels, left_out = groups_holding(groups, kept.nodes)
        table = rates_by_group(
            kept.counts,
            kept.nodes,
            indicator,
            names=[str(place) for place in range(len(kept.pairs))],
            labels=labels,
            scale=PER,
        ).rename(columns={"words": "node_count"})
        kept.name(table)
        table, compared = against_others(table, kept.counts, kept.nodes, indicator)
        notes += ["estimate: per 100 occurrences of the node", RATE_INTERVALS, *groups.notes()]
        notes += compared
        if left_out and labels:
            notes.append(f"the node does not occur in {', '.join(left_out)}")
        if len(kept.pairs) and not labels:
            warnings.append(f"{node} is in no article that has a value of {', '.join(groups.by)}")
    return report(
        corpus,
        table,
        title=f"Word sketch of {node}",
        notes=notes,
        warnings=warnings,
        parameters={
            "node": node,
            "relations": [relation.name for relation in wanted],
            "by": by,
            "min_count": min_count,
            "measure": "logdice" if by is None else "per 100 occurrences of the node",
        },
        method=f"Collocates of {node} were found by patterns of tags and scored by logDice.",
        sources=SKETCHES if by is None else (*SKETCHES, *COMPARED),
    )


def _absent(node: str, found: Sketch, kept: Sketch, min_count: int) -> list[str]:
    """Say why there is nothing to show, if there is not."""
    if not found.nodes.sum():
        return [f"{node} does not occur in the selection"]
    if not len(found.pairs):
        return [f"no relation of {node} was found"]
    if not len(kept.pairs):
        return [
            f"no collocate of {node} stands {min_count} times in a relation; lower the minimum "
            "count"
        ]
    return []
