"""The input and output of a walk over a site's sources: an HTTP answer goes in, the contents of one page of a source come out."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from newscrawl.discover.walks.memory import Validators
from newscrawl.errors import FetchError, SourceError
from newscrawl.model import Candidate

__all__ = ["Batch", "Fetch", "Fetched", "Listed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An HTTP answer of any status. `url` is the address after redirects; `headers` have names in lower case; `body` is decompressed."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """The first value of a header, '' where there is none. `name` in lower case."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def content_type(self) -> str:
        return self.header("content-type")


class Fetch(Protocol):
    """Gives one answer of any status; 304 where the validators still hold. `elsewhere`: the site itself names this list, so that it may lie
    on another host, and lead to another. Raises FetchError where no answer came."""

    def __call__(self, url: str, validators: Validators | None = None, *, elsewhere: bool = False) -> Awaitable[Fetched]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The contents of one page of one source. `source` is its kind: wordpress, feed, sitemap, listing, robots or home. `url` is the page.
    `root` is the address at which reading this source began (a sitemap's index, a feed's first page).

    `candidates` are localized, each once. A candidate comes a second time in one walk only with hints of a further kind of source.
    `error` says why the source, or the rest of it, could not be used; the candidates before the error are good. `unchanged`: the page
    answered 304, or was not due (`not_due`: nothing was asked).

    Counts of entries. `listed`: all entries of the page. `unreadable`: entries without an address. `foreign`: entries on other hosts.
    `refused`: entries that are no article's address, by the rule that refused them. `outside`: entries outside the window. `passed`:
    older or unchanged entries that were not looked at. `undated`: entries without a day, where this kind of source gives one.
    `children`: further lists that the page names.
    """

    source: str
    url: str
    root: str = ""
    candidates: tuple[Candidate, ...] = ()
    error: SourceError | FetchError | None = None
    listed: int = 0
    unreadable: int = 0
    foreign: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    outside: int = 0
    passed: int = 0
    undated: int = 0
    children: int = 0
    unchanged: bool = False
    not_due: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """How much a page lists: entries with an address, entries without, further lists."""

    entries: int = 0
    unreadable: int = 0
    children: int = 0
