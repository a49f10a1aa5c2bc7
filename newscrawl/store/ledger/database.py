"""The SQLite file of one spider: opening it, its schema, its transactions. What the rows mean is in pages, sources, lines and near.

All work of a run happens in one transaction that stays open from commit to commit, so that what a commit makes durable is always one
moment's state: addresses, marks of sources and offsets of files together.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from newscrawl.dedup import content_mark, id_mark
from newscrawl.errors import StateError
from newscrawl.store.disk import Disk
from newscrawl.store.ledger.migrations import APPLICATION_ID, MIGRATIONS

__all__ = ["Ledger", "LedgerDamaged", "set_aside"]

logger = logging.getLogger(__name__)

CACHE_KIB = 16_384
# How SQLite says that the file itself is bad; all else (a full disk, a lock) is trouble around it.
_DAMAGE = ("malformed", "not a database", "file is encrypted", "disk image")


class LedgerDamaged(StateError):  # noqa: N818  a state of the file
    """The file is not a sound ledger: it can be set aside and built anew from the run files."""


class Ledger:
    """A connection with one long transaction. Every error of SQLite leaves as a StateError with one clear line."""

    def __init__(self, path: Path, connection: sqlite3.Connection, disk: Disk) -> None:
        self.path, self._connection, self._disk, self._told = path, connection, disk, _Told(path)

    @classmethod
    def open(cls, path: Path, disk: Disk | None = None) -> Self:
        """Opens or creates, checks and migrates. Raises LedgerDamaged for a corrupt file, StateError for a newer schema or a full disk.

        The caller holds the spider's lock. A sound but old ledger is migrated in place, in one transaction.
        """
        connection = None
        try:
            connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            ledger = cls(path, connection, disk or Disk())
            with ledger._told:
                ledger._prepare()
        except BaseException as error:
            if connection is not None:
                connection.close()
            if isinstance(error, sqlite3.Error):  # connect() itself
                raise StateError(f"cannot open the ledger {path}: {error}; check the folder's permissions") from error
            raise
        return ledger

    @classmethod
    def look(cls, path: Path) -> Self | None:
        """A ledger for questions alone, also while a run writes to it. None where no ledger of this version can be read."""
        with suppress(sqlite3.Error):
            connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None, timeout=10)
            with suppress(sqlite3.Error):
                if connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
                    return cls(path, connection, Disk())
            connection.close()
        return None

    def _prepare(self) -> None:
        run = self._connection.execute
        version = run("PRAGMA user_version").fetchone()[0]
        application = run("PRAGMA application_id").fetchone()[0]
        if version > len(MIGRATIONS):
            raise StateError(
                f"the ledger {self.path} has schema {version}, and this newscrawl knows up to {len(MIGRATIONS)}: "
                "it was written by a newer version; upgrade newscrawl, or point NEWSCRAWL_OUTPUT_DIR elsewhere"
            )
        if (application or version) and application != APPLICATION_ID:
            raise LedgerDamaged(f"{self.path} is an SQLite file, but not a ledger of newscrawl")
        if version:
            found = run("PRAGMA quick_check(1)").fetchone()[0] if self.path.stat().st_size < _CHECK_BYTES else "ok"
            if found != "ok":
                raise LedgerDamaged(f"the ledger {self.path} is damaged: {found}")
        run("PRAGMA page_size = 2048")  # of a new file: keys are scattered, and each touched page is written whole
        run("PRAGMA journal_mode = WAL")  # where the file system has no shared memory SQLite keeps its own journal: just slower
        run("PRAGMA synchronous = FULL")  # in WAL mode NORMAL would let a power cut take back a commit
        run(f"PRAGMA cache_size = -{CACHE_KIB}")
        run("PRAGMA wal_autocheckpoint = 8000")  # 32 MB: pages that one commit after the other touches go home once
        run("PRAGMA journal_size_limit = 67108864")
        run("PRAGMA temp_store = MEMORY")
        if version < len(MIGRATIONS):
            self._connection.create_function("content_mark", 1, content_mark, deterministic=True)
            self._connection.create_function("id_mark", 1, id_mark, deterministic=True)
            run("BEGIN EXCLUSIVE")
            for step in MIGRATIONS[version:]:
                for statement in _statements(step):
                    run(statement)
            run(f"PRAGMA application_id = {APPLICATION_ID}")
            run(f"PRAGMA user_version = {len(MIGRATIONS)}")
            run("COMMIT")

    def write(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Runs a statement within the open transaction."""
        with self._told:
            self._begin()
            return self._connection.execute(sql, _storable(values))

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement for each row, within the open transaction."""
        with self._told:
            self._begin()
            self._connection.executemany(sql, map(_storable, rows))

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """All rows of a query, in memory: the caller bounds their number."""
        with self._told:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first row, or None."""
        with self._told:
            return self._connection.execute(sql, values).fetchone()

    def commit(self) -> None:
        """Makes all that was written since the last commit durable, at once."""
        with self._told:
            try:
                self._disk.step("commit", self.path.name)
            except OSError as error:
                raise sqlite3.OperationalError(error.strerror or str(error)) from error
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        self._disk.step("committed", self.path.name)

    def rollback(self) -> None:
        """Drops all changes since the last commit. Never raises: callers use `rollback` after another error."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            logger.debug("rollback failed; closing the ledger does the same", exc_info=True)

    def close(self) -> None:
        """Without a commit: what was not committed is forgotten."""
        self.rollback()
        try:
            self._connection.close()
        except sqlite3.Error:
            logger.debug("closing the ledger failed", exc_info=True)

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")


class _Told:
    """A block in which SQLite's errors become ours. One object for all blocks: there are twenty for each article."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, sqlite3.Error):
            return
        text = str(error)
        if any(mark in text for mark in _DAMAGE):
            raise LedgerDamaged(f"the ledger {self._path} is damaged: {text}") from error
        raise StateError(
            f"the ledger {self._path} cannot be used: {text}; what is committed is safe: make room or fix the disk, and run again"
        ) from error


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit before it starts."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def _storable(values: Any) -> Any:
    """Values that SQLite takes: half a character (a lone surrogate from a broken header or address) is none."""
    if isinstance(values, dict):
        return {name: value if not isinstance(value, str) or value.isascii() else _whole(value) for name, value in values.items()}
    return [value if not isinstance(value, str) or value.isascii() else _whole(value) for value in values]


def _whole(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


_CHECK_BYTES = 256 << 20  # a whole check reads the whole file: at every start only while that is a matter of a second


def set_aside(path: Path, why: str = "corrupt") -> Path:
    """Renames a ledger and its companion files to another name beside it. Nothing is deleted."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}.{why}-{stamp}")
    number = 1
    while aside.exists():
        aside, number = path.with_name(f"{path.name}.{why}-{stamp}-{number}"), number + 1
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.replace(aside.with_name(aside.name + end))
    return aside
