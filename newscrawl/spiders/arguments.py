"""The `-a` arguments of a news spider, parsed at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newscrawl.discover.span import Window
from newscrawl.errors import UsageError
from newscrawl.intake.files import archive_files
from newscrawl.site import Site

__all__ = ["Arguments"]

NAMED = ("live", "wayback", "commoncrawl", "ccnews")
KNOWN = {
    "since": "since=YYYY-MM-DD or since=all",
    "until": "until=YYYY-MM-DD",
    "base_url": "base_url=http://127.0.0.1:8000",
    "archive": "archive=wayback, archive=commoncrawl, archive=ccnews or archive=warc:PATH; several, the best first: archive=live,wayback",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of a run. `ways`: the ways to its articles, in the order in which they are taken: `live`, `wayback`, `commoncrawl`,
    `ccnews`, `warc:PATH`."""

    site: Site
    window: Window
    ways: tuple[str, ...] = ("live",)

    @property
    def is_backfill(self) -> bool:
        return self.window.kind != "incremental" or self.ways != ("live",)

    @classmethod
    def parse(cls, site: Site, given: Mapping[str, str | None]) -> Arguments:
        """The arguments of a spider, parsed. Raises UsageError that names the argument, its value and the right form."""
        unknown = sorted(set(given) - set(KNOWN))
        if unknown:
            raise UsageError(f"unknown argument {unknown[0]!r}; {site.name} takes: {'; '.join(KNOWN.values())}")
        if empty := [name for name, value in given.items() if value is not None and not value.strip()]:
            raise UsageError(f"{empty[0]}= has no value; write {KNOWN[empty[0]]}, or leave it out")
        base_url, ways = given.get("base_url"), _ways(given.get("archive") or "live")
        archive_files(ways[-1])  # said before anything starts, not by the run
        window = Window.parse(given.get("since"), given.get("until"))
        if "ccnews" in ways and window.kind == "incremental":
            raise UsageError("archive=ccnews reads some hundred gigabytes a month; say from when: since=YYYY-MM-DD, or since=all")
        if len(ways) > 1 and window.kind == "incremental":
            window = Window.parse("all", None)
        return cls(site=site.rebased(base_url) if base_url else site, window=window, ways=ways)


def _ways(archive: str) -> tuple[str, ...]:
    """`live,wayback,warc:PATH` in its parts. A path may hold commas, so it is the last of them."""
    named, warc, path = archive.partition("warc:")
    ways = named.removesuffix(",").split(",") if named else []
    if any(way not in NAMED for way in ways) or (named and warc and not named.endswith(",")):
        raise UsageError(f"archive={archive!r} is not known; write {KNOWN['archive']}")
    return tuple(dict.fromkeys([*ways, *([warc + path] if warc else [])]))
