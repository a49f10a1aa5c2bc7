"""Large answers are parsed beside the event loop: a hundred WordPress posts take a tenth of a second, a sitemap of 50 MB several."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

__all__ = ["aside"]

P = ParamSpec("P")
T = TypeVar("T")

LARGE = 1 << 16  # bytes; a thread's turn costs a fraction of a millisecond, parsing these several


async def aside(parse: Callable[Concatenate[bytes, P], T], body: bytes, *args: P.args, **kwargs: P.kwargs) -> T:
    """`parse(body, …)`, in a thread where the body is large. `parse` is pure."""
    if len(body) < LARGE:
        return parse(body, *args, **kwargs)
    return await asyncio.to_thread(parse, body, *args, **kwargs)
