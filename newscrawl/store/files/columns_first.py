"""Run files whose first lines show every column of the file.

`datasets.load_dataset("json", …)` takes the columns and their types from the first 10 MiB of a file. A column that is null there, an
empty list or a missing key of an object makes a later value fail. So the few later lines of a large file that add a column or key are
moved to the file's beginning. The arranged file is a copy beside the part, until the ledger names the copy as the run file.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from newscrawl.errors import OutputError
from newscrawl.store.disk import Disk
from newscrawl.store.files.runfiles import Name
from newscrawl.store.ledger.database import Ledger

__all__ = ["Lead", "arranged", "led"]

logger = logging.getLogger(__name__)

SEEN = 8 << 20  # bytes of a file that a reader surely looks at
MOST = 2 << 20  # bytes of moved lines: they must not push others out of what is looked at
_COPY = 1 << 20


@dataclass(frozen=True, slots=True)
class Lead:
    """The lines that go first: where each starts in the file as it was written, in order, and its bytes."""

    starts: tuple[int, ...]
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, path: Path) -> Lead:
        """The lines behind the first SEEN bytes that have what no line before them has; none where all of a file is looked at."""
        if path.stat().st_size <= SEEN:
            return cls((), ())
        starts, sizes, start, known = list[int](), list[int](), 0, dict[str, Any]()
        with path.open("rb") as file:
            for line in file:
                if _learn(known, json.loads(line)) and start + len(line) > SEEN and sum(sizes) + len(line) <= MOST:
                    starts.append(start)
                    sizes.append(len(line))
                start += len(line)
        return cls(tuple(starts), tuple(sizes))

    @property
    def moves(self) -> list[tuple[int, int]]:
        """For each moved line: by how many bytes the lines before it shift, and its own new offset."""
        whole, before, found = sum(self.sizes), 0, []
        for size in self.sizes:
            found.append((whole - before, before))
            before += size
        return found

    def pieces(self, file: BinaryIO) -> Iterator[bytes]:
        """The file's content in its new order."""
        for start, size in zip(self.starts, self.sizes, strict=True):
            file.seek(start)
            yield file.read(size)
        file.seek(0)
        for start, size in zip((*self.starts, os.fstat(file.fileno()).st_size), (*self.sizes, 0), strict=True):
            while left := start - file.tell():
                yield file.read(min(left, _COPY))
            file.seek(size, os.SEEK_CUR)


def led(folder: Path, final: str) -> Path:
    """The arranged copy of the part that will be called `final`."""
    return folder / f".{final}.part.led"


def arranged(folder: Path, name: Name, ledger: Ledger, disk: Disk) -> str | None:
    """Makes the arranged copy of a part with articles, if it needs one, and tells the ledger where its lines are then; it counts from the
    next commit on. Gives the copy's sha256. A copy that cannot be made is done without."""
    part, copy = folder / name.part, led(folder, name.final)
    try:
        if copy.exists():  # of a run that came no further
            disk.remove(copy)
        lead = Lead.of(part)
        if not lead.starts:
            return None
        sha256 = _write(part, copy, lead, disk)
    except (OSError, OutputError, ValueError) as error:
        logger.warning("%s stays as it was written, some readers may not see all of its columns: %s", name.final, error)
        with suppress(OSError):
            copy.unlink(missing_ok=True)
        return None
    cases, values = "", list[int]()
    for start, (further, place) in zip(lead.starts, lead.moves, strict=True):
        cases += " WHEN offset < ? THEN offset + ? WHEN offset = ? THEN ?"
        values += [start, further, start, place]
    moving = f"UPDATE page SET offset = CASE{cases} ELSE offset END WHERE run = ?"  # noqa: S608  no value is part of it
    ledger.write(moving, [*values, name.run_id])
    return sha256


def _write(part: Path, copy: Path, lead: Lead, disk: Disk) -> str:
    sha256 = hashlib.sha256()
    descriptor = disk.append_to(copy)
    try:
        with part.open("rb") as file:
            for piece in lead.pieces(file):
                sha256.update(piece)
                disk.write(descriptor, piece, copy)
        disk.fsync(descriptor, copy)
    finally:
        os.close(descriptor)
    disk.fsync_folder(copy.parent)
    return sha256.hexdigest()


def _learn(known: dict[str, Any], value: Any) -> bool:
    """Adds the keys of a value to `known`, the tree of all keys with a value so far. True if a key was new."""
    new = False
    for key, one in value.items() if isinstance(value, dict) else (("", one) for one in value):
        if one is None or one == [] or one == {}:
            continue
        if key not in known:
            known[key], new = {}, True
        if isinstance(one, dict | list):
            new |= _learn(known[key], one)
    return new
