"""The coding desk as a coder uses it, also at a real terminal: blind, stopped, killed, resumed."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analyses.framing.desks import (
    BOOK,
    BOOK_TEXT,
    HEAD,
    NOTHING,
    UNITS,
    answer_next,
    sit,
)
from toolkit.analyses import framing
from toolkit.analyses.framing.adjudication import DECISION
from toolkit.analyses.framing.manual import Manual
from toolkit.cli import main
from toolkit.cli.desk import run_desk
from toolkit.corpus import load
from toolkit.corpus.article import paragraph_sha

pexpect = pytest.importorskip("pexpect")
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")

# Every paragraph has a word of its own, so that a test sees what was shown.
TEXTS = {
    "2019-05-gulf-gas": ("Alpha: Turkey needs gas.", "Bravo: nothing.", "Charlie: Russia falls."),
    "2021-07-moscow-wheat": ("Delta: wheat.", "Echo: Turkey needs wheat."),
}
WORDS = ("Alpha", "Bravo", "Charlie", "Delta", "Echo")
HIDDEN = ("gulf", "moscow", "zanzibar", "2019", "2021", "ayla")
# need: y, tr_on_ru, holder TR, voice quoted, stance reject; fall: n; counter-frames: mediation
NEED = ["y 1 TR 2 reject", "n; passing", "2", ""]
NONE = ["n", "n", "0", ""]


@pytest.fixture
def root(tmp_path, write_article) -> Path:
    """A corpus of two articles with a small codebook and practice paragraphs."""
    for name, paragraphs in TEXTS.items():
        write_article(
            name,
            body="\n\n".join(paragraphs) + "\n",
            title="Zanzibar",
            author="[Ayla Kurt]",
            published=name[:7],
            outlet=f"{name.split('-')[2]} desk",
        )
    folder = tmp_path / "corpus"
    (folder / "codebook").mkdir()
    (folder / "codebook" / "frames.yaml").write_text(BOOK_TEXT)
    practice = ["One needs gas.", "Nothing.", "It fell."]
    page = "".join(f"## p{n}\n\n{text}\n\n" for n, text in enumerate(practice, start=1))
    (folder / "codebook" / "practice.md").write_text(f"# Practice\n\n{page}")
    rows = []
    for number, text in enumerate(practice, start=1):
        place = f"key,p{number},1,{paragraph_sha(text)}"
        code = "1,tr_on_ru,,endorse,author,author,said plainly" if number == 1 else "0,,,,,,"
        rows += [f"{place},need,{code},7", f"{place},fall,0,,,,,,,7"]
        rows += [f"{place},{name},0,,,,,,,7" for name in ("autonomy", "mediation")]
    (folder / "codebook" / "practice-key.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    return folder


@pytest.fixture
def types(root, monkeypatch, capsys):
    """Run the command with lines that are typed; give its exit code, stdout and stderr."""

    def run(lines, *arguments):
        source = io.BytesIO("".join(f"{line}\n" for line in lines).encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(source, encoding="utf-8"))
        monkeypatch.setenv("COLUMNS", "200")
        code = main(["code", "--corpus", str(root), *map(str, arguments)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def terminal(root: Path, *arguments: object):
    """Run the command at a terminal of its own."""
    return pexpect.spawn(
        sys.executable, ["-m", "toolkit", "code", "--corpus", str(root), *map(str, arguments)],
        encoding="utf-8", timeout=60, env={**os.environ, "TERM": "xterm", "COLUMNS": "200"},
        dimensions=(60, 200),
    )  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes_of(path: Path) -> dict[str, str]:
    """What is coded of `need`, by the first word of the paragraph."""
    texts = {paragraph_sha(text): text.split(":")[0] for part in TEXTS.values() for text in part}
    return {
        texts[row["paragraph_sha"]]: " ".join(
            row[n] for n in ("present", "direction", "holder", "voice", "stance")
        ).strip()
        for row in rows_of(path)
        if row["frame"] == "need"
    }


@POSIX
def test_a_blind_coder_codes_all_at_a_terminal(root):
    """One paragraph after another, what precedes but never what follows; then agreement runs."""
    shell = terminal(root, "--coder", "aa", "--sample", "all")
    seen, order = "", []
    for number in range(1, 6):
        shell.expect(rf"T\d\.\d · {number} of 5")
        shell.expect(r"need present\? y/n > ")
        page = shell.before
        seen += page
        current = re.search(r"\[T\d\.\d\]\S* ?\S*?(Alpha|Bravo|Charlie|Delta|Echo)", page)
        assert current, page
        order.append(current[1])
        paragraphs = next(p for p in TEXTS.values() if any(current[1] in text for text in p))
        place = next(n for n, text in enumerate(paragraphs) if current[1] in text)
        shown = {word for word in WORDS if word in page}
        assert shown == {text.split(":")[0] for text in paragraphs[: place + 1]}
        for line in NEED if current[1] in ("Alpha", "Echo") else NONE:
            shell.sendline(line)
            if line:
                shell.expect(" > ")
    shell.expect(r"all 5 are coded: coding/aa\.csv")
    seen += shell.before
    shell.expect(pexpect.EOF)
    shell.close()
    assert shell.exitstatus == 0
    assert not [word for word in HIDDEN if word in seen.casefold()]
    assert order.index("Alpha") < order.index("Bravo") < order.index("Charlie")
    path = root / "coding" / "aa.csv"
    assert codes_of(path) == dict.fromkeys(WORDS, "0") | dict.fromkeys(
        ("Alpha", "Echo"), "1 tr_on_ru TR quoted reject"
    )
    assert [row["note"] for row in rows_of(path) if row["note"]] == ["passing", "passing"]
    assert "wheat." not in path.read_text()
    assert len(framing.read_coding(path, codebook=BOOK)) == 20


@POSIX
@pytest.mark.parametrize("end", ["ctrl-c", "kill"])
def test_coding_goes_on_where_it_was_stopped(root, types, end):
    """In the middle of a frame: the answers given are there, the next question is asked."""
    shell = terminal(root, "--coder", "aa", "--sample", "all")
    shell.expect(r"need present\? y/n > ")
    first = re.search(r"\[(T\d\.\d)\]", shell.before)[1]
    shell.sendline("y")
    shell.expect("direction: .* > ")
    shell.sendline("2")
    shell.expect("holder: .* > ")
    code, _, said = types(["n"], "--coder", "aa")  # at a second terminal meanwhile
    assert code == 1
    assert "another process is writing to 'aa.csv'" in said
    if end == "kill":
        shell.kill(signal.SIGKILL)
        shell.expect(pexpect.EOF)
        shell.close()
        assert shell.signalstatus == signal.SIGKILL
    else:
        shell.sendintr()
        shell.expect(rf"stopped at {re.escape(first)}; 0 of 5 are coded")
        shell.expect(pexpect.EOF)
        shell.close()
        assert shell.exitstatus == 0
        assert "Traceback" not in shell.before
    (row,) = rows_of(root / "coding" / "aa.csv")
    assert (row["frame"], row["present"], row["direction"], row["holder"]) == (
        *("need", "1", "ru_on_tr", ""),
    )
    _, _, said = types(["author", "q"], "--coder", "aa")
    assert f"{first} · 1 of 5" in said
    assert "need present?" not in said
    assert "  direction:" not in said
    assert re.search("need present: yes\\s*\n  holder: 1 author", said)  # which frame is meant
    _, _, said = types([], "--coder", "aa")  # the end of the input is a stop as well
    assert "  voice: 1 author" in said
    assert f"stopped at {first}; 0 of 5" in said


def test_going_back_changes_what_was_coded(root, types):
    """At the second unit back to the first; the frame is coded anew, an empty line keeps."""
    _, _, before = types([*NONE, "b", "c need", "y", "1", "3", "1", "3", "q"], "--coder", "aa",
                         "--sample", "all")  # fmt: skip
    first, second = dict.fromkeys(re.findall(r"\[(T\d\.\d)\]", before))
    assert f"stopped at {first}; 1 of 5" in before
    pages = re.split(r"─+ ", before)
    assert pages[3].startswith(first)
    assert second not in pages[3]
    path = root / "coding" / "aa.csv"
    assert list(codes_of(path).values()) == ["1 tr_on_ru RU author neutral"]
    types(["b", "c need", "", "", "TR", "", "", "n need by ear", "q"], "--coder", "aa")
    assert list(codes_of(path).values()) == ["1 tr_on_ru TR author neutral"]
    assert rows_of(path)[0]["note"] == "by ear"
    _, _, said = types(["b", "b", "q"], "--coder", "aa")
    assert "this is the first unit" in said


def test_what_is_typed_wrong_is_asked_again(root, types):
    """Nothing is stored of it, and the message says what would be right."""
    lines = ["", "x", "y 7", "9" * 5000, "r 1", "q", "quoted", "?", "neutral zz", "q"]
    _, _, said = types(lines, "--coder", "aa", "--sample", "all")
    assert "write an answer" in said
    assert "'x' is neither yes nor no" in said
    assert "'7' is none of tr_on_ru, ru_on_tr" in said
    assert "'q' may be quit or quoted; write quit, or 2 for quoted" in said
    assert "stance of Need: endorse, reject, neutral" in said
    assert "not used: zz" in said
    assert list(codes_of(root / "coding" / "aa.csv").values()) == [
        "1 ru_on_tr author quoted neutral"
    ]


def test_open_coding_shows_whose_the_text_is(types):
    _, _, said = types(["q"], "--coder", "aa", "--sample", "all", "--open")
    assert "Zanzibar · Ayla Kurt" in said
    _, _, said = types(["q"], "--coder", "aa")
    assert not [word for word in HIDDEN if word in said.casefold()]


def test_hostile_text_reaches_no_terminal(root, types, write_article):
    """Markup and escape sequences of article and codebook are shown, not obeyed."""
    write_article("2022-x", body="Then [bold red]gas[/] \x1b[31mcame \u202efast.\n")
    (root / "codebook" / "codebook.md").write_text("# Need (`need`)\n\n[red]x[/] \x1b[31mpage\n")
    lines = ["?", *NONE] * 6
    _, _, said = types(lines, "--coder", "aa", "--sample", "all")
    assert "[bold red]gas[/]" in said
    assert "[red]x[/]" in said
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_text_that_changed_is_coded_anew(root, types):
    """The old row waits under detached/, the rest stays."""
    types(NONE * 5, "--coder", "aa", "--sample", "all")
    path = root / "articles" / "2019-05-gulf-gas.md"
    path.write_text(path.read_text().replace("Bravo: nothing.", "Bravo: something."))
    _, _, said = types(["n", "q"], "--coder", "aa")
    assert "1 of them changed since it was drawn" in said
    assert "4 coded rows are of texts that changed since" in said
    assert "Bravo: something." in said
    assert "4 of 5 are coded" in said
    assert len(rows_of(root / "coding" / "detached" / "aa.csv")) == 4
    assert len(rows_of(root / "coding" / "aa.csv")) == 17


def test_private_text_stays_out_of_the_file(root, types, write_article):
    """A note that copies the paragraph is refused."""
    text = "Foxtrot says that the tap is theirs and that the house is ours."
    place = write_article("2022-p", body=f"{text}\n", rights="in-copyright", provenance="collected")
    (root / "private" / "articles").mkdir(parents=True)
    place.rename(root / "private" / "articles" / place.name)
    _, _, said = types([f"n; {text}", "n; theirs", "q"], "--coder", "aa", "--sample", "all",
                       "--where", "provenance=collected")  # fmt: skip
    assert "repeats 8 words of a text that may not be shared" in said
    assert [row["note"] for row in rows_of(root / "coding" / "aa.csv")] == ["theirs"]
    written = "".join(path.read_text() for path in (root / "coding").rglob("*.csv"))
    assert "Foxtrot" not in written


def test_two_coders_agree_as_worked_out_by_hand(root, types, capsys):
    """aa finds the frame in Alpha and Echo, bb in Alpha alone: three ones and seven zeros.

    Do = 2/10, De = 2 * 3 * 7 / (10 * 9) = 42/90, alpha = 1 - (2/10) / (42/90) = 4/7.
    """
    for coder, found in (("aa", {"Alpha", "Echo"}), ("bb", {"Alpha"})):
        from toolkit.analyses.framing.samples import choose_sample, worklist

        corpus = load(root)
        path = root / "coding" / f"{coder}.csv"
        _, drawn = choose_sample(corpus, path, n=10**9)
        lines = []
        for unit in worklist(corpus, drawn, coder).units:
            lines += NEED if unit.text.split(":")[0] in found else NONE
        code, _, said = types(lines, "--coder", coder)
        assert code == 0
        assert "all 5 are coded" in said
    files = [str(root / "coding" / f"{name}.csv") for name in ("aa", "bb")]
    assert main(["agreement", *files, "--corpus", str(root), "--json"]) == 0
    table = json.loads(capsys.readouterr().out)["table"]
    (row,) = (r for r in table if (r["frame"], r["variable"]) == ("need", "present"))
    assert row["alpha"] == pytest.approx(4 / 7)
    assert row["n_units"] == 5
    _, out, _ = types([], "--status", "--json")
    assert "sample all-seed-1: aa 5 of 5, bb 5 of 5" in json.loads(out)["notes"]
    pair = json.loads(out)["table"][-1]
    assert (pair["coder"], pair["compared_with"], pair["n_codes_differ"]) == ("aa", "bb", 2)

    # aa and bb differ on Echo: the frame and its counter-frame
    first = ["1", "", "he is right, the text says needs", "3", "n", "nothing is mediated"]
    _, _, said = types([*first[:3], "q"], "--adjudicate", "aa", "bb")
    assert "no reason for need" in said
    assert "1 of 2 differences settled" in said
    assert not (root / "coding" / "adjudicated.csv").exists()
    code, _, said = types(first[3:], "--adjudicate", "aa", "bb")
    assert (code, "all 2 differences are settled" in said) == (0, True)
    adjudicated = root / "coding" / "adjudicated.csv"
    assert codes_of(adjudicated)["Echo"] == "1 tr_on_ru TR quoted reject"
    notes = {row["note"] for row in rows_of(adjudicated) if row["note"]}
    assert notes == {"he is right, the text says needs", "nothing is mediated"}
    _, out, _ = types([], "--status", "--json")
    assert json.loads(out)["table"][-1]["n_to_settle"] == 0
    framing.validate(load(root), framing.read_coding(adjudicated, codebook=BOOK), n_boot=5)


def test_contradictions_are_refused_at_the_desk_and_when_settled(root, types):
    """A quotation whose view is the author's is asked again, at the desk and when it is settled."""
    rules = root / "codebook" / "frames.yaml"
    never = "never_together:\n  - {voice: quoted, holder: author}\n"
    rules.write_text(f"{BOOK_TEXT}{never}")
    first = ["y 1 author quoted endorse", "author", "3", "n", "0", ""]
    _, _, said = types([*first, *NONE * 4], "--coder", "aa", "--sample", "all")
    assert "voice 'quoted' never goes with holder 'author'; give author or paraphrased" in said
    assert "all 5 are coded" in said
    types([*NONE * 5], "--coder", "bb")
    settled = ["3", "y", "1", "1", "2", "y", "1", "2", "2", "1", "it is said by others"]
    code, _, said = types(settled, "--adjudicate", "aa", "bb")
    assert code == 0
    assert "voice 'quoted' and holder 'author' never go together" in said
    assert "all 1 differences are settled" in said
    found = sorted(codes_of(root / "coding" / "adjudicated.csv").values())
    assert found == ["0"] * 4 + ["1 tr_on_ru TR quoted endorse"]


def test_an_adjudicated_coding_of_others_is_not_overwritten(root, types):
    """It may be the only one there is; two coders of their own get a file of their own."""
    for coder in ("aa", "bb"):
        types(NONE * 5, "--coder", coder, "--sample", "all")
    place = root / "coding" / "adjudicated.csv"
    place.write_text(f"{HEAD}\nadjudicated,other,1,x,need,0,,,,,,,7\n")
    kept = place.read_text()
    code, _, said = types([], "--adjudicate", "aa", "bb", "--out", place)
    assert code == 1
    assert "codes that these two coders did not give" in said
    assert place.read_text() == kept
    code, _, said = types([], "--adjudicate", "aa", "bb")
    assert code == 0
    assert "all 0 differences are settled: adjudicated-aa-bb.csv" in said
    assert place.read_text() == kept
    assert codes_of(root / "coding" / "adjudicated-aa-bb.csv")


def test_decisions_beside_those_of_others_count_in_the_status(root, types):
    """A corpus may come with a coding and its decisions; one's own pair is settled beside it."""
    types(NONE * 5, "--coder", "aa", "--sample", "all")
    types([*NEED, *NONE * 4], "--coder", "bb", "--sample", "all")
    row = dict.fromkeys(DECISION, "") | {"article": "other", "paragraph": "1", "frame": "need",
                                         "present": "0", "reason": "so"}  # fmt: skip
    others = root / "coding" / "decisions.csv"
    others.write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
    kept = others.read_text()
    _, out, _ = types([], "--status", "--json")
    assert json.loads(out)["table"][-1]["n_to_settle"] == 2
    code, _, said = types(["1", "read again"] * 2, "--adjudicate", "aa", "bb")
    assert code == 0, said
    assert "all 2 differences are settled: adjudicated-aa-bb.csv" in said
    assert others.read_text() == kept
    _, out, _ = types([], "--status", "--json")
    assert json.loads(out)["table"][-1]["n_to_settle"] == 0


def test_practice_opens_the_key_when_all_is_coded(root, types):
    """Not a word of it before; then each difference with its reason, alpha and the stop rule."""
    code, out, said = types([*NONE, *NONE, "q"], "--practice", "--coder", "aa")
    assert code == 0
    assert "2 of 3 are coded: coding/practice/aa.csv" in said
    assert "the key is shown when all are coded" in said
    assert "plainly" not in out + said
    code, out, said = types(NONE, "--practice", "--coder", "aa")
    assert code == 0
    assert "p1, need: yours no; key tr_on_ru endorse author author\n    said plainly" in out
    assert "1 of 12 codes differ" in said
    # one of six values is 1: Do = 2/6, De = 2 * 1 * 5 / (6 * 5), alpha = 0
    assert "stop rule: alpha for presence is under 0.667 (need 0.00)" in said.replace("\n", " ")
    assert not (root / "coding" / "aa.csv").exists()


LINES = st.lists(
    st.one_of(
        st.sampled_from(["y", "n", "1", "2 3", "b", "q", "?", "", "c need", "c med", "n need x",
                         "n fall", "y 1 1 1 1", "n; doubt", ";", "; x", "none", "re", "quoted"]),
        st.text(max_size=12).map(lambda text: text.replace("\n", " ")),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(lines=LINES)
def test_whatever_is_typed_leaves_a_coding_that_can_be_finished(
    tmp_path_factory, hasty_disk, lines
):
    """No line is a defect; every file can be read; straight answers then bring it to its end."""
    path = tmp_path_factory.mktemp("desk") / "aa.csv"
    for typed in (lines, lines[::-1], ["y 1 1 1 1 1", "y 1 1 1 1 1", "0", ""] * 3):
        source = io.BytesIO("".join(f"{line}\n" for line in typed).encode("utf-8", "replace"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(source, encoding="utf-8"))
            patch.setattr(sys, "stderr", io.StringIO())
            with sit(path) as desk:
                run_desk(desk, Manual(BOOK))
        if path.exists():
            framing.read_coding(path, codebook=BOOK)
    with sit(path) as desk:
        for _ in range(40):
            answer_next(desk, dict.fromkeys([unit.name for unit in UNITS], NOTHING))
        assert desk.n_coded == len(UNITS)
    assert len(framing.read_coding(path, codebook=BOOK)) == 12


@POSIX
def test_a_folder_that_cannot_be_written_is_told_in_words(root, types):
    """Nothing is asked whose answer could not be kept."""
    (root / "file").write_text("")
    code, _, said = types(NONE, "--coder", "aa", "--out", root / "file" / "aa.csv")
    assert code == 1
    assert "cannot write" in said
    assert "should not have happened" not in said


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "give your initials"),
        (("--coder", "../x"), 1, "cannot name a coder"),
        (("--coder", "aa", "--sample", "few"), 2, "write 200, or all"),
        (("--coder", "aa", "--sample", "0"), 2, "write 200, or all"),
        (("--status", "--practice"), 2, "choose one of"),
        (("--adjudicate", "aa", "aa"), 2, "name two coders"),
        (("--coder", "aa", "--json"), 2, "goes with --status alone"),
        (("--status", "--seed", "1"), 2, "--seed: does not go with --status"),
        (("--status", "--sample", "few"), 2, "--sample: does not go with --status"),
        (("--status", "--out", "x.csv"), 2, "--out: does not go with --status"),
        (("--practice", "--coder", "aa", "--sample", "9"), 2, "does not go with --practice"),
        (("--practice", "--coder", "aa", "--open"), 2, "--open: does not go with --practice"),
        (("--adjudicate", "aa", "bb", "--coder", "cc"), 2, "does not go with --adjudicate"),
        (("--adjudicate", "aa", "bb", "--where", "year=2019"), 2, "does not go with --adjudicate"),
        (("--adjudicate", "aa", "bb"), 1, "aa.csv: cannot be read"),
        (("--coder", "aa", "--where", "author=Nobody"), 1, "Nobody"),
    ],
)
def test_wrong_calls_are_answered_in_words(types, arguments, code, message):
    ended, _, said = types([], *arguments)
    assert ended == code
    assert message in said
    assert "Traceback" not in said
