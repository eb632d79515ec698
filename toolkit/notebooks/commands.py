"""The commands ``run``, ``strip`` and ``kernel`` of ``python -m toolkit.notebooks``."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit.errors import NotebookError, ToolkitError
from toolkit.files import write_atomic
from toolkit.notebooks.drawn import changes, figures_beside
from toolkit.notebooks.kernel import install_kernel
from toolkit.notebooks.running import run_all
from toolkit.notebooks.sources import find, read, strip

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
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", min=1, help="How many at once.  [default: one a processor, up to 4]"
        ),
    ] = None,
) -> None:
    """Run notebooks, several at once; stop all at the first error."""
    paths = find(places or _DEFAULT)
    before = figures_beside(paths)
    run_all(paths, output, timeout=timeout, jobs=jobs, finished=_tell)
    print(changes(before, figures_beside(paths)))


def _tell(path: Path, seconds: float) -> None:
    print(f"{path.name:<24} {seconds:6.1f} s", flush=True)


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
