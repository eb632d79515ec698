"""The commands that take pages in, run as a user runs them, also at a real terminal."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.corpus import load

pexpect = pytest.importorskip("pexpect")


def discourse(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def seed(page) -> Path:
    """A page that tells neither author nor date."""
    path = page()
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([*lines[:2], *lines[6:]]), encoding="utf-8")
    return path


def terminal(*arguments: object):
    """Run the command at a terminal of its own."""
    return pexpect.spawn(
        sys.executable, ["-m", "toolkit", *map(str, arguments)], encoding="utf-8", timeout=60,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "200"}, dimensions=(50, 200),
    )  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_at_a_terminal_the_unknown_is_asked_for(root, seed):
    """Author, then date; a wrong date is asked for again; lines are changed; then it is written."""
    shell = terminal("add", seed, "--corpus", root)
    shell.expect("Author .*:")
    shell.sendline("Ayla Kurt; Soli Özel")
    shell.expect("Published .*:")
    shell.sendline("14.9.2019")
    shell.expect("not a date")
    shell.expect("Published .*:")
    shell.sendline("2019-09-14")
    shell.expect("Write it.*:")
    shell.sendline("drop 3")
    shell.expect("left out by hand")
    shell.expect("Write it.*:")
    shell.sendline("y")
    shell.expect("added private/articles/2019-09-kurt-a-bargain-nobody-likes.md")
    shell.expect(pexpect.EOF)
    shell.close()
    assert shell.exitstatus == 0
    (article,) = load(root).items
    assert (article.author, article.published) == (("Ayla Kurt", "Soli Özel"), "2019-09-14")
    assert article.field_sources["published"] == "given"
    assert len(article.paragraphs) == 4


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_at_a_terminal_no_is_no(root, page):
    """Nothing is written, and the command says so."""
    shell = terminal("add", page(), "--corpus", root)
    shell.expect("Write it.*:")
    shell.sendline("n")
    shell.expect("nothing was written")
    shell.expect(pexpect.EOF)
    assert not list((root / "private").rglob("*.md"))


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_lines_are_chosen_anew_at_a_terminal(root, page):
    """`discourse clean` shows each line with its fate and takes changes until they are right."""
    discourse("add", page(), "--corpus", root, "--yes")
    (article,) = load(root).items
    shell = terminal("clean", article.id, "--corpus", root)
    shell.expect("the byline, stored as metadata")
    shell.expect("Write it.*:")
    shell.sendline("keep 99")
    shell.expect("no line 99; page.txt has 1[0-9] lines")
    shell.expect("Write it.*:")
    shell.sendline("keep 3")
    shell.expect("Write it.*:")
    shell.sendline("drop 7-9")
    shell.expect("Write it.*:")
    shell.sendline("y")
    shell.expect("4 paragraphs")
    shell.expect(pexpect.EOF)
    assert load(root).items[0].paragraphs[0] == "By Ayla Kurt"


def test_without_a_terminal_the_unknown_is_an_error_and_yes_accepts_it(root, seed, capsys):
    """Nothing is guessed: either the options are given, or `--yes` takes it as unknown."""
    assert discourse("add", seed, "--corpus", root) == 1
    assert "--author, --published ('' when unknown)" in capsys.readouterr().err
    assert discourse("add", seed, "--corpus", root, "--yes") == 0
    told = capsys.readouterr().err
    assert "does not tell its author and date of publication: taken as unknown" in told
    (article,) = load(root).items
    assert (article.author, article.published) == ((), "")


def test_nothing_is_asked_or_told_of_a_page_that_is_there(root, seed, tmp_path, capsys):
    """What it lacks was answered when it came; one page, a folder, and a dry run alike."""
    discourse("add", seed, "--corpus", root, "--author", "Ayla Kurt", "--published", "2019")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "again.txt").write_bytes(seed.read_bytes())
    capsys.readouterr()
    for arguments in ([seed], [folder, "--yes"], [folder, "--dry-run"], [folder]):
        assert discourse("add", *arguments, "--corpus", root) == 0
        told = capsys.readouterr().err
        assert "is already there as 2019-kurt-a-bargain-nobody-likes" in told
        assert "unknown" not in told
        assert "would be added" not in told
    assert load(root).items[0].author == ("Ayla Kurt",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--drop", "99"), "there is no line 99; page.txt has 16 lines"),
        (("--keep", "0"), "there is no line 0"),
        (("--keep", "7", "--drop", "7"), "line 7 is both kept and dropped"),
    ],
)
def test_lines_that_a_page_does_not_have_are_refused(root, page, capsys, options, message):
    """A slip in a number is not passed over; nothing is written."""
    path = page()
    assert discourse("add", path, "--corpus", root, *options, "--yes") == 1
    assert message in capsys.readouterr().err
    assert not list((root / "private").rglob("*.md"))
    assert discourse("add", path, "--corpus", root, "--drop", "15-16", "--yes") == 0


def test_given_fields_and_variables(root, seed):
    """An empty author is a value."""
    assert discourse("add", seed, "--corpus", root, "--author", "", "--published", "2019-09",
                     "--variable", "event=idlib-2019", "--genre", "analysis") == 0  # fmt: skip
    (article,) = load(root).items
    assert (article.author, article.published, article.genre) == ((), "2019-09", "analysis")
    assert article.variables == {"event": "idlib-2019"}


def test_a_table_that_was_mended_says_how_to_change_what_is_there(root, seed, tmp_path, capsys):
    """Adding again changes nothing: the command that does is told, and does it."""
    table = tmp_path / "meta.csv"
    row = f"file,author,published,outlet,event\n{seed.name},Ayla Kurt,%s,Sea Post,%s\n"
    call = ("add", seed, "--corpus", root, "--yes", "--metadata", table)
    table.write_text(row % ("2019-13", "gas"))
    assert discourse(*call) == 0
    (before,) = load(root).items
    assert before.published == ""
    assert discourse(*call) == 0
    assert "to change them" not in capsys.readouterr().err  # nothing else is told of it now
    table.write_text(row % ("2019-12", "grain of 2019"))
    assert discourse(*call) == 0
    command = re.search("to change them: discourse (edit .*)", capsys.readouterr().err)[1]
    assert command.endswith("--published 2019-12 --variable 'event=grain of 2019'")
    assert discourse(*shlex.split(command), "--corpus", root) == 0
    (after,) = load(root).items
    assert (after.published, dict(after.variables)) == ("2019-12", {"event": "grain of 2019"})
    command = re.search("'discourse (rename .*)' puts the date", capsys.readouterr().err)[1]
    assert discourse(*command.split(), "--corpus", root) == 0
    assert load(root).items[0].id == "2019-12-kurt-a-bargain-nobody-likes"


def test_a_folder_with_its_table(root, formats, tmp_path, capsys):
    """Every page of every file, one line each and a sum; a bad file does not stop the rest."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("article.pdf", "factiva.rtf"):
        (folder / name).write_bytes((formats / name).read_bytes())
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 no")
    code = discourse("add", folder, "--corpus", root, "--yes", "--metadata", formats / "zotero.csv")
    assert code == 1
    said = capsys.readouterr().err
    assert "bad.pdf" in said
    assert "3 added" in said
    assert "1 already there" in said
    assert "1 failed" in said
    found = {item.id: item for item in load(root).items}
    assert len(found) == 3
    # the PDF came first, with what its row in the table tells of it
    assert found["2018-02-kurt-afrin-and-the-guns-of-manbij"].outlet == "The Straits Monitor"


def test_the_corpus_in_a_folder_of_pages_is_not_taken_in(root, page, tmp_path, capsys):
    """Originals, what was taken out and the table of rows are no pages; its queue may be named."""
    assert discourse("add", page(), "--corpus", root) == 0
    assert discourse("remove", load(root).items[0].id, "--corpus", root) == 0
    assert discourse("add", tmp_path, "--corpus", root) == 0
    assert len(load(root).items) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "1 added"
    (root / "private" / "fetched").mkdir()
    page("corpus/private/fetched/one.txt", title="Another bargain", tail=("It ends here.",))
    assert discourse("add", root / "private" / "fetched", "--corpus", root, "--dry-run") == 0
    assert "one.txt would be" in capsys.readouterr().err
    assert discourse("add", root, "--corpus", root) == 1
    assert "holds no file that can be read" in capsys.readouterr().err
    assert discourse("add", "", "--corpus", root) == 2
    assert "'' names no file" in capsys.readouterr().err


def test_a_dry_run_writes_nothing(root, formats, capsys):
    """It only says what would become of each page."""
    assert discourse("add", formats / "nexis-uni.rtf", "--corpus", root, "--dry-run") == 0
    assert "3 would be added" in capsys.readouterr().err
    assert not list((root / "private").rglob("*.md"))


def test_quarantine_is_listed_and_released_by_command(root, page, panel, capsys):
    """`add` says why, `release` lists and takes in, `info` does not let it be forgotten."""
    stub = page("stub.txt", title="A stub", paragraphs=(panel("2018-02-washington-afrin")[0],))
    discourse("add", page(), "--corpus", root, "--yes")
    assert discourse("add", stub, "--corpus", root, "--yes") == 0
    said = capsys.readouterr().err
    assert "set aside" in said
    assert "discourse release 2019-09-kurt-a-stub" in said.replace("\n", " ")
    (waits,) = (root / "private" / "quarantine").glob("*.md")
    shutil.copy(waits, waits.with_name(".half-written.md"))  # as a killed process leaves it
    assert discourse("info", "--corpus", root) == 0
    assert "1 more wait in quarantine" in capsys.readouterr().err
    assert discourse("release", "--corpus", root, "--csv") == 0
    listed = capsys.readouterr().out
    assert "2019-09-kurt-a-stub,teaser," in listed
    assert discourse("release", "2019-09-kurt-a-stub", "--corpus", root) == 0
    assert len(load(root)) == 2
    assert discourse("release", "2019-09-kurt-a-stub", "--corpus", root) == 1


def test_a_page_that_waits_is_sent_to_release(root, page, panel, capsys):
    """Adding it again takes nothing in, with --anyway neither; the command that does is said."""
    stub = page("stub.txt", title="A stub", paragraphs=(panel("2018-02-washington-afrin")[0],))
    discourse("add", stub, "--corpus", root, "--yes")
    capsys.readouterr()
    for options in (["--yes"], ["--yes", "--anyway"], ["--anyway", "--dry-run"]):
        assert discourse("add", stub, "--corpus", root, *options) == 0
        told = " ".join(capsys.readouterr().err.split())
        assert "stub.txt waits in quarantine as 2019-09-kurt-a-stub" in told
        assert "'discourse release 2019-09-kurt-a-stub' takes it in" in told
        assert not list((root / "private" / "articles").glob("*.md"))
    assert discourse("release", "2019-09-kurt-a-stub", "--corpus", root) == 0
    assert discourse("add", stub, "--corpus", root, "--yes", "--anyway") == 0
    assert "release" not in capsys.readouterr().err.splitlines()[-1]


def test_edit_rename_remove_restore_by_command(root, page, capsys):
    """Each says what it has done; a wrong id is answered with the nearest one."""
    discourse("add", page(), "--corpus", root, "--yes")
    (article,) = load(root).items
    assert discourse("edit", article.id, "--corpus", root, "--published", "2019-09-15") == 0
    assert discourse("edit", article.id, "--corpus", root) == 2
    assert discourse("edit", article.id + "x", "--corpus", root, "--title", "X") == 1
    assert "did you mean" in capsys.readouterr().err
    assert discourse("rename", article.id, "2019-kurt", "--corpus", root) == 0
    assert load(root).items[0].published == "2019-09-15"
    assert discourse("remove", "2019-kurt", "--corpus", root) == 0
    assert not list((root / "private" / "articles").glob("*.md"))
    assert discourse("restore", "2019-kurt", "--corpus", root) == 0
    assert [item.id for item in load(root).items] == ["2019-kurt"]
    assert discourse("clean", "2019-kurt", "--corpus", root, "--drop", "7", "--yes") == 0
    assert len(load(root).items[0].paragraphs) == 4
    assert discourse("reprints", "--corpus", root) == 0


@pytest.mark.parametrize("options", [(), ("--drop", "7"), ("--forget",)])
def test_lines_are_not_chosen_anew_where_nobody_can_be_asked(root, page, capsys, options):
    """Every line is shown and none is written without --yes, whatever lines are named."""
    discourse("add", page(), "--corpus", root, "--yes")
    (article,) = load(root).items
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert discourse("clean", article.id, "--corpus", root, *options) == 1
    told = capsys.readouterr().err
    assert "the byline, stored as metadata" in told
    assert "nothing was written" in told
    assert "give --yes" in told
    assert {path: path.read_bytes() for path in before} == before


def test_an_edit_that_cannot_be_leaves_the_text_too(root, page, tmp_path, capsys):
    """A wrong field beside a new text: neither is written."""
    discourse("add", page(), "--corpus", root)
    (article,) = load(root).items
    (tmp_path / "new.txt").write_text("Gas flows to Ankara again.", encoding="utf-8")
    edit = ("edit", article.id, "--corpus", root, "--text", tmp_path / "new.txt")
    assert discourse(*edit, "--genre", "poem") == 1
    assert load(root).items[0].text == article.text
    assert discourse(*edit, "--genre", "analysis", "--variable", "event=gas") == 0
    assert "changed genre, variables, text of" in capsys.readouterr().err
    (changed,) = load(root).items
    assert (changed.text, changed.genre) == ("Gas flows to Ankara again.", "analysis")


def test_a_seed_is_taken_in_by_command(root, shared):
    """Twenty paragraphs of the one, ten of the other; no date of 2020."""
    for name, count in (("al-monitor-2021.txt", 20), ("lobelog-2019.txt", 10)):
        path = shared(f"seeds/{name}")
        assert discourse("add", path, "--corpus", root, "--yes") == 0
        assert count in {len(item.paragraphs) for item in load(root).items}
    assert {item.published for item in load(root).items} == {""}


def test_a_metadata_table_that_describes_nothing_is_told_at_the_command_line(
    root, page, tmp_path, capsys
):
    """The page is taken in all the same: the table was no help, and the message says so."""
    table = tmp_path / "meta.csv"
    table.write_text("name,outlet\npage.txt,The Straits Monitor\n")
    assert discourse("add", page(), "--metadata", table, "--corpus", root, "--yes") == 0
    assert "warning: no row of meta.csv describes any of these pages" in capsys.readouterr().err


def test_nothing_in_quarantine_and_no_copies_is_said_in_words(root, page, capsys):
    """An empty table alone leaves one to wonder; a wrong id is answered with those there are."""
    discourse("add", page(), "--corpus", root, "--yes")
    capsys.readouterr()
    assert discourse("release", "--corpus", root) == 0
    assert "nothing waits in quarantine" in capsys.readouterr().err
    assert discourse("reprints", "--corpus", root) == 0
    assert "no article copies or excerpts another" in capsys.readouterr().err
    assert discourse("restore", "zzz", "--corpus", root) == 1
    assert "'zzz' was not taken out; there is none" in capsys.readouterr().err
    (article,) = load(root).items
    discourse("remove", article.id, "--corpus", root)
    capsys.readouterr()
    assert discourse("restore", "zzz", "--corpus", root) == 1
    assert f"'zzz' was not taken out; there are {article.id}" in capsys.readouterr().err


def test_a_page_that_is_not_there_is_named_as_it_was_written(root, tmp_path, capsys):
    """The folder is where the mistake is, as often as not."""
    assert discourse("add", tmp_path / "nowhere" / "page.txt", "--corpus", root) == 1
    assert f"{tmp_path / 'nowhere' / 'page.txt'} is not there" in capsys.readouterr().err
