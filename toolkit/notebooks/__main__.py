"""Run the commands as ``python -m toolkit.notebooks``."""

from toolkit.notebooks.commands import app

app()
