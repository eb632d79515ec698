"""How the sketches of two words differ, or of one word in two groups of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.comparing import (
    INTERVALS,
    REPLICATES,
    SOURCES,
    contrast_table,
)
from toolkit.analyses.items import require_count
from toolkit.analyses.ranking import few_note, order_of
from toolkit.analyses.ratios import HALF
from toolkit.analyses.reporting import FEW, conditions_of, report, require_text, require_whole
from toolkit.analyses.selections import (
    Contrast,
    Selection,
    compared,
    contrast_of,
    name_of,
    valued_note,
)
from toolkit.analyses.sketch import LIMITS, PER, SKETCHES
from toolkit.analyses.sketch_counts import Sketch, find_sketch, relations_named
from toolkit.analyses.sketch_grammar import Relation
from toolkit.corpus.spans import spans_to_positions
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

_ACTOR = re.compile(r'(?:\[actor="|actor:)([A-Z_]+)(?:"\])?')


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
    are exchanged within articles to see what chance does. A collocate that is itself one of the two
    nodes is left out: Russia has no *Turkey and Russia* of its own, whatever is written about it.
    Two groups are compared over articles, as in `toolkit.keyness`, and ranked in the same way.

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
        ``p``, ``p_adjusted``, ``p_family``, ``bound``, ``few``, ``reason``; see
        `toolkit.analyses.comparing.contrast_table`. First stand the pairs that have a bound, then
        those that one side has in under five articles, or never, and that pass the test of all.

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
    table["target_rate"] *= PER
    table["reference_rate"] *= PER
    kept.name(table)
    tested = int(table["p"].notna().sum())
    how = (
        "compared within articles that hold both nodes (Mantel-Haenszel weights; intervals 95 % "
        "with the article's and the node's part taken out, HC2, Student's t)"
        if pairs is not None
        else INTERVALS
    )
    return report(
        corpus,
        table.iloc[order_of(table, "collocate")].reset_index(drop=True),
        title=f"Sketch difference: {sides[0]} and {sides[1]}",
        notes=[
            *(
                f"{side}: {int(kept.nodes[mask].sum())} occurrences in "
                f"{count_of(int((kept.nodes[mask] > 0).sum()), 'article')}"
                for side, mask in zip(sides, (contrast.target, contrast.reference), strict=True)
            ),
            *left_out,
            *([f"left out: {_named(kept.barred)}"] * bool(kept.barred)),
            f"rates per 100 occurrences of the node; estimate: log2 of their ratio, {HALF}",
            how,
            *(
                [
                    f"p_adjusted: Benjamini-Hochberg over {tested} pairs; p_family: maximum of the "
                    f"studentised difference over {REPLICATES} permutations, seed {seed}; bound: "
                    "the end of the simultaneous interval nearer to 0, and 0 where it covers 0 or "
                    "p_family is above .05"
                ]
                * bool(tested)
            ),
            few_note(table, "pair"),
            LIMITS,
        ],
        warnings=warnings,
        parameters={
            "node": node,
            "other": other,
            "target": sides[0],
            "reference": sides[1],
            "conditions": [conditions_of(target), conditions_of(reference)],
            "relations": [relation.name for relation in wanted],
            "min_count": min_count,
            "seed": seed,
        },
        method="Sketches were compared with the article as the unit.",
        sources=(*SKETCHES, *SOURCES),
        used=used,
    )


def _two_nodes(
    corpus: Corpus, node: str, other: str, relations: Sequence[Relation]
) -> tuple[Sketch, Contrast, tuple[str, str], list[str]]:
    """Lay two sketches under each other: a row is an article and a node."""
    from scipy import sparse

    named = np.zeros(len(corpus.tokens), bool)
    for query in (node, other):
        hits = corpus.find(query)
        named[spans_to_positions(hits.start, hits.end)] = True
    first, second = (find_sketch(corpus, query, relations, barred=named) for query in (node, other))
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
    joined = replace(
        first, counts=counts, nodes=nodes, pairs=pairs, barred=first.barred + second.barred
    )
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
    kept = replace(found, counts=found.counts[inside].tocsr(), nodes=found.nodes[inside])
    shown = Contrast(groups.target[inside], groups.reference[inside])
    return kept, shown, sides, compared(corpus, groups)


def _paired(articles: Sequence[str], nodes: NDArray[np.int64]) -> bool:
    n = len(articles) // 2
    return bool(((nodes[:n] > 0) & (nodes[n:] > 0)).any())


def _within_articles(table: pd.DataFrame) -> pd.DataFrame:
    """Let the comparison within articles stand for the raw one, whose interval is of unpaired."""
    if "estimate_within" not in table.columns:
        untested = ("low", "high", "p", "p_adjusted", "p_family", "bound")
        return table.assign(**dict.fromkeys(untested, np.nan))
    inner = [str(name) for name in table.columns if "_within" in str(name)]
    within = {name.replace("_within", ""): table[name] for name in inner}
    return table.drop(columns=inner).assign(**within)


def _named(number: int) -> str:
    """Say which collocates of two nodes are none."""
    times = count_of(number, "time", "times")
    return (
        f"a collocate that is itself one of the two nodes ({times}); a node does not stand beside "
        "itself as it does beside the other"
    )


def _label(corpus: Corpus, query: str) -> str:
    """Name an actor as the actors list does, and any other query by itself."""
    found = _ACTOR.fullmatch(query.strip())
    codes = corpus.actor_list.names
    return corpus.actor_list.label(found[1]) if found and found[1] in codes else query
