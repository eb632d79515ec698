"""NLTK's perceptron as the tagger, for those who have its data and want its tags."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from toolkit.errors import AnnotationError

_RESOURCE = "averaged_perceptron_tagger_eng"


class NltkTagging:
    """Tags sentences of words by the tagger of NLTK.

    Parameters
    ----------
    tagger
        A `nltk.tag.perceptron.PerceptronTagger`.
    """

    def __init__(self, tagger: Any) -> None:
        self._tagger = tagger
        weights = json.dumps(
            [tagger.model.weights, tagger.tagdict, sorted(tagger.classes)], sort_keys=True
        )
        self.fingerprint = hashlib.sha256(weights.encode()).hexdigest()[:12]

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Tag the words of each sentence."""
        tag = self._tagger.tag
        return [[name for _, name in tag(list(words))] for words in sentences]


def load_nltk_tagger() -> NltkTagging:
    """Load the tagger of NLTK, once for each state of its search path.

    Returns
    -------
    NltkTagging

    Raises
    ------
    AnnotationError
        When NLTK's data are not there, or NLTK refuses to read them from where they are.
    """
    import nltk.data

    return _load(tuple(map(str, nltk.data.path)))


@lru_cache(maxsize=1)
def _load(path: tuple[str, ...]) -> NltkTagging:
    from nltk.tag.perceptron import PerceptronTagger

    remedy = "or leave tagger out: the toolkit's own needs no download"
    try:
        return NltkTagging(PerceptronTagger())
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
