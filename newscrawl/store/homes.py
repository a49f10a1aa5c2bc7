"""The page to which an article belongs, by three addresses: the address asked for, the address that answered, and the canonical address
that the page names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from newscrawl.dedup import signature, similarity
from newscrawl.model import Article, Candidate, Refined
from newscrawl.store.ledger.near_duplicates import NearIndex
from newscrawl.store.ledger.page_rows import NewPage, Pages
from newscrawl.store.ledger.row import PageRow
from newscrawl.urls import article_id, without_trackers

__all__ = ["Home", "Homes", "signed_text"]

ALIKE = 0.3  # two versions of one article share at least this much; two articles of one site, with all boilerplate, a tenth


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The row of the page that holds the article, and the article with an id of its own. `elsewhere`: the ledger knew the article under
    another address than the address asked for. `absorbed`: the row of an article that moved here; the address asked for leads to that
    row's address, and the two rows are merged. `led_away`: the address asked for leads to another article with another text."""

    row: PageRow
    article: Article
    elsewhere: bool = False
    absorbed: PageRow | None = None
    led_away: bool = False


class Homes:
    """Finds the home of each article, and notes which addresses are one."""

    def __init__(self, pages: Pages, near: NearIndex, clock: Callable[[], int], run_id: str) -> None:
        self._pages, self._near, self._clock, self._run_id = pages, near, clock, run_id

    def of(self, refined: Refined, key: str) -> Home:
        """The home of an article that came out for `key`.

        A redirect is the server's word and is believed. A canonical address is the page's word: it is believed when it names nothing that
        was written yet, or something that reads alike; else every article of a site with one wrong canonical would become one.
        """
        article = refined.article
        fetched, canonical = self._pages.key(article.url) or key, self._pages.key(article.canonical_url) or key
        found = self._pages.find({key, fetched, canonical})
        page = found.get(key) or self._unforeseen(article, key)
        target = found.get(fetched)
        if target is not None and target.n != page.n:
            if not page.has_line:
                self._pages.merge(page, target)
                return Home(row=target, article=self._own_id(article, target), elsewhere=target.has_line)
            if not target.has_line:
                self._pages.merge(target, page)
            elif refined.captured_at is None:
                return self._moved(refined, page, target)
        named = found.get(canonical)
        if named is not None and named.n != page.n and named.has_line and not page.has_line:
            if self._alike(named, refined):
                self._pages.merge(page, named)
                return Home(row=named, article=self._own_id(article, named), elsewhere=True)
            own, own_id = _named(article.url)
            article, canonical = replace(article, canonical_url=own, id=own_id), fetched
        self._pages.address([(other, page.n, False) for other in {fetched, canonical}])
        return Home(row=page, article=self._own_id(article, page))

    def _moved(self, refined: Refined, page: PageRow, target: PageRow) -> Home:
        """The home of an article whose address leads to the address of a second article. The article moved if the second article is new
        in this run, or reads like the first did before. A moved article keeps its id, and the two rows are merged (stormcrawler
        #994)."""
        if not page.is_published:
            return Home(row=target, article=self._own_id(refined.article, target), elsewhere=True)
        before = self._near.of(page.n)
        signed = signed_text(refined)
        alike = before is not None and signed is not None and similarity(before, signed) >= ALIKE
        if alike or (target.run == self._run_id and target.revision == 1):
            return Home(row=page, article=self._own_id(refined.article, page), absorbed=target)
        return Home(row=page, article=self._own_id(refined.article, page), led_away=True)

    def _unforeseen(self, article: Article, key: str) -> PageRow:
        """A page that nothing announced: archives bring pages, not candidates."""
        candidate = Candidate(url=article.url)
        [n] = self._pages.add([NewPage(candidate=candidate, keys=(key,), published=None, modified=None)], self._clock(), todo=0)
        return self._pages.get(n)

    def _alike(self, row: PageRow, refined: Refined) -> bool:
        if row.content_hash == bytes.fromhex(refined.article.content_hash):
            return True
        old, new = self._near.of(row.n), signed_text(refined)
        return old is not None and new is not None and similarity(old, new) >= ALIKE

    def _own_id(self, article: Article, home: PageRow) -> Article:
        """An article keeps its id for life, wherever it moves; no two have one."""
        if home.article is not None:
            return replace(article, id=home.article)
        taken = self._pages.with_id(article.id, besides=home.n)
        return replace(article, id=_named(f"{home.url}?article={home.n}")[1]) if taken else article


def signed_text(refined: Refined) -> bytes | None:
    """The signature that came with the article, or a new one where its text changed since."""
    return (signature(refined.article.text or "") if refined.signature is None else refined.signature) or None


def _named(url: str) -> tuple[str, str]:
    """An address in one spelling, and the id of an article at that address. Text that is no address stays as it is: an archive may name
    anything."""
    try:
        return without_trackers(url), article_id(url)
    except ValueError:
        return url, sha256(url.encode("utf-8", "replace")).hexdigest()[:16]
