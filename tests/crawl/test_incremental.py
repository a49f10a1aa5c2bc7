"""Night after night: only what is new or changed is fetched and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.generated import GeneratedSite

Scrapy = Callable[..., Any]


def test_a_second_run_has_nothing_to_do(scrapy: Scrapy) -> None:
    with GeneratedSite(120, seed=11, years=3) as site:
        first = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert len(first.lines()) == 120
        site.server.forget()
        second = scrapy("crawl", "techpoint", base_url=site.url)
        assert second.status == 0, second.stderr
        assert len(second.lines()) == 120
        assert len(site.server.requests()) < 10
        assert second.manifest()[-1]["files"] == []


def test_new_changed_and_deleted_articles_each_get_their_line(scrapy: Scrapy) -> None:
    with GeneratedSite(60, seed=12, years=0.01) as site:
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        published = {t.canonical for t in site.publish(3)}
        updated = {t.canonical for t in site.update(2)}
        deleted = {t.canonical for t in site.delete(1)}
        before = len(scrapy("crawl", "techpoint", base_url=site.url, settings=("NEWSCRAWL_RECHECK_HOURS=0",)).lines())
        lines = scrapy("crawl", "techpoint", base_url=site.url, settings=("NEWSCRAWL_RECHECK_HOURS=0",)).lines()
        assert before >= 65
        after = lines[60:]
        assert {r["canonical_url"] for r in after if r["revision"] == 1} == published
        assert {r["canonical_url"] for r in after if r["revision"] == 2 and r["status"] == "live"} == updated
        assert {r["canonical_url"] for r in after if r["status"] == "gone"} == deleted
        assert len(after) == 6


def test_a_touched_article_is_not_a_revision(scrapy: Scrapy) -> None:
    with GeneratedSite(30, seed=13) as site:
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        site.touch(5)
        assert len(scrapy("crawl", "techpoint", base_url=site.url).lines()) == 30


def test_the_first_run_without_since_takes_what_the_front_shows(scrapy: Scrapy) -> None:
    with GeneratedSite(100, seed=14, years=2, per_feed=10, per_listing=10) as site:
        first = scrapy("crawl", "techpoint", base_url=site.url)
        assert 10 <= len(first.lines()) < 40
        newest = sorted(site.truths(), key=lambda t: t.published)[-10:]
        assert {t.canonical for t in newest} <= {r["canonical_url"] for r in first.lines()}


def test_a_window_touches_only_its_days(scrapy: Scrapy) -> None:
    with GeneratedSite(100, seed=15, years=1) as site:
        days = sorted(t.published.date() for t in site.truths())
        since, until = days[30], days[60]
        wanted = {t.canonical for t in site.truths() if since <= t.published.date() <= until}
        result = scrapy("crawl", "techpoint", "-a", f"since={since}", "-a", f"until={until}", base_url=site.url)
        assert {r["canonical_url"] for r in result.lines()} == wanted


def test_a_run_of_one_window_loses_nothing_for_the_next(scrapy: Scrapy) -> None:
    with GeneratedSite(60, seed=16, years=1, sources=("sitemap",)) as site:  # a sitemap states no publication: the window shows on the page
        days = sorted(t.published.date() for t in site.truths())
        window = ("-a", f"since={days[20]}", "-a", f"until={days[39]}")
        wanted = {t.canonical for t in site.truths() if days[20] <= t.published.date() <= days[39]}
        first = scrapy("crawl", "techpoint", *window, base_url=site.url)
        assert {r["canonical_url"] for r in first.lines()} == wanted
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert sorted(r["canonical_url"] for r in first.lines()) == sorted(t.canonical for t in site.truths())


def test_a_run_tells_prometheus_of_itself(scrapy: Any, tmp_path: Path) -> None:
    metrics = tmp_path / "newscrawl.prom"
    with GeneratedSite(6, seed=41) as site:
        done = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=(f"NEWSCRAWL_METRICS={metrics}",))
        newest = max(truth.published for truth in site.truths())
    text = metrics.read_text("utf-8")
    assert f'newscrawl_articles{{site="techpoint",disposition="written"}} {len(done.lines())}' in text
    assert 'newscrawl_exit_status{site="techpoint"} 0' in text
    assert f'newscrawl_newest_article_timestamp_seconds{{site="techpoint"}} {int(newest.timestamp())}' in text


def test_a_source_that_is_not_due_is_quiet_and_the_line_says_so(scrapy: Scrapy) -> None:
    """Articles of the last weeks, so that a rhythm is known; a further run comes at once."""
    with GeneratedSite(60, seed=37, years=0.1) as site:
        settings = ("NEWSCRAWL_POLL=learned",)
        first = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=settings)
        second = scrapy("crawl", "techpoint", base_url=site.url, settings=settings)
        site.server.forget()
        third = scrapy("crawl", "techpoint", base_url=site.url, settings=settings)
        lists = [entry.path for entry in site.server.requests() if entry.path.startswith(("/feed", "/wp-json", "/sitemap"))]
    assert (first.status, second.status, third.status) == (0, 0, 0), third.stderr
    assert "sources not due" not in second.stderr and "4 sources not due" in third.stderr
    assert lists == []


def test_a_run_file_that_is_gone_makes_the_next_run_unhealthy(scrapy: Any, tmp_path: Path) -> None:
    with GeneratedSite(6, seed=43) as site:
        first = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        [path] = first.output.glob("*/articles-*.jsonl")
        path.unlink()
        second = scrapy("crawl", "techpoint", base_url=site.url)
    assert (first.status, second.status) == (0, 3)
    assert f"{path.name} (6 records) is gone" in second.stderr


def test_scrapys_http_cache_hides_nothing(scrapy: Any, tmp_path: Path) -> None:
    settings = ("HTTPCACHE_ENABLED=True", f"HTTPCACHE_DIR={tmp_path / 'cache'}")
    with GeneratedSite(6, seed=44) as site:
        scrapy("crawl", "techpoint", base_url=site.url, settings=settings)
        asked = len(site.server.requests("/feed"))
        second = scrapy("crawl", "techpoint", base_url=site.url, settings=settings)
        assert len(site.server.requests("/feed")) > asked > 0, "the second run asks the site, not the cache"
    assert "HTTPCACHE_ENABLED has no effect on techpoint" in second.stderr
