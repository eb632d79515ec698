"""A fitted topic model and the questions it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.reporting import report, require_articles, require_one_of
from toolkit.analyses.topics import engines, quality
from toolkit.analyses.topics.terms import Bag, bag_of_words
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.wording import count_of, is_whole

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

Engine = Literal["gibbs", "nmf", "gensim"]
ENGINES: tuple[Engine, ...] = ("gibbs", "nmf", "gensim")
FEW_ARTICLES = 50
STABLE = 0.7
_SOURCES = ("Blei, Ng and Jordan 2003 (LDA)", "Lau, Newman and Baldwin 2014 (NPMI)")


@dataclass(frozen=True, eq=False, repr=False)
class TopicModel:
    """Topics of a corpus.

    Parameters
    ----------
    corpus
        The articles.
    bag
        What was counted.
    fitted
        What the engine learnt.
    parameters
        How it was fitted, enough to do it again.
    """

    corpus: Corpus
    bag: Bag
    fitted: engines.Fit
    parameters: Mapping[str, Any]

    @property
    def k(self) -> int:
        """The number of topics."""
        return len(self.fitted.words)

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """The mean share of each topic in each article (articles x topics)."""
        return np.asarray(self.fitted.draws.mean(axis=0))

    def __repr__(self) -> str:
        """Name the topics."""
        return f"<TopicModel of {len(self.corpus)} articles, topics {'; '.join(self.labels)}>"

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """A number and the three most distinctive words of each topic."""
        order = np.argsort(-_frex(self.fitted.words), axis=1, kind="stable")[:, :3]
        return tuple(
            f"{number}: {', '.join(self.bag.words[column] for column in row)}"
            for number, row in enumerate(order, start=1)
        )

    @cached_property
    def _refitted(self) -> dict[tuple[int, int], NDArray[np.float64]]:
        """What refits gave, by their number and seed: several questions ask for the same ones."""
        return {}

    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before believing the topics."""
        n = len(self.corpus)
        found = []
        if n < FEW_ARTICLES:
            found.append(f"exploratory: {count_of(n, 'article')}, under {FEW_ARTICLES}")
        if self.k > n / 10:
            articles = count_of(n, "article")
            found.append(f"exploratory: {self.k} topics for {articles}, over one for ten")
        return tuple(found)

    def top_terms(self, n: int = 10, *, by: Literal["probability", "frex"] = "frex") -> Result:
        """List the words that characterise each topic.

        Parameters
        ----------
        n
            Words a topic.
        by
            ``probability``, or ``frex``: the harmonic mean of the ranks of a word's probability and
            of its exclusivity to the topic, in equal parts (Airoldi and Bischof 2016).

        Returns
        -------
        Result
            ``topic``, ``label``, ``rank``, ``term``, ``probability``, ``coherence``.
        """
        import pandas as pd

        require_one_of(by, ("probability", "frex"), "ranking of words")
        _require_whole("n", n, 1)
        score = self.fitted.words if by == "probability" else _frex(self.fitted.words)
        order = np.argsort(-score, axis=1, kind="stable")[:, :n]
        npmi = quality.coherence(self.fitted.words, self.bag)
        rows = [
            {
                "topic": topic + 1,
                "label": self.labels[topic],
                "rank": rank,
                "term": self.bag.words[column],
                "probability": float(self.fitted.words[topic, column]),
                "coherence": float(npmi[topic]),
            }
            for topic in range(self.k)
            for rank, column in enumerate(order[topic], start=1)
        ]
        notes = (
            *self._notes(),
            f"words ranked by {by}",
            f"coherence: NPMI of the {quality.TOP} most probable words over articles, -1 to 1; "
            f"diversity {quality.diversity(self.fitted.words):.2f} (1: no word in two topics)",
        )
        return self._report(pd.DataFrame(rows), "Words of the topics", notes)

    def representative(self, topic: int, n: int = 5) -> Result:
        """List the articles with the largest share of a topic.

        Parameters
        ----------
        topic
            Counted from 1.
        n
            How many articles.

        Returns
        -------
        Result
            ``article title share low high``, the largest share first.

        Raises
        ------
        AnalysisError
            When there is no such topic.
        """
        import pandas as pd

        if topic not in range(1, self.k + 1):
            raise AnalysisError(f"no topic {topic}; there are 1 to {self.k}")
        _require_whole("n", n, 1)
        order = np.argsort(-self.shares[:, topic - 1], kind="stable")[:n]
        low, high = np.quantile(self.fitted.draws[:, :, topic - 1], (0.05, 0.95), axis=0)
        rows = [
            {
                "article": self.corpus.items[row].id,
                "title": self.corpus.items[row].title,
                "share": float(self.shares[row, topic - 1]),
                "low": float(low[row]),
                "high": float(high[row]),
            }
            for row in order
        ]
        notes = (*self._notes(), "low, high: 90 % of the posterior draws")
        return self._report(pd.DataFrame(rows), f"Articles with most of {topic}", notes)

    def prevalence(
        self, *, by: str | Sequence[str] = "author", refits: int = 10, seed: int = 0
    ) -> Result:
        """Compare how common topics are between groups; see `toolkit.analyses.topics.effects`."""
        from toolkit.analyses.topics.effects import prevalence

        return prevalence(self, by=by, refits=refits, seed=seed)

    def stability(self, *, refits: int = 10, seed: int = 0) -> Result:
        """Refit on subsamples of articles and say how well each topic comes back.

        Each refit draws four fifths of the articles without replacement; topics are matched one to
        one, and the cosine of their words is averaged.

        Returns
        -------
        Result
            ``topic``, ``label``, ``stability`` (0 to 1), ``stable`` (at least 0.7).
        """
        import pandas as pd

        cosines = quality_of_refits(self, refits=refits, seed=seed)
        mean = cosines.mean(axis=0)
        table = pd.DataFrame(
            {
                "topic": np.arange(1, self.k + 1),
                "label": list(self.labels),
                "stability": mean,
                "lowest": cosines.min(axis=0),
                "stable": mean >= STABLE,
            }
        )
        notes = (
            *self._notes(),
            f"stability: mean cosine of matched topics over {refits} refits on 80 % of articles",
        )
        unstable = [str(topic) for topic in table.loc[~table["stable"], "topic"]]
        warnings = (f"topics that do not come back (under {STABLE}): {', '.join(unstable)}",)
        return self._report(table, "Stability of topics", notes, warnings if unstable else ())

    def _notes(self) -> tuple[str, ...]:
        return (
            f"{self.k} topics by {self.parameters['engine']} over "
            f"{count_of(len(self.corpus), 'article')}, "
            f"{len(self.bag.words)} content lemmas, {int(self.bag.lengths.sum()):,} tokens",
        )

    def _report(
        self, table: Any, title: str, notes: Sequence[str], warnings: Sequence[str] = ()
    ) -> Result:
        return report(
            self.corpus,
            table,
            title=title,
            notes=notes,
            warnings=(*self.warnings(), *warnings),
            parameters=self.parameters,
            sources=_SOURCES,
        )


def fit(
    corpus: Corpus,
    k: int,
    *,
    engine: Engine = "gibbs",
    seeds: Mapping[str, Sequence[str]] | None = None,
    min_articles: int = 2,
    iterations: int = 500,
    seed: int = 1,
) -> TopicModel:
    """Fit topics to the content words of whole articles.

    Parameters
    ----------
    corpus
        The articles.
    k
        How many topics; under a tenth of the number of articles to be more than exploratory.
    engine
        ``gibbs``: LDA by Gibbs sampling, started from NMF, with a posterior (the default);
        ``nmf``: tf-idf factors, no posterior; ``gensim``: variational LDA, ten passes.
    seeds
        Words by topic name, to guide the first topics (``gibbs`` only).
    min_articles
        Words in fewer articles are left out.
    iterations
        Sweeps before the first posterior draw (``gibbs`` only).
    seed
        The seed of everything random. The same seed gives the same model on one machine.

    Returns
    -------
    TopicModel

    Raises
    ------
    AnalysisError
        When there are fewer articles than topics, nothing is left to count, or a number is none.
    """
    require_articles(corpus)
    require_one_of(engine, ENGINES, "engine")
    require_k(corpus, k)
    _require_whole("min_articles", min_articles, 1)
    # the sampler would take a number below 0 for a very large one, and never come back
    _require_whole("iterations", iterations, 1)
    _require_whole("seed", seed, 0)
    bag = bag_of_words(corpus, min_articles=min_articles)
    return TopicModel(
        corpus,
        bag,
        _fit(bag, k, engine=engine, seeds=seeds, iterations=iterations, seed=seed),
        {
            "k": k,
            "engine": engine,
            "seeds": {name: list(words) for name, words in (seeds or {}).items()},
            "min_articles": min_articles,
            "iterations": iterations,
            "seed": seed,
            "eta": engines.ETA,
        },
    )


def require_k(corpus: Corpus, k: int) -> None:
    """Refuse a number of topics that a corpus cannot have."""
    _require_whole("k, the number of topics,", k, 2)
    if k > len(corpus):
        raise AnalysisError(
            f"k is {k}; choose at least 2 and at most the number of articles, {len(corpus)}"
        )


def _require_whole(what: str, value: object, least: int) -> None:
    if not is_whole(value, least):
        raise AnalysisError(f"{what} is a whole number from {least} on, not {value!r}")


def _fit(
    bag: Bag,
    k: int,
    *,
    engine: str,
    seeds: Mapping[str, Sequence[str]] | None,
    iterations: int,
    seed: int,
) -> engines.Fit:
    if engine == "gibbs":
        guided = engines.named_seeds(bag, k, seeds) if seeds else None
        return engines.gibbs(bag, k, seed=seed, iterations=iterations, seeds=guided)
    if seeds:
        raise AnalysisError(f"seeds guide the engine 'gibbs' only, not {engine!r}")
    return engines.nmf(bag, k, seed=seed) if engine == "nmf" else engines.gensim(bag, k, seed=seed)


def quality_of_refits(model: TopicModel, *, refits: int, seed: int) -> NDArray[np.float64]:
    """Refit on subsamples of four fifths of the articles; the same refits are made only once.

    Returns
    -------
    numpy.ndarray
        Refits x topics: the cosine of each topic with its match in the refit.
    """
    _require_whole("refits", refits, 1)
    _require_whole("seed", seed, 0)
    known = model._refitted
    if (refits, seed) not in known:
        cosines = _refit(model, refits=refits, seed=seed)
        cosines.setflags(write=False)
        known[refits, seed] = cosines
    return known[refits, seed]


def _refit(model: TopicModel, *, refits: int, seed: int) -> NDArray[np.float64]:
    from tqdm.auto import tqdm

    rng = np.random.default_rng(seed)
    n = len(model.corpus)
    size = max(model.k + 1, round(0.8 * n))
    if size >= n:
        raise AnalysisError(
            f"{count_of(n, 'article is', 'articles are')} too few to refit {model.k} topics "
            "on subsamples"
        )
    cosines = np.zeros((refits, model.k))
    options = {name: model.parameters[name] for name in ("engine", "iterations")}
    seeds = model.parameters["seeds"] or None
    for number in tqdm(range(refits), desc="refitting", disable=None, leave=False):
        rows = np.sort(rng.choice(n, size=size, replace=False))
        counts = model.bag.counts[rows].tocsr()
        part = Bag(counts, model.bag.words)
        again = _fit(part, model.k, seeds=seeds, seed=seed + number + 1, **options)
        cosines[number] = quality.match(model.fitted.words, again.words)
    return cosines


def _frex(words: NDArray[np.float64]) -> NDArray[np.float64]:
    """Score words by frequency and exclusivity in equal parts (Airoldi and Bischof 2016)."""
    from scipy.stats import rankdata

    n_words = words.shape[1]
    exclusive = words / words.sum(axis=0, keepdims=True)
    frequent_rank = rankdata(words, axis=1) / n_words
    exclusive_rank = rankdata(exclusive, axis=1) / n_words
    return np.asarray(2.0 / (1.0 / frequent_rank + 1.0 / exclusive_rank))
