"""`scrapy` in a process whose disk is disturbed: `python -m tests.crawl.disturbed '{"kind": "rename articles", "count": 0}' crawl …`

At the `count`-th step of that kind (of any kind where it is empty; from 0) the process is killed; with `errno` ("ENOSPC"), that step and
every later one of its kind fails with this error instead. `log`: a file that gets a line for each step.
"""

from __future__ import annotations

import errno as errors
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from scrapy.cmdline import execute

from newscrawl.store import run
from newscrawl.store.disk import Disk
from tests.store.crashing import kind_of


class Disturbed(Disk):
    """The disk of a crawl that something happens to. A write that is killed, or that meets a full disk, is done half."""

    def __init__(self, *, kind: str = "", count: int | None = None, errno: str = "", log: str = "") -> None:
        super().__init__(self._reached)
        self._kind, self._left, self._log = kind, count, Path(log) if log else None
        self._error = getattr(errors, errno) if errno else None
        self._torn = False

    def write(self, descriptor: int, data: bytes, path: Path) -> None:
        self._torn = self._due(kind_of("write", path.name))
        if self._torn:
            os.write(descriptor, data[: len(data) // 2])
        super().write(descriptor, data, path)

    def _reached(self, step: str, subject: str) -> None:
        kind = kind_of(step, subject)
        if self._log:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(kind + "\n")
        if self._torn if step == "write" else self._due(kind):
            if self._error is None:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(self._error, os.strerror(self._error))

    def _due(self, kind: str) -> bool:
        if self._left is None or self._kind not in ("", kind):
            return False
        self._left -= 1
        return self._left < 0


def main(plan: dict[str, Any], arguments: list[str]) -> None:
    run.Disk = lambda: Disturbed(**plan)  # type: ignore[misc,assignment]
    sys.argv = ["scrapy", *arguments]
    execute()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
