"""A loopback HTTP/1.1 server on plain sockets, one thread a connection, that logs each request and can be told to misbehave.

Not `http.server`: that one parses headers with the mail parser (a third of a request's time here), and cannot hand a handler its socket.
"""

from __future__ import annotations

import gzip
import select
import socket
import ssl
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from demo.http import App, LogEntry, Raw, Reply, Request, Wire, conditional, head_bytes

__all__ = ["Server"]

_MAX_HEAD = 64 * 1024
_IDLE_SECONDS = 60.0
_ZIPPED_CACHE_BYTES = 32 * 1024 * 1024


class Server:
    """Serves `app` on a free loopback port from `start()` to `close()`; also a context manager. `log` grows by one entry a request.

    With `tls` it speaks https.
    """

    def __init__(self, app: App, *, port: int = 0, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.app = app
        self._tls = tls
        self.log: list[LogEntry] = []
        self._listener = socket.create_server((host, port), backlog=512)
        self._address = self._listener.getsockname()
        self._wake_r, self._wake_w = socket.socketpair()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._zipped: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._zipped_bytes = 0
        self._acceptor = threading.Thread(target=self._accept, name="demo-accept", daemon=True)

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, without a slash at the end."""
        return f"http{'s' if self._tls else ''}://{self._address[0]}:{self._address[1]}"

    @property
    def port(self) -> int:
        return int(self._address[1])

    def start(self) -> Self:
        self._acceptor.start()
        return self

    def close(self) -> None:
        """Ends every connection, whatever it is doing, and every thread. Safe to call twice."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._wake_w.send(b"x")
        if self._acceptor.is_alive():
            self._acceptor.join(5)
        with self._lock:
            threads = list(self._open.values())
            for sock in self._open:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)
        for sock in (self._listener, self._wake_r, self._wake_w):
            sock.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # What was asked for

    def counts(self) -> Counter[str]:
        """Requests by path, without queries."""
        return Counter(entry.path for entry in list(self.log))

    def statuses(self) -> Counter[int]:
        return Counter(entry.status for entry in list(self.log))

    def requests(self, prefix: str = "") -> list[LogEntry]:
        """The log entries whose target starts with `prefix`, in order."""
        return [entry for entry in list(self.log) if entry.target.startswith(prefix)]

    def forget(self) -> None:
        """Empties the log: what follows is a new run's."""
        self.log.clear()

    # How it is served

    def _accept(self) -> None:
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._listener, self._wake_r], [], [])
            if self._wake_r in ready:
                return
            try:
                sock, _ = self._listener.accept()
            except OSError:
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(_IDLE_SECONDS)
            thread = threading.Thread(target=self._connection, args=(sock,), name="demo-connection", daemon=True)
            with self._lock:
                self._open[sock] = thread
            thread.start()

    def _connection(self, sock: socket.socket) -> None:
        secured = sock
        try:
            with suppress(OSError, ValueError):
                if self._tls:
                    secured = self._tls.wrap_socket(sock, server_side=True)
                    with self._lock:
                        self._open[secured] = self._open.pop(sock)
                with secured.makefile("rb") as stream:
                    while not self._stopping.is_set():
                        request = _read_request(stream, self.url)
                        if request is None or not self._answer(secured, request):
                            break
        finally:
            with self._lock:
                self._open.pop(secured, None)
            secured.close()
            sock.close()

    def _answer(self, sock: socket.socket, request: Request) -> bool:
        """Writes the answer; whether the connection stays open."""
        at = time.monotonic()
        try:
            reply = self.app(request)
        except Exception as error:  # noqa: BLE001  the site of a test must answer, and say in its log what broke
            reply = Reply(status=500, body=f"{type(error).__name__}: {error}".encode(), content_type="text/plain; charset=utf-8")
        if isinstance(reply, Raw):
            self._note(at, request, 0, reply.name)
            with suppress(OSError):
                reply.write(Wire(sock=sock, stopping=self._stopping))
            return False
        keep = request.headers.get("connection", "").lower() != "close"
        reply = conditional(request, reply)
        headers, body = self._encoded(request, reply)
        self._note(at, request, reply.status, "", len(body))
        head = head_bytes(reply.status, [*headers, ("Connection", "keep-alive" if keep else "close")])
        sock.sendall(head if request.method == "HEAD" else head + body)
        return keep

    def _note(self, at: float, request: Request, status: int, note: str, sent: int = 0) -> None:
        self.log.append(
            LogEntry(at=at, method=request.method, target=request.target, status=status, sent=sent, note=note, headers=request.headers)
        )

    def _encoded(self, request: Request, reply: Reply) -> tuple[list[tuple[str, str]], bytes]:
        headers = [*reply.headers]
        if reply.etag:
            headers.append(("ETag", reply.etag))
        if reply.last_modified:
            headers.append(("Last-Modified", format_datetime(reply.last_modified.astimezone(UTC), usegmt=True)))
        if reply.status == HTTPStatus.NOT_MODIFIED:
            return [*headers, ("Vary", "Accept-Encoding")], b""
        headers.append(("Content-Type", reply.content_type))
        zipped = reply.compress and "gzip" in request.headers.get("accept-encoding", "")
        if zipped:
            body = self._gzip(request.target, reply)
            headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        else:
            body = reply.rendered()
        return [*headers, ("Content-Length", str(len(body)))], body

    def _gzip(self, target: str, reply: Reply) -> bytes:
        key = (target, reply.etag or "")
        with self._lock:
            if reply.etag and key in self._zipped:
                self._zipped.move_to_end(key)
                return self._zipped[key]
        body = gzip.compress(reply.rendered(), 1, mtime=0)
        if reply.etag:
            with self._lock:
                if key not in self._zipped:
                    self._zipped[key] = body
                    self._zipped_bytes += len(body)
                while self._zipped_bytes > _ZIPPED_CACHE_BYTES:
                    self._zipped_bytes -= len(self._zipped.popitem(last=False)[1])
        return body


def _read_request(stream: object, base: str) -> Request | None:
    """The next request of a connection; None at its end. Raises ValueError for what is no HTTP."""
    lines = list(_head_lines(stream))
    if not lines:
        return None
    method, target, version = lines[0].split(" ")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if version == "HTTP/1.0":
        headers.setdefault("connection", "close")
    length = int(headers.get("content-length", "0"))
    body = stream.read(min(length, 1_000_000)) if length else b""  # type: ignore[attr-defined]
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Request(method=method, target=target, path=unquote(parts.path), query=query, headers=headers, body=body, base=base)


def _head_lines(stream: object) -> Iterator[str]:
    size = 0
    while True:
        line: bytes = stream.readline(_MAX_HEAD)  # type: ignore[attr-defined]
        size += len(line)
        if size > _MAX_HEAD:
            raise ValueError("a request head of more than 64 KB")
        text = line.decode("latin-1").rstrip("\r\n")
        if not text:
            return
        yield text
