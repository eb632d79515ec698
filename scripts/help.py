"""Print the targets of the Makefile with the words that stand beside them (`make help`)."""

from __future__ import annotations

import re
from pathlib import Path

TARGET = re.compile(r"^([a-z]+):[^#\n]*## (.+)$", re.MULTILINE)
MAKEFILE = Path(__file__).resolve().parent.parent / "Makefile"

for name, words in TARGET.findall(MAKEFILE.read_text(encoding="utf-8")):
    print(f"  make {name:<9} {words}")
