"""Make derived text: of an article that may not be shared, what analysis needs, not reading.

After Schöch et al. 2020, "Abgeleitete Textformate: Text und Data Mining mit urheberrechtlich
geschützten Textbeständen", Zeitschrift für digitale Geisteswissenschaften. The format is described
in docs/derived.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit import annotate
from toolkit.corpus.derived import (
    FEWEST_WORDS_OF_SHA,
    FOLDER,
    MASKED,
    DerivedArticle,
    Making,
    Paragraph,
    Record,
    Segment,
    text_key,
    to_json,
)
from toolkit.corpus.derived_reading import each_record
from toolkit.corpus.derived_windows import SUBFOLDER, GroupWindows, read_group
from toolkit.corpus.derived_windows import to_json as windows_to_json
from toolkit.errors import Problem, ToolkitError
from toolkit.files import locked, write_together
from toolkit.share.citation import cite, is_long
from toolkit.share.reconstruction import RUN, Reconstruction, reconstruct

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

WINDOW = 5
# A sum over fewer articles would tell too much of each.
FEWEST_IN_GROUP = 10
# What `bounded` tries one after another: articles a lemma must stand in, words of a segment.
LADDER = ((3, 100), (3, 200), (4, 200), (5, 400), (8, 800), (12, 1_600))
# Sums over a few articles give runs of words away, unless they are of common lemmas only.
PAIR_LADDER = (6, 9, 13, 19, 28, 42)
BOUND = 0.01


@dataclass(frozen=True)
class Derived:
    """Records of articles, ready to be written.

    Parameters
    ----------
    articles
        Metadata and counts.
    group
        Collocates summed over them; ``None`` when they are too few.
    """

    articles: tuple[DerivedArticle, ...]
    group: GroupWindows | None

    @property
    def making(self) -> Making:
        """How they were made."""
        return self.articles[0].counts.making


def derive(
    corpus: Corpus, frames: pd.DataFrame, *, instrument: str, min_articles: int = 3,
    segment_words: int = 100,
    pair_articles: int = 6,
) -> Derived:  # fmt: skip
    """Make records of the articles of a selection whose text may not be shared.

    Parameters
    ----------
    corpus
        The articles; shared ones count towards `min_articles`, reprints with their original once.
    frames
        The table of ``toolkit.framing.presence``.
    instrument
        What found the frames (``presence(…).parameters["instrument"]``).
    min_articles
        Lemmas in fewer articles (capitals ignored) are masked.
    segment_words
        A segment is a run of whole paragraphs of at least so many words. A shorter article is
        masked altogether.
    pair_articles
        Collocates are given among lemmas in at least so many articles.

    Raises
    ------
    ToolkitError
        When no article of the selection is in copyright and at hand, a field of one quotes its text
        (`toolkit.share.citation`), a threshold is below 1, `instrument` is empty, or `frames`
        is another table.
    """
    for name, number in (
        ("min_articles", min_articles),
        ("segment_words", segment_words),
        ("pair_articles", pair_articles),
    ):
        if not number >= 1 or number % 1:  # NaN is neither
            raise ToolkitError(f"{name} is {number!r}; give a whole number from 1 on")
    if not instrument:
        raise ToolkitError(
            "say what found the frames: framing.presence(…).parameters['instrument']"
        )
    rows = [number for number, item in enumerate(corpus.items) if item.private and not item.derived]
    if not rows:
        raise ToolkitError(
            "no article of the selection is in copyright and has its text at hand: "
            "there is nothing to derive"
        )
    making = Making(
        annotate.VERSION, corpus.actor_list.fingerprint, instrument, min_articles, segment_words
    )
    told = cite(corpus.items[number] for number in rows)
    named = _named(corpus, min_articles)
    found = _frames(frames)
    articles = [
        DerivedArticle.of(item, _record(corpus, number, named, found, making))
        for item, number in zip(told, rows, strict=True)
    ]
    return Derived(tuple(articles), _group(corpus, rows, pair_articles, segment_words))


def bounded(
    corpus: Corpus, frames: pd.DataFrame, *, instrument: str, seed: int = 0
) -> tuple[Derived, Reconstruction]:
    """Make records so coarse that an attack puts under 1 % of sentences together again.

    Begins with lemmas in 3 articles and segments of 100 words, and raises both until
    `toolkit.share.reconstruct` finds less than the bound. Collocates are added among lemmas so
    common that they help the attack to no run of 8 words; where there are none, they are left out.

    Parameters
    ----------
    corpus, frames, instrument
        As for `derive`.
    seed
        Which articles are attacked, when there are many.

    Returns
    -------
    tuple
        The records, and what the attack on them brought.

    Raises
    ------
    ToolkitError
        When there is nothing to derive, or nothing is coarse enough.
    """
    for min_articles, segment_words in LADDER:
        made = derive(
            corpus,
            frames,
            instrument=instrument,
            min_articles=min_articles,
            segment_words=segment_words,
        )
        found = reconstruct(corpus, Derived(made.articles, None), seed=seed)
        if found.share < BOUND:
            group, found = _safe_group(corpus, made, found, seed)
            return _measured(Derived(made.articles, group), found), found
    raise ToolkitError(
        f"{found.matched} of {found.sentences} sentences could be put together again even from the "
        "coarsest counts; most likely their text also stands in an article that may be shared"
    )


def _safe_group(
    corpus: Corpus, made: Derived, without: Reconstruction, seed: int
) -> tuple[GroupWindows | None, Reconstruction]:
    """Give collocates among lemmas so common that they help an attacker to no run of words."""
    rows = [number for number, item in enumerate(corpus.items) if item.private and not item.derived]
    for pair_articles in PAIR_LADDER:
        group = _group(corpus, rows, pair_articles, made.making.segment_words)
        if group is None or not group.first:
            break
        found = reconstruct(corpus, Derived(made.articles, group), seed=seed)
        if found.share < BOUND and found.longest_run < max(RUN, without.longest_run + 1):
            return group, found
    return None, without


def _measured(derived: Derived, found: Reconstruction) -> Derived:
    making = replace(derived.making, sentences=found.sentences, matched=found.matched)
    articles = [
        DerivedArticle.of(item, replace(item.counts, making=making)) for item in derived.articles
    ]
    return Derived(tuple(articles), derived.group)


def _named(corpus: Corpus, min_articles: int) -> NDArray[np.bool_]:
    """Tell for each lemma whether it stands in enough articles, however it is capitalised.

    Capitals are ignored because topics ignore them: otherwise a word would be counted in one
    spelling and not in another. A token that is an excerpt by itself, such as a cited address with
    a title in it, is never named. A reprint and its original count once: three prints of one text
    would name all its words.
    """
    matrix = corpus.without_reprints().matrix("lemma", "article")
    folded = [name.casefold() for name in matrix.names]
    code = {name: number for number, name in enumerate(dict.fromkeys(folded))}
    column = np.array([code[name] for name in folded], np.int64)
    cells = matrix.counts.tocoo()
    both = np.unique(np.stack([cells.coords[0], column[cells.coords[1]]]), axis=1)
    spread = np.bincount(both[1], minlength=len(code))
    named = spread[column] >= min_articles
    named[[name == MASKED or is_long(name) for name in matrix.names]] = False
    return np.asarray(named)


_FRAME_COLUMNS = ("article", "paragraph", "frame", "present", "n_rules", "present_author")
_FrameCodes = Mapping[tuple[str, int], Mapping[str, tuple[int, int]]]


def _frames(table: pd.DataFrame) -> _FrameCodes:
    missing = [name for name in _FRAME_COLUMNS if name not in table.columns]
    if missing:
        raise ToolkitError(
            f"the table of frames lacks {', '.join(missing)}; give framing.presence(…).table"
        )
    found: dict[tuple[str, int], dict[str, tuple[int, int]]] = {}
    present = table[table["present"] == 1]
    for article, paragraph, frame, rules, own in zip(
        present["article"], present["paragraph"], present["frame"], present["n_rules"],
        present["present_author"], strict=True,
    ):  # fmt: skip
        found.setdefault((article, int(paragraph)), {})[frame] = (int(rules), int(own))
    return found


def _record(
    corpus: Corpus, number: int, named: NDArray[np.bool_], frames: _FrameCodes, making: Making
) -> Record:
    item, row = corpus.items[number], int(corpus.rows[number])
    table = corpus.tokens
    first, last = table.article_paragraphs[row], table.article_paragraphs[row + 1]
    before = table.words_before(table.paragraph_offsets[first : last + 1])
    words = np.diff(before).astype(int).tolist()
    actors = corpus.store.count("actor", "paragraph")[first:last]
    names = table.actor_list.names
    paragraphs = tuple(
        Paragraph(
            words[place],
            sha if words[place] >= FEWEST_WORDS_OF_SHA else "",
            frames.get((item.id, place + 1), {}),
            {names[code]: int(n) for code, n in _cells(actors, place)},
        )
        for place, sha in enumerate(item.paragraph_shas)
    )
    enough = sum(words) >= making.segment_words
    segments = []
    for begin, end in pairwise(segment_edges(words, making.segment_words)):
        positions = table.word_positions[int(before[begin]) : int(before[end])]
        known = named if enough else np.zeros_like(named)
        segments.append(Segment(begin + 1, end, _counts(corpus, positions, known)))
    return Record(item.sha256, making, paragraphs, tuple(segments))


def _cells(matrix: object, row: int) -> Iterator[tuple[int, int]]:
    part = matrix[[row]].tocoo()  # type: ignore[index]
    yield from zip(part.coords[1].tolist(), part.data.tolist(), strict=True)


def segment_edges(words: Sequence[int], least: int) -> list[int]:
    """Part paragraphs into runs of at least so many words; what is left joins the last run.

    Examples
    --------
    >>> segment_edges([60, 50, 120, 30], 100)
    [0, 2, 4]
    """
    edges, size = [0], 0
    for number, count in enumerate(words, start=1):
        size += count
        if size >= least:
            edges.append(number)
            size = 0
    if edges[-1] != len(words):
        edges[len(edges) - 1 if len(edges) > 1 else 1 :] = [len(words)]
    return edges


def _counts(
    corpus: Corpus, positions: NDArray[np.integer], named: NDArray[np.bool_]
) -> dict[tuple[str, str], int]:
    table = corpus.tokens
    lemma, tag = np.asarray(table.lemma)[positions], np.asarray(table.tag)[positions]
    lemma = np.where(named[lemma], lemma, -1).astype(np.int64)
    keys, counts = np.unique(lemma * len(table.tags) + tag, return_counts=True)
    return {
        (
            MASKED if key < 0 else table.lemmas[key // len(table.tags)],
            table.tags[key % len(table.tags)],
        ): count
        for key, count in zip(keys.tolist(), counts.tolist(), strict=True)
    }


def _group(
    corpus: Corpus, rows: Sequence[int], pair_articles: int, segment_words: int
) -> GroupWindows | None:
    """Count pairs of lemmas at most `WINDOW` words apart, summed over all articles."""
    table = corpus.tokens
    sizes = corpus.sizes
    texts = corpus.where(id=[corpus.items[number].id for number in rows]).without_reprints()
    if len(texts) < FEWEST_IN_GROUP or any(sizes[number] < segment_words for number in rows):
        return None
    named = _named(corpus, pair_articles)
    n = len(table.lemmas)
    parts = []
    for number in rows:
        row = int(corpus.rows[number])
        edges = table.words_before(table.article_offsets[row : row + 2])
        lemma = np.asarray(table.lemma)[table.word_positions[int(edges[0]) : int(edges[1])]]
        lemma = np.where(named[lemma], lemma + 1, 0).astype(np.int64)  # 0: masked
        pairs = [
            np.sort(np.stack([lemma[:-step], lemma[step:]]), axis=0)
            for step in range(1, min(WINDOW, len(lemma) - 1) + 1)
        ]
        both = np.concatenate(pairs, axis=1)
        keys, counts = np.unique(both[0] * (n + 1) + both[1], return_counts=True)
        parts.append((keys, counts))
    keys = np.concatenate([part[0] for part in parts])
    whole, place = np.unique(keys, return_inverse=True)
    counts = np.bincount(place, weights=np.concatenate([part[1] for part in parts]))
    kept = whole > 0  # masked beside masked is nobody's collocate
    names = (MASKED, *table.lemmas)
    whole, articles = whole[kept], np.bincount(place)[kept]
    entries = sorted(
        (*sorted((names[key // (n + 1)], names[key % (n + 1)])), int(count), int(spread))
        for key, count, spread in zip(
            whole.tolist(), counts[kept].tolist(), articles.tolist(), strict=True
        )
    )
    return GroupWindows(
        WINDOW,
        pair_articles,
        tuple(table.lemmas[code] for code in np.flatnonzero(named)),
        {corpus.items[number].id: corpus.items[number].sha256 for number in rows},
        tuple(str(entry[0]) for entry in entries),
        tuple(str(entry[1]) for entry in entries),
        np.array([entry[2] for entry in entries], np.int64),
        np.array([entry[3] for entry in entries], np.int64),
    )


def write_derived(derived: Derived, root: Path) -> tuple[Path, ...]:
    """Write records into ``derived/`` of a corpus folder: all of them, or none.

    Records of other articles stay; one of the same text under another id goes (the article was
    renamed), and so do sums over groups that share an article with this one, since two sums would
    tell what their difference is.

    Raises
    ------
    ToolkitError
        When the disk is full, the folder cannot be written, another process writes, or a file of
        collocates is there that is damaged (nothing is changed then).
    """
    folder = root / FOLDER
    with locked(folder):
        own = {item.id for item in derived.articles}
        texts = {item.sha256 for item in derived.articles}
        keys = {text_key(item) for item in derived.articles}
        # all are read before any is removed: of one that is damaged nobody knows the articles
        paths = sorted((folder / SUBFOLDER).glob("*.json"))
        groups = [(path, read_group(path, root)) for path in paths]
        gone = [
            path
            for path, group in groups
            # by their texts too: an article that was renamed is still in the older sum
            if own & set(group.members) or texts & set(group.members.values())
        ]
        for old in each_record(root):
            # whoever has no text would load the first of two records of it
            if not isinstance(old, Problem) and text_key(old) in keys and old.id not in own:
                gone.append(root / old.path)
        return write_together(_files(derived, folder), gone=gone)


def _files(derived: Derived, folder: Path) -> Iterator[tuple[Path, str]]:
    """Give each file of some records with what it holds."""
    for item in derived.articles:
        yield folder / f"{item.id}.json", to_json(item)
    if derived.group is not None:
        key = hashlib.sha256("\n".join(sorted(derived.group.members)).encode()).hexdigest()
        yield folder / SUBFOLDER / f"{key[:12]}.json", windows_to_json(derived.group)
