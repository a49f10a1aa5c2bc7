import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from newscrawl.discover.walk import Fetched, Limits, Window, walk
from newscrawl.errors import FetchError
from newscrawl.site import Site

ALL = Window(everything=True)


SITE_WITHOUT_ARCHIVES = Site(name="mag", home="https://mag.example/", title="Magazine", feeds=("/feed/",))


def addresses(magazine):
    return {p.url for p in magazine.posts}


OFF = [set(), {"api"}, {"feed"}, {"sitemap"}, {"news"}, {"listing"}, {"robots"}, {"api", "sitemap", "news"}, {"api", "feed"},
       {"api", "feed", "sitemap", "news", "robots"}, {"api", "listing", "sitemap", "news", "robots"}, {"api", "feed", "listing"},
       {"feed", "listing", "sitemap", "news", "robots"}]  # fmt: skip


@pytest.mark.parametrize("off", OFF, ids=lambda off: "+".join(sorted(off)) or "all on")
@pytest.mark.parametrize("dates", [True, False], ids=["dated", "undated"])
def test_a_backfill_finds_every_article_and_nothing_else(off, dates, make, memory, crawl):
    magazine = make.magazine(off=off, dates_in_listing=dates)
    assert set(crawl(magazine, memory, ALL).found) == addresses(magazine)


@pytest.mark.parametrize("off", OFF, ids=lambda off: "+".join(sorted(off)) or "all on")
def test_a_window_is_found_whole(off, make, memory, crawl):
    magazine = make.magazine(off=off)
    window = Window(since=magazine.posts[30].published.date(), until=magazine.posts[12].published.date())
    wanted = {p.url for p in magazine.posts if window.since <= p.published.date() <= window.until}
    run = crawl(magazine, memory, window)
    assert wanted <= set(run.found)
    if "listing" not in off or "api" not in off or "feed" not in off:
        assert set(run.found) == wanted  # some source knew the days
    assert memory.sources == {}, "a part of the past says nothing of the rest"


def test_one_article_carries_the_hints_of_every_source(magazine, memory, crawl):
    found = crawl(magazine, memory, ALL).found[magazine.posts[0].url]
    assert [h.source for h in found.hints] == ["wordpress", "feed", "news-sitemap", "listing", "sitemap"]
    assert found.hints[0].section == "Gadgets"
    assert found.published.at == magazine.posts[0].published
    assert f"https://mag.example/?p={magazine.posts[0].number}" in found.aliases


def test_no_candidate_comes_twice_with_the_same_kinds_of_hint(magazine, memory, crawl):
    came = [(c.url, h.source) for b in crawl(magazine, memory, ALL).batches for c in b.candidates for h in c.hints]
    assert len(came) == len(set(came))


def test_an_api_that_gave_everything_spares_the_deep_pages(magazine, memory, crawl):
    assert not [u for u in crawl(magazine, memory, ALL).requests if "paged=" in u or "/page/" in u]


def test_a_window_is_not_read_past_its_first_day(make, memory, crawl):
    magazine = make.magazine(posts=make.posts(300), off={"api", "sitemap", "news"})
    window = Window(since=magazine.posts[15].published.date(), until=magazine.posts[5].published.date())
    requests = crawl(magazine, memory, window).requests
    assert len([u for u in requests if "paged=" in u]) <= 4
    assert len([u for u in requests if "example/page/" in u]) <= 4


def test_what_a_sitemap_of_pages_lists_is_no_article_wherever_it_is_linked(make, memory, crawl):
    magazine = make.magazine(off={"api"})
    real = magazine.listing

    def listing(where):
        answer = real(where)
        heading = b"<body><h2><a href='/how-we-test-our-gadgets/'>How we test</a></h2>"
        return answer and (*answer[:2], answer[2].replace(b"<body>", heading), answer[3])

    magazine.listing = listing
    assert set(crawl(magazine, memory, ALL).found) == addresses(magazine)


def test_a_front_page_that_goes_nowhere_leads_to_its_categories(make, memory, crawl):
    magazine = make.magazine(off={"api", "feed", "sitemap", "news", "robots"})
    real = magazine.listing

    def listing(where):
        if where.startswith("/page/"):
            return None
        answer = real(where)
        return (
            (*answer[:2], answer[2].replace(b"page-nav", b"gone").replace(b"/page/2/", b"/"), answer[3])
            if answer and where == "/"
            else answer
        )

    magazine.listing = listing
    assert set(crawl(magazine, memory, ALL, site=SITE_WITHOUT_ARCHIVES).found) == addresses(magazine)


def test_a_first_run_takes_what_the_fronts_show(magazine, memory, crawl):
    run = crawl(magazine, memory)
    assert set(run.found) == {p.url for p in magazine.posts[:10]}
    assert len(run.requests) < 10


@pytest.mark.parametrize("off", OFF[:-1], ids=lambda off: "+".join(sorted(off)) or "all on")
@pytest.mark.parametrize("etags", [True, False], ids=["validators", "no validators"])
@pytest.mark.parametrize("first", [Window(), ALL], ids=["after a first run", "after a backfill"])
def test_a_run_with_nothing_new_is_short_and_brings_nothing_new(off, etags, first, make, memory, crawl):
    magazine = make.magazine(off=off, etags=etags)
    before = set(crawl(magazine, memory, first).found)
    run = crawl(magazine, memory)
    assert len(run.requests) < 10
    assert set(run.found) <= before


def test_what_was_changed_before_a_first_run_is_no_news_to_the_second(make, memory, crawl):
    magazine = make.magazine()
    for post in magazine.posts[15:20]:
        post.modified = make.now - timedelta(minutes=30)
    before = set(crawl(magazine, memory).found)
    assert set(crawl(magazine, memory).found) <= before


def test_validators_are_sent_and_a_304_is_not_read(magazine, memory, crawl):
    magazine.off = {"api"}
    crawl(magazine, memory)
    run = crawl(magazine, memory)
    assert [(b.source, b.unchanged) for b in run.batches if not b.error] == [
        ("feed", True),
        ("listing", True),
        ("sitemap", True),
        ("sitemap", True),
    ]


@pytest.mark.parametrize("off", [o for o in OFF if o != {"api", "feed", "listing"}], ids=lambda off: "+".join(sorted(off)) or "all on")
@pytest.mark.parametrize("new", [3, 25])
def test_later_runs_take_what_is_new_since(off, new, make, memory, crawl):
    magazine = make.magazine(off=off)
    before = set(crawl(magazine, memory).found)
    fresh = make.posts(new, newest=make.now - timedelta(minutes=1), step=timedelta(minutes=6))
    for post in fresh:
        post.number += 1_000
        post.slug = f"brand-new-{post.number}"
    magazine.posts = [*fresh, *magazine.posts]
    run = crawl(magazine, memory)
    assert {p.url for p in fresh} <= set(run.found)
    assert len(set(run.found) - before - {p.url for p in fresh}) <= 10, "an incremental run is no backfill"


@pytest.mark.parametrize(
    "off", [set(), {"api"}, {"sitemap", "news"}, {"feed", "listing"}], ids=lambda off: "+".join(sorted(off)) or "all on"
)
def test_later_runs_hear_of_changes(off, make, memory, crawl):
    magazine = make.magazine(off=off)
    crawl(magazine, memory, ALL)
    for post in (magazine.posts[3], magazine.posts[40]):
        post.modified = make.now
    found = crawl(magazine, memory).found
    for post in (magazine.posts[3], magazine.posts[40]):
        assert found[post.url].modified.at == make.now


def test_child_sitemaps_that_did_not_change_are_not_fetched(make, memory, crawl):
    magazine = make.magazine(off={"api"}, etags=False)
    crawl(magazine, memory, ALL)
    magazine.posts[0].modified = make.now
    requests = crawl(magazine, memory).requests
    assert f"{make.home}post-sitemap2.xml" in requests
    assert f"{make.home}post-sitemap.xml" not in requests
    assert not any("page-sitemap" in u or "category-sitemap" in u for u in requests)


PLUGINS = {
    "Yoast": ("post-sitemap.xml", "page-sitemap.xml", "post_tag-sitemap.xml"),
    "WordPress": ("wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-page-1.xml", "wp-sitemap-users-1.xml"),
    "XML Sitemap Generator": ("sitemap-pt-post-2026-01.xml", "sitemap-pt-page-2026-01.xml", "sitemap-tax-category.xml"),
    "Ghost": ("sitemap-posts.xml", "sitemap-pages.xml", "sitemap-authors.xml"),
    "zipped": ("sitemap-posts.xml.gz", "sitemap-pages.xml.gz", "author-sitemap1.xml.gz"),
}


@pytest.mark.parametrize("plugin", PLUGINS)
def test_pages_are_told_from_posts_by_the_names_that_plugins_give(plugin, memory, crawl, make):
    posts, pages, others = PLUGINS[plugin]
    listed = {posts: "a-story-of-the-magazine", pages: "how-we-test-our-gadgets", others: "ada-writes-for-us"}
    asked = []

    async def fetch(url, validators=None, *, elsewhere=False):
        name = url.removeprefix(make.home)
        asked.append(name)
        if name == "sitemap.xml":
            children = "".join(f"<sitemap><loc>{make.home}{child}</loc></sitemap>" for child in listed)
            return Fetched(url=url, status=200, body=f"<sitemapindex>{children}</sitemapindex>".encode())
        urls = f"<urlset><url><loc>{make.home}{listed.get(name)}/</loc></url></urlset>"
        return Fetched(url=url, status=200 if name in listed else 404, body=urls.encode())

    assert set(crawl(make.magazine(), memory, ALL, fetch=fetch).found) == {f"{make.home}a-story-of-the-magazine/"}
    assert others not in asked


FAULTS = {
    "500": 500,
    "a timeout": FetchError("x", "timeout"),
    "HTML": Fetched(url="x", status=200, headers=(("content-type", "text/html"),), body=b"<!doctype html><html><body>Hello</body></html>"),
    "nothing": Fetched(url="x", status=200),
    "an entity bomb": Fetched(url="x", status=200, body=b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY b "&a;&a;">]><rss><channel/></rss>'),
    "a redirect off the site": Fetched(url="x", status=302, headers=(("location", "http://169.254.169.254/"),)),
    "a redirect loop": Fetched(url="x", status=301, headers=(("location", "/feed/"),)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_source_that_fails_says_so_and_the_others_bring_every_article(fault, make, memory, crawl):
    magazine = make.magazine(off={"api"}, broken={"/feed/": FAULTS[fault], "/sitemap_index.xml": FAULTS[fault]})
    run = crawl(magazine, memory, ALL)
    assert set(run.found) == addresses(magazine)
    assert any(b.source == "feed" and b.error for b in run.batches)
    assert all(str(e) for e in run.errors)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_api_that_is_off_is_one_warning(status, make, memory, crawl):
    magazine = make.magazine(off={"api"}, api_status=status)
    run = crawl(magazine, memory, ALL)
    assert [str(status) in str(e) for e in run.errors] == [True]


def test_a_server_error_at_a_hundred_posts_is_asked_for_ten(make, memory, crawl):
    magazine = make.magazine(off={"feed", "listing", "sitemap", "news"})

    async def fetch(url, validators=None, *, elsewhere=False):
        return Fetched(url=url, status=500) if "per_page=100" in url else await magazine.fetch(url, validators)

    assert set(crawl(magazine, memory, ALL, fetch=fetch).found) == addresses(magazine)


def test_an_api_that_knows_no_bounds_is_not_read_to_its_end(make, memory, crawl):
    magazine = make.magazine(posts=make.posts(450), off={"feed", "listing", "sitemap", "news"})

    async def fetch(url, validators=None, *, elsewhere=False):
        return await magazine.fetch(url.replace("after=", "ignored="), validators)

    crawl(magazine, memory, fetch=fetch)
    run = crawl(magazine, memory, fetch=fetch)
    assert sum("/posts" in u for u in run.requests) <= 4
    assert len(run.found) < 40


def test_a_walk_that_is_broken_off_remembers_nothing_of_the_source(magazine, memory, site):
    async def first_batch():
        steps = walk(site, Window(), magazine.fetch, memory)
        batch = await anext(steps)
        await steps.aclose()
        return batch

    assert asyncio.run(first_batch()).source == "feed"
    assert memory.sources == {}


@pytest.mark.parametrize("off", [{"api", "sitemap", "news", "listing", "robots"}, {"api", "sitemap", "news", "feed", "robots"}])
def test_paging_that_broke_off_is_caught_up_by_the_next_run(off, make, memory, crawl):
    magazine = make.magazine(off=off)
    crawl(magazine, memory)
    fresh = make.posts(28, newest=make.now - timedelta(minutes=1), step=timedelta(minutes=6))
    for post in fresh:
        post.number += 1_000
        post.slug = f"brand-new-{post.number}"
    magazine.posts = [*fresh, *magazine.posts]
    page_2 = "/feed/?paged=2" if "feed" not in off else "/page/2/"
    magazine.broken = {page_2: FetchError("x", "timeout")}
    missed = {p.url for p in fresh} - set(crawl(magazine, memory).found)
    assert missed
    magazine.broken = {}
    assert missed <= set(crawl(magazine, memory).found)


def test_a_post_from_the_future_hides_nothing(make, memory, crawl):
    magazine = make.magazine(off={"sitemap", "news", "listing", "feed"})
    magazine.posts[0].published = make.now + timedelta(days=200)
    crawl(magazine, memory, ALL)
    late = make.post(999, make.now - timedelta(minutes=1), make.now - timedelta(minutes=1), "published-just-now-today")
    magazine.posts.insert(1, late)
    assert late.url in crawl(magazine, memory).found


def test_a_mirror_is_walked_and_nothing_else(magazine, memory, crawl, site):
    mirror = site.rebased("http://127.0.0.1:8000")

    async def fetch(url, validators=None, *, elsewhere=False):
        assert url.startswith("http://127.0.0.1:8000/")
        answer = await magazine.fetch(url.replace("http://127.0.0.1:8000/", "https://mag.example/"), validators)
        return Fetched(url=url, status=answer.status, headers=answer.headers, body=answer.body)

    run = crawl(magazine, memory, ALL, site=mirror, fetch=fetch)
    assert set(run.found) == {u.replace("https://mag.example/", "http://127.0.0.1:8000/") for u in addresses(magazine)}


@pytest.mark.parametrize("off", [set(), {"api"}, {"sitemap", "news"}, {"feed", "sitemap", "news"}, {"api", "feed", "listing"}])
def test_a_site_that_nobody_configured(off, make, memory, crawl, bare_site):
    magazine = make.magazine(off=off)
    assert set(crawl(magazine, memory, ALL, site=bare_site).found) == addresses(magazine)


def test_a_site_that_redirects_within_itself(magazine, memory, crawl):
    magazine.broken = {
        "/sitemap_index.xml": Fetched(url="x", status=301, headers=(("location", "https://www.mag.example/other_index.xml"),))
    }
    real = magazine.sitemap
    magazine.sitemap = lambda where: real("/sitemap_index.xml" if where == "/other_index.xml" else where)
    magazine.off = {"api", "feed", "listing"}
    assert set(crawl(magazine, memory, ALL).found) == addresses(magazine)


def endless(page):
    """A listing without end: every page has new addresses and a next page."""
    stories = "".join(f'<h2><a href="/made-up-story-{page}-{n}/">Made up {page} {n}</a></h2>' for n in range(5))
    return f'<html><body>{stories}<a rel="next" href="/?paged={page + 1}">Next</a></body></html>'.encode()


def one_listing(site):
    return replace(site, sitemaps=(), wordpress=None, date_archives=None)


def test_an_endless_listing_ends_with_the_budget(magazine, memory, crawl, site):
    pages = count(1)

    async def fetch(url, validators=None, *, elsewhere=False):
        magazine.log.append(url)
        if "paged" in url or url.endswith("example/"):
            return Fetched(url=url, status=200, body=endless(next(pages)))
        return Fetched(url=url, status=404)

    run = crawl(magazine, memory, ALL, site=one_listing(site), limits=Limits(pages=30), fetch=fetch)
    assert len([u for u in run.requests if "paged" in u]) == 29
    assert any("more than 30 pages (NEWSCRAWL_LISTING_PAGES)" in str(e) for e in run.errors)
    run = crawl(magazine, memory, ALL, site=one_listing(site), limits=Limits(requests=12), fetch=fetch)
    assert len(run.requests) == 12
    assert any(getattr(e, "reason", "") == "walk-budget" for e in run.errors)


@pytest.mark.parametrize("varies", [True, False], ids=["a clock on it", "the very same page"])
def test_paging_that_shows_nothing_new_ends(varies, magazine, memory, crawl, site):
    clock = count()

    async def fetch(url, validators=None, *, elsewhere=False):
        magazine.log.append(url)
        if "paged" in url or url.endswith("example/"):
            number = int(url.partition("paged=")[2] or 1)
            body = endless(1)
            if varies:
                body = body.replace(b"paged=2", b"paged=%d" % (number + 1)) + b"<!-- %d -->" % next(clock)
            return Fetched(url=url, status=200, body=body)
        return Fetched(url=url, status=404)

    run = crawl(magazine, memory, ALL, site=one_listing(site), fetch=fetch)
    assert len([u for u in run.requests if "paged" in u]) <= (4 if varies else 1)


def test_sitemaps_that_list_themselves_or_nest_without_end(magazine, memory, crawl, site):
    numbers = count()

    async def fetch(url, validators=None, *, elsewhere=False):
        magazine.log.append(url)
        if "sitemap" in url:
            children = [url, f"https://mag.example/sitemap-{next(numbers)}.xml", "http://127.0.0.1/sitemap.xml", "file:///etc/passwd"]
            locs = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in children)
            return Fetched(url=url, status=200, body=f"<sitemapindex>{locs}</sitemapindex>".encode())
        return Fetched(url=url, status=404)

    run = crawl(magazine, memory, ALL, site=one_listing(site), fetch=fetch)
    assert len([u for u in run.requests if "sitemap" in u]) <= 6
    assert any("nest more than 4 deep (NEWSCRAWL_SITEMAP_DEPTH)" in str(e) for e in run.errors)


def test_sitemaps_without_number_end_and_say_so(magazine, memory, crawl, site):
    numbers = count()

    async def fetch(url, validators=None, *, elsewhere=False):
        magazine.log.append(url)
        if "sitemap" in url:
            locs = "".join(f"<sitemap><loc>https://mag.example/sitemap-{next(numbers)}.xml</loc></sitemap>" for _ in range(20))
            return Fetched(url=url, status=200, body=f"<sitemapindex>{locs}</sitemapindex>".encode())
        return Fetched(url=url, status=404)

    run = crawl(magazine, memory, ALL, site=one_listing(site), fetch=fetch, limits=Limits(sitemap_files=7))
    assert len([u for u in run.requests if "sitemap" in u]) <= 7
    assert any("more than 7 sitemaps (NEWSCRAWL_SITEMAP_FILES)" in str(e) for e in run.errors)


def test_a_source_longer_than_the_limit_says_so_and_what_was_read_counts(magazine, memory, crawl, site):
    async def fetch(url, validators=None, *, elsewhere=False):
        story = "https://mag.example/a-story-of-its-own-{n}/"
        if url.endswith("/sitemap.xml"):
            entries = "".join(f"<url><loc>{story.format(n=n)}</loc></url>" for n in range(40))
            return Fetched(url=url, status=200, body=f"<urlset>{entries}</urlset>".encode())
        if url.endswith("/feed/"):
            entries = "".join(f"<item><title>S</title><link>{story.format(n=n)}</link></item>" for n in range(50, 90))
            return Fetched(url=url, status=200, body=f"<rss version='2.0'><channel>{entries}</channel></rss>".encode())
        return Fetched(url=url, status=404)

    sources = replace(site, sitemaps=("/sitemap.xml",), feeds=("/feed/",), listings=(), wordpress=None, date_archives=None)
    run = crawl(magazine, memory, ALL, site=sources, fetch=fetch, limits=Limits(sitemap_entries=30, feed_entries=20))
    assert len(run.found) == 50
    told = [str(e) for e in run.errors]
    assert any("more than 30 entries (NEWSCRAWL_SITEMAP_ENTRIES)" in e for e in told), told
    assert any("more than 20 entries (NEWSCRAWL_FEED_ENTRIES)" in e for e in told), told


def an_index(children, *, stamp=lambda: ""):
    """A site with nothing but an index without dates; `children`: by name, the stories that each lists."""

    async def fetch(url, validators=None, *, elsewhere=False):
        name = url.removeprefix("https://mag.example/")
        fetch.asked.append(name)
        body = None
        if name == "sitemap.xml":
            body = f"<sitemapindex>{''.join(f'<sitemap><loc>/{child}</loc></sitemap>' for child in children)}</sitemapindex>"
        elif name in children:
            lastmod = f"<lastmod>{stamp()}</lastmod>" if stamp() else ""
            body = f"<urlset>{''.join(f'<url><loc>/story-number-{n}</loc>{lastmod}</url>' for n in children[name])}</urlset>"
        return Fetched(url=url, status=200 if body else 404, body=(body or "").encode())

    fetch.asked = []
    return fetch


@pytest.mark.parametrize("grows", [0, -1, 5], ids=["newest first", "oldest first", "in the middle"])
def test_the_new_story_of_an_index_without_dates_is_found_wherever_it_grows(grows, site, memory, crawl, magazine, make):
    names = [f"part-{letter}.xml" for letter in "abcdefghij"]
    children = {name: list(range(n * 10, n * 10 + 10)) for n, name in enumerate(names)}
    bare = replace(one_listing(site), feeds=(), listings=())
    fetch = an_index(children)
    assert len(crawl(magazine, memory, site=bare, fetch=fetch).found) == 100
    memory.latest = {f"https://mag.example/{name}": make.now - timedelta(days=30 + n) for n, name in enumerate(names)}
    memory.latest[f"https://mag.example/{names[grows]}"] = make.now
    children[names[grows]].append(999)
    fetch.asked.clear()
    assert list(crawl(magazine, memory, site=bare, fetch=fetch).found) == ["https://mag.example/story-number-999"]
    assert len([name for name in fetch.asked if name.startswith("part")]) <= 5
    children["part-new.xml"] = [1000]
    assert list(crawl(magazine, memory, site=bare, fetch=fetch).found) == ["https://mag.example/story-number-1000"]


def test_a_lastmod_that_is_always_now_costs_a_sample_a_run(site, memory, crawl, magazine, make):
    moments = count()
    children = {"all.xml": list(range(300))}
    fetch = an_index(children, stamp=lambda: (make.now - timedelta(hours=100) + timedelta(hours=next(moments) // 600)).isoformat())
    bare = replace(one_listing(site), feeds=(), listings=())
    assert len(crawl(magazine, memory, site=bare, fetch=fetch).found) == 300
    tried = crawl(magazine, memory, site=bare, fetch=fetch).found
    assert len(tried) == 20
    memory.wrong = frozenset(url.removeprefix("https://") for url in tried)
    children["all.xml"].append(999)
    again = crawl(magazine, memory, site=bare, fetch=fetch).found
    assert len(again) == 4 and "https://mag.example/story-number-999" in again


def test_a_condition_is_left_out_once_a_week_and_where_it_brings_nothing(site, memory, crawl, magazine, make):
    conditions = []

    async def fetch(url, validators=None, *, elsewhere=False):
        if url.endswith("/feed/"):
            conditions.append(validators)
            return Fetched(url=url, status=200, headers=(("etag", '"1"'),), body=b"" if validators else FEED.encode())
        return Fetched(url=url, status=404)

    bare = replace(one_listing(site), listings=())
    for _ in range(2):
        crawl(magazine, memory, site=bare, fetch=fetch)
    assert [bool(one) for one in conditions] == [False, True, False]
    state = memory.sources["https://mag.example/feed/"]
    memory.sources["https://mag.example/feed/"] = replace(state, checked_at=make.now - timedelta(days=8))
    crawl(magazine, memory, site=bare, fetch=fetch)
    assert [bool(one) for one in conditions[3:]] == [False]


def a_sitemap(paths):
    async def fetch(url, validators=None, *, elsewhere=False):
        entries = "".join(f"<url><loc>https://mag.example/{path}</loc></url>" for path in paths)
        found = url.endswith("/sitemap.xml")
        return Fetched(url=url, status=200 if found else 404, body=f"<urlset>{entries}</urlset>".encode() if found else b"")

    return fetch


HINTED = [f"product/a-story-about-phone-{n}" for n in range(60)]


def test_where_words_refuse_most_of_a_list_the_pages_decide(site, memory, crawl, magazine):
    bare = replace(one_listing(site), feeds=(), listings=())
    tried = set(crawl(magazine, memory, ALL, site=bare, fetch=a_sitemap(HINTED)).found)
    assert tried == {f"https://mag.example/{path}" for path in HINTED[:25]}
    assert crawl(magazine, memory, ALL, site=bare, fetch=a_sitemap(HINTED)).found == {}, "what was tried gave no article"
    memory.written = frozenset(url.removeprefix("https://") for url in tried)
    assert len(crawl(magazine, memory, ALL, site=bare, fetch=a_sitemap(HINTED)).found) == 60


def test_words_refuse_where_a_list_has_better_entries(site, memory, crawl, magazine):
    bare = replace(one_listing(site), feeds=(), listings=())
    stories = [f"a-story-about-phone-{n}" for n in range(40)]
    run = crawl(magazine, memory, ALL, site=bare, fetch=a_sitemap([*stories, *HINTED[:30], "tag/phones", "about"]))
    assert len(run.found) == 40
    assert sum(sum(batch.refused.values()) for batch in run.batches) == 32


def home_made(desks, rows):
    """A site without feed and sitemap: the front and its desks link `show.php?item=N`."""

    def link(n):
        return (
            f'<p><a href="/{desks[n % len(desks)]}/show.php?item={700 + n}"><b>The harbour council opens bridge {n}</b></a><br>A line.</p>'
        )

    top = " ".join(f'<a href="/{desk}/">{desk}</a>' for desk in desks) + '<a href="/about/">About us</a>'

    async def fetch(url, validators=None, *, elsewhere=False):
        path = url.removeprefix("https://mag.example")
        shown = {"/": range(4), **{f"/{desk}/": range(at, rows, len(desks)) for at, desk in enumerate(desks)}}.get(path)
        body = f"<html><body><div>{top}</div><div>{''.join(map(link, shown))}</div></body></html>" if shown is not None else ""
        return Fetched(url=url, status=200 if body else 404, headers=(("content-type", "text/html"),), body=body.encode())

    return fetch


@pytest.mark.parametrize("window", [Window(), ALL], ids=["incremental", "all"])
def test_a_home_made_site_is_read_by_its_desks(window, site, memory, crawl, magazine):
    bare = replace(one_listing(site), feeds=())
    found = crawl(magazine, memory, window, site=bare, fetch=home_made(["city", "coast", "works"], 21)).found
    assert set(found) == {f"https://mag.example/{['city', 'coast', 'works'][n % 3]}/show.php?item={700 + n}" for n in range(21)}
    assert {hint.title for c in found.values() for hint in c.hints} >= {"The harbour council opens bridge 7"}


MAPS, SERVICE = "https://maps.mag.example/all.xml", "https://feeds.service.example/mag"


def lists_elsewhere(named, lists):
    """A site whose robots.txt and home page name lists; `lists`: what lies where."""

    async def fetch(url, validators=None, *, elsewhere=False):
        assert url.startswith("https://mag.example/") or elsewhere
        feed = f'<link rel="alternate" type="application/rss+xml" href="{named.get("feed", "/none")}">'
        answers = {
            "https://mag.example/robots.txt": f"Sitemap: {named.get('sitemap', '/none.xml')}",
            "https://mag.example/": f"<html><head>{feed}</head></html>",
            **lists,
        }
        answer = answers.get(url)
        if isinstance(answer, Fetched):
            return answer
        return Fetched(url=url, status=200 if answer else 404, body=(answer or "").encode())

    return fetch


ONE = "<url><loc>https://mag.example/one-story-of-many</loc></url><url><loc>https://other.example/one-story-of-others</loc></url>"
FEED = "<rss><channel><item><link>https://mag.example/one-story-of-many</link></item></channel></rss>"
ELSEWHERE = {
    "robots.txt names a sitemap on a sub-domain": ({"sitemap": MAPS}, {MAPS: f"<urlset>{ONE}</urlset>"}),
    "an index in a bucket": (
        {"sitemap": "https://mag-files.storage.example/index.xml"},
        {
            "https://mag-files.storage.example/index.xml": "<sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex>",
            "https://mag-files.storage.example/1.xml": f"<urlset>{ONE}</urlset>",
        },
    ),
    "the home page names a feed service": ({"feed": SERVICE}, {SERVICE: FEED}),
    "a feed that leads to a feed service": (
        {"feed": "/feed"},
        {"https://mag.example/feed": Fetched(url="x", status=302, headers=(("location", SERVICE),)), SERVICE: FEED},
    ),
    "the feed that is named is gone, a usual place has one": ({"feed": SERVICE}, {"https://mag.example/rss.xml": FEED}),
    "the feed that is named is empty": (
        {"feed": "/new"},
        {"https://mag.example/new": "<rss><channel/></rss>", "https://mag.example/rss": FEED},
    ),
}


@pytest.mark.parametrize("kind", ELSEWHERE)
@pytest.mark.parametrize("window", [Window(), ALL], ids=["incremental", "all"])
def test_a_list_that_the_site_names_is_its_word_wherever_it_lies(kind, window, site, memory, crawl, magazine):
    named, lists = ELSEWHERE[kind]
    bare = replace(site, feeds=(), sitemaps=(), wordpress=None, date_archives=None, listings=())
    run = crawl(magazine, memory, window, site=bare, fetch=lists_elsewhere(named, lists))
    assert list(run.found) == ["https://mag.example/one-story-of-many"]


@pytest.mark.parametrize(
    "where", ["http://169.254.169.254/all.xml", "http://localhost/all.xml", "http://[::1]/all.xml", "https://maps.mag.example:8443/"]
)
def test_a_list_is_never_asked_for_at_an_address_without_a_name(where, site, memory, crawl, magazine):
    run = crawl(magazine, memory, site=replace(one_listing(site), feeds=()), fetch=lists_elsewhere({"sitemap": where, "feed": where}, {}))
    assert any("another host" in str(error) for error in run.errors)


def test_a_mirror_is_not_left_for_a_list_elsewhere(site, memory, crawl, magazine):
    mirror = replace(one_listing(site), feeds=()).rebased("https://mag.example/")
    run = crawl(magazine, memory, site=mirror, fetch=lists_elsewhere({"sitemap": MAPS, "feed": SERVICE}, {MAPS: ONE, SERVICE: FEED}))
    assert run.found == {} and any(MAPS in str(error) for error in run.errors)


def test_a_trap_is_told_by_its_pattern(magazine, memory, crawl, site):
    stories = [
        "a-story-that-is-one/", "x/y/x/y/x/y/a-calendar-of-events/", "a/b/c/d/e/f/g/h/i/j/k/l/m/", "a-story-that-is-one/?a=1&a=2",
        "a-story-that-is-one/?" + "&".join(f"v{n}=1" for n in range(20)), "a-story-that-is-one/" + "x" * 1_000,
    ]  # fmt: skip

    async def fetch(url, validators=None, *, elsewhere=False):
        entries = "".join(f"<url><loc>https://mag.example/{path.replace('&', '&amp;')}</loc></url>" for path in stories)
        if url.endswith("/sitemap.xml"):
            return Fetched(url=url, status=200, body=f"<urlset>{entries}</urlset>".encode())
        return Fetched(url=url, status=404)

    run = crawl(magazine, memory, ALL, site=replace(one_listing(site), sitemaps=("/sitemap.xml",)), fetch=fetch)
    assert list(run.found) == ["https://mag.example/a-story-that-is-one/"]
    told = {pattern: count for batch in run.batches for pattern, count in batch.refused.items()}
    assert told == {"repeated path": 1, "too deep": 1, "repeated query": 1, "over-long query": 1, "over-long address": 1}


def test_an_unreachable_site_is_errors_and_not_an_exception(magazine, memory, crawl):
    async def fetch(url, validators=None, *, elsewhere=False):
        raise FetchError(url, "refused")

    run = crawl(magazine, memory, fetch=fetch)
    assert run.found == {}
    assert {b.source for b in run.batches if b.error} >= {"feed", "listing", "sitemap", "robots"}
    assert memory.sources == {}
