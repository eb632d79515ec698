"""Run the notebooks so that every run leaves the same bytes, and keep them clean.

Plain ``jupyter nbconvert --execute`` and JupyterLab give the same figures, because the fixed
settings stand in the Jupyter kernel itself (``python -m toolkit.notebooks kernel``), where they
hold before numpy is loaded.
"""

from toolkit.notebooks.drawn import changes, figures_beside
from toolkit.notebooks.kernel import environment, install_kernel
from toolkit.notebooks.running import run, run_all
from toolkit.notebooks.sources import find, read, strip

__all__ = [
    "changes",
    "environment",
    "figures_beside",
    "find",
    "install_kernel",
    "read",
    "run",
    "run_all",
    "strip",
]
