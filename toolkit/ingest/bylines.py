"""Read names from a byline, a line of names, or the biography at the end of an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from toolkit.corpus.actor_names import plain
from toolkit.corpus.actors import ActorList
from toolkit.corpus.wordlists import reference_words
from toolkit.ingest.phrases import words

_LABEL = re.compile(
    r"^\W*(?:(?:an?\s+)?(?:opinion|analysis|commentary|op-ed|column|story|report|text|words|posted"
    r"|published|written|authored|essay|guest post|interview|article|reporting)\s+by\b\s*[:/|–—-]?"
    r"|(?:auther|author|yazar|yazan|автор|авторы|writer|text|words)s?\s*(?:\(s\))?\s*(?:by\b)?\s*[:|]"
    r"|by\b(?:\s*[/|]\s*by\b)?\s*[:/|–—-]?)\s*",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"(?:the\s+)?(?:associated press|reuters|agence france-presse|afp|ap|dpa|anadolu agency|tass"
    r"|ria novosti|sputnik|xinhua|upi|bloomberg|(?:[\w’'-]+\s+){0,3}(?:staff|desk|team|editors?"
    r"|(?:editorial\s+)?board|newsroom|news service|admin|administrator|agencies|wires?|writers?"
    r"|reporters?|correspondents?|contributors?))",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"^(?:(?:assoc|asst|prof|doç|yrd|dr|mr|mrs|ms|amb|gen|col)\.\s*"
    r"|(?:(?:associate\s+|assistant\s+)?professor|prof|dr)\s+)+",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"\s*[-–—|(]?\s*(?:\S+@\S+\.\w+|(?<!\w)@\w+)\)?")
_AGENCY_MARK = re.compile(r"^(?P<names>[^\W\d_][^\d,;:|]{3,40}?)\s*[-–—]\s*[A-Z]{2,6}\s*[-–—]?$")
_WRITES = re.compile(r"^\W*(?P<names>.{4,60}?)\s+(?:writes|argues)\s*[:.]?$")
_ORGANISATION = re.compile(
    r"\b(?:news|newspaper|times|post|daily|weekly|monitor|review|journal|magazine|tribune|herald"
    r"|institute|university|cent(?:er|re)|council|foundation|press|agency|reuters|afp|bloomberg"
    r"|forum|blog|today|gazette|observer|online|network|bbc|cnn|al jazeera|ecfr|sabah)\b",
    re.IGNORECASE,
)
ROLES = (
    r"(?:professor|scholar|fellow|researcher|analyst|columnist|journalist|editor|lecturer|director"
    r"|author|writer|reporter|correspondent|contributor|expert|ph\.?\s?d|candidate|student|adviser"
    r"|advisor|consultant|diplomat|ambassador|historian|economist|specialist|researches|teaches"
    r"|academic|commentator|associate|head of|chair|president of the|founder|blogger|coordinator"
    r"|research|novelist|lawyer|colonel|general|officer|member of the (?:editorial )?board|intern)"
)


@dataclass(frozen=True)
class Byline:
    """Who wrote an article according to one of its lines.

    Parameters
    ----------
    names
        Persons, in the order of the line; empty for an agency, a desk, or an empty ``By``.
    outlet
        An outlet named in the same line, or ``""``.
    """

    names: tuple[str, ...]
    outlet: str = ""


def is_name(text: str) -> bool:
    """Whether a text has the form of one person's name.

    A form, not a lexicon: two to five words with capitals (particles may be small), none of them a
    common word of page furniture. Spelling without diacritics makes no difference.

    Examples
    --------
    >>> is_name("Soli Özel"), is_name("Vladimir van Wilgenburg"), is_name("Middle East")
    (True, True, False)
    >>> is_name("Can Dundar"), is_name("Can Turkey Wait"), is_name("Maxim A. Suchkov")
    (True, False, True)
    """
    parts = text.replace(".", ". ").split()
    if not 2 <= len(parts) <= 5 or len(text) > 50:
        return False
    particles = words("name_particles")
    whole = [part for part in parts if not _INITIAL.fullmatch(part)]
    forms = [_is_name_word(part) or part.casefold() in particles for part in whole]
    ends = [part for part in (parts[0], parts[-1]) if part in whole]
    if not forms or not all(forms) or not all(map(_is_name_word, ends)):
        return False
    double = {part for part in whole if part.casefold() in words("also_names")}
    if any(part.casefold() in _COMPASS for part in whole[:-1]):
        return False  # 'Oliver North', but 'North Africa'
    return not double or _tells_a_person([part for part in whole if part not in double])


_NAME_IN_CAPITALS = re.compile(
    r"((?:[^\W\d_a-z][^\W\d_a-z.'’-]+\s+){1,3}[^\W\d_a-z]{2,})\s+(?=[A-Z][a-z])"
)
_COMPASS = ("north", "south", "east", "west")
_INITIAL = re.compile(r"[^\W\d_]\.")
_ARTICLE = re.compile(r"(?:al|el|an|ar|as|at|az|ad|ash|d|l|o)[-’'‘](?=[^\W\d_])", re.IGNORECASE)


def _is_name_word(word: str) -> bool:
    # 'al-Rashed' opens with its article
    bare = re.sub(r"[-’'‘.]", "", _ARTICLE.sub("", word))
    if not bare.isalpha() or not bare[0].isupper():
        return False
    plain = word.strip(".").casefold()
    known = plain in words("not_names") and plain not in words("also_names")
    return not known and len(bare) > 1


def _tells_a_person(others: list[str]) -> bool:
    """Whether words beside one that is both a name and an English word can only be names.

    'Can' is a Turk in 'Can Dundar' and a question in 'Can Ankara Balance': no English word and no
    name of an actor may stand with it.
    """
    return bool(others) and not any(
        word.casefold() in _common_words() or plain(word) in _actors() for word in others
    )


@cache
def _common_words() -> frozenset[str]:
    """Words that English writes small."""
    return frozenset(word for word in reference_words("form").counts if word.islower())


@cache
def _mostly_small() -> frozenset[str]:
    """Words that English writes small more often than with a capital: 'state', but not 'mark'."""
    counts = reference_words("form").counts
    small = (word for word in counts if word.islower())
    return frozenset(w for w in small if counts[w] > counts.get(w.capitalize(), 0))


@cache
def _actors() -> frozenset[str]:
    """Words by which the toolkit's own list names states, places and leaders."""
    kinds = (kind for actor in ActorList.default().actors for kind in actor.names.values())
    return frozenset(plain(word) for kind in kinds for name in kind for word in name.split())


def names_of(text: str) -> tuple[str, ...]:
    """Read a line that holds names and nothing else; empty when it holds anything else.

    Examples
    --------
    >>> names_of("Vladimir Putin and Recep Tayyip Erdogan")
    ('Vladimir Putin', 'Recep Tayyip Erdogan')
    >>> names_of("Prof. Dr. Ayla Kurt"), names_of("Turkey and Russia"), names_of("Deep State")
    (('Ayla Kurt',), (), ())
    """
    parts = [_HONORIFIC.sub("", part) for part in _split_names(text.strip(" \t.,;:*–—-"))]
    if not parts or not all(map(is_name, parts)):
        return ()
    if any(all(word.casefold() in _mostly_small() for word in part.split()) for part in parts):
        return ()  # words of English, capitalised as headlines are
    return tuple(cased_name(part) for part in parts)


def parse_byline(line: str) -> Byline | None:
    """Read a labelled byline: ``By X and Y``, ``Author: X``, ``X writes:``, ``X-AGENCY-``.

    Roles (``a senior fellow at …``), places and outlets in the line are set apart from names. A
    name that stands alone is not a byline here: it may as well be a caption.

    Parameters
    ----------
    line
        One line without its dates.

    Returns
    -------
    Byline or None
        ``None`` when the line is no byline.

    Examples
    --------
    >>> parse_byline("By Bulent Aras, a senior scholar in Istanbul, and Galip Dalay")
    Byline(names=('Bulent Aras', 'Galip Dalay'), outlet='')
    >>> parse_byline("By NURAY MERT @ Hurriyet Daily News")
    Byline(names=('Nuray Mert',), outlet='Hurriyet Daily News')
    >>> parse_byline("By the end of the year, Ankara had changed its mind.") is None
    True
    """
    line = _CONTACT.sub("", line.strip().strip("*_"))
    if len(line) > 160:
        return None
    for form in (_AGENCY_MARK, _WRITES):
        match = form.match(line)
        if match and names_of(match["names"]):
            return Byline(names_of(match["names"]))
    match = _LABEL.match(line)
    if not match:
        return None
    rest = line[match.end() :].strip(" *.:|()")
    if not rest:
        return Byline(())
    return _named(rest)


def _named(rest: str) -> Byline | None:
    head, outlet = _set_outlet_apart(rest)
    names: list[str] = []
    for part in _split_names(head):
        part = re.sub(r"\s+in\s+[A-Z][\w.' ]*$|\s*\([^)]*\)$", "", part).strip(" *.,")
        part = _HONORIFIC.sub("", part)
        if is_name(part) or (not names and _single(part, rest)):
            names.append(cased_name(part))
        elif names and not outlet and _ORGANISATION.search(part) and part[:1].isupper():
            outlet = part
        elif not names:
            return Byline((), outlet) if _DESK.fullmatch(part) else None
    return Byline(tuple(dict.fromkeys(names)), outlet)


def _set_outlet_apart(rest: str) -> tuple[str, str]:
    parts = re.split(r"\s+(?:@|\||•|·|/|for|FOR|of the|[–—-])\s+", rest, maxsplit=1)
    capitals = _NAME_IN_CAPITALS.match(rest)
    if capitals and len(parts) == 1:  # 'PIOTR ZIELEN Associated Press'
        parts = [capitals[1], rest[capitals.end() :]]
    if len(parts) == 2 and not (" of the " in rest and "," in parts[0]):
        outlet = parts[1].strip(" .*|")
        plausible = _ORGANISATION.search(outlet) or re.match(r"(?:the\s+)?[A-Z]", outlet)
        short = len(outlet.split()) <= 6 and not names_of(outlet)
        return parts[0], outlet if plausible and short else ""
    return rest, ""


def _split_names(text: str) -> list[str]:
    parts = re.split(r"\s*[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&|ve|with|AND|VE|WITH)\s+", text)
    return [part.strip() for part in parts if part.strip()]


def _single(part: str, rest: str) -> bool:
    # one word is a name only where the whole byline is that word ('By Burak')
    return part == rest and part.isalpha() and part[:1].isupper() and not _DESK.fullmatch(part)


def cased_name(name: str, *, beside: str = "") -> str:
    """Give a name in capitals its usual form.

    Where a name has the dotted İ, its I is the dotless one; else that cannot be told from ASCII.

    Parameters
    ----------
    name
        A name, or the surname alone.
    beside
        The whole name of which it is a part.

    Examples
    --------
    >>> cased_name("İSMAİL IŞIK"), cased_name("IAN BLACK"), cased_name("IŞIK", beside="İsmail IŞIK")
    ('İsmail Işık', 'Ian Black', 'Işık')
    """
    name = re.sub(r"\s+", " ", name).strip()
    if not name.isupper():
        return name
    turkish = name.replace("I", "ı") if "İ" in name + beside else name
    lowered = turkish.replace("İ", "i").lower()
    return re.sub(r"(?:^|(?<=[\s.'’-]))\w", lambda match: name[match.start()], lowered)


def biography_name(text: str, names: tuple[str, ...] = ()) -> str:
    """Read whom a biographical note is about; ``""`` when the text is none.

    A note begins with the name of the byline, or with any name, ``is`` or ``was`` and a profession.
    It does not tell a note from a sentence about a politician: that depends on where it stands.

    Parameters
    ----------
    text
        A paragraph.
    names
        The names of the byline, if there is one.

    Examples
    --------
    >>> biography_name("Deniz Kaya is a lecturer at a university in Izmir.")
    'Deniz Kaya'
    """
    text = re.sub(r"^(?:\W|about the author:?|the author,?)*", "", text, flags=re.IGNORECASE)
    for name in names:
        surname = name.split()[-1]
        titles = r"(?:(?:dr|prof|professor|amb|ambassador|gen|col)\.?\s+)*"
        pattern = rf"{titles}(?:{re.escape(name)}|{re.escape(surname)})\b"
        match = re.match(pattern, text, re.IGNORECASE)
        if match and re.match(
            rf"[\s,*]*(?:\([^)]*\)[\s,]*)?(?:is|was|are|has|holds|teaches|writes|works|served|serves"
            rf"|joined|leads|heads|directs|edits|founded|co-founded|lives|reports|studies|researches"
            rf"|contributes|specialise[sd]|specialize[sd]|focuses|covers|currently|an?\b|the\b|professor|senior|@|{ROLES})",
            text[match.end() :],
            re.IGNORECASE,
        ):
            return name
    match = re.match(
        r"(?:(?:Dr|Prof|Amb|Gen|Col)\.?\s+)*(?P<name>[^,:;.()]{4,50}?)(?:\s+\([^)]*\))?"
        r"(?:,\s+(?P<beside>(?:an?|the|who|\w+ (?:professor|fellow))\b[^,]{3,80}))?\s*,?\s+"
        r"(?:is|was|are|serves|works|writes|holds)\b(?P<rest>.{3,160})",
        text,
    )
    if not match:
        return ""
    people = names_of(match["name"])
    told = f"{match['beside'] or ''} {match['rest']}"
    if people and re.search(rf"\b{ROLES}", told, re.IGNORECASE):
        return people[0]
    return ""
