"""Run the notebooks from first to last so that every run leaves the same bytes.

Plain ``jupyter nbconvert --execute`` and JupyterLab give the same figures, because the fixed
settings stand in the Jupyter kernel itself (``python -m toolkit.notebooks kernel``), where they
hold before numpy is loaded.
"""

from __future__ import annotations

import asyncio
import copy
import functools
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from toolkit.errors import NotebookError, ToolkitError
from toolkit.files import write_atomic

if TYPE_CHECKING:
    from nbformat import NotebookNode

KERNEL = "python3"
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": KERNEL},
    "language_info": {"name": "python"},
}
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def environment() -> dict[str, str]:
    """Return the settings under which numbers and drawings are the same on every run.

    They fix what a notebook cannot fix for itself, since it takes effect when a library is loaded:
    the order of sets, the date in a drawing, one thread for linear algebra, and the processor's
    instructions. Sums of floats depend on the width of the vectors they are added in, and a Gibbs
    sampler makes another chain of the last digit: every x86-64 processor with AVX2 (from 2013 on)
    is therefore asked for just that, however much more it can do. Other processors are left as
    they are, and there the figures may differ in their last digits from the committed ones.

    Returns
    -------
    dict of str to str
        Environment variables for a Jupyter kernel.

    Examples
    --------
    >>> environment()["PYTHONHASHSEED"]
    '0'
    """
    settings = {
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "946684800",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "VECLIB_MAXIMUM_THREADS": "1",
    }
    if _has_avx2():
        settings |= {
            "OPENBLAS_CORETYPE": "Haswell",
            "TOMOTOPY_ISA": "avx2",
            "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
        }
    return settings


def _has_avx2() -> bool:
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    try:
        return "avx2" in Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:
        return False


def install_kernel(prefix: str | Path = sys.prefix) -> Path:
    """Put the fixed settings into the Jupyter kernel of an environment.

    Parameters
    ----------
    prefix
        The environment's folder; the kernel goes to ``share/jupyter/kernels/python3`` in it.

    Returns
    -------
    Path
        The folder of the kernel.
    """
    from ipykernel.kernelspec import install

    return Path(install(kernel_name=KERNEL, prefix=str(prefix), env=environment()))


def find(places: Iterable[Path]) -> list[Path]:
    """List notebooks in the order in which they run.

    Parameters
    ----------
    places
        Notebooks, and folders of notebooks; those of a folder come sorted by name.

    Raises
    ------
    NotebookError
        When a place is missing or holds no notebook.

    Examples
    --------
    >>> find([Path("nowhere")])
    Traceback (most recent call last):
    toolkit.errors.NotebookError: no notebook in nowhere; name a .ipynb file or a folder of them
    """
    found: list[Path] = []
    for place in places:
        here = [place] if place.is_file() else sorted(place.glob("*.ipynb"))
        if not here:
            raise NotebookError(f"no notebook in {place}; name a .ipynb file or a folder of them")
        found += here
    return found


def read(path: Path) -> NotebookNode:
    """Read a notebook of format 4.

    Raises
    ------
    NotebookError
        When the file cannot be read or is no valid notebook.
    """
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
    except OSError as error:
        raise NotebookError(f"cannot read {path.name}: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, nbformat.ValidationError) as error:
        # nbformat meets JSON of another shape with whatever its first access raises
        reason = str(error).strip().partition("\n")[0][:200]
        raise NotebookError(
            f"{path.name} is not a valid notebook ({reason}); open and save it in JupyterLab"
        ) from error
    return notebook


def run(path: Path, output: Path, timeout: float = 600) -> Path:
    """Run one notebook in its own folder; write the executed copy and an HTML page of it.

    The notebook itself is not changed. The copy holds no times, so that two runs of a notebook
    that always says the same are the same bytes.

    Parameters
    ----------
    path
        The notebook.
    output
        The folder for ``<name>.ipynb`` and ``<name>.html``.
    timeout
        The longest that one cell may take, in seconds.

    Returns
    -------
    Path
        The executed copy.

    Raises
    ------
    NotebookError
        When a cell fails, takes too long, or its process dies: names the notebook, the cell, the
        line and the error. The copy, with the full traceback, is written all the same.
    """
    import nbformat
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = read(path)
    copy_path = output / path.name
    with tempfile.TemporaryFile() as messages:
        execution = _Execution(notebook, path, timeout, messages)
        try:
            with asyncio.Runner(loop_factory=_Loop) as loop:
                loop.run(execution.execute())
        except CellExecutionError as error:
            write_atomic(copy_path, nbformat.writes(notebook) + "\n")
            raise NotebookError(
                f"{execution.place(error.traceback)}\n{_reason(error)}\n"
                f"the full traceback is in {copy_path}"
            ) from None
        except CellTimeoutError:
            raise NotebookError(
                f"{execution.place()}\nran longer than {timeout:g} s; allow more with --timeout"
            ) from None
        except DeadKernelError:
            raise NotebookError(
                f"{execution.place()}\nits Python process died, most often for want of memory"
                f"{execution.last_words()}"
            ) from None
        except (OSError, RuntimeError) as error:
            raise NotebookError(
                f"{path.name}: no Jupyter kernel could be run: {error}{execution.last_words()}"
            ) from None
    notebook.metadata.pop("language_info", None)  # holds the patch level of Python
    write_atomic(copy_path, nbformat.writes(notebook) + "\n")
    write_atomic(copy_path.with_suffix(".html"), _html(notebook, path.stem))
    return copy_path


class _Loop(asyncio.SelectorEventLoop):
    """Leave Ctrl-C to `asyncio.Runner`, which cancels the run and lets the kernel be stopped."""

    def add_signal_handler(self, sig: int, callback: Any, *args: Any) -> None:  # type: ignore[override]
        raise RuntimeError("signals are handled outside the loop")


class _Execution:
    """One notebook being run: how far it is, and where it failed."""

    def __init__(
        self, notebook: NotebookNode, path: Path, timeout: float, messages: IO[bytes]
    ) -> None:
        from nbclient import NotebookClient
        from tqdm.auto import tqdm
        from traitlets.config import Config

        self.path = path
        self.cell: NotebookNode | None = None
        self.messages = messages
        self.number = 0  # of the code cell
        cells = sum(cell.cell_type == "code" for cell in notebook.cells)
        self.bar = tqdm(total=cells, desc=path.stem, unit="cell", leave=False, disable=None)
        self.client = NotebookClient(
            notebook,
            kernel_name=KERNEL,
            timeout=timeout,
            record_timing=False,
            resources={"metadata": {"path": str(path.resolve().parent)}},
            on_cell_start=self._start,
            # on a shared machine no one else can read along
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )

    def _start(self, cell: NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            self.cell = cell
            self.number += 1
            self.bar.update()

    async def execute(self) -> None:
        from nbclient.exceptions import DeadKernelError

        with self.bar:
            try:
                fixed = {**os.environ, **environment()}
                await self.client.async_execute(env=fixed, stderr=self.messages)
            except DeadKernelError:
                task = asyncio.current_task()
                if task is not None and task.cancelling():
                    # the kernel did not die of itself: the user pressed Ctrl-C
                    raise asyncio.CancelledError from None
                raise

    def place(self, traceback: str = "") -> str:
        """Name the notebook, the code cell, and the line of it that a traceback points at."""
        where = f"{self.path.name}, code cell {self.number}"
        source = self.cell.source.splitlines() if self.cell is not None else []
        frames = re.findall(r"Cell In\[(\d+)\], line (\d+)", _COLOURS.sub("", traceback))
        # the first frame is this cell; later ones may be functions of cells before it
        lines = [int(line) for cell, line in frames if cell == frames[0][0]]
        if not lines or not 0 < lines[-1] <= len(source):
            return where
        return f"{where}, line {lines[-1]}:\n    {source[lines[-1] - 1].strip()}"

    def last_words(self) -> str:
        """Return the end of what the kernel's process wrote before it died."""
        self.messages.seek(0)
        said = self.messages.read().decode("utf-8", "replace").strip().splitlines()[-3:]
        return "".join(f"\n    {line}" for line in said)


def _reason(error: Any) -> str:
    text = _COLOURS.sub("", str(error.evalue)).strip()
    return f"{error.ename}: {text}" if text else str(error.ename)


def _html(notebook: NotebookNode, title: str) -> str:
    from nbconvert.exporters import HTMLExporter

    page, _ = HTMLExporter().from_notebook_node(notebook, {"metadata": {"name": title}})
    return str(page)


def strip(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook as it is committed: without outputs, counts and traces of a machine.

    Parameters
    ----------
    notebook
        A notebook of format 4; it is not changed.

    Returns
    -------
    NotebookNode
        Its cells with nothing but source and tags.

    Examples
    --------
    >>> from nbformat import v4
    >>> cell = v4.new_code_cell("1 + 1", execution_count=3)
    >>> strip(v4.new_notebook(cells=[cell])).cells[0].execution_count is None
    True
    """
    from nbformat import from_dict

    bare = copy.deepcopy(notebook)
    bare.metadata = from_dict(_METADATA)
    for cell in bare.cells:
        cell.metadata = from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return bare


app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Run notebooks, and keep them clean."
)
Places = Annotated[
    list[Path] | None, typer.Argument(help="Notebooks or folders of them.  [default: notebooks]")
]
_DEFAULT = (Path("notebooks"),)


def _plain_errors(command: Any) -> Any:
    """Let a command end with a message and an exit code instead of a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ToolkitError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
            raise typer.Exit(130) from None

    return wrapped


@app.command("run")
@_plain_errors
def _run(
    places: Places = None,
    output: Annotated[Path, typer.Option(help="Where the executed copies go.")] = Path("build"),
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that one cell may take.")] = 600,
) -> None:
    """Run notebooks one after the other; stop at the first error."""
    for path in find(places or _DEFAULT):
        start = time.monotonic()
        run(path, output, timeout)
        print(f"{path.name:<24} {time.monotonic() - start:6.1f} s", flush=True)


@app.command("strip")
@_plain_errors
def _strip(
    places: Places = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if any is not clean.")
    ] = False,
) -> None:
    """Remove outputs, counts and traces of a machine from notebooks."""
    import nbformat

    unclean = []
    for path in find(places or _DEFAULT):
        notebook = read(path)
        bare = strip(notebook)
        if bare == notebook:
            continue
        unclean.append(path.name)
        if not check:
            write_atomic(path, nbformat.writes(bare) + "\n")
    if check and unclean:
        raise NotebookError(
            f"{', '.join(unclean)}: not clean; run `python -m toolkit.notebooks strip`"
        )
    print(f"stripped: {len(unclean)}" if unclean else "all notebooks are clean")


@app.command("kernel")
@_plain_errors
def _kernel() -> None:
    """Put the settings that make runs repeatable into this environment's Jupyter kernel."""
    print(install_kernel())


if __name__ == "__main__":
    app()
