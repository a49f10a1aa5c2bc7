"""Walking the WordPress API: by date, by change, or everything there is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newscrawl.discover.batch import Batch
from newscrawl.discover.formats.wordpress import PER_PAGE, Api, Posts, parse_posts
from newscrawl.discover.walks.aside import aside
from newscrawl.discover.walks.memory import SourceState
from newscrawl.discover.walks.walk_state import Trail, latest
from newscrawl.errors import FetchError, SourceError
from newscrawl.model import Candidate, Moment

__all__ = ["changes", "posts"]

# A server that answers 500 for a hundred posts often manages ten: memory, one broken post.
SMALLER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Query:
    after: datetime | None = None
    before: datetime | None = None
    modified_after: datetime | None = None


async def posts(trail: Trail, root: str) -> AsyncIterator[Batch]:
    """All posts of the window. Sets `trail.enumerated` where every one of them was given."""
    # A day wider than asked on both sides: old versions compare with the site's local time. What is outside is sorted out here.
    day = timedelta(days=1)
    start, end = trail.window.start, trail.window.end
    query = _Query(after=start - day if start else None, before=end + day if end else None)
    outcome = _Outcome()
    async for batch in _pages(trail, Api.at(root), query, outcome):
        yield batch
    trail.enumerated = outcome.complete
    if outcome.complete:
        trail.remember(Api.at(root).root, SourceState(high_water=outcome.newest))


async def changes(trail: Trail, root: str, *, first_run: bool) -> AsyncIterator[Batch]:
    """An incremental run: what was published and what was changed since the last one. On a first run the latest ten posts."""
    api = Api.at(root)
    state = trail.state(api.root)
    outcome = _Outcome()
    if first_run or state is None or state.high_water is None:
        async for batch in _pages(trail, api, _Query(), outcome, per_page=SMALLER, most=1):
            yield batch
    else:
        since = state.high_water.at - timedelta(hours=trail.limits.overlap_hours)
        outcome.newest = outcome.since = state.high_water
        # Two questions: a post that was written long ago and published today has an old date of change.
        for query in (_Query(after=since), _Query(modified_after=since)):
            async for batch in _pages(trail, api, query, outcome):
                yield batch
            if outcome.failed:
                break
        trail.changes_read = not outcome.failed
    if not outcome.failed:
        trail.remember(api.root, SourceState(high_water=outcome.newest or trail.newest))


@dataclass(slots=True)
class _Outcome:
    complete: bool = False
    failed: bool = False
    newest: Moment | None = None
    since: Moment | None = None  # an incremental run's ground


async def _pages(
    trail: Trail, api: Api, query: _Query, outcome: _Outcome, *, per_page: int = PER_PAGE, most: int | None = None
) -> AsyncIterator[Batch]:
    trail.root = api.root
    seen: set[int] = set()  # hashes of keys: a site may have very many
    total: int | None = None
    page, holes, stale = 1, 0, 0
    while page <= (most or trail.limits.pages):
        url = api.posts(page, after=query.after, before=query.before, modified_after=query.modified_after, per_page=per_page)
        try:
            answer = await _ask(trail, url)
        except (FetchError, SourceError) as error:
            if per_page > SMALLER and _worth_less(error):
                # the same posts in smaller helpings: page 3 of 100 begins where page 21 of 10 does
                page, per_page = (page - 1) * (per_page // SMALLER) + 1, SMALLER
                continue
            outcome.failed = outcome.failed or page == 1
            holes += 1
            yield Batch(source="wordpress", url=url, error=error)
            if page == 1 or holes >= 3 or (isinstance(error, FetchError) and error.reason == "walk-budget"):
                outcome.failed = True
                break
            page += 1
            continue
        trail.fronts_read += page == 1
        total = answer.total if answer.total is not None else total
        keys = {hash(trail.key(c.url)) for c in trail.local(answer.candidates)}
        stale = 0 if keys - seen else stale + 1
        seen |= keys
        outcome.newest = trail.mark([outcome.newest, *(m for c in answer.candidates for m in (c.published, c.modified))])
        wanted = [c for c in answer.candidates if _asked_for(c.published, c.modified, query)]
        yield trail.batch("wordpress", url, _news(trail, wanted, outcome.since))
        beyond = bool(answer.candidates) and not wanted  # the server ignores the bound, and the rest is older still
        if not answer.candidates or stale or (beyond and (query.after or query.modified_after)):
            break
        if answer.total_pages is not None and page >= answer.total_pages:
            break
        page += 1
        if most is None and page > trail.limits.pages:
            outcome.failed = True
            yield Batch(
                source="wordpress", url=url, error=SourceError(url, f"more than {trail.limits.pages} pages (NEWSCRAWL_LISTING_PAGES)")
            )
    outcome.complete = not holes and not outcome.failed and most is None and (total is None or len(seen) >= total)


def _news(trail: Trail, candidates: Sequence[Candidate], since: Moment | None) -> Sequence[Candidate]:
    """Of posts that no run has seen, those that appeared or changed since the last one: a query looks back further than that."""
    if since is None:
        return candidates
    local = trail.local(candidates)
    moved = (latest([c.published, c.modified]) for c in local)
    return [c for c, new, at in zip(local, trail.unknown(local), moved, strict=True) if not new or at is None or at.at >= since.at]


async def _ask(trail: Trail, url: str) -> Posts:
    fetched = await trail.get(url)
    return await aside(
        parse_posts, fetched.body, fetched.headers, url=url, status=fetched.status, timezone=trail.site.timezone, limits=trail.limits
    )


def _worth_less(error: FetchError | SourceError) -> bool:
    """Whether fewer posts a page may help: a server error, a refused per_page, an answer cut short; not an API that is off."""
    if isinstance(error, FetchError):
        return error.reason in ("timeout", "cut-short", "too-large")
    return any(sign in error.detail for sign in ("status 5", "status 400", "not JSON", "of JSON"))


def _asked_for(published: Moment | None, modified: Moment | None, query: _Query) -> bool:
    """Whether a post matches the query. Some servers ignore some parameters."""
    day = timedelta(days=1)
    if query.after and published and published.at < query.after - day:
        return False
    if query.before and published and published.at > query.before + day:
        return True  # newest first: what is wanted may follow
    return not (query.modified_after and modified and modified.at < query.modified_after - day)
