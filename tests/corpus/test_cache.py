"""The cache: only what is new is annotated, and history never changes a result."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest

from toolkit import annotate
from toolkit.corpus import cache as caching
from toolkit.corpus.cache import Annotation, annotate_texts

TEXTS = ["Russia sells gas.", "Turkey buys arms. It pays.", "NATO met in Vilnius.", ""]


def named(texts: list[str]) -> tuple[list[str], dict[str, str]]:
    shas = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    return shas, dict(zip(shas, texts, strict=True))


def same(a: Annotation, b: Annotation) -> bool:
    return all(
        np.array_equal(getattr(a, field.name), getattr(b, field.name))
        for field in dataclasses.fields(Annotation)
    )


def test_history_of_the_cache_does_not_matter(tmp_path):
    """Texts annotated one by one, in another order, or all at once give the same arrays."""
    order, texts = named(TEXTS)
    fresh = annotate_texts(order, texts)
    for sha in reversed(order):
        annotate_texts([sha], texts, cache=tmp_path)
    assert same(annotate_texts(order, texts, cache=tmp_path), fresh)
    assert same(annotate_texts(order, texts, cache=tmp_path), fresh)


def test_only_new_texts_are_annotated(tmp_path, monkeypatch):
    """A second call reads; a third with one more text annotates that one."""
    order, texts = named(TEXTS)
    seen: list[str] = []
    arrays = annotate.arrays

    def spy(batch):
        seen.extend(batch)
        return arrays(batch)

    monkeypatch.setattr(caching.annotate, "arrays", spy)
    annotate_texts(order[:2], texts, cache=tmp_path)
    annotate_texts(order[:2], texts, cache=tmp_path)
    annotate_texts(order, texts, cache=tmp_path)
    assert sorted(seen) == sorted(TEXTS)


def test_finished_batches_survive_an_interruption(tmp_path, monkeypatch):
    """What was done before Ctrl-C need not be done again."""
    monkeypatch.setattr(caching, "BATCH_CHARACTERS", 1)
    order, texts = named(TEXTS[:3])
    done: list[str] = []

    def runner(function, batches):
        for batch in batches:
            if len(done) == 2:
                raise KeyboardInterrupt
            done.extend(batch)
            yield function(batch)

    with pytest.raises(KeyboardInterrupt):
        annotate_texts(order, texts, cache=tmp_path, run=runner)
    done.clear()
    done.append("placeholder")
    annotate_texts(order, texts, cache=tmp_path, run=runner)
    assert done == ["placeholder", TEXTS[2]]


def test_a_damaged_batch_is_made_again(tmp_path):
    """A cache can always be thrown away, also in part."""
    order, texts = named(TEXTS)
    fresh = annotate_texts(order, texts, cache=tmp_path)
    for path in Path(tmp_path).glob("*/batch-*/form.npy"):
        path.write_bytes(b"broken")
    assert same(annotate_texts(order, texts, cache=tmp_path), fresh)


def test_a_text_may_stand_twice(tmp_path):
    """A reprint shares its annotation."""
    order, texts = named(["Russia sells gas."])
    twice = annotate_texts(order * 2, texts, cache=tmp_path)
    assert twice.text_offsets.tolist() == [0, 4, 8]


def test_processes_do_not_change_the_result(monkeypatch):
    """Two processes give the arrays of one."""
    from toolkit.corpus.scale import in_processes

    monkeypatch.setattr(caching, "BATCH_CHARACTERS", 1)
    order, texts = named(TEXTS)
    assert same(annotate_texts(order, texts, run=in_processes(2)), annotate_texts(order, texts))
