"""One run of one spider: the lock, the ledger, the run files and the commit that binds them.

    run = Run.open(output, "techpoint", started=now)
    run.discover(candidates)
    while due := run.due(100): … fetch, refine …  run.record(refined, key=due.key)
    run.finish(reason="finished", exit_status=0, stats={})

Calls are synchronous and quick; every `commit_articles` or `commit_seconds` one of them commits. A run that is not finished is recovered
by the next one. docs/ledger.md tells what is on disk after a crash at each point.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from newscrawl.errors import NewscrawlError, StateError, UsageError
from newscrawl.model import Candidate, Refined, Rejected, as_record, stamp
from newscrawl.reasons import KEEPS_DUE
from newscrawl.store.disk import Disk
from newscrawl.store.figures import plain_figures, versions
from newscrawl.store.files.columns_first import arranged
from newscrawl.store.files.damage import Damage, folder_names
from newscrawl.store.files.lock import Lock
from newscrawl.store.files.manifest import ManifestEntry
from newscrawl.store.files.runfiles import FileEntry, RunFiles
from newscrawl.store.frontier import Discovered, Due, Frontier
from newscrawl.store.ledger.captures import Captures
from newscrawl.store.ledger.database import Ledger, LedgerDamaged
from newscrawl.store.ledger.key_table import Marks
from newscrawl.store.ledger.page_rows import Pages
from newscrawl.store.ledger.plan import HAD, WRITTEN, Plan
from newscrawl.store.notes.recurring_lines import LedgerLines
from newscrawl.store.notes.robots_cache import LedgerRobots
from newscrawl.store.notes.source_notes import LedgerMemory
from newscrawl.store.options import StoreOptions
from newscrawl.store.outcomes import Disposition, Outcomes, Recorded
from newscrawl.store.recovery.closing import publish, recover
from newscrawl.store.recovery.opening import free_id, ledger_damage, open_ledger, put_aside
from newscrawl.store.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Discovered", "Disposition", "Due", "ManifestEntry", "Recorded", "Run", "StoreOptions"]

logger = logging.getLogger(__name__)

STATE = ".state"
_EVER = 1 << 40  # seconds: beyond every date
CHUNK = 500  # candidates a question to the ledger
MOST_UNCOMMITTED = 20_000  # candidates after which a commit is due whatever the clock says: bounds the write-ahead log


class Run:
    """Open, use, finish. After an error that says that the disk or the ledger cannot be used, only `abort` works."""

    run_id: str
    memory: LedgerMemory
    lines: LedgerLines
    robots: LedgerRobots
    captures: Captures
    plan: Plan | None = None  # of a backfill

    def __init__(
        self, folder: Path, spider: str, lock: Lock, ledger: Ledger, disk: Disk, options: StoreOptions, clock: Callable[[], float]
    ) -> None:
        self.folder, self.spider, self.options = folder, spider, options
        self.recovered: tuple[ManifestEntry, ...] = ()
        self.damaged: list[Damage] = []  # files of earlier runs that are not as they were written
        self._lock, self._ledger, self._disk, self._clock = lock, ledger, disk, clock
        self._broken: NewscrawlError | None = None
        self._closed = False
        self._uncommitted, self._committed_at = 0.0, time.monotonic()

    @classmethod
    def open(
        cls,
        output_dir: Path,
        spider: str,
        *,
        started: datetime,
        spider_version: str = "",
        options: StoreOptions | None = None,
        disk: Disk | None = None,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Takes the lock, opens the ledger and finishes what a crashed run left.

        Raises UsageError (a name that is no folder), OutputError (it cannot be written), AlreadyRunning, StateError (a newer ledger).
        A damaged or missing ledger is built anew from the run files. `clock` gives Unix seconds; `disk` is for tests.
        """
        if not _NAME.fullmatch(spider):
            raise UsageError(f"{spider!r} cannot name a folder; use letters, digits, dots, dashes and underscores")
        disk = disk or Disk()
        folder, state = output_dir / spider, output_dir / STATE
        disk.folder(folder)
        disk.folder(state)
        lock = Lock.take(state / f"{spider}.lock", spider, started)
        ledger = None
        try:
            names = folder_names(folder)
            ledger = open_ledger(state / f"{spider}.sqlite", folder, disk, options or StoreOptions(), clock, names)
            run = cls(folder, spider, lock, ledger, disk, options or StoreOptions(), clock)
            run._begin(started, spider_version, names)
        except BaseException:
            if ledger is not None:
                ledger.close()
            lock.release()
            raise
        return run

    def _begin(self, started: datetime, spider_version: str, names: frozenset[str]) -> None:
        self.recovered = tuple(recover(self.folder, self.spider, self._ledger, self._disk, self._moment()))
        self.damaged = ledger_damage(self.folder, self._ledger, folder_names(self.folder) if self.recovered else names)
        self.started, self.spider_version = stamp(started), spider_version
        self.run_id = free_id(self.folder, self._ledger, started.astimezone(UTC), names)
        self._number = int(self._ledger.row("SELECT coalesce(max(n), 0) + 1 FROM run")[0])
        self._ledger.write(
            "INSERT INTO run (n, id, state, started, spider_version) VALUES (?, ?, 'open', ?, ?)",
            [self._number, self.run_id, self.started, spider_version],
        )
        marks = Marks(self._ledger)
        self._pages = Pages(self._ledger, marks, self._number, case_sensitive=self.options.case_sensitive_paths)
        self._files = RunFiles(self.folder, self.run_id, self._disk)
        self.memory, self.lines = LedgerMemory(self._ledger, self._number), LedgerLines(self._ledger)
        self.robots = LedgerRobots(self._ledger)
        self._frontier = Frontier(self._ledger, self._pages, self.options, self._now)
        self._frontier.reopen()
        self.captures = Captures(self._ledger, self.options.give_up_runs)
        self.captures.reopen()
        earlier = Versions(self.folder, self.spider, self.lines)
        identity = (self._number, self.run_id, spider_version)
        self._outcomes = Outcomes(self._ledger, self._pages, marks, self._files, earlier, identity, self.options, self._now)
        self._ledger.commit()

    def begin_backfill(self, name: str, *, since: datetime | None, until: datetime | None) -> Plan:
        """Opens the plan of a backfill, with the work of earlier runs. From now on the run stores each page's outcome in the plan."""
        days = (int(since.timestamp()) if since else None, int(until.timestamp()) if until else None)
        with self._whole():
            self.plan = Plan(self._ledger, name, days, self._now())
        return self.plan

    def discover(self, candidates: Iterable[Candidate], *, source: str = "") -> Discovered:
        """Stores the candidates of sources. Candidates with one `urls.url_key` are one page; each page becomes due once, and stays due
        until it is done."""
        found, left = Discovered(), iter(candidates)
        while chunk := list(islice(left, CHUNK)):
            with self._whole():
                more = self._frontier.discover(chunk)
                if self.plan:
                    for page in self._frontier.planned(chunk, source):
                        self.plan.add(page)
                found = Discovered(new=found.new + more.new, changed=found.changed + more.changed, known=found.known + more.known)
                self._step(more.new * self.options.commit_articles / MOST_UNCOMMITTED)
        return found

    def due(self, limit: int, *, since: datetime | None = None, until: datetime | None = None) -> list[Due]:
        """The next pages to fetch, newest first. Each is handed out once a run; empty when nothing is left for now. Pages that a source
        says were published outside of `since` … `until` keep waiting."""
        with self._whole():
            self.memory.settle()
            return self._frontier.due(limit, int(since.timestamp()) if since else -_EVER, int(until.timestamp()) if until else _EVER)

    def settled(self, keys: Collection[str]) -> dict[str, int]:
        """The moments (Unix seconds) up to which captures of a page bring nothing new, by key. Pages without such a moment are left out."""
        with self._whole():
            found = self._pages.find(keys)
        return {key: row.settled_as_of for key, row in found.items() if row.settled_as_of is not None}

    def published(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys whose page has a line in a run file, or says what another one says."""
        with self._whole():
            return frozenset(key for key, row in self._pages.find(keys).items() if row.has_line or row.state == "duplicate")

    def dated(self, keys: Collection[str]) -> dict[str, int]:
        """When the pages with these keys were published (Unix seconds), where a source or the page itself said it; others are not in it."""
        with self._whole():
            return {key: row.published for key, row in self._pages.find(keys).items() if row.published is not None}

    def decided(self, keys: Collection[str]) -> dict[str, tuple[str, int | None]]:
        """The outcome (as in `Planned.outcome`) and the publication of each decided page, by key, from this run and earlier runs. Open
        and unknown pages are left out."""
        with self._whole():
            found = self._pages.find(keys).items()
            return {key: (outcome, row.published) for key, row in found if (outcome := self._pages.outcome(row))}

    def record(self, refined: Refined, *, key: str, same_page: bool = False) -> Recorded:
        """Writes a line for an article that is new or changed. `key`: of `Due`, or `urls.url_key` of an archived page. `same_page`: the
        page is the same as before, cleaned by other rules; every difference counts as a change."""
        with self._whole():
            recorded = self._outcomes.record(refined, key, same_page=same_page)
            self._planned(key, _WORDS.get(recorded.disposition, HAD), refined.published.seconds if refined.published else None)
            self._step(1)
        return recorded

    def reject(self, rejected: Rejected, *, key: str, captured_at: datetime | None = None) -> None:
        """Writes a rejected line for a page without an article. The page is asked for again only when a source says that it changed.
        `captured_at`: the moment of an archive's capture, None for a live page."""
        with self._whole():
            self._outcomes.reject(rejected, key, captured_at)
            self._planned(key, rejected.reason, fetched=rejected.reason not in KEEPS_DUE)
            self._step(1)

    def lay_aside(self, rejected: Rejected, *, key: str, published: datetime | None) -> None:
        """Writes a rejected line for an article outside this run's bounds. The article is fetched again when a source names it to a run
        that wants it."""
        with self._whole():
            self._outcomes.lay_aside(rejected, key, published)
            self._planned(key, rejected.reason, int(published.timestamp()) if published else None)
            self._step(1)

    def not_modified(self, key: str) -> None:
        """304: nothing is written but the time of the look."""
        with self._whole():
            self._outcomes.not_modified(key)
            self._planned(key, HAD)
            self._step(1)

    def failed(self, key: str, reason: str, detail: str = "", *, asked: bool = True) -> None:
        """Writes a rejected line for a page that could not be fetched. The page is due again in the next run, for `give_up_runs` runs.
        `asked`: False for a page that this run did not ask for; such a failure counts for nothing."""
        with self._whole():
            self._outcomes.failed(key, reason, detail, asked=asked)
            self._planned(key, None)
            self._step(1)

    def gone(self, key: str, status: int, answered: str = "") -> None:
        """404 or 410, or a redirect to `answered`, which is no article's address. A tombstone follows when a later run finds the same, and
        no site-wide outage explains it."""
        with self._whole():
            self._outcomes.gone(key, status, answered)
            self._planned(key, None)
            self._step(1)

    @property
    def pages_name(self) -> str:
        """The name that the file of `append_page` will have."""
        return self._files.name("pages").final

    @property
    def pages_bytes(self) -> int:
        """The length so far, in bytes, of the file of `append_page`."""
        return self._files.size("pages")

    def next_pages(self) -> None:
        """Begins a new file for `append_page`."""
        self._files.next_volume("pages")

    def append_page(self, data: bytes) -> tuple[str, int]:
        """Adds a group of WARC records, whole gzip members; gives the file's final name and the offset where the group starts."""
        with self._whole():
            return self.pages_name, self._files.append("pages", data, "pages")

    def checkpoint(self) -> None:
        """Everything done so far survives whatever comes."""
        with self._whole():
            self._commit()

    def finish(self, *, reason: str, exit_status: int, stats: Mapping[str, Any]) -> ManifestEntry:
        """Gives the files their names and the run its line in the manifest. Nothing can be called after it."""
        with self._whole():
            self._outcomes.settle(unhealthy=exit_status == 1)
            for key in self._outcomes.buried:
                self._planned(key, "gone")
            changed = self._files.sync()
            self._note_files(changed)
            files = [self._arranged(file) for file in self._files.entries()]
            counts = self._outcomes.counts
            stats = {**stats, **self._reckoned(complete=reason == "finished")}
            entry = ManifestEntry(
                run_id=self.run_id,
                spider=self.spider,
                started=self.started,
                finished=stamp(self._moment()),
                reason=reason,
                exit=exit_status,
                files=tuple(files),
                articles=self._files.counts("articles"),
                rejected=self._files.counts("rejected"),
                pages=dict(counts),
                stats=plain_figures(stats),
                versions=versions(self.spider_version),
            )
            self._ledger.write("UPDATE run SET state = 'finishing', entry = ? WHERE id = ?", [json.dumps(as_record(entry)), self.run_id])
            self._ledger.commit()
            self._files.close()
            publish(self.folder, self._ledger, entry, self._disk)
        self._close(StateError(f"the run {self.run_id} is finished"))
        return entry

    def _arranged(self, file: FileEntry) -> FileEntry:
        name = self._files.name("articles")
        sha256 = arranged(self.folder, name, self._ledger, self._disk) if file.name == name.final else None
        return replace(file, sha256=sha256) if sha256 else file

    def _planned(self, key: str, outcome: str | None, published: int | None = None, *, fetched: bool = True) -> None:
        if self.plan:
            self.plan.settle(key, outcome, published, fetched=fetched)

    def _reckoned(self, *, complete: bool) -> dict[str, int]:
        """The figures of the backfill, which the log gets too. The plan of a completed backfill is deleted."""
        found = self.plan.reckon() if self.plan else []
        for one in found:
            logger.info("%s", one)
        if self.plan and complete:
            self.plan.close()
        return {name: count for one in found for name, count in one.figures().items()}

    def abort(self) -> None:
        """Stops at once, as a crash would: what was committed is safe, the next run does the rest. Never raises, also after `finish`."""
        self._close(self._broken or StateError(f"the run {self.run_id} was aborted"))

    def waiting(self) -> int:
        """The number of pages still to be handed out."""
        return self._frontier.waiting()

    def _close(self, reason: NewscrawlError) -> None:
        if self._closed:
            return
        self._broken, self._closed = reason, True
        self._files.close()
        self._ledger.close()
        if isinstance(reason, LedgerDamaged):
            put_aside(reason, self._ledger.path)  # now, while the lock is held: a large ledger is not checked as a whole at every start
        self._lock.release()

    def _step(self, weight: float) -> None:
        self._uncommitted += weight
        if self._uncommitted >= self.options.commit_articles or time.monotonic() - self._committed_at >= self.options.commit_seconds:
            self._commit()

    def _commit(self) -> None:
        self._note_files(self._files.sync())
        self._ledger.commit()
        self._uncommitted, self._committed_at = 0.0, time.monotonic()

    def _note_files(self, changed: Iterable[tuple[str, int, int, str]]) -> None:
        self._ledger.write_many(
            "INSERT INTO file (run, kind, bytes, records, counts) VALUES (?, ?, ?, ?, ?) ON CONFLICT (run, kind) DO UPDATE SET "
            "bytes = excluded.bytes, records = excluded.records, counts = excluded.counts",
            ((self.run_id, *change) for change in changed),
        )

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """An error in the middle leaves lines and rows that do not match: the run is over, and the next starts from the last commit."""
        if self._broken is not None:
            raise self._broken
        try:
            yield
        except NewscrawlError as error:
            self._broken = error
            self._ledger.rollback()
            raise
        except BaseException as error:
            self._broken = StateError(
                f"the run {self.run_id} ended on {type(error).__name__}: {error}; run again to go on from the last commit"
            )
            self._ledger.rollback()
            raise

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def _now(self) -> int:
        return int(self._clock())


_NAME = re.compile(r"\w[\w.-]{0,99}")
# Dispositions that are no article of their own, or a new line; all others say that the article was there.
_WORDS = {"written": WRITTEN, "revision": WRITTEN, "duplicate": "duplicate", "invalid": "invalid-record"}
