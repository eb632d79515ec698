"""Run benchmarks: ``python -m benchmarks [NAME …]``, all of them when none is named (`make bench`).

A benchmark is a module of this folder with a function `main` that prints Markdown. It reads its
options from the command line; here it is given those of its constant ``QUICK``, if it has one.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from pathlib import Path

# Looks for faults, not for speed, and does not end by itself (`make fuzz`).
NOT_HERE = {"__main__", "fuzz"}


def names() -> list[str]:
    """List the benchmarks."""
    found = {module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])}
    return sorted(
        name
        for name in found - NOT_HERE
        if "\ndef main(" in (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    )


def main(wanted: list[str]) -> int:
    """Run some benchmarks, or all; return the exit code."""
    there = names()
    unknown = [name for name in wanted if name not in there]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(there)}", file=sys.stderr)
        return 2
    failed = []
    for name in wanted or there:
        print(f"\n# {name}\n", flush=True)
        module = importlib.import_module(f"benchmarks.{name}")
        sys.argv = [f"benchmarks.{name}", *getattr(module, "QUICK", ())]
        begin = time.monotonic()
        try:
            module.main()
        except (Exception, SystemExit) as error:
            if not isinstance(error, SystemExit) or error.code:
                failed.append(name)
                print(f"\n{name} did not finish: {type(error).__name__}: {error}", flush=True)
        print(f"\n({name}: {time.monotonic() - begin:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
