"""Which site an archived page is of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from newscrawl.discover.rules import localize
from newscrawl.site import Site, bare_site
from newscrawl.urls import bare_host, normalize

__all__ = ["Sites"]

_HOSTS = 10_000  # remembered


class Sites:
    """The site of each address: a configured one by its hosts, else one named as `crawl auto` names it. `continued` may give a site the
    name of a folder of an earlier version."""

    def __init__(self, configured: Iterable[Site], continued: Callable[[Site], Site] = lambda site: site) -> None:
        self._configured = [site for site in configured if not site.many_hosts]
        self._continued = continued
        self._of_host = lru_cache(maxsize=_HOSTS)(self._found)

    def of(self, url: str) -> Site | None:
        """The site; None for what is no address."""
        try:
            parts = urlsplit(normalize(url))
            return self._of_host(parts.scheme, parts.netloc) if parts.netloc else None
        except ValueError:
            return None

    def _found(self, scheme: str, netloc: str) -> Site:
        for site in self._configured:
            if localize(f"{scheme}://{netloc}/", site):
                return site
        # `http` and `https`, `www.` and `m.` hosts are one site, whichever is read first. A port says which scheme is meant.
        return self._continued(bare_site(f"{scheme if ':' in netloc else 'https'}://{bare_host(netloc)}/"))
