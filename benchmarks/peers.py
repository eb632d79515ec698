"""Answer the questions of `benchmarks.words` with Conc or with NLTK, in a process of its own.

``python benchmarks/peers.py conc|nltk BASE.jsonl.gz FOLDER COPIES``: prints the names of its
questions, then reads one name a line and prints the processor's milliseconds it took. Runs without
the toolkit, so that Conc can live in an environment of its own.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

TARGET = "state_union"
PIPES = ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler")
Questions = dict[str, Callable[[], object]]


def texts(path: Path, copies: int) -> list[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [(row["source"], row["text"]) for row in map(json.loads, lines)]
    return found * copies


def conc(path: Path, folder: Path, copies: int) -> Questions:
    """Conc needs a model of spaCy: a blank one, with empty steps under the names it turns off."""
    import spacy
    from conc.conc import Conc
    from conc.corpus import Corpus
    from spacy.language import Language

    Language.component("nothing", func=lambda doc: doc)
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "blank"
    if not model.exists():
        nlp = spacy.blank("en")
        for name in PIPES:
            nlp.add_pipe("nothing", name=name)
        nlp.to_disk(model)
    rows = None

    def load(name: str, keep: Callable[[str], bool]) -> Corpus:
        nonlocal rows
        place = folder / f"{name}-{copies}.corpus"
        if not (place / "corpus.json").exists():
            rows = rows or texts(path, copies)
            table = folder / f"{name}-{copies}.csv"
            with table.open("w", encoding="utf-8", newline="") as lines:
                writer = csv.writer(lines)
                writer.writerow(["text"])
                writer.writerows([text] for source, text in rows if keep(source))
            Corpus(f"{name}-{copies}", "").build_from_csv(
                str(table), str(folder), text_column="text", model=str(model)
            )
            table.unlink()
        return Corpus().load(str(place))

    whole = Conc(load("all", lambda _: True))
    questions: Questions = {
        "page": lambda: whole.concordance("government").to_frame(),
        "rare page": lambda: whole.concordance("kickbacks").to_frame(),
        "phrase": lambda: whole.concordance("prime minister").to_frame(),
        "all rows": lambda: whole.concordance("government", page_size=10**9).to_frame(),
        "collocates": lambda: whole.collocates(
            "government", min_collocate_frequency=3, page_size=0
        ).to_frame(),
        "n-grams": lambda: whole.ngrams("government", ngram_length=3, page_size=10**9).to_frame(),
    }
    if copies == 1:  # two more corpora, which Conc needs to compare two groups
        some = Conc(load("target", lambda source: source == TARGET))
        some.set_reference_corpus(load("rest", lambda source: source != TARGET))
        questions["keyness"] = lambda: some.keywords(
            page_size=0, exclude_negative_keywords=False
        ).to_frame()
    return questions


def nltk(path: Path, folder: Path, copies: int) -> Questions:
    """NLTK's concordance, and its finder of collocations, which counts all pairs of the corpus."""
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
    from nltk.text import Text
    from nltk.tokenize import NLTKWordTokenizer

    split = NLTKWordTokenizer().tokenize
    tokens = [
        token.lower() for _, text in texts(path, copies) for line in text.splitlines()
        for token in split(line)
    ]  # fmt: skip
    text = Text(tokens)

    def collocates() -> object:
        finder = BigramCollocationFinder.from_words(tokens, window_size=5)
        finder.apply_ngram_filter(lambda first, second: "government" not in (first, second))
        finder.apply_freq_filter(3)
        return finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)

    return {
        "page": lambda: text.concordance_list("government", lines=20),
        "rare page": lambda: text.concordance_list("kickbacks", lines=20),
        "phrase": lambda: text.concordance_list(["prime", "minister"], lines=20),
        "all rows": lambda: text.concordance_list("government", lines=10**9),
        "collocates": collocates,
    }


if __name__ == "__main__":
    peer, base, place, number = sys.argv[1:]
    # the libraries print on their own; our answers go to the real output
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with contextlib.redirect_stdout(io.StringIO()):
        known = {"conc": conc, "nltk": nltk}[peer](Path(base), Path(place), int(number))
        print(json.dumps(list(known)), file=answers, flush=True)
        for line in sys.stdin:
            begin = time.process_time()
            known[line.strip()]()
            print((time.process_time() - begin) * 1e3, file=answers, flush=True)
