"""Turn bytes into text: find the encoding, mend what is certainly broken, and say what was done."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata

from toolkit.errors import IngestError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Where Windows-1254 (Turkish) and 1252 (Western) differ: Ğ İ Ş ğ ı ş against Ð Ý Þ ð ý þ.
_TURKISH_BYTES = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")
# Four in a row are a word in Windows-1251 and KOI8-R; Western and Turkish words have no such row.
_CYRILLIC_BYTES = re.compile(rb"[\xc0-\xff]{4,}")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,7}|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
# the ampersand of an entity written out by a content system: no English word looks like this
_SPELT_ENTITY = re.compile(
    r"and(?:(?P<name>[lr][sd]quo|[mn]dash|nbsp|hellip);?|#(?P<code>39|8\d{3});?)"
)
_LOST_LETTER = re.compile(r"(?<![/=&\w])[A-Za-zÀ-ž]+\?[a-zà-ž]+(?![\w=&])")
# Latin ligatures of U+FB00 to U+FB06, as PDF and print leave them: no word list knows 'ﬁnal'.
_LIGATURES = str.maketrans(
    {chr(0xFB00 + n): plain for n, plain in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
)
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_SPACE = re.compile(
    r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\x0b\x0c\x1c-\x1f\x85\u2028\u2029]"
)


def decode(data: bytes, *, sent: str = "", declared: str = "") -> tuple[str, str, tuple[str, ...]]:
    r"""Decode the bytes of a file.

    A byte order mark decides, then UTF-8 where it fits, then what the server said, then what the
    page declares (the order of the HTML standard, section 13.2.3.2). Else it is
    Windows-1254 where Turkish letters would stand, Windows-1251 or KOI8-R where Russian words
    would, and Windows-1252 otherwise; that is reported.

    Parameters
    ----------
    data
        The file.
    sent
        The encoding that the server named with it.
    declared
        The encoding the page itself names.

    Returns
    -------
    tuple
        The text with line ends as ``\n``, the name of the encoding, and notes on what was assumed.

    Raises
    ------
    IngestError
        When the bytes are no text, or in an encoding that cannot be told.

    Examples
    --------
    >>> decode("Erdoğan".encode("cp1254"))[:2]
    ('Erdoğan', 'cp1254')
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return _line_ends(data.decode(name)), name, ()
            except UnicodeDecodeError as error:
                raise IngestError(
                    f"the file begins as {name} but is broken at byte {error.start}; "
                    "save it again as UTF-8"
                ) from error
    if b"\x00" in data:
        raise IngestError("the file is not text (it holds NUL bytes); save it as UTF-8 text")
    try:
        return _line_ends(data.decode("utf-8")), "utf-8", ()
    except UnicodeDecodeError:
        pass
    return _decode_legacy(data, {sent: "as its server said", declared: "as the page declares"})


def declared_in(page: bytes) -> str:
    """Give the encoding that a web page itself names; ``""`` where it names none.

    Examples
    --------
    >>> declared_in(b'<meta charset="windows-1254">')
    'windows-1254'
    """
    match = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", page[:4096], re.IGNORECASE)
    return match[1].decode("ascii").lower() if match else ""


def _decode_legacy(data: bytes, told: dict[str, str]) -> tuple[str, str, tuple[str, ...]]:
    high = sum(byte >= 0x80 for byte in data)
    named = [name for name in told if name and _known(name)]
    if high > 0.2 * len(data) and not named:
        raise IngestError(
            "the encoding cannot be told (not UTF-8, and too many letters beyond ASCII for "
            "Western or Turkish text); save the file as UTF-8"
        )
    turkish = bool(_TURKISH_BYTES.search(data))
    western = ["cp1254", "cp1252"] if turkish else ["cp1252", "cp1254"]
    guesses = [*named, *(_cyrillic(data) or western)]
    for name in guesses:
        try:
            text = data.decode(name)
        except UnicodeError:  # 'undefined' and its like name no letters at all
            continue
        if any("\x80" <= character <= "\x9f" for character in text):
            continue
        how = told.get(name, "assumed: it is not UTF-8")
        letters = "ж, ц, ы" if re.search(r"[А-я]", text) else "ğ, ş, ı"
        return _line_ends(text), name, (f"read as {name} ({how}); check letters such as {letters}",)
    raise IngestError("the encoding cannot be told; save the file as UTF-8")


def _cyrillic(data: bytes) -> list[str]:
    """Guess the encoding of Russian names in a text: that in which most letters are small."""
    found = _CYRILLIC_BYTES.findall(data)
    if len(found) < 2:
        return []
    joined = b"".join(found)
    return [max(("cp1251", "koi8-r"), key=lambda name: sum(map(str.islower, joined.decode(name))))]


def _known(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Mend what is certainly broken in a text and report what is only suspected.

    Mends UTF-8 that was read as a Windows encoding (`ftfy`, where its own test is sure), HTML
    entities left in the text, invisible characters, and letters that print joins (``ﬁ``). Does not
    restore a letter that was lost:
    ``Erdo?an`` is reported.

    Parameters
    ----------
    text
        Lines separated by ``\n``; their number stays the same.

    Returns
    -------
    tuple
        The text and notes on what was mended or looks broken.

    Examples
    --------
    >>> mend("Turkeyâ€™s choice")
    ('Turkey’s choice', ('mended a wrong encoding in 1 line',))
    """
    mended = entities = 0
    lines = []
    lost: list[str] = []
    for line in text.split("\n"):
        plain = _fix_encoding(line) if not line.isascii() else line
        mended += plain != line
        whole = _SPELT_ENTITY.sub(_spelt_entity, _ENTITY.sub(_entity, plain))
        entities += whole != plain
        whole = _INVISIBLE.sub("", _SPACE.sub(" ", whole)).translate(_LIGATURES)
        lost += [word for word in _LOST_LETTER.findall(whole) if len(word) > 4]
        lines.append(unicodedata.normalize("NFC", whole))
    notes = []
    if mended:
        notes.append(f"mended a wrong encoding in {_lines(mended)}")
    if entities:
        notes.append(f"turned HTML entities into characters in {_lines(entities)}")
    text = "\n".join(lines)
    if "\ufffd" in text:
        notes.append("letters were lost (U+FFFD); restore them from the original page")
    if lost:
        shown = ", ".join(repr(word) for word in dict.fromkeys(lost[:3]))
        notes.append(f"letters may be lost: {shown}; compare with the original page")
    return text, tuple(notes)


def _lines(count: int) -> str:
    return f"{count} line{'s' if count > 1 else ''}"


def _fix_encoding(line: str) -> str:
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False, replace_lossy_sequences=False, restore_byte_a0=False
    )
    fixed = str(ftfy.fix_encoding(line, config))
    return line if "\n" in fixed or "\r" in fixed else fixed


def _entity(match: re.Match[str]) -> str:
    character = html.unescape(match.group())
    # an entity may stand for a line end or a control character; lines keep their numbers
    return character if character == match.group() or character.isprintable() else " "


def _spelt_entity(match: re.Match[str]) -> str:
    name = match["name"] or f"#{match['code']}"
    return html.unescape(f"&{name};").replace("\u00a0", " ")
