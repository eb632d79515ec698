"""From texts to arrays: segment, tag, lemmatize, with everything learnt kept for the next text."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.chunks import ChunkMemo, Segmentation
from toolkit.annotate.features import BEGIN_OF_SENTENCE, END_OF_SENTENCE
from toolkit.annotate.growing import GrowingArray, Numbering
from toolkit.annotate.lemmatizer import Lemmatizer
from toolkit.annotate.tagger import Tagger
from toolkit.annotate.token_arrays import TokenArrays
from toolkit.annotate.weights import WIDTH, Weights, unpack_weights
from toolkit.annotate.word_tables import InflectionTable, read_clusters, read_model_file

Integers = NDArray[np.integer[Any]]
# Takes the words of each sentence and gives their tags.
Tagging = Callable[[list[list[str]]], list[list[str]]]

# Texts are worked on together up to this size, so that memory stays flat.
_BATCH_CHARACTERS = 1_000_000
# What was learnt is forgotten past these, for the same reason.
_MOST_WORDS = 150_000
_MOST_CHARACTERS = 20_000_000


@lru_cache(maxsize=1)
def _model() -> tuple[Weights, InflectionTable, dict[str, str], Lemmatizer]:
    inflections = InflectionTable.load()
    return (
        unpack_weights(read_model_file("tagger.xz")),
        inflections,
        read_clusters(),
        Lemmatizer.load(inflections),
    )


@lru_cache(maxsize=1)
def fingerprint_of_model() -> str:
    """Give twelve letters that change with the model and with the rules, which are code."""
    digest = hashlib.sha256()
    room = files("toolkit.annotate")
    for folder, ending in ((room, ".py"), (room / "model", ".xz")):
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(ending):
                digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


class Memory:
    """Everything learnt from the texts so far; it changes how fast a text is read, never how."""

    def __init__(self) -> None:
        weights, inflections, clusters, self._lemmatizer = _model()
        self.words = Numbering([BEGIN_OF_SENTENCE, END_OF_SENTENCE])
        self.forms = Numbering()
        self.lemmas = Numbering()
        self.tags = Numbering(weights.tags)
        self.chunks = ChunkMemo(self.words, self.forms)
        self.tagger = Tagger(weights, inflections.classes, clusters)
        self._lemma_of = GrowingArray(np.int32, (WIDTH,))

    @property
    def is_full(self) -> bool:
        """Whether it is time to forget."""
        many = len(self.words.names) > _MOST_WORDS
        return many or self.chunks.characters > _MOST_CHARACTERS

    def tag(self, words: Integers, sentences: Integers, tagging: Tagging | None = None) -> Integers:
        """Tag sentences of word numbers, by another's tagging if it is given."""
        if tagging is None:
            if len(self.tagger) < len(self.words.names):
                self.tagger.learn(self.words.names[len(self.tagger) :])
            return self.tagger.tag(words, sentences)
        names = [self.words.names[word] for word in words.tolist()]
        parted = [names[begin:end] for begin, end in pairwise(sentences.tolist())]
        return self.tags.of([name for tags in tagging(parted) for name in tags])

    def lemma(self, forms: Integers, tags: Integers) -> Integers:
        """Give the number of each lemma; a form and tag met for the first time is looked up."""
        missing = len(self.forms.names) - len(self._lemma_of)
        if missing:
            self._lemma_of.extend_by(missing)[:] = -1
        table = self._lemma_of.values.reshape(-1)
        cells = forms.astype(np.int64) * WIDTH + tags
        lemmas = table[cells]
        lacking = lemmas < 0
        if lacking.any():
            new = np.unique(cells[lacking])
            names, tag_names, lemma = self.forms.names, self.tags.names, self._lemmatizer.lemma
            table[new] = self.lemmas.of(
                [
                    lemma(names[form], tag_names[tag])
                    for form, tag in zip(*(x.tolist() for x in divmod(new, WIDTH)), strict=True)
                ]
            )
            lemmas = table[cells]
        return np.asarray(lemmas)


_lock = threading.Lock()
_memory: list[Memory] = []  # one, once there has been a text


def _fresh_memory() -> Memory:
    """Give what was learnt so far, or nothing once that is much; hold `_lock` while using it."""
    if not _memory or _memory[0].is_full:
        _memory[:] = [Memory()]
    return _memory[0]


@contextmanager
def _learning() -> Iterator[Callable[[], Memory]]:
    """Hold what was learnt so far; forget it if the work is broken off half learnt."""
    with _lock:
        try:
            yield _fresh_memory
        except BaseException:
            _memory.clear()
            raise


def segment(text: str) -> Segmentation:
    """Part one text into words and sentences."""
    with _learning() as borrow:
        return borrow().chunks.segment([text])


def tag(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    """Tag sentences of words."""
    sizes = np.array([len(sentence) for sentence in sentences if sentence], np.int64)
    with _learning() as borrow:
        memory = borrow()
        words = memory.words.of([word for sentence in sentences for word in sentence])
        numbers: Any = (
            memory.tag(words, np.concatenate([[0], np.cumsum(sizes)])) if len(words) else []
        )
        names = iter([memory.tagger.tags[number] for number in numbers])
    return [[next(names) for _ in sentence] for sentence in sentences]


def lemmatize(forms: Sequence[str], tags: Sequence[str]) -> list[str]:
    """Give the lemma of each form under its tag."""
    lemmatizer = _model()[-1]
    return [lemmatizer.lemma(form, tag) for form, tag in zip(forms, tags, strict=True)]


def annotate_texts(texts: Sequence[str], *, tagging: Tagging | None = None) -> TokenArrays:
    """Annotate texts and give their tokens as arrays, tagged by another's tagging if given."""
    parts: list[TokenArrays] = []
    batches: list[TokenArrays] = []
    with _learning() as borrow:
        for batch in _batches(texts):
            memory = borrow()
            batches.append(_annotate_batch(memory, batch, tagging))
            if memory.is_full:
                parts.append(_with_own_codes(_concatenate(batches), memory))
                batches = []
        if batches:
            parts.append(_with_own_codes(_concatenate(batches), memory))
    return merge(parts)


def annotate_one(text: str, *, tagging: Tagging | None = None) -> dict[str, Any]:
    """Annotate one text and give its tokens as columns of names and numbers."""
    with _learning() as borrow:
        memory = borrow()
        segments = memory.chunks.segment([text])
        form, lemma, tag, heads, offsets = _corpus_tokens(memory, segments, tagging)
        columns: dict[str, Any] = {
            "form": memory.forms.spell(form),
            "lemma": memory.lemmas.spell(lemma),
            "tag": memory.tags.spell(tag),
        }
    columns["start"] = segments.start[heads].astype(np.int32, copy=False)
    columns["end"] = segments.form_end[heads].astype(np.int32, copy=False)
    for name, units in (("sentence", segments.sentences), ("paragraph", segments.paragraphs)):
        begins = np.zeros(len(heads), np.int32)
        begins[offsets[units[:-1]]] = 1
        columns[name] = np.cumsum(begins, dtype=np.int32)
    return columns


def _corpus_tokens(
    memory: Memory, segments: Segmentation, tagging: Tagging | None
) -> tuple[Integers, Integers, Integers, Integers, NDArray[np.int64]]:
    """Tag and lemmatize words, compounds joined.

    Returns
    -------
    form, lemma, tag
        Numbers of `memory`, one a token.
    heads
        The word with which each token begins.
    offsets
        For each word, and one past the last, how many tokens begin before it.
    """
    tags = memory.tag(segments.word, segments.sentences, tagging)
    heads = np.flatnonzero(~segments.continues)
    # A compound has the tag of its last word: it inflects and heads the compound.
    tags = tags[np.append(heads[1:], len(tags))[: len(heads)] - 1]
    offsets = np.zeros(len(segments.continues) + 1, np.int64)
    np.cumsum(~segments.continues, out=offsets[1:])
    form = segments.form[heads]
    return form, memory.lemma(form, tags), tags, heads, offsets


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch or not texts:
        yield batch


def _annotate_batch(memory: Memory, texts: list[str], tagging: Tagging | None) -> TokenArrays:
    """Annotate some texts; codes are those of the memory, whose names are not repeated."""
    segments = memory.chunks.segment(texts)
    form, lemma, tags, heads, offsets = _corpus_tokens(memory, segments, tagging)
    return TokenArrays(
        form=form.astype(np.int32, copy=False),
        lemma=lemma.astype(np.int32, copy=False),
        tag=tags.astype(np.int32, copy=False),
        start=segments.start[heads].astype(np.int32, copy=False),
        end=segments.form_end[heads].astype(np.int32, copy=False),
        text_offsets=offsets[segments.texts],
        paragraph_offsets=offsets[segments.paragraphs],
        sentence_offsets=offsets[segments.sentences],
        forms=(),
        lemmas=(),
        tags=(),
    )


def _with_own_codes(found: TokenArrays, memory: Memory) -> TokenArrays:
    """Give tokens names and codes of their own."""
    form, forms = _own_codes(found.form, memory.forms.names)
    lemma, lemmas = _own_codes(found.lemma, memory.lemmas.names)
    tag, tags = _own_codes(found.tag, memory.tags.names)
    return replace(found, form=form, forms=forms, lemma=lemma, lemmas=lemmas, tag=tag, tags=tags)


def _own_codes(codes: Integers, names: Sequence[str]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Number anew in alphabetical order, so that nothing learnt before shows in the result."""
    if len(codes) * 8 < len(names):
        used = np.unique(codes)
    else:
        used = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    found = [names[code] for code in used.tolist()]
    order = sorted(range(len(found)), key=found.__getitem__)
    own = np.empty(len(found), np.int32)
    own[order] = np.arange(len(found))
    if len(codes) * 8 < len(names):
        return own[np.searchsorted(used, codes)], tuple(found[place] for place in order)
    table = np.zeros(len(names), np.int32)
    table[used] = own
    return table[codes], tuple(found[place] for place in order)


def merge(parts: Sequence[TokenArrays]) -> TokenArrays:
    """Put arrays one after another under one vocabulary."""
    if len(parts) == 1:
        return parts[0]
    columns: dict[str, Any] = {}
    for attribute in ("form", "lemma", "tag"):
        vocabularies = [getattr(part, attribute + "s") for part in parts]
        names = sorted(set().union(*vocabularies))
        codes = {name: code for code, name in enumerate(names)}
        columns[attribute + "s"] = tuple(names)
        columns[attribute] = np.concatenate(
            [
                np.fromiter(map(codes.__getitem__, own), np.int32, len(own))[
                    getattr(part, attribute)
                ]
                for own, part in zip(vocabularies, parts, strict=True)
            ]
        )
    return replace(_concatenate(parts), **columns)


def _concatenate(parts: Sequence[TokenArrays]) -> TokenArrays:
    """Put arrays with the same vocabulary one after another."""
    if len(parts) == 1:
        return parts[0]
    columns: dict[str, Any] = {
        column: np.concatenate([getattr(part, column) for part in parts])
        for column in ("form", "lemma", "tag", "start", "end")
    }
    begins = np.cumsum([0, *(len(part) for part in parts)])
    for column in ("text_offsets", "paragraph_offsets", "sentence_offsets"):
        columns[column] = np.concatenate(
            [
                *(getattr(part, column)[:-1] + begin for part, begin in zip(parts, begins[:-1])),
                begins[-1:],
            ]
        )
    return replace(parts[0], **columns)
