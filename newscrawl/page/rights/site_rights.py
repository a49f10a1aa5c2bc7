"""What a site as a whole reserves: read once a run from robots.txt and /.well-known/tdmrep.json, handed to each page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from newscrawl.errors import FetchError
from newscrawl.model import Rights
from newscrawl.page.rights.signals import merge_rights, robots_rights, tdmrep_rights

__all__ = ["SiteRights"]


class Answer(Protocol):
    """An answer to a request, by whoever fetched it."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...


Fetch = Callable[[str], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRights:
    """`robots` holds for every page, `tdmrep` is a file whose rules go by path."""

    robots: Rights = field(default_factory=Rights)
    tdmrep: bytes = b""

    @classmethod
    async def read(cls, home: str, fetch: Fetch, product_token: str) -> SiteRights:
        """Reads both files; a file that cannot be read states nothing. `fetch` raises FetchError where no answer came. `product_token`: the
        groups of robots.txt that name it are ours."""
        bodies = []
        for path in ("/robots.txt", "/.well-known/tdmrep.json"):
            try:
                answer = await fetch(urljoin(home, path))
                bodies.append(answer.body if answer.status == 200 else b"")
            except FetchError:
                bodies.append(b"")
        return cls(robots=robots_rights(bodies[0], product_token), tdmrep=bodies[1])

    def of(self, url: str) -> Rights:
        """The rights of one address."""
        return merge_rights(self.robots, tdmrep_rights(self.tdmrep, urlsplit(url).path)) if self.tdmrep else self.robots
