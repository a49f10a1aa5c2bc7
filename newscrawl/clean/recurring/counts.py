"""What is counted of a site's lines, and where counts can live."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from newscrawl.text import fold

__all__ = ["LineCount", "LineCounts", "LineSeen", "MemoryLineCounts", "line_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeen:
    """One line of one article, and where it stood. A line that an article prints twice is one `LineSeen`.

    `key` is `line_key(text)`. `head` and `tail`: among the article's first or last lines; `first` and `last`: the very first or last.
    A flag is true when any of the line's places in the article makes it so. `words` is the line's length.
    """

    key: int
    head: bool = False
    tail: bool = False
    first: bool = False
    last: bool = False
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCount:
    """What is known of a line: in how many distinct articles of the site it stood, and in how many of these where.

    `since` is the number of the site's articles that had been counted before the first one that carries it: a line that a site
    began to print yesterday is judged by the articles since yesterday.
    """

    articles: int
    head: int = 0
    tail: int = 0
    first: int = 0
    last: int = 0
    since: int = 0


class LineCounts(Protocol):
    """The store of one site's counts.

    It may forget a line that a single article carries once 2,000 further articles were counted (`since` < articles() - 2,000), so that
    it stays bounded; seen again, the line starts anew.
    """

    def seen(self, article_id: str, lines: Sequence[LineSeen]) -> None:
        """Counts the lines of one article. Idempotent: an article that was counted before changes nothing, whatever its lines are now."""

    def counts(self, keys: Sequence[int]) -> Mapping[int, LineCount]:
        """The counts of those keys that are known; unknown keys are absent."""

    def articles(self) -> int:
        """How many distinct articles were counted."""


@lru_cache(maxsize=2_000)  # each line of an article is asked for three times in a row; at most 600 characters each
def line_key(text: str) -> int:
    """A stable hash of the folded line (letters and digits, lower case): 64 bits, signed, so that it fits an SQLite INTEGER."""
    return int.from_bytes(hashlib.blake2b(fold(text).encode(), digest_size=8).digest(), "big", signed=True)


class MemoryLineCounts:
    """`LineCounts` in memory, for tests and for use as a library. Holds `most_lines` lines; the longest unseen ones go first."""

    def __init__(self, most_lines: int = 200_000) -> None:
        self._most = most_lines
        self._ids: set[int] = set()
        self._counts: OrderedDict[int, LineCount] = OrderedDict()

    def seen(self, article_id: str, lines: Sequence[LineSeen]) -> None:
        key = line_key(article_id)
        if key in self._ids:
            return
        since = len(self._ids)
        self._ids.add(key)
        for line in {line.key: line for line in lines}.values():
            old = self._counts.pop(line.key, LineCount(articles=0, since=since))
            self._counts[line.key] = LineCount(
                articles=old.articles + 1,
                head=old.head + line.head,
                tail=old.tail + line.tail,
                first=old.first + line.first,
                last=old.last + line.last,
                since=old.since,
            )
        while len(self._counts) > self._most:
            self._counts.popitem(last=False)

    def counts(self, keys: Sequence[int]) -> Mapping[int, LineCount]:
        return {key: self._counts[key] for key in keys if key in self._counts}

    def articles(self) -> int:
        return len(self._ids)
