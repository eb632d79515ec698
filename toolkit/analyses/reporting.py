"""Wrap a table into a result that says what corpus it describes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from toolkit.corpus import Corpus
from toolkit.corpus.derived import DerivedArticle
from toolkit.errors import AnalysisError, suggest
from toolkit.result import Result
from toolkit.stats.inference.sums import FEWEST_ARTICLES as FEW
from toolkit.wording import count_of, is_whole

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Groups

__all__ = [
    "FEW",
    "conditions_of",
    "described",
    "report",
    "require_articles",
    "require_groups",
    "require_names",
    "require_one_of",
    "require_text",
    "require_whole",
    "table_of",
    "words_of",
]


def require_articles(corpus: Corpus) -> None:
    """Refuse an empty selection, and what is no corpus.

    Raises
    ------
    AnalysisError
    """
    if not isinstance(corpus, Corpus):
        raise AnalysisError(
            f"an analysis takes a corpus, found {type(corpus).__name__}; load one with toolkit.load"
        )
    if not len(corpus):
        raise AnalysisError("the selection holds no article; widen its conditions")


def require_text(corpus: Corpus) -> Corpus:
    """Leave out articles of which only counts are at hand; the result then says so.

    Raises
    ------
    AnalysisError
        When nothing is left.
    """
    require_articles(corpus)
    kept = corpus.with_text()
    if not len(kept):
        raise AnalysisError(
            f"only counts are at hand of the {count_of(len(corpus), 'article')} selected, and "
            "this needs "
            "running text; put texts under private/articles/ of the corpus"
        )
    return kept


def require_groups(corpus: Corpus, by: str | Sequence[str]) -> Groups:
    """Part the articles, and refuse a column of which no article has a value.

    Raises
    ------
    AnalysisError
        When there is no group.
    CorpusError
        When there is no such column.
    """
    groups = corpus.groups(by)
    if not groups.labels:
        raise AnalysisError(
            f"no article has a value of {', '.join(groups.by)}, so there is nothing to compare"
        )
    return groups


def require_one_of(value: str, allowed: Sequence[str], what: str) -> str:
    """Refuse a name that is not allowed, with the nearest that is.

    Raises
    ------
    AnalysisError
    """
    if not isinstance(value, str) or value not in allowed:
        raise AnalysisError(
            f"unknown {what} {value!r}{suggest(value, allowed)}; there are {', '.join(allowed)}"
        )
    return value


def require_names(values: Sequence[str], allowed: Sequence[str], what: str) -> None:
    """Refuse a list of names of which one is not allowed; see `require_one_of`.

    Raises
    ------
    AnalysisError
    """
    if not isinstance(values, list | tuple | set | frozenset):
        raise AnalysisError(
            f"{what}: give names in a list, such as ['{allowed[0]}']; found {values!r:.80}"
        )
    for value in values:
        require_one_of(value, allowed, what)


def require_whole(value: int, what: str, least: int, most: int | None = None) -> None:
    """Refuse what is no whole number, or is too small or too large.

    Raises
    ------
    AnalysisError
    """
    if not is_whole(value, least, most):
        reach = f"from {least} on" if most is None else f"from {least} to {most}"
        raise AnalysisError(f"{what} of {value!r:.80}; choose a whole number {reach}")


def table_of(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Make a table of columns that were made for it: they are taken as they are, not copied."""
    import pandas as pd

    table = pd.DataFrame(dict(enumerate(columns.values())), copy=False)
    table.columns = _index_of(tuple(columns)).view()
    return table


@lru_cache
def _index_of(names: tuple[str, ...]) -> pd.Index:
    """Make an index of names once: in a table of a thousand rows it takes longer than the rest."""
    import pandas as pd

    return pd.Index(names)


def conditions_of(wanted: Corpus | Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Put the articles that were asked for in a form that can be kept, and asked for again.

    Returns
    -------
    dict or None
        The conditions of `Corpus.where`, ranges and sets as lists and functions by name; of a
        selection made before, its fingerprint.
    """
    if wanted is None:
        return None
    if not isinstance(wanted, Mapping):
        return {"fingerprint": wanted.fingerprint}
    return {name: _plain(value) for name, value in wanted.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, range | list | tuple):
        return list(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return getattr(value, "__name__", repr(value)) if callable(value) else value


def words_of(stop: Collection[str]) -> dict[str, Any]:
    """Name a stop list by its length and fingerprint.

    Examples
    --------
    >>> words_of(["the", "of"]) == words_of({"of", "the"})
    True
    """
    text = "\n".join(sorted(stop))
    return {"words": len(stop), "sha256": hashlib.sha256(text.encode()).hexdigest()[:12]}


def described(
    corpus: Corpus,
    *,
    title: str,
    notes: Sequence[str] = (),
    warnings: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    method: str = "",
    sources: Sequence[str] = (),
    used: Corpus | None = None,
) -> dict[str, Any]:
    """Give all fields of a result but its table, adding what every result says of its corpus.

    Where not all articles of the corpus were counted, `used` holds those that were: numbers and
    kinds of data are theirs; the fingerprint is that of the corpus from which they were chosen.
    """
    used = corpus if used is None else used
    known = {
        "n_articles": len(used),
        "private": used.private,
        "composed": used.composed,
        "data": used.description,
    }
    if used.has_derived:
        counted = [item.counts for item in used.items if isinstance(item, DerivedArticle)]
        least = max(record.making.min_articles for record in counted)
        notes = (
            *notes,
            f"{count_of(len(counted), 'article is', 'articles are')} derived counts: lemmas "
            f"in fewer than {least} articles are masked there",
        )
    if corpus.left_out:
        warnings = (
            f"{count_of(corpus.left_out, 'article is', 'articles are')} left out: only their "
            "counts are at hand, and this needs running text",
            *warnings,
        )
    if used.repeated:
        are = count_of(
            used.repeated,
            "article is a reprint or excerpt of another here, and counts as one of its own",
            "articles are reprints or excerpts of others here, and count as articles of their own",
        )
        warnings = (
            *warnings,
            f"{are}: corpus.without_reprints() (--where reprints=no) leaves one of each",
        )
    return {
        "notes": tuple(dict.fromkeys((*notes, f"data: {used.description}"))),
        "warnings": tuple(dict.fromkeys(warnings)),
        "parameters": {**(parameters or {}), **known},
        "corpus": corpus.fingerprint,
        "title": title,
        "method": method,
        "sources": tuple(dict.fromkeys(sources)),
    }


def report(corpus: Corpus, table: pd.DataFrame, **fields: Any) -> Result:
    """Make a result of a table; the other fields are those of `described`."""
    return Result(table=table, **described(corpus, **fields))
