"""The lock that allows one process a spider. The operating system drops the lock when the process that holds it ends in any way."""

from __future__ import annotations

import fcntl
import json
import os
from datetime import datetime
from pathlib import Path

from newscrawl.errors import AlreadyRunning, OutputError

__all__ = ["Lock"]


class Lock:
    """The file only says who holds the lock, for people; what counts is `flock`. A file that a dead process left is nothing: whatever
    number or host it names, the kernel let go of the lock, and the next run takes it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, spider: str, started: datetime) -> Lock:
        """Raises AlreadyRunning, with the pid and start of the run that holds it."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise OutputError(f"cannot open the lock {path}: {error.strerror}; check the folder's permissions") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 1000)
            os.close(descriptor)
            raise AlreadyRunning(spider, *_named(holder)) from None
        except OSError as error:
            os.close(descriptor)
            raise OutputError(f"cannot lock {path}: {error.strerror}; the output folder needs a file system with locks") from error
        note = json.dumps({"pid": os.getpid(), "started": started.strftime("%Y-%m-%dT%H:%M:%SZ"), "host": os.uname().nodename})
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, note.encode() + b"\n", 0)
        except OSError:
            pass  # a full disk: the lock holds all the same, only its note is missing
        return cls(descriptor)

    @staticmethod
    def noted(path: Path) -> tuple[int, str]:
        """The pid and start in a lock's file, of the process that took the lock last; (0, …) where the file has none."""
        try:
            return _named(path.read_bytes()[:1000])
        except OSError:
            return _named(b"")

    def release(self) -> None:
        """The file stays: removing it would let two runs hold two locks of one name."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _named(note: bytes) -> tuple[int, str]:
    try:
        holder = json.loads(note)
        return int(holder["pid"]), str(holder["started"])
    except (ValueError, KeyError, TypeError):
        return 0, "an unknown time"
