"""The command line: exit codes, streams, and no traceback; what only a process shows, in one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import toolkit
from tests.commands import discourse, process
from toolkit.cli import main
from toolkit.cli.tables import show_table

BODY = (
    "Russia sells gas to Turkey, and Ankara depends on it.\n\n"
    "Moscow knows that Turkey needs the gas. The alliance is worried.\n"
)


@pytest.fixture
def home(tmp_path, write_article) -> Path:
    """A folder with a corpus of three articles."""
    write_article("2017-ankara-gas", body=BODY, published="2017-03")
    write_article("2019-gulf-gas", body=BODY, author="[Gulf B]", outlet="Gulf desk")
    write_article("2021-gulf-talks", body="NATO met in Brussels.\n", author="[Gulf B]")
    return tmp_path


def test_every_command_has_help_with_an_example(tmp_path):
    """--help of each command shows how to call it."""
    listed = discourse("--help", cwd=tmp_path).stdout
    names = "init check info add annotate kwic frequency collocates keyness frames topics figures"
    for name in (*names.split(), "export", "doctor", "agreement", "code", "learn", "validate"):
        assert name in listed
        shown = discourse(name, "--help", cwd=tmp_path)
        assert shown.returncode == 0
        assert "Example: discourse" in shown.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--help",), 0),
        (("kwic", "gas"), 0),
        (("kwic", "gas", "--json"), 0),
        (("check",), 1),
        (("kwic", "gas", "--where", "author=Gulf"), 1),
        (("kwic",), 2),
    ],
)
def test_a_process_says_what_the_other_tests_see(home, write_article, arguments, code):
    """Exit code and both streams of the installed command are those of `main` in this process."""
    if arguments == ("check",):
        write_article("2018-a", published="soon")
    here = discourse(*arguments, cwd=home)
    done = process(*arguments, cwd=home)
    assert done.returncode == code, done.stderr
    assert (done.returncode, done.stdout, done.stderr) == (
        here.returncode,
        here.stdout,
        here.stderr,
    )
    assert "Traceback" not in done.stderr


def test_init_check_and_kwic_of_a_new_corpus(tmp_path):
    """An empty corpus is made, is sound, and says what to do next."""
    assert discourse("init", "mine", cwd=tmp_path).returncode == 0
    assert (tmp_path / "mine" / "articles").is_dir()
    assert discourse("check", "--corpus", "mine", cwd=tmp_path).returncode == 0
    asked = discourse("kwic", "gas", "--corpus", "mine", cwd=tmp_path)
    assert asked.returncode == 1
    assert "discourse add" in asked.stderr


def test_check_names_every_problem_and_fails(home, write_article):
    """Exit code 1, each problem on a line of stdout, the count on stderr."""
    write_article("2018-a", published="soon")
    write_article("2018-b", genre="essay")
    done = discourse("check", cwd=home)
    assert done.returncode == 1
    assert "articles/2018-a.md:5: published: 'soon' is not a date" in done.stdout
    assert "articles/2018-b.md:7: genre:" in done.stdout
    assert "2 errors" in done.stderr
    as_json = json.loads(discourse("check", "--json", cwd=home).stdout)
    assert {row["code"] for row in as_json["table"]} >= {"bad-date", "bad-genre"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("info",),
        ("kwic", "gas"),
        ("frequency", "gas", "--by", "author"),
        ("frequency",),
        ("collocates", "gas", "--min-count", "1"),
        ("collocates", "gas", "--min-count", "1", "--by", "author"),
        ("keyness", "--target", "author=Gulf B", "--min-count", "1"),
        ("frames",),
        ("frames", "--by", "author"),
        ("annotate",),
        ("doctor",),
    ],
)
def test_commands_run(home, arguments):
    """Each analysis prints a table and ends with 0."""
    done = discourse(*arguments, cwd=home)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_tables_come_as_json_and_csv_on_stdout(home):
    """Programs read stdout; notes go to stderr."""
    table = json.loads(discourse("kwic", "gas", "--json", cwd=home).stdout)
    assert len(table["table"]) == 4
    assert table["parameters"]["query"] == "gas"
    as_csv = discourse("kwic", "gas", "--csv", cwd=home)
    assert as_csv.stdout.splitlines()[0] == "article,author,year,paragraph,left,node,right"
    assert len(as_csv.stdout.splitlines()) == 5
    assert "4 hits" in as_csv.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("kwic",), 2, "Missing argument"),
        (("kwic", "gas", "--json", "--csv"), 2, "choose one of --json and --csv"),
        (("kwic", "gas", "--where", "author"), 2, "column=value"),
        (("kwic", "gas", "--where", "author!="), 2, "column!=value"),
        (("info", "-w", "author!=Gulf"), 1, "did you mean 'Gulf B'"),
        (("kwic", "gas", "--where", "year=soon"), 2, "not a year"),
        (("kwic", "gas", "--where", "author=Gulf"), 1, "did you mean 'Gulf B'"),
        (("kwic", "gas", "--where", "autor=Gulf"), 1, "did you mean 'author'"),
        (("kwic", '[lemma="'), 1, "^"),
        (("kwic", "gas", "--corpus", "nowhere"), 1, "no corpus at 'nowhere'"),
        (("frequency", "gas", "--by", "outlat"), 1, "did you mean 'outlet'"),
        (("topics", "--k", "9"), 1, "at most the number of articles"),
        (("export", "x.docx"), 1, "unknown ending"),
        (("agreement", "missing.csv"), 1, "missing.csv"),
        (("nonsense",), 2, "No such command"),
        (("add", "missing.txt"), 1, "missing.txt"),
        (
            ("kwic", "gas", "--where", "year=1999"),
            1,
            "no article has year 1999; there are 2017 to 2019",
        ),
        (("keyness", "--target", "year=1999"), 1, "no article has year 1999"),
        (("keyness", "--target", "year=2017", "--reference", "author=Gulf"), 1, "mean 'Gulf B'"),
    ],
)
def test_wrong_calls_are_answered_in_words(home, arguments, code, message):
    """One message, the right exit code, no traceback."""
    done = discourse(*arguments, cwd=home)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


COMPARED = {
    "frame": ["dependency", "dependency"],
    "group": ["Ankara desk", "Washington desk"],
    "estimator": ["raw", "adjusted"],
    "estimate": [0.08088, 0.07336],
    "low": [0.04473, float("nan")],
    "high": [0.1265, float("nan")],
    "n_present": [11, 11],
    "n_paragraphs": [136, 136],
    "versus": ["the others", "the others"],
    "difference": [0.02, 0.01],
    "p_adjusted": [0.506, float("nan")],
    "few": [False, True],
}


@pytest.mark.parametrize("columns", [50, 60, 72, 80, 94, 110, 140])
def test_a_narrow_terminal_keeps_what_a_row_may_not_be_read_without(capsys, monkeypatch, columns):
    """The estimate, its limits and the corrected p stay; what is left out is named, once."""
    monkeypatch.setenv("COLUMNS", str(columns))
    show_table(pd.DataFrame(COMPARED))
    printed = capsys.readouterr().out
    table, _, rest = printed.partition("no room for")
    left_out = " ".join(rest.split()).removesuffix("; --csv has all columns").split(", ")
    assert set(left_out) < set(COMPARED)
    needed = {"frame", "group", "estimator", "estimate", "low", "high", "p_adjusted", "few"}
    assert not needed & set(left_out)
    for value in ("dependency", "Washington desk", "adjusted", "0.04473", "0.1265", "0.506"):
        assert value in table
    assert ("136" in table) == ("n_paragraphs" not in left_out)
    assert max(map(len, printed.splitlines())) <= columns
    assert columns in (50, 94) or "n_present" not in left_out


@pytest.mark.parametrize("columns", [60, 80])
def test_sentences_are_broken_into_lines_and_not_left_out(capsys, monkeypatch, columns):
    """What waits in quarantine is listed with the reason, all of it."""
    monkeypatch.setenv("COLUMNS", str(columns))
    why = "an excerpt of '2016-02-smith-essay', which holds 53% of it and of nothing else at all"
    show_table(
        pd.DataFrame({"article": ["2018-12-smith-number-11"], "reason": ["copy"], "evidence": why})
    )
    printed = capsys.readouterr().out
    assert "no room" not in printed
    cells = [line.split("│")[3].strip() for line in printed.splitlines() if "│" in line]
    assert "".join(cells).replace(" ", "") == why.replace(" ", "")
    assert max(map(len, printed.splitlines())) <= columns


def test_a_number_is_not_shown_without_its_limits(capsys, monkeypatch):
    """Nor a limit without its number, however wide the terminal is."""
    frame = pd.DataFrame(COMPARED)
    frame["difference_low"], frame["difference_high"] = -0.0234567, 0.0987654
    for columns in range(50, 170, 3):
        monkeypatch.setenv("COLUMNS", str(columns))
        show_table(frame)
        table, *_ = capsys.readouterr().out.partition("no room for")
        shown = [text in table for text in ("0.02", "-0.02346", "0.09877")]
        assert "0.506" in table
        assert len({*shown[1:]}) == 1, columns
        assert shown[0] or not shown[1]


def test_a_group_that_is_called_none_has_its_name_in_the_table(capsys, monkeypatch):
    """Only what is missing is an empty cell."""
    monkeypatch.delenv("COLUMNS", raising=False)  # without lines between columns
    show_table(pd.DataFrame({"group": ["None", "nan", None], "day": [pd.NaT, pd.NA, 1]}))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert lines == [["None"], ["nan"], ["1"]]


def test_what_was_compared_within_a_column_is_seen_at_eighty_columns(capsys, monkeypatch):
    """It was asked for, and the rows stand in its order."""
    monkeypatch.setenv("COLUMNS", "80")
    row = {"lemma": "scientist", "target_count": 67, "estimate": 4.851, "low": 3.832, "high": 6.138,
           "p": 1.5e-7, "p_adjusted": 3.295e-5, "bound": 2.534, "few": False, "reason": "",
           "estimate_within": 4.447, "low_within": 3.412, "high_within": 5.913,
           "p_within_adjusted": 0.00711, "bound_within": 1.988, "dp": 0.5}  # fmt: skip
    show_table(pd.DataFrame([row]))
    table, _, left_out = capsys.readouterr().out.partition("no room for")
    assert "4.447" in table
    assert "0.00711" in table
    assert "bound" in left_out


def test_a_concordance_keeps_each_hit_on_a_line(capsys, monkeypatch):
    """The words next to the node stay, the far ends of the line give way."""
    row = {"article": ["2020-03-gulf-a-very-long-name-of-an-article"] * 2, "author": ["Gulf A"] * 2,
           "year": [2020, 2020], "paragraph": [1, 2], "node": ["gas", "gas"],
           "left": ["far away and long ago it was said of Ankara that it buys"] * 2,
           "right": ["from Moscow and from nobody else in all of the wide world"] * 2}  # fmt: skip
    for columns, near in ((60, 10), (80, 20)):
        monkeypatch.setenv("COLUMNS", str(columns))
        show_table(pd.DataFrame(row))
        printed = capsys.readouterr().out
        hits = [line for line in printed.splitlines() if "2020-03-gulf" in line]
        assert len(hits) == 2
        assert all(row["left"][0][-near:] in line for line in hits)
        assert all(row["right"][0][:near] in line for line in hits)
        assert max(map(len, printed.splitlines())) <= columns
        assert "no room for author, year, paragraph" in printed
    show_table(pd.DataFrame(row), whole=True)
    assert "…" not in capsys.readouterr().out.replace("2020-03-gulf-a…", "")


def test_a_long_node_leaves_room_for_its_context(capsys, monkeypatch):
    """Of a hit of `near` both ends are seen, and what stands beside them."""
    monkeypatch.setenv("COLUMNS", "80")
    row = {"article": ["2020-03-gulf-a-name"] * 2, "author": ["Gulf A"] * 2, "year": [2020] * 2,
           "left": ["it was said in Ankara that"] * 2, "right": ["through a pipe in the sea"] * 2,
           "node": ["Russia needs the buyer of all that it has for its gas", "gas"]}  # fmt: skip
    show_table(pd.DataFrame(row))
    lines = capsys.readouterr().out.splitlines()
    hits = [line for line in lines if "2020-03-gulf" in line]
    assert all("Ankara that │" in line and "│ through a pipe" in line for line in hits)
    assert "│ Russia ne" in hits[0]
    assert "its gas │" in hits[0]
    assert max(map(len, lines)) <= 80


def test_a_file_gets_the_whole_table(home, write_article, monkeypatch, capsys):
    """Every row and column, a row a line, so that grep finds what is there."""
    write_article("2022-long", body=" ".join(f"word{number}" for number in range(300)) + ".\n")
    monkeypatch.chdir(home)
    monkeypatch.delenv("COLUMNS", raising=False)
    assert main(["frequency"]) == 0
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert lines[1].split() == ["item", "count", "n_articles", "articles_with", "words", "estimate",
                                "low", "high", "few", "reason", "dp"]  # fmt: skip
    types = next(int(line.split()[1]) for line in lines if line.endswith("lemma types"))
    assert types > 200
    assert lines[2 + types].startswith("· ")
    assert all("  " in line for line in lines[2 : 2 + types])
    assert "no room" not in printed
    assert "rows;" not in printed
    assert "2 of " in discourse("frequency", "--rows", "2", cwd=home).stdout


def test_the_frame_of_a_hit_is_seen_although_the_id_of_the_article_is_long(capsys, monkeypatch):
    """The name gives way in its middle."""
    monkeypatch.setenv("COLUMNS", "80")
    identifier = "2023-04-example-the-pipeline-does-not-ask-for-your-opinion"
    row = {"article": [identifier], "paragraph": [4], "sentence": [10], "start": [842],
           "end": [870], "frame": ["regime_change"], "rule": ["reg-replace"],
           "dimension": ["overthrow"], "negated": [True]}  # fmt: skip
    show_table(pd.DataFrame(row))
    printed = capsys.readouterr().out
    assert "2023-04-exampl…r-your-opinion" in printed
    assert "regime_change" in printed
    assert "reg-replace" in printed
    monkeypatch.setenv("COLUMNS", "200")
    show_table(pd.DataFrame(row))
    assert identifier in capsys.readouterr().out


def test_ids_and_notes_stand_on_one_line_in_a_file(home, write_article):
    """What is copied from a message works as it stands."""
    identifier = "2020-04-" + "-".join(["the-pipeline-does-not-ask"] * 3)
    write_article(identifier, published="2020-04", body="Gas came.\n")
    done = discourse("remove", identifier, cwd=home)
    assert f"'discourse restore {identifier}' brings it back" in done.stderr
    counted = discourse("frequency", "gas", cwd=home).stdout.splitlines()
    notes = [line for line in counted if line.startswith("· ")]
    assert len(notes) >= 2
    assert counted[-len(notes) :] == notes


@pytest.mark.parametrize("module", ["toolkit", "toolkit.notebooks"])
def test_a_python_without_the_packages_is_told_what_to_do(module):
    """The commonest slip of all: the environment is not active."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", module, "info"],
        cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "is missing from this Python" in done.stderr
    assert ". .venv/bin/activate" in done.stderr


def test_text_of_articles_is_not_markup_on_a_terminal(home, write_article):
    """Rich markup and escape sequences in an article are shown, not obeyed."""
    write_article("2020-x", published="2020", body="Then gas [bold red]came[/] \x1b[31mfast.\n")
    done = discourse("kwic", "gas", "--where", "year=2020", cwd=home)
    assert "[bold red]came[/]" in done.stdout
    assert "\x1b[31m" not in done.stdout


def test_export_leaves_out_private_texts(home, write_article):
    """What may not be shared stays, unless asked for."""
    private = home / "corpus" / "private" / "articles"
    private.mkdir(parents=True)
    path = write_article("2021-private", rights="in-copyright", provenance="collected")
    path.rename(private / path.name)
    done = discourse("export", "out.jsonl", cwd=home)
    assert "1 article whose text may not be shared was" in done.stderr
    rows = (home / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["doc_id"] for row in rows] == [
        "2017-ankara-gas",
        "2019-gulf-gas",
        "2021-gulf-talks",
    ]
    discourse("export", "all.csv", "--private", cwd=home)
    assert "2021-private" in (home / "all.csv").read_text(encoding="utf-8")
    discourse("export", "all.conllu", cwd=home)
    lines = (home / "all.conllu").read_text(encoding="utf-8").splitlines()
    tokens = [line for line in lines if line and not line.startswith("#")]
    assert all(len(line.split("\t")) == 10 for line in tokens)


def test_ctrl_c_ends_in_words(home):
    """An interruption is no traceback, and the exit code says so."""
    code = (
        "import os, signal, sys, toolkit.corpus.reading as r\n"
        "def stop(root):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "r.read_folder = stop\n"
        "import toolkit.corpus; toolkit.corpus.read_folder = stop\n"
        "from toolkit.cli import main; sys.exit(main(['info']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 130
    assert "interrupted" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_is_no_error(home):
    """`discourse kwic gas | head -1` ends quietly."""
    command = f"{sys.executable} -m toolkit kwic gas --csv | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=home, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("article,")


@pytest.mark.parametrize("settings", [
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"},
])  # fmt: skip
def test_a_locale_without_the_characters_is_no_error(home, write_article, settings):
    """A file is UTF-8 in every locale; who chose another encoding sees the number instead."""
    write_article("2020-x", published="2020", body="Then gas came to \u0130zmir by pipe.\n")
    code = (
        "import sys\n"
        "from toolkit.cli import main\n"
        "codes = [main(['kwic', 'gas', form]) for form in ('--csv', '--rows=0')]\n"
        "sys.exit(max(codes))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home, capture_output=True, timeout=120, env={**os.environ, **settings},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = "\\u0130zmir" if "PYTHONIOENCODING" in settings else "\u0130zmir"
    assert done.stdout.count(shown.encode()) == 2


def test_a_closed_or_full_stdout_is_told_in_words(home):
    """Nothing is printed to a closed stream; a full disk is a problem, not a defect."""
    command = f"{sys.executable} -m toolkit kwic gas"
    shut = subprocess.run(
        ["bash", "-c", f"{command} >&-"], cwd=home, capture_output=True, text=True
    )
    assert shut.returncode == 0
    assert "error" not in shut.stderr
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    full = subprocess.run(
        ["bash", "-c", f"{command} >/dev/full"], cwd=home, capture_output=True, text=True
    )
    assert full.returncode == 1
    assert "cannot write the output" in full.stderr
    assert "should not have happened" not in full.stderr


def test_one_coder_given_twice_is_one_message(home):
    """Not one message a row."""
    (home / "a.csv").write_text("coder\n")
    done = discourse("agreement", "a.csv", "a.csv", cwd=home)
    assert done.returncode == 1
    assert done.stderr.strip() == "error: a.csv is given twice; name the file of each coder once"


def test_classifier_is_learnt_saved_and_used(tmp_path, write_article):
    """A coding in, a file out; another command codes and compares by it."""
    for number in range(24):
        desk = "Gulf desk" if number % 2 else "Ankara desk"
        body = f"In round {number} Ankara begs Moscow.\n\nIn round {number} ministers met.\n"
        write_article(f"2019-a{number:02}", body=body, published="2019", outlet=desk)
    corpus = toolkit.load(tmp_path / "corpus")
    rows = [
        f"a,{item.id},{place},{sha},dependency,{int(place == 1)},,,,,,2"
        for item in corpus.items
        for place, sha in enumerate(item.paragraph_shas, start=1)
    ]
    head = "coder,article,paragraph,paragraph_sha,frame,present,direction,stance,voice,holder,note"
    text = "\n".join([f"{head},codebook_version", *rows]) + "\n"
    (tmp_path / "coding.csv").write_text(text, encoding="utf-8")
    done = discourse("learn", "coding.csv", "frames.json", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["table"]
    assert (row["frame"], row["n_present"], row["recall"]) == ("dependency", 24, 1)
    used = discourse("frames", "--classifier", "frames.json", "--json", cwd=tmp_path)
    assert [row["present"] for row in json.loads(used.stdout)["table"]] == [1, 0] * 24
    shares = discourse(
        "frames", "--classifier", "frames.json", "--by", "outlet", "--json", cwd=tmp_path
    )
    assert {row["estimate"] for row in json.loads(shares.stdout)["table"]} == {0.5}
    (tmp_path / "frames.json").write_text("{}", encoding="utf-8")
    refused = discourse("frames", "--classifier", "frames.json", cwd=tmp_path)
    assert refused.returncode == 1
    assert "frames.json is no classifier" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_of_many_faults_the_first_are_shown(home):
    """A corpus or coding that is wrong throughout ends in a screen, not in a thousand lines."""
    for number in range(30):
        (home / "corpus" / "articles" / f"bad-{number:02}.md").write_text("no front matter\n")
    said = discourse("info", cwd=home).stderr.splitlines()
    assert "30 problems in 'corpus', all listed by 'discourse check':" in " ".join(said[:2])
    assert sum("bad-" in line for line in said) == 20
    assert said[-1].strip() == "… and 10 more"
    assert discourse("check", cwd=home).stdout.count("bad-") >= 30

    columns = "coder,article,paragraph,paragraph_sha,frame,present,direction,target,stance,voice"
    head = f"{columns},holder,note,codebook_version"
    rows = [f"aa,a,{number},x,dependency,9,,,,,,,1" for number in range(1, 26)]
    (home / "a.csv").write_text("\n".join([head, *rows]))
    coded = discourse("agreement", "a.csv", cwd=home)
    assert coded.returncode == 1
    assert sum("a.csv:" in line for line in coded.stderr.splitlines()) == 20
    assert coded.stderr.rstrip().endswith("… and 5 more")


def test_a_long_path_stays_in_one_piece(tmp_path):
    """What a command says it made can be copied from the terminal."""
    folder = tmp_path / ("deep-" * 20) / ("deeper-" * 20)
    folder.parent.mkdir()
    done = discourse("init", str(folder), cwd=tmp_path)
    assert done.returncode == 0
    assert f"next: discourse add FILE --corpus {folder}\n" in done.stderr
