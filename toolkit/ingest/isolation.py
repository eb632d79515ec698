"""Read untrusted formats in a process of their own, with a limit on time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from toolkit.errors import IngestError

SECONDS = 20
MEGABYTES = 1024


def read_isolated(
    kind: str, data: bytes, *, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> dict[str, Any]:
    """Read a document in a child process.

    The child gets the bytes and nothing else: no file, no network name, no writing beyond a pipe.
    Limits on memory need a POSIX system; the limit on time holds everywhere.

    Parameters
    ----------
    kind
        ``html``, ``pdf`` or ``docx``.
    data
        The document.
    seconds, megabytes
        The limits.

    Returns
    -------
    dict
        ``lines`` (list of str), ``markup`` (name to value and evidence), ``problems``.

    Raises
    ------
    IngestError
        When the document is broken or hostile, with what to do instead.
    """
    # -P: a module named like ours in the folder of the page must not be imported
    command = [sys.executable, "-P", "-m", "toolkit.ingest.documents", kind, str(megabytes)]
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise IngestError(
            f"reading the {kind.upper()} took longer than {seconds:g} s and was ended; "
            "paste its text into a .txt file"
        ) from error
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise IngestError(
            f"reading the {kind.upper()} failed (it may need more than {megabytes} MB); "
            "paste its text into a .txt file"
        ) from error
    if "error" in found:
        raise IngestError(found["error"])
    return found
