"""An HTTP response as archives keep it: its head, and its body with chunks and encodings undone, within bounds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import brotli
import zstandard

__all__ = ["BODY_LIMIT", "BodyFault", "HttpHead", "decode_body", "is_html", "parse_head"]

BODY_LIMIT = 1 << 24
_HEAD_LIMIT = 1 << 18
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b[^\n]*\n")
_HEAD_END = re.compile(rb"\n\r?\n")
_CHUNK = re.compile(rb"(?:\r?\n)?[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_NO_TYPE = ("", "unknown", "no-type", "unknown/unknown", "unk", "application/octet-stream", "application/http")
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PIECE = 1 << 20
_SLICE = 1 << 9  # of zstd, which has no limit on output


class BodyFault(Exception):  # noqa: N818  a word for statistics, caught where the record is read
    """A body that cannot be decoded: `too-large` or `encoding`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpHead:
    """`headers`: names in lower case, in their order. `end`: where the body begins."""

    status: int
    headers: tuple[tuple[str, str], ...]
    end: int

    def get(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


def parse_head(block: bytes) -> HttpHead | None:
    """The head of a response, None where the block does not begin with one, or with one beyond all measure."""
    status = _STATUS.match(block, 0, _HEAD_LIMIT)
    if status is None:
        return None
    end = _HEAD_END.search(block, status.end() - 1, _HEAD_LIMIT)
    stop = end.end() if end else len(block)
    if end is None and stop >= _HEAD_LIMIT:
        return None
    headers: list[tuple[str, str]] = []
    for line in _text(block[status.end() : stop]).split("\n"):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        elif colon and (name := name.strip()):
            headers.append((name.lower(), value.strip()))
    return HttpHead(status=int(status[1]), headers=tuple(headers), end=stop)


def is_html(content_type: str, start: bytes) -> bool:
    """Whether a body is HTML: as its type says; where there is none, as its first bytes say."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in _HTML_TYPES or (kind in _NO_TYPE and bool(_HTML_START.search(start, 0, 1024)))


def decode_body(head: HttpHead, body: bytes, *, limit: int = BODY_LIMIT) -> bytes:
    """The body as a browser would read it. Writers of archives often keep the headers of an encoding that they undid: a body that is
    not encoded as its headers say, from its first byte on, is taken as it is. One that ends early gives what there is. Raises BodyFault."""
    if "chunked" in head.get("transfer-encoding").lower():
        body = _unchunk(body)
    for name in reversed([part.strip().lower() for part in head.get("content-encoding").split(",")][:4]):
        body = _decode(name, body, limit)
    if len(body) > limit:
        raise BodyFault("too-large")
    return body


def _unchunk(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while at < len(body) - 2:
        match = _CHUNK.match(body, at)
        if match is None:
            # At the very start: it never was chunked. Later on: it is damaged.
            if at:
                raise BodyFault("encoding")
            return body
        size, at = int(match[1], 16), match.end()
        if not size:
            break
        parts.append(body[at : at + size])
        at += size
    return b"".join(parts)


def _decode(name: str, body: bytes, limit: int) -> bytes:
    decoder = _DECODERS.get(name)
    if decoder is None or not body:
        return body
    parts: list[bytes] = []
    size = 0
    try:
        for part in decoder(body):
            parts.append(part)
            size += len(part)
            if size > limit:
                raise BodyFault("too-large")
    except (zlib.error, brotli.error, zstandard.ZstdError, MemoryError) as error:
        if _readable(body):
            return body
        raise BodyFault("encoding") from error
    return b"".join(parts)


def _readable(body: bytes) -> bool:
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _inflate(body: bytes, window_bits: int) -> Iterator[bytes]:
    while body:
        engine = zlib.decompressobj(window_bits)
        while not engine.eof:
            part = engine.decompress(body, _PIECE)
            yield part
            body = engine.unconsumed_tail
            if not part and not body:
                break
        body = engine.unused_data if engine.unused_data.startswith(b"\x1f\x8b") else b""


def _gunzip(body: bytes) -> Iterator[bytes]:
    return _inflate(body, 16 + zlib.MAX_WBITS)


def _undeflate(body: bytes) -> Iterator[bytes]:
    """`deflate` means zlib; some servers send it bare."""
    wrapped = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _unbrotli(body: bytes) -> Iterator[bytes]:
    engine = brotli.Decompressor()
    part = engine.process(body, output_buffer_limit=_PIECE)
    while part:
        yield part
        part = b"" if engine.is_finished() else engine.process(b"", output_buffer_limit=_PIECE)


def _unzstd(body: bytes) -> Iterator[bytes]:
    engine = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    for at in range(0, len(body), _SLICE):
        yield engine.decompress(body[at : at + _SLICE])
        if engine.eof:
            return


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
