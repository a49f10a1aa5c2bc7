"""Several commands at one host share its delay: each takes its turn from a file of the host in the state folder.

Within one crawl the downloader keeps the delay; the file only adds the requests of others.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import re
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

__all__ = ["SharedTurns"]

_NUMBERS: Final = itertools.count()
_FURTHEST: Final = 600.0  # seconds: a moment further ahead is no reservation but a clock that was set back


class SharedTurns:
    """The turns of one crawl at all hosts. `folder` is made when the first turn is taken."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._clock = folder, clock
        self._own = f"{os.getpid()}-{next(_NUMBERS)}"

    def take(self, host: str, delay: float) -> float:
        """Reserves the host's next free moment; gives the seconds until then. A folder that cannot be written shares nothing: 0."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._folder / _file_name(host), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError:
            return 0.0
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # held for microseconds: nothing is asked meanwhile
            now = self._clock()
            holder, at = _held(os.pread(descriptor, 200, 0))
            at_once = at > now + _FURTHEST or (holder == self._own and at <= now)
            start = now if at_once else max(now, at + delay)
            os.pwrite(descriptor, f"{self._own} {start:.3f}\n".encode().ljust(80), 0)
            return start - now
        except OSError:
            return 0.0
        finally:
            os.close(descriptor)


def _held(written: bytes) -> tuple[str, float]:
    """Who asked last, and when."""
    found = re.match(rb"(\S{1,60}) (\d{1,12}\.\d{3})\s", written)
    return (found[1].decode("ascii", "replace"), float(found[2])) if found else ("", 0.0)


def _file_name(host: str) -> str:
    plain = re.sub(r"[^a-z0-9.-]+", "_", host.lower())[:60]
    return f"{plain}.{sha256(host.encode()).hexdigest()[:8]}.turn"
