"""Annotate what is new, keep what is done, and put batches together.

A batch holds some texts under their sha256; its codes are its own. Loading merges the batches it
needs under one sorted vocabulary, so that the history of a cache never changes a result. A batch is
kept as soon as it is finished, so an interrupted run keeps every finished batch.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from toolkit import annotate
from toolkit.annotate import TaggerName, TokenArrays
from toolkit.corpus.cache_files import ARRAYS, VOCABULARIES, CacheFolder
from toolkit.corpus.spans import spans_to_positions

BATCH_CHARACTERS = 2_000_000

# Runs a function over batches of texts and yields the results in the order of the batches.
Runner = Callable[[Callable[[list[str]], TokenArrays], list[list[str]]], Iterator[TokenArrays]]


@dataclass(frozen=True, eq=False)
class Annotation:
    """The tokens of several texts under one sorted vocabulary."""

    form: Any
    lemma: Any
    tag: Any
    start: Any
    end: Any
    text_offsets: Any
    sentence_offsets: Any
    forms: tuple[str, ...]
    lemmas: tuple[str, ...]
    tags: tuple[str, ...]


def annotate_texts(
    order: Sequence[str],
    texts: Mapping[str, str],
    *,
    cache: Path | None = None,
    run: Runner | None = None,
    tagger: TaggerName = "toolkit",
) -> Annotation:
    """Annotate texts, taking from the cache what it has.

    Parameters
    ----------
    order
        The sha256 of each text wanted; the same one may come twice.
    texts
        Text by its sha256.
    cache
        The cache folder; ``None`` keeps nothing. One that cannot be written is told once, and
        nothing is kept.
    run
        How to run batches; one after the other when left out.
    tagger
        As in `toolkit.annotate.arrays`.

    Returns
    -------
    Annotation
    """
    function = annotate.arrays if tagger == "toolkit" else partial(annotate.arrays, tagger=tagger)
    folder = None
    if cache is not None:
        folder = CacheFolder(cache / f"annotation-{annotate.fingerprint(tagger)}")
        whole = folder.read_table(order)
        if whole is not None:
            return Annotation(**whole)
    batches: dict[tuple[str, ...], TokenArrays | Annotation] = {}
    if folder is not None:
        batches = {shas: Annotation(**columns) for shas, columns in folder.read_batches(set(order))}
    have = {sha for shas in batches for sha in shas}
    missing = [sha for sha in dict.fromkeys(order) if sha not in have]
    groups = list(in_batches(missing, texts))
    runner = run or one_by_one
    results = runner(function, [[texts[sha] for sha in group] for group in groups])
    for group, arrays in zip(groups, _with_progress(results, len(groups)), strict=True):
        batches[tuple(group)] = arrays
        if folder is not None:
            folder.write_batch(group, _columns(arrays))
    merged = merge([(shas, batches[shas]) for shas in sorted(batches)], order)
    if folder is not None and len(batches) > 1:
        folder.write_table(order, _columns(merged))
    return merged


def _columns(arrays: TokenArrays | Annotation) -> dict[str, Any]:
    return {name: getattr(arrays, name) for name in (*ARRAYS, *VOCABULARIES)}


def merge(
    batches: Sequence[tuple[Sequence[str], TokenArrays | Annotation]], order: Sequence[str]
) -> Annotation:
    """Put batches together under one sorted vocabulary, text after text in the order wanted.

    Parameters
    ----------
    batches
        The texts of each batch by name, and their arrays.
    order
        The names of the texts wanted; each must be in some batch.
    """
    merged: dict[str, Any] = {}
    for attribute, vocabulary in zip(("form", "lemma", "tag"), VOCABULARIES, strict=True):
        used = [
            _used(getattr(arrays, attribute), getattr(arrays, vocabulary)) for _, arrays in batches
        ]
        names = sorted(set().union(*(set(names) for names, _ in used)) if used else set())
        code = {name: number for number, name in enumerate(names)}
        parts = []
        for (_, arrays), (_, present) in zip(batches, used, strict=True):
            local = getattr(arrays, vocabulary)
            new = np.full(max(len(local), 1), -1, np.int32)
            for old in present:
                new[old] = code[local[old]]
            parts.append(new[np.asarray(getattr(arrays, attribute))])
        merged[attribute] = np.concatenate(parts) if parts else np.empty(0, np.int32)
        merged[vocabulary] = tuple(names)
    for attribute in ("start", "end"):
        parts = [np.asarray(getattr(arrays, attribute)) for _, arrays in batches]
        merged[attribute] = np.concatenate(parts) if parts else np.empty(0, np.int32)
    return _reorder(merged, batches, order)


def _used(codes: Any, names: Sequence[str]) -> tuple[list[str], list[int]]:
    present = (
        np.flatnonzero(np.bincount(codes, minlength=len(names))).tolist() if len(codes) else []
    )
    return [names[code] for code in present], present


def _reorder(
    merged: dict[str, Any],
    batches: Sequence[tuple[Sequence[str], TokenArrays | Annotation]],
    order: Sequence[str],
) -> Annotation:
    begins: dict[str, tuple[int, int]] = {}
    boundary_parts = []
    before = 0
    for shas, arrays in batches:
        offsets = np.asarray(arrays.text_offsets, np.int64) + before
        begins.update(zip(shas, itertools.pairwise(offsets), strict=True))
        boundary_parts.append(np.asarray(arrays.sentence_offsets[:-1], np.int64) + before)
        before += len(arrays.form)
    starts_sentence = np.zeros(before + 1, bool)
    if boundary_parts:
        starts_sentence[np.concatenate(boundary_parts)] = True
    spans = np.array([begins[sha] for sha in order], np.int64).reshape(-1, 2)
    places = spans_to_positions(spans[:, 0], spans[:, 1])
    text_offsets = np.concatenate([[0], np.cumsum(spans[:, 1] - spans[:, 0])]).astype(np.int64)
    sentences = np.flatnonzero(starts_sentence[:-1][places])
    sentence_offsets = np.concatenate([sentences, [len(places)]]).astype(np.int64)
    if len(places) == before and np.array_equal(places, np.arange(before)):
        taken = {name: merged[name] for name in ("form", "lemma", "tag", "start", "end")}
    else:
        taken = {name: merged[name][places] for name in ("form", "lemma", "tag", "start", "end")}
    return _drop_unused(
        Annotation(
            **taken,
            text_offsets=text_offsets,
            sentence_offsets=sentence_offsets,
            forms=merged["forms"],
            lemmas=merged["lemmas"],
            tags=merged["tags"],
        )
    )


def _drop_unused(whole: Annotation) -> Annotation:
    """Leave out names that only texts outside the order had (a batch may hold more than asked)."""
    changed: dict[str, Any] = {}
    for attribute, vocabulary in zip(("form", "lemma", "tag"), VOCABULARIES, strict=True):
        codes, names = getattr(whole, attribute), getattr(whole, vocabulary)
        seen = np.bincount(codes, minlength=len(names)) > 0 if len(codes) else np.zeros(0, bool)
        if len(codes) and seen.all():
            continue
        changed[vocabulary] = tuple(name for name, kept in zip(names, seen, strict=False) if kept)
        if len(codes):
            changed[attribute] = (np.cumsum(seen) - 1).astype(np.int32)[codes]
    return replace(whole, **changed) if changed else whole


def one_by_one(
    function: Callable[[list[str]], TokenArrays], batches: list[list[str]]
) -> Iterator[TokenArrays]:
    """Run batches in this process."""
    yield from map(function, batches)


def _with_progress(results: Iterable[TokenArrays], total: int) -> Iterator[TokenArrays]:
    from tqdm.auto import tqdm

    # One batch is done within seconds; a bar for it would only flicker.
    quiet = True if total < 2 else None
    yield from tqdm(results, "annotating", total, leave=False, unit="batch", disable=quiet)


def in_batches(shas: Sequence[str], texts: Mapping[str, str]) -> Iterator[list[str]]:
    """Part texts, given by their sha256, into batches of about equal size."""
    batch: list[str] = []
    size = 0
    for sha in shas:
        batch.append(sha)
        size += len(texts[sha])
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
