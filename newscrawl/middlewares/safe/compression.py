"""Content-Encoding undone with a bound on what comes out, and whole or not at all.

Scrapy's HttpCompressionMiddleware hands on what it could read of a truncated gzip, brotli or zstd body, and its exceptions come too late
to be retried (those of `process_response` are). So decoding is the download handler's last step, and this the middleware's only part.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from typing import Any

import brotli
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Request, Response, TextResponse
from scrapy.responsetypes import responsetypes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["AcceptEncoding", "BodyTooLarge", "Limit", "TruncatedBody", "UnreadableEncoding", "decode", "decoded"]

# zlib's interface, in less than half the time. It takes gzip heads with reserved flags, which zlib refuses; all else is alike.
_inflater: Any = import_module("isal.isal_zlib" if find_spec("isal") else "zlib")
_DAMAGED: tuple[type[Exception], ...] = (zlib.error, _inflater.error)
_CHUNK = 65_536
_MAX_LAYERS = 2  # encodings on top of each other; nobody serious sends more than one
_MAX_MEMBERS = 100  # gzip members or zstd frames one after another: reading on behind each copies the rest, 65 s for 500,000 empty ones
_ZSTD_WINDOW_LOG = 23  # 8 MiB: RFC 9659 allows no more for content encodings


class BodyTooLarge(ValueError):  # noqa: N818  named for what was found, as Refused
    """Decoding gave more than it may."""


class TruncatedBody(ValueError):  # noqa: N818
    """The encoded bytes end before their end mark, or are damaged."""


class UnreadableEncoding(ValueError):  # noqa: N818
    """More encodings on top of each other, or more pieces in a row, than a serious server sends."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`size` in bytes, 0 for none. `first_only`: what is beyond it is not wanted, and no error. `stopped`: the body was cut on purpose."""

    size: int = 0
    first_only: bool = False
    stopped: bool = False


class AcceptEncoding(HttpCompressionMiddleware):
    """Asks for gzip, deflate, br and zstd."""

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        return response


def decode(body: bytes, encoding: str, limit: Limit) -> bytes:
    """One layer undone. Raises BodyTooLarge and TruncatedBody, as `limit` says, and UnreadableEncoding. Further gzip members and zstd
    frames are read; whatever else follows the end is dropped, as browsers do."""
    parts: list[bytes] = []
    size = 0
    try:
        for part in _DECODERS[encoding](body):
            size += len(part)
            parts.append(part)
            if limit.size and size > limit.size:
                if limit.first_only:
                    break
                raise BodyTooLarge(f"more than {limit.size} bytes decoded from {len(body)}")
    except (*_DAMAGED, brotli.error, zstd.ZstdError, EOFError, MemoryError) as error:
        if not limit.stopped:
            raise TruncatedBody(f"{encoding}: {error or 'ends early'}") from error
    return b"".join(parts)


def _inflate(body: bytes, wbits: int) -> Iterator[bytes]:
    rest = body
    for _ in range(_MAX_MEMBERS):
        decoder = _inflater.decompressobj(wbits)
        try:
            yield (part := decoder.decompress(rest, _CHUNK))
            while not decoder.eof:
                if not decoder.unconsumed_tail and len(part) < _CHUNK:
                    raise EOFError("ends early")
                yield (part := decoder.decompress(decoder.unconsumed_tail, _CHUNK))
        except _DAMAGED:
            if rest is body:
                raise
            return  # padding after the last member
        rest = decoder.unused_data.lstrip(b"\x00")
        if wbits != _GZIP or not rest.startswith(b"\x1f\x8b"):
            return
    raise UnreadableEncoding(f"more than {_MAX_MEMBERS} gzip members in a row")


_GZIP, _ZLIB, _RAW = 31, 15, -15


def _gunzip(body: bytes) -> Iterator[bytes]:
    return _inflate(body, _GZIP)


def _undeflate(body: bytes) -> Iterator[bytes]:
    """RFC 9110 means zlib's format; some servers send it bare."""
    try:
        _inflater.decompressobj(_ZLIB).decompress(body[:_CHUNK], _CHUNK)
    except _DAMAGED:
        return _inflate(body, _RAW)
    return _inflate(body, _ZLIB)


def _unbrotli(body: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    yield decoder.process(body, output_buffer_limit=_CHUNK)
    while not decoder.is_finished():
        part = decoder.process(b"", output_buffer_limit=_CHUNK)
        if not part:
            raise EOFError("ends early")
        yield part


def _unzstd(body: bytes) -> Iterator[bytes]:
    rest = body
    for _ in range(_MAX_MEMBERS):
        decoder = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})
        yield decoder.decompress(rest, _CHUNK)
        while not decoder.eof:
            if decoder.needs_input:
                raise EOFError("ends early")
            yield decoder.decompress(b"", _CHUNK)
        rest = decoder.unused_data
        if not rest.startswith(b"\x28\xb5\x2f\xfd"):
            return
    raise UnreadableEncoding(f"more than {_MAX_MEMBERS} zstd frames in a row")


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}


def decoded(response: Response, max_size: int, *, first_only: bool = False) -> Response:
    """The response with its Content-Encoding undone; as it is where it has none, or one that nobody knows (as browsers do).

    Raises BodyTooLarge, UnreadableEncoding, and ResponseDataLossError, which Scrapy retries, for a body that is cut or damaged.
    A response that was stopped on purpose (`download_stopped`) gives what it has.
    """
    layers = [name.strip().decode("latin-1").lower() for name in chain.from_iterable(v.split(b",") for v in _encodings(response))]
    layers = [name for name in layers if name and name != "identity"]
    if not layers or any(name not in _DECODERS for name in layers):
        return response
    if len(layers) > _MAX_LAYERS:
        raise UnreadableEncoding(f"{len(layers)} encodings on top of each other")
    body, limit = response.body, Limit(max_size, first_only, stopped="download_stopped" in response.flags)
    if not body and response.status == 200 and not limit.stopped:
        raise ResponseDataLossError("an encoded body without a byte")
    for name in reversed(layers):
        try:
            body = decode(body, name, limit) if body else b""
        except TruncatedBody as error:
            raise ResponseDataLossError(str(error)) from error
    return _with_body(response, body)


def _encodings(response: Response) -> list[bytes]:
    return response.headers.getlist("Content-Encoding")


def _with_body(response: Response, body: bytes) -> Response:
    headers = response.headers  # nobody else has this response, and the new one takes a copy
    del headers["Content-Encoding"]
    if "Content-Length" in headers:
        headers["Content-Length"] = str(len(body))
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    if issubclass(kind, TextResponse):
        return response.replace(cls=kind, headers=headers, body=body, encoding=None)
    return response.replace(cls=kind, headers=headers, body=body)
