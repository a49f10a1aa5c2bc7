"""Content encodings undone: gzip, deflate, brotli and zstd, in steps and with a bound on what comes out."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["ENCODINGS", "BodyTooLarge", "Limit", "TruncatedBody", "UnreadableEncoding", "decode", "inflater", "zstd"]

# zlib's interface, in less than half the time. It takes gzip heads with reserved flags, which zlib refuses; all else is alike.
inflater: Any = import_module("isal.isal_zlib" if find_spec("isal") else "zlib")
_DAMAGED: tuple[type[Exception], ...] = (zlib.error, inflater.error, brotli.error, zstd.ZstdError, MemoryError)
_FAULTS: tuple[type[Exception], ...] = (*_DAMAGED, EOFError)
_CHUNK = 65_536
_MAX_MEMBERS = 100  # gzip members or zstd frames one after another that need give nothing
_LEAST_MEMBER = 1024  # bytes that further ones must give on average: bgzip's give 65,280; each costs a copy of a chunk
_GZIP, _ZLIB, _RAW = 31, 15, -15
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


class BodyTooLarge(ValueError):  # noqa: N818  named for what was found, as Refused
    """Decoding gave more than it may."""


class TruncatedBody(ValueError):  # noqa: N818
    """The encoded bytes end before their end mark, or (`damaged`) are no such encoding from some place on. `got`: what came out before."""

    def __init__(self, message: str, got: bytes, *, damaged: bool) -> None:
        super().__init__(message)
        self.got, self.damaged = got, damaged


class UnreadableEncoding(ValueError):  # noqa: N818
    """More encodings on top of each other, or more pieces in a row, than a serious server sends."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`size` in bytes, 0 for none. `first_only`: what is beyond it is not wanted, and no error. `stopped`: the body was cut on purpose, and
    what there is is wanted. `zstd_window`: the logarithm of the memory that a zstd frame may ask for; RFC 9659 allows 8 MiB on the web."""

    size: int = 0
    first_only: bool = False
    stopped: bool = False
    zstd_window: int = 23


def decode(body: bytes, encoding: str, limit: Limit) -> bytes:
    """One layer undone. Raises BodyTooLarge and TruncatedBody, as `limit` says, and UnreadableEncoding. Further gzip members and zstd
    frames are read; whatever else follows the end is dropped, as browsers do."""
    parts: list[bytes] = []
    size = 0
    try:
        for part in _DECODERS[encoding](body, limit):
            size += len(part)
            parts.append(part)
            if limit.size and size > limit.size:
                if limit.first_only:
                    break
                raise BodyTooLarge(f"more than {limit.size} bytes decoded from {len(body)}")
    except _FAULTS as error:
        if not limit.stopped:
            damaged = not isinstance(error, EOFError)
            raise TruncatedBody(f"{encoding}: {error or 'damaged'}", b"".join(parts), damaged=damaged) from error
    return b"".join(parts)


def _inflate(body: bytes, wbits: int) -> Iterator[bytes]:
    at = given = members = 0
    while at < len(body) or not members:
        engine, before = inflater.decompressobj(wbits), given
        try:
            while not engine.eof:
                if not (data := engine.unconsumed_tail):
                    data = body[at : at + _CHUNK]
                    at += len(data)
                part = engine.decompress(data, _CHUNK)
                if not data and len(part) < _CHUNK and not engine.eof:
                    given += len(part)
                    yield part
                    raise EOFError("ends early")
                given += len(part)
                yield part
        except _DAMAGED:
            if not members or given > before:
                raise
            return  # padding after the last member
        members += 1
        at = _next("gzip", body, at - len(engine.unused_data), members, given) if wbits == _GZIP else len(body)


def _next(kind: str, body: bytes, at: int, members: int, given: int) -> int:
    """Where the next member begins, behind zeros perhaps; the end of the body where none does."""
    ahead = body[at : at + _CHUNK]
    rest = ahead.lstrip(b"\x00")
    if not rest.startswith(_MAGIC[kind]):
        return len(body)
    if members >= _MAX_MEMBERS + given // _LEAST_MEMBER:
        raise UnreadableEncoding(f"more than {members} {kind} pieces in a row that hold next to nothing")
    return at + len(ahead) - len(rest)


def _gunzip(body: bytes, _: Limit) -> Iterator[bytes]:
    return _inflate(body, _GZIP)


def _undeflate(body: bytes, _: Limit) -> Iterator[bytes]:
    """RFC 9110 means zlib's format; some servers send it bare."""
    try:
        inflater.decompressobj(_ZLIB).decompress(body[:_CHUNK], _CHUNK)
    except _DAMAGED:
        return _inflate(body, _RAW)
    return _inflate(body, _ZLIB)


def _unbrotli(body: bytes, _: Limit) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    yield decoder.process(body, output_buffer_limit=_CHUNK)
    while not decoder.is_finished():
        part = decoder.process(b"", output_buffer_limit=_CHUNK)
        if not part:
            raise EOFError("ends early")
        yield part


def _unzstd(body: bytes, limit: Limit) -> Iterator[bytes]:
    at = given = members = 0
    while at < len(body) or not members:
        engine = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: limit.zstd_window})
        while not engine.eof:
            data = body[at : at + _CHUNK] if engine.needs_input else b""
            if engine.needs_input and not data:
                raise EOFError("ends early")
            at += len(data)
            part = engine.decompress(data, _CHUNK)
            given += len(part)
            yield part
        members += 1
        at = _next("zstd", body, at - len(engine.unused_data), members, given)


_DECODERS: dict[str, Callable[[bytes, Limit], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
ENCODINGS = frozenset(_DECODERS)
