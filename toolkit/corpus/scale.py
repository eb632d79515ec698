"""Annotate over several processes, or over a cluster; the result is the same for any number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from toolkit.annotate import TokenArrays
from toolkit.corpus.cache import Runner
from toolkit.corpus.corpus import Corpus


def annotate_corpus(path: str | Path, *, jobs: int = 1) -> Corpus:
    """Load a corpus and annotate whatever its cache does not have.

    Parameters
    ----------
    path
        The corpus folder.
    jobs
        Processes. Below some thousand articles one is fastest: starting others costs seconds.
    """
    from toolkit.corpus import load

    corpus = load(path)
    if jobs > 1:
        corpus = corpus.using(in_processes(jobs))
    _ = corpus.tokens
    return corpus


def in_processes(jobs: int) -> Runner:
    """Run batches over processes of this machine, in their order."""

    def run(
        function: Callable[[list[str]], TokenArrays], batches: list[list[str]]
    ) -> Iterator[TokenArrays]:
        from joblib import Parallel, delayed

        parallel = Parallel(n_jobs=jobs, return_as="generator")
        yield from parallel(delayed(function)(batch) for batch in batches)

    return run
