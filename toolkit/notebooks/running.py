"""Run notebooks, several at once, in an order and with messages that do not depend on how many."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import NotebookError
from toolkit.files import write_atomic
from toolkit.notebooks.execution import Execution, reason
from toolkit.notebooks.sources import read

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Each notebook has a process of its own with all libraries loaded.
MOST_AT_ONCE = 4


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
        line and the error. The copy, with the traceback, is written all the same.
    """
    run_all([path], output, timeout=timeout)
    return output / path.name


def run_all(
    paths: Sequence[Path],
    output: Path,
    *,
    timeout: float = 600,
    jobs: int | None = None,
    finished: Callable[[Path, float], None] | None = None,
) -> None:
    """Run notebooks as `run` does, several at once; stop all at the first error.

    Parameters
    ----------
    paths
        The notebooks, in the order in which they begin.
    output
        The folder for the executed copies and their pages.
    timeout
        The longest that one cell may take, in seconds.
    jobs
        How many run at once; when left out one a processor, and four at the most.
    finished
        Called with each notebook and the seconds it took, in the order of `paths`.

    Raises
    ------
    NotebookError
        As for `run`. Notebooks that were running are stopped, others are not begun.
    """
    gate = asyncio.Semaphore(at_once(len(paths)) if jobs is None else jobs)

    async def one(path: Path) -> float:
        async with gate:
            start = time.monotonic()
            await _run(path, output, timeout)
            return time.monotonic() - start

    async def together() -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(path)) for path in paths]
            for path, task in zip(paths, tasks, strict=True):
                seconds = await task
                if finished is not None:
                    finished(path, seconds)

    try:
        with asyncio.Runner(loop_factory=_Loop) as loop:
            loop.run(together())
    except BaseExceptionGroup as several:
        # the same error once from its task and once from who waited for it
        errors = list(dict.fromkeys(several.exceptions))
        unknown = [error for error in errors if not isinstance(error, NotebookError)]
        if unknown or len(errors) == 1:
            raise (unknown or errors)[0] from None
        raise NotebookError("\n".join(map(str, errors))) from None


def at_once(notebooks: int) -> int:
    """Say how many notebooks to run at once: one a processor that this process may use."""
    try:
        processors = len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells
        processors = os.cpu_count() or 1
    return max(1, min(processors, notebooks, MOST_AT_ONCE))


async def _run(path: Path, output: Path, timeout: float) -> None:
    import nbformat
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = read(path)
    copy_path = output / path.name
    with tempfile.TemporaryFile() as messages:
        execution = Execution(notebook, path, timeout, messages)
        try:
            await execution.execute()
        except CellExecutionError as error:
            write_atomic(copy_path, nbformat.writes(notebook) + "\n")
            raise NotebookError(
                f"{execution.place(error.traceback)}\n{reason(error)}\n"
                f"the traceback is in {copy_path}"
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


class _Loop(asyncio.SelectorEventLoop):
    """Leave Ctrl-C to `asyncio.Runner`, which cancels the run and lets the kernels be stopped."""

    def add_signal_handler(self, sig: int, callback: Any, *args: Any) -> None:  # type: ignore[override]
        raise RuntimeError("signals are handled outside the loop")

    def create_task(self, coro: Any, **options: Any) -> Any:
        # nbclient forgets a task that watches its kernel, which fails once the kernel was stopped
        # and would be told with a traceback. Whatever matters is awaited, and fails there.
        task = super().create_task(coro, **options)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return task


def _html(notebook: NotebookNode, title: str) -> str:
    from nbconvert.exporters import HTMLExporter

    page, _ = HTMLExporter().from_notebook_node(notebook, {"metadata": {"name": title}})
    return str(page)
