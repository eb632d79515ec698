"""What a topic model counts: content words of each article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.derived_counts import derived_words
from toolkit.corpus.wordlists import default_stop_list
from toolkit.errors import AnalysisError
from toolkit.wording import count_of

if TYPE_CHECKING:
    from scipy import sparse

    from toolkit.corpus import Corpus

# Nouns, verbs, adjectives: what a text is about. Adverbs and function words spread over all topics.
CONTENT_TAGS = ("NN", "NNS", "NNP", "NNPS", "JJ", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ")
MAX_SHARE = 0.9


@dataclass(frozen=True, eq=False)
class Bag:
    """Articles as bags of content lemmas.

    Parameters
    ----------
    counts
        Articles x words.
    words
        The lemmas, in alphabetical order of their lower case.
    """

    counts: sparse.csr_array
    words: tuple[str, ...]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Words kept in each article."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.int64).ravel()


def bag_of_words(corpus: Corpus, *, min_articles: int = 2) -> Bag:
    """Count the content lemmas of each article.

    Keeps nouns, names, verbs and adjectives of three letters or more that are not in the stop list
    and stand in at least `min_articles` articles and at most nine tenths of them. Folds case, and
    shows each word in its commonest spelling.

    Parameters
    ----------
    corpus
        The articles.
    min_articles
        A word in fewer articles cannot tell what articles share.

    Raises
    ------
    AnalysisError
        When nothing is left, or an article keeps no word.
    """
    from scipy import sparse

    table = corpus.tokens
    tag_kept = np.array([tag in CONTENT_TAGS for tag in table.tags], dtype=bool)
    stop = default_stop_list()
    folded = [lemma.casefold() for lemma in table.lemmas]
    names = sorted(set(folded))
    code = {name: number for number, name in enumerate(names)}
    to_folded = np.array([code[name] for name in folded], dtype=np.int64)
    name_kept = np.array(
        [len(name) > 2 and name not in stop and name[0].isalpha() for name in names], dtype=bool
    )
    owners = np.repeat(corpus.selected, np.diff(table.article_offsets))
    words = to_folded[table.lemma] if len(table) else np.empty(0, np.int64)
    keep = tag_kept[table.tag] & name_kept[words] & (owners >= 0)
    more = derived_words(corpus)
    more = more.keep(tag_kept[more.tag] & name_kept[to_folded[more.lemma]])
    number = np.concatenate([np.ones(int(keep.sum()), np.int64), more.count])
    row = np.concatenate([owners[keep], more.row])
    column = np.concatenate([words[keep], to_folded[more.lemma]])
    counts = sparse.coo_array((number, (row, column)), shape=(len(corpus), len(names))).tocsr()
    spread = np.bincount(counts.indices, minlength=len(names))
    columns = np.flatnonzero((spread >= min_articles) & (spread <= MAX_SHARE * len(corpus)))
    if len(columns) < 2:
        raise AnalysisError(
            f"no words are left that stand in at least {min_articles} and at most "
            f"{MAX_SHARE:.0%} of {len(corpus)} articles; add articles, or ask for words of fewer"
        )
    kept = counts[:, columns].tocsr()
    empty = np.flatnonzero(np.diff(kept.indptr) == 0)
    if len(empty):
        ids = [corpus.items[row].id for row in empty[:5]]
        raise AnalysisError(
            f"{count_of(len(empty), 'article keeps', 'articles keep')} no word "
            f"({', '.join(ids)}); leave them out of the selection"
        )
    spelt = np.bincount(table.lemma[keep], minlength=len(table.lemmas))
    spelt += np.bincount(more.lemma, weights=more.count, minlength=len(spelt)).astype(np.int64)
    shown = _commonest(table.lemmas, spelt, to_folded, len(names))
    return Bag(kept, tuple(shown[column] for column in columns))


def _commonest(
    lemmas: Sequence[str],
    frequency: NDArray[np.int64],
    to_folded: NDArray[np.int64],
    n: int,
) -> list[str]:
    """Show each folded word in the spelling that is commonest: NATO, Turkish, gas."""
    # Ascending, so that the commonest spelling of a word is written last.
    shown = [""] * n
    for code in np.lexsort((np.arange(len(frequency))[::-1], frequency)):
        shown[to_folded[code]] = lemmas[code]
    return shown
