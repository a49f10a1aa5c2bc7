"""The worker's side of `pool`: read a job, run it, answer. Started as `python -m newscrawl.worker FD DEADLINE MEMORY PRELOAD`."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import pickle
import resource
import signal
import socket
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Bytes of memory that this process holds now; its peak where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * _PAGE
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


@lru_cache
def resolve(name: str) -> Callable[..., Any]:
    """The function that `package.module:function` names."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def serve(stream: Stream, deadline: float) -> None:
    """Answers jobs until the other side hangs up."""
    while len(head := stream.read(8)) == 8:
        message = stream.read(size := int.from_bytes(head, "big"))
        if len(message) < size:
            return  # the crawl ended while it wrote
        function, args = pickle.loads(message)  # noqa: S301  the crawl that started us wrote it
        signal.setitimer(signal.ITIMER_REAL, deadline)
        try:
            ok, value = True, resolve(function)(*args)
        except Exception as error:  # noqa: BLE001  it is the caller's, whatever it is
            ok, value = False, error
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            answer = pickle.dumps((ok, value, resident()), pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001  an error that cannot travel is told in words
            answer = pickle.dumps((False, RuntimeError(f"{value!r:.500} cannot be pickled: {error}"), resident()))
        send(stream, answer)


def send(stream: Stream, message: bytes) -> None:
    stream.write(len(message).to_bytes(8, "big") + message)
    stream.flush()


def load(module: str) -> str:
    """Imports what jobs need. In words what is wrong with it, '' for nothing: what a worker says first."""
    try:
        importlib.import_module(module)
    except Exception as error:  # noqa: BLE001  told to the crawl, which ends with it
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def main() -> None:
    fd, deadline, memory, preload = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (memory * 2, memory * 2))
    trouble = load(preload) if preload else ""
    try:
        with contextlib.suppress(ConnectionError), socket.socket(fileno=fd) as connection, connection.makefile("rwb") as stream:
            send(stream, pickle.dumps(trouble))
            if not trouble:
                serve(stream, deadline)
    except MemoryError:
        sys.exit(errno.ENOMEM)


if __name__ == "__main__":
    main()
