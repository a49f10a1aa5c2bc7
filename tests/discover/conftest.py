"""A magazine in memory: a WordPress site whose every source can be switched off, and a memory that lives in a dict."""

import asyncio
import gzip
import html
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawl.discover.walk import Fetched, Window, walk
from newscrawl.discover.walks.memory import SourceState
from newscrawl.discover.walks.merge import candidate_keys, merge
from newscrawl.errors import FetchError
from newscrawl.site import Site

HOME = "https://mag.example/"
NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Post:
    number: int
    published: datetime
    modified: datetime
    slug: str

    @property
    def url(self):
        return f"{HOME}{self.slug}/"

    @property
    def title(self):
        return f"Story number {self.number} & its consequences"


def make_posts(count, *, newest=NOW - timedelta(hours=3), step=timedelta(hours=20)):
    made = []
    for n in range(count, 0, -1):
        at = newest - step * (count - n)
        made.append(Post(n, at, at + timedelta(minutes=5), f"story-number-{n}-of-the-magazine"))
    return made


@dataclass
class Magazine:
    """`off` names what answers 404: api, feed, sitemap, news, listing, robots. `etags` switches validators on."""

    posts: list = field(default_factory=lambda: make_posts(45))
    off: set = field(default_factory=set)
    broken: dict = field(default_factory=dict)
    etags: bool = True
    log: list = field(default_factory=list)
    per_listing: int = 10
    lastmod_in_index: bool = True
    dates_in_listing: bool = True
    api_status: int = 404

    async def fetch(self, url, validators=None, *, elsewhere=False):
        """Asserts that nothing else on the network is asked for."""
        assert url.startswith(HOME), f"left the site: {url}"
        self.log.append(url)
        path = url.removeprefix(HOME[:-1])
        if path in self.broken:
            answer = self.broken[path]
            if isinstance(answer, FetchError):
                raise answer
            return answer if isinstance(answer, Fetched) else Fetched(url=url, status=answer)
        status, kind, body, headers = self.answer(path)
        if status == 200 and self.etags and kind != "application/json":
            etag = f'"{hash(body) & 0xFFFFFFFF:x}"'
            headers = {**headers, "etag": etag}
            if validators and validators.etag == etag:
                return Fetched(url=url, status=304)
        return Fetched(url=url, status=status, headers=(("content-type", kind), *headers.items()), body=body)

    def answer(self, path):
        parts = urlsplit(path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        missing = (404, "text/html", b"<html><body><h1>Not found</h1></body></html>", {})
        where = parts.path
        if where == "/robots.txt" and "robots" not in self.off:
            return 200, "text/plain", f"User-agent: *\nDisallow: /wp-admin/\n\nSitemap: {HOME}sitemap_index.xml\n".encode(), {}
        if where == "/feed/" and "feed" not in self.off:
            return self.feed(int(query.get("paged", 1))) or missing
        if where.startswith("/wp-json/wp/v2/posts"):
            if "api" in self.off:
                return self.api_status, "application/json", b'{"code":"rest_no_route","data":{"status":404}}', {}
            return self.api(query)
        if where.endswith(".xml"):
            return self.sitemap(where) or missing
        if "listing" not in self.off:
            return self.listing(where) or missing
        return missing

    def feed(self, page):
        shown = self.posts[(page - 1) * 10 : page * 10]
        if not shown:
            return None
        items = "".join(
            f"<item><title>{html.escape(p.title)}</title><link>{p.url}</link><pubDate>{format_datetime(p.published)}</pubDate>"
            f'<dc:creator><![CDATA[Ada Writer]]></dc:creator><guid isPermaLink="false">{HOME}?p={p.number}</guid>'
            f"<description><![CDATA[<p>About number {p.number}.</p>]]></description></item>"
            for p in shown
        )
        return (
            200,
            "application/rss+xml",
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>Magazine</title><link>{HOME}</link>{items}</channel></rss>".encode(),
            {},
        )

    def api(self, query):
        chosen = self.posts
        for name, keep in {
            "after": lambda p, at: p.published > at,
            "before": lambda p, at: p.published < at,
            "modified_after": lambda p, at: p.modified > at,
        }.items():
            if name in query:
                at = datetime.fromisoformat(query[name])
                chosen = [p for p in chosen if keep(p, at)]
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        pages = -(-len(chosen) // size)
        if page > max(pages, 1):
            return 400, "application/json", b'{"code":"rest_post_invalid_page_number","data":{"status":400}}', {}
        shown = [
            {
                "id": p.number,
                "date": p.published.strftime("%Y-%m-%dT%H:%M:%S"),
                "date_gmt": p.published.strftime("%Y-%m-%dT%H:%M:%S"),
                "modified_gmt": p.modified.strftime("%Y-%m-%dT%H:%M:%S"),
                "guid": {"rendered": f"{HOME}?p={p.number}"},
                "link": p.url,
                "status": "publish",
                "title": {"rendered": html.escape(p.title)},
                "content": {"rendered": f"<p>Body of {p.number}</p>"},
                "_embedded": {"author": [{"name": "Ada Writer"}], "wp:term": [[{"taxonomy": "category", "name": "Gadgets"}]]},
            }
            for p in chosen[(page - 1) * size : page * size]
        ]
        return 200, "application/json", json.dumps(shown).encode(), {"x-wp-total": str(len(chosen)), "x-wp-totalpages": str(pages)}

    def sitemap(self, where):
        stamp = max(p.modified for p in self.posts).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        lastmod = f"<lastmod>{stamp}</lastmod>" if self.lastmod_in_index else ""
        if where == "/news-sitemap.xml" and "news" not in self.off:
            urls = "".join(
                f"<url><loc>{p.url}</loc><news:news><news:publication_date>{p.published.isoformat()}</news:publication_date>"
                f"<news:title>{html.escape(p.title)}</news:title></news:news></url>"
                for p in self.posts
                if p.published > NOW - timedelta(hours=48)
            )
            return (
                200,
                "application/xml",
                f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'.encode(),
                {},
            )
        if "sitemap" in self.off:
            return None
        if where == "/sitemap_index.xml":
            before = max(p.modified for p in self.posts[len(self.posts) // 2 :]).isoformat()
            old = f"<lastmod>{before}</lastmod>" if self.lastmod_in_index else ""
            names = {"post-sitemap.xml": old, "post-sitemap2.xml": lastmod, "page-sitemap.xml": lastmod, "category-sitemap.xml": lastmod}
            children = "".join(f"<sitemap><loc>{HOME}{name}</loc>{mod}</sitemap>" for name, mod in names.items())
            return 200, "application/xml", f"<sitemapindex>{children}</sitemapindex>".encode(), {}
        half = len(self.posts) // 2
        listed = {"/post-sitemap.xml": self.posts[half:], "/post-sitemap2.xml": self.posts[:half]}.get(where)
        if listed is not None:
            urls = "".join(f"<url><loc>{p.url}</loc><lastmod>{p.modified.isoformat()}</lastmod></url>" for p in listed)
            return 200, "application/xml", gzip.compress(f"<urlset><url><loc>{HOME}</loc></url>{urls}</urlset>".encode(), mtime=0), {}
        if where == "/page-sitemap.xml":
            return 200, "application/xml", f"<urlset><url><loc>{HOME}how-we-test-our-gadgets/</loc></url></urlset>".encode(), {}
        return None

    def listing(self, where):
        parts = [p for p in where.split("/") if p]
        page = 1
        if len(parts) >= 2 and parts[-2] == "page":
            page = int(parts[-1])
            parts = parts[:-2]
        chosen = self.posts
        if len(parts) == 2 and parts[0].isdigit():
            chosen = [p for p in chosen if (p.published.year, p.published.month) == (int(parts[0]), int(parts[1]))]
        elif parts and parts != ["category", "gadgets"]:
            return None
        size = self.per_listing
        shown = chosen[(page - 1) * size : page * size]
        if not shown:
            return None
        base = HOME + "".join(f"{p}/" for p in parts)
        modules = "".join(
            f'<div class="td_module_1"><div class="td-module-thumb"><a href="{p.url}" rel="bookmark"><img src="/{p.number}.jpg"></a></div>'
            f'<h3 class="entry-title td-module-title"><a href="{p.url}" rel="bookmark">{html.escape(p.title)}</a></h3>'
            + (f'<time class="entry-date" datetime="{p.published.isoformat()}">x</time></div>' if self.dates_in_listing else "</div>")
            for p in shown
        )
        pager = (
            f'<div class="page-nav"><a href="{base}page/{page + 1}/"><i class="td-icon-menu-right"></i></a></div>'
            if page * size < len(chosen)
            else ""
        )
        return (
            200,
            "text/html",
            f'<html><head><title>Magazine</title><link rel="alternate" type="application/rss+xml" href="/feed/">'
            f'<link rel="https://api.w.org/" href="{HOME}wp-json/"></head><body>'
            f'<ul class="menu"><li class="menu-item"><a href="/category/gadgets/">Gadgets</a></li>'
            f'<li><a href="/how-we-test-our-gadgets/">Testing</a></li>'
            f"</ul><div class='td-main-content'>{modules}{pager}</div><footer><a href='/about/'>About</a></footer></body></html>".encode(),
            {},
        )


class MemoryDict:
    """Sources and keys of earlier runs. `end_run` makes what this run saw known to the next."""

    def __init__(self):
        self.sources = {}
        self.lists = {}
        self.seen = set()
        self.this_run = set()
        self.wrong = frozenset()  # keys of pages whose claim of change proved wrong
        self.written = frozenset()  # keys of pages that gave an article
        self.latest = {}  # by source, the latest publication of what it lists

    def source(self, url) -> SourceState | None:
        return self.sources.get(url)

    def remember(self, url, state):
        self.sources[url] = state

    def listed(self, url, keys):
        self.lists[url] = list(keys)

    def known(self, keys):
        return frozenset(k for k in keys if k in self.seen)

    def doubted(self, keys):
        return frozenset(keys) & self.wrong

    def articles(self, keys):
        return frozenset(keys) & self.written

    def newest(self, url):
        return self.latest.get(url)

    def end_run(self):
        self.seen |= self.this_run
        self.this_run = set()


SITE = Site(
    name="mag",
    home=HOME,
    title="Magazine",
    feeds=("/feed/",),
    sitemaps=("/sitemap_index.xml", "/news-sitemap.xml"),
    wordpress="/wp-json/",
    listings=("/",),
    date_archives="/{year}/{month:02}/",
)


@pytest.fixture
def site():
    return SITE


@pytest.fixture
def bare_site():
    return replace(SITE, feeds=(), sitemaps=(), wordpress=None, date_archives=None)


@pytest.fixture
def magazine():
    return Magazine()


@pytest.fixture
def memory():
    return MemoryDict()


@dataclass
class Crawl:
    """What one walk brought: candidates by address, batches, requests."""

    found: dict
    batches: list
    requests: list

    @property
    def errors(self):
        return [b.error for b in self.batches if b.error]


@pytest.fixture
def crawl():
    """Runs one walk to its end, as a run of the spider does: what it saw is known to the next."""

    def run(magazine, memory, window=None, site=SITE, limits=None, fetch=None):
        async def go():
            magazine.log.clear()
            batches = []
            async for batch in walk(site, window or Window(), fetch or magazine.fetch, memory, limits):
                batches.append(batch)
                memory.this_run.update(key for c in batch.candidates for key in candidate_keys(c))
            return batches

        batches = asyncio.run(go())
        memory.end_run()
        found = {}
        for candidate in merge(c for b in batches for c in b.candidates):
            assert candidate.url not in found
            found[candidate.url] = candidate
        return Crawl(found, batches, list(magazine.log))

    return run


@pytest.fixture
def make():
    """Posts and magazines to order."""
    return SimpleNamespace(posts=make_posts, magazine=Magazine, post=Post, now=NOW, home=HOME, memory=MemoryDict)
