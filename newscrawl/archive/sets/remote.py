"""A file on a server as one on disk: read piece by piece, by ranges, the next piece asked for while this one is worked on. No network here:
somebody else's `ask` fetches."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from newscrawl.archive.answer import Answer, content_range
from newscrawl.errors import FetchError

__all__ = ["PIECE", "Ask", "RemoteFile"]

PIECE = 8_000_000  # bytes: below what a download may have by default (DOWNLOAD_MAXSIZE), and some hundred requests for a gigabyte


# Address, and the value of the Range header. The result is an `Answer`, or raises FetchError where none came.
Ask = Callable[[str, str], "Future[Any]"]


class RemoteFile(io.RawIOBase):
    """For a thread of its own: `read` waits. What cannot be read raises OSError, and `error` says why. Holds two pieces."""

    def __init__(self, url: str, ask: Ask, *, piece: int = PIECE) -> None:
        super().__init__()
        self.url, self.error, self.size = url, None, 0
        self._ask, self._piece = ask, piece
        self._at = 0
        self._held: tuple[int, bytes] = (0, b"")  # the number of a piece, and its bytes
        self._coming: tuple[int, Future[Any]] | None = None
        self._number = -1
        self._load(0)

    error: FetchError | None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self.size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, fewer at the end of a piece; none at the end of the file."""
        if self._at >= self.size:
            return b""
        number, skip = divmod(self._at, self._piece)
        self._load(number)
        data = self._held[1][skip:] if size < 0 else self._held[1][skip : skip + size]
        self._at += len(data)
        return data

    def close(self) -> None:
        if self._coming:
            self._coming[1].cancel()
        super().close()

    def _load(self, number: int) -> None:
        """Waits for a piece of the file, and requests the next piece."""
        if number == self._number:
            return
        coming, self._coming = self._coming, None
        try:
            answer: Answer = (coming[1] if coming and coming[0] == number else self._asked(number)).result()
            self._held, self._number = (number, self._checked(number, answer)), number
        except FetchError as error:
            self.error = error
            raise OSError(str(error)) from error
        if (number + 1) * self._piece < self.size:
            self._coming = (number + 1, self._asked(number + 1))

    def _asked(self, number: int) -> Future[Any]:
        return self._ask(self.url, f"bytes={number * self._piece}-{(number + 1) * self._piece - 1}")

    def _checked(self, number: int, answer: Answer) -> bytes:
        """The bytes of the requested piece. Raises FetchError for any other answer; a server without ranges may send a small file as a
        whole."""
        if answer.status == 200 and number == 0 and len(answer.body) <= self._piece:
            self.size = len(answer.body)
            return answer.body
        if answer.status != 206:
            raise FetchError(self.url, f"http-{answer.status}", "a piece of the file was asked for")
        said = content_range(answer)
        first = number * self._piece
        if not said or said[0] != first or (self.size and said[2] != self.size):
            raise FetchError(self.url, "cut-short", "the server sent another piece than was asked for")
        size = said[2]
        if len(answer.body) != min(self._piece, size - first):
            raise FetchError(self.url, "cut-short", f"{len(answer.body)} bytes of a piece came")
        self.size = size
        return answer.body
