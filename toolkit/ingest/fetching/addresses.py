"""Which addresses may be asked: none of this machine, its network, or a cloud's inside.

A link in a table can lead anywhere, and a name can resolve to another address each time it is
looked up. So a name is looked up once, every address is checked, and the connection goes to an
address that was checked. Sources: OWASP, "Server-Side Request Forgery Prevention"; RFC 6890
(special addresses), RFC 4291 and 6052 (IPv4 inside IPv6), RFC 3056 (6to4), RFC 4380 (Teredo).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterator

import httpx

from toolkit.ingest.fetching.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], list[str]]

SCHEMES = ("http", "https")
# Public by their number, but served from inside a cloud: Azure's wire server, Oracle's metadata.
_METADATA = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192")))
_KINDS = ("loopback", "link_local", "multicast", "unspecified", "private")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def parse_url(text: str) -> httpx.URL:
    """Read an address and refuse what is not a plain web page.

    Parameters
    ----------
    text
        The address; letters beyond ASCII are encoded as browsers do.

    Raises
    ------
    FetchError
        When it is not http(s), names no host, or carries a name and password.

    Examples
    --------
    >>> str(parse_url("https://Bücher.example/a b"))
    'https://xn--bcher-kva.example/a%20b'
    """
    shown = text if len(text) <= 200 else text[:197] + "..."
    try:
        url = httpx.URL(text.strip())
        host, port = url.raw_host, url.port
    except (httpx.InvalidURL, ValueError, UnicodeError, TypeError) as error:
        raise FetchError(f"{shown!r} is no address of a page ({error})", "refused") from error
    if url.scheme not in SCHEMES:
        what = f"{url.scheme}:" if url.scheme else "without http://"
        raise FetchError(f"{shown!r} is {what}; only http and https are fetched", "refused")
    if not re.fullmatch(rb"[\w.:-]+", host) or (port is not None and not 0 < port < 65536):
        raise FetchError(f"{shown!r} names no host and port that exist", "refused")
    if url.userinfo:
        raise FetchError("the address carries a name or password", "refused")
    return url


def inside(address: Address) -> Iterator[Address]:
    """List an address and the IPv4 addresses that are written inside it.

    Examples
    --------
    >>> [str(a) for a in inside(ipaddress.ip_address("::ffff:10.0.0.1"))][1:]
    ['10.0.0.1']
    """
    yield address
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        yield ipaddress.IPv4Address(address.packed[-4:])


def fault_of(text: str) -> str:
    """Say why an address is not of the public internet; ``""`` when it is.

    Parameters
    ----------
    text
        A numeric address, with or without an IPv6 zone.

    Examples
    --------
    >>> fault_of("169.254.169.254"), fault_of("::ffff:127.0.0.1"), fault_of("9.9.9.9")
    ('link-local', 'loopback', '')
    """
    try:
        written = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return "not an address"
    # an address that carries others is what they are
    for address in list(inside(written))[1:] or [written]:
        if address in _METADATA:
            return "a cloud's inside"
        if address in _LOCAL_NAT64:
            return "private"
        for kind in _KINDS:
            if getattr(address, f"is_{kind}"):
                return kind.replace("_", "-")
        if not address.is_global:
            return "reserved"
    return ""


def look_up(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name.

    Raises
    ------
    FetchError
        When it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FetchError(f"the name {host!r} has no address ({reason})") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(
    host: str, port: int, *, allow_private: bool = False, lookup: Lookup = look_up
) -> list[str]:
    """Give the addresses of a host, once each of them has been checked.

    One address that is not public condemns them all: a name that answers with both is either a
    mistake or an attempt to get in.

    Parameters
    ----------
    host, port
        The host as in the address of the page.
    allow_private
        Allow addresses of this machine and its network.
    lookup
        What resolves the name.

    Raises
    ------
    FetchError
        When the name has no address, or one that must not be asked.
    """
    found = lookup(host, port)
    if not found:
        raise FetchError(f"the name {host!r} has no address")
    for address in found if not allow_private else ():
        fault = fault_of(address)
        if fault:
            what = address if address == host else f"{host!r} resolves to {address}"
            raise FetchError(f"{what}, which is {fault}: only public addresses are asked "
                             "(--allow-private for servers of your own)", "refused")  # fmt: skip
    return found
