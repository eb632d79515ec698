"""Encrypted pages: the certificate must name the host of the address, wherever it is connected."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.page_server import Handler, Site, answer
from toolkit.ingest.fetching.addresses import parse_url
from toolkit.ingest.fetching.client import Client
from toolkit.ingest.fetching.errors import FetchError

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate of our own for site.example, with its key."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", "key.pem", "-out", "certificate.pem", "-subj", "/CN=site.example",
         "-addext", "subjectAltName=DNS:site.example"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def names() -> list[str | None]:
    """The names that clients asked for in their greeting (SNI)."""
    return []


@pytest.fixture
def secure(certificate, names) -> Iterator[Site]:
    """A server that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    made = Site(pages={"/a": answer("<html>gas")})

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def finish_request(self, request, address):
            try:
                request = context.wrap_socket(request, server_side=True)
            except OSError:  # the client has turned away
                return
            self.RequestHandlerClass(request, address, self)
            request.close()

    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"site": made}))
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def client(certificate: tuple[Path, Path]) -> Client:
    return Client(
        "test", 1000, allow_private=True, lookup=lambda *_: ["127.0.0.1"],
        tls=lambda: ssl.create_default_context(cafile=str(certificate[0])),
    )  # fmt: skip


def test_the_host_of_the_address_is_greeted_and_verified(secure, certificate, names):
    """The connection goes to a number; SNI, Host and the certificate are those of the name."""
    url = parse_url(f"https://site.example:{secure.port}/a")
    got = client(certificate).get(url, seconds=10)
    assert got.body == b"<html>gas"
    assert names == ["site.example"]
    assert secure.asked[0][2]["Host"] == f"site.example:{secure.port}"


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_another_hosts_certificate_is_refused(secure, certificate, host):
    """Nothing is asked of a server that cannot show who it is."""
    with pytest.raises(FetchError, match="certificate"):
        client(certificate).get(parse_url(f"https://{host}:{secure.port}/a"), seconds=10)
    assert secure.asked == []


def test_an_unknown_certificate_is_refused(secure):
    """By default only what the system's authorities have signed is believed."""
    ours = Client("test", 1000, allow_private=True, lookup=lambda *_: ["127.0.0.1"])
    with pytest.raises(FetchError, match="certificate"):
        ours.get(parse_url(f"https://site.example:{secure.port}/a"), seconds=10)
    assert secure.asked == []
