"""A window that moves over the decompressed bytes of an archive file, and knows where in the file they came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from newscrawl.archive.reader.members import pieces

__all__ = ["Break", "Mark", "Window"]

_STEP = 1 << 20
_MARKS = 1000  # forgotten together


@dataclass(frozen=True, slots=True)
class Break:
    """Lost bytes: reading goes on at the decompressed position `at`. `raw` is where in the file the loss began."""

    at: int
    reason: str
    raw: int
    inside: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A member (or the plain bytes) that begins at the decompressed position `at`, and at `raw` in the file. `checked`: its format has a
    checksum behind each member."""

    at: int
    raw: int
    plain: bool = False
    checked: bool = False


class Window:
    """Positions are counted in decompressed bytes from the last `restart`. What lies behind `at` is forgotten."""

    def __init__(self, file: BinaryIO, offset: int = 0) -> None:
        self._file = file
        self.size = file.seek(0, 2)
        self.restart(offset)

    def restart(self, offset: int, skip: int = 0) -> None:
        """Begins again at a raw offset, `skip` decompressed bytes on."""
        self._pieces = pieces(self._file, offset)
        self._buffer = bytearray()
        self._base = 0
        self._end = False
        self.at = 0
        self._marks: list[Mark] = []
        self._positions: list[int] = []  # the marks' own, to look them up
        self._mark = 0  # of the member that holds `at`
        self.breaks: deque[Break] = deque()
        while skip > 0 and (n := self.have(min(skip, _STEP))):
            self.drop(n)
            skip -= n

    def have(self, n: int) -> int:
        """The number of bytes, at most `n`, that can be read from `at` before the end or the next break."""
        while self._base + len(self._buffer) - self.at < n and not self.breaks and not self._end:
            self._pull()
        end = self.breaks[0].at if self.breaks else self._base + len(self._buffer)
        return min(n, end - self.at)

    def _pull(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            self._end = True
            return
        here = self._base + len(self._buffer)
        if piece.fault:
            self.breaks.append(Break(here, piece.fault, piece.at, piece.inside))
        if piece.start is not None and not (piece.plain and self._marks and self._marks[-1].plain):
            self._marks.append(Mark(here, piece.start, piece.plain, piece.checked))
            self._positions.append(here)
        self._buffer += piece.data

    def view(self, n: int, skip: int = 0) -> bytes:
        """Up to `n` bytes from `skip` behind `at`, fewer before the end or a break."""
        n = self.have(n + skip) - skip
        start = self.at - self._base + skip
        return bytes(self._buffer[start : start + n]) if n > 0 else b""

    def drop(self, n: int) -> None:
        """Moves on by `n` bytes, which must be there."""
        self.at += n
        self._mark = max(0, bisect_right(self._positions, self.at, self._mark) - 1)
        if self._mark > _MARKS:
            del self._marks[: self._mark], self._positions[: self._mark]
            self._mark = 0
        if self.at - self._base >= _STEP:
            del self._buffer[: self.at - self._base]
            self._base = self.at

    @property
    def mark(self) -> Mark:
        """The member that holds the byte at `at`."""
        self.have(1)
        self._mark = max(0, bisect_right(self._positions, self.at, self._mark) - 1)
        return self._marks[self._mark] if self._marks else Mark(self.at, 0)

    @property
    def raw(self) -> int:
        """The raw file offset of the byte at `at`; for compressed bytes, the offset where their member begins."""
        mark = self.mark
        return mark.raw + self.at - mark.at if mark.plain else mark.raw

    def members(self, start: int, end: int) -> Iterator[int]:
        """The positions from `start` up to `end` where a compressed member begins."""
        for mark in islice(self._marks, bisect_left(self._positions, start, self._mark), None):
            if mark.at >= end:
                return
            if not mark.plain:
                yield mark.at
