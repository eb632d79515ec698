"""The notebook runner: same bytes every time, errors that name their place, clean sources."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from toolkit import notebooks
from toolkit.cli import main
from toolkit.errors import NotebookError
from toolkit.notebooks import running
from toolkit.notebooks.commands import app

ROOT = Path(__file__).parents[1]
COMMITTED = sorted((ROOT / "notebooks").glob("*.ipynb"))
DRAWING = """
import numpy as np
from matplotlib import pyplot as plt
print({"Ankara", "Moscow", "Tbilisi", "Baku"})
x = np.exp(np.linspace(0, 3, 997))
fig, ax = plt.subplots()
ax.plot(x[:99], np.linalg.svd(np.outer(x, x)[:, :99])[1])
ax.set_title(repr(float(np.sum(np.sin(x) @ np.outer(x, 1 / x)))))
plt.rcParams["svg.hashsalt"] = "fixed"
for kind in ("svg", "png", "pdf"):
    fig.savefig(f"drawing.{kind}")
"""


# nbformat takes seconds to import, and every worker imports every module of tests: it waits here
# for the tests that need it.
def load(path: Path) -> Any:
    """Read a notebook as it stands."""
    import nbformat

    return nbformat.read(path, as_version=4)


def write(path: Path, *sources: str) -> Path:
    """Write a notebook of code cells."""
    import nbformat
    from nbformat import v4

    cells = [v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebooks.strip(v4.new_notebook(cells=cells)), path)
    return path


def command(*arguments: str | Path) -> Result:
    """Call the runner with a user's words, in this process for the sake of time."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def executed(made_once: Callable[..., Path]) -> Path:
    """A folder with a space in its name where the runner has run a notebook that draws."""

    def fill(folder: Path) -> None:
        write(folder / "notebooks" / "01-drawing.ipynb", DRAWING)
        line = [sys.executable, "-m", "toolkit.notebooks", "run"]
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return made_once("notebook that was run", fill)


def test_run_leaves_the_notebook_alone_and_writes_its_copy_and_page(executed: Path) -> None:
    """Outputs go to build/, never into the notebook."""
    source = load(executed / "notebooks" / "01-drawing.ipynb")
    copy = load(executed / "build" / "01-drawing.ipynb")
    assert source.cells[0].outputs == []
    assert "Tbilisi" in copy.cells[0].outputs[0].text
    assert "Tbilisi" in (executed / "build" / "01-drawing.html").read_text(encoding="utf-8")


def test_run_writes_no_times_into_the_copy(executed: Path) -> None:
    """A second run of the same notebook could otherwise never be the same bytes."""
    copy = load(executed / "build" / "01-drawing.ipynb")
    assert "execution" not in copy.cells[0].metadata
    assert "language_info" not in copy.metadata


def test_plain_nbconvert_draws_the_same_bytes_as_the_runner(executed: Path) -> None:
    """The settings stand in the kernel, so that they hold for every program that starts it."""
    prefix = executed / "prefix"
    notebooks.install_kernel(prefix)
    plain = executed / "plain"
    write(plain / "01-drawing.ipynb", DRAWING)
    settings = {
        **os.environ,
        "JUPYTER_PATH": str(prefix / "share" / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "0",
        "PYTHONHASHSEED": "12345",
        "OPENBLAS_NUM_THREADS": "2",
    }
    line = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--inplace"]
    done = subprocess.run(
        [*line, "01-drawing.ipynb"],
        cwd=plain,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for kind in ("svg", "png", "pdf"):
        one = (executed / "notebooks" / f"drawing.{kind}").read_bytes()
        assert one == (plain / f"drawing.{kind}").read_bytes()
    said = [
        load(path).cells[0].outputs[0].text
        for path in (executed / "build" / "01-drawing.ipynb", plain / "01-drawing.ipynb")
    ]
    assert said[0] == said[1]


def test_kernel_holds_the_settings(tmp_path: Path) -> None:
    """The installed kernel passes on every fixed setting and starts this Python."""
    kernel = json.loads((notebooks.install_kernel(tmp_path) / "kernel.json").read_text())
    assert kernel["env"] == notebooks.environment()
    assert kernel["argv"][0] == sys.executable


def test_processor_settings_only_where_the_processor_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Asking an old or another processor for AVX2 would end in an illegal instruction."""
    monkeypatch.setattr(notebooks.kernel, "_has_avx2", lambda: False)
    assert "OPENBLAS_CORETYPE" not in notebooks.environment()
    monkeypatch.setattr(notebooks.kernel, "_has_avx2", lambda: True)
    assert notebooks.environment()["OPENBLAS_CORETYPE"] == "Haswell"


def test_error_names_notebook_cell_line_and_reason(tmp_path: Path) -> None:
    """The line is the failing cell's own, not that of a function defined further up."""
    write(tmp_path / "a.ipynb", "def half(x):\n    return x / 0", "x = 4\ny = half(x)\nz = 1")
    write(tmp_path / "b.ipynb", "open('b was run', 'w').close()")
    done = command("run", tmp_path, "--output", tmp_path / "out", "--jobs", "1")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "a.ipynb, code cell 2, line 2:",
        "    y = half(x)",
        "ZeroDivisionError: division by zero",
        f"the traceback is in {tmp_path / 'out' / 'a.ipynb'}",
    ]
    assert "Traceback" in (tmp_path / "out" / "a.ipynb").read_text()
    assert not (tmp_path / "b was run").exists()


WAIT = """
import os, pathlib, time
def wait(name):
    while not os.path.exists(name):
        time.sleep(.02)
"""


def test_two_run_at_once_and_are_told_in_order(tmp_path: Path) -> None:
    """Each waits for the other, and the first to end is not the first that is told."""
    first = write(
        tmp_path / "1.ipynb",
        WAIT + "pathlib.Path('1 began').touch()\nwait('2 began')\nwait('out/2.html')",
    )
    second = write(tmp_path / "2.ipynb", WAIT + "pathlib.Path('2 began').touch()\nwait('1 began')")
    done = command(
        "run", first, second, "--jobs", "2", "--timeout", "60", "--output", tmp_path / "out"
    )
    assert done.exit_code == 0, done.stderr
    *told, sum_of_all = done.stdout.splitlines()
    assert [line.split()[0] for line in told] == ["1.ipynb", "2.ipynb"]
    assert sum_of_all == "0 figures in figures/, all as they were"


@pytest.mark.parametrize("by", ["the runner", "discourse figures"])
def test_what_a_run_has_changed_is_told(tmp_path: Path, monkeypatch: Any, capsys: Any, by: str):
    """Who reproduces figures reads whether they are those that were there, byte for byte."""
    monkeypatch.chdir(tmp_path)
    drawn = (
        "import pathlib\n"
        "for name, text in {}.items(): pathlib.Path('../figures', name).write_text(text)"
    )
    (tmp_path / "figures").mkdir()
    for name in ("same.svg", "same.csv", "other.svg", "manifest.json"):
        (tmp_path / "figures" / name).write_text("1")
    texts = {"same.svg": "1", "other.svg": "2", "more.csv": "3", "manifest.json": "4", ".lock": ""}
    write(tmp_path / "notebooks" / "1.ipynb", drawn.format(texts))
    if by == "the runner":
        done = command("run")
        assert done.exit_code == 0, done.stderr
        said = done.stdout
    else:
        assert main(["figures"]) == 0
        said = capsys.readouterr().err
        assert "1.ipynb: " in said
    assert said.endswith("3 figures in figures/; changed: other; new: more\n")


def test_an_error_stops_those_that_run_and_begins_no_other(tmp_path: Path) -> None:
    """One message, of the notebook that failed; no process is left behind."""
    sleep = "pathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)"
    write(tmp_path / "1.ipynb", WAIT + sleep)
    wrong = "wait('pid')\nfrom toolkit.files import path_of\npath_of(1)"
    write(tmp_path / "2.ipynb", WAIT + wrong)
    write(tmp_path / "3.ipynb", "open('3 was run', 'w').close()")
    done = command("run", tmp_path, "--jobs", "2", "--output", tmp_path / "out")
    assert done.exit_code == 1
    place, line, reason, *_ = done.stderr.splitlines()
    assert place == "2.ipynb, code cell 1, line 8:"  # the blank line at the top counts
    assert line == "    path_of(1)"  # the notebook's, not the toolkit's
    assert reason.startswith("ToolkitError: ")
    assert "1.ipynb" not in done.stderr
    assert not (tmp_path / "3 was run").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_two_errors_are_both_told(tmp_path: Path) -> None:
    """Neither hides the other where both come before either can be stopped."""
    for name in ("1", "2"):
        (tmp_path / f"{name}.ipynb").write_text("no notebook")
    done = command("run", tmp_path, "--jobs", "2", "--output", tmp_path / "out")
    assert done.exit_code == 1
    assert [line.split(" is not")[0] for line in done.stderr.splitlines()] == ["1.ipynb", "2.ipynb"]


def test_as_many_at_once_as_there_are_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """But no more than there are notebooks, nor than memory is likely to hold."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(32)), raising=False)
    assert [running.at_once(n) for n in (0, 1, 3, 9)] == [1, 1, 3, running.MOST_AT_ONCE]
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {7}, raising=False)
    assert running.at_once(5) == 1


def test_slow_cell_is_stopped_and_named(tmp_path: Path) -> None:
    """A cell past the time allowed ends the run with advice, without a traceback."""
    path = write(tmp_path / "slow.ipynb", "import time\ntime.sleep(60)")
    done = command("run", path, "--timeout", "1", "--output", tmp_path)
    assert done.exit_code == 1
    assert done.stderr == (
        "slow.ipynb, code cell 1\nran longer than 1 s; allow more with --timeout\n"
    )


def test_dead_process_is_said_to_be_dead(tmp_path: Path) -> None:
    """A process that the system killed is reported with the cell that ran, and what it said."""
    path = write(tmp_path / "dead.ipynb", "import os\nos.write(2, b'oh dear')\nos._exit(9)")
    done = command("run", path, "--output", tmp_path)
    assert done.exit_code == 1
    assert "dead.ipynb, code cell 1\nits Python process died" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_interrupt_ends_runner_and_kernels(tmp_path: Path) -> None:
    """Ctrl-C during cells of two notebooks stops all processes and says so in one word."""
    sleep = "import os, time\nopen('pid-{}', 'w').write(f'{{os.getpid()}}\\n')\ntime.sleep(60)"
    paths = [write(tmp_path / f"long-{n}.ipynb", sleep.format(n)) for n in range(2)]
    line = [sys.executable, "-m", "toolkit.notebooks", "run", "--jobs", "2", *map(str, paths)]
    process = subprocess.Popen(line, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    pids = [tmp_path / f"pid-{n}" for n in range(2)]
    while time.monotonic() < deadline:
        if all(pid.exists() and pid.read_text().endswith("\n") for pid in pids):
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[1] == "stopped\n"
    assert process.returncode == 130
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid.read_text()), 0)


def test_missing_notebook_is_refused(tmp_path: Path) -> None:
    """A folder without notebooks is an error, not a run of nothing."""
    with pytest.raises(NotebookError, match=r"no notebook in .*; name a \.ipynb file"):
        notebooks.find([tmp_path])


@pytest.mark.parametrize("content", [b"{", b"{}", b"[]", b"\xff\xfe", b'{"nbformat": 4}', b""])
def test_broken_notebook_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever stands in the file, the error names it and says what to do."""
    path = tmp_path / "broken.ipynb"
    path.write_bytes(content)
    with pytest.raises(NotebookError, match=r"broken\.ipynb is not a valid notebook .*JupyterLab"):
        notebooks.read(path)


def test_strip_removes_what_a_machine_left() -> None:
    """Outputs, counts, times and kernel names go; source and tags stay; the input is unchanged."""
    from nbformat import v4

    cell = v4.new_code_cell(
        "1 + 1",
        execution_count=7,
        outputs=[v4.new_output("stream", text="2")],
        metadata={"tags": ["keep"], "execution": {"iopub.status.busy": "2024"}},
    )
    notebook = v4.new_notebook(
        cells=[cell], metadata={"kernelspec": {"name": "x", "display_name": "y"}}
    )
    bare = notebooks.strip(notebook)
    assert bare.cells[0] == v4.new_code_cell("1 + 1", id=cell.id, metadata={"tags": ["keep"]})
    assert bare.metadata.kernelspec.name == "python3"
    assert notebook.cells[0].execution_count == 7


def test_strip_check_fails_on_outputs_and_strip_mends_it(tmp_path: Path) -> None:
    """`--check` changes nothing; without it the file is clean afterwards."""
    import nbformat
    from nbformat import v4

    cell = v4.new_code_cell("1", execution_count=1)
    path = tmp_path / "dirty.ipynb"
    nbformat.write(v4.new_notebook(cells=[cell]), path)
    before = path.read_bytes()
    done = command("strip", "--check", path)
    assert (done.exit_code, path.read_bytes()) == (1, before)
    assert done.stderr.startswith("dirty.ipynb: not clean; run")
    assert command("strip", path).exit_code == 0
    assert command("strip", "--check", path).exit_code == 0


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.name)
def test_committed_notebook_is_clean(path: Path) -> None:
    """What is committed is valid and holds neither outputs nor execution counts."""
    notebook = notebooks.read(path)
    assert notebook == notebooks.strip(notebook)


def test_agreement_is_that_of_the_articles_selected(tmp_path: Path, monkeypatch: Any) -> None:
    """Notebook 05 on some years: the figure said their number, and counted all that are coded."""
    from toolkit import figures

    cells = [cell.source for cell in load(ROOT / "notebooks" / "05-validation.ipynb").cells
             if cell.cell_type == "code"]  # fmt: skip
    first = next(place for place, code in enumerate(cells) if "validation-plan" in code)
    source = "\n".join(cells[: first + 1])
    monkeypatch.setattr(figures, "save", lambda figure, name, **given: saved.update({name: given}))
    saved: dict[str, Any] = {}
    some = source.replace(
        "toolkit.load()", f"toolkit.load({str(ROOT / 'corpus')!r}).where(year=2016)"
    )
    assert some != source
    space: dict[str, Any] = {}
    exec(compile(some, "05-validation", "exec"), space)
    n = len(space["panel"])
    assert 0 < n < 120
    for name in ("validation-agreement", "validation-plan"):
        assert f"n = {n}:" in saved[name]["caption"]
        assert saved[name]["data"].table["n_articles"].max() == n


def test_an_early_article_without_an_outlet_stops_no_notebook(tmp_path: Path) -> None:
    """Notebook 02 compared the outlet of the first article, which may have none, or be alone."""
    import toolkit

    cells = [cell["source"] for cell in load(ROOT / "notebooks" / "02-words.ipynb")["cells"]]
    (source,) = [source for source in cells if 'adjust="event"' in source and "keyness" in source]
    shutil.copytree(ROOT / "corpus" / "articles" / "2018", tmp_path / "articles")
    first = sorted((tmp_path / "articles").glob("*.md"))[0]
    text = first.read_text("utf-8")
    alone = re.sub(r"(?m)^id: .*$", "id: 1999-early", text)
    alone = re.sub(r"(?m)^outlet: .*\n", "", alone)
    (tmp_path / "articles" / "1999-early.md").write_text(alone.replace("the", "that"), "utf-8")
    corpus = toolkit.load(tmp_path)
    assert corpus.articles["outlet"].iloc[0] == ""
    names: dict[str, Any] = {"corpus": corpus, "toolkit": toolkit}
    exec(source, names)
    assert names["desks"].notes
