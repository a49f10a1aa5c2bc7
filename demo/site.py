"""A WordPress site on loopback whose every article is known, with a request log and a fault injector."""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from demo.faults import Faults
from demo.http import LogEntry, Reply, Request
from demo.posts import Library
from demo.server import Server
from demo.tagdiv import Blog
from demo.truth import Truth, truth_of
from demo.wordpress import WordPress

__all__ = ["LoopbackSite"]

_KINDS = (
    ("feed", "/feed/"),
    ("feed", "/rss"),
    ("feed", "/rdf"),
    ("sitemap", "/sitemap"),
    ("sitemap", "/post-sitemap"),
    ("news-sitemap", "/news-sitemap"),
    ("wordpress", "/wp-json"),
)


class LoopbackSite:
    """A context manager, or `start()` and `close()`. `faults` is its own fault injector, `server.log` its request log."""

    def __init__(self, wordpress: WordPress, *, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.wordpress = wordpress
        self.broken: dict[str, Reply] = {}
        self.faults = Faults(self._serve)
        self.server = Server(self.faults, port=port, tls=tls)

    @property
    def url(self) -> str:
        """The base address, without a slash at the end."""
        return self.server.url

    @property
    def library(self) -> Library:
        return self.wordpress.library

    @property
    def blog(self) -> Blog:
        return self.wordpress.blog(self.url)

    def start(self) -> Self:
        self.server.start()
        return self

    def close(self) -> None:
        self.server.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _serve(self, request: Request) -> Reply:
        if self.broken:
            kind = self.kind_of(request.path)
            if kind in self.broken:
                return self.broken[kind]
        return self.wordpress(request)

    # What is true

    def truths(self) -> Iterator[Truth]:
        """Every live article, the newest first."""
        blog = self.blog
        return (truth_of(blog, post) for post in list(self.library.posts))

    def truth(self, post_id: int) -> Truth:
        return truth_of(self.blog, self.library.index.ids[post_id])

    # What was asked for

    @property
    def log(self) -> list[LogEntry]:
        return self.server.log

    def kind_of(self, path: str) -> str:
        """`article` (also a deleted one, and page 2), `feed`, `sitemap`, `news-sitemap`, `wordpress`, `robots`, `listings`, `other`."""
        found = next((kind for kind, prefix in _KINDS if path.startswith(prefix)), None)
        if found or path.endswith("-sitemap.xml"):
            return found or "sitemap"
        if path == "/robots.txt":
            return "robots"
        slashed = path if path.endswith("/") else path + "/"
        if slashed in self.wordpress.gone or self.wordpress.has_post(slashed):
            return "article"
        if path.endswith("/feed/"):
            return "feed"
        listing = path == "/" or path.startswith(("/page/", "/category/", "/tag/", "/author/")) or path[1:5].isdigit()
        return "listings" if listing else "other"

    def requests_by_kind(self) -> Counter[str]:
        return Counter(self.kind_of(entry.path) for entry in list(self.server.log))

    def article_requests(self) -> list[LogEntry]:
        return [entry for entry in list(self.server.log) if self.kind_of(entry.path) == "article"]

    # Sources that break

    def fail(self, source: str, status: int = 500, body: bytes = b"", content_type: str = "text/html; charset=UTF-8") -> None:
        """From now on a source (or `article`, `robots`: see `kind_of`) answers this: `fail("feed", 200, b"garbage")`."""
        self.broken[source] = Reply(status=status, body=body, content_type=content_type)

    def heal(self) -> None:
        """Every source works again."""
        self.broken.clear()
