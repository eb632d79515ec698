"""Look for inputs that break the readers: `python -m benchmarks.fuzz [--seconds 600] [READER …]`.

Hypothesis draws mutations of whole files (and text from nothing), and each goes all the way: read,
parted, mended, proposed. A reader fails when it raises anything but the error that a user is shown,
when a file takes longer than ten seconds, or when its process needs more than a gigabyte or dies.
Every reader runs in a process of its own under that limit, so that a crash of a parser in C is
seen.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpcore
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from toolkit.errors import IngestError
from toolkit.ingest import propose_page, read_pages, readers, tables
from toolkit.ingest.documents import read_document
from toolkit.ingest.fetching.client import Answer, Client
from toolkit.ingest.fetching.polite import Pacing
from toolkit.ingest.fetching.queue import ending_of
from toolkit.ingest.fetching.visiting import Visitor

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ROOT / "tests" / "data" / "formats"
PAGES = ROOT / "tests" / "data" / "pages"
SECONDS_A_FILE = 10
MEGABYTES = 1024


def _files(*patterns: str) -> tuple[Path, ...]:
    return tuple(sorted(path for pattern in patterns for path in ROOT.glob(pattern)))


# A reader with the ending it is chosen by and the files it starts from.
READERS: dict[str, tuple[str, tuple[Path, ...]]] = {
    "text": (".txt", _files("tests/data/pages/*.txt", "tests/data/formats/*1254.txt")),
    "databases": (".txt", _files("tests/data/formats/*-c*.txt", "tests/data/formats/proquest.txt")),
    "markdown": (".md", _files("tests/data/formats/article.md", "corpus/articles/2019/*.md")),
    "html": (".html", _files("tests/data/formats/*.html")),
    "pdf": (".pdf", _files("tests/data/formats/*.pdf")),
    "docx": (".docx", _files("tests/data/formats/*.docx")),
    "rtf": (".rtf", _files("tests/data/formats/*.rtf")),
    "csv": (".csv", _files("tests/data/formats/*.csv")),
    "jsonl": (".jsonl", _files("tests/data/formats/*.jsonl")),
    "ris": (".ris", _files("tests/data/formats/*.ris")),
    "answers": (".http", _files("tests/data/formats/*.http")),
}
_PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1a", b"\x85", "\u2028".encode(), b"\r", b"\\'",
    b"{", b"}" * 9, b"{\\*" * 40, b"<div>" * 200, b"<![CDATA[", b"&#x110000;", b"&amp;" * 50,
    b"]]>", b'"', b"\\u-1", b"\\bin99999 ", b"---\n", b"[" * 300, b"1 of 9 DOCUMENTS\n",
    b"End of Document\n", b"LOAD-DATE:\n", b"Full text:", b"AN  Document ABCDEFGHIJ\n", b"HD  ",
    b"By ", b"31.02.2019", b"99999999999999999999", b"stream\n", b"endobj", b"<< /Kids [2 0 R] >>",
    b"/Length -1", b"PK\x01\x02", "İ\u0307ğ".encode(), b"TY  - \n", b"ER  - \n", b"\t;\t,",
    b" " * 3000, b"a" * 5000, b"!?.,;:" * 300, b"\r\n", b"\r\n\r\n", b"HTTP/1.1 302 Found\r\n",
    b"Location: //[::1]:99999/\r\n", b"Retry-After: Thu, 99 Foo 99999\r\n", b"Crawl-delay: 1e999\n",
    b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n", b"Disallow: /" + b"*$" * 50,
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, sources: Sequence[bytes]) -> bytes:
    """Draw a file, changed in a few places."""
    data = bytearray(draw(st.sampled_from(sources)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        kind = draw(st.sampled_from(("insert", "cut", "flip", "repeat", "truncate", "swap")))
        if kind == "insert":
            data[place:place] = draw(st.sampled_from(_PIECES) | st.binary(max_size=20))
        elif kind == "cut":
            del data[place : place + draw(st.integers(1, 400))]
        elif kind == "flip" and data:
            data[place] ^= 1 << draw(st.integers(0, 7))
        elif kind == "repeat":
            piece = bytes(data[place : place + draw(st.integers(1, 200))])
            data[place:place] = piece * draw(st.integers(1, 100))
        elif kind == "truncate":
            del data[place:]
        elif kind == "swap":
            other = draw(st.integers(0, max(len(data) - 1, 0)))
            data[place : place + 50], data[other : other + 50] = (
                data[other : other + 50],
                data[place : place + 50],
            )
    return bytes(data)


def _docx_of(xml: bytes) -> bytes:
    """Put other content into a DOCX that is sound as an archive."""
    with zipfile.ZipFile(FORMATS / "article.docx") as old:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as new:
            for name in old.namelist():
                new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return written.getvalue()


def files_of(reader: str) -> st.SearchStrategy[bytes]:
    """Give files for one reader: mutations of good ones, texts from nothing, and noise."""
    sources = [path.read_bytes() for path in READERS[reader][1]]
    if reader == "docx":  # a changed archive is seldom one; its content is worth more changes
        with zipfile.ZipFile(FORMATS / "article.docx") as archive:
            content = archive.read("word/document.xml")
        return st.one_of(mutated([content]).map(_docx_of), mutated(sources))
    return st.one_of(
        mutated(sources),
        mutated(sources),
        st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.binary(max_size=400),
    )


class HangError(BaseException):
    """A file took longer than it may."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """End what takes longer than some seconds."""

    def end(*_: Any) -> None:
        raise HangError(f"longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
    path = folder / f"file{READERS[reader][0]}"
    path.write_bytes(data)
    try:
        if reader == "ris":
            return bool(tables.read_table(path))
        if reader == "answers":
            return bool(_visit(data).body)
        for page in read_pages(path):
            propose_page(page, {})
    except IngestError:
        return False
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


def fuzz(reader: str, *, examples: int, number: int = 0, seconds: float = SECONDS_A_FILE) -> int:
    """Try one reader on so many files; give how many were read. Raises on the first that fails."""
    read = 0

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(files_of(reader))
    def trial(data: bytes) -> None:
        nonlocal read
        with within(seconds):
            read += swallow(reader, data, Path(folder))

    with tempfile.TemporaryDirectory() as folder, without_child():
        trial()
    return read


def _run(reader: str, seconds: float, answer: Any) -> None:
    import resource

    size = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    end = time.monotonic() + seconds
    tried = read = number = 0
    try:
        while time.monotonic() < end:
            read += fuzz(reader, examples=50, number=number)
            tried, number = tried + 50, number + 1
            answer.send(("going", tried, read, ""))
        answer.send(("done", tried, read, ""))
    except BaseException:
        answer.send(("failed", tried, read, traceback.format_exc()[-4000:]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz every reader, each in a process of its own with limits; exit code 1 when one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", choices=[[], *READERS], default=[])
    parser.add_argument("--seconds", type=float, default=60, help="time for each reader")
    options = parser.parse_args(arguments)
    failed = False
    for reader in options.readers or READERS:
        said, status = _watch(reader, options.seconds)
        state, tried, read, text = said
        if state != "done":
            failed = True
            text = text or f"its process ended with {status} (a crash, or over {MEGABYTES} MB)"
        print(f"{reader}: {state if state == 'done' else 'FAILED'}, {tried} files, {read} read")
        if text:
            print(text)
        sys.stdout.flush()
    return int(failed)


def _watch(reader: str, seconds: float) -> tuple[tuple[str, int, int, str], int | None]:
    """Run one reader in a child and give the last it said, with its exit code."""
    context = multiprocessing.get_context("spawn")
    listening, speaking = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(reader, seconds, speaking))
    child.start()
    speaking.close()
    said: tuple[str, int, int, str] = ("going", 0, 0, "")
    with contextlib.suppress(EOFError):
        # fifty files may take ten seconds each
        while listening.poll(seconds + 60 * SECONDS_A_FILE):
            said = listening.recv()
            if said[0] != "going":
                break
    child.join(5)
    if child.is_alive():
        child.kill()
        child.join()
    return said, child.exitcode


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(main())
