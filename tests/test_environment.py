"""The environment: lists that agree, a lock for everyone, and a way in from any machine."""

from __future__ import annotations

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK_NAME = "requirements.lock"
LOCK = (ROOT / LOCK_NAME).read_text(encoding="utf-8")
NAMED = ("jupyterlab", "pandas", "nltk", "gensim", "matplotlib", "seaborn")
EVERYTHING = [
    *METADATA["build-system"]["requires"],
    *METADATA["project"]["dependencies"],
    *(name for extra in METADATA["project"]["optional-dependencies"].values() for name in extra),
]


def pins() -> list[tuple[str, Version, str]]:
    """Return name, version and marker of each pin of the lock."""
    found = re.findall(r"^(\S+)==(\S+)(?: ; ([^\\\n]+))?", LOCK, re.MULTILINE)
    return [(canonicalize_name(name), Version(version), marker) for name, version, marker in found]


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that brings uv, as `make env` imports it."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("bootstrap")


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bootstrap: ModuleType
) -> ModuleType:
    """The script of `make env`, at work in a folder of its own, with `commands` run by nobody."""
    script = importlib.import_module("environment")
    root = tmp_path / "a tree"
    (root / "scripts").mkdir(parents=True)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    venv = root / ".venv"
    places = {"ROOT": root, "BOOT": root / ".boot", "VENV": venv, "LOCK": root / LOCK_NAME}
    places |= {"PYTHON": venv / "bin" / "python", "STAMP": venv / "discourse-stamp"}
    for name, path in places.items():
        monkeypatch.setattr(script, name, path)
    commands: list[str] = []

    def pretend(command: list[Any], settings: dict[str, str] | None = None) -> None:
        line = " ".join(str(part) for part in command)
        commands.append(line)
        if script.failing in line:
            raise script.error("did not work")
        if " venv " in line:
            (venv / "bin").mkdir(parents=True)
            (venv / "bin" / "python").touch()

    monkeypatch.setattr(script, "run", pretend)
    monkeypatch.setattr(script, "uv", lambda: "uv")
    monkeypatch.setattr(script, "uv_environment", dict)
    monkeypatch.setattr(script, "commands", commands, raising=False)
    monkeypatch.setattr(script, "failing", "nothing fails", raising=False)
    monkeypatch.setattr(script, "error", script.StepError, raising=False)
    return script


def test_conda_lists_the_six_packages_with_the_bounds_of_pyproject() -> None:
    """A bound changed in one file only would give two groups of users different toolkits."""
    bounds = {
        requirement.name: str(requirement.specifier)
        for requirement in map(Requirement, METADATA["project"]["dependencies"])
    }
    listed = {
        requirement.name: str(requirement.specifier)
        for requirement in map(
            Requirement, filter(lambda x: isinstance(x, str), CONDA["dependencies"])
        )
    }
    expected = {name: bounds[name] for name in NAMED}
    expected |= {"python": METADATA["project"]["requires-python"], "pip": ""}
    assert listed == expected


def test_conda_takes_the_rest_from_pyproject_and_nothing_from_paid_channels() -> None:
    """`-e .` brings the other packages; `nodefaults` keeps to the free channel."""
    assert CONDA["dependencies"][-1] == {"pip": ["-e ."]}
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


# The name of a distribution where it is not that of what is imported.
DISTRIBUTIONS = {"PIL": "pillow", "docx": "python-docx", "sklearn": "scikit-learn",
                 "yaml": "pyyaml", "distributed": "dask"}  # fmt: skip


def test_what_the_package_imports_is_declared() -> None:
    """What comes with another package may leave with its next version."""
    imported: dict[str, str] = {}
    for path in sorted((ROOT / "toolkit").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported |= {name.partition(".")[0]: path.name for name in names}
    declared = {canonicalize_name(Requirement(wanted).name) for wanted in EVERYTHING}
    undeclared = {
        name: where
        for name, where in imported.items()
        if name not in {*sys.stdlib_module_names, "toolkit"}
        and canonicalize_name(DISTRIBUTIONS.get(name, name)) not in declared
    }
    assert undeclared == {}


@pytest.mark.parametrize("wanted", EVERYTHING)
@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_lock_pins_each_requirement_once_within_its_bounds(wanted: str, python: str) -> None:
    """On any one Python exactly one version is pinned, and pyproject allows it."""
    requirement = Requirement(wanted)
    here = {"python_version": python, "python_full_version": f"{python}.7"}
    found = [
        version
        for name, version, marker in pins()
        if name == canonicalize_name(requirement.name)
        and (not marker or Marker(marker).evaluate(here))
    ]
    assert len(found) == 1
    assert found[0] in requirement.specifier


def test_lock_has_a_hash_for_every_pin() -> None:
    """An unhashed line would switch the check off for that package."""
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(blocks) == len(pins()) > 100
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", ["requirements.lock", "scripts/uv.txt"])
def test_lock_names_no_place(name: str) -> None:
    """Where packages come from is each machine's own affair."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"://|\bfile:|index-url|find-links|(?:^|\s)/\w", text) == []


def test_uv_learns_what_pip_is_configured_to_use(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each setting of pip arrives under uv's name; variables are stronger than files."""
    (tmp_path / "wheels").mkdir()
    configuration = tmp_path / "pip.conf"
    configuration.write_text(
        "[global]\n"
        "index-url = https://one.invalid/simple\n"
        "cert = /a/bundle.pem\n"
        "trusted-host = one.invalid two.invalid:8080\n"
        "[install]\n"
        "timeout = 7\n"
        f"find-links = {tmp_path / 'wheels'} {tmp_path / 'missing'} https://links.invalid/\n"
        f"extra-index-url = https://u:p@three.invalid/simple file://{tmp_path}/missing/simple\n"
    )
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_", "SSL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(configuration))
    monkeypatch.setenv("PIP_INDEX_URL", "https://strong.invalid/simple")
    monkeypatch.setattr(bootstrap.sys, "executable", python_with_pip())
    learnt = bootstrap.uv_environment()
    assert learnt["UV_DEFAULT_INDEX"] == "https://strong.invalid/simple"
    assert learnt["UV_EXTRA_INDEX_URL"] == "https://u:p@three.invalid/simple"
    assert learnt["UV_FIND_LINKS"] == f"{tmp_path / 'wheels'},https://links.invalid/"
    assert learnt["UV_INSECURE_HOST"] == "one.invalid two.invalid:8080"
    assert learnt["UV_HTTP_TIMEOUT"] == "7"
    assert learnt["SSL_CERT_FILE"] == "/a/bundle.pem"
    assert (learnt["UV_SYSTEM_CERTS"], learnt["UV_PYTHON_DOWNLOADS"]) == ("1", "never")


def python_with_pip() -> str:
    """Return a Python that has pip, which the environment itself has not."""
    for candidate in (sys.executable, sys._base_executable):  # type: ignore[attr-defined]
        tried = subprocess.run(
            [candidate, "-m", "pip", "--version"], capture_output=True, check=False
        )
        if tried.returncode == 0:
            return str(candidate)
    pytest.skip("no pip on this machine")


def test_uv_asks_no_index_where_pip_may_not(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine fed from a folder of wheels must not reach out."""
    monkeypatch.delenv("UV_OFFLINE", raising=False)
    for value, expected in (("true", "1"), ("0", None)):
        monkeypatch.setattr(bootstrap, "pip_settings", lambda value=value: {"no-index": value})
        assert bootstrap.uv_environment().get("UV_OFFLINE") == expected


def test_what_the_user_told_uv_is_left_alone(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable of uv's own is a decision; pip's configuration does not overrule it."""
    monkeypatch.setattr(bootstrap, "pip_settings", lambda: {"index-url": "https://pip.invalid"})
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mine.invalid")
    assert "UV_DEFAULT_INDEX" not in bootstrap.uv_environment()


def test_failing_command_tells_its_last_words_without_passwords(bootstrap: ModuleType) -> None:
    """What a tool prints may hold the address of an index with a password in it."""
    say = "import sys; print('cannot reach https://me:secret@index.invalid/x'); sys.exit(3)"
    with pytest.raises(bootstrap.StepError, match=r"cannot reach https://\*\*\*@index\.invalid/x"):
        bootstrap.run([sys.executable, "-c", say])


def test_pip_that_refuses_an_externally_managed_python_is_overruled_for_a_folder(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The override comes only after a refusal, and only together with --target."""
    commands: list[list[Any]] = []

    def refuse(command: list[Any], settings: dict[str, str]) -> None:
        commands.append(command)
        if "--break-system-packages" not in command:
            raise bootstrap.StepError("error: externally-managed-environment")

    monkeypatch.setattr(bootstrap, "run", refuse)
    bootstrap.pip_target(tmp_path, "uv")
    assert ["--break-system-packages" in command for command in commands] == [False, True]
    assert all("--target" in command for command in commands)


def test_second_call_does_nothing(environment: ModuleType) -> None:
    """`make env` stands before every other target, so it must cost nothing."""
    assert environment.main() == 0
    done = len(environment.commands)
    assert done > 0
    assert environment.main() == 0
    assert len(environment.commands) == done


def test_changed_lock_updates_in_place(environment: ModuleType) -> None:
    """New versions are installed into the environment there is."""
    environment.main()
    environment.LOCK.write_text("another\n")
    environment.commands.clear()
    assert environment.main() == 0
    assert not any(" venv " in line for line in environment.commands)
    assert any("pip sync --require-hashes" in line for line in environment.commands)


def test_moved_tree_is_built_afresh(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment holds absolute paths and cannot be moved."""
    environment.main()
    environment.commands.clear()
    monkeypatch.setattr(environment, "foundation", lambda: "elsewhere")
    assert environment.main() == 0
    assert any(" venv " in line for line in environment.commands)


def test_interrupted_build_starts_afresh(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an installation looks whole to an installer; only an empty folder is safe."""
    monkeypatch.setattr(environment, "failing", "pip sync")
    monkeypatch.setattr(environment, "error", KeyboardInterrupt)
    assert environment.main() == 130
    monkeypatch.setattr(environment, "failing", "nothing fails")
    environment.commands.clear()
    assert environment.main() == 0
    assert any(" venv " in line for line in environment.commands)


@pytest.mark.parametrize("failing", ["uv venv", "uv pip sync", "uv pip install"])
def test_pip_takes_over_where_uv_fails(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """Whichever step uv cannot do, pip installs the same files against the same hashes."""
    monkeypatch.setattr(environment, "failing", failing)
    assert environment.main() == 0
    assert any("-m pip --python" in x and "--require-hashes" in x for x in environment.commands)


def test_what_commands_load_is_compiled_once(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for users whose Python is told to keep nothing compiled."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    pretend, kept = environment.run, {}

    def note(command: list[Any], settings: dict[str, str] | None = None) -> None:
        pretend(command, settings)
        kept[" ".join(map(str, command))] = {**os.environ, **(settings or {})}

    monkeypatch.setattr(environment, "run", note)
    assert environment.main() == 0
    (settings,) = [kept[line] for line in kept if "import pandas" in line]
    assert settings["PYTHONDONTWRITEBYTECODE"] == ""


def test_failure_of_both_is_told_in_words(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an index there is no environment, no stamp and no traceback."""
    monkeypatch.setattr(environment, "failing", "--require-hashes")
    assert environment.main() == 1
    assert not environment.STAMP.exists()
    assert "it needs pip and a package index that pip can reach" in capsys.readouterr().err


def test_every_target_is_in_the_help() -> None:
    """`make` alone shows what can be made."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "help.py"], capture_output=True, text=True, check=True
    )
    shown = re.findall(r"^  make (\w+) ", done.stdout, re.MULTILINE)
    assert shown == phony
    assert {"env", "figures", "test", "lab", "lint", "bench", "fuzz", "model"} <= set(shown)
