"""Write articles as CoNLL-U, the format of Universal Dependencies, as far as annotation goes.

Form, lemma, the Penn tag (XPOS) and a universal tag (UPOS) that follows from it; features and
dependencies are left open (``_``). A contraction is a multiword token of its words (``don't`` of
``do`` and ``n't``); a hyphen compound is one word. Source: universaldependencies.org/format.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from toolkit.corpus import Corpus
    from toolkit.corpus.tokens import TokenTable

# Petrov, Das and McDonald 2012, brought to the tags of Universal Dependencies.
_UNIVERSAL = {
    **dict.fromkeys(("JJ", "JJR", "JJS", "AFX"), "ADJ"),
    **dict.fromkeys(("IN", "RP"), "ADP"),
    **dict.fromkeys(("RB", "RBR", "RBS", "WRB"), "ADV"),
    **dict.fromkeys(("NN", "NNS"), "NOUN"),
    **dict.fromkeys(("NNP", "NNPS"), "PROPN"),
    **dict.fromkeys(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), "VERB"),
    **dict.fromkeys(("DT", "PDT", "WDT"), "DET"),
    **dict.fromkeys(("PRP", "PRP$", "WP", "WP$", "EX"), "PRON"),
    **dict.fromkeys(("TO", "POS"), "PART"),
    **dict.fromkeys(("$", "#", "SYM"), "SYM"),
    **dict.fromkeys(("''", "``", ",", ".", ":", "-LRB-", "-RRB-", "HYPH", "NFP"), "PUNCT"),
    "CC": "CCONJ",
    "CD": "NUM",
    "MD": "AUX",
    "UH": "INTJ",
    **dict.fromkeys(("FW", "LS", "ADD", "GW", "XX"), "X"),
}
_SUBORDINATING = {
    *("although", "as", "because", "if", "lest", "once", "since", "than", "though", "unless"),
    *("until", "whereas", "whether", "while"),
}
_CLITICS = frozenset(f"{mark}{end}" for mark in "'’" for end in ("s", "ll", "re", "ve", "d", "m"))


def universal_tag(tag: str, lemma: str = "") -> str:
    """Give the universal tag that a Penn tag stands for.

    What the tag does not decide goes by the lemma (``be`` is AUX, ``not`` PART, ``because``
    SCONJ), and otherwise to the commoner side: ``have`` and ``do`` are VERB, ``that`` tagged IN is
    SCONJ.

    Examples
    --------
    >>> universal_tag("VBZ", "be"), universal_tag("IN", "of"), universal_tag("IN", "because")
    ('AUX', 'ADP', 'SCONJ')
    """
    if tag == "IN" and (lemma in _SUBORDINATING or lemma == "that"):
        return "SCONJ"
    if tag.startswith("VB") and lemma == "be":
        return "AUX"
    if tag == "RB" and lemma == "not":
        return "PART"
    return _UNIVERSAL.get(tag, "X")


def conllu(corpus: Corpus) -> Iterator[str]:
    """Write articles as CoNLL-U, one piece an article.

    Parameters
    ----------
    corpus
        Articles with their texts.
    """
    for item, row in zip(corpus.items, corpus.rows.tolist(), strict=True):
        lines = [f"# newdoc id = {item.id}"]
        here = 0
        for number, (begin, end) in enumerate(sentences(corpus.tokens, row), start=1):
            paragraph = paragraph_of(corpus.tokens, begin)
            if paragraph != here:
                lines.append(f"# newpar id = {item.id}-p{paragraph}")
                here = paragraph
            lines.append(f"# sent_id = {item.id}-s{number}")
            lines += _sentence(corpus.tokens, begin, end)
            lines.append("")
        yield "\n".join(lines) + "\n"


def sentences(table: TokenTable, row: int) -> list[tuple[int, int]]:
    """Give the first token of each sentence of an article, and the one after its last."""
    first, last = table.article_offsets[row], table.article_offsets[row + 1]
    edges = table.sentence_offsets
    low, high = np.searchsorted(edges, [first, last])
    return list(pairwise(edges[low : high + 1].tolist()))


def paragraph_of(table: TokenTable, token: int) -> int:
    """Give the number of a token's paragraph inside its article, from 1."""
    return int(table.paragraph_number(table.paragraph_of(np.array([token])))[0])


def joined(table: TokenTable, token: int) -> bool:
    """Tell whether no space parts a token from the next one of its article."""
    if token + 1 >= len(table) or table.end[token] != table.start[token + 1]:
        return False
    # by bisection: this is asked of every token, and a corpus has many articles
    edges = table.article_offsets
    return bool(edges[np.searchsorted(edges, token + 1)] != token + 1)


def _sentence(table: TokenTable, begin: int, end: int) -> list[str]:
    glued = [joined(table, token) for token in range(begin, end)]
    forms = [table.forms[code] for code in table.form[begin:end].tolist()]
    text = "".join(form + " " * (not glue) for form, glue in zip(forms, glued, strict=True))
    lines = [f"# text = {text.strip()}"]
    last = -1  # last word of the contraction that is being written
    for place, form in enumerate(forms):
        if place > last:
            last = place
            while last + 1 < len(forms) and glued[last] and _clitic(forms[last], forms[last + 1]):
                last += 1
            if last > place:
                whole = "".join(forms[place : last + 1])
                lines.append(_row(f"{place + 1}-{last + 1}", whole, misc=_misc(glued[last])))
        inside = place < last or (place == last and place > 0 and _part(forms, glued, place))
        lemma = table.lemmas[table.lemma[begin + place]]
        tag = table.tags[table.tag[begin + place]]
        misc = "_" if inside else _misc(glued[place])
        lines.append(_row(str(place + 1), form, lemma, universal_tag(tag, lemma), tag, misc=misc))
    return lines


def _part(forms: list[str], glued: list[bool], place: int) -> bool:
    return glued[place - 1] and _clitic(forms[place - 1], forms[place])


def _clitic(left: str, right: str) -> bool:
    """Tell whether two tokens without a space between them are one orthographic word."""
    if not left[-1:].isalpha():
        return False
    return right.casefold() in _CLITICS or right in ("'", "’") or right[:1].isalpha()


def _misc(glued: bool) -> str:
    return "SpaceAfter=No" if glued else "_"


def _row(
    number: str, form: str, lemma: str = "_", upos: str = "_", xpos: str = "_", *, misc: str
) -> str:
    return "\t".join((number, form, lemma, upos, xpos, "_", "_", "_", "_", misc))
