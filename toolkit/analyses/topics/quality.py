"""How coherent, distinct and stable topics are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.topics.terms import Bag

TOP = 10


def top_words(topics: NDArray[np.float64], n: int = TOP) -> NDArray[np.int64]:
    """Give the columns of the `n` most probable words of each topic."""
    return np.argsort(-topics, axis=1, kind="stable")[:, :n]


def coherence(topics: NDArray[np.float64], bag: Bag, n: int = TOP) -> NDArray[np.float64]:
    """Compute NPMI over the pairs of each topic's top words, in whole articles.

    NPMI = ln(p12 / (p1 p2)) / -ln p12 with p the shares of articles; -1 for a pair never together
    (Lau, Newman and Baldwin 2014; Bouma 2009).

    Returns
    -------
    numpy.ndarray
        One value a topic, from -1 to 1.
    """
    present = (bag.counts > 0).astype(np.float64).tocsc()
    n_articles = present.shape[0]
    values = []
    for columns in top_words(topics, n):
        block = present[:, columns]
        together = (block.T @ block).toarray() / n_articles
        alone = np.diag(together)
        upper = np.triu_indices(len(columns), k=1)
        joint = together[upper]
        expected = alone[upper[0]] * alone[upper[1]]
        with np.errstate(divide="ignore", invalid="ignore"):
            npmi = np.log(joint / expected) / -np.log(joint)
        npmi = np.where(joint <= 0, -1.0, np.where(joint >= 1, 0.0, npmi))
        values.append(float(npmi.mean()))
    return np.array(values)


def diversity(topics: NDArray[np.float64], n: int = TOP) -> float:
    """Compute the share of different words among all top words (Dieng, Ruiz and Blei 2020).

    Examples
    --------
    >>> diversity(np.array([[0.6, 0.4, 0.0], [0.0, 0.4, 0.6]]), n=2)
    0.75
    """
    top = top_words(topics, n)
    return len(np.unique(top)) / top.size


def match(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Match the topics of two fits one to one and give the cosine of each topic of `a`.

    The assignment is optimal (Hungarian algorithm; Kuhn 1955).
    """
    from scipy.optimize import linear_sum_assignment

    unit_a = a / np.linalg.norm(a, axis=1, keepdims=True)
    unit_b = b / np.linalg.norm(b, axis=1, keepdims=True)
    similarity = unit_a @ unit_b.T
    rows, columns = linear_sum_assignment(-similarity)
    cosines = np.zeros(len(a))
    cosines[rows] = similarity[rows, columns]
    return cosines
