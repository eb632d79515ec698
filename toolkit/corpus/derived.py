"""Articles of which only counts are at hand: records in ``derived/`` of a corpus.

A text that may not be shared can still be counted (derived text formats: Schöch et al. 2020,
"Abgeleitete Textformate: Text und Data Mining mit urheberrechtlich geschützten Textbeständen",
Zeitschrift für digitale Geisteswissenschaften). The format is described in docs/derived.md;
`toolkit.share.derived` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.corpus import schema
from toolkit.corpus.article import Article, UnreadableError, read_bytes
from toolkit.errors import CorpusError, Problem

FOLDER = "derived"
SCHEMA = "discourse-derived/1"
# Stands for every lemma that is too rare to be named; no token can have this form.
MASKED = "<masked>"
MAX_COUNT = 10_000_000
_METADATA = tuple(f.name for f in fields(Article) if f.name not in ("text", "path"))
_HINT = "export it again with 'discourse export --format derived', or delete the file"


@dataclass(frozen=True)
class Paragraph:
    """What is told of one paragraph.

    Parameters
    ----------
    words
        Tokens with a letter or digit.
    sha
        The fingerprint by which codings know the paragraph.
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
        """The fingerprints of the paragraphs."""
        return tuple(paragraph.sha for paragraph in self.counts.paragraphs)

    @cached_property
    def digest(self) -> str:
        """The fingerprint of the record: another threshold makes other data."""
        return hashlib.sha256(to_json(self).encode()).hexdigest()


def read_derived(root: Path, texts: Iterable[Article]) -> tuple[list[Article], list[Problem]]:
    """Read the records of a corpus folder, save those whose text is at hand.

    Parameters
    ----------
    root
        The corpus folder.
    texts
        The articles with text: a record of the same id, text or web address gives way.

    Returns
    -------
    tuple
        Articles, and what is wrong with other records.
    """
    known = list(texts)
    ids, shas = {item.id for item in known}, {item.sha256 for item in known}
    urls = {item.url for item in known if item.url}
    found: list[Article] = []
    problems: list[Problem] = []
    folder = root / FOLDER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        name = f"{FOLDER}/{path.name}"
        try:
            article = from_json(_read(path, root), name)
        except _FaultError as error:
            problems.append(
                Problem(name, error.line, error.field, error.what, _HINT, code=error.code)
            )
            continue
        if article.id in ids or article.sha256 in shas or article.url in urls:
            continue
        ids.add(article.id)
        shas.add(article.sha256)
        found.append(article)
    return found, problems


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
                "sha": paragraph.sha,
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


class _FaultError(Exception):
    def __init__(
        self, what: str, field: str = "", line: int = 0, code: str = "bad-derived"
    ) -> None:
        super().__init__(what)
        self.what, self.field, self.line, self.code = what, field, line, code


def _read(path: Path, root: Path) -> Any:
    try:
        return json.loads(read_bytes(path, root).decode("utf-8"))
    except UnreadableError as error:
        raise _FaultError(error.what, code=error.code) from error
    except json.JSONDecodeError as error:
        raise _FaultError(f"not JSON ({error.msg})", line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise _FaultError("not JSON in UTF-8") from error


def from_json(content: Any, name: str) -> DerivedArticle:
    """Check a record and make an article of it; `name` is its file."""
    whole = _mapping(content, "")
    if whole.get("schema") != SCHEMA:
        raise _FaultError(f"the schema is {whole.get('schema')!r}, not {SCHEMA!r}", "schema")
    metadata = _mapping(whole.get("article"), "article")
    empty = {"field_sources": {}, "variables": {}, "author": [], "published": ""}
    values = {**empty, **metadata}
    # an empty optional field is left out of the file
    faults = schema.check_fields({k: v for k, v in values.items() if v or k in schema.REQUIRED}, {})
    if faults:
        raise _FaultError(faults[0].what, faults[0].field)
    if f"{FOLDER}/{values['id']}.json" != name:
        raise _FaultError(f"the id {values['id']!r} is not the name of the file", "id")
    paragraphs = tuple(_paragraph(entry) for entry in _list(whole.get("paragraphs"), "paragraphs"))
    segments = tuple(_read_segment(entry) for entry in _list(whole.get("segments"), "segments"))
    record = Record(
        _hex(whole.get("sha256"), "sha256", 64), _making(whole.get("made")), paragraphs, segments
    )
    _agree(record, whole)
    values["author"] = tuple(values["author"])
    return DerivedArticle(text="", path=name, record=record, **values)


def _agree(record: Record, whole: Mapping[str, Any]) -> None:
    """Refuse a record whose parts do not add up: nobody could say which one is right."""
    if record.words != _number(whole.get("words"), "words"):
        raise _FaultError("the paragraphs do not add up to the words of the article", "words")
    following = 1
    for segment in record.segments:
        if segment.first != following or segment.last < segment.first:
            raise _FaultError("the segments do not follow one another", "segments")
        inside = record.paragraphs[segment.first - 1 : segment.last]
        if segment.words != sum(paragraph.words for paragraph in inside):
            raise _FaultError("the counts of a segment do not add up to its words", "segments")
        following = segment.last + 1
    if following != len(record.paragraphs) + 1:
        raise _FaultError("the segments do not cover the paragraphs", "segments")


def _paragraph(entry: Any) -> Paragraph:
    fields_ = _mapping(entry, "paragraphs")
    frames = {}
    for name, pair in _mapping(fields_.get("frames"), "frames").items():
        numbers = [_number(value, "frames") for value in _list(pair, "frames")]
        if len(numbers) != 2 or not numbers[0] or numbers[1] > 1:
            raise _FaultError(f"{pair!r} is not [rules, 0 or 1]", "frames")
        frames[_name(name, "frames")] = (numbers[0], numbers[1])
    actors = {
        _name(name, "actors"): _number(count, "actors")
        for name, count in _mapping(fields_.get("actors"), "actors").items()
    }
    sha = _hex(fields_.get("sha"), "sha", 16)
    return Paragraph(_number(fields_.get("words"), "words"), sha, frames, actors)


def _read_segment(entry: Any) -> Segment:
    fields_ = _mapping(entry, "segments")
    place = [_number(value, "segments") for value in _list(fields_.get("paragraphs"), "segments")]
    if len(place) != 2:
        raise _FaultError(f"{place!r} is not [first, last]", "segments")
    counts = {
        (_name(lemma, "counts"), _name(tag, "counts")): _number(count, "counts")
        for tag, lemmas in _mapping(fields_.get("counts"), "counts").items()
        for lemma, count in _mapping(lemmas, "counts").items()
    }
    return Segment(place[0], place[1], counts)


def _making(entry: Any) -> Making:
    made = _mapping(entry, "made")
    return Making(
        annotator=_name(made.get("annotator"), "made"),
        actors=_name(made.get("actors"), "made"),
        instrument=_name(made.get("instrument"), "made"),
        min_articles=_number(made.get("min_articles"), "made"),
        segment_words=_number(made.get("segment_words"), "made"),
        sentences=_number(made.get("sentences"), "made"),
        matched=_number(made.get("matched"), "made"),
    )


def _mapping(value: Any, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _FaultError("must be an object", field)
    return value


def _list(value: Any, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise _FaultError("must be a list", field)
    return value


def _number(value: Any, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
        raise _FaultError(f"{value!r} is not a count from 0 to {MAX_COUNT}", field)
    return value


def _name(value: Any, field: str) -> str:
    if not isinstance(value, str) or not value or len(value) > 200 or not value.isprintable():
        raise _FaultError(f"{str(value)[:40]!r} is not a name", field)
    return value


def _hex(value: Any, field: str, length: int) -> str:
    if not isinstance(value, str) or len(value) != length or set(value) - set("0123456789abcdef"):
        raise _FaultError(f"{str(value)[:70]!r} is not {length} hexadecimal digits", field)
    return value
