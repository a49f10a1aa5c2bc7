"""The latest line of each article and its removed lines, read from the run files alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.errors import OutputError

__all__ = ["Latest", "Version"]

MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class _Place:
    file: Path
    offset: int

    def read(self) -> dict[str, Any] | None:
        try:
            with self.file.open("rb") as file:
                file.seek(self.offset)
                record = json.loads(file.readline(MOST_BYTES))
        except (OSError, ValueError):
            return None
        return record if isinstance(record, dict) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published article's record, and the edits (`{rule, text, position}`) that made it."""

    record: dict[str, Any]
    edits: list[dict[str, Any]]


class Latest:
    """The articles of one spider's folder that are published, each by the stored page that its latest line was made of: the name of the
    WARC file and the offset in it. Memory: two places for each article; lines are read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        lines: dict[str, tuple[int, str, _Place, tuple[str, int] | None]] = {}
        for place, record in _lines(folder, "articles"):
            fetch = record.get("fetch") or {}
            page = (str(fetch["warc_file"]), int(fetch["warc_offset"])) if fetch.get("warc_file") else None
            article, revision = str(record["id"]), int(record["revision"])
            if article not in lines or revision >= lines[article][0]:  # a large file's first lines are not its oldest ones
                lines[article] = (revision, str(record["status"]), place, page)
        self._edits: dict[str, _Place] = {}
        for place, record in _lines(folder, "edits"):
            known = lines.get(str(record["id"]))
            if known and known[0] == record["revision"]:
                self._edits[str(record["id"])] = place
        self._by_id = {article: place for article, (_, status, place, _) in lines.items() if status == "live"}
        self._places = {page: place for _, status, place, page in lines.values() if status == "live" and page}
        self.articles = sum(status == "live" for _, status, _, _ in lines.values())
        self.without_page = self.articles - len(self._places)

    def of(self, page: tuple[str, int]) -> Version | None:
        """The article that was made of this page; None for a page of which none is published now."""
        return self._version(self._places.get(page))

    def by_id(self, article: str) -> Version | None:
        """The article of an id; None for an id of which nothing is published now."""
        return self._version(self._by_id.get(article))

    def _version(self, place: _Place | None) -> Version | None:
        record = place.read() if place else None
        if record is None:
            return None
        edits = self._edits.get(str(record.get("id")))
        said = edits.read() if edits else None
        return Version(record=record, edits=said["edits"] if said else [])


def _lines(folder: Path, kind: str) -> Iterator[tuple[_Place, dict[str, Any]]]:
    """Each line of the finished files of a kind, the oldest file first. Raises OutputError for a file that cannot be read."""
    for path in sorted(folder.glob(f"{kind}-*.jsonl")):
        offset = 0
        try:
            with path.open("rb") as file:
                for line in file:
                    place = _Place(path, offset)
                    offset += len(line)
                    try:
                        record = json.loads(line)
                    except ValueError:
                        continue
                    if isinstance(record, dict) and {"id", "revision"} <= record.keys():
                        yield place, record
        except OSError as error:
            raise OutputError(f"cannot read {path}: {error.strerror}; check its permissions, and run again") from error
