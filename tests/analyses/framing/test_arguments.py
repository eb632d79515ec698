"""What a caller gets wrong is answered with what would be right, before work begins."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import pytest

from tests.analyses.framing.conftest import make
from toolkit.analyses import framing
from toolkit.analyses.framing.coding import COLUMNS
from toolkit.corpus import Corpus
from toolkit.errors import ToolkitError
from toolkit.result import Result


class AtHand(NamedTuple):
    """What a call may be given."""

    corpus: Corpus
    other: Corpus
    coding: pd.DataFrame
    rules: Result
    drawn: Result


@pytest.fixture(scope="module")
def at_hand() -> AtHand:
    """Two corpora; of the first a coding, what the rules find, and a sample."""
    corpus = make(["Turkey needs Russian gas.\n\nNothing happened in Russia."] * 6)
    coding = pd.DataFrame(
        [
            dict.fromkeys(COLUMNS, "")
            | {"coder": "gold", "article": item.id, "paragraph": number, "paragraph_sha": sha}
            | {"frame": "need", "present": int(number == 1), "codebook_version": "1"}
            for item in corpus.items
            for number, sha in enumerate(item.paragraph_shas, start=1)
        ]
    )
    other = make({"b": "Turkey and Russia met."})
    return AtHand(corpus, other, coding, framing.code(corpus), framing.sample(corpus, 4, seed=1))


WRONG = {
    "frames that are none": (
        lambda at: framing.match(at.corpus, frames=3),
        "a name or several; found 3",
    ),
    "half a paragraph": (
        lambda at: framing.sample(at.corpus, 1.5, seed=1),
        "n must be a whole number",
    ),
    "no paragraph": (lambda at: framing.sample(at.corpus, 0, seed=1), "of at least 1; found 0"),
    "seed below nothing": (
        lambda at: framing.sample(at.corpus, 3, seed=-1),
        "seed must be a whole",
    ),
    "seed in words": (lambda at: framing.learn(at.corpus, at.coding, seed="x"), "found 'x'"),
    "seed beyond all": (
        lambda at: framing.learn(at.corpus, at.coding, seed=2**40),
        "from 0 to 4294967295",
    ),
    "table for result": (
        lambda at: framing.sample(at.corpus, 3, seed=1, found=at.rules.table),
        "DataFrame is no result; give that of framing.code or framing.classify",
    ),
    "hits for codes": (
        lambda at: framing.prevalence(at.corpus, coding=framing.match(at.corpus)),
        "'Frames found' is no coding of paragraphs",
    ),
    "codes for sample": (
        lambda at: framing.blind_sheet(at.corpus, at.rules, "aa"),
        "has no column 'paragraph_sha'; give the result of framing.sample",
    ),
    "sample of others": (
        lambda at: framing.blind_rounds(at.other, at.drawn, "aa"),
        "is not in these articles with its text",
    ),
    "sheet without coder": (
        lambda at: framing.coding_sheet(at.corpus, at.drawn, None),
        "name a coder",
    ),
    "list for sample": (lambda at: framing.worklist(at.corpus, [], "aa"), "list is no result"),
    "no resamples": (lambda at: framing.validate(at.corpus, at.coding, n_boot=0), "n_boot must be"),
    "fewer resamples": (
        lambda at: framing.compare(at.coding, at.coding, n_boot=-1),
        "n_boot must be",
    ),
    "coding in words": (
        lambda at: framing.validate(at.corpus, "x"),
        "the coding has no column 'coder'",
    ),
    "codes as codings": (lambda at: framing.agreement(at.rules), "table of framing.read_coding"),
    "stance that is missing": (
        lambda at: framing.prevalence(at.corpus, by="id", coding=at.coding.drop(columns="stance")),
        "no column 'stance'",
    ),
    "weights without any": (
        lambda at: framing.validate(at.corpus, at.coding, weights=at.coding),
        "the sample has no column 'weight'",
    ),
    "weights in words": (lambda at: framing.weighted(at.coding, "x"), "the sample has no column"),
    "weights of others": (
        lambda at: framing.weighted(at.coding, framing.sample(at.other, 1, seed=1)),
        "a0 paragraph 1 has no weight",
    ),
    "split that is a list": (
        lambda at: framing.validate(at.corpus, at.coding, split=["a0"]),
        "see framing.read_split",
    ),
    "validation in words": (
        lambda at: framing.prevalence(at.corpus, by="id", validation="x"),
        "validation has no column 'frame'; give the result of framing.validate",
    ),
    "path for classifier": (
        lambda at: framing.classify(at.corpus, "frames.json"),
        "str is no classifier",
    ),
    "columns to adjust by": (
        lambda at: framing.prevalence(at.corpus, by="id", adjust=["outlet"]),
        "no column ['outlet'] to adjust by",
    ),
    "nothing to recover": (
        lambda at: framing.recovery(at.corpus, at.coding, at.coding, []),
        "no contrast",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_it_is_said_what_would_be_right(at_hand, wrong):
    call, message = WRONG[wrong]
    with pytest.raises(ToolkitError) as caught:
        call(at_hand)
    assert message in str(caught.value)
