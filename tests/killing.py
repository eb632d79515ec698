"""End a process at any moment, to see what it leaves behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX system")

# Every call of the kernel through which a file appears or goes, as a place to die at.
_CALLS = ("open", "fsync", "chmod", "replace", "mkdir", "rename", "unlink", "fdopen")


def killed_at(place: int, action: Callable[[], object]) -> int:
    """Run an action in a process of its own, killed before its n-th call that touches a file.

    Returns the signal that ended it, or 0 when it came to its end before.
    """

    def mortal() -> None:
        calls = 0

        def deadly(real):
            def call(*arguments, **options):
                nonlocal calls
                calls += 1
                if calls == place:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **options)

            return call

        for name in _CALLS:
            setattr(os, name, deadly(getattr(os, name)))
        action()

    return ended(begun(mortal))


def begun(action: Callable[[], object]) -> int:
    """Begin an action in a copy of this process, which has imported all; give its number."""
    child = os.fork()
    if child == 0:
        try:
            action()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def ended(child: int) -> int:
    """Wait for a copy; give the signal that ended it, or 0 when it came to its end before."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status)
    assert os.WEXITSTATUS(status) == 0
    return 0
