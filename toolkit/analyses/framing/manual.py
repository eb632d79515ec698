"""The pages of the codebook for people (`codebook.md`), parted so that a coder gets the right one.

Its headings lead there: a frame's part names the frame in backticks (``# Part 2. Need (`need`)``)
and has a section *Decide*; sections whose heading names a variable explain it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.corpus.codebook import Codebook, page_of

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
COUNTER_FRAMES = "counter-frames"


@dataclass(frozen=True)
class Section:
    """What stands under one heading, up to the next of any level."""

    level: int
    title: str
    text: str

    def __str__(self) -> str:
        """Write it with its heading."""
        text = self.text.removesuffix("---")  # a rule between parts
        return f"{'#' * self.level} {self.title}\n\n{text}".strip()


@dataclass(frozen=True)
class Manual:
    r"""The codebook for people, section by section.

    Parameters
    ----------
    codebook
        Gives label, definition and values where there is no page.
    sections
        In the order of the file.

    Examples
    --------
    >>> page = "# Part 1. Need (`need`)\n\nOne needs.\n\n### Decide\n1. Two ends?"
    >>> manual = Manual.parse(page, Codebook.default())
    >>> print(manual.explain("need", "present"))
    # Part 1. Need (`need`)
    <BLANKLINE>
    One needs.
    <BLANKLINE>
    ### Decide
    <BLANKLINE>
    1. Two ends?
    """

    codebook: Codebook
    sections: tuple[Section, ...] = ()

    @classmethod
    def read(cls, root: Path | None, codebook: Codebook) -> Manual:
        """Read the manual of a corpus, or of the package; an empty one when there is none."""
        path = page_of(root, codebook, "codebook.md")
        if not path.is_file():
            return cls(codebook)
        return cls.parse(path.read_text(encoding="utf-8-sig", errors="replace"), codebook)

    @classmethod
    def parse(cls, text: str, codebook: Codebook) -> Manual:
        """Part a page of Markdown at its headings."""
        sections: list[Section] = []
        level, title, lines = 0, "", list[str]()
        fenced = False
        for line in [*text.splitlines(), "# "]:
            fenced ^= bool(_FENCE.match(line))
            heading = None if fenced else _HEADING.match(line)
            if heading is None and line != "# ":
                lines.append(line)
                continue
            if title:
                sections.append(Section(level, title, "\n".join(lines).strip()))
            level, title = (len(heading[1]), heading[2]) if heading else (0, "")
            lines = []
        return cls(codebook, tuple(sections))

    def explain(self, frame: str, variable: str) -> str:
        """Give the pages for one question, as Markdown.

        Parameters
        ----------
        frame
            A frame, or `COUNTER_FRAMES` for all of them at once.
        variable
            ``present`` or one of its qualities; ``present`` gives the decision tree.
        """
        if frame == COUNTER_FRAMES:
            pages = [s for s in self.sections if COUNTER_FRAMES in s.title.casefold()]
            return "\n\n".join(map(str, pages)) or self._counter_definitions()
        own = self._part(frame)
        if variable == "present":
            pages = [s for s in own if s.level == 1 or s.title.casefold().startswith("decide")]
        else:
            general = [s for s in self.sections if s.level == 2]
            pages = [s for s in (*general, *own) if _names(s.title, variable)]
        return "\n\n".join(map(str, pages)) or self._definition(frame, variable)

    def _part(self, frame: str) -> list[Section]:
        """Give the sections from the heading that names a frame to the next of its level."""
        inside: list[Section] = []
        for section in self.sections:
            if section.level == 1:
                if inside:
                    break
                if f"`{frame}`" in section.title:
                    inside = [section]
            elif inside:
                inside.append(section)
        return inside

    def _definition(self, frame: str, variable: str) -> str:
        known = self.codebook.frames[frame]
        if variable == "present":
            return f"**{known.label}.** {known.definition}"
        values = ", ".join(f"`{value}`" for value in self.codebook.allowed_values(frame)[variable])
        return f"**{variable}** of {known.label}: {values}"

    def _counter_definitions(self) -> str:
        return "\n".join(
            f"- `{name}`: {known.definition}"
            for name, known in self.codebook.counter_frames.items()
        )


def _names(title: str, variable: str) -> bool:
    return variable in re.findall(r"\w+", title.casefold())
