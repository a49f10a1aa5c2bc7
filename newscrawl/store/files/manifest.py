"""manifest.jsonl: one line a run, appended when the run's files have their names. It is what a pipeline polls.

A line with a key `note` is no run: `reindex` writes such a line for files that are gone or other than their run wrote
them, and `prune` for the pages that it removed.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.errors import OutputError
from newscrawl.model import as_record, from_record
from newscrawl.store.disk import Disk
from newscrawl.store.files.runfiles import FileEntry, json_line

__all__ = [
    "MANIFEST",
    "ManifestEntry",
    "accept_files",
    "append_entry",
    "entry_from",
    "last_entries",
    "listed_files",
    "pruned_files",
    "read_manifest",
]

logger = logging.getLogger(__name__)

MANIFEST = "manifest.jsonl"
LAST = 300  # runs that are compared with a new run
_BLOCK = 1 << 16
_NOTE = b'{"note":'
_PRUNED = b'{"note":"prune"'


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """The entry of a run. `exit`: the exit status of the process, None where the process died before the entry was written (`reason` is
    then `crashed`, and `finished` is when a later run finished its files). `articles`: lines by disposition. `rejected`: lines by
    reason. `pages`: counts of other outcomes (unchanged, not-modified, failed). `stats`: the crawler's own figures."""

    run_id: str
    spider: str
    started: str
    finished: str
    reason: str
    exit: int | None
    files: tuple[FileEntry, ...] = ()
    articles: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    stats: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


def entry_from(record: Mapping[str, Any]) -> ManifestEntry:
    """A manifest line read back. Keys of a later version are ignored. Raises ValueError for what is no such line."""
    return from_record(ManifestEntry, record)


def read_manifest(folder: Path) -> list[ManifestEntry]:
    """The runs of one spider's folder, oldest first. A torn last line (its run is not over) and lines that are no entries are left out.
    Raises OutputError where it cannot be read."""
    return list(_entries(folder, _content(folder / MANIFEST).split(b"\n")[:-1]))


def last_entries(folder: Path, most: int = LAST) -> list[ManifestEntry]:
    """The latest runs, oldest first, read from the manifest's end: the cost does not grow with the number of runs. Raises OutputError."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            start = file.seek(0, os.SEEK_END)
            data = b""
            while start and data.count(b"\n") <= most + 1:
                size = min(start, _BLOCK)
                start = file.seek(start - size)
                data = file.read(size) + data
    except FileNotFoundError:
        return []
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}; check its permissions, and run again") from error
    lines = data.split(b"\n")[:-1]
    return list(_entries(folder, (lines[1:] if start else lines)[-most:]))


def _entries(folder: Path, lines: Iterable[bytes]) -> Iterator[ManifestEntry]:
    for line in lines:
        if line.startswith(_NOTE):
            continue
        try:
            yield entry_from(json.loads(line))
        except ValueError:
            logger.warning("%s: a line is not a manifest entry, and is left out: %.80r", folder / MANIFEST, line)


def listed_files(folder: Path) -> dict[str, FileEntry]:
    """The files that the folder should hold, by name, as their run or a later note of `reindex` lists them. Raises OutputError."""
    files: dict[str, FileEntry] = {}
    for line in _content(folder / MANIFEST).split(b"\n")[:-1]:
        try:
            record = json.loads(line)
            entries = [from_record(FileEntry, file) for file in record["files"]]
            gone = [str(name) for name in record.get("gone", ())]
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # `read_manifest` warns of it
        files |= {file.name: file for file in entries}
        for name in gone:
            files.pop(name, None)
    return files


def pruned_files(folder: Path) -> frozenset[str]:
    """The files that `prune` removed. Raises OutputError."""
    names: set[str] = set()
    for line in _content(folder / MANIFEST).split(b"\n"):
        if line.startswith(_PRUNED):
            try:
                names.update(map(str, json.loads(line)["gone"]))
            except (ValueError, KeyError, TypeError):
                continue
    return frozenset(names)


def accept_files(folder: Path, changed: Iterable[FileEntry], gone: Iterable[str], at: str, disk: Disk, *, note: str = "reindex") -> None:
    """Appends a note: from now on the folder should hold these files as they are, and no longer those that are `gone`."""
    said = {"note": note, "at": at, "files": [as_record(file) for file in changed], "gone": list(gone)}
    if said["files"] or said["gone"]:
        _append(folder, json_line(said), disk)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}; check its permissions, and run again") from error


def append_entry(folder: Path, entry: ManifestEntry, disk: Disk) -> None:
    """Appends the line durably, once: a line that is already there for the run stays the only one; a torn last line is cut off first."""
    path = folder / MANIFEST
    if path.exists():
        _cut_torn_line(path, disk)
        if any(found.run_id == entry.run_id for found in last_entries(folder, 100)):
            return  # a crash came between this line and the commit that follows it
    _append(folder, json_line(as_record(entry)), disk)


def _append(folder: Path, line: bytes, disk: Disk) -> None:
    path = folder / MANIFEST
    new = not path.exists()
    disk.append(path, line)
    if new:
        disk.fsync_folder(folder)


def _cut_torn_line(path: Path, disk: Disk) -> None:
    """A crash in the middle of the last line left the line without an end."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            start, whole = size, -1
            while start and whole < 0:
                block = min(start, _BLOCK)
                start = file.seek(start - block)
                whole = file.read(block).rfind(b"\n")
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}; check its permissions, and run again") from error
    if start + whole + 1 < size:
        disk.cut(path, start + whole + 1)
