"""A page as read from a file: its lines, what the file tells of it, and what went wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.ingest.databases import NAMES as DATABASES

# Kinds of web pages, whose markup names authors as readers see them.
MARKED = ("html", "mhtml")
# Kinds of page whose markup or record speaks of the article rather than of a template.
TELLING = (*MARKED, "table", *DATABASES)
# Kinds that may open with the head of a letter.
LETTERS = ("text", "mail")


@dataclass(frozen=True)
class Part:
    """The place of a page in a file that holds many.

    Parameters
    ----------
    file
        The name of the file.
    sha256
        The fingerprint of the file's bytes.
    number, of
        Which of how many pages it is, counted from 1.
    first_line
        The line (or row) of the file on which it begins, counted from 1.
    """

    file: str
    sha256: str
    number: int
    of: int
    first_line: int


@dataclass(frozen=True)
class RawPage:
    """A page as read.

    Parameters
    ----------
    path
        The file.
    kind
        ``text``, ``markdown``, ``html``, ``mhtml``, ``mail``, ``pdf``, ``docx``, ``odt``, ``rtf``,
        ``table``, or the database whose export it is a part of.
    data
        The untouched bytes; of a part, its lines.
    lines
        The text, one string a line (a paragraph, for formats that know paragraphs).
    encoding
        How the bytes were read; ``""`` where the format knows.
    markup
        Fields that the file's own markup or record tells: name to (value, evidence).
    given
        Fields of a front matter or of the columns of a table; ``id`` is a wish.
    curated
        Whether the file is an article with a full front matter, whose lines all belong to it.
    body
        The lines that are the text, where the format tells them; else empty.
    problems
        What was assumed, mended or suspected.
    part
        Its place in a file that holds many.
    shown
        All lines of a web page whose markup does not tell who wrote it, or when.
    """

    path: Path
    kind: str
    data: bytes = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)
    encoding: str = ""
    markup: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    curated: bool = False
    body: tuple[int, ...] = field(default=(), repr=False)
    problems: tuple[str, ...] = ()
    part: Part | None = None
    shown: tuple[str, ...] = field(default=(), repr=False)

    @property
    def sha256(self) -> str:
        """The fingerprint of the untouched bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def name(self) -> str:
        """The name of the file, with the place in it where it holds many pages."""
        if self.part is None:
            return self.path.name
        return f"{self.path.name} ({self.part.number} of {self.part.of})"

    @property
    def marked(self) -> bool:
        """Whether it is a web page."""
        return self.kind in MARKED

    @property
    def letter(self) -> bool:
        """Whether it may open with the head of a letter."""
        return self.kind in LETTERS

    @property
    def telling(self) -> bool:
        """Whether its markup speaks of the article rather than of a template."""
        return self.kind in TELLING
