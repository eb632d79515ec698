"""How well does the frame classifier recover the panel's coding, beside the rules?

Trained on the development part (80 articles), where all its choices were made by cross-validation
over whole articles; held once against the test part (40 articles). ``python -m
benchmarks.frame_classifier`` also tells what becomes of it when a desk, a writer or a theatre is
left out of training, how often it finds a frame desk by desk, and how many coded articles it takes.
What is measured on the panel is *recovery*. Two real pages, coded before, are not part of the
project: their 33 units are classified where the texts lie beside it (``--pages``).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import toolkit
from toolkit import framing
from toolkit.analyses.framing.validate import CELLS, rates
from toolkit.corpus import Corpus
from toolkit.errors import AnalysisError
from toolkit.result import Result

ROOT = Path(__file__).resolve().parents[1]
CODING = ROOT / "corpus" / "coding"
SHARED = ROOT.parent / "shared"
PAGES = {"al-monitor-2021": "000", "lobelog-2019": "003"}
LEFT_OUT = ("desk", "writer")
SIZES = (20, 40, 60, 80)
UNIT = ["article", "paragraph", "frame"]
N_BOOT = 2000
QUICK = ("--only-test",)


def average_precision(found: pd.DataFrame, frame: str, seed: int = 1) -> tuple[float, float, float]:
    """Give average precision of a frame, with a 95 % interval (articles resampled)."""
    from sklearn.metrics import average_precision_score

    part = found[found["frame"] == frame]
    truth, score = part["truth"].to_numpy(), part["probability"].to_numpy()
    articles, owner = np.unique(part["article"].to_numpy(str), return_inverse=True)
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(N_BOOT):
        weight = np.bincount(random.integers(len(articles), size=len(articles)),
                             minlength=len(articles))[owner]  # fmt: skip
        if (truth * weight).sum():
            drawn.append(average_precision_score(truth, score, sample_weight=weight))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(average_precision_score(truth, score)), float(low), float(high)


def judged(found: Result, coding: pd.DataFrame) -> pd.DataFrame:
    """Put the code of each paragraph beside what was found."""
    truth = coding[[*UNIT, "present"]].rename(columns={"present": "truth"})
    return found.table.merge(truth, on=UNIT)


def better_by(ours: pd.DataFrame, theirs: pd.DataFrame, frame: str) -> tuple[float, float, float]:
    """Give how much larger F1 is, with a 95 % interval (the same articles drawn for both)."""
    tables = [_cells(part[part["frame"] == frame]) for part in (ours, theirs)]
    n = len(tables[0])
    draws = np.random.default_rng(1).multinomial(n, np.full(n, 1 / n), size=N_BOOT)
    one, other = (rates(draws @ cells)[:, 2] for cells in tables)
    low, high = np.nanquantile(one - other, [0.025, 0.975])
    value = rates(tables[0].sum(axis=0))[2] - rates(tables[1].sum(axis=0))[2]
    return float(value), float(low), float(high)


def _cells(part: pd.DataFrame) -> NDArray[np.float64]:
    """Count true and false positives and negatives of each article."""
    truth, found = part["truth"].to_numpy() == 1, part["present"].to_numpy() == 1
    cell = np.select([truth & found, ~truth & found, truth & ~found], [0, 1, 2], default=3)
    articles, owner = np.unique(part["article"].to_numpy(str), return_inverse=True)
    cells = np.zeros((len(articles), len(CELLS)))
    np.add.at(cells, (owner, cell), 1.0)
    return cells


def row(name: str, frame: str, result: Result, found: pd.DataFrame | None) -> str:
    """Write one line of a table: counts, then each rate with its interval."""
    line = result.table[result.table["frame"] == frame].iloc[0]
    cells = [name, frame, f"{line['n_present']} of {line['n_paragraphs']}"]
    for rate in ("precision", "recall", "f1"):
        cells.append(interval(line[rate], line[f"{rate}_low"], line[f"{rate}_high"]))
    cells.append("" if found is None else interval(*average_precision(found, frame)))
    return f"| {' | '.join(cells)} |"


def interval(value: float, low: float, high: float) -> str:
    """Write a rate with its interval."""
    return f"{value:.2f}" if low != low else f"{value:.2f} [{low:.2f}, {high:.2f}]"


def head(*names: str) -> None:
    """Begin a table."""
    print(f"\n| {' | '.join(names)} |\n|{' --- |' * len(names)}")


RATES = ("", "frame", "n present", "precision", "recall", "F1", "average precision")


def on_test(panel: Corpus, coding: pd.DataFrame, split: dict[str, str]) -> framing.Classifier:
    """Train on the development part, and hold rules and classifier against the test part."""
    classifier = framing.learn(panel, coding, split=split)
    development = panel.where(id=[a for a, part in split.items() if part == "development"])
    test = panel.where(id=[a for a, part in split.items() if part == "test"])
    for part, selected in (("development, out of fold", development), ("test", test)):
        name = part.split(",")[0]
        ours, theirs = framing.classify(selected, classifier), framing.code(selected)
        print(f"\n### {part}: {len(selected)} articles")
        head(*RATES)
        for what, found in (("rules", theirs), ("classifier", ours)):
            held = framing.validate(selected, coding, found=found, split=split, part=name)
            for frame in classifier.frames:
                print(row(what, frame, held, judged(found, coding) if found is ours else None))
        for frame in classifier.frames:
            gain = better_by(judged(ours, coding), judged(theirs, coding), frame)
            print(f"\nF1 of the classifier less that of the rules, {frame}: {interval(*gain)}")
    return classifier


def left_out(panel: Corpus, coding: pd.DataFrame, column: Callable[[str], str]) -> Result:
    """Classify each group of articles by a classifier trained on all other groups."""
    groups = sorted({column(article) for article in coding["article"]})
    parts = []
    for group in groups:
        inside = coding["article"].map(column) == group
        classifier = framing.learn(panel, coding[~inside])
        parts.append(
            framing.classify(panel.where(id=sorted(set(coding["article"][inside]))), classifier)
        )
    return replace(parts[0], table=pd.concat([part.table for part in parts], ignore_index=True))


def shortcuts(panel: Corpus, coding: pd.DataFrame, split: dict[str, str]) -> None:
    """Leave desks, writers and theatres out; tell what is found desk by desk."""
    plan = pd.read_csv(CODING / "articles_plan.csv").set_index("id")
    coding = coding[coding["article"].map(split) == "development"]
    development = panel.where(id=sorted(set(coding["article"])))
    print("\n### Development part, groups of articles left out of training")
    head(*RATES)
    for name in LEFT_OUT:
        found = left_out(development, coding, plan[name].to_dict().__getitem__)
        held = framing.validate(development, coding, found=found, split=split, part="development")
        for frame in panel.codebook.frames:
            print(row(f"{name} left out", frame, held, judged(found, coding)))
    theatres(development, coding, plan["theatre"])
    by_desk(development, coding, plan)
    curve(development, coding)


def theatres(development: Corpus, coding: pd.DataFrame, theatre: pd.Series[str]) -> None:
    """Train on articles about one theatre, and classify those about the others."""
    where = coding["article"].map(theatre)
    refused = []
    for name in sorted(where.unique()):
        rest, there = coding[where != name], coding[where == name]
        for frame in development.codebook.frames:
            try:
                classifier = framing.learn(development, rest, frames=frame)
            except AnalysisError as error:
                refused.append(f"theatre {name} left out: {str(error).partition(';')[0]}")
                continue
            selected = development.where(id=sorted(set(there["article"])))
            found = framing.classify(selected, classifier)
            held = framing.validate(selected, there, found=found)
            print(row(f"theatre {name} left out", frame, held, judged(found, there)))
    print("\nNot learnt: " + "; ".join(refused))


def by_desk(development: Corpus, coding: pd.DataFrame, plan: pd.DataFrame) -> None:
    """Tell how often a frame that is there is found, and one that is not, desk by desk."""
    found = judged(framing.classify(development, framing.learn(development, coding)), coding)
    found["desk"] = found["article"].map(plan["desk"])
    desks = sorted(found["desk"].unique())
    print("\n### Recall and specificity by desk, development part, out of fold")
    head("frame", "rate", *desks, "p")
    for frame in dict.fromkeys(found["frame"]):
        for rate, truth in (("recall", 1), ("specificity", 0)):
            part = found[(found["frame"] == frame) & (found["truth"] == truth)]
            right = (part["present"] == truth).to_numpy(float)
            cells = [
                f"{int(right[part['desk'] == desk].sum())} of {int((part['desk'] == desk).sum())}"
                for desk in desks
            ]
            p = alike(right, part["article"].to_numpy(str), part["article"].map(plan["desk"]))
            print(f"| {frame} | {rate} | {' | '.join(cells)} | {p:.2f} |")


def alike(right: NDArray[np.float64], article: NDArray[np.str_], desk: Iterable[str]) -> float:
    """Test whether desks have one rate: spread of their rates, desks of articles permuted."""
    desk = np.array(list(desk))
    _, first, owner = np.unique(article, return_index=True, return_inverse=True)
    hits, sizes = np.bincount(owner, right), np.bincount(owner).astype(float)
    _, code = np.unique(desk[first], return_inverse=True)
    random = np.random.default_rng(1)

    def spread(labels: NDArray[np.intp]) -> float:
        n = np.bincount(labels, sizes)
        rate = np.bincount(labels, hits) / np.maximum(n, 1)
        return float((n * (rate - right.mean()) ** 2).sum())

    observed = spread(code)
    drawn = [spread(random.permutation(code)) for _ in range(1999)]
    return (1 + sum(value >= observed - 1e-12 for value in drawn)) / 2000


def curve(development: Corpus, coding: pd.DataFrame) -> None:
    """Tell how well fewer coded articles serve: out-of-fold F1, three draws of articles each."""
    articles = np.array(sorted(set(coding["article"])), dtype=object)
    print("\n### Out-of-fold F1 by number of coded articles (mean of three draws)")
    head("articles", *dict.fromkeys(framing.learn(development, coding).frames))
    for size in SIZES:
        found = []
        for seed in range(3 if size < len(articles) else 1):
            drawn = np.random.default_rng(seed).choice(articles, size, replace=False)
            try:
                part = framing.learn(development, coding[coding["article"].isin(drawn)])
            except AnalysisError:
                continue
            table = part.summary().table
            both = table["precision"] + table["recall"]
            found.append((2 * table["precision"] * table["recall"] / both).to_numpy())
        names = [f"{value:.2f}" for value in np.mean(found, axis=0)] if found else ["too few"] * 3
        print(f"| {size} | {' | '.join(names)} |")


def real_units(pages: Path, gold: Path) -> tuple[Corpus, pd.DataFrame]:
    """Make articles of the coded units of the two pages, and a coding of them."""
    lines = pd.read_csv(gold, dtype={"doc": str}).drop_duplicates(["doc", "paragraph"])
    settled = pd.read_csv(CODING / "real.csv").query("coder == 'earlier-settled'")
    texts = []
    for page, doc in PAGES.items():
        text = (pages / f"{page}.txt").read_text(encoding="utf-8").splitlines()
        own = lines[lines["doc"] == doc].sort_values("paragraph")
        units = [text[int(line) - 1].strip() for line in own["source_line"]]
        texts.append({"id": page, "provenance": "collected", "text": "\n\n".join(units)})
    panel = toolkit.load(ROOT / "corpus")
    corpus = toolkit.from_frame(pd.DataFrame(texts))
    shas = {item.id: item.paragraph_shas for item in corpus.items}
    rank = settled.groupby("page")["paragraph"].rank(method="dense").astype(int)
    coding = settled.assign(article=settled["page"], paragraph=rank, codebook_version="2.2")
    coding = coding[coding["frame"].isin(panel.codebook.frames)]
    coding["paragraph_sha"] = [
        shas[page][number - 1] for page, number in zip(coding["article"], coding["paragraph"])
    ]
    return corpus, coding


def on_real(classifier: framing.Classifier, pages: Path, gold: Path) -> None:
    """Hold rules and classifier against the coded units of the two real pages."""
    corpus, coding = real_units(pages, gold)
    n = len(coding.drop_duplicates(["article", "paragraph"]))
    print(f"\n### Two real pages, n = {n} units")
    head(*RATES[:3], "found rightly", "found wrongly", "missed", *RATES[3:])
    ours, theirs = framing.classify(corpus, classifier), framing.code(corpus)
    for what, found in (("rules", theirs), ("classifier", ours)):
        for line in framing.validate(corpus, coding, found=found).table.itertuples():
            cells = [what, line.frame, f"{line.n_present} of {line.n_paragraphs}"]
            cells += [f"{count:.0f}" for count in (line.tp, line.fp, line.fn)]
            cells += [f"{rate:.2f}" for rate in (line.precision, line.recall, line.f1)]
            both = judged(found, coding)
            cells.append(f"{average_precision(both, line.frame)[0]:.2f}" if found is ours else "")
            print(f"| {' | '.join(cells)} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=SHARED / "seeds", help="the real pages")
    parser.add_argument("--gold", type=Path, default=SHARED / "frames" / "seed_gold.csv")
    parser.add_argument("--only-test", action="store_true", help="nothing is left out, no curve")
    options = parser.parse_args()
    panel = toolkit.load(ROOT / "corpus").where(provenance="composed")
    coding = framing.read_coding(CODING / "adjudicated.csv", codebook=panel.codebook)
    coding = coding[coding["frame"].isin(panel.codebook.frames)]
    split = framing.read_split(CODING / "split.csv")
    if not options.only_test:
        shortcuts(panel, coding, split)
    classifier = on_test(panel, coding, split)
    if options.gold.is_file() and options.pages.is_dir():
        on_real(classifier, options.pages, options.gold)
    else:
        print("\n(the two real pages are not at hand: not classified)")


if __name__ == "__main__":
    main()
