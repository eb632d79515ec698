"""Name an article: the id that is also the name of its file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from toolkit.corpus.schema import id_fault

_TITLE_LENGTH = 60
_NAME_LENGTH = 30
# Beside the date. An id goes with everything that is shared, counts of texts in copyright too: with
# eight words in a row of a title it would be an excerpt (`toolkit.share.citation`).
_WORDS = 7
_NAME_WORDS = 3
# letters that have no accent to take off
_PLAIN: dict[int, int | None] = {**str.maketrans("ıİøØđĐłŁəƏ", "iioodDlLee", "’'‘")}
_LIGATURES: dict[int, int | str | None] = {
    ord("ß"): "ss",
    ord("æ"): "ae",
    ord("Æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
    ord("ð"): "d",
}
_LETTERS: dict[int, int | str | None] = {**_PLAIN, **_LIGATURES}


def slug(text: str, *, longest: int = _TITLE_LENGTH, most: int = _WORDS) -> str:
    """Write a text in small ASCII letters, digits and hyphens, cut at a word.

    Letters that have no Latin form are left out.

    Parameters
    ----------
    text
        The text.
    longest, most
        The most characters and words of it.

    Examples
    --------
    >>> slug("Erdoğan’s “Şimdi” bargain: what now?")
    'erdogans-simdi-bargain-what-now'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", plain.decode().lower())
    kept = ""
    for word in words[:most]:
        longer = f"{kept}-{word}" if kept else word[:longest]
        if len(longer) > longest:
            break
        kept = longer
    return kept


def propose_id(
    title: str,
    author: Sequence[str],
    published: str,
    outlet: str = "",
    *,
    taken: Collection[str] = (),
) -> str:
    """Make an id of month, surname (or outlet) and title, unlike any that is taken.

    Parameters
    ----------
    title, author, published, outlet
        The fields of the article; only the title must be known.
    taken
        Ids in use.

    Returns
    -------
    str
        The month and at most seven words.

    Examples
    --------
    >>> propose_id("A Bargain", ["Ayla Kurt"], "2019-09-14")
    '2019-09-kurt-a-bargain'
    >>> propose_id("The Price of Passage Through the Straits", [], "2019", "The Ledger")
    '2019-the-ledger-the-price-of-passage-through'
    >>> propose_id("A Bargain", [], "", taken={"undated-a-bargain"})
    'undated-a-bargain-2'
    """
    surname = author[0].split()[-1] if author and author[0].split() else ""
    short = {"longest": _NAME_LENGTH, "most": _NAME_WORDS}
    who = slug(surname, **short) or slug(outlet, **short)
    what = slug(title, most=_WORDS - len(who.split("-")))
    stem = "-".join(part for part in (published[:7] or "undated", who, what) if part)
    names = {name.casefold() for name in taken}
    identifier, number = stem, 1
    while identifier in names:
        number += 1
        identifier = f"{stem}-{number}"
    return identifier


def id_of(name: str) -> str:
    """Make an id of what a table or a file calls an article; ``""`` where it is none.

    The ending of a file goes. A bare number and a key of a database (hexadecimal) would tell a
    reader of results nothing.

    Examples
    --------
    >>> id_of("2019-09-kurt-gas"), id_of("kurt_2.txt"), id_of("12"), id_of("Kurt 2019")
    ('2019-09-kurt-gas', 'kurt_2', '', '')
    """
    bare = re.sub(r"\.(?:txt|md|html?|pdf|docx|rtf)$", "", name)
    key = re.fullmatch(r"\d+|[0-9a-f-]{16,}", bare)
    return "" if key or id_fault(bare) else bare
