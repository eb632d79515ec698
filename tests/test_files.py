"""Files are replaced in one step or not at all, and what cannot be written is said in words."""

from __future__ import annotations

import pytest

from toolkit.errors import ToolkitError
from toolkit.files import write_atomic


def test_half_a_character_is_told_and_changes_nothing(tmp_path):
    """Half of a pair of UTF-16, as a data frame may hold, has no place in UTF-8."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(ToolkitError, match=r"cannot write a\.txt: its text holds '\\ud83d'"):
        write_atomic(path, "Gas \ud83d flows.")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
