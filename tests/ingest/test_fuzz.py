"""A few dozen broken files for each reader; `make fuzz` tries them for longer."""

from __future__ import annotations

import io
import os
import sys
import textwrap
import zipfile
from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import IngestError
from toolkit.ingest import read_pages

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
fuzzing = pytest.importorskip("benchmarks.fuzz")
mutations = pytest.importorskip("benchmarks.mutations")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the limit on time needs a POSIX system")


@pytest.mark.parametrize("reader", sorted(fuzzing.READERS))
def test_no_broken_file_breaks_a_reader(reader):
    """Whatever is not read is refused in words, within ten seconds."""
    outcome = fuzzing.fuzz(reader, examples=30)
    assert outcome.failures == {}
    assert outcome.tried == 30


def test_every_reader_takes_the_files_it_starts_from(tmp_path):
    """Changes of a file that is refused anyhow would reach no further than its first check."""
    taken = {}
    with fuzzing.without_child():
        for reader in fuzzing.READERS:
            outcome = fuzzing.Outcome()
            for data in fuzzing.sources_of(reader)[:3]:
                assert fuzzing.attempt(reader, data, tmp_path, 20, outcome) is None
            taken[reader] = outcome.read
    assert min(taken.values()) > 0, taken


def test_the_fuzzer_sees_a_crash_and_makes_its_file_small(monkeypatch, tmp_path):
    """It would be of no use if it could not fail; what fails is kept beside what it raised."""
    real = fuzzing.propose_page

    def crash(page, *rest):
        if any("Ankara" in line for line in page.lines):
            raise ZeroDivisionError
        return real(page, *rest)

    monkeypatch.setattr(fuzzing, "propose_page", crash)
    outcome = fuzzing.fuzz("text", examples=12)
    ((what, (data, told)),) = outcome.failures.items()
    assert what.startswith("ZeroDivisionError")
    assert data == b"Ankara"
    path = fuzzing.keep("text", data, told, tmp_path)
    assert path.read_bytes() == data
    assert "ZeroDivisionError" in path.with_suffix(".told").read_text()


def test_the_fuzzer_sees_a_hang(monkeypatch):
    """An endless loop is ended and told."""

    def hang(*_):
        while True:
            pass

    monkeypatch.setattr(fuzzing, "propose_page", hang)
    outcome = fuzzing.fuzz("text", examples=3, seconds=0.2)
    assert set(outcome.failures) == {"HangError"}


def test_a_file_is_known_by_its_number():
    """The same reader and number give the same file, in whatever batch it is tried."""
    sources = fuzzing.sources_of("html")
    once, again = (
        mutations.mutated("html", sources, np.random.default_rng([3, 17])) for _ in range(2)
    )
    assert once == again
    assert once not in sources


def test_half_a_character_is_no_traceback(tmp_path):
    r"""JSON may spell half of a pair (``\ud800``), which no file can hold; found by fuzzing."""
    path = tmp_path / "table.jsonl"
    path.write_text('{"title": "Gas \\ud83d\\ude00", "text": "\\ud800 Ankara and Moscow"}\n')
    (page,) = read_pages(path)
    assert page.lines == ("\ufffd Ankara and Moscow",)
    assert page.given["title"] == "Gas \U0001f600"


def test_a_page_of_digits_is_read_in_no_time(formats, tmp_path):
    """Marks of an export were sought from every digit of a run; found by fuzzing."""
    path = tmp_path / "page.html"
    page = (formats / "article.html").read_text(encoding="utf-8")
    path.write_text(page.replace("<p>", f"<p>{'9' * 200_000} ", 1), encoding="utf-8")
    with fuzzing.within(10):
        assert read_pages(path)[0].kind == "html"


def test_a_word_without_end_is_read_in_no_time(panel, tmp_path):
    """The hyphen that ends a wrapped line was sought from each of its letters; found by fuzzing."""
    lines = textwrap.wrap(" ".join(panel("2018-02-washington-afrin")), 72)
    lines[9] = "a" * 60_000
    path = tmp_path / "letter.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    with fuzzing.within(5):
        found = fuzzing.propose_page(read_pages(path)[0], {})
    assert found.lines[9].text == lines[9]


@pytest.mark.parametrize("fault", ["markup", "archive"])
def test_a_broken_word_file_is_called_broken(formats, tmp_path, fault):
    """Not by the name of what a library raised; found by fuzzing."""
    path = tmp_path / "article.docx"
    data = (formats / "article.docx").read_bytes()
    if fault == "archive":  # the directory at its end points before its beginning
        data = data[:-30] + data[30:60] + data[-30:]
    else:
        written = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, content.replace(b"</w:body>", b"</w:bod"))
        data = written.getvalue()
    path.write_bytes(data)
    with pytest.raises(IngestError, match="the DOCX is broken"):
        read_pages(path)
