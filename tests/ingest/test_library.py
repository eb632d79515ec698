"""What a library of works exports (CSL JSON) tells of files, and how a page finds its work."""

from __future__ import annotations

import json

import pytest

from toolkit.cli import main
from toolkit.corpus import load
from toolkit.errors import IngestError
from toolkit.ingest import gather, propose_page
from toolkit.ingest.documents import read_document
from toolkit.ingest.tables import read_table


@pytest.fixture
def works(tmp_path):
    """Write works as CSL JSON."""

    def write(*items, name: str = "library.json"):
        path = tmp_path / name
        path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def test_csl_json_tells_what_ris_tells(formats):
    """Title without tags, names as they are printed, outlet or publisher; no day of a visit."""
    first, second = read_table(formats / "library.json")
    assert first.fields == {
        "title": "Afrin and the Guns of Manbij",
        "author": ["Ayla Kurt"],
        "published": "2018-02-14",
        "outlet": "The Straits Monitor",
        "url": "https://straits.example/2018/02/14/afrin",
        "variables": {"section": "Opinion"},
    }
    assert second.fields == {
        "title": "A hub or a bazaar",
        "author": ["Maria von Dolata", "Quay Institute"],
        "published": "2022",
        "outlet": "Quay Institute",
    }
    assert second.problems == (
        "library.json, row 2: of 2022-09 to 2022-10 only what both have in common is read",
    )
    assert {record.text for record in (first, second)} == {""}


@pytest.mark.parametrize(
    ("issued", "value", "told"),
    [
        ({"date-parts": [[2019, 9, 14]]}, "2019-09-14", False),
        ({"date-parts": [["2019", "9"]]}, "2019-09", False),
        ({"date-parts": [[2019, 0, 0]]}, "2019", False),
        ({"date-parts": [[2019, 9, 14], [2019, 9, 15]]}, "2019-09", True),
        ({"date-parts": [[2019, 12], [2020, 1]]}, None, True),
        ({"date-parts": [[2019]], "circa": True}, "2019", True),
        ({"date-parts": [[2019, 13]]}, None, True),
        ({"raw": "14 September 2019"}, "2019-09-14", False),
        ({"literal": "Spring 2019"}, "2019", True),
        ({"raw": "05/02/2019"}, "2019", True),
        ({"date-parts": [[]]}, None, False),
        ({"date-parts": "2019"}, None, False),
        ("2019-09", "2019-09", False),
        (None, None, False),
    ],
)
def test_a_date_is_read_as_far_as_it_is_certain(works, issued, value, told):
    """In parts or in words; what is not certain is told with its row."""
    (record,) = read_table(works({"title": "Gas", "issued": issued}))
    assert record.fields.get("published") == value
    assert bool(record.problems) == told
    assert all(problem.startswith("library.json, row 1: ") for problem in record.problems)


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"family": "IŞIK", "given": "İsmail"}, "İsmail Işık"),
        ({"family": "King", "given": "Martin", "suffix": "Jr."}, "Martin King Jr."),
        ({"family": "Gogh", "given": "Vincent", "dropping-particle": "van"}, "Vincent van Gogh"),
        ({"family": "Straits Desk"}, "Straits Desk"),
        ({"literal": "Quay Institute, Ankara"}, "Quay Institute, Ankara"),
        ({"given": "Ayla"}, "Ayla"),
        ("Ayla Kurt", "Ayla Kurt"),
    ],
)
def test_names_are_joined_of_their_parts(works, person, name):
    """No name is parted or turned round again: the file says which part is which."""
    (record,) = read_table(works({"title": "Gas", "author": [person, {}, None]}))
    assert record.fields["author"] == [name]


@pytest.mark.parametrize("item", [{"title": ["Gas"]}, {"title": "Gas", "author": "x", "URL": 7}])
def test_values_of_another_form_are_read_or_left_out(works, item):
    """Some programs give each value as a list; none of it ends the reading."""
    (record,) = read_table(works(item))
    assert record.fields["title"] == "Gas"
    assert "author" not in record.fields


def test_a_value_that_the_corpus_may_not_hold_is_told(works):
    """An address without its scheme, as in every other table."""
    (record,) = read_table(works({"title": "Gas", "URL": "www.straits.example"}))
    assert "url" not in record.fields
    assert "is not a web address" in record.problems[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ("[]", "holds no rows"),
        ("7", "holds no rows"),
        ("[7]", "no CSL JSON"),
        ('{"name": "x", "version": 1}', "no CSL JSON.*from Zotero"),
        ('[{"title": "Gas", "text": "Gas flows."}]', r"texts are read from \.jsonl"),
        ("[" * 100_000, "nested too deep|not JSON"),
    ],
)
def test_other_json_is_refused_in_words(tmp_path, content, message):
    """With what it would have to be."""
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(IngestError, match=rf"a\.json.*(?:{message})"):
        read_table(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("refs.bib", "BibTeX; from Zotero, export the items as CSL JSON or RIS"),
        ("refs.rdf", "RDF; from Zotero, export the items as CSL JSON or RIS"),
        ("sheet.xlsx", "a workbook; save its sheet as .csv"),
        ("notes.docx", "no table that is read; give"),
    ],
)
def test_a_table_of_another_kind_is_refused_with_the_way_to_one_that_is_read(tmp_path, name, hint):
    """Which kinds are taken, and how to get one."""
    (tmp_path / name).write_text("@book{a}")
    with pytest.raises(IngestError) as caught:
        read_table(tmp_path / name)
    assert hint in str(caught.value)
    assert "give .csv, .tsv, .jsonl, .ris or .json (CSL JSON)" in str(caught.value)


def test_a_page_finds_its_work_by_the_title_over_its_text(page, works):
    """CSL JSON names no files, and what was pasted has no markup; another page finds nothing."""
    table = works(
        {"title": "A bargain nobody likes", "container-title": "Ledger"}, {"title": "Gas"}
    )
    paths = [page(), page("other.txt", title="The price of a summer")]
    one, other = gather(paths, metadata=table)
    assert one.record is not None
    assert propose_page(one.page, {}, record=one.record).value("outlet") == "Ledger"
    assert other.record is None


def test_csl_json_in_a_folder_describes_the_files_there_and_other_json_is_told(
    formats, tmp_path, root, capsys
):
    """As a RIS does; settings of a program are no reason to fail."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("article.odt", "library.json"):
        (folder / name).write_bytes((formats / name).read_bytes())
    (folder / "package.json").write_text('{"name": "x"}')
    assert main(["add", str(folder), "--corpus", str(root), "--yes"]) == 0
    (article,) = load(root).items
    assert article.outlet == "The Straits Monitor"
    assert article.field_sources["outlet"] == "given"
    told = capsys.readouterr().err
    assert "1 file is of a kind that is not read: package.json" in told


def test_a_column_called_names_is_a_variable(tmp_path):
    """What a library's reader calls its columns must not meet those of a researcher."""
    (tmp_path / "t.csv").write_text("author,names,doubt,text\nAyla Kurt,Putin,none,Gas flows.\n")
    (record,) = read_table(tmp_path / "t.csv")
    assert record.fields["author"] == ["Ayla Kurt"]
    assert record.fields["variables"] == {"names": "Putin", "doubt": "none"}


def test_a_column_that_is_named_holds_the_text(tmp_path):
    """Another one with a text is left out and told; a short one is a variable."""
    long = "Gas flows on. " * 60
    (tmp_path / "t.csv").write_text(
        f"author,text,body,document\nAyla Kurt,{long},short,The text.\n", encoding="utf-8"
    )
    (record,) = read_table(tmp_path / "t.csv", text_column="Document")
    assert record.text == "The text."
    assert record.names == frozenset()
    assert record.fields["variables"] == {"body": "short"}
    assert record.problems == ("t.csv, row 1: the column 'text' holds a text too; left out",)


def test_rows_of_csl_json_are_texts():
    """They cross a pipe as those of other tables do."""
    data = json.dumps({"items": [{"title": "Gas <i>and</i>\n tea", "page": 8}]}).encode()
    assert read_document("csl", data)["rows"] == [{"title": "Gas and tea", "pages": "8"}]
