"""Files of many articles, written side by side in several formats: hidden parts until all of them are whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from newscrawl.dataset.exporting.sinks import FORMATS, Sink
from newscrawl.store.disk import Disk

__all__ = ["Shards"]

_NAME = re.compile(rf"articles-\d{{5,}}\.(?:{'|'.join(FORMATS)})")
_PART = re.compile(rf"\.{_NAME.pattern}\.part")


class Shards:
    """The files `articles-00000.FORMAT`, `-00001` … in one folder. A new file begins when the last file has `shard_bytes` of JSON."""

    def __init__(self, folder: Path, formats: Sequence[str], shard_bytes: int, disk: Disk) -> None:
        self._folder, self._formats, self._most, self._disk = folder, formats, shard_bytes, disk
        self._names: list[str] = []
        self._open: list[Sink] = []
        self._bytes = 0
        for name in formats:
            FORMATS[name].require()

    def add(self, record: Mapping[str, Any], line: bytes) -> None:
        """An article, as a record and as its line."""
        if not self._open or self._bytes >= self._most:
            self._next()
        for shard in self._open:
            shard.add(record, line)
        self._bytes += len(line)

    def finish(self) -> list[str]:
        """Gives all their names, and removes what an earlier export left. Gives the names."""
        self._close()
        for name in self._names:
            self._disk.rename(self._part(name), self._folder / name)
        for path in self._folder.iterdir():
            if (_NAME.fullmatch(path.name) and path.name not in self._names) or _PART.fullmatch(path.name):
                self._disk.remove(path)
        self._disk.fsync_folder(self._folder)
        return self._names

    def _next(self) -> None:
        self._close()
        number, self._bytes = len(self._names) // len(self._formats), 0
        for kind in self._formats:
            name = f"articles-{number:05}.{kind}"
            part = self._part(name)
            self._disk.remove(part)
            self._names.append(name)
            self._open.append(FORMATS[kind](part, self._disk))

    def _close(self) -> None:
        for shard in self._open:
            shard.close()
        self._open = []

    def _part(self, name: str) -> Path:
        return self._folder / f".{name}.part"
