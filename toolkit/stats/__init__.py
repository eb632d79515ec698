"""Statistics on arrays: no corpus, no tables, no drawing.

Every measure takes scalars or arrays and gives the same shape back; what is undefined, and what
stands in its place, is said where the measure is documented and listed in ``docs/formulas.md``.
"""

from toolkit.stats import agreement, contingency, diversity, inference, multiple, sequences
from toolkit.stats.association import association
from toolkit.stats.dispersion import dispersion, dispersion_positions
from toolkit.stats.keyness import keyness

__all__ = [
    "agreement",
    "association",
    "contingency",
    "dispersion",
    "dispersion_positions",
    "diversity",
    "inference",
    "keyness",
    "multiple",
    "sequences",
]
