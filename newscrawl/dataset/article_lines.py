"""Lines of run files: the latest line of each article, found through a temporary SQLite file, so that memory does not grow with the number
of articles."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newscrawl.dataset.takedown import Takedowns
from newscrawl.errors import NewscrawlError, OutputError
from newscrawl.schema import problems

__all__ = ["article_files", "index_lines", "line_index", "lines_of", "record_of"]

logger = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE line (
  id TEXT PRIMARY KEY, file INTEGER NOT NULL, offset INTEGER NOT NULL, revision INTEGER NOT NULL, live INTEGER NOT NULL, hash BLOB NOT NULL,
  near TEXT, taken INTEGER NOT NULL, state TEXT
) WITHOUT ROWID;
CREATE TABLE content (hash BLOB PRIMARY KEY) WITHOUT ROWID;
"""


def article_files(folders: Sequence[Path]) -> list[Path]:
    """The finished files of articles, the oldest run first."""
    found = (path for folder in folders for path in folder.glob("articles-*.jsonl"))
    return sorted(found, key=lambda path: (path.name, path.parent.name))


@contextmanager
def line_index(path: Path) -> Iterator[sqlite3.Connection]:
    """An empty index in a file that is there as long as the index is used. Raises OutputError where the file cannot be written."""
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


def index_lines(files: Sequence[Path], takedowns: Takedowns, index: sqlite3.Connection) -> int:
    """Indexes the latest line of each article; gives the number of lines that are no records. All contents of an article that a takedown
    ever named are noted, to stay out."""
    unreadable = 0
    for number, path in enumerate(files):
        for offset, line in lines_of(path):
            record = record_of(line)
            if record is None:
                unreadable += 1
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
    return unreadable


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    offset = 0
    with path.open("rb") as file:
        for line in file:
            yield offset, line
            offset += len(line)


def record_of(line: bytes) -> dict[str, Any] | None:
    """The record of a line, None for what is none: a torn line, another program's."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if line.endswith(b"\n") and isinstance(record, dict) and not problems(record) else None
