"""Old pages removed: the WARC files of old runs go, the lines of their articles stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.model import stamp
from newscrawl.store.disk import Disk
from newscrawl.store.files.lock import Lock
from newscrawl.store.files.manifest import accept_files, listed_files
from newscrawl.store.files.runfiles import FileEntry
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.recovery.rebuild import require_runs

__all__ = ["old_pages", "prune", "without_pruned"]


def old_pages(output_dir: Path, spider: str, keep: timedelta, now: datetime) -> list[FileEntry]:
    """The files of pages whose run began longer ago than `keep`, the oldest first. Raises UsageError for a site without runs."""
    folder = require_runs(output_dir, spider)
    oldest = f"{now.astimezone(UTC) - keep:%Y%m%dT%H%M%SZ}"
    pages = (file for file in listed_files(folder).values() if file.kind == "pages")
    return sorted((file for file in pages if file.name.removeprefix("pages-") < oldest), key=lambda file: file.name)


def prune(output_dir: Path, spider: str, files: list[FileEntry], now: datetime, disk: Disk | None = None) -> None:
    """Removes the files. The manifest's note comes first: a crash in between leaves files that nothing refers to, never a reference that
    leads nowhere unnoticed. Raises AlreadyRunning while the site is crawled, OutputError, StateError."""
    disk, folder, state = disk or Disk(), output_dir / spider, output_dir / ".state"
    disk.folder(state)
    lock = Lock.take(state / f"{spider}.lock", spider, now)
    try:
        accept_files(folder, [], [file.name for file in files], stamp(now), disk, note="prune")
        _forget(state / f"{spider}.sqlite", files)
        for file in files:
            disk.remove(folder / file.name)
        disk.fsync_folder(folder)
    finally:
        lock.release()


def _forget(path: Path, files: list[FileEntry]) -> None:
    """The next crawl does not look for the files."""
    if not path.is_file():
        return
    ledger = Ledger.open(path)
    try:
        for file in files:
            run, _, volume = file.name.removeprefix("pages-").split(".")[0].partition("-")
            ledger.write("DELETE FROM file WHERE run = ? AND kind = ?", [run, f"pages-{volume}" if volume else "pages"])
        ledger.commit()
    finally:
        ledger.close()


def without_pruned(record: dict[str, Any], pruned: frozenset[str]) -> bool:
    """Takes the place of a removed page out of a record; whether there was one. `pruned`: the names of removed files."""
    fetch = record.get("fetch") or {}
    if not pruned or fetch.get("warc_file") not in pruned:
        return False
    record["fetch"] = {**fetch, "warc_file": None, "warc_offset": None}
    return True
