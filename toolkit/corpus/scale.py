"""Annotate and count over several processes, or over a cluster; any number gives the same result.

Batches are fixed by the texts alone and put together in their order, so that neither the number of
workers nor which of them is fastest changes anything.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from toolkit import annotate
from toolkit.annotate import TaggerName
from toolkit.corpus import cache
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.counts import CountMatrix
from toolkit.errors import AnalysisError, CorpusError, suggest

if TYPE_CHECKING:
    from scipy import sparse

Outcome = TypeVar("Outcome")
# Runs a function over batches of texts and yields what it gives, in the order of the batches.
BatchRunner = Callable[[Callable[[list[str]], Any], list[list[str]]], Iterator[Any]]

_COUNTED = ("form", "lemma", "tag")
_PATIENCE = "10 s"


def annotate_corpus(path: str | Path, *, jobs: int = 1, cluster: str = "") -> Corpus:
    """Load a corpus and annotate whatever its cache does not have.

    Parameters
    ----------
    path
        The corpus folder.
    jobs
        Processes. Below some thousand articles one is fastest: starting others costs seconds.
    cluster
        The address of a Dask scheduler; `jobs` is then not looked at.

    Raises
    ------
    CorpusError
        When the folder is no corpus, or the cluster cannot be used.
    """
    from toolkit.corpus import load

    corpus = load(path)
    with on_cluster(cluster) if cluster else contextlib.nullcontext() as runner:
        if runner is None and jobs > 1:
            runner = in_processes(jobs)
        if runner is not None:
            corpus = corpus.using(runner)
        _ = corpus.tokens
    return corpus


def in_processes(jobs: int) -> BatchRunner:
    """Run batches over processes of this machine."""

    def run(
        function: Callable[[list[str]], Outcome], batches: list[list[str]]
    ) -> Iterator[Outcome]:
        from joblib import Parallel, delayed

        parallel = Parallel(n_jobs=jobs, return_as="generator")
        yield from parallel(delayed(function)(batch) for batch in batches)

    return run


@contextlib.contextmanager
def on_cluster(address: str) -> Iterator[BatchRunner]:
    """Run batches over the workers of a Dask cluster.

    A worker holds two batches at a time, so that the scheduler never has the whole corpus; one that
    dies has its batches done by another.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.1:8786``. Results travel in Dask's own format:
        use a cluster that you trust.

    Raises
    ------
    CorpusError
        When Dask is not installed, nothing answers at the address, there is no worker, or a worker
        has another version of the annotator.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CorpusError(
            "a cluster needs Dask: install the extra with pip install 'discourse-toolkit[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise CorpusError(
            f"no Dask scheduler answers at {address!r} ({type(error).__name__}); start one with "
            "'dask scheduler' and give its address, such as tcp://127.0.0.1:8786"
        ) from error
    with client:
        _check_workers(client)
        yield partial(_run_on, client)


def _check_workers(client: Any) -> None:
    try:
        found = client.run(annotate.fingerprint)
    except Exception as error:
        raise CorpusError(
            f"the workers of the cluster cannot load the toolkit ({error}); install it there too"
        ) from error
    if not found:
        raise CorpusError("the cluster has no worker; start one with 'dask worker ADDRESS'")
    other = [worker for worker, name in found.items() if name != annotate.fingerprint()]
    if other:
        raise CorpusError(
            f"{len(other)} of {len(found)} workers have another version of the annotator, "
            f"{other[0]} first; install the same version everywhere"
        )


def _run_on(
    client: Any, function: Callable[[list[str]], Outcome], batches: list[list[str]]
) -> Iterator[Outcome]:
    ahead = 2 * max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
    waiting: deque[Any] = deque()
    remaining = iter(batches)
    for batch in itertools.islice(remaining, ahead):
        waiting.append(client.submit(function, batch, pure=False, retries=2))
    while waiting:
        done = waiting.popleft()
        yield done.result()
        done.release()
        for batch in itertools.islice(remaining, 1):
            waiting.append(client.submit(function, batch, pure=False, retries=2))


@dataclass(frozen=True, eq=False)
class BatchCounts:
    """How often each name occurs in each text of a batch."""

    counts: sparse.csr_array
    names: tuple[str, ...]
    sizes: NDArray[np.int64]


def count_articles(
    corpus: Corpus, attribute: str = "lemma", *, run: BatchRunner | None = None
) -> CountMatrix:
    """Count an attribute by article without ever holding all tokens: equal to `Corpus.matrix`.

    For corpora whose tokens fit no single machine; counts of articles by lemma are a hundred times
    smaller. Nothing is kept in the cache.

    Parameters
    ----------
    corpus
        The articles to count; a selection is counted alone.
    attribute
        ``form``, ``lemma`` or ``tag``.
    run
        How to run batches: `in_processes`, or what `on_cluster` gives.

    Returns
    -------
    CountMatrix
        Punctuation is left out; names are those that the selection holds.

    Raises
    ------
    AnalysisError
        When the attribute is unknown.
    """
    if attribute not in _COUNTED:
        raise AnalysisError(
            f"cannot count {attribute!r} batch by batch{suggest(attribute, _COUNTED)}; "
            f"there are {', '.join(_COUNTED)}"
        )
    corpus = corpus.with_text()
    articles = corpus.items
    texts = {article.sha256: article.text for article in articles}
    groups = list(cache.in_batches(list(texts), texts))
    function = partial(count_batch, attribute=attribute, tagger=corpus.tagger)
    runner: BatchRunner = run or cache.one_by_one
    parts = list(runner(function, [[texts[sha] for sha in group] for group in groups]))
    place = {sha: row for row, sha in enumerate(texts)}
    rows = np.array([place[article.sha256] for article in articles], np.int64)
    return _merged(parts, rows, tuple(article.id for article in articles))


def count_batch(texts: list[str], *, attribute: str, tagger: TaggerName) -> BatchCounts:
    """Annotate some texts and count an attribute in each."""
    from scipy import sparse

    found = annotate.arrays(texts, tagger=tagger)
    is_word = np.array([any(map(str.isalnum, form)) for form in found.forms], bool)
    word = is_word[found.form] if len(found) else np.zeros(0, bool)
    row = np.repeat(np.arange(len(texts)), np.diff(found.text_offsets))[word]
    column = getattr(found, attribute)[word]
    names = getattr(found, f"{attribute}s")
    ones = np.ones(len(row), np.int32)
    counts = sparse.coo_array((ones, (row, column)), shape=(len(texts), len(names))).tocsr()
    return BatchCounts(counts, names, np.bincount(row, minlength=len(texts)).astype(np.int64))


def _merged(
    parts: Sequence[BatchCounts], rows: NDArray[np.int64], units: tuple[str, ...]
) -> CountMatrix:
    from scipy import sparse

    names = tuple(sorted(set().union(*(part.names for part in parts))))
    column = {name: number for number, name in enumerate(names)}
    blocks = []
    for part in parts:
        block = part.counts.tocoo()
        own = np.array([column[name] for name in part.names], np.int32)
        where = (block.row, own[block.col] if len(own) else block.col)
        blocks.append(
            sparse.coo_array((block.data, where), shape=(block.shape[0], len(names))).tocsr()
        )
    stacked = sparse.vstack(blocks, format="csr") if blocks else sparse.csr_array((0, len(names)))
    whole = sparse.csr_array(stacked)[rows]
    whole.sum_duplicates()
    sizes = np.concatenate([part.sizes for part in parts]) if parts else np.zeros(0, np.int64)
    return CountMatrix(whole, names, units, sizes[rows])
