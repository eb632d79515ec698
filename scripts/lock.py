"""Choose the newest versions that fit pyproject.toml and write requirements.lock (`make lock`).

The lock holds for every system and Python that the project supports, names no index, and includes
the build backend, so that the toolkit itself is installed without a second, unlocked environment.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from bootstrap import ROOT, UV_REQUIREMENT, StepError, run, uv, uv_environment

COMPILE = ["pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11"]
# From 4.25 on jsonschema's formats bring a package that builds 38 grammars when it is imported:
# seconds for JupyterLab, nbconvert and everything else that reads a notebook.
CONSTRAINTS = ["jsonschema<4.25"]
PLAIN = ["--no-header", "--no-annotate", "--no-config", "--upgrade", "--quiet"]


def main() -> int:
    """Write both lock files; return the exit code."""
    # files of this machine's own would put hashes into the lock that no one else can get
    local = {"UV_EXTRA_INDEX_URL": "", "UV_FIND_LINKS": ""}
    settings = {**uv_environment(), **local}
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        backend = Path(folder) / "backend.in"
        backend.write_text("\n".join(metadata["build-system"]["requires"]))
        constraints = Path(folder) / "constraints.in"
        constraints.write_text("\n".join(CONSTRAINTS))
        installer = Path(folder) / "uv.in"
        installer.write_text("uv\n")
        try:
            program = uv()
            lock = ROOT / "requirements.lock"
            everything = ["pyproject.toml", backend, "--all-extras", "--output-file", lock]
            everything += ["--constraint", constraints]
            run([program, *COMPILE, *PLAIN, *everything], settings)
            own = [installer, "--output-file", UV_REQUIREMENT]
            run([program, *COMPILE, *PLAIN, *own], settings)
        except StepError as error:
            print(f"lock: {error}", file=sys.stderr)
            return 1
    pins = len(re.findall(r"^[a-z0-9]\S*==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    print(f"requirements.lock: {pins} pins")
    return subprocess.call([sys.executable, ROOT / "scripts" / "environment.py"])


if __name__ == "__main__":
    sys.exit(main())
