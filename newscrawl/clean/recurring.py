"""Recurring lines: what one site prints under or inside many different articles is boilerplate, whatever it says.

Everything here is pure. Where the counts live is the caller's choice: anything that fulfils `LineCounts` will do
(the ledger keeps them in SQLite, `MemoryLineCounts` in memory).

    lines_of(article)  →  observe(counts, …)  →  established(counts, article)  →  without_lines(refined, …)

`HoldBack` does these four steps for a stream of articles, and keeps the first ones of a new site until there is evidence.
The numbers behind `Policy` are in docs/cleaning.md.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from newscrawl.model import Article, Block, Edit, Refined, Section
from newscrawl.text import content_hash, fold, word_count

__all__ = [
    "RECURRING_RULE",
    "HoldBack",
    "LineCount",
    "LineCounts",
    "LineSeen",
    "MemoryLineCounts",
    "Policy",
    "Threshold",
    "Verdict",
    "decide",
    "established",
    "line_key",
    "lines_of",
    "observe",
    "strip_recurring",
    "without_lines",
]

RECURRING_RULE = "recurring-line"

Verdict = Literal["boilerplate", "undecided", "content"]


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


def line_key(text: str) -> int:
    """A stable hash of the folded line (letters and digits, lower case): 64 bits, signed, so that it fits an SQLite INTEGER."""
    return int.from_bytes(hashlib.blake2b(fold(text).encode(), digest_size=8).digest(), "big", signed=True)
