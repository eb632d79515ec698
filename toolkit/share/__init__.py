"""Write a corpus out: for other tools, and as counts of what may not be shared."""

from toolkit.share.derived import BOUND, Derived, bounded, derive, write_derived
from toolkit.share.export import FORMS, Written, export
from toolkit.share.reconstruction import Reconstruction, reconstruct

__all__ = [
    "BOUND",
    "FORMS",
    "Derived",
    "Reconstruction",
    "Written",
    "bounded",
    "derive",
    "export",
    "reconstruct",
    "write_derived",
]
