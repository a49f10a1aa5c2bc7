"""The values of an HTTP exchange: a request, its answer, and what is logged of both."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

__all__ = ["App", "LogEntry", "Raw", "Reply", "Request", "Wire", "conditional", "etag_of", "head_bytes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked for. Header names are in lower case; `path` is decoded, `target` as sent; `base` is the server's own address."""

    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    base: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. A callable `body` is called only where the body is really needed: not for a 304, not for a HEAD with known `etag`."""

    status: int = 200
    body: bytes | Callable[[], bytes] = b""
    content_type: str = "text/html; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    last_modified: datetime | None = None
    compress: bool = True

    def rendered(self) -> bytes:
        """The body as bytes."""
        return self.body() if callable(self.body) else self.body


@dataclass(slots=True, kw_only=True)
class Wire:
    """A connection in the hands of a misbehaving handler. `wait` ends early, and with False, when the server closes."""

    sock: socket.socket
    stopping: threading.Event
    sent: int = 0

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)
        self.sent += len(data)

    def wait(self, seconds: float) -> bool:
        return not self.stopping.wait(seconds)


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer that writes to the socket itself. The connection is closed afterwards. `name` goes into the log."""

    write: Callable[[Wire], None]
    name: str = "raw"


App = Callable[[Request], Reply | Raw]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One request: `at` is when it had arrived (monotonic clock); `status` 0 means no proper HTTP answer; `sent` counts body bytes."""

    at: float
    method: str
    target: str
    status: int
    sent: int = 0
    note: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


def conditional(request: Request, reply: Reply) -> Reply:
    """The reply, or 304 where the client's validators still hold (RFC 9110, 13.2.2: If-None-Match rules over If-Modified-Since)."""
    if reply.status != HTTPStatus.OK or request.method not in ("GET", "HEAD"):
        return reply
    match, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    unchanged = False
    if match is not None and reply.etag:
        unchanged = match.strip() == "*" or reply.etag.removeprefix("W/") in {tag.strip().removeprefix("W/") for tag in match.split(",")}
    elif match is None and since and reply.last_modified:
        with suppress(ValueError, TypeError):
            unchanged = reply.last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    return replace(reply, status=304, body=b"") if unchanged else reply


def etag_of(*parts: object) -> str:
    """A weak validator over what an answer depends on: weak, as every server that compresses on the fly must send it."""
    return f'W/"{hashlib.sha1(repr(parts).encode()).hexdigest()[:20]}"'


def head_bytes(status: int, headers: list[tuple[str, str]]) -> bytes:
    """A status line and headers, up to and with the empty line."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    date = format_datetime(datetime.now(UTC), usegmt=True)
    lines = [f"HTTP/1.1 {status} {phrase}", "Server: demo", f"Date: {date}", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("utf-8")
