"""Train the annotator anew: `make model`, or `python -m training --help`.

The treebanks are not part of the project. Put these files of Universal Dependencies, plain or
gzipped, into one folder: ``en_ewt-train``, ``en_ewt-dev``, ``en_ewt-test`` (the English Web
Treebank, CC BY-SA 4.0), ``en_gum-train-free`` (GUM train without fiction, wikiHow and Reddit,
whose texts are not free), ``en_gum-dev``, ``en_gum-test``; all ``.conllu``.

Training takes two minutes and needs a C compiler. The same files and seed give the same bytes.
Settings are chosen on the dev files (the default of ``--score``); the test files are for the end.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from toolkit.annotate.word_tables import InflectionTable, read_clusters
from training.lemmas import exceptions
from training.perceptron import Settings, train
from training.treebank import MODEL, TRAIN, TREEBANKS, find_treebank


def main() -> None:
    """Read the treebanks, train, write the model and score it."""
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--treebanks", type=Path, default=TREEBANKS)
    parser.add_argument("--output", type=Path, default=MODEL, help="where the model files go")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--score", choices=("dev", "test"), default="dev")
    parser.add_argument("--only-score", action="store_true", help="score the model there is")
    options = parser.parse_args()
    if not options.only_score:
        _train(options.treebanks, options.output, options.seed)
    if options.output != MODEL:
        print("the model in the package is another one; not scored")
        return
    from training.evaluation import score

    for name in (f"en_ewt-{options.score}", f"en_gum-{options.score}"):
        sentences = find_treebank(options.treebanks, name)
        n_tokens = sum(len(sentence.forms) for sentence in sentences)
        print(f"{name}  n = {n_tokens:,} tokens, {len(sentences):,} sentences")
        for measure, percent in score(sentences).items():
            print(f"  {measure:24s}{percent:7.2f}")


def _train(treebanks: Path, output: Path, seed: int) -> None:
    sentences = [sentence for name in TRAIN for sentence in find_treebank(treebanks, name)]
    inflections = InflectionTable.load()
    made = {
        "tagger.xz": train(sentences, inflections.classes, read_clusters(), Settings(seed=seed)),
        "lemmas.xz": exceptions(sentences, inflections),
    }
    output.mkdir(parents=True, exist_ok=True)
    for name, packed in made.items():
        (output / name).write_bytes(packed)
        print(f"{name}  {len(packed)} bytes  sha256 {hashlib.sha256(packed).hexdigest()}")


if __name__ == "__main__":
    main()
