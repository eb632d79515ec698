"""Pages as browsers paste them, line by line: the styles of `paste_styles` and `paste_styles_held`.

`benchmarks.sites` renders HTML; here the lines themselves are written, so that what happens to a
text on its way (lines wrapped at 72 columns, a blank line after every line or after none, invisible
characters, ligatures) can be put on any style. Articles are those of the panel that
`benchmarks.cleaning` does not use elsewhere; styles held back get other articles than the rest.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Random = np.random.Generator
_NAMES = ("Selin Ozdag", "Margaret Holloway", "Pavel Lisin", "Inga Kalnina", "Cem Arikan", "Luca Ferri",
          "Joost de Wit", "Nargiz Mammad", "Piotr Zielen", "Rania Haddad", "Tom Ashdown", "Bora Yalin")  # fmt: skip
_OUTLETS = ("The Marmara Times", "Orient Wire", "The Continental", "North Sea Review", "Gulf Courier",
            "The Daily Lantern", "Eurasia Desk", "Harbour Institute", "The Pontic", "Meridian Post")  # fmt: skip


@dataclass
class Paste:
    """A page under construction: lines, and whether each belongs to the article.

    Parameters
    ----------
    title, author, date, outlet
        What its head tells.
    paragraphs, sentences
        The article, by paragraph and by sentence.
    rng
        All choices.
    """

    title: str
    author: str
    date: str
    outlet: str
    paragraphs: tuple[str, ...]
    sentences: tuple[str, ...]
    rng: Random
    lines: list[tuple[str, bool]] = field(default_factory=list)

    def own(self, *texts: str, gap: bool = True) -> None:
        """Add lines of the article, each as a paragraph."""
        for text in texts:
            self._gap(gap)
            self.lines.append((text, True))
            self._gap(gap)

    def put(self, *texts: str, gap: bool = False) -> None:
        """Add lines that are not the article, one under the other."""
        for text in texts:
            self._gap(gap)
            self.lines.append((text, False))
            self._gap(gap)

    def par(self, *texts: str) -> None:
        """Add paragraphs that are not the article."""
        self.put(*texts, gap=True)

    def _gap(self, wanted: bool) -> None:
        if wanted and self.lines and self.lines[-1][0]:
            self.lines.append(("", False))

    def pick(self, pool: Sequence[str], count: int = 1) -> list[str]:
        """Draw different items of a pool."""
        return [pool[n] for n in self.rng.choice(len(pool), min(count, len(pool)), replace=False)]

    def one(self, pool: Sequence[str]) -> str:
        """Draw one item of a pool."""
        return self.pick(pool)[0]

    def text(self, parts: Sequence[str], insert: Callable[[int], None] | None = None) -> None:
        """Add the article, and after each part but the last whatever breaks into it."""
        for number, part in enumerate(parts):
            self.own(part)
            if insert and number < len(parts) - 1:
                insert(number)


Style = Callable[[Paste], None]
Form = Callable[[list[str], Random], list[str]]


def as_pasted(lines: list[str], rng: Random) -> list[str]:
    """Leave the lines as they are."""
    return lines


def without_gaps(lines: list[str], rng: Random) -> list[str]:
    """Leave out all blank lines, as some browsers and all office programs do."""
    return [line for line in lines if line]


def double_spaced(lines: list[str], rng: Random) -> list[str]:
    """Put a blank line after every line."""
    return [part for line in lines if line for part in (line, "")]


def wrapped(lines: list[str], rng: Random) -> list[str]:
    """Wrap at 72 columns, as in e-mail."""
    return [part for line in lines for part in (textwrap.wrap(line, 72) or [""])]


def wrapped_and_spaced(lines: list[str], rng: Random) -> list[str]:
    """Wrap, then put a blank line after every line: e-mail that was pasted twice."""
    return double_spaced(wrapped(lines, rng), rng)


def with_invisible(lines: list[str], rng: Random) -> list[str]:
    """Put in what cannot be seen: hard spaces, zero-width marks, soft hyphens, ligatures."""
    changed = []
    for line in lines:
        line = line.replace("fi", "\ufb01").replace("fl", "\ufb02")
        line = re.sub(r"(\w{5})(\w{4})", "\\1\u00ad\\2", line)
        words = line.split(" ")
        marks = rng.choice(4, len(words), p=(0.8, 0.1, 0.05, 0.05))
        joined = ""
        for word, mark in zip(words, marks):
            joined += word + (" ", "\u00a0", " \u200b", "\u2009")[mark]
        changed.append(joined.rstrip() and f"\u200e{joined.strip()}")
    return changed


FORMS: tuple[Form, ...] = (
    as_pasted, without_gaps, double_spaced, wrapped, wrapped_and_spaced, with_invisible,
)  # fmt: skip
_SHARES = (0.5, 0.15, 0.1, 0.1, 0.05, 0.1)


def make_paste(style: Style, article: Any, seed: int) -> tuple[list[str], str, str]:
    """Write a page around an article.

    Parameters
    ----------
    style
        One of the styles.
    article
        An article of the panel.
    seed
        Chooses names, furniture, and what happened to the lines.

    Returns
    -------
    tuple
        The lines, the text that is the article's, and the name of the form.
    """
    from toolkit.ingest.encoding import mend

    rng = np.random.default_rng(seed)
    paragraphs = tuple(" ".join(paragraph.split()) for paragraph in article.paragraphs)
    sentences = tuple(
        sentence for text in paragraphs for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z“])", text)
    )
    author = _NAMES[int(rng.integers(len(_NAMES)))]
    outlet = _OUTLETS[int(rng.integers(len(_OUTLETS)))]
    month = ("January", "May", "September", "November")[int(rng.integers(4))]
    date = f"{rng.integers(1, 28)} {month} {article.year}"
    paste = Paste(article.title, author, date, outlet, paragraphs, sentences, rng)
    style(paste)
    form = FORMS[int(rng.choice(len(FORMS), p=_SHARES))]
    truth = " ".join(text for text, own in paste.lines if own)
    lines = form([text for text, _ in paste.lines], rng)
    mended, _ = mend("\n".join(lines))  # as every reader does
    return mended.split("\n"), truth, form.__name__
