"""Tell what a file is: by its first bytes where these are sure, else by the ending of its name."""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.errors import IngestError

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".eml": "mail",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
}
# Known by their first bytes, whatever a file is called.
_SIGNED = ("pdf", "docx", "odt", "rtf")
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"\x89PNG", "a picture; paste the text of the page into a .txt file"),
    (b"\xff\xd8\xff", "a picture; paste the text of the page into a .txt file"),
)
# The container of Office 97, of which the ending alone says what it holds.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ARCHIVE = b"PK\x03\x04"
# What the first member of an archive says in plain sight (ODF 1.3, part 2, section 3.3; EPUB OCF).
_MIMETYPE = b"mimetypeapplication/"
_DECLARED = (
    (b"vnd.oasis.opendocument.text", "odt"),
    (b"vnd.oasis.opendocument.spreadsheet", "a workbook; save its sheet as .csv"),
    (b"vnd.oasis.opendocument", "no text document; save its text as .odt or .txt"),
    (b"epub+zip", "an e-book; save the article alone as .html or .txt"),
)
# Members that only these have; their names are never packed.
_MEMBERS = (
    (b"word/document.xml", "docx"),
    (b"xl/workbook.", "a workbook; save its sheet as .csv"),
    (b"ppt/presentation.", "a set of slides; save its text as .docx or .txt"),
)
_OTHERS = {
    ".bib": "a bibliography (BibTeX); give it with --metadata, exported as CSL JSON or RIS",
    ".xls": "a workbook; save its sheet as .csv",
    ".msg": "an Outlook mail; save it as .eml or .txt",
    ".mbox": "a whole mailbox; save its mails one by one as .eml",
}


def kind_of(path: Path, data: bytes) -> str:
    """Tell the kind of a file.

    Parameters
    ----------
    path
        The file, for its name.
    data
        What it holds.

    Returns
    -------
    str
        A value of `KINDS`.

    Raises
    ------
    IngestError
        When it is of a kind that is not read.

    Examples
    --------
    >>> kind_of(Path("article.html"), b"%PDF-1.7")
    'pdf'
    """
    suffix = path.suffix.lower()
    signed = signature(suffix, data)
    if signed in _SIGNED:
        return signed
    if signed or suffix in _OTHERS:
        raise IngestError(f"{path.name} is {signed or _OTHERS[suffix]}")
    if suffix not in KINDS:
        raise IngestError(
            f"{path.name}: files that end in {suffix or 'nothing'} are not read; give .txt, .md, "
            ".html, .mhtml, .eml, .pdf, .docx, .odt, .rtf, .csv or .jsonl"
        )
    kind = KINDS[suffix]
    if kind in _SIGNED:
        raise IngestError(f"{path.name} ends in {suffix} but is no such file; save it again")
    page = re.match(rb"\s*(?:<!doctype html|<html)", data[:1024], re.IGNORECASE)
    return "html" if page and kind in ("text", "mhtml", "mail") else kind


def signature(suffix: str, data: bytes) -> str:
    """Give the kind that the first bytes of a file tell, or in words why it is not read.

    Examples
    --------
    >>> signature(".csv", b"%PDF-1.7"), signature(".csv", b"title,text")
    ('pdf', '')
    """
    if data.startswith(_OLD_OFFICE):
        return _OTHERS.get(suffix, "an old Word file (.doc); save it as .docx")
    if not data.startswith(_ARCHIVE):
        return next((kind for mark, kind in _SIGNATURES if data.startswith(mark)), "")
    told = data[30:200]  # after the head of the first member (APPNOTE.TXT, section 4.3.7)
    if told.startswith(_MIMETYPE):
        told = told.removeprefix(_MIMETYPE)
        return next((kind for mark, kind in _DECLARED if told.startswith(mark)), "odt")
    if suffix == ".odt":  # its name is all that is left to go by
        return "odt"
    return next((kind for mark, kind in _MEMBERS if mark in data), "docx")
