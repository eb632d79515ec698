"""The first hour of the README and the guide, run line by line in a copy of the project."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import toolkit
from tests.commands import ENVIRONMENT, discourse
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.query import parse

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = "docs|corpus|figures|notebooks|toolkit|scripts|benchmarks"


def blocks(language: str) -> list[str]:
    """Give the blocks of the guide that are in one language."""
    text = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def first_hour() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## The first hour.*?```sh\n(.*?)```", text, re.DOTALL)
    assert block
    return block.group(1).strip().splitlines()


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of what a clone holds, without private articles and with nothing annotated."""
    folder = tmp_path / "project"
    ignored = shutil.ignore_patterns("private", ".cache", ".lock", "*.pyc")
    for name in ("corpus", "docs", "notebooks", "figures"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_it_is_twelve_short_lines():
    """What is promised is what is written."""
    lines = first_hour()
    assert len(lines) == 12
    assert max(map(len, lines)) < 90


def by_a_shell(line: str, project: Path) -> CompletedProcess[str]:
    """Run a line as it stands, by a shell, as a process of its own."""
    return subprocess.run(
        line.replace("discourse", f"{sys.executable} -m toolkit", 1),
        shell=True,
        cwd=project,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **ENVIRONMENT},
    )


def in_this_process(line: str, project: Path) -> CompletedProcess[str]:
    """Run a line without the seconds that starting Python takes."""
    program, *arguments = shlex.split(line)
    assert program == "discourse"
    return discourse(*arguments, cwd=project)


def run_all(
    lines: list[str], project: Path, run: Callable[[str, Path], CompletedProcess[str]]
) -> None:
    """Run commands; each must end with 0 and without a traceback."""
    for line in lines:
        done = run(line, project)
        assert done.returncode == 0, (line, done.stderr)
        assert "Traceback" not in done.stderr


def test_every_line_but_the_last_runs(project):
    """Each command ends with 0 and without a traceback; the figures have a test of their own.

    The first that has marks which mean something to a shell is run by one.
    """
    lines = [line for line in first_hour() if line.startswith("discourse")]
    assert lines[-1] == "discourse figures"
    quoted = next(place for place, line in enumerate(lines) if "'" in line)
    run_all(lines[:quoted], project, in_this_process)
    run_all(lines[quoted : quoted + 1], project, by_a_shell)
    run_all(lines[quoted + 1 : -1], project, in_this_process)
    added = list((project / "corpus" / "private" / "articles").rglob("*.md"))
    assert len(added) == 1
    text = added[0].read_text(encoding="utf-8")
    assert "Every winter the same conversation" in text
    for dropped in ("Skip to content", "Workers inspect", "is a fellow", "reader17", "Subscribe"):
        assert dropped not in text


def test_commands_of_the_guide_run(project):
    """What the guide tells its three users to type works as it stands.

    Those that stand in the README as well are run above.
    """
    assert len(toolkit.load(ROOT / "corpus").tokens)  # annotates it, where no test before has
    unfinished = shutil.ignore_patterns(".part-*")  # what another process is writing just now
    shutil.copytree(ROOT / "corpus" / ".cache", project / "corpus" / ".cache", ignore=unfinished)
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    known = {line for line in first_hour() if line.startswith("discourse")}
    commands = [line for line in lines if line.startswith("discourse") and line not in known]
    assert len(commands) >= 10
    run_all(commands, project, in_this_process)
    assert len(list((project / "corpus" / "private" / "articles").rglob("*.md"))) == 1


def test_code_of_the_guide_runs(monkeypatch):
    """Each block stands by itself."""
    monkeypatch.chdir(ROOT)
    assert len(blocks("python")) == 5
    for block in blocks("python"):
        exec(compile(block, "guide.md", "exec"), {})


def test_queries_and_the_codebook_of_the_guide_are_well_formed():
    """Each query of the table can be asked, and the codebook is one."""
    text = (ROOT / "docs" / "guide" / "queries.md").read_text(encoding="utf-8")
    queries = re.findall(r"^\| `(.+?)` \|", text, re.MULTILINE)
    assert len(queries) >= 10
    for query in queries:
        parse(query.replace(r"\|", "|"), named={"link": "gas"})
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example
    assert list(Codebook.parse(example.group(1)).frames) == ["hardship"]


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/guide.md",
        "docs/guide/queries.md",
        "docs/classifier.md",
        "corpus/README.md",
    ],
)
def test_pages_name_files_that_exist(page):
    """A reader finds every folder and file that is named."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for name in re.findall(
        r"`((?:docs|corpus|figures|notebooks|toolkit|scripts|benchmarks)/[\w./-]*)`", text
    ):
        if "private" not in name:
            assert (ROOT / name).exists(), name
    for name in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (ROOT / name).exists(), name
