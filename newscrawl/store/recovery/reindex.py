"""The rebuild of a ledger on demand: for a ledger that is damaged, lost or no longer trusted."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.errors import OutputError, UsageError
from newscrawl.store.disk import Disk
from newscrawl.store.files.lock import Lock
from newscrawl.store.ledger.database import Ledger, LedgerDamaged, set_aside
from newscrawl.store.options import StoreOptions
from newscrawl.store.recovery.closing import recover
from newscrawl.store.recovery.rebuild import Rebuilt, has_run_files, rebuild

__all__ = ["reindex"]


def reindex(output_dir: Path, spider: str, options: StoreOptions | None = None) -> tuple[Rebuilt, Path | None]:
    """Builds the ledger from the run files. Gives what was found, and where the ledger before is kept, None if there was none.

    Raises UsageError where the spider never wrote anything, AlreadyRunning while it is crawled, OutputError, StateError.
    """
    folder, state, disk = output_dir / spider, output_dir / ".state", Disk()
    if not folder.is_dir() or not has_run_files(folder):
        written = (
            sorted(path.name for path in output_dir.glob("[!.]*") if path.is_dir() and has_run_files(path)) if output_dir.is_dir() else []
        )
        raise UsageError(f"{folder} has no run files; there are: {', '.join(written) or 'none'}")
    disk.folder(state)
    now = datetime.now(UTC)
    lock = Lock.take(state / f"{spider}.lock", spider, now)
    try:
        path = state / f"{spider}.sqlite"
        _settle(path, folder, spider, disk, now)
        try:
            aside = set_aside(path, "before") if path.exists() else None
        except OSError as error:
            raise OutputError(f"{path} cannot be set aside: {error.strerror}; check the folder's permissions") from error
        ledger = Ledger.open(path, disk)
        try:
            rebuilt = rebuild(folder, ledger, disk, options or StoreOptions(), int(time.time()))
            recover(folder, spider, ledger, disk, now)
        finally:
            ledger.close()
    finally:
        lock.release()
    return rebuilt, aside


def _settle(path: Path, folder: Path, spider: str, disk: Disk, now: datetime) -> None:
    """A ledger that is sound knows how much of a crashed run's parts is committed: it finishes them before it goes."""
    if not path.exists():
        return
    try:
        ledger = Ledger.open(path, disk)
    except LedgerDamaged:
        return
    try:
        recover(folder, spider, ledger, disk, now)
    except LedgerDamaged:
        pass
    finally:
        ledger.close()
