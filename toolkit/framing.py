"""The short name of `toolkit.analyses.framing`, as in ``from toolkit.framing import match``."""

import sys

from toolkit.analyses import framing as _room
from toolkit.analyses.framing import *  # noqa: F403 - names for type checkers

sys.modules[__name__] = _room
