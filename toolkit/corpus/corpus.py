"""A corpus: a selection of articles over one shared table of tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate import TaggerName
from toolkit.corpus import counts, telling
from toolkit.corpus.actors import ActorList
from toolkit.corpus.article import Article
from toolkit.corpus.cache import Runner
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.columns import Columns
from toolkit.corpus.duplicates import representatives
from toolkit.corpus.frames import computed, copied, frame_of
from toolkit.corpus.groups import Groups, group_articles
from toolkit.corpus.query import Hits, find
from toolkit.corpus.store import Store
from toolkit.corpus.tokens import TokenTable
from toolkit.errors import CorpusError, Problem, suggest
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus.nltk_corpus import NltkCorpus


class Corpus:
    """Articles to be analysed: all of a loaded corpus, or a selection of it.

    Nothing is changed in place: `where` gives a new corpus over the same tokens.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({
    ...     "author": ["A", "B"], "text": ["Gas flows.", "Gas stops."]}))
    >>> len(corpus.where(author="A"))
    1
    """

    def __init__(
        self,
        store: Store,
        rows: NDArray[np.int64] | None = None,
        derived: Mapping[str, Sequence[Any]] | None = None,
    ) -> None:
        self._store = store
        self.rows = np.arange(len(store.articles)) if rows is None else np.asarray(rows, np.int64)
        self.left_out = 0
        self._derived = {name: list(values) for name, values in (derived or {}).items()}
        self._matrices: dict[tuple[str, str], counts.CountMatrix] = {}

    def __len__(self) -> int:
        """Count the articles."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Name the size and span of the corpus."""
        years = self.articles["year"].dropna()
        span = f", {years.min()}–{years.max()}" if len(years) else ""
        return f"<Corpus of {count_of(len(self), 'article')}{span}, fingerprint {self.fingerprint}>"

    def __getstate__(self) -> dict[str, Any]:
        """Send another process the selection: all else follows from it, and stays read-only."""
        kept = {name: vars(self)[name] for name in ("_store", "rows", "left_out", "_derived")}
        return {**kept, "_matrices": {}}

    @property
    def root(self) -> Path | None:
        """The folder it was read from; ``None`` for a corpus made in memory."""
        return self._store.root

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What `check` would say of the loaded folder, short of errors."""
        return self._store.problems

    @property
    def codebook(self) -> Codebook:
        """The frames and named queries."""
        return self._store.codebook

    @property
    def actor_list(self) -> ActorList:
        """The actors and their names."""
        return self._store.actor_list

    @property
    def tagger(self) -> TaggerName:
        """Whose tags the tokens have."""
        return self._store.tagger

    @cached_property
    def items(self) -> tuple[Article, ...]:
        """The articles themselves."""
        return tuple(self._store.articles[row] for row in self.rows)

    @property
    def loaded(self) -> Corpus:
        """All articles of the loaded corpus, of which this is a selection."""
        return Corpus(self._store)

    @property
    def store(self) -> Store:
        """What all selections of the loaded corpus share."""
        return self._store

    @property
    def tokens(self) -> TokenTable:
        """The tokens of the whole loaded corpus; `rows` says which articles are selected."""
        return self._store.tokens

    def using(self, run: Runner) -> Corpus:
        """Give the same corpus, with batches annotated by `run` (see `toolkit.corpus.scale`)."""
        return Corpus(self._store.using(run), self.rows, self._derived)

    def own_words(self) -> Corpus:
        """Give the same articles without quotations, so that any analysis keeps to their authors.

        What stands between quotation marks is left out, scare quotes included; reported speech
        without marks stays. The marks themselves stay where they were, so that no phrase is found
        across a quotation; a window counts the words that are left. Results say what was left out.

        Examples
        --------
        >>> import pandas as pd, toolkit
        >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["He said “gas flows” to Turkey."]}))
        >>> len(corpus.find("gas")), len(corpus.own_words().find("gas"))
        (1, 0)
        >>> corpus.own_words().description
        'collected articles, n = 1; own words only: 2 of 6 words are quoted and left out'
        """
        texts = self.with_text()
        own = Corpus(self._store.own_words, texts.rows, texts._derived)
        own.left_out = texts.left_out
        return own

    def to_nltk(self) -> NltkCorpus:
        """Give the corpus in the form of NLTK: a tagged corpus reader that also holds a text.

        Returns
        -------
        NltkCorpus
            With `words`, `sents`, `paras`, their tagged forms, `raw`, `fileids`, and `text`, an
            ``nltk.Text``. File ids are the ids of the articles; tags are those of the tokens.

        Examples
        --------
        >>> import pandas as pd, toolkit
        >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas flows. It is dear."]}))
        >>> corpus.to_nltk().tagged_sents()[0]
        [('Gas', 'NN'), ('flows', 'VBZ'), ('.', '.')]
        """
        from toolkit.corpus.nltk_corpus import NltkCorpus

        return NltkCorpus(self)

    @cached_property
    def selected(self) -> NDArray[np.int64]:
        """For each article of the loaded corpus its row in this selection, or -1."""
        place = np.full(len(self._store.articles), -1, np.int64)
        place[self.rows] = np.arange(len(self.rows))
        return place

    @cached_property
    def _articles(self) -> pd.DataFrame:
        return frame_of(self.items, self._derived)

    @property
    def articles(self) -> pd.DataFrame:
        """One row an article: its metadata and variables."""
        return copied(self._articles)

    @cached_property
    def columns(self) -> Columns:
        """The columns of `articles`, to select and to sort by."""
        return Columns(self._articles)

    @property
    def not_english(self) -> tuple[str, ...]:
        """The ids of articles that do not look English, whatever their language is said to be.

        They are annotated as if they were: leave them out where words are compared.
        """
        each = zip(self.items, self._store.looks_english[self.rows], strict=True)
        return tuple(item.id for item, fits in each if not fits and not item.derived)

    def text(self, article: str) -> str:
        """Give the text of one article.

        Raises
        ------
        CorpusError
            When the selection has no article of this id, or only its counts.
        """
        row = self._store.row.get(str(article), -1)
        if row < 0 or self.selected[row] < 0:
            known = [item.id for item in self.items]
            raise CorpusError(f"no article {article!r}{suggest(article, known)}")
        return self._store.articles[row].text

    def where(self, *tests: Callable[[Any], bool], **conditions: Any) -> Corpus:
        """Select articles by their metadata.

        Parameters
        ----------
        *tests
            Functions of a row of `articles`; all must hold.
        **conditions
            A value, a collection of values, or a function of a value, by column. An article of two
            authors is selected by either; an unknown value is never selected.

        Returns
        -------
        Corpus

        Raises
        ------
        CorpusError
            When a column or a name is unknown, with the nearest one there is; when no article has
            a number, or any of numbers that follow one another; when a value is not of the
            column's type.

        Examples
        --------
        >>> import pandas as pd, toolkit
        >>> corpus = toolkit.from_frame(pd.DataFrame({
        ...     "author": ["Ankara A", "Gulf B"], "published": ["2019", "2021"],
        ...     "text": ["Gas flows.", "Gas stops."]}))
        >>> len(corpus.where(year=range(2020, 2025)))
        1
        >>> corpus.where(author="Ankara")
        Traceback (most recent call last):
        ...
        toolkit.errors.CorpusError: no article has author 'Ankara'; did you mean 'Ankara A'?
        """
        keep = self.columns.chosen(tests, conditions)
        chosen = np.flatnonzero(keep)
        derived = {name: [values[row] for row in chosen] for name, values in self._derived.items()}
        return Corpus(self._store, self.rows[keep], derived)

    @cached_property
    def repeated(self) -> int:
        """How many articles repeat another one of the selection."""
        known = bool(self._store.kinds.reprint[self.rows].any())
        return len(self) - len(representatives(self.items, self._store.articles)) if known else 0

    def without_reprints(self) -> Corpus:
        """Select one article of each cluster of reprints: the original, where it is selected.

        Where it is not, the earliest of its reprints stands for it. So select *from* what this
        gives when the original alone shall count: ``corpus.without_reprints().where(…)``.

        Examples
        --------
        >>> import pandas as pd, toolkit
        >>> corpus = toolkit.from_frame(pd.DataFrame({
        ...     "id": ["first", "copy"], "reprint_of": [None, "first"],
        ...     "published": ["2019", "2020"], "text": ["Gas flows.", "Gas flows."]}))
        >>> corpus.without_reprints().articles["id"].tolist()
        ['first']
        """
        kept = representatives(self.items, self._store.articles)
        return self if len(kept) == len(self) else self.where(lambda row: row["id"] in kept)

    def assign(self, **columns: Callable[[Any], Any]) -> Corpus:
        """Add columns computed from metadata, to select and compare by.

        The fingerprint does not change: the column follows from what is there. Where a function
        asks for a value that is unknown, such as the year of an undated article, so is its answer.

        Parameters
        ----------
        **columns
            A function of a row of `articles`, by name of the new column.

        Raises
        ------
        CorpusError
            When a name is taken.

        Examples
        --------
        >>> import pandas as pd, toolkit
        >>> corpus = toolkit.from_frame(pd.DataFrame({
        ...     "published": ["2019", "2021"], "text": ["Gas flows.", "Gas stops."]}))
        >>> corpus = corpus.assign(period=lambda row: "early" if row["year"] < 2020 else "late")
        >>> corpus.groups("period").labels
        ('early', 'late')
        """
        taken = [name for name in columns if name in self._articles.columns]
        if taken:
            raise CorpusError(f"there is a column {taken[0]!r} already; choose another name")
        added = {name: computed(self._articles, function) for name, function in columns.items()}
        return Corpus(self._store, self.rows, {**self._derived, **added})

    @cached_property
    def has_derived(self) -> bool:
        """Whether of any article only counts are at hand."""
        return bool(self._store.kinds.derived[self.rows].any())

    def with_text(self) -> Corpus:
        """Leave out articles of which only counts are at hand; `left_out` is their number."""
        if not self.has_derived:
            return self
        part = self.where(derived=False)
        part.left_out = self.left_out + len(self) - len(part)
        return part

    def find(self, query: str) -> Hits:
        """Find a query in the selected articles that have their text.

        Parameters
        ----------
        query
            See `toolkit.corpus.query`; ``:name`` takes a query of the codebook.

        Returns
        -------
        Hits
            Spans of token positions of `tokens`, ascending.
        """
        hits = find(self.tokens, query, named=self.codebook.named)
        if len(self) == len(self._store.articles):
            return hits
        return hits.keep(self.selected[self.tokens.article_of(hits.start)] >= 0)

    def matrix(self, attribute: str = "lemma", unit: str = "article") -> counts.CountMatrix:
        """Count an attribute in every selected article, paragraph or sentence.

        Punctuation is left out. Names that the selection does not hold keep their (empty) column.

        Parameters
        ----------
        attribute
            ``form``, ``lemma``, ``tag`` or ``actor``.
        unit
            ``article``, ``paragraph`` or ``sentence``. Anything else is an `AnalysisError`.
        """
        counts.require_known(attribute, unit)
        if (attribute, unit) not in self._matrices:
            self._matrices[attribute, unit] = self._store.matrix(self.rows, attribute, unit)
        return self._matrices[attribute, unit]

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Words in each article: tokens with a letter or digit."""
        return counts.read_only(self._store.sizes("article")[self.rows])

    def groups(self, by: str | Sequence[str]) -> Groups:
        """Part the articles by one or more columns.

        Parameters
        ----------
        by
            A column of `articles`, or several (their combinations).

        Raises
        ------
        CorpusError
            When a column is unknown.
        """
        return group_articles(self._articles, by)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve letters that change when any text or metadata of the selection changes.

        The author's own words have another fingerprint than the whole, and so has another tagger.
        """
        marks = ["own words"] if self._store.whole is not None else []
        marks += [self.tagger] if self.tagger != "toolkit" else []
        return telling.fingerprint(self.items, marks)

    @cached_property
    def private(self) -> bool:
        """Whether the text of any article may not be shared."""
        return bool(self._store.kinds.private[self.rows].any())

    @cached_property
    def composed(self) -> bool:
        """Whether every article was composed: what is found is then recovery, not a finding."""
        return bool(self._store.kinds.composed[self.rows].all())

    @cached_property
    def description(self) -> str:
        """What the data are, for captions: composed, collected, or both with their numbers."""
        parts = telling.describe(self._store.kinds.take(self.rows))
        if self._store.whole is not None:
            words, kept = (s.words_of(self.rows) for s in (self._store.whole, self._store))
            parts.append(f"own words only: {words - kept} of {words} words are quoted and left out")
        return "; ".join(parts) or "no articles"
