"""The command ``discourse``: every step of the toolkit without writing Python."""

from __future__ import annotations

import errno
import io
import os
import sys
import warnings
from typing import Any

DONE, PROBLEM, WRONG_CALL, INTERRUPTED = 0, 1, 2, 130

# Above so many problems the first would run out of sight.
_SHOWN = 20
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Bad input gives one message on stderr, never a traceback.

    Parameters
    ----------
    arguments
        The words after ``discourse``; those of the process when left out.

    Returns
    -------
    int
        0 done, 1 a problem in the data, 2 a wrong call, 130 interrupted.
    """
    with warnings.catch_warnings():
        warnings.showwarning = _tell_warning
        return _run(arguments)


def _run(arguments: list[str] | None) -> int:
    from toolkit.errors import ToolkitError, missing_package

    try:
        import typer

        from toolkit.cli.app import command
        from toolkit.cli.output import say_error
    except ModuleNotFoundError as error:  # another Python than that of .venv
        print(f"error: {missing_package(error)}", file=sys.stderr)
        return PROBLEM
    _open_streams()
    try:
        code = command()(args=arguments, prog_name="discourse", standalone_mode=False)
        sys.stdout.flush()
    except typer.Exit as end:
        code = end.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except _wrong_call() as error:
        error.show()
        code = WRONG_CALL
    except ToolkitError as error:
        say_error(error.first(_SHOWN))
        code = PROBLEM
    except ModuleNotFoundError as error:
        say_error(missing_package(error))
        code = PROBLEM
    except BrokenPipeError:  # the reader of a pipe has seen enough
        _leave_stdout()
        code = DONE
    except SystemExit as end:  # so does rich say that the reader has seen enough
        code = DONE if isinstance(end.__context__, BrokenPipeError) else end.code
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _DISK:
            _leave_stdout()
            say_error(f"cannot write the output: {error.strerror}; free space and run it again")
            return PROBLEM
        if os.environ.get("DISCOURSE_DEBUG"):
            raise
        say_error(
            f"this should not have happened: {type(error).__name__}: {error}\n"
            "Run it again with DISCOURSE_DEBUG=1 to see where, and report it with what you did."
        )
        code = PROBLEM
    if code == INTERRUPTED:
        if sys.stderr.isatty():
            print(file=sys.stderr)  # not behind the question that was left open
        say_error("interrupted; what was finished is kept, run the command again to go on")
    return code if isinstance(code, int) else DONE


def _tell_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    """Say a warning as all others are said, without the line of code that it comes from."""
    from toolkit.cli.output import say

    say(f"warning: {message}")


def _open_streams() -> None:
    """Make both streams take every character, and one that was closed (``>&-``) take anything.

    A file is UTF-8 in every locale, so that tables can be read again; a terminal that lacks a
    character shows its number.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if chosen else "utf-8", errors="backslashreplace")


def _leave_stdout() -> None:
    """Let what is still to be written go nowhere, so that the end of the process says no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _wrong_call() -> type[Any]:
    """Give the class of errors in the call itself; newer typer brings a click of its own."""
    import typer

    return next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def run() -> None:
    """End the process with the exit code of `main`; what the installed command calls."""
    sys.exit(main())
