"""Find words, phrases and patterns in a token table: a subset of CQL, and a shorthand.

The shorthand: ``Turkey`` a form (a word in lower case ignores case, one with a capital does not),
``depend*`` a wildcard, ``Turkey|Ankara`` alternatives, ``prime minister`` or ``"prime minister"`` a
phrase, ``lemma:depend``, ``tag:NN*``, ``actor:RU``.

The subset of CQL (the query language of the IMS Corpus Workbench and of Sketch Engine): tokens in
brackets, ``[lemma="depend.*" & tag="V.*"]``, with regular expressions on the whole value, ``%c``
to ignore case, ``& | !`` and parentheses; ``[]`` any token; ``? * + {m} {m,n}`` up to 50 times;
``( … | … )``; ``within s`` or ``within p`` at the end. Beyond CQL, ``near(A, B, k)`` finds two
parts in either order, at most `k` tokens apart in one sentence (neighbours are one token apart),
and ``:name`` stands for a query of the codebook. ``[actor="RU"]`` is one whole mention of an actor,
however many tokens it has; further conditions in its bracket are tested on the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.query.matcher import match
from toolkit.corpus.query.parser import parse_text
from toolkit.corpus.query.syntax import Node

if TYPE_CHECKING:
    from toolkit.corpus.tokens import TokenTable

__all__ = ["Hits", "check", "find", "parse"]

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Hits:
    """Where a query was found: half-open spans of token positions, ascending.

    They do not overlap unless `find` was asked for that.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the hits."""
        return len(self.start)

    def keep(self, mask: NDArray[np.bool_]) -> Hits:
        """Give the hits where `mask` is true."""
        return Hits(self.start[mask], self.end[mask])


def parse(query: str, *, named: Mapping[str, str] = _NONE) -> Node:
    """Parse a query into its parts, named queries put in their place.

    Does not look at any corpus, so that words and actors may be unknown to it.

    Raises
    ------
    QueryError
        When the query is not well formed, with a caret under the fault.

    Examples
    --------
    >>> parse('[tag="NN"]{2,3}')
    Repeat(part=Token(condition=Is(attribute='tag', values=(Value(pattern='NN', plain=False,
    ignore_case=False, place=Place(text='[tag="NN"]{2,3}', at=6, name='')),))), least=2, most=3)
    """
    return parse_text(query, named)


def check(query: str, named: Mapping[str, str] = _NONE) -> None:
    """Refuse a query that is not well formed.

    Raises
    ------
    QueryError
        With a caret under the fault.

    Examples
    --------
    >>> check('[lema="depend"]')
    Traceback (most recent call last):
    ...
    toolkit.errors.QueryError: unknown attribute 'lema'; did you mean 'lemma'?; there are ...
      [lema="depend"]
       ^
    """
    parse_text(query, named)


def find(
    tokens: TokenTable,
    query: str,
    *,
    named: Mapping[str, str] = _NONE,
    overlapping: bool = False,
) -> Hits:
    """Find a query in a token table.

    Hits are the leftmost there are, each as short as it can be, at least one token long. They do
    not overlap and do not cross the end of an article; they do cross the end of a sentence, unless
    ``within s`` is asked for.

    Parameters
    ----------
    tokens
        The tokens of a loaded corpus.
    query
        See the module.
    named
        Queries by name, for ``:name``.
    overlapping
        Whether hits may overlap: then every token at which one can begin has its shortest.

    Returns
    -------
    Hits
        Positions of tokens.

    Raises
    ------
    QueryError
        When the query is not well formed, names an actor that the actors list does not have, holds
        a regular expression that takes too long, or matches too much to be held in memory.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({
    ...     "author": ["A"], "published": ["2019"], "text": ["Turkey depends on Russian gas."]}))
    >>> hits = find(corpus.tokens, '[lemma="depend"] []{0,2} [actor="RU"] within s')
    >>> hits.start.tolist(), hits.end.tolist()
    ([1], [4])
    """
    start, end = match(tokens, parse_text(query, named), overlapping=overlapping)
    return Hits(start, end)
