"""Part a chunk (what stands between two white spaces) into tokens of Universal Dependencies.

The rules follow the English treebanks: clitics are tokens (`did|n't`, `Turkey|'s`), parts of hyphen
compounds are tokens, productive prefixes are not (`anti-American`). Everything is linear in the
length of the chunk: no alternative scans far and then fails.
"""

from __future__ import annotations

import re

from toolkit.annotate.abbreviations import keeps_period

Span = tuple[int, int]

# Combining marks belong to the letter before them; `\w` alone would cut `Erdog̃an` in two. Soft
# hyphens and joiners stand inside words.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)
_SUPERSCRIPTS = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089"
_LETTER = rf"[^\W{_SUPERSCRIPTS}]"
_W = rf"(?:{_LETTER}|[{_MARKS}\u00ad\u200c\u200d])"
# A word begins with a letter; were joiners enough, a run of them would be read again and again.
_FIRST = rf"(?:{_LETTER}|[{_MARKS}])"
_END = rf"(?!{_W})"
# Control, format and surrogate characters are no tokens; they part tokens like white space.
_UNSEEN = (
    "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
)
_SIGN = rf"[^\w\s{_UNSEEN}{_MARKS}][\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]?"
_PREFIXES = (
    "anti|co|counter|cross|cyber|de|e|ex|extra|hyper|infra|inter|intra|macro|mega|meta|micro|mid|"
    "mini|mono|multi|nano|neo|non|pan|para|post|pre|pro|proto|pseudo|quasi|re|semi|sub|super|supra|"
    "trans|tri|ultra|un"
)
_CLITIC = r"['’´`](?:s|re|ve|ll|d|m)"
_DOMAINS = "com|org|net|gov|edu|mil|int|info|eu|ru|tr|uk|de|fr|us|ua|il|io"
_FILES = "pdf|docx?|xlsx?|pptx?|html?|txt|csv|jpe?g|png|gif|mp[34]|zip"

_RULES = (
    # addresses; the last character is never punctuation of the sentence
    r"(?:(?:https?|ftp)://|www\.|mailto:)[^\s<>“”\"]*[^\s<>“”\".,;:!?)\]}'’]",
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    rf"(?:[\w-]{{1,63}}\.){{1,8}}(?:{_DOMAINS}){_END}(?:/[^\s<>“”\"]*[^\s<>“”\".,;:!?)\]}}'’])?",
    # file names
    rf"[\w-]{{1,63}}\.(?:{_FILES}){_END}",
    # the dollars of the United States, Australia, Canada, Hong Kong, New Zealand, Taiwan
    r"(?<!\w)(?:US|A|AU|C|HK|NZ|NT)\$(?=\d|$)",
    rf"[@#]{_LETTER}{_W}*",
    # U.S., a.m., Ph.D.
    rf"(?:[^\W\d_]\.){{2,12}}(?!{_LETTER})|[A-Z][a-z]\.[A-Z]\.",
    # M-5, S-400, Su-35, F-16s
    rf"[A-Z][A-Za-z]{{0,3}}-\d{{1,4}}[A-Za-z]{{0,3}}{_END}",
    # Al-Qaida stays apart in the treebanks, prefixes do not
    rf"(?i:{_PREFIXES})-{_W}+|(?i:{_PREFIXES})-(?=[,;]?$)",
    # AT&T, R&D, gov't
    rf"[A-Za-z]{{1,3}}&[A-Za-z]{{1,3}}{_END}|(?i:gov|dep|int)['’]t{_END}",
    # clitics
    r"(?i:can(?=not\b)|gon(?=na\b)|wan(?=na\b)|got(?=ta\b))",
    rf"(?i:{_FIRST}{_W}*?(?=n['’´`]t{_END})|n['’´`]t{_END}|{_CLITIC}{_END})",
    # '90s, 'em
    rf"['’](?:\d\ds?|(?i:em|til|tis|twas|cause)){_END}",
    # numbers: 1.5, 200,000, 9/11, 11/28/2000, 5:30, 713-853-3989, 20th, 1990s
    rf"\d{{1,4}}(?:[/.]\d{{1,4}}){{2}}{_END}|\d{{1,2}}/\d{{1,4}}{_END}|\d{{3}}-\d{{3}}-\d{{4}}{_END}",
    r"(?<!\w)\.\d+(?!\w)|\d+(?:[.,:]\d+)*(?=(?i:am|pm|km|kg|mm|cm|mph|bn|mn|tn|m|k|b)\b)",
    rf"\d+(?:[.,:]\d+)+{_W}*",
    # footnote marks: policy12, policy²
    rf"[^\W\d_]{{4,}}(?=\d{{1,2}}{_END})|[{_SUPERSCRIPTS}]+",
    # words, with apostrophes inside: O'Connor, Shi'ite
    rf"{_FIRST}{_W}*(?:['’](?!(?i:s|re|ve|ll|d|m|t){_END}){_W}+)*",
    # runs of punctuation
    r"\.{2,}|…+\.?|[!?]+|``|''|‘‘|’’|<<+|>>+|[-–—]{2,}|([*=_~#+|$])\1+|[:;=]-?[()DP](?![\w(])",
    # any other sign; joined ones are one picture
    rf"{_SIGN}(?:\u200d{_SIGN})*",
)
_TOKEN = re.compile("|".join(_RULES))
# Most chunks are one word with a sign or two, of which each is a token: no need of the rules.
_SIMPLE = re.compile(
    r"[“\"(\[]?(?P<word>[A-Za-z]+)(?:[.,;:!?]?[”\"]?|[)\]”\"][.,;]?)", flags=re.ASCII
)
# A period and what may close a sentence after it: `.”)`
_LONGEST_CLOSE = 6
_CONTRACTED = frozenset({"cannot", "gonna", "wanna", "gotta"})
_COMPOUND_HYPHENS = frozenset("-\u2010\u2011")


def split_chunk(chunk: str, *, final: bool = False) -> list[Span]:
    """Give the spans of the tokens of one chunk.

    Parameters
    ----------
    chunk
        Text without white space.
    final
        Whether the chunk is the last of its sentence; some periods then stand alone.

    Returns
    -------
    list of (int, int)
        Begin and end of each token inside the chunk.

    Examples
    --------
    >>> [("didn’t"[a:b]) for a, b in split_chunk("didn’t")]
    ['did', 'n’t']
    >>> [("No."[a:b]) for a, b in split_chunk("No.", final=True)]
    ['No', '.']
    """
    spans = _parts(chunk)
    return _join_period(chunk, spans, final=final) if "." in chunk else spans


def split_both_ways(chunk: str) -> tuple[list[Span], list[Span]]:
    """Part a chunk as `split_chunk` does, as one inside a sentence and as its last one.

    Examples
    --------
    >>> split_both_ways("No.")
    ([(0, 3)], [(0, 2), (2, 3)])
    """
    spans = _parts(chunk)
    if "." not in chunk:
        return spans, spans
    inside = _join_period(chunk, spans, final=False)
    # Only a period near the end can be read in two ways.
    if "." not in chunk[-_LONGEST_CLOSE:]:
        return inside, inside
    return inside, _join_period(chunk, spans, final=True)


def _parts(chunk: str) -> list[Span]:
    """Part a chunk before it is asked which periods belong to words."""
    if is_word(chunk):
        return [(0, len(chunk))]
    simple = _SIMPLE.fullmatch(chunk)
    if simple is None or simple["word"].lower() in _CONTRACTED:
        return [match.span() for match in _TOKEN.finditer(chunk)]
    begin, end = simple.span("word")
    spans = [(0, 1), (1, end)] if begin else [(0, end)]
    spans += [(place, place + 1) for place in range(end, len(chunk))]
    return spans


def is_word(chunk: str) -> bool:
    """Tell whether a chunk is one word of plain letters, as most chunks are."""
    return chunk.isascii() and chunk.isalpha() and chunk.lower() not in _CONTRACTED


def _join_period(chunk: str, spans: list[Span], *, final: bool) -> list[Span]:
    """Give the period of an abbreviation back to its word: ``Gen|.`` becomes ``Gen.``."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and chunk[start:end] == "." and joined[-1][1] == start:
            word = joined[-1]
            last = final and _AFTER_SENTENCE.fullmatch(chunk, end) is not None
            if keeps_period(chunk[slice(*word)], final=last):
                joined[-1] = (word[0], end)
                continue
        joined.append((start, end))
    return joined


# What may follow the last period: closing marks, a footnote mark.
_AFTER_SENTENCE = re.compile(
    rf"[)\]}}\"'”’»]*(?:\[\d{{1,3}}\]|[{_SUPERSCRIPTS}]+|(?<=[)\]}}\"'”’»])\d{{1,2}})?"
)


def compound_parts(chunk: str, spans: list[Span]) -> list[bool]:
    """Tell of each token whether it continues the hyphen compound of the token before it.

    A compound is words joined by single hyphens without space: ``Turkish-Russian``. A dash, a
    hyphen at the edge of a word and a range of numbers (``10-15``) do not make one.

    Examples
    --------
    >>> compound_parts("pro-Turkish-Russian,", [(0, 11), (11, 12), (12, 19), (19, 20)])
    [False, True, True, False]
    """
    continues = [False] * len(spans)
    if "-" not in chunk and (chunk.isascii() or _COMPOUND_HYPHENS.isdisjoint(chunk)):
        return continues
    for i in range(1, len(spans) - 1):
        (_, left), (start, end), (right, _) = spans[i - 1 : i + 2]
        if (
            end - start == 1
            and chunk[start] in _COMPOUND_HYPHENS
            and left == start
            and right == end
            and _joins(chunk[spans[i - 1][0] : left], chunk[right : spans[i + 1][1]])
        ):
            continues[i] = continues[i + 1] = True
    return continues


def _joins(left: str, right: str) -> bool:
    both_words = (left[-1].isalnum() or left[-1] == ".") and right[0].isalnum()
    return both_words and not (left[-1].isdigit() and right[0].isdigit())
