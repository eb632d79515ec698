"""Count the words of the treebanks for the reference list: `python -m training.wordlist`.

The texts of the treebanks are read by the annotator of the toolkit, so that a word of the list is
a word of a corpus. The test files are left out. What is written are counts of form, lemma and tag;
no text can be made of them.
"""

from __future__ import annotations

import argparse
import importlib.resources
import lzma
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from toolkit import annotate
from training.treebank import TREEBANKS, Sentence, find_treebank

_FILES = ("en_ewt-train", "en_ewt-dev", "en_gum-train-free", "en_gum-dev")
_HOME = Path(str(importlib.resources.files("toolkit.corpus") / "default" / "english.tsv.xz"))
_BATCH = 2_000


def main() -> None:
    """Count and write the list."""
    parser = argparse.ArgumentParser(
        prog="python -m training.wordlist", description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--treebanks", type=Path, default=TREEBANKS)
    parser.add_argument("--output", type=Path, default=_HOME)
    options = parser.parse_args()
    counts: Counter[tuple[str, str, str]] = Counter()
    for name in _FILES:
        counts += _count(find_treebank(options.treebanks, name))
    options.output.write_bytes(packed(counts))
    print(f"{options.output.name}: {sum(counts.values())} words, {len(counts)} different")


def packed(counts: Counter[tuple[str, str, str]]) -> bytes:
    """Write counts as packed lines of form, lemma, tag and count, without what occurs once."""
    forms: Counter[str] = Counter()
    for (form, _, _), count in counts.items():
        forms[form.casefold()] += count
    lines = ["# form, lemma, tag, count; words that occur once are left out",
             f"# total: {sum(counts.values())}"]  # fmt: skip
    lines += [
        "\t".join((*key, str(count)))
        for key, count in sorted(counts.items())
        if forms[key[0].casefold()] > 1
    ]
    return lzma.compress(("\n".join(lines) + "\n").encode(), preset=9)


def _count(sentences: Sequence[Sentence]) -> Counter[tuple[str, str, str]]:
    texts = [sentence.text for sentence in sentences]
    counts: Counter[tuple[str, str, str]] = Counter()
    for first in range(0, len(texts), _BATCH):
        found = annotate.annotate("\n\n".join(texts[first : first + _BATCH]))
        words = found[found["form"].map(lambda form: any(map(str.isalnum, form)))]
        counts.update(zip(words["form"], words["lemma"], words["tag"], strict=True))
    return counts


if __name__ == "__main__":
    main()
