"""`discourse fetch`, run as a user runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.page_server import answer
from toolkit.cli import main
from toolkit.corpus import load
from toolkit.errors import IngestError
from toolkit.ingest.fetching import read_works

ROOT = Path(__file__).resolve().parents[3]
ARTICLES = sorted(path.stem for path in (ROOT / "corpus" / "articles").glob("*/*.md"))
OWN = ("--allow-private", "--interval", "0.01")


def discourse(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def links(site, tmp_path, article_page) -> Path:
    """A list of four links, one of them dead."""
    for number, name in enumerate(ARTICLES[:3]):
        site.pages[f"/{number}"] = answer(article_page(name, title=f"Number {number}"))
    path = tmp_path / "links.txt"
    lines = ["# my links", *(site.url(f"/{n}") for n in (0, 1, 2)), "", site.url("/dead")]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_list_of_links_is_fetched_and_told(links, site, root, capsys):
    """Table on stdout, the rest on stderr; a dead link is not worth another run: exit code 0."""
    assert discourse("fetch", links, "--corpus", root, *OWN, "--contact", "me@example.org") == 0
    out, err = capsys.readouterr()
    assert out.count("waiting") == 3
    assert "gone" in out
    assert "3 waiting, 1 gone" in err
    assert f"discourse add {root}/private/fetched --corpus {root}".replace(" ", "") in "".join(
        err.split()
    )
    assert "me@example.org" in site.asked[0][2]["User-Agent"]


def test_json_holds_the_whole_report(links, root, capsys):
    """For programs."""
    discourse("fetch", links, "--corpus", root, *OWN, "--json", "--limit", "1")
    told = json.loads(capsys.readouterr().out)
    assert [row["status"] for row in told["table"]] == ["waiting"]
    assert told["parameters"]["interval"] == 0.01


def test_what_may_pass_ends_with_1(site, root, tmp_path, capsys):
    """So that a script knows to run it again."""
    site.pages["/a"] = answer("", status=500)
    path = tmp_path / "one.csv"
    path.write_text(f"url,title\n{site.url('/a')},Gas\n", encoding="utf-8")
    assert discourse("fetch", path, "--corpus", root, *OWN) == 1
    assert "tries them again" in capsys.readouterr().err


def test_a_private_server_is_refused_without_leave(links, site, root, capsys):
    """The default asks nothing of this machine."""
    assert discourse("fetch", links, "--corpus", root, "--limit", "1") == 0
    assert "refused" in capsys.readouterr().out
    assert site.asked == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no-such.csv"], "is not there"),
        (["empty.csv"], "no rows"),
        (["no-url.csv"], "needs a column 'url'"),
        (["a.txt", "--interval", "1"], "not polite"),
        (["a.txt", "--contact", "nobody"], "neither an e-mail nor a web address"),
        (["a.txt", "--corpus", "nowhere"], "nowhere"),
    ],
)
def test_wrong_calls_are_answered_in_words(root, tmp_path, monkeypatch, capsys, arguments, told):
    """One message, exit code 1, nothing written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.csv").write_text("url,title\n", encoding="utf-8")
    (tmp_path / "no-url.csv").write_text("title\nGas\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("https://site.example/\n", encoding="utf-8")
    assert discourse("fetch", *arguments) == 1
    err = capsys.readouterr().err
    assert told in " ".join(err.split())
    assert "Traceback" not in err
    assert not (root / "private/fetched").exists()


def test_without_the_extra_it_says_how_to_install_it(links, root):
    """In a Python that lacks the libraries; every other command works."""
    code = (
        "import sys; sys.modules['protego'] = None; from toolkit.cli import main; "
        "assert main(['fetch', sys.argv[1], '--corpus', sys.argv[2]]) == 1; "
        "assert main(['check', '--corpus', sys.argv[2]]) == 0"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(links), str(root)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "pip install 'discourse-toolkit[fetch]'" in " ".join(done.stderr.split())


def test_no_other_command_loads_what_touches_the_network(root):
    """Adding, checking and counting import no HTTP client."""
    code = (
        "import sys; from toolkit.cli import main; "
        "main(['check', '--corpus', sys.argv[1]]); import toolkit.ingest; "
        "print([n for n in ('httpx', 'httpcore', 'protego', 'requests') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_at_any_moment_it_goes_on(site, root, tmp_path, article_page):
    """Kill after kill: in the end every page was taken in, none twice, nothing is half there."""
    for number, name in enumerate(ARTICLES[:3]):
        site.pages[f"/{number}"] = answer(article_page(name, title=f"Number {number}"))
    links = tmp_path / "links.txt"
    links.write_text("\n".join(site.url(f"/{n}") for n in range(3)), encoding="utf-8")
    command = [
        sys.executable, "-m", "toolkit", "fetch", str(links), "--corpus", str(root),
        "--allow-private", "--interval", "0.1", "--yes",
    ]  # fmt: skip
    for pause in (0.0, 0.3):
        before = len(site.paths)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while len(site.paths) == before and time.monotonic() < end and process.poll() is None:
            time.sleep(0.01)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    fetched = root / "private/fetched"
    pages = [p for p in fetched.iterdir() if p.suffix == ".html"]
    assert pages == []
    places = ("articles/**/*.md", "quarantine/*.md")
    held = [path for place in places for path in (root / "private").glob(place)]
    assert len(held) == len(list((root / "private/originals").glob("*/*.html"))) == 3
    assert {article.title for article in load(root).items} <= {f"Number {n}" for n in range(3)}
    # at most the page that was under way is asked for twice, once a kill
    assert len(site.paths) <= 3 + 2


def test_the_catalogue_can_be_fetched():
    """477 works, each with an address of its own; only printed dates are taken from it."""
    from toolkit.ingest.fetching.addresses import parse_url

    works = read_works(ROOT / "corpus" / "catalogue.csv")
    assert len(works) == 477
    assert all(parse_url(work.url).host for work in works)
    assert {name for work in works for name in work.fields} == {
        "title", "author", "outlet", "genre", "published",
    }  # fmt: skip
    # 234 have a date that the page or its address prints
    assert 200 < sum("published" in work.fields for work in works) <= 235


def test_lists_of_many_forms_are_read(tmp_path, formats):
    """RIS and Zotero's CSV as they come; one address a line; each address once."""
    (tmp_path / "a.ris").write_text(
        "TY  - NEWS\nTI  - Gas\nUR  - https://a.example/1\nER  - \n", encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text(
        "https://a.example/1\nhttp://www.a.example/1/?utm_source=x\n#x\n", encoding="utf-8"
    )
    assert [(w.url, w.fields) for w in read_works(tmp_path / "a.ris")] == [
        ("https://a.example/1", {"title": "Gas"})
    ]
    assert [w.url for w in read_works(tmp_path / "b.txt")] == ["https://a.example/1"]
    with pytest.raises(IngestError, match="not there"):
        read_works(tmp_path / "c.csv")
