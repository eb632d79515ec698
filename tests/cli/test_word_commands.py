"""Commands that describe words, run in this process: output, formats and exit codes."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import pandas as pd
import pytest

import toolkit
from toolkit.cli import main
from toolkit.cli.tables import show_table

BODY = (
    "Russia sells gas to Turkey, and Ankara depends on it.\n\n"
    "Moscow knows that Turkey bought the gas. The alliance is worried.\n"
)
COMMANDS = [
    ("trend", "gas"),
    ("frequency", "gas", "--by", "author"),
    ("frequency", "gas", "--by", "author", "--adjust", "year"),
    ("dispersion", "gas"),
    ("dispersion", "--by", "author", "--parts", "year", "--min-count", "1", "-m", "dp"),
    ("ngrams",),
    ("ngrams", "2-3", "--node", "gas", "--place", "left", "-m", "lambda"),
    ("ngrams", "2", "--by", "author"),
    ("diversity",),
    ("diversity", "--by", "author", "-m", "ttr"),
    ("dictionary", "words.yaml"),
    ("dictionary", "words.yaml", "--by", "author"),
    ("dictionary", "words.yaml", "--by", "author", "--adjust", ""),
    ("sketch", "gas"),
    ("sketch", "gas", "--by", "author"),
    ("sketch", "Turkey", "Russia", "--relation", "subject_of", "--min-count", "1"),
    ("sketch", "gas", "-t", "author=Gulf B"),
    ("collocates", "gas", "--window", "3,0", "-m", "mi", "-m", "lambda_z", "--expected", "pair"),
    ("collocates", "gas", "--within-sentence", "--min-count", "1"),
    ("keyness", "--list", "english", "--stop", "stop.txt"),
    ("keyness", "--list", "list.tsv", "--unit", "form"),
    ("keyness", "-t", "author=Gulf B", "--unit", "2-gram", "--min-count", "1", "-m", "lrc"),
    ("keyness", "-t", "author=Gulf B", "--counts", "--min-count", "1", "-m", "log_ratio"),
    ("keyness", "-t", "author=Gulf B", "--cluster", "author", "--min-count", "1"),
    ("keyness", "-t", "year=2019-2021", "-r", "year=2017", "--min-count", "1", "--unit", "tag"),
    ("keyness", "-t", "author=Gulf B", "--adjust", "year", "--min-count", "1"),
    ("network", "gas", "Turkey", "--min-count", "1", "--window", "3,0", "--top", "2"),
    ("frames", "--by", "author", "--cluster", "year"),
    ("kwic", "gas", "--sort", "author 1L node outlet"),
    ("kwic", "gas", "--near", "Turkey", "--span", "0,3", "--context", "sentence"),
]


@pytest.fixture
def home(tmp_path, write_article, monkeypatch) -> Path:
    """A folder with a corpus of three articles, a dictionary and word lists."""
    write_article("2017-ankara-gas", body=BODY, published="2017-03")
    write_article("2019-gulf-gas", body=BODY, author="[Gulf B]", published="2019-03")
    write_article("2021-gulf-talks", body="No gas came.\n", author="[Gulf B]", published="2021")
    (tmp_path / "words.yaml").write_text("energy: [gas, oil]\nstates: {one: [Turkey]}\n")
    (tmp_path / "stop.txt").write_text("the\n")
    (tmp_path / "list.tsv").write_text("gas\t5\nthe\t900\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_each_command_prints_json_and_csv(home, capsys, arguments):
    """Exit code 0; the same rows as JSON and as CSV, nothing else on stdout."""
    assert main([*arguments, "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["notes"]
    assert main([*arguments, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == len(whole["table"])
    if rows:
        assert list(rows[0]) == list(whole["table"][0])


@pytest.mark.parametrize("name", ["trend", "dispersion", "ngrams", "diversity", "dictionary",
                                  "sketch", "network", "coded"])  # fmt: skip
def test_help_shows_an_example(capsys, name):
    """How to call it, in the words of a user."""
    assert main([name, "--help"]) == 0
    assert "Example: discourse " + name in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("ngrams", "two"), 2, "not a number of words"),
        (("ngrams", "9"), 1, "choose from 1 to 8"),
        (("ngrams", "2", "--place", "top"), 2, "'top' is not one of"),
        (("collocates", "gas", "--window", "x"), 2, "two such as '3,0'"),
        (("kwic", "gas", "--span", "1,2"), 2, "needs --near"),
        (("keyness",), 2, "name some articles"),
        (("keyness", "--list", "english", "-r", "author=Gulf B"), 2, "use one"),
        (("keyness", "--list", "none.tsv"), 1, "cannot read the word list"),
        (("dictionary", "none.yaml"), 1, "cannot read the dictionary"),
        (("dispersion", "gas", "--parts", "autor"), 1, "did you mean 'author'"),
        (("dispersion", "gas", "-m", "pd"), 1, "unknown measure of dispersion 'pd'"),
        (("sketch", "gas", "--relation", "subject"), 1, "did you mean 'subject_of'"),
        (("sketch", "gas", "-r", "author=Gulf B"), 2, "needs --target"),
        (("sketch", "gas", "oil"), 1, "oil does not occur"),
        (("diversity", "--where", "author=Gulf"), 1, "did you mean 'Gulf B'"),
        (("coded", "none.csv"), 1, "cannot read"),
        (("ngrams", "2", "--place", "left"), 2, "needs --node"),
        (("keyness", "-t", "year=2019", "--counts", "--adjust", "outlet"), 2, "tests nothing"),
        (("keyness", "-t", "year=2019", "--counts", "--unit", "2-gram"), 2, "--unit: n-grams do"),
        (("collocates", "gas", "--by", "author", "-m", "mi"), 2, "--measure: does not go"),
        (("collocates", "gas", "--by", "year", "--expected", "pair"), 2, "--expected: does not go"),
        (("ngrams", "2", "--by", "author", "-m", "mi"), 2, "--measure: does not go"),
        (("keyness", "-t", "author=Gulf"), 1, "did you mean 'Gulf B'"),
        (("kwic", "gas", "--sort", "autor"), 1, "did you mean 'author'"),
        (("frames", "--by", "year", "--by", "author", "--adjust", "author"), 2, "another column"),
        (("frames", "--adjust", "event"), 2, "needs --by"),
        (("frames", "--by", "author", "--adjust", "author"), 2, "name another column"),
        (("frames", "--cluster", "author"), 2, "needs --by"),
        (("frames", "--by", "author,year", "--cluster", "year"), 2, "name another column"),
        (("frames", "--by", "author", "--cluster", "yaer"), 1, "did you mean 'year'"),
        (("dispersion", "gas", "--figure", "gas.txt"), 2, "ends in none of .png, .pdf, .svg"),
        (("dispersion", "--figure", "all.png"), 2, "needs a query, whose hits it draws"),
        (("network", "gas", "--figure", "net.txt"), 2, "ends in none of .png, .pdf, .svg"),
        (("network", "gas", "--unit", "word"), 1, "there are form, lemma, tag"),
        (("keyness", "-t", "author=Gulf B", "--seed", "-1"), 2, "greater than or equal to 0"),
        (("annotate", "--jobs", "99999999999"), 2, "less than or equal to 256"),
        (("keyness", "--list", "english", "--adjust", "year"), 1, "leave adjust out"),
        (("keyness", "--list", "english", "--cluster", "year"), 1, "leave cluster out"),
        (("frequency", "gas", "--unit", "lemma"), 2, "lemma:gas a lemma"),
        (("dispersion", "gas", "--unit", "tag"), 2, "goes without a query"),
        (("frequency", "--unit", "word"), 1, "there are form, lemma, tag"),
        (("frequency", "--by", "author,,"), 2, "author,year for both"),
        (("frequency", "gas", "--by", "event"), 1, "no column 'event' to compare by"),
        (("info", "--where", "year=2019-2016"), 2, "write 2016-2019"),
        (("info", "--where", "year=\N{SUPERSCRIPT TWO}"), 2, "not a year"),
        (("info", "--where", "author=Zed"), 1, "there are 'Ankara A', 'Gulf B'"),
        (("dispersion", "--min-count", "99"), 1, "lower the minimum"),
    ],
)
def test_bad_calls_end_with_one_message(home, capsys, arguments, code, message):
    """Exit code 2 for a wrong call, 1 for a problem in the data; never a traceback."""
    assert main(list(arguments)) == code
    said = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert message in said
    assert "Traceback" not in said


def test_lines_are_exported_coded_and_counted(home, capsys):
    """From the command line to a spreadsheet and back."""
    assert main(["kwic", "gas", "--export", "lines.csv"]) == 0
    assert "5 lines in lines.csv" in capsys.readouterr().err
    path = home / "lines.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    for place, row in enumerate(rows):
        row["code"] = "trade" if place < 3 else "threat"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert main(["coded", "lines.csv", "--json"]) == 0
    table = json.loads(capsys.readouterr().out)["table"]
    assert {row["code"]: row["count"] for row in table} == {"threat": 2, "trade": 3}
    assert main(["kwic", "gas", "--export", "lines.csv"]) == 1
    assert "may hold codes" in capsys.readouterr().err


def test_a_narrow_terminal_keeps_whole_columns(home, capsys, monkeypatch):
    """What has no room is named, and a limit is never shown without the other."""
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["keyness", "--list", "english"]) == 0
    out = capsys.readouterr().out
    assert "no room for" in out
    assert "…" not in out.split("no room for")[0].replace("\n", "")
    head = out.split("┡")[0]
    assert ("low" in head) == ("high" in head)
    assert main(["kwic", "gas"]) == 0
    assert {"left", "node", "right"} <= set(capsys.readouterr().out.replace("┃", " ").split())


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF"),
                                                ("SVG", b"<?xml")])  # fmt: skip
def test_a_network_is_drawn_into_a_file(home, capsys, ending, begins):
    """In the format of its ending; the table names each pair with its strength."""
    call = ["network", "gas", "Turkey", "--min-count", "1", "--top", "3"]
    assert main([*call, "--figure", f"my net.{ending}", "--json"]) == 0
    printed = capsys.readouterr()
    assert f"drew my net.{ending}" in printed.err
    assert (home / f"my net.{ending}").read_bytes().startswith(begins)
    pairs = [(row["node"], row["collocate"]) for row in json.loads(printed.out)["table"]]
    # each is in every window of the other; of the other words "it" and "on" are of the stop list
    assert pairs[0] == ("gas", "Turkey")
    assert pairs[3] == ("Turkey", "gas")
    assert not {"to", "the", "on", "it"} & {collocate for _, collocate in pairs}


def test_where_hits_stand_is_drawn_into_a_file(home, capsys):
    """One line an article of the selection, beside the table of measures."""
    call = ["dispersion", "gas", "-w", "author=Gulf B", "--figure", "gas.svg", "--json"]
    assert main(call) == 0
    printed = capsys.readouterr()
    assert "drew gas.svg" in printed.err
    assert json.loads(printed.out)["table"][0]["count"] == 3
    drawn = (home / "gas.svg").read_text(encoding="utf-8")
    assert "2019-gulf-gas" in drawn
    assert "2017-ankara-gas" not in drawn


def test_frames_are_compared_within_events_where_there_are_events(home, capsys, write_article):
    """As in Python; the units may be authors instead of articles."""
    call = ["frames", "--by", "author", "--json"]
    assert main(call) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["estimator"] for row in told["table"]} == {"raw"}
    assert "not adjusted: the articles have no variable 'event'" in told["notes"]
    for number, author in enumerate(("[Gulf B]", "[Ankara A]")):
        write_article(f"2020-{number}", body=BODY, author=author, variables="{event: idlib}")
    assert main(call) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["estimator"] for row in told["table"]} == {"raw", "adjusted"}
    assert told["parameters"]["adjust"] == "event"
    assert main([*call, "--cluster", "year"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["parameters"]["cluster"] == "year"
    assert any("values of year (at least 4" in warning for warning in told["warnings"])


def test_lines_are_those_that_python_gives(home, capsys):
    """The same call without options: as many words, in the same order."""
    assert main(["kwic", "the", "--csv"]) == 0
    shown = capsys.readouterr().out
    lines = toolkit.concordance(toolkit.load(home / "corpus"), "the")
    assert shown == lines.to_csv()


@pytest.mark.parametrize("name", ["sketch", "kwic"])
def test_help_shows_the_brackets_of_queries(capsys, name):
    """Square brackets are no markup of the help page."""
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert ("[actor=" if name == "sketch" else "[lemma=") in shown
    assert "\\[" not in shown


@pytest.mark.parametrize("by", [["author,year"], ["author", "year"]])
def test_two_columns_make_groups_of_their_combinations(home, capsys, by):
    """``--by author,year`` compares every author in every year; so does the option twice."""
    options = [part for columns in by for part in ("--by", columns)]
    assert main(["frequency", "gas", *options, "--json"]) == 0
    groups = [row["group"] for row in json.loads(capsys.readouterr().out)["table"]]
    assert groups == ["Ankara A / 2017", "Gulf B / 2019", "Gulf B / 2021"]


@pytest.mark.parametrize(
    "arguments",
    [("frequency",), ("frequency", "gas"), ("dispersion", "--min-count", "1"), ("ngrams",),
     ("collocates", "gas"), ("sketch", "gas"), ("diversity",), ("dictionary", "words.yaml")],
    ids=" ".join,
)  # fmt: skip
def test_a_column_that_no_article_has_compares_nothing(home, capsys, arguments):
    """Said in words: no outlet is known of any article."""
    for path in (home / "corpus" / "articles").rglob("*.md"):
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith("outlet:")))
    assert main([*arguments, "--by", "outlet"]) == 1
    assert "no article has a value of outlet" in " ".join(capsys.readouterr().err.split())


def test_both_sides_of_keyness_can_be_chosen_from(home, capsys):
    """``--where`` holds for target and reference: of 2017 and 2019 each has one article."""
    call = ["keyness", "-t", "author=Gulf B", "--where", "year=2017-2019", "--min-count", "1"]
    assert main([*call, "--json"]) == 0
    notes = " ".join(json.loads(capsys.readouterr().out)["notes"])
    assert "target 1 article," in notes
    assert "reference 1 article," in notes


def test_who_has_no_value_is_not_in_the_reference(home, capsys, write_article):
    """An unsigned article may be the target's own: as in Python, it stands in neither group."""
    write_article("2020-unsigned", body=BODY, author="[]", published="2020")
    assert main(["keyness", "-t", "author=Gulf B", "--min-count", "1", "--json"]) == 0
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert "1 article without author is left out" in notes
    assert any("reference 1 article," in note for note in notes)


@pytest.mark.parametrize(
    ("given", "estimators"),
    [((), {"raw", "adjusted"}), (("--adjust", ""), {"raw"})],
)
def test_frames_are_compared_within_events_unless_told_otherwise(
    write_article, tmp_path, monkeypatch, capsys, given, estimators
):
    """As in Python: authors who write about different events differ for that reason alone."""
    for number in range(4):
        outlet, variables = f"Outlet {number % 2}", f"{{event: event-{number // 2}}}"
        write_article(
            f"2019-{number}", outlet=outlet, variables=variables, body=f"{number} ships\n"
        )
    monkeypatch.chdir(tmp_path)
    assert main(["frames", "--by", "outlet", "--json", *given]) == 0
    table = json.loads(capsys.readouterr().out)["table"]
    assert {row["estimator"] for row in table} == estimators


def test_a_name_that_other_conditions_leave_out_is_not_misspelt(home, write_article, capsys):
    """Gulf B wrote nothing in 2019: that is no unknown name, and leaving B out is no error."""
    write_article("one", author="[Gulf B]", published="2021-01-01")
    write_article("two", author="[Gulf A]", published="2019-01-01")
    for sign, code in (("!=", 0), ("=", 1)):
        call = ["kwic", "gas", "-w", "published=2019-01-01", "-w", f"author{sign}Gulf B"]
        assert main(call) == code
    said = capsys.readouterr().err
    assert "did you mean" not in said
    assert "no article is published=2019-01-01 and author=Gulf B" in said
    assert main(["kwic", "gas", "-w", "published=2019-01-01", "-w", "author=Gulf C"]) == 1
    assert "no article has author 'Gulf C'" in capsys.readouterr().err


def test_articles_without_a_value_are_selected(home, write_article, capsys):
    """`!=` leaves out what two authors signed together, and what nobody signed."""
    write_article("2020-both-gas", body=BODY, author="[Ankara A, Gulf B]")
    write_article("2020-unsigned-gas", body=BODY, author="[]")
    assert main(["kwic", "gas", "--json", "-w", "author!=Gulf B"]) == 0
    rows = json.loads(capsys.readouterr().out)["table"]
    assert {row["article"] for row in rows} == {"2017-ankara-gas"}
    assert main(["kwic", "gas", "--json", "-w", "year!=2019-2021"]) == 0
    rows = json.loads(capsys.readouterr().out)["table"]
    assert {row["article"] for row in rows} == {"2017-ankara-gas"}
    groups = ("-t", "author=Gulf B", "-r", "author!=Gulf B")
    assert main(["keyness", *groups, "--counts", "--min-count", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["parameters"]["reference"] == "1 article"


@pytest.mark.parametrize("command", [("frequency", "gas"), ("dictionary", "words.yaml")])
def test_adjust_needs_groups(home, capsys, command):
    """Without groups there is nothing to compare within events."""
    assert main([*command, "--adjust", "event"]) == 2
    assert "needs --by, the groups to compare" in capsys.readouterr().err


def test_the_effect_stands_beside_its_p_where_its_limits_have_no_room(capsys, monkeypatch):
    """A corrected p is not read without the ratio it is of."""
    monkeypatch.setenv("COLUMNS", "66")
    numbers = ("estimate", "low", "high", "log_ratio", "log_ratio_low", "log_ratio_high",
               "p_adjusted")  # fmt: skip
    show_table(pd.DataFrame({"group": ["Gulf B"], **{name: [0.1234] for name in numbers}}))
    _, _, left_out = capsys.readouterr().out.partition("no room for")
    assert "log_ratio_low" in " ".join(left_out.split())
    assert " log_ratio," not in " ".join(left_out.split())
    assert "p_adjusted" not in left_out


def test_columns_that_are_empty_give_their_room_to_others(capsys, monkeypatch):
    """Under five articles there are no limits: counts are shown in their place."""
    monkeypatch.setenv("COLUMNS", "50")
    table = pd.DataFrame({
        "lemma": ["gas"], "estimate": [1.5], "low": [math.nan], "high": [math.nan],
        "p_adjusted": [math.nan], "target_count": [3], "reference_count": [11],
    })  # fmt: skip
    show_table(table)
    shown = " ".join(capsys.readouterr().out.split())
    assert "11" in shown
    assert "empty here: low, high, p_adjusted; --csv has all columns" in shown
    assert "no room" not in shown
    show_table(table.assign(low=1.25, high=1.75, p_adjusted=0.0125))
    shown = " ".join(capsys.readouterr().out.split())
    assert "1.25" in shown
    assert "no room for target_count, reference_count" in shown
