"""The ledger built anew from the run files, which hold all that cannot be asked of the site again.

What is not in them comes back by itself: sources are read as if for the first time, recurring lines are learned again.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.dedup import marks_of, signature
from newscrawl.errors import OutputError, StateError, UsageError
from newscrawl.model import Candidate
from newscrawl.reasons import KEEPS_DUE
from newscrawl.store.decide import next_check
from newscrawl.store.disk import Disk
from newscrawl.store.files.damage import folder_names
from newscrawl.store.files.manifest import ManifestEntry, listed_files, read_manifest
from newscrawl.store.files.runfiles import KINDS, RUN_ID, FileEntry, Kind, Name, parts_of, whole_lines, whole_members
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.ledger.key_table import Marks
from newscrawl.store.ledger.near_duplicates import NearIndex
from newscrawl.store.ledger.page_rows import NewPage, Pages
from newscrawl.store.ledger.row import PageRow
from newscrawl.store.options import StoreOptions
from newscrawl.store.recovery.told_to_stop import told_to_stop

__all__ = ["Rebuilt", "has_run_files", "is_unread", "rebuild", "require_runs", "unknown_runs", "written_sites"]

logger = logging.getLogger(__name__)

COMMIT_SECONDS = 2.0  # of reading: what a crash costs
_UNREAD, _UNREAD_PARTS = "unread", "unread-parts"  # states of a run while a ledger is built
_WRITTEN = re.compile(rf"(?:articles|rejected)-({RUN_ID.pattern})\.jsonl")
_OPEN = re.compile(rf"\.(?:{'|'.join(KINDS)})-({RUN_ID.pattern}).*\.part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """Counts: runs, lines of articles, lines of rejected pages, lines left out because they are no records, and articles that are due
    again because their lines are lost."""

    runs: int
    articles: int
    rejected: int
    unreadable: int
    due: int = 0


def has_run_files(folder: Path) -> bool:
    """Whether a run, finished or not, wrote files here."""
    return (folder / "manifest.jsonl").exists() or any(_run_ids(folder_names(folder)))


def written_sites(output_dir: Path) -> list[str]:
    """The names of all sites that ever wrote anything, sorted."""
    if not output_dir.is_dir():
        return []
    return sorted(path.name for path in output_dir.glob("[!.]*") if path.is_dir() and has_run_files(path))


def require_runs(output_dir: Path, spider: str) -> Path:
    """The folder of a site that wrote something. Raises UsageError that names the sites which did."""
    folder = output_dir / spider
    if folder.name == spider and folder.is_dir() and has_run_files(folder):
        return folder
    there = ", ".join(written_sites(output_dir)) or "none"
    auto = "; `crawl auto` names its folder by the site's host" if spider == "auto" else ""
    raise UsageError(f"{folder} has no run files; there are: {there}{auto}")


def unknown_runs(names: frozenset[str], ledger: Ledger) -> list[str]:
    """The runs that wrote articles or rejected pages and that the ledger does not know, the oldest first."""
    written = {match[1] for name in names if (match := _WRITTEN.fullmatch(name))}
    return sorted(written.difference(row[0] for row in ledger.rows("SELECT id FROM run"))) if written else []


def is_unread(ledger: Ledger) -> bool:
    """Whether a rebuild of this ledger was stopped before its end."""
    return ledger.row("SELECT 1 FROM run WHERE state IN ('unread', 'unread-parts') LIMIT 1") is not None


def rebuild(folder: Path, ledger: Ledger, disk: Disk, options: StoreOptions, now: int, run_ids: Sequence[str] | None = None) -> Rebuilt:
    """Reads runs into a ledger: all of them into an empty ledger, or `run_ids`; into a ledger whose rebuild was stopped, those that are
    left. What is read is committed every few seconds. A signal stops the work within a second: StateError. Memory is bounded by one
    line and one file's names. The cost is linear in the number of runs."""
    listed = {entry.run_id: entry for entry in read_manifest(folder)}
    names = folder_names(folder)
    if not is_unread(ledger):
        _await(ledger, names, listed, run_ids)
    waiting = ledger.rows("SELECT n, id, state FROM run WHERE state IN ('unread', 'unread-parts') ORDER BY n")
    logger.info("%s: the ledger is built from the files of %d runs; stopped, the next command goes on there", folder.name, len(waiting))
    files = listed_files(folder)
    counts: Counter[str] = Counter()
    marks = Marks(ledger)
    pages = Pages(ledger, marks, waiting[0][0] if waiting else 1, case_sensitive=options.case_sensitive_paths)
    with told_to_stop() as stop:
        pace = _Pace(ledger, stop)
        reader = _Reader(folder, names, ledger, pages, marks, options, now, pace)
        for done, (_, run_id, state) in enumerate(waiting):
            pace.so_far = f"{folder.name}: the ledger has read {done} of {len(waiting)} runs and was told to stop"
            counts.update(reader.read(run_id))
            if state == _UNREAD_PARTS:
                _adopt(folder, run_id, ledger, disk)
            else:
                entry = listed.get(run_id)
                _note_files(ledger, run_id, [files[file.name] for file in entry.files if file.name in files] if entry else [])
            ledger.write("UPDATE run SET state = ? WHERE id = ?", ["open" if state == _UNREAD_PARTS else "finished", run_id])
            pace.step()
    marks.sort()
    ledger.commit()
    return Rebuilt(runs=len(waiting), articles=counts["articles"], rejected=counts["rejected"], unreadable=counts["unreadable"])


def _await(ledger: Ledger, names: frozenset[str], listed: Mapping[str, ManifestEntry], run_ids: Sequence[str] | None) -> None:
    """Notes in the ledger which runs are to be read."""
    parts = {match[1] for name in names if (match := _OPEN.match(name))} if run_ids is None else set()
    first = ledger.row("SELECT coalesce(max(n), 0) + 1 FROM run")[0]
    for number, run_id in enumerate(sorted({*listed, *_run_ids(names)}) if run_ids is None else run_ids, first):
        entry = listed.get(run_id)
        started = entry.started if entry else _started(run_id)
        version = entry.versions.get("spider", "") if entry else ""
        ledger.write(
            "INSERT INTO run (n, id, state, started, spider_version) VALUES (?, ?, ?, ?, ?)",
            [number, run_id, _UNREAD_PARTS if run_id in parts else _UNREAD, started, version],
        )
    ledger.commit()


class _Pace:
    """Commits now and then, and ends the work when the process is told to stop. `so_far`: how the message about that begins."""

    def __init__(self, ledger: Ledger, stop: Callable[[], bool]) -> None:
        self.so_far = ""
        self._ledger, self._stop, self._committed = ledger, stop, time.monotonic()

    def step(self) -> None:
        if self._stop():
            self._ledger.commit()
            raise StateError(f"{self.so_far}; nothing is lost, the next crawl or reindex goes on there")
        if time.monotonic() - self._committed >= COMMIT_SECONDS:
            self._ledger.commit()
            self._committed = time.monotonic()


def _note_files(ledger: Ledger, run_id: str, files: Sequence[FileEntry]) -> None:
    """The files that a finished run wrote, as a run of the crawl notes them: each later run looks whether they are there."""
    for file in files:
        label = file.name.replace(f"-{run_id}", "").split(".")[0]
        ledger.write(
            "INSERT OR REPLACE INTO file (run, kind, bytes, records, counts) VALUES (?, ?, ?, ?, '{}')",
            [run_id, label, file.bytes, file.records],
        )


def _adopt(folder: Path, run_id: str, ledger: Ledger, disk: Disk) -> None:
    """A part whose ledger is lost: every whole line in it counts as committed. The usual recovery then gives it its name."""
    for name in parts_of(folder, run_id):
        path = folder / name.part
        size, records = whole_members(path) if name.kind == "pages" else whole_lines(path)
        disk.cut(path, size)
        ledger.write(
            "INSERT INTO file (run, kind, bytes, records, counts) VALUES (?, ?, ?, ?, ?)",
            [run_id, name.label, size, records, json.dumps({name.kind: records} if records else {})],
        )


class _Reader:
    """Reads the files of runs into the ledger."""

    def __init__(
        self, folder: Path, names: frozenset[str], ledger: Ledger, pages: Pages, marks: Marks, options: StoreOptions, now: int, pace: _Pace
    ) -> None:
        self._pace = pace
        self._folder, self._names, self._ledger, self._pages, self._marks = folder, names, ledger, pages, marks
        self._options, self._now, self._near = options, now, NearIndex(ledger, marks)
        self._run_id, self._counts = "", Counter[str]()

    def read(self, run_id: str) -> Counter[str]:
        """Reads a run; gives the numbers of its lines by kind."""
        self._run_id, self._counts = run_id, Counter()
        self.articles()
        self.rejected()
        return self._counts

    def articles(self) -> None:
        for offset, record in self._lines("articles"):
            try:
                self._article(record, offset)
                self._counts["articles"] += 1
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                self._unreadable("articles", error)

    def _article(self, record: dict[str, Any], offset: int) -> None:
        digest, live = bytes.fromhex(record["content_hash"]), record["status"] == "live"
        published = _seconds(record["date_published"])
        checked = _seconds(record["fetch"]["fetched_at"]) or self._now
        row = self._row(record["id"], record["url"], record["canonical_url"], published)
        if (row.revision or 0) >= record["revision"]:
            return
        signed = signature(record["text"]) if live else None
        self._near.put(row.n, signed)
        self._marks.add(row.n, marks_of(record["id"], digest, signed))
        self._pages.done(
            row,
            state="live" if live else "gone",
            article=record["id"],
            revision=record["revision"],
            content_hash=digest,
            near=record["near_duplicate_of"],
            run=self._run_id,
            offset=offset,
            checked=checked,
            as_of=_seconds(record["fetch"].get("captured_at")),
            published=published,
            modified=_seconds(record["date_modified"]) or published,
            recheck_at=next_check(published or checked, checked, self._options) if live else None,
            etag=record["fetch"].get("etag"),
            last_modified=record["fetch"].get("last_modified"),
        )

    def _row(self, article: str, url: str, canonical: str, published: int | None) -> PageRow:
        """The page of this article: by its id, or a new one."""
        keys = tuple(dict.fromkeys(filter(None, [self._pages.key(url), self._pages.key(canonical)])))
        n = self._pages.number_of(article)
        waiting = next((row for key in keys if (row := self._pages.by_key(key)) and not row.has_line), None) if n is None else None
        if waiting is not None:
            return waiting
        if n is None:
            [n] = self._pages.add([NewPage(candidate=Candidate(url=url), keys=keys, published=published, modified=None)], self._now, todo=0)
        else:
            self._pages.address((key, n, False) for key in keys)
        return self._pages.get(n)

    def rejected(self) -> None:
        for _, line in self._lines("rejected"):
            try:
                self._rejected(str(line["url"]), str(line["reason"]), str(line["detail"]))
                self._counts["rejected"] += 1
            except KeyError as error:
                self._unreadable("rejected", error)

    def _rejected(self, url: str, reason: str, detail: str) -> None:
        key = self._pages.key(url)
        if key is None or ((known := self._pages.by_key(key)) is not None and known.has_line):
            return
        if known is None:
            [n] = self._pages.add([NewPage(candidate=Candidate(url=url), keys=(key,), published=None, modified=None)], self._now, todo=0)
            known = self._pages.get(n)
        if reason in KEEPS_DUE and not detail.startswith("given up"):
            self._pages.done(known, todo=1, why="new", state="pending")
            return
        same_as = self._pages.number_of(detail.split(" ")[0]) if reason == "duplicate" else None
        state = {"duplicate": "duplicate", "gone": "gone"}.get(reason, "rejected")
        self._pages.done(known, state=state, detail=reason, same_as=same_as, checked=self._now)

    def _lines(self, kind: Kind) -> Iterator[tuple[int, dict[str, Any]]]:
        """The records of a file with their offsets; of a part, the whole lines."""
        name = Name(kind=kind, run_id=self._run_id)
        if not {name.part, name.final} & self._names:
            return
        path = self._folder / (name.part if name.part in self._names else name.final)
        offset = 0
        try:
            with path.open("rb") as file:
                for line in file:
                    self._pace.step()
                    if line.endswith(b"\n"):
                        try:
                            record = json.loads(line)
                        except ValueError as error:
                            self._unreadable(kind, error)
                        else:
                            if isinstance(record, dict):
                                yield offset, record
                    offset += len(line)
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"cannot read {path}: {error.strerror}; check its permissions, and run again") from error

    def _unreadable(self, kind: str, error: Exception) -> None:
        self._counts["unreadable"] += 1
        logger.warning("%s of run %s: a line is no record, and is left out: %s", kind, self._run_id, error)


def _run_ids(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        kind, _, rest = name.lstrip(".").partition("-")
        if kind in KINDS and (match := RUN_ID.match(rest)):
            yield match[0]


def _started(run_id: str) -> str:
    return f"{run_id[:4]}-{run_id[4:6]}-{run_id[6:11]}:{run_id[11:13]}:{run_id[13:]}"


def _seconds(text: str | None) -> int | None:
    return int(datetime.fromisoformat(text).timestamp()) if text else None
