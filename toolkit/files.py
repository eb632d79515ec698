"""Write files so that a crash leaves the old one or the new one, never half of one."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from toolkit.errors import CorpusError, ToolkitError


def path_of(path: Any, error: type[ToolkitError] = ToolkitError) -> Path:
    """Take a path as it was given, and refuse what is none in the words of the toolkit.

    Parameters
    ----------
    path
        A text or a path.
    error
        What is raised.

    Raises
    ------
    ToolkitError
        When it is something else, or a text that cannot name a file.

    Examples
    --------
    >>> path_of("lines.csv").suffix
    '.csv'
    """
    named = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(named, str) or not named.strip() or "\0" in named:
        raise error(f"a file is named by its path, such as 'lines.csv'; found {path!r:.80}")
    return Path(named)


def separator(text: str) -> str:
    r"""Tell what parts the cells of a table: comma, semicolon or tab, whichever its first line has.

    A spreadsheet writes semicolons where the comma is for decimals, as in Turkish and Russian.

    Examples
    --------
    >>> separator("coder;article;paragraph\nA;first;1\n")
    ';'
    """
    return max(",;\t", key=text.split("\n", 1)[0].count)


def write_atomic(path: Path, content: str | bytes) -> None:
    """Replace a file in one step: temporary file, fsync, rename.

    A file that is there keeps its rights; a new one gets those that the umask leaves.

    Parameters
    ----------
    path
        The file to write; its folder is made when it is missing.
    content
        Text (written as UTF-8, line ends as they are) or bytes.

    Raises
    ------
    ToolkitError
        When the disk is full or the folder cannot be written; the old file is untouched.
    """
    path = Path(path)
    temporary = ""
    try:
        temporary = _written_beside(path, content)
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        _remove(temporary)
        raise _not_written(path, error, "nothing was changed") from error
    except BaseException:
        _remove(temporary)
        raise


def write_together(
    contents: Iterable[tuple[Path, str | bytes]], *, gone: Iterable[Path] = ()
) -> tuple[Path, ...]:
    """Replace several files that belong together, once all that is new lies on the disk.

    A full disk shows itself before anything is changed. What comes after are changes of names,
    which need no space; should one of them fail all the same, the error says how many were made.

    Parameters
    ----------
    contents
        Each file with its text or bytes; taken one after another, so that a generator needs little
        memory.
    gone
        Files that are taken away, before any other takes its name.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    ToolkitError
        When the disk is full or a folder cannot be written.
    """
    waiting: list[tuple[str, Path]] = []
    away = list(gone)
    path, changed = Path(), 0
    try:
        for path, content in contents:
            waiting.append((_written_beside(path, content), path))
        for path in away:
            path.unlink(missing_ok=True)
            changed += 1
        for temporary, path in waiting:
            os.replace(temporary, path)
            changed += 1
        for folder in dict.fromkeys(path.parent for path in (*away, *(own for _, own in waiting))):
            _sync_folder(folder)
    except OSError as error:
        whole = len(away) + len(waiting)
        said = f"{changed} of {whole} files were changed" if changed else "nothing was changed"
        raise _not_written(path, error, said) from error
    finally:
        for temporary, _ in waiting:  # those that took their names are gone
            _remove(temporary)
    return tuple(path for _, path in waiting)


def _written_beside(path: Path, content: str | bytes) -> str:
    """Write what a file shall hold beside it, as far as the disk, and give the name of that."""
    try:
        data = content.encode("utf-8") if isinstance(content, str) else content
    except UnicodeEncodeError as error:
        raise ToolkitError(
            f"cannot write {path.name}: its text holds {content[error.start]!a}, half of a "
            "character; nothing was changed, replace it in the text"
        ) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    rights = _rights(path)
    temporary = str(path.parent / f".{path.name[:40]}.{secrets.token_hex(4)}")
    # made with its rights, so that nobody reads a private text meanwhile
    opener = partial(os.open, mode=0o666 if rights is None else rights)
    try:
        with open(temporary, "xb", opener=opener) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if rights is not None:
            os.chmod(temporary, rights)  # the umask has taken some away
    except BaseException:
        _remove(temporary)
        raise
    return temporary


def _not_written(path: Path, error: OSError, said: str) -> ToolkitError:
    return ToolkitError(
        f"cannot write {path.name}: {error.strerror}; {said}, "
        f"free space or check the rights of {path.parent.name!r} and try again"
    )


def move(path: Path, target: Path) -> None:
    """Move a file or folder within a file system, in one step; the folder of the target is made.

    Raises
    ------
    ToolkitError
        When it cannot be moved; it then lies where it was.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(path, target)
    except OSError as error:
        raise ToolkitError(
            f"cannot move {path.name}: {error.strerror}; nothing was changed, "
            f"check the rights of {path.parent.name!r} and {target.parent.name!r} and try again"
        ) from error


def _rights(path: Path) -> int | None:
    """Give the rights of the file that is replaced; ``None`` when there is none."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None


def _remove(temporary: str) -> None:
    if temporary:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _sync_folder(folder: Path) -> None:
    # Without this the rename itself may be lost when the power fails.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def locked(
    folder: Path, *, name: str = ".lock", patience_seconds: float = 0.0, whose: str = ""
) -> Iterator[None]:
    """Hold the one writer's lock of a folder; the kernel frees it when the process dies.

    Parameters
    ----------
    folder
        The folder; made when it is missing.
    name
        The file that is locked. One of its own keeps something smaller than the folder.
    patience_seconds
        How long to wait for another process before giving up.
    whose
        What the lock keeps, for the message; the name of the folder when left out.

    Raises
    ------
    CorpusError
        When another process holds it, or the folder cannot be written.
    """
    try:
        import fcntl
    except ImportError:  # no kernel locks on this system: writes are still atomic, one by one
        yield
        return
    end = time.monotonic() + patience_seconds
    with _opened(folder / name) as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() >= end:
                    raise CorpusError(
                        f"another process is writing to {whose or folder.name!r}; "
                        "wait until it is done"
                    ) from error
                time.sleep(0.05)
        yield


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return open(path, "a", encoding="utf-8")
    except OSError as error:
        raise CorpusError(
            f"cannot write to {path.parent.name!r}: {error.strerror}; "
            "check its rights or choose another folder"
        ) from error
