"""A real HTTP server on loopback that behaves as well, or as badly, as each page of it says."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = Callable[["Handler"], None]


@dataclass
class Site:
    """The server, its pages by path, and what it was asked."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[float, str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, the robots rules left out."""
        return [path for _, path, _ in self.asked if path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    """Answers by the page of the path; 404 where there is none."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.close_connection = True
        self.site.asked.append((time.monotonic(), self.path, dict(self.headers)))
        page = self.site.pages.get(self.path, answer(b"nothing here", status=404))
        with contextlib.suppress(OSError):  # the client may hang up, as it should
            page(self)

    def log_message(self, *_: object) -> None:
        pass

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def answer(body: bytes | str, *, status: int = 200, **headers: str) -> Page:
    """A page that answers always the same."""
    data = body.encode() if isinstance(body, str) else body
    told = {"Content-Type": "text/html; charset=utf-8"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.reply(status, data, told)


def moved(target: str, status: int = 302) -> Page:
    return answer(b"", status=status, Location=target)


def packed(data: bytes, **headers: str) -> Page:
    return answer(gzip.compress(data), Content_Encoding="gzip", **headers)


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    """Serve on a free port of this machine until the block ends."""
    made = Site()
    handler = type("Bound", (Handler,), {"site": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
