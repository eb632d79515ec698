"""Read untrusted formats in a process of their own, with a limit on time and memory.

Starting Python and loading the readers takes longer than reading a page, so one child reads many
documents, one after another. It is ended, and another started, as soon as one goes wrong in it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from toolkit.errors import IngestError

SECONDS = 20
MEGABYTES = 1024
# Libraries keep what they have cached; a fresh child begins anew.
_DOCUMENTS_A_CHILD = 100


def read_isolated(
    kind: str, data: bytes, *, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> dict[str, Any]:
    """Read a document in a child process.

    The child gets the bytes and nothing else: no file, no network name, no writing beyond a pipe.
    Limits on memory need a POSIX system; the limit on time holds everywhere.

    Parameters
    ----------
    kind
        One of `toolkit.ingest.documents.READERS`.
    data
        The document.
    seconds, megabytes
        The limits.

    Returns
    -------
    dict
        ``lines`` (list of str), ``markup`` (name to value and evidence), ``problems``; or ``rows``
        for a table.

    Raises
    ------
    IngestError
        When the document is broken or hostile, with what to do instead.
    """
    child = _children.pop(megabytes, None)
    if child is not None and not child.usable:
        child.end()
        child = None
    child = child or _Child(megabytes)
    try:
        found = child.read(kind, data, seconds)
    except BaseException:
        child.end()
        raise
    if child.documents < _DOCUMENTS_A_CHILD:
        _children[megabytes] = child
    else:
        child.end()
    if "error" in found:
        raise IngestError(found["error"])
    return found


class _Child:
    """A process that reads documents."""

    def __init__(self, megabytes: int) -> None:
        # -P: a module named like ours in the folder of the page must not be imported
        command = [sys.executable, "-P", "-m", "toolkit.ingest.documents", str(megabytes)]
        package = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
        self.megabytes = megabytes
        self.documents = 0
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        )

    @property
    def usable(self) -> bool:
        """Whether it lives, and is this process's own (after a fork two would talk at once)."""
        return self.owner == os.getpid() and self.process.poll() is None

    def read(self, kind: str, data: bytes, seconds: float) -> dict[str, Any]:
        """Ask for one document; whatever goes wrong is an `IngestError`."""
        self.documents += 1
        answer: list[dict[str, Any]] = []
        # a thread, because a child that hangs may not even take the question
        asking = threading.Thread(target=self._ask, args=(kind, data, answer), daemon=True)
        asking.start()
        asking.join(seconds)
        if asking.is_alive():
            raise IngestError(
                f"reading the {_name(kind)} took longer than {seconds:g} s and was ended; "
                "paste its text into a .txt file"
            )
        if not answer:
            raise IngestError(
                f"reading the {_name(kind)} failed (it may need more than {self.megabytes} MB); "
                "paste its text into a .txt file"
            )
        return answer[0]

    def _ask(self, kind: str, data: bytes, answer: list[dict[str, Any]]) -> None:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        with contextlib.suppress(OSError, ValueError):  # it has died, or answers nonsense
            stdin.write(b"%s %d\n" % (kind.encode(), len(data)))
            stdin.write(data)
            stdin.flush()
            size = int(stdout.readline())
            answer.append(json.loads(stdout.read(size)))

    def end(self) -> None:
        """End the process, or only let go of it where it is that of a parent."""
        if self.owner == os.getpid():
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        if self.owner == os.getpid():
            self.process.wait()


def _name(kind: str) -> str:
    return "HTML" if kind == "rendered" else kind.upper()


# The child that waits for the next document, by its limit on memory.
_children: dict[int, _Child] = {}


@atexit.register
def _end_children() -> None:
    while _children:
        _children.popitem()[1].end()
