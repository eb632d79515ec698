"""Tell English from other languages by its commonest words."""

from __future__ import annotations

import re

from toolkit.annotate.inputs import require_text

_WORD = re.compile(r"[^\W\d_]+")
# Function words; those that other languages of the Latin alphabet share (`a`, `in`, `is`, `on`,
# `an`, `he`, `was`, `die`, `me`, `so`) count for nothing.
_COMMON = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "that",
        "for",
        "it",
        "with",
        "as",
        "by",
        "from",
        "this",
        "have",
        "be",
        "are",
        "not",
        "but",
        "which",
        "or",
        "they",
        "has",
        "been",
        "their",
        "its",
        "would",
        "were",
        "who",
        "will",
        "there",
        "what",
        "more",
        "if",
        "when",
        "about",
        "can",
        "than",
        "other",
        "into",
        "could",
        "them",
        "these",
        "some",
        "our",
        "only",
        "over",
        "such",
        "because",
        "most",
        "after",
        "where",
        "those",
        "should",
        "between",
        "before",
        "through",
        "being",
        "while",
        "against",
        "under",
        "during",
        "without",
        "both",
        "however",
    ]
)
_SAMPLE = 20_000
# Running English has 30-40 % of these words; Turkish, Russian, German, French, Spanish under 4 %.
ENOUGH = 0.12


def english_share(text: str) -> float:
    """Give the share of words of a text that are common English function words.

    Looks at the first 20,000 characters.

    Examples
    --------
    >>> english_share("the gas of the north")
    0.6
    """
    words = _WORD.findall(text[:_SAMPLE].lower())
    if not words:
        return 0.0
    return sum(word in _COMMON for word in words) / len(words)


def is_common(word: str) -> bool:
    """Tell whether a word is one of the function words by which English is told.

    Examples
    --------
    >>> is_common("The"), is_common("Turkey")
    (True, False)
    """
    return word.lower() in _COMMON


def is_english(text: str) -> bool:
    """Tell whether a text looks like English; a text without words does not contradict.

    A guess from function words: made for articles, unreliable under some twenty words.

    Raises
    ------
    AnnotationError
        When the text is no string.

    Examples
    --------
    >>> is_english("The talks between Ankara and Moscow failed because of the war.")
    True
    >>> is_english("Ankara ile Moskova arasındaki görüşmeler savaş yüzünden başarısız oldu.")
    False
    """
    require_text(text)
    return not _WORD.search(text[:_SAMPLE]) or english_share(text) >= ENOUGH
