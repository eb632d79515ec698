"""Read the head of a letter, saved or pasted with it: who sent it, its subject, its day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from toolkit.ingest.bylines import names_of
from toolkit.ingest.databases import people

# as mail programs write them in English, Turkish and Russian
_LABELS = {
    "from": "from",
    "kimden": "from",
    "gönderen": "from",
    "от": "from",
    "от кого": "from",
    "subject": "subject",
    "konu": "subject",
    "тема": "subject",
    **dict.fromkeys(("to", "cc", "date", "sent", "reply-to", "kime", "bilgi", "tarih"), ""),
    **dict.fromkeys(("gönderildi", "кому", "копия", "дата", "отправлено"), ""),
}
_LABELLED = re.compile(r"\s*(?P<label>[^\W\d_]+(?:[- ][^\W\d_]+)?)\s*:\s*(?P<value>.*)$")
_FORWARDED = re.compile(r"\W*(?:begin )?forwarded message\W*", re.IGNORECASE)
# what the rest of a display name is, where it names a person first
_OF_OUTLET = re.compile(r"\s+(?:from|at|via|of|@|[|·–—-])\s+|\s*,\s+")
_ANSWER = re.compile(r"^(?:\s*(?:fwd?|re|i?lt|ynt)\s*:)+\s*", re.IGNORECASE)
# no head of a letter has more lines
_MOST = 10
# how far down a letter is forwarded, under the words of who forwards it
_ABOVE = 40
# only what is sent to many has one of these (RFC 2369, RFC 2919)
_TO_MANY = ("list-id", "list-unsubscribe", "list-post")


def read_head(lines: Sequence[str], *, first: int = 0) -> dict[str, tuple[Any, str]]:
    """Read title, author and outlet from the head of a letter; empty where a page has none.

    Who sends a letter is its author where it is the name of a person, else the outlet.

    Parameters
    ----------
    lines
        The lines of a page.
    first
        Where the head begins, counted from 0.

    Returns
    -------
    dict
        Field to (value, evidence).

    Examples
    --------
    >>> head = read_head(["From: Ayla Kurt <ak@example.org>", "Subject: Fwd: On gas", "", "Text."])
    >>> {name: value for name, (value, _) in head.items()}
    {'title': 'On gas', 'author': ('Ayla Kurt',)}
    """
    told: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(lines[first : first + 3 * _MOST], start=first + 1):
        if not line.strip() or _FORWARDED.fullmatch(line.strip()):
            if told:
                break
            continue
        match = _LABELLED.match(line[:500])
        label = match["label"].casefold() if match else ""
        if match is None or label not in _LABELS:
            break
        told.setdefault(
            _LABELS[label], (match["value"].strip(), f"line {number}: {match['label']}")
        )
    if not {"from", "subject"} <= told.keys():
        return {}
    sender, where = told["from"]
    sender = re.sub(r"\s*[<(\[]?\S+@\S+$", "", sender).strip(" \"'")
    return {**_titled(*told["subject"]), **_sent_by(sender, where)}


def _titled(subject: str, where: str) -> dict[str, tuple[Any, str]]:
    title = _ANSWER.sub("", subject).strip()
    return {"title": (title, where)} if title else {}


def _sent_by(sender: str, where: str) -> dict[str, tuple[Any, str]]:
    """Take a sender as the author where it is a person, else as the outlet; or as both."""
    # directories of offices turn names round: 'Kurt, Ayla'
    turned = people(sender) if "," in sender else ()
    names = names_of(sender) or (turned if len(turned) == 1 else ())
    if names:
        return {"author": (names, where)}
    first, *outlet = _OF_OUTLET.split(sender, maxsplit=1)
    if outlet and names_of(first):
        return {"author": (names_of(first), where), "outlet": (outlet[0], where)}
    return {"outlet": (sender, where)} if sender else {}


def read_letter(
    message: Message, lines: Sequence[str]
) -> tuple[dict[str, tuple[Any, str]], list[str]]:
    """Read title, author or outlet, date and address from the headers of a saved mail.

    The day of a mail is that of its text only where it was sent to many, as a newsletter is;
    else it is told, and not taken. Of a mail that forwards another, the other counts.

    Parameters
    ----------
    message
        The mail.
    lines
        Its text.

    Returns
    -------
    tuple
        Field to (value, evidence), and what a reader should be told.
    """
    to_many = any(header in message for header in _TO_MANY)
    subject = header_text(message, "subject")
    if to_many:  # '[turkey-l] Gas'
        subject = re.sub(r"^(?:\[[^\]]{1,40}\]\s*)+(?=\w)", "", subject)
    found = _titled(subject, "mail: Subject")
    sender = re.sub(r"\s*<[^<>]*>\s*$", "", header_text(message, "from")).strip(" \"'")
    found |= _sent_by("" if re.fullmatch(r"\S+@\S+", sender) else sender, "mail: From")
    forwarded = _read_forwarded(lines)
    if forwarded:
        return {**found, **forwarded}, []
    for header in ("archived-at", "list-post"):
        address = header_text(message, header).strip("<> ")
        if re.match(r"https?://[^/\s]+/\S+$", address):
            found.setdefault("url", (address, f"mail: {header.title()}"))
    day = _day(header_text(message, "date"))
    if not day or _ANSWER.match(subject):
        return found, []
    if to_many:
        return found | {"published": (day, "mail: Date")}, []
    return found, [f"the mail was sent on {day}, which is not taken for the day of publication"]


def _read_forwarded(lines: Sequence[str]) -> dict[str, tuple[Any, str]]:
    """Read the head of the letter that a mail forwards, under whatever was said of it."""
    heads = (read_head(lines, first=n) for n in range(min(_ABOVE, len(lines))) if lines[n].strip())
    return next((head for head in heads if head), {})


def header_text(message: Message, name: str) -> str:
    """Give a header of a mail in plain letters, whatever is wrong with its encoding.

    Examples
    --------
    >>> message = Message()
    >>> message["Subject"] = "=?utf-8?q?Erdo=C4=9Fan_pays?="
    >>> header_text(message, "subject")
    'Erdoğan pays'
    """
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    return plain_header(raw)


def plain_header(raw: str) -> str:
    """Give a value of a header in plain letters; see `header_text`."""
    # bytes that no header may hold are most often UTF-8
    text = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError):
        return " ".join(text.split())
    pieces = []
    for part, charset in parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        try:
            pieces.append(part.decode(charset or "raw-unicode-escape", "replace"))
        except LookupError:
            pieces.append(part.decode("utf-8", "replace"))
    return " ".join("".join(pieces).split())


def _day(text: str) -> str:
    try:
        day: datetime = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
    return day.strftime("%Y-%m-%d") if 1900 <= day.year <= 2999 else ""
