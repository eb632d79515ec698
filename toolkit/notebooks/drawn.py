"""Tell which figures a run of notebooks has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.wording import count_of

_NAMED = 8


def figures_beside(notebooks: Sequence[Path]) -> dict[str, str]:
    """Give the figures that notebooks write, each with a fingerprint of its files.

    Parameters
    ----------
    notebooks
        The notebooks, of one project.

    Returns
    -------
    dict
        By name of the figure; empty where there are none yet.
    """
    from toolkit.figures.save import figures_folder

    found: dict[str, str] = {}
    folder = figures_folder(notebooks[0].resolve().parent)
    for path in sorted(folder.glob("[!.]*.*")):  # not the lock
        if path.suffix != ".json" and path.is_file():
            known = found.get(path.stem, "")
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found[path.stem] = hashlib.sha256(f"{known}{path.suffix}{content}".encode()).hexdigest()
    return found


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Say how many figures there are, and which are not what they were.

    Examples
    --------
    >>> changes({"years": "1", "words": "2"}, {"years": "1", "words": "2"})
    '2 figures in figures/, all as they were'
    >>> changes({"years": "1"}, {"years": "3", "words": "2"})
    '2 figures in figures/; changed: years; new: words'
    """
    lists = {
        "changed": [name for name in after if name in before and after[name] != before[name]],
        "new": [name for name in after if name not in before],
    }
    said = [
        f"{what}: {', '.join(names[:_NAMED])}"
        + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        for what, names in lists.items()
        if names
    ]
    number = f"{count_of(len(after), 'figure')} in figures/"
    return "; ".join([number, *said]) if said else f"{number}, all as they were"
