"""Shares known up to a posterior: draws analysed one by one and pooled."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from toolkit.errors import AnalysisError
from toolkit.stats import inference


def shares(seed, draws=5, articles=14):
    return np.random.default_rng(seed).beta(2, 5, (draws, articles))


def test_rubins_rules_by_hand():
    """Three draws: mean .12, within .0005, between .0004: total .0005 + 4/3 x .0004."""
    found = inference.pool([0.10, 0.14, 0.12], [0.0004, 0.0005, 0.0006], 38)
    error = np.sqrt(0.0005 + 4 / 3 * 0.0004)
    assert found.estimate == pytest.approx(0.12)
    assert found.se == pytest.approx(error)
    assert found.low == pytest.approx(0.12 - scipy.stats.t.ppf(0.975, 38) * error)
    assert found.p == pytest.approx(2 * scipy.stats.t.sf(0.12 / error, 38))
    assert found.detectable == pytest.approx(2.8 * error)


def test_difference_of_two_groups_has_the_variance_of_welch():
    """Identical draws: nothing between them, s1^2 / n1 + s2^2 / n2 within."""
    one = shares(1)[0]
    target = np.arange(14) < 6
    found = inference.pooled_difference(np.stack([one] * 3), target)
    welch = scipy.stats.ttest_ind(one[target], one[~target], equal_var=False)
    assert found.estimate == pytest.approx(one[target].mean() - one[~target].mean())
    assert found.between == pytest.approx(0.0, abs=1e-20)
    assert found.estimate / found.se == pytest.approx(welch.statistic, rel=1e-9)


def test_regression_by_matrix():
    """Least squares and HC2, draw by draw, for a design of three columns."""
    drawn = shares(2)
    design = np.stack([np.ones(14), np.arange(14.0), np.arange(14) % 2], axis=1)
    bread = np.linalg.inv(design.T @ design)
    hat = design @ bread @ design.T
    estimates, variances = [], []
    for draw in drawn:
        residual = draw - hat @ draw
        meat = design.T @ np.diag(residual**2 / (1 - np.diag(hat))) @ design
        estimates.append(bread @ design.T @ draw)
        variances.append(np.diag(bread @ meat @ bread))
    found = inference.pooled_regression(drawn, design)
    np.testing.assert_allclose(found.estimate, np.mean(estimates, axis=0))
    np.testing.assert_allclose(found.within, np.mean(variances, axis=0))
    assert found.df.tolist() == [11.0] * 3


def test_clusters_of_one_article_are_articles():
    """CR2 becomes HC2."""
    drawn, target = shares(3), np.arange(14) < 7
    one = inference.pooled_difference(drawn, target)
    other = inference.pooled_difference(drawn, target, clusters=np.arange(14))
    assert one.se == pytest.approx(float(other.se), rel=1e-9)


def test_uncertain_shares_widen_the_interval():
    """The same mean with draws farther apart."""
    centre, target = shares(4)[0], np.arange(14) < 7
    noise = np.random.default_rng(0).normal(0, 1, (20, 14))
    widths = [
        float(inference.pooled_difference(centre + amount * noise, target).se)
        for amount in (0.0, 0.05, 0.2)
    ]
    assert widths == sorted(widths)
    assert widths[2] > 1.3 * widths[0]


def test_few_articles_and_few_clusters_are_described_only():
    """Four articles, or three authors, on a side."""
    four = inference.pooled_difference(shares(5), np.arange(14) < 4)
    assert np.isfinite(four.estimate)
    assert np.isnan([four.low, four.p, four.se]).all()
    authors = np.array([0, 0, 1, 1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9])
    three = inference.pooled_difference(shares(5), np.arange(14) < 7, clusters=authors)
    assert np.isnan(three.p)


def test_joint_test_is_uniform_where_nothing_differs():
    """Two hundred made corpora of four topics."""
    target = np.arange(16) < 6
    p = [
        inference.joint_permutation(
            np.random.default_rng(seed).dirichlet(np.ones(4), 16), target, replicates=99, seed=seed
        )
        for seed in range(200)
    ]
    assert scipy.stats.kstest(p, "uniform").pvalue > 0.005


def test_wrong_shapes_are_named():
    """One draw is no posterior; dependent columns have no coefficients."""
    with pytest.raises(AnalysisError, match="at least 2 draws"):
        inference.pool([0.1], [0.01], 5)
    with pytest.raises(AnalysisError, match="depend on each other"):
        inference.pooled_regression(shares(6), np.ones((14, 2)))
    with pytest.raises(AnalysisError, match="cannot determine"):
        inference.pooled_regression(shares(6, articles=2), np.eye(2))
    with pytest.raises(AnalysisError, match="in both groups"):
        inference.pooled_difference(shares(6), np.arange(14) < 7, np.arange(14) > 5)


def test_a_missing_share_is_refused():
    """One NaN would make every permutation fall short: a p of 0 where nothing differs."""
    one = shares(1)[0]
    one[3] = np.nan
    first = np.arange(14) < 7
    with pytest.raises(AnalysisError, match=r"shares must be finite numbers.*position 3"):
        inference.joint_permutation(one[:, None], first, replicates=19)
    with pytest.raises(AnalysisError, match="draws must be finite numbers"):
        inference.pooled_difference(np.stack([one, one]), first)
    kept = np.arange(14) != 3
    assert inference.joint_permutation(one[:, None], first & kept, ~first, replicates=19) > 0


@pytest.mark.parametrize("hidden", [None, np.nan])
def test_articles_without_a_cluster_are_refused(hidden):
    """Together they are no author."""
    clusters = np.array([*"aabbccddeeffgg"], dtype=object)
    clusters[[0, 13]] = hidden
    with pytest.raises(AnalysisError, match="2 of the 14 articles compared have no cluster"):
        inference.pooled_difference(shares(1), np.arange(14) < 7, clusters=clusters)
