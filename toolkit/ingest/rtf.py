"""Read the text of an RTF file: what databases and old word processors export."""

from __future__ import annotations

import codecs
import re

# The parts of a file that are not its text.
_HIDDEN_NAMES = (
    "fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr "
    "footerf ftnsep ftnsepc aftnsep object themedata colorschememapping datastore latentstyles "
    "listtable listoverridetable rsidtbl generator filetbl revtbl xmlnstbl fldinst shppict "
    "nonshppict bkmkstart bkmkend"
)
_HIDDEN = frozenset(_HIDDEN_NAMES.split())
_CHARACTERS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n\n",
    "page": "\n\n",
    "row": "\n",
    "cell": " ",
    "tab": " ",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
}
_SYMBOLS = {"~": " ", "-": "", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}
_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-zA-Z'])|(?P<brace>[{}])|(?P<break>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|\\",
    re.DOTALL,
)


def rtf_text(data: bytes) -> str:
    r"""Give the text of an RTF file, a line for each paragraph.

    Reads what carries text (paragraphs, characters by code page and Unicode, dashes, quotes), and
    leaves out fonts, pictures, running heads and fields' instructions. Formatting is lost.

    Parameters
    ----------
    data
        The file.

    Examples
    --------
    >>> rtf_text(rb"{\rtf1\ansi\ansicpg1254{\fonttbl{\f0 Arial;}}Erdo\'f0an\par pays.}")
    'Erdoğan\npays.'
    """
    source = data.decode("latin-1")
    pieces: list[str] = []
    page = "cp1252"
    hidden, skip_after, pending, high = False, 1, 0, 0
    stack: list[tuple[bool, int]] = []
    place = 0
    first_in_group = False
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:  # every character begins some token
            break
        place = match.end()
        kind = match.lastgroup
        opened, first_in_group = first_in_group, False
        if match["brace"] == "{":
            stack.append((hidden, skip_after))
            first_in_group, pending = True, 0
        elif match["brace"] == "}":
            hidden, skip_after = stack.pop() if stack else (False, 1)
            pending = 0
        elif kind == "symbol" and match["symbol"] == "*":
            hidden = hidden or opened  # a part that old readers may leave out
        elif match["word"]:
            word, number = match["word"], int(match["number"] or 1)
            if word == "bin":
                place += max(number, 0)
            elif word == "ansicpg":
                page = _known(f"cp{number}") or page
            elif word == "uc":
                skip_after = max(number, 0)
            elif word in _HIDDEN:
                hidden = True
            elif word == "u" and not hidden:
                high = _unicode(pieces, number % 65536, high)
                pending = skip_after
            elif word in _CHARACTERS and not hidden:
                pieces.append(_CHARACTERS[word])
        elif pending and kind in ("hex", "text", "symbol"):
            # what stands for a Unicode character where a reader knows none
            text = match["text"] or ""
            if len(text) > pending:
                pieces.append("" if hidden else text[pending:])
            pending = max(pending - max(len(text), 1), 0)
        elif hidden:
            continue
        elif match["hex"]:
            pieces.append(bytes.fromhex(match["hex"]).decode(page, "replace"))
        elif match["symbol"]:
            pieces.append(_SYMBOLS.get(match["symbol"], ""))
        elif match["text"]:
            pieces.append(match["text"].encode("latin-1").decode(page, "replace"))
    return "".join(pieces).strip("\n")


def _unicode(pieces: list[str], code: int, high: int) -> int:
    """Write a UTF-16 code unit; the first half of a pair waits for the second."""
    if 0xD800 <= code < 0xDC00:
        return code
    if 0xDC00 <= code < 0xE000:
        if high:
            pieces.append(chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)))
    else:
        pieces.append(chr(code))
    return 0


def _known(name: str) -> str:
    try:
        return name if codecs.lookup(name)._is_text_encoding else ""
    except LookupError:
        return ""
