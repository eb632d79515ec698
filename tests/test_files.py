"""Files are replaced in one step or not at all, by one writer; what cannot be is said in words."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from toolkit import files
from toolkit.errors import CorpusError, ToolkitError
from toolkit.files import locked, path_of, write_atomic, write_together


@pytest.mark.parametrize("content", ["Gas\r\nğ\n", "Gas\r\nğ\n".encode()])
def test_text_and_bytes_are_written_as_they_are(tmp_path, content):
    """UTF-8, line ends untouched, folders made, nothing left beside the file."""
    path = tmp_path / "a" / "b" / "c.txt"
    for _ in range(2):
        write_atomic(path, content)
        assert path.read_bytes() == "Gas\r\nğ\n".encode()
        assert list(path.parent.iterdir()) == [path]


@pytest.fixture
def umask():
    """Set the umask of the process, and put it back."""
    old = os.umask(0o022)
    yield os.umask
    os.umask(old)


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_rights_that_the_umask_leaves(tmp_path, umask, mask, mode):
    """Who keeps files private keeps these private too."""
    umask(mask)
    write_atomic(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_a_file_that_is_replaced_keeps_its_rights(tmp_path, umask, monkeypatch, mode):
    """Not even on the way may others read a text that was private."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(mode)
    seen = []
    monkeypatch.setattr(files.os, "fsync", lambda handle: seen.append(os.fstat(handle).st_mode))
    write_atomic(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == mode
    assert seen[0] & 0o777 & ~mode == 0


def test_a_file_is_on_the_disk_before_it_takes_its_name(tmp_path, monkeypatch):
    """Its content first, then the name, then the folder that holds the name."""
    steps = []
    sync, take = os.fsync, os.replace

    def synced(handle):
        about = os.fstat(handle)
        steps.append("folder" if stat.S_ISDIR(about.st_mode) else f"{about.st_size} bytes")
        sync(handle)

    def taken(source, target):
        assert Path(source).read_text() == "new"
        steps.append("name")
        take(source, target)

    monkeypatch.setattr(files.os, "fsync", synced)
    monkeypatch.setattr(files.os, "replace", taken)
    handles = len(os.listdir("/dev/fd"))
    write_atomic(tmp_path / "a.txt", "new")
    assert steps == ["3 bytes", "name", "folder"]
    assert len(os.listdir("/dev/fd")) == handles


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch, error):
    """Full disk or Ctrl-C: the old content is there, and nothing beside it."""

    def fail(*_):
        raise error

    path = tmp_path / "a.txt"
    path.write_text("old")
    monkeypatch.setattr(files.os, "replace", fail)
    with pytest.raises((ToolkitError, KeyboardInterrupt)) as caught:
        write_atomic(path, "new")
    if isinstance(error, OSError):
        assert "cannot write a.txt: No space left on device; nothing was changed" in str(
            caught.value
        )
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def failing(monkeypatch, name: str, at: int) -> None:
    """Let a call of the system fail from the n-th time on, as on a disk that has become full."""
    real = getattr(files.os, name)
    calls = []

    def call(*arguments, **options):
        calls.append(name)
        if len(calls) >= at:
            raise OSError(28, "No space left on device")
        return real(*arguments, **options)

    monkeypatch.setattr(files.os, name, call)


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("at", [1, 2, 3])
def test_files_that_belong_together_are_all_written_or_none(tmp_path, monkeypatch, at):
    """The disk is full at the first, at the second, at the last of three."""
    before = {"a": "old a", "b": "old b", "gone": "old"}
    for name, text in before.items():
        (tmp_path / name).write_text(text)
    contents = [(tmp_path / name, f"new {name}") for name in "abc"]
    with monkeypatch.context() as patched:
        failing(patched, "fsync", at)
        said = rf"cannot write {'abc'[at - 1]}: No space left on device; nothing was changed"
        with pytest.raises(ToolkitError, match=said):
            write_together(contents, gone=[tmp_path / "gone"])
    assert held(tmp_path) == before
    paths = write_together(contents, gone=[tmp_path / "gone"])
    assert [path.name for path in paths] == ["a", "b", "c"]
    assert held(tmp_path) == {name: f"new {name}" for name in "abc"}


def test_where_names_cannot_be_changed_it_is_said_how_many_were(tmp_path, monkeypatch):
    """One file gone and one written of four: no message that all is as it was."""
    (tmp_path / "gone").write_text("old")
    contents = [(tmp_path / name, f"new {name}") for name in "abc"]
    failing(monkeypatch, "replace", 2)
    with pytest.raises(ToolkitError, match=r"cannot write b: .*; 2 of 4 files were changed, free"):
        write_together(contents, gone=[tmp_path / "gone"])
    assert held(tmp_path) == {"a": "new a"}


def test_half_a_character_is_told_and_changes_nothing(tmp_path):
    """Half of a pair of UTF-16, as a data frame may hold, has no place in UTF-8."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(ToolkitError, match=r"cannot write a\.txt: its text holds '\\ud83d'"):
        write_atomic(path, "Gas \ud83d flows.")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_one_writer_at_a_time(tmp_path, monkeypatch):
    """A second is refused at once, or after its patience; other names and later writers are not."""
    naps = []
    clock = SimpleNamespace(monotonic=lambda: sum(naps), sleep=naps.append)
    monkeypatch.setattr(files, "time", clock)
    folder = tmp_path / "corpus" / "derived"
    with locked(folder):
        said = "another process is writing to 'derived'; wait"
        with pytest.raises(CorpusError, match=said), locked(folder):
            pass
        assert naps == []
        with locked(folder, name=".other"):
            pass
        patient = locked(folder, patience_seconds=30, whose="a.csv")
        with pytest.raises(CorpusError, match=r"writing to 'a\.csv'"), patient:
            pass
        assert 30 <= sum(naps) < 31
    with locked(folder):
        pass


def test_a_patient_writer_gets_its_turn(tmp_path, monkeypatch):
    """It tries again and again, and goes on as soon as the other is done."""
    first = locked(tmp_path)
    first.__enter__()
    naps = []

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 3:
            first.__exit__(None, None, None)

    monkeypatch.setattr(files.time, "sleep", nap)
    with locked(tmp_path, patience_seconds=60):
        assert len(naps) == 3
    assert max(naps) < 0.5


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "derived").write_text("mine")
    said = "cannot write to 'derived'"
    with pytest.raises(CorpusError, match=said), locked(tmp_path / "derived"):
        pass
    assert (tmp_path / "derived").read_text() == "mine"


@pytest.mark.parametrize("path", ["", " ", "a\0b", None, 3, b"a", ["a"]])
def test_what_is_no_path_is_refused(path):
    """With the error of whoever asked."""
    with pytest.raises(CorpusError, match="a file is named by its path"):
        path_of(path, CorpusError)
    assert path_of("a/b.csv") == path_of(Path("a/b.csv")) == Path("a/b.csv")
