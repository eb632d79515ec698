"""One request, within limits: a checked connection, a deadline for all of it, bounded bytes."""

from __future__ import annotations

import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore
import httpx

from toolkit.ingest.fetching.addresses import Lookup, look_up, resolve
from toolkit.ingest.fetching.errors import FetchError

_CONNECT_SECONDS = 15.0
# How much is unpacked at a time: what bounds the memory that a decompression bomb can take.
_STEP = 1 << 20


@dataclass(frozen=True)
class Answer:
    """What a server answered.

    Parameters
    ----------
    url
        The address that was asked.
    http
        The status code.
    headers
        Its headers.
    body
        The bytes, unpacked.
    seconds
        How long it took.
    """

    url: httpx.URL
    http: int
    headers: httpx.Headers
    body: bytes = field(repr=False)
    seconds: float = 0.0


class Deadline:
    """The moment at which a request must be over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    @property
    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.end + self.seconds

    def left(self, most: float | None = None) -> float:
        """Give the seconds left, at most so many.

        Raises
        ------
        FetchError
            When there are none.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise FetchError(f"it took longer than {self.seconds:.0f} s in all")
        return left if most is None else min(left, most)


class _Stream(httpcore.NetworkStream):
    """A connection of which every step ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        secure = self._stream.start_tls(ssl_context, server_hostname, left)
        return _Stream(secure, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connect to an address that was checked, never to a name that may have changed since."""

    def __init__(self, deadline: Deadline, *, allow_private: bool, lookup: Lookup) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._lookup = lookup

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.left(timeout)
        found = resolve(
            host, port, allow_private=self._allow_private, lookup=_limited(self._lookup, seconds)
        )
        for number, address in enumerate(found, start=1):
            left = self._deadline.left(timeout)
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, left, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found):
                    raise
            else:
                return _Stream(stream, self._deadline)
        raise FetchError(f"the name {host!r} has no address")


def _limited(lookup: Lookup, seconds: float) -> Lookup:
    """Bound the time of a lookup, which the system itself does not."""

    def limited(host: str, port: int) -> list[str]:
        found: list[str] = []
        errors: list[Exception] = []

        def look() -> None:
            try:
                found.extend(lookup(host, port))
            except Exception as error:
                errors.append(error)

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(seconds)
        if thread.is_alive():
            raise FetchError(f"looking up the name {host!r} took longer than {seconds:.0f} s")
        if errors:
            raise errors[0]
        return found

    return limited


@cache
def _authorities() -> ssl.SSLContext:
    """Read once whom the system trusts: there are hundreds of certificates."""
    return httpx.create_ssl_context()


@dataclass(frozen=True)
class Client:
    """What asks servers, one request at a time; follows no redirect and keeps no connection.

    Parameters
    ----------
    agent
        The header User-Agent.
    max_bytes
        The largest body, packed or unpacked.
    allow_private
        Allow addresses of this machine and its network.
    lookup
        What resolves names.
    """

    agent: str
    max_bytes: int
    allow_private: bool = False
    lookup: Lookup = look_up
    tls: Callable[[], ssl.SSLContext] = _authorities

    def get(
        self,
        url: httpx.URL,
        *,
        seconds: float,
        headers: Mapping[str, str] | None = None,
        clip: int | None = None,
    ) -> Answer:
        """Ask for a page.

        Parameters
        ----------
        url
            From `parse_url`.
        seconds
            The limit on all of it: connecting, headers and body.
        headers
            More headers.
        clip
            Cut the body there instead of refusing what is larger.

        Raises
        ------
        FetchError
            When it cannot be had within the limits.
        """
        deadline = Deadline(seconds)
        backend = _Backend(deadline, allow_private=self.allow_private, lookup=self.lookup)
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        sent = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,"
            "*/*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "en, *;q=0.5",
            "Connection": "close",
            **(headers or {}),
        }
        timeouts = dict.fromkeys(("read", "write", "pool"), seconds)
        timeouts["connect"] = min(seconds, _CONNECT_SECONDS)
        secure = self.tls() if url.scheme == "https" else None
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=secure, network_backend=backend, max_keepalive_connections=0
                ) as pool,
                pool.stream(
                    "GET", target, headers=list(sent.items()), extensions={"timeout": timeouts}
                ) as got,
            ):
                told = httpx.Headers(got.headers)
                body = b""
                if 200 <= got.status < 300:
                    body = self._body(got.iter_stream(), told, deadline, clip)
                return Answer(url, got.status, told, body, deadline.spent)
        except httpcore.TimeoutException as error:
            deadline.left()
            raise FetchError("no connection within 15 s") from error
        except httpcore.ConnectError as error:
            raise FetchError(f"no connection ({_reason(error)})") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise FetchError(f"the connection broke ({_reason(error)})") from error
        except (OSError, ssl.SSLError) as error:
            raise FetchError(f"no connection ({_reason(error)})") from error

    def _body(
        self, chunks: Iterable[bytes], headers: httpx.Headers, deadline: Deadline, clip: int | None
    ) -> bytes:
        most = self.max_bytes if clip is None else min(clip, self.max_bytes)
        told = headers.get("content-length", "")
        if clip is None and told.isascii() and told.isdigit() and int(told[:20]) > most:
            told_size = f"{int(told[:20]):,} bytes"
            raise FetchError(f"it has {told_size}, over the limit of {most:,}", "refused")
        found = bytearray()
        for piece in unpack(_counted(chunks, most, clip), headers.get("content-encoding", "")):
            found += piece
            if len(found) > most:
                if clip is not None:
                    break
                raise FetchError(f"it unpacks to more than {most:,} bytes", "refused")
            deadline.left()
        return bytes(found[:most])


def _counted(chunks: Iterable[bytes], most: int, clip: int | None) -> Iterator[bytes]:
    """Pass on what comes over the wire as long as it is no more than allowed."""
    had = 0
    for chunk in chunks:
        had += len(chunk)
        yield chunk
        if had > most:
            if clip is not None:
                return
            raise FetchError(f"it has more than {most:,} bytes", "refused")


def unpack(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Undo a content coding piece by piece, none of them larger than a megabyte.

    Parameters
    ----------
    chunks
        The bytes as they come.
    coding
        The header Content-Encoding: gzip, deflate (with or without a zlib head) or nothing.

    Raises
    ------
    FetchError
        When it is another, broken, or ends too early.

    Examples
    --------
    >>> b"".join(unpack([zlib.compress(b"gas")], "deflate"))
    b'gas'
    """
    names = [name.strip().lower() for name in coding.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if not names:
        yield from chunks
        return
    if names not in (["gzip"], ["x-gzip"], ["deflate"]):
        raise FetchError(f"it came packed as {coding[:40]!r}, which was not asked for", "refused")
    window = 15 if names == ["deflate"] else 31
    inflater = zlib.decompressobj(window)
    fresh = True
    for chunk in chunks:
        rest = chunk
        while rest:
            if inflater.eof:
                if window == 31 and rest.startswith(b"\x1f"):  # another member follows
                    inflater, fresh = zlib.decompressobj(window), True
                else:
                    return  # padding after the end
            try:
                piece = inflater.decompress(rest, _STEP)
            except zlib.error as error:
                if not (fresh and window == 15):
                    raise FetchError(f"it cannot be unpacked ({error})") from error
                window = -15  # some servers leave the head of zlib out
                inflater = zlib.decompressobj(window)
                continue
            fresh = False
            rest = inflater.unconsumed_tail or (inflater.unused_data if inflater.eof else b"")
            if piece:
                yield piece
        while not inflater.eof:  # what did not fit into a step
            piece = inflater.decompress(b"", _STEP)
            if not piece:
                break
            yield piece
    if not inflater.eof:
        raise FetchError("the connection broke (it ends in the middle)")


def _reason(error: BaseException) -> str:
    text = str(error) or (str(error.__cause__) if error.__cause__ else "") or type(error).__name__
    return " ".join(text.split())[:200]
