"""Fit topics: Gibbs sampling started from NMF, NMF alone, or gensim's variational LDA.

Each engine is deterministic: one worker, one BLAS thread, every seed given.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from toolkit.analyses.topics.terms import Bag
from toolkit.errors import AnalysisError

# Few articles need a stronger prior of words than the usual .01 to .1. Chosen once, on draws of 100
# articles from five sections of BBC News, where sections were found best from .05, .1, .3 and 1.
ETA = 0.3
DRAWS = 25
_THIN = 10
_SEED_WORDS = 10
_SEED_WEIGHT = 20.0


@dataclass(frozen=True, eq=False)
class Fit:
    """What an engine learnt.

    Parameters
    ----------
    words
        Topics x words; rows sum to 1.
    draws
        Draws x articles x topics; each row of a draw sums to 1. One draw where the engine has no
        posterior.
    alpha
        The prior of topic shares, one a topic.
    """

    words: NDArray[np.float64]
    draws: NDArray[np.float64]
    alpha: NDArray[np.float64]


def gibbs(
    bag: Bag,
    k: int,
    *,
    seed: int,
    iterations: int,
    seeds: Sequence[Sequence[str]] | None = None,
) -> Fit:
    """Sample LDA with tomotopy, its word priors started from NMF topics or from `seeds`.

    The posterior draws are `DRAWS` thinned states: with n the topic counts of an article, its
    shares are drawn from Dirichlet(alpha + n) (method of composition; Treier and Jackman 2008).

    Parameters
    ----------
    bag
        The articles.
    k
        Topics.
    seed
        Of the sampler and of the draws.
    iterations
        Sweeps before the first draw.
    seeds
        Words of each topic; those of an NMF fit when left out.
    """
    import tomotopy

    alpha = 1.0 / k
    model = tomotopy.LDAModel(k=k, alpha=alpha, eta=ETA, seed=seed)
    for row in range(bag.counts.shape[0]):
        model.add_doc(_tokens(bag, row))
    for topic, words in enumerate(seeds if seeds is not None else _nmf_seeds(bag, k)):
        for word in words:
            prior = [ETA * _SEED_WEIGHT if other == topic else ETA for other in range(k)]
            model.set_word_prior(word, prior)
    model.optim_interval = 0
    model.train(iterations, workers=1)
    rng = np.random.default_rng(seed)
    topics = np.zeros((k, len(bag.words)))
    draws = np.zeros((DRAWS, bag.counts.shape[0], k))
    place = {word: number for number, word in enumerate(bag.words)}
    columns = np.array([place[word] for word in model.used_vocabs])
    for number in range(DRAWS):
        model.train(_THIN, workers=1)
        for topic in range(k):
            topics[topic, columns] += model.get_topic_word_dist(topic)
        for row, document in enumerate(model.docs):
            counts = np.bincount(document.topics, minlength=k)
            draws[number, row] = rng.dirichlet(alpha + counts)
    topics /= topics.sum(axis=1, keepdims=True)
    return Fit(topics, draws, np.full(k, alpha))


def nmf(bag: Bag, k: int, *, seed: int) -> Fit:
    """Factorise tf-idf counts; the most coherent and stable start, but without a posterior."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    weighted = TfidfTransformer().fit_transform(bag.counts.astype(np.float64))
    # The start is a randomised SVD through BLAS, whose sums depend on the number of threads.
    with threadpool_limits(limits=1):
        model = NMF(k, init="nndsvda", random_state=seed, max_iter=600)
        shares = model.fit_transform(weighted)
    shares = shares + 1e-12
    words = model.components_ + 1e-12
    words /= words.sum(axis=1, keepdims=True)
    shares /= shares.sum(axis=1, keepdims=True)
    return Fit(words, shares[None], np.full(k, np.nan))


def gensim(bag: Bag, k: int, *, seed: int) -> Fit:
    """Fit gensim's variational LDA with ten passes and learnt priors (not its one-pass default)."""
    from gensim.models import LdaModel

    documents = [
        list(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        for row in (bag.counts[[number]] for number in range(bag.counts.shape[0]))
    ]
    with threadpool_limits(limits=1):
        model = LdaModel(
            documents,
            num_topics=k,
            id2word=dict(enumerate(bag.words)),
            passes=10,
            alpha="auto",
            eta="auto",
            random_state=seed,
        )
        shares = np.zeros((len(documents), k))
        for row, document in enumerate(documents):
            for topic, share in model.get_document_topics(document, minimum_probability=0.0):
                shares[row, topic] = share
    shares /= shares.sum(axis=1, keepdims=True)
    words: Any = model.get_topics().astype(np.float64)
    return Fit(words / words.sum(axis=1, keepdims=True), shares[None], np.asarray(model.alpha))


def named_seeds(bag: Bag, k: int, seeds: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Check the words a user gives for topics; the topics after them stay free.

    Raises
    ------
    AnalysisError
        When there are more named topics than `k`, or a topic has no word of the corpus.
    """
    if len(seeds) > k:
        raise AnalysisError(f"{len(seeds)} topics are named, and {k} are to be fitted; fit more")
    for name, words in seeds.items():
        if isinstance(words, str):
            raise AnalysisError(f"the words of topic {name!r} are one string; give a list of words")
    known = {word.casefold(): word for word in bag.words}
    found = []
    for name, words in seeds.items():
        kept = [known[word.casefold()] for word in words if word.casefold() in known]
        if not kept:
            raise AnalysisError(f"none of the words of topic {name!r} stands in the corpus")
        found.append(kept)
    return found


def _nmf_seeds(bag: Bag, k: int) -> list[list[str]]:
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # a start need not have converged: the sampler goes on from its ten first words a topic
        warnings.simplefilter("ignore", ConvergenceWarning)
        topics = nmf(bag, k, seed=0).words
    return [
        [bag.words[column] for column in np.argsort(-row, kind="stable")[:_SEED_WORDS]]
        for row in topics
    ]


def _tokens(bag: Bag, row: int) -> list[str]:
    """Write an article as its words in alphabetical order; LDA does not look at order."""
    begin, end = bag.counts.indptr[row], bag.counts.indptr[row + 1]
    return [
        bag.words[column]
        for column, count in zip(
            bag.counts.indices[begin:end], bag.counts.data[begin:end], strict=True
        )
        for _ in range(int(count))
    ]
