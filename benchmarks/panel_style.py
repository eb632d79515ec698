"""Does the composed panel read like life? Distributions beside two real pages; whose style it is.

Run ``python -m benchmarks.panel_style``; its tables stand in the data sheet, ``corpus/README.md``.
The two real pages are not part of the project (``--pages``, left out where there are none): they
are added to a copy of the corpus as a user adds them, so that navigation and comments are gone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import toolkit
from toolkit.corpus.wordlists import default_stop_list
from toolkit.stats.diversity import mattr

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT.parent / "shared" / "seeds"
WINDOW, SEGMENT, MIDDLING = 100, 200, 50
QUANTILES = (0.0, 0.25, 0.5, 0.75, 1.0)
COMMENTARY = "35 real think-tank commentaries: median .73, range .70 to .79"


@dataclass(frozen=True)
class Texts:
    """Articles as lower-case words, with the lengths of sentences and paragraphs in words."""

    words: tuple[tuple[str, ...], ...]
    sentences: NDArray[np.int64]
    paragraphs: NDArray[np.int64]


def read(corpus: toolkit.Corpus) -> Texts:
    """Take words (forms that begin with a letter) of the selected articles from the tokens."""
    table = corpus.tokens
    names = np.array([name.lower() for name in table.names("form")], dtype=object)
    is_word = np.array([name[:1].isalpha() for name in names])
    codes = table.codes("form")
    word = is_word[codes]
    before = np.concatenate([[0], np.cumsum(word)])

    def lengths(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
        inside = corpus.selected[table.article_of(offsets[:-1])] >= 0
        counted = np.diff(before[offsets])[inside]
        return counted[counted > 0]

    spans = [(table.article_offsets[row], table.article_offsets[row + 1]) for row in corpus.rows]
    return Texts(
        tuple(tuple(names[codes[a:b][word[a:b]]]) for a, b in spans),
        lengths(table.sentence_offsets),
        lengths(table.paragraph_offsets),
    )


def segments(words: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    """Cut a text into whole segments."""
    for start in range(0, len(words) - length + 1, length):
        yield words[start : start + length]


def burstiness(texts: Texts) -> NDArray[np.float64]:
    """Variance over mean of the counts of middling words in windows: 1 where words fall at random.

    Katz (1996), Natural Language Engineering 2, 15-59, on content words that cluster.
    """
    windows = [window for words in texts.words for window in segments(words, WINDOW)]
    stop = set(default_stop_list())
    counts: dict[str, NDArray[np.float64]] = {}
    for place, window in enumerate(windows):
        for word in window:
            if word not in stop:
                counts.setdefault(word, np.zeros(len(windows)))[place] += 1
    ordered = sorted(counts, key=lambda word: (-counts[word].sum(), word))
    middle = ordered[len(ordered) // 100 :][:MIDDLING]  # below the top hundredth of the word types
    return np.array([counts[word].var(ddof=1) / counts[word].mean() for word in middle])


def hapax_share(texts: Texts) -> NDArray[np.float64]:
    """Share of the words of each segment of 200 that stand in it once."""
    shares = []
    for words in texts.words:
        for segment in segments(words, SEGMENT):
            _, counts = np.unique(np.array(segment, dtype=object), return_counts=True)
            shares.append(float((counts == 1).sum() / len(segment)))
    return np.array(shares)


def distributions(texts: Texts) -> dict[str, NDArray[np.float64]]:
    """Give the values of each property, one an article, segment, sentence, paragraph or word."""
    return {
        f"MATTR({WINDOW}), articles": np.array(
            [
                mattr(np.unique(words, return_inverse=True)[1], window=WINDOW)
                for words in texts.words
                if len(words) >= WINDOW
            ]
        ),
        "words a sentence": texts.sentences.astype(float),
        "words a paragraph": texts.paragraphs.astype(float),
        f"hapax share, segments of {SEGMENT}": hapax_share(texts),
        f"burstiness of {MIDDLING} middling words": burstiness(texts),
    }


def profiles(texts: Texts, length: int | None) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Count function words in segments (or whole articles), per word; give the article of each."""
    function_words = sorted(default_stop_list())
    place = {word: column for column, word in enumerate(function_words)}
    rows, owner = [], []
    for article, words in enumerate(texts.words):
        for part in segments(words, length) if length else [words]:
            row = np.zeros(len(place))
            for word in part:
                if word in place:
                    row[place[word]] += 1
            rows.append(row / len(part))
            owner.append(article)
    return np.array(rows), np.array(owner)


def told_apart(panel: Texts, real: Texts, seed: int) -> tuple[float, int, int]:
    """Area under the curve of a classifier by function words, held out by article."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    (one, first), (other, second) = profiles(panel, SEGMENT), profiles(real, SEGMENT)
    X = np.vstack([one, other])
    y = np.repeat([0, 1], [len(one), len(other)])
    articles = np.concatenate([first, second + first.max() + 1])
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=0.01, class_weight="balanced", max_iter=2000)
    )
    folds = StratifiedGroupKFold(2, shuffle=True, random_state=seed)
    score = cross_val_predict(model, X, y, groups=articles, cv=folds, method="decision_function")
    return float(roc_auc_score(y, score)), len(one), len(other)


def explained(texts: Texts, labels: Sequence[str]) -> tuple[float, float]:
    """Share of the variance of function-word profiles that a grouping explains, beyond chance.

    Epsilon squared (Kelley 1935) summed over words, each standardised; and p of a permutation
    test of the labels (Anderson 2001, Austral Ecology 26, 32-46).
    """
    profile, _ = profiles(texts, None)
    profile = profile[:, profile.std(axis=0) > 0]
    scaled = (profile - profile.mean(axis=0)) / profile.std(axis=0)
    names, codes = np.unique(np.array(labels), return_inverse=True)
    generator = np.random.default_rng(1)

    def share(codes: NDArray[np.int64]) -> float:
        means = np.array([scaled[codes == code].mean(axis=0) for code in range(len(names))])
        within = ((scaled - means[codes]) ** 2).sum() / (len(codes) - len(names))
        return float(1 - within / ((scaled**2).sum() / (len(codes) - 1)))

    observed = share(codes)
    shuffled = [share(generator.permutation(codes)) for _ in range(499)]
    return observed, (1 + sum(value >= observed for value in shuffled)) / 500


def with_pages(pages: Path) -> toolkit.Corpus:
    """Give the real pages as a corpus, cleaned as `discourse add` cleans them."""
    import pandas as pd

    from toolkit.ingest import propose_article

    texts = [propose_article(path).text for path in sorted(pages.glob("*.txt"))]
    return toolkit.from_frame(pd.DataFrame({"text": texts}))


def report(panel: toolkit.Corpus, pages: Path, writers: dict[str, str]) -> Iterator[str]:
    """Write the tables in Markdown."""
    composed = read(panel)
    sets = {f"panel (n = {len(panel)})": distributions(composed)}
    real: Texts | None = None
    if pages.is_dir():
        loaded = with_pages(pages)
        real = read(loaded)
        sets[f"real pages (n = {len(loaded)})"] = distributions(real)
    yield "| property | texts | values | least | quarter | median | three quarters | most |"
    yield "|---|---|---|---|---|---|---|---|"
    for name in next(iter(sets.values())):
        for texts, found in sets.items():
            values = found[name]
            cells = " | ".join(f"{value:.3g}" for value in np.quantile(values, QUANTILES))
            yield f"| {name} | {texts} | {len(values)} | {cells} |"
    yield f"\n{COMMENTARY} (MATTR).\n"
    if real is not None:
        area, one, other = told_apart(composed, real, seed=1)
        yield (
            f"A classifier by function words tells segments of {SEGMENT} words of the panel "
            f"(n = {one}) from those of the real pages (n = {other}), articles held out, with an "
            f"area under the curve of {area:.2f} (.5 is chance).\n"
        )
    yield "| grouping | share of the variance of function words | p (499 permutations) |"
    yield "|---|---|---|"
    items = panel.items
    groupings = {
        "writer": [writers[item.id] for item in items],
        "byline": [" & ".join(item.author) or "unsigned" for item in items],
        "desk": [item.outlet for item in items],
    }
    for name, labels in groupings.items():
        share, p = explained(composed, labels)
        yield f"| {name} ({len(set(labels))}) | {share:.3f} | {p:.3f} |"


def main() -> None:
    """Print the tables."""
    import csv

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    options.add_argument("--pages", type=Path, default=PAGES)
    given = options.parse_args()
    corpus = toolkit.load(given.corpus).where(provenance="composed")
    with (given.corpus / "coding" / "articles_plan.csv").open(encoding="utf-8") as file:
        writers = {row["id"]: row["writer"] for row in csv.DictReader(file)}
    for line in report(corpus, given.pages, writers):
        print(line)


if __name__ == "__main__":
    main()
