"""Backfills from the Wayback Machine and from Common Crawl, on loopback: each article once, from the best capture that there is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.generated import GeneratedSite
from demo.http import Reply
from demo.truth import Truth
from newscrawl.archive.reader.warc import read_pages
from newscrawl.model import Page
from newscrawl.schema import validate
from tests.crawl.captures import GONE, REAL, TOOLBAR_WORDS, Capture, bad_captures, of_the_page, pages_of
from tests.crawl.services import BUSY, CommonCrawlService, WaybackService
from tests.crawl.test_archives import LATEST, interrupted, truths_of
from tests.crawl.test_matrix import differences

Scrapy = Callable[..., Any]
SERVICES = {"wayback": (WaybackService, "NEWSCRAWL_WAYBACK_URL"), "commoncrawl": (CommonCrawlService, "NEWSCRAWL_COMMONCRAWL_URL")}
HOUR = timedelta(hours=1)


def held(site: GeneratedSite) -> tuple[list[Capture], list[Truth]]:
    """What archives hold of a site: a soft 404 and a cut-off page before the first good capture of some articles, bad captures between
    good ones, later versions, and pages that are no articles."""
    truths = truths_of(site)
    captures: list[Capture] = []
    for n, truth in enumerate(truths):
        good = list(pages_of(site, truth, truth.published + timedelta(days=1)))
        captures += good
        if n % 3 == 0:
            captures += [replace(c, at=c.at + timedelta(days=30)) for c in good]
        if n % 4 == 0:
            captures += bad_captures(truth, truth.published + timedelta(days=2))
        if n % 5 == 0:
            captures.append(Capture(url=good[0].url, at=truth.published + 2 * HOUR, body=GONE))
        if n % 6 == 0:
            captures.append(Capture(url=good[0].url, at=truth.published + HOUR, body=b"<html><body>"))
    site.update(10)
    for truth in list(site.truths())[::4]:
        captures += pages_of(site, truth, truth.published + timedelta(days=200))
    captures.append(Capture(url=f"{REAL}/", at=LATEST, body=captures[0].body))
    captures.append(Capture(url=f"{REAL}/category/news/", at=LATEST, body=captures[0].body))
    captures.append(Capture(url=f"{REAL}/wp-content/uploads/a.pdf", at=LATEST, mime="application/pdf", body=b"%PDF"))
    captures.append(Capture(url=f"{REAL}/never-anything-but-an-error/", at=LATEST, body=GONE))
    return captures, truths


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Any:
    """A running archive, how a crawl is pointed to it, and what is true."""
    kind, setting = SERVICES[request.param]
    with GeneratedSite(80, seed=51, years=3, latest=LATEST, multi_page=0.08) as site:
        captures, truths = held(site)
    with kind(captures) as running:
        yield running, ("-a", f"archive={request.param}"), (f"{setting}={running.server.url}",), truths


def test_each_article_once_and_right(scrapy: Scrapy, service: Any) -> None:
    running, archive, settings, truths = service
    result = scrapy("crawl", "techpoint", *archive, settings=settings)
    assert result.status == 0, result.stderr
    assert differences(result.lines(), truths) == []
    for record in result.lines():
        validate(record)
        fetch = record.pop("fetch")
        assert fetch["via"] == archive[1].removeprefix("archive=")
        assert fetch["archive_url"].startswith(running.server.url)
        waited = datetime.fromisoformat(fetch["captured_at"]) - datetime.fromisoformat(record["date_published"])
        assert abs(waited - timedelta(days=1)) <= timedelta(minutes=1)
        assert "127.0.0.1" not in str({k: v for k, v in record.items() if k != "run_id"})
    assert [(r["url"], r["reason"]) for r in result.lines("rejected")] == [(f"{REAL}/never-anything-but-an-error/", "soft-404")]
    [pages] = result.output.glob("*/pages-*.warc.gz")
    stored = {(p.url, p.captured_at) for p in read_pages(pages) if isinstance(p, Page) and p.archive_url}
    assert len(stored) >= len(truths)


@pytest.mark.parametrize("how", ["wayback", "pywb"])
def test_nothing_that_a_replay_puts_around_a_page_comes_into_a_record(scrapy: Scrapy, tmp_path: Path, how: str) -> None:
    """Its toolbar, and its addresses before the original ones, where it does not give the original bytes."""
    with GeneratedSite(20, seed=54, years=1, latest=LATEST, multi_page=0.3) as site:
        truths = truths_of(site)
        captures = [page for truth in truths for page in pages_of(site, truth, truth.published + timedelta(days=1))]
    found = []
    for wraps in ("", how):
        with WaybackService(captures, wraps=wraps) as running:
            settings = (f"NEWSCRAWL_WAYBACK_URL={running.server.url}",)
            result = scrapy("crawl", "techpoint", "-a", "archive=wayback", settings=settings, output=tmp_path / f"output-{wraps}")
        assert result.status == 0, result.stderr
        found.append(({r["id"]: of_the_page(r) for r in result.lines()}, {e["id"]: e["edits"] for e in result.lines("edits")}))
        assert differences(result.lines(), truths) == []
    assert found[0] == found[1]
    assert any(record["images"] for record in found[1][0].values())
    assert [word for word in TOOLBAR_WORDS if word in json.dumps(found[1])] == []


def test_the_original_bytes_are_asked_for(scrapy: Scrapy, service: Any) -> None:
    """Without `id_` the stand-in wraps what it serves, as the Wayback Machine does."""
    running, archive, settings, _ = service
    assert scrapy("crawl", "techpoint", *archive, settings=settings).status == 0
    assert all("id_/" in entry.target for entry in running.server.requests("/web/"))


def test_run_again_it_asks_the_index_only(scrapy: Scrapy, service: Any) -> None:
    running, archive, settings, _ = service
    first = scrapy("crawl", "techpoint", *archive, settings=settings).lines()
    asked = running.capture_requests()
    assert len(asked) == len(set(asked))
    running.server.forget()
    again = scrapy("crawl", "techpoint", *archive, settings=settings)
    assert again.status == 0, again.stderr
    assert again.lines() == first
    assert again.manifest()[-1]["files"] == []
    assert (running.capture_requests(), running.index_requests() > 0) == ([], True)


def test_killed_again_and_again_it_comes_to_the_same_articles(scrapy: Scrapy, service: Any, tmp_path: Path) -> None:
    _, archive, settings, truths = service
    assert interrupted(tmp_path / "output", *archive, *(p for s in settings for p in ("-s", s))) >= 3
    result = scrapy("crawl", "techpoint", *archive, settings=settings)
    assert result.status == 0, result.stderr
    assert differences(result.lines(), truths) == []


@pytest.mark.parametrize("late", [92, 1])
def test_a_window_of_a_month_asks_for_what_may_be_of_it_and_the_rest_comes_later(scrapy: Scrapy, service: Any, late: int) -> None:
    """Pages were captured for the first time soon after their publication, many of them again months later. An address says no day here:
    what was captured for the first time in the days behind the window may be of it, what was captured before it is not."""
    running, archive, settings, truths = service
    days = sorted(t.published.date() for t in truths)
    since, until = days[30], days[30] + timedelta(days=30)
    inside = [t for t in truths if since <= t.published.date() <= until]
    window = ("-a", f"since={since}", "-a", f"until={until}")
    month = scrapy("crawl", "techpoint", *archive, *window, settings=(*settings, f"NEWSCRAWL_ARCHIVE_LATE_DAYS={late}"))
    assert month.status == 0, month.stderr
    assert differences(month.lines(), inside) == []
    may_be = {t.path for t in truths if since - timedelta(days=4) <= t.published.date() <= until + timedelta(days=late + 2)}
    asked = {running.path_of(target) for target in running.capture_requests()}
    assert asked <= may_be | {f"{path}{number}/" for path in may_be for number in (2, 3)}
    everything = scrapy("crawl", "techpoint", *archive, "-a", "since=all", settings=settings)
    assert differences(everything.lines(), truths) == []


def test_what_a_source_dated_is_not_asked_for_outside_of_its_days(scrapy: Scrapy, service: Any) -> None:
    running, archive, settings, truths = service
    days = sorted(t.published.date() for t in truths)
    since, until = days[30], days[30] + timedelta(days=30)
    with GeneratedSite(80, seed=51, years=3, latest=LATEST, multi_page=0.08, sources=("wordpress",)) as site:
        paths, serve = {t.path for t in site.truths()}, site.server.app
        site.server.app = lambda request: Reply(status=500) if request.path in paths else serve(request)
        live = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=("RETRY_TIMES=0",))
        assert live.lines() == []
        window = ("-a", f"since={since}", "-a", f"until={until}")
        result = scrapy("crawl", "techpoint", *archive, *window, base_url=site.url, settings=settings)
    assert result.status == 0, result.stderr
    asked = {running.path_of(target) for target in running.capture_requests()}
    near = {t.path for t in truths if since - timedelta(days=1) <= t.published.date() <= until + timedelta(days=1)}
    assert asked
    assert asked <= near | {f"{path}{number}/" for path in near for number in (2, 3)}


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("how", ["changed", "shorter"])
def test_where_a_capture_cannot_be_read_another_one_that_repeats_it_is_taken(scrapy: Scrapy, name: str, how: str) -> None:
    """The Wayback Machine's index names the first of several captures with one payload."""
    kind, setting = SERVICES[name]
    with GeneratedSite(9, seed=53, years=1, latest=LATEST, multi_page=0.4) as site:
        truths = truths_of(site)
        firsts = [list(pages_of(site, truth, truth.published + timedelta(days=1))) for truth in truths]
        changed = [page for truth in site.update(9) for page in pages_of(site, truth, truth.published + timedelta(days=99))]
    captures = changed + [replace(page, at=page.at + timedelta(days=late)) for pages in firsts for page in pages for late in (0, 9)]
    unreadable = [pages[-1] for pages in firsts[::2]]  # of split articles a further page
    assert {len(pages) > 1 for pages in firsts[::2]} == {True, False}
    with kind(captures, broken={(page.url, page.stamp): how for page in unreadable}) as running:
        result = scrapy("crawl", "techpoint", "-a", f"archive={name}", settings=(f"{setting}={running.server.url}",))
        exact = [entry for entry in running.server.requests("/cdx/") if "matchType=exact" in entry.target]
    assert result.status == 0, result.stderr
    assert differences(result.lines(), truths) == []
    waited = {
        r["canonical_url"]: datetime.fromisoformat(r["fetch"]["captured_at"]) - datetime.fromisoformat(r["date_published"])
        for r in result.lines()
    }
    assert [round(waited[truth.canonical] / timedelta(days=1)) for truth in truths] == [10, 1] * 4 + [10]
    assert len(exact) == (5 if name == "wayback" else 0)  # asked for only where something could not be read


def test_a_busy_service_is_obeyed_and_costs_no_article(scrapy: Scrapy, service: Any) -> None:
    running, archive, settings, truths = service
    running.faults = [
        ("cdx" if "wayback" in archive[1] else "-index", 2, BUSY),
        ("/web/" if "wayback" in archive[1] else "/crawl-data/", 3, BUSY),
    ]
    result = scrapy("crawl", "techpoint", *archive, settings=settings)
    assert result.status == 0, result.stderr
    assert differences(result.lines(), truths) == []
    log = running.server.log
    for n, entry in enumerate(log):
        if entry.status == 429:  # what was sent before the answer came may still arrive
            assert all(later.at - entry.at > 0.9 or later.at - entry.at < 0.3 for later in log[n + 1 :])


def test_what_the_archive_would_not_give_comes_with_the_next_run(scrapy: Scrapy, service: Any) -> None:
    running, archive, settings, truths = service
    running.faults = [("/web/" if "wayback" in archive[1] else "/crawl-data/", 60, Reply(status=500))]
    first = scrapy("crawl", "techpoint", *archive, settings=(*settings, "RETRY_TIMES=0"))
    assert len(first.lines()) < len(truths)
    result = scrapy("crawl", "techpoint", *archive, settings=settings)
    assert result.status == 0, result.stderr
    assert Counter(r["canonical_url"] for r in result.lines()) == Counter(t.canonical for t in truths)  # some from the next best capture


def test_an_index_that_breaks_is_a_failed_run_and_the_next_one_goes_on(scrapy: Scrapy, service: Any) -> None:
    running, archive, settings, truths = service
    running.faults = [("/cdx/" if "wayback" in archive[1] else "/collinfo", 9, Reply(status=200, body=b"<html>maintenance</html>"))]
    result = scrapy("crawl", "techpoint", *archive, settings=settings)
    assert result.status == 1
    assert "Traceback" not in result.stderr
    running.faults = []
    assert differences(scrapy("crawl", "techpoint", *archive, settings=settings).lines(), truths) == []


def test_what_the_live_site_gave_is_not_fetched_again_and_what_only_the_archive_has_is_not_asked_of_the_site(scrapy: Scrapy) -> None:
    with GeneratedSite(40, seed=52, years=2, latest=LATEST, soft_404s=0) as site:
        captures = [c for t in site.truths() for c in pages_of(site, t, t.published + timedelta(days=1))]
        captures = [replace(c, url=c.url.replace(REAL, site.url), body=c.body.replace(REAL.encode(), site.url.encode())) for c in captures]
        lost = {t.canonical for t in site.delete(15)}
        live = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert len(live.lines()) == 25
        for capture in captures:  # as the archive knows them
            captures[captures.index(capture)] = replace(capture, url=capture.url.replace(site.url, REAL))
        with WaybackService(captures) as running:
            site.server.forget()
            settings = (f"NEWSCRAWL_WAYBACK_URL={running.server.url}",)
            running.faults = [("/web/", 30, Reply(status=500))]
            scrapy("crawl", "techpoint", "-a", "archive=wayback", base_url=site.url, settings=(*settings, "RETRY_TIMES=0"))
            assert site.server.requests() == []
            scrapy("crawl", "techpoint", base_url=site.url)
            assert site.article_requests() == []
            running.faults = []
            result = scrapy("crawl", "techpoint", "-a", "archive=wayback", base_url=site.url, settings=settings)
            asked = Counter(target for target in running.capture_requests())
        assert {r["canonical_url"] for r in result.lines()[25:]} == lost
        assert len(result.lines()) == 40
        assert len({target.removesuffix("2/") for target in asked}) == 15


@pytest.mark.parametrize("archive", SERVICES)
def test_an_archive_that_has_nothing_of_the_site_is_told(scrapy: Scrapy, archive: str) -> None:
    service, setting = SERVICES[archive]
    with service([]) as running:
        days = ("-a", "since=2020-01-01", "-a", "until=2020-01-31")
        settings = (f"{setting}={running.server.url}",)
        done = scrapy("crawl", "techpoint", "-a", f"archive={archive}", *days, settings=settings)
    assert done.status == 3, done.stderr
    assert "the archive has no page of the site from these days" in done.stderr
