"""Files of many articles, written side by side as JSON Lines and Parquet: hidden parts until all of them are whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from newscrawl.errors import OutputError, UsageError
from newscrawl.schema.columns import Column, columns
from newscrawl.store.disk import Disk

__all__ = ["FORMATS", "Format", "Shards"]

Format = Literal["jsonl", "parquet"]
FORMATS: tuple[Format, ...] = ("jsonl", "parquet")
GROUP_BYTES = 32 << 20  # of JSON in one row group of a Parquet file: what is held in memory, as Python and as Arrow a few times that
BLOCK = 1 << 20
_NAME = re.compile(r"articles-\d{5,}\.(?:jsonl|parquet)")
_PART = re.compile(r"\.articles-\d{5,}\.(?:jsonl|parquet)\.part")


class Shards:
    """`articles-00000.FORMAT`, `-00001` … in one folder; a new one begins when the one before has `shard_bytes` of JSON."""

    def __init__(self, folder: Path, formats: Sequence[Format], shard_bytes: int, disk: Disk) -> None:
        self._folder, self._formats, self._most, self._disk = folder, formats, shard_bytes, disk
        self._names: list[str] = []
        self._open: list[_Jsonl | _Parquet] = []
        self._bytes = 0
        if "parquet" in formats:
            _pyarrow()

    def add(self, record: Mapping[str, Any], line: bytes) -> None:
        """An article, as a record and as its line."""
        if not self._open or self._bytes >= self._most:
            self._next()
        for shard in self._open:
            shard.add(record, line)
        self._bytes += len(line)

    def finish(self) -> list[str]:
        """Gives all their names, and removes what an earlier export left. Gives the names."""
        self._close()
        for name in self._names:
            self._disk.rename(self._part(name), self._folder / name)
        for path in self._folder.iterdir():
            if (_NAME.fullmatch(path.name) and path.name not in self._names) or _PART.fullmatch(path.name):
                self._disk.remove(path)
        self._disk.fsync_folder(self._folder)
        return self._names

    def _next(self) -> None:
        self._close()
        number, self._bytes = len(self._names) // len(self._formats), 0
        for kind in self._formats:
            name = f"articles-{number:05}.{kind}"
            part = self._part(name)
            self._disk.remove(part)
            self._names.append(name)
            self._open.append(_Jsonl(part, self._disk) if kind == "jsonl" else _Parquet(part, self._disk))

    def _close(self) -> None:
        for shard in self._open:
            shard.close()
        self._open = []

    def _part(self, name: str) -> Path:
        return self._folder / f".{name}.part"


class _Jsonl:
    def __init__(self, path: Path, disk: Disk) -> None:
        self._path, self._disk, self._descriptor, self._waiting = path, disk, disk.append_to(path), bytearray()

    def add(self, _: Mapping[str, Any], line: bytes) -> None:
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


class _Parquet:
    def __init__(self, path: Path, disk: Disk) -> None:
        self._pa, self._parquet = _pyarrow()
        self._path, self._disk, self._rows, self._bytes = path, disk, [], 0  # type: ignore[var-annotated]
        self._schema = self._pa.schema([(column.name, self._type(column)) for column in columns()])
        self._writer = self._told(lambda: self._parquet.ParquetWriter(path, self._schema, compression="zstd"))

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
        kinds = {"int64": self._pa.int64(), "float64": self._pa.float64(), "bool": self._pa.bool_()}
        return kinds.get(column.kind, self._pa.string())

    def _told(self, step: Any) -> Any:
        try:
            return step()
        except OSError as error:
            raise OutputError(f"cannot write {self._path}: {error}; make room or fix the folder, and export again") from error


def _plain(column: Column, value: Any) -> Any:
    """A value as Parquet has it: an object with keys of its own is JSON text."""
    if value is None:
        return None
    if column.kind == "json":
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if column.kind == "struct":
        return {part.name: _plain(part, value.get(part.name)) for part in column.of}
    return value


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError('Parquet needs pyarrow: pip install "newscrawl[parquet]", or export with --format jsonl') from error
    return pa, parquet
