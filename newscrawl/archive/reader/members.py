"""The bytes of an archive file, decompressed piece by piece: plain, gzip (a member a record, or one member for all) and zstd.

A broken member costs itself: the next one is looked for in the raw bytes. Memory stays at a few pieces whatever the file claims.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol

from newscrawl.decoding import inflater, zstd

__all__ = ["ARC_LINE", "MAGIC", "RECORD_START", "Piece", "begins_record", "holds_record", "pieces"]

GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
RECORD_START = re.compile(rb"WARC/\d\.\d{1,3}\r?\n")
# `address IP date [more fields] length`: version 1 has five fields, version 2 ten; an address may hold spaces.
ARC_LINE = re.compile(
    rb"(?P<url>(?:https?|ftp|dns|filedesc|urn|whois):[^\r\n]{1,8000}?) (?P<ip>[0-9][0-9.]{6,14}|[0-9A-Fa-f:]{2,39}|-) (?P<date>\d{8,17}) "
    rb"(?:(?P<type>[^\r\n]{1,200}?) )?(?P<length>\d{1,15})\r?\n"
)

_READ = 1 << 16  # larger reads are slower: what follows a member's end is copied once for each member in the read
_PIECE = 1 << 20
_SLICE = 1 << 13  # of zstd
_BOMB_AFTER, _BOMB_RATIO = 1 << 26, 200  # text compresses to a tenth, a page of one letter to a thousandth
_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 27}
_TRAINED = b"\x37\xa4\x30\xec"  # how a dictionary begins that was trained; any other bytes are one as they are
_DICTIONARY = 1 << 24
_TRIAL = 1 << 12
_ZSTD_LEAST = 64
MAGIC = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd")


@dataclass(frozen=True, slots=True)
class Piece:
    """Decompressed bytes. `start`: the raw offset of the member that these bytes begin, or of the piece where the bytes are plain.

    `checked`: a checksum follows, and a member that fails the checksum ends in a fault. `fault` says which bytes before these were lost.
    `at` is the raw offset of the loss. `inside`: some bytes of the lost member were already given.
    """

    data: bytes
    start: int | None = None
    plain: bool = False
    fault: str | None = None
    at: int = 0
    inside: bool = False
    checked: bool = False


class _Raw:
    """The file's own bytes, a read at a time."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self.size = file.seek(0, 2)
        self.jump(offset)

    def jump(self, offset: int) -> None:
        self._file.seek(offset)
        self._chunk, self._at, self._base = b"", 0, offset

    @property
    def offset(self) -> int:
        return self._base + self._at

    def peek(self, n: int) -> bytes:
        while len(self._chunk) - self._at < n and (more := self._file.read(_READ)):
            self._chunk, self._base, self._at = self._chunk[self._at :] + more, self.offset, 0
        return self._chunk[self._at : self._at + n]

    def take(self, limit: int = _READ) -> bytes:
        self.peek(1)
        data = self._chunk[self._at : self._at + limit]
        self._at += len(data)
        return data

    def back(self, n: int) -> None:
        """The last `n` bytes taken were not used."""
        self._at -= n


def _spare(raw: _Raw) -> int:
    """Bytes that may be spent on broken members: such as are nested in each other would cost the square of the file."""
    return 8 * raw.size + (1 << 26)


class _Engine(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class _Fault(Exception):  # noqa: N818  caught where the member was begun
    """This member cannot be read on."""


def pieces(file: BinaryIO, offset: int = 0) -> Iterator[Piece]:
    """All that can be read from `offset` on, in order. Formats may follow each other; padding with zeros is nothing."""
    raw = _Raw(file, offset)
    dictionary: zstd.ZstdDict | None = None
    budget = _spare(raw)
    fault: tuple[str, int, bool] | None = None
    while head := raw.peek(8):
        start = raw.offset
        given = False
        try:
            if head.startswith(b"\0\0\0\0") or not head.strip(b"\0"):
                _skip_zeros(raw)
                continue
            if _skippable(head):
                dictionary = _dictionary(raw) or dictionary
                continue
            if not head.startswith((GZIP, ZSTD)):
                if start > offset and not begins_record(raw.peek(1 << 14)):
                    raise _Fault("not-gzip")  # noqa: TRY301  one place that looks for the next member
                yield from _after(fault, _plain(raw))
                return
            member = _gzip(raw) if head.startswith(GZIP) else _zstd(raw, dictionary)
            for piece in _after(fault, member):
                given = given or bool(piece.data)
                fault = None
                yield piece
        except _Fault as error:
            budget -= raw.offset - start
            fault = fault or (str(error), start, given)
            found, cost = _next_member(raw, start + 1) if budget > 0 else (None, 0)
            budget -= cost
            if found is None:
                break
            raw.jump(found)
    if fault:
        yield Piece(b"", fault=fault[0], at=fault[1], inside=fault[2])


def _after(fault: tuple[str, int, bool] | None, following: Iterator[Piece]) -> Iterator[Piece]:
    """The following pieces; the first carries the fault of the bytes lost before it."""
    for piece in following:
        if fault:
            yield replace(piece, fault=fault[0], at=fault[1], inside=fault[2])
            fault = None
        else:
            yield piece


def _plain(raw: _Raw) -> Iterator[Piece]:
    while True:
        start = raw.offset
        data = raw.take(_PIECE)
        if not data:
            return
        yield Piece(data, start, plain=True)


def _gzip(raw: _Raw) -> Iterator[Piece]:
    engine = inflater.decompressobj(16 + zlib.MAX_WBITS)

    def feed() -> bytes:
        data = engine.unconsumed_tail or raw.take()
        if not data:
            raise _Fault("truncated")
        try:
            return bytes(engine.decompress(data, _PIECE))
        except (zlib.error, inflater.error) as error:
            raise _Fault("gzip") from error

    return _member(raw, engine, feed, checked=True)


def _zstd(raw: _Raw, dictionary: zstd.ZstdDict | None) -> Iterator[Piece]:
    engine = zstd.ZstdDecompressor(dictionary, options=_WINDOW)

    def feed() -> bytes:
        data = raw.take(_SLICE) if engine.needs_input else b""
        if engine.needs_input and not data:
            raise _Fault("truncated")
        try:
            return engine.decompress(data, _PIECE)
        except (zstd.ZstdError, MemoryError) as error:
            raise _Fault("zstd") from error

    return _member(raw, engine, feed, checked=False)


def _member(raw: _Raw, engine: _Engine, feed: Callable[[], bytes], *, checked: bool) -> Iterator[Piece]:
    start, first, out = raw.offset, True, 0
    while not engine.eof:
        data = feed()
        out += len(data)
        if out > _BOMB_AFTER and out > _BOMB_RATIO * (raw.offset - start):
            raise _Fault("bomb")
        if engine.eof:
            raw.back(len(engine.unused_data))
        if data or engine.eof:
            yield Piece(data, start if first else None, checked=checked)
            first = False


def _skip_zeros(raw: _Raw) -> None:
    while data := raw.take():
        rest = data.lstrip(b"\0")
        if rest:
            raw.back(len(rest))
            return


def _skippable(head: bytes) -> bool:
    return len(head) == 8 and head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50


def _dictionary(raw: _Raw) -> zstd.ZstdDict | None:
    """A skippable frame; the one of type 0x5D holds the file's dictionary, itself plain or compressed.
    https://iipc.github.io/warc-specifications/specifications/warc-zstd/"""
    head = raw.peek(8)
    length = int.from_bytes(head[4:8], "little")
    start = raw.offset
    if head[0] != 0x5D or length > _DICTIONARY:
        raw.jump(min(start + 8 + length, raw.size))
        return None
    body = raw.peek(8 + length)[8:]
    raw.jump(min(start + 8 + length, raw.size))
    try:
        if body.startswith(ZSTD):
            body = zstd.ZstdDecompressor(options=_WINDOW).decompress(body, _DICTIONARY)
        return zstd.ZstdDict(body, is_raw=not body.startswith(_TRAINED))
    except (zstd.ZstdError, ValueError, MemoryError):
        return None


def begins_record(data: bytes) -> bool:
    """Whether a WARC or ARC record begins here, or after blank lines."""
    data = data.lstrip(b"\r\n")
    return bool(RECORD_START.match(data) or ARC_LINE.match(data))


def _next_member(raw: _Raw, offset: int) -> tuple[int | None, int]:
    """The offset of the next member that holds a record, judged by its first bytes, and the number of bytes that the search looked at."""
    raw.jump(offset)
    cost = 0
    while window := raw.peek(_READ + _TRIAL):
        for match in MAGIC.finditer(window, 0, _READ + 3):
            cost += _TRIAL
            if cost > _spare(raw):
                return None, cost
            if holds_record(window[match.start() : match.start() + _TRIAL]):
                return offset + match.start(), cost
        offset += _READ
        raw.jump(offset)
    return None, cost


def holds_record(data: bytes) -> bool:
    """Whether these raw bytes begin a compressed member that begins with a record."""
    try:
        if data.startswith(GZIP):
            return not data[3] & 0xE0 and begins_record(zlib.decompressobj(31).decompress(data, 1 << 14))
        if not data.startswith(ZSTD):
            return False
        if given := zstd.ZstdDecompressor(options=_WINDOW).decompress(data, 1 << 14):
            return begins_record(given)
        return len(data) > _ZSTD_LEAST  # the first block is longer than the trial, and nothing contradicts the magic number's four bytes
    except (zlib.error, zstd.ZstdError, IndexError, MemoryError):
        return False
