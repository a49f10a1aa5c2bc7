"""Which network addresses a crawler may connect to. Pure: no lookups, no network."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from newscrawl.errors import UsageError

__all__ = ["Authority", "authority", "literal", "parse_authorities", "parse_authority", "special_use"]

Authority = tuple[str, int]  # host name in lower case or canonical IP address without brackets; port

# IANA's IPv4 special-purpose registry (RFC 6890 and updates), written out: `is_global` differs between Python versions
# (192.0.0.0/24 is global for 3.11.7) and calls multicast global.
_V4 = tuple(
    (IPv4Network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local, where cloud metadata lives"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("168.63.129.16/32", "a cloud's metadata"),  # Azure's, the one such address outside the special ranges
    )
)
# Only 2000::/3 is handed out as global unicast; what is special within it:
_V6_GLOBAL = IPv6Network("2000::/3")
_V6 = tuple(
    (IPv6Network(network), name)
    for network, name in (
        ("2001::/23", "protocol assignments"),  # Teredo, ORCHID, benchmarking
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how an IPv6-only network reaches IPv4; as good as the address inside

_NUMERIC = re.compile(r"(?:0[xX][0-9a-fA-F]*|\d+)(?:\.(?:0[xX][0-9a-fA-F]*|\d+)){0,3}")
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")  # the underscore is no host's by the book, and in use
_DEFAULT_PORTS = {"http": 80, "https": 443}


def special_use(address: str) -> str:
    """The purpose of a special address; '' for a public address. `address` is written as the resolver gives it, perhaps with a zone
    (`fe80::1%eth0`)."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return next((name for network, name in _V4 if ip in network), "")
    ip = IPv6Address(int(ip))  # without its zone
    if ip in _NAT64:
        inside = special_use(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
        return f"NAT64 of {inside}" if inside else ""
    if ip.ipv4_mapped:
        return "IPv4-mapped"  # no name server answers so for a public site
    if ip not in _V6_GLOBAL:
        return "not global unicast"
    return next((name for network, name in _V6 if ip in network), "")


def literal(host: str) -> str | None:
    """The IP address that a host is, in any form that the C library reads (`127.1`, `0x7f000001`, `2130706433`, `0177.0.0.1`); None for
    a name. Raises ValueError for digits that are no address."""
    bare = host.strip("[]").rstrip(".")
    try:
        return str(ip_address(bare))
    except ValueError:
        if ":" in bare or not _NUMERIC.fullmatch(bare):
            return None
    try:
        return socket.inet_ntoa(socket.inet_aton(bare))
    except OSError as error:
        raise ValueError(f"{host[:100]!r} is no address") from error


@lru_cache(maxsize=1024)  # each request is asked about five times: may it go there, whose turn is it, which slot
def authority(url: str) -> Authority:
    """Host and port of an http(s) address, the host without a trailing dot and numbers as an IP address. Raises ValueError."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    if not (len(host) <= 253 and _HOST.fullmatch(host)) and not (parts.netloc.startswith("[") and literal(host)):
        raise ValueError(f"{host[:100]!r} is no host name")
    port = parts.port if parts.port is not None else _DEFAULT_PORTS.get(parts.scheme, 0)
    if not port:
        raise ValueError("no port")
    return literal(host) or host, port


def parse_authority(text: str) -> Authority:
    """`host:port`, `[::1]:8080` or an address `http://host:port/`. Raises UsageError: an exception from the rules names its port."""
    url = text if "//" in text else f"//{text}"
    try:
        return authority(url)  # without a scheme there is no default port: port 0
    except ValueError as error:
        raise UsageError(f"{text[:200]!r} does not name a host and a port ({error}); write it like 127.0.0.1:8000") from error


def parse_authorities(texts: Iterable[str]) -> frozenset[Authority]:
    return frozenset(parse_authority(text.strip()) for text in texts if text.strip())
