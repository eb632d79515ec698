"""The coding desk: what is asked, what is stored, and that nothing is lost on the way."""

from __future__ import annotations

import contextlib
import shutil
import signal
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analyses.framing.desks import (
    BOOK,
    BOOK_TEXT,
    HEAD,
    NOTHING,
    UNITS,
    VALUES,
    answer_all,
    answer_next,
    sit,
    units_of,
    value,
    written,
)
from tests.killing import POSIX, killed_at
from toolkit.analyses import framing
from toolkit.analyses.framing.desk_file import open_desk
from toolkit.analyses.framing.manual import COUNTER_FRAMES
from toolkit.corpus.codebook import Codebook
from toolkit.errors import AnalysisError, CorpusError

FOUND = {"direction": "tr_on_ru", "stance": "reject", "voice": "quoted", "holder": "TR"}
PLAN = {
    "T1.1": NOTHING | {"need": FOUND, COUNTER_FRAMES: frozenset({"mediation"})},
    "T1.2": NOTHING,
    "T2.1": NOTHING
    | {
        "fall": {"direction": "for", "target": "sy", "stance": "endorse", "voice": "author",
                 "holder": "author"},
    },
}  # fmt: skip


@st.composite
def answers(draw):
    """All that a coder may find in a unit."""
    told = {}
    for frame, variables in VALUES.items():
        codes = {name: draw(st.sampled_from(values)) for name, values in variables.items()}
        told[frame] = draw(st.sampled_from([None, codes]))
    told[COUNTER_FRAMES] = draw(st.frozensets(st.sampled_from(["autonomy", "mediation"])))
    return told


PLANS = st.fixed_dictionaries({unit.name: answers() for unit in UNITS})


def test_questions_come_in_the_order_of_the_codebook(tmp_path):
    """Frame by frame; what is coded of a frame only where it is there; counter-frames at once."""
    with sit(tmp_path / "aa.csv") as desk:
        asked = []
        while (unit := desk.next_unit()) is not None:
            question = desk.open_question(unit)
            asked.append((unit.name, question.frame, question.variable))
            desk.answer(question, *value(PLAN[unit.name], question))
    assert asked == [
        ("T1.1", "need", "present"),
        *[("T1.1", "need", name) for name in ("direction", "holder", "voice", "stance")],
        ("T1.1", "fall", "present"),
        ("T1.1", COUNTER_FRAMES, "present"),
        ("T1.2", "need", "present"),
        ("T1.2", "fall", "present"),
        ("T1.2", COUNTER_FRAMES, "present"),
        ("T2.1", "need", "present"),
        ("T2.1", "fall", "present"),
        *[("T2.1", "fall", name) for name in ("direction", "target", "holder", "voice", "stance")],
        ("T2.1", COUNTER_FRAMES, "present"),
    ]


def test_file_is_a_coding_and_holds_no_text(tmp_path):
    """What stands in it was written by hand for this test; `read_coding` takes it."""
    path = tmp_path / "aa.csv"
    with sit(path) as desk:
        answer_all(desk, PLAN)
        assert desk.n_coded == 3
        assert desk.summary(UNITS[0]) == (
            "need: tr_on_ru TR quoted reject · fall: no · counter-frames: mediation"
        )
    assert path.read_text() == written(PLAN)
    table = framing.read_coding(path, codebook=BOOK)
    assert len(table) == 12
    assert table["present"].sum() == 3
    assert "gas" not in path.read_text()


TURNS = st.lists(st.sampled_from(["go", "slip", "stop"]), max_size=30)


@settings(max_examples=20, deadline=None)
@given(plan=PLANS, slips=PLANS, turns=TURNS)
def test_any_way_to_the_answers_gives_the_same_file(
    tmp_path_factory, hasty_disk, plan, slips, turns
):
    """Slips, stops and going back over every unit leave what straight answers would have left."""
    path = tmp_path_factory.mktemp("desk") / "aa.csv"
    desk_of = sit(path)
    desk = desk_of.__enter__()
    for turn in turns:
        if turn == "stop":
            desk_of.__exit__(None, None, None)
            desk_of = sit(path)
            desk = desk_of.__enter__()
        elif not answer_next(desk, plan if turn == "go" else slips):
            break
    answer_all(desk, plan)
    unit = UNITS[-1]
    while unit is not None:  # back, unit by unit, each frame once more
        for frame in (*BOOK.frames, COUNTER_FRAMES):
            done = set()
            while True:
                todo = [q for q in desk.questions(unit, frame) if q.variable not in done]
                if not todo:
                    break
                desk.answer(todo[0], *value(plan[unit.name], todo[0]))
                done.add(todo[0].variable)
        unit = desk.unit_before(unit)
    desk_of.__exit__(None, None, None)
    assert path.read_text() == written(plan)


@given(plan=PLANS, at=st.integers(0, 30))
@settings(max_examples=12, deadline=None)
def test_work_goes_on_with_the_question_that_was_open(tmp_path_factory, hasty_disk, plan, at):
    """After a stop the same unit, frame and variable is asked as without it."""
    path = tmp_path_factory.mktemp("desk") / "aa.csv"
    with sit(path) as desk:
        for _ in range(at):
            answer_next(desk, plan)
        unit = desk.next_unit()
        before = unit and desk.open_question(unit)
    with sit(path) as desk:
        unit = desk.next_unit()
        assert (unit and desk.open_question(unit)) == before


@POSIX
def test_kill_9_at_any_call_loses_at_most_the_answer_being_given(tmp_path):
    """The file is that before the answer or that after it; then work goes on to the same end."""
    start, trial = tmp_path / "start", tmp_path / "trial"
    with sit(start / "aa.csv") as desk:
        answer_next(desk, PLAN)
        before = desk.path.read_text()
        answer_next(desk, PLAN)
        after = desk.path.read_text()
    (start / "aa.csv").write_text(before)

    def answer():
        with sit(trial / "aa.csv") as desk:
            answer_next(desk, PLAN)

    for place in count(1):
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(start, trial)
        ended = killed_at(place, answer)
        assert (trial / "aa.csv").read_text() in (before, after)
        with sit(trial / "aa.csv") as desk:  # unlocked
            answer_all(desk, PLAN)
        assert (trial / "aa.csv").read_text() == written(PLAN)
        litter = {p.name for p in trial.iterdir()} - {"aa.csv", ".lock", ".aa.csv.lock"}
        assert not litter
        if ended != signal.SIGKILL:
            break
    assert place > 5


def test_a_frame_that_is_not_there_keeps_no_qualities(tmp_path):
    """A coder who takes a frame back takes back what was said of it."""
    with sit(tmp_path / "aa.csv") as desk:
        answer_all(desk, PLAN)
        desk.answer(desk.questions(UNITS[0], "need")[0], "0")
        row = desk.row(UNITS[0], "need")
        assert [row[name] for name in ("present", *FOUND)] == ["0", "", "", "", ""]
        assert desk.coded(UNITS[0])


def test_rows_of_other_units_and_columns_of_others_stay_as_they_are(tmp_path):
    """A file from a spreadsheet is added to: line ends, own columns and order stay."""
    path = tmp_path / "aa.csv"
    head = HEAD.replace("target,", "") + ",hour"
    old = 'aa,old,9,ffff,need,0,,,,,"comma, ""quote""",6,noon'
    path.write_bytes(f"{head}\r\n{old}\r\n".encode())
    with sit(path) as desk:
        answer_all(desk, PLAN)
    lines = path.read_bytes().decode().split("\r\n")
    assert lines[:2] == [head + ",target", old + ","]
    table = framing.read_coding(path, codebook=BOOK)
    assert len(table) == 13
    assert table.loc[table["frame"].eq("fall") & table["present"].eq(1), "target"].item() == "sy"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_file_saved_where_the_comma_is_for_decimals_stays_as_it_is(tmp_path, mark):
    """A spreadsheet set to Turkish or Russian parts cells by semicolons: coding goes on in them."""
    path = tmp_path / "aa.csv"
    head = HEAD.replace(",", mark)
    old = mark.join(["aa", "old", "9", "ffff", "need", "0", *[""] * 5, "a, b", "6"])
    path.write_text(f"{head}\n{old}\n")
    with sit(path) as desk:
        answer_all(desk, PLAN)
    lines = path.read_text().splitlines()
    assert lines[:2] == [head, old]
    assert [line.replace(mark, ",") for line in lines[2:]] == written(PLAN).splitlines()[1:]
    table = framing.read_coding(path, codebook=BOOK)
    assert len(table) == 13
    assert table["note"].iloc[0] == "a, b"


def test_a_form_made_beforehand_is_filled_in(tmp_path):
    """Empty rows of a coding sheet get their answers and no second row."""
    path = tmp_path / "aa.csv"
    unit = UNITS[1]
    path.write_text(f"{HEAD}\naa,{unit.article},2,{unit.sha},fall,,,,,,,,7\n")
    with sit(path) as desk:
        answer_all(desk, PLAN)
    lines = path.read_text().splitlines()
    assert sorted(lines) == sorted(written(PLAN).splitlines())
    assert lines[1] == f"aa,a,2,{unit.sha},fall,0,,,,,,,7"


def test_text_that_changed_is_asked_anew_and_the_old_row_is_kept_aside(tmp_path):
    """Another text at the same number; the row of the old one waits, and returns with it."""
    path = tmp_path / "aa.csv"
    old = {"a": ("One needs gas.", "Two."), "b": ("Three falls.",)}
    new = {"a": ("One needs grain.", "Two."), "b": ("Three falls.",)}
    with sit(path, paragraphs=old) as desk:
        answer_all(desk, PLAN)
    said = []
    with sit(path, units_of(new), paragraphs=new, tell=said.append) as desk:
        assert [unit.name for unit in desk.units if not desk.coded(unit)] == ["T1.1"]
        (message,) = said
        assert message.startswith("4 coded rows are of texts that changed since")
        aside = (tmp_path / "detached" / "aa.csv").read_text().splitlines()
        assert aside == written(PLAN).splitlines()[:5]
        answer_all(desk, dict.fromkeys(PLAN, NOTHING))
    table = framing.read_coding(path, codebook=BOOK)
    assert table["paragraph_sha"].nunique() == 3
    assert len(table) == 12
    with sit(path, paragraphs=old) as desk:  # the old text is put back
        assert desk.n_coded == 3
        assert desk.row(UNITS[0], "need")["holder"] == "TR"


def test_rows_follow_a_paragraph_that_moved(tmp_path):
    """A paragraph put before it changes its number, not its code."""
    path = tmp_path / "aa.csv"
    old = {"a": ("One needs gas.", "Two."), "b": ("Three falls.",)}
    new = {"a": ("New.", "One needs gas.", "Two."), "b": ("Three falls.",)}
    with sit(path, paragraphs=old) as desk:
        answer_all(desk, PLAN)
    units = units_of(new)
    with sit(path, units, paragraphs=new) as desk:
        assert [unit.name for unit in units if not desk.coded(unit)] == ["T1.1"]
        assert desk.row(units[1], "need")["holder"] == "TR"


def test_text_that_changes_meanwhile_overwrites_nothing(tmp_path):
    """Another process puts another text's row at the place: the answer is refused."""
    path = tmp_path / "aa.csv"
    with sit(path) as desk:
        answer_next(desk, PLAN)
        path.write_text(path.read_text().replace(UNITS[0].sha, "0123456789abcdef"))
        kept = path.read_text()
        with pytest.raises(AnalysisError, match=r"the text of T1\.1 was changed"):
            desk.answer(desk.questions(UNITS[0], "need")[0], "0")
        assert path.read_text() == kept


def test_a_file_broken_meanwhile_is_not_overwritten(tmp_path):
    """What cannot be read may still hold someone's work."""
    path = tmp_path / "aa.csv"
    with sit(path) as desk:
        answer_next(desk, PLAN)
        path.write_text('coder,"open')
        with pytest.raises(AnalysisError, match=r"aa\.csv cannot be read as a coding any more"):
            answer_next(desk, PLAN)
    assert path.read_text() == 'coder,"open'


def test_a_full_disk_keeps_what_was_answered(tmp_path, monkeypatch):
    """The answer is refused in words, the file is whole, and the next answer is taken."""
    from toolkit import files
    from toolkit.errors import ToolkitError

    path = tmp_path / "aa.csv"
    with sit(path) as desk:
        answer_next(desk, PLAN)
        kept = path.read_text()

        def full(*arguments, **options):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files.os, "fsync", full)
        with pytest.raises(ToolkitError, match="No space left"):
            answer_next(desk, PLAN)
        assert path.read_text() == kept
        monkeypatch.undo()
        answer_all(desk, PLAN)
    assert path.read_text() == written(PLAN)


def test_one_coder_sits_at_one_desk(tmp_path):
    """Two terminals would ask the same; two coders do not disturb one another."""
    with sit(tmp_path / "aa.csv"):
        with pytest.raises(CorpusError, match=r"writing to 'aa\.csv'"), sit(tmp_path / "aa.csv"):
            pass
        with sit(tmp_path / "bb.csv", coder="bb") as other:
            answer_all(other, PLAN)
    assert (tmp_path / "bb.csv").read_text() == written(PLAN, "bb")


@pytest.mark.parametrize("name", ["", "a/b", "..", "key", "Adjudicated", "a" * 41, "a b", "é"])
def test_names_that_are_none_are_refused(tmp_path, name):
    with pytest.raises(AnalysisError, match="coder"), sit(tmp_path / "x.csv", coder=name):
        pass


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (written(PLAN, "bb"), r"aa\.csv holds the coding of 'bb'"),
        (written(PLAN).replace("reject", "rejects"), r"'rejects' is not allowed; did you mean"),
        ("article,paragraph\na,1\n", r"aa\.csv:1: coder: no column 'coder'"),
    ],
)
def test_a_file_that_is_not_this_coders_is_left_alone(tmp_path, text, message):
    """Nobody's codes are mixed with another's, and a faulty file is named with its line."""
    path = tmp_path / "aa.csv"
    path.write_text(text)
    with pytest.raises(AnalysisError, match=message), sit(path):
        pass
    assert path.read_text() == text


def test_wrong_values_are_refused_and_nothing_is_written(tmp_path):
    """Only what the codebook allows; one value, except for counter-frames."""
    with sit(tmp_path / "aa.csv") as desk:
        question = desk.open_question(UNITS[0])
        for wrong in (["2"], [], ["1", "0"]):
            with pytest.raises(AnalysisError):
                desk.answer(question, *wrong)
        assert not desk.path.exists()


STRICT = Codebook.parse(f"""{BOOK_TEXT}never_together:
  - {{voice: [quoted, paraphrased], holder: author}}
  - {{frame: fall, direction: for, stance: [endorse, reject]}}
""")


def test_answers_that_contradict_one_another_are_refused_or_asked_again(tmp_path):
    """A later answer is refused, with those that fit; a change before it takes it out."""
    (unit,) = units_of({"a": ("Three falls.",)})
    with open_desk([unit], STRICT, "aa", tmp_path / "aa.csv") as desk:
        for answer in ("0", "1", "for", "sy", "author"):
            desk.answer(desk.open_question(unit), answer)
        voice = desk.open_question(unit)
        assert voice.variable == "voice"
        with pytest.raises(AnalysisError) as caught:
            desk.answer(voice, "quoted")
        assert str(caught.value) == (
            "voice 'quoted' never goes with holder 'author'; give author, or change "
            "holder 'author' when the unit is done"
        )
        assert desk.open_question(unit) == voice
        desk.answer(voice, "author")
        with pytest.raises(AnalysisError, match="give neutral, or change direction 'for'"):
            desk.answer(desk.open_question(unit), "reject")
        desk.answer(desk.open_question(unit), "neutral")
        asked = {question.variable: question for question in desk.questions(unit, "fall")}
        desk.answer(asked["holder"], "RU")  # goes with the voice of the author: it stays
        desk.answer(asked["voice"], "quoted")
        assert desk.row(unit, "fall")["stance"] == "neutral"
        desk.answer(asked["holder"], "author")
        assert desk.row(unit, "fall")["voice"] == ""
        assert desk.open_question(unit).variable == "voice"


def test_contradictions_of_a_spreadsheet_are_asked_anew_not_locked_out(tmp_path):
    """`read_coding` names the line; the desk opens the file and asks the later of the two."""
    path = tmp_path / "aa.csv"
    (unit,) = units_of({"a": ("One needs gas.",)})
    path.write_text(f"{HEAD}\naa,a,1,{unit.sha},need,1,tr_on_ru,,endorse,quoted,author,hard,7\n")
    with pytest.raises(
        AnalysisError, match=r"aa\.csv:2: voice: voice 'quoted' and holder 'author'"
    ):
        framing.read_coding(path, codebook=STRICT)
    with open_desk([unit], STRICT, "aa", path) as desk:
        question = desk.open_question(unit)
        assert (question.frame, question.variable) == ("need", "voice")
        desk.answer(question, "author")
    row = framing.read_coding(path, codebook=STRICT).iloc[0]
    assert row[["direction", "stance", "voice", "holder", "note"]].tolist() == [
        "tr_on_ru", "endorse", "author", "author", "hard"
    ]  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(plan=PLANS, picks=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9)), max_size=30))
def test_no_way_of_answering_leaves_a_contradiction(tmp_path_factory, hasty_disk, plan, picks):
    """Whatever is answered and changed in whatever order, what is coded can be read."""
    path = tmp_path_factory.mktemp("desk") / "aa.csv"
    with open_desk(UNITS, STRICT, "aa", path) as desk:
        for at, value_at in picks:
            asked = [q for u in UNITS for f in STRICT.frames for q in desk.questions(u, f)]
            question = asked[at % len(asked)]
            with contextlib.suppress(AnalysisError):
                desk.answer(question, question.allowed[value_at % len(question.allowed)])
        while (unit := desk.next_unit()) is not None:
            question = desk.open_question(unit)
            told = value(plan[unit.name], question)
            try:
                desk.answer(question, *told)
            except AnalysisError:  # the first that goes
                for other in question.allowed:
                    with contextlib.suppress(AnalysisError):
                        desk.answer(question, other)
                        break
    assert len(framing.read_coding(path, codebook=STRICT)) == 12


def test_notes_are_one_clean_line_and_no_formula(tmp_path):
    """Control characters go, and a spreadsheet does not run what a coder writes."""
    with sit(tmp_path / "aa.csv") as desk:
        desk.answer(desk.open_question(UNITS[0]), "0", note=' pass\x1b[31ming, "x"\n ')
        assert desk.row(UNITS[0], "need")["note"] == 'pass [31ming, "x"'
        desk.note(UNITS[0], "need", "=1+1")
        assert desk.row(UNITS[0], "need")["note"] == "'=1+1"
        desk.note(UNITS[0], "need", "")
        assert desk.row(UNITS[0], "need")["note"] == ""
        with pytest.raises(AnalysisError, match="fall is not coded yet"):
            desk.note(UNITS[0], "fall", "doubt")
        with pytest.raises(AnalysisError, match="did you mean 'fall'"):
            desk.note(UNITS[0], "fal", "doubt")


def test_the_codebook_version_is_that_by_which_a_row_was_judged(tmp_path):
    """A note on a row of an older version leaves it; a code given anew does not."""
    path = tmp_path / "aa.csv"
    with sit(path) as desk:
        answer_all(desk, PLAN)
    path.write_text(path.read_text().replace(",7\n", ",6\n"))
    with sit(path) as desk:
        assert desk.next_unit() is None
        desk.note(UNITS[0], "need", "hard")
        assert desk.row(UNITS[0], "need")["codebook_version"] == "6"
        desk.answer(desk.questions(UNITS[0], "need")[0], "1")
        assert desk.row(UNITS[0], "need")["codebook_version"] == "7"
        assert desk.row(UNITS[1], "need")["codebook_version"] == "6"


def test_a_note_carries_no_private_text_into_the_file(tmp_path):
    """Seven words are a quotation, eight an excerpt; also of the text before."""
    texts = {"a": ("The tap is theirs and the house is ours.", "So we wait for spring, and pay.")}
    _, unit = units_of(texts, private=True)
    with sit(tmp_path / "aa.csv", [unit]) as desk:
        question = desk.open_question(unit)
        before, across = "the TAP is theirs and the house is", "ours. so we wait for spring and"
        for excerpt in (f"see: {before}", across + " pay"):
            with pytest.raises(AnalysisError, match="repeats 8 words"):
                desk.answer(question, "0", note=excerpt)
        assert not desk.path.exists()
        desk.answer(question, "0", note="'tap is theirs and the house is'")
    (public,) = units_of({"a": texts["a"][:1]})
    with sit(tmp_path / "bb.csv", [public], coder="bb") as desk:
        desk.answer(desk.open_question(public), "0", note="the tap is theirs and the house is ours")
