"""The parts of fetching, each for itself: unpacking, the journal, the pace, what headers say."""

from __future__ import annotations

import contextlib
import gzip
import tempfile
import zlib
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ingest.fetching.addresses import parse_url
from toolkit.ingest.fetching.client import Answer, unpack
from toolkit.ingest.fetching.errors import FetchError
from toolkit.ingest.fetching.journal import Entry, Journal
from toolkit.ingest.fetching.polite import Pacing, retry_after
from toolkit.ingest.fetching.queue import Queue

PAGE = parse_url("https://site.example/a")
texts = st.text(max_size=20)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """Part bytes at some places."""
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in pairwise(ends)] or [data]


@given(st.binary(max_size=3000), st.lists(st.integers(0, 5000), max_size=8))
def test_what_was_packed_comes_out_however_it_was_cut(data, places):
    """In whatever chunks it comes over the wire; a missing end is seen."""
    raw = zlib.compressobj(wbits=-15)
    forms = {
        "gzip": gzip.compress(data),
        "deflate": zlib.compress(data),
        " GZIP ,identity": gzip.compress(data) + gzip.compress(b""),
    }
    for coding, packed in forms.items():
        assert b"".join(unpack(cut(packed, places), coding)) == data
    headless = raw.compress(data) + raw.flush()
    assert b"".join(unpack([headless], "deflate")) == data
    with pytest.raises(FetchError, match="broke"):
        list(unpack(cut(forms["gzip"][:-1], places), "gzip"))


@given(st.binary(max_size=300))
def test_noise_is_unpacked_or_refused(data):
    """Never anything but a refusal in words."""
    for coding in ("gzip", "deflate", "br", ", ,", "gzip, gzip"):
        with contextlib.suppress(FetchError):
            assert len(b"".join(unpack([data], coding))) < 1 << 20


entries = st.builds(
    Entry,
    url=st.sampled_from(["https://a.example/1", "https://b.example/2", "https://c.example/3"]),
    status=st.sampled_from(["waiting", "added", "failed"]),
    why=texts,
    http=st.integers(0, 599),
    etag=texts,
    note=texts,
)


@given(st.lists(entries, max_size=6), st.integers(0, 10_000))
def test_a_journal_that_was_cut_anywhere_tells_what_was_whole(written, place):
    """Every prefix of the file is a journal of some prefix of the entries."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        journal = Journal(path)
        states = [{}]
        for entry in written:
            journal.add(entry)
            states.append({**states[-1], entry.url: entry})
        assert {e.url: e for e in Journal(path).entries()} == states[-1]
        data = path.read_bytes() if written else b""
        path.write_bytes(data[: place % (len(data) + 1)])
        torn = Journal(path)
        found = {e.url: e for e in torn.entries()}
        whole = data[: place % (len(data) + 1)].count(b"\n")
        assert found in states[whole : whole + 2]
        torn.compact(now=0)
        assert {e.url: e for e in Journal(path).entries()} == found


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 30), st.floats(0, 3)), max_size=30),
    st.floats(0.1, 20),
)
def test_two_requests_to_a_host_are_never_too_near(steps, interval):
    """Whatever the order of hosts, the time requests take, and the wishes of hosts."""
    now = [0.0]
    pacing = Pacing(interval, clock=lambda: now[0], sleep=lambda s: now.__setitem__(0, now[0] + s))
    last: dict[str, tuple[float, float]] = {}
    for host, wish, takes in steps:
        pacing.wait(host)
        if host in last:
            ended, delay = last[host]
            assert now[0] - ended >= delay - 1e-6
        now[0] += takes
        pacing.slow_down(host, wish)
        longest = max(wish, last[host][1] if host in last else interval)
        last[host] = (now[0], max(longest, interval))


def test_a_host_that_wants_too_much_is_postponed():
    """A crawl delay of a day does not hold up a run."""
    pacing = Pacing(5, longest_wait=600, sleep=lambda _: pytest.fail("waited"))
    pacing.slow_down("site.example", 86400)
    with pytest.raises(FetchError, match="1440 minutes") as caught:
        pacing.wait("site.example")
    assert (caught.value.status, caught.value.again) == ("postponed", False)
    assert pacing.ready("other.example") == 0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 0), ("", 0), ("-5", 0), ("soon", 0), ("1e9", 0), ("\u0661", 0),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 120), ("Thu, 01 Jan 1970 00:02:00", 120),
        ("Wed, 31 Dec 1969 00:00:00 GMT", 0), ("Thu, 99 Foo 99999 99:99:99 GMT", 0),
        ("9" * 400, 999999999),
    ],
)  # fmt: skip
def test_retry_after_in_both_forms(value, seconds):
    """Seconds or a date (RFC 9110, 10.2.3); the past and nonsense ask for nothing."""
    headers = httpx.Headers([(b"retry-after", value.encode("utf-8"))])
    assert retry_after(Answer(PAGE, 503, headers, b""), now=0.0) == seconds


def test_the_table_of_the_queue_keeps_what_others_wrote(tmp_path):
    """Rows of earlier runs stay as long as their page waits; spaces and commas survive."""
    headers = httpx.Headers({"content-type": "text/html"})
    first = Queue(tmp_path)
    fields = {"title": 'He said, "gas"\nand more', "author": ["A B", "C, D"]}
    one = first.save("https://a.example/1", Answer(PAGE, 200, headers, b"<html>1"), fields)
    first.describe()
    second = Queue(tmp_path)
    two = second.save("https://a.example/2", Answer(PAGE, 200, headers, b"<html>2"), {})
    second.describe()
    rows = Queue(tmp_path)._rows
    assert rows.keys() == {one.name, two.name}
    assert rows[one.name]["title"] == 'He said, "gas" and more'
    assert rows[one.name]["author"] == "A B; C, D"
    second.leave(one.name)
    second.leave("../../outside.html")
    second.describe()
    assert Queue(tmp_path)._rows.keys() == {two.name}


def test_names_of_files_are_safe(tmp_path):
    """Whatever the address is made of."""
    headers = httpx.Headers({"content-type": "text/html"})
    queue = Queue(tmp_path)
    for path in (
        "/../../etc/passwd",
        "/%2e%2e%2f%00",
        "/a/" + "x" * 900,
        "/ş/ğ",
        "/CON",
        "/",
        "/.",
    ):
        url = parse_url(f"https://site.example{path}")
        saved = queue.save(str(url), Answer(url, 200, headers, path.encode()), {})
        assert saved.parent == queue.folder
        assert saved.read_bytes() == path.encode()
        assert len(saved.name) < 110
        assert saved.name.isascii()
