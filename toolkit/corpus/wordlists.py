"""Read plain word lists: stop lists, one word a line, and reference lists with counts."""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from toolkit.corpus.sealed import sealed
from toolkit.errors import AnalysisError, CorpusError, suggest
from toolkit.files import path_of
from toolkit.wording import is_whole

UNITS = ("form", "lemma", "tag")
_WORD = ("word", "form", "lemma", "tag", "item", "type", "token")
_COUNT = ("count", "frequency", "freq", "n")


@dataclass(frozen=True)
class WordList:
    """Words with their counts, without articles: something to compare a corpus with.

    Parameters
    ----------
    name
        What it is, for notes.
    unit
        What a word is: ``form``, ``lemma`` or ``tag``.
    counts
        Occurrences of each.
    total
        All words the list was counted from, those it leaves out included.
    """

    name: str
    unit: str
    counts: Mapping[str, int]
    total: int

    def __len__(self) -> int:
        """Count the different words."""
        return len(self.counts)


def read_words(path: str | Path) -> frozenset[str]:
    """Read a file of one word a line; lines that begin with ``#`` are comments.

    Parameters
    ----------
    path
        A UTF-8 file.

    Raises
    ------
    CorpusError
        When it cannot be read, or holds no word.
    """
    path = path_of(path, CorpusError)
    words = _words(_text(path))
    if not words:
        raise CorpusError(f"{path.name} holds no word; write them one a line")
    return words


def read_word_list(path: str | Path, *, unit: str = "form", total: int | None = None) -> WordList:
    """Read a reference list: a word and its count on each line.

    Lines are ``word<TAB>count``, or comma- or semicolon-separated with or without a header such as
    ``word,count``; further columns are allowed after a header. ``#`` begins a comment, and
    ``# total: 1000000`` says how many words were counted where the list is cut.

    Parameters
    ----------
    path
        A UTF-8 file.
    unit
        What its words are: ``form``, ``lemma`` or ``tag``.
    total
        All words counted; what the file says, or else the sum of its counts, when left out.

    Raises
    ------
    CorpusError
        When it cannot be read, with the line.
    AnalysisError
        When `unit` is unknown.
    """
    if unit not in UNITS:
        raise AnalysisError(
            f"unknown unit {unit!r}{suggest(unit, UNITS)}; there are {', '.join(UNITS)}"
        )
    if total is not None and not is_whole(total, 1):
        raise CorpusError(f"a total of {total!r:.80}; give the words counted, a whole number")
    path = path_of(path, CorpusError)
    text = _text(path)
    counts: Counter[str] = Counter()
    for line, word, count in _entries(text, path.name):
        if count < 0:
            raise CorpusError(f"{path.name}:{line}: {count} is no count; write 0 or more")
        counts[word] += count
    if not counts or not sum(counts.values()):
        raise CorpusError(
            f"{path.name} holds no word with a count; write 'word<TAB>count', one a line"
        )
    whole = total if total is not None else _said_total(text)
    listed = sum(counts.values())
    if whole is not None and whole < listed:
        raise CorpusError(f"{path.name}: a total of {whole} is under the sum of counts, {listed}")
    return WordList(path.name, unit, sealed(counts), whole or listed)


def reference_words(unit: str = "lemma") -> WordList:
    """Give the English reference list of the package: counts from two treebanks.

    Web reviews, mail, weblogs, answers, newsgroups, and the genres of GUM whose texts are free,
    read by the annotator of the toolkit. Words that occur once in all are left out, and counted in
    the total. Small (under half a million words), and not of one genre: a yardstick for what is
    common English, not for commentary.

    Parameters
    ----------
    unit
        ``form``, ``lemma`` or ``tag``.

    Raises
    ------
    AnalysisError
        When `unit` is unknown.

    Examples
    --------
    >>> words = reference_words("lemma")
    >>> words.counts["be"] > words.counts["sanction"]
    True
    """
    if unit not in UNITS:
        raise AnalysisError(
            f"the reference list has no {unit!r}{suggest(unit, UNITS)}; it has {', '.join(UNITS)}"
        )
    return _reference(unit)


@cache
def _reference(unit: str) -> WordList:
    packed = files("toolkit.corpus").joinpath("default/english.tsv.xz").read_bytes()
    text = lzma.decompress(packed).decode("utf-8")
    column = UNITS.index(unit)
    counts: Counter[str] = Counter()
    for line in text.splitlines():
        if not line.startswith("#"):
            fields = line.split("\t")
            counts[fields[column]] += int(fields[3])
    total = _said_total(text)
    assert total is not None
    name = "English reference list (UD English EWT and GUM)"
    return WordList(name, unit, sealed(counts), total)


@cache
def default_stop_list() -> frozenset[str]:
    """Give the English stop list of the package, in lower case.

    Examples
    --------
    >>> "the" in default_stop_list(), "gas" in default_stop_list()
    (True, False)
    """
    return _words(
        files("toolkit.corpus").joinpath("default/stopwords.txt").read_text(encoding="utf-8")
    )


def without(names: Iterable[str], stop: Collection[str]) -> list[int]:
    """Give the places of the names that are not on a stop list, capitals ignored.

    Raises
    ------
    AnalysisError
        When `stop` is no collection of words.

    Examples
    --------
    >>> without(["The", "gas"], ["the"])
    [1]
    """
    listed = isinstance(stop, Collection) and not isinstance(stop, str)
    if not listed or not all(isinstance(word, str) for word in stop):
        raise AnalysisError(
            f"a stop list is a collection of words, found {stop!r:.60}; read a file with "
            "toolkit.corpus.wordlists.read_words"
        )
    folded = {word.casefold() for word in stop}
    return [place for place, name in enumerate(names) if name.casefold() not in folded]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "it is not UTF-8; save it as UTF-8"
        raise CorpusError(f"cannot read the word list {path.name!r}: {what}") from error


def _words(text: str) -> frozenset[str]:
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _said_total(text: str) -> int | None:
    for line in text.splitlines():
        name, colon, value = line.lstrip("# ").partition(":")
        if line.startswith("#") and colon and name.strip() == "total":
            digits = value.strip().replace(",", "")
            return int(digits) if digits.isdecimal() else None
    return None


def _entries(text: str, name: str) -> Iterator[tuple[int, str, int]]:
    """Read line number, word and count of each entry."""
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        return
    separator = next((sign for sign in ("\t", ";", ",") if sign in lines[0][1]), "\t")
    # between tabs a quotation mark is a word like any other
    texts = (line for _, line in lines)
    try:
        rows = (
            [text.split(separator) for text in texts]
            if separator == "\t"
            else list(csv.reader(texts, delimiter=separator))
        )
    except csv.Error as error:
        raise CorpusError(f"{name} is not well formed ({error}); export it as CSV again") from error
    numbers = [number for number, _ in lines]
    word, count = 0, 1
    head = [cell.strip().casefold() for cell in rows[0]]
    if any(cell in _COUNT for cell in head):
        count = next(place for place, cell in enumerate(head) if cell in _COUNT)
        word = next((place for place, cell in enumerate(head) if cell in _WORD), 0)
        rows, numbers = rows[1:], numbers[1:]
    for number, row in zip(numbers, rows, strict=False):
        if len(row) <= max(word, count):
            raise CorpusError(
                f"{name}:{number}: {separator.join(row)[:60]!r} is not a word and a count; write "
                "'word<TAB>count' or 'word,count'"
            )
        value = row[count].strip()
        if not value.removeprefix("-").isdecimal():
            raise CorpusError(f"{name}:{number}: {value[:40]!r} is no count; write a whole number")
        yield number, row[word].strip(), int(value)
