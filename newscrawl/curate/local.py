"""Both stages on this machine: files one after another, their pages in worker processes, then bucket by bucket."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.archive.reader.warc import find
from newscrawl.curate.stage_one import REFINED_ROW, Read, curate_input, identity
from newscrawl.curate.stage_two import Recording, curate_bucket
from newscrawl.errors import AlreadyRunning, OutputError
from newscrawl.intake.flow import IN_FLIGHT
from newscrawl.model import Page
from newscrawl.site import Site
from newscrawl.store.files.lock import Lock
from newscrawl.version import __version__
from newscrawl.workers.pool import Pool

__all__ = ["BUCKETS", "Curated", "curate"]

BUCKETS = 64
_PLACE = ".state/curate"  # below the output folder: rows-VERSION-BUCKETS/, done/


@dataclass(slots=True)
class Curated:
    """What one call did. `done`: files that an earlier call had recorded. `sites`: by name, what became of the pages. `damaged`: by file,
    each reason with its count. `busy`: sites at which another run is at work."""

    files: int
    done: int = 0
    pages: int = 0
    sites: dict[str, Counter[str]] = field(default_factory=dict)
    damaged: dict[str, dict[str, int]] = field(default_factory=dict)
    busy: list[AlreadyRunning] = field(default_factory=list)

    def count(self, disposition: str) -> int:
        """The articles of all sites with this disposition."""
        return sum(stats[f"newscrawl/articles/{disposition}"] for stats in self.sites.values())


async def curate(inputs: Sequence[str], recording: Recording, pool: Pool) -> Curated:
    """Reads and records archive files: files, folders or globs. Raises UsageError where no file is there, AlreadyRunning where another
    `curate` works on this output folder, OutputError for a full disk. The same call goes on after any end."""
    paths = sorted({path for one in inputs for path in find(one)})
    place = recording.output / _PLACE
    try:
        (place / "done").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{place} cannot be made: {error.strerror}; choose another folder with --output") from error
    lock = Lock.take(place / "lock", "curate", datetime.now(UTC))
    try:
        return await _curated(paths, place, recording, pool)
    finally:
        lock.release()
        await pool.close()


async def _curated(paths: Sequence[Path], place: Path, recording: Recording, pool: Pool) -> Curated:
    curated = Curated(files=len(paths))
    todo = [path for path in paths if not (place / "done" / identity(path)).exists()]
    curated.done = len(paths) - len(todo)
    if not todo:
        return curated
    rows = place / f"rows-{__version__}-{BUCKETS}"
    for left in rows.glob(".*"):  # of a call that was killed: the lock is ours
        shutil.rmtree(left, ignore_errors=True)

    async def refine(page: Page, site: Site, is_part: bool) -> bytes:
        data: bytes = await pool.run(REFINED_ROW, page, site, is_part)
        return data

    read: list[Read] = []
    for path in todo:
        one = await curate_input(path, rows, recording.sites, refine, width=IN_FLIGHT * max(1, pool.size), buckets=BUCKETS)
        read.append(one)
        curated.pages += one.pages
        if one.damaged:
            curated.damaged[str(path)] = one.damaged
    # Rows that were recorded before come along: a split article's further pages may lie in them. The ledger knows their captures.
    folders, new = [rows / identity(path) for path in paths], [rows / one.done for one in read]
    for bucket in sorted({int(file.stem) for folder in new for file in folder.glob("*.rows")}):
        sites, busy = await curate_bucket(bucket, folders, recording)
        curated.sites |= sites
        curated.busy += busy
    if not curated.busy:
        for one in read:
            (place / "done" / one.done).touch()
    return curated
