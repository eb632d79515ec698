"""What the tagger looks at in a word: attributes that depend on the word alone.

Every score is a sum over attributes of five neighbouring words plus three small tables of tags, so
that all that depends on a word is added up once for each different word (see `tagger`).
The attributes follow Ratnaparkhi (1996) and Toutanova et al. (2003): the word, its affixes, its
shape, its ambiguity class. Two lists add what the treebanks never saw: a lexicon of inflections,
and clusters of words that stand in like contexts (Brown et al. 1992; used as Koo et al. 2008 use
them, whole and by the first steps of the tree).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from itertools import repeat
from typing import NamedTuple

# Curly signs are kept apart from straight ones: they tell the opening mark from the closing one.
_SAME = {
    "``": "“", "„": "“", "«": "“", "''": "”", "»": "”", "´": "’", "`": "‘",
    "‘‘": "“", "’’": "”", "–": "--", "—": "--", "―": "--", "---": "--", "…": "...", "....": "...",
    "-LRB-": "(", "-RRB-": ")", "‑": "-", "‐": "-",
}  # fmt: skip
_LONG_DASH = re.compile(r"[-–—]{2,}")
_APOSTROPHES = str.maketrans({"’": "'", "´": "'", "`": "'", "‑": "-", "‐": "-", "\u00ad": None})
# A capital after these may be due to the beginning of the sentence.
OPENERS = frozenset(['"', "'", "“", "‘", "(", "[", "*", "--", "-", "...", "•"])
MOST_OPENERS = 2
_LONGEST = 64
_DIGIT = re.compile(r"\d")
_REPEATED = re.compile(r"(.)\1\1+")
_SHAPE = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "X" * 26 + "x" * 26 + "d" * 10,
)


class Position(IntEnum):
    """Where the word stands that an attribute is taken from, seen from the token to be tagged."""

    HERE = 0
    FIRST = (
        1  # here, at the beginning of a sentence or after what opens it: a quotation mark, a dash
    )
    BEFORE = 2
    AFTER = 3
    TWO_BEFORE = 4
    TWO_AFTER = 5


_H, _F, _B, _A = Position.HERE, Position.FIRST, Position.BEFORE, Position.AFTER
_BB, _AA = Position.TWO_BEFORE, Position.TWO_AFTER
TEMPLATES: Mapping[str, tuple[Position, ...]] = {
    "bias": (_H, _F),
    "word": (_H, _B, _A, _BB, _AA),
    "cased": (_H, _F),
    "class": (_H, _B, _A, _BB, _AA),
    "suffix1": (_H,),
    "suffix2": (_H, _A, _AA),
    "suffix3": (_H, _B, _A),
    "suffix4": (_H,),
    "suffix5": (_H,),
    "prefix1": (_H,),
    "prefix2": (_H,),
    "prefix3": (_H,),
    "prefix4": (_H,),
    "shape": (_H,),
    "shape4": (_B, _A, _BB, _AA),
    "shape3": (_F,),
    "shape_suffix": (_H,),
    "inflections": (_H, _F, _B, _A),
    "inflections_suffix": (_H, _B, _A),
    "lower_class": (_F,),
    "cluster": (_H, _F, _B, _A, _BB, _AA),
    "cluster4": (_H, _B, _A),
    "cluster6": (_H, _B, _A),
    "cluster8": (_H,),
    "cluster10": (_H, _F, _B, _A),
}
N_TEMPLATES = len(TEMPLATES)
# Templates whose values follow from one trait that many words share.
SUFFIXES = ("suffix1", "suffix2", "suffix3")
PREFIXES = ("prefix1", "prefix2", "prefix3")
SHAPES = ("shape", "shape4", "shape3")
CLUSTERS = ("cluster", "cluster4", "cluster6", "cluster8", "cluster10")

# Words that stand for what lies beyond a sentence; no text contains them.
BEGIN_OF_SENTENCE, END_OF_SENTENCE = "\x02", "\x03"


def normalize(form: str) -> str:
    """Give the spelling under which the tagger knows a form.

    Examples
    --------
    >>> normalize("—"), normalize("n’t"), normalize("``")
    ('--', "n't", '“')
    """
    if form.isascii() and form.isalpha():
        return form
    if form in _SAME:
        return _SAME[form]
    if len(form) > 1:
        return "--" if _LONG_DASH.fullmatch(form) else form.translate(_APOSTROPHES)
    return form


def opens_sentence(form: str) -> bool:
    """Tell whether a form may stand before the first word of a sentence.

    Examples
    --------
    >>> opens_sentence("“"), opens_sentence("—"), opens_sentence("The")
    (True, True, False)
    """
    return normalize(form) in OPENERS


def shape(word: str) -> str:
    """Give the pattern of capitals, small letters and digits, runs shortened to two.

    Examples
    --------
    >>> shape("S-400"), shape("Ankara")
    ('X-dd', 'Xxx')
    """
    word = word[:40]
    if word.isascii() and word.isalpha():
        if word.islower():
            return "xx"[: len(word)]
        if word[1:].islower():
            return "Xxx"[: len(word)]
    if not word.isascii():
        word = "".join(map(_letter_shape, word))
    return _REPEATED.sub(r"\1\1", word.translate(_SHAPE))[:8]


def _letter_shape(letter: str) -> str:
    if letter.isalpha():
        return "X" if letter.isupper() else "x"
    return "d" if letter.isdigit() else letter


class WordClasses:
    """Classes of words that tend to have the same tags.

    A frequent word is a class of its own; a word seen less often has the class of the tags it was
    seen with; an unseen one that of its looks and of the inflections the lexicon knows.

    Parameters
    ----------
    known
        The class of each word (in lower case) of the training text.
    inflections
        The inflections that a lexicon lists for a word.
    clusters
        The path to a word in a tree of clusters, in zeros and ones; case counts.
    """

    def __init__(
        self,
        known: Mapping[str, str],
        inflections: Mapping[str, str],
        clusters: Mapping[str, str],
    ) -> None:
        self.known = known
        self.inflections = inflections
        self.clusters = clusters

    def of(self, word: str, lower: str) -> str:
        """Give the class of a normalized word."""
        known = self.known.get(lower)
        capital = word[:1].isupper()
        if known is not None:
            return known + "^" if capital and known[0] == "a" else known
        if capital:
            mark = "A" if word.isupper() and len(word) > 1 else ""
            return f"u=C{mark}{'s' if lower.endswith('s') else ''}"
        if not lower.isalpha():
            if _DIGIT.search(lower):
                return "u=Da" if any(map(str.isalpha, lower)) else "u=D"
            if not any(map(str.isalnum, lower)):
                return "u=P"
        listed = self.inflections.get(lower)
        return f"u=L{listed}" if listed else f"u=s{lower[-2:]}"


class Traits(NamedTuple):
    """What the attributes of words are made from; one entry a word."""

    lower: Sequence[str]  # in small letters, as the tagger knows it
    digits: Sequence[str]  # the same with every digit a zero
    cased: Sequence[str]  # the word if it has capitals
    kind: Sequence[str]  # its class
    lower_kind: Sequence[str]  # its class, were it in small letters
    shape: Sequence[str]
    inflections: Sequence[str]
    cluster: Sequence[str]


def traits(forms: Sequence[str], classes: WordClasses) -> Traits:
    """Find what the attributes of forms are made from.

    Parameters
    ----------
    forms
        Tokens as they stand in the text.
    classes
        The classes, inflections and clusters of words.
    """
    words = [
        form if form.isascii() and form.isalpha() and len(form) <= _LONGEST else _shortened(form)
        for form in forms
    ]
    lower = list(map(str.lower, words))
    cased = ["" if word == small else word for word, small in zip(words, lower, strict=True)]
    kinds = list(map(classes.of, words, lower))
    path = classes.clusters.get
    return Traits(
        lower,
        [word if word.isalpha() else _DIGIT.sub("0", word) for word in lower],
        cased,
        kinds,
        [
            classes.of(small, small) if capital else kind
            for kind, small, capital in zip(kinds, lower, cased, strict=True)
        ],
        list(map(shape, words)),
        list(map(classes.inflections.get, lower, repeat("-"))),
        [
            path(word) or (path(small, "") if capital else "")
            for word, small, capital in zip(words, lower, cased, strict=True)
        ],
    )


def _shortened(form: str) -> str:
    """Give the normal spelling of a form; of a long one the beginning and the end."""
    word = normalize(form)
    return word if len(word) <= _LONGEST else word[: _LONGEST // 2] + word[-_LONGEST // 2 :]


def suffixes(ending: str) -> tuple[str, ...]:
    """Give the values of `SUFFIXES` for the last three letters of a word."""
    return ending[-1:], ending[-2:], ending


def prefixes(beginning: str) -> tuple[str, ...]:
    """Give the values of `PREFIXES` for the first three letters of a word."""
    return beginning[:1], beginning[:2], beginning


def shapes(pattern: str) -> tuple[str, ...]:
    """Give the values of `SHAPES` for the shape of a word."""
    return pattern, pattern[:4], pattern[:3]


def cluster_steps(path: str) -> tuple[str, ...]:
    """Give the values of `CLUSTERS` for the path to a cluster."""
    return path, path[:4], path[:6], path[:8], path[:10]


def attributes(form: str, classes: WordClasses) -> Sequence[str]:
    """Give the attributes of a form, one for each template in the order of `TEMPLATES`.

    Parameters
    ----------
    form
        A token as it stands in the text.
    classes
        The classes, inflections and clusters of words.

    Returns
    -------
    sequence of str
        ``""`` where a template has nothing to say.
    """
    lower, digits, cased, kind, lower_kind, pattern, listed, cluster = (
        values[0] for values in traits([form], classes)
    )
    return (
        "",
        digits,
        cased,
        kind,
        *suffixes(lower[-3:]),
        lower[-4:],
        lower[-5:],
        *prefixes(lower[:3]),
        lower[:4],
        *shapes(pattern),
        pattern[:3] + lower[-2:],
        listed,
        listed + lower[-2:],
        lower_kind,
        *cluster_steps(cluster),
    )
