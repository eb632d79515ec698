"""The house: imports go down only, modules stay short, and importing the package is light."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit

PACKAGE = Path(__file__).resolve().parents[1] / "toolkit"
FLOORS = {
    "errors": 0,
    "result": 0,
    "files": 0,
    "wording": 0,
    "annotate": 1,
    "stats": 1,
    "corpus": 2,
    "analyses": 3,
    "ingest": 3,
    "share": 3,
    "figures": 4,
    "framing": 4,
    "topics": 4,
    "cli": 5,
    "notebooks": 5,
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        # the rules below go by full names
        assert not getattr(node, "level", 0), f"{path.name}:{node.lineno} imports by dots"
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.startswith("toolkit.")]
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "toolkit":
                found += [f"toolkit.{alias.name}" for alias in node.names]
            elif node.module.startswith("toolkit."):
                found.append(node.module)
    return found


def test_every_room_has_a_floor_and_stands_there_in_the_documentation():
    """What is tested below is what the documentation draws."""
    rooms = {
        path.name.removesuffix(".py") for path in PACKAGE.iterdir() if path.name[0] not in "_."
    }
    assert rooms - {"py.typed"} == set(FLOORS)
    text = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = {
        word.rstrip("/").removesuffix(".py"): int(line[0])
        for line in text.splitlines()
        if re.match(r"[0-5]  \w", line)
        for word in line.split()
        if word.endswith(("/", ".py"))
    }
    assert drawn == FLOORS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_down_only(path):
    """A module imports from its own room or from a floor below, never from beside or above."""
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own not in FLOORS or FLOORS[own] == 5:
        return
    wrong = [
        name
        for name in imports(path)
        if room(name) in FLOORS and room(name) != own and FLOORS[room(name)] >= FLOORS[own]
    ]
    # floor 0 is one room of four files
    assert not [name for name in wrong if FLOORS[own] or FLOORS[room(name)]], wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_are_short(path):
    """A module that needs more has a second room in it."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_importing_the_package_is_light():
    """The command answers before a reader wonders."""
    code = (
        "import sys, toolkit; "
        "heavy = ('pandas', 'scipy', 'matplotlib', 'gensim', 'tomotopy'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_loads_no_heavy_library():
    """`discourse --help` needs neither pandas nor SciPy."""
    code = (
        "import sys; from toolkit.cli import main; main(['--help']); "
        "print([n for n in ('pandas','scipy','matplotlib','gensim') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_the_public_names_exist():
    """Every name the package promises can be had."""
    for name in sorted(toolkit._HOMES):
        assert getattr(toolkit, name) is not None


@pytest.mark.parametrize("name", ["framing", "topics"])
def test_a_short_name_is_the_room_itself(name):
    """``from toolkit.framing import match`` works, and there are not two copies of a module."""
    short = importlib.import_module(f"toolkit.{name}")
    assert short is importlib.import_module(f"toolkit.analyses.{name}") is getattr(toolkit, name)


def test_type_checkers_know_every_public_name():
    """What is looked up when it is used is declared as well: an editor completes it."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    declared = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module.startswith("toolkit")
        for alias in node.names
    }
    homes = {
        name: home if attribute else home.rpartition(".")[0]
        for name, (home, attribute) in toolkit._HOMES.items()
    }
    del declared["suggest"]
    assert declared == homes
    assert set(toolkit.__all__) == {*homes, "__version__"}
