"""What a site as a whole reserves: read once a run from robots.txt and /.well-known/tdmrep.json, handed to each page."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from newscrawl.discover.walk import Fetch
from newscrawl.errors import FetchError
from newscrawl.model import Rights
from newscrawl.page.rights.signals import merge_rights, robots_rights, tdmrep_rights

__all__ = ["SiteRights"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRights:
    """`robots` holds for every page, `tdmrep` is a file whose rules go by path."""

    robots: Rights = field(default_factory=Rights)
    tdmrep: bytes = b""

    @classmethod
    async def read(cls, home: str, fetch: Fetch, product_token: str) -> SiteRights:
        """A file that is missing or cannot be read states nothing. `product_token`: whose groups of robots.txt are ours."""
        bodies = []
        for path in ("/robots.txt", "/.well-known/tdmrep.json"):
            try:
                answer = await fetch(urljoin(home, path), None)
                bodies.append(answer.body if answer.status == 200 else b"")
            except FetchError:
                bodies.append(b"")
        return cls(robots=robots_rights(bodies[0], product_token), tdmrep=bodies[1])

    def of(self, url: str) -> Rights:
        """What holds for one address."""
        return merge_rights(self.robots, tdmrep_rights(self.tdmrep, urlsplit(url).path)) if self.tdmrep else self.robots
