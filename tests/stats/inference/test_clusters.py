"""Authors or outlets as units."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.errors import AnalysisError
from toolkit.stats import inference

SIZES = np.full(24, 100.0)
AUTHORS = np.repeat([f"author {n}" for n in range(8)], 3)
TARGET = np.arange(24) < 12
COUNTS = np.array([4, 5, 6, 1, 2, 1, 7, 8, 9, 3, 4, 3, 2, 1, 2, 4, 5, 4, 1, 1, 2, 3, 3, 2.0])


def test_clusters_are_compared_as_single_articles_would_be():
    """Adding an author's articles up by hand and comparing authors is the same."""
    found = inference.compare_clusters(COUNTS, SIZES, TARGET, AUTHORS)
    summed = COUNTS.reshape(8, 3).sum(axis=1)
    assert found.estimate == pytest.approx(np.log2(summed[:4].sum() / summed[4:].sum()))
    y, size = summed[:4], 300.0
    variance = ((y - y.mean()) ** 2).sum() / (4 * 3) / size**2
    assert found.target_se == pytest.approx(np.sqrt(variance), rel=1e-9)


def test_alike_articles_of_an_author_are_no_evidence():
    """With articles as units the groups differ; with authors they do not."""
    habit = np.repeat([12, 1, 9, 3, 1, 5, 2, 1], 3)
    counts = habit + np.tile([0, 1, 0], 8)
    naive = inference.compare(counts, SIZES, TARGET)
    honest = inference.compare_clusters(counts, SIZES, TARGET, AUTHORS)
    assert naive.p < 0.02
    assert honest.p > 0.1
    assert honest.estimate == pytest.approx(float(naive.estimate))


def test_articles_of_each_group_are_still_counted():
    """The number of articles that hold the item, not of authors."""
    found = inference.compare_clusters(COUNTS, SIZES, TARGET, AUTHORS)
    assert (int(found.target_articles), int(found.reference_articles)) == (12, 12)


def test_under_four_against_four_nothing_is_tested():
    """Three authors in a group are refused, with the numbers."""
    with pytest.raises(AnalysisError, match=r"3 against 4 clusters .* at least 4 against 4"):
        inference.compare_clusters(COUNTS[3:], SIZES[3:], TARGET[3:], AUTHORS[3:])
    with pytest.raises(AnalysisError, match="3 against 4 clusters"):
        inference.by_cluster(COUNTS[3:], SIZES[3:], TARGET[3:], AUTHORS[3:])


def test_an_author_on_both_sides_is_refused():
    """Then authors can be compared with themselves, within strata."""
    crossed = AUTHORS.copy()
    crossed[-1] = "author 0"
    with pytest.raises(AnalysisError, match="'author 0'; compare within clusters"):
        inference.compare_clusters(COUNTS, SIZES, TARGET, crossed)


def test_articles_without_an_author_are_refused():
    """Unsigned articles are not one author's."""
    unsigned = AUTHORS.astype(object)
    unsigned[[0, 4]] = None, float("nan")
    with pytest.raises(AnalysisError, match="2 of the 24 articles compared have no cluster"):
        inference.compare_clusters(COUNTS, SIZES, TARGET, unsigned)


def test_whole_authors_are_exchanged():
    """Kinds of authors do not differ: p of authors holds its level, p of articles does not."""
    of_authors, of_articles = [], []
    for seed in range(120):
        generator = np.random.default_rng(seed)
        counts = generator.poisson(np.repeat(generator.gamma(2.0, 2.0, 12), 4))
        sizes, authors, target = np.full(48, 100.0), np.repeat(np.arange(12), 4), np.arange(48) < 24
        units = inference.by_cluster(counts, sizes, target, authors)
        whole = inference.permutation(
            units.counts, units.sizes, units.target, replicates=199, seed=seed
        )
        single = inference.permutation(counts, sizes, target, replicates=199, seed=seed)
        of_authors.append(whole.p[0] < 0.05)
        of_articles.append(single.p < 0.05)
    assert np.mean(of_authors) < 0.11
    assert np.mean(of_articles) > 0.2


def test_clusters_must_be_named_for_every_article():
    """A list of the wrong length is not guessed at."""
    with pytest.raises(AnalysisError, match="one cluster for each of the 24"):
        inference.by_cluster(COUNTS, SIZES, TARGET, AUTHORS[:5])
