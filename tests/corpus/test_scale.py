"""Processes and clusters: whatever the number of workers, the result is that of one process."""

from __future__ import annotations

import contextlib
import dataclasses

import numpy as np
import pytest

import toolkit
from toolkit.cli import main
from toolkit.corpus import cache as caching
from toolkit.corpus import scale
from toolkit.corpus.cache import Annotation
from toolkit.errors import AnalysisError, CorpusError

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own, of ports and slow shutdowns

TEXTS = [
    "Russia sells gas to Turkey. Ankara pays.",
    "NATO met in Vilnius; the U.S. envoys talked.",
    "Turkish-Russian ties grew.\n\nMoscow-backed forces left Idlib.",
    "Turkey depends on gas.",
    "Türkiye bought S-400s.",
    "...",
]


@pytest.fixture(scope="module")
def frame():
    import pandas as pd

    return pd.DataFrame({"text": [*TEXTS, TEXTS[0]]})


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(caching, "BATCH_CHARACTERS", 50)


@contextlib.contextmanager
def cluster(workers, **options):
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50, **options
    ) as made:
        yield made.scheduler_address


def columns(corpus):
    table = corpus.tokens
    return {
        field.name: getattr(table, field.name)
        for field in dataclasses.fields(table)
        if field.name != "actor_list"
    }


def assert_equal_counts(found, expected):
    assert found.units == expected.units
    assert found.sizes.tolist() == expected.sizes.tolist()
    frames = [counts.to_frame() for counts in (found, expected)]
    frames = [table.loc[:, table.sum() > 0] for table in frames]
    assert frames[0].equals(frames[1].astype(frames[0].dtypes))


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_workers_gives_the_result_of_none(frame, workers):
    """Annotation and article x lemma counts."""
    local = toolkit.from_frame(frame)
    with cluster(workers, processes=False) as address, scale.on_cluster(address) as run:
        spread = local.using(run)
        for name, expected in columns(local).items():
            assert np.array_equal(columns(spread)[name], expected), name
        assert_equal_counts(scale.count_articles(local, run=run), local.matrix())


def test_workers_in_processes_of_their_own_fill_the_cache(write_article, tmp_path, capsys):
    """By the command; a second run needs no cluster, for everything is there."""
    for number, text in enumerate(TEXTS[:4]):
        write_article(f"2019-article-{number}", text)
    folder = str(tmp_path / "corpus")
    with cluster(2, processes=True) as address:
        assert main(["annotate", "--corpus", folder, "--cluster", address]) == 0
    assert "4 articles, " in capsys.readouterr().err
    assert len(list((tmp_path / "corpus" / ".cache").glob("*/batch-*"))) > 1
    local = toolkit.from_frame(
        toolkit.load(folder).articles[["id"]].assign(text=[text.strip() for text in TEXTS[:4]])
    )
    loaded = toolkit.load(folder)
    for name, expected in columns(local).items():
        assert np.array_equal(columns(loaded)[name], expected), name


def test_a_cluster_that_is_not_there_is_told(monkeypatch, write_article, tmp_path, capsys):
    """With the address and what to start."""
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    monkeypatch.setattr(scale, "_PATIENCE", "1 s")
    write_article()
    call = ["annotate", "--corpus", str(tmp_path / "corpus"), "--cluster", "tcp://127.0.0.1:1"]
    assert main(call) == 1
    assert "no Dask scheduler answers at 'tcp://127.0.0.1:1'" in " ".join(
        capsys.readouterr().err.split()
    )


def test_a_cluster_without_workers_or_with_other_versions_is_told(monkeypatch):
    """Mixed annotators would give results that no single one gives."""
    with (
        cluster(0, processes=False) as address,
        pytest.raises(CorpusError, match="has no worker"),
        scale.on_cluster(address),
    ):
        pass

    class Client:
        def run(self, function):
            return {"tcp://a:1": "other", "tcp://b:1": function()}

    with pytest.raises(CorpusError, match="1 of 2 workers have another version"):
        scale._check_workers(Client())


def test_without_dask_the_extra_is_named(monkeypatch):
    """Only those who have a cluster need it."""
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CorpusError, match=r"discourse-toolkit\[cluster\]"), scale.on_cluster("x"):
        pass


@pytest.mark.parametrize("attribute", ["form", "lemma", "tag"])
def test_counts_by_batch_are_those_of_the_matrix(frame, attribute):
    """In this process, over two, for all articles and for some."""
    corpus = toolkit.from_frame(frame)
    expected = corpus.matrix(attribute)
    assert_equal_counts(scale.count_articles(corpus, attribute), expected)
    run = scale.in_processes(2)
    assert_equal_counts(scale.count_articles(corpus, attribute, run=run), expected)
    some = corpus.where(lambda row: row["id"] in ("article-2", "article-6", "article-7"))
    assert_equal_counts(scale.count_articles(some, attribute), some.matrix(attribute))


def test_actors_are_not_counted_by_batch(frame):
    """They need the whole table; the message says what can be counted."""
    with pytest.raises(AnalysisError, match="cannot count 'actor' batch by batch"):
        scale.count_articles(toolkit.from_frame(frame), "actor")


def test_batches_are_taken_in_order_and_few_at_a_time(monkeypatch):
    """However fast a worker is; the scheduler never holds the whole corpus."""
    outstanding = []

    class Future:
        def __init__(self, value):
            self.value = value
            outstanding.append(self)

        def result(self):
            return self.value

        def release(self):
            outstanding.remove(self)

    class Client:
        most = 0

        def scheduler_info(self, **_):
            return {"workers": {"a": {}, "b": {}}}

        def submit(self, function, batch, **_):
            made = Future(function(batch))
            self.most = max(self.most, len(outstanding))
            return made

    client = Client()
    found = list(scale._run_on(client, len, [["x"] * size for size in range(20)]))
    assert found == list(range(20))
    assert client.most == 4


def test_annotations_have_all_columns():
    """What is compared above is all there is."""
    assert {field.name for field in dataclasses.fields(Annotation)} == {
        *caching.ARRAYS,
        *caching.VOCABULARIES,
    }
