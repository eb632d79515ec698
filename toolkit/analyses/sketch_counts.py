"""Count the collocates of a node by grammatical relation, article by article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.reporting import require_names
from toolkit.analyses.sketch_grammar import Relation, grammar, related
from toolkit.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd
    from scipy import sparse

    from toolkit.corpus import Corpus


def relations_named(names: Sequence[str] | None) -> tuple[Relation, ...]:
    """Take some relations of the grammar, or all.

    Raises
    ------
    AnalysisError
        When one is unknown, with the nearest there is.
    """
    known = {relation.name: relation for relation in grammar()}
    if names is None:
        return tuple(known.values())
    require_names(names, tuple(known), "relation")
    if not names:
        raise AnalysisError(f"no relation is named; there are {', '.join(known)}")
    return tuple(known[name] for name in names)


@dataclass(frozen=True, eq=False)
class Sketch:
    """Counts of collocates by relation in articles (or in articles and nodes).

    Parameters
    ----------
    counts
        Articles x pairs of relation and collocate.
    nodes
        Occurrences of the node in each article.
    pairs
        The number of the relation times the size of the vocabulary, plus the code of the collocate.
    relations, lemmas
        What the numbers stand for.
    frequency
        Of each lemma in all articles of the selection.
    barred
        How many collocates were left out, since they stood where none may.
    """

    counts: sparse.csr_array
    nodes: NDArray[np.int64]
    pairs: NDArray[np.int64]
    relations: tuple[Relation, ...]
    lemmas: tuple[str, ...]
    frequency: NDArray[np.int64]
    barred: int = 0

    def frequent(self, min_count: int) -> Sketch:
        """Keep the pairs that occur often enough."""
        totals = np.asarray(self.counts.sum(axis=0)).ravel()
        kept = np.flatnonzero(totals >= min_count)
        return replace(self, counts=self.counts[:, kept].tocsr(), pairs=self.pairs[kept])

    def name(self, table: pd.DataFrame) -> None:
        """Put relation, meaning and collocate in place of the number of each pair."""
        number = table.pop("item").astype(int).to_numpy()
        relation, lemma = np.divmod(self.pairs[number], max(1, len(self.lemmas)))
        table.insert(0, "relation", [self.relations[place].name for place in relation])
        table.insert(1, "says", [self.relations[place].says for place in relation])
        table.insert(2, "collocate", [self.lemmas[place] for place in lemma])

    def scored(self, min_count: int) -> pd.DataFrame:
        """Score the pairs that occur often enough by logDice, relation by relation.

        All pairs count in what a relation holds, so that no score hangs on `min_count`.
        """
        import pandas as pd

        relation, lemma = np.divmod(self.pairs, max(1, len(self.lemmas)))
        count = np.asarray(self.counts.sum(axis=0)).ravel().astype(np.int64)
        held = np.bincount(self.counts.indices, minlength=len(count))
        in_relation = np.bincount(relation, weights=count, minlength=len(self.relations))
        both = in_relation[relation] + self.frequency[lemma]
        kept = np.flatnonzero(count >= min_count)
        table = pd.DataFrame(
            {
                "item": kept,
                "count": count[kept],
                "articles_with": held[kept],
                "logdice": 14.0 + np.log2(2.0 * count / both)[kept],
            }
        )
        self.name(table)
        order = np.lexsort((table["collocate"], -table["count"], -table["logdice"], relation[kept]))
        return table.iloc[order].reset_index(drop=True)


def find_sketch(
    corpus: Corpus,
    node: str,
    relations: Sequence[Relation],
    *,
    barred: NDArray[np.bool_] | None = None,
) -> Sketch:
    """Find the collocates of a node in some relations and count them in every article.

    Tokens that are `barred` are no collocates.
    """
    from scipy import sparse

    hits = corpus.find(node)
    owner = corpus.selected[corpus.tokens.article_of(hits.start)]
    lemmas = corpus.tokens.lemmas
    left_out = 0
    rows, keys = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for number, relation in enumerate(relations):
        found = related(corpus, node, hits, relation, barred=barred)
        rows.append(owner[found.node])
        keys.append(found.lemma + number * len(lemmas))
        left_out += found.barred
    key = np.concatenate(keys)
    pairs, column = np.unique(key, return_inverse=True)
    row = np.concatenate(rows)
    counts = sparse.coo_array(
        (np.ones(len(row), np.int64), (row, column)), shape=(len(corpus), len(pairs))
    ).tocsr()
    nodes = np.bincount(owner, minlength=len(corpus)).astype(np.int64)
    frequency = corpus.matrix("lemma", "article").totals
    return Sketch(counts, nodes, pairs, tuple(relations), lemmas, frequency, left_out)
