"""Score the shipped annotator against a treebank, from gold tokens and from raw text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from toolkit import annotate
from training.treebank import Sentence

Span = tuple[int, int]

# The twelve tags of Petrov, Das and McDonald (2012), "A universal part-of-speech tagset", with the
# tags that the treebanks added since. What is not named here is X.
_UNIVERSAL = {
    **dict.fromkeys(("NN", "NNS", "NNP", "NNPS"), "NOUN"),
    **dict.fromkeys(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"), "VERB"),
    **dict.fromkeys(("JJ", "JJR", "JJS"), "ADJ"),
    **dict.fromkeys(("RB", "RBR", "RBS", "WRB"), "ADV"),
    **dict.fromkeys(("PRP", "PRP$", "WP", "WP$"), "PRON"),
    **dict.fromkeys(("DT", "PDT", "WDT", "EX"), "DET"),
    **dict.fromkeys(("POS", "RP", "TO"), "PRT"),
    **dict.fromkeys(
        (".", ",", ":", "``", "''", "-LRB-", "-RRB-", "(", ")", "$", "#", "HYPH", "NFP"), "."
    ),
    "IN": "ADP",
    "CC": "CONJ",
    "CD": "NUM",
}
_HARMONISED = {
    **dict.fromkeys(("HYPH", "NFP"), ":"),
    **dict.fromkeys(("(", "-LRB-"), "-LRB-"),
    **dict.fromkeys((")", "-RRB-"), "-RRB-"),
    **dict.fromkeys(("``", "''", '"'), "''"),
}
_CONTENT = ("NN", "VB", "JJ", "RB")


def universal(tag: str) -> str:
    """Give the universal tag of a Penn tag."""
    return _UNIVERSAL.get(tag, "X")


def harmonised(form: str, tag: str) -> str:
    """Give a tag without what older and newer Penn treebanks do differently.

    *To* is TO even as a preposition; hyphens and ornaments are other signs; brackets and quotation
    marks have one tag each.
    """
    if form.lower() == "to":
        return "TO"
    return _HARMONISED.get(tag, tag)


def score(sentences: Sequence[Sentence]) -> dict[str, float]:
    """Score tags, tokens, sentences and lemmas, in percent.

    ``xpos`` are Penn tags, ``harmonised`` and ``universal`` coarser ones; lemmas are compared
    without regard to case. All these are on gold tokens. ``raw`` is F1 over the tokens found in raw
    paragraphs: the same characters and the same label as in the treebank.
    """
    forms = [sentence.forms for sentence in sentences]
    predicted = [tag for tags in annotate.tag(forms) for tag in tags]
    gold = [tag for sentence in sentences for tag in sentence.tags]
    words = [form for sentence in forms for form in sentence]
    lemmas = [lemma.lower() for sentence in sentences for lemma in sentence.lemmas]
    right = _same(lemmas, _lower(annotate.lemmatize(words, predicted)))
    content = [hit for hit, tag in zip(right, gold, strict=True) if tag.startswith(_CONTENT)]
    return {
        "xpos": _percent(_same(gold, predicted)),
        "harmonised": _percent(
            _same(*(list(map(harmonised, words, x)) for x in (gold, predicted)))
        ),
        "universal": _percent(_same(*(list(map(universal, x)) for x in (gold, predicted)))),
        "lemma": _percent(right),
        "lemma of content words": _percent(content),
        "lemma, gold tags": _percent(_same(lemmas, _lower(annotate.lemmatize(words, gold)))),
        **_score_raw_text(sentences),
    }


def _score_raw_text(sentences: Sequence[Sentence]) -> dict[str, float]:
    overlaps = {
        name: _Overlap()
        for name in (
            "token F1",
            "sentence F1",
            "raw xpos",
            "raw harmonised",
            "raw universal",
            "raw lemma",
        )
    }
    for text, gold, ends in paragraphs(sentences):
        spans = annotate.tokenize(text)
        found_sentences = annotate.sentences(text)
        forms = [text[begin:end] for begin, end in spans]
        tags = _tags_of_text(text, spans, found_sentences)
        found = list(zip(spans, tags, annotate.lemmatize(forms, tags), strict=True))
        for name, label in _LABELS.items():
            overlaps[name].add(
                *(
                    {(span, label(text[slice(*span)], *rest)) for span, *rest in x}
                    for x in (gold, found)
                )
            )
        # The last boundary of a paragraph is no achievement.
        overlaps["sentence F1"].add(set(ends[:-1]), {end for _, end in found_sentences[:-1]})
    return {name: overlap.f1 for name, overlap in overlaps.items()}


_LABELS: dict[str, Callable[[str, str, str], str]] = {
    "token F1": lambda form, tag, lemma: "",
    "raw xpos": lambda form, tag, lemma: tag,
    "raw harmonised": lambda form, tag, lemma: harmonised(form, tag),
    "raw universal": lambda form, tag, lemma: universal(tag),
    "raw lemma": lambda form, tag, lemma: lemma.lower(),
}


def _tags_of_text(text: str, tokens: list[Span], sentences: list[Span]) -> list[str]:
    """Tag the tokens of a text in the sentences found in it."""
    parted: list[list[str]] = [[] for _ in sentences]
    number = 0
    for begin, end in tokens:
        while end > sentences[number][1]:
            number += 1
        parted[number].append(text[begin:end])
    return [tag for tags in annotate.tag(parted) for tag in tags]


def paragraphs(
    sentences: Iterable[Sentence],
) -> Iterator[tuple[str, list[tuple[Span, str, str]], list[int]]]:
    """Give the text of each paragraph, its tokens with tags and lemmas, and its sentence ends."""
    number = 0

    def paragraph_of(sentence: Sentence) -> int:
        nonlocal number
        number += sentence.opens_paragraph
        return number

    for _, group in groupby(sentences, key=paragraph_of):
        text, gold, ends = "", [], []
        for sentence in group:
            spans = align(sentence)
            if spans is None:
                continue
            gold += [
                ((begin + len(text), end + len(text)), tag, lemma)
                for (begin, end), tag, lemma in zip(
                    spans, sentence.tags, sentence.lemmas, strict=True
                )
            ]
            text += sentence.text + " "
            ends.append(gold[-1][0][1])
        if gold:
            yield text, gold, ends


def align(sentence: Sentence) -> list[Span] | None:
    """Find the forms of a sentence in its text; ``None`` where they were normalized."""
    place, spans = 0, []
    for form in sentence.forms:
        while sentence.text[place : place + 1].isspace():
            place += 1
        if not sentence.text.startswith(form, place):
            return None
        spans.append((place, place + len(form)))
        place += len(form)
    return spans


class _Overlap:
    """Counts for F1."""

    def __init__(self) -> None:
        self.both = self.gold = self.found = 0

    def add(self, gold: set[Any], found: set[Any]) -> None:
        self.both += len(gold & found)
        self.gold += len(gold)
        self.found += len(found)

    @property
    def f1(self) -> float:
        return 200 * self.both / max(self.gold + self.found, 1)


def _same(ours: Sequence[str], theirs: Sequence[str]) -> list[bool]:
    return [a == b for a, b in zip(ours, theirs, strict=True)]


def _lower(words: Iterable[str]) -> list[str]:
    return [word.lower() for word in words]


def _percent(hits: Iterable[bool]) -> float:
    values = list(hits)
    return 100 * sum(values) / max(len(values), 1)
