"""Run the commands as ``python -m toolkit.notebooks``."""

import sys

from toolkit.errors import missing_package

try:
    from toolkit.notebooks.commands import app
except ModuleNotFoundError as error:  # another Python than that of .venv
    sys.exit(f"error: {missing_package(error)}")
app()
