"""Read saved mails (.eml), and pages saved as one file (.mhtml), which are mails by their form.

Sources: RFC 5322 and RFC 2045 to 2047 (mail), RFC 2557 (MHTML), RFC 3676 (flowed text). A mail is
given as a mail program shows it, every line of it, to be judged like a page that was pasted; of a
saved page the main text is taken, as of any other.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from typing import Any

from toolkit.errors import IngestError
from toolkit.ingest.archives import DocumentError
from toolkit.ingest.databases import is_exported_page
from toolkit.ingest.encoding import declared_in, decode
from toolkit.ingest.mail import header_text, plain_header, read_letter
from toolkit.ingest.rendering import rendered
from toolkit.ingest.webpages import read_html, read_rendered

_MAX_PARTS = 2000
_TEXTS = ("text/html", "text/plain")
# one of these is in every mail, and in every page that a browser saves in this form
_HEADERS = ("from", "subject", "date", "content-type", "mime-version")
# marks of a signature, no text
_UNTOLD = re.compile(r"application/(?:x-)?pkcs7-signature|application/pgp-signature|text/calendar")


def read_mail(data: bytes) -> dict[str, Any]:
    """Read the text of a mail with what its head tells; what hangs on it is left out, and told."""
    message = _parse(data, "mail")
    if message.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime"):
        raise DocumentError("the mail is encrypted; save its text as .txt")
    leaves = list(_leaves(message))
    body = _body(message)
    forwarded = next((mail for mail in map(_mail_in, leaves) if mail is not None), None)
    if not body and forwarded is not None:  # it says nothing itself
        message, leaves, body = forwarded, list(_leaves(forwarded)), _body(forwarded)
    if not body:
        raise DocumentError("the mail holds no text; save what hangs on it by itself")
    _refuse_cut_off(message, leaves, body, "mail")
    lines: list[str] = []
    problems: list[str] = []
    names: list[str] = []
    for leaf in body:
        text, name, notes = _text_of(leaf)
        shown = rendered(text) if leaf.get_content_type() == "text/html" else _unflowed(leaf, text)
        lines += [*shown, ""]
        names.append(name)
        problems += notes
    markup, told = read_letter(message, lines)
    hanging = (_hanging(leaf) for leaf in leaves if leaf not in body)
    problems += [f"left out, for it hangs on the mail: {name!r}" for name in hanging if name]
    return {
        "lines": lines,
        "markup": {name: list(field) for name, field in markup.items()},
        "problems": [*problems, *told],
        "encoding": names[0],
    }


def read_mhtml(data: bytes) -> dict[str, Any]:
    """Read the page that a browser saved as one file, with the address it had."""
    message = _parse(data, "saved page")
    leaves = [leaf for leaf in _leaves(message) if leaf.get_content_type() == "text/html"]
    start = _parameter(message, "start")
    page = next(
        (leaf for leaf in leaves if start and header_text(leaf, "content-id").lower() == start),
        leaves[0] if leaves else None,
    )
    if page is None:
        raise DocumentError("the file holds no web page; save it from the browser again")
    _refuse_cut_off(message, list(_leaves(message)), [page], "saved page")
    text, name, notes = _text_of(page)
    whole = text.encode("utf-8", "replace")
    found = read_rendered(whole) if is_exported_page(whole) else read_html(whole)
    markup = found["markup"]
    for holder, header in ((page, "content-location"), (message, "snapshot-content-location")):
        address = "".join(header_text(holder, header).split())
        told = str(markup.get("url", [""])[0]).startswith("http")  # not '/2019/09/gas'
        if re.match(r"https?://\S+$", address) and not told:
            markup["url"] = [address, "the address with which the browser saved it"]
    problems = [*notes, *found["problems"]]
    return {**found, "problems": problems, "encoding": name}


def _parse(data: bytes, name: str) -> Message:
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"))
    if not any(header in message for header in _HEADERS):
        raise DocumentError(f"the file has none of the headers of a {name}; save it anew")
    return message


def _leaves(message: Message) -> Iterator[Message]:
    """Give the parts that hold something themselves; mails that hang on it are not opened."""
    todo, seen = [message], 0
    while todo:
        part = todo.pop()
        seen += 1
        if seen > _MAX_PARTS:
            raise DocumentError(f"the file has more than {_MAX_PARTS} parts; save its text as .txt")
        if _is_container(part):
            todo += reversed(_parts(part))
        else:
            yield part


def _mail_in(part: Message) -> Message | None:
    """Give the mail that hangs on another, opened by nobody."""
    inner = _parts(part) if part.get_content_type() == "message/rfc822" else []
    return inner[0] if inner else None


def _is_container(part: Message) -> bool:
    return part.is_multipart() and part.get_content_maintype() == "multipart"


def _parts(part: Message) -> list[Message]:
    held = part.get_payload()
    return [inner for inner in held if isinstance(inner, Message)] if isinstance(held, list) else []


def _body(part: Message) -> list[Message]:
    """Give the parts that a mail program shows as the text, of several forms that with markup."""
    if not _is_container(part):
        hangs = part.get_content_disposition() == "attachment"
        return [part] if part.get_content_type() in _TEXTS and not hangs and _words(part) else []
    inner = [_body(one) for one in _parts(part)]
    if part.get_content_type() == "multipart/alternative":
        marked = [body for body in inner if any(_is_html(leaf) for leaf in body)]
        return next(iter([*reversed(marked), *reversed([body for body in inner if body])]), [])
    if part.get_content_type() == "multipart/related":
        return next((body for body in inner if body), [])
    return [leaf for body in inner for leaf in body]


def _is_html(leaf: Message) -> bool:
    return leaf.get_content_type() == "text/html"


def _words(leaf: Message) -> bool:
    """Whether a part has words to show: some forms of a mail are there and empty."""
    text, _, _ = _text_of(leaf)
    return bool(re.search(r"\w", "".join(rendered(text)) if _is_html(leaf) else text))


def _text_of(leaf: Message) -> tuple[str, str, list[str]]:
    """Decode a part; give its text, the encoding, and what was assumed."""
    data = leaf.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    sent = _parameter(leaf, "charset")
    declared = declared_in(data) if _is_html(leaf) else ""
    try:
        text, name, notes = decode(data, sent=sent, declared=declared)
    except IngestError as error:
        raise DocumentError(str(error)) from error
    return text, name, list(notes)


def _parameter(part: Message, name: str) -> str:
    """Give what the type of a part says of it, in small letters; ``""`` where that is broken."""
    try:
        value = part.get_param(name)
    except (TypeError, ValueError):  # numbered wrongly
        return ""
    # a value with its encoding has three parts (RFC 2231)
    return str(value[2] if isinstance(value, tuple) else value or "").strip().lower()


def _unflowed(leaf: Message, text: str) -> list[str]:
    """Join the lines of flowed text that belong to one paragraph (RFC 3676, section 4)."""
    lines = text.split("\n")
    if _parameter(leaf, "format") != "flowed":
        return _unquoted(lines)
    spaced = _parameter(leaf, "delsp") != "yes"
    found: list[str] = []
    depth, flows = 0, False
    for line in lines:
        bare = line.lstrip(">")
        own = len(line) - len(bare)
        bare = bare.removeprefix(" ")  # put there so that no line begins with a space or '>'
        if flows and own == depth and bare != "-- ":
            found[-1] += bare
        else:
            found.append(f"{'>' * own} {bare}" if own else bare)
        depth, flows = own, bare.endswith(" ") and bare != "-- "
        if flows and not spaced:
            found[-1] = found[-1][:-1]
    return _unquoted([line.rstrip() for line in found])


def _unquoted(lines: list[str]) -> list[str]:
    """Take the marks of quotation off where most lines have them: the mail passes a text on."""
    quoted = sum(line.startswith(">") for line in lines)
    if 2 * quoted <= sum(bool(line.strip()) for line in lines):
        return lines
    return [re.sub(r"^(?:> ?)+", "", line) for line in lines]


def _refuse_cut_off(
    message: Message, leaves: Sequence[Message], body: Sequence[Message], name: str
) -> None:
    """Refuse a file that ends inside its text: pictures after it may be missing, words may not."""
    unclosed = any(
        isinstance(defect, CloseBoundaryNotFoundDefect)
        for part in message.walk()
        for defect in part.defects
    )
    if unclosed and body[-1] is leaves[-1]:
        raise DocumentError(f"the {name} is cut off amid its text; save it anew")


def _hanging(leaf: Message) -> str:
    """Name what hangs on a mail; ``""`` for pictures of its text and for signatures."""
    kind = leaf.get_content_type()
    if kind in _TEXTS and leaf.get_content_disposition() != "attachment":
        return ""  # another form of the text
    if _UNTOLD.fullmatch(kind) or "content-id" in leaf or kind.startswith("image/"):
        return ""
    mail = _mail_in(leaf)
    if mail is not None:
        return header_text(mail, "subject") or "a mail"
    try:
        name = plain_header(leaf.get_filename() or "")
    except (TypeError, ValueError):  # as for `_parameter`
        name = ""
    return name[:80] or kind
