"""`browse` as a person types it: the address on the first line, and one line for what cannot be."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newscrawl.browse.index.catalogue import FILE
from tests.browse.folder import record, run

PROJECT = Path(__file__).parents[2]


def command(output: Path, *args: str) -> list[str]:
    return [sys.executable, "-m", "scrapy", "browse", "--no-open", *args, "-s", f"NEWSCRAWL_OUTPUT_DIR={output}"]


@contextmanager
def started(output: Path, *args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(command(output, *args), cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server, server.stdout.readline().strip()
        finally:
            server.kill()


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return str(answer.read().decode())


def refused(output: Path, *args: str) -> str:
    done = subprocess.run(command(output, *args), cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    return done.stderr


def test_the_first_line_is_the_address_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    run(tmp_path, record("a"))
    with started(tmp_path, "--port", "0") as (server, address):
        assert address.startswith("http://127.0.0.1:") and len(address.split("/")[3]) > 20
        assert "The story of a" in read(address)
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
        assert server.returncode == 0, errors
        assert "Traceback" not in errors


def test_two_at_once_share_the_index(tmp_path: Path) -> None:
    run(tmp_path, *(record(f"a{n}") for n in range(50)))
    with started(tmp_path, "--port", "0") as (_, one), started(tmp_path, "--port", "0") as (_, other):
        assert one != other
        assert "50 articles" in read(one) and "50 articles" in read(other)


def test_a_start_after_a_kill_reads_everything(tmp_path: Path) -> None:
    run(tmp_path, *(record(f"a{n}") for n in range(2000)))
    with started(tmp_path, "--port", "0") as (server, _):
        server.kill()  # the address is told before the index is built
        server.wait(20)
    with started(tmp_path, "--port", "0") as (_, address):
        assert "2,000 articles" in read(address)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    run(tmp_path, record("a"))
    tmp_path.chmod(0o555)
    with started(tmp_path, "--port", "0") as (_, address):
        assert "1 article" in read(address)
    assert not (tmp_path / FILE).exists()


def test_what_cannot_be_served_is_told_in_a_line(tmp_path: Path) -> None:
    assert "holds no articles" in refused(tmp_path)
    assert "holds no articles" in refused(tmp_path / "none")
    run(tmp_path, record("a"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} cannot be used: Address already in use" in refused(tmp_path, "--port", str(port))
    assert "port 99999 cannot be used" in refused(tmp_path, "--port", "99999")
