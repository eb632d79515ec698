"""Writing is safe: locked, atomic, killed or out of space at any moment, and never twice."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

from tests.killing import POSIX, begun, ended, killed_at
from toolkit import files
from toolkit.cli import main
from toolkit.corpus import check, load, read_article
from toolkit.corpus.article import paragraph_sha
from toolkit.errors import CorpusError, IngestError, ToolkitError
from toolkit.ingest import propose_article, propose_page, read_pages, rename, write
from toolkit.ingest.storing import writing


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a corpus save its lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_the_original_and_the_reasons_stay_beside_the_article(root, page):
    """The bytes of the page, and by lines what was left out and why."""
    path = page(tail=("Share", "Subscribe to our newsletter", "Comments are closed."))
    outcome = write(propose_article(path, corpus_root=root), root)
    store = root / "private" / "originals" / outcome.id
    assert (store / "page.txt").read_bytes() == path.read_bytes()
    record = json.loads((store / "cleaning.json").read_text(encoding="utf-8"))
    assert [entry["role"] for entry in record["dropped"]][:3] == ["title", "byline", "date"]
    assert {"share", "comments"} <= {entry["role"] for entry in record["dropped"]}
    assert all(entry["reason"] for entry in record["dropped"])
    assert record["fields"]["published"] == {
        "source": "text",
        "evidence": "line 5: 14 September 2019",
    }
    article = load(root).items[0]
    assert article.field_sources["author"] == "text"


def test_the_same_page_twice_is_a_no_op_that_says_so(root, page):
    """Same file; same text in another file; same address."""
    path = page()
    first = write(propose_article(path, corpus_root=root, url="https://a.example/b"), root)
    before = snapshot(root)
    again = write(propose_article(path, corpus_root=root), root)
    assert (again.status, again.id) == ("already there", first.id)
    assert "made from the same file" in again.message
    other = page("other.txt", tail=("Share",))
    assert "the same text" in write(propose_article(other, corpus_root=root), root).message
    shorter = page("shorter.txt", title="Another", paragraphs=("It is a text of its own. " * 40,))
    url = "http://www.a.example/b?utm_source=x"
    assert (
        "same address" in write(propose_article(shorter, corpus_root=root, url=url), root).message
    )
    assert snapshot(root) == before


def test_a_text_that_takes_the_place_of_counts_says_so(root, page):
    """A record of the same id gives way on loading: whoever added another article must know."""
    (root / "derived").mkdir()
    (root / "derived" / "2019-09-kurt-a-bargain-nobody-likes.json").write_text("{}")
    message = write(propose_article(page()), root).message
    assert "the counts in derived/2019-09-kurt-a-bargain-nobody-likes.json" in message
    other = propose_article(page("b.txt", title="Another", tail=("It ends here.",)))
    assert "derived" not in write(other, root).message


def test_a_page_with_the_name_of_the_record_is_kept_beside_it(root, formats, tmp_path):
    """A PDF is known by its first bytes, whatever it is called."""
    path = tmp_path / "cleaning.json"
    path.write_bytes((formats / "article.pdf").read_bytes())
    outcome = write(propose_article(path, published="2018-02"), root)
    store = root / "private" / "originals" / outcome.id
    assert (store / "original-cleaning.json").read_bytes() == path.read_bytes()
    assert json.loads((store / "cleaning.json").read_text())["kind"] == "pdf"


def test_articles_of_one_name_each_keep_their_file_and_their_original(root, page, panel):
    """In a batch, one after the other, and where of the first only its original is left."""
    texts = [panel(name) for name in ("2018-02-washington-afrin",
             "2019-11-brussels-a-statement-in-time", "2022-10-moscow-hub-or-bazaar")]  # fmt: skip
    paths = [page(f"{n}.txt", paragraphs=text) for n, text in enumerate(texts)]
    with writing(root) as held:
        first, second = (write(propose_article(p), root, holdings=held) for p in paths[:2])
    assert second.id == f"{first.id}-2"
    corpus = load(root)
    assert [corpus.text(outcome.id) for outcome in (first, second)] == [
        "\n\n".join(text) for text in texts[:2]
    ]
    first.path.unlink()
    third = write(propose_article(paths[2]), root)
    assert third.id not in (first.id, second.id)
    for outcome, path in zip((first, second, third), paths):
        store = root / "private" / "originals" / outcome.id
        assert (store / path.name).read_bytes() == path.read_bytes()


def test_an_id_that_is_taken_is_no_place_for_another_article(root, page):
    """A person who names it is told; nothing is written over."""
    first = write(propose_article(page()), root)
    before = snapshot(root)
    other = page("b.txt", title="Another", paragraphs=("It is a text of its own. " * 40,))
    with pytest.raises(IngestError, match="is taken; choose another"):
        write(propose_article(other, id=first.id), root)
    assert snapshot(root) == before


def test_a_second_writer_is_refused_and_the_lock_dies_with_the_first(root, page):
    """The message says to wait; once the first is gone, the second may write."""
    candidate = propose_article(page())
    with writing(root), pytest.raises(CorpusError, match="another process is writing"):
        write(candidate, root)
    assert write(candidate, root).status == "added"


@pytest.mark.parametrize("number", range(1, 4))
@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_corpus_as_it_was(root, page, monkeypatch, number, call):
    """Out of space in each call of each of the three files that are written."""
    write(propose_article(page("first.txt"), corpus_root=root), root)
    before = snapshot(root)
    text = ("A wholly different text about grain and straits. " * 40,)
    candidate = propose_article(page("second.txt", title="Grain", paragraphs=text))
    calls = 0

    def full(real):
        def wrapped(*arguments, **options):
            nonlocal calls
            calls += 1
            if calls == number:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*arguments, **options)

        return wrapped

    if call == "write":
        # each file that is written is first given a name of its own
        monkeypatch.setattr(files.secrets, "token_hex", full(files.secrets.token_hex))
    elif call == "fsync":
        # the folder is synced too, after each file
        number = 2 * number - 1
        monkeypatch.setattr(files.os, "fsync", full(os.fsync))
    else:
        monkeypatch.setattr(files.os, "replace", full(os.replace))
    with pytest.raises(ToolkitError, match="No space left"):
        write(candidate, root)
    monkeypatch.undo()
    assert snapshot(root) == before
    assert write(candidate, root).status == "added"


@POSIX
def test_a_disk_that_is_really_full_loses_nothing(root, page):
    """The kernel refuses to let any file grow past a size that the article needs."""
    text = tuple(
        f"A paragraph of its own, number {n}, about grain and straits." for n in range(400)
    )
    path = page(paragraphs=text)
    before = snapshot(root)
    code = (
        "import resource, signal, sys\n"
        "from toolkit.ingest import propose_article, write\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "candidate = propose_article(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "from toolkit.errors import ToolkitError\n"
        "try:\n    write(candidate, sys.argv[2])\n"
        "except ToolkitError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(root)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "cannot write" in done.stdout, done.stderr
    assert snapshot(root) == before


@POSIX
def test_kill_9_at_any_call_leaves_the_corpus_whole_and_unlocked(root, page, tmp_path):
    """A process is killed before each call that touches a file; then the page is added again."""
    write(propose_article(page("first.txt"), corpus_root=root), root)
    text = ("A wholly different text about grain and straits. " * 40,)
    candidate = propose_article(page("second.txt", title="Grain", paragraphs=text))
    trial = tmp_path / "trial"
    for place in count(1):
        copy(root, trial)
        if killed_at(place, lambda: write(candidate, trial)) != signal.SIGKILL:
            break
        # whole: every article can be read, nothing half-written is loaded
        ids = [item.id for item in load(trial).items]
        assert len(ids) in (1, 2)
        assert not [p for p in check(trial) if p.level == "error"]
        # unlocked, and done a second time it ends as if nothing had happened
        outcome = write(candidate, trial)
        assert outcome.status == ("added" if len(ids) == 1 else "already there")
        assert [item.id for item in load(trial).items] == [ids[0], outcome.id]
        assert outcome.id == "2019-09-kurt-grain"
        assert not [path.name for path in trial.rglob(".*.*") if path.is_file()]  # no litter
    assert place > 20


def copy(root: Path, trial: Path) -> Path:
    shutil.rmtree(trial, ignore_errors=True)
    shutil.copytree(root, trial)
    return trial


@POSIX
def test_kill_9_during_a_rename_can_be_taken_up_again(root, page, tmp_path):
    """Article, original, coding and reprints follow, whenever the first try ended."""
    first = write(propose_article(page("first.txt"), corpus_root=root), root)
    article = load(root).items[0]
    row = f"anna,{first.id},1,{paragraph_sha(article.paragraphs[0])},dependency,1"
    head = "coder,article,paragraph,paragraph_sha,frame,present"
    (root / "coding" / "anna.csv").write_text(f"{head}\n{row}\n")
    trial = tmp_path / "trial"
    for place in count(1):
        copy(root, trial)
        if killed_at(place, lambda: rename(trial, first.id, "2019-09-new")) != signal.SIGKILL:
            break
        assert not [p for p in check(trial) if p.level == "error"]
        if first.id in {item.id for item in load(trial).items}:
            rename(trial, first.id, "2019-09-new")
        assert [item.id for item in load(trial).items] == ["2019-09-new"]
        assert (trial / "private" / "originals" / "2019-09-new" / "first.txt").is_file()
        coded = (trial / "coding" / "anna.csv").read_text().splitlines()[1]
        assert coded == row.replace(first.id, "2019-09-new")
    assert place > 15


@POSIX
def test_the_command_killed_at_any_time_leaves_the_corpus_whole(root, page):
    """What the command does, ended from outside after ever longer times, and then the command."""
    text = ("A wholly different text about grain and straits. " * 40,)
    path = page("second.txt", title="Grain", paragraphs=text)
    write(propose_article(page("first.txt"), corpus_root=root), root)
    call = ["add", str(path), "--yes", "--corpus", str(root)]
    for milliseconds in (10, 30, 60, 100, 200):
        running = begun(lambda: main(call))
        time.sleep(milliseconds / 1000)
        os.kill(running, signal.SIGKILL)  # not yet waited for: it is there, if only as a name
        ended(running)
        assert not [p for p in check(root) if p.level == "error"]
    command = [sys.executable, "-m", "toolkit", *call]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    assert done.returncode == 0, done.stderr
    assert len(load(root).items) == 2


@POSIX
def test_two_processes_at_once_write_one_article_each_or_wait(root, page, tmp_path):
    """No article is lost and none is written twice, whoever comes first."""
    paths = [
        page(f"{n}.txt", title=f"Title {n}", paragraphs=(f"Text {n} of its own, {n} times. " * 60,))
        for n in range(4)
    ]
    answers = [tmp_path / f"answer-{n}" for n in range(5)]

    def add(path: Path, answer: Path) -> None:
        candidate = propose_article(path)
        for _ in range(600):
            try:
                answer.write_text(write(candidate, root).status)
                break
            except CorpusError:
                time.sleep(0.05)

    pairs = zip([*paths, paths[0]], answers, strict=True)
    running = [begun(lambda pair=pair: add(*pair)) for pair in pairs]
    assert [ended(child) for child in running] == [0] * 5
    said = [answer.read_text() for answer in answers]
    assert sorted(said) == ["added"] * 4 + ["already there"]
    assert len(load(root).items) == 4


def test_a_reprint_in_the_next_row_of_a_table_is_taken_in(root, tmp_path, panel):
    """The bytes of a row are its text alone, so that a reprint has those of its original."""
    text = "\n\n".join(panel("2018-02-washington-afrin"))
    rows = [
        {"title": "A Price", "author": "Ayla Kurt", "date": date, "outlet": outlet, "text": text}
        for date, outlet in (("2021-03-14", "The Ledger"), ("2021-03-16", "The Mirror"))
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for expected in (["added", "added"], ["already there", "already there"]):
        with writing(root) as holdings:
            candidates = [propose_page(p, {}, holdings=holdings) for p in read_pages(path)]
            done = []
            for candidate in candidates:
                candidate = propose_page(candidate.page, {}, holdings=holdings)
                done.append(write(candidate, root, holdings=holdings))
        assert [outcome.status for outcome in done] == expected
    reprint = read_article(done[1].path)
    assert (reprint.outlet, reprint.reprint_of) == ("The Mirror", done[0].id)
