"""Find the lemmas that lexicon and rules get wrong, and pack them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from toolkit.annotate.lemmatizer import Lemmatizer
from toolkit.annotate.word_tables import InflectionTable, ending_change, write_rows
from training.treebank import Sentence

_NO_LEMMA = frozenset({"_", ""})
# The treebanks undo participles inside names (*Unite States*); a corpus of politics must not.
_NAMES = frozenset({"NNP", "ADD", "GW"})


def exceptions(sentences: Sequence[Sentence], inflections: InflectionTable) -> bytes:
    """Pack the usual lemma of every form and tag that would be guessed otherwise."""
    guesser = Lemmatizer({}, inflections)
    lemmas: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    right: Counter[tuple[str, str]] = Counter()
    words = {form.lower() for sentence in sentences for form in sentence.forms}
    words.update(inflections.classes)
    for sentence in sentences:
        for form, tag, lemma in zip(sentence.forms, sentence.tags, sentence.lemmas, strict=True):
            if lemma in _NO_LEMMA or tag in _NAMES:
                continue
            key = (form.replace("’", "'").replace("`", "'").lower(), tag)
            lemmas[key][lemma] += 1
            right[key] += guesser.lemma(form, tag) == lemma
    rows = []
    for (word, tag), counts in sorted(lemmas.items()):
        lemma, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        # One occurrence against a lexicon is more likely a slip than an exception, and so are
        # several with a lemma that is no word (`fled` of *flead*).
        lexical = any(word in table for table in inflections.lemmas.values())
        if lexical and lemma.lower() not in words:
            continue
        if count > right[word, tag] + lexical:
            rows.append((tag, ending_change(word, lemma), word))
    return write_rows(rows)
