"""Turn the word clusters of spaCy's lookups data into the model's own form (needs no treebank).

    python -m training.clusters …/spacy_lookups_data/data OUTPUT

The clusters are by Explosion (MIT), made as Brown et al. (1992) do: a binary tree over words by
what stands beside them. ``en_lexeme_cluster`` gives each word its leaf as a number whose lowest bit
is the first step from the root; ``en_lexeme_prob`` the logarithm of its share of running words.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

from toolkit.annotate.word_tables import write_rows

MOST_WORDS = 60_000
_WORD = re.compile(r"[A-Za-z][A-Za-z.'&-]*")


def main(folder: str, output: str) -> None:
    """Read the clusters and write those of the most frequent words, packed."""
    leaves, shares = (
        _read(Path(folder) / f"en_lexeme_{name}.json.gz") for name in ("cluster", "prob")
    )
    words = [word for word, leaf in leaves.items() if leaf and _WORD.fullmatch(word)]
    words.sort(key=lambda word: (-shares.get(word, -99), word))
    # The number has lost the zeros at the end of the path.
    paths = {word: f"{leaves[word]:b}"[::-1].ljust(10, "0") for word in words[:MOST_WORDS]}
    # A capital that makes no difference can be left out: the small letter is looked up next.
    rows = [
        (path, "", word)
        for word, path in paths.items()
        if word == word.lower() or paths.get(word.lower()) != path
    ]
    Path(output).write_bytes(write_rows(rows))


def _read(path: Path) -> dict[str, Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
