"""The walk over all sources of one site: their choice, their order and their depth. The caller supplies fetching and memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from newscrawl.discover.batch import Batch, Fetch, Fetched
from newscrawl.discover.formats.wordpress import Api
from newscrawl.discover.limits import Limits
from newscrawl.discover.polling import Poll
from newscrawl.discover.probe import WELL_KNOWN_FEEDS, WELL_KNOWN_SITEMAPS, Probe, probe
from newscrawl.discover.rules import localize
from newscrawl.discover.span import Window
from newscrawl.discover.walks.memory import Memory, SourceState, Validators
from newscrawl.discover.walks.walk_pages import feed, listing
from newscrawl.discover.walks.walk_sitemaps import sitemaps
from newscrawl.discover.walks.walk_state import Trail
from newscrawl.discover.walks.walk_wordpress import changes, posts
from newscrawl.errors import FetchError, SourceError
from newscrawl.model import Candidate, Moment
from newscrawl.site import Site
from newscrawl.urls import join

__all__ = ["Batch", "Fetch", "Fetched", "Limits", "Memory", "SourceState", "Validators", "Window", "walk"]


MOST_SECTIONS = 10  # of a site without feed and sitemap, each run


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """The sources of a site. `guesses` serve a site whose feeds give nothing: they are tried until one answers, and a failed guess is no
    error."""

    wordpress: str | None
    feeds: tuple[str, ...]
    guesses: tuple[str, ...]
    sitemaps: tuple[str, ...]
    listings: tuple[str, ...]


async def walk(
    site: Site, window: Window, fetch: Fetch, memory: Memory, limits: Limits | None = None, poll: Poll | None = None
) -> AsyncIterator[Batch]:
    """Batches of candidates from every source of a site, as they come.

    An incremental run takes what is new or changed since the last one; its first run takes what feeds, news sitemaps and listings show
    now. A window or a backfill asks the API by date, and whatever the API did not give completely, from sitemaps, feeds, listings and
    date archives to their ends. A source that fails yields a batch with its error, and the others are read all the same. Store each batch
    before asking for the next: what is remembered of a source is remembered after its last batch was taken.
    """
    trail = Trail(site, window, fetch, memory, limits or Limits(), poll)
    sources, failure = await _sources(trail)
    if failure:
        yield failure
    steps = _incremental(trail, sources) if trail.incremental else _backfill(trail, sources)
    async for batch in steps:
        yield batch


async def _sources(trail: Trail) -> tuple[_Sources, Batch | None]:
    site = trail.site
    feeds = tuple(site.address(path) for path in site.feeds)
    api = Api.at(site.address(site.wordpress)).root if site.wordpress else None
    found, failure = Probe(), None
    if not feeds:
        try:
            home = await trail.home()
            found = probe(home.body, home.url, home.headers)
        except (FetchError, SourceError) as error:
            failure = Batch(source="home", url=site.home, error=error)
    named = tuple(url for link in found.feeds[:3] if (url := trail.place(link)))
    if api is None and found.wordpress:
        api = localize(found.wordpress, site)
        api = Api.at(api).root if api else None
    return (
        _Sources(
            wordpress=api,
            feeds=feeds or named[:1],
            guesses=tuple(dict.fromkeys([*named[1:], *(site.address(path) for path in WELL_KNOWN_FEEDS)])),
            sitemaps=found.sitemaps,
            listings=tuple(dict.fromkeys(site.address(path) for path in site.listings)),
        ),
        failure,
    )


def _first_run(trail: Trail, sources: _Sources) -> bool:
    """Whether no earlier run read a source completely."""
    usual = [trail.site.address(path) for path in (*trail.site.sitemaps, *WELL_KNOWN_SITEMAPS)]
    asked = [*([sources.wordpress] if sources.wordpress else []), *sources.feeds, *sources.guesses, *sources.listings, *usual]
    states = [trail.state(url) for url in asked]
    return not any(state and not state.missing and not state.unfinished for state in states)


async def _incremental(trail: Trail, sources: _Sources) -> AsyncIterator[Batch]:
    first_run = _first_run(trail, sources)
    if sources.wordpress and not first_run:
        async for batch in _when_due(trail, "wordpress", sources.wordpress, changes(trail, sources.wordpress, first_run=False)):
            yield batch
    async for batch in _feeds(trail, sources):
        yield batch
    for url in sources.listings:
        async for batch in _when_due(trail, "listing", url, listing(trail, url)):
            yield batch
    async for batch in _when_due(
        trail, "sitemap", f"{trail.site.home}#sitemaps", sitemaps(trail, sources.sitemaps, [], first_run=first_run)
    ):
        yield batch
    for url in _sections(trail)[:MOST_SECTIONS]:
        async for batch in listing(trail, url, once=True):
            yield batch
    if sources.wordpress and first_run:
        if not trail.found:
            async for batch in changes(trail, sources.wordpress, first_run=True):
                yield batch
        else:
            # The ground from which later runs ask the API: what was changed before this run is no news to the next.
            now = Moment(at=trail.now.replace(microsecond=0), precision="second")
            trail.remember(sources.wordpress, SourceState(high_water=now))


async def _when_due(trail: Trail, kind: str, url: str, steps: AsyncIterator[Batch]) -> AsyncIterator[Batch]:
    """The batches of a source; of a source that is not due, one that says so. That counts as an answer without news: nobody then looks
    for the articles in the source's place."""
    if trail.poll and not trail.poll.is_due(url, trail.now):
        trail.answers += 1
        trail.fronts_read += kind != "sitemap"
        trail.feeds_read = trail.feeds_read or kind == "feed"
        trail.changes_read = trail.changes_read or kind == "wordpress"
        trail.sitemaps_read = trail.sitemaps_read or kind == "sitemap"
        yield Batch(source=kind, url=url, root=url, unchanged=True, not_due=True)
        return
    news = failed = False
    async for batch in steps:
        keys = [trail.key(candidate.url) for candidate in batch.candidates] if trail.poll and not news else []
        news = news or len(trail.memory.known(keys)) < len(set(keys))
        failed = failed or batch.error is not None
        yield batch
    if trail.poll and not failed:
        trail.poll.note(url, trail.now, news=news)


async def _feeds(trail: Trail, sources: _Sources) -> AsyncIterator[Batch]:
    answered = False
    for url in sources.feeds:
        steps = _when_due(trail, "feed", url, feed(trail, url)) if trail.incremental else feed(trail, url)
        async for batch in steps:
            answered = answered or batch.unchanged or bool(batch.listed)
            yield batch
    for url in sources.guesses:
        if answered or not trail.answers or url in sources.feeds or (trail.incremental and trail.lately_missing(url)):
            continue  # found, or not worth a request
        async for batch in feed(trail, url, quiet=True):
            answered = True
            yield batch
    trail.feeds_read = answered


async def _backfill(trail: Trail, sources: _Sources) -> AsyncIterator[Batch]:
    held: list[Candidate] = []
    if sources.wordpress:
        async for batch in posts(trail, sources.wordpress):
            yield batch
    async for batch in sitemaps(trail, sources.sitemaps, held):
        yield batch
    async for batch in _feeds(trail, sources):
        yield batch
    async for batch in _listings(trail, sources):
        yield batch
    if held:
        yield trail.batch("sitemap", trail.site.home, held)


async def _listings(trail: Trail, sources: _Sources) -> AsyncIterator[Batch]:
    onward: list[str] = []
    for url in sources.listings:
        async for batch in listing(trail, url, onward=onward):
            yield batch
    if not trail.enumerated:
        async for batch in _archives(trail):
            yield batch
        if not trail.sitemaps_read:
            async for batch in _further_listings(trail, sources, onward):
                yield batch


def _sections(trail: Trail) -> list[str]:
    """The short-named links of the first pages, for a site that has neither feed nor sitemap nor API; else none."""
    return [] if trail.feeds_read or trail.sitemaps_read or trail.changes_read else list(trail.sections)


async def _further_listings(trail: Trail, sources: _Sources, onward: list[str]) -> AsyncIterator[Batch]:
    """Categories and archives that the listings link: the front page of a magazine need not go on to page 2."""
    seen = set(sources.listings)
    onward += _sections(trail)
    walked = 0
    while onward and walked < trail.limits.categories and not trail.spent:
        url = onward.pop(0)
        if url in seen:
            continue
        seen.add(url)
        walked += 1
        async for batch in listing(trail, url, once=True, onward=onward):
            yield batch


async def _archives(trail: Trail) -> AsyncIterator[Batch]:
    """`/YYYY/MM/` of every month of the window, the latest first; without a first day, back until a year of months shows nothing."""
    pattern = trail.site.date_archives
    if not pattern or (trail.window.since is None and trail.sitemaps_read):
        return
    empty = 0
    for month in _months(trail.window.since, min(trail.window.until or trail.now.date(), trail.now.date())):
        path = pattern.format(year=month.year, month=month.month)
        address = join(trail.site.origin or trail.site.home, path)
        url = localize(address, trail.site) if address else None
        if url is None or trail.spent:
            return
        listed = 0
        inside = all(
            trail.window.contains(Moment(at=datetime(month.year, month.month, day, tzinfo=UTC), precision="day")) for day in (1, 28)
        )
        async for batch in listing(trail, url, once=True, inside=inside and trail.window.kind == "span"):
            listed += batch.listed
            yield batch
        empty = 0 if listed else empty + 1
        if trail.window.since is None and empty >= trail.limits.empty_months:
            return


def _months(first: date | None, last: date) -> Iterator[date]:
    month = last.replace(day=1)
    earliest = (first or date(1995, 1, 1)).replace(day=1)
    while month >= earliest:
        yield month
        month = month.replace(year=month.year - 1, month=12) if month.month == 1 else month.replace(month=month.month - 1)
