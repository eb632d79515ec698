"""Which articles are not in English, told from tokens: no text is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.annotate.english import ENOUGH, is_common

if TYPE_CHECKING:
    from toolkit.corpus.tokens import TokenTable

# A language cannot be told from a handful of words.
FEWEST_WORDS = 20


def looks_english(table: TokenTable) -> NDArray[np.bool_]:
    """Tell for each article whether it looks English; a short one is believed.

    The measure is that of `toolkit.annotate.is_english`, the share of common function words, over
    the whole article.

    Parameters
    ----------
    table
        The tokens of a loaded corpus.

    Returns
    -------
    ndarray of bool
        One for each article of the loaded corpus.
    """
    common = np.fromiter(map(is_common, table.forms), np.bool_, len(table.forms))
    alphabetic = np.array([any(map(str.isalpha, form)) for form in table.forms], np.bool_)
    words, found = (
        np.concatenate([[0], np.cumsum(known[table.form], dtype=np.int64)])
        if len(table)
        else np.zeros(1, np.int64)
        for known in (alphabetic, common)
    )
    offsets = table.article_offsets
    n_words, n_common = np.diff(words[offsets]), np.diff(found[offsets])
    return (n_words < FEWEST_WORDS) | (n_common >= ENOUGH * n_words)
