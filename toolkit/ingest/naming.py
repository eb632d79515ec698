"""Name an article: the id that is also the name of its file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from toolkit.corpus.schema import MAX_ID

_TITLE_LENGTH = 60
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


def slug(text: str, *, longest: int = _TITLE_LENGTH) -> str:
    """Write a text in small ASCII letters, digits and hyphens, cut at a word.

    Letters that have no Latin form are left out.

    Examples
    --------
    >>> slug("Erdoğan’s “Şimdi” bargain: what now?")
    'erdogans-simdi-bargain-what-now'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", plain.decode().lower())
    kept = ""
    for word in words:
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
    """Make an id of date, surname (or outlet) and title, unlike any that is taken.

    Parameters
    ----------
    title, author, published, outlet
        The fields of the article; only the title must be known.
    taken
        Ids in use.

    Returns
    -------
    str
        At most 120 characters.

    Examples
    --------
    >>> propose_id("A Bargain", ["Ayla Kurt"], "2019-09-14")
    '2019-09-kurt-a-bargain'
    >>> propose_id("A Bargain", [], "", taken={"undated-a-bargain"})
    'undated-a-bargain-2'
    """
    surname = author[0].split()[-1] if author and author[0].split() else ""
    who = slug(surname, longest=30) or slug(outlet, longest=30)
    parts = [published[:7] or "undated", who, slug(title)]
    stem = "-".join(part for part in parts if part)[: MAX_ID - 6].strip("-")
    names = {name.casefold() for name in taken}
    identifier, number = stem, 1
    while identifier in names:
        number += 1
        identifier = f"{stem}-{number}"
    return identifier
