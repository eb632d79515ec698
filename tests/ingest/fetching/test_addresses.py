"""Which addresses may be asked."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ingest.fetching.addresses import fault_of, look_up, parse_url, resolve
from toolkit.ingest.fetching.errors import FetchError

INSIDE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "::ffff:10.0.0.1", "::10.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "not an address", "1.2.3",
]  # fmt: skip
OUTSIDE = [
    "9.9.9.9", "1.1.1.1", "172.32.0.1", "169.253.1.1", "2620:fe::fe", "::ffff:9.9.9.9",
    "64:ff9b::9.9.9.9", "2002:0909:0909::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inside_addresses_are_named_as_such(address):
    """Loopback, private, link-local, multicast, metadata: also written inside IPv6."""
    assert fault_of(address)
    with pytest.raises(FetchError) as caught:
        resolve("site.example", 80, lookup=lambda *_: ["9.9.9.9", address])
    assert caught.value.status == "refused"


@pytest.mark.parametrize("address", OUTSIDE)
def test_public_addresses_are_asked(address):
    """Those of the public internet, also through NAT64."""
    assert fault_of(address) == ""
    assert resolve("site.example", 80, lookup=lambda *_: [address]) == [address]


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_judged_alike_in_every_dress(number):
    """Mapped, translated and tunnelled IPv6 forms have the fault of what they carry."""
    plain = ipaddress.IPv4Address(number)
    fault = fault_of(str(plain))
    tail = f"{number >> 16:x}:{number & 0xFFFF:x}"
    for dressed in (f"::ffff:{plain}", f"64:ff9b::{plain}", f"2002:{tail}::"):
        assert fault_of(dressed) == fault, dressed


@pytest.mark.parametrize(
    "url", ["http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://[::1]/",
            "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://0/"]
)  # fmt: skip
def test_odd_ways_to_write_this_machine_are_found(url):
    """Whatever the system makes of a host is what is judged."""
    host = parse_url(url).host
    try:
        socket.getaddrinfo(host, 80)
    except OSError:
        pytest.skip("this system does not read such an address at all")
    with pytest.raises(FetchError, match="only public addresses"):
        resolve(host, 80, lookup=look_up)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("file:///etc/hosts", "only http"),
        ("ftp://site.example/a", "only http"),
        ("javascript:alert(1)", "only http"),
        ("data:text/html,a", "only http"),
        ("gopher://site.example:70/", "only http"),
        ("site.example/a", "without http"),
        ("", "without http"),
        ("http://", "no host"),
        ("http:///path", "no host"),
        ("http://site.example:0/", "port"),
        ("http://site.example:99999/", "port"),
        ("http://site.example:abc/", "no address"),
        ("http://me:secret@site.example/", "name or password"),
        ("http://a\x00b.example/", "no address"),
        ("http://a b.example/", "no host"),
        ("http://xn--\u2026.example/", "no address"),
    ],
)
def test_what_is_no_plain_page_is_refused(url, what):
    """Other schemes, no host, impossible ports, credentials; never a traceback."""
    with pytest.raises(FetchError, match=what) as caught:
        parse_url(url)
    assert caught.value.status == "refused"
    assert "secret" not in str(caught.value)


@given(
    st.text(max_size=60) | st.text("htp:/[]@?#%.\\ 0x\n\u0130", max_size=40).map("http://".__add__)
)
def test_no_text_breaks_the_reading_of_addresses(text):
    """It is an address of a page, or a refusal in words."""
    try:
        url = parse_url(text)
    except FetchError:
        return
    assert url.scheme in ("http", "https")
    assert url.raw_host
    url.raw_path.decode("ascii")
