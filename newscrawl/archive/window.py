"""A window that moves over the decompressed bytes of an archive file, and knows where in the file they came from."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import BinaryIO

from newscrawl.archive.members import pieces

__all__ = ["Break", "Mark", "Window"]

_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Break:
    """Lost bytes: reading goes on at the decompressed position `at`. `raw` is where in the file the loss began."""

    at: int
    reason: str
    raw: int
    inside: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A member (or the plain bytes) that begins at the decompressed position `at`, and at `raw` in the file."""

    at: int
    raw: int
    plain: bool


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
        self.marks: deque[Mark] = deque()
        self.breaks: deque[Break] = deque()
        while skip > 0 and (n := self.have(min(skip, _STEP))):
            self.drop(n)
            skip -= n

    def have(self, n: int) -> int:
        """How many bytes, up to `n`, can be read on from `at` before the end or the next break."""
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
        if piece.start is not None and not (piece.plain and self.marks and self.marks[-1].plain):
            self.marks.append(Mark(here, piece.start, piece.plain))
        self._buffer += piece.data

    def view(self, n: int, skip: int = 0) -> bytes:
        """Up to `n` bytes from `skip` behind `at`, fewer before the end or a break."""
        n = self.have(n + skip) - skip
        start = self.at - self._base + skip
        return bytes(self._buffer[start : start + n]) if n > 0 else b""

    def drop(self, n: int) -> None:
        """Moves on by `n` bytes, which must be there."""
        self.at += n
        while len(self.marks) > 1 and self.marks[1].at <= self.at:
            self.marks.popleft()
        if self.at - self._base >= _STEP:
            del self._buffer[: self.at - self._base]
            self._base = self.at

    @property
    def mark(self) -> Mark:
        """The member that holds the byte at `at`."""
        self.have(1)
        while len(self.marks) > 1 and self.marks[1].at <= self.at:
            self.marks.popleft()
        return self.marks[0] if self.marks else Mark(self.at, 0, plain=False)

    @property
    def raw(self) -> int:
        """Where in the file the byte at `at` lies; of compressed bytes: where their member begins."""
        mark = self.mark
        return mark.raw + self.at - mark.at if mark.plain else mark.raw

    def members(self, start: int, end: int) -> list[int]:
        """The positions between `start` and `end`, both included, where a compressed member begins."""
        return [mark.at for mark in self.marks if not mark.plain and start <= mark.at <= end]
