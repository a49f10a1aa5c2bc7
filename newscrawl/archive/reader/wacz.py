"""WACZ: a zip with WARC files under `archive/`. https://specs.webrecorder.net/wacz/1.1.1/

Nothing is unpacked to disk, so a member's path cannot lead anywhere; what a member claims to be is bounded by reading it in pieces.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from newscrawl.archive.reader.records import Damaged

__all__ = ["Member", "is_wacz", "members"]

_MEMBERS_LIMIT = 10_000
_DIRECTORY_LIMIT = 1 << 26  # the zip module reads a directory whole
_BOMB_AFTER, _BOMB_RATIO = 1 << 26, 200
_ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An archive file inside the zip, open as long as the zip is. Reading raises OSError where the zip is broken."""

    name: str
    file: BinaryIO


def is_wacz(file: BinaryIO) -> bool:
    """Whether the file is a zip. Moves the file back to its start."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    return start in (b"PK\x03\x04", b"PK\x05\x06")


def members(file: BinaryIO) -> Iterator[Member | Damaged]:
    """The WARC and ARC files in it, one after the other; what cannot be opened comes as `Damaged`, as does a zip without any."""
    size = file.seek(0, 2)
    try:
        if _directory_size(file, size) > _DIRECTORY_LIMIT:
            yield Damaged(offset=0, reason="too-large")
            return
        archive = zipfile.ZipFile(file)
    except (*_BROKEN, OSError):
        yield Damaged(offset=0, reason="zip")
        return
    with archive:
        infos = [info for info in archive.infolist() if info.filename.lower().endswith(_ENDINGS)]
        if not infos:
            yield Damaged(offset=0, reason="no-warc")
        if len(infos) > _MEMBERS_LIMIT or sum(info.compress_size for info in infos) > 2 * size:
            yield Damaged(offset=0, reason="bomb")
            return
        for info in infos:
            yield _member(archive, file, info)


def _member(archive: zipfile.ZipFile, file: BinaryIO, info: zipfile.ZipInfo) -> Member | Damaged:
    name = info.filename.replace("\\", "/").rpartition("/")[2]
    if info.file_size > _BOMB_AFTER and info.file_size > _BOMB_RATIO * max(1, info.compress_size):
        return Damaged(offset=info.header_offset, reason="bomb", file=name)
    try:
        stream = archive.open(info)  # checks the member's own header, too
        if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1:
            file.seek(info.header_offset + 26)
            name_length, extra_length = struct.unpack("<HH", file.read(4))
            start = info.header_offset + 30 + name_length + extra_length
            return Member(name=name, file=cast("BinaryIO", _Slice(file, start, info.file_size)))
        return Member(name=name, file=cast("BinaryIO", _Inflated(stream, info.file_size)))
    except (*_BROKEN, OSError):
        return Damaged(offset=info.header_offset, reason="zip", file=name)


class _Part(io.RawIOBase):
    """A seekable part of a zip: `_at` is set by seek and moved by read."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = max(0, offset + {0: 0, 1: self._at, 2: self._size}[whence])
        return self._at


class _Slice(_Part):
    """A stored member: the zip's own bytes, so that seeking is free."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__(size)
        self._file, self._start = file, start

    def read(self, size: int = -1, /) -> bytes:
        left = max(0, self._size - self._at)
        self._file.seek(self._start + self._at)
        data = self._file.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data


class _Inflated(_Part):
    """A deflated member: seeking back begins again at its start."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        super().__init__(size)
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        try:
            if self._stream.tell() != self._at:
                self._stream.seek(self._at)
            data = self._stream.read(size)
        except _BROKEN as error:
            raise OSError("zip") from error
        self._at += len(data)
        return data


def _directory_size(file: BinaryIO, size: int) -> int:
    """What the zip's last record says of its directory's size."""
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read((1 << 16) + 22)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise zipfile.BadZipFile("no end record")
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    large = tail.rfind(b"PK\x06\x06", 0, end)
    if length == 0xFFFFFFFF and large >= 0:
        length = int.from_bytes(tail[large + 40 : large + 48], "little")
    return length
