"""The start of a run: a sound ledger, whatever is found, and a name for the run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newscrawl.errors import OutputError
from newscrawl.store.disk import Disk
from newscrawl.store.files.manifest import read_manifest
from newscrawl.store.files.runfiles import RUN_ID
from newscrawl.store.ledger.database import Ledger, LedgerDamaged, set_aside
from newscrawl.store.options import StoreOptions
from newscrawl.store.recovery.rebuild import has_run_files, rebuild

__all__ = ["free_id", "open_ledger", "put_aside"]

logger = logging.getLogger(__name__)

STAMP = "%Y%m%dT%H%M%SZ"


def open_ledger(path: Path, folder: Path, spider: str, disk: Disk, options: StoreOptions, clock: Callable[[], float]) -> Ledger:
    """The ledger; where it is damaged it is set aside, and where it is missing or was set aside it is built from the run files."""
    try:
        ledger = Ledger.open(path, disk)
    except LedgerDamaged as damage:
        put_aside(damage, path)
        ledger = Ledger.open(path, disk)
    if has_run_files(folder) and ledger.row("SELECT 1 FROM run") is None:
        try:
            rebuilt = rebuild(folder, ledger, disk, options, int(clock()))
        except BaseException:
            ledger.close()
            raise
        logger.warning("%s had no ledger: built from its files, %d articles of %d runs", spider, rebuilt.articles, rebuilt.runs)
    return ledger


def put_aside(damage: LedgerDamaged, path: Path) -> None:
    try:
        aside = set_aside(path)
    except OSError as error:
        raise OutputError(f"{damage}; it cannot be set aside: {error.strerror}") from error
    logger.warning("%s; it is kept as %s, and built anew from the run files", damage, aside.name)


def free_id(folder: Path, ledger: Ledger, started: datetime) -> str:
    """The run's start as a name that sorts after all earlier names, also when two runs start in one second or the clock was set back."""
    ids = [row[0] for row in ledger.rows("SELECT max(id) FROM run")] + [entry.run_id for entry in read_manifest(folder)]
    ids += [match[0] for path in folder.iterdir() if (match := RUN_ID.search(path.name))]
    moments = [at for at in map(_moment, filter(None, ids)) if at is not None]
    last = max(moments, default=None)
    free = started if last is None or started.replace(microsecond=0) > last else last + timedelta(seconds=1)
    return f"{free:{STAMP}}"


def _moment(run_id: str) -> datetime | None:
    """When a run says that it began; None for what is no moment, or none that another can follow."""
    try:
        at = datetime.strptime(run_id, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if at.year < 9999 else None
