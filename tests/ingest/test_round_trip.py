"""What is exported can be taken into another corpus, and codings find their paragraphs there."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import toolkit
from tests.ingest.conftest import ROOT
from toolkit import ingest
from toolkit.cli import main
from toolkit.corpus.schema import FIELDS
from toolkit.share import export

PANEL = ROOT / "corpus" / "articles" / "2016"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A corpus of ten articles of the panel, one text in copyright, a title like a formula."""
    home = tmp_path / "first"
    assert main(["init", str(home)]) == 0
    for path in sorted(PANEL.glob("*.md"))[:10]:
        shutil.copy(path, home / "articles" / path.name)
    named = sorted(path.stem for path in (home / "articles").glob("*.md"))
    ingest.edit_fields(home, named[0], rights="in-copyright", url="https://ledger.example/a?b=1")
    ingest.edit_fields(home, named[1], title="=SUM(gas): what Moscow’s price adds up to")
    ingest.edit_fields(home, named[2], author=["Ayla Kurt", "Soli Özel"], variables={"event": "x"})
    return home


@pytest.mark.parametrize("name", ["articles.jsonl", "articles.csv", "package"])
def test_an_export_comes_back_as_it_was(first, root, tmp_path, name, capsys):
    """Ids, texts, and all that describes them, save that fields are now given by a table."""
    form = "datapackage" if name == "package" else None
    export(toolkit.load(first), tmp_path / name, form=form, private=True)
    assert main(["add", str(tmp_path / name), "--corpus", str(root), "--yes"]) == 0
    assert "10 added" in capsys.readouterr().err.splitlines()[-1]
    before, after = toolkit.load(first).items, toolkit.load(root).items
    assert len(before) == 10
    for one, other in zip(before, after, strict=True):
        assert one.text == other.text
        assert one.paragraph_shas == other.paragraph_shas
        for field in set(FIELDS) - {"field_sources"}:
            assert getattr(one, field) == getattr(other, field), field


def test_article_files_of_another_corpus_keep_their_ids(first, root):
    """They are curated: every line is text."""
    assert main(["add", str(first / "articles"), "--corpus", str(root), "--yes"]) == 0
    before = toolkit.load(first).where(private=False).items
    assert [item.id for item in toolkit.load(root).items] == [item.id for item in before]


def test_an_id_that_is_taken_is_told(first, root, page, tmp_path, capsys):
    """The article gets one of its own: a coding of that id would be of another text."""
    taken = sorted(path.stem for path in (first / "articles").glob("*.md"))[4]
    candidate = ingest.propose_article(page(), id=taken)
    assert ingest.write(candidate, root).id == taken
    export(toolkit.load(first), tmp_path / "a.jsonl")
    assert main(["add", str(tmp_path / "a.jsonl"), "--corpus", str(root), "--yes"]) == 0
    told = capsys.readouterr().err
    assert told.count("another article has the id") == 1
    assert f"another article has the id {taken!r}" in told
    assert len(toolkit.load(root).items) == 10


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("kurt-gas", "kurt-gas"),
        ("kurt_gas.txt", "kurt_gas"),
        ("17", "2019-kurt-a-bargain"),
        ("9f86d081-884c-4d65-9a2f-eaa0c55ad015", "2019-kurt-a-bargain"),
        ("Kurt 2019", "2019-kurt-a-bargain"),
        ("../kurt", "2019-kurt-a-bargain"),
        ("", "2019-kurt-a-bargain"),
    ],
)
@pytest.mark.parametrize("column", ["doc_id", "ID"])
def test_an_id_of_a_table_is_kept_where_it_is_one(root, tmp_path, panel, column, called, kept):
    """A bare number or key says nothing to whoever reads a table of results."""
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column, "title", "author", "published", "text"])
        text = "\n\n".join(panel("2018-02-washington-afrin"))
        writer.writerow([called, "A bargain", "Ayla Kurt", "2019", text])
    assert main(["add", str(path), "--corpus", str(root), "--yes"]) == 0
    assert [item.id for item in toolkit.load(root).items] == [kept]
