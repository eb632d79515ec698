"""Refuse what is no text and no words, and say what was given and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.errors import AnnotationError


def require_text(text: str) -> None:
    """Refuse anything but a string.

    Raises
    ------
    AnnotationError

    Examples
    --------
    >>> require_text(b"Gas flows.")
    Traceback (most recent call last):
    toolkit.errors.AnnotationError: a text must be a string, and this is bytes; decode it first
    """
    if not isinstance(text, str):
        raise AnnotationError(f"a text must be a string, and this is {_kind(text)}")


def listed_texts(texts: Iterable[str]) -> list[str]:
    """Give texts as a list.

    Raises
    ------
    AnnotationError
        When there is one text in place of a list, or something in the list is no string.
    """
    if isinstance(texts, str):
        raise AnnotationError("arrays() takes a list of texts and got one text; put it in a list")
    return _strings(texts, "arrays()", "text")


def listed_words(words: Iterable[str], what: str) -> list[str]:
    """Give words as a list.

    Parameters
    ----------
    words
        Strings.
    what
        Who asks, for the message.

    Raises
    ------
    AnnotationError
        When there is a string in place of a list, or something in the list is no string.
    """
    if isinstance(words, str):
        raise AnnotationError(
            f"{what} takes lists of words and got the string {words[:40]!r}; tokenize() parts a "
            "text into words"
        )
    return _strings(words, what, "word")


def listed_sentences(sentences: Iterable[Iterable[str]]) -> list[list[str]]:
    """Give the words of each sentence as lists; raises as `listed_words`."""
    if isinstance(sentences, str):
        return [listed_words(sentences, "tag()")]
    try:
        found = list(sentences)
    except TypeError:
        raise AnnotationError(f"tag() takes a list of sentences, not {_kind(sentences)}") from None
    return [listed_words(sentence, "tag()") for sentence in found]


def _strings(values: Iterable[str], what: str, one: str) -> list[str]:
    try:
        found = list(values)
    except TypeError:
        raise AnnotationError(f"{what} takes a list of {one}s, not {_kind(values)}") from None
    # A set of types is made at the speed of C; a look at each string would take longer than that.
    if set(map(type, found)) - {str}:
        for place, value in enumerate(found):
            if not isinstance(value, str):
                raise AnnotationError(
                    f"{what} takes strings, and {one} {place} (counted from 0) is {_kind(value)}"
                )
    return found


def _kind(value: object) -> str:
    """Name what was given, and what may be done about it."""
    if isinstance(value, bytes | bytearray):
        return f"{type(value).__name__}; decode it first"
    if value is None or (isinstance(value, float) and value != value):
        return f"missing ({value}); leave it out, or put '' in its place"
    return type(value).__name__
