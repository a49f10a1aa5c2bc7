"""Backfills from CC-NEWS, on loopback: whole files come over the wire, and each article of the site comes once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.generated import GeneratedSite
from demo.http import Reply
from newscrawl.schema import validate
from tests.crawl.captures import GONE, REAL, bad_captures, pages_of
from tests.crawl.services import BUSY, NewsService
from tests.crawl.test_archives import LATEST, interrupted, truths_of
from tests.crawl.test_matrix import differences
from tests.crawl.test_usage import one_line

Scrapy = Callable[..., Any]
NEWS = ("-a", "archive=ccnews")
EVERYTHING = (*NEWS, "-a", "since=2023-05-01", "-a", "until=2024-06-30")  # since=all would ask for ten years of lists


@pytest.fixture
def news() -> Any:
    """The service, how a crawl is pointed to it, and what is true."""
    with GeneratedSite(60, seed=61, years=1, latest=LATEST, multi_page=0.08) as site:
        truths = truths_of(site)
        captures = [c for t in truths for c in pages_of(site, t, t.published + timedelta(hours=2))]
        captures += [replace(c, at=c.at + timedelta(hours=5)) for c in captures[::4]]  # the same again
        for truth in truths[::5]:
            captures += bad_captures(truth, truth.published + timedelta(hours=1))
            captures += [replace(captures[0], url=REAL + truth.path, at=truth.published + timedelta(hours=1), body=GONE)]
    with NewsService(captures) as running:
        yield running, (f"NEWSCRAWL_COMMONCRAWL_URL={running.server.url}",), truths


def test_each_article_once_and_right_with_what_the_files_hold_beside_it(scrapy: Scrapy, news: Any) -> None:
    running, settings, truths = news
    result = scrapy("crawl", "techpoint", *EVERYTHING, settings=settings)
    assert result.status == 0, result.stderr
    assert differences(result.lines(), truths) == []
    for record in result.lines():
        validate(record)
        fetch = record["fetch"]
        assert (fetch["via"], fetch["warc_file"].startswith("pages-")) == ("commoncrawl", True)
        assert fetch["archive_url"].startswith(f"{running.server.url}/crawl-data/CC-NEWS/")
        assert datetime.fromisoformat(fetch["captured_at"]) - datetime.fromisoformat(record["date_published"]) < timedelta(hours=3)
    assert len(running.capture_requests()) == len(running.files)
    stats = result.manifest()[-1]["stats"]
    assert stats["newscrawl/archive/damaged"] == len(running.files)
    assert stats["newscrawl/archive/other-site"] >= len(running.files)


def test_run_again_it_reads_the_lists_only_and_writes_nothing(scrapy: Scrapy, news: Any) -> None:
    running, settings, _ = news
    before = scrapy("crawl", "techpoint", *EVERYTHING, settings=settings).lines()
    running.server.forget()
    again = scrapy("crawl", "techpoint", *EVERYTHING, settings=settings)
    assert again.status == 0, again.stderr
    assert (again.lines(), again.manifest()[-1]["files"]) == (before, [])
    assert (running.capture_requests(), running.index_requests() > 0) == ([], True)


def test_killed_again_and_again_it_goes_on_with_the_first_file_that_is_not_done(scrapy: Scrapy, news: Any, tmp_path: Path) -> None:
    running, settings, truths = news
    assert interrupted(tmp_path / "output", *EVERYTHING, *(p for s in settings for p in ("-s", s))) >= 3
    running.server.forget()
    result = scrapy("crawl", "techpoint", *EVERYTHING, settings=settings)
    assert result.status == 0, result.stderr
    assert differences(result.lines(), truths) == []
    assert len(running.capture_requests()) < len(running.files)


def test_a_window_reads_the_files_of_its_days_and_writes_only_what_was_published_then(scrapy: Scrapy, news: Any) -> None:
    running, settings, truths = news
    window = ("-a", "since=2023-11-01", "-a", "until=2023-11-30")
    month = scrapy("crawl", "techpoint", *NEWS, *window, settings=settings)
    assert differences(month.lines(), [t for t in truths if f"{t.published:%Y-%m}" == "2023-11"]) == []
    assert {target[len("/crawl-data/CC-NEWS/") :][:7] for target in running.capture_requests()} == {"2023/11", "2023/12"}
    everything = scrapy("crawl", "techpoint", *EVERYTHING, settings=settings)
    assert differences(everything.lines(), truths) == []


def test_what_the_service_would_not_give_comes_with_the_next_run(scrapy: Scrapy, news: Any) -> None:
    running, settings, truths = news
    fifth = sorted(running.files)[5]
    running.faults = [("warc.paths", 1, BUSY), ("CC-NEWS-", 1, BUSY), (fifth, 99, Reply(status=500))]
    first = scrapy("crawl", "techpoint", *EVERYTHING, settings=(*settings, "RETRY_TIMES=1"))
    assert 0 < len(first.lines()) < len(truths)
    assert "was not read to its end" in first.stderr
    assert "Traceback" not in first.stderr
    running.faults = []
    running.server.forget()
    result = scrapy("crawl", "techpoint", *EVERYTHING, settings=settings)
    assert result.status == 0, result.stderr
    assert differences(result.lines(), truths) == []
    assert min(running.capture_requests()).startswith(f"/{fifth}")


def test_without_a_first_day_it_is_wrong_usage(scrapy: Scrapy) -> None:
    result = scrapy("crawl", "techpoint", *NEWS)
    assert result.status == 2
    assert "since=" in one_line(result)
