"""The short name of `toolkit.analyses.topics`, as in ``from toolkit.topics import fit``."""

import sys

from toolkit.analyses import topics as _room
from toolkit.analyses.topics import *  # noqa: F403 - names for type checkers

sys.modules[__name__] = _room
