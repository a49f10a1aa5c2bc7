"""Time as the downloader sees it. Tests put their own in its place, so that nothing waits."""

from __future__ import annotations

import asyncio
import random
import time

__all__ = ["Clock"]


class Clock:
    """`now` is Unix time, for what servers say; `monotonic` measures; both in seconds."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def jitter(self) -> float:
        """A factor between 0.5 and 1.5: clients that failed together do not come back together."""
        return random.uniform(0.5, 1.5)  # noqa: S311  no secret
