"""Articles set aside with a reason: kept under ``private/quarantine``, and never loaded.

What is wrong with each stands in the record beside its untouched original.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import Problem

FOLDER = "private/quarantine"
ORIGINALS = "private/originals"
RECORD = "cleaning.json"


@dataclass(frozen=True)
class Waiting:
    """An article in quarantine.

    Parameters
    ----------
    id
        The article.
    path
        Its file.
    reasons
        What speaks against it: a fixed code (``teaser``, ``near-duplicate``) to a sentence.
    """

    id: str
    path: Path
    reasons: Mapping[str, str]


def waiting(root: Path) -> tuple[Waiting, ...]:
    """List what waits in the quarantine of a corpus, in order of id.

    Parameters
    ----------
    root
        The corpus folder.
    """
    files = sorted(path for path in (root / FOLDER).glob("*.md") if path.name[0] != ".")
    return tuple(Waiting(path.stem, path, reasons_of(root, path.stem)) for path in files)


def reasons_of(root: Path, identifier: str) -> dict[str, str]:
    """Read why an article was set aside; empty where no record tells."""
    found = read_record(root, identifier).get("quarantine", {})
    return {str(code): str(why) for code, why in found.items()} if isinstance(found, dict) else {}


def read_record(root: Path, identifier: str) -> dict[str, Any]:
    """Read the record of how an article was taken in; empty where there is none."""
    try:
        text = (root / ORIGINALS / identifier / RECORD).read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def problems(root: Path) -> list[Problem]:
    """Name what waits in quarantine as warnings, so that nobody forgets it."""
    return [
        Problem(
            item.path.relative_to(root).as_posix(),
            0,
            "",
            f"in quarantine, not loaded: {'; '.join(item.reasons.values()) or 'no reason known'}",
            f"'discourse release {item.id}' takes it in, 'discourse remove {item.id}' out",
            "warning",
            "quarantined",
        )
        for item in waiting(root)
    ]
