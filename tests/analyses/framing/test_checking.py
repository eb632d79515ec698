"""What `discourse check` says of codings: every fault at once, and nothing of sound ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from toolkit.analyses.framing.checking import check_codings
from toolkit.analyses.framing.coding import REQUIRED
from toolkit.corpus.article import paragraph_sha

BODY = "Gas flows.\n\nTurkey pays.\n"
SHA = paragraph_sha("Turkey pays.")


@pytest.fixture
def root(write_article, tmp_path) -> Path:
    """A corpus of one article with two paragraphs."""
    write_article("2019-gas", body=BODY)
    (tmp_path / "corpus" / "coding").mkdir()
    return tmp_path / "corpus"


def write(root: Path, *rows: str, header: str = ",".join(REQUIRED)) -> None:
    lines = "\n".join([header, *rows, ""])
    (root / "coding" / "aa.csv").write_text(lines, encoding="utf-8")


def found(root: Path) -> list[tuple[int, str, str]]:
    problems = check_codings(root)
    assert all(p.file == "coding/aa.csv" and p.remedy for p in problems)
    return [(p.line, p.field, p.code) for p in problems]


def test_a_sound_coding_is_passed_in_silence(root):
    """Values of the codebook, a paragraph that stands, its fingerprint."""
    write(root, f"aa,2019-gas,2,{SHA},dependency,1,tr_on_ru,endorse,author,author,,")
    assert found(root) == []


def test_values_the_codebook_does_not_know_are_errors(root):
    """An unknown frame and an unknown direction, each with its line."""
    write(
        root,
        f"aa,2019-gas,2,{SHA},martian,1,,,,,,",
        f"aa,2019-gas,2,{SHA},dependency,1,sideways,,,,,",
    )
    assert found(root) == [(2, "frame", "bad-coding"), (3, "direction", "bad-coding")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2018-oil,1,x", ("article", "coded-article-missing")),
        (f"2019-gas,3,{SHA}", ("paragraph", "coded-paragraph-missing")),
        (f"2019-gas,1,{SHA}", ("paragraph_sha", "coded-text-changed")),
        ("2019-gas,1,", ("paragraph_sha", "coded-text-changed")),
    ],
)
def test_rows_that_no_analysis_would_use_are_told_once(root, row, expected):
    """However many frames are coded of the paragraph."""
    write(root, *(f"aa,{row},{frame},0,,,,,," for frame in ("dependency", "nato_cleavage")))
    assert found(root) == [(2, *expected)]


def test_of_counts_that_tell_no_fingerprint_it_is_said(root):
    """A short paragraph has none in a record: its row is left out, but not for a changed text."""
    import toolkit
    from toolkit import framing
    from toolkit.share import derive, write_derived

    text = pd.DataFrame({"id": ["b"], "text": ["Turkey pays."], "rights": ["in-copyright"]})
    corpus = toolkit.from_frame(text)
    write_derived(derive(corpus, framing.presence(corpus).table, instrument="x"), root)
    write(root, f"aa,b,1,{SHA},dependency,0,,,,,,")
    assert found(root) == [(2, "paragraph_sha", "coded-text-unknown")]


def test_of_an_article_that_cannot_be_read_nothing_is_said(root, write_article):
    """Its own fault is told already; whether the paragraph stands is not known."""
    write_article("2019-oil", body="\n")
    write(root, "aa,2019-oil,1,x,dependency,0,,,,,,")
    assert found(root) == []


def test_a_column_that_is_missing_is_told_and_other_tables_are_not_codings(root):
    """A table of coder, article, frame and present is meant as a coding."""
    write(root, "aa,2019-gas,dependency,1", header="coder,article,frame,present")
    (root / "coding" / "split.csv").write_text("article,split\n2019-gas,test\n", encoding="utf-8")
    assert found(root) == [(1, "paragraph", "bad-coding")]
