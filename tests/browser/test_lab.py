"""The notebooks in a real JupyterLab, in a real browser, as a researcher runs them."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Page, browser

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOK = (
    "[...(window.jupyterapp?.shell?.widgets('main') ?? [])]"
    ".find(one => one.content?.widgets?.length)"
)
# what the cells hold, and what of it the page shows
OUTPUTS = f"""((notebook, page) => {{
  const cells = notebook.content.widgets.filter(cell => cell.model.type === 'code');
  const outputs = cells.flatMap(cell => cell.model.outputs.toJSON());
  return {{
    cells: cells.length,
    run: cells.filter(cell => cell.model.executionCount !== null).length,
    running: page.querySelectorAll('.jp-Notebook .jp-mod-running').length,
    errors: outputs.filter(one => one.output_type === 'error').map(one => one.evalue),
    images: page.querySelectorAll('.jp-OutputArea-output img').length,
    tables: page.querySelectorAll('.jp-OutputArea-output table').length,
  }};
}})({NOTEBOOK}, document)"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab on a copy of the project's notebooks and corpus."""
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "notebooks", project / "notebooks")
    shutil.copytree(
        ROOT / "corpus", project / "corpus", ignore=shutil.ignore_patterns("private", ".cache")
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(project / ".config"),
        "JUPYTER_DATA_DIR": str(project / ".data"),
        "JUPYTER_RUNTIME_DIR": str(project / ".runtime"),
    }
    line = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    line += ["--IdentityProvider.token=", f"--notebook-dir={project}", "--ServerApp.ip=127.0.0.1"]
    line += ["--expose-app-in-browser", "--LabApp.news_url=None", "--ServerApp.port_retries=0"]
    log = (project / "server.log").open("w")
    server = subprocess.Popen(line, cwd=project, env=settings, stdout=log, stderr=log)
    try:
        _answer(f"{address}/api", server)
        yield address, project
    finally:
        server.terminate()
        server.wait(60)
        log.close()


def _answer(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address):
            return
        time.sleep(0.3)
    raise AssertionError("JupyterLab did not start")


def run_all(page: Page, address: str, name: str) -> dict[str, object]:
    """Open a notebook and press Run All Cells; give what it shows in the end."""
    page.open(f"{address}/lab/tree/notebooks/{name}")
    page.wait(f"({NOTEBOOK})?.sessionContext.session?.kernel?.status === 'idle'")
    page.run(f"window.jupyterapp.shell.activateById(({NOTEBOOK}).id)")
    page.run("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait(f"(shown => shown.run === shown.cells && !shown.running)({OUTPUTS})", seconds=300)
    return dict(page.run(OUTPUTS))


def test_the_first_notebook_runs_and_shows_tables_and_figures(lab, tmp_path):
    """Run All Cells: no error, tables as tables, figures as pictures, and the files are written."""
    address, project = lab
    with browser() as page:
        shown = run_all(page, address, "01-corpus.ipynb")
        picture = Path(os.environ.get("SCREENSHOTS", tmp_path)) / "lab-01-corpus.png"
        page.screenshot(picture)
    assert shown["errors"] == []
    assert shown["run"] == shown["cells"]
    assert shown["tables"] >= 2
    assert shown["images"] >= 2
    assert picture.stat().st_size > 20_000
    for kind in ("png", "svg", "pdf", "csv", "md"):
        assert (project / "figures" / f"corpus-authors-years.{kind}").is_file()
