"""What all selections of one loaded corpus share: articles, tokens, counts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate import TaggerName
from toolkit.corpus import counts
from toolkit.corpus.actors import ActorList
from toolkit.corpus.article import Article
from toolkit.corpus.cache import Runner, annotate_texts
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.derived_counts import DerivedCounts, merged_codes
from toolkit.corpus.derived_windows import GroupWindows, read_windows
from toolkit.corpus.languages import looks_english
from toolkit.corpus.telling import Kinds
from toolkit.corpus.tokens import TokenTable
from toolkit.errors import Problem

if TYPE_CHECKING:
    from scipy import sparse

_NO_TEXT = hashlib.sha256(b"").hexdigest()


class Store:
    """What all selections of one loaded corpus share; computed once, never changed."""

    def __init__(
        self,
        articles: Sequence[Article],
        *,
        root: Path | None,
        codebook: Codebook,
        actor_list: ActorList,
        problems: Sequence[Problem] = (),
        tagger: TaggerName = "toolkit",
        run: Runner | None = None,
    ) -> None:
        self.articles = tuple(articles)
        self.root = root
        self.codebook = codebook
        self.actor_list = actor_list
        self.problems = tuple(problems)
        self.row = {article.id: row for row, article in enumerate(self.articles)}
        self.tagger: TaggerName = tagger
        self.run = run
        # What this one was made from, by leaving quotations out.
        self.whole: Store | None = None
        self._counts: dict[tuple[str, str], sparse.csr_array] = {}
        self._sizes: dict[str, NDArray[np.int64]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Send another process what is known, but no counts: copies of these could be written to.

        Nor `run`, which may hold the connection to a cluster.
        """
        return {**vars(self), "run": None, "_counts": {}, "_sizes": {}}

    @cached_property
    def tokens(self) -> TokenTable:
        """The token table; articles that the cache lacks are annotated now."""
        # A derived article has no tokens here, only paragraphs; its counts are added by `count`.
        read = [("" if item.derived else item.text) for item in self.articles]
        order = [_NO_TEXT if item.derived else item.sha256 for item in self.articles]
        texts = dict(zip(order, read, strict=True))
        cache = None if self.root is None else self.root / ".cache"
        found = annotate_texts(order, texts, cache=cache, run=self.run, tagger=self.tagger)
        paragraphs = [
            np.zeros(len(item.paragraph_shas), np.int64)
            if item.derived
            else _paragraph_starts(text)
            for item, text in zip(self.articles, read, strict=True)
        ]
        firsts = np.concatenate([[0], np.cumsum([len(starts) for starts in paragraphs])])
        # Characters are counted through all articles, so that one search finds every paragraph.
        lengths = [len(text) + 1 for text in read]
        begin = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        sizes = np.diff(found.text_offsets)
        place = np.repeat(begin[:-1], sizes) + found.start
        edges = (
            np.concatenate([starts + base for starts, base in zip(paragraphs, begin, strict=False)])
            if paragraphs
            else np.empty(0, np.int64)
        )
        form, forms = merged_codes(found.form, found.forms, self.derived.vocabulary("form"))
        lemma, lemmas = merged_codes(found.lemma, found.lemmas, self.derived.vocabulary("lemma"))
        tag, tags = merged_codes(found.tag, found.tags, self.derived.vocabulary("tag"))
        return TokenTable(
            # plain arrays over the mapped files: taking from them costs a fraction
            form=np.asarray(form),
            lemma=np.asarray(lemma),
            tag=np.asarray(tag),
            forms=forms,
            lemmas=lemmas,
            tags=tags,
            start=np.asarray(found.start),
            end=np.asarray(found.end),
            article_offsets=np.asarray(found.text_offsets, np.int64),
            paragraph_offsets=np.append(np.searchsorted(place, edges), len(found.form)),
            article_paragraphs=firsts.astype(np.int64),
            sentence_offsets=np.asarray(found.sentence_offsets, np.int64),
            actor_list=self.actor_list,
        )

    def using(self, run: Runner) -> Store:
        """Give the same articles, with batches annotated by `run`."""
        fresh = self._fresh(run)
        return fresh if self.whole is None else fresh.own_words

    def _fresh(self, run: Runner | None) -> Store:
        """Give the same articles, nothing of them annotated yet."""
        return Store(
            self.articles,
            root=self.root,
            codebook=self.codebook,
            actor_list=self.actor_list,
            problems=self.problems,
            tagger=self.tagger,
            run=run,
        )

    @cached_property
    def own_words(self) -> Store:
        """The same articles without what stands in quotation marks."""
        if self.whole is not None:
            return self
        own = self._fresh(self.run)
        own.whole = self
        own.tokens = self.tokens.without(self.tokens.quoted)
        return own

    @cached_property
    def looks_english(self) -> NDArray[np.bool_]:
        """Tell for each article whether it looks English."""
        return looks_english((self.whole or self).tokens)

    @cached_property
    def kinds(self) -> Kinds:
        """Of which kind each article is."""
        return Kinds.of(self.articles)

    def words_of(self, rows: NDArray[np.int64]) -> int:
        """Count the words of some articles."""
        return int(self.sizes("article")[rows].sum())

    @cached_property
    def derived(self) -> DerivedCounts:
        """The counts of articles whose text is not at hand."""
        return DerivedCounts(self.articles)

    @cached_property
    def windows(self) -> tuple[GroupWindows, ...]:
        """The stored collocates of derived articles."""
        return () if self.root is None else read_windows(self.root)

    def count(self, attribute: str, unit: str) -> sparse.csr_array:
        """Count an attribute in every unit of all articles, once."""
        key = (attribute, unit)
        if key not in self._counts:
            found = counts.count(self.tokens, attribute, unit)
            more = self.derived.matrix(self.tokens, attribute, unit)
            self._counts[key] = found if more is None else (found + more).tocsr()
        return self._counts[key]

    def sizes(self, unit: str) -> NDArray[np.int64]:
        """Count the words (not punctuation) of every unit of all articles, once."""
        if unit not in self._sizes:
            found = counts.words_in(self.tokens, counts.unit_offsets(self.tokens, unit))
            more = self.derived.sizes(self.tokens, unit)
            self._sizes[unit] = found if more is None else found + more
        return self._sizes[unit]

    def matrix(self, rows: NDArray[np.int64], attribute: str, unit: str) -> counts.CountMatrix:
        """Give the counts of the units of some articles, with their labels."""
        table = self.tokens
        matrix = self.count(attribute, unit)
        ids = [article.id for article in self.articles]
        if unit == "article":
            units: tuple[Any, ...] = tuple(ids[row] for row in rows)
        else:
            offsets = counts.unit_offsets(table, unit)
            owner = np.searchsorted(table.article_offsets, offsets[:-1], side="right") - 1
            if unit == "paragraph":
                owner = np.repeat(np.arange(len(ids)), np.diff(table.article_paragraphs))
            rows = np.flatnonzero(np.isin(owner, rows))
            number = np.arange(len(owner)) - np.searchsorted(owner, owner) + 1
            units = tuple((ids[owner[row]], int(number[row])) for row in rows)
        names = table.actors.names if attribute == "actor" else table.names(attribute)  # type: ignore[arg-type]
        sizes = self.sizes(unit)[rows]
        picked = matrix if len(rows) == matrix.shape[0] else matrix[rows]
        return counts.CountMatrix(picked, tuple(names), units, sizes)


def _paragraph_starts(text: str) -> NDArray[np.int64]:
    """Give the character at which each paragraph begins (`clean_body` parts them by two breaks)."""
    starts = []
    place = 0
    for paragraph in text.split("\n\n") if text else ():
        starts.append(place)
        place += len(paragraph) + 2
    return np.array(starts, dtype=np.int64)
