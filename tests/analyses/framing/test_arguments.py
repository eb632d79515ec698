"""What a caller gets wrong is answered with what would be right, before work begins."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.analyses.framing.conftest import make
from toolkit.analyses import framing
from toolkit.analyses.framing.coding import COLUMNS
from toolkit.errors import ToolkitError

CORPUS = make(["Turkey needs Russian gas.\n\nNothing happened in Russia."] * 6)
OTHER = make({"b": "Turkey and Russia met."})
CODING = pd.DataFrame(
    [
        dict.fromkeys(COLUMNS, "")
        | {"coder": "gold", "article": item.id, "paragraph": number, "paragraph_sha": sha}
        | {"frame": "need", "present": int(number == 1), "codebook_version": "1"}
        for item in CORPUS.items
        for number, sha in enumerate(item.paragraph_shas, start=1)
    ]
)
RULES = framing.code(CORPUS)
DRAWN = framing.sample(CORPUS, 4, seed=1)

WRONG = {
    "frames that are none": (lambda: framing.match(CORPUS, frames=3), "a name or several; found 3"),
    "half a paragraph": (lambda: framing.sample(CORPUS, 1.5, seed=1), "n must be a whole number"),
    "no paragraph": (lambda: framing.sample(CORPUS, 0, seed=1), "of at least 1; found 0"),
    "seed below nothing": (lambda: framing.sample(CORPUS, 3, seed=-1), "seed must be a whole"),
    "seed in words": (lambda: framing.learn(CORPUS, CODING, seed="x"), "found 'x'"),
    "seed beyond all": (lambda: framing.learn(CORPUS, CODING, seed=2**40), "from 0 to 4294967295"),
    "table for result": (
        lambda: framing.sample(CORPUS, 3, seed=1, found=RULES.table),
        "DataFrame is no result; give that of framing.code or framing.classify",
    ),
    "hits for codes": (
        lambda: framing.prevalence(CORPUS, coding=framing.match(CORPUS)),
        "'Frames found' is no coding of paragraphs",
    ),
    "codes for sample": (
        lambda: framing.blind_sheet(CORPUS, RULES, "aa"),
        "has no column 'paragraph_sha'; give the result of framing.sample",
    ),
    "sample of others": (
        lambda: framing.blind_rounds(OTHER, DRAWN, "aa"),
        "is not in these articles with its text",
    ),
    "sheet without coder": (lambda: framing.coding_sheet(CORPUS, DRAWN, None), "name a coder"),
    "list for sample": (lambda: framing.worklist(CORPUS, [], "aa"), "list is no result"),
    "no resamples": (lambda: framing.validate(CORPUS, CODING, n_boot=0), "n_boot must be"),
    "fewer resamples": (lambda: framing.compare(CODING, CODING, n_boot=-1), "n_boot must be"),
    "coding in words": (lambda: framing.validate(CORPUS, "x"), "the coding has no column 'coder'"),
    "codes as codings": (lambda: framing.agreement(RULES), "table of framing.read_coding"),
    "stance that is missing": (
        lambda: framing.prevalence(CORPUS, by="id", coding=CODING.drop(columns="stance")),
        "no column 'stance'",
    ),
    "weights without any": (
        lambda: framing.validate(CORPUS, CODING, weights=CODING),
        "the sample has no column 'weight'",
    ),
    "weights in words": (lambda: framing.weighted(CODING, "x"), "the sample has no column"),
    "weights of others": (
        lambda: framing.weighted(CODING, framing.sample(OTHER, 1, seed=1)),
        "a0 paragraph 1 has no weight",
    ),
    "split that is a list": (
        lambda: framing.validate(CORPUS, CODING, split=["a0"]),
        "see framing.read_split",
    ),
    "validation in words": (
        lambda: framing.prevalence(CORPUS, by="id", validation="x"),
        "validation has no column 'frame'; give the result of framing.validate",
    ),
    "path for classifier": (
        lambda: framing.classify(CORPUS, "frames.json"),
        "str is no classifier",
    ),
    "columns to adjust by": (
        lambda: framing.prevalence(CORPUS, by="id", adjust=["outlet"]),
        "no column ['outlet'] to adjust by",
    ),
    "nothing to recover": (lambda: framing.recovery(CORPUS, CODING, CODING, []), "no contrast"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_it_is_said_what_would_be_right(wrong):
    call, message = WRONG[wrong]
    with pytest.raises(ToolkitError) as caught:
        call()
    assert message in str(caught.value)
