"""Exports of newspaper databases are parted into articles with what their records tell."""

from __future__ import annotations

import pytest

from toolkit.errors import IngestError
from toolkit.ingest import Holdings, propose_page, read, read_pages, write
from toolkit.ingest.databases import people, recognise, split_export

PANEL = ("2018-02-washington-afrin", "2019-11-brussels-a-statement-in-time",
         "2022-10-moscow-hub-or-bazaar")  # fmt: skip
EXPORTS = ("nexis-uni.docx", "nexis-uni.rtf", "nexis-classic.txt", "factiva.rtf", "factiva.html",
           "factiva-coded.txt", "proquest.txt")  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_parted_into_its_articles(formats, panel, name):
    """Text to the letter, title, byline, outlet and day; the load date is not the date."""
    pages = read_pages(formats / name)
    assert len(pages) == 3
    candidates = [propose_page(page, {}) for page in pages]
    assert [c.paragraphs for c in candidates] == [panel(article) for article in PANEL]
    assert [c.value("title") for c in candidates] == [
        "Afrin and the Guns of Manbij", "A Statement in Good Time", "Hub or Bazaar",
    ]  # fmt: skip
    assert [c.value("author") for c in candidates] == [
        ("Ayla Kurt",), (), ("Selim Oral", "Maria Dolata"),
    ]  # fmt: skip
    days = ["2018-02-14", "2019-11-28", "2022-10-19"]
    assert [c.value("published") for c in candidates] == days
    assert [c.value("outlet") for c in candidates] == [
        "The Straits Monitor", "Brussels Courier", "Meridian (Moscow)",
    ]  # fmt: skip
    for candidate, page in zip(candidates, pages, strict=True):
        assert candidate.missing == ()  # a record without a byline says that none is known
        assert candidate.fields["published"].source == "markup"
        assert page.kind in candidate.fields["published"].evidence
        assert candidate.reasons == ()


@pytest.mark.parametrize("name", ["nexis-uni.docx", "factiva-coded.txt", "proquest.txt"])
def test_section_and_page_become_variables(formats, name):
    """What the record tells besides the fields of an article is kept to select by."""
    variables = [propose_page(page, {}).value("variables") for page in read_pages(formats / name)]
    assert "OPINION" in variables[0]["section"]
    assert variables[1]["section"] == "COMMENT"


def test_a_file_of_many_articles_is_not_one_page(formats):
    """`read` is for one page; it says what to use instead."""
    with pytest.raises(IngestError, match="3 articles"):
        read(formats / "proquest.txt")


def test_the_export_is_kept_once_and_each_article_knows_its_place(formats, root):
    """The untouched file under its fingerprint; lines of each article beside it."""
    pages = read_pages(formats / "nexis-uni.docx")
    for page in pages:
        write(propose_page(page, {}, holdings=Holdings(root)), root)
    kept = list((root / "private" / "exports").iterdir())
    assert [path.read_bytes() for path in kept] == [(formats / "nexis-uni.docx").read_bytes()]
    originals = sorted((root / "private" / "originals").glob("*/*.txt"))
    assert [path.name for path in originals] == [f"nexis-uni-{n}.txt" for n in (1, 2, 3)]


def test_a_file_that_was_changed_meanwhile_is_not_kept_as_the_export(formats, root, tmp_path):
    """Its fingerprint would be that of another file; the lines of each article are kept."""
    path = tmp_path / "export.rtf"
    path.write_bytes((formats / "factiva.rtf").read_bytes())
    page, *_ = read_pages(path)
    path.write_bytes(b"{\\rtf1 something else}")
    assert write(propose_page(page, {}), root).status == "added"
    assert not (root / "private" / "exports").exists()
    (original,) = (root / "private" / "originals").glob("*/*.txt")
    assert original.read_bytes() == page.data


def test_the_same_text_in_another_outlet_is_a_reprint(formats, root):
    """Marked with its original; in the same outlet it is there already; the earliest counts."""
    first, *_ = read_pages(formats / "nexis-uni.docx")
    original = write(propose_page(first, {"published": "2018-02-15"}), root)
    again = propose_page(first, {"outlet": "Boğaz Post"}, holdings=Holdings(root))
    assert again.value("reprint_of") == original.id
    assert again.reasons == ()
    # the same record twice is the same file; another database has other lines of the same text
    other = read_pages(formats / "factiva.rtf")[0]
    same = propose_page(other, {}, holdings=Holdings(root))
    assert write(same, root).status == "already there"
    reprint = propose_page(other, {"outlet": "Boğaz Post"}, holdings=Holdings(root))
    outcome = write(reprint, root)
    assert outcome.status == "added"
    holdings = Holdings(root)
    # of 14 and 15 February the 14th is the earlier: it becomes the original
    assert holdings.article(outcome.id).reprint_of == ""
    assert holdings.article(original.id).reprint_of == outcome.id
    assert "earliest" in outcome.message
    assert write(reprint, root).status == "already there"


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Gall, Carlotta", ("Carlotta Gall",)),
        ("ÖZEL, SOLI; Kurt, Ayla", ("Soli Özel", "Ayla Kurt")),
        ("By Ayla Kurt and Selim Oral", ("Ayla Kurt", "Selim Oral")),
        ("By OUR STAFF", ()),
        ("Ayla Kurt in Ankara", ("Ayla Kurt",)),
        ("", ()),
    ],
)
def test_names_of_a_record(field, names):
    """Both orders, several, capitals; a desk is no person."""
    assert people(field) == names


def test_an_article_that_speaks_of_a_database_is_no_export(page):
    """One mark does not make an export, nor do counters of words on a blog."""
    path = page(tail=("500 words", "700 words", "Full text: see the annex of the report."))
    assert len(read_pages(path)) == 1
    assert read(path).kind == "text"
    assert recognise(["End of Document", "gas"]) == ""


def test_a_record_without_text_is_left_out():
    """A headline that the licence gives no text for."""
    lines = ["Title", "Outlet", "March 3, 2020", "Copyright 2020 Outlet", "Section: A",
             "Body", "", "Classification", "Load-Date: March 4, 2020",
             "End of Document"]  # fmt: skip
    assert recognise(lines) == "nexis"
    assert split_export(lines, "nexis") == []
