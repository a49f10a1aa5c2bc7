"""No test leaves loopback: connections and look-ups that would are refused and noted.

`conftest.py` loads this file for the tests, and puts its folder on PYTHONPATH: the interpreter of every process that a test starts then
loads it by itself.
"""

from __future__ import annotations

import errno
import os
import socket
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

attempts: list[str] = []
_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
_LOCAL_NAMES = {"localhost", "localhost.localdomain", "ip6-localhost", socket.gethostname(), ""}


def _allowed(sock: socket.socket, address: Any) -> bool:
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = str(address[0])
    try:
        ip = ip_address(host.split("%")[0])
    except ValueError:
        return host in _LOCAL_NAMES
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_loopback


def _note(what: str) -> None:
    attempts.append(what)
    if os.environ.get("TESTS_LEFT_LOOPBACK"):
        with Path(os.environ["TESTS_LEFT_LOOPBACK"]).open("a", encoding="utf-8") as file:
            file.write(what + "\n")


def connect(self: socket.socket, address: Any) -> None:
    if not _allowed(self, address):
        _note(f"connect {address}")
        raise OSError(errno.ENETUNREACH, f"tests stay on loopback; refused to connect to {address}")
    _connect(self, address)


def connect_ex(self: socket.socket, address: Any) -> int:
    if not _allowed(self, address):
        _note(f"connect {address}")
        return errno.ENETUNREACH
    return _connect_ex(self, address)


def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    try:
        if name is not None and name not in _LOCAL_NAMES:
            ip_address(str(name).split("%")[0])
    except ValueError:
        # Like a machine without a network. Not noted: that a name is looked up is no leak, a connection is.
        raise socket.gaierror(socket.EAI_NONAME, f"tests stay on loopback; {name} was not looked up") from None
    return _getaddrinfo(host, *args, **kwargs)


if not getattr(socket.socket.connect, "stays_on_loopback", False):
    connect.stays_on_loopback = True  # type: ignore[attr-defined]
    socket.socket.connect = connect  # type: ignore[assignment,method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = getaddrinfo
