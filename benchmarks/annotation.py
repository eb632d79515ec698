"""How fast is annotation, beside NLTK's chain in the same run, and how much memory does it take?

NLTK's chain is its untrained Punkt splitter, `NLTKWordTokenizer` and `PerceptronTagger`, with
weights trained by NLTK's own code on a slice of the treebanks and kept in ``build/bench/``. Every
measurement has a process of its own and counts CPU seconds of one thread; the least of several
processes is given, because other work on the machine can only add to it. *Cold* is the first
annotation of a process, the reading of the model included, the import of modules not; *warm* is the
second of the same texts. ``--digest`` prints sums over all that annotation gives for the texts, the
same before and after a change that should only be quicker.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "bench" / "base.jsonl.gz"
WEIGHTS = ROOT / "build" / "bench" / "nltk-perceptron.json"
TRAINING_SENTENCES = 4000
QUICK = ("--articles", "1360", "--repeats", "1")
GOALS = {
    "arrays, cold": (300_000, 15),
    "arrays, warm": (500_000, 20),
    "annotate, text by text, cold": (200_000, None),
    "annotate, text by text, warm": (None, None),
}
# One thread, or the CPU seconds of a thread that waits would be counted too.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def texts(number: int | None = None, copies: int = 1) -> list[str]:
    """Read articles in an order that mixes their sources."""
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        found = [json.loads(line)["text"] for line in lines]
    random.Random(1).shuffle(found)
    return found[:number] * copies


# -- what is measured, each in its own process -----------------------------------------------------


def measure_arrays(number: int) -> dict[str, float]:
    from toolkit import annotate
    from toolkit.annotate import pipeline  # noqa: F401  # imported before the clock starts

    some = texts(number)
    cold = timed(lambda: annotate.arrays(some))
    tokens = len(annotate.arrays(some))
    return {"tokens": tokens, "cold": cold, "warm": timed(lambda: annotate.arrays(some))}


def measure_annotate(number: int) -> dict[str, float]:
    import pandas as pd

    from toolkit import annotate
    from toolkit.annotate import pipeline  # noqa: F401  # imported before the clock starts

    pd.DataFrame({"form": pd.array(["imported"], dtype="str")})
    some = texts(number)
    cold = timed(lambda: [annotate.annotate(text) for text in some])
    tokens = sum(len(annotate.annotate(text)) for text in some)
    warm = timed(lambda: [annotate.annotate(text) for text in some])
    return {"tokens": tokens, "cold": cold, "warm": warm}


def measure_nltk(number: int) -> dict[str, float]:
    from nltk.tokenize.destructive import NLTKWordTokenizer
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    splitter, tokenizer, tagger = PunktSentenceTokenizer(), NLTKWordTokenizer(), nltk_tagger()
    some = texts(number)

    def chain() -> int:
        tokens = 0
        for text in some:
            for sentence in splitter.tokenize(text):
                tokens += len(tagger.tag(tokenizer.tokenize(sentence)))
        return tokens

    return {"tokens": chain(), "warm": timed(chain)}


def measure_memory(copies: int) -> dict[str, float]:
    from toolkit import annotate

    annotate.arrays(["Read the model."])
    some = texts(copies=copies)
    before = peak_megabytes()
    found = annotate.arrays(some)
    own = sum(value.nbytes for value in vars(found).values() if hasattr(value, "nbytes"))
    return {
        "tokens": len(found),
        "before": before,
        "peak": peak_megabytes(),
        "result": own / 2**20,
    }


def digest(number: int) -> Iterator[str]:
    """Sum up tables (values, types, order of columns) and arrays."""
    from toolkit import annotate

    some = texts(number)
    tables = hashlib.sha256()
    for text in some:
        table = annotate.annotate(text)
        tables.update(repr((list(table.dtypes.items()), table.index)).encode())
        for column in table.columns:
            tables.update(repr(table[column].tolist()).encode())
    yield f"tables {tables.hexdigest()}"
    for name, values in vars(annotate.arrays(some)).items():
        own = repr(values) if isinstance(values, tuple) else f"{values.dtype} {values.tolist()}"
        yield f"{name} {hashlib.sha256(own.encode()).hexdigest()}"


def timed(function: Callable[[], Any]) -> float:
    begin = time.process_time()
    function()
    return time.process_time() - begin


def peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


def nltk_tagger() -> Any:
    """Load NLTK's tagger with weights of our own; its loader reads only from its data folders."""
    from nltk.tag.perceptron import PerceptronTagger

    tagger = PerceptronTagger(load=False)
    if not WEIGHTS.exists():
        random.seed(0)
        tagger.train(list(training_sentences(TRAINING_SENTENCES)), nr_iter=3)
        kept = [tagger.model.weights, tagger.tagdict, sorted(tagger.classes)]
        WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
        partial = WEIGHTS.with_suffix(".partial")
        partial.write_text(json.dumps(kept), encoding="utf-8")
        partial.replace(WEIGHTS)
    tagger.decode_json_params(json.loads(WEIGHTS.read_text(encoding="utf-8")))
    return tagger


def training_sentences(number: int) -> Iterator[list[tuple[str, str]]]:
    sentence: list[tuple[str, str]] = []
    with gzip.open(SHARED / "treebank" / "en_gum-train-free.conllu.gz", "rt") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 4 and fields[0].isdigit():
                sentence.append((fields[1], fields[4]))
            elif sentence and len(fields) == 1 and not fields[0]:
                yield sentence
                sentence = []
                number -= 1
                if not number:
                    return


# -- the report ------------------------------------------------------------------------------------

MEASURES = {
    "arrays": measure_arrays,
    "annotate": measure_annotate,
    "nltk": measure_nltk,
    "memory": measure_memory,
}


def in_a_process(measure: str, number: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.annotation", "--one", measure, str(number)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | ONE_THREAD, check=True, stdout=subprocess.PIPE
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def speed(articles: int, repeats: int) -> Iterator[str]:
    """Measure each chain in turn, several times, so that all see the same machine."""
    runs: dict[str, list[dict[str, float]]] = {"nltk": [], "arrays": [], "annotate": []}
    for _ in range(repeats):
        runs["nltk"].append(in_a_process("nltk", max(articles // 15, 1)))
        runs["arrays"].append(in_a_process("arrays", articles))
        runs["annotate"].append(in_a_process("annotate", articles))

    def per_second(name: str, phase: str) -> float:
        return max(run["tokens"] / run[phase] for run in runs[name])

    theirs = per_second("nltk", "warm")
    rows = [("NLTK's chain, model in memory", theirs, None, None)]
    for label, (goal, ratio) in GOALS.items():
        what, phase = label.split(",")[0], label.rsplit(", ")[-1]
        rows.append((label, per_second(what, phase), goal, ratio))
    tokens = int(runs["arrays"][0]["tokens"])
    yield f"{articles:,} articles, {tokens:,} tokens; best of {repeats} runs.\n"
    yield "| chain | tokens a CPU second | goal | times NLTK's | goal |"
    yield "|---|---:|---:|---:|---:|"
    for label, value, goal, ratio in rows:
        goals = [f"{goal:,}" if goal else "", f"{ratio}" if ratio else ""]
        yield f"| {label} | {value:,.0f} | {goals[0]} | {value / theirs:.1f} | {goals[1]} |"


def memory(sizes: list[int]) -> Iterator[str]:
    """Measure the peak of the memory; the corpus several times over where it is too small."""
    yield "\n| tokens | texts and model, MB | peak, MB | of which arrays of the result, MB |"
    yield "|---:|---:|---:|---:|"
    for copies in sizes:
        found = in_a_process("memory", copies)
        values = [f"{found[name]:,.0f}" for name in ("tokens", "before", "peak", "result")]
        yield f"| {' | '.join(values)} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=5440, help="articles to annotate")
    options.add_argument("--repeats", type=int, default=3, help="processes for each measurement")
    options.add_argument(
        "--copies", type=int, nargs="*", default=[1], help="copies of the corpus to see memory by"
    )
    options.add_argument("--digest", action="store_true", help="sum up all that is given")
    options.add_argument("--one", nargs=2, metavar=("MEASURE", "NUMBER"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        name, number = given.one
        print(json.dumps(MEASURES[name](int(number))))
        return
    if not DATA.exists():
        print("the texts to measure with are not beside the project; nothing measured")
        return
    if given.digest:
        for line in digest(given.articles):
            print(line)
        return
    for line in speed(given.articles, given.repeats):
        print(line, flush=True)
    for line in memory(given.copies):
        print(line, flush=True)


if __name__ == "__main__":
    main()
