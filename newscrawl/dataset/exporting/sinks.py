"""The formats of an export, one class each. A new format is a `Sink` and its line in `FORMATS`."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from newscrawl.errors import OutputError, UsageError
from newscrawl.schema.columns import Column, columns
from newscrawl.store.disk import Disk
from newscrawl.version import how_to_install

__all__ = ["FORMATS", "Sink"]

GROUP_BYTES = 32 << 20  # of JSON in one row group of a Parquet file: what is held in memory, as Python and as Arrow a few times that
BLOCK = 1 << 20


class Sink(Protocol):
    """A file of articles in one format."""

    def __init__(self, path: Path, disk: Disk) -> None: ...

    @staticmethod
    def require() -> None:
        """Raises UsageError where a library that the format needs is not installed."""

    def add(self, record: Mapping[str, Any], line: bytes) -> None:
        """Adds an article: its record, and the same record as a line of JSON. Raises OutputError where the disk does."""

    def close(self) -> None:
        """Writes all waiting articles; returns when they are on disk (fsync)."""


class Jsonl:
    """JSON Lines: the lines as the run files have them."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path, self._disk, self._descriptor, self._waiting = path, disk, disk.append_to(path), bytearray()

    @staticmethod
    def require() -> None:
        """JSON needs nothing."""

    def add(self, record: Mapping[str, Any], line: bytes) -> None:
        self._waiting += line
        if len(self._waiting) >= BLOCK:
            self._flush()

    def close(self) -> None:
        try:
            self._flush()
            self._disk.fsync(self._descriptor, self._path)
        finally:
            os.close(self._descriptor)

    def _flush(self) -> None:
        self._disk.write(self._descriptor, bytes(self._waiting), self._path)
        self._waiting.clear()


class Parquet:
    """Parquet with the types of `schema.columns`."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._pa, self._parquet = _pyarrow()
        self._path, self._disk, self._rows, self._bytes = path, disk, [], 0  # type: ignore[var-annotated]
        self._schema = self._pa.schema([(column.name, self._type(column)) for column in columns()])
        self._writer = self._told(lambda: self._parquet.ParquetWriter(path, self._schema, compression="zstd"))

    @staticmethod
    def require() -> None:
        _pyarrow()

    def add(self, record: Mapping[str, Any], line: bytes) -> None:
        self._rows.append({column.name: _plain(column, record[column.name]) for column in columns()})
        self._bytes += len(line)
        if self._bytes >= GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._told(self._writer.close)
        descriptor = self._disk.append_to(self._path)
        try:
            self._disk.fsync(descriptor, self._path)
        finally:
            os.close(descriptor)

    def _flush(self) -> None:
        if self._rows:
            table = self._pa.Table.from_pylist(self._rows, schema=self._schema)
            self._told(lambda: self._writer.write_table(table, row_group_size=len(self._rows)))
            self._rows, self._bytes = [], 0

    def _type(self, column: Column) -> Any:
        if column.kind == "list":
            return self._pa.list_(self._type(column.of[0]))
        if column.kind == "struct":
            return self._pa.struct([(part.name, self._type(part)) for part in column.of])
        moment = self._pa.timestamp("us", "UTC")
        kinds = {"int64": self._pa.int64(), "float64": self._pa.float64(), "bool": self._pa.bool_(), "moment": moment}
        return kinds.get(column.kind, self._pa.string())

    def _told(self, step: Any) -> Any:
        try:
            return step()
        except OSError as error:
            raise OutputError(f"cannot write {self._path}: {error}; make room or fix the folder, and export again") from error


class Csv:
    """CSV for people and spreadsheets: what is read first comes first, lists are joined, objects are JSON. No type survives: programs read
    the other formats."""

    FIRST = ("date_published", "title", "authors", "source", "url", "word_count", "text")

    def __init__(self, path: Path, disk: Disk) -> None:
        self._lines = Jsonl(path, disk)
        names = [column.name for column in columns()]
        self._names = [*self.FIRST, *(name for name in names if name not in self.FIRST)]
        self._add(self._names)

    @staticmethod
    def require() -> None:
        """CSV needs nothing."""

    def add(self, record: Mapping[str, Any], line: bytes) -> None:
        self._add([_cell(record[name]) for name in self._names])

    def close(self) -> None:
        self._lines.close()

    def _add(self, cells: Sequence[str]) -> None:
        row = io.StringIO(newline="")
        csv.writer(row).writerow(cells)
        self._lines.add({}, row.getvalue().encode("utf-8", "replace"))


def _cell(value: Any) -> str:
    """A value as people read it. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "; ".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not text[1:2].isspace()) else text


def _plain(column: Column, value: Any) -> Any:
    """A value as Parquet has it: an object with keys of its own is JSON text."""
    if value is None:
        return None
    if column.kind == "json":
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if column.kind == "moment":
        return datetime.fromisoformat(value)
    if column.kind == "struct":
        return {part.name: _plain(part, value.get(part.name)) for part in column.of}
    return value


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError(f"Parquet needs pyarrow: {how_to_install('parquet')}, or export with --format jsonl") from error
    return pa, parquet


FORMATS: Final[Mapping[str, type[Sink]]] = {"jsonl": Jsonl, "parquet": Parquet, "csv": Csv}
"""The formats by the name that `--format` takes, which is the files' ending too."""
