"""An answer to a request, as archives need it: somebody else fetches."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Answer"]


class Answer(Protocol):
    """One answer of any status: header names in lower case, the body decompressed."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def body(self) -> bytes: ...
