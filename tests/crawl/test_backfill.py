"""Backfills from the live site, and from the live site and an archive together: each article once, from the best place that has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from demo.generated import GeneratedSite
from demo.http import Reply
from tests.crawl.captures import Capture, pages_of
from tests.crawl.conftest import Crawled
from tests.crawl.services import WaybackService
from tests.crawl.test_archives import LATEST, interrupted
from tests.crawl.test_matrix import differences

Scrapy = Callable[..., Any]
ALL = ("-a", "since=all")


@pytest.fixture
def site() -> Iterator[GeneratedSite]:
    with GeneratedSite(80, seed=71, years=2, latest=LATEST, multi_page=0.05) as running:
        yield running


def reckoned(result: Crawled) -> Counter[str]:
    """The figures of the last run's backfill, over all months, by `source/figure`."""
    sums: Counter[str] = Counter()
    for name, count in result.manifest()[-1]["stats"].items():
        if name.startswith("newscrawl/backfill/"):
            sums[name.split("/", 3)[3]] += count
    return sums


def by_month(result: Crawled, figure: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    for name, count in result.manifest()[-1]["stats"].items():
        if name.startswith("newscrawl/backfill/") and name.endswith(f"/{figure}"):
            sums[name.split("/")[2]] += count
    return sums


def test_it_ends_with_a_reconciliation_by_month_and_source(scrapy: Scrapy, site: GeneratedSite) -> None:
    truths = list(site.truths())
    result = scrapy("crawl", "techpoint", *ALL, base_url=site.url)
    assert result.status == 0, result.stderr
    assert by_month(result, "written") == Counter(f"{t.published:%Y-%m}" for t in truths)
    sums = reckoned(result)
    assert sums["wordpress/discovered"] == sums["wordpress/fetched"] == sums["wordpress/written"] == len(truths)
    assert not any(name.endswith("/missing") for name in sums)
    assert "2023-05 wordpress: " in result.stderr
    again = scrapy("crawl", "techpoint", *ALL, base_url=site.url)
    assert again.lines() == result.lines()
    assert reckoned(again)["wordpress/had"] == len(truths)
    assert again.manifest()[-1]["files"] == []


def test_killed_again_and_again_it_goes_on_without_asking_the_sources_again(scrapy: Scrapy, site: GeneratedSite, tmp_path: Path) -> None:
    where = ("-a", f"base_url={site.url}")
    assert interrupted(tmp_path / "output", *ALL, *where) >= 3
    asked = Counter(entry.target for entry in site.server.requests("/wp-json/"))
    assert asked
    assert max(asked.values()) == 1
    result = scrapy("crawl", "techpoint", *ALL, base_url=site.url)
    assert result.status == 0, result.stderr
    assert differences(result.lines(), list(site.truths())) == []
    assert Counter(entry.target for entry in site.server.requests("/wp-json/")) == asked
    assert reckoned(result)["wordpress/written"] == reckoned(result)["wordpress/discovered"] == 80  # of all six runs


def test_a_window_of_a_month_fetches_and_writes_only_that_month(scrapy: Scrapy, site: GeneratedSite) -> None:
    inside = [t for t in site.truths() if f"{t.published:%Y-%m}" == "2023-05"]
    result = scrapy("crawl", "techpoint", "-a", "since=2023-05-01", "-a", "until=2023-05-31", base_url=site.url)
    assert differences(result.lines(), inside) == []
    assert {entry.path.rstrip("/") for entry in site.article_requests()} >= {t.path.rstrip("/") for t in inside}
    others = {t.path for t in site.truths()} - {t.path for t in inside}
    assert not others & {entry.path for entry in site.article_requests()}
    assert set(by_month(result, "discovered")) <= {"2023-05", "undated"}


def archived(site: GeneratedSite) -> list[Capture]:
    """Each page as an archive has it: of the real site, a day after its publication."""
    return [c for t in site.truths() for c in pages_of(site, t, t.published + timedelta(days=1))]


def test_what_the_site_has_not_any_more_comes_from_the_archive_in_the_same_run(scrapy: Scrapy, site: GeneratedSite) -> None:
    captures = archived(site)
    lost = {t.path for t in site.delete(15)}
    listed_still = {t.path for t in list(site.truths())[:5]}
    serve = site.server.app
    site.server.app = lambda request: Reply(status=404) if request.path in listed_still else serve(request)
    lost |= listed_still
    with WaybackService(captures) as archive:
        settings = (f"NEWSCRAWL_WAYBACK_URL={archive.server.url}", "RETRY_TIMES=1")
        result = scrapy("crawl", "techpoint", "-a", "archive=live,wayback", base_url=site.url, settings=settings)
        assert result.status == 0, result.stderr
        assert len(result.lines()) == len({r["id"] for r in result.lines()}) == 80
        via = {urlsplit(r["url"]).path: r["fetch"]["via"] for r in result.lines()}
        asked = {target.rpartition("techpointmag.com")[2].rstrip("/") for target in archive.capture_requests()}
        assert {path for path, way in via.items() if way == "wayback"} == lost
        assert {target.removesuffix("/2").removesuffix("/3") for target in asked} == {path.rstrip("/") for path in lost}
        assert (reckoned(result)["wayback/written"], reckoned(result)["wordpress/written"]) == (15, 65)
        assert "gone" not in {line["reason"] for line in result.lines("rejected")}
        assert sum(by_month(result, "written").values()) == 80
        before = len(archive.capture_requests())
        again = scrapy("crawl", "techpoint", "-a", "archive=live,wayback", base_url=site.url, settings=settings)
        assert again.lines() == result.lines()
        assert again.manifest()[-1]["files"] == []
        assert len(archive.capture_requests()) == before
        assert {r["status"] for r in again.lines()} == {"live"}
