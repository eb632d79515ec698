"""Count the categories of a dictionary: by article, and between groups."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.against_others import (
    EVENT,
    WITHIN,
    against_others,
    groups_differ,
    levels_within,
    sources_of,
)
from toolkit.analyses.comparing import RATE_INTERVALS, rates_by_group
from toolkit.analyses.items import WORDS, groups_with_words
from toolkit.analyses.reporting import report, require_text
from toolkit.corpus.dictionaries import Dictionary, read_dictionary
from toolkit.corpus.query.words import pieces_of
from toolkit.corpus.spans import disjoint
from toolkit.corpus.tokens import TokenTable
from toolkit.errors import CodebookError
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd
    from scipy import sparse

    from toolkit.corpus import Corpus

Positions = NDArray[np.int64]
Spans = tuple[Positions, Positions]
SCALE = 1_000.0
_NAMED = 3
_STARS = 4  # more would make a search slow


def dictionary(
    corpus: Corpus,
    dictionary: str | Path | Mapping[str, Any] | Dictionary,
    *,
    by: str | Sequence[str] | None = None,
    adjust: str | None = EVENT,
    seed: int = 0,
) -> Result:
    """Count how often words and phrases of each category occur.

    A pattern in lower case ignores capitals, one with a capital does not (``US`` is not ``us``;
    quanteda would make them one). ``*`` stands for any letters, ``?`` for one; a phrase is several
    words with a space between, and a word with an apostrophe is the tokens the annotator makes of
    it. In one category the longest of overlapping matches counts, once; a word in two categories
    counts in both. A category counts all that is nested in it. Phrases do not cross the end of an
    article.

    Does not weigh, negate or disambiguate: a count says that a word is there, not what is meant.

    Parameters
    ----------
    corpus
        The articles.
    dictionary
        A YAML file in the form of quanteda (categories, nested as deep as wanted, with lists of
        patterns), or the same as a mapping.
    by
        Compare groups: matches per 1,000 words with intervals over articles, and each group against
        all others. Without it each article has its row.
    adjust
        With `by`: a column within whose levels the groups are compared as well, as in
        `toolkit.frequency`.
    seed
        With `by`: the seed of the exchanges that tell whether groups differ at all.

    Returns
    -------
    Result
        ``article``, ``category``, ``level`` (1 the outermost), ``count``, ``words``, ``estimate``
        per 1,000 words; with `by` ``category``, ``level``, ``group``, the columns of
        `toolkit.analyses.comparing.rates_by_group`, and those of `toolkit.frequency` that compare.
        ``parameters["groups_differ"]`` has, for each category, the p of groups that do not differ,
        ``parameters["groups_differ_within"]`` the same within levels.

    Raises
    ------
    CodebookError
        When the dictionary is not well formed, with the line.
    AnalysisError
        When the selection is empty.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["The prime minister buys gas."]}))
    >>> words = {"energy": ["gas*", "oil"], "people": ["prime minister", "president"]}
    >>> toolkit.dictionary(corpus, words).table[["category", "count"]].values.tolist()
    [['energy', 1], ['people', 1]]
    """
    import pandas as pd

    corpus = require_text(corpus)
    read = read_dictionary(dictionary)
    own = _matches(corpus.tokens, read)
    counts, owned = _counts(corpus, read, own)
    sizes = corpus.sizes
    names = [category.name for category in read.categories]
    level = np.array([category.level for category in read.categories], dtype=np.int64)
    notes = [
        f"{len(names)} categories, {sum(len(c.patterns) for c in read.categories)} patterns; "
        "a pattern in lower case ignores capitals, one with a capital does not; the longest of "
        "overlapping matches of a category counts, once",
        "a category counts what is nested in it",
        _shared(corpus.tokens, read, owned),
        f"estimate: matches per 1,000 words; {WORDS}",
    ]
    totals = np.asarray(counts.sum(axis=0)).ravel()
    absent = [name for name, total in zip(names, totals, strict=True) if not total]
    differ: dict[str, float] = {}
    differ_within: dict[str, float] = {}
    sources: tuple[str, ...] = ()
    if by is None:
        table = _by_article(corpus, counts, sizes, names, level)
    else:
        indicator, labels, more = groups_with_words(corpus, by)
        table = rates_by_group(
            counts, sizes, indicator, names=names, labels=labels, scale=SCALE
        ).rename(columns={"item": "category"})
        table.insert(1, "level", np.repeat(level, len(labels)))
        levels, remarks = levels_within(corpus, adjust, by)
        table, compared = against_others(table, counts, sizes, indicator, levels=levels)
        asked = counts, sizes, indicator, names
        differ, told = groups_differ(*asked, seed=seed)
        if levels is not None:
            differ_within, inside = groups_differ(
                *asked, seed=seed, levels=levels, within=str(adjust)
            )
            told += inside
        sources = sources_of(levels, differ)
        notes += [RATE_INTERVALS, *more, *compared, *(remarks if WITHIN[0] in table else ()), *told]
    warnings = []
    if absent:
        warnings.append(f"nothing of {', '.join(absent)} occurs in the selection")
    return report(
        corpus,
        pd.DataFrame(table),
        title="Dictionary categories" + (f" by {by}" if isinstance(by, str) else ""),
        notes=notes,
        warnings=warnings,
        parameters={
            "dictionary": {c.name: list(c.patterns) for c in read.categories},
            "by": by,
            "adjust": None if by is None else adjust,
            "groups_differ": differ,
            "groups_differ_within": differ_within,
            "seed": seed,
            "measure": "Matches per 1,000 words",
        },
        method="Words and phrases of a dictionary were counted by category.",
        sources=("Benoit et al. 2018 (quanteda, form of dictionaries)", *sources),
    )


def _by_article(
    corpus: Corpus,
    counts: sparse.csr_array,
    sizes: Positions,
    names: Sequence[str],
    level: Positions,
) -> pd.DataFrame:
    import pandas as pd

    n, k = len(corpus), len(names)
    found = counts.toarray().ravel()
    words = np.repeat(sizes, k)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(words > 0, SCALE * found / words, np.nan)
    return pd.DataFrame(
        {
            "article": np.repeat(np.array([item.id for item in corpus.items], dtype=object), k),
            "category": np.tile(np.array(names, dtype=object), n),
            "level": np.tile(level, n),
            "count": found,
            "words": words,
            "estimate": rate,
        }
    )


def _matches(table: TokenTable, dictionary: Dictionary) -> list[Spans]:
    """Find all matches of the patterns that stand in each category directly."""
    vocabulary = _Vocabulary(table)
    found = []
    for category in dictionary.categories:
        single: list[Positions] = []
        spans: list[Spans] = []
        for pattern in category.patterns:
            for parts in _readings(pattern, category.name):
                codes = [vocabulary.codes(part) for part in parts]
                if len(codes) == 1:
                    single.append(codes[0])
                elif all(map(len, codes)):
                    spans.append(_phrase(table, codes))
        if single:
            at = table.index("form").positions_of(np.unique(np.concatenate(single)))
            spans.append((at.astype(np.int64), at.astype(np.int64) + 1))
        found.append(_joined(spans))
    return found


def _readings(pattern: str, category: str) -> list[list[str]]:
    """Part a pattern into tokens; a word that the annotator would part is looked for both ways."""
    words = pattern.split()
    if all(set(word) <= {"*", "?"} for word in words):
        raise CodebookError(f"{category} holds {pattern!r}, which matches every word")
    readings = [words]
    parted = [
        piece for word in words for piece in ([word] if set(word) & {"*", "?"} else pieces_of(word))
    ]
    return readings if parted == words else [words, parted]


class _Vocabulary:
    """The forms of a corpus, to look patterns up in with and without regard to capitals."""

    def __init__(self, table: TokenTable) -> None:
        self._table = table

    @cached_property
    def _folded(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for code, form in enumerate(self._table.forms):
            found.setdefault(form.casefold(), []).append(code)
        return found

    def codes(self, pattern: str) -> Positions:
        """Give the codes of all forms that fit a word with wildcards."""
        capital = any(letter.isupper() for letter in pattern)
        wanted = pattern if capital else pattern.casefold()
        names = [wanted] if not set(wanted) & {"*", "?"} else self._matching(wanted, capital)
        if capital:
            codes = [self._table.code_of("form", name) for name in names]
            return np.array([code for code in codes if code >= 0], dtype=np.int64)
        found = [code for name in names for code in self._folded.get(name, ())]
        return np.array(found, dtype=np.int64)

    def _matching(self, wanted: str, capital: bool) -> list[str]:
        # several stars side by side mean one
        wanted = re.sub(r"\*+", "*", wanted)
        if wanted.count("*") > _STARS:
            raise CodebookError(f"the pattern {wanted!r} has more than {_STARS} stars; split it")
        signs = {"*": "[^\n]*", "?": "[^\n]"}
        regex = "".join(signs.get(letter, re.escape(letter)) for letter in wanted)
        names = "\n".join(self._table.forms if capital else self._folded)
        return re.findall(f"^{regex}$", names, flags=re.MULTILINE)


def _phrase(table: TokenTable, codes: Sequence[Positions]) -> Spans:
    """Find words side by side, beginning at the rarest, inside an article."""
    index = table.index("form")
    number = [int(index.counts[part].sum()) for part in codes]
    rarest = int(np.argmin(number))
    start = index.positions_of(np.unique(codes[rarest])).astype(np.int64) - rarest
    start = start[(start >= 0) & (start + len(codes) <= len(table))]
    for place, part in enumerate(codes):
        start = start[np.isin(table.form[start + place], part)]
    end = start + len(codes)
    inside = table.article_of(start) == table.article_of(end - 1)
    return start[inside], end[inside]


def _joined(spans: Sequence[Spans]) -> Spans:
    """Unite matches; of overlapping ones the leftmost counts, then the longest."""
    if not spans:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    start = np.concatenate([part[0] for part in spans])
    end = np.concatenate([part[1] for part in spans])
    order = np.lexsort((-end, start))
    start, end = start[order], end[order]
    chosen = disjoint(start, end)
    return start[chosen], end[chosen]


def _counts(
    corpus: Corpus, dictionary: Dictionary, own: Sequence[Spans]
) -> tuple[sparse.csr_array, list[Spans]]:
    """Count each category, all that is nested in it included, in every article."""
    from scipy import sparse

    place = {category.path: number for number, category in enumerate(dictionary.categories)}
    columns, kept = [], []
    for category in dictionary.categories:
        inner = [own[place[one.path]] for one in dictionary.inside(category)]
        start, end = _joined(inner) if len(inner) > 1 else inner[0]
        owner = corpus.selected[corpus.tokens.article_of(start)]
        start, end, owner = start[owner >= 0], end[owner >= 0], owner[owner >= 0]
        columns.append(np.bincount(owner, minlength=len(corpus)).astype(np.int64))
        kept.append((start, end))
    return sparse.csr_array(np.stack(columns, axis=1)), kept


def _shared(table: TokenTable, dictionary: Dictionary, owned: Sequence[Spans]) -> str:
    """Tell how many words stand in two categories that are not nested in each other."""
    leaves = [
        (category.name, spans)
        for category, spans in zip(dictionary.categories, owned, strict=True)
        if len(dictionary.inside(category)) == 1
    ]
    times = np.zeros(len(table) + 1, np.int64)
    for _, (start, end) in leaves:
        np.add.at(times, start, 1)
        np.add.at(times, end, -1)
    several = np.flatnonzero(np.cumsum(times)[:-1] > 1)
    if not len(several):
        return "no word is counted in two categories"
    example = int(several[0])
    names = [
        name for name, (start, end) in leaves if bool(((start <= example) & (end > example)).any())
    ]
    word = table.forms[int(table.form[example])]
    return (
        f"{count_of(len(several), 'word is', 'words are')} counted in two or more categories, "
        f"such as {word!r} in {' and '.join(names[:_NAMED])}"
    )
