"""The files of the table: one TOML file a country that ships with the package, and the user's `sites.toml`."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from newscrawl import sites
from newscrawl.catalogue.entry import Entry, checked_entry, entry_of, entry_toml
from newscrawl.errors import OutputError, UsageError

__all__ = ["COUNTRIES", "Catalogue", "write_entry"]

COUNTRIES: Final = Path(sites.__file__).parent / "countries"
_HEADER = re.compile(r"^\[([a-z0-9_-]+)\][ \t]*(?:#.*)?$", re.MULTILINE)
_LARGEST = 10_000_000  # bytes of sites.toml: some 30,000 sites


@dataclass(frozen=True)
class Catalogue:
    """All entries: those of `own`, a file that need not exist, go before the shipped entries of the same name. Files are read when an entry
    is asked for; a file of one country is parsed only for an entry of that country. Raises UsageError for what is wrong in `own`."""

    own: Path | None = None

    def find(self, name: str) -> Entry | None:
        """The entry of that name."""
        if name in self._own:
            return checked_entry(name, self._own[name], self._own_file)
        text = next((text for text in self._shipped.values() if f"[{name}]\n" in text), "")
        table = tomllib.loads(text).get(name) if text else None
        return entry_of(name, table, own=False) if table is not None else None

    def names(self) -> list[str]:
        """The names of all entries, sorted. No shipped file is parsed."""
        return sorted({*self._own, *(name for text in self._shipped.values() for name in _HEADER.findall(text))})

    def own_names(self) -> list[str]:
        """The names of the user's entries, in the order of the file."""
        return list(self._own)

    def entries(self) -> Iterator[Entry]:
        """All entries: the user's in the order of the file, then the shipped by country."""
        for name, table in self._own.items():
            yield checked_entry(name, table, self._own_file)
        for text in self._shipped.values():
            for name, table in tomllib.loads(text).items():
                if name not in self._own:
                    yield entry_of(name, table, own=False)

    @cached_property
    def _shipped(self) -> Mapping[str, str]:
        return {path.stem: path.read_text("utf-8") for path in sorted(COUNTRIES.glob("*.toml"))}

    @property
    def _own_file(self) -> Path:
        assert self.own is not None
        return self.own

    @cached_property
    def _own(self) -> Mapping[str, Any]:
        return _read(self.own) if self.own and self.own.exists() else {}


def _read(path: Path) -> Mapping[str, Any]:
    """The tables of a file that a person wrote. Raises UsageError that says where it is wrong."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is larger than {_LARGEST:,} bytes; split it, and point NEWSCRAWL_SITES at the part to crawl")
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path} is no TOML: {error}") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None


def write_entry(path: Path, name: str, table: Mapping[str, Any]) -> None:
    """Puts an entry into the user's file: in the place of the entry of that name, else at the end. All other text stays as it is, and the
    comments inside the old entry stand above the new. Raises UsageError where the file cannot be changed so."""
    try:
        before = path.read_text("utf-8-sig") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    others = {key: value for key, value in _read(path).items() if key != name} if before else {}
    after = _replaced(before, name, entry_toml(name, table))
    try:
        held = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        held = {}
    if {key: value for key, value in held.items() if key != name} != others or name not in held:
        raise UsageError(f"{path}: [{name}] cannot be put in without changing the rest; put it in by hand")
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None


def _replaced(text: str, name: str, written: str) -> str:
    lines = text.splitlines(keepends=True)
    header = re.compile(rf"^\[{re.escape(name)}(?:\.[^\]]*)?\]")
    starts = [number for number, line in enumerate(lines) if header.match(line)]
    if not starts:
        return (text.rstrip() + "\n\n" if text.strip() else "") + written
    first = starts[0]
    end = next((number for number in range(starts[-1] + 1, len(lines)) if lines[number].startswith("[")), len(lines))
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # what stands right above the next entry is the next entry's
    comments = "".join(line for line in lines[first:end] if line.startswith("#"))
    return "".join(lines[:first]) + comments + written + "".join(lines[end:])
