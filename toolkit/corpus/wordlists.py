"""Read plain word lists: stop lists, one word a line."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from toolkit.errors import CorpusError


def read_words(path: str | Path) -> frozenset[str]:
    """Read a file of one word a line; lines that begin with ``#`` are comments.

    Parameters
    ----------
    path
        A UTF-8 file.

    Raises
    ------
    CorpusError
        When it cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"cannot read the word list {Path(path).name!r}: {error}") from error
    return _words(text)


@cache
def default_stop_list() -> frozenset[str]:
    """Give the English stop list of the package, in lower case.

    Examples
    --------
    >>> "the" in default_stop_list(), "gas" in default_stop_list()
    (True, False)
    """
    return _words(
        files("toolkit.corpus").joinpath("default/stopwords.txt").read_text(encoding="utf-8")
    )


def _words(text: str) -> frozenset[str]:
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
