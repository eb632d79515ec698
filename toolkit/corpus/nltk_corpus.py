"""A corpus as NLTK knows it: the methods of a tagged corpus reader over the token table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import CorpusError, suggest

if TYPE_CHECKING:
    from toolkit.corpus.corpus import Corpus

Token = TypeVar("Token", str, tuple[str, str])


class NltkCorpus:
    """Words, sentences and paragraphs as nested lists, with or without tags.

    Every method takes one file id, several, or none for the whole selection, as those of
    ``nltk.corpus.reader.TaggedCorpusReader`` do. Hyphen compounds are one word.

    Parameters
    ----------
    corpus
        The articles.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._forms = corpus.tokens.forms
        self._tags = corpus.tokens.tags

    def __repr__(self) -> str:
        """Name the size."""
        return f"<NltkCorpus of {len(self._corpus)} articles>"

    def fileids(self) -> list[str]:
        """List the ids of the articles."""
        return [item.id for item in self._corpus.items]

    def raw(self, fileids: str | Sequence[str] | None = None) -> str:
        """Give the text of articles, parted by a blank line."""
        return "\n\n".join(self._corpus.text(name) for name in self._wanted(fileids))

    def words(self, fileids: str | Sequence[str] | None = None) -> list[str]:
        """Give words and punctuation marks."""
        return [word for span in self._articles(fileids) for word in self._plain(span)]

    def sents(self, fileids: str | Sequence[str] | None = None) -> list[list[str]]:
        """Give sentences as lists of words."""
        return list(map(self._plain, self._sentences(fileids)))

    def paras(self, fileids: str | Sequence[str] | None = None) -> list[list[list[str]]]:
        """Give paragraphs as lists of sentences."""
        return self._paragraphs(fileids, self._plain)

    def tagged_words(self, fileids: str | Sequence[str] | None = None) -> list[tuple[str, str]]:
        """Give words with their tags."""
        return [word for span in self._articles(fileids) for word in self._tagged(span)]

    def tagged_sents(
        self, fileids: str | Sequence[str] | None = None
    ) -> list[list[tuple[str, str]]]:
        """Give sentences as lists of words with their tags."""
        return list(map(self._tagged, self._sentences(fileids)))

    def tagged_paras(
        self, fileids: str | Sequence[str] | None = None
    ) -> list[list[list[tuple[str, str]]]]:
        """Give paragraphs as lists of sentences with tags."""
        return self._paragraphs(fileids, self._tagged)

    @cached_property
    def text(self) -> Any:
        """The words of the selection as an ``nltk.Text``."""
        import nltk

        return nltk.Text(self.words(), name=self._corpus.description)

    def _wanted(self, fileids: str | Sequence[str] | None) -> list[str]:
        there = self.fileids()
        wanted = [fileids] if isinstance(fileids, str) else there if fileids is None else fileids
        known = frozenset(there)
        for name in wanted:
            if name not in known:
                raise CorpusError(f"no article {name!r}{suggest(name, there)}")
        return list(wanted)

    def _articles(self, fileids: str | Sequence[str] | None) -> Iterator[slice]:
        offsets = self._corpus.tokens.article_offsets
        row_of = dict(zip(self.fileids(), self._corpus.rows.tolist(), strict=True))
        for name in self._wanted(fileids):
            yield slice(int(offsets[row_of[name]]), int(offsets[row_of[name] + 1]))

    def _sentences(self, fileids: str | Sequence[str] | None) -> Iterator[slice]:
        for article in self._articles(fileids):
            yield from self._sentences_in(article)

    def _sentences_in(self, span: slice) -> Iterator[slice]:
        offsets: NDArray[np.int64] = self._corpus.tokens.sentence_offsets
        first, last = np.searchsorted(offsets, [span.start, span.stop])
        yield from (slice(*edges) for edges in pairwise(offsets[first : last + 1].tolist()))

    def _paragraphs(
        self, fileids: str | Sequence[str] | None, give: Callable[[slice], list[Token]]
    ) -> list[list[list[Token]]]:
        found: list[list[list[Token]]] = []
        for article in self._articles(fileids):
            for begin, end in pairwise(self._paragraph_edges(article)):
                found.append([give(span) for span in self._sentences_in(slice(begin, end))])
        return found

    def _paragraph_edges(self, article: slice) -> list[int]:
        offsets: NDArray[np.int64] = self._corpus.tokens.paragraph_offsets
        first, last = np.searchsorted(offsets, [article.start, article.stop])
        return sorted({article.start, *offsets[first:last].tolist(), article.stop})

    def _plain(self, span: slice) -> list[str]:
        forms = self._forms
        return [forms[code] for code in self._corpus.tokens.form[span].tolist()]

    def _tagged(self, span: slice) -> list[tuple[str, str]]:
        tags = self._tags
        codes = self._corpus.tokens.tag[span].tolist()
        return list(zip(self._plain(span), [tags[code] for code in codes], strict=True))
