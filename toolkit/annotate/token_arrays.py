"""Annotated texts as integer arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, repr=False)
class TokenArrays:
    """The tokens of some texts; hyphen compounds are one token.

    Text `i` is the tokens ``text_offsets[i]:text_offsets[i + 1]``; paragraphs and sentences
    likewise. A paragraph is a block between blank lines; a sentence never crosses its end.

    Parameters
    ----------
    form, lemma, tag
        Codes, one a token: the form of token `t` is ``forms[form[t]]``.
    start, end
        Character offsets inside the text that a token comes from.
    text_offsets, paragraph_offsets, sentence_offsets
        The token at which each begins; the last entry is the number of tokens.
    forms, lemmas, tags
        Vocabularies in alphabetical order. Case is kept: ``US`` is not ``us``.
    """

    form: NDArray[np.int32]
    lemma: NDArray[np.int32]
    tag: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    text_offsets: NDArray[np.int64]
    paragraph_offsets: NDArray[np.int64]
    sentence_offsets: NDArray[np.int64]
    forms: tuple[str, ...]
    lemmas: tuple[str, ...]
    tags: tuple[str, ...]

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"<TokenArrays of {len(self):,} tokens in {len(self.text_offsets) - 1:,} texts>"

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self.form)
