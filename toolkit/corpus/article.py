"""One article: a file of YAML front matter and paragraphs."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.corpus import frontmatter, schema
from toolkit.errors import ArticleError, Problem

MAX_BYTES = 20 * 1024 * 1024
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True)
class Article:
    """One text with what is known about it.

    Parameters
    ----------
    id
        Unique in its corpus; also the name of its file.
    title
        The headline; not part of the text.
    author
        Names in the order of the byline; empty when unknown.
    published
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``""`` when unknown.
    text
        Paragraphs separated by one blank line.
    path
        Where it was read, relative to the corpus; ``""`` for one made in memory.
    """

    id: str
    title: str
    author: tuple[str, ...]
    published: str
    text: str
    language: str = "en"
    genre: str = "commentary"
    rights: str = schema.IN_COPYRIGHT
    provenance: str = "collected"
    outlet: str = ""
    url: str = ""
    reprint_of: str = ""
    field_sources: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    path: str = ""

    @property
    def year(self) -> int | None:
        """The year of publication; ``None`` when it is unknown."""
        return int(self.published[:4]) if self.published else None

    @property
    def private(self) -> bool:
        """Whether the text may not be shared."""
        return self.rights == schema.IN_COPYRIGHT

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the text alone."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the text; number 1 is the first."""
        return tuple(self.text.split("\n\n")) if self.text else ()

    @property
    def derived(self) -> bool:
        """Whether only counts are at hand, not the text; see `toolkit.corpus.derived`."""
        return False

    @property
    def paragraph_shas(self) -> tuple[str, ...]:
        """The fingerprints by which codings know the paragraphs."""
        return tuple(paragraph_sha(text) for text in self.paragraphs)


_SHA_LENGTH = 16


def paragraph_sha(text: str) -> str:
    """Give the fingerprint by which a coding knows the paragraph that was read.

    Examples
    --------
    >>> paragraph_sha("Gas flows.")
    '7006597f37bb440d'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_SHA_LENGTH]


def clean_body(body: str) -> str:
    r"""Part a body into paragraphs separated by exactly one blank line.

    Spaces at the ends of lines go, line breaks inside a paragraph stay.

    Examples
    --------
    >>> clean_body("\n One. \n\n \n\nTwo\nlines.\n")
    'One.\n\nTwo\nlines.'
    """
    blocks = _BLANK_LINE.split(body.strip())
    paragraphs = ("\n".join(line.strip() for line in block.split("\n")) for block in blocks)
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip())


def read_article(path: Path, *, root: Path | None = None) -> Article:
    """Read and check one article file.

    Parameters
    ----------
    path
        The file.
    root
        The corpus; the file must lie inside it.

    Returns
    -------
    Article

    Raises
    ------
    ArticleError
        With every problem of the file, each with its line and remedy.
    """
    article, problems = try_article(path, root=root or path.parent)
    errors = [problem for problem in problems if problem.level == "error"]
    if article is None or errors:
        raise ArticleError(f"{path.name} cannot be read as an article:", errors)
    return article


def try_article(path: Path, *, root: Path) -> tuple[Article | None, list[Problem]]:
    """Read one article file and collect its problems instead of raising.

    Returns
    -------
    tuple
        The article (``None`` when it cannot be used) and its problems.
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        text = _read_text(path, root)
    except UnreadableError as error:
        return None, [Problem(name, error.line, "", error.what, error.remedy, code=error.code)]
    parts = frontmatter.split(text)
    faults = list(parts.faults)
    if not any(fault.code in _FATAL for fault in faults):
        faults += schema.check_fields(parts.values, parts.lines)
    problems = [
        Problem(name, fault.line, fault.field, fault.what, fault.remedy, code=fault.code)
        for fault in faults
    ]
    body = clean_body(parts.body)
    if not body and not _UNKNOWN_END & {fault.code for fault in faults}:
        problems.append(
            Problem(
                name,
                parts.body_line,
                "",
                "the body is empty",
                "write the paragraphs after the front matter, separated by blank lines",
                code="empty-body",
            )
        )
    problems += _body_problems(name, parts)
    expected = path.name.removesuffix(".md")
    identifier = parts.values.get("id")
    if isinstance(identifier, str) and not schema.id_fault(identifier) and identifier != expected:
        problems.append(
            Problem(
                name,
                parts.lines.get("id", 1),
                "id",
                f"the id {identifier!r} is not the name of the file",
                f"rename the file to {identifier}.md or write 'id: {expected}'",
                code="id-is-not-file-name",
            )
        )
    if any(problem.level == "error" for problem in problems):
        return None, problems
    return _article(parts.values, body, name), problems


# Where front matter does not end, nobody can say whether there is a body.
_UNKNOWN_END = {"no-front-matter", "front-matter-open", "front-matter-too-long"}
_FATAL = _UNKNOWN_END | {
    "bad-yaml",
    "nested-too-deep",
    "yaml-alias",
}


def _article(values: Mapping[str, Any], body: str, name: str) -> Article:
    known = {key: value for key, value in values.items() if key in schema.FIELDS}
    known["author"] = tuple(known["author"])
    return Article(text=body, path=name, **known)


def _body_problems(name: str, parts: frontmatter.FrontMatter) -> list[Problem]:
    """Warn of characters that show a broken encoding or would disturb a terminal."""
    problems: list[Problem] = []
    for offset, line in enumerate(parts.body.split("\n")):
        if "�" in line:
            what = "the replacement character U+FFFD: a letter was lost"
            remedy = "restore it from the original page"
            code = "lost-letter"
        elif _CONTROL.search(line):
            what = f"a control character (U+{ord(_CONTROL.search(line).group()):04X})"  # type: ignore[union-attr]
            remedy = "delete it"
            code = "control-character"
        elif _MOJIBAKE.search(line):
            what = f"looks like a wrong encoding ({_MOJIBAKE.search(line).group()!r})"  # type: ignore[union-attr]
            remedy = "add the original again with 'discourse add', which mends what is certain"
            code = "mojibake"
        else:
            continue
        line_number = parts.body_line + offset
        problems.append(Problem(name, line_number, "", what, remedy, "warning", code))
    return problems


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
# UTF-8 read as Windows-1252: the traces that occur in no ordinary English, Turkish or German text
_MOJIBAKE = re.compile(r"â€[œ\x9d™˜“”¦]|Ã[¼¶¤§Ÿ±]|Ä[±Ÿ°]|Å[Ÿž]|andrdquo|and#39|&rsquo;|&amp;")


class UnreadableError(Exception):
    """A file that cannot be read, and why."""

    def __init__(self, what: str, remedy: str, code: str, line: int = 0) -> None:
        super().__init__(what)
        self.what, self.remedy, self.code, self.line = what, remedy, code, line


def _read_text(path: Path, root: Path) -> str:
    data = read_bytes(path, root)
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        raise UnreadableError(
            "a NUL byte: this is not a text file", "save it as UTF-8 text", "nul-byte", line
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableError(
            f"not UTF-8 (byte 0x{data[error.start]:02x})",
            "save the file as UTF-8",
            "not-utf8",
            line,
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, root: Path) -> bytes:
    """Read a regular file of limited size that lies inside the corpus.

    Raises
    ------
    UnreadableError
    """
    resolved = Path(os.path.realpath(path))
    if not resolved.is_relative_to(os.path.realpath(root)):
        raise UnreadableError(
            "a symbolic link that leads out of the corpus",
            "copy the file into the corpus",
            "link-out-of-corpus",
        )
    try:
        # a named pipe would block an ordinary open for ever
        handle = os.open(resolved, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        what, remedy = f"cannot be opened ({error.strerror})", "check the file and its rights"
        if os.path.islink(path):
            what, remedy = "a symbolic link that leads nowhere", "remove it, or copy the file here"
        raise UnreadableError(what, remedy, "unreadable") from error
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("not a regular file", "remove it", "not-a-file")
        if status.st_size > MAX_BYTES:
            raise UnreadableError(
                f"larger than {MAX_BYTES // 1024 // 1024} MB", "split it", "too-large"
            )
        return file.read()
