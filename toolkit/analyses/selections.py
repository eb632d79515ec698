"""Two selections of articles that are to be compared: what they hold, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus import Corpus
from toolkit.errors import AnalysisError
from toolkit.wording import count_of

# Articles that were selected before, or conditions for `Corpus.where`.
Selection = Corpus | Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Contrast:
    """Two groups of articles.

    Parameters
    ----------
    target, reference
        True for the articles of each group, over the rows of the corpus.
    """

    target: NDArray[np.bool_]
    reference: NDArray[np.bool_]

    @property
    def either(self) -> NDArray[np.bool_]:
        """The articles of both groups."""
        return self.target | self.reference

    def within(self, kept: NDArray[np.bool_]) -> Contrast:
        """Leave out the articles of both groups that are not kept."""
        return Contrast(self.target & kept, self.reference & kept)

    def said(self, target_words: int, reference_words: int) -> str:
        """Say how large the groups are, for the notes of a result."""
        target, reference = (
            count_of(int(group.sum()), "article") for group in (self.target, self.reference)
        )
        return (
            f"target {target}, {target_words:,} words; reference {reference}, "
            f"{reference_words:,} words (tokens with a letter or digit)"
        )


def selected(corpus: Corpus, wanted: Selection | None) -> Corpus:
    """Give the articles that are meant.

    Raises
    ------
    AnalysisError
        When nothing was named, or something that is neither a selection nor conditions.
    """
    if wanted is None:
        raise AnalysisError("a comparison needs a target; name some articles, such as author A")
    if not isinstance(wanted, Corpus | Mapping):
        raise AnalysisError(
            "articles are named by a selection (corpus.where(...)) or by conditions such as "
            f"{{'author': 'A'}}; found {wanted!r:.80}"
        )
    return corpus.where(**wanted) if isinstance(wanted, Mapping) else wanted


def name_of(wanted: Selection | None, default: str = "") -> str:
    """Call a selection by the values of its conditions, or by its size.

    Examples
    --------
    >>> name_of({"author": "Ankara A", "year": range(2017, 2020)}), name_of(None, "all others")
    ('Ankara A, 2017–2019', 'all others')
    """
    if wanted is None:
        return default
    if isinstance(wanted, Mapping):
        return ", ".join(_value(value) for value in wanted.values())
    return count_of(len(wanted), "article")


def _value(value: Any) -> str:
    if isinstance(value, range):
        return f"{value[0]}–{value[-1]}" if len(value) > 1 else str(value[0])
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)


def contrast_of(corpus: Corpus, target: Selection, reference: Selection | None) -> Contrast:
    """Place two selections over the articles of a corpus.

    Articles in both (of two authors) are left out of the reference when it is all the rest, and
    refused when both were named. Where the target is named by conditions, the rest are the articles
    that have a value of its columns: an unsigned one may be the target's own.

    Raises
    ------
    AnalysisError
        When a selection is empty, comes from another corpus, or the two overlap.
    """
    masks = []
    named = {"target": target} if reference is None else {"target": target, "reference": reference}
    for name, wanted in named.items():
        part = selected(corpus, wanted)
        part = part.with_text() if corpus.left_out else part
        if not _same_articles(part, corpus) or (corpus.selected[part.rows] < 0).any():
            raise AnalysisError(
                f"the {name} is not a selection of this corpus; select it from the same one"
            )
        masks.append(part.selected[corpus.rows] >= 0)
        if not masks[-1].any():
            raise AnalysisError(f"the {name} holds no article; widen its conditions")
    chosen = masks[0]
    rest = ~chosen & _valued(corpus, target) if reference is None else masks[1]
    if (chosen & rest).any():
        shared = corpus.items[int(np.flatnonzero(chosen & rest)[0])].id
        raise AnalysisError(
            f"{count_of(int((chosen & rest).sum()), 'article is', 'articles are')} in target "
            f"and reference, such as {shared!r}; leave them out of one, or of the comparison: "
            f"corpus.where(lambda row: row['id'] != {shared!r})"
        )
    if not rest.any():
        held = "all" if chosen.all() else f"{int(chosen.sum())}"
        others = "" if chosen.all() else ", and the others have no value of its columns"
        raise AnalysisError(
            f"no article is left to compare the target with: it holds {held} of the "
            f"{count_of(len(corpus), 'article')} selected{others}; select more articles, or "
            "narrow the target"
        )
    return Contrast(chosen, rest)


def _valued(corpus: Corpus, wanted: Selection) -> NDArray[np.bool_]:
    """Tell which articles have a value of each column that conditions name."""
    if not isinstance(wanted, Mapping):
        return np.ones(len(corpus), dtype=bool)
    # a condition that is a function is asked of values only, never of empty cells
    inside = corpus.where(**dict.fromkeys(wanted, lambda value: True))
    return inside.selected[corpus.rows] >= 0


def valued_note(corpus: Corpus, target: Selection, reference: object) -> list[str]:
    """Say how many articles are in neither group because they lack a value."""
    missing = int((~_valued(corpus, target)).sum()) if reference is None else 0
    columns = ", ".join(map(str, target)) if isinstance(target, Mapping) else ""
    left_out = count_of(missing, f"article without {columns} is", f"articles without {columns} are")
    return [f"{left_out} left out"] * bool(missing)


def dominant(corpus: Corpus, groups: Contrast, sizes: NDArray[np.int64]) -> list[str]:
    """Warn of an article that holds more than half of a group's words.

    The rates of its group are then nearly its own, and with so few effective articles intervals
    promise more than they keep.
    """
    warnings = []
    for name, group in {"target": groups.target, "reference": groups.reference}.items():
        mine = np.where(group, sizes, 0)
        largest = int(np.argmax(mine))
        share = mine[largest] / max(int(mine.sum()), 1)
        if share > 0.5 and group.sum() > 1:
            warnings.append(
                f"{corpus.items[largest].id} holds {share:.0%} of the words of the {name}: rates "
                "and intervals rest on it; look at the result without it"
            )
    return warnings


def compared(corpus: Corpus, groups: Contrast) -> Corpus:
    """Give the articles of both groups, as a selection."""
    return corpus if groups.either.all() else Corpus(corpus.store, corpus.rows[groups.either])


def _same_articles(part: Corpus, corpus: Corpus) -> bool:
    """Tell whether two selections are of one loaded corpus, or of one folder loaded twice."""
    if part.root is None or corpus.root is None:
        return part.tokens is corpus.tokens
    # rows mean the same articles only while the same ones are there
    return part.root == corpus.root and [*part.store.row] == [*corpus.store.row]
