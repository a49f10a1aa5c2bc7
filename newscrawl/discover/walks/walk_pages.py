"""Walking what goes on from page to page: feeds and listings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newscrawl.discover.batch import Batch, Fetched, Listed
from newscrawl.discover.formats.feeds import parse_feed
from newscrawl.discover.formats.listings import page_number, parse_listing
from newscrawl.discover.limits import Limits
from newscrawl.discover.walks.aside import aside
from newscrawl.discover.walks.memory import SourceState
from newscrawl.discover.walks.walk_state import Trail, fingerprint
from newscrawl.errors import FetchError, SourceError
from newscrawl.model import Candidate, Moment

__all__ = ["Leaf", "feed", "listing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page of a feed or listing. `next_url`: its next page. `moved_to`: the new address that a feed states. `cut`: the limits left a
    part of the page unread."""

    candidates: tuple[Candidate, ...] = ()
    next_url: str | None = None
    moved_to: str | None = None
    listings: tuple[str, ...] = ()
    dropped: int = 0
    cut: bool = False

    @property
    def listed(self) -> Listed:
        return Listed(entries=len(self.candidates), unreadable=self.dropped)


@dataclass(slots=True)
class _Course:
    """The progress of reading one feed or listing."""

    trail: Trail
    url: str
    kind: Literal["feed", "listing"]
    state: SourceState | None
    guess: Callable[[str, int], str]
    once: bool = False
    inside: bool = False
    number: int = 1
    older: int = 0
    stale: int = 0
    mark: Moment | None = None
    error: FetchError | None = None
    beyond: SourceError | None = None  # it goes on behind what the limits allow
    bodies: set[bytes] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    fresh: list[Candidate] = field(default_factory=list)  # of the latest page: what no page before it had

    def take(self, fetched: Fetched, leaf: Leaf) -> bool:
        """Notes a page. False for a page without entries of the site, and for a page that repeats an earlier page: the server ignores
        the number."""
        print_ = fingerprint(fetched.body)
        if print_ in self.bodies:
            return False
        self.bodies.add(print_)
        own = self.trail.local(leaf.candidates)
        self.fresh = fresh = [c for c in own if self.trail.key(c.url) not in self.keys]
        self.keys |= {self.trail.key(c.url) for c in fresh}
        self.stale = 0 if fresh else self.stale + 1
        self.older = self.older + 1 if self._before_window(fresh) else 0
        self.mark = self.trail.mark([self.mark, *_moments(own)])
        return bool(own)

    def _before_window(self, fresh: Sequence[Candidate]) -> bool:
        start = self.trail.window.start
        moments = [c.published for c in fresh if c.published]
        return start is not None and bool(moments) and all(m.at < start for m in moments)

    def goes_on(self, leaf: Leaf) -> bool:
        """Whether the next page is wanted."""
        if not self._wanted_further(leaf):
            return False
        if self.number >= self.trail.limits.pages:
            self.beyond = SourceError(self.url, f"more than {self.number} pages (NEWSCRAWL_LISTING_PAGES); what lies behind is not read")
            return False
        return True

    def _wanted_further(self, leaf: Leaf) -> bool:
        limits = self.trail.limits
        if not leaf.candidates or self.stale >= limits.stale_pages or self.older >= limits.older_pages:
            return False
        if not self.trail.incremental:
            return not self.trail.enumerated
        if self.state is None:
            return False  # a first run takes what is shown now
        own = self.fresh
        unknown = self.trail.unknown(own)
        if self.state.unfinished:
            if self.state.high_water:
                mark = self.state.high_water.at
                return any(m is None or m.at > mark for m in _moments(own))
            if self.number <= limits.stale_pages:
                return True  # without dates: a few pages further than what an earlier run reached before it broke off
        if self.kind == "feed":
            oldest = min(
                range(len(own)), key=lambda i: (m.at.timestamp() if (m := own[i].published or own[i].modified) else 0, -i), default=-1
            )
            return oldest >= 0 and unknown[oldest]
        # Boxes of popular and pinned articles stand beside the new ones: on the first page most must be new, behind it all.
        return sum(unknown) * 2 >= len(own) > 0 if self.number == 1 else bool(own) and all(unknown)

    def end(self, first: Fetched) -> Iterator[Batch]:
        """Stores the walk as complete, or reports why it stopped."""
        if self.beyond:
            yield Batch(source=self.kind, url=self.url, root=self.trail.root, error=self.beyond)
        if self.error:
            yield Batch(source=self.kind, url=self.error.url, root=self.trail.root, error=self.error)
        elif not self.once:
            etag, changed = first.header("etag") or None, first.header("last-modified") or None
            self.trail.remember(self.url, SourceState(etag=etag, last_modified=changed, high_water=self.mark))

    def wanted(self, leaf: Leaf) -> Sequence[Candidate]:
        """The candidates of a page that are used. Beyond the first page, an incremental run leaves out candidates from before the mark
        of earlier runs."""
        mark = self.state.high_water if self.state and self.trail.incremental and self.number > 1 else None
        if mark is None:
            return leaf.candidates
        since = mark.at - timedelta(hours=self.trail.limits.overlap_hours)
        return [c for c in leaf.candidates if c.published is None or c.published.at >= since]


def _moments(candidates: Sequence[Candidate]) -> list[Moment | None]:
    return [c.published or c.modified for c in candidates]


async def feed(trail: Trail, url: str, *, quiet: bool = False) -> AsyncIterator[Batch]:
    """Reads a feed. An incremental run reads back to known entries. A backfill reads to the end, or to entries from before its window.

    `quiet`: the address is a guess, and a failure of the first page is not reported.
    """

    async def read(fetched: Fetched) -> Leaf:
        site, limits = trail.site, trail.limits
        page = await aside(
            parse_feed, fetched.body, fetched.url, fetched.content_type, timezone=site.timezone, limits=limits, own=trail.own
        )
        return Leaf(
            candidates=page.candidates,
            next_url=trail.place(page.next_url) if page.next_url else None,
            moved_to=trail.place(page.moved_to) if page.moved_to else None,
            dropped=page.dropped,
            cut=not page.whole,
        )

    url = trail.root = trail.place(url) or url
    state = trail.state(url) if trail.incremental else None
    async for batch in _pages(_Course(trail, url, "feed", state, _paged), read, quiet=quiet):
        yield batch


async def listing(
    trail: Trail, url: str, *, once: bool = False, inside: bool = False, onward: list[str] | None = None
) -> AsyncIterator[Batch]:
    """Reads a listing, like `feed`. `onward` gathers further listings that its pages link.

    `once`: a date archive or a category met on the way. A failure of its first page is not reported, and its state is not stored.
    `inside`: the whole listing lies in the window, and any other day beside an article is a day of change.
    """

    async def read(fetched: Fetched) -> Leaf:
        page = await aside(parse_listing, fetched.body, fetched.url, trail.site, fetched.content_type, limits=trail.limits)
        if onward is not None:
            onward.extend(page.listings)
        if not once:
            trail.sections.update(dict.fromkeys(page.sections))
        return Leaf(candidates=page.candidates, next_url=page.next_url, listings=page.listings)

    if not once:
        trail.root = url
    state = trail.state(url) if trail.incremental else None
    async for batch in _pages(_Course(trail, url, "listing", state, _page_path, once, inside), read, quiet=once):
        yield batch


async def _pages(course: _Course, read: Callable[[Fetched], Awaitable[Leaf]], *, quiet: bool) -> AsyncIterator[Batch]:
    trail, url, state = course.trail, course.url, course.state
    course.mark = state.high_water if state else None
    try:
        first = await trail.page(url, state, named=course.kind == "feed")
        leaf = await read(first) if first.status != 304 else Leaf()
    except (FetchError, SourceError) as error:
        if quiet and not course.once and (isinstance(error, SourceError) or not error.reason.startswith(("http-5", "http-429", "timeout"))):
            trail.remember(url, SourceState(missing=True))
        if not quiet:
            yield Batch(source=course.kind, url=url, error=error)
        return
    trail.fronts_read += first.status == 304 or bool(leaf.candidates)
    if first.status == 304:
        yield Batch(source=course.kind, url=url, root=trail.root, unchanged=True)
        return
    if leaf.moved_to and leaf.moved_to != url and not leaf.candidates and not quiet:
        async for batch in feed(trail, leaf.moved_to, quiet=True):
            yield batch
        return
    course.take(first, leaf)
    if trail.incremental and course.goes_on(leaf):
        trail.remember(url, SourceState(high_water=state.high_water if state else None, unfinished=True))
    more = course.goes_on(leaf)
    yield trail.batch(course.kind, url, leaf.candidates, of=leaf.listed, inside=course.inside, error=_cut(leaf, url, trail.limits))
    if course.kind == "feed" and trail.keeps and not leaf.cut:
        trail.memory.listed(url, [trail.key(c.url) for c in trail.local(leaf.candidates)])
    while more:
        further = await _further(course, leaf, read)
        if further is None:
            break
        leaf, address = further
        more = course.goes_on(leaf)
        cut = _cut(leaf, address, trail.limits)
        yield trail.batch(course.kind, address, course.wanted(leaf), of=leaf.listed, inside=course.inside, error=cut)
    for batch in course.end(first):
        yield batch


def _cut(leaf: Leaf, url: str, limits: Limits) -> SourceError | None:
    return SourceError(url, f"more than {limits.feed_entries} entries (NEWSCRAWL_FEED_ENTRIES), or far too large") if leaf.cut else None


async def _further(course: _Course, leaf: Leaf, read: Callable[[Fetched], Awaitable[Leaf]]) -> tuple[Leaf, str] | None:
    """The next page and its address; None at the end, which is a 404, a page that repeats another, or one without articles."""
    course.number += 1
    address = leaf.next_url or course.guess(course.url, course.number)
    try:
        fetched = await course.trail.get(address, named=course.kind == "feed" and not course.trail.site.origin)
        if fetched.status >= 500 or fetched.status in (401, 403, 429):
            course.error = FetchError(address, f"http-{fetched.status}")
        if fetched.status not in (200, 203):
            return None
        page = await read(fetched)
    except SourceError:
        return None
    except FetchError as error:
        # a guessed page may be forbidden or lead elsewhere; a page that gave no answer may exist
        course.error = error if leaf.next_url or not error.reason.startswith(("redirect", "ignored", "robots")) else None
        return None
    return (page, address) if course.take(fetched, page) else None


def _paged(url: str, number: int) -> str:
    """WordPress's `?paged=`."""
    parts = urlsplit(url)
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*pairs, ("paged", str(number))])))


def _page_path(url: str, number: int) -> str:
    """`/page/2/`, for listings that load more by script and link nothing."""
    parts = urlsplit(url)
    base = urlsplit(page_number(url)[0]).path.rstrip("/")
    return urlunsplit(parts._replace(path=f"{base}/page/{number}/"))
