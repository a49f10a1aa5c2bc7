"""The `-a` arguments of a news spider, parsed at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newscrawl.discover.window import Window
from newscrawl.errors import UsageError
from newscrawl.sites import Site
from newscrawl.spiders.archived import archive_files

__all__ = ["Arguments"]

KNOWN = {
    "since": "since=YYYY-MM-DD or since=all",
    "until": "until=YYYY-MM-DD",
    "base_url": "base_url=http://127.0.0.1:8000",
    "archive": "archive=wayback, archive=commoncrawl or archive=warc:PATH",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What one run is asked to do. `archive` is None for the live site."""

    site: Site
    window: Window
    archive: str | None = None

    @classmethod
    def parse(cls, site: Site, given: Mapping[str, str | None]) -> Arguments:
        """Raises UsageError that names the argument, what it got and how to write it."""
        unknown = sorted(set(given) - set(KNOWN))
        if unknown:
            raise UsageError(f"unknown argument {unknown[0]!r}; {site.name} takes: {'; '.join(KNOWN.values())}")
        base_url, archive = given.get("base_url"), given.get("archive") or None
        if archive and archive not in ("wayback", "commoncrawl") and not archive.startswith("warc:"):
            raise UsageError(f"archive={archive!r} is not known; write {KNOWN['archive']}")
        archive_files(archive)  # said before anything starts, not by the run
        return cls(
            site=site.rebased(base_url) if base_url else site, window=Window.parse(given.get("since"), given.get("until")), archive=archive
        )
