"""Sentences said by somebody: copies of training sentences between quotation marks.

The treebanks quote seldom, commentary all the time, and a first word behind a quotation mark is
neither a first word of the treebanks nor one inside a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.annotate.features import opens_sentence
from training.treebank import Sentence

_MARKS = (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"))
# Double marks are the rule.
_SHARES = (0.4, 0.4, 0.1, 0.1)


def quoted_copies(sentences: Sequence[Sentence], share: float, seed: int) -> list[Sentence]:
    """Quote a share of the sentences that open with a word, marks straight and curly.

    Examples
    --------
    >>> said = Sentence("Gas flows.", ("Gas", "flows", "."), ("NN", "VBZ", "."), ("", "", ""), True)
    >>> copy = quoted_copies([said], 1.0, seed=1)[0]
    >>> copy.forms[1:-1], copy.tags
    (('Gas', 'flows', '.'), ('``', 'NN', 'VBZ', '.', "''"))
    """
    generator = np.random.default_rng(seed)
    copies = []
    for sentence in sentences:
        chosen, kind = generator.random() < share, generator.choice(len(_MARKS), p=_SHARES)
        if chosen and not opens_sentence(sentence.forms[0]):
            before, after = _MARKS[kind]
            copies.append(
                Sentence(
                    before + sentence.text + after,
                    (before, *sentence.forms, after),
                    ("``", *sentence.tags, "''"),
                    (before, *sentence.lemmas, after),
                    sentence.opens_paragraph,
                )
            )
    return copies
