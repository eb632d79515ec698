"""Word tables of the model: words grouped by a label and by how a form is made from them.

A file is lines of ``label<TAB>pattern<TAB>word word …`` under xz. A pattern says how many letters
to cut from the end and what to add, so ``1-ies`` turns *city* into *cities*; slots are parted
by commas, alternatives in a slot by slashes. Words that behave alike share a line.
"""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import repeat

_PARTS_OF_SPEECH = {"noun": "N", "verb": "V", "adj": "J", "adv": "R"}


def read_model_file(name: str) -> bytes:
    """Read and unpack one file of the model folder."""
    return lzma.decompress((files("toolkit.annotate") / "model" / name).read_bytes())


def ending_change(word: str, form: str) -> str:
    """Give the pattern that makes a form from a word.

    Examples
    --------
    >>> ending_change("city", "cities"), ending_change("go", "went")
    ('1-ies', '2-went')
    """
    common = 0
    for ours, theirs in zip(word, form, strict=False):
        if ours != theirs:
            break
        common += 1
    return f"{len(word) - common}-{form[common:]}"


def apply_change(word: str, change: str) -> str:
    """Make a form from a word.

    Examples
    --------
    >>> apply_change("city", "1-ies")
    'cities'
    """
    cut, _, ending = change.partition("-")
    return word[: len(word) - int(cut)] + ending


def write_rows(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """Pack rows of label, pattern and word; the same rows give the same bytes."""
    grouped: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for label, pattern, word in rows:
        grouped[label, pattern].append(word)
    lines = [
        f"{label}\t{pattern}\t{' '.join(sorted(words))}\n"
        for (label, pattern), words in sorted(grouped.items())
    ]
    return lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)


def read_rows(packed: bytes) -> Iterator[tuple[str, str, list[str]]]:
    """Unpack lines of label, pattern and words."""
    for line in packed.decode().splitlines():
        label, pattern, words = line.split("\t")
        yield label, pattern, words.split(" ")


def read_clusters() -> dict[str, str]:
    """Read the path to each word in the tree of clusters of the model folder."""
    return {
        word: path for path, _, words in read_rows(read_model_file("clusters.xz")) for word in words
    }


class InflectionTable:
    """What a lexicon says of word forms.

    Parameters
    ----------
    classes
        For each form the inflections it can be: ``cans`` is ``N0`` (plural noun) and ``V3``.
    lemmas
        For each part of speech (``N V J R``) the lemma of each inflected form.
    """

    def __init__(self, classes: Mapping[str, str], lemmas: Mapping[str, Mapping[str, str]]) -> None:
        self.classes = classes
        self.lemmas = lemmas

    @classmethod
    def load(cls) -> InflectionTable:
        """Read the table of the model folder."""
        return cls.from_rows(read_rows(read_model_file("inflections.xz")))

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, list[str]]]) -> InflectionTable:
        """Invert a table of lemmas and their forms."""
        # A form's inflections are bits of a number: a set for each form would take twice as long.
        marks: dict[str, int] = {}
        found: dict[str, int] = {}
        lemmas: dict[str, dict[str, str]] = {code: {} for code in _PARTS_OF_SPEECH.values()}
        for part_of_speech, pattern, words in rows:
            code = _PARTS_OF_SPEECH[part_of_speech]
            table = lemmas[code]
            _add_mark(found, words, 1 << marks.setdefault(code, len(marks)))
            for slot, alternatives in enumerate(pattern.split(",")):
                bit = 1 << marks.setdefault(f"{code}{slot}", len(marks))
                for rank, change in enumerate(filter(None, alternatives.split("/"))):
                    cut, _, ending = change.partition("-")
                    keep = -int(cut) or None
                    forms = [word[:keep] + ending for word in words]
                    _add_mark(found, forms, bit)
                    pairs = [(form, word) for form, word in zip(forms, words) if form != word]
                    # A first choice is a better guess than a variant: `lay` of *lie*.
                    if rank == 0:
                        table.update(pairs)
                    else:
                        for form, word in pairs:
                            table.setdefault(form, word)
        names = {
            number: "".join(sorted(mark for mark, place in marks.items() if number >> place & 1))
            for number in set(found.values())
        }
        classes = dict(zip(found, map(names.__getitem__, found.values()), strict=True))
        return cls(classes, lemmas)


def _add_mark(found: dict[str, int], forms: Sequence[str], bit: int) -> None:
    """Set a bit in the number of each form."""
    numbers = map(found.get, forms, repeat(0))
    found.update([(form, number | bit) for form, number in zip(forms, numbers)])
