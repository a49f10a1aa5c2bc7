"""Run files that are gone or are not as long as their run wrote them: a person, a backup or a failing disk changed the folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newscrawl.errors import OutputError
from newscrawl.store.files.runfiles import FileEntry, digest

__all__ = ["Damage", "advice", "checksum_damage", "folder_names", "size_damage"]

_TOLD = 3  # files that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A run file that is not as it is listed. `found`: what is there instead, for people."""

    name: str
    records: int
    found: str

    def __str__(self) -> str:
        return f"{self.name} ({self.records} records) {self.found}"


def folder_names(folder: Path) -> frozenset[str]:
    """The names in a folder, in one look. Raises OutputError."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries)
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise OutputError(f"cannot read {folder}: {error.strerror}; check its permissions, and run again") from error


def size_damage(folder: Path, files: Iterable[FileEntry], names: frozenset[str] | None = None) -> list[Damage]:
    """The files that are gone or of another length. `names`: the names in the folder, where they are known: a look at each file that is
    not among them is saved."""
    return [found for file in files if (found := _size_damage(folder, file, names))]


def _size_damage(folder: Path, file: FileEntry, names: frozenset[str] | None) -> Damage | None:
    try:
        size = (folder / file.name).stat().st_size if names is None or file.name in names else None
    except OSError:
        size = None
    if size == file.bytes:
        return None
    found = "is gone" if size is None else f"has {size} bytes instead of {file.bytes}"
    return Damage(name=file.name, records=file.records, found=found)


def checksum_damage(folder: Path, file: FileEntry) -> Damage | None:
    """Whether a file has another length or other bytes than its run wrote. Reads the whole file."""
    if damage := _size_damage(folder, file, None):
        return damage
    try:
        return None if digest(folder / file.name) == file.sha256 else Damage(name=file.name, records=file.records, found="has other bytes")
    except OSError as error:
        return Damage(name=file.name, records=file.records, found=f"cannot be read: {error.strerror}")


def advice(spider: str, damaged: Sequence[Damage]) -> str:
    """One line on damaged files: which, and what to do."""
    more = f", and {len(damaged) - _TOLD} more files" if len(damaged) > _TOLD else ""
    return (
        f"{spider}: {'; '.join(map(str, damaged[:_TOLD]))}{more}: restore the files from a backup, or run `scrapy reindex {spider}`, after "
        "which the next crawl fetches the lost articles again"
    )
