"""Walking sitemaps: from robots.txt and the usual places down to every child that may hold what is wanted."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newscrawl.discover.batch import Batch, Fetched, Listed
from newscrawl.discover.formats.robots_sitemaps import sitemap_urls
from newscrawl.discover.formats.sitemaps import Sitemap, parse_sitemap
from newscrawl.discover.limits import Limits
from newscrawl.discover.probe import WELL_KNOWN_SITEMAPS
from newscrawl.discover.walks.aside import aside
from newscrawl.discover.walks.memory import SourceState
from newscrawl.discover.walks.newest import FALSE, SAMPLE, believed, growing
from newscrawl.discover.walks.walk_state import Trail
from newscrawl.errors import FetchError, SourceError
from newscrawl.model import Candidate, Moment

__all__ = ["sitemaps"]

# Names that Yoast, WordPress, Rank Math, All in One SEO, XML Sitemap Generator and Ghost give to sitemaps of what is no article.
_PAGES = re.compile(
    r"(?:^|/)(?:page-sitemap\d*|wp-sitemap-posts-page-\d+|sitemap-pt-page[\d-]*|sitemap[-_]pages|pages-sitemap)\.xml", re.IGNORECASE
)
_OTHERS = re.compile(
    r"(?:^|/)(?:category|post_tag|tag|author|post_format|product|product_cat|product_tag|attachment|web-story|local|kml|video|image)-sitemap"
    r"[\d-]*\.xml|wp-sitemap-(?:taxonomies|users)-|(?:image|video)-sitemap-(?:index-)?\d+\.xml|"
    r"(?:^|/)sitemap-(?:tax-[\w-]+|authors|tags)\.xml",
    re.IGNORECASE,
)
_POSTS = re.compile(r"(?:^|/)post-sitemap\d*\.xml|wp-sitemap-posts-post-\d+\.xml|(?:^|/)sitemap-pt-post[\d-]*\.xml", re.IGNORECASE)
_NEWS = re.compile(r"news", re.IGNORECASE)
_MANY = 4  # children of an index that are read without asking which of them grows


@dataclass(slots=True)
class _Round:
    """The state of a pass over all sitemaps of a site."""

    trail: Trail
    first_run: bool
    seen: set[str] = field(default_factory=set)
    held: list[Candidate] = field(default_factory=list)  # what a first run leaves lying unless nothing else turned up
    listed: dict[str, list[str]] = field(default_factory=dict)  # keys, by sitemap
    sampled: set[str] = field(default_factory=set)  # sitemaps whose claims of change are tried before they are believed


async def sitemaps(trail: Trail, named: Sequence[str], held: list[Candidate], *, first_run: bool = False) -> AsyncIterator[Batch]:
    """Every sitemap of the site: configured, in robots.txt, `named` by the home page; where there is none of these, the usual places.

    An incremental run skips children whose lastmod is not newer than what was seen, and hands on what changed; its first run takes news
    sitemaps, and what else the sitemaps list only where no other source brought anything. A run over a window puts what has no date of
    publication into `held`: other sources may know that it lies outside.
    """
    pass_ = _Round(trail, first_run)
    configured = [trail.site.address(path) for path in trail.site.sitemaps]
    answered = False
    for stage in ("configured", "robots", "usual"):
        if answered and (stage == "usual" or (trail.incremental and not first_run)):
            break
        urls = configured if stage == "configured" else [trail.site.address(path) for path in WELL_KNOWN_SITEMAPS]
        if stage == "robots":
            urls, failure = await _robots(trail)
            urls += named
            if failure:
                yield failure
        for url in urls:
            usual = url.endswith(WELL_KNOWN_SITEMAPS) and stage != "robots"
            if stage == "usual" and answered:
                break
            if usual and trail.incremental and trail.lately_missing(url):
                continue
            trail.root = url
            async for batch in _visit(pass_, url, None, None, 0, quiet=usual, guessed=stage == "usual"):
                answered = answered or batch.error is None
                yield batch
    if configured and not answered:
        yield Batch(source="sitemap", url=configured[0], error=SourceError(configured[0], "none of the site's sitemaps can be read"))
    if not trail.incremental:
        held.extend(pass_.held)
        return
    for batch in _held_back(pass_):
        yield batch


def _held_back(pass_: _Round) -> Iterator[Batch]:
    """The entries that a first run held back, given only where no other source had any."""
    trail = pass_.trail
    if pass_.held and not trail.found and (pass_.first_run or not trail.fronts_read):
        trail.root = trail.site.home
        yield trail.batch("sitemap", trail.site.home, pass_.held)
        for url, keys in pass_.listed.items():  # the pages of its entries are known only now
            trail.memory.listed(url, keys)


async def _robots(trail: Trail) -> tuple[list[str], Batch | None]:
    url = trail.site.address("/robots.txt")
    try:
        fetched = await trail.get(url)
    except FetchError as error:
        return [], Batch(source="robots", url=url, error=error)
    return (sitemap_urls(fetched.body, url) if fetched.status in (200, 203) else []), None


async def _visit(
    pass_: _Round,
    address: str,
    lastmod: Moment | None,
    floor: Moment | None,
    depth: int,
    *,
    quiet: bool = False,
    guessed: bool = False,
) -> AsyncIterator[Batch]:
    """Reads a sitemap and its children. `floor`: the mark of the parent's last reading. `quiet`: 404 is no error. `guessed`: an answer
    that is no sitemap is no error either."""
    trail = pass_.trail
    url = trail.place(address)
    if address in pass_.seen or url in pass_.seen or trail.spent:
        return
    pass_.seen |= {address, url or address}
    if url is None:
        yield Batch(source="sitemap", url=address, error=SourceError(address, "a list on another host than the site's, which is not read"))
        return
    if len(pass_.seen) > trail.limits.sitemap_files or depth > trail.limits.sitemap_depth:
        yield Batch(source="sitemap", url=url, error=SourceError(url, _too_far(trail.limits, depth)))
        return
    state = trail.state(url) if trail.incremental else None
    try:
        fetched = await trail.page(url, state, named=True)
        read = await _parsed(trail, fetched) if fetched.status != 304 else None
    except (FetchError, SourceError) as error:
        missing = error.reason in ("http-404", "http-410") if isinstance(error, FetchError) else guessed
        if missing and quiet:
            trail.remember(url, SourceState(missing=True))
        else:
            yield Batch(source="sitemap", url=url, error=error)
        return
    trail.sitemaps_read = True
    if read is None:
        yield Batch(source="sitemap", url=url, root=trail.root, unchanged=True)
        return
    cut = None if read.whole else SourceError(url, _how_cut(len(read.candidates) + len(read.children), read.dropped, trail.limits))
    was = state.high_water if state and state.high_water else floor
    of = Listed(len(read.candidates), read.dropped, len(read.children))
    yield trail.batch("sitemap", url, _wanted(pass_, url, read, was, floor), of=of, error=cut)
    if read.whole and trail.keeps:
        pass_.listed[url] = [trail.key(c.url) for c in trail.local(read.candidates)]
        trail.memory.listed(url, pass_.listed[url])
    failed = False
    for child, changed in _children(pass_, read):
        async for batch in _visit(pass_, child, changed, was, depth + 1):
            failed = failed or batch.error is not None
            yield batch
    # An index without lastmod says nothing of its children: it is always read again.
    sampled = url in pass_.sampled
    silent = failed or sampled or not read.whole or any(changed is None for _, changed in read.children)
    mark = trail.mark([was, lastmod, *(c.modified or c.published for c in read.candidates), *(m for _, m in read.children)])
    trail.remember(
        url,
        SourceState(
            etag=None if silent else fetched.header("etag") or None,
            last_modified=None if silent else fetched.header("last-modified") or None,
            high_water=was if failed or sampled else mark or Moment(at=trail.now.replace(microsecond=0), precision="second"),
            unfinished=failed,
            sampled=sampled,
        ),
    )


async def _parsed(trail: Trail, fetched: Fetched) -> Sitemap:
    site, limits = trail.site, trail.limits
    return await aside(parse_sitemap, fetched.body, fetched.url, fetched.content_type, timezone=site.timezone, limits=limits, own=trail.own)


def _how_cut(entries: int, dropped: int, limits: Limits) -> str:
    if entries + dropped >= limits.sitemap_entries:
        return f"more than {limits.sitemap_entries} entries (NEWSCRAWL_SITEMAP_ENTRIES); the first {entries} count"
    return f"cut short or too long: {entries} entries of it were read"


def _too_far(limits: Limits, depth: int) -> str:
    if depth > limits.sitemap_depth:
        return f"sitemaps nest more than {limits.sitemap_depth} deep (NEWSCRAWL_SITEMAP_DEPTH)"
    return f"more than {limits.sitemap_files} sitemaps (NEWSCRAWL_SITEMAP_FILES)"


def _children(pass_: _Round, read: Sitemap) -> list[tuple[str, Moment | None]]:
    """The children to visit, in the order of the index."""
    trail = pass_.trail
    local = [(url, m) for child, m in read.children if (url := trail.place(child) or child) not in pass_.seen]
    articles = [(u, m) for u, m in local if not _OTHERS.search(u) and not _PAGES.search(u)]
    if not trail.incremental:
        early = _early(trail)
        # sitemaps of pages first: what they list is no article, wherever else it turns up
        pages = [child for child in local if _PAGES.search(child[0])]
        if trail.enumerated and trail.window.kind == "span":
            articles = [(u, m) for u, m in articles if not _POSTS.search(u)]  # the API gave all of them, with their dates
        return [*pages, *((u, m) for u, m in articles if early is None or m is None or m.at >= early)]
    if len(articles) > _MANY and len({m for _, m in articles}) == 1:
        articles = [(u, None) for u, _ in articles]  # the moment of the build says nothing of a child
    undated = [u for u, m in articles if m is None]
    wanted = {*_undated(pass_, undated), *(u for u, m in articles if m is not None and _changed(pass_, u, m))}
    return [(u, m) for u, m in articles if u in wanted]


def _undated(pass_: _Round, children: list[str]) -> list[str]:
    """Those of an index's children without lastmod that are read: of a first run without other sources all, else where it grows."""
    trail, most = pass_.trail, pass_.trail.limits.undated_children
    news = [u for u in children if _NEWS.search(u)]
    if trail.changes_read or (pass_.first_run and trail.found):
        for url in children:
            if pass_.first_run and trail.state(url) is None:
                trail.remember(url, SourceState())  # so that a child that appears later is known to be new
        return news[:most]
    if pass_.first_run:
        return children
    fresh = [url for url in children if trail.state(url) is None]
    fresh = fresh if len(fresh) <= _MANY and len(fresh) < len(children) else []  # else nothing is known of this index
    return list(dict.fromkeys([*news[:most], *fresh, *growing(children, trail.memory.newest, most, day=trail.now.toordinal())]))


def _early(trail: Trail) -> datetime | None:
    """Nothing is published after it was last changed; a day is left for clocks and zones."""
    return trail.window.start - timedelta(days=1) if trail.window.start else None


def _changed(pass_: _Round, url: str, lastmod: Moment) -> bool:
    """Whether an index says that a child changed since it was read. On a first run a child that is no news sitemap is only noted."""
    trail = pass_.trail
    state = trail.state(url)
    if state is None and pass_.first_run and trail.found and not _NEWS.search(url):
        trail.remember(url, SourceState(high_water=lastmod))
        return False
    if state is None or state.high_water is None or state.unfinished:
        return True
    if lastmod.precision == "day" and state.checked_at:
        return lastmod.at.date() > state.high_water.at.date() or state.checked_at.date() <= lastmod.at.date()
    return lastmod.at > state.high_water.at


def _wanted(pass_: _Round, url: str, read: Sitemap, was: Moment | None, floor: Moment | None) -> list[Candidate]:
    """The entries of a sitemap that are handed on. `was`: the latest change that the sitemap named at its last reading. `floor`: the
    same of its index."""
    trail = pass_.trail
    if _PAGES.search(url):
        trail.static.update(trail.key(c.url) for c in trail.local(read.candidates))
        return []
    if not trail.incremental:
        early = _early(trail)
        wanted = [c for c in read.candidates if early is None or c.published or c.modified is None or c.modified.at >= early]
        if trail.window.since is None and trail.window.until is None:
            return wanted
        pass_.held += [c for c in wanted if c.published is None]
        return [c for c in wanted if c.published]
    shown = [c for c in read.candidates if any(h.source != "sitemap" for h in c.hints)]
    rest = [c for c in read.candidates if all(h.source == "sitemap" for h in c.hints)]
    if was is None:
        pass_.held += rest
        return shown
    changed = [c for c in rest if c.modified and c.modified.at >= (_day(was) if c.modified.precision == "day" else was.at)]
    if floor and floor.at > was.at:
        # Entries wander from one child to the next: what is older than the index's mark and was never seen is no news.
        recent = floor.at - timedelta(hours=trail.limits.overlap_hours)
        local = trail.local(changed)
        changed = [c for c, new in zip(local, trail.unknown(local), strict=True) if not new or not c.modified or c.modified.at >= recent]
    if not trail.fronts_read:  # nothing else tells what is new: also what has no date of change, or a slightly older one
        recent = was.at - timedelta(hours=trail.limits.overlap_hours)
        late = [c for c in trail.local(rest) if c not in changed and (c.modified is None or c.modified.at >= recent)]
        changed += [c for c, unknown in zip(late, trail.unknown(late), strict=True) if unknown]
    return [*shown, *_believed(pass_, url, changed, len(rest))]


def _believed(pass_: _Round, url: str, changed: list[Candidate], listed: int) -> list[Candidate]:
    """The new entries, and those claims of change that deserve belief by the list's earlier claims."""
    trail = pass_.trail
    local = trail.local(changed)
    new = trail.unknown(local)
    claims = [trail.key(c.url) for c, unseen in zip(local, new, strict=True) if not unseen]
    if len(claims) < FALSE:
        return changed
    state = trail.state(url)
    belief = believed(
        claims,
        listed=listed,
        doubted=trail.memory.doubted(claims[:SAMPLE]),
        sampled=bool(state and state.sampled),
        day=trail.now.toordinal(),
    )
    if belief.held:
        pass_.sampled.add(url)
    return [c for c, unseen in zip(local, new, strict=True) if unseen or trail.key(c.url) in belief.keys]


def _day(moment: Moment) -> datetime:
    return moment.at.replace(hour=0, minute=0, second=0)
