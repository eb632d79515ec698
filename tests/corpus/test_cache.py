"""The cache: only what is new is annotated, and history never changes a result."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from toolkit import annotate
from toolkit.corpus import cache as caching
from toolkit.corpus.cache import Annotation, annotate_texts
from toolkit.corpus.cache_files import CacheFolder

TEXTS = ["Russia sells gas.", "Turkey buys arms. It pays.", "NATO met in Vilnius.", ""]


def named(texts: list[str]) -> tuple[list[str], dict[str, str]]:
    shas = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    return shas, dict(zip(shas, texts, strict=True))


def same(a: Annotation, b: Annotation) -> bool:
    return all(
        np.array_equal(getattr(a, field.name), getattr(b, field.name))
        for field in dataclasses.fields(Annotation)
    )


def test_the_bar_goes_when_all_is_annotated(monkeypatch):
    """In a notebook it would stay in the output of the cell that loads the corpus."""
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(caching._with_progress(iter("ab"), 2)) == ["a", "b"]
    assert "annotating" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")  # wiped, and no new line


def test_history_of_the_cache_does_not_matter(tmp_path):
    """Texts annotated one by one, in another order, or all at once give the same arrays."""
    order, texts = named(TEXTS)
    fresh = annotate_texts(order, texts)
    for sha in reversed(order):
        annotate_texts([sha], texts, cache=tmp_path)
    assert same(annotate_texts(order, texts, cache=tmp_path), fresh)
    assert same(annotate_texts(order, texts, cache=tmp_path), fresh)


def test_only_new_texts_are_annotated(tmp_path, monkeypatch):
    """A second call reads; a third with one more text annotates that one."""
    order, texts = named(TEXTS)
    seen: list[str] = []
    arrays = annotate.arrays

    def spy(batch):
        seen.extend(batch)
        return arrays(batch)

    monkeypatch.setattr(caching.annotate, "arrays", spy)
    annotate_texts(order[:2], texts, cache=tmp_path)
    annotate_texts(order[:2], texts, cache=tmp_path)
    annotate_texts(order, texts, cache=tmp_path)
    assert sorted(seen) == sorted(TEXTS)


def test_finished_batches_survive_an_interruption(tmp_path, monkeypatch):
    """What was done before Ctrl-C need not be done again."""
    monkeypatch.setattr(caching, "BATCH_CHARACTERS", 1)
    order, texts = named(TEXTS[:3])
    done: list[str] = []

    def runner(function, batches):
        for batch in batches:
            if len(done) == 2:
                raise KeyboardInterrupt
            done.extend(batch)
            yield function(batch)

    with pytest.raises(KeyboardInterrupt):
        annotate_texts(order, texts, cache=tmp_path, run=runner)
    done.clear()
    done.append("placeholder")
    annotate_texts(order, texts, cache=tmp_path, run=runner)
    assert done == ["placeholder", TEXTS[2]]


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_finished_batches_survive_the_end_of_the_process(tmp_path, blow):
    """A process that is stopped after its second batch has kept two; the rest is made later."""
    code = (
        "import os, sys; from toolkit.corpus import cache; from pathlib import Path\n"
        "from tests.corpus.test_cache import TEXTS, named\n"
        "cache.BATCH_CHARACTERS = 1\n"
        "def run(function, batches):\n"
        "    for number, batch in enumerate(batches):\n"
        f"        if number == 2: os.kill(os.getpid(), {int(blow)})\n"
        "        yield function(batch)\n"
        "order, texts = named(TEXTS[:3])\n"
        "cache.annotate_texts(order, texts, cache=Path(sys.argv[1]), run=run)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=root, capture_output=True, timeout=120
    )
    assert done.returncode in (-blow, 128 + blow), done.stderr.decode()
    assert len(list(tmp_path.glob("*/batch-*"))) == 2
    order, texts = named(TEXTS[:3])
    seen: list[str] = []

    def spy(function, batches):
        for batch in batches:
            seen.extend(batch)
            yield function(batch)

    again = annotate_texts(order, texts, cache=tmp_path, run=spy)
    assert seen == [TEXTS[2]]
    assert same(again, annotate_texts(order, texts))


def _breakings():
    def truncate(path):
        path.write_bytes(path.read_bytes()[:-3])

    def flip(path):
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(bytes(data))

    def rename(path):
        path.write_text(path.read_text().replace("Russia", "Rossia"))

    return [
        (truncate, "form.npy"),
        (flip, "lemma.npy"),
        (flip, "sentence_offsets.npy"),
        (rename, "names.json"),
        (truncate, "names.json"),
        (truncate, "checksums.json"),
        (Path.unlink, "tag.npy"),
        (Path.unlink, "checksums.json"),
    ]


@pytest.mark.parametrize(("damage", "name"), _breakings())
@pytest.mark.parametrize("entry", ["batch", "table"])
def test_what_is_damaged_is_made_again(tmp_path, monkeypatch, damage, name, entry):
    """Cut short, a bit turned, a letter changed, gone: found, and mended on disk."""
    monkeypatch.setattr(caching, "BATCH_CHARACTERS", 30)
    order, texts = named(TEXTS)
    fresh = annotate_texts(order, texts, cache=tmp_path)
    if entry == "batch":
        for folder in tmp_path.glob("*/table-*"):
            shutil.rmtree(folder)
    damaged = list(tmp_path.glob(f"*/{entry}-*/{name}"))
    assert damaged
    for path in damaged:
        damage(path)
    assert same(annotate_texts(order, texts, cache=tmp_path), fresh)
    sound = CacheFolder(next(iter(tmp_path.glob("annotation-*"))))
    assert sound.read_table(order) is not None
    assert len(list(sound.read_batches(set(order)))) == len(list(tmp_path.glob("*/batch-*"))) > 1


def test_a_cache_that_cannot_be_written_is_told_once(tmp_path):
    """The corpus is read all the same; a read-only medium is no fault of the reader."""
    (tmp_path / ".cache").write_text("a file stands where the folder should be")
    order, texts = named(TEXTS)
    with pytest.warns(UserWarning, match="the annotation cannot be kept") as caught:
        found = annotate_texts(order, texts, cache=tmp_path / ".cache")
    assert len(caught) == 1
    assert same(found, annotate_texts(order, texts))


def test_a_full_disk_is_told_as_numpy_tells_it(tmp_path, monkeypatch):
    """It raises an error without a number, and the warning said '(None)'."""

    def fill(*_: object, **__: object) -> None:
        raise OSError("512 requested and 0 written")

    monkeypatch.setattr("numpy.save", fill)
    order, texts = named(TEXTS)
    with pytest.warns(UserWarning, match=r"cannot be kept \(512 requested and 0 written\)"):
        annotate_texts(order, texts, cache=tmp_path / ".cache")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_without_the_right_to_write(tmp_path):
    """Found out when writing, not before."""
    order, texts = named(TEXTS)
    tmp_path.chmod(0o555)
    with pytest.warns(UserWarning, match="cannot be kept"):
        annotate_texts(order, texts, cache=tmp_path / ".cache")
    tmp_path.chmod(0o755)


def test_two_processes_may_share_a_cache(tmp_path):
    """Both annotate the same texts at once; both get the result, and one copy is kept."""
    code = (
        "import sys; from toolkit.corpus import cache; from pathlib import Path\n"
        "from tests.corpus.test_cache import TEXTS, named\n"
        "cache.BATCH_CHARACTERS = 1\n"
        "order, texts = named([text + str(n) for n in range(20) for text in TEXTS[:3]])\n"
        "sys.stdin.readline()\n"
        "found = cache.annotate_texts(order, texts, cache=Path(sys.argv[1]))\n"
        "print(len(found.form), found.form.sum())\n"
    )
    root = Path(__file__).resolve().parents[2]
    both = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, str(tmp_path)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate("go\n", timeout=120)[0] for process in both]
    assert said[0] == said[1] != ""
    assert [process.returncode for process in both] == [0, 0]
    assert not list(tmp_path.glob("*/.part-*"))
    assert len(list(tmp_path.glob("*/batch-*"))) == 60


def test_leftovers_of_a_killed_process_are_swept(tmp_path):
    """A day later; younger ones may be another process at work."""
    order, texts = named(TEXTS)
    annotate_texts(order[:1], texts, cache=tmp_path)
    room = next(iter(tmp_path.glob("annotation-*")))
    for name, age in ((".part-old", 2 * 86400), (".part-young", 60)):
        (room / name).mkdir()
        os.utime(room / name, (time.time() - age,) * 2)
    annotate_texts(order, texts, cache=tmp_path)
    assert not (room / ".part-old").exists()
    assert (room / ".part-young").exists()


def test_another_annotator_shares_nothing(tmp_path, monkeypatch):
    """A change of the model or of a rule makes everything anew."""
    order, texts = named(TEXTS)
    annotate_texts(order, texts, cache=tmp_path)
    monkeypatch.setattr(caching.annotate, "fingerprint", lambda tagger="toolkit": "2")
    annotate_texts(order, texts, cache=tmp_path)
    assert len(list(tmp_path.glob("annotation-*/batch-*"))) == 2


def test_nothing_in_a_cache_is_a_pickle(tmp_path):
    """Arrays of numbers and JSON, so that a cache from elsewhere can run nothing."""
    order, texts = named(TEXTS)
    annotate_texts(order, texts, cache=tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".npy", ".json"}
    for path in files:
        if path.suffix == ".npy":
            assert np.load(path, allow_pickle=False).dtype.kind == "i"


def test_a_text_may_stand_twice(tmp_path):
    """A reprint shares its annotation."""
    order, texts = named(["Russia sells gas."])
    twice = annotate_texts(order * 2, texts, cache=tmp_path)
    assert twice.text_offsets.tolist() == [0, 4, 8]


def test_processes_do_not_change_the_result(monkeypatch):
    """Two processes give the arrays of one."""
    from toolkit.corpus.scale import in_processes

    monkeypatch.setattr(caching, "BATCH_CHARACTERS", 1)
    order, texts = named(TEXTS)
    assert same(annotate_texts(order, texts, run=in_processes(2)), annotate_texts(order, texts))
