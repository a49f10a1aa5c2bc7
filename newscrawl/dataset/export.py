"""The dataset view of all runs: the latest line of each article that is live, without exact duplicates and what was taken down.

Read from the finished run files alone, oldest run first: a crawl may go on meanwhile. Which lines stay is worked out in a temporary
SQLite file, so that memory does not grow with the number of articles; what stays is copied as it is, in the order in which it was
written. The same run files give the same export, byte for byte.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newscrawl.dataset.card import MARK, README, card
from newscrawl.dataset.exported import Exported
from newscrawl.dataset.shards import Shards
from newscrawl.dataset.takedown import Takedowns
from newscrawl.errors import NewscrawlError, OutputError, UsageError
from newscrawl.schema import problems
from newscrawl.store.disk import Disk
from newscrawl.store.recovery.rebuild import has_run_files

__all__ = ["Exported", "export"]

logger = logging.getLogger(__name__)

COMMIT = 10_000  # lines
_TABLES = """
CREATE TABLE line (
  id TEXT PRIMARY KEY, file INTEGER NOT NULL, offset INTEGER NOT NULL, revision INTEGER NOT NULL, live INTEGER NOT NULL, hash BLOB NOT NULL,
  near TEXT, taken INTEGER NOT NULL, state TEXT
) WITHOUT ROWID;
CREATE TABLE content (hash BLOB PRIMARY KEY) WITHOUT ROWID;
"""


def export(
    output_dir: Path,
    spiders: Sequence[str],
    folder: Path,
    *,
    formats: Sequence[str] = ("jsonl",),
    near_duplicates: bool = True,
    shard_bytes: int = 256 << 20,
    disk: Disk | None = None,
) -> Exported:
    """Writes the articles of these spiders to `folder`: `data/articles-00000.jsonl` and so on, and README.md, the dataset's card.

    `near_duplicates`: False leaves out those whose original is in the export. Raises UsageError for a spider that never wrote anything, a
    folder that holds something else, or a format that needs what is not installed; OutputError, StateError.
    """
    disk, spiders = disk or Disk(), list(dict.fromkeys(spiders))
    for spider in spiders:
        if not (output_dir / spider).is_dir() or not has_run_files(output_dir / spider):
            raise UsageError(f"{output_dir / spider} has no run files; crawl {spider} first")
    takedowns = Takedowns.read(output_dir)
    readme, data = folder / README, folder / "data"
    made = not folder.exists()
    if made:
        disk.folder(folder)
    with _alone(folder):
        if not _is_free(folder) and not _is_ours(readme):
            raise UsageError(f"{folder} is no empty folder, and no export made it; name another one")
        try:
            shards = Shards(data, formats, shard_bytes, disk)  # raises before anything is touched
        except UsageError:
            if made:
                folder.rmdir()
            raise
        if not readme.exists():
            _write(readme, card(Exported(), spiders, formats), disk)  # from now on the folder is known as ours
        disk.folder(data)
        disk.remove(data / ".lock")  # of earlier versions
        with _index(data) as index:
            found = Exported()
            files = sorted(
                (path for spider in spiders for path in (output_dir / spider).glob("articles-*.jsonl")),
                key=lambda path: (path.name, path.parent.name),
            )
            _read(files, takedowns, index, found)
            _decide(index, found, near_duplicates=near_duplicates)
            for record, line in _kept(files, index):
                found.count(record)
                shards.add(record, line)
            found.files = shards.finish()
            _write(readme, card(found, spiders, formats), disk)
    return found


def _is_free(folder: Path) -> bool:
    try:
        return not {path.name for path in folder.iterdir()} - {_part(folder / README).name}
    except FileNotFoundError:
        return True
    except OSError as error:
        raise UsageError(f"{folder} cannot be the folder of an export: {error.strerror}; name another one") from error


def _is_ours(readme: Path) -> bool:
    try:
        return MARK in readme.read_text("utf-8")
    except (OSError, ValueError):
        return False


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the lock that allows one export at a time in a folder: a lock on the folder itself, so that no file of ours lies in it. Raises
    OutputError where another export holds the lock."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"{folder} cannot be the folder of an export: {error.strerror}; name another one") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(f"another export is writing to {folder}; wait for it") from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _index(data: Path) -> Iterator[sqlite3.Connection]:
    path = data / ".index.part"
    try:
        path.unlink(missing_ok=True)
        index = sqlite3.connect(path)
        try:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -65536"):
                index.execute(f"PRAGMA {pragma}")
            index.executescript(_TABLES)
            yield index
        finally:
            index.close()
            path.unlink(missing_ok=True)
    except NewscrawlError:
        raise
    except sqlite3.Error as error:
        raise OutputError(f"cannot write {path}: {error}; make room, and export again") from error
    except OSError as error:
        raise OutputError(f"{error.filename or path}: {error.strerror}; make room or fix the folder, and export again") from error


def _read(files: Sequence[Path], takedowns: Takedowns, index: sqlite3.Connection, found: Exported) -> None:
    """Indexes the latest line of each article. All contents of an article that a takedown ever named are noted, to stay out."""
    for number, path in enumerate(files):
        for offset, line in _lines(path):
            record = _record(line)
            if record is None:
                found.unreadable += 1
                logger.warning("%s, byte %d: no record; it is left out", path, offset)
                continue
            taken, content = takedowns.name(record), bytes.fromhex(record["content_hash"])
            if taken:
                index.execute("INSERT OR IGNORE INTO content VALUES (?)", [content])
            place = [number, offset, record["revision"], record["status"] == "live", content, record["near_duplicate_of"], taken]
            index.execute(  # a large file's first lines are not its oldest ones: an article's later revision may come first
                "INSERT INTO line (id, file, offset, revision, live, hash, near, taken) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET file = excluded.file, offset = excluded.offset, revision = excluded.revision, "
                "live = excluded.live, hash = excluded.hash, near = excluded.near, taken = max(taken, excluded.taken) "
                "WHERE excluded.file > file OR excluded.revision >= revision",
                [record["id"], *place],
            )
            if taken:
                index.execute("UPDATE line SET taken = 1 WHERE id = ?", [record["id"]])


def _decide(index: sqlite3.Connection, found: Exported, *, near_duplicates: bool) -> None:
    """Of each content the line that was written first stays."""
    index.execute("CREATE INDEX place ON line (file, offset)")
    counts: Counter[str] = Counter()
    for article, live, content, taken in index.execute("SELECT id, live, hash, taken FROM line ORDER BY file, offset"):
        state = "taken" if taken else "gone" if not live else "kept"
        if state == "kept" and index.execute("INSERT OR IGNORE INTO content VALUES (?)", [content]).rowcount < 1:
            state = "duplicate"
        counts[state] += 1
        index.execute("UPDATE line SET state = ? WHERE id = ?", [state, article])
    found.gone, found.duplicates, found.taken_down = counts["gone"], counts["duplicate"], counts["taken"]
    if not near_duplicates:
        left_out = index.execute(
            "UPDATE line SET state = 'near' WHERE state = 'kept' AND EXISTS (SELECT 1 FROM line o WHERE o.id = line.near "
            "AND o.state IN ('kept', 'near'))"
        )
        found.near_duplicates = left_out.rowcount


def _kept(files: Sequence[Path], index: sqlite3.Connection) -> Iterator[tuple[dict[str, Any], bytes]]:
    for number, path in enumerate(files):
        with path.open("rb") as file:
            for (offset,) in index.execute("SELECT offset FROM line WHERE file = ? AND state = 'kept' ORDER BY offset", [number]):
                file.seek(offset)
                line = file.readline()
                yield json.loads(line), line


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    offset = 0
    with path.open("rb") as file:
        for line in file:
            yield offset, line
            offset += len(line)


def _record(line: bytes) -> dict[str, Any] | None:
    """The record of a line, None for what is none: a torn line, another program's."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if line.endswith(b"\n") and isinstance(record, dict) and not problems(record) else None


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _write(path: Path, text: str, disk: Disk) -> None:
    part = _part(path)
    disk.remove(part)
    descriptor = disk.append_to(part)
    try:
        disk.write(descriptor, text.encode(), part)
        disk.fsync(descriptor, part)
    finally:
        os.close(descriptor)
    disk.rename(part, path)
    disk.fsync_folder(path.parent)
