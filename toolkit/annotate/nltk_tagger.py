"""NLTK's perceptron as the tagger, for those who have its data and want its tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.errors import AnnotationError

Tagging = Callable[[Sequence[Sequence[str]]], list[list[str]]]

_RESOURCE = "averaged_perceptron_tagger_eng"


def load_nltk_tagger() -> Tagging:
    """Load the tagger of NLTK.

    Returns
    -------
    callable
        Takes sentences of words and gives the tags of each.

    Raises
    ------
    AnnotationError
        When NLTK's data are not there, or NLTK refuses to read them from where they are.
    """
    from nltk.tag.perceptron import PerceptronTagger

    remedy = "or leave tagger out: the toolkit's own needs no download"
    try:
        tagger = PerceptronTagger()
    except LookupError:
        raise AnnotationError(
            f"tagger='nltk' needs NLTK's data {_RESOURCE!r}, which is not on this machine; run "
            f"nltk.download({_RESOURCE!r}), {remedy}"
        ) from None
    except PermissionError as error:
        raise AnnotationError(
            f"NLTK refuses to read its data from where they are ({error}); put their folder on "
            f"nltk.data.path, {remedy}"
        ) from None

    def tag(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        return [[name for _, name in tagger.tag(list(words))] for words in sentences]

    return tag
