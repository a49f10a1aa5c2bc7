"""The one driver of a page: its further pages, the bounds, what is reserved, the window, the hold-back and the ledger.

Whoever brings a page (a supply) hands it to an `Intake`: `whole` makes the article of all its pages, `settle` writes what became of it.
`Policy` decides from values alone; `Intake` carries the decisions out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newscrawl.archive.write import RequestSeen
from newscrawl.clean.recurring import HoldBack
from newscrawl.dataset.verdicts import Verdicts, put_back
from newscrawl.discover.rules import localize
from newscrawl.discover.span import Window
from newscrawl.intake.warc_store import WarcStore
from newscrawl.model import Page, Part, Refined, Rejected, Rights
from newscrawl.page.rights.signals import obeyed
from newscrawl.reasons import LAID_ASIDE
from newscrawl.site import Site
from newscrawl.store.run import Run
from newscrawl.urls import folded_key, normalize, url_key
from newscrawl.workers.pool import WorkerLost

__all__ = [
    "MOST_PAGES",
    "REFINE",
    "Bounds",
    "Count",
    "FetchedPage",
    "Intake",
    "NextPart",
    "Policy",
    "Refine",
    "RefinedItem",
    "page_key",
    "refine_here",
]

REFINE = "newscrawl.refinement:refine"  # by name: what extraction imports belongs to the workers alone
MOST_PAGES = 60  # `extract.metadata` follows no longer row of pages


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that came over the wire, with the request and the server's address (None where an archive made the page)."""

    page: Page
    request: RequestSeen | None = None
    ip: str | None = None


@dataclass(slots=True, kw_only=True)
class RefinedItem:
    """A refined article on its way to the run file. `key` is the ledger's key of the address that it was fetched for."""

    refined: Refined
    key: str

    def __repr__(self) -> str:
        """The address only: a log must not show the text."""
        return f"RefinedItem({self.refined.article.url!r})"


Refine = Callable[[Page, Site], Awaitable[Refined | Rejected]]
"""Extraction, wherever it runs; raises WorkerLost where its process ended."""
NextPart = Callable[[str, Page], Awaitable[FetchedPage | Part | Rejected | None]]
"""The page at an address that goes on where the pages of this article end: one that came over the wire, one of a file, or why there is
none; None where the article counts as whole without it. Raises FetchError where no answer came."""
Count = Callable[..., None]
"""Adds to a statistic: its name below `newscrawl/`, and by how much (1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """`pages` of one article (no more than `MOST_PAGES`, behind which no next page is looked for), and characters of its text."""

    pages: int
    length: int

    def checked(self, page: Page, outcome: Refined | Rejected) -> Refined | Rejected:
        """The outcome, or its rejection as `too-long`. An article that goes on behind its last allowed page has no end: it is none."""
        if isinstance(outcome, Rejected):
            return outcome
        if (length := len(outcome.article.text or "")) > self.length:
            return Rejected(url=page.url, reason="too-long", detail=f"{length} characters > NEWSCRAWL_TEXT_LENGTH {self.length}")
        if outcome.next_url and len(page.parts) + 1 >= self.pages:
            return Rejected(url=page.url, reason="too-long", detail=f"it goes on behind NEWSCRAWL_ARTICLE_PAGES {self.pages} pages")
        return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of a run for the articles that it takes. `obeys`: reserved articles are left out (NEWSCRAWL_RIGHTS=skip). `product`: the
    token of our user agent, to which a page may address a signal. `verdicts`: what people said of removals. A policy decides from values
    alone."""

    bounds: Bounds
    product: str
    obeys: bool = False
    window: Window = Window()  # noqa: RUF009  frozen
    verdicts: Verdicts | None = None

    def reserved(self, url: str, rights: Rights) -> Rejected | None:
        """The rejection of what these rights reserve, where the run obeys them."""
        signals = obeyed(rights, self.product) if self.obeys else ()
        return Rejected(url=url, reason="rights-reserved", detail="; ".join(signals)[:300]) if signals else None

    def taken(self, outcome: Refined | Rejected) -> Refined | Rejected:
        """The outcome; or why this run leaves the article out, which another run may want. A backfill writes what was published in its
        window, also where no source knew the day."""
        if isinstance(outcome, Rejected):
            return outcome
        article = outcome.article
        if (reserved := self.reserved(article.url, article.rights)) is not None:
            return reserved
        if self.window.contains(outcome.published) is False:
            return Rejected(url=article.url, reason="outside-window", detail=article.date_published or "")
        return outcome

    def judged(self, refined: Refined) -> Refined:
        """The article with the removals that a person called wrong, each in its place."""
        wrong = self.verdicts.wrong(refined.article.source, refined.article.id) if self.verdicts else ()
        return put_back(refined, wrong) if wrong else refined

    def may_store(self, outcome: Refined | Rejected) -> bool:
        """Whether the pages may be kept as WARC. A run that obeys keeps neither reserved pages nor pages without an article, whose
        rights are unknown."""
        if not self.obeys:
            return True
        return isinstance(outcome, Refined) and self.reserved(outcome.article.url, outcome.article.rights) is None


class Intake:
    """Takes the pages of one site. `run` None: pages are only read (`whole`), nothing is written. `warc` None: no page is stored."""

    def __init__(self, site: Site, run: Run | None, refine: Refine, policy: Policy, warc: WarcStore | None, count: Count) -> None:
        self.site, self.run, self.policy, self.count = site, run, policy, count
        self.released = 0  # articles on their way to the run file, and there
        self._refine, self._warc = refine, warc
        self._held: HoldBack | None = None
        self._held_keys: deque[str] = deque()

    async def whole(self, first: FetchedPage | Page, next_part: NextPart, site: Site | None = None) -> tuple[Page, Refined | Rejected]:
        """The page with all its further pages, and the article that they give together. A page that came over the wire is stored as WARC,
        a bare one (of a file) is not. `site`: the mirror that served the page, where that is another one. Raises FetchError where a
        further page was not to be had now: an article without its end is no article."""
        page, fetched = (first, []) if isinstance(first, Page) else (first.page, [first])
        outcome = await self._refined(page, site or self.site)
        while isinstance(outcome, Refined) and outcome.next_url:
            part = await next_part(outcome.next_url, page)
            if part is None:
                break
            if isinstance(part, Rejected):
                return page, part
            if isinstance(part, FetchedPage):
                fetched.append(part)
                part = Part(url=part.page.url, body=part.page.body, content_type=part.page.header("content-type"))
            page = replace(page, parts=(*page.parts, part))
            outcome = await self._refined(page, site or self.site)
        return page, await self._stored(outcome, fetched) if fetched else outcome

    async def _refined(self, page: Page, site: Site) -> Refined | Rejected:
        try:
            return self.policy.bounds.checked(page, await self._refine(page, site))
        except WorkerLost as lost:
            return Rejected(url=page.url, reason=lost.reason, detail=lost.detail)

    async def _stored(self, outcome: Refined | Rejected, fetched: Sequence[FetchedPage]) -> Refined | Rejected:
        """Stores all pages of an article, and says in the article where the first one lies."""
        if self._warc is None or not self.policy.may_store(outcome):
            return outcome
        (name, offset), *_ = [await self._warc.keep(one.page, one.request, ip=one.ip) for one in fetched]
        if isinstance(outcome, Rejected):
            return outcome
        fetch = replace(outcome.article.fetch, warc_file=name, warc_offset=offset)
        return replace(outcome, article=replace(outcome.article, fetch=fetch))

    def settle(self, key: str, outcome: Refined | Rejected, captured_at: datetime | None = None) -> list[RefinedItem]:
        """Stores the outcome of a page in the ledger; gives the articles that are ready to be written. `captured_at`: the moment of an
        archive's capture, None for a live page. An archived page that this run leaves out is only counted in the plan."""
        run, taken = self._open_run(), self.policy.taken(outcome)
        if isinstance(outcome, Refined):
            self.count("pages/refined")
        if isinstance(taken, Refined):
            return self._release(taken, key)
        self.count(f"rejected/{taken.reason}")
        stated = outcome.published if isinstance(outcome, Refined) else None
        if taken.reason not in LAID_ASIDE:
            run.reject(taken, key=key, captured_at=captured_at)
        elif captured_at is None:
            run.lay_aside(taken, key=key, published=stated.at if stated else None)
        elif run.plan:
            run.plan.settle(key, taken.reason, int(stated.at.timestamp()) if stated else None)
        return []

    def turned_away(self, key: str, url: str, rights: Rights, published: datetime | None) -> bool:
        """Whether the site reserves an article, by signals known before its page is read. Such a page is not read, and is laid aside."""
        reserved = self.policy.reserved(url, rights)
        if reserved is not None:
            self.count(f"rejected/{reserved.reason}")
            self._open_run().lay_aside(reserved, key=key, published=published)
        return reserved is not None

    def unreleased(self) -> list[RefinedItem]:
        """The articles still held back, for the end of a way or of the run."""
        return self._keyed(self._held.finish()) if self._held else []

    def _release(self, refined: Refined, key: str) -> list[RefinedItem]:
        """The articles that are ready now. A new site's first articles wait until their recurring lines are known."""
        if self._held is None:
            self._held = HoldBack(self._open_run().lines)
        self._held_keys.append(key)
        return self._keyed(self._held.add(refined))

    def _keyed(self, ready: Iterable[Refined]) -> list[RefinedItem]:
        items = [RefinedItem(refined=self.policy.judged(refined), key=self._held_keys.popleft()) for refined in ready]
        self.released += len(items)
        return items

    def _open_run(self) -> Run:
        assert self.run is not None, "an intake without a run writes nothing"
        return self.run


async def refine_here(page: Page, site: Site) -> Refined | Rejected:
    """Extraction in this process, for the commands that look at single pages; the others start faster without what extraction imports."""
    from newscrawl.refinement import refine

    return refine(page, site)


def page_key(url: str, site: Site, *, folded: bool = False) -> str:
    """The ledger's key of an address of the site, however it was reached. `folded`: of an index, which lists a page under every tracker
    that anybody ever used."""
    key = folded_key if folded else url_key
    return key(localize(url, site) or normalize(url), case_sensitive=site.case_sensitive_paths)
