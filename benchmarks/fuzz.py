"""Look for inputs that break the readers: `python -m benchmarks.fuzz [--seconds 600] [--only …]`.

Files of each format, our own and composed pages of many sites, are changed in the terms of their
format (`benchmarks.mutations`), and each goes all the way: read, parted, mended, proposed. A reader
fails when it raises anything but the error that a user is shown, when a file takes longer than ten
seconds, or when its process needs more than a gigabyte or dies. Every reader runs in a process of
its own under that limit, so that a crash of a parser in C is seen. A file that fails is made as
small as it can be and kept, with what it raised, in `build/fuzz/`; the search goes on to the next
kind of failure.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpcore
import numpy as np

from benchmarks.mutations import mutated
from toolkit.corpus.derived_reading import read_derived
from toolkit.errors import IngestError
from toolkit.ingest import propose_page, read_pages, readers, tables
from toolkit.ingest.documents import read_document
from toolkit.ingest.fetching.client import Answer, Client
from toolkit.ingest.fetching.polite import Pacing
from toolkit.ingest.fetching.queue import ending_of
from toolkit.ingest.fetching.visiting import Visitor

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "fuzz"
SECONDS_A_FILE = 10
# times that a file may wait for the processor
_PATIENCE = 6
MEGABYTES = 1024
_SHRINKING_SECONDS = 30
_KINDS_OF_FAILURE = 5

# A reader with the ending it is chosen by and the files it starts from.
READERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "text": (".txt", ("tests/data/pages/*.txt", "tests/data/formats/*1254.txt", "tests/data/formats/moj*")),
    "databases": (".txt", ("tests/data/formats/*-c*.txt", "tests/data/formats/proquest.txt")),
    "markdown": (".md", ("tests/data/formats/article.md", "corpus/articles/2019/*.md")),
    "html": (".html", ("tests/data/formats/*.html",)),
    "pdf": (".pdf", ("tests/data/formats/*.pdf", "figures/*.pdf")),
    "docx": (".docx", ("tests/data/formats/*.docx",)),
    "rtf": (".rtf", ("tests/data/formats/*.rtf",)),
    "csv": (".csv", ("tests/data/formats/*.csv",)),
    "jsonl": (".jsonl", ("tests/data/formats/*.jsonl",)),
    "ris": (".ris", ("tests/data/formats/*.ris",)),
    "answers": (".http", ("tests/data/formats/*.http",)),
    "derived": (".json", ("corpus/derived/*.json",)),
    # the number of a reader is part of its files': new ones stand last
    "odt": (".odt", ("tests/data/formats/*.odt",)),
    "mhtml": (".mhtml", ("tests/data/formats/*.mhtml",)),
    "mail": (".eml", ("tests/data/formats/*.eml",)),
    "csl": (".json", ("tests/data/formats/library.json",)),
}  # fmt: skip


@lru_cache(maxsize=1)
def _composed() -> tuple[tuple[str, str], ...]:
    """Pages of every style of site, as HTML and as a paste."""
    from benchmarks.sites import HELD_BACK, SITES, make_source
    from toolkit.corpus import read_article
    from toolkit.ingest.rendering import rendered

    files = sorted((ROOT / "corpus" / "articles").rglob("*.md"))
    articles = [read_article(path) for path in files[: len(SITES) + len(HELD_BACK)]]
    pages = [make_source(site, article, 7) for site, article in zip((*SITES, *HELD_BACK), articles)]
    return tuple((page, "\n".join(rendered(page))) for page in pages)


@lru_cache
def sources_of(reader: str) -> tuple[bytes, ...]:
    """Give the files that a reader starts from."""
    files = sorted(path for form in READERS[reader][1] for path in ROOT.glob(form))
    found = [path.read_bytes() for path in files]
    if reader in ("html", "text"):
        found += [(page if reader == "html" else text).encode() for page, text in _composed()]
    return tuple(found)


class HangError(BaseException):
    """A file took longer than it may."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """End what takes longer than some seconds of the processor, or waits for very long.

    On a busy machine a file that takes a moment may lie for ten seconds before its turn comes.
    """

    def end(*_: Any) -> None:
        raise HangError(f"longer than {seconds:g} s")

    limits = (
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, _PATIENCE * seconds),
    )
    before = [(given, timer, signal.signal(given, end)) for given, timer, _ in limits]
    for _, timer, limit in limits:
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        for given, timer, handler in before:
            signal.setitimer(timer, 0)
            signal.signal(given, handler)


def _in_this_process(kind: str, data: bytes, **_: Any) -> dict[str, Any]:
    found = read_document(kind, data)
    if "error" in found:
        raise IngestError(found["error"])
    return found


@contextlib.contextmanager
def without_child() -> Iterator[None]:
    """Let the readers parse in this process, which is itself the one with the limits."""
    before = readers.read_isolated, tables.read_isolated
    readers.read_isolated = tables.read_isolated = _in_this_process
    try:
        yield
    finally:
        readers.read_isolated, tables.read_isolated = before


def swallow(reader: str, data: bytes, folder: Path) -> bool:
    """Take a file all the way to a proposal; whether it was read rather than refused."""
    if reader == "answers":
        return bool(_visit(data).body)
    path = folder / f"file{READERS[reader][0]}"
    if reader == "derived":
        # a record must be named after its article
        named = re.search(rb'"id": "([\w-]{1,80})"', data)
        path = folder / "derived" / f"{named[1].decode() if named else 'file'}.json"
        path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    if reader == "derived":
        found, _ = read_derived(folder, ())
        path.unlink()
        return bool(found)
    if reader in ("ris", "csl"):
        return bool(tables.read_table(path))
    for page in read_pages(path):
        propose_page(page, {})
    return True


def _visit(data: bytes) -> Answer:
    """Visit a page whose server says just this; half of the servers also when asked for rules."""
    client = Client("fuzz", 2_000_000, allow_private=True, lookup=lambda *_: ["127.0.0.1"])
    pacing = Pacing(0.0, sleep=lambda _: None)
    visitor = Visitor(client, pacing, seconds=SECONDS_A_FILE, redirects=3)
    real = httpcore.SyncBackend
    first = [data if len(data) % 2 else b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]
    httpcore.SyncBackend = lambda: httpcore.MockBackend([first.pop() if first else data])
    try:
        answer = visitor.visit("http://site.example/a", lambda _: {"If-None-Match": '"v1"'})
    finally:
        httpcore.SyncBackend = real
    if answer.http == 200:
        ending_of(answer)
    return answer


@dataclass
class Outcome:
    """What became of the files of one reader.

    Parameters
    ----------
    tried, read
        Files given, and those read rather than refused.
    unforeseen
        Refusals by the net under the libraries of the formats, which catches whatever they raise.
    slowest
        Seconds of the slowest file.
    failures
        What was raised, by where, with the smallest file that raises it.
    """

    tried: int = 0
    read: int = 0
    slowest: float = 0.0
    unforeseen: Counter[str] = field(default_factory=Counter)
    failures: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def __str__(self) -> str:
        nets = ", ".join(f"{what} {count}" for what, count in self.unforeseen.most_common(6))
        return (
            f"{self.tried} files, {self.read} read, slowest {self.slowest:.1f} s, "
            f"{self.unforeseen.total()} refused by the net{f' ({nets})' if nets else ''}"
        )


def fuzz(
    reader: str,
    *,
    examples: int,
    first: int = 0,
    seconds: float = SECONDS_A_FILE,
    outcome: Outcome | None = None,
    current: Path | None = None,
) -> Outcome:
    """Try one reader on so many files.

    Parameters
    ----------
    reader
        One of `READERS`.
    examples, first
        How many files, and the number of the first: a file is made from its reader and its number.
    seconds
        The time that a file may take.
    outcome
        What to add to.
    current
        Where each file is written before it is tried, to be found when the process dies of it.
    """
    outcome = outcome or Outcome()
    sources = sources_of(reader)
    with tempfile.TemporaryDirectory() as name, without_child():
        folder = Path(name)
        for number in range(first, first + examples):
            rng = np.random.default_rng([list(READERS).index(reader), number])
            data = mutated(reader, sources, rng)
            if current:
                current.write_bytes(data)
            start = time.monotonic()
            raised = attempt(reader, data, folder, seconds, outcome)
            if current:  # swap has told nothing; memory that grows from file to file has its limit
                outcome.slowest = max(outcome.slowest, time.monotonic() - start)
            outcome.tried += 1
            if raised and raised[0] not in outcome.failures:
                again = _same(reader, folder, seconds, raised[0])
                smaller = data if raised[0].startswith("HangError") else shrink(data, again)
                outcome.failures[raised[0]] = smaller, raised[1]
            if len(outcome.failures) >= _KINDS_OF_FAILURE:
                break
    return outcome


def attempt(
    reader: str, data: bytes, folder: Path, seconds: float, outcome: Outcome
) -> tuple[str, str] | None:
    """Try one file; give by name and in full what was raised and should not have been."""
    try:
        with within(seconds):
            outcome.read += swallow(reader, data, folder)
    except IngestError as error:
        message = str(error)
        if "cannot be read (" in message or "needs too much memory" in message:
            what = message.partition("cannot be read (")[2].partition(")")[0]
            outcome.unforeseen[what or "memory"] += 1
    except (Exception, HangError) as error:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "toolkit" in Path(frame.filename).parts]
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
        if isinstance(error, HangError):
            place = ""
        return f"{type(error).__name__} {place}".strip(), traceback.format_exc()[-6000:]
    return None


def _same(reader: str, folder: Path, seconds: float, name: str) -> Callable[[bytes], bool]:
    def fails(data: bytes) -> bool:
        raised = attempt(reader, data, folder, seconds, Outcome())
        return raised is not None and raised[0] == name

    return fails


def shrink(
    data: bytes, fails: Callable[[bytes], bool], seconds: float = _SHRINKING_SECONDS
) -> bytes:
    """Take out of a file whatever it fails without, in ever smaller pieces.

    Examples
    --------
    >>> shrink(b"abcXdefYgh", lambda data: b"X" in data and b"Y" in data)
    b'XY'
    """
    end = time.monotonic() + seconds
    size = max(len(data) // 2, 1)
    while size and time.monotonic() < end:
        place, before = 0, len(data)
        while place < len(data) and time.monotonic() < end:
            without = data[:place] + data[place + size :]
            if fails(without):
                data = without
            else:
                place += size
        if size > 1 or len(data) == before:
            size //= 2
    return data


def _run(reader: str, seconds: float, first: int, folder: str, answer: Any) -> None:
    import resource

    size = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    current = Path(folder) / "current"
    outcome = Outcome()
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(outcome.failures) < _KINDS_OF_FAILURE:
        number = first + outcome.tried
        fuzz(reader, examples=20, first=number, outcome=outcome, current=current)
        answer.send((False, outcome))
    answer.send((True, outcome))


def _watch(reader: str, seconds: float, first: int, folder: Path) -> Outcome:
    """Run one reader in a child; when it dies or hangs, its last file is the failure."""
    context = multiprocessing.get_context("spawn")
    listening, speaking = context.Pipe(duplex=False)
    current = folder / "current"
    current.write_bytes(b"")
    child = context.Process(target=_run, args=(reader, seconds, first, str(folder), speaking))
    child.start()
    speaking.close()
    outcome, done, stuck = Outcome(), False, False
    with contextlib.suppress(EOFError):
        while not done and not stuck:
            if listening.poll(SECONDS_A_FILE):
                done, outcome = listening.recv()
            else:  # the alarm does not reach into a library in C; shrinking takes its time
                still = time.time() - current.stat().st_mtime
                stuck = still > _SHRINKING_SECONDS + 6 * SECONDS_A_FILE
    if stuck:
        child.kill()
    child.join()
    if not done:
        what = "hang in a library" if stuck else f"death of the process ({child.exitcode})"
        outcome.failures[what] = current.read_bytes(), what
    return outcome


def keep(reader: str, data: bytes, told: str, folder: Path = KEPT) -> Path:
    """Keep a file that fails, and what it raised beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{reader}-{hashlib.sha256(data).hexdigest()[:12]}{READERS[reader][0]}"
    path.write_bytes(data)
    path.with_suffix(".told").write_text(told, encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz every reader, each in a process of its own with limits; exit code 1 when one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(READERS), default=list(READERS))
    parser.add_argument("--seconds", type=float, default=60, help="time for each reader")
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    options = parser.parse_args(arguments)
    failed = False
    for reader in options.only:
        with tempfile.TemporaryDirectory() as folder:
            outcome = _watch(reader, options.seconds, options.first, Path(folder))
        print(f"{reader}: {'FAILED' if outcome.failures else 'done'}, {outcome}")
        for what, (data, told) in outcome.failures.items():
            path = keep(reader, data, told)
            print(f"  {what}: {path.relative_to(ROOT)} ({len(data)} bytes)\n{told}")
        sys.stdout.flush()
        failed |= bool(outcome.failures)
    return int(failed)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(main())
