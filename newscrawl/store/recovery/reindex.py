"""The rebuild of a ledger on demand: for a ledger that is damaged, lost or no longer trusted."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.errors import OutputError, StateError
from newscrawl.model import Candidate, stamp
from newscrawl.store.disk import Disk
from newscrawl.store.files.damage import size_damage
from newscrawl.store.files.lock import Lock
from newscrawl.store.files.manifest import accept_files, listed_files
from newscrawl.store.files.runfiles import digest
from newscrawl.store.ledger.database import Ledger, LedgerDamaged, set_aside
from newscrawl.store.ledger.key_table import Marks
from newscrawl.store.ledger.page_rows import NewPage, Pages
from newscrawl.store.options import StoreOptions
from newscrawl.store.recovery.closing import recover
from newscrawl.store.recovery.rebuild import Rebuilt, is_unread, rebuild, require_runs

__all__ = ["reindex"]

logger = logging.getLogger(__name__)


def reindex(output_dir: Path, spider: str, options: StoreOptions | None = None) -> tuple[Rebuilt, Path | None]:
    """Builds the ledger from the run files. Gives what was found, and where the ledger before is kept, None if there was none.

    Raises UsageError where the spider never wrote anything, AlreadyRunning while it is crawled, OutputError, StateError.
    """
    folder, state, disk = output_dir / spider, output_dir / ".state", Disk()
    require_runs(output_dir, spider)
    disk.folder(state)
    now = datetime.now(UTC)
    lock = Lock.take(state / f"{spider}.lock", spider, now)
    try:
        path = state / f"{spider}.sqlite"
        if _was_stopped(path):
            aside = max(_before(path), default=None)
        else:
            _settle(path, folder, spider, disk, now)
            aside = _set_aside(path)
        _accept(folder, disk, now)
        ledger = Ledger.open(path, disk)
        try:
            rebuilt = rebuild(folder, ledger, disk, options or StoreOptions(), int(time.time()))
            recover(folder, spider, ledger, disk, now)
            rebuilt = replace(rebuilt, due=_due_again(aside, ledger, options or StoreOptions()) if aside else 0)
        finally:
            ledger.close()
        for older in _before(path):
            if older != aside:
                for end in ("-wal", "-shm", ""):
                    disk.remove(older.with_name(older.name + end))
    finally:
        lock.release()
    return rebuilt, aside


def _before(path: Path) -> list[Path]:
    """The ledgers that earlier rebuilds set aside."""
    return [found for found in path.parent.glob(f"{path.name}.before-*") if not found.name.endswith(("-wal", "-shm"))]


def _was_stopped(path: Path) -> bool:
    """Whether this is the ledger of a rebuild that was stopped: then the rebuild goes on there."""
    ledger = Ledger.look(path) if path.exists() else None
    if ledger is None:
        return False
    try:
        return is_unread(ledger)
    except StateError:
        return False
    finally:
        ledger.close()


def _set_aside(path: Path) -> Path | None:
    try:
        return set_aside(path, "before") if path.exists() else None
    except OSError as error:
        raise OutputError(f"{path} cannot be set aside: {error.strerror}; check the folder's permissions") from error


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


def _accept(folder: Path, disk: Disk, now: datetime) -> None:
    """Files that are gone or changed are from now on what the manifest lists: the loss is told, and its articles are due again."""
    listed = listed_files(folder)
    damaged = size_damage(folder, listed.values())
    there = [
        replace(listed[one.name], sha256=digest(path), bytes=path.stat().st_size) for one in damaged if (path := folder / one.name).exists()
    ]
    accept_files(folder, there, [one.name for one in damaged if not (folder / one.name).exists()], stamp(now), disk)


def _due_again(before: Path, ledger: Ledger, options: StoreOptions) -> int:
    """The articles that the ledger before had lines of, and whose lines are in no run file any more, wait for the next run."""
    old = Ledger.look(before)
    if old is None:
        return 0
    pages = Pages(ledger, Marks(ledger), ledger.row("SELECT coalesce(max(n), 1) FROM run")[0], case_sensitive=options.case_sensitive_paths)
    due = 0
    try:
        for url, published, modified in old.rows("SELECT url, published, modified FROM page WHERE state = 'live' AND run IS NOT NULL"):
            key = pages.key(url)
            if key and pages.by_key(key) is None:
                page = NewPage(candidate=Candidate(url=url), keys=(key,), published=published, modified=modified)
                pages.add([page], int(time.time()), todo=1)
                due += 1
        ledger.commit()
    except StateError:
        logger.warning("%s cannot be read to its end: articles that are lost from the run files may not be due again", before)
    finally:
        old.close()
    return due
