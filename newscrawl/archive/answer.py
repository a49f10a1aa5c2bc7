"""An answer to a request, as archives need it: somebody else fetches."""

from __future__ import annotations

import re
from typing import Protocol

__all__ = ["Answer", "content_range"]

_RANGE = re.compile(r"bytes (?P<first>\d{1,15})-(?P<last>\d{1,15})/(?P<size>\d{1,15})")


class Answer(Protocol):
    """An HTTP answer of any status. Header names are in lower case; the body is decompressed."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def body(self) -> bytes: ...


def content_range(answer: Answer) -> tuple[int, int, int] | None:
    """The first and last byte that an answer to a range says it brings, and the size of the whole; None where it does not say."""
    said = _RANGE.fullmatch(next((value for name, value in answer.headers if name == "content-range"), ""))
    return (int(said["first"]), int(said["last"]), int(said["size"])) if said else None
