"""No test leaves loopback, and no process that it starts."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable

import pytest

OUTSIDE = ("192.0.2.1", 80)  # RFC 5737: an address for documentation, nobody's


def test_a_connection_beyond_loopback_is_refused_and_noted(left_loopback: Callable[[], list[str]]) -> None:
    with socket.socket() as sock, pytest.raises(OSError, match="stay on loopback"):
        sock.connect(OUTSIDE)
    with socket.socket() as sock:
        assert sock.connect_ex(OUTSIDE) != 0
    assert len(left_loopback()) == 2


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(socket.gaierror, match="stay on loopback"):
        socket.getaddrinfo("example.com", 80)


def test_a_process_of_a_test_is_held_back_too(left_loopback: Callable[[], list[str]]) -> None:
    code = f"import socket; s = socket.socket(); print(s.connect_ex({OUTSIDE!r}) != 0); s.close()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "True\n"
    assert left_loopback() == [f"connect {OUTSIDE!r}"]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "localhost"])
def test_loopback_stays_open(address: str) -> None:
    with socket.create_server(("", 0)) as server, socket.socket() as sock:
        sock.connect((address, server.getsockname()[1]))
