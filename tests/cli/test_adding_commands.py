"""Commands that make a corpus and take pages in: what they say and what they refuse."""

from __future__ import annotations

import csv
import random
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ENVIRONMENT, discourse

WORDS = ["gas", "summit", "minister", "tourist", "tomato", "missile", "border", "treaty", "lira",
         "grain", "convoy", "election", "province", "bridge", "winter", "harbour"]  # fmt: skip


def essay(number: int) -> str:
    """An English text of five paragraphs, with words in another order for each number."""
    drawn = random.Random(number)
    sentences = [
        "The {} and the {} were not what they had said of the {} in that {}.".format(
            *drawn.sample(WORDS, 4)
        )
        for _ in range(25)
    ]
    return "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, 25, 5))


@pytest.fixture
def corpus(tmp_path) -> Path:
    """An empty corpus in a folder with a space in its name."""
    folder = tmp_path / "my corpus"
    assert discourse("init", str(folder), cwd=tmp_path).returncode == 0
    return folder


def table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_what_to_do_next_can_be_copied(tmp_path):
    """A folder with a space in its name is quoted for the shell."""
    said = discourse("init", "my corpus", cwd=tmp_path).stderr
    (line,) = [line for line in said.splitlines() if line.startswith("next: ")]
    assert shlex.split(line.removeprefix("next: "))[-2:] == ["--corpus", "my corpus"]


def test_a_corpus_is_named_once_for_all_commands(corpus, tmp_path, monkeypatch):
    """By a variable of the environment; who named none is told how."""
    lost = discourse("info", cwd=tmp_path)
    assert lost.returncode == 1
    assert "--corpus" in lost.stderr
    monkeypatch.setenv("DISCOURSE_CORPUS", str(corpus))
    (tmp_path / "a.txt").write_text(essay(1))
    call = ("add", "a.txt", "--title", "Gas", "--author", "A B", "--published", "2020")
    done = discourse(*call, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "n = 1" in discourse("info", cwd=tmp_path).stdout


def test_an_address_is_sent_to_fetch(corpus, tmp_path):
    """Adding reads files; what to do with an address is said."""
    done = discourse("add", "https://example.org/a?b=c", "-c", str(corpus), cwd=tmp_path)
    assert done.returncode == 2
    said = " ".join(done.stderr.replace("│", " ").split())
    assert "discourse fetch" in said
    assert "is not there" not in said


def test_files_of_a_folder_that_are_not_read_are_named(corpus, tmp_path):
    """A letter and a page in forms that are not read went without a word; a picture may."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(f"Gas and Grain\n\nBy Ayla Kurt\n\n3 May 2020\n\n{essay(1)}")
    for name in ("b.epub", "c.msg", "d.png", ".e.epub", "package.json"):
        (pages / name).write_bytes(b"...")
    done = discourse("add", str(pages), "--yes", "-c", str(corpus), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = "3 files are of a kind that is not read: b.epub, c.msg, package.json; save as"
    assert told in done.stderr


def test_rows_without_text_are_told(corpus, tmp_path):
    """Three rows, two articles: the third is not lost without a word."""
    rows = [{"title": f"Essay {n}", "author": "A B", "date": f"2020-0{n}",
             "text": essay(n) if n != 2 else " "} for n in (1, 2, 3)]  # fmt: skip
    table(tmp_path / "essays.csv", rows)
    done = discourse("add", "essays.csv", "-c", str(corpus), "--yes", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "essays.csv, row 2: no text, left out" in done.stderr
    assert done.stderr.count("no text") == 1
    assert done.stderr.rstrip().endswith("2 added")


def test_a_dry_run_says_what_it_cannot_know(corpus, tmp_path):
    """Two rows of one text: the copy is found when the first is there."""
    rows = [{"title": f"Essay {n}", "author": "A B", "date": f"2020-0{n}",
             "text": f"{essay(1)}\n\nThe end of {n}."} for n in (1, 2)]  # fmt: skip
    table(tmp_path / "essays.csv", rows)
    call = ("add", "essays.csv", "-c", str(corpus))
    tried = discourse(*call, "--dry-run", cwd=tmp_path).stderr
    assert "2 would be added" in tried
    assert "copies of one another among these pages are only found" in tried
    assert "1 added, 1 quarantined" in discourse(*call, "--yes", cwd=tmp_path).stderr


def test_a_dry_run_gives_the_reason(corpus, tmp_path):
    """What would be set aside, and why, before anything is written."""
    rows = [{"title": f"Essay {n}", "author": "A B", "date": f"2020-0{n}",
             "text": essay(1) if n == 1 else "Too short."} for n in (1, 2)]  # fmt: skip
    table(tmp_path / "essays.csv", rows)
    said = discourse("add", "essays.csv", "-c", str(corpus), "--dry-run", cwd=tmp_path).stderr
    assert "essays.csv (2 of 2) would be set aside: only 2 words are kept" in said
    assert not list((corpus / "private").rglob("*.md"))


def test_one_variable_is_changed_and_the_others_stay(corpus, tmp_path):
    """What was not named is not lost; an empty value takes a variable out, the last one all."""
    (tmp_path / "a.txt").write_text(essay(1))
    here = ("-c", str(corpus))
    fields = ("--title", "Gas", "--author", "A B", "--published", "2020")
    discourse("add", "a.txt", *fields, "--variable", "event=idlib", *here, cwd=tmp_path)
    (path,) = (corpus / "private" / "articles").rglob("*.md")
    seen = []
    for change in ("country=TR", "event=gas", "country=", "event="):
        done = discourse("edit", path.stem, "--variable", change, *here, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        lines = path.read_text(encoding="utf-8").splitlines()
        seen.append("".join(line for line in lines if line.startswith("variables")))
    wanted = ["{event: idlib, country: TR}", "{event: gas, country: TR}", "{event: gas}"]
    assert [line.removeprefix("variables: ") for line in seen[:3]] == wanted
    assert "gas" not in seen[3]
    assert discourse("check", *here, cwd=tmp_path).returncode == 0


def test_what_waits_is_listed_with_the_whole_id(corpus, tmp_path, monkeypatch):
    """The id is what 'release' asks for next, on a narrow terminal too."""
    here = ("-c", str(corpus))
    (tmp_path / "a.txt").write_text("The gas went to Ankara, and nobody there had asked for it.\n")
    title = "A very long title of an article that nobody could read on a narrow terminal"
    fields = ("--title", title, "--author", "A B", "--published", "2020-02")
    assert discourse("add", "a.txt", *fields, *here, cwd=tmp_path).returncode == 0
    (path,) = (corpus / "private" / "quarantine").glob("*.md")
    monkeypatch.setitem(ENVIRONMENT, "COLUMNS", "60")
    listed = discourse("release", *here, cwd=tmp_path)
    assert f"{path.stem}: only 12 words are kept" in listed.stdout
    assert "1 article waits in quarantine" in listed.stderr
    assert discourse("release", path.stem, *here, cwd=tmp_path).returncode == 0
    assert "nothing waits" in discourse("release", *here, cwd=tmp_path).stderr


def test_lines_of_a_proposal_are_not_broken_in_a_file(corpus, tmp_path):
    """One line of the page, one line on paper, with the reason at its end."""
    (tmp_path / "a.txt").write_text(f"Gas\n\n{essay(1)}\n\nSubscribe to our newsletter\n")
    done = discourse("add", "a.txt", "-c", str(corpus), "--dry-run", cwd=tmp_path)
    shown = [line for line in done.stderr.splitlines() if line[:4] in ("  + ", "  - ")]
    assert len(shown) == 7
    assert shown[-1].rstrip().endswith("[a box that offers a newsletter]")
    assert all(len(line) <= 110 for line in shown)


def test_a_page_is_added_though_nobody_reads_on(corpus, tmp_path):
    """Shown to ``2>&1 | head -1``: the pipe is closed before the page is taken in."""
    (tmp_path / "a.txt").write_text(essay(1))
    call = ["add", "a.txt", "--title", "Gas", "--author", "A B", "--published", "2020", "--yes"]
    with subprocess.Popen(
        [sys.executable, "-m", "toolkit", *call, "--corpus", str(corpus)],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as started:
        assert started.stderr.readline().strip() == b"a.txt"
        started.stderr.close()
        assert started.wait(timeout=120) == 0
    assert len(list(corpus.glob("**/2020-*.md"))) == 1


@pytest.mark.filterwarnings("default")
def test_a_warning_of_a_library_is_said_without_its_line_of_code(corpus, tmp_path):
    """A corpus that cannot be written showed a path of the installation and a line of Python."""
    (corpus / ".cache").write_text("a file stands where the folder should be")
    (tmp_path / "a.txt").write_text(essay(1))
    call = ("add", "a.txt", "--title", "Gas", "--author", "A B", "--published", "2020")
    assert discourse(*call, "-c", str(corpus), cwd=tmp_path).returncode == 0
    said = discourse("frequency", "gas", "-c", str(corpus), cwd=tmp_path).stderr
    (line,) = [line for line in said.splitlines() if "cannot be kept" in line]
    assert line.startswith("warning: the annotation cannot be kept (")
    assert "UserWarning" not in said


def test_a_table_whose_texts_have_a_column_of_another_name(corpus, tmp_path):
    """What columns there are is told with the option that names one, which then works."""
    rows = [{"nr": str(n), "Yazar": "Ayla Kurt", "Makale": essay(n), "text": " "} for n in (1, 2)]
    table(tmp_path / "essays.csv", [{k: v for k, v in row.items() if k != "text"} for row in rows])
    call = ("add", "essays.csv", "-c", str(corpus), "--title", "An essay", "--yes")
    refused = discourse(*call, cwd=tmp_path)
    assert refused.returncode == 1
    assert (
        "essays.csv has no column 'text'; there are nr, Yazar, Makale; "
        "if the texts are in 'Makale', give --text-column Makale" in refused.stderr
    )
    wrong = discourse(*call, "--text-column", "Metin", cwd=tmp_path).stderr
    assert "essays.csv has no column 'Metin'; there are nr, Yazar, Makale" in wrong
    done = discourse(*call, "--text-column", "makale", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.rstrip().endswith("2 added")
    table(tmp_path / "essays.csv", rows)
    empty = discourse(*call, cwd=tmp_path)
    assert "essays.csv: the column 'text' is empty in every row" in empty.stderr
