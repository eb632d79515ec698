"""The token table: a corpus as integer arrays, and where each value stands.

Nothing is scanned when a question is asked: an index in compressed sparse rows gives the positions
of every form, lemma and tag (the design of the IMS Corpus Workbench).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.actors import ActorList, ActorSpans, find_actors
from toolkit.corpus.quotations import find_quotations
from toolkit.errors import AnalysisError, suggest
from toolkit.wording import count_of

Attribute = Literal["form", "lemma", "tag"]
ATTRIBUTES: tuple[Attribute, ...] = ("form", "lemma", "tag")
Integers = NDArray[np.integer[Any]]
_BLOCK = 1_000_000  # tokens sorted at once
_RUN_BITS = 8
_RUN = 1 << _RUN_BITS  # tokens whose words are numbered in one byte


@dataclass(frozen=True)
class PositionIndex:
    """Where each code stands: the positions of code `c` are ``places[offsets[c]:offsets[c+1]]``."""

    offsets: NDArray[np.int64]
    places: NDArray[np.int32]

    def positions(self, code: int) -> NDArray[np.int32]:
        """Give the ascending token positions of one code."""
        return self.places[self.offsets[code] : self.offsets[code + 1]]

    def positions_of(self, codes: Integers) -> NDArray[np.int32]:
        """Give the ascending token positions of several codes together."""
        if len(codes) == 1:
            return self.positions(int(codes[0]))
        parts = [self.positions(int(code)) for code in codes]
        if not parts:
            return np.empty(0, np.int32)
        return np.sort(np.concatenate(parts))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each code occurs."""
        return np.diff(self.offsets)


def build_index(codes: Integers, n_codes: int) -> PositionIndex:
    """Index positions by code with a counting sort.

    Parameters
    ----------
    codes
        One code a token.
    n_codes
        The size of the vocabulary.

    Examples
    --------
    >>> build_index(np.array([1, 0, 1]), 2).positions(1).tolist()
    [0, 2]
    """
    starts = range(0, len(codes), _BLOCK)
    offsets = np.zeros(n_codes + 1, np.int64)
    for first in starts:
        offsets[1:] += np.bincount(codes[first : first + _BLOCK], minlength=n_codes)
    np.cumsum(offsets, out=offsets)
    places = np.empty(len(codes), np.int32)
    free = offsets[:-1].copy()  # where the next position of each code goes
    # block by block, so that sorting needs little memory beside what it gives
    for first in starts:
        bounds, found = _sorted_places(codes[first : first + _BLOCK], n_codes)
        here = np.diff(bounds)
        goes = np.repeat(free - bounds[:-1], here)
        goes += np.arange(len(found))
        places[goes] = found + np.int32(first)
        free += here
    return PositionIndex(offsets, places)


def _sorted_places(codes: Integers, n_codes: int) -> tuple[Integers, Integers]:
    """Sort the positions in a block by code: where each code begins, and the positions."""
    from scipy import sparse

    n = len(codes)
    places = np.arange(n, dtype=np.int32)
    # SciPy turns coordinates into rows by a counting sort in C; the values themselves do not matter
    rows = sparse.coo_array((np.zeros(n, np.int8), (codes, places)), shape=(n_codes, n))
    rows.has_canonical_format = True  # a position occurs once: nothing to add up
    matrix = rows.tocsr()
    return matrix.indptr, matrix.indices


@dataclass(frozen=True, eq=False, repr=False)
class TokenTable:
    """All tokens of a loaded corpus, article after article.

    A selection of articles shares this table; `toolkit.corpus.Corpus` knows which rows it holds.

    Parameters
    ----------
    form, lemma, tag
        Codes, one a token. Case is kept: ``US`` is not ``us``.
    forms, lemmas, tags
        Sorted vocabularies; code `c` stands for ``forms[c]``.
    start, end
        Character offsets of each token inside the text of its article.
    article_offsets
        First token of each article, and the number of tokens.
    paragraph_offsets
        First token of each paragraph of all articles, and the number of tokens.
    article_paragraphs
        First paragraph of each article, and the number of paragraphs.
    sentence_offsets
        First token of each sentence, and the number of tokens.
    """

    form: Integers
    lemma: Integers
    tag: Integers
    forms: tuple[str, ...]
    lemmas: tuple[str, ...]
    tags: tuple[str, ...]
    start: Integers
    end: Integers
    article_offsets: NDArray[np.int64]
    paragraph_offsets: NDArray[np.int64]
    article_paragraphs: NDArray[np.int64]
    sentence_offsets: NDArray[np.int64]
    actor_list: ActorList

    def __repr__(self) -> str:
        """Say how many there are; a whole vocabulary would bury a notebook."""
        articles = count_of(len(self.article_offsets) - 1, "article")
        return f"<TokenTable of {len(self):,} tokens in {articles}>"

    def __len__(self) -> int:
        """Count the tokens, punctuation included."""
        return len(self.form)

    def codes(self, attribute: Attribute) -> Integers:
        """Give the code of every token for one attribute."""
        return {"form": self.form, "lemma": self.lemma, "tag": self.tag}[_known(attribute)]

    def names(self, attribute: Attribute) -> tuple[str, ...]:
        """Give the sorted vocabulary of one attribute."""
        return {"form": self.forms, "lemma": self.lemmas, "tag": self.tags}[_known(attribute)]

    def index(self, attribute: Attribute) -> PositionIndex:
        """Give the position index of one attribute; built at first use."""
        return self._indexes[_known(attribute)]

    def code_of(self, attribute: Attribute, name: str) -> int:
        """Give the code of a name, or -1 when the corpus does not have it."""
        return self._lookup(_known(attribute)).get(name, -1)

    def article_of(self, positions: Integers) -> NDArray[np.int64]:
        """Give the article (row of the loaded corpus) in which each position lies."""
        return np.searchsorted(self.article_offsets, positions, side="right") - 1

    def sentence_of(self, positions: Integers) -> NDArray[np.int64]:
        """Give the sentence (counted through all articles) in which each position lies."""
        return np.searchsorted(self.sentence_offsets, positions, side="right") - 1

    def paragraph_of(self, positions: Integers) -> NDArray[np.int64]:
        """Give the paragraph (counted through all articles, from 0) of each position."""
        return np.searchsorted(self.paragraph_offsets, positions, side="right") - 1

    def paragraph_number(self, paragraphs: Integers) -> NDArray[np.int64]:
        """Turn paragraphs counted through all articles into numbers from 1 inside their article."""
        article = np.searchsorted(self.article_paragraphs, paragraphs, side="right") - 1
        return np.asarray(paragraphs - self.article_paragraphs[article] + 1, dtype=np.int64)

    @cached_property
    def is_word(self) -> NDArray[np.bool_]:
        """Tell for each form of the vocabulary whether it holds a letter or a digit."""
        return np.fromiter(
            (any(character.isalnum() for character in form) for form in self.forms),
            dtype=bool,
            count=len(self.forms),
        )

    @cached_property
    def folded_rank(self) -> NDArray[np.int32]:
        """Give each form of the vocabulary its place in an order that ignores capitals."""
        folded = np.array([form.casefold() for form in self.forms], dtype=object)
        if not len(folded):
            return np.empty(0, np.int32)
        _, rank = np.unique(folded, return_inverse=True)
        return rank.astype(np.int32)

    @cached_property
    def word(self) -> NDArray[np.bool_]:
        """Tell for each token whether it is a word (not punctuation)."""
        return self.is_word.take(self.form) if len(self) else np.empty(0, bool)

    @cached_property
    def word_positions(self) -> NDArray[np.int32]:
        """The positions of all words, ascending."""
        return self._of_words(np.int32, lambda block: np.arange(block.start, block.stop))

    def word_codes(self, attribute: Attribute) -> Integers:
        """Give the code of every word, one after the other, for one attribute; made at first use.

        What stands near a word is then a run of this array.
        """
        if attribute not in self._word_codes:
            codes = self.codes(attribute)
            kind = np.min_scalar_type(len(self.names(attribute)))
            self._word_codes[attribute] = self._of_words(kind, lambda block: codes[block])
        return self._word_codes[attribute]

    def words_before(self, positions: Integers) -> NDArray[np.int32]:
        """Count the words before each position; one past the last token is a position too."""
        before_run, inside = self._word_ranks
        return before_run.take(positions >> _RUN_BITS) + inside.take(positions)

    @cached_property
    def article_words(self) -> NDArray[np.int32]:
        """Count the words before each article, and all words."""
        return self.words_before(self.article_offsets)

    def _of_words(self, kind: Any, values: Callable[[slice], Integers]) -> NDArray[Any]:
        """Keep of one value a token those of words; block by block, which needs little memory."""
        kept = np.empty(np.count_nonzero(self.word), kind)
        filled = 0
        for first in range(0, len(self), _BLOCK):
            block = slice(first, min(first + _BLOCK, len(self)))
            found = values(block)[self.word[block]]
            kept[filled : filled + len(found)] = found
            filled += len(found)
        return kept

    @cached_property
    def _word_ranks(self) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Words before each run of tokens, and before each token inside its run.

        The counts inside a run fit into a byte, which takes a quarter of the memory of one number
        a token (the directory of Jacobson 1989).
        """
        runs = len(self) // _RUN + 1
        word = np.zeros(runs * _RUN, np.uint8)
        word[: len(self)] = self.word
        inside = np.empty((runs, _RUN), np.uint8)
        inside[:, 0] = 0
        np.cumsum(word.reshape(runs, _RUN)[:, :-1], axis=1, dtype=np.uint8, out=inside[:, 1:])
        words = inside[:, -1].astype(np.int32) + word[_RUN - 1 :: _RUN]
        before_run = np.zeros(runs, np.int32)
        np.cumsum(words[:-1], out=before_run[1:])
        return before_run, inside.ravel()

    @cached_property
    def actors(self) -> ActorSpans:
        """Find the mentions of actors, once."""
        return find_actors(self, self.actor_list)

    @cached_property
    def quoted(self) -> NDArray[np.bool_]:
        """Tell for each token whether it stands inside a quotation."""
        return find_quotations(self)

    def without(self, left_out: NDArray[np.bool_]) -> TokenTable:
        """Leave tokens out; articles and paragraphs keep their numbers, even when left empty.

        Sentences are numbered anew among those that keep a token. Character offsets still point
        into the whole text. Names that no token has any more stay in the vocabularies.

        Parameters
        ----------
        left_out
            True or false for each token.
        """
        kept = ~left_out
        before = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
        sentences = before[self.sentence_offsets]
        begun = np.append(np.diff(sentences) > 0, True)
        return replace(
            self,
            form=self.form[kept],
            lemma=self.lemma[kept],
            tag=self.tag[kept],
            start=self.start[kept],
            end=self.end[kept],
            article_offsets=before[self.article_offsets],
            paragraph_offsets=before[self.paragraph_offsets],
            sentence_offsets=sentences[begun],
        )

    @cached_property
    def _indexes(self) -> _LazyIndexes:
        return _LazyIndexes(self)

    def _lookup(self, attribute: Attribute) -> dict[str, int]:
        if attribute not in self._lookups:
            names = self.names(attribute)
            self._lookups[attribute] = {name: code for code, name in enumerate(names)}
        return self._lookups[attribute]

    @cached_property
    def _lookups(self) -> dict[str, dict[str, int]]:
        return {}

    @cached_property
    def _word_codes(self) -> dict[str, Integers]:
        return {}


class _LazyIndexes(dict[str, PositionIndex]):
    """Indexes by attribute, each built when it is first asked for."""

    def __init__(self, table: TokenTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, attribute: Attribute) -> PositionIndex:
        index = build_index(self._table.codes(attribute), len(self._table.names(attribute)))
        self[attribute] = index
        return index


def _known(attribute: str) -> Attribute:
    if attribute not in ATTRIBUTES:
        raise AnalysisError(
            f"unknown attribute {attribute!r}{suggest(attribute, ATTRIBUTES)}; "
            f"there are {', '.join(ATTRIBUTES)}"
        )
    return attribute
