"""The house: imports go down only, modules stay short, and importing the package is light."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
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


def full_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {full_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules that are imported; a name that is lent to ``toolkit`` counts as its home."""
    for node in nodes:
        # the rules below go by full names
        assert not getattr(node, "level", 0), f"line {node.lineno} imports by dots"
        if isinstance(node, ast.Import):
            yield from (x.name for x in node.names if x.name.partition(".")[0] == "toolkit")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("toolkit"):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                lent = node.module == "toolkit" and alias.name in toolkit._HOMES
                home = toolkit._HOMES[alias.name][0] if lent else name
                yield home if home in TREES else node.module


def at_once(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """What runs when a module is imported: nothing inside functions, nothing for types alone."""
    for node in nodes:
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from at_once(ast.iter_child_nodes(node))


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


def test_imports_go_down_only():
    """A module imports from its own room or from a floor below, never from beside or above."""
    wrong = []
    for name, tree in TREES.items():
        own = room(name)
        for target in imports(ast.walk(tree)):
            other = room(target)
            beside = own == other or not (FLOORS.get(own, 0) or FLOORS.get(other, 0))
            # the front door opens every room; the command has a target that runs notebooks
            free = own in ("", "__main__") or (own, other) == ("cli", "notebooks")
            # what the front door itself says: the version, by whoever writes it down
            if not (free or beside or not other) and FLOORS[other] >= FLOORS[own]:
                wrong.append(f"{name} imports {target}")
    assert wrong == []


def test_below_the_command_nobody_uses_the_package_as_a_whole():
    """``import toolkit`` lends every room without naming it: the rule above could not see it."""
    wholes = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) and any(alias.name == "toolkit" for alias in node.names)
    }
    assert {name for name in wholes if FLOORS.get(room(name), 5) < 5} == set()


def test_no_two_modules_import_each_other():
    """Whichever is imported first, all that it needs is there."""
    needs = {
        name: {other for other in imports(at_once(tree.body)) if other not in (name, "toolkit")}
        for name, tree in TREES.items()
    }
    while free := {name for name, others in needs.items() if not others & needs.keys()}:
        needs = {name: others for name, others in needs.items() if name not in free}
    assert needs == {}


def test_modules_are_short():
    """A module that needs more has a second room in it."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: n for path, n in lines.items() if n > 400} == {}


def test_the_documentation_names_files_that_exist():
    """Who follows it into the code finds what it speaks of."""
    root = PACKAGE.parent
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    there = {
        "/" + path.relative_to(root).as_posix()
        for folder in ("toolkit", "tests", "scripts", "benchmarks", "training")
        for path in (root / folder).rglob("*.py")
    }
    named = set(re.findall(r"`([\w/]+\.py)`", text))
    assert len(named) > 60
    assert {name for name in named if not any(p.endswith("/" + name) for p in there)} == set()


def test_importing_the_package_is_light():
    """The command answers before a reader wonders; a room loads nothing that it may not need."""
    code = (
        "import sys, toolkit; "
        "heavy = ['pandas', 'scipy', 'matplotlib', 'gensim', 'tomotopy', 'sklearn']; "
        "print([name for name in heavy if name in sys.modules]); "
        "toolkit.framing, toolkit.topics; "
        "print([name for name in heavy[2:] if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["[]", "[]", ""]


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
