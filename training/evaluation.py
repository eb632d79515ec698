"""Score the shipped annotator against a treebank, from gold tokens and from raw text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

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
_CONTENT = ("NN", "VB", "JJ", "RB")


def universal(tag: str) -> str:
    """Give the universal tag of a Penn tag."""
    return _UNIVERSAL.get(tag, "X")


def score(sentences: Sequence[Sentence]) -> dict[str, float]:
    """Score tags, tokens, sentences and lemmas, in percent.

    ``xpos``, ``universal``, lemmas are on gold tokens; lemmas with predicted tags and without
    regard to case. ``raw xpos`` is F1 over tokens found in raw paragraphs with the right tag.
    """
    forms = [sentence.forms for sentence in sentences]
    predicted = [tag for tags in annotate.tag(forms) for tag in tags]
    gold = [tag for sentence in sentences for tag in sentence.tags]
    words = [form for sentence in forms for form in sentence]
    lemmas = [lemma for sentence in sentences for lemma in sentence.lemmas]
    ours = annotate.lemmatize(words, predicted)
    right = [mine.lower() == theirs.lower() for mine, theirs in zip(ours, lemmas, strict=True)]
    content = [hit for hit, tag in zip(right, gold, strict=True) if tag.startswith(_CONTENT)]
    return {
        "xpos": _percent(a == b for a, b in zip(gold, predicted, strict=True)),
        "universal": _percent(
            universal(a) == universal(b) for a, b in zip(gold, predicted, strict=True)
        ),
        "lemma": _percent(right),
        "lemma of content words": _percent(content),
        **_score_raw_text(sentences),
    }


def _score_raw_text(sentences: Sequence[Sentence]) -> dict[str, float]:
    tokens, tagged, boundaries = _Overlap(), _Overlap(), _Overlap()
    for text, gold, ends in paragraphs(sentences):
        found = annotate.tokenize(text)
        spans = annotate.sentences(text)
        tags = _tags_of_text(text, found, spans)
        tokens.add({span for span, _ in gold}, set(found))
        tagged.add(set(gold), set(zip(found, tags, strict=True)))
        # The last boundary of a paragraph is no achievement.
        boundaries.add(set(ends[:-1]), {end for _, end in spans[:-1]})
    return {"token F1": tokens.f1, "sentence F1": boundaries.f1, "raw xpos F1": tagged.f1}


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
) -> Iterator[tuple[str, list[tuple[Span, str]], list[int]]]:
    """Give the text of each paragraph, its gold tokens with tags, and its gold sentence ends."""
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
                ((begin + len(text), end + len(text)), tag)
                for (begin, end), tag in zip(spans, sentence.tags, strict=True)
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

    def add(self, gold: set, found: set) -> None:
        self.both += len(gold & found)
        self.gold += len(gold)
        self.found += len(found)

    @property
    def f1(self) -> float:
        return 200 * self.both / max(self.gold + self.found, 1)


def _percent(hits: Iterable[bool]) -> float:
    values = list(hits)
    return 100 * sum(values) / max(len(values), 1)
