"""From two desks to one coding: agreement, what is to be settled, and decisions."""

from __future__ import annotations

import csv

import pytest

from tests.analyses.framing.desks import (
    BOOK,
    HEAD,
    NOTHING,
    UNITS,
    answer_all,
    answer_next,
    sit,
    units_of,
    written,
)
from toolkit.analyses import framing
from toolkit.analyses.framing.adjudication import Adjudication, read_decisions
from toolkit.analyses.framing.manual import COUNTER_FRAMES
from toolkit.errors import AnalysisError, CorpusError

NEED = {"direction": "tr_on_ru", "stance": "reject", "voice": "quoted", "holder": "TR"}
FOUND = NOTHING | {"need": NEED}
FIRST = {"T1.1": FOUND, "T1.2": FOUND, "T2.1": NOTHING}
SECOND = {
    "T1.1": NOTHING | {"need": NEED | {"holder": "RU"}},
    "T1.2": NOTHING | {COUNTER_FRAMES: frozenset({"autonomy"})},
    "T2.1": NOTHING,
}


@pytest.fixture
def coded(tmp_path):
    """The files of two coders who differ on three codes."""
    for coder, plan in (("aa", FIRST), ("bb", SECOND)):
        with sit(tmp_path / f"{coder}.csv", coder=coder) as desk:
            answer_all(desk, plan)
    return tmp_path


def settling(folder, first="aa", second="bb"):
    names = (folder / f"{name}.csv" for name in (first, second))
    return Adjudication.of(*names, folder / "decisions.csv", BOOK)


def test_alpha_of_two_desks_is_that_worked_out_by_hand(tmp_path):
    """Presence 1 1 0 0 against 1 0 0 0: three ones and five zeros in eight values, two of which
    stand in the unit that differs. Do = 2/8, De = 2 * 3 * 5 / (8 * 7), alpha = 1 - Do/De = 8/15."""
    units = units_of({name: (f"Text {name}.",) for name in "abcd"})
    for coder, codes in (("aa", "1100"), ("bb", "1000")):
        plan = {
            unit.name: FOUND if code == "1" else NOTHING
            for unit, code in zip(units, codes, strict=True)
        }
        with sit(tmp_path / f"{coder}.csv", units, coder) as desk:
            answer_all(desk, plan)
    both = framing.read_coding([tmp_path / "aa.csv", tmp_path / "bb.csv"], codebook=BOOK)
    table = framing.agreement(both, n_boot=10).table
    need = table[(table["frame"] == "need") & (table["variable"] == "present")].iloc[0]
    assert need["alpha"] == pytest.approx(8 / 15)
    assert (need["n_units"], need["n_articles"]) == (4, 4)


def test_codings_with_semicolons_are_settled_as_others(coded):
    """One coder's spreadsheet parts cells by commas, the other's by semicolons."""
    with_commas = settling(coded).undecided()
    path = coded / "bb.csv"
    path.write_text(path.read_text().replace(",", ";"))
    assert settling(coded).undecided() == with_commas
    assert with_commas


def test_status_counts_units_and_what_is_to_be_settled(coded):
    """Two coders are done, a third has begun; of three differences one is settled."""
    with sit(coded / "cc.csv", coder="cc") as desk:
        for _ in range(4):  # one unit and the first question on the next
            answer_next(desk, dict.fromkeys(FIRST, NOTHING))
    adjudication = settling(coded)
    unit = UNITS[0]
    adjudication.decide(unit, "need", {"present": "1"} | NEED, "the minister speaks")
    (coded / "notes.csv").write_text("a,b\n1,2\n")
    (coded / "faulty.csv").write_text(f"{HEAD}\ndd,a,1,x,nedd,1,,,,,,,7\n")
    found = framing.coding_status(coded, codebook=BOOK)
    table = found.table.astype(object).where(found.table.notna(), None)
    one, two, three = (tuple(row) for row in table.values.tolist()[:3])
    assert one == ("aa", "", 3, 0, None, None, None)
    assert two == ("bb", "", 3, 0, None, None, None)
    assert three == ("cc", "", 1, 1, None, None, None)
    pairs = {tuple(row[:2]): tuple(row[2:]) for row in table.values.tolist()[3:]}
    assert pairs["aa", "bb"] == (3, None, 3, 1, 2)
    # a decision on a code settles it for whoever differs on it
    assert pairs["aa", "cc"] == (2, None, 2, 1, 1)
    (warning,) = found.warnings
    assert "faulty.csv:2: frame: unknown frame 'nedd'" in warning


def test_a_unit_without_one_of_its_qualities_is_unfinished(tmp_path):
    """A spreadsheet lets a coder leave the stance out: two of three units lack it."""
    (tmp_path / "dd.csv").write_text(written(FIRST, "dd").replace("reject", ""))
    row = framing.coding_status(tmp_path, codebook=BOOK).table.iloc[0]
    assert (row["coder"], row["n_units"], row["n_unfinished"]) == ("dd", 1, 2)


def test_of_two_files_of_a_coder_the_later_counts(coded):
    """Where aa says in the second file what bb says, they differ on two codes, not on three."""
    again = written(FIRST, "aa").splitlines()
    changed = [line for line in again if line.startswith("aa,a,2,") and ",need," in line]
    absent = changed[0].split(",need,")[0] + ",need,0,,,,,,,7"
    (coded / "aa-second.csv").write_text("\n".join([HEAD, absent]) + "\n")
    (coded / "aa.csv").rename(coded / "aa-first.csv")
    table = framing.coding_status(coded, codebook=BOOK).table
    pair = table[table["compared_with"] == "bb"].iloc[0]
    assert (pair["coder"], pair["n_codes_differ"]) == ("aa", 2)


def test_differences_are_settled_one_by_one_and_make_the_coding(coded):
    """Agreed codes stand; each decision brings its code and its reason."""
    adjudication = settling(coded)
    assert adjudication.places == [("a", "1", "need"), ("a", "2", "need"), ("a", "2", "autonomy")]
    with pytest.raises(CorpusError, match="no decision on need in paragraph 1 of 'a'"):
        adjudication.outcome()
    first, second = UNITS[0], UNITS[1]
    adjudication.decide(first, "need", {"present": "1"} | NEED | {"holder": "RU"}, "1.4, aims")
    assert settling(coded).undecided() == adjudication.places[1:]
    adjudication.decide(second, "need", {"present": "0"}, "contact only")
    adjudication.decide(second, "autonomy", {"present": "1"}, "its own course")
    assert not settling(coded).undecided()
    (coded / "adjudicated.csv").write_text(adjudication.outcome())
    settled = framing.read_coding(coded / "adjudicated.csv", codebook=BOOK)
    assert set(settled["coder"]) == {"adjudicated"}
    codes = {(r.article, r.paragraph, r.frame): r for r in settled.itertuples() if r.present}
    assert set(codes) == {("a", 1, "need"), ("a", 2, "autonomy")}
    assert (codes["a", 1, "need"].holder, codes["a", 1, "need"].note) == ("RU", "1.4, aims")
    with (coded / "decisions.csv").open(newline="") as file:
        assert list(csv.DictReader(file).fieldnames or ()) == [
            *("article", "paragraph", "frame", "present", "direction", "target", "stance"),
            *("voice", "holder", "reason"),
        ]


def test_nothing_is_settled_without_a_reason_or_with_an_excerpt(coded):
    adjudication = settling(coded)
    with pytest.raises(CorpusError, match="no reason for need; write why"):
        adjudication.decide(UNITS[0], "need", {"present": "0"}, " ")
    (private,) = units_of({"a": ("One two three four five six seven eight.",)}, private=True)
    with pytest.raises(AnalysisError, match="repeats 8 words"):
        adjudication.decide(private, "need", {"present": "0"}, private.text)
    assert not read_decisions(coded / "decisions.csv")


def test_units_of_one_coder_are_left_out_and_counted(coded):
    """Only what both have coded can be settled."""
    path = coded / "bb.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if ",a,2," not in line) + "\n")
    adjudication = settling(coded)
    assert adjudication.only_one == 4
    assert adjudication.places == [("a", "1", "need")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (UNITS[2].sha, "0" * 16, "another paragraph_sha"),
        (",7\n", ",6\n", "another codebook_version"),
    ],
)
def test_codings_of_other_texts_or_codebooks_are_not_settled(coded, old, new, message):
    path = coded / "bb.csv"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(CorpusError, match=message):
        settling(coded)


def test_decisions_of_another_pair_are_not_mixed_in(coded):
    """They would settle what these two agree on."""
    settling(coded).decide(UNITS[0], "need", {"present": "0"}, "why")
    with sit(coded / "cc.csv", coder="cc") as desk:
        answer_all(desk, FIRST)
    with pytest.raises(CorpusError, match="settles nothing"):
        settling(coded, "aa", "cc")
    path = coded / "cc.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if ",a,1," not in line) + "\n")
    with pytest.raises(CorpusError, match=r"did not both give; name a file .* with --out"):
        settling(coded, "aa", "cc")
