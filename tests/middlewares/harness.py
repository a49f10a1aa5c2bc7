"""A server on raw sockets that answers each path with exactly the bytes it is told to, and crawls of it in a process of their own.

A crawl fetches its addresses with `engine.download_async` from `start()`, as the spiders fetch their sources, and tells how each ended.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("runner.py")

Answer = bytes | Callable[["Connection"], None]


@dataclass
class Connection:
    """What a handler may do with an open connection, once the request's head is read."""

    socket: socket.socket
    target: str
    head: str
    server: Server

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def hang(self) -> None:
        """Until the client goes away."""
        while self.socket.recv(1024):
            pass

    @property
    def times(self) -> int:
        """How often this path was asked for, this time included."""
        return sum(target == self.target for _, target, _ in self.server.log)


@dataclass
class Server:
    """`answers` by path; what it has no answer for is a 404. `log`: moment, target and head of each request."""

    answers: dict[str, Answer] = field(default_factory=dict)
    log: list[tuple[float, str, str]] = field(default_factory=list)
    context: ssl.SSLContext | None = None

    def __enter__(self) -> Server:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._listener.close()

    @property
    def base(self) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"

    def asked(self, path: str) -> int:
        return sum(target == path for _, target, _ in self.log)

    def heads(self, path: str) -> list[str]:
        return [head for _, target, head in self.log if target == path]

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
            with client:
                while head := self._head(client):
                    target = head.split(" ", 2)[1]
                    self.log.append((time.monotonic(), target, head))
                    answer = self.answers.get(target.partition("?")[0], reply(404, b"nothing here"))
                    if callable(answer):
                        answer(Connection(client, target, head, self))
                        return
                    client.sendall(answer)
                    if b"connection: close" in answer[:2000].lower():
                        return
        except (OSError, ValueError):
            return

    def _head(self, client: socket.socket) -> str:
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            piece = client.recv(1)
            if not piece:
                return ""
            data += piece
        return data.decode("latin-1")


def reply(status: int = 200, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body) if length is None else length}", *headers]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def page(text: str = "a page") -> bytes:
    return reply(200, f"<html><body><p>{text}</p></body></html>".encode())


@dataclass(frozen=True)
class End:
    """How one fetch ended: `status` and `body`, or `error` (the exception's name) with `reason` and `detail`."""

    url: str = ""
    status: int = 0
    body: str = ""
    flags: tuple[str, ...] = ()
    error: str = ""
    reason: str = ""
    detail: str = ""
    took: float = 0.0


@dataclass(frozen=True)
class Crawl:
    ends: dict[str, End]
    stats: dict[str, Any]
    log: str
    returncode: int
    extra: dict[str, Any]

    def __getitem__(self, url: str) -> End:
        return self.ends[url]


def crawl(urls: list[str], *, base: str | None = None, env: dict[str, str] | None = None, timeout: float = 60, **job: Any) -> Crawl:
    """`job`: settings, resolver (name -> addresses), headers, at_once, sitemaps_of, patience: see runner.py."""
    settings = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "NEWSCRAWL_RETRY_SECONDS": 0.01, "DOWNLOAD_TIMEOUT": 5}
    job = {**job, "urls": urls, "base": base, "settings": {**settings, **job.get("settings", {})}}
    done = subprocess.run(
        [sys.executable, str(RUNNER)],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=timeout,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2]), "NO_PROXY": "*", **(env or {})},
        check=False,
    )
    assert "RESULT:" in done.stdout, done.stderr[-4000:]
    result = json.loads(done.stdout.rpartition("RESULT:")[2])
    ends = {url: End(**{**end, "flags": tuple(end.get("flags", ()))}) for url, end in result["ends"].items()}
    return Crawl(ends=ends, stats=result["stats"], log=done.stderr, returncode=done.returncode, extra=result["extra"])


class FakeClock:
    """A clock that a sleep moves, and nothing else."""

    def __init__(self, at: float = 1_790_000_000.0) -> None:
        self.start = self.at = at
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def monotonic(self) -> float:
        return self.at - self.start + 1000.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def jitter(self) -> float:
        return 1.0
