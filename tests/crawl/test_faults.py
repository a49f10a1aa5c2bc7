"""Whole crawls of sites that misbehave: what is right comes out right, what is wrong costs nobody else anything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from bench.crawl import tree_mb
from demo import faults
from demo.faults.injector import SiteReply
from demo.generated import GeneratedSite
from demo.http import Raw, Reply, Request
from tests.crawl.conftest import FAST, PROJECT, Crawled, command
from tests.crawl.test_matrix import differences

Scrapy = Callable[..., Any]
QUICK = ("NEWSCRAWL_RETRY_SECONDS=0.02", "NEWSCRAWL_RETRY_SECONDS_MAX=0.2")
AT_ONCE = ("NEWSCRAWL_RECHECK_HOURS=0", "NEWSCRAWL_RECHECK_GROWTH=0")  # every article is looked at again
HOSTILE_TITLE = "\x1b]0;owned\x07\x1b[2J\x9b31mRed\r\nERROR: forged line\x00\u202eesrever"
SLUGS = ("/..%2f..%2f..%2ftmp%2fout-of-the-folder/", "/%2e%2e%5c%2e%2e%5cback-to-the-drive/", "/a-line%0abreak%1b%5b2J-in-a-slug/")
RAW_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def test_under_passing_faults_every_article_comes_out_right(scrapy: Scrapy) -> None:
    with GeneratedSite(200, seed=51, multi_page=0.1) as site:
        site.faults.randomly(0.3, seed=5)
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=QUICK)
        assert site.faults.thrown > 60
        assert result.status == 0, result.stderr
        assert differences(result.lines(), site.truths()) == []


def set_traps(site: GeneratedSite, other: str) -> list[str]:
    """Faults at addresses that the sitemap names like stories, and in the site's own sources. `other`: a private neighbour."""
    targets = (other, "http://169.254.169.254/latest/meta-data/", "http://[::1]:9/", "http://0x7f000001:9/", "file:///etc/passwd")
    traps = {
        "bomb-gzip": faults.bomb("gzip", 2048),
        "bomb-of-ten-megabytes": faults.bomb("gzip", 2048, noise=7),
        "bomb-brotli": faults.bomb("br", 2048),
        "bomb-zstd": faults.bomb("zstd", 2048),
        "endless-story": faults.endless(),
        "endless-chunks": faults.endless(chunked=True),
        "header-bomb": faults.header_bomb(),
        "large-page": faults.large_page(50),
        "deep-page": faults.deep_page(),
        "wide-page": faults.many_attributes(),
        "round-and-round": faults.redirect_loop(),
        "nothing-here": faults.empty(),
        **{f"leads-to-{n}": faults.redirect(to) for n, to in enumerate(targets)},
    }
    for name, fault in traps.items():
        site.faults.on(f"^/{name}-of-the-day/", fault)
    site.faults.on("^/feed/", faults.external_entity("feed"))
    site.faults.on("^/news-sitemap", faults.entity_bomb("sitemap"))
    site.faults.on("^/page-sitemap", faults.external_entity("sitemap", f"{other}/secret"))
    site.faults.on("^/events/", faults.calendar())
    site.faults.on("^/page/", faults.endless_paging())
    site.faults.on("^/$", faults.linking("/events/2026/11/", "/events/2026/", *targets))
    listed = [f"/{name}-of-the-day/" for name in traps] + list(targets)
    entries = "".join(f"<url><loc>{urljoin(site.url, path)}</loc></url>" for path in (*listed, *SLUGS))
    site.faults.on("^/post-sitemap", faults.edited(lambda text: text.replace("</urlset>", f"{entries}</urlset>")))
    for n, slug in enumerate(SLUGS):
        site.faults.on("^" + re.escape(slug), faults.article(f"Slug {n} {HOSTILE_TITLE}"))
    return listed


def watched(site: GeneratedSite, output: Path, *settings: str) -> tuple[Crawled, float]:
    """A crawl, and the peak memory of its whole process tree, MiB."""
    chosen = [piece for setting in (*FAST, *QUICK, f"NEWSCRAWL_OUTPUT_DIR={output}", *settings) for piece in ("-s", setting)]
    errors = output.parent / "stderr"
    with errors.open("wb") as sink:
        line = command("crawl", "techpoint", "-a", "since=all", "-a", f"base_url={site.url}", *chosen)
        process = subprocess.Popen(line, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=sink)
        peak, end = 0.0, time.monotonic() + 120
        while process.poll() is None:
            peak = max(peak, tree_mb(process.pid))
            if time.monotonic() > end:
                process.kill()
            time.sleep(0.05)
    return Crawled(process.returncode, "", errors.read_text("utf-8", errors="surrogateescape"), output), peak


def test_a_hostile_pack_costs_the_good_articles_nothing(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with GeneratedSite(30, seed=52, sources=("sitemap", "feed", "listings")) as site, GeneratedSite(1, seed=53) as other:
        lies = (
            faults.titled(HOSTILE_TITLE),
            faults.charset_lie(),
            faults.nuls(),
            faults.cookie_bomb(10),
            faults.refresh_to(f"{other.url}/x"),
            faults.refresh_to("http://169.254.169.254/"),
            faults.canonical_to(f"{other.url}/x"),
            faults.canonical_to("http://169.254.169.254/latest/"),
        )
        for truth, lie in zip(site.truths(), lies, strict=False):  # articles all the same
            site.faults.on("^" + re.escape(truth.path), lie)
        trapped = set_traps(site, other.url)
        result, peak = watched(site, output, "RETRY_TIMES=2", "DOWNLOAD_TIMEOUT=10", "NEWSCRAWL_WORKERS=2")
        asked = {entry.path for entry in site.log}
        assert {path for path in trapped if path.startswith("/")} <= asked
        assert len(site.log) < 200, "a calendar and endless paging are left soon"
        assert not other.log

        records = result.lines()
        odd = [record for record in records if urlsplit(record["url"]).path in SLUGS]
        assert len(odd) == len(SLUGS)
        assert differences([record for record in records if record not in odd], site.truths()) == []
    assert not [found for record in records for found in re.findall(r"[\x00-\x1f\x7f-\x9f]", json.dumps(record, ensure_ascii=False))]
    assert result.status == 0, result.stderr
    told = result.stderr.replace(site.url, "")
    for reason in ("too-large", "headers-too-large", "redirects (", "address (", "scheme (", "declares XML entities"):
        assert reason in told
    assert "Traceback" not in told
    assert not RAW_CONTROL.findall(told)
    assert all(re.match(r"(\d{4}-\d\d-\d\d [\d:]{8} \[|newscrawl: | |\[\]$|$)", line) for line in told.split("\n")), told
    assert sorted({path.name.split("-")[0] for path in tmp_path.rglob("*") if path.is_file()}) == [
        "articles", "edits", "manifest.jsonl", "pages", "rejected", "stderr", "techpoint.lock", "techpoint.sqlite",
    ]  # fmt: skip
    sys.stdout.write(f"peak memory of the process tree: {peak:.0f} MiB\n")
    assert peak < 600


def test_nothing_that_a_site_names_leads_to_a_special_address(scrapy: Scrapy) -> None:
    with GeneratedSite(20, seed=62) as site, GeneratedSite(3, seed=63) as other:
        near = other.url.removeprefix("http://127.0.0.1:")
        inside = (other.url, f"http://0x7f000001:{near}", f"http://2130706433:{near}", f"http://0177.0.0.1:{near}", f"http://127.1:{near}",
                  f"http://localhost:{near}", f"http://[::ffff:127.0.0.1]:{near}")  # fmt: skip
        special = (
            *inside,
            "http://169.254.169.254/latest/",
            "http://[::1]:9/",
            "http://[fe80::1]/",
            "file:///etc/passwd",
            "ftp://127.0.0.1/x",
        )
        there = [f"{address.rstrip('/')}/a-story-that-lies-elsewhere/" for address in special]
        articles = iter(truth.path for truth in site.truths())
        for target in there:  # an article each: what its page says of other addresses
            path = next(articles)
            marks = f'<link rel="next" href="{target}"><link rel="amphtml" href="{target}"><base target="{target}">'
            marked = inserted(marks, "</head>")
            site.faults.on("^" + re.escape(path), all_of(faults.canonical_to(target), faults.refresh_to(target), marked))
        items = "".join(f"<item><title>A story that lies elsewhere</title><link>{target}</link></item>" for target in there)
        entries = "".join(f"<url><loc>{target}</loc></url>" for target in there)
        index = "".join(f"<sitemap><loc>{target}map.xml</loc></sitemap>" for target in there)
        site.faults.on("^/feed/", inserted(items, "</channel>"))
        site.faults.on("^/post-sitemap", inserted(entries, "</urlset>"))
        site.faults.on("^/sitemap_index", inserted(index, "</sitemapindex>"))
        lines = "".join(f"Sitemap: {target}robots-map.xml\n" for target in there)
        site.faults.on("^/robots.txt", faults.edited(lambda text: text + "\n" + lines))
        site.faults.on("^/$", faults.linking(*there))
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=QUICK)
        assert {"/robots.txt", "/feed/", "/post-sitemap.xml", "/sitemap_index.xml", "/"} <= {entry.path for entry in site.log}
        assert not other.log
        assert result.status == 0, result.stderr
        records = result.lines()
        assert differences(records, site.truths()) == []
    assert {urlsplit(record[name]).netloc for record in records for name in ("url", "canonical_url")} == {urlsplit(site.url).netloc}


def all_of(*changes: faults.Fault) -> faults.Fault:
    """Several changes of one page, one after the other."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        for change in changes:
            site = partial(change, request, site)
        return site()

    return answer


def inserted(text: str, before: str) -> faults.Fault:
    return faults.edited(lambda page: page.replace(before, text + before))


def endless_story(path: str) -> faults.Fault:
    """An article that has one more page, whatever page is asked for."""

    def answer(request: Request, site: SiteReply) -> Reply:
        number = int((re.search(r"/(\d+)/$", request.path) or ["", "1"])[1])
        story = faults.article("A story without an end", [f"Page {number} says what no other page does. " * 5, f"{number} " * 50])
        page = story(request, site)
        assert isinstance(page, Reply)
        links = f'<link rel="prev" href="{path}"><link rel="next" href="{path}{number + 1}/"><title>'
        return replace(page, body=page.rendered().replace(b"<title>", links.encode()))

    return answer


def test_what_is_beyond_a_limit_is_told_with_its_reason_and_never_cut_to_fit(scrapy: Scrapy) -> None:
    with GeneratedSite(6, seed=58, sources=("sitemap",)) as site:
        endless, long = "/a-story-without-an-end/", "/a-story-of-a-million-words/"
        traps = ("/x/y/x/y/a-calendar-of-events/", "/a-calendar-of-events/?a=1&amp;a=2&amp;a=3")
        entries = "".join(f"<url><loc>{urljoin(site.url, path)}</loc></url>" for path in (endless, long, *traps))
        site.faults.on("^/post-sitemap", faults.edited(lambda text: text.replace("</urlset>", f"{entries}</urlset>")))
        site.faults.on(f"^{endless}", endless_story(endless))
        site.faults.on(f"^{long}", faults.article("A long story", [f"Sentence {n} of a story that is too long." for n in range(2_000)]))
        bounds = ("NEWSCRAWL_ARTICLE_PAGES=5", "NEWSCRAWL_TEXT_LENGTH=50000")
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=(*QUICK, *bounds))
        assert len([entry for entry in site.log if entry.path.startswith(endless)]) == 5
        assert not [entry for entry in site.log if "calendar" in entry.path]
        assert differences(result.lines(), site.truths()) == []
    assert result.status == 0, result.stderr
    told = {urlsplit(r["url"]).path: r["detail"] for r in result.lines("rejected") if r["reason"] == "too-long"}
    assert told[endless] == "it goes on behind NEWSCRAWL_ARTICLE_PAGES 5 pages"
    assert told[long].endswith("> NEWSCRAWL_TEXT_LENGTH 50000")
    assert "repeated path 1, repeated query 1)" in result.stderr
    stats = result.manifest()[-1]["stats"]
    assert (stats["newscrawl/traps/repeated-path"], stats["newscrawl/traps/repeated-query"]) == (1, 1)


def test_a_page_budget_spreads_a_site_over_several_runs_and_loses_nothing(scrapy: Scrapy) -> None:
    with GeneratedSite(40, seed=59, sources=("sitemap",)) as site:
        for _ in range(4):
            site.server.forget()
            budget = ("NEWSCRAWL_PAGE_BUDGET=20", "NEWSCRAWL_GIVE_UP_RUNS=1", *AT_ONCE)
            result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=budget)
            assert result.status == 0, result.stderr
            assert len([entry for entry in site.log if entry.path != "/robots.txt"]) <= 20
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert differences(result.lines(), site.truths()) == []


def test_a_host_that_cannot_be_asked_any_more_is_told_once_and_not_for_every_article(scrapy: Scrapy) -> None:
    with GeneratedSite(600, seed=60, sources=("sitemap",)) as site:
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=("NEWSCRAWL_PAGE_BUDGET=15",))
    assert result.status == 0, result.stderr
    assert result.stderr.count("nothing more can be asked for in this run; what was not fetched stays due") == 1
    assert len(result.lines("rejected")) < 400


def test_no_two_requests_come_closer_than_crawl_delay_says(scrapy: Scrapy) -> None:
    settings = (*QUICK, "CONCURRENT_REQUESTS_PER_DOMAIN=8", "DOWNLOAD_TIMEOUT=5")
    with GeneratedSite(5, seed=54, robots="User-agent: *\nCrawl-delay: 2\n") as site:
        scrapy("crawl", "techpoint", base_url=site.url, settings=(*settings, "NEWSCRAWL_PAGE_BUDGET=3"))
        moments = [[entry.at for entry in site.log]]
        site.server.forget()
        site.faults.on("^/robots.txt", faults.status(500), times=1)  # the copy of the run before says how long to wait for the next try
        site.faults.randomly(0.3, seed=4)
        scrapy("crawl", "techpoint", base_url=site.url, settings=(*settings, "NEWSCRAWL_PAGE_BUDGET=6"))
        moments.append([entry.at for entry in site.log])
        assert site.faults.thrown >= 2
    assert len(moments[1]) >= 7
    gaps = [later - earlier for run in moments for earlier, later in pairwise(run)]
    assert min(gaps) >= 2, gaps


def test_a_site_whose_robots_txt_fails_is_left_alone(scrapy: Scrapy) -> None:
    with GeneratedSite(12, seed=55, years=0.005) as site:
        assert len(scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=AT_ONCE).lines()) == 12
        site.server.forget()
        site.faults.on("^/robots.txt", faults.status(503))
        again = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=(*QUICK, *AT_ONCE))
        assert {entry.path for entry in site.log} == {"/robots.txt"}
    assert again.status == 3, again.stderr
    assert [line for line in again.stderr.split("\n") if line.startswith("newscrawl: ") and "robots.txt" in line]
    assert len(again.lines()) == 12
    assert again.manifest()[-1]["exit"] == 3


def test_articles_that_are_all_gone_at_once_are_an_outage(scrapy: Scrapy) -> None:
    with GeneratedSite(12, seed=56, years=0.005) as site:
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=AT_ONCE)
        site.fail("article", 404)
        for _ in range(2):  # one more run than a single page needs to be taken for gone
            site.server.forget()
            result = scrapy("crawl", "techpoint", base_url=site.url, settings=AT_ONCE)
            assert len(site.article_requests()) >= 6
    assert [record["status"] for record in result.lines()] == ["live"] * 12
    assert "trouble of the site" in result.stderr


def test_articles_that_lose_their_authors_end_with_exit_3(scrapy: Scrapy) -> None:
    with GeneratedSite(60, seed=57, sources=("sitemap", "feed"), feed_content=False) as site:
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        site.publish(20)
        names = re.compile("|".join(re.escape(name) for truth in site.truths() for name in truth.authors))
        site.faults.on("", faults.edited(lambda page: names.sub("", page)))
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert result.status == 3, result.stderr
        assert "newscrawl/fields/authors 0% of 20 articles < 50% (100% of the 60 before)" in result.stderr
        assert result.manifest()[-1]["exit"] == 3
        assert len([record for record in result.lines() if not record["authors"]]) == 20
