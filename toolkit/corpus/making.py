"""Make an empty corpus folder."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import CorpusError
from toolkit.files import write_atomic

_README = """# A corpus

- `articles/`: one file an article, `<id>.md`: YAML front matter, then paragraphs. May be shared.
- `private/articles/`: the same, for texts whose rights forbid sharing. Not under version control.
- `private/originals/`: the pages as they were saved, untouched.
- `private/quarantine/`: what is no whole article, or a copy of one; `discourse release` lists it.
- `codebook/`: `frames.yaml` and `actors.yaml`, when the lists of the package do not fit; with
  frames of your own also `codebook.md` and `practice.md` for coders.
- `coding/`: `<coder>.csv`, the coding by hand (`discourse code`); `samples/`: what was drawn.

Add a page with `discourse add FILE`, then run `discourse check`.
"""


def make_corpus(folder: Path) -> tuple[Path, ...]:
    """Make the folders of a corpus; what is there stays.

    Parameters
    ----------
    folder
        Where; made when it is missing.

    Returns
    -------
    tuple of Path
        What was made.

    Raises
    ------
    CorpusError
        When a file stands where a folder should be.
    """
    made = []
    names = ("articles", "private/articles", "private/originals", "codebook", "coding")
    try:
        for name in names:
            path = folder / name
            if not path.is_dir():
                path.mkdir(parents=True)
                made.append(path)
    except OSError as error:
        raise CorpusError(
            f"cannot make {folder.name!r}: {error.strerror}; "
            "choose a folder that can be written and holds no file of that name"
        ) from error
    for name, content in (("README.md", _README), (".gitignore", "private/\n.cache/\n.lock\n")):
        if not (folder / name).exists():
            write_atomic(folder / name, content)
            made.append(folder / name)
    return tuple(made)
