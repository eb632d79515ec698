"""Codes of concordance lines: out into a spreadsheet, back as a grouping."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

import toolkit
from toolkit.analyses.line_coding import code_shares, export_lines, read_lines, with_codes
from toolkit.errors import AnalysisError, CorpusError


@pytest.fixture
def corpus():
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "author": ["A", "A", "B"],
            "text": ["Gas is power. Gas is dear.", "No gas came.", "It rained."],
        }
    )
    return toolkit.from_frame(frame)


def code(path, codes: dict[int, str], *, delimiter: str = ",") -> None:
    """Fill in codes by line number, as a spreadsheet program would save them."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for row in rows:
        row["code"] = codes.get(int(row["line"]), "")
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text("\ufeff" + out.getvalue(), encoding="utf-8")


@pytest.fixture
def exported(corpus, tmp_path):
    path = tmp_path / "lines.csv"
    assert export_lines(toolkit.concordance(corpus, "gas", sort="text"), path) == 3
    return path


def test_lines_have_empty_columns_to_code_in(exported):
    """Every line of the concordance, its context, and where it stands."""
    table = pd.read_csv(exported)
    assert table["node"].tolist() == ["Gas", "Gas", "gas"]
    assert table["code"].isna().all()
    assert table["note"].isna().all()
    assert table["start"].tolist() == [0, 14, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_codes_come_back_as_a_grouping(corpus, exported, delimiter):
    """Whatever the spreadsheet makes of the commas; an article of two codes is in both groups."""
    code(exported, {1: "threat", 2: "price; threat", 3: "price"}, delimiter=delimiter)
    lines = read_lines(corpus, exported)
    assert [line.codes for line in lines] == [("threat",), ("price", "threat"), ("price",)]
    coded = with_codes(corpus, lines)
    assert [item.id for item in coded.where(code="threat").items] == ["a"]
    assert [item.id for item in coded.where(code="price").items] == ["a", "b"]
    table = toolkit.frequency(coded, "gas", by="code").table.set_index("group")
    assert table["count"].to_dict() == {"price": 3, "threat": 2}


def test_rows_may_be_sorted_and_left_out(corpus, exported):
    """A line is known by its place in the text, not by its row."""
    code(exported, {1: "threat", 3: "price"})
    head, first, _, third = exported.read_text(encoding="utf-8-sig").splitlines()
    exported.write_text("\n".join([head, third, first]) + "\n", encoding="utf-8")
    lines = read_lines(corpus, exported)
    assert [(line.article, line.codes) for line in lines] == [("b", ("price",)), ("a", ("threat",))]


def test_shares_of_codes_by_group(corpus, exported):
    """Two of three coded lines are a threat; an uncoded line is in no denominator."""
    code(exported, {1: "threat", 2: "threat", 3: "price"})
    lines = read_lines(corpus, exported)
    table = code_shares(corpus, lines).table.set_index("code")
    assert table["count"].to_dict() == {"price": 1, "threat": 2}
    assert table.loc["threat", "estimate"] == pytest.approx(2 / 3)
    code(exported, {1: "threat"})
    assert code_shares(corpus, read_lines(corpus, exported)).table["lines"].tolist() == [1]
    by = code_shares(corpus, lines, by="author")
    assert set(by.table["group"]) == {"A"}
    assert any("no coded line in B" in note for note in by.notes)


def test_shares_are_of_the_selection(corpus, exported):
    """Lines that were read for more articles than are asked about count nowhere."""
    code(exported, {1: "threat", 2: "", 3: "price"})
    lines = read_lines(corpus, exported)
    result = code_shares(corpus.where(id="b"), lines)
    assert result.table[["code", "count", "lines"]].values.tolist() == [["price", 1, 1]]
    assert result.notes[0].startswith("1 coded line of 1;")
    with pytest.raises(AnalysisError, match="no line is of an article of the selection"):
        code_shares(corpus.where(id="c"), lines)


def test_codes_are_not_written_over(corpus, exported):
    """A second export would lose the first one's codes."""
    with pytest.raises(AnalysisError, match="may hold codes"):
        export_lines(toolkit.concordance(corpus, "gas"), exported)
    assert export_lines(toolkit.concordance(corpus, "oil"), exported, replace=True) == 0


def test_a_changed_text_is_told(exported):
    """The places of lines are those of the text that was exported."""
    frame = pd.DataFrame(
        {"id": ["a", "b"], "text": ["Gas was power. Gas is dear.", "No gas came."]}
    )
    with pytest.raises(CorpusError, match=r"lines\.csv:2: the text of a has changed"):
        read_lines(toolkit.from_frame(frame), exported)


def test_unknown_articles_are_told_and_unselected_left_out(corpus, exported):
    """A wrong id suggests the nearest; a selection reads its own lines."""
    assert len(read_lines(corpus.where(id="b"), exported)) == 1
    exported.write_text(exported.read_text().replace("2,a,", "2,aa,"))
    with pytest.raises(CorpusError, match=r":3: no article 'aa'; did you mean 'a'"):
        read_lines(corpus, exported)


def test_clear_answers_to_what_cannot_be(corpus, exported, tmp_path):
    """No file, no column, no code, a place that is none."""
    with pytest.raises(CorpusError, match="No such file"):
        read_lines(corpus, tmp_path / "none.csv")
    with pytest.raises(AnalysisError, match="no line of the selection has a code"):
        code_shares(corpus, read_lines(corpus, exported))
    broken = tmp_path / "broken.csv"
    broken.write_text("article,code\na,x\n")
    with pytest.raises(CorpusError, match="'start' is missing"):
        read_lines(corpus, broken)
    exported.write_text(exported.read_text().replace(",0,3,", ",0,999,"))
    with pytest.raises(CorpusError, match="is no place in a"):
        read_lines(corpus, exported)


def test_formulas_of_a_text_are_harmless(tmp_path):
    """A text that begins with '=' does not run in the coder's spreadsheet."""
    corpus = toolkit.from_frame(pd.DataFrame({"id": ["a"], "text": ["=cmd gas"]}))
    path = tmp_path / "lines.csv"
    export_lines(toolkit.concordance(corpus, "gas"), path)
    assert pd.read_csv(path)["left"].iloc[0].startswith("'=")
    assert len(read_lines(corpus, path)) == 1


def test_a_spreadsheet_leaves_what_ties_a_line_to_its_text(tmp_path):
    """A fingerprint of digits alone would come back as 7.60E+11, and all codes would be lost."""
    texts = [f"gas {number}" for number in range(1_500)]
    corpus = toolkit.from_frame(pd.DataFrame({"text": texts}))
    assert any(item.sha256[:12].isdecimal() for item in corpus.items)
    path = tmp_path / "lines.csv"
    export_lines(toolkit.concordance(corpus, "gas"), path)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert not pd.to_numeric(table["text_sha"], errors="coerce").notna().any()
    assert len(read_lines(corpus, path)) == len(texts)


def test_excel_is_told_the_encoding(exported):
    """Without the mark it shows Çavuşoğlu and don’t in letters of another encoding."""
    assert exported.read_bytes().startswith(b"\xef\xbb\xbfline,")


def test_a_line_that_stands_twice_is_refused(corpus, exported):
    """A row copied to hold a second code would count as a second line."""
    code(exported, {1: "threat", 3: "price"})
    lines = exported.read_text(encoding="utf-8-sig").splitlines()
    lines.append(lines[1].replace("threat", "price"))
    exported.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CorpusError, match=r":5: the same line of the concordance as lines\.csv:2"):
        read_lines(corpus, exported)


def test_empty_rows_are_passed_over(corpus, exported):
    """A spreadsheet keeps rows whose cells were cleared."""
    with exported.open("a", encoding="utf-8") as file:
        file.write(",,,,,,,,,,,,\n\n , ,\n")
    assert len(read_lines(corpus, exported)) == 3


def test_a_quotation_mark_that_is_not_closed_is_told(corpus, exported):
    """It swallows the rows after it; however long they are, this is no crash."""
    exported.write_text(exported.read_text() + '9,b,A,,1,"No,gas\n' + "x" * 200_000)
    with pytest.raises(CorpusError, match="quotation mark that is not closed"):
        read_lines(corpus, exported)


def test_a_paragraph_may_be_long(tmp_path):
    """Longer than what a field of CSV holds by default."""
    text = "gas " + "flows " * 25_000
    corpus = toolkit.from_frame(pd.DataFrame({"id": ["a"], "text": [text]}))
    path = tmp_path / "lines.csv"
    export_lines(toolkit.concordance(corpus, "gas", context="paragraph"), path)
    before = csv.field_size_limit()
    assert len(read_lines(corpus, path)) == 1
    assert csv.field_size_limit() == before
