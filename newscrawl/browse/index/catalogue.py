"""browse.sqlite: an index over the run files, thrown away and built anew at will. Texts stay in the run files; rows say where."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from newscrawl.errors import OutputError

__all__ = ["FILE", "GONE", "LIVE", "OLD", "VERSION", "Catalogue"]

logger = logging.getLogger(__name__)

FILE: Final = "browse.sqlite"
VERSION: Final = 1  # of the tables; an index of another version is built anew
LONGEST_LINE = 64 << 20  # bytes; a longer line is none of ours
OLD, LIVE, GONE = 0, 1, 2  # article.shown: a later line exists; the latest line, live or gone

_TABLES = """
CREATE TABLE site (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE file (n INTEGER PRIMARY KEY, site INTEGER NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL, stamp INTEGER NOT NULL,
  UNIQUE (site, name));
CREATE TABLE article (n INTEGER PRIMARY KEY, site INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, id TEXT NOT NULL,
  revision INTEGER NOT NULL, shown INTEGER NOT NULL, day TEXT NOT NULL, words INTEGER NOT NULL, cuts INTEGER NOT NULL DEFAULT 0,
  edits_file INTEGER, edits_offset INTEGER, near TEXT);
CREATE INDEX article_id ON article (id, revision);
CREATE INDEX article_day ON article (shown, day, site);
CREATE INDEX article_site ON article (site, shown, day);
CREATE INDEX article_near ON article (near) WHERE near IS NOT NULL;
CREATE TABLE rule (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, times INTEGER NOT NULL DEFAULT 0, articles INTEGER NOT NULL DEFAULT 0);
CREATE TABLE cut (article INTEGER NOT NULL, at INTEGER NOT NULL, rule INTEGER NOT NULL, line INTEGER NOT NULL, look INTEGER NOT NULL,
  PRIMARY KEY (article, at)) WITHOUT ROWID;
CREATE INDEX cut_rule ON cut (rule, article, at);
CREATE INDEX cut_look ON cut (look, line) WHERE look > 0;
CREATE TABLE line (key INTEGER PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE rejected (n INTEGER PRIMARY KEY, site INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE INDEX rejected_reason ON rejected (reason, n);
CREATE VIRTUAL TABLE told USING fts5 (title, author, text, content = '', tokenize = 'unicode61 remove_diacritics 2');
"""


class Catalogue:
    """The index, open. One connection, used by one thread at a time. A context manager."""

    def __init__(self, output: Path, path: Path) -> None:
        self.output, self.path = output, path
        self.fed = 0  # grows when something new is in it
        self.db = self._opened()

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def _opened(self) -> sqlite3.Connection:
        try:
            db = self._connected()
            if _version(db) == VERSION:
                return db
            db.close()
        except sqlite3.DatabaseError as error:
            logger.warning("%s cannot be used (%s): it is built anew", self.path, error)
        return self.emptied()

    def emptied(self) -> sqlite3.Connection:
        """A new, empty index in the place of the old one."""
        with suppress(AttributeError):
            self.db.close()
        try:
            for ending in ("", "-wal", "-shm", "-journal"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
            self.db = self._connected()
            self.db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT")
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"{self.path} cannot be written ({error}); name another place with --index FILE") from error
        return self.db

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(f"file:{quote(str(self.path))}", uri=True, isolation_level=None, check_same_thread=False, timeout=60)
        # The index can be built anew: what a power cut takes is no loss, so nothing waits for the disk.
        for pragma in ("journal_mode = WAL", "synchronous = OFF", "cache_size = -16384", "temp_store = MEMORY", "mmap_size = 0"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("CREATE TEMP TABLE hit (n INTEGER PRIMARY KEY)")
        return db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all or nothing, one process at a time."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def numbered(self, table: str, name: str) -> int:
        """The number of a site or a rule, which is entered where it is new."""
        self.db.execute(f"INSERT OR IGNORE INTO {table} (name) VALUES (?)", [name])  # noqa: S608  one of our two tables
        return int(self.db.execute(f"SELECT n FROM {table} WHERE name = ?", [name]).fetchone()[0])  # noqa: S608

    def place(self, file: int) -> Path | None:
        """The path of a run file."""
        row = self.db.execute("SELECT s.name, f.name FROM file f JOIN site s ON s.n = f.site WHERE f.n = ?", [file]).fetchone()
        return self.output / row[0] / row[1] if row else None

    def line(self, file: int | None, offset: int | None) -> dict[str, Any]:
        """The line of a run file that begins at `offset`; {} where it is not there any more."""
        path = self.place(file) if file is not None else None
        if path is None or offset is None:
            return {}
        try:
            with path.open("rb") as lines:
                lines.seek(offset)
                record = json.loads(lines.readline(LONGEST_LINE))
        except (OSError, ValueError, RecursionError):
            return {}
        return record if isinstance(record, dict) else {}


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
