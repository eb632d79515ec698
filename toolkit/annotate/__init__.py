"""Tokens, sentences, tags and lemmas of English text, with nothing to download.

`sentences` and `tokenize` give spans of characters; `tag` and `lemmatize` take words; `annotate`
gives one text as a table and `arrays` many texts as integer arrays. The model is in the package
(see ``model/README.md``) and is read at first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from toolkit.annotate.english import is_english
from toolkit.annotate.inputs import listed_sentences, listed_texts, listed_words, require_text
from toolkit.annotate.token_arrays import TokenArrays

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.annotate.pipeline import Tagging

__all__ = [
    "VERSION",
    "TokenArrays",
    "annotate",
    "arrays",
    "fingerprint",
    "is_english",
    "known_tagger",
    "lemmatize",
    "sentences",
    "tag",
    "tokenize",
]

# What results name: raise it whenever any output may change.
VERSION = "2"

TaggerName = Literal["toolkit", "nltk"]


def sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    A sentence ends at a terminator or a blank line, never at a single line break. Quotations that
    hold several sentences are parted like other text.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of (int, int)
        Begin and end of each sentence, white space around it left out.

    Raises
    ------
    AnnotationError
        When the text is no string.

    Examples
    --------
    >>> text = "Maj. Gen. Karpov met the U.S. envoy. In Ankara, talks failed."
    >>> [text[begin:end] for begin, end in sentences(text)]
    ['Maj. Gen. Karpov met the U.S. envoy.', 'In Ankara, talks failed.']
    """
    from toolkit.annotate.pipeline import segment

    require_text(text)
    found = segment(text)
    begins, ends = found.sentences[:-1], found.sentences[1:] - 1
    return list(zip(found.start[begins].tolist(), found.end[ends].tolist(), strict=True))


def tokenize(text: str) -> list[tuple[int, int]]:
    """Find the words and signs of a text, by the rules of Universal Dependencies.

    Clitics and the parts of hyphen compounds are tokens of their own. Control and format
    characters are in no token.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of (int, int)
        Begin and end of each token.

    Raises
    ------
    AnnotationError
        When the text is no string.

    Examples
    --------
    >>> text = "Turkish-Russian talks didn’t help."
    >>> [text[begin:end] for begin, end in tokenize(text)]
    ['Turkish', '-', 'Russian', 'talks', 'did', 'n’t', 'help', '.']
    """
    from toolkit.annotate.pipeline import segment

    require_text(text)
    found = segment(text)
    return list(zip(found.start.tolist(), found.end.tolist(), strict=True))


def tag(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    """Tag words with the tags of the Penn Treebank, as the English UD treebanks use them.

    Parameters
    ----------
    sentences
        The words of each sentence, as `tokenize` parts them.

    Returns
    -------
    list of list of str
        One tag a word. A sentence is tagged alike whatever other sentences are given.

    Raises
    ------
    AnnotationError
        When a sentence is no list of strings.

    Examples
    --------
    >>> tag([["Ankara", "did", "n't", "buy", "gas", "."]])
    [['NNP', 'VBD', 'RB', 'VB', 'NN', '.']]
    """
    from toolkit.annotate import pipeline

    return pipeline.tag(listed_sentences(sentences))


def lemmatize(forms: Sequence[str], tags: Sequence[str]) -> list[str]:
    """Give the lemma of each form under its Penn tag.

    Names are left alone. A word keeps its capital where it is only known with one.

    Parameters
    ----------
    forms, tags
        As many forms as tags.

    Returns
    -------
    list of str

    Raises
    ------
    AnnotationError
        When there are not as many forms as tags, or something among them is no string.

    Examples
    --------
    >>> lemmatize(["Kurds", "went", "United", "left"], ["NNPS", "VBD", "NNP", "JJ"])
    ['Kurd', 'go', 'United', 'left']
    """
    from toolkit.annotate import pipeline
    from toolkit.errors import AnnotationError

    words, names = (listed_words(strings, "lemmatize()") for strings in (forms, tags))
    if len(words) != len(names):
        raise AnnotationError(
            f"{len(words)} forms and {len(names)} tags; give one tag for each form"
        )
    return pipeline.lemmatize(words, names)


def arrays(texts: Sequence[str], *, tagger: TaggerName = "toolkit") -> TokenArrays:
    """Annotate texts and give their tokens as integer arrays, hyphen compounds joined.

    The annotation of a text does not depend on the other texts.

    Parameters
    ----------
    texts
        Any texts; an empty one has no tokens.
    tagger
        ``"toolkit"``, or ``"nltk"`` for the tags of NLTK's perceptron (its data must be there).

    Returns
    -------
    TokenArrays

    Raises
    ------
    AnnotationError
        When a text is no string, the tagger is unknown, or NLTK's data cannot be used.

    Examples
    --------
    >>> found = arrays(["Turkish-Russian ties grew.", ""])
    >>> [found.lemmas[code] for code in found.lemma]
    ['Turkish-Russian', 'tie', 'grow', '.']
    >>> found.text_offsets.tolist()
    [0, 4, 4]
    """
    from toolkit.annotate.pipeline import annotate_texts

    return annotate_texts(listed_texts(texts), tagging=_tagging(tagger))


def annotate(text: str, *, tagger: TaggerName = "toolkit") -> pd.DataFrame:
    """Annotate one text and give its tokens as a table, hyphen compounds joined.

    Parameters
    ----------
    text
        Any text.
    tagger
        As in `arrays`.

    Returns
    -------
    DataFrame
        ``form lemma tag start end sentence paragraph``; offsets in characters, sentences and
        paragraphs counted from 1.

    Raises
    ------
    AnnotationError
        As in `arrays`.

    Examples
    --------
    >>> annotate("Ankara’s S-400 deal.")[["form", "lemma", "tag", "start"]]
         form   lemma  tag  start
    0  Ankara  Ankara  NNP      0
    1      ’s      's  POS      6
    2   S-400   S-400  NNP      9
    3    deal    deal   NN     15
    4       .       .    .     19
    """
    import numpy as np
    import pandas as pd

    from toolkit.annotate.pipeline import annotate_one

    require_text(text)
    found = annotate_one(text, tagging=_tagging(tagger))
    text_type = pd.StringDtype(na_value=np.nan)  # what pandas calls "str"
    columns = {
        name: pd.array(values, dtype=text_type, copy=False) if values.dtype == object else values
        for name, values in found.items()
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(found["start"])), copy=False)


def fingerprint(tagger: TaggerName = "toolkit") -> str:
    """Give a name that changes whenever annotation may: what caches are kept under.

    Parameters
    ----------
    tagger
        As in `arrays`.

    Examples
    --------
    >>> fingerprint().startswith(VERSION)
    True
    """
    from toolkit.annotate.pipeline import fingerprint_of_model

    own = f"{VERSION}-{fingerprint_of_model()}"
    if tagger == "toolkit":
        return own
    from toolkit.annotate.nltk_tagger import load_nltk_tagger

    return f"{own}-{known_tagger(tagger)}-{load_nltk_tagger().fingerprint}"


def known_tagger(tagger: str) -> TaggerName:
    """Give the name of a tagger back if there is one of that name.

    Raises
    ------
    AnnotationError
        When there is none.
    """
    from toolkit.errors import AnnotationError, suggest

    if tagger == "toolkit":
        return "toolkit"
    if tagger == "nltk":
        return "nltk"
    hint = suggest(tagger, ("toolkit", "nltk")) or "; there are 'toolkit' and 'nltk'"
    raise AnnotationError(f"unknown tagger {tagger!r}{hint}")


def _tagging(tagger: str) -> Tagging | None:
    """Give the function that tags by another tagger; ``None`` for the toolkit's own."""
    if known_tagger(tagger) == "toolkit":
        return None
    from toolkit.annotate.nltk_tagger import load_nltk_tagger

    return load_nltk_tagger()
