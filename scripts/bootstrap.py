"""Bring uv, and tell it what pip already knows about this machine.

Only the standard library of Python 3.11 is used: these scripts run before anything is installed.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOT = ROOT / ".boot"
UV_REQUIREMENT = ROOT / "scripts" / "uv.txt"

# pip refuses --target together with these, and neither concerns a folder of the project's own
_UNSET_FOR_TARGET = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}


class StepError(Exception):
    """A step failed; the message is the end of what the tool said, without any credentials."""


def run(command: list[str | Path], environment: dict[str, str] | None = None) -> None:
    """Run a command silently; when it fails, raise what it said last."""
    settings = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **(environment or {})}
    try:
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            cwd=ROOT,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise StepError(f"{Path(str(command[0])).name}: {error.strerror}") from error
    if done.returncode:
        # pip lists every hash that would have done; that buries what matters
        said = [
            line for line in done.stdout.splitlines() if line.strip() and "Expected" not in line
        ]
        raise StepError(conceal("\n".join(said[-8:])))


def conceal(text: str) -> str:
    """Take user names, passwords and tokens out of the addresses in a message."""
    return re.sub(r"//[^/@\s]+@", "//***@", text)


def pip_target(folder: Path, *arguments: str) -> None:
    """Install into a folder of the project's own with the system's pip.

    An externally managed Python (PEP 668) allows that; where a pip refuses all the same, its
    override is safe, since nothing outside the folder is touched.
    """
    command: list[str | Path] = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade"]
    command += ["--target", folder, *arguments]
    try:
        run(command, _UNSET_FOR_TARGET)
    except StepError as error:
        if "externally-managed" not in str(error):
            raise
        run([*command, "--break-system-packages"], _UNSET_FOR_TARGET)


def uv() -> Path:
    """Return the project's own uv, fetched with its hash checked when it is missing or broken.

    Raises
    ------
    StepError
        When it cannot be fetched or does not run on this machine.
    """
    folder = BOOT / "uv"
    program = folder / "bin" / "uv"
    wanted = re.search(r"^uv==(\S+)", UV_REQUIREMENT.read_text(encoding="utf-8"), re.MULTILINE)
    if wanted is None:
        raise StepError(f"{UV_REQUIREMENT.name} pins no version of uv")
    if _version(program) != wanted[1]:
        shutil.rmtree(folder, ignore_errors=True)
        pip_target(folder, "--require-hashes", "--requirement", str(UV_REQUIREMENT))
        if _version(program) != wanted[1]:
            raise StepError("uv was fetched but does not run on this machine")
    return program


def _version(program: Path) -> str:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    words = done.stdout.split()
    return words[1] if len(words) > 1 else ""


def uv_environment() -> dict[str, str]:
    """Translate pip's configuration for uv, which reads none of it, and keep uv to this machine.

    Settings travel in environment variables, so that an address with a password in it is neither
    printed nor seen in a list of processes. What the user set for uv directly is left alone.
    """
    pip = pip_settings()
    extra = [place for place in pip.get("extra-index-url", "").split() if _exists(place)]
    links = [place for place in pip.get("find-links", "").split() if _exists(place)]
    proxy = pip.get("proxy", "")
    translated = {
        "UV_SYSTEM_CERTS": "1",
        "UV_NATIVE_TLS": "1",  # its name in older releases
        "UV_PYTHON_DOWNLOADS": "never",
        # pip takes the best file of all indexes; uv would stop at the first that knows the name
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_DEFAULT_INDEX": pip.get("index-url", ""),
        "UV_EXTRA_INDEX_URL": " ".join(extra),
        "UV_FIND_LINKS": ",".join(links),
        # with no index to ask, what is left is local; an address among the links is pip's to read
        "UV_OFFLINE": "1" if pip.get("no-index", "").lower() in ("1", "true", "yes", "on") else "",
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        "UV_HTTP_TIMEOUT": pip.get("timeout", pip.get("default-timeout", "")),
        "SSL_CERT_FILE": pip.get("cert", ""),
        "SSL_CLIENT_CERT": pip.get("client-cert", ""),
        "HTTPS_PROXY": proxy,
        "HTTP_PROXY": proxy,
    }
    return {name: value for name, value in translated.items() if value and name not in os.environ}


def pip_settings() -> dict[str, str]:
    """Read pip's configuration files and variables: option name -> value, the strongest wins."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    strength = {"global": 0, "install": 1, ":env:": 2}
    found: dict[str, tuple[int, str]] = {}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section not in strength or strength[section] < found.get(name, (0, ""))[0]:
            continue
        try:
            found[name] = (strength[section], str(ast.literal_eval(value)))
        except (SyntaxError, ValueError):
            continue
    return {name: value for name, (_, value) in found.items()}


def _exists(place: str) -> bool:
    """Tell whether a folder is there; pip only warns of a missing one, uv gives up."""
    if place.startswith("file://"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        place = url2pathname(urlsplit(place).path)
    return "://" in place or Path(place).expanduser().exists()
