"""A corpus in which everything has gone wrong: each planted fault is named, and nothing else."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.commands import discourse

STRESS = Path(__file__).resolve().parents[1] / "data" / "stress"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the faulty corpus, with a link out of it that archives would not keep."""
    root = tmp_path / "corpus"
    shutil.copytree(STRESS / "corpus", root)
    outside = tmp_path / "outside.md"
    outside.write_text("---\nid: outside\n---\nSomebody's file.\n", encoding="utf-8")
    (root / "articles" / "2020" / "2020-12-elsewhere.md").symlink_to(outside)
    return root


def planted() -> list[tuple[str, int, str, str]]:
    with (STRESS / "faults.csv").open(encoding="utf-8", newline="") as file:
        return sorted(
            (row["file"], int(row["line"]), row["field"], row["level"])
            for row in csv.DictReader(file)
        )


def test_every_planted_fault_is_named_at_once_and_nothing_else(corpus):
    """One call of the command names all, each with file, line, field and remedy."""
    done = discourse("check", "--json", cwd=corpus.parent)
    rows = json.loads(done.stdout)["table"]
    assert done.returncode == 1
    assert sorted((r["file"], r["line"], r["field"], r["level"]) for r in rows) == planted()
    assert all(row["remedy"] for row in rows)


def test_the_list_of_planted_faults_is_long_enough_to_mean_something():
    """Twenty kinds of fault that must not be lost from the corpus above."""
    assert len([row for row in planted() if row[3] == "error"]) >= 20


def test_a_faulty_corpus_is_not_loaded_in_part(corpus):
    """An analysis of what happens to be readable would be an analysis of something else."""
    done = discourse("info", cwd=corpus.parent)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "2020-06-no-front-matter.md:1" in done.stderr
