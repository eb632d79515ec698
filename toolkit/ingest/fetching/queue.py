"""Fetched pages that wait to be taken in: untouched files, with a table that describes them.

The folder is one that ``discourse add`` reads: each page a file, and ``pages.csv`` a row for each.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from toolkit.files import write_atomic
from toolkit.ingest.fetching.client import Answer
from toolkit.ingest.fetching.errors import FetchError

FOLDER = "private/fetched"
_TABLE = "pages.csv"
_COLUMNS = ("doc_id", "url", "title", "author", "outlet", "genre", "published", "charset")
# HTTP/1.1 once took this for granted (RFC 2616, 3.7.1), so servers say it of whatever they send
_SAID_OF_ALL = ("iso-8859-1", "latin-1", "latin1")
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "application/x-download")


def ending_of(answer: Answer) -> str:
    """Give the ending of the file for a page: by its declared type, or its first bytes.

    Raises
    ------
    FetchError
        When it is nothing that is read.
    """
    declared = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    start = answer.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return ".pdf"
    if declared in _ENDINGS:
        return _ENDINGS[declared]
    if declared in _UNTOLD and re.match(rb"<!doctype html|<html|<head|<\?xml", start):
        return ".html"
    raise FetchError(
        f"it is {declared[:80] or 'of no declared type'}, not a page that is read", "refused"
    )


def charset_of(answer: Answer) -> str:
    """Give the encoding that the server names for a text; ``""`` where it names none to go by."""
    kind, *parameters = answer.headers.get("content-type", "").split(";")
    if not kind.strip().lower().startswith(("text/", "application/xhtml")):
        return ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        value = value.strip().strip("\"'").lower()
        if name.strip().lower() == "charset" and re.fullmatch(r"[\w.:-]{2,40}", value):
            return "" if value in _SAID_OF_ALL else value
    return ""


class Queue:
    """The folder of pages that wait.

    Parameters
    ----------
    root
        The corpus folder.
    """

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        self._rows = self._read()

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            text = (self.folder / _TABLE).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return {}
        rows = {}
        with contextlib.suppress(csv.Error):
            for row in csv.DictReader(io.StringIO(text)):
                rows[row.get("doc_id") or ""] = {name: row.get(name) or "" for name in _COLUMNS}
        return rows

    def holds(self, name: str) -> bool:
        """Whether a file waits."""
        return bool(name) and self.path(name).is_file()

    def path(self, name: str) -> Path:
        """Give the path of a file, which lies in the folder whatever its name says."""
        return self.folder / Path(name).name

    def save(self, url: str, answer: Answer, fields: Mapping[str, Any]) -> Path:
        """Keep a page as it came, with what the list tells of it.

        Parameters
        ----------
        url
            The address in the list.
        answer
            What the server sent.
        fields
            What the list tells.

        Raises
        ------
        FetchError
            When it is nothing that is read.
        ToolkitError
            When it cannot be written.
        """
        sha = hashlib.sha256(answer.body).hexdigest()
        path = self.folder / f"{_stem(answer.url)}-{sha[:8]}{ending_of(answer)}"
        write_atomic(path, answer.body)
        told = {**fields, "author": "; ".join(fields.get("author", ())), "url": url}
        told["charset"] = charset_of(answer)
        row = {name: " ".join(str(told.get(name, "")).split()) for name in _COLUMNS}
        self._rows[path.name] = {**row, "doc_id": path.name}
        return path

    def leave(self, name: str) -> None:
        """Take a page out that is kept elsewhere now."""
        if name:
            with contextlib.suppress(OSError):
                self.path(name).unlink()
            self._rows.pop(name, None)

    def describe(self) -> None:
        """Write the table of what waits; none when nothing does."""
        rows = [row for name, row in sorted(self._rows.items()) if self.holds(name)]
        if not rows:
            with contextlib.suppress(OSError):
                (self.folder / _TABLE).unlink()
            return
        text = io.StringIO()
        writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        write_atomic(self.folder / _TABLE, text.getvalue())


def _stem(url: httpx.URL) -> str:
    """Name a file after an address, in letters that every file system has."""
    last = next((part for part in reversed(url.path.split("/")) if part), "")
    words = re.sub(r"[^a-z0-9]+", "-", f"{url.host.removeprefix('www.')}-{last}".lower())
    return words.strip("-")[:80].rstrip("-") or "page"
