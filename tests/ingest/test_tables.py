"""Tables of texts and of metadata, in the forms researchers have them."""

from __future__ import annotations

import csv
import json

import pytest

from toolkit.errors import IngestError
from toolkit.ingest import documents, gather, propose_page, read_pages
from toolkit.ingest.gathering import unmatched
from toolkit.ingest.tables import Records, read_table

PANEL = ("2018-02-washington-afrin", "2019-11-brussels-a-statement-in-time",
         "2022-10-moscow-hub-or-bazaar")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "variable"), [("texts.csv", {"event": "afrin"}), ("texts.jsonl", {"stance": "1"})]
)
def test_a_table_of_texts_is_a_corpus(formats, panel, name, variable):
    """Each row an article; known columns are its fields, all others its variables."""
    candidates = [propose_page(page, {}) for page in read_pages(formats / name)]
    assert [c.paragraphs for c in candidates] == [panel(article) for article in PANEL]
    assert candidates[2].value("author") == ("Selim Oral", "Maria Dolata")
    assert candidates[1].value("author") == ()
    assert [c.value("published") for c in candidates] == ["2018-02-14", "2019-11-28", "2022-10-19"]
    assert candidates[0].value("outlet") == "The Straits Monitor"
    assert candidates[0].value("variables") == variable
    assert {c.missing for c in candidates} == {()}


@pytest.mark.parametrize("name", ["zotero.csv", "library.ris", "metadata.csv"])
def test_a_metadata_table_tells_of_the_file_it_names(formats, name):
    """Zotero's attachment, RIS's link, or ``doc_id``; the source of each field is the row."""
    (found,) = gather([formats / "article.pdf"], metadata=formats / name)
    candidate = propose_page(found.page, {}, record=found.record)
    assert candidate.value("published") == "2018-02-14"
    assert candidate.value("author") == ("Ayla Kurt",)
    assert candidate.value("outlet") == "The Straits Monitor"
    assert candidate.fields["outlet"].evidence == f"{name}, row 1"


def test_zoteros_own_dates_are_not_the_date(formats):
    """Neither when a page was visited nor when it was filed."""
    records = read_table(formats / "zotero.csv")
    assert records[0].fields["published"] == "2018-02-14"
    assert records[0].fields["variables"] == {"section": "Opinion"}


def test_day_and_month_in_numbers_are_not_put_into_an_order(formats):
    """03/04/2019 gives the year, and a problem that names both readings."""
    row = read_table(formats / "zotero.csv")[1]
    assert row.fields["published"] == "2019"
    assert "2019-03-04 or 2019-04-03" in row.problems[0]


def test_a_page_is_found_by_name_address_or_title(formats):
    """With its ending before without; a title is folded."""
    records = Records(tuple(read_table(formats / "zotero.csv")))
    assert records.find("ARTICLE.PDF") is records.find("article.txt")
    assert records.find("x", url="http://www.straits.example/2018/02/14/afrin/?utm_source=a")
    assert records.find("x", title="“A statement that nobody has”").row == 2
    assert records.find("x") is None


def test_given_fields_go_before_the_table(formats):
    """What is said on the command line is meant."""
    (found,) = gather([formats / "article.pdf"], metadata=formats / "metadata.csv")
    candidate = propose_page(found.page, {"published": "2018"}, record=found.record)
    assert candidate.value("published") == "2018"
    assert candidate.fields["published"].evidence == "given"


def test_a_folder_of_any_mixture(formats, tmp_path):
    """Every readable file, parts of saved pages and hidden files left out; bad ones are named."""
    for name in ("article.html", "texts.csv", "metadata.csv", "turkish-1254.txt"):
        (tmp_path / name).write_bytes((formats / name).read_bytes())
    (tmp_path / "article_files").mkdir()
    (tmp_path / "article_files" / "frame.html").write_text("<p>advertisement</p>")
    (tmp_path / ".hidden.txt").write_text("hidden")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 no")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    found = list(gather([tmp_path]))
    assert [one.path.name for one in found] == [
        "article.html", "bad.pdf", "texts.csv", "texts.csv", "texts.csv", "turkish-1254.txt",
    ]  # fmt: skip
    assert [bool(one.problem) for one in found] == [False, True, False, False, False, False]
    # a table without texts in the folder describes the other files there
    assert found[-1].record.fields["outlet"] == "Boğaz Post"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", "doc_id,title\na,b,c\n", "row 2"),
        ("t.csv", "doc_id,text,text\na,b,c\n", "two columns of the table are called 'text'"),
        ("t.csv", "", "no rows"),
        ("t.jsonl", "[1]\n", "no JSON object"),
        ("t.xlsx", "x", "no table"),
        ("t.ris", "nothing\n", "no rows"),
    ],
)
def test_a_table_that_is_not_well_formed_is_refused(tmp_path, name, content, message):
    """The message names the file and the row."""
    (tmp_path / name).write_text(content)
    with pytest.raises(IngestError, match=message) as caught:
        read_table(tmp_path / name)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    "lines", [("DA  - 2018/02/15/", "PY  - 2018"), ("PY  - 2018", "DA  - 2018/02/15/")]
)
def test_of_two_dates_of_a_record_the_more_exact_counts(tmp_path, lines):
    """DA is a day and PY its year, in whatever order a database writes them."""
    path = tmp_path / "t.ris"
    path.write_text("\n".join(["TY  - NEWS", "TI  - Gas", *lines, "ER  -", ""]))
    assert read_table(path)[0].fields["published"] == "2018-02-15"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("2019-02", "2019-02"), ("2019-02-03T10:00:00Z", "2019-02-03"), ("2019-13", ""), ("soon", "")],
)
def test_a_date_that_is_none_is_told(tmp_path, cell, value):
    """It is left open, with the row and what stands there."""
    path = tmp_path / "t.csv"
    path.write_text(f"doc_id,author,date,text\na,Ayla Kurt,{cell},Gas flows.\n")
    (record,) = read_table(path)
    assert record.fields.get("published", "") == value
    assert bool(record.problems) == (not value)
    assert all(f"t.csv, row 1: {cell!r} is no date" in text for text in record.problems)


def test_columns_are_known_in_whatever_letters_their_names_are(tmp_path):
    """A year alone is a date, one that cannot be read is told; authors are no variable."""
    path = tmp_path / "t.csv"
    path.write_text(
        "Title,Author(s),Year,Date,Text\n"
        "A,Ayla Kurt and Soli Özel,2019,,Gas flows.\n"
        "B,Ayla Kurt,2019,spring,Gas flows.\n"
        "C,Ayla Kurt,2019?,,Gas flows.\n",
        encoding="utf-8",
    )
    first, unread, unsure = read_table(path)
    assert first.fields["author"] == ["Ayla Kurt", "Soli Özel"]
    assert "variables" not in first.fields
    assert [row.fields.get("published") for row in (first, unread, unsure)] == [
        "2019",
        "2019",
        None,
    ]
    assert [len(row.problems) for row in (first, unread, unsure)] == [0, 1, 1]


@pytest.mark.parametrize("first", ["Gas flows.", " "])
def test_a_table_of_texts_without_a_column_of_authors_says_so_once(tmp_path, first):
    """With the columns it has, for one of them may be it; a first row without text or not."""
    path = tmp_path / "t.csv"
    path.write_text(f"doc_id,Yazar,text\na,Ayla Kurt,{first}\nb,Soli Oral,Tea is served.\n")
    told = [line for page in read_pages(path) for line in page.problems if "author" in line]
    assert told == [
        "t.csv: no column is known as that of the author (there are doc_id, Yazar, text); "
        "call it 'author', or give --author"
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", "doc_id,Author(s),text\na,,Gas flows.\n"),
        ("t.jsonl", '{"text": "Gas flows."}\n{"text": "Tea.", "byline": "Ayla Kurt"}\n'),
        ("t.csv", "file,outlet\na.txt,Ledger\n"),
    ],
    ids=["empty", "in a later row", "of files"],
)
def test_a_table_whose_authors_are_known_or_elsewhere_says_nothing(tmp_path, name, content):
    """An empty cell says that the author is unknown; a page may tell who wrote it."""
    (tmp_path / name).write_text(content)
    assert not [line for row in read_table(tmp_path / name) for line in row.problems]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_cells_are_mended_and_not_the_file(tmp_path, ending):
    """An entity for a quotation mark would end the cell or the string it stands in."""
    path = tmp_path / f"t.{ending}"
    row = {
        "doc_id": "a",
        "title": "A &quot;no&quot;, said twice",
        "author": "Ayla Kurt",
        "text": "Gas &amp; grain.\r\n\r\nTurkeyâ€™s price, &quot;paid&quot;.",
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        if ending == "csv":
            writer = csv.DictWriter(file, row)
            writer.writeheader()
            writer.writerow(row)
        else:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    (page,) = read_pages(path)
    assert page.given["title"] == 'A "no", said twice'
    assert page.lines == ("Gas & grain.", "", 'Turkey’s price, "paid".')
    assert page.problems == (
        "mended a wrong encoding in 1 line",
        "turned HTML entities into characters in 3 lines",
    )


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ayla Kurt; Burak; Reuters", ["Ayla Kurt", "Burak", "Reuters"]),
        ("Kurt, Ayla; Özel, Soli", ["Ayla Kurt", "Soli Özel"]),
        ("By AYLA KURT and Soli Özel", ["Ayla Kurt", "Soli Özel"]),
        ("Composed Author A", ["Composed Author A"]),
    ],
)
def test_no_name_of_a_cell_is_lost(tmp_path, cell, names):
    """Names parted by semicolons are read one by one: a pen name is an author too."""
    path = tmp_path / "t.csv"
    path.write_text(f'doc_id,author,text\na,"{cell}",Gas flows.\n', encoding="utf-8")
    assert read_pages(path)[0].given["author"] == names


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("file,title\na.txt,A\nb.txt,B\n", []),
        ("file,title\na.txt,A\ngone.txt,G\n",
         ["no row of meta.csv describes b.txt",
          "meta.csv: no page here for row 2 (gone.txt) of 2 rows"]),
        ("name,title\na.txt,A\n",
         ["no row of meta.csv describes any of these pages: give it a column 'file' with the names "
          "of the files"]),
    ],
)  # fmt: skip
def test_pages_and_rows_that_do_not_find_each_other_are_told(tmp_path, rows, said):
    """A table that describes nothing would else be left out of account without a word."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"Page {name}\n\nTurkey and Russia talk.\n")
    table = tmp_path / "meta.csv"
    table.write_text(rows)
    assert unmatched(gather([folder], metadata=table), table) == said


def test_a_ris_in_a_folder_describes_the_files_there(formats, tmp_path):
    """As a CSV does; it was passed over without a word."""
    for name in ("article.pdf", "library.ris"):
        (tmp_path / name).write_bytes((formats / name).read_bytes())
    (found,) = gather([tmp_path])
    assert found.record.fields["published"] == "2018-02-14"


def test_an_empty_folder_is_said(tmp_path):
    """With the endings that are read."""
    with pytest.raises(IngestError, match=r"\.docx"):
        list(gather([tmp_path]))


def test_what_a_field_may_not_hold_is_told_and_left_out(tmp_path, page):
    """Of a table of texts it went without a word; of one that describes files the page was lost."""
    path = page("gas.txt")
    told = (
        "title,author,date,language,genre,url\nGas,Ayla Kurt,2020-01-02,English,Opinion,www.x.org\n"
    )
    (tmp_path / "meta.csv").write_text("file," + told.replace("\nGas", "\ngas.txt,Gas"), "utf-8")
    head, row, _ = told.split("\n")
    (tmp_path / "texts.csv").write_text(f'{head},text\n{row},"One. Two."\n', "utf-8")
    (described,) = gather([path], metadata=tmp_path / "meta.csv")
    (text,) = gather([tmp_path / "texts.csv"])
    for found in (described, text):
        candidate = propose_page(found.page, {}, record=found.record)
        assert (candidate.value("genre"), candidate.value("url")) == ("commentary", "")
        assert (candidate.value("title"), candidate.value("language")) == ("Gas", "en")
        warned = "\n".join(candidate.warnings)
        assert "genre: 'Opinion' is not allowed" in warned
        assert "url: 'www.x.org' is not a web address" in warned


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("PY  - 2019///Spring\nY1  - 2019/04//", "2019-04"),
        ("PY  - 2019///Spring", "2019"),
        ("PY  - 2019\nDA  - 2019/04/05/", "2019-04-05"),
        ("DA  - 5 April 2019", "2019-04-05"),
    ],
)
def test_a_date_of_ris_may_end_in_words(tmp_path, lines, value):
    """Its form is year/month/day/other; the words are no part of the date."""
    (tmp_path / "library.ris").write_text(f"TY  - JOUR\nTI  - Gas\n{lines}\nER  -\n", "utf-8")
    assert read_table(tmp_path / "library.ris")[0].fields["published"] == value


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("03/2020", "2020-03", False),
        ("2020/3", "2020-03", False),
        ("Spring 2021", "2021", True),
        ("May/June 2021", "2021", True),
        ("Winter 2020/21", None, True),
        ("about 2021", None, True),
        ("13/2020", None, True),
        ("Vol. 7, 2020", None, True),
    ],
)
def test_a_month_in_numbers_and_the_year_of_a_season_are_read(tmp_path, cell, value, told):
    """A month before its year can mean one thing only; of a season the year is certain."""
    (tmp_path / "t.csv").write_text(f'title,author,date,text\nGas,A B,"{cell}",Words.\n', "utf-8")
    (row,) = read_table(tmp_path / "t.csv")
    assert row.fields.get("published") == value
    assert bool(row.problems) == told


def test_columns_of_proquest_are_known(tmp_path):
    """Its own names; the day in ``pubdate`` goes before ``year``."""
    (tmp_path / "t.csv").write_text(
        "Title,Authors,pubdate,pubtitle,year,documentURL,language,Full text\n"
        'Gas,"KURT, Ayla","Jan 5, 2020",The Ledger,2020,,ENG,Words.\n',
        "utf-8",
    )
    (row,) = read_table(tmp_path / "t.csv")
    assert row.fields["published"] == "2020-01-05"
    assert row.fields["outlet"] == "The Ledger"
    assert row.fields["language"] == "en"
    assert row.fields["author"] == ["Ayla Kurt"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("IŞIK, İsmail", ["İsmail Işık"]),
        ("Petrov, Ivan, and Ayla Kurt", ["Ivan Petrov", "Ayla Kurt"]),
        ("Petrov, Ivan & Ayla Kurt", ["Ivan Petrov", "Ayla Kurt"]),
        ("Ali Kaya, Deniz Arslan, and Ayla Kurt", ["Ali Kaya", "Deniz Arslan", "Ayla Kurt"]),
    ],
)
def test_one_person_has_one_name_however_a_library_writes_it(tmp_path, cell, names):
    """A surname in capitals, or turned round for the first author alone, made another author."""
    (tmp_path / "t.csv").write_text(f'title,author,text\nGas,"{cell}",Words.\n', "utf-8")
    assert read_table(tmp_path / "t.csv")[0].fields["author"] == names


def test_long_cells_are_read_and_the_limit_of_others_stays():
    """An article is longer than the 131,072 characters that the module csv allows by default."""
    before = csv.field_size_limit()
    found = documents.read_csv(f"text,title\n{'word ' * 40_000},Long\n".encode())
    assert len(found["rows"][0]["text"]) == 200_000
    assert csv.field_size_limit() == before
