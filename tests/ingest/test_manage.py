"""Articles are edited, renamed, cleaned, taken out and brought back; codings stay attached."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit import framing, ingest
from toolkit.corpus import load
from toolkit.corpus.article import paragraph_sha
from toolkit.corpus.reading import read_folder
from toolkit.errors import CorpusError, IngestError, ToolkitError

COLUMNS = ("coder article paragraph paragraph_sha frame present direction target stance voice "
           "holder note codebook_version")  # fmt: skip


@pytest.fixture
def added(root: Path, page) -> str:
    """An article of five paragraphs, taken in."""
    return ingest.write(ingest.propose_article(page(), corpus_root=root), root).id


@pytest.fixture
def coded(root: Path, added: str) -> Callable[[], list[tuple[str, str, str]]]:
    """Code every paragraph of it, and give the rows (article, paragraph, hash) as they stand."""
    path = root / "coding" / "anna.csv"
    rows = [COLUMNS.split()]
    for number, text in enumerate(load(root).items[0].paragraphs, start=1):
        rows.append(["anna", added, str(number), paragraph_sha(text), "dependency", "0",
                     *[""] * 5, "a note, with a comma", "2.0"])  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)

    def read() -> list[tuple[str, str, str]]:
        framing.read_coding(path)  # still a well-formed coding
        with path.open(encoding="utf-8", newline="") as file:
            return [
                (r["article"], r["paragraph"], r["paragraph_sha"]) for r in csv.DictReader(file)
            ]

    return read


def attached(root: Path, rows: list[tuple[str, str, str]]) -> list[bool]:
    """Whether each row stands at the paragraph that was read."""
    found = {item.id: item.paragraphs for item in load(root).items}
    return [
        int(number) <= len(found[article]) and paragraph_sha(found[article][int(number) - 1]) == sha
        for article, number, sha in rows
    ]


def test_editing_fields_leaves_the_text_and_moves_by_rights(root, added, coded):
    """The source of what a person says is 'given'; a licence to share moves the file."""
    path = ingest.edit_fields(root, added, published="2019-09-15", author="Ayla Kurt; Soli Özel")
    article = load(root).items[0]
    assert (article.published, article.author) == ("2019-09-15", ("Ayla Kurt", "Soli Özel"))
    assert article.field_sources["published"] == "given"
    assert all(attached(root, coded()))
    assert path.parent.parent.name == "private"
    path = ingest.edit_fields(root, added, rights="CC-BY-4.0", outlet="Ledger")
    assert path.relative_to(root).as_posix() == f"articles/{added}.md"
    assert ingest.edit_fields(root, added, outlet=None, rights="in-copyright").exists()
    assert load(root).items[0].outlet == ""


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"publisht": "2019"}, "did you mean 'published'"),
        ({"published": "2019-13"}, "not a day"),
        ({"id": "x"}, "changed with rename"),
        ({"title": None}, "cannot be left out"),
    ],
)
def test_a_wrong_edit_changes_nothing(root, added, fields, message):
    """The file stays as it was, to the byte."""
    path = root / "private" / "articles" / f"{added}.md"
    before = path.read_bytes()
    with pytest.raises(IngestError, match=message):
        ingest.edit_fields(root, added, **fields)
    assert path.read_bytes() == before


def test_a_reprint_names_another_article_that_is_there(root, added, write_article):
    """Itself, a slip and what waits are refused, the file untouched; a chain is not."""
    write_article("2019-09-kurt-a-bargain-nobody-like")
    write_article("2018-ankara-gas", reprint_of="2019-09-kurt-a-bargain-nobody-like")
    write_article("2017-waiting")
    (root / "private" / "quarantine").mkdir(exist_ok=True)
    (root / "articles" / "2017-waiting.md").rename(root / "private/quarantine/2017-waiting.md")
    path = root / "private" / "articles" / f"{added}.md"
    before = path.read_bytes()
    for original, message in (
        (added, "reprint of itself; did you mean '2019-09-kurt-a-bargain-nobody-like'"),
        ("2018-ankara-gaz", "no article has the id .*; did you mean '2018-ankara-gas'"),
        ("xyz", "no article has the id 'xyz'; there are 2018-ankara-gas"),
        ("2017-waiting", "'discourse release 2017-waiting' first"),
    ):
        with pytest.raises(IngestError, match=message):
            ingest.edit_fields(root, added, reprint_of=original)
        assert path.read_bytes() == before
    ingest.edit_fields(root, added, reprint_of="2018-ankara-gas")
    assert not [p for p in read_folder(root).problems if p.code == "unknown-reprint"]
    ingest.edit_fields(root, added, reprint_of=None)
    assert b"reprint_of" not in path.read_bytes()


def test_a_reprint_may_be_one_of_an_article_of_which_counts_are_at_hand(root, added):
    """Its text need not be here."""
    counts = root / "derived" / "2018-ankara-gas.json"
    counts.parent.mkdir(exist_ok=True)
    counts.write_text("{}", encoding="utf-8")
    path = ingest.edit_fields(root, added, reprint_of="2018-ankara-gas")
    assert "reprint_of: 2018-ankara-gas" in path.read_text(encoding="utf-8")


def test_an_edit_that_would_cover_another_file_changes_nothing(root, added):
    """A second file of the id lies where the article's rights would put it."""
    shared = root / "articles" / f"{added}.md"
    closed = root / "private" / "articles" / f"{added}.md"
    text = closed.read_text(encoding="utf-8")
    shared.write_text(text.replace("in-copyright", "CC0-1.0"), encoding="utf-8")
    before = shared.read_bytes(), closed.read_bytes()
    with pytest.raises(IngestError, match=r"private/articles/.*is in the way"):
        ingest.edit_fields(root, added, rights="in-copyright")
    assert (shared.read_bytes(), closed.read_bytes()) == before


def test_what_is_brought_back_stays_in_the_corpus(root, added, tmp_path):
    """Wherever the note on its place leads, the article goes no further than the corpus."""
    gone = ingest.remove(root, added)
    (gone.parent / "from.txt").write_text("../elsewhere\n", encoding="utf-8")
    assert ingest.restore(root, added) == root / "private" / "articles" / f"{added}.md"
    assert not (tmp_path / "elsewhere").exists()


def test_a_variable_is_changed_without_the_others(root, added):
    """What is not named stays; an empty value takes one out, ``None`` all of them."""

    def variables() -> dict[str, str]:
        return dict(load(root).items[0].variables)

    ingest.edit_fields(root, added, variables={"event": "idlib-2019", "country": "TR"})
    ingest.edit_fields(root, added, variables={"country": "US"}, genre="analysis")
    assert variables() == {"event": "idlib-2019", "country": "US"}
    ingest.edit_fields(root, added, variables={"event": ""})
    assert variables() == {"country": "US"}
    ingest.edit_fields(root, added, variables=None)
    assert variables() == {}


def test_editing_the_text_carries_the_coding_of_what_stays(root, added, coded):
    """A paragraph put in front, one changed: rows follow by hash, the changed one is named."""
    paragraphs = list(load(root).items[0].paragraphs)
    new = ["A foreword.", *paragraphs[:3], paragraphs[3] + " Changed.", paragraphs[4]]
    changed = ingest.edit_text(root, added, "\n\n".join(new))
    assert (changed.coding.moved, changed.coding.lost) == (4, 1)
    rows = coded()
    assert [number for _, number, _ in rows] == ["2", "3", "4", "6"]
    assert all(attached(root, rows))
    waiting = root / "coding" / "detached" / "anna.csv"
    assert len(framing.read_coding(waiting)) == 1
    # once more changes nothing: it can be repeated after an interruption
    again = ingest.edit_text(root, added, "\n\n".join(new))
    assert (again.coding.moved, again.coding.lost) == (0, 1)
    assert coded() == rows
    # the paragraph comes back, and its coding with it
    ingest.edit_text(root, added, "\n\n".join(paragraphs))
    assert sorted(number for _, number, _ in coded()) == ["1", "2", "3", "4", "5"]
    assert all(attached(root, coded()))
    assert not waiting.exists()


def test_a_new_name_takes_original_coding_and_reprints_along(root, added, coded, page):
    """Every mention of the old id is of the new one."""
    other = page("b.txt", title="Reprinted", paragraphs=("Of its own text. " * 60,))
    reprint = ingest.write(ingest.propose_article(other, reprint_of=added), root).id
    changed = ingest.rename(root, added, "2019-09-kurt-renamed")
    assert changed.coding.moved == 5
    assert {article for article, _, _ in coded()} == {"2019-09-kurt-renamed"}
    assert all(attached(root, coded()))
    found = {item.id: item for item in load(root).items}
    assert set(found) == {"2019-09-kurt-renamed", reprint}
    assert found[reprint].reprint_of == "2019-09-kurt-renamed"
    assert found[reprint].field_sources["reprint_of"] == "given"
    assert (root / "private" / "originals" / "2019-09-kurt-renamed" / "page.txt").is_file()
    with pytest.raises(IngestError, match="taken"):
        ingest.rename(root, reprint, "2019-09-kurt-renamed")
    with pytest.raises(IngestError, match="small letters"):
        ingest.rename(root, reprint, "../passwd")
    with pytest.raises(IngestError, match="did you mean"):
        ingest.rename(root, "2019-09-kurt-renamd", "x")


def test_where_no_corpus_is_none_is_begun(tmp_path, page):
    """A misspelt folder gets no articles, nor anything else."""
    nowhere = tmp_path / "corpora"
    candidate = ingest.propose_article(page())
    for call in (
        lambda: ingest.write(candidate, nowhere),
        lambda: ingest.remove(nowhere, "a"),
        lambda: ingest.mark_reprints(nowhere),
        lambda: ingest.propose_article(page(), corpus_root=nowhere),
    ):
        with pytest.raises(CorpusError, match="no corpus at"):
            call()
    assert not nowhere.exists()


def test_a_release_covers_no_article_of_the_same_id(root, added):
    """Two files of one id, as a copied folder may hold: neither is lost."""
    path = root / "private" / "articles" / f"{added}.md"
    waiting = root / "private" / "quarantine" / f"{added}.md"
    waiting.parent.mkdir(exist_ok=True)
    waiting.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    before = path.read_bytes(), waiting.read_bytes()
    with pytest.raises(IngestError, match="another article has the id"):
        ingest.release(root, added)
    assert (path.read_bytes(), waiting.read_bytes()) == before
    with pytest.raises(IngestError, match="is not in quarantine"):
        ingest.release(root, "2019-09-nobody")


def test_a_new_name_must_be_another(root, added):
    """The article stays whatever it was to be called."""
    before = (root / "private" / "articles" / f"{added}.md").read_bytes()
    for new in (added, "../x", "A B", ""):
        with pytest.raises(IngestError):
            ingest.rename(root, added, new)
    assert (root / "private" / "articles" / f"{added}.md").read_bytes() == before
    assert (root / "private" / "originals" / added / "page.txt").is_file()


def test_what_is_taken_out_can_come_back_to_its_coding(root, added, coded):
    """The article and its original are kept; the coding waits."""
    before = (root / "private" / "articles" / f"{added}.md").read_bytes()
    gone = ingest.remove(root, added)
    assert gone.read_bytes() == before
    assert not (root / "private" / "originals" / added).exists()
    back = ingest.restore(root, added)
    assert back.read_bytes() == before
    assert all(attached(root, coded()))
    assert (root / "private" / "originals" / added / "page.txt").is_file()
    assert not list((root / "private" / "removed").iterdir())
    with pytest.raises(IngestError, match="was not taken out"):
        ingest.restore(root, added)


def test_an_id_is_free_again_when_its_article_was_taken_out(root, added, page):
    """The same page gets the same id, so that its coding finds it; each removal is kept."""
    first = root / "private" / "removed" / added / f"{added}.md"
    assert ingest.remove(root, added) == first
    again = ingest.write(ingest.propose_article(page()), root)
    assert (again.status, again.id) == ("added", added)
    with pytest.raises(IngestError, match="another article has the id"):
        ingest.restore(root, added)
    ingest.edit_fields(root, added, genre="analysis")
    assert ingest.remove(root, added).parent.name == f"{added}-2"
    assert "genre: analysis" in ingest.restore(root, added).read_text(encoding="utf-8")
    assert first.is_file()


def test_lines_can_be_decided_on_again_later(root, added, coded):
    """The choice is stored beside the original, holds the next time, and can be forgotten."""
    proposal = ingest.propose_again(root, added)
    kept = [line.number for line in proposal.lines if line.keep]
    assert list(proposal.paragraphs) == list(load(root).items[0].paragraphs)
    changed = ingest.rewrite(
        root, added, ingest.propose_again(root, added, drop=kept[:1], keep=[3])
    )
    rows = coded()
    assert (changed.coding.moved, changed.coding.lost) == (0, 1)
    assert load(root).items[0].paragraphs[0] == "By Ayla Kurt"
    assert attached(root, rows) == [True] * 4
    again = ingest.propose_again(root, added)
    assert (again.keep, again.drop) == ((3,), tuple(kept[:1]))
    again = ingest.propose_again(root, added, keep=kept[:1], drop=[3])
    assert list(again.paragraphs) == list(proposal.paragraphs)
    ingest.rewrite(root, added, ingest.propose_again(root, added, forget=True))
    assert list(load(root).items[0].paragraphs) == list(proposal.paragraphs)
    assert all(attached(root, coded()))


def test_cleaning_knows_a_text_that_was_changed_by_hand(root, added):
    """So that the command can ask before it writes over it."""
    assert not ingest.is_edited(root, added)
    ingest.edit_text(root, added, "Another text.")
    assert ingest.is_edited(root, added)


@pytest.mark.parametrize(
    ("lines", "message"),
    [({"keep": [999]}, "no line 999"), ({"keep": [7], "drop": [7]}, "both kept and dropped")],
)
def test_lines_that_cannot_be_are_refused(root, added, lines, message):
    """With the number."""
    with pytest.raises(IngestError, match=message):
        ingest.propose_again(root, added, **lines)


def test_an_article_written_by_hand_has_no_original_to_clean(root, write_article):
    """The message says what to do instead."""
    write_article("2019-ankara-gas")
    with pytest.raises(IngestError, match="discourse edit"):
        ingest.propose_again(root, "2019-ankara-gas")


@pytest.mark.parametrize("name", ["proquest.txt", "texts.csv"])
def test_a_part_of_an_export_can_be_cleaned_too(root, formats, name):
    """Its lines are kept beside it, with what of them was the text."""
    page = ingest.read_pages(formats / name)[2]
    added = ingest.write(ingest.propose_page(page, {}), root).id
    proposal = ingest.propose_again(root, added)
    assert list(proposal.paragraphs) == list(load(root).items[0].paragraphs)
    last = max(line.number for line in proposal.lines if line.keep)
    ingest.rewrite(root, added, ingest.propose_again(root, added, drop=[last]))
    assert len(load(root).items[0].paragraphs) == len(proposal.paragraphs) - 1


def test_reprints_are_marked_and_a_persons_word_stands(root, page, panel):
    """The earliest of a cluster is the original; what was given is not changed."""
    text = panel("2022-10-moscow-hub-or-bazaar")
    ids = {}
    for n, date in enumerate(("3 May 2020", "1 May 2020", "2 May 2020")):
        path = page(
            f"{n}.txt",
            title=f"The bazaar and the hub, {n}",
            date=date,
            paragraphs=(*text, f"Ending {n} here."),
        )
        candidate = ingest.propose_article(path, corpus_root=root)
        ids[n] = ingest.write(candidate, root, anyway=True).id
    ingest.edit_fields(root, ids[2], reprint_of=ids[0])
    assert [[a.id for a in group] for group in ingest.find_reprints(root)] == [
        [ids[1], ids[2], ids[0]]
    ]
    said = ingest.mark_reprints(root)
    assert said == [f"{ids[0]} is marked as a reprint of {ids[1]}"]
    found = {item.id: item.reprint_of for item in load(root).items}
    assert found == {ids[0]: ids[1], ids[1]: "", ids[2]: ids[0]}
    assert [item.id for item in load(root).without_reprints().items] == [ids[1]]
    assert ingest.mark_reprints(root) == []


def test_an_article_that_cannot_be_moved_stays_and_is_told_in_words(root, added, monkeypatch):
    """A folder without the right to write: 'this should not have happened' was said."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("os.rename", refuse)
        with pytest.raises(ToolkitError, match=f"cannot move {added}.md: Permission denied"):
            ingest.remove(root, added)
    assert [item.id for item in load(root).items] == [added]
    assert not list((root / "private" / "removed").iterdir())
    ingest.remove(root, added)
    assert (root / "private" / "removed" / added / f"{added}.md").is_file()
