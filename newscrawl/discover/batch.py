"""What goes in and out of a walk over a site's sources: an answer, and what one page of a source brought."""

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
    """One answer of any status. `url` is the address after redirects; `headers` have names in lower case; `body` is decompressed."""

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
    """What one page of one source brought. `source` is its kind: wordpress, feed, sitemap, listing, robots or home; `url` is the page,
    `root` the address at which reading this source began (a sitemap's index, a feed's first page).

    `candidates` are localized, each once, and come a second time in one walk only with hints of a further kind of source. `error` says
    why the source, or the rest of it, could not be used; the candidates before it are good. `unchanged`: a page that answered 304.

    Counts of entries: `listed` all that the page names, of which `unreadable` have no address, `foreign` are on other hosts, `refused` are
    no article's address by the rule that is named, `outside` lie outside the window, `passed` are older or unchanged and not looked at.
    `undated`: entries without a day where this kind of source gives one. `children`: further lists that the page names.
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


@dataclass(frozen=True, slots=True)
class Listed:
    """How much a page lists: entries with an address, entries without, further lists."""

    entries: int = 0
    unreadable: int = 0
    children: int = 0
