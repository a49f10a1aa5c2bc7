"""The figures of an export: articles given and articles left out."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Exported"]


@dataclass(slots=True)
class Exported:
    """The figures of an export: articles given and articles left out."""

    articles: int = 0
    gone: int = 0
    duplicates: int = 0  # the same title and text under another address, of another spider mostly
    near_duplicates: int = 0  # in it, or left out where that was asked for
    taken_down: int = 0
    unreadable: int = 0  # lines that are no records
    words: int = 0
    reserved: int = 0  # their site reserves text and data mining
    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    first: str | None = None  # days of publication
    last: str | None = None
    files: list[str] = field(default_factory=list)
    content: Any = field(default_factory=hashlib.sha256)  # of all lines

    def count(self, record: dict[str, Any], line: bytes) -> None:
        self.content.update(line)
        self.articles += 1
        self.near_duplicates += record["near_duplicate_of"] is not None
        self.words += record["word_count"]
        self.reserved += record["rights"]["reserved"] is True
        self.sources[record["source"]] += 1
        if record["language"]:
            self.languages[record["language"]] += 1
        if day := (record["date_published"] or "")[:10]:
            self.first, self.last = min(self.first or day, day), max(self.last or day, day)
