"""A few hundred broken files for each reader; `make fuzz` tries them for longer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
fuzzing = pytest.importorskip("benchmarks.fuzz")


@pytest.mark.skipif(os.name != "posix", reason="the limit on time needs a POSIX system")
@pytest.mark.parametrize("reader", sorted(fuzzing.READERS))
def test_no_broken_file_breaks_a_reader(reader):
    """Whatever is not read is refused in words, within ten seconds."""
    assert fuzzing.fuzz(reader, examples=40, number=1) > 0


@pytest.mark.skipif(os.name != "posix", reason="the limit on time needs a POSIX system")
def test_the_fuzzer_sees_a_crash_and_a_hang(monkeypatch):
    """It would be of no use if it could not fail."""

    def crash(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(fuzzing, "propose_page", crash)
    with pytest.raises(ZeroDivisionError):
        fuzzing.fuzz("text", examples=60)

    def hang(*_):
        while True:
            pass

    monkeypatch.setattr(fuzzing, "propose_page", hang)
    with pytest.raises(fuzzing.HangError):
        fuzzing.fuzz("text", examples=60, seconds=0.2)
