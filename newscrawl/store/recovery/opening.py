"""The start of a run: a sound ledger, whatever is found, and a name for the run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newscrawl.errors import OutputError
from newscrawl.store.disk import Disk
from newscrawl.store.files.damage import Damage, size_damage
from newscrawl.store.files.manifest import last_entries
from newscrawl.store.files.runfiles import RUN_ID, FileEntry, Name, final_name
from newscrawl.store.ledger.database import Ledger, LedgerDamaged, set_aside
from newscrawl.store.options import StoreOptions
from newscrawl.store.recovery.rebuild import has_run_files, is_unread, rebuild, unknown_runs

__all__ = ["free_id", "ledger_damage", "open_ledger", "put_aside"]

logger = logging.getLogger(__name__)

STAMP = "%Y%m%dT%H%M%SZ"


def open_ledger(path: Path, folder: Path, disk: Disk, options: StoreOptions, clock: Callable[[], float], names: frozenset[str]) -> Ledger:
    """The ledger; a damaged ledger is set aside, a ledger that is missing or was set aside is built from the run files, and a ledger that
    is older than the run files (restored from a backup) reads the runs that it lacks. `names`: the names in the folder."""
    spider = folder.name
    try:
        ledger = Ledger.open(path, disk)
    except LedgerDamaged as damage:
        put_aside(damage, path)
        ledger = Ledger.open(path, disk)
    try:
        if ledger.row("SELECT 1 FROM run") is None:
            if has_run_files(folder):
                rebuilt = rebuild(folder, ledger, disk, options, int(clock()))
                logger.warning("%s had no ledger: built from its files, %d articles of %d runs", spider, rebuilt.articles, rebuilt.runs)
        elif is_unread(ledger):
            rebuilt = rebuild(folder, ledger, disk, options, int(clock()))
            logger.warning(
                "%s: the rest of its files is read into the ledger, %d articles of %d runs", spider, rebuilt.articles, rebuilt.runs
            )
        elif newer := [run for run in unknown_runs(names, ledger) if _moment(run)]:
            rebuilt = rebuild(folder, ledger, disk, options, int(clock()), newer)
            logger.warning(
                "%s has an older ledger than its files: %d articles of %d runs are read into the ledger",
                spider,
                rebuilt.articles,
                rebuilt.runs,
            )
    except BaseException:
        ledger.close()
        raise
    return ledger


def ledger_damage(folder: Path, ledger: Ledger, names: frozenset[str]) -> list[Damage]:
    """The files that are gone, and of the last 50 runs the files of another length, as the ledger lists them. Every run has to be
    finished: the names of parts are not looked for."""
    recent = {run for (run,) in ledger.rows("SELECT id FROM run ORDER BY n DESC LIMIT 50")}
    files = ledger.rows("SELECT run, kind, bytes, records FROM file")
    suspects = [
        FileEntry(name=name, kind=Name.labelled(label, run).kind, sha256="", bytes=size, records=records)
        for run, label, size, records in files
        if size and ((name := final_name(label, run)) not in names or run in recent)
    ]
    return size_damage(folder, suspects, names)


def put_aside(damage: LedgerDamaged, path: Path) -> None:
    try:
        aside = set_aside(path)
    except OSError as error:
        raise OutputError(f"{damage}; it cannot be set aside: {error.strerror}") from error
    logger.warning("%s; it is kept as %s, and built anew from the run files", damage, aside.name)


def free_id(folder: Path, ledger: Ledger, started: datetime, names: frozenset[str]) -> str:
    """The run's start as a name that sorts after all earlier names, also when two runs start in one second or the clock was set back."""
    ids = [row[0] for row in ledger.rows("SELECT max(id) FROM run")] + [entry.run_id for entry in last_entries(folder, 10)]
    ids += [match[0] for name in names if (match := RUN_ID.search(name))]
    last = next((at for run_id in sorted(set(filter(None, ids)), reverse=True) if (at := _moment(run_id))), None)
    free = started if last is None or started.replace(microsecond=0) > last else last + timedelta(seconds=1)
    return f"{free:{STAMP}}"


def _moment(run_id: str) -> datetime | None:
    """When a run says that it began; None for what is no moment, or none that another can follow."""
    try:
        at = datetime.strptime(run_id, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if at.year < 9999 else None
