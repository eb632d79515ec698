"""How fast are words found and compared, beside NLTK and Conc?

``python -m benchmarks words`` measures on 2.9 million words and on ten copies of them: processor
time, one core, warm, the least of several runs. ``python -m benchmarks.words --copies 10`` measures
on the ten copies alone, which is how memory is to be read. Conc is measured in an environment of
its own: name its Python in ``CONC_PYTHON``, or let ``--install-conc FOLDER`` make one. The peers
answer in turn with ours, so that all see the same load of the machine, and each is asked several
times in a row at its turn, so that each finds its own data in the processor's cache.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

import toolkit
from toolkit.corpus.building import corpus_of
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.counts import count
from toolkit.corpus.frames import articles_from_frame
from toolkit.corpus.store import Store
from toolkit.corpus.tokens import TokenTable, build_index
from toolkit.stats import inference, sequences

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / ".." / "shared" / "bench" / "base.jsonl.gz"
CACHE = HERE.parent / "build" / "benchmarks"
# The peers are left out: NLTK alone counts all pairs for half a minute, Conc indexes for minutes.
QUICK = ("--copies", "2", "--runs", "3", "--no-peers")
TARGET = {"source": "state_union"}
IN_A_ROW = 5
LONG = 500.0  # milliseconds; what takes longer is asked once at a turn
PEERS = ("nltk", "conc")


def load(path: Path) -> Corpus:
    """Make a corpus of the bench file; what was annotated once is kept under ``build/``."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(map(json.loads, lines))
    frame = pd.DataFrame(
        {
            "id": [row["id"].replace("_", "-").lower() for row in rows],
            "title": [row["id"] for row in rows],
            "text": [row["text"] for row in rows],
            "published": [str(max(int(row["year"] or 2000), 1800)) for row in rows],
            "source": [row["source"] for row in rows],
        }
    )
    return corpus_of(articles_from_frame(frame), root=CACHE / "corpus")


def copied(corpus: Corpus, copies: int) -> Corpus:
    """Put copies of a corpus one after the other; the vocabulary stays what it is."""
    table = corpus.tokens

    def repeat(values: np.ndarray) -> np.ndarray:
        return np.tile(np.asarray(values), copies)

    def shift(offsets: np.ndarray) -> np.ndarray:
        steps = np.arange(copies)[:, None] * offsets[-1] + offsets[None, :-1]
        return np.append(steps.ravel(), copies * offsets[-1])

    store = Store(
        [replace(item, id=f"{n:02}-{item.id}") for n in range(copies) for item in corpus.items],
        root=None,
        codebook=corpus.codebook,
        actor_list=corpus.actor_list,
    )
    columns = ("form", "lemma", "tag", "start", "end")
    offsets = ("article_offsets", "paragraph_offsets", "article_paragraphs", "sentence_offsets")
    store.tokens = TokenTable(
        **{name: repeat(getattr(table, name)) for name in columns},
        **{name: shift(getattr(table, name)) for name in offsets},
        forms=table.forms,
        lemmas=table.lemmas,
        tags=table.tags,
        actor_list=table.actor_list,
    )
    return Corpus(store)


def pairs(table: TokenTable) -> np.ndarray:
    """List the pairs of neighbouring words inside sentences."""
    inside = table.word[:-1] & table.word[1:]
    ends = np.zeros(len(table) + 1, bool)
    ends[table.sentence_offsets] = True
    at = np.flatnonzero(inside & ~ends[1:-1])
    return np.stack([table.form[at], table.form[at + 1]], axis=1)


@dataclass(frozen=True)
class Question:
    """Something to measure: its name, how it is answered, and how many milliseconds it may take."""

    name: str
    answer: Callable[[], object]
    goal: tuple[float, float]
    peer: str = ""


def questions(corpus: Corpus) -> list[Question]:
    """List what is asked of a corpus of three million words and of ten times as many."""
    table, short = corpus.tokens, (10.0, 50.0)
    asked = [
        Question("positions of a word", lambda: corpus.find("government"), short),
        Question(
            "page of 20, frequent word",
            lambda: toolkit.concordance(corpus, "government").page(),
            short,
            "page",
        ),
        Question(
            "page of 20, rare word",
            lambda: toolkit.concordance(corpus, "kickbacks").page(),
            short,
            "rare page",
        ),
        Question(
            "page of 20, phrase",
            lambda: toolkit.concordance(corpus, "prime minister").page(),
            short,
            "phrase",
        ),
        Question(
            "all lines",
            lambda: toolkit.concordance(corpus, "government").table,
            (np.inf, np.inf),
            "all rows",
        ),
        Question(
            "collocates, counts and effects",
            lambda: toolkit.collocates(corpus, "government"),
            short,
            "collocates",
        ),
        Question(
            "keyness, counts and effects",
            lambda: toolkit.keyness_counts(corpus, TARGET),
            short,
            "keyness",
        ),
        Question(
            "keyness, halves of the corpus",
            lambda: toolkit.keyness_counts(corpus, {"source": "reviews"}, {"source": "abc"}),
            short,
        ),
    ]
    if "ngrams" in dir(toolkit):
        asked.append(
            Question(
                "n-grams around a word",
                lambda: toolkit.ngrams(corpus, 3, node="government"),
                short,
                "n-grams",
            )
        )
    for name in ("form", "lemma", "tag"):
        asked.append(
            Question(
                f"index of {name}s",
                lambda name=name: build_index(table.codes(name), len(table.names(name))),
                (1_000.0, 1_000.0),
            )
        )
    asked.append(
        Question("counts by article", lambda: count(table, "lemma", "article"), (np.inf, np.inf))
    )
    return asked


def longer(corpus: Corpus, size: int) -> list[Question]:
    """List what takes seconds; of many copies only the test over articles is asked."""
    tested = Question(
        "keyness, tested over articles",
        lambda: toolkit.keyness(corpus, TARGET),
        (3_000.0, np.inf),
    )
    if size:
        return [tested]
    matrix = corpus.matrix("lemma")
    target = (corpus.articles["source"] == "reviews").to_numpy()
    return [
        tested,
        Question(
            "1,000 bootstrap replicates, whole vocabulary",
            lambda: inference.bootstrap_compare(matrix.counts, matrix.sizes, target),
            (3_000.0, np.inf),
        ),
        Question(
            "lambda of all pairs, 20 times or more",
            lambda: sequences.sequences(pairs(corpus.tokens), min_count=20),
            (1_000.0, np.inf),
        ),
        Question(
            "lambda of all pairs",
            lambda: sequences.sequences(pairs(corpus.tokens), min_count=1),
            (1_000.0, np.inf),
        ),
    ]


def in_a_row(ask: Callable[[], float]) -> float:
    """Give the least time of several answers in a row."""
    first = ask()
    return first if first > LONG else min(first, *(ask() for _ in range(IN_A_ROW - 1)))


def milliseconds(answer: Callable[[], object]) -> float:
    begin = time.process_time()
    answer()
    return (time.process_time() - begin) * 1e3


class Peer:
    """Another library, answering in a process of its own."""

    def __init__(self, name: str, python: str, path: Path, copies: int) -> None:
        folder = CACHE / "peers"
        self._process = subprocess.Popen(
            [python, str(HERE / "peers.py"), name, str(path), str(folder), str(copies)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        first = self._process.stdout.readline()
        if not first:
            raise RuntimeError(f"{name} did not start with {python}")
        self.known = set(json.loads(first))

    def ask(self, name: str) -> float:
        self._process.stdin.write(name + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        return float(answer) if answer else np.nan

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=60)


def measure(
    asked: list[Question], peers: dict[str, Peer], runs: int
) -> Iterator[tuple[Question, dict[str, float]]]:
    """Ask everybody in turn, after one run that is not counted; give the least time of each."""
    for question in asked:
        times: dict[str, list[float]] = {}
        answer = {"ours": lambda question=question: milliseconds(question.answer)}
        for name, peer in peers.items():
            if question.peer in peer.known:
                answer[name] = lambda peer=peer, question=question: peer.ask(question.peer)
        for run in range(runs + 1):
            for name, ask in answer.items():
                # a peer that takes seconds is not asked again and again
                if run < 2 or min(times[name]) < 3_000:
                    taken = in_a_row(ask)
                    if run or taken > 3_000:
                        times.setdefault(name, []).append(taken)
        yield question, {name: min(values) for name, values in times.items()}


def memory_mb(what: str) -> float:
    """Give the memory of this process in MB: ``VmRSS`` now, ``VmHWM`` at most."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    return np.nan


def show(size: int, rows: Iterator[tuple[Question, dict[str, float]]]) -> None:
    """Print a table as Markdown, row by row."""
    print("| question | goal ms | ours ms | NLTK ms | Conc ms | NLTK / ours | Conc / ours |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for question, found in rows:
        ours, goal = found["ours"], question.goal[size]
        cells = [question.name, "" if np.isinf(goal) else f"{goal:,.0f}"]
        cells.append(f"{ours:,.2f}" + ("" if ours <= goal else " **over**"))
        cells += [f"{found[name]:,.1f}" if name in found else "" for name in PEERS]
        cells += [f"{found[name] / ours:,.0f}" if name in found else "" for name in PEERS]
        print("| " + " | ".join(cells) + " |", flush=True)


def install(folder: Path) -> str:
    """Make an environment with Conc outside the project."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "conc==0.1.13"], check=True)
    return str(python)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument(
        "--copies", type=int, nargs="+", default=[1, 10], help="how many copies to measure on"
    )
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS))
    options.add_argument("--install-conc", type=Path, metavar="FOLDER")
    given = options.parse_args()
    if not given.data.exists():
        print(f"the bench file is not beside the project: {given.data.name}; see --data")
        return
    conc = os.environ.get("CONC_PYTHON", "")
    if given.install_conc:
        conc = install(given.install_conc)
    if not conc and "conc" in given.peers:
        print("Conc was not at hand (CONC_PYTHON names no environment); its columns are empty.\n")
    for copies in given.copies:
        report(given.data, copies, {"conc": conc, "nltk": sys.executable}, given)


def report(data: Path, copies: int, pythons: dict[str, str], given: argparse.Namespace) -> None:
    """Measure on some copies of the corpus and print the tables."""
    size = int(copies > 1)
    corpus = load(data) if copies == 1 else copied(load(data), copies)
    words = int(corpus.sizes.sum())
    print(f"\n## {words:,} words, {len(corpus.tokens):,} tokens, {len(corpus):,} articles\n")
    peers = {
        name: Peer(name, pythons[name], data, copies)
        for name in given.peers
        if pythons[name] and not (size and name == "nltk")  # which needs minutes there
    }
    show(size, measure(questions(corpus), peers, given.runs))
    for peer in peers.values():
        peer.close()
    print(f"\nMemory: {memory_mb('VmRSS'):,.0f} MB, {memory_mb('VmHWM'):,.0f} MB at most.\n")
    show(size, measure(longer(corpus, size), {}, 2))
    print(f"\nMemory: {memory_mb('VmHWM'):,.0f} MB at most.")


if __name__ == "__main__":
    main()
