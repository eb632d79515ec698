"""What became of each page, written down at once: a run that ends at any moment can be resumed.

One JSON object a line, the last one of a page holds. A line that was cut off by a crash is left
out; each run begins by writing the file anew, without what no longer holds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.files import write_atomic
from toolkit.ingest.holdings import plain_url


@dataclass(frozen=True)
class Entry:
    """What became of a page.

    Parameters
    ----------
    url
        Its address in the list.
    status
        ``waiting`` (fetched, in the queue), ``added``, ``quarantined``, ``already there``, or a
        status of `FetchError`.
    why
        In words.
    http
        The status code of the last answer.
    final_url
        Where redirects led.
    at
        When, in UTC (ISO 8601).
    etag, last_modified
        What to ask with whether the page has changed.
    charset
        The encoding that the server named, ``""`` where it named none to go by.
    sha256, bytes, file
        Of the page that was fetched; the file in the queue, ``""`` when it has left it.
    article
        The id of the article it became.
    note
        What the site reserves, and other remarks.
    """

    url: str
    status: str
    why: str = ""
    http: int = 0
    final_url: str = ""
    at: str = ""
    etag: str = ""
    last_modified: str = ""
    charset: str = ""
    sha256: str = ""
    bytes: int = 0
    file: str = ""
    article: str = ""
    note: str = ""


_TYPES = {field.name: (int if field.name in ("http", "bytes") else str) for field in fields(Entry)}


class Journal:
    """The entries of a corpus, by address, and the hosts that asked to be left alone.

    Parameters
    ----------
    path
        The file; it is made when the first entry is written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._entries: dict[str, Entry] = {}
        self.hosts: dict[str, float] = {}
        for line in self._lines():
            self._take(line)

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ToolkitError(f"{self.path.name} cannot be read ({error.strerror})") from error

    def _take(self, line: str) -> None:
        try:
            told = json.loads(line)
        except ValueError:
            return
        if not isinstance(told, dict):
            return
        if isinstance(told.get("host"), str) and isinstance(told.get("until"), int | float):
            self.hosts[told["host"]] = float(told["until"])
        elif isinstance(told.get("url"), str) and isinstance(told.get("status"), str):
            known: dict[str, Any] = {
                k: v for k, v in told.items() if isinstance(v, _TYPES.get(k, ()))
            }
            self._entries[plain_url(told["url"])] = Entry(**known)

    def get(self, url: str) -> Entry | None:
        """Give what became of a page, last time."""
        return self._entries.get(plain_url(url))

    def entries(self) -> list[Entry]:
        """List all entries, in order of their first writing."""
        return list(self._entries.values())

    def compact(self, *, now: float) -> None:
        """Write the file anew: one line a page, and the hosts that still want to be left alone."""
        self.hosts = {host: until for host, until in self.hosts.items() if until > now}
        lines = [_line(asdict(entry)) for entry in self._entries.values()]
        lines += [_line({"host": host, "until": until}) for host, until in self.hosts.items()]
        if lines or self.path.exists():
            write_atomic(self.path, "".join(lines))

    def add(self, entry: Entry) -> None:
        """Write an entry down, so that it outlives a crash."""
        self._entries[plain_url(entry.url)] = entry
        self._append(asdict(entry))

    def postpone(self, host: str, until: float) -> None:
        """Write down that a host wants to be left alone until a moment."""
        self.hosts[host] = until
        self._append({"host": host, "until": until})

    def _append(self, content: Mapping[str, Any]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with open(self.path, "ab") as file:
                file.write(_line(content).encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ToolkitError(
                f"cannot write {self.path.name}: {error.strerror}; free space and run it again, "
                "what was fetched is kept"
            ) from error


def _line(content: Mapping[str, Any]) -> str:
    told = {name: value for name, value in content.items() if value or name in ("url", "status")}
    return json.dumps(told, ensure_ascii=True) + "\n"
