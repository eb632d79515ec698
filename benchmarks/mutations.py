"""Changed copies of files, for `benchmarks.fuzz`: bytes, lines, tags, objects, cells, values.

A file whose bytes are changed at random is mostly refused at its first check, so each format is also
changed in its own terms: the tags of HTML and of the XML in a DOCX, the objects and packed streams
of a PDF, control words of RTF, records and fields of exports, values of JSON. All draws come from
one generator, so that a file is known by its reader and its number.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Random = np.random.Generator
# What breaks readers, whatever the format: marks of encodings, separators, numbers, long runs.
COMMON = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1a", b"\x85", "\u2028".encode(), b"\r", b"\r\n\r\n",
    "\u0130\u0307\u011f".encode(), "\u200b\u200e\u202e".encode(), "\ufb01\u00ad".encode(),
    b" " * 3000, b"a" * 5000, b"!?.,;:" * 300, b"\n" * 2000, b"- " * 2000, b"9" * 5000, b"A. " * 900,
    b"31.02.2019", b"99999999999999999999", b"-1", b"1e999", b"(" * 600, b"\xc3", b"\xed\xa0\x80",
)  # fmt: skip
# What the syntax of each format makes possible.
TERMS: dict[str, tuple[bytes, ...]] = {
    "text": (b"By ", b"Comments\n", b"READ MORE: ", b"\nPhoto: ", b"Published: 05/02/2016\n", b"[1] "),
    "databases": (b"1 of 9 DOCUMENTS\n", b"End of Document\n", b"LOAD-DATE: ", b"Full text: ",
                  b"Document ABCDEFGHIJ0000\n", b"HD  ", b"AN  ", b"ProQuest document ID\n", b"BYLINE: ",
                  b"LENGTH: -5 words\n", b"____________\n"),
    "markdown": (b"---\n", b"title: [\n", b"author: {a: b}\n", b"? &a *a\n", b"[" * 300, b"](" * 200,
                 b"**" * 999, b"!!python/object:x\n", b"title: x\n", b"variables: {a: {b: c}}\n"),
    "html": (b"<div>" * 300, b"</div>" * 300, b"<![CDATA[", b"]]>", b"&#x110000;", b"&amp;" * 50, b"<!--",
             b"<script type='application/ld+json'>{\"@graph\":[[[{]]]</script>", b"<base href='//['>",
             b"<meta charset='utf-7'>", b"<meta property='article:published_time' content='9999-99-99'>",
             b"<svg><foreignObject>", b"<table><tr>" * 90, b"<p>" * 900, b"<a href='http://[::1'>",
             b"<meta http-equiv=content-type content='text/html; charset=idna'>"),
    "pdf": (b"stream\n", b"endstream", b"endobj", b"<< /Kids [2 0 R] >>", b"/Length -1", b"/Parent 3 0 R",
            b"/Filter [/FlateDecode /LZWDecode /ASCII85Decode]", b"/Count 99999999", b"/Encrypt 1 0 R",
            b"[" * 500, b"<<" * 500, b"1 0 R", b"xref\n0 99999999\n", b"/Predictor 12 /Columns 99999999",
            b"/ToUnicode 4 0 R", b"BT " * 200, b"(" * 200, b"/F9 0 Tf", b"1e30 0 0 1e30 0 0 cm\n",
            b"beginbfrange <0000> <ffffffff> <0000> endbfrange"),
    "docx": (b"<w:p>" * 300, b"<w:r><w:t>", b"</w:p>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
             b" w:val='-1'", b"<w:br/>" * 900, b"<w:hyperlink r:id='rId99'>", b"<w:ins>", b"xmlns:w='x'"),
    "rtf": (b"\\'", b"{", b"}" * 9, b"{\\*" * 40, b"\\u-1", b"\\bin99999 ", b"\\ansicpg99999", b"\\uc9 ",
            b"{" * 3000, b"\\par" * 500, b"\\u99999999999 ", b"\\f99 ", b"\\fonttbl", b"\\pict "),
    "csv": (b'"', b"\t;\t,", b'"""', b",,,,,,,,", b"text,text\n", b"\n=1+1,", b'"\n\n"', b"\0,"),
    "jsonl": (b"[" * 3000, b'{"a":' * 900, b"NaN", b"Infinity", b'"\\ud800"', b"1e9999", b'"text": ', b"{}\n"),
    "ris": (b"TY  - \n", b"ER  - \n", b"AU  - ", b"PY  - 99/99/99/\n", b"TY  -TY  -", b"UR  - http://[\n"),
    "odt": (b"<text:p>" * 300, b"<text:span>" * 300, b"</text:p>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
            b"<text:s text:c='99999999999'/>", b"<text:tracked-changes>", b"<table:table>" * 90,
            b"<draw:frame><draw:text-box>", b"<text:note>", b"xmlns:text='x'", b" text:display='none'"),
    "mhtml": (b"--", b"Content-Type: multipart/related; boundary=a\r\n", b"=\r\n", b"=3", b"=FF=FE",
              b"Content-Location: http://[\r\n", b"<div>" * 300, b"Content-Type: text/html; charset=idna\r\n",
              b"Content-Transfer-Encoding: base64\r\n", b"\r\n\r\n", b"start=<a>; "),
    "mail": (b"--", b"Content-Type: multipart/mixed; boundary=\"\"\r\n", b"=?utf-8?B?//?=", b"=?x?Q?=ZZ?=",
             b"Content-Type: message/rfc822\r\n\r\n", b"From: (((((\r\n", b"Date: Thu, 99 Foo 99999\r\n",
             b"Content-Type: text/plain; format=flowed; delsp=yes; charset*0=a; charset*=''%FF\r\n",
             b">" * 3000, b"Begin forwarded message:\n", b"Content-Transfer-Encoding: uuencode\r\n",
             b"Content-Disposition: attachment; filename*=x''%\r\n", b"Subject: " + b"=?utf-8?q?a?= " * 300),
    "csl": (b"[" * 3000, b'{"date-parts": [[]]}', b"1e9999", b'"\\ud800"', b"NaN", b'"family": ', b"null", b"<i>" * 99),
    "derived": (b"[" * 3000, b'{"<masked>": -1}', b"1e9999", b'"\\ud800"', b"NaN", b'"segments": {', b"null"),
    "answers": (b"HTTP/1.1 302 Found\r\n", b"Location: //[::1]:99999/\r\n", b"Content-Length: -5\r\n",
                b"Retry-After: Thu, 99 Foo 99999\r\n", b"Crawl-delay: 1e999\n", b"Content-Encoding: gzip\r\n",
                b"Transfer-Encoding: chunked\r\n", b"Disallow: /" + b"*$" * 50, b"ffffffffffff\r\n",
                b"Content-Type: text/html; charset=\xff\r\n", b"Content-Encoding: br, gzip, br\r\n",
                b"Set-Cookie: a=" + b"b" * 9000 + b"\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
}  # fmt: skip
_TOKENS: dict[str, re.Pattern[bytes]] = {
    "html": re.compile(rb"<[^>]{0,400}>|[^<]+|<"),
    "docx": re.compile(rb"<[^>]{0,400}>|[^<]+|<"),
    "mhtml": re.compile(rb"<[^>]{0,400}>|[^<\n]+\n|[^<\n]+|<|\n"),
    "rtf": re.compile(rb"\\[a-z]+-?\d* ?|\\'..|[{}]|[^\\{}]+|\\", re.DOTALL),
    "pdf": re.compile(rb"\d+ \d+ R|/[\w.+-]+|[-\d.]+|<<|>>|\s+|[\[\]()<>]|[^\s/\[\]()<>\d]+|."),
    "csv": re.compile(rb"[,;\t\n\"]|[^,;\t\n\"]+"),
}
_LINES = re.compile(rb"[^\n]*\n|[^\n]+")
_NUMBERS = (b"0", b"-1", b"1", b"2147483648", b"99999999999999999999", b"1e308", b"0.0000001", b"")
_VALUES: tuple[Any, ...] = (
    None, True, -1, 10**30, 1e308, "", "\u0000", "a" * 3000, [], {}, [[]], {"": None}, "9999-99-99",
    float("nan"), "\ud800", "=1+1",
)  # fmt: skip
_LARGEST = 2_000_000


def any_of(pool: Sequence[Any], rng: Random) -> Any:
    """Draw one of a pool."""
    return pool[int(rng.integers(len(pool)))]


def change_bytes(data: bytes, rng: Random, pieces: Sequence[bytes]) -> bytes:
    """Change a file in one place, as if it were nothing but bytes."""
    changed = bytearray(data)
    place = int(rng.integers(len(changed) + 1))
    kind = rng.integers(6)
    if kind == 0:
        changed[place:place] = any_of(pieces, rng)
    elif kind == 1:
        changed[place:place] = rng.bytes(int(rng.integers(1, 20)))
    elif kind == 2:
        del changed[place : place + int(rng.integers(1, 400))]
    elif kind == 3 and place < len(changed):
        changed[place] ^= 1 << int(rng.integers(8))
    elif kind == 4:
        piece = bytes(changed[place : place + int(rng.integers(1, 200))])
        changed[place:place] = piece * int(rng.integers(1, 100))
    elif kind == 5 and rng.random() < 0.3:
        del changed[place:]
    return bytes(changed)


def change_tokens(
    data: bytes, rng: Random, form: re.Pattern[bytes], pieces: Sequence[bytes], other: bytes
) -> bytes:
    """Drop, double, exchange, nest or replace tokens, or bring some over from another file."""
    tokens = form.findall(data)
    if not tokens:
        return data
    place = int(rng.integers(len(tokens)))
    length = int(rng.integers(1, 12))
    kind = rng.integers(7)
    if kind == 0:
        del tokens[place : place + length]
    elif kind == 1:
        tokens[place:place] = tokens[place : place + length] * int(rng.integers(1, 60))
    elif kind == 2:
        second = int(rng.integers(len(tokens)))
        tokens[place], tokens[second] = tokens[second], tokens[place]
    elif kind == 3:
        tokens[place] = any_of(pieces, rng)
    elif kind == 4:
        tokens[place] = re.sub(rb"-?\d+", lambda _: any_of(_NUMBERS, rng), tokens[place])
    elif kind == 5:
        found = form.findall(other)
        start = int(rng.integers(len(found) or 1))
        tokens[place:place] = found[start : start + 10 * length]
    elif kind == 6:
        alike = [n for n, token in enumerate(tokens) if token[:1] == tokens[place][:1]]
        tokens[place] = tokens[any_of(alike, rng)]
    return b"".join(tokens)


_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def change_pdf(data: bytes, rng: Random, pieces: Sequence[bytes], other: bytes) -> bytes:
    """Change a PDF inside one of its packed streams, or its objects outside of them."""
    streams = list(_STREAM.finditer(data))
    if streams and rng.random() < 0.5:
        found = any_of(streams, rng)
        content = found[1]
        packed = False
        with contextlib.suppress(zlib.error):
            content, packed = zlib.decompress(found[1]), True
        content = change_tokens(content, rng, _TOKENS["pdf"], pieces, b"")
        content = zlib.compress(content) if packed else content
        return data[: found.start(1)] + content + data[found.end(1) :]
    kept = [found[0] for found in streams]
    plain = _STREAM.sub(lambda _: b"\x00S\x00", data)
    plain = change_tokens(plain, rng, _TOKENS["pdf"], pieces, _STREAM.sub(b"", other))
    parts = plain.split(b"\x00S\x00")
    return b"".join(
        part + (kept[n] if n < min(len(kept), len(parts) - 1) else b"")
        for n, part in enumerate(parts)
    )


def change_archive(data: bytes, rng: Random, pieces: Sequence[bytes], text: str) -> bytes:
    """Change one part of a DOCX or ODT, mostly its text, and leave it sound as an archive."""
    written = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
            names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
            chosen = text if rng.random() < 0.6 else any_of(names or [""], rng)
            for name in old.namelist():
                content = old.read(name)
                if name == chosen:
                    content = _change_xml(content, rng, pieces)
                    if rng.random() < 0.02:
                        continue
                    if rng.random() < 0.02:
                        content += b" " * 30_000_000
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, zlib.error, ValueError, EOFError):
        return change_bytes(data, rng, pieces)
    return written.getvalue()


_VALUES_OF_XML = re.compile(rb"(?<=\")[^\"<>]*(?=\")|(?<=>)[^<>]+(?=<)")


def _change_xml(content: bytes, rng: Random, pieces: Sequence[bytes]) -> bytes:
    """Change XML, nine times in ten so that it stays well-formed."""
    if rng.random() < 0.1:
        return change_tokens(content, rng, _TOKENS["docx"], pieces, content)
    found = list(_VALUES_OF_XML.finditer(content))
    if not found:
        return content
    place = any_of(found, rng)
    new = any_of((*_NUMBERS, *COMMON, any_of(found, rng)[0]), rng)
    safe = re.sub(rb"[\x00-\x08\x0b-\x1f<>&\"]|[^\x00-\x7f]", b"", new)
    return content[: place.start()] + safe + content[place.end() :]


def change_json(data: bytes, rng: Random) -> bytes:
    """Change a value or a name in one line of JSON."""
    whole = not data.lstrip().startswith(b"{") or b"\n}" in data or b"\n{" not in data
    lines = [data] if whole else data.split(b"\n")
    place = int(rng.integers(len(lines)))
    with contextlib.suppress(ValueError, RecursionError):
        value = json.loads(lines[place])
        text = json.dumps(_changed(value, rng), ensure_ascii=bool(rng.integers(2)))
        lines[place] = text.encode("utf-8", "surrogatepass")
    return b"\n".join(lines)


def _changed(value: Any, rng: Random) -> Any:
    if isinstance(value, dict) and value and rng.random() < 0.9:
        copy, key = dict(value), any_of(list(value), rng)
        if rng.random() < 0.1:
            copy[str(any_of(_VALUES, rng))] = copy.pop(key)
        elif rng.random() < 0.05:
            del copy[key]
        else:
            copy[key] = _changed(copy[key], rng)
        return copy
    if isinstance(value, list) and value and rng.random() < 0.9:
        items = list(value)
        place = int(rng.integers(len(items)))
        items[place] = _changed(items[place], rng)
        return items
    if rng.random() < 0.1:
        nested: Any = value
        for _ in range(int(rng.integers(1, 400))):
            nested = [nested]
        return nested
    return any_of(_VALUES, rng)


def mutated(reader: str, sources: Sequence[bytes], rng: Random) -> bytes:
    """Give a file for a reader: a good one changed one to six times, seldom one from nothing.

    Parameters
    ----------
    reader
        One of `TERMS`.
    sources
        The files it starts from.
    rng
        All draws.
    """
    terms = TERMS[reader]
    if rng.random() < 0.03:
        return b"".join(any_of((*terms, *COMMON), rng) for _ in range(int(rng.integers(1, 9))))
    data: bytes = any_of(sources, rng)
    for _ in range(int(rng.integers(1, 7))):
        pieces = terms if rng.random() < 0.5 else COMMON
        data = _change(reader, data, rng, pieces, any_of(sources, rng))[:_LARGEST]
    return data


def _change(reader: str, data: bytes, rng: Random, pieces: Sequence[bytes], other: bytes) -> bytes:
    structured: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: change_pdf(data, rng, pieces, other),
        "docx": lambda: change_archive(data, rng, pieces, "word/document.xml"),
        "odt": lambda: change_archive(data, rng, pieces, "content.xml"),
        "csl": lambda: change_json(data, rng),
        "jsonl": lambda: change_json(data, rng),
        "derived": lambda: change_json(data, rng),
    }
    if rng.random() < 0.25:
        return change_bytes(data, rng, pieces)
    if reader in structured:
        return structured[reader]()
    form = _TOKENS.get(reader, _LINES) if rng.random() < 0.7 else _LINES
    return change_tokens(data, rng, form, pieces, other)
