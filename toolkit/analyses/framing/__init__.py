"""Frames: find them, code them, validate what is found, compare it.

The order of work: `match` shows what the rules of the codebook find; `sample` draws paragraphs for
coders, `blind_sheet` makes sheets of them that do not tell whose they are and `unblind` leads back;
`read_coding` reads what coders wrote, `agreement` measures how far they agree, `compare` holds one
coding against another; `validate` holds the rules against the coding; `prevalence` and `trend`
compare groups of articles and years. On a composed corpus, `recovery` holds what was found against
what was planted.
"""

from toolkit.analyses.framing.blinding import blind_sheet, unblind
from toolkit.analyses.framing.coding import agreement, read_coding
from toolkit.analyses.framing.codings import compare
from toolkit.analyses.framing.match import code, match, presence
from toolkit.analyses.framing.prevalence import prevalence
from toolkit.analyses.framing.recovery import Contrast, read_contrasts, recovery
from toolkit.analyses.framing.sampling import coding_sheet, sample
from toolkit.analyses.framing.trend import trend
from toolkit.analyses.framing.validate import read_split, validate

__all__ = [
    "Contrast",
    "agreement",
    "blind_sheet",
    "code",
    "coding_sheet",
    "compare",
    "match",
    "presence",
    "prevalence",
    "read_coding",
    "read_contrasts",
    "read_split",
    "recovery",
    "sample",
    "trend",
    "unblind",
    "validate",
]
