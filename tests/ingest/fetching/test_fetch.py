"""Fetching from a real server on loopback, the good and the bad."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import signal
import threading
import time
import zlib
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.page_server import answer, moved
from toolkit.corpus import load
from toolkit.errors import CorpusError, IngestError
from toolkit.ingest import fetching, gather
from toolkit.ingest.cleaning import propose_again
from toolkit.ingest.fetching.client import Answer
from toolkit.ingest.fetching.fetch import JOURNAL, REPORT
from toolkit.ingest.fetching.journal import Entry, Journal
from toolkit.ingest.fetching.queue import charset_of


def queued(root: Path) -> list[Path]:
    return sorted(p for p in (root / "private/fetched").glob("[!.]*") if p.suffix != ".csv")


# ---------------------------------------------------------------- what is kept


def test_a_page_is_kept_untouched_and_can_be_added(site, root, run, article_page):
    """The bytes are those that were sent; `add` of the folder finds what the list told."""
    page = article_page().encode()
    site.pages["/opinion/gas?id=7"] = answer(page)
    url = site.url("/opinion/gas?id=7")
    fields = {"title": "As the list has it", "author": ["Ayla Kurt", "Soli Özel"], "outlet": "M"}
    row = run(fetching.Work(url, fields))[url]
    assert (row["status"], row["http"], row["bytes"]) == ("waiting", 200, len(page))
    (path,) = queued(root)
    assert path.read_bytes() == page
    assert path.name == f"127-0-0-1-gas-{hashlib.sha256(page).hexdigest()[:8]}.html"
    (found,) = gather([root / "private/fetched"])
    assert found.record.fields == {**fields, "url": url}
    sent = site.asked[-1][2]
    assert sent["Host"] == f"127.0.0.1:{site.port}"
    assert sent["User-Agent"].startswith("discourse-toolkit/")
    with (root / REPORT).open(encoding="utf-8") as file:
        assert [line["status"] for line in csv.DictReader(file)] == ["waiting"]


def test_with_add_it_becomes_an_article(site, root, run, article_page):
    """The raw page is kept once, as the article's original; the queue is empty again."""
    page = article_page().encode()
    site.pages["/a"] = answer(page)
    url = site.url("/a")
    row = run(fetching.Work(url, {"published": "2019", "outlet": "Meridian"}), add=True)[url]
    assert row["status"] == "added"
    (article,) = load(root).items
    assert row["article"] == article.id
    # the day that the page prints goes before the year of the list
    assert (article.published, article.outlet, article.url) == ("2019-09-14", "Meridian", url)
    assert article.author == ("Ayla Kurt",)
    (original,) = (root / "private/originals" / article.id).glob("*.html")
    assert original.read_bytes() == page
    assert queued(root) == []
    assert not (root / "private/fetched/pages.csv").exists()


@pytest.mark.parametrize("when", ["before", "after"])
def test_stopped_while_it_notes_what_was_taken_in_no_page_stays_behind(
    site, root, run, article_page, monkeypatch, when
):
    """Whether the word was written or not: the next run knows the article and leaves no page."""
    site.pages["/a"] = answer(article_page())
    add = Journal.add

    def stopped(journal: Journal, entry: Entry) -> None:
        if when == "after" or entry.status != "added":
            add(journal, entry)
        if entry.status == "added":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "add", stopped)
        with pytest.raises(KeyboardInterrupt):
            run("/a", add=True)
    assert run("/a", add=True)["/a"]["status"] == "added"
    assert queued(root) == []
    assert site.paths == ["/a"]


def test_what_waits_is_taken_in_later_and_not_fetched_again(site, root, run, article_page):
    """First into the queue, then `--yes`: one request in all."""
    site.pages["/a"] = answer(article_page())
    assert run("/a")["/a"]["status"] == "waiting"
    assert run("/a")["/a"]["status"] == "waiting"
    assert run("/a", add=True)["/a"]["status"] == "added"
    assert run("/a", add=True)["/a"]["status"] == "added"
    assert site.paths == ["/a"]


def test_what_was_added_by_hand_leaves_the_queue(site, root, run, article_page):
    """`discourse add private/fetched`, then fetch again: it is known as added."""
    from toolkit.cli import main

    site.pages["/a"] = answer(article_page())
    run("/a")
    assert main(["add", str(root / "private/fetched"), "--corpus", str(root), "--yes"]) == 0
    row = run("/a")["/a"]
    assert row["status"] == "added"
    assert [a.id for a in load(root).items] == [row["article"]]
    assert queued(root) == []


def test_a_work_that_the_corpus_has_is_not_asked_for(site, root, run, article_page):
    """By its address, in whatever form it is written."""
    site.pages["/a"] = answer(article_page())
    run("/a", add=True)
    (root / JOURNAL).unlink()
    row = run("/a/?utm_source=x")["/a/?utm_source=x"]
    assert row["status"] == "already there"
    assert site.paths == ["/a"]


def test_a_page_that_cannot_be_taken_in_stays(site, root, run):
    """The reason is in the report, the bytes are in the queue."""
    site.pages["/a"] = answer("<html><body><img src=a></body></html>")
    row = run("/a", add=True)["/a"]
    assert row["status"] == "waiting"
    assert "not taken in" in row["why"]
    assert len(queued(root)) == 1


def test_a_paywalled_page_is_set_aside(site, root, run, article_page):
    """A stub before a wall is no article; it waits in quarantine, with the reason."""
    wall = "<p>Subscribe to continue reading this article.</p>"
    site.pages["/a"] = answer(article_page(shown=2, tail=wall))
    row = run("/a", add=True)["/a"]
    assert row["status"] == "quarantined"
    assert "subscribe to continue" in row["why"].lower()
    assert not list((root / "private/articles").rglob("*.md"))


def test_mis_encoded_pages_keep_their_bytes_and_their_letters(site, root, run, article_page):
    """The header says UTF-8, the bytes are Windows-1254: they are read as what they are."""
    page = article_page(title="Erdoğan'ın şartı").encode("cp1254", "replace")
    site.pages["/a"] = answer(page)
    row = run("/a", add=True)["/a"]
    assert row["status"] == "added"
    (article,) = load(root).items
    assert article.title == "Erdoğan'ın şartı"
    (original,) = (root / "private/originals" / article.id).glob("*.html")
    assert original.read_bytes() == page


RUSSIAN = "В Москве это называют «соперничеством и сотрудничеством»."


@pytest.mark.parametrize(
    ("charset", "title", "tail"),
    [
        ("windows-1254", "Erdoğan'ın şartı: İdlib", "Çavuşoğlu said so in Gümüşhane."),
        ("koi8-r", "What Москва wants", RUSSIAN),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_an_encoding_that_only_the_header_tells_is_used(
    site, root, run, article_page, charset, title, tail, later
):
    """By the fetch itself, by `add` of the folder, and when the original is read again."""
    page = article_page(title=title, tail=f"<p>{tail}</p>")
    page = page.encode(charset, "xmlcharrefreplace")
    with pytest.raises(UnicodeDecodeError):
        page.decode("utf-8")
    site.pages["/a"] = answer(page, Content_Type=f'text/html; Charset="{charset.upper()}"')
    row = run("/a", add=not later)["/a"]
    if later:
        assert row["status"] == "waiting"
        (found,) = gather([root / "private/fetched"])
        assert found.page.encoding == charset
        assert any("server said" in problem for problem in found.page.problems)
        row = run("/a", add=True)["/a"]
    assert row["status"] == "added"
    (article,) = load(root).items
    assert article.title == title
    assert article.paragraphs[-1] == tail
    assert propose_again(root, article.id).paragraphs[-1] == tail


@pytest.mark.parametrize(
    ("told", "used"),
    [
        ("text/html; charset=iso-8859-1", ""),  # said of everything, once the default of HTTP
        ("text/html; boundary=x; charset = 'KOI8-R'", "koi8-r"),
        ("application/pdf; charset=koi8-r", ""),
        ("text/html; charset=../../etc", ""),
        ("text/html", ""),
    ],
)
def test_what_a_header_says_of_the_encoding_is_weighed(told, used):
    """Only of text, only in the form of a name, and not what servers say of all pages."""
    answered = Answer(
        httpx.URL("http://a.example/"), 200, httpx.Headers({"content-type": told}), b"x"
    )
    assert charset_of(answered) == used


def test_an_encoding_that_python_does_not_know_is_no_traceback(site, root, run, article_page):
    """A server may say anything; the letters are then judged as those of any page."""
    page = article_page(title="Erdoğan'ın şartı").encode("cp1254", "replace")
    site.pages["/a"] = answer(page, Content_Type="text/html; charset=x-mac-klingon")
    assert run("/a", add=True)["/a"]["status"] == "added"
    assert load(root).items[0].title == "Erdoğan'ın şartı"


def test_a_site_that_reserves_mining_is_reported(site, run, article_page):
    """The header of the TDM Reservation Protocol is passed on to the researcher."""
    site.pages["/a"] = answer(article_page(), tdm_reservation="1")
    assert "tdm-reservation" in run("/a")["/a"]["why"]


# ---------------------------------------------------------------- limits


def test_packed_pages_are_unpacked(site, root, run, article_page):
    """Gzip in one or two members, deflate with and without its head: the same bytes."""
    page = article_page().encode()
    raw = zlib.compressobj(wbits=-15)
    forms = {
        "/gzip": ("gzip", gzip.compress(page)),
        "/members": ("gzip", gzip.compress(page[:900]) + gzip.compress(page[900:]) + b"\0" * 9),
        "/zlib": ("deflate", zlib.compress(page)),
        "/raw": ("deflate", raw.compress(page) + raw.flush()),
    }
    for path, (coding, data) in forms.items():
        site.pages[path] = answer(data, Content_Encoding=coding)
    rows = run(*forms)
    assert {row["bytes"] for row in rows.values()} == {len(page)}
    assert all(path.read_bytes() == page for path in queued(root))


def test_a_decompression_bomb_is_refused_small(site, run):
    """128 MB in 125 kB: refused, and never held in memory."""
    import tracemalloc

    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(128)) + packer.flush()
    assert len(bomb) < 1 << 18
    site.pages["/bomb"] = answer(bomb, Content_Encoding="gzip")
    tracemalloc.start()
    row = run("/bomb", max_bytes=5_000_000)["/bomb"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert row["status"] == "refused"
    assert "unpacks to more than 5,000,000" in row["why"]
    assert peak < 40_000_000
    assert site.paths == ["/bomb"]


def test_a_huge_page_is_refused_by_what_it_says_and_by_what_it_sends(site, run):
    """A told length is believed; without one, reading stops at the limit."""
    sent = []

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while True:
            handler.wfile.write(b"gas " * 16384)
            sent.append(65536)

    site.pages["/endless"] = endless
    site.pages["/told"] = answer(b"gas", Content_Length="999999999999")
    rows = run("/endless", "/told", max_bytes=1_000_000)
    assert {row["status"] for row in rows.values()} == {"refused"}
    assert sum(sent) < 20_000_000
    assert len(site.paths) == 2


@pytest.mark.parametrize("place", ["status", "headers", "body"])
def test_a_slow_page_ends_at_the_limit(site, run, place):
    """A byte at a time keeps every single read short; the limit is on all of them together."""

    def slow(handler):
        whole = b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 2000 + b"\r\n\r\n" + b"<html>" * 200
        start = {"status": 0, "headers": 30, "body": whole.index(b"\r\n\r\n") + 10}[place]
        handler.wfile.write(whole[:start])
        for byte in whole[start:]:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.05)

    site.pages["/slow"] = slow
    began = time.monotonic()
    row = run("/slow", seconds=2, tries=1)["/slow"]
    assert (row["status"], row["why"]) == ("failed", "it took longer than 2 s in all")
    assert time.monotonic() - began < 30


def test_a_page_that_is_cut_off_is_tried_again_and_not_half_kept(site, root, run, article_page):
    """The connection ends midway, once: then the whole page is there; nothing half is left."""
    page = article_page().encode()

    def breaking(handler):
        if site.paths.count("/a") > 1:
            return handler.reply(200, page, {"Content-Type": "text/html"})
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(page)))
        handler.end_headers()
        handler.wfile.write(page[: len(page) // 2])
        return None

    site.pages["/a"] = breaking
    assert run("/a")["/a"]["status"] == "waiting"
    (path,) = queued(root)
    assert path.read_bytes() == page


@pytest.mark.parametrize("coding", ["", "gzip", "chunked"])
def test_a_page_that_is_always_cut_off_fails(site, root, run, coding):
    """By its length, by the end of its packing, or by its chunks: it is seen to be incomplete."""
    whole = gzip.compress(b"<html>gas " * 500) if coding == "gzip" else b"<html>gas " * 500

    def broken(handler):
        handler.send_response(200)
        if coding == "gzip":
            handler.send_header("Content-Encoding", "gzip")
            handler.send_header("Content-Length", str(len(whole) // 2))
        elif coding == "chunked":
            handler.send_header("Transfer-Encoding", "chunked")
        else:
            handler.send_header("Content-Length", str(len(whole)))
        handler.end_headers()
        half = whole[: len(whole) // 2]
        handler.wfile.write(b"%x\r\n" % len(whole) + half if coding == "chunked" else half)

    site.pages["/a"] = broken
    row = run("/a", tries=2)["/a"]
    assert row["status"] == "failed"
    assert "broke" in row["why"]
    assert site.paths == ["/a", "/a"]
    assert queued(root) == []


def test_a_length_that_is_too_small_ends_the_page_there(site, root, run):
    """What follows belongs to no answer and is never read as one."""
    site.pages["/a"] = answer("<html><p>Gas flows.</p>" + "x" * 5000, Content_Length="22")
    assert run("/a")["/a"]["bytes"] == 22


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n\r\n", b"nonsense\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x16\x03\x01\x02\x00\x01",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000,
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip at all",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 302 Found\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        b"HTTP/1.1 299 Odd\r\n\r\n<html>",
        b"HTTP/1.1 206 Partial\r\nContent-Type: text/html\r\n\r\n<html>",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
    ],
)  # fmt: skip
def test_broken_answers_fail_in_words(site, root, run, raw):
    """Whatever a server says, the run goes on."""
    site.pages["/a"] = lambda handler: handler.wfile.write(raw)
    site.pages["/b"] = answer("<html>whole")
    rows = run("/a", "/b", tries=1)
    assert rows["/a"]["status"] == "failed"
    assert rows["/a"]["why"]
    assert rows["/b"]["status"] == "waiting"
    assert len(queued(root)) == 1


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("image/png", b"\x89PNG", "refused"),
        ("application/zip", b"PK", "refused"),
        ("video/mp4", b"....", "refused"),
        ("application/octet-stream", b"<!DOCTYPE html><p>a", "waiting"),
        ("application/octet-stream", b"MZ", "refused"),
        ("application/pdf", b"%PDF-1.4", "waiting"),
        ("text/html", b"%PDF-1.4", "waiting"),
        ("text/plain", b"Gas flows.", "waiting"),
    ],
)
def test_only_what_can_be_read_is_kept(site, run, kind, body, status):
    """By the declared type, or by the first bytes where that says nothing."""
    site.pages["/a"] = answer(body, Content_Type=kind)
    assert run("/a")["/a"]["status"] == status


def test_a_packing_that_was_not_asked_for_is_refused(site, run):
    """What cannot be unpacked within limits is not unpacked."""
    site.pages["/a"] = answer(b"abc", Content_Encoding="br")
    site.pages["/b"] = answer(gzip.compress(gzip.compress(b"a")), Content_Encoding="gzip, gzip")
    assert {row["status"] for row in run("/a", "/b").values()} == {"refused"}


# ---------------------------------------------------------------- where it goes


def test_redirects_are_followed_and_remembered(site, run, article_page):
    """The address in the list stays; where it led is told beside it."""
    site.pages["/old"] = moved("/middle?a=1", 301)
    site.pages["/middle?a=1"] = moved(site.url("/new#part"), 308)
    site.pages["/new"] = answer(article_page())
    row = run("/old")["/old"]
    assert (row["status"], row["url"]) == ("waiting", site.url("/old"))
    assert row["final_url"].startswith(site.url("/new"))
    assert site.paths == ["/old", "/middle?a=1", "/new"]


def test_redirects_end(site, run):
    """In a circle, or after five."""
    site.pages["/a"] = moved("/b")
    site.pages["/b"] = moved("/a")
    for number in range(9):
        site.pages[f"/{number}"] = moved(f"/{number + 1}")
    rows = run("/a", "/0")
    assert "circle" in rows["/a"]["why"]
    assert "more than 5 times" in rows["/0"]["why"]
    assert {row["status"] for row in rows.values()} == {"refused"}
    assert site.paths.count("/a") == 1
    assert "/6" not in site.paths


@pytest.mark.parametrize(
    "target", ["file:///etc/hosts", "ftp://site.example/", "javascript:alert(1)", "data:,a",
               "http://me:secret@site.example/", "http://[", "http://site.example:99999/"]
)  # fmt: skip
def test_redirects_to_what_is_no_page_are_refused(site, run, target):
    """Other schemes, credentials, nonsense."""
    site.pages["/a"] = moved(target)
    row = run("/a")["/a"]
    assert row["status"] == "refused"
    assert "secret" not in row["why"]


def test_private_addresses_are_refused_at_the_start_and_at_each_redirect(site, root):
    """A public page (here let through by its name) that sends to this machine or to metadata."""
    names = {"public.example": "127.0.0.1", "inner.example": "::ffff:10.0.0.1"}
    checked = []

    def lookup(host, port):
        checked.append(host)
        return [names.get(host, host)]

    settings = fetching.Settings(allow_private=False)
    works = [
        fetching.Work(site.url("/a", "public.example")),
        fetching.Work(site.url("/a")),
        fetching.Work("http://169.254.169.254/latest/meta-data/"),
        fetching.Work("https://inner.example/"),
    ]
    table = fetching.fetch(works, root, settings, lookup=lookup).table
    assert table["status"].tolist() == ["refused"] * 4
    assert site.asked == []
    assert set(checked) == {"public.example", "127.0.0.1", "169.254.169.254", "inner.example"}


def test_each_step_of_a_redirect_is_checked(site, root, monkeypatch):
    """The first host counts as public, the second does not: nothing is asked of the second."""
    from toolkit.ingest.fetching import addresses

    real = addresses.fault_of
    monkeypatch.setattr(addresses, "fault_of", lambda a: "" if a == "127.0.0.1" else real(a))
    site.pages["/a"] = moved(site.url("/secret", "inner.example"))
    site.pages["/b"] = moved(f"http://[::1]:{site.port}/secret")
    site.pages["/secret"] = answer("<html>secret")
    settings = fetching.Settings()
    object.__setattr__(settings, "interval", 0.01)
    table = fetching.fetch(
        [fetching.Work(site.url("/a", "public.example")), fetching.Work(site.url("/b"))],
        root, settings,
        lookup=lambda host, port: {"inner.example": ["127.0.0.2"], "::1": ["::1"]}.get(
            host, ["127.0.0.1"]
        ),
    ).table  # fmt: skip
    assert table["status"].tolist() == ["refused", "refused"]
    assert table["why"].str.contains("loopback").all()
    assert sorted(site.paths) == ["/a", "/b"]


def test_a_name_is_looked_up_once_a_connection(site, root, monkeypatch):
    """DNS rebinding: what is checked is what is connected to; the name is not resolved again."""
    import socket

    site.pages["/a"] = answer("<html>gas")
    answers = iter([["127.0.0.1"], ["127.0.0.1"]])  # robots.txt, then the page; a third fails
    monkeypatch.setattr(socket, "getaddrinfo", _numeric_only(socket.getaddrinfo))
    settings = fetching.Settings(interval=0.01, allow_private=True)
    work = fetching.Work(site.url("/a", "rebound.example"))
    table = fetching.fetch([work], root, settings, lookup=lambda *_: next(answers)).table
    assert table["status"].tolist() == ["waiting"]
    assert site.asked[-1][2]["Host"] == f"rebound.example:{site.port}"


def _numeric_only(real):
    def look(host, *arguments, **options):
        assert host.replace(".", "").isdigit(), f"{host} was looked up behind our back"
        return real(host, *arguments, **options)

    return look


def test_a_host_without_address_fails_once(root):
    """Neither a traceback nor three tries."""
    asked = []

    def lookup(host, port):
        asked.append(host)
        raise fetching.FetchError(f"the name {host!r} has no address")

    works = [fetching.Work("http://gone.example/a"), fetching.Work("http://gone.example/b")]
    table = fetching.fetch(works, root, lookup=lookup).table
    assert table["status"].tolist() == ["failed", "failed"]
    assert asked == ["gone.example"]


def test_a_lookup_that_hangs_ends_at_the_limit(root):
    """The system's resolver knows no limit of ours."""
    settings = fetching.Settings(seconds=0.3)
    work = fetching.Work("http://slow.example/")
    began = time.monotonic()
    table = fetching.fetch([work], root, settings, lookup=lambda *_: time.sleep(60) or []).table
    assert time.monotonic() - began < 30
    assert "looking up the name" in table["why"][0]


# ---------------------------------------------------------------- manners


def test_robots_rules_are_kept(site, run):
    """For everyone or for us by name; read once for a site."""
    site.pages["/robots.txt"] = answer(
        "User-agent: *\nDisallow: /\n\nUser-agent: discourse-toolkit\nDisallow: /private/\n",
        Content_Type="text/plain",
    )
    site.pages["/open"] = site.pages["/private/a"] = answer("<html>gas")
    rows = run("/open", "/private/a")
    assert rows["/open"]["status"] == "waiting"
    assert rows["/private/a"]["status"] == "forbidden"
    assert "robots.txt" in rows["/private/a"]["why"]
    assert [path for _, path, _ in site.asked] == ["/robots.txt", "/open"]
    assert run("/private/a")["/private/a"]["status"] == "forbidden"
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(404, "waiting"), (410, "waiting"), (403, "waiting"), (429, "failed"), (500, "failed"),
     (503, "failed")],
)  # fmt: skip
def test_rules_that_cannot_be_had(site, run, status, verdict):
    """None are a yes, those that cannot be given now a no (RFC 9309, 2.3.1)."""
    site.pages["/robots.txt"] = answer("Disallow: nothing", status=status)
    site.pages["/a"] = site.pages["/b"] = answer("<html>gas")
    rows = run("/a", "/b")
    assert {row["status"] for row in rows.values()} == {verdict}
    assert len(site.paths) == (2 if verdict == "waiting" else 0)
    assert [p for _, p, _ in site.asked].count("/robots.txt") == 1


def test_unreachable_rules_are_a_no(site, run):
    """The connection ends before an answer; another run asks again."""
    site.pages["/robots.txt"] = lambda handler: None
    site.pages["/a"] = answer("<html>gas")
    row = run("/a")["/a"]
    assert row["status"] == "failed"
    assert "robots.txt cannot be read" in row["why"]
    assert site.paths == []
    del site.pages["/robots.txt"]
    assert run("/a")["/a"]["status"] == "waiting"


def test_huge_rules_are_read_as_far_as_the_standard_asks(site, run):
    """The first 512 KiB count; a rule at their beginning holds."""
    rules = "User-agent: *\nDisallow: /a\n" + "# talk\n" * 1_000_000
    site.pages["/robots.txt"] = answer(rules, Content_Type="text/plain")
    site.pages["/a"] = site.pages["/b"] = answer("<html>gas")
    rows = run("/a", "/b")
    assert (rows["/a"]["status"], rows["/b"]["status"]) == ("forbidden", "waiting")


def test_rules_of_the_redirects_target_are_kept_too(site, run):
    """A page that sends to where we may not go."""
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /no")
    site.pages["/a"] = moved("/no")
    assert run("/a")["/a"]["status"] == "forbidden"
    assert site.paths == ["/a"]


def test_a_host_is_asked_at_intervals_and_others_meanwhile(site, root):
    """Never sooner than the interval, rules and redirects included; the longer of rule and ours."""
    site.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 0.6")
    site.pages["/a"] = moved("/b")
    site.pages["/b"] = site.pages["/c"] = answer("<html>gas")
    settings = fetching.Settings(interval=0.2, allow_private=True)
    works = [
        fetching.Work(site.url(p, h)) for h in ("x.example", "y.example") for p in ("/a", "/c")
    ]
    fetching.fetch(works, root, settings, lookup=lambda *_: ["127.0.0.1"])
    for host in ("x.example", "y.example"):
        times = [moment for moment, _, sent in site.asked if sent["Host"].startswith(host)]
        assert len(times) == 4
        gaps = [later - sooner for sooner, later in pairwise(times)]
        assert min(gaps) > 0.59
    hosts = [sent["Host"][0] for _, path, sent in site.asked if path == "/robots.txt"]
    assert hosts == ["x", "y"]
    first_y = next(n for n, (_, _, sent) in enumerate(site.asked) if sent["Host"][0] == "y")
    assert first_y < 4  # the second host did not wait for the first to be done with


def test_too_many_requests_are_taken_back(site, run):
    """Retry-After in seconds is waited for, then the page is had."""
    moments = []

    def busy(handler):
        moments.append(time.monotonic())
        if len(moments) == 1:
            return handler.reply(429, b"", {"Retry-After": "1"})
        return handler.reply(200, b"<html>gas", {"Content-Type": "text/html"})

    site.pages["/a"] = busy
    assert run("/a")["/a"]["status"] == "waiting"
    assert moments[1] - moments[0] >= 1


def test_a_long_retry_after_is_left_for_another_run(site, root, run):
    """All pages of the host wait; the next run, too early, does not ask at all."""
    later = formatdate(time.time() + 7200, usegmt=True)
    site.pages["/a"] = answer("", status=503, Retry_After=later)
    site.pages["/b"] = answer("<html>gas")
    rows = run("/a", "/b")
    assert [row["status"] for row in rows.values()] == ["postponed", "postponed"]
    assert site.paths == ["/a"]
    asked = len(site.asked)
    assert run("/b")["/b"]["status"] == "postponed"
    assert len(site.asked) == asked
    text = (root / JOURNAL).read_text(encoding="utf-8")
    journal = [json.loads(line) for line in text.splitlines()]
    (until,) = [entry["until"] for entry in journal if "host" in entry]
    assert 7000 < until - time.time() < 7300


@pytest.mark.parametrize(
    ("status", "expected", "asked"),
    [(404, "gone", 1), (410, "gone", 1), (403, "forbidden", 1), (401, "forbidden", 1),
     (451, "forbidden", 1), (418, "refused", 1), (500, "failed", 3), (502, "failed", 3)],
)  # fmt: skip
def test_what_status_codes_mean(site, run, status, expected, asked):
    """What lasts is asked once and left alone; what may pass is tried thrice, and by each run."""
    site.pages["/a"] = answer("no", status=status)
    row = run("/a")["/a"]
    assert (row["status"], row["http"]) == (expected, status)
    assert len(site.paths) == asked
    run("/a")
    assert len(site.paths) == (asked if expected != "failed" else 2 * asked)


# ---------------------------------------------------------------- again, and going on


def test_asked_again_only_if_changed(site, root, run, article_page):
    """304 on the second fetch keeps what there is; without a change nothing is written twice."""
    page = article_page().encode()

    def dated(handler):
        if handler.headers.get("If-None-Match") == '"v1"':
            return handler.reply(304, b"", {"ETag": '"v1"'})
        headers = {"ETag": '"v1"', "Last-Modified": "Sat, 14 Sep 2019 10:00:00 GMT"}
        return handler.reply(200, page, {"Content-Type": "text/html", **headers})

    site.pages["/a"] = dated
    run("/a", add=True)
    row = run("/a", again=True)["/a"]
    assert (row["status"], row["why"], row["http"]) == ("added", "unchanged", 304)
    assert site.asked[-1][2]["If-Modified-Since"] == "Sat, 14 Sep 2019 10:00:00 GMT"
    assert queued(root) == []
    # the copy is gone: it must not be taken for unchanged
    import shutil

    shutil.rmtree(root / "private/articles")
    shutil.rmtree(root / "private/originals")
    assert run("/a", again=True)["/a"]["http"] == 200


def test_a_changed_page_waits_beside_its_article(site, root, run, article_page):
    """The article stays as it is; the new page is kept for a person to look at."""
    site.pages["/a"] = answer(article_page())
    first = run("/a", add=True)["/a"]
    site.pages["/a"] = answer(article_page(tail="<p>This article has been corrected.</p>"))
    row = run("/a", again=True, add=True)["/a"]
    assert (row["status"], row["article"]) == ("waiting", first["article"])
    assert "not the page" in row["why"]
    assert len(queued(root)) == 1
    assert len(load(root)) == 1


def test_interrupted_it_goes_on_where_it_was(site, root, run, article_page):
    """Ctrl-C at the third page: two are kept, the report is written, the rest comes next time."""
    for number in range(4):
        site.pages[f"/{number}"] = answer(article_page(title=f"Number {number}"))

    def stop(handler):
        signal.raise_signal(signal.SIGINT)  # Python hands it to the main thread
        time.sleep(1)

    good = site.pages["/2"]
    site.pages["/2"] = stop
    targets = [f"/{n}" for n in range(4)]
    with pytest.raises(KeyboardInterrupt):
        run(*targets, seconds=10)
    assert len(queued(root)) == 2
    with (root / REPORT).open(encoding="utf-8") as file:
        statuses = [row["status"] for row in csv.DictReader(file)]
    assert statuses == ["waiting", "waiting", "not tried", "not tried"]
    site.pages["/2"] = good
    rows = run(*targets)
    assert {row["status"] for row in rows.values()} == {"waiting"}
    assert site.paths == ["/0", "/1", "/2", "/2", "/3"]


def test_a_torn_journal_is_read_as_far_as_it_is_whole(site, root, run):
    """A crash in the middle of a line loses that line; nonsense is no entry."""
    site.pages["/a"] = site.pages["/b"] = answer("<html>gas")
    run("/a")
    with (root / JOURNAL).open("ab") as file:
        file.write(
            b'[1]\n{"url": 5}\n{"url": "http://x.example", "status": "added", "http": "7"}\n'
        )
        file.write(b'\xff\xfe\n{"host": "a", "until": "x"}\n{"url": "' + site.url("/b").encode())
    rows = run("/a", "/b")
    assert {row["status"] for row in rows.values()} == {"waiting"}
    assert site.paths == ["/a", "/b"]
    lines = (root / JOURNAL).read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line) for line in lines)


def test_two_runs_at_once_are_refused(site, root, run):
    """The second says so; the lock dies with the first."""
    inside, go = threading.Event(), threading.Event()

    def hold(handler):
        inside.set()
        go.wait(5)
        handler.reply(200, b"<html>gas", {"Content-Type": "text/html"})

    site.pages["/a"] = hold
    thread = threading.Thread(target=run, args=("/a",))
    thread.start()
    try:
        assert inside.wait(5)
        with pytest.raises(CorpusError, match="another process"):
            run("/b")
    finally:
        go.set()
        thread.join()
    assert run("/a")["/a"]["status"] == "waiting"


def test_settings_that_are_not_polite_are_refused():
    """An interval under five seconds is for servers of one's own; a contact cannot smuggle."""
    with pytest.raises(IngestError, match="not polite"):
        fetching.Settings(interval=1)
    for contact in ("me", "me@example.org\r\nX-Evil: 1", "http://a b", "ftp://a.example"):
        with pytest.raises(IngestError, match="neither"):
            fetching.Settings(contact=contact)
    with pytest.raises(IngestError, match="above zero"):
        fetching.Settings(seconds=0)
    assert "me@example.org" in fetching.Settings(contact="me@example.org").agent
