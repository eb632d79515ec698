"""The panel with half of it in copyright: whole, and with counts instead of these texts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

import toolkit
from toolkit import framing
from toolkit.corpus import Corpus
from toolkit.share import Derived, derive, write_derived

PANEL = Path(__file__).resolve().parents[2] / "corpus"


class Halves(NamedTuple):
    """One corpus twice, and what was derived."""

    full: Corpus
    counted: Corpus
    derived: Derived
    root: Path


@pytest.fixture(scope="session")
def halves(tmp_path_factory) -> Halves:
    """Mark every second article of the panel as in copyright, derive it, drop its text."""
    whole = tmp_path_factory.mktemp("whole") / "corpus"
    for name in ("articles", "codebook"):
        shutil.copytree(PANEL / name, whole / name)
    private = whole / "private" / "articles"
    private.mkdir(parents=True)
    for path in sorted((whole / "articles").rglob("*.md"))[::2]:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^rights: .*$", "rights: in-copyright", text, flags=re.MULTILINE)
        (private / path.name).write_text(text, encoding="utf-8")
        path.unlink()
    full = toolkit.load(whole)
    presence = framing.presence(full)
    made = derive(full, presence.table, instrument=presence.parameters["instrument"])
    counts = tmp_path_factory.mktemp("counts") / "corpus"
    for name in ("articles", "codebook"):
        shutil.copytree(whole / name, counts / name)
    write_derived(made, counts)
    return Halves(full, toolkit.load(counts), made, counts)
