"""Answers that break on the wire: cut, stuck, dripping, endless, or of another length than they say."""

from __future__ import annotations

import gzip
import socket
import struct
import zlib
from collections.abc import Callable
from typing import Literal

from demo.faults.injector import Fault, SiteReply
from demo.http import Raw, Reply, Request, Wire, head_bytes

__all__ = [
    "Encoding",
    "chunked_cut",
    "close_before_headers",
    "close_mid_body",
    "compressed",
    "drip",
    "encode",
    "endless",
    "hang",
    "hang_in_body",
    "reset",
    "truncated",
    "wrong_length",
]

Encoding = Literal["gzip", "deflate", "br", "zstd"]
_FOREVER = 3600.0


def encode(body: bytes, encoding: Encoding) -> bytes:
    """A body in a content encoding."""
    if encoding == "br":
        import brotli

        return bytes(brotli.compress(body, quality=4))
    if encoding == "zstd":
        from newscrawl.decoding import zstd

        return zstd.compress(body)
    return gzip.compress(body, 6, mtime=0) if encoding == "gzip" else zlib.compress(body)


def _raw(name: str, write: Callable[[Wire], None]) -> Fault:
    answer = Raw(write, name)
    return lambda request, site: answer


def _with_body(name: str, write: Callable[[Wire, Reply, bytes], None]) -> Fault:
    """A fault that needs the site's own answer."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        real = site()
        if isinstance(real, Raw):
            return real
        body = real.rendered()
        return Raw(lambda wire: write(wire, real, body), name)

    return answer


def _head(reply: Reply, *more: tuple[str, str]) -> bytes:
    return head_bytes(reply.status, [*reply.headers, ("Content-Type", reply.content_type), *more])


def _length(body: bytes) -> tuple[str, str]:
    return "Content-Length", str(len(body))


def _reset(wire: Wire) -> None:
    """Closes with RST: what a crashed server or a firewall does."""
    wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset(after: float | None = None) -> Fault:
    """The connection is reset: before any answer, or after this share of the body."""
    if after is None:
        return _raw("reset", _reset)

    def write(wire: Wire, reply: Reply, body: bytes) -> None:
        wire.send(_head(reply, _length(body)) + body[: int(len(body) * after)])
        _reset(wire)

    return _with_body("reset in the body", write)


def close_before_headers() -> Fault:
    """The connection ends without a byte."""
    return _raw("closed", lambda wire: None)


def close_mid_body(share: float = 0.5) -> Fault:
    """The connection ends properly after this share of the announced body."""
    return _with_body(
        "closed in the body", lambda wire, reply, body: wire.send(_head(reply, _length(body)) + body[: int(len(body) * share)])
    )


def wrong_length(more: int = 1000) -> Fault:
    """Content-Length says `more` bytes than come (or fewer, when negative)."""

    def write(wire: Wire, reply: Reply, body: bytes) -> None:
        wire.send(_head(reply, ("Content-Length", str(max(0, len(body) + more)))) + body)

    return _with_body("wrong length", write)


def chunked_cut(share: float = 0.5) -> Fault:
    """A chunked body without its last chunk."""

    def write(wire: Wire, reply: Reply, body: bytes) -> None:
        half = body[: max(1, int(len(body) * share))]
        wire.send(_head(reply, ("Transfer-Encoding", "chunked")) + b"%x\r\n" % len(half) + half + b"\r\n")

    return _with_body("chunked, cut", write)


def compressed(encoding: Encoding) -> Fault:
    """The site's own body in this encoding, as it should be."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        real = site()
        if isinstance(real, Raw) or real.status != 200:
            return real
        headers = (*real.headers, ("Content-Encoding", encoding))
        return Reply(body=encode(real.rendered(), encoding), content_type=real.content_type, headers=headers, compress=False)

    return answer


def truncated(encoding: Encoding, share: float = 0.5) -> Fault:
    """A compressed body cut short, its Content-Length that of what is sent: only the decompressor can tell."""

    def write(wire: Wire, reply: Reply, body: bytes) -> None:
        packed = encode(body, encoding)
        packed = packed[: max(1, int(len(packed) * share))]
        wire.send(_head(reply, ("Content-Encoding", encoding), _length(packed)) + packed)

    return _with_body(f"truncated {encoding}", write)


def hang(seconds: float = _FOREVER) -> Fault:
    """Nothing is sent, and the connection stays open: until the server closes, or for `seconds`."""

    def write(wire: Wire) -> None:
        wire.wait(seconds)

    return _raw("hang", write)


def hang_in_body(share: float = 0.5, seconds: float = _FOREVER) -> Fault:
    """This share of the body comes, then nothing."""

    def write(wire: Wire, reply: Reply, body: bytes) -> None:
        wire.send(_head(reply, _length(body)) + body[: int(len(body) * share)])
        wire.wait(seconds)

    return _with_body("hang in the body", write)


def drip(bytes_a_time: int = 1, pause: float = 0.2, *, headers_too: bool = False) -> Fault:
    """The answer comes `bytes_a_time`, with a pause after each: no time-out between two reads ever strikes."""

    def write(wire: Wire, reply: Reply, body: bytes) -> None:
        head = _head(reply, _length(body))
        rest = body
        if headers_too:
            rest = head + body
        else:
            wire.send(head)
        for start in range(0, len(rest), bytes_a_time):
            wire.send(rest[start : start + bytes_a_time])
            if not wire.wait(pause):
                return

    return _with_body("drip", write)


def endless(
    content_type: str = "text/html; charset=UTF-8", piece: bytes = b"<p>And another line.</p>\n", *, chunked: bool = False
) -> Fault:
    """A body without an end."""

    def write(wire: Wire) -> None:
        head = [("Content-Type", content_type), *([("Transfer-Encoding", "chunked")] if chunked else [])]
        wire.send(head_bytes(200, head))
        block = piece * (65_536 // len(piece) + 1)
        block = b"%x\r\n" % len(block) + block + b"\r\n" if chunked else block
        while not wire.stopping.is_set():
            wire.send(block)

    return _raw("endless", write)
