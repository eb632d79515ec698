"""A folder of annotations: arrays as files, never pickled, checked when they are read.

Every entry is a folder that appears whole under its name or not at all, so that a crash leaves
nothing half written and several processes may work on one cache. An entry lists the checksum of
each of its files; one that is damaged is thrown away and made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ARRAYS = ("form", "lemma", "tag", "start", "end", "text_offsets", "sentence_offsets")
VOCABULARIES = ("forms", "lemmas", "tags")
_KEPT_TABLES = 4
_NAMES, _SUMS, _PART = "names.json", "checksums.json", ".part-"
_A_DAY = 24 * 60 * 60


class CacheFolder:
    """The annotations by one annotator; does without when the folder cannot be written.

    Parameters
    ----------
    path
        The folder; made when something is first written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writable = True
        self._made = False

    def read_batches(self, wanted: set[str]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
        """Give the batches that hold any of the texts wanted.

        Yields
        ------
        tuple
            The sha256 of each text of a batch, and its arrays and vocabularies.
        """
        needed = set(wanted)
        for folder in sorted(self.path.glob("batch-*")):
            found = self._read(folder)
            if found is None or not found[1]:
                continue
            columns, texts = found
            if needed & set(texts):
                needed -= set(texts)
                yield texts, columns

    def write_batch(self, texts: Sequence[str], columns: Mapping[str, Any]) -> None:
        """Keep a finished batch."""
        self._write(self.path / f"batch-{_key(texts)}", columns, texts)

    def read_table(self, order: Sequence[str]) -> dict[str, Any] | None:
        """Give the merged annotation of exactly these texts, if it is there."""
        folder = self.path / f"table-{_key(order)}"
        found = self._read(folder) if folder.is_dir() else None
        return None if found is None else found[0]

    def write_table(self, order: Sequence[str], columns: Mapping[str, Any]) -> None:
        """Keep a merged annotation; of several the newest are kept."""
        self._write(self.path / f"table-{_key(order)}", columns, ())
        for folder in sorted(self.path.glob("table-*"), key=_age)[_KEPT_TABLES:]:
            shutil.rmtree(folder, ignore_errors=True)

    def _write(self, folder: Path, columns: Mapping[str, Any], texts: Sequence[str]) -> None:
        if folder.exists() or not self._writable:
            return
        temporary = None
        try:
            self._make()
            temporary = Path(tempfile.mkdtemp(prefix=_PART, dir=self.path))
            for name in ARRAYS:
                values = np.asarray(columns[name])
                np.save(temporary / f"{name}.npy", values, allow_pickle=False)
            labels = {name: list(columns[name]) for name in VOCABULARIES} | {"texts": list(texts)}
            (temporary / _NAMES).write_text(json.dumps(labels), encoding="ascii")
            (temporary / _SUMS).write_text(json.dumps(_checksums(temporary)), encoding="ascii")
            os.replace(temporary, folder)
        except OSError as error:
            _remove(temporary)
            if not folder.exists():  # else another process was faster
                self._writable = False
                why = error.strerror or error  # of a full disk NumPy gives no number
                warnings.warn(
                    f"the annotation cannot be kept ({why}), so it is made anew each "
                    f"time; let {self.path.parent.name!r} in the corpus folder be written, or free "
                    "space on the disk",
                    stacklevel=2,
                )
        except BaseException:
            _remove(temporary)
            raise

    def _make(self) -> None:
        if self._made:
            return
        self.path.mkdir(parents=True, exist_ok=True)
        self._made = True
        for path in self.path.glob(f"{_PART}*"):
            if _age(path) > _A_DAY:  # left by a process that was killed
                shutil.rmtree(path, ignore_errors=True)

    def _read(self, folder: Path) -> tuple[dict[str, Any], tuple[str, ...]] | None:
        """Read an entry as memory maps; a damaged one is removed."""
        try:
            kept = json.loads((folder / _SUMS).read_text(encoding="ascii"))
            if kept != _checksums(folder):
                raise ValueError("a checksum differs")
            labels = json.loads((folder / _NAMES).read_text(encoding="ascii"))
            columns: dict[str, Any] = {
                name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
                for name in ARRAYS
            }
            columns |= {name: tuple(labels[name]) for name in VOCABULARIES}
            return columns, tuple(labels["texts"])
        except (OSError, ValueError, KeyError, TypeError):
            shutil.rmtree(folder, ignore_errors=True)
            return None


def _checksums(folder: Path) -> dict[str, int]:
    names = [f"{name}.npy" for name in ARRAYS] + [_NAMES]
    return {name: _checksum(folder / name) for name in names}


def _checksum(path: Path) -> int:
    found = 0
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            found = zlib.crc32(block, found)
    return found


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:  # another process has removed it
        return 0.0


def _key(names: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:24]


def _remove(folder: Path | None) -> None:
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
