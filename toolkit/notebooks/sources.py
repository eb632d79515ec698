"""Notebooks as they are committed: find them, read them, strip them."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import NotebookError
from toolkit.notebooks.kernel import KERNEL

if TYPE_CHECKING:
    from nbformat import NotebookNode

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": KERNEL},
    "language_info": {"name": "python"},
}


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
