"""Every touch of the disk that the commit protocol is made of, one method each, so that a test can stop or break any of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from newscrawl.errors import OutputError

__all__ = ["Disk", "part_of"]


def _go_on(step: str, subject: str) -> None:
    """The step of real life: nothing happens between two of them."""


class Disk:
    """`step(name, subject)` is called before each operation; a test kills the process or raises OSError there."""

    def __init__(self, step: Callable[[str, str], None] = _go_on) -> None:
        self.step = step

    def folder(self, path: Path) -> None:
        """Creates a folder and its parents. Raises OutputError when that is impossible or nothing can be written in it."""
        try:
            self.step("mkdir", path.name)
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(_cannot("create the folder", path, error)) from error
        if not os.access(path, os.W_OK | os.X_OK):
            raise OutputError(f"cannot write in the folder {path}: permission denied; choose another output folder or change its owner")

    def append_to(self, path: Path) -> int:
        """A file descriptor at the end of a file, which is created where it is missing."""
        try:
            self.step("open", path.name)
            return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise OutputError(_cannot("open", path, error)) from error

    def append(self, path: Path, data: bytes) -> None:
        """Adds bytes to the end of a file, durably."""
        descriptor = self.append_to(path)
        try:
            self.write(descriptor, data, path)
            self.fsync(descriptor, path)
        finally:
            os.close(descriptor)

    def put(self, path: Path, data: bytes) -> None:
        """Makes these bytes the content of a file, durably: a reader sees the file as it was, or whole."""
        part = part_of(path)
        self.remove(part)
        self.append(part, data)
        self.rename(part, path)
        self.fsync_folder(path.parent)

    def write(self, descriptor: int, data: bytes, path: Path) -> None:
        """All of the bytes, or OutputError."""
        try:
            self.step("write", path.name)
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
        except OSError as error:
            raise OutputError(_cannot("write", path, error)) from error

    def fsync(self, descriptor: int, path: Path) -> None:
        """Returns once the bytes are on the medium."""
        try:
            self.step("fsync", path.name)
            os.fsync(descriptor)
        except OSError as error:
            raise OutputError(_cannot("write", path, error)) from error

    def fsync_folder(self, path: Path) -> None:
        """Makes the names in a folder durable. File systems that have no such thing (some network shares answer EINVAL) are left alone."""
        try:
            self.step("fsync folder", path.name)
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise OutputError(_cannot("write", path, error)) from error

    def rename(self, old: Path, new: Path) -> None:
        """Gives a file its name, whatever had that name before."""
        try:
            self.step("rename", new.name)
            old.replace(new)
        except OSError as error:
            raise OutputError(_cannot("rename to", new, error)) from error

    def cut(self, path: Path, size: int) -> None:
        """Shortens a file to `size` bytes, durably."""
        try:
            self.step("cut", path.name)
            with path.open("r+b") as file:
                file.truncate(size)
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(_cannot("write", path, error)) from error

    def remove(self, path: Path) -> None:
        """Removes a file if it is there."""
        try:
            self.step("remove", path.name)
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(_cannot("remove", path, error)) from error


_NO_FOLDER_SYNC = frozenset({22, 95})  # EINVAL, EOPNOTSUPP


def part_of(path: Path) -> Path:
    """The hidden name under which a file is written."""
    return path.with_name(f".{path.name}.part")


def _cannot(verb: str, path: Path, error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return f"cannot {verb} {path}: {reason}; what earlier runs wrote is untouched: make room or fix the folder, and run again"
