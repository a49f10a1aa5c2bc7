"""The shared part of all walks: fetching, telling new from known, handing on, remembering."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from newscrawl.discover.batch import Batch, Fetch, Fetched, Listed
from newscrawl.discover.limits import Limits
from newscrawl.discover.polling import Poll
from newscrawl.discover.rules import HINTS, localize, why_not_article
from newscrawl.discover.span import Window
from newscrawl.discover.walks.memory import Memory, SourceState, Validators
from newscrawl.discover.walks.merge import candidate_keys, merge
from newscrawl.errors import FetchError, SourceError
from newscrawl.model import ARTICLES_ONLY, Candidate, Moment
from newscrawl.site import Site
from newscrawl.urls import join, normalize, url_key

__all__ = ["Trail", "fingerprint", "latest"]

MAX_REDIRECTS = 5
_WORTH_A_TRY = 25  # pages of a list that the rules refuse for most of its entries
_NAME = re.compile(r"(?:[\w-]+\.)+[a-z][\w-]+")  # a host's, without a port; no numbers
_PATH_DATE = re.compile(r"/(?P<year>19[89]\d|20[0-4]\d)/(?P<month>\d\d?)/(?:(?P<day>\d\d?)/)?")
_NO_SOURCES: frozenset[str] = frozenset()


@dataclass(slots=True)
class Trail:
    """The state of one walk over one site."""

    site: Site
    window: Window
    fetch: Fetch
    memory: Memory
    limits: Limits
    poll: Poll | None = None  # None: every source is asked
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    requests: int = 0
    answers: int = 0
    enumerated: bool = False  # the API gave every post of the window
    sitemaps_read: bool = False  # at least one sitemap listed something
    fronts_read: int = 0  # feeds, listings and API queries that listed something, or had not changed
    root: str = ""  # of the source that is being read
    feeds_read: bool = False  # a feed listed something, or had not changed
    sections: dict[str, None] = field(default_factory=dict)  # what the site's first pages link by a short name
    changes_read: bool = False  # the API told what is new and changed since the last run
    found: int = 0  # candidates handed on
    static: set[str] = field(default_factory=set)  # keys of what a sitemap of pages lists
    outside: set[str] = field(default_factory=set)  # keys of what a source dates outside the window
    newest: Moment | None = None  # the latest publication that any source named
    _sources: dict[int, frozenset[str]] = field(default_factory=dict)  # by the hash of a key: a third of the memory, for all of a site
    _names: dict[int, str] = field(default_factory=dict)
    _known: dict[str, bool] = field(default_factory=dict)
    _home: Fetched | None = None
    _elsewhere: set[str] = field(default_factory=set)  # other hosts that lists are on

    @property
    def incremental(self) -> bool:
        return self.window.kind == "incremental"

    @property
    def keeps(self) -> bool:
        """Whether the sources count as read after this walk. A walk over a part of the past says nothing of the rest."""
        return self.incremental or (self.window.kind == "all" and self.window.until is None)

    @property
    def spent(self) -> bool:
        return self.requests >= self.limits.requests

    def state(self, url: str) -> SourceState | None:
        return self.memory.source(normalize(url))

    def remember(self, url: str, state: SourceState) -> None:
        if self.keeps:
            self.memory.remember(normalize(url), replace(state, checked_at=state.checked_at or self.now))

    def lately_missing(self, url: str) -> bool:
        state = self.state(url)
        recent = timedelta(days=self.limits.missing_days)
        return bool(state and state.missing and state.checked_at and abs(self.now - state.checked_at) < recent)

    def mark(self, moments: Iterable[Moment | None]) -> Moment | None:
        """The latest moment that does not lie ahead of the clock: one article dated into the future would hide all that follow."""
        return latest(m for m in moments if m and m.at <= self.now)

    def place(self, address: str) -> str | None:
        """The address from which a named list is read: on the site's own host, or on another host (a sub-domain, a bucket, a feed
        service) with a name and the usual port. None for any other address, for a list on another host of a mirrored site, and beyond
        the limits."""
        if local := localize(address, self.site):
            return local
        host = urlsplit(address).netloc
        if (
            self.site.origin
            or not _NAME.fullmatch(host)
            or (host not in self._elsewhere and len(self._elsewhere) >= self.limits.hosts_elsewhere)
        ):
            return None
        self._elsewhere.add(host)
        return address

    def own(self, address: str) -> bool:
        """Whether an address belongs to the site."""
        return localize(address, self.site) is not None

    async def get(self, url: str, validators: Validators | None = None, *, named: bool = False) -> Fetched:
        """Fetches an address; gives an answer of any status. Redirects are followed within the site, and everywhere for a `named` list.

        Raises FetchError where no answer came, for a redirect off the site, and when the walk's budget is used up.
        """
        if self._home is not None and normalize(url) == normalize(self.site.home):
            return self._home
        for _ in range(MAX_REDIRECTS + 1):
            if self.spent:
                raise FetchError(url, "walk-budget", f"more than {self.limits.requests} requests for lists (NEWSCRAWL_SOURCE_REQUESTS)")
            self.requests += 1
            fetched = await (self.fetch(url, validators, elsewhere=True) if named else self.fetch(url, validators))
            self.answers += 1
            if fetched.status not in (301, 302, 303, 307, 308):
                return fetched
            target = join(url, fetched.header("location"))
            local = (self.place(target) if named else localize(target, self.site)) if target else None
            if local is None:
                raise FetchError(url, "redirect-off-site", (target or "no address")[:200])
            url = local
        raise FetchError(url, "redirect-loop")

    async def page(self, url: str, state: SourceState | None = None, *, named: bool = False) -> Fetched:
        """Like `get`, conditional by what is known of the source, for statuses that bring something: raises FetchError for all but 200, 203
        and 304. Nothing at all in answer to a condition is asked for again without one."""
        named = named and not self.site.origin
        validators = state.validators(self.now) if state else None
        fetched = await self.get(url, validators, named=named)
        if validators and fetched.status == 200 and not fetched.body.strip():
            fetched = await self.get(url, named=named)
        if fetched.status not in (200, 203, 304):
            raise FetchError(url, f"http-{fetched.status}")
        return fetched

    async def home(self) -> Fetched:
        """The home page, fetched once a walk."""
        if self._home is None:
            self._home = await self.page(self.site.home)
        return self._home

    def local(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Candidates moved to the host from which the site is fetched, without foreign candidates."""
        moved = []
        for candidate in candidates:
            url = localize(candidate.url, self.site)
            if url is not None:
                aliases = [a for alias in candidate.aliases if (a := localize(alias, self.site)) and a != url]
                moved.append(replace(candidate, url=url, aliases=tuple(dict.fromkeys(aliases))))
            else:
                # a feed service's address with the real one beside it
                own = [a for alias in candidate.aliases if (a := localize(alias, self.site))]
                if own:
                    moved.append(replace(candidate, url=own[0], aliases=tuple(own[1:])))
        return moved

    def key(self, url: str) -> str:
        return url_key(url, case_sensitive=self.site.case_sensitive_paths)

    def unknown(self, candidates: Sequence[Candidate]) -> list[bool]:
        """For each whether no earlier run has seen it. Asked before a candidate is handed on, so that this run's own finds stay unknown."""
        keys = [candidate_keys(c, case_sensitive=self.site.case_sensitive_paths) for c in candidates]
        asked = [key for own in keys for key in own if key not in self._known]
        for start in range(0, len(asked), 1_000):
            part = asked[start : start + 1_000]
            seen = self.memory.known(part)
            self._known.update((key, key in seen) for key in part)
        return [not any(self._known[key] for key in own) for own in keys]

    def batch(
        self,
        source: str,
        url: str,
        candidates: Sequence[Candidate] = (),
        *,
        of: Listed | None = None,
        error: SourceError | FetchError | None = None,
        inside: bool = False,
    ) -> Batch:
        """The candidates to hand on, as a batch. `of`: the counts of the whole page, where the candidates are a part of the page.
        `inside`: all entries of the page lie in the window, and any other day of a candidate is a day of change."""
        local = self.local(candidates)
        reasons = [self._refusal(c) for c in local]
        tried = self._tried(source, local, reasons)
        refused = Counter(reason for c, reason in zip(local, reasons, strict=True) if reason and c.url not in tried)
        kept = [c for c, reason in zip(local, reasons, strict=True) if reason is None or c.url in tried]
        wanted, outside, undated = [], 0, 0
        for candidate in merge(kept, case_sensitive=self.site.case_sensitive_paths):
            sources = {hint.source for hint in candidate.hints}
            undated += not sources.isdisjoint(ARTICLES_ONLY) and candidate.published is None
            if self._outside(candidate, inside=inside and sources == {"listing"}):
                outside += 1
            else:
                wanted.append(candidate)
        self.newest = latest([self.newest, *(c.published for c in wanted)])
        handed = [c for candidate in wanted if (c := self._hand_on(candidate))]
        self.found += len(handed)
        of = of or Listed(entries=len(candidates))
        return Batch(
            source=source,
            url=url,
            root=self.root or url,
            candidates=tuple(handed),
            error=error,
            listed=of.entries + of.unreadable,
            unreadable=of.unreadable,
            foreign=len(candidates) - len(local),
            refused=dict(refused),
            outside=outside,
            passed=of.entries - len(candidates),
            undated=undated,
            children=of.children,
        )

    def _tried(self, source: str, local: Sequence[Candidate], reasons: Sequence[str | None]) -> frozenset[str]:
        """Addresses of a sitemap that are asked for although a word in them speaks against it: where such words refuse most of the list,
        and more than the walk has found, a few pages are tried. All, where those that were tried are articles."""
        hinted = [c for c, reason in zip(local, reasons, strict=True) if reason in HINTS]
        if source != "sitemap" or len(hinted) * 2 <= len(local) or len(hinted) <= self.found:
            return frozenset()
        unknown = self.unknown(hinted)
        known = [c for c, new in zip(hinted, unknown, strict=True) if not new][:_WORTH_A_TRY]
        articles = len(self.memory.articles([self.key(c.url) for c in known])) if known else 0
        if articles * 2 > len(known):
            return frozenset(c.url for c in hinted)
        more = 0 if len(known) >= _WORTH_A_TRY else _WORTH_A_TRY - len(known)
        return frozenset([c.url for c, new in zip(hinted, unknown, strict=True) if new][:more])

    def _refusal(self, candidate: Candidate) -> str | None:
        """By which rule an address is no article's; None for what may be one."""
        stated = any(hint.source in ARTICLES_ONLY for hint in candidate.hints)
        if reason := why_not_article(candidate.url, self.site, stated=stated):
            return reason
        return "a page by its sitemap" if not stated and self.key(candidate.url) in self.static else None

    def _outside(self, candidate: Candidate, *, inside: bool) -> bool:
        """Whether the candidate is dated outside the window: by this source, an earlier source or the address itself."""
        if candidate.published is not None:
            if self.window.contains(candidate.published) or inside:
                return False
            self.outside.add(self.key(candidate.url))
            return True
        return self.key(candidate.url) in self.outside or _dated_outside(candidate.url, self.window)

    def _hand_on(self, candidate: Candidate) -> Candidate | None:
        """The candidate under the name that it first had; None where its hints are of kinds that were handed on before."""
        own = [hash(key) for key in candidate_keys(candidate, case_sensitive=self.site.case_sensitive_paths)]
        first = next((self._names[key] for key in own if key in self._names), None)
        name = first or candidate.url
        for key in own:
            self._names.setdefault(key, name)
        key = own[0] if name == candidate.url else hash(self.key(name))
        had, sources = self._sources.get(key, _NO_SOURCES), {hint.source for hint in candidate.hints}
        if first is not None and sources <= had:
            return None
        self._sources[key] = _kinds(had | sources)
        if name == candidate.url:
            return candidate
        return replace(candidate, url=name, aliases=tuple(dict.fromkeys(a for a in (candidate.url, *candidate.aliases) if a != name)))


@cache
def _kinds(sources: frozenset[str]) -> frozenset[str]:
    """The frozenset that all candidates with these sources share, to save memory."""
    return sources


def _dated_outside(url: str, window: Window) -> bool:
    """Whether a day or month in the path lies outside the window, two days apart at least: zones, and stories dated a day ahead."""
    found = _PATH_DATE.search(urlsplit(url).path) if window.since or window.until else None
    if not found:
        return False
    try:
        first = date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return False
    last = first if found["day"] else first + timedelta(days=31)
    slack = timedelta(days=2)
    return bool((window.since and last < window.since - slack) or (window.until and first > window.until + slack))


def latest(moments: Iterable[Moment | None]) -> Moment | None:
    return max((m for m in moments if m), key=lambda m: m.at, default=None)


def fingerprint(body: bytes) -> bytes:
    """Equal for equal pages: a server that ignores a page number repeats itself."""
    return hashlib.blake2b(body, digest_size=16).digest()
