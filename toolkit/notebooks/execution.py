"""One notebook being run: how far it is, where it failed, and why."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from toolkit.notebooks.kernel import KERNEL, environment

if TYPE_CHECKING:
    from nbformat import NotebookNode

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Execution:
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
        """Run all cells; outputs are put into the notebook as they come."""
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
        # IPython drops the blank lines at the top of a cell before it counts
        blank = next((number for number, line in enumerate(source) if line.strip()), 0)
        if not lines or not 0 < lines[-1] + blank <= len(source):
            return where
        return f"{where}, line {lines[-1] + blank}:\n    {source[lines[-1] + blank - 1].strip()}"

    def last_words(self) -> str:
        """Return the end of what the kernel's process wrote before it died."""
        self.messages.seek(0)
        said = self.messages.read().decode("utf-8", "replace").strip().splitlines()[-3:]
        return "".join(f"\n    {line}" for line in said)


def reason(error: Any) -> str:
    """Give the name and the words of an error that a cell raised."""
    text = _COLOURS.sub("", str(error.evalue)).strip()
    return f"{error.ename}: {text}" if text else str(error.ename)
