"""Frames: find them, code them, validate what is found, compare it.

The order of work: `match` shows what the rules of the codebook find; `sample` draws paragraphs for
coders; they code at the desk (`discourse code`, `open_desk`), or on sheets that do not tell whose
the texts are (`blind_rounds`, `blind_sheet`), from which `unblind` leads back; `read_coding` reads
what coders wrote, `weighted` says for how much of the corpus each coded paragraph stands, `narrow`
keeps one direction, target or holder of a frame; `agreement` measures how far coders agree,
`coding_status` what is to be settled, `compare` holds one coding against another; `validate` holds
the rules against the coding, and `keep_validation` keeps what it finds for all results to quote;
`learn` trains a classifier on the coding, and `classify` codes by that; `prevalence` and `trend`
compare groups of articles and years. On a composed corpus, `recovery` holds what was found against
what was planted.
"""

from toolkit.analyses.framing.blinding import blind_rounds, blind_sheet, unblind
from toolkit.analyses.framing.classifier import Classifier, classify
from toolkit.analyses.framing.coding import agreement, read_coding
from toolkit.analyses.framing.codings import compare, differences
from toolkit.analyses.framing.desk_file import open_desk
from toolkit.analyses.framing.instrument import keep_validation
from toolkit.analyses.framing.learning import learn
from toolkit.analyses.framing.match import code, match, presence
from toolkit.analyses.framing.narrowing import narrow
from toolkit.analyses.framing.prevalence import prevalence
from toolkit.analyses.framing.progress import coding_status
from toolkit.analyses.framing.recovery import Contrast, read_contrasts, recovery
from toolkit.analyses.framing.samples import read_sample, worklist, write_sample
from toolkit.analyses.framing.sampling import coding_sheet, sample, weighted
from toolkit.analyses.framing.trend import trend
from toolkit.analyses.framing.validate import read_split, validate

__all__ = [
    "Classifier",
    "Contrast",
    "agreement",
    "blind_rounds",
    "blind_sheet",
    "classify",
    "code",
    "coding_sheet",
    "coding_status",
    "compare",
    "differences",
    "keep_validation",
    "learn",
    "match",
    "narrow",
    "open_desk",
    "presence",
    "prevalence",
    "read_coding",
    "read_contrasts",
    "read_sample",
    "read_split",
    "recovery",
    "sample",
    "trend",
    "unblind",
    "validate",
    "weighted",
    "worklist",
    "write_sample",
]
