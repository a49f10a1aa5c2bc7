"""A file of addresses as a source: plain text, CSV, JSON Lines, and GDELT's tables; also in gzip or zip."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, cast

from newscrawl.errors import UsageError
from newscrawl.urls import is_http, normalize

__all__ = ["AddressList"]

_LONGEST: Final = 1_000_000  # characters of a line; GDELT's knowledge graph has lines of 100,000
_MOST: Final = 10_000_000  # lines of a file
_SNIFFED: Final = 20  # lines that decide what the file is
_URL_NAMES: Final = ("url", "link", "loc", "href", "address", "documentidentifier", "sourceurl", "canonical_url", "article_url")
_HTTP = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AddressList:
    """The addresses in a file, in its order. Lines without an address are left out. `is_table`: tab-separated, as GDELT writes: a machine
    put the list together, so that no address in it is the user's word for a machine of the own network."""

    path: Path
    kind: str

    @classmethod
    def open(cls, path: Path) -> AddressList:
        """Raises UsageError for a file that cannot be read or names no address."""
        with _lines(path) as lines:
            first = list(islice((line for line in lines if line.strip() and not line.startswith("#")), _SNIFFED))
        found = cls(path, _kind(path, first))
        if next(iter(found), None) is None:
            raise UsageError(f"{path} names no address of http or https; give text, CSV, JSON Lines or one of GDELT's tables")
        return found

    @property
    def is_table(self) -> bool:
        return self.kind == "table"

    def __iter__(self) -> Iterator[str]:
        with _lines(self.path) as lines:
            read = {"json": _json, "csv": _csv, "table": _table, "text": _text}[self.kind]
            for url in read(islice(lines, _MOST)):
                try:
                    yield normalize(url)
                except ValueError:
                    continue


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    """The lines of the file, or of the first file in a zip. Raises UsageError."""
    try:
        with ExitStack() as opened:
            text = opened.enter_context(_opened(path, opened))
            yield (line.replace("\x00", "") for line in iter(partial(text.readline, _LONGEST), ""))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise UsageError(f"urls={path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _opened(path: Path, opened: ExitStack) -> io.TextIOWrapper:
    raw = opened.enter_context(path.open("rb"))
    head = raw.read(4)
    raw.seek(0)
    plain: IO[bytes] = raw
    if head.startswith(b"\x1f\x8b"):
        plain = cast("IO[bytes]", opened.enter_context(gzip.GzipFile(fileobj=raw)))
    elif head.startswith(b"PK\x03\x04"):
        archive = opened.enter_context(zipfile.ZipFile(raw))
        plain = opened.enter_context(archive.open(archive.infolist()[0]))
    return io.TextIOWrapper(plain, encoding="utf-8-sig", errors="replace", newline=None)


def _kind(path: Path, first: list[str]) -> str:
    names = {suffix.lower() for suffix in path.suffixes}
    if first and all(line.lstrip().startswith(("{", '"http')) for line in first) and not {".csv", ".tsv"} & names:
        return "json"
    if first and all("\t" in line for line in first):
        return "table"
    header = first[0].lower() if first else ""
    named = any(cell.strip(' "\ufeff\n') in _URL_NAMES for cell in re.split("[,;]", header))
    return "csv" if ".csv" in names or (named and not _HTTP.search(header)) else "text"


def _text(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("#") and (found := _HTTP.search(line)):
            yield found[0]


def _json(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            values = {str(name).lower(): one for name, one in value.items()}
            value = next((values[name] for name in _URL_NAMES if name in values), None)
        if isinstance(value, str) and is_http(value.strip()):
            yield value.strip()


def _csv(lines: Iterable[str]) -> Iterator[str]:
    iterator = iter(lines)
    header = next(iterator, "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    rows = csv.reader(chain([header], iterator), delimiter=delimiter)
    column: int | None = None
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue
        if rows.line_num <= 1 and not any(map(is_http, row)):
            names = [cell.strip().lower() for cell in row]
            column = next((names.index(name) for name in _URL_NAMES if name in names), None)
        elif url := _of_row(row, column):
            yield url


def _table(lines: Iterable[str]) -> Iterator[str]:
    """GDELT's events name their source in the last column, mentions in the sixth, the knowledge graph in the fifth: each time in the first
    one that holds an address."""
    for line in lines:
        if url := _of_row(line.rstrip("\r\n").split("\t"), None):
            yield url


def _of_row(row: list[str], column: int | None) -> str | None:
    cells = row if column is None else row[column : column + 1]
    return next((cell.strip() for cell in cells if is_http(cell.strip())), None)
