"""Examine an installation and a corpus, and say what to do where something is amiss."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import Problem, ToolkitError
from toolkit.wording import count_of

# What every notebook needs; the names are those of the distributions.
NEEDED = ("jupyterlab", "pandas", "nltk", "gensim", "matplotlib", "seaborn", "numpy", "scipy",
          "scikit-learn", "tomotopy")  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing examined."""

    name: str
    sound: bool
    text: str


def examine(corpus: Path) -> Iterator[Finding]:
    """Examine Python, packages, the annotator, the corpus and its cache, one after another."""
    from toolkit import __version__

    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), f"{version}, toolkit {__version__}")
    yield from _packages()
    yield _annotator()
    yield from _corpus(corpus)


def _packages() -> Iterator[Finding]:
    missing = []
    for name in NEEDED:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    text = f"missing: {', '.join(missing)}; run 'make env'" if missing else f"{len(NEEDED)} found"
    yield Finding("packages", not missing, text)


def _annotator() -> Finding:
    from toolkit import annotate

    try:
        tags = annotate.tag([["Russia", "sells", "gas", "."]])[0]
    except (ToolkitError, OSError, ValueError) as error:
        return Finding("annotator", False, f"{error}; install the package again")
    return Finding("annotator", tags[0] == "NNP", f"version {annotate.VERSION}, offline")


def problems_of(corpus: Path) -> list[Problem]:
    """Find everything that is wrong with a corpus: articles, codebook and codings."""
    from toolkit.analyses.framing.checking import check_codings
    from toolkit.corpus import check

    return sorted([*check(corpus), *check_codings(corpus)])


def _corpus(path: Path) -> Iterator[Finding]:
    from toolkit.corpus import find_corpus

    try:
        root = find_corpus(path)
        problems = problems_of(root)
    except ToolkitError as error:
        yield Finding("corpus", False, str(error))
        return
    errors = sum(problem.level == "error" for problem in problems)
    found = f"{count_of(errors, 'error')}, {count_of(len(problems) - errors, 'warning')}"
    text = f"{found}; 'discourse check' lists them" if problems else found
    yield Finding("corpus", not errors, text)
    try:
        with tempfile.TemporaryFile(dir=root):
            yield Finding("disk", True, "the corpus folder can be written")
    except OSError as error:
        what = f"the corpus folder cannot be written ({os.strerror(error.errno or 0)})"
        yield Finding("disk", False, what)
