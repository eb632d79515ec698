"""Read records of articles of which only counts are at hand, and believe nothing in them.

Records come from others; one whose parts do not add up is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.corpus import schema
from toolkit.corpus.article import Article, UnreadableError, read_bytes
from toolkit.corpus.derived import (
    FOLDER,
    SCHEMA,
    DerivedArticle,
    Making,
    Paragraph,
    Record,
    Segment,
    text_key,
)
from toolkit.errors import Problem
from toolkit.wording import is_whole

MAX_COUNT = 10_000_000
_HINT = (
    "delete this file; where the texts are, 'discourse export --format derived' then makes it anew"
)


def read_derived(root: Path, texts: Iterable[Article]) -> tuple[list[Article], list[Problem]]:
    """Read the records of a corpus folder, save those whose text is at hand.

    Parameters
    ----------
    root
        The corpus folder.
    texts
        The articles with text: a record of the same id, text (`text_key`) or web address gives way.

    Returns
    -------
    tuple
        Articles, and what is wrong with other records.
    """
    known = list(texts)
    ids, texts_here = {item.id for item in known}, {text_key(item) for item in known}
    urls = {item.url for item in known if item.url}
    found: list[Article] = []
    problems: list[Problem] = []
    for article in each_record(root):
        if isinstance(article, Problem):
            problems.append(article)
        elif not (article.id in ids or text_key(article) in texts_here or article.url in urls):
            ids.add(article.id)
            texts_here.add(text_key(article))
            found.append(article)
    return found, problems


def each_record(root: Path) -> Iterator[DerivedArticle | Problem]:
    """Read the records of a corpus folder one after another, or tell what is wrong with one."""
    folder = root / FOLDER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        name = f"{FOLDER}/{path.name}"
        try:
            yield from_json(_read(path, root), name)
        except _FaultError as error:
            yield Problem(name, error.line, error.field, error.what, _HINT, code=error.code)


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
    sha = _hex(fields_["sha"], "sha", 16) if "sha" in fields_ else ""  # it was too short for one
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
    if not is_whole(value, 0, MAX_COUNT):
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
