"""Train the perceptron: features from the package, passes in C, averages over several shuffles."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.features import (
    BEGIN_OF_SENTENCE,
    END_OF_SENTENCE,
    MOST_OPENERS,
    TEMPLATES,
    Position,
    WordClasses,
    attributes,
    normalize,
    opens_sentence,
)
from toolkit.annotate.weights import WIDTH, pack_weights
from training.quotations import quoted_copies
from training.treebank import Sentence


@dataclass(frozen=True)
class Settings:
    """Everything that may be tuned; tuned on the dev files only.

    Parameters
    ----------
    own_class, shared_class
        A word seen this often is a class of its own, or has the class of its tags.
    tag_share
        A tag belongs to a word's class when it makes up this share of its occurrences.
    dictionary
        A word seen this often can have no other tags than those seen.
    cutoff
        An attribute seen less often (at a position) is left out.
    quoted
        This share of the sentences is read once more, between quotation marks.
    passes, shuffles
        Passes over the text, and how many times training starts anew with other orders; weights
        are averaged over all of them.
    threshold, scale
        Weights below the threshold are left out, the others multiplied and rounded.
    """

    own_class: int = 40
    shared_class: int = 3
    tag_share: float = 0.15
    dictionary: int = 50
    cutoff: int = 3
    quoted: float = 0.05
    passes: int = 10
    shuffles: int = 8
    threshold: float = 1.0
    scale: float = 2.0
    seed: int = 20260101


class _Model(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int64) for name in ("tags", "classes", "tables")),
        *((name, ctypes.c_void_p) for name in ("weight", "stamp", "total")),
        ("clock", ctypes.c_int64),
    )


@dataclass(frozen=True)
class Vocabulary:
    """Tags, classes and the tag dictionary, counted in the training text."""

    tags: tuple[str, ...]
    known: dict[str, str]
    dictionary: dict[str, tuple[str, ...]]

    @classmethod
    def count(cls, sentences: Sequence[Sentence], settings: Settings) -> Vocabulary:
        """Count how often each word has each tag."""
        seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            for form, tag in zip(sentence.forms, sentence.tags, strict=True):
                seen[normalize(form).lower()][tag] += 1
        known, dictionary = {}, {}
        for word, counts in seen.items():
            total = counts.total()
            if total >= settings.own_class:
                known[word] = f"w={word}"
            elif total >= settings.shared_class:
                usual = sorted(t for t, k in counts.items() if k >= settings.tag_share * total)
                known[word] = "a=" + "|".join(usual)
            if total >= settings.dictionary:
                dictionary[word] = tuple(sorted(counts))
        tags = tuple(sorted({tag for counts in seen.values() for tag in counts}))
        return cls(tags, known, dictionary)


class Encoder:
    """Turns sentences into numbers of features, giving numbers out while it is open."""

    def __init__(
        self, vocabulary: Vocabulary, inflections: Mapping[str, str], clusters: Mapping[str, str]
    ) -> None:
        self.vocabulary = vocabulary
        self.features: dict[tuple[int, Position, str], int] = {}
        self.classes: dict[str, int] = {}
        self._word_classes = WordClasses(vocabulary.known, inflections, clusters)
        self._tag_numbers = {tag: number for number, tag in enumerate(vocabulary.tags)}
        self._words: dict[str, tuple[list[list[int]], int, int]] = {}

    def _word(self, form: str) -> tuple[list[list[int]], int, int]:
        found = self._words.get(form)
        if found is None:
            names = list(TEMPLATES)
            if form in (BEGIN_OF_SENTENCE, END_OF_SENTENCE):
                values = [form if name in ("word", "class") else "" for name in names]
            else:
                values = list(attributes(form, self._word_classes))
            numbers: list[list[int]] = [[] for _ in Position]
            for slot, (name, value) in enumerate(zip(names, values, strict=True)):
                if value or name == "bias":
                    for position in TEMPLATES[name]:
                        key = (slot, position, value)
                        numbers[position].append(self.features.setdefault(key, len(self.features)))
            kind = values[names.index("class")]
            number = self.classes.setdefault(kind, len(self.classes))
            allowed = self.vocabulary.dictionary.get(normalize(form).lower())
            bits = (1 << len(self.vocabulary.tags)) - 1
            if allowed is not None:
                bits = sum(1 << self._tag_numbers[tag] for tag in allowed)
            found = self._words[form] = (numbers, number, bits)
        return found

    def encode(self, sentences: Sequence[Sentence]) -> dict[str, NDArray[Any]]:
        """Give the feature numbers, classes, allowed and gold tags of every token."""
        rows: list[int] = []
        offsets, classes, allowed, gold, starts = [0], [], [], [], [0]
        begin, end = self._word(BEGIN_OF_SENTENCE), self._word(END_OF_SENTENCE)
        for sentence in sentences:
            words = [begin, begin, *map(self._word, sentence.forms), end, end]
            first = 2
            while (
                first < 2 + MOST_OPENERS
                and first < len(sentence.forms) + 1
                and opens_sentence(sentence.forms[first - 2])
            ):
                first += 1
            for i in range(2, len(words) - 2):
                rows += words[i][0][Position.HERE]
                if i <= first:
                    rows += words[i][0][Position.FIRST]
                rows += words[i - 1][0][Position.BEFORE]
                rows += words[i + 1][0][Position.AFTER]
                rows += words[i - 2][0][Position.TWO_BEFORE]
                rows += words[i + 2][0][Position.TWO_AFTER]
                offsets.append(len(rows))
                classes.append(words[i][1])
                allowed.append(words[i][2])
            gold += [self._tag_numbers[tag] for tag in sentence.tags]
            starts.append(len(gold))
        return {
            "offsets": np.array(offsets, np.int64),
            "rows": np.array(rows, np.int32),
            "classes": np.array(classes, np.int32),
            "allowed": np.array(allowed, np.uint64),
            "gold": np.array(gold, np.int32),
            "starts": np.array(starts, np.int64),
        }


def train(
    sentences: Sequence[Sentence],
    inflections: Mapping[str, str],
    clusters: Mapping[str, str],
    settings: Settings,
) -> bytes:
    """Train on tagged sentences and give the packed weights."""
    vocabulary = Vocabulary.count(sentences, settings)
    encoder = Encoder(vocabulary, inflections, clusters)
    text = encoder.encode([*sentences, *quoted_copies(sentences, settings.quoted, settings.seed)])
    kept = _drop_rare(encoder, text, settings.cutoff)
    weights = sum(
        _train_once(encoder, text, len(kept), settings, settings.seed + shuffle)
        for shuffle in range(settings.shuffles)
    )
    weights = np.where(np.abs(weights) < settings.threshold * settings.shuffles, 0, weights)
    scores = np.rint(weights * (settings.scale / settings.shuffles)).astype(np.int16)
    return _pack(encoder, kept, scores)


def _drop_rare(
    encoder: Encoder, text: dict[str, NDArray[Any]], cutoff: int
) -> list[tuple[int, Position, str]]:
    """Leave out the features seen less often than the cutoff; number the others anew."""
    counts = np.bincount(text["rows"], minlength=len(encoder.features))
    kept = [key for key, number in encoder.features.items() if counts[number] >= cutoff]
    keep = counts >= cutoff
    numbers = np.cumsum(keep, dtype=np.int32) - 1
    used = keep[text["rows"]]
    text["offsets"] = np.concatenate([[0], np.cumsum(used)])[text["offsets"]]
    text["rows"] = np.ascontiguousarray(numbers[text["rows"][used]])
    return kept


def _train_once(
    encoder: Encoder, text: dict[str, NDArray[Any]], n_static: int, settings: Settings, seed: int
) -> NDArray[np.float64]:
    from tqdm.auto import trange

    n_tags, n_classes = len(encoder.vocabulary.tags), len(encoder.classes)
    states = n_tags + 1
    cells = (n_static + states * states + 2 * n_classes * states) * n_tags
    weight, stamp = np.zeros(cells, np.int32), np.zeros(cells, np.int32)
    total = np.zeros(cells, np.int64)
    model = _Model(n_tags, n_classes, n_static, _at(weight), _at(stamp), _at(total), 0)
    generator = np.random.default_rng(seed)
    n_sentences = len(text["starts"]) - 1
    library = _library()
    for _ in trange(settings.passes, desc=f"seed {seed}", disable=None):
        order = generator.permutation(n_sentences).astype(np.int32)
        library.train_pass(
            ctypes.byref(model),
            *map(_at, (text["offsets"], text["rows"], text["classes"], text["allowed"])),
            *map(_at, (text["gold"], text["starts"], order)),
            ctypes.c_int64(n_sentences),
            ctypes.c_int32(encoder.classes[END_OF_SENTENCE]),
        )
    average: NDArray[np.float64] = (
        total + (model.clock - stamp) * weight.astype(np.int64)
    ) / model.clock
    return average.reshape(-1, n_tags)


def _at(array: NDArray[Any]) -> ctypes.c_void_p:
    return array.ctypes.data_as(ctypes.c_void_p)


def _library() -> ctypes.CDLL:
    """Compile the training loop; a C compiler is needed for training only."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit("training needs a C compiler (cc, gcc or clang) and found none")
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "perceptron.so"
        source = Path(__file__).with_suffix(".c")
        subprocess.run(
            [compiler, "-O3", "-shared", "-fPIC", "-o", str(built), str(source)], check=True
        )
        library = ctypes.CDLL(str(built))
    library.train_pass.restype = ctypes.c_int64
    return library


def _pack(
    encoder: Encoder, kept: list[tuple[int, Position, str]], scores: NDArray[np.int16]
) -> bytes:
    """Sort the features by template, attribute and position, and pack what has weights."""
    static = {key: row for row, key in enumerate(kept) if scores[row].any()}
    attributes_of: list[list[str]] = [[] for _ in TEMPLATES]
    present, rows = [], []
    for slot in range(len(TEMPLATES)):
        values = sorted({value for owner, _, value in static if owner == slot})
        attributes_of[slot] = values
        for value in values:
            bits = 0
            for position in Position:
                row = static.get((slot, position, value))
                if row is not None:
                    bits |= 1 << position
                    rows.append(row)
            present.append(bits)
    tables = np.arange(len(kept), len(scores))
    chosen = scores[np.concatenate([rows, tables]).astype(np.int64)]
    assert chosen.shape[1] <= WIDTH
    header = {
        "tags": encoder.vocabulary.tags,
        "classes": list(encoder.classes),
        "known": _grouped(encoder.vocabulary.known.items()),
        "dictionary": _grouped(
            (word, " ".join(tags)) for word, tags in encoder.vocabulary.dictionary.items()
        ),
    }
    return pack_weights(header, attributes_of, np.array(present, np.uint8), chosen)


def _grouped(pairs: Any) -> dict[str, str]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for word, label in pairs:
        groups[label].append(word)
    return {label: " ".join(sorted(words)) for label, words in sorted(groups.items())}
