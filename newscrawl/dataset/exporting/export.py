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

from newscrawl.dataset.article_lines import article_files, index_lines, line_index
from newscrawl.dataset.exporting.card import MARK, README, card
from newscrawl.dataset.exporting.exported import Exported
from newscrawl.dataset.exporting.shards import Shards
from newscrawl.dataset.takedown import Takedowns
from newscrawl.errors import OutputError, UsageError
from newscrawl.store.disk import Disk, part_of
from newscrawl.store.files.manifest import pruned_files
from newscrawl.store.files.runfiles import json_line
from newscrawl.store.recovery.prune import without_pruned
from newscrawl.store.recovery.rebuild import require_runs

__all__ = ["Exported", "export"]

logger = logging.getLogger(__name__)


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
        require_runs(output_dir, spider)
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
            disk.put(readme, card(Exported(), spiders, formats).encode())  # from now on the folder is known as ours
        disk.folder(data)
        disk.remove(data / ".lock")  # of earlier versions
        with line_index(data / ".index.part") as index:
            found = Exported()
            files = article_files([output_dir / spider for spider in spiders])
            found.unreadable = index_lines(files, takedowns, index)
            _decide(index, found, near_duplicates=near_duplicates)
            for record, line in _kept(files, index):
                found.count(record, line)
                shards.add(record, line)
            found.files = shards.finish()
            disk.put(readme, card(found, spiders, formats).encode())
    return found


def _is_free(folder: Path) -> bool:
    try:
        return not {path.name for path in folder.iterdir()} - {part_of(folder / README).name}
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
    pruned = {folder: pruned_files(folder) for folder in {path.parent for path in files}}
    for number, path in enumerate(files):
        with path.open("rb") as file:
            for (offset,) in index.execute("SELECT offset FROM line WHERE file = ? AND state = 'kept' ORDER BY offset", [number]):
                file.seek(offset)
                line = file.readline()
                record = json.loads(line)
                yield record, json_line(record) if without_pruned(record, pruned[path.parent]) else line
