"""Asks a site what its entry says. The order of a person who looks: may we, is anybody there, what is listed, do articles come out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from newscrawl.discover.batch import Fetched
from newscrawl.discover.formats.feeds import parse_feed
from newscrawl.discover.formats.listings import parse_listing
from newscrawl.discover.formats.robots_sitemaps import sitemap_urls
from newscrawl.discover.formats.sitemaps import parse_sitemap
from newscrawl.discover.formats.wordpress import Api, parse_posts
from newscrawl.discover.probe import WELL_KNOWN_FEEDS, WELL_KNOWN_SITEMAPS, Probe, probe
from newscrawl.discover.rules import localize, why_not_article
from newscrawl.doctor.findings import WANTED, ArticleSeen, Diagnosis, Finding, Mark, entry_as_it_should_be
from newscrawl.errors import FetchError, SourceError
from newscrawl.model import Candidate, Refined, Rejected
from newscrawl.page.rights.site_rights import SiteRights
from newscrawl.site import Site
from newscrawl.urls import url_key

__all__ = ["Asking", "examine"]

_GATES: Final = ("bot-challenge", "consent-wall", "login-wall", "needs-javascript")
_FORBIDDEN: Final = (401, 402, 403, 429, 451)
_NEW_FEEDS = 3  # feeds that the entry does not know: how many are asked
_CHILDREN = 2  # sitemaps of an index that are asked
_TRIED = 3  # pages that are asked at most for each article that is wanted
_FORBIDS = {"robots": "robots.txt forbids it"}

Fetch = Callable[[str], Awaitable[Fetched]]
Look = Callable[[Candidate, Site], Awaitable[Refined | Rejected]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a site is asked. `fetch` gives an answer of any status, from whatever host; raises FetchError. `look` fetches a page and refines
    it; raises FetchError. `read` refines an answer that is there."""

    fetch: Fetch
    look: Look
    read: Callable[[Fetched, Site], Awaitable[Refined | Rejected]]
    product: str


@dataclass(slots=True)
class _Examination:
    site: Site
    table: Mapping[str, Any]
    asking: Asking
    findings: list[Finding] = field(default_factory=list)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    articles: list[ArticleSeen] = field(default_factory=list)
    answered: bool = False

    def note(self, mark: Mark, what: str, url: str, said: str = "", now: str | None = None) -> None:
        self.findings.append(Finding(mark, what, url, said, now))

    async def get(self, what: str, url: str, *, quiet: bool = False, shown: str = "") -> Fetched | None:
        """An answer with content; else None and, unless `quiet`, a finding that says why of the address `shown`."""
        try:
            answer = await self.asking.fetch(url)
        except FetchError as error:
            self.answered = self.answered or error.reason == "robots"
            if not quiet:
                mark: Mark = "forbids" if error.reason in _FORBIDS else "fails"
                self.note(mark, what, shown or url, _FORBIDS.get(error.reason) or f"{error.reason} {error.detail}".strip())
            return None
        self.answered = True
        if answer.status in (200, 203):
            return answer
        if not quiet:
            self.note("forbids" if answer.status in _FORBIDDEN else "fails", what, shown or url, f"http-{answer.status}")
        return None

    def take(self, candidates: Iterable[Candidate], *, stated: bool) -> int:
        """Keeps the candidates that may be articles of the site; gives their number."""
        count = 0
        for candidate in candidates:
            local = localize(candidate.url, self.site)
            if local and why_not_article(local, self.site, stated=stated) is None:
                count += 1
                self.candidates.setdefault(url_key(local), replace(candidate, url=local))
        return count


async def examine(name: str, site: Site, table: Mapping[str, Any], asking: Asking) -> Diagnosis:
    """The diagnosis of one site. Raises nothing for what a site does."""
    at = _Examination(site, table, asking)
    robots = await _robots(at)
    found = await _home(at)
    await _feeds(at, found)
    await _wordpress(at, found)
    await _sitemaps(at, robots)
    await _articles(at)
    whole = len(at.articles) >= min(WANTED, len(at.candidates)) and bool(at.articles)
    return Diagnosis(
        name=name,
        findings=tuple(at.findings),
        articles=tuple(at.articles),
        candidates=len(at.candidates),
        answered=at.answered,
        table=table,
        fixed=entry_as_it_should_be(table, site.home, at.findings, datetime.now(UTC).date(), whole=whole),
    )


async def _robots(at: _Examination) -> list[str]:
    """The sitemaps that robots.txt names."""
    url = urljoin(at.site.home, "/robots.txt")
    answers: list[Fetched] = []

    async def fetch(address: str) -> Fetched:
        answer = await at.asking.fetch(address)
        answers.extend([answer] if address == url else [])
        return answer

    rights = (await SiteRights.read(at.site.home, fetch, at.asking.product)).of(at.site.home)
    answer = answers[0] if answers else None
    if answer is None:
        at.note("fails", "robots.txt", url, "no answer")
        return []
    at.answered = True
    if answer.status == 200:
        at.note("works", "robots.txt", url)
    elif answer.status < 500 and answer.status != 429:
        at.note("works", "robots.txt", url, f"http-{answer.status}: nothing is forbidden")
    else:
        at.note("forbids", "robots.txt", url, f"http-{answer.status}: nothing may be asked")
    if rights.reserved:
        at.note("reserves", "robots.txt", url, f"the site reserves text and data mining: {', '.join(rights.signals)}")
    return sitemap_urls(answer.body, url) if answer.status == 200 else []


async def _home(at: _Examination) -> Probe:
    """What the home page names. A site that moved is examined where it is now."""
    asked = at.site.home
    answer = await at.get("home", asked)
    if answer is None:
        await _gate_behind(at)
        return Probe()
    parts, home = urlsplit(answer.url), urlsplit(asked)
    if (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
        now = f"{parts.scheme}://{parts.netloc}/"
        at.note("moved", "home", asked, now=now)
        at.site = replace(at.site, home=now)
    try:
        found = probe(answer.body, answer.url, answer.headers)
    except SourceError as error:
        at.note("fails", "home", asked, error.detail)
        return Probe()
    outcome = await at.asking.read(answer, at.site)
    if isinstance(outcome, Rejected) and outcome.reason in _GATES:
        at.note("forbids", "home", asked, f"{outcome.reason}: {outcome.detail}".rstrip(": "))
        return found
    if parts.netloc == home.netloc:
        at.note("works", "home", asked, ", ".join(filter(None, [found.title, found.language, found.platform])))
    with suppress(SourceError):
        at.take(parse_listing(answer.body, answer.url, at.site, answer.content_type).candidates, stated=False)
    return found


async def _gate_behind(at: _Examination) -> None:
    """Says which gate stands behind a refusal (a challenge has 403 or 503), where the page of the refusal says so."""
    last = at.findings[-1]
    if not last.said.startswith("http-"):
        return
    with suppress(FetchError):
        answer = await at.asking.fetch(last.url)
        outcome = await at.asking.read(answer, at.site)
        if isinstance(outcome, Rejected) and outcome.reason in _GATES:
            at.findings[-1] = replace(last, mark="forbids", said=f"{last.said}, {outcome.reason}: {outcome.detail}")


async def _feeds(at: _Examination, found: Probe) -> None:
    known = {url_key(at.site.address(feed)) for feed in at.site.feeds}
    works = [url for feed in at.site.feeds if (url := at.site.address(feed)) and await _feed(at, url, "works")]
    named = [url for url in found.feeds if url_key(url) not in known and localize(url, at.site)]
    for url in named[:_NEW_FEEDS]:
        works += [url] if await _feed(at, url, "new") else []
    if works or not at.answered:
        return
    for path in WELL_KNOWN_FEEDS:
        url = at.site.address(path)
        if url_key(url) not in known and await _feed(at, url, "new", quiet=True):
            return


async def _feed(at: _Examination, url: str, mark: Mark, *, quiet: bool = False) -> bool:
    answer = await at.get("feed", url, quiet=quiet)
    if answer is None:
        return False
    try:
        feed = parse_feed(answer.body, answer.url, answer.content_type, timezone=at.site.timezone)
    except SourceError as error:
        if not quiet:
            at.note("fails", "feed", url, f"not a feed: {error.detail}")
        return False
    count = at.take(feed.candidates, stated=True)
    newest = max((one.published.at for one in feed.candidates if one.published), default=None)
    said = f"{len(feed.candidates)} entries" + (f", {count} on the site's hosts" if count != len(feed.candidates) else "")
    said += f", newest {newest:%Y-%m-%d}" if newest else ""
    now = feed.moved_to or answer.url
    moved = mark == "works" and url_key(now) != url_key(url)
    at.note("moved" if moved else mark, "feed", url if mark != "new" else answer.url, said, now if moved else None)
    return True


async def _wordpress(at: _Examination, found: Probe) -> None:
    root = at.site.address(at.site.wordpress) if at.site.wordpress else found.wordpress
    if not root or not localize(root, at.site):
        return
    api = Api.at(root)
    answer = await at.get("wordpress", api.posts(per_page=10), quiet=not at.site.wordpress, shown=api.root)
    if answer is None:
        return
    try:
        posts = parse_posts(answer.body, answer.headers, url=answer.url, status=answer.status, timezone=at.site.timezone)
    except SourceError as error:
        if at.site.wordpress:
            at.note("fails", "wordpress", api.root, f"not an API: {error.detail}")
        return
    at.take(posts.candidates, stated=True)
    at.note("works" if at.site.wordpress else "new", "wordpress", api.root, f"{posts.total or len(posts.candidates)} posts")


async def _sitemaps(at: _Examination, robots: list[str]) -> None:
    """The entry's, those of robots.txt, else the usual places. Crawls find the last two by themselves, so only the entry's are its own."""
    given = [at.site.address(path) for path in at.site.sitemaps]
    for url in given:
        await _sitemap(at, url, "sitemap")
    known = set(map(url_key, given))
    named = [url for url in robots if url_key(url) not in known][:_NEW_FEEDS]
    read = [await _sitemap(at, url, "sitemap of robots.txt") for url in named]
    if given or any(read) or not at.answered:
        return
    for path in WELL_KNOWN_SITEMAPS:
        if await _sitemap(at, at.site.address(path), "sitemap at the usual place", quiet=True):
            return


async def _sitemap(at: _Examination, url: str, what: str, *, quiet: bool = False) -> bool:
    answer = await at.get(what, url, quiet=quiet)
    if answer is None:
        return False
    try:
        found = parse_sitemap(answer.body, answer.url, answer.content_type, timezone=at.site.timezone)
    except SourceError as error:
        if not quiet:
            at.note("fails", what, url, f"not a sitemap: {error.detail}")
        return False
    count = at.take(found.candidates, stated=False)
    async for child in _newest_children(at, found.children):
        count += at.take(child, stated=False)
    said = f"{len(found.children)} sitemaps" if found.children else f"{len(found.candidates)} addresses"
    moved = url_key(answer.url) != url_key(url)
    at.note(
        "moved" if moved and what == "sitemap" else "works", what, url, f"{said}, {count} may be articles", answer.url if moved else None
    )
    return True


async def _newest_children(at: _Examination, children: Iterable[tuple[str, Any]]) -> AsyncIterator[tuple[Candidate, ...]]:
    """The entries of the sitemaps that say that they changed last."""
    never = datetime.min.replace(tzinfo=UTC)
    for url, _ in sorted(children, key=lambda child: child[1].at if child[1] else never, reverse=True)[:_CHILDREN]:
        answer = await at.get("sitemap of the index", url)
        if answer is not None:
            with suppress(SourceError):
                yield parse_sitemap(answer.body, answer.url, answer.content_type, timezone=at.site.timezone).candidates


async def _articles(at: _Examination) -> None:
    """Three of the newest articles. Where pages give none, the reason of each of the first three is a finding."""
    rejected = 0
    for candidate in sorted(at.candidates.values(), key=_age)[: WANTED * _TRIED]:
        if len(at.articles) == WANTED or rejected == WANTED * 2:
            break
        try:
            outcome = await at.asking.look(candidate, at.site)
        except FetchError as error:
            mark: Mark = "forbids" if error.reason == "robots" or error.reason in [f"http-{one}" for one in _FORBIDDEN] else "fails"
            said = _FORBIDS.get(error.reason) or f"{error.reason} {error.detail}".strip()
        else:
            if isinstance(outcome, Refined):
                _seen(at, outcome)
                continue
            mark, said = ("forbids" if outcome.reason in _GATES else "fails"), f"{outcome.reason}: {outcome.detail}".rstrip(": ")
            if outcome.reason in ("listing", "static-page", "gallery"):
                continue
        rejected += 1
        if rejected <= WANTED:
            at.note(mark, "article", candidate.url, said)
    if not at.candidates and at.answered:
        at.note("fails", "article", at.site.home, "no source names an article")


def _seen(at: _Examination, outcome: Refined) -> None:
    article = outcome.article
    at.articles.append(
        ArticleSeen(
            url=article.url,
            title=article.title,
            confidence=article.extraction.confidence,
            words=article.word_count,
            authors=article.authors,
            published=article.date_published,
        )
    )


def _age(candidate: Candidate) -> float:
    moment = candidate.published or candidate.modified
    return -moment.at.timestamp() if moment else 0.0
