"""manifest.jsonl: one line a run, appended when the run's files have their names. It is what a pipeline polls."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.errors import OutputError
from newscrawl.model import as_record, from_record
from newscrawl.store.disk import Disk
from newscrawl.store.files.runfiles import FileEntry, json_line

__all__ = ["MANIFEST", "ManifestEntry", "append_entry", "entry_from", "read_manifest"]

logger = logging.getLogger(__name__)

MANIFEST = "manifest.jsonl"


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
    entries = []
    data = _content(folder / MANIFEST)
    for line in data.split(b"\n")[:-1]:
        try:
            entries.append(entry_from(json.loads(line)))
        except ValueError:
            logger.warning("%s: a line is not a manifest entry, and is left out: %.80r", folder / MANIFEST, line)
    return entries


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
    new = not path.exists()
    if not new:
        data = _content(path)
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            disk.cut(path, whole)
        if any(found.run_id == entry.run_id for found in read_manifest(folder)):
            return
    descriptor = disk.append_to(path)
    try:
        disk.write(descriptor, json_line(as_record(entry)), path)
        disk.fsync(descriptor, path)
    finally:
        os.close(descriptor)
    if new:
        disk.fsync_folder(folder)
