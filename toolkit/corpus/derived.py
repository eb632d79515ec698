"""Articles of which only counts are at hand: records in ``derived/`` of a corpus.

A text that may not be shared can still be counted (derived text formats: Schöch et al. 2020,
"Abgeleitete Textformate: Text und Data Mining mit urheberrechtlich geschützten Textbeständen",
Zeitschrift für digitale Geisteswissenschaften). The format is described in docs/derived.md;
`toolkit.corpus.derived_reading` reads it, `toolkit.share.derived` makes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolkit.corpus.article import Article
from toolkit.errors import CorpusError

FOLDER = "derived"
SCHEMA = "discourse-derived/1"
# Stands for every lemma that is too rare to be named; no token can have this form.
MASKED = "<masked>"
# The words of a shorter paragraph could be laid into all orders until its fingerprint is found.
FEWEST_WORDS_OF_SHA = 30
_METADATA = tuple(f.name for f in fields(Article) if f.name not in ("text", "path"))


@dataclass(frozen=True)
class Paragraph:
    """What is told of one paragraph.

    Parameters
    ----------
    words
        Tokens with a letter or digit.
    sha
        The fingerprint by which codings know the paragraph; ``""`` for one of fewer than
        `FEWEST_WORDS_OF_SHA` words.
    frames
        By frame that a rule found: how many rules, and 1 when the author's own words carry it.
    actors
        Mentions by actor.
    """

    words: int
    sha: str
    frames: Mapping[str, tuple[int, int]]
    actors: Mapping[str, int]


@dataclass(frozen=True)
class Segment:
    """A run of whole paragraphs (first and last, from 1) and its words by lemma and tag."""

    first: int
    last: int
    counts: Mapping[tuple[str, str], int]

    @property
    def words(self) -> int:
        """The words of the segment, masked ones included."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Making:
    """How a record was made: what it can be compared with, and what protects the text.

    Parameters
    ----------
    annotator, actors, instrument
        Versions of the annotator, of the actors list, and of what found the frames.
    min_articles, segment_words
        The thresholds.
    sentences, matched
        Of the attack on the export: sentences attacked, and those put together again.
    """

    annotator: str
    actors: str
    instrument: str
    min_articles: int
    segment_words: int
    sentences: int = 0
    matched: int = 0


@dataclass(frozen=True)
class Record:
    """What stands for the text of one article."""

    sha256: str
    making: Making
    paragraphs: tuple[Paragraph, ...]
    segments: tuple[Segment, ...]

    @property
    def words(self) -> int:
        """The words of the article."""
        return sum(paragraph.words for paragraph in self.paragraphs)

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """Words of the whole article by lemma and tag."""
        total: dict[tuple[str, str], int] = {}
        for segment in self.segments:
            for key, count in segment.counts.items():
                total[key] = total.get(key, 0) + count
        return total

    @cached_property
    def frames(self) -> frozenset[str]:
        """The frames that any paragraph carries."""
        return frozenset(name for paragraph in self.paragraphs for name in paragraph.frames)


@dataclass(frozen=True, eq=False, repr=False)
class DerivedArticle(Article):
    """An article without its text: everything else is as for any other.

    Raises
    ------
    CorpusError
        When `text` or `paragraphs` is asked for.
    """

    record: Record | None = None  # never None: fields after defaults need one

    def __repr__(self) -> str:
        """Name the article."""
        return f"<DerivedArticle {self.id}>"

    @classmethod
    def of(cls, article: Article, record: Record) -> DerivedArticle:
        """Take the metadata of an article, and a record instead of its text."""
        metadata = {name: getattr(article, name) for name in _METADATA}
        return cls(text="", path=f"{FOLDER}/{article.id}.json", record=record, **metadata)

    @property
    def counts(self) -> Record:
        """The record."""
        assert self.record is not None
        return self.record

    if not TYPE_CHECKING:  # to a type checker an attribute cannot become a property

        @property
        def text(self) -> str:
            """There is none."""
            raise CorpusError(
                f"the text of {self.id!r} may not be shared and is not at hand, only its counts "
                f"({self.path}); put the text under private/articles/ to use it"
            )

        @text.setter
        def text(self, value: str) -> None:
            """Take the empty text that the fields of an article begin with."""

    @property
    def derived(self) -> bool:
        """Only counts are at hand."""
        return True

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the text that was counted."""
        return self.counts.sha256

    @property
    def paragraph_shas(self) -> tuple[str, ...]:
        """The fingerprints of the paragraphs, ``""`` for those so short that none is given."""
        return tuple(paragraph.sha for paragraph in self.counts.paragraphs)

    @cached_property
    def digest(self) -> str:
        """The fingerprint of the record: another threshold makes other data."""
        return hashlib.sha256(to_json(self).encode()).hexdigest()


def text_key(article: Article) -> tuple[str, str]:
    """Give what tells an article by its text, whatever id it has now.

    A reprint has the text of another article and is one of its own: its outlet tells it.
    """
    return article.sha256, article.outlet if article.reprint_of else ""


def to_json(article: DerivedArticle) -> str:
    """Write a record: keys in a fixed order, one line a paragraph and one a tag of a segment."""
    record = article.counts
    metadata = {name: getattr(article, name) for name in _METADATA}
    metadata["author"] = list(article.author)
    for name in ("field_sources", "variables"):
        metadata[name] = dict(sorted(metadata[name].items()))
    paragraphs = [
        _line(
            {
                "words": paragraph.words,
                **({"sha": paragraph.sha} if paragraph.sha else {}),
                "frames": {name: list(paragraph.frames[name]) for name in sorted(paragraph.frames)},
                "actors": dict(sorted(paragraph.actors.items())),
            }
        )
        for paragraph in record.paragraphs
    ]
    making = {f.name: getattr(record.making, f.name) for f in fields(Making)}
    parts = {
        "schema": _line(SCHEMA),
        "article": _lines("{", [f"{_line(k)}: {_line(v)}" for k, v in metadata.items() if v], "}"),
        "sha256": _line(record.sha256),
        "words": _line(record.words),
        "made": _line(making),
        "paragraphs": _lines("[", paragraphs, "]"),
        "segments": _lines("[", [_segment(segment) for segment in record.segments], "]"),
    }
    return "{\n" + ",\n".join(f" {_line(key)}: {value}" for key, value in parts.items()) + "\n}\n"


def _segment(segment: Segment) -> str:
    by_tag: dict[str, dict[str, int]] = {}
    for (lemma, tag), count in sorted(segment.counts.items(), key=lambda entry: entry[0][::-1]):
        by_tag.setdefault(tag, {})[lemma] = count
    lines = [f"   {_line(tag)}: {_line(counts)}" for tag, counts in by_tag.items()]
    head = f'{{"paragraphs": [{segment.first}, {segment.last}], "words": {segment.words}, '
    return head + '"counts": {\n' + ",\n".join(lines) + "\n  }}"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(opening: str, lines: list[str], closing: str) -> str:
    return f"{opening}\n" + ",\n".join(f"  {line}" for line in lines) + f"\n {closing}"
