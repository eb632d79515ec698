"""Files of coders: what is read, and what is refused with file, line and field."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest

from toolkit.analyses.framing import coding
from toolkit.corpus.article import paragraph_sha
from toolkit.corpus.codebook import QUALITIES
from toolkit.errors import AnalysisError

HEAD = ",".join(coding.REQUIRED)


def write(folder, rows, name="aa.csv", head=HEAD):
    """Write a coder's file."""
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def row(coder="aa", article="a", paragraph="1", frame="dependency", present="1", **fields):
    """Write one line of a coder's file."""
    values = {"coder": coder, "article": article, "paragraph": paragraph, "frame": frame}
    values |= {"present": present, "codebook_version": "2.2"} | fields
    return ",".join(values.get(name, "") for name in coding.REQUIRED)


def fault(path):
    """Give the message of a coding that is refused."""
    with pytest.raises(AnalysisError) as caught:
        coding.read_coding(path)
    return str(caught.value)


def test_values_are_read_as_written(tmp_path):
    """Numbers are numbers, the rest is text, a missing optional column is empty."""
    path = write(
        tmp_path, [row(direction="tr_on_ru", stance="reject", voice="author", holder="RU")]
    )
    table = coding.read_coding(path)
    record = table.iloc[0].to_dict()
    assert record["paragraph"] == 1
    assert record["present"] == 1
    assert record["direction"] == "tr_on_ru"
    assert record["target"] == ""


def test_rows_not_yet_coded_are_left_out(tmp_path):
    """A half-filled sheet is no error."""
    path = write(tmp_path, [row(present=""), row(paragraph="2", present="0")])
    assert coding.read_coding(path)["paragraph"].tolist() == [2]


def test_several_files_are_put_together(tmp_path):
    """Two coders may code the same paragraph."""
    first = write(tmp_path, [row()])
    second = write(tmp_path, [row(coder="bb", present="0")], name="bb.csv")
    assert coding.read_coding([first, second])["coder"].tolist() == ["aa", "bb"]


def test_spreadsheet_exports_are_read(tmp_path):
    """A byte order mark, Windows line ends, and notes with commas and line breaks are ordinary."""
    cells = row(note='"first, then\r\nsecond"').split(",")
    line = ",".join(cells[:1] + cells[1:])
    path = tmp_path / "aa.csv"
    path.write_bytes(("\ufeff" + HEAD + "\r\n" + line + "\r\n" + row(frame="x") + "\r\n").encode())
    message = fault(path)
    assert "aa.csv:4: frame:" in message


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"present": "yes"}, "present", "write 1 or 0"),
        ({"frame": "dependancy"}, "frame", "did you mean 'dependency'"),
        ({"paragraph": "0"}, "paragraph", "'0' is no number"),
        ({"paragraph": "one"}, "paragraph", "counted from 1"),
        ({"coder": ""}, "coder", "is empty"),
        ({"stance": "endorsed"}, "stance", "did you mean 'endorse'"),
        ({"voice": "speaker"}, "voice", "allowed are author, quoted, paraphrased"),
        ({"direction": "rift"}, "direction", "allowed are tr_on_ru, ru_on_tr, mutual"),
        ({"holder": "Putin"}, "holder", "allowed are author, TR, RU"),
        ({"present": "0", "stance": "reject"}, "stance", "not present"),
        ({"frame": "personal_rule", "stance": "reject"}, "stance", "leave it empty"),
    ],
)
def test_wrong_value_is_named(tmp_path, fields, field, message):
    """File, line, field and what is allowed."""
    text = fault(write(tmp_path, [row(article="b"), row(**fields)]))
    assert f"aa.csv:3: {field}:" in text
    assert message in text


def test_all_faults_are_told_at_once(tmp_path):
    """A coder mends the file in one go."""
    first = write(tmp_path, [row(present="x"), row(paragraph="y")])
    second = write(tmp_path, [row(holder="z")], name="bb.csv")
    with pytest.raises(AnalysisError) as caught:
        coding.read_coding([first, second])
    assert all(place in str(caught.value) for place in ("aa.csv:2", "aa.csv:3", "bb.csv:2"))


def test_same_paragraph_twice_is_refused(tmp_path):
    """One coder has one opinion; the message shows where the first stands."""
    assert "first in aa.csv:2" in fault(write(tmp_path, [row(), row(present="0")]))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"", "no column 'coder'"),
        (HEAD.replace("frame", "fram").encode(), "did you mean 'fram'"),
        ((HEAD + "\naa,b\n").encode(), "2 cells under 12 columns"),
        ((HEAD + '\n"aa,b\n').encode(), "not well formed"),
    ],
)
def test_broken_file(tmp_path, content, message):
    """Whatever the file holds, the user reads a sentence."""
    path = tmp_path / "aa.csv"
    path.write_bytes(content)
    assert message in fault(path)


def test_absent_file_is_named(tmp_path):
    """A wrong path is told with its name."""
    assert "none.csv" in fault(tmp_path / "none.csv")


def test_paragraph_sha_is_a_prefix_of_sha256():
    """Anyone can compute it again."""
    text = "Türkiye’s choice."
    assert hashlib.sha256(text.encode()).hexdigest().startswith(paragraph_sha(text))


def codings(first, second, variable="present"):
    """Make the codings of one frame by two coders, one article a paragraph."""
    rows = []
    for coder, values in (("aa", first), ("bb", second)):
        for number, value in enumerate(values):
            entry = {"coder": coder, "article": f"a{number}", "paragraph": 1}
            entry |= {"frame": "dependency", "present": 1, **dict.fromkeys(QUALITIES, "")}
            rows.append(entry | {variable: value})
    return pd.DataFrame(rows)


def test_coders_who_read_another_text_are_not_compared():
    """Of two places one was changed between the coders; each says 1 and 0 where both read alike."""
    rows = [
        ("a", 1, "old", "aa", 1), ("a", 1, "new", "bb", 0),
        ("a", 2, "same", "aa", 1), ("a", 2, "same", "bb", 1),
        ("b", 1, "alike", "aa", 0), ("b", 1, "alike", "bb", 0),
    ]  # fmt: skip
    names = ["article", "paragraph", "paragraph_sha", "coder", "present"]
    table = pd.DataFrame(rows, columns=names).assign(frame="need")
    table = table.assign(**dict.fromkeys(QUALITIES, ""))
    row = coding.agreement(table, n_boot=5).table.iloc[0]
    assert (row["alpha"], row["n_units"]) == (1.0, 2)


def test_codings_by_two_codebooks_are_told(tmp_path):
    """Coders may differ for their texts differ."""
    paths = [
        write(tmp_path, [row(coder=name, codebook_version=version)], f"{name}.csv")
        for name, version in (("aa", "2.1"), ("bb", "2.2"))
    ]
    warnings = coding.agreement(coding.read_coding(paths), n_boot=5).warnings
    assert any("by codebook versions 2.1, 2.2" in text for text in warnings)


def test_alpha_of_two_coders():
    """Ten units, one disagreement, worked by hand.

    Krippendorff (2011), section B: nominal data, two observers, no missing data.
    """
    first = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    second = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    table = coding.agreement(codings(first, second), n_boot=50).table
    values = table.set_index("variable")
    # coincidences: o_01 = o_10 = 1, n_1 = 9, n_0 = 11, n = 20
    assert values.loc["present", "alpha"] == pytest.approx(1 - 19 * 1 / (9 * 11))
    assert values.loc["present", "agreement"] == pytest.approx(0.9)
    assert values.loc["present", "n_units"] == 10


def test_qualities_are_compared_where_both_found_the_frame():
    """Whether a frame is there is a question of its own."""
    table = codings(["author"] * 6, ["author"] * 5 + ["quoted"], "voice")
    table.loc[table["coder"].eq("bb") & table["article"].eq("a0"), ["present", "voice"]] = [0, ""]
    result = coding.agreement(table, n_boot=50).table.set_index("variable")
    assert result.loc["voice", "n_units"] == 5
    assert result.loc["present", "n_units"] == 6


def test_low_agreement_is_a_warning():
    """Below .667 nothing should be concluded."""
    result = coding.agreement(codings([1, 0, 1, 0, 1, 0], [0, 1, 1, 0, 1, 0]), n_boot=50)
    assert any("below .667" in text for text in result.warnings)


def test_agreement_of_a_weighted_sample_is_that_of_the_sample():
    """Weights do not enter, and the notes say so."""
    table = codings([1, 1, 0, 0, 1, 0], [1, 0, 0, 0, 1, 0])
    plain = coding.agreement(table, n_boot=5)
    weighted = coding.agreement(table.assign(weight=range(1, len(table) + 1)), n_boot=5)
    pd.testing.assert_frame_equal(weighted.table, plain.table)
    assert any("counts once, whatever it stands for" in note for note in weighted.notes)


def test_few_articles_give_no_interval():
    """Four articles say nothing of others."""
    result = coding.agreement(codings([1, 0, 1, 0], [1, 0, 1, 0]), n_boot=50).table
    assert result["few"].all()
    assert result[["low", "high"]].isna().all(axis=None)


def test_one_coder_cannot_agree():
    """The message says what to read."""
    with pytest.raises(AnalysisError, match="needs two coders, found aa"):
        coding.agreement(codings([1], [1]).query("coder == 'aa'"))


def test_coders_of_different_paragraphs_cannot_be_compared():
    """Two coders who share nothing."""
    table = codings([1, 0], [1, 0])
    table.loc[table["coder"] == "bb", "article"] += "x"
    with pytest.raises(AnalysisError, match="no paragraph was coded by two"):
        coding.agreement(table)
