"""Word sketches: what a word does, what is done to it, what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.against_others import COMPARED, against_others
from toolkit.analyses.comparing import (
    INTERVALS,
    RATE_INTERVALS,
    REPLICATES,
    SOURCES,
    contrast_table,
    rates_by_group,
)
from toolkit.analyses.items import groups_holding, require_count
from toolkit.analyses.reporting import FEW, report, require_groups, require_text, require_whole
from toolkit.analyses.selections import (
    Contrast,
    Selection,
    compared,
    contrast_of,
    name_of,
    valued_note,
)
from toolkit.analyses.sketch_counts import Sketch, find_sketch, relations_named
from toolkit.analyses.sketch_grammar import Relation
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

_PER = 100.0
_ACTOR = re.compile(r'(?:\[actor="|actor:)([A-Z_]+)(?:"\])?')
_LIMITS = (
    "relations are found by patterns over Penn tags, not by parsing: errors of the tagger and long "
    "sentences cost both misses and false pairs"
)
_SOURCES = (
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
        f"{int(found.nodes.sum())} occurrences of {node} in {int((found.nodes > 0).sum())} "
        f"articles; collocates (lemmas) from {min_count} times on",
        _LIMITS,
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
            scale=_PER,
        ).rename(columns={"words": "node_count"})
        kept.name(table)
        table, compared = against_others(table, kept.counts, kept.nodes, indicator)
        notes += ["estimate: per 100 occurrences of the node", RATE_INTERVALS, *groups.notes()]
        notes += compared
        if left_out and labels:
            notes.append(f"the node does not occur in {', '.join(left_out)}")
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
        sources=_SOURCES if by is None else (*_SOURCES, *COMPARED),
    )


def sketch_difference(
    corpus: Corpus,
    node: str,
    other: str | None = None,
    *,
    target: Selection | None = None,
    reference: Selection | None = None,
    relations: Sequence[str] | None = None,
    min_count: int = 3,
    seed: int = 0,
) -> Result:
    """Compare the sketches of two nodes, or of one node in two groups of articles.

    Two nodes are compared within articles: an article that names both is a pair, and the two names
    are exchanged within articles to see what chance does. Two groups are compared over articles,
    as in `toolkit.keyness`.

    Parameters
    ----------
    corpus
        The articles.
    node
        The first node, or the only one.
    other
        The second node.
    target, reference
        Without `other`: two selections of articles, or conditions for `Corpus.where`; `reference`
        left out is all other articles that have a value of the columns `target` names.
    relations
        Some of the relations only.
    min_count
        Collocates that stand less often in a relation, on both sides together, are left out.
    seed
        The seed of the permutations.

    Returns
    -------
    Result
        ``relation``, ``says``, ``collocate``, counts, articles and rates (per 100 occurrences of
        the node) of both sides, ``estimate`` (log2 of the ratio of rates), ``low``, ``high``,
        ``p``, ``p_adjusted``, ``p_family``, ``few``.

    Raises
    ------
    QueryError
        When a node is not well formed.
    AnalysisError
        When the selection is empty, neither or both of `other` and `target` are given, a relation
        is unknown, or a side does not hold its node.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> texts = ["Russia sold cheap gas.", "Turkey bought cheap gas."]
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": texts}))
    >>> found = sketch_difference(corpus, "Russia", "Turkey", min_count=1).table
    >>> found[["collocate", "target_count", "reference_count"]].values.tolist()
    [['buy', 0, 1], ['sell', 1, 0]]
    """
    corpus = require_text(corpus)
    require_count(min_count)
    require_whole(seed, "a seed", 0)
    wanted = relations_named(relations)
    pairs, left_out, used = None, [], corpus
    if other is not None and target is None:
        found, contrast, sides, pairs = _two_nodes(corpus, node, other, wanted)
    elif other is None and target is not None:
        found, contrast, sides, used = _two_groups(corpus, node, target, reference, wanted)
        left_out = valued_note(corpus, target, reference)
    else:
        raise AnalysisError(
            "a sketch difference needs either a second node, or a target (and a reference) of "
            "articles; give one of the two"
        )
    kept = found.frequent(min_count)
    if not len(kept.pairs):
        raise AnalysisError(
            f"no collocate stands {min_count} times in a relation of both sides; lower the minimum"
        )
    strata = pairs if pairs is not None and _paired(pairs, kept.nodes) else None
    table = contrast_table(
        kept.counts,
        kept.nodes,
        contrast,
        names=[str(place) for place in range(len(kept.pairs))],
        strata=strata,
        within=strata,
        seed=seed,
    )
    warnings = []
    if pairs is not None:
        table = _within_articles(table)
        if strata is None:
            warnings.append("no article holds both nodes: nothing is tested")
    for side, mask in zip(sides, (contrast.target, contrast.reference), strict=True):
        held = int((kept.nodes[mask] > 0).sum())
        if held < FEW:
            warnings.append(f"{side}: few articles ({held}, under {FEW}): the table only describes")
    table["target_rate"] *= _PER
    table["reference_rate"] *= _PER
    kept.name(table)
    order = np.lexsort(
        (
            table["collocate"],
            -table["estimate"].abs(),
            table["p"].fillna(2.0),
            table["p_family"].fillna(2.0),
        )
    )
    few, tested = int(table["few"].sum()), int(table["p"].notna().sum())
    how = (
        "compared within articles that hold both nodes (Mantel-Haenszel weights; intervals 95 % "
        "with the article's and the node's part taken out, HC2, Student's t)"
        if pairs is not None
        else INTERVALS
    )
    return report(
        corpus,
        table.iloc[order].reset_index(drop=True),
        title=f"Sketch difference: {sides[0]} and {sides[1]}",
        notes=[
            *(
                f"{side}: {int(kept.nodes[mask].sum())} occurrences in "
                f"{count_of(int((kept.nodes[mask] > 0).sum()), 'article')}"
                for side, mask in zip(sides, (contrast.target, contrast.reference), strict=True)
            ),
            *left_out,
            "rates per 100 occurrences of the node; estimate: log2 of their ratio, a count of 0 "
            "taken as 0.5",
            how,
            *(
                [
                    f"p_adjusted: Benjamini-Hochberg over {tested} pairs; p_family: maximum of the "
                    f"studentised difference over {REPLICATES} permutations, seed {seed}"
                ]
                * bool(tested)
            ),
            f"{few} of {len(table)} pairs stand in under 5 articles of a side: few articles, no "
            "interval",
            _LIMITS,
        ],
        warnings=warnings,
        parameters={
            "node": node,
            "other": other,
            "target": sides[0],
            "reference": sides[1],
            "relations": [relation.name for relation in wanted],
            "min_count": min_count,
            "seed": seed,
        },
        method="Sketches were compared with the article as the unit.",
        sources=(*_SOURCES, *SOURCES),
        used=used,
    )


def _two_nodes(
    corpus: Corpus, node: str, other: str, relations: Sequence[Relation]
) -> tuple[Sketch, Contrast, tuple[str, str], list[str]]:
    """Lay two sketches under each other: a row is an article and a node."""
    from scipy import sparse

    first, second = find_sketch(corpus, node, relations), find_sketch(corpus, other, relations)
    for query, found in ((node, first), (other, second)):
        if not found.nodes.sum():
            raise AnalysisError(f"{query} does not occur in the selection")
    pairs = np.union1d(first.pairs, second.pairs)
    blocks = []
    for found in (first, second):
        place = np.searchsorted(pairs, found.pairs)
        cells = found.counts.tocoo()
        row, column = cells.coords
        blocks.append(
            sparse.coo_array(
                (cells.data, (row, place[column])), shape=(len(corpus), len(pairs))
            ).tocsr()
        )
    n = len(corpus)
    is_first = np.arange(2 * n) < n
    counts: Any = sparse.vstack(blocks, format="csr")
    nodes = np.concatenate([first.nodes, second.nodes])
    joined = Sketch(counts, nodes, pairs, first.relations, first.lemmas, first.frequency)
    articles = [item.id for item in corpus.items] * 2
    sides = (_label(corpus, node), _label(corpus, other))
    return joined, Contrast(is_first, ~is_first), sides, articles


def _two_groups(
    corpus: Corpus,
    node: str,
    target: Selection,
    reference: Selection | None,
    relations: Sequence[Relation],
) -> tuple[Sketch, Contrast, tuple[str, str], Corpus]:
    groups = contrast_of(corpus, target, reference)
    found = find_sketch(corpus, node, relations)
    sides = (name_of(target, "the target"), name_of(reference, "all others"))
    for side, mask in zip(sides, (groups.target, groups.reference), strict=True):
        if not found.nodes[mask].sum():
            raise AnalysisError(f"{node} does not occur in {side}")
    inside = np.flatnonzero(groups.either)
    kept = Sketch(
        found.counts[inside].tocsr(),
        found.nodes[inside],
        found.pairs,
        found.relations,
        found.lemmas,
        found.frequency,
    )
    shown = Contrast(groups.target[inside], groups.reference[inside])
    return kept, shown, sides, compared(corpus, groups)


def _paired(articles: Sequence[str], nodes: NDArray[np.int64]) -> bool:
    n = len(articles) // 2
    return bool(((nodes[:n] > 0) & (nodes[n:] > 0)).any())


def _within_articles(table: pd.DataFrame) -> pd.DataFrame:
    """Let the comparison within articles stand for the raw one, whose interval is of unpaired."""
    table = table.drop(columns=[name for name in table.columns if name.startswith("bound")])
    if "estimate_within" not in table.columns:
        table[["low", "high", "p", "p_adjusted", "p_family"]] = np.nan
        return table
    for name in list(table.columns):
        if "_within" in name:
            table[name.replace("_within", "")] = table.pop(name)
    return table


def _label(corpus: Corpus, query: str) -> str:
    """Name an actor as the actors list does, and any other query by itself."""
    found = _ACTOR.fullmatch(query.strip())
    codes = corpus.actor_list.names
    return corpus.actor_list.label(found[1]) if found and found[1] in codes else query


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
