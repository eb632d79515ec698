"""Every error the toolkit raises on purpose: one family, so that a caller can catch it whole.

A message says what was wrong, which value, where, and what to do about it.
"""

from __future__ import annotations

import difflib
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any


class ToolkitError(Exception):
    """The base of all errors that a user can mend.

    Parameters
    ----------
    message
        What was wrong, and what to do.
    problems
        All that is wrong, where it is more than one thing; each takes a line of the message.

    Examples
    --------
    >>> error = ToolkitError("two lines cannot be read:", ["a.csv:2: no count", "a.csv:3: no word"])
    >>> print(error)
    two lines cannot be read:
      a.csv:2: no count
      a.csv:3: no word
    >>> print(error.first(1))
    two lines cannot be read:
      a.csv:2: no count
      … and 1 more
    """

    def __init__(self, message: str = "", problems: Iterable[object] = ()) -> None:
        self.message = message
        self.problems: tuple[Any, ...] = tuple(problems)
        super().__init__("\n".join([message, *(f"  {problem}" for problem in self.problems)]))

    def first(self, number: int) -> str:
        """Give the message with the first `number` problems, and how many more there are."""
        more = len(self.problems) - number
        if more <= 0:
            return str(self)
        shown = (f"  {problem}" for problem in self.problems[:number])
        return "\n".join([self.message, *shown, f"  … and {more} more"])

    def _render_traceback_(self) -> list[str]:
        """Show in Jupyter the user's own lines that led here, the error's name and its message.

        A user can mend a call, not what the toolkit did with it; ``traceback.print_last()`` shows
        all lines. IPython asks an error for this; plain Python does not.
        """
        shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        if shell is None:
            return traceback.format_exception(self)
        writer, own = shell.InteractiveTB, _own_lines(self.__traceback__)
        chain = self.__cause__, self.__suppress_context__
        self.__cause__ = None  # what it was chained from is the toolkit's doing too
        try:
            if own is None:
                return list(writer.get_exception_only(type(self), self))
            return list(writer.structured_traceback(type(self), self, own, tb_offset=0))
        finally:
            self.__cause__, self.__suppress_context__ = chain


def _own_lines(trace: TracebackType | None) -> TracebackType | None:
    """Leave of a traceback what is neither the toolkit's nor a library's."""
    links = []
    while trace is not None:
        links.append(trace)
        trace = trace.tb_next
    own = None
    for link in reversed(links):
        if _is_own(link.tb_frame):
            own = TracebackType(own, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return own


def _is_own(frame: FrameType) -> bool:
    # by the module, since a cell's file has a made-up name, and so has code that a library made
    room = str(frame.f_globals.get("__name__")).partition(".")[0]
    if room == "__main__":
        return True
    parts = Path(str(frame.f_globals.get("__file__", ""))).parts
    installed = "site-packages" in parts or "dist-packages" in parts
    return not (installed or room == "toolkit" or room in sys.stdlib_module_names)


class AnnotationError(ToolkitError):
    """A text cannot be tokenized or tagged as asked."""


class AnalysisError(ToolkitError):
    """An analysis was asked for something that it cannot answer."""


class CodebookError(ToolkitError):
    """A codebook, an actors list or a dictionary file is not well formed."""


class FigureError(ToolkitError):
    """A figure cannot be drawn or saved as asked."""


class IngestError(ToolkitError):
    """A file or page cannot be taken into the corpus."""


class NotebookError(ToolkitError):
    """A notebook failed or cannot be run."""


class QueryError(ToolkitError):
    """A query is not well formed; the message shows it with a caret."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one file of a corpus.

    Parameters
    ----------
    file
        The file, relative to the corpus.
    line
        The line, counted from 1; 0 where the whole file is meant.
    field
        The metadata field, or ``""``.
    what
        What is wrong, with the value found.
    remedy
        What to do about it.
    level
        ``"error"`` (the article cannot be used) or ``"warning"``.
    code
        A short fixed name of the kind of problem, for scripts.
    """

    file: str
    line: int
    field: str
    what: str
    remedy: str
    level: str = "error"
    code: str = ""

    def __str__(self) -> str:
        """Write ``file:line: field: what; remedy``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        field = f" {self.field}:" if self.field else ""
        return f"{place}:{field} {self.what}; {self.remedy}"


class CorpusError(ToolkitError):
    """A corpus cannot be loaded; ``problems`` lists all that is wrong, not only the first."""


class ArticleError(CorpusError):
    """One article file is not well formed."""


def missing_package(error: ModuleNotFoundError) -> str:
    """Say that this Python lacks what the toolkit needs, and how to come by it.

    Examples
    --------
    >>> missing_package(ModuleNotFoundError(name="pandas"))
    "the package 'pandas' is missing from this Python (...); run 'make env', then '. .venv/bin/..."
    """
    return (
        f"the package {error.name!r} is missing from this Python ({sys.executable}); run 'make "
        "env', then '. .venv/bin/activate', and start again"
    )


def suggest(value: object, allowed: Iterable[str]) -> str:
    """Propose the allowed name nearest to a wrong one.

    Parameters
    ----------
    value
        What the user wrote.
    allowed
        The names there are.

    Returns
    -------
    str
        ``"; did you mean 'x'?"``, or ``""`` when nothing is near.

    Examples
    --------
    >>> suggest("logdise", ["logdice", "mi"])
    "; did you mean 'logdice'?"
    >>> suggest("logdise", ["t", "z"])
    ''
    """
    names = [str(name) for name in allowed]
    folded = {name.casefold(): name for name in names}
    text = str(value).casefold()
    near = difflib.get_close_matches(text, list(folded), n=1, cutoff=0.6)
    if near:
        return f"; did you mean {folded[near[0]]!r}?"
    inside = sorted(name for name in names if text and text in name.casefold())
    return f"; did you mean {inside[0]!r}?" if inside else ""
