"""The files of one run while they are written: hidden parts that only ever grow, and get their names when the run is over."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from newscrawl.store.disk import Disk

__all__ = [
    "KINDS",
    "RUN_ID",
    "FileEntry",
    "Kind",
    "Name",
    "RunFiles",
    "digest",
    "final_name",
    "json_line",
    "parts_of",
    "whole_lines",
    "whole_members",
]

Kind = Literal["articles", "edits", "rejected", "pages"]
KINDS: dict[Kind, str] = {"articles": "jsonl", "edits": "jsonl", "rejected": "jsonl", "pages": "warc.gz"}
BLOCK = 1 << 20
RUN_ID = re.compile(r"\d{8}T\d{6}Z")
_LABEL = re.compile(r"([a-z]+)(?:-(\d+))?")
_PART = re.compile(r"\.([a-z]+)-(\d{8}T\d{6}Z)(?:-(\d+))?\.[a-z.]+\.part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Which file of which run. `volume`: from 1 on; only pages have several (`pages-RUN.warc.gz`, `pages-RUN-002.warc.gz`)."""

    kind: Kind
    run_id: str
    volume: int = 1

    @classmethod
    def labelled(cls, label: str, run_id: str) -> Name:
        """The file that the ledger calls `label`. Raises ValueError for what is none."""
        found = _LABEL.fullmatch(label)
        if found is None or found[1] not in KINDS:
            raise ValueError(f"{label!r} is no file of a run")
        return cls(kind=found[1], run_id=run_id, volume=int(found[2] or 1))

    @property
    def label(self) -> str:
        """The file within its run: `articles`, `pages`, `pages-002`."""
        return self.kind if self.volume == 1 else f"{self.kind}-{self.volume:03}"

    @property
    def final(self) -> str:
        return final_name(self.label, self.run_id)

    @property
    def part(self) -> str:
        """Hidden, and with an ending that no reader's pattern matches."""
        return f".{self.final}.part"


def final_name(label: str, run_id: str) -> str:
    """The name of a run's file, by the label that the ledger has: `pages-002` of run R is `pages-R-002.warc.gz`."""
    kind, dash, volume = label.partition("-")
    return f"{kind}-{run_id}{dash}{volume}.{KINDS[kind]}"  # type: ignore[index]


def parts_of(folder: Path, run_id: str) -> list[Name]:
    """The parts of a run that are there, in the order of kinds and volumes."""
    found = [match for path in folder.glob(f".*-{run_id}*.part") if (match := _PART.fullmatch(path.name)) and match[1] in KINDS]
    names = [Name(kind=match[1], run_id=match[2], volume=int(match[3] or 1)) for match in found]  # type: ignore[arg-type]
    kinds = list(KINDS)
    return sorted(names, key=lambda name: (kinds.index(name.kind), name.volume))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file of a run as the manifest lists it. `records`: lines, or groups of WARC records for `pages`."""

    name: str
    kind: Kind
    sha256: str
    bytes: int
    records: int


# Line and paragraph separators are line ends to str.splitlines and JavaScript; a lone surrogate cannot be UTF-8 at all.
_ESCAPES = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def json_line(record: Mapping[str, Any]) -> bytes:
    """A record as a line of JSON: UTF-8, keys in the record's order. Only the last character is a line end to any reader."""
    text = _encode(record)
    for character, escape in _ESCAPES.items():  # hardly ever there: looking costs a hundredth of str.translate
        text = text.replace(character, escape)
    return text.encode("utf-8", "replace") + b"\n"


@dataclass(slots=True)
class _Part:
    descriptor: int
    name: Name
    path: Path
    bytes: int = 0
    records: int = 0
    dirty: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    sha256: Any = field(default_factory=hashlib.sha256)

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


class RunFiles:
    """The parts of one run. A part is created by its first record: an empty file never exists."""

    def __init__(self, folder: Path, run_id: str, disk: Disk) -> None:
        self.folder, self.run_id, self._disk = folder, run_id, disk
        self._parts: dict[str, _Part] = {}  # by label
        self._volumes: Counter[str] = Counter()  # by kind: how many volumes are full
        self._new_names = False

    def name(self, kind: Kind) -> Name:
        """The file that the next record of a kind goes into."""
        return Name(kind=kind, run_id=self.run_id, volume=self._volumes[kind] + 1)

    def size(self, kind: Kind) -> int:
        """The bytes that this file has so far."""
        part = self._parts.get(self.name(kind).label)
        return part.bytes if part else 0

    def next_volume(self, kind: Kind) -> None:
        """The next record of a kind goes into a file of its own. The one before is closed with the next `sync`."""
        self._volumes[kind] += 1

    def append(self, kind: Kind, data: bytes, count: str) -> int:
        """Writes a record; gives the offset where the record starts. `count`: the word under which the manifest counts the record."""
        name = self.name(kind)
        part = self._parts.get(name.label)
        if part is None:
            path = self.folder / name.part
            part = self._parts[name.label] = _Part(self._disk.append_to(path), name, path)
            self._new_names = True
        offset = part.bytes
        self._disk.write(part.descriptor, data, part.path)
        part.sha256.update(data)
        part.bytes += len(data)
        part.records += 1
        part.counts[count] += 1
        part.dirty = True
        return offset

    def sync(self) -> list[tuple[str, int, int, str]]:
        """Everything written so far is on the medium. Gives label, bytes, records and counts of what changed, for the ledger."""
        changed = []
        for label, part in self._parts.items():
            if part.dirty:
                self._disk.fsync(part.descriptor, part.path)
                part.dirty = False
                changed.append((label, part.bytes, part.records, json.dumps(part.counts)))
            if part.name.volume <= self._volumes[part.name.kind]:
                part.close()
        if self._new_names:
            self._disk.fsync_folder(self.folder)
            self._new_names = False
        return changed

    def entries(self) -> list[FileEntry]:
        """The manifest's entries of the files."""
        return [
            FileEntry(name=part.name.final, kind=part.name.kind, sha256=part.sha256.hexdigest(), bytes=part.bytes, records=part.records)
            for part in self._parts.values()
        ]

    def counts(self, kind: Kind) -> dict[str, int]:
        """The sums of `append`'s counts, over all files of a kind."""
        told: Counter[str] = Counter()
        for part in self._parts.values():
            told.update(part.counts if part.name.kind == kind else ())
        return dict(told)

    def close(self) -> None:
        """Lets go of the files; nothing is written."""
        for part in self._parts.values():
            part.close()


def digest(path: Path) -> str:
    """sha256 of a file, in constant memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def whole_lines(path: Path) -> tuple[int, int]:
    """The number of bytes and of lines up to a file's last line end. NUL bytes at the end, which a file system may leave after a power
    cut, are no line."""
    size = records = position = 0
    with path.open("rb") as file:
        for line in file:
            position += len(line)
            if not line.endswith(b"\n") or line.startswith(b"\0"):
                break
            size, records = position, records + 1
    return size, records


def whole_members(path: Path) -> tuple[int, int]:
    """The number of bytes and of members of a gzip file that are whole, in constant memory."""
    size = members = position = 0
    unzip = zlib.decompressobj(31)
    for block in _blocks(path):
        rest = block
        while rest:
            try:
                unzip.decompress(rest)
            except zlib.error:
                return size, members
            if not unzip.eof:
                break
            used = len(rest) - len(unzip.unused_data)
            position += used
            size, members = position, members + 1
            rest, unzip = unzip.unused_data, zlib.decompressobj(31)
        else:
            continue
        position += len(rest)
    return size, members


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
